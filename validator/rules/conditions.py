"""Whether a demand, or one alternative of it, applies to a mix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
        reason: What decided, in words: what is asked, a colon, and how the mix stands to it.
        estimate: Where `holds` is None because an estimate is too near to tell: what it says; None otherwise.
    """

    holds: bool | None
    reason: str
    estimate: bool | None = None

    @property
    def trusting(self) -> Answer:
        """The same, with an estimate taken for the truth."""
        return self if self.estimate is None else Answer(holds=self.estimate, reason=self.reason)

    @property
    def decided_by(self) -> str:
        """Who or what decides where the answer is not known."""
        asked = [part.rpartition(": ") for part in self.reason.split("; ")]
        unstated = [question for question, _, why in asked if why == _NOT_STATED]
        if unstated:
            return f"a statement that is missing: {', '.join(unstated)}, or not"
        if self.reason.endswith(_FOR_A_PERSON):
            return f"a person: {self.reason.removesuffix(_FOR_A_PERSON).rstrip(': ')}"
        return f"a measurement that is missing: {self.reason}"


_NOT_STATED: Final = "not stated"
_FOR_A_PERSON: Final = "for a person to decide"
ALWAYS: Final = Answer(holds=True, reason="always")

_OPPOSITES: Final = (
    ("speech_share_at_least", "speech_share_below"),
    ("produced_from", "produced_before"),
    ("duration_at_least_seconds", "duration_below_seconds"),
)
"""Fields that, with the same value, divide all mixes between them."""

_YES_OR_NO: Final = {
    "live": ("a live programme", "not a live programme"),
    "long_form": ("a long-form programme", "a short-form item"),
    "dialogue_is_anchor": ("dialogue as the anchor element", "dialogue not the anchor element"),
}


def evaluate(condition: Condition | None, subject: Subject) -> Answer:
    """Return whether a condition holds: all that it states must.

    One part that does not hold decides; otherwise one that is not known leaves the whole unknown.
    """
    if condition is None:
        return ALWAYS
    answers = list(_parts(condition, subject))
    for wanted in (False, None):
        decisive = [answer for answer in answers if answer.holds is wanted]
        if decisive:
            return Answer(
                holds=wanted,
                reason="; ".join(answer.reason for answer in decisive),
                estimate=_all([answer.estimate for answer in decisive]),
            )
    if not answers:
        return Answer(holds=None, reason=f"'{condition.text}': {_FOR_A_PERSON}") if condition.text else ALWAYS
    return Answer(holds=True, reason="; ".join(answer.reason for answer in answers))


def _all(estimates: list[bool | None]) -> bool | None:
    return None if None in estimates else all(estimates)


def are_opposites(one: Condition | None, other: Condition | None) -> bool:
    """Return whether exactly one of two conditions holds, whatever the mix: from a day on and before it, live and not.

    Only conditions of a single field are recognised; False for any others.
    """
    if one is None or other is None:
        return False
    first, second = _stated(one), _stated(other)
    if len(first) != 1 or len(second) != 1:
        return False
    (name, value), (other_name, other_value) = *first.items(), *second.items()
    if name in _YES_OR_NO:
        return name == other_name and value is not other_value
    return value == other_value and ((name, other_name) in _OPPOSITES or (other_name, name) in _OPPOSITES)


def _stated(condition: Condition) -> dict[str, object]:
    return {name: value for name, value in condition if value is not None and name != "text"}


def _parts(condition: Condition, subject: Subject) -> Iterator[Answer]:
    yield from _speech(condition, subject)
    yield from _form(condition, subject)
    yield from _programme(condition, subject)
    yield from _production(condition, subject)


def _speech(condition: Condition, subject: Subject) -> Iterator[Answer]:
    dialogue = subject.measurements.dialogue
    for limit, at_least in ((condition.speech_share_at_least, True), (condition.speech_share_below, False)):
        if limit is None:
            continue
        asked = f"speech in {'at least' if at_least else 'less than'} {limit:.0%} of the programme"
        if dialogue is None:
            yield Answer(None, f"{asked}: the share of speech was not measured")
            continue
        share = dialogue.speech_share
        if dialogue.estimate and abs(share - limit) < dialogue.guard_band_share:
            reason = f"{asked}: by estimate {share:.1%}, too near to tell, gate {dialogue.gate_text}"
            yield Answer(None, reason, estimate=(share >= limit) is at_least)
        else:
            yield Answer((share >= limit) is at_least, f"{asked}: it is {share:.1%}, gate {dialogue.gate_text}")


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
        kinds = " or ".join(condition.mix_kinds)
        yield Answer(subject.mix_kind in condition.mix_kinds, f"kind of mix {kinds}: it is {subject.mix_kind}")
    seconds = subject.measurements.duration_seconds
    if condition.duration_at_least_seconds is not None:
        limit = condition.duration_at_least_seconds
        yield Answer(seconds >= limit, f"at least {limit:g} s long: it is {seconds:.1f} s")
    if condition.duration_below_seconds is not None:
        limit = condition.duration_below_seconds
        yield Answer(seconds < limit, f"shorter than {limit:g} s: it is {seconds:.1f} s")


def _programme(condition: Condition, subject: Subject) -> Iterator[Answer]:
    facts = subject.programme
    for name, (yes, no) in _YES_OR_NO.items():
        wanted, stated = getattr(condition, name), getattr(facts, name)
        if wanted is None:
            continue
        asked = yes if wanted else no
        if stated is None:
            yield Answer(None, f"{asked}: {_NOT_STATED}")
        else:
            yield Answer(stated is wanted, f"{asked}: {'so stated' if stated is wanted else 'stated otherwise'}")
    for name, word, given in (
        ("version", condition.version, subject.version),
        ("genre", condition.genre, facts.genre),
        ("territory", condition.territory, facts.territory),
        ("workflow", condition.workflow, facts.workflow),
    ):
        if word is None:
            continue
        if given is None:
            yield Answer(None, f"{name} {word}: {_NOT_STATED}")
        else:
            yield Answer(given.casefold() == word.casefold(), f"{name} {word}: it is {given}")


def _production(condition: Condition, subject: Subject) -> Iterator[Answer]:
    produced = subject.programme.produced
    for day, name in ((condition.produced_from, "from"), (condition.produced_before, "before")):
        if day is None:
            continue
        if produced is None:
            yield Answer(None, f"produced {name} {day}: {_NOT_STATED}")
        else:
            holds = produced >= day if name == "from" else produced < day
            yield Answer(holds, f"produced {name} {day}: it is of {produced}")
