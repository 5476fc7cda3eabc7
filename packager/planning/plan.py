"""The plan: which corrections, in which order, for which demand, and what the meters will read afterwards. Pure.

A plan is made of measurements alone; it reads no audio and no clock. What it foresees is compared,
when it is carried out, with what the written file really reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from packager.corrections import ORDER
from packager.corrections.correction import CorrectionGrade
from packager.corrections.gain import Gain
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.trim_pad import SECONDS_PER_DAY, TrimPad
from packager.corrections.word_length import WordLengthChange
from packager.planning.foreseen import Wish, after_wishes, arranged, as_measured, carried_through, compared
from packager.planning.form import form_found
from packager.planning.level import levels_found
from packager.planning.loudness import reading_of
from packager.planning.model import LeftAlone, LoudnessAim, Plan, PredictedReading, Step
from packager.planning.order import Order, PlanOptions, joined
from packager.planning.refusal import NotCorrectableError
from packager.planning.time import speed_found, time_found
from specs.errors import UsageError
from specs.requirements.loudness import Loudness, MomentaryMaximum, ShortTermMaximum
from specs.requirements.peaks import SamplePeak, TruePeak
from specs.requirements.relations import StatementToConfirm
from specs.vocabulary import parse_frame_rate
from validator.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from packager.corrections import AnyCorrection
    from packager.corrections.correction import ReadingName
    from packager.planning.foreseen import Foreseen
    from packager.planning.order import Judged
    from specs.requirements import AnyRequirement
    from validator.rules.subject import Subject

__all__ = [
    "CorrectionGrade",
    "LoudnessAim",
    "NotCorrectableError",
    "Plan",
    "PlanOptions",
    "PredictedReading",
    "Step",
    "plan_corrections",
]


_TURNS: Final = 4
_NEAR_LU: Final = 0.002


def plan_corrections(
    requirements: Sequence[AnyRequirement],
    subject: Subject,
    permitted: Collection[CorrectionGrade],
    options: PlanOptions | None = None,
) -> Plan:
    """Find the corrections that make a mix meet its demands, with nothing but what is permitted.

    Binding demands are met or the plan is refused; a demand that nothing on the shelf can meet (a dropout, a loudness
    range) is left alone, and the plan says so. Loudness goes to the target of the branch the rules take; where there
    is a range only, to the nearest point a little inside it. Limits on peaks, on short-term and momentary loudness and
    on noise hold at the same time. Where peaks leave no room, a limiter is used if processing is permitted, else
    the nearest gain that meets every limit; a gain is never replaced by anything else.

    Args:
        requirements: The demands, normally those of one deliverable of a sheet.
        subject: The mix and what is known about it.
        permitted: Grades of corrections that may be used.
        options: How to plan; None takes the defaults.

    Raises:
        NotCorrectableError: A binding demand cannot be met with what is permitted; the message shows the arithmetic.
        UsageError: A correction that was asked for does not fit the programme.
    """
    order = Order(requirements=tuple(requirements), permitted=frozenset(permitted), options=options or PlanOptions())
    start = as_measured(subject)
    asked = arranged([Wish(correction=wish, because="asked for") for wish in _requested(order, start)])
    shaping, blocked, notes = _shaped(order, start, asked)
    levels = levels_found(order, after_wishes(start, [wish for wish in shaping if wish.comes_before("gain")]))
    blocked = (*order.forbidden(asked), *blocked, *levels.found.blocked)
    if blocked:
        raise _refused(start, blocked)
    wishes = arranged([*shaping, *levels.found.wishes])
    rounding = _rounding(order, start, wishes)
    steps, end = carried_through(start, _made_up(start, arranged([*wishes, *rounding]), levels.aim))
    left = _left(order, start, end)
    return Plan(
        schema="mixgate.plan/1",
        name=subject.measurements.name,
        permitted=tuple(grade for grade in CorrectionGrade if grade in order.permitted),
        steps=steps,
        left=left,
        notes=(*notes, *levels.found.notes, *_rounding_note(order, start, wishes)),
        aim=levels.aim,
        readings=compared(start, end),
        outcome=end.outcome(),
        reduction_cap_db=order.options.reduction_cap_db
        if any(step.correction.kind == "limiter" for step in steps)
        else None,
    )


def _requested(order: Order, start: Foreseen) -> tuple[AnyCorrection, ...]:
    """The corrections that were asked for, and the change of speed that another picture rate amounts to.

    Raises:
        UsageError: A picture rate is asked for, and that of the mix is not known.
    """
    options = order.options
    if options.picture_rate is None or any(wish.kind == "speed" for wish in options.requested):
        return options.requested
    have, wanted = start.subject.picture_rate, parse_frame_rate(options.picture_rate)
    if have is None:
        raise UsageError(
            "The speed cannot be changed: the picture rate of the mix is not known.",
            next_step="State the picture rate, for example 25.",
            code="picture-rate.missing",
        )
    if have == wanted:
        return options.requested
    speed = SpeedChange(from_rate=str(have), to_rate=str(wanted), pitch=options.pitch)
    return (*options.requested, speed)


def _made_up(start: Foreseen, wishes: tuple[Wish, ...], aim: LoudnessAim | None) -> tuple[Wish, ...]:
    """Let the gain make up for what comes after it: a pop weighs in a short programme."""
    if aim is None or not any(wish.correction.kind == "sync-pop" for wish in wishes):
        return wishes
    wanted = reading_of(aim, after_wishes(start, [wish for wish in wishes if wish.comes_before("sync-pop")]).subject)
    for _ in range(_TURNS):
        gain = next((wish for wish in wishes if isinstance(wish.correction, Gain)), None)
        value = reading_of(aim, after_wishes(start, wishes).subject)
        if gain is None or wanted is None or value is None or abs(wanted - value) < _NEAR_LU:
            break
        assert isinstance(gain.correction, Gain), "it was chosen so"
        more = Gain(gain_db=round(gain.correction.gain_db + wanted - value, 4))
        wishes = tuple(Wish(correction=more, because=wish.because) if wish is gain else wish for wish in wishes)
    return wishes


def _refused(start: Foreseen, blocked: Sequence[str]) -> NotCorrectableError:
    return NotCorrectableError(
        "This mix cannot be corrected with what is permitted.",
        where=start.measurements.name,
        found=" ".join(blocked),
        next_step="Permit more, or correct it in the mix.",
    )


def _shaped(
    order: Order, start: Foreseen, asked: Sequence[Wish]
) -> tuple[tuple[Wish, ...], tuple[str, ...], tuple[str, ...]]:
    """Corrections of form and time with those that were asked for; each stage sees what the ones before it left."""
    kinds = {wish.correction.kind for wish in asked}
    form = form_found(order, start)
    wishes = arranged([*asked, *(wish for wish in form.wishes if wish.correction.kind not in kinds)])
    found = [form]
    if not any(wish.correction.kind == "speed" for wish in wishes):
        speed = speed_found(order, start)
        found.append(speed)
        wishes = arranged([*wishes, *speed.wishes])
    early = [wish for wish in wishes if wish.comes_before("trim-pad")]
    timing = time_found(order, after_wishes(start, early))
    found.append(timing)
    wishes = arranged([*wishes, *(wish for wish in timing.wishes if wish.correction.kind not in kinds)])
    wishes = arranged([*wishes, *_stamped(after_wishes(start, early), wishes)])
    answers = joined(found)
    return _files_joined(wishes), answers.blocked, answers.notes


def _stamped(now: Foreseen, wishes: Sequence[Wish]) -> list[Wish]:
    """A stamp for a file that only a statement places, where a head moves its start: the sound stays where it was.

    | stated start of the file | its own stamp | head       | stamp written |
    |--------------------------|---------------|------------|---------------|
    | 01:00:00:00              | none          | 8 s longer | 00:59:52:00   |
    | 01:00:00:00              | 00:59:50:00   | 8 s longer | moved with it |
    | not stated               | none          | 8 s longer | none          |
    """
    head = sum(wish.correction.head_samples for wish in wishes if isinstance(wish.correction, TrimPad))
    begins = now.subject.stated_start_sample
    stamped = any(wish.correction.kind == "start-timecode" for wish in wishes)
    if head == 0 or begins is None or stamped or now.subject.is_placed_by_stamp:
        return []
    first = (begins - head) % (SECONDS_PER_DAY * now.material.sample_rate_hz)
    return [Wish(correction=StartTimecodeChange(start_sample=first), because="the head moves the start")]


def _files_joined(wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """Several wishes about the wrapping, or one about both ends, are one correction."""
    merged: list[Wish] = []
    for wish in wishes:
        last = merged[-1] if merged else None
        if last is not None and last.correction.kind == wish.correction.kind and wish.correction.kind in _MERGED:
            values = {
                **last.correction.model_dump(exclude_defaults=True),
                **wish.correction.model_dump(exclude_defaults=True),
            }
            both = type(wish.correction).model_validate(values)
            merged[-1] = Wish(correction=both, because=f"{last.because}, {wish.because}")
        else:
            merged.append(wish)
    return tuple(merged)


_MERGED = frozenset({"file-form", "word-length"})


def _rounding(order: Order, start: Foreseen, wishes: Sequence[Wish]) -> list[Wish]:
    """New values need words: with dither where processing is permitted, else the nearest ones."""
    if not _needs_rounding(start, wishes):
        return []
    bits = after_wishes(start, wishes).material.valid_bits
    words = bits if bits in {16, 20, 24, 32} else 16
    dithers = CorrectionGrade.PROCESSING in order.permitted and words < 32
    correction = WordLengthChange.model_validate(
        {"to_bits": words, "dither_seed": order.options.dither_seed if dithers else None}
    )
    assert correction.grade in {*order.permitted, CorrectionGrade.TRANSPARENT}, "dither only where it is permitted"
    return [Wish(correction=correction, because="samples have new values")]


def _needs_rounding(start: Foreseen, wishes: Sequence[Wish]) -> bool:
    if not any(wish.correction.changes_sound for wish in wishes):
        return False
    end = after_wishes(start, wishes)
    return not end.material.sample_format.is_float and all(
        wish.correction.kind != "word-length" or wish.place < ORDER.index("word-length") for wish in wishes
    )


def _rounding_note(order: Order, start: Foreseen, wishes: Sequence[Wish]) -> tuple[str, ...]:
    if CorrectionGrade.PROCESSING in order.permitted or not _needs_rounding(start, wishes):
        return ()
    return ("Samples are rounded to the nearest words without dither, because processing is not permitted.",)


def _within_doubt(judged: Judged, end: Foreseen) -> bool:
    """True where the forecast is less certain than it is off: then a trial render decides."""
    match judged.requirement:
        case Loudness():
            names: tuple[ReadingName, ...] = ("integrated_lkfs", "dialogue_lkfs")
        case ShortTermMaximum():
            names = ("max_short_term_lkfs",)
        case MomentaryMaximum():
            names = ("max_momentary_lkfs",)
        case _:
            names = ("max_true_peak_dbtp",)
    doubts = [end.tolerances.get(name, 0.0) for name in names]
    if any(doubt is None for doubt in doubts):
        return True
    return judged.outcome.margin is not None and -judged.outcome.margin <= max(doubt or 0.0 for doubt in doubts)


_BY_LEVEL = (Loudness, ShortTermMaximum, MomentaryMaximum, TruePeak, SamplePeak)


def _left(order: Order, start: Foreseen, end: Foreseen) -> tuple[LeftAlone, ...]:
    """Binding demands that the forecast does not meet, or that were not decided to begin with.

    Raises:
        NotCorrectableError: One of them is on level, which the plan should have met.
    """
    before = {judged.key: judged for judged in order.judged(start.subject)}
    left = []
    unmet = []
    for judged in order.judged(end.subject):
        if not judged.binding or isinstance(judged.requirement, StatementToConfirm):
            continue
        was_open = before[judged.key].outcome.held is None
        if judged.outcome.held is False and isinstance(judged.requirement, _BY_LEVEL):
            if _within_doubt(judged, end):
                continue
            unmet.append(f"{judged.key}: {say(judged.outcome.reason)}")
        elif judged.outcome.held is False:
            reason = "No correction on the shelf does it; it needs a person."
            left.append(LeftAlone(key=judged.key, message=say(judged.outcome.reason), reason=reason))
        elif judged.outcome.held is None and was_open:
            reason = "What could not be decided is not corrected."
            open_to = "".join(f" Decided by {say(decider)}." for decider in judged.outcome.decided_by)
            left.append(LeftAlone(key=judged.key, message=f"{say(judged.outcome.reason)}{open_to}", reason=reason))
    if unmet:
        raise _refused(start, [f"Even with everything that is permitted, {sentence}" for sentence in unmet])
    return tuple(left)
