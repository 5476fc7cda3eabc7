"""Whether a demand, or one alternative of it, applies to a mix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.vocabulary import parse_layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.requirements.requirement import Condition
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a condition holds.

    Attributes:
        holds: True, False, or None where something it asks for is not known.
        reason: What decided, in words.
    """

    holds: bool | None
    reason: str


ALWAYS = Answer(holds=True, reason="always")


def evaluate(condition: Condition | None, subject: Subject) -> Answer:
    """Return whether a condition holds: all that it states must.

    One part that does not hold decides; otherwise one that is not known leaves the whole unknown.
    """
    if condition is None:
        return ALWAYS
    answers = list(_parts(condition, subject))
    for wanted in (False, None):
        decisive = [answer.reason for answer in answers if answer.holds is wanted]
        if decisive:
            return Answer(holds=wanted, reason="; ".join(decisive))
    if not answers:
        return Answer(holds=None, reason=f"'{condition.text}' is for a person to decide") if condition.text else ALWAYS
    return Answer(holds=True, reason="; ".join(answer.reason for answer in answers))


def _parts(condition: Condition, subject: Subject) -> Iterator[Answer]:
    yield from _speech(condition, subject)
    yield from _form(condition, subject)
    yield from _programme(condition, subject)


def _speech(condition: Condition, subject: Subject) -> Iterator[Answer]:
    dialogue = subject.measurements.dialogue
    for limit, at_least in ((condition.speech_share_at_least, True), (condition.speech_share_below, False)):
        if limit is None:
            continue
        asked = f"speech {'at least' if at_least else 'below'} {limit:.0%} of the programme"
        if dialogue is None:
            yield Answer(None, f"{asked}: the share of speech was not measured")
        else:
            holds = (dialogue.speech_share >= limit) is at_least
            yield Answer(holds, f"{asked}: it is {dialogue.speech_share:.1%} ({dialogue.gate_text})")


def _form(condition: Condition, subject: Subject) -> Iterator[Answer]:
    if condition.soundfields is not None:
        layout = subject.layout
        names = {parse_layout(name).soundfield for name in condition.soundfields}
        asked = f"layout {' or '.join(condition.soundfields)}"
        if layout is None:
            yield Answer(None, f"{asked}: the layout is not known")
        else:
            yield Answer(layout.soundfield in names, f"{asked}: it is {layout.name}")
    if condition.mix_kinds is not None:
        yield Answer(
            subject.mix_kind in condition.mix_kinds,
            f"{' or '.join(condition.mix_kinds)}: it is a {subject.mix_kind}",
        )
    seconds = subject.measurements.duration_seconds
    if condition.duration_at_least_seconds is not None:
        limit = condition.duration_at_least_seconds
        yield Answer(seconds >= limit, f"at least {limit:g} s long: it is {seconds:.1f} s")
    if condition.duration_below_seconds is not None:
        limit = condition.duration_below_seconds
        yield Answer(seconds < limit, f"shorter than {limit:g} s: it is {seconds:.1f} s")


def _programme(condition: Condition, subject: Subject) -> Iterator[Answer]:
    facts = subject.programme
    for name, wanted, stated in (
        ("version", condition.version, subject.version),
        ("live", condition.live, facts.live),
        ("long form", condition.long_form, facts.long_form),
        ("dialogue is the anchor", condition.dialogue_is_anchor, facts.dialogue_is_anchor),
        ("genre", _lower(condition.genre), _lower(facts.genre)),
        ("territory", _lower(condition.territory), _lower(facts.territory)),
        ("workflow", _lower(condition.workflow), _lower(facts.workflow)),
    ):
        if wanted is not None:
            asked = f"{name} {_said(wanted)}"
            yield (
                Answer(None, f"{asked}: not stated")
                if stated is None
                else Answer(stated == wanted, f"{asked}: stated {_said(stated)}")
            )
    for from_date, name in ((condition.produced_from, "from"), (condition.produced_before, "before")):
        if from_date is None:
            continue
        if facts.produced is None:
            yield Answer(None, f"produced {name} {from_date}: not stated")
        else:
            holds = facts.produced >= from_date if name == "from" else facts.produced < from_date
            yield Answer(holds, f"produced {name} {from_date}: stated {facts.produced}")


def _lower(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _said(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
