"""Whether a demand, or one alternative of it, applies to a mix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.vocabulary import parse_layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from specs.message import Message
    from specs.requirements.requirement import Condition
    from validator.results.measurements import DialogueReadings
    from validator.rules.subject import Subject


class Decider(StrEnum):
    """What could tell where it is not known whether a condition holds."""

    STATEMENT = "statement"
    MEASUREMENT = "measurement"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """One part of a condition: what it asks, and how the mix stands to it.

    Attributes:
        question: What it is about: the same for a condition and its opposite, so that it is asked once.
        asked: What must be so.
        found: How the mix stands to it.
        holds: True, False, or None where that is not known.
        decider: What could tell, where it is not known; else of no meaning.
        estimate: Where `holds` is None because an estimate is too near to tell: what it says; None otherwise.
    """

    question: str
    asked: Message
    found: Message
    holds: bool | None
    decider: Decider = Decider.MEASUREMENT
    estimate: bool | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a condition holds.

    Attributes:
        holds: True, False, or None where something it asks for is not known.
        circumstances: What decided; empty where nothing is asked.
        estimate: Where `holds` is None because an estimate is too near to tell: what it says; None otherwise.
    """

    holds: bool | None
    circumstances: tuple[Circumstance, ...] = ()
    estimate: bool | None = None

    @property
    def trusting(self) -> Answer:
        """The same, with an estimate taken for the truth."""
        return self if self.estimate is None else Answer(self.estimate, self.circumstances)

    @property
    def reasons(self) -> tuple[Message, ...]:
        """What decided: what is asked, and how the mix stands to it."""
        return reasons_of([self]) or (message("condition.always"),)


ALWAYS: Final = Answer(holds=True)

_NOT_STATED: Final = message("condition.not-stated")

_OPPOSITES: Final = (
    ("speech_share_at_least", "speech_share_below"),
    ("produced_from", "produced_before"),
    ("duration_at_least_seconds", "duration_below_seconds"),
    ("peak_to_loudness_at_least_lu", "peak_to_loudness_below_lu"),
)
"""Fields that, with the same value, divide all mixes between them."""

_YES_OR_NO: Final = {
    "live": (message("condition.live"), message("condition.not-live")),
    "long_form": (message("condition.long-form"), message("condition.short-form")),
    "dialogue_is_anchor": (message("condition.dialogue-is-anchor"), message("condition.dialogue-is-not-anchor")),
}


def evaluate(condition: Condition | None, subject: Subject) -> Answer:
    """Return whether a condition holds: all that it states must.

    One part that does not hold decides; otherwise one that is not known leaves the whole unknown.
    """
    if condition is None:
        return ALWAYS
    parts = tuple(_parts(condition, subject))
    for wanted in (False, None):
        decisive = tuple(part for part in parts if part.holds is wanted)
        if decisive:
            return Answer(wanted, decisive, estimate=_all([part.estimate for part in decisive]))
    if parts:
        return Answer(holds=True, circumstances=parts)
    if not condition.text:
        return ALWAYS
    asked = message("condition.in-words", text=condition.text)
    found = message("condition.person-decides")
    in_words = Circumstance(question=condition.text, asked=asked, found=found, holds=None, decider=Decider.PERSON)
    return Answer(None, (in_words,))


def _all(estimates: list[bool | None]) -> bool | None:
    return None if None in estimates else all(estimates)


def reasons_of(answers: Iterable[Answer]) -> tuple[Message, ...]:
    """Return what decided several answers; what several parts have in common is said once."""
    asked: list[tuple[list[Message], Message]] = []
    for circumstance in (one for answer in answers for one in answer.circumstances):
        group = next((questions for questions, found in asked if found == circumstance.found), None)
        if group is None:
            asked.append(([circumstance.asked], circumstance.found))
        elif circumstance.asked not in group:
            group.append(circumstance.asked)
    return tuple(message("condition.circumstance", asked=tuple(group), found=found) for group, found in asked)


