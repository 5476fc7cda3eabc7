"""The plan: which corrections, in which order, for which demand, and what the meters will read afterwards. Pure.

A plan is made of measurements alone; it reads no audio and no clock. What it foresees is compared,
when it is carried out, with what the written file really reads.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from packager.corrections import ORDER
from packager.corrections.correction import CorrectionGrade
from packager.corrections.gain import LIMIT_DB, Gain
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.trim_pad import SECONDS_PER_DAY, TrimPad
from packager.corrections.word_length import WordLengthChange
from packager.planning.because import ASKED_FOR, HEAD_MOVES_START, NEW_VALUES
from packager.planning.compared import compared_found
from packager.planning.foreseen import Wish, after_wishes, arranged, as_measured, carried_through, compared
from packager.planning.form import form_found
from packager.planning.leftovers import left_alone
from packager.planning.level import Levels, levels_found
from packager.planning.loudness import reading_of
from packager.planning.model import LoudnessAim, Plan, PredictedReading, Step
from packager.planning.order import Found, Order, PlanOptions, joined
from packager.planning.refusal import NotCorrectableError, refused
from packager.planning.time import speed_found, time_found
from specs.errors import UsageError
from specs.message import message
from specs.vocabulary import parse_frame_rate
from validator.notices import UNUSED_BITS, notices_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from packager.corrections import AnyCorrection
    from packager.planning.foreseen import Foreseen
    from specs.message import Message
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
    if not order.options.recommended:
        return _planned(order, subject)
    try:
        return _planned(order, subject)
    except NotCorrectableError as error:
        # What is only recommended never stands in the way of what is demanded.
        demanded = replace(order, options=replace(order.options, recommended=False))
        plan = _planned(demanded, subject)
        note = message("plan.recommended-not-repaired", why=error.refusal.found)
        return plan.model_copy(update={"notes": (*plan.notes, note)})


def _planned(order: Order, subject: Subject) -> Plan:
    start = as_measured(subject)
    found = compared_found(order.options, start)
    requested = [Wish(correction=wish, because=ASKED_FOR) for wish in _requested(order, start, found)]
    asked = arranged([*requested, *found.wishes])
    shaping, blocked, notes = _shaped(order, start, asked)
    blocked, notes = (*found.blocked, *blocked), (*found.notes, *notes)
    levels = Levels(found=Found())
    if order.options.follows is None:
        levels = levels_found(order, after_wishes(start, [wish for wish in shaping if wish.comes_before("gain")]))
    blocked = (*order.forbidden(asked), *blocked, *levels.found.blocked)
    if blocked:
        raise refused(start.measurements.name, blocked)
    wishes = arranged([*shaping, *levels.found.wishes])
    rounding = _rounding(order, start, wishes)
    steps, end = carried_through(start, _made_up(start, arranged([*wishes, *rounding]), levels.aim))
    left = left_alone(order, start, end, lambda alone: _planned(alone, subject))
    limits = levels.limiter_if_needed is not None or any(step.correction.kind == "limiter" for step in steps)
    return Plan(
        schema="mixgate.plan/2",
        name=subject.measurements.name,
        permitted=tuple(grade for grade in CorrectionGrade if grade in order.permitted),
        steps=steps,
        left=left,
        notes=(*notes, *levels.found.notes, *_rounding_note(order, start, wishes), *_source_notes(subject, end)),
        aim=levels.aim,
        readings=compared(start, end),
        outcome=end.outcome(),
        reduction_cap_db=order.options.reduction_cap_db if limits else None,
        most_gain_db=order.options.most_gain_db,
        limiter_if_needed=levels.limiter_if_needed,
        source_bits=subject.measurements.effective_bits,
        notices=notices_of(subject, ()),
    )


def _source_notes(subject: Subject, end: Foreseen) -> tuple[Message, ...]:
    """What no correction mends: the resolution of the source, and what was clipped in it."""
    measured, notes = subject.measurements, []
    bits, words = measured.effective_bits, end.material.valid_bits
    if bits is not None and not end.material.sample_format.is_float and words - bits >= UNUSED_BITS:
        notes.append(message("plan.source-resolution", bits=bits, word_bits=words))
    runs = sum(channel.clipped_run_count + channel.flat_top_count for channel in measured.channels)
    if runs:
        notes.append(message("plan.source-clipped", runs=runs))
    return tuple(notes)


def _requested(order: Order, start: Foreseen, found: Found) -> tuple[AnyCorrection, ...]:
    """The corrections that were asked for, and the change of speed that another picture rate amounts to.

    Raises:
        UsageError: A picture rate is asked for, and that of the mix is not known.
    """
    options = order.options
    named = [*options.requested, *(wish.correction for wish in found.wishes)]
    if options.picture_rate is None or any(wish.kind == "speed" for wish in named):
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
        gain_db = round(gain.correction.gain_db + wanted - value, 4)
        if abs(gain_db) > LIMIT_DB:
            # The pop alone is louder than the aim: no gain of the rest makes up for it.
            break
        more = Gain(gain_db=gain_db)
        wishes = tuple(Wish(correction=more, because=wish.because) if wish is gain else wish for wish in wishes)
    return wishes


def _shaped(
    order: Order, start: Foreseen, asked: Sequence[Wish]
) -> tuple[tuple[Wish, ...], tuple[Message, ...], tuple[Message, ...]]:
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
    if order.options.compared is None:
        # A comparison moves the sound itself.
        wishes = arranged([*wishes, *_stamped(after_wishes(start, early), wishes)])
    wishes = arranged([*wishes, *_kept_stamp(order, start, wishes)])
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
    return [Wish(correction=StartTimecodeChange(start_sample=first), because=HEAD_MOVES_START)]


def _kept_stamp(order: Order, start: Foreseen, wishes: Sequence[Wish]) -> list[Wish]:
    """The stamp as it is, where that is the stated start of the picture: a change of speed would take it for another.

    | stated start, 23.976 | stamp of a file at 25 | its timecode | stamp written |
    |----------------------|-----------------------|--------------|---------------|
    | 01:00:00:00          | 172 800 000           | at 25        | 172 972 800   |
    | 01:00:00:00          | 172 972 800           | at 23.976    | 172 972 800   |
    """
    changes = (
        wish for wish in wishes if isinstance(wish.correction, SpeedChange) and not wish.correction.keeps_picture
    )
    speed = next(changes, None)
    head = any(wish.correction.head_samples for wish in wishes if isinstance(wish.correction, TrimPad))
    if speed is None or head or any(wish.correction.kind == "start-timecode" for wish in wishes):
        return []
    stamp = after_wishes(start, [wish for wish in wishes if wish is not speed]).material.start_sample
    subject = after_wishes(start, wishes).subject
    stated, rate = subject.stated_start_sample, subject.picture_rate
    if stamp is None or stated is None or rate is None or abs(stamp - stated) >= subject.sample_rate_hz / rate:
        return []
    wish = Wish(correction=StartTimecodeChange(start_sample=stamp), because=speed.because)
    return [wish] if order.permits(wish.correction) else []


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
            merged[-1] = Wish(correction=both, because=message("plan.both", one=last.because, other=wish.because))
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
    return [Wish(correction=correction, because=NEW_VALUES)]


def _needs_rounding(start: Foreseen, wishes: Sequence[Wish]) -> bool:
    if not any(wish.correction.changes_sound for wish in wishes):
        return False
    end = after_wishes(start, wishes)
    return not end.material.sample_format.is_float and all(
        wish.correction.kind != "word-length" or wish.place < ORDER.index("word-length") for wish in wishes
    )


def _rounding_note(order: Order, start: Foreseen, wishes: Sequence[Wish]) -> tuple[Message, ...]:
    if CorrectionGrade.PROCESSING in order.permitted or not _needs_rounding(start, wishes):
        return ()
    return (message("plan.rounded-without-dither"),)