def open_circumstances(answers: Iterable[Answer]) -> tuple[Circumstance, ...]:
    """Return what is not known, each question once: a condition and its opposite turn on the same."""
    found: dict[str, Circumstance] = {}
    for answer in answers:
        for circumstance in answer.circumstances if answer.holds is None else ():
            found.setdefault(circumstance.question, circumstance)
    return tuple(found.values())


def decided_by(answers: Iterable[Answer], missing: Iterable[Message] = ()) -> tuple[Message, ...]:
    """Return who and what decides where answers are not known: statements, persons, measurements.

    Args:
        answers: Whether each condition holds.
        missing: Measurements that are missing besides.
    """
    unknown = open_circumstances(answers)
    stated = tuple(one.asked for one in unknown if one.decider is Decider.STATEMENT)
    persons = [one for one in unknown if one.decider is Decider.PERSON]
    measured = [one for one in unknown if one.decider is Decider.MEASUREMENT]
    lacking = (*reasons_of([Answer(None, tuple(measured))]), *missing)
    return (
        *((message("condition.decided-by-statement", asked=stated),) if stated else ()),
        *(message("condition.decided-by-person", asked=one.asked) for one in persons),
        *((message("condition.decided-by-measurement", missing=lacking),) if lacking else ()),
    )


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
    if name in _YES_OR_NO or name == "dialogue_is_measured":
        return name == other_name and value is not other_value
    return value == other_value and ((name, other_name) in _OPPOSITES or (other_name, name) in _OPPOSITES)


def _stated(condition: Condition) -> dict[str, object]:
    return {name: value for name, value in condition if value is not None and name != "text"}


def _parts(condition: Condition, subject: Subject) -> Iterator[Circumstance]:
    yield from _speech(condition, subject)
    yield from _peak_to_loudness(condition, subject)
    yield from _form(condition, subject)
    yield from _programme(condition, subject)
    yield from _production(condition, subject)


def _speech(condition: Condition, subject: Subject) -> Iterator[Circumstance]:
    dialogue = subject.measurements.dialogue
    if condition.dialogue_is_measured is not None:
        yield _dialogue_is_measured(condition.dialogue_is_measured, dialogue)
    for limit, at_least in ((condition.speech_share_at_least, True), (condition.speech_share_below, False)):
        if limit is None:
            continue
        question = f"speech share {limit}"
        asked = message("condition.speech-at-least" if at_least else "condition.speech-below", limit=limit)
        if dialogue is None:
            yield Circumstance(
                question=question, asked=asked, found=message("condition.speech-not-measured"), holds=None
            )
            continue
        share = dialogue.speech_share
        holds = (share >= limit) is at_least
        low, high = dialogue.share_limits
        if low < limit <= high:
            found = message("condition.speech-too-near", share=share, gate=dialogue.gate_text)
            yield Circumstance(question=question, asked=asked, found=found, holds=None, estimate=holds)
        else:
            found = message("condition.speech-share", share=share, gate=dialogue.gate_text)
            yield Circumstance(question=question, asked=asked, found=found, holds=holds)


def _dialogue_is_measured(wanted: bool, dialogue: DialogueReadings | None) -> Circumstance:
    """Say whether dialogue has a loudness: what is measured is never saved by what is asked for where nothing is."""
    measured = dialogue is not None and dialogue.integrated_lkfs is not None
    return Circumstance(
        question="dialogue measured",
        asked=message("condition.dialogue-is-measured" if wanted else "condition.dialogue-is-not-measured"),
        found=message("condition.it-is") if measured else message("condition.it-is-not"),
        holds=measured is wanted,
    )


def _peak_to_loudness(condition: Condition, subject: Subject) -> Iterator[Circumstance]:
    """The distance of the largest true peak to programme loudness, of the whole file."""
    peak, loud = subject.measurements.max_true_peak_dbtp, subject.measurements.integrated_lkfs
    for limit, at_least in (
        (condition.peak_to_loudness_at_least_lu, True),
        (condition.peak_to_loudness_below_lu, False),
    ):
        if limit is None:
            continue
        ratio = None if peak is None or loud is None else round(peak - loud, 6)
        yield Circumstance(
            question=f"peak to loudness {limit}",
            asked=message("condition.ratio-at-least" if at_least else "condition.ratio-below", limit=limit),
            found=message("condition.ratio-not-measured") if ratio is None else message("condition.ratio", ratio=ratio),
            holds=None if ratio is None else (ratio >= limit) is at_least,
        )


def _form(condition: Condition, subject: Subject) -> Iterator[Circumstance]:
    if condition.soundfields is not None:
        layout = subject.layout
        names = {parse_layout(name).soundfield for name in condition.soundfields}
        yield Circumstance(
            question="layout",
            asked=message("condition.layout", layouts=condition.soundfields),
            found=message("condition.layout-not-known")
            if layout is None
            else message("condition.is", found=layout.name),
            holds=None if layout is None else layout.soundfield in names,
        )
    if condition.mix_kinds is not None:
        yield Circumstance(
            question="kind",
            asked=message("condition.kind", kinds=condition.mix_kinds),
            found=message("condition.is", found=subject.mix_kind),
            holds=subject.mix_kind in condition.mix_kinds,
        )
    seconds = (subject.span.end_sample - subject.span.start_sample) / subject.sample_rate_hz
    found = message("condition.seconds", seconds=seconds)
    if condition.duration_at_least_seconds is not None:
        limit = condition.duration_at_least_seconds
        asked = message("condition.at-least-long", limit=limit)
        yield Circumstance(question=f"length {limit}", asked=asked, found=found, holds=seconds >= limit)
    if condition.duration_below_seconds is not None:
        limit = condition.duration_below_seconds
        asked = message("condition.shorter", limit=limit)
        yield Circumstance(question=f"length {limit}", asked=asked, found=found, holds=seconds < limit)


def _programme(condition: Condition, subject: Subject) -> Iterator[Circumstance]:
    facts = subject.programme
    for name, (yes, no) in _YES_OR_NO.items():
        wanted, stated = getattr(condition, name), getattr(facts, name)
        if wanted is not None:
            so, otherwise = message("condition.so-stated"), message("condition.stated-otherwise")
            said = so if stated is wanted else otherwise
            yield _stated_by(name, yes if wanted else no, None if stated is None else (said, stated is wanted))
    for asked, word, given in (
        (message("condition.version", word=condition.version), condition.version, subject.version),
        (message("condition.genre", word=condition.genre), condition.genre, facts.genre),
        (message("condition.territory", word=condition.territory), condition.territory, facts.territory),
        (message("condition.workflow", word=condition.workflow), condition.workflow, facts.workflow),
    ):
        if word is not None:
            found = None if given is None else (message("condition.is", found=given), _alike(given, word))
            yield _stated_by(f"{asked.code} {word}", asked, found)


def _alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _stated_by(question: str, asked: Message, found: tuple[Message, bool] | None) -> Circumstance:
    """Return what hangs on a statement; None where there is none."""
    said, holds = (_NOT_STATED, None) if found is None else found
    return Circumstance(question=question, asked=asked, found=said, holds=holds, decider=Decider.STATEMENT)


def _production(condition: Condition, subject: Subject) -> Iterator[Circumstance]:
    produced = subject.programme.produced
    for day, since in ((condition.produced_from, True), (condition.produced_before, False)):
        if day is None:
            continue
        asked = message("condition.produced-from" if since else "condition.produced-before", day=str(day))
        found = (
            None if produced is None else (message("condition.produced", day=str(produced)), (produced >= day) is since)
        )
        yield _stated_by(f"produced {day}", asked, found)
