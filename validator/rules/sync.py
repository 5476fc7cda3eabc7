"""Demands on what a mix is to its original, and on a 2.0 to the surround mix it is made of.

What was established about both is saved with the measurements (`validator.comparisons.relations`); nothing is heard
here. Where a mix has both partners, an original and a surround mix, the worse answer counts.

| what is there                                | the demand                                              |
|----------------------------------------------|---------------------------------------------------------|
| a mix on its own                             | does not apply: it is one on a delivery                 |
| the original itself, without a partner       | holds: others are held against it                       |
| a stem, a guide                              | does not apply: it is held against its printmaster      |
| no partner, or nobody says who the original is | is not measured; does not apply `where-delivered`     |
| a partner, and nothing can be told           | is not measured, and says why                           |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.message import message
from specs.vocabulary import MixKind, Version
from validator.comparisons.dub.map_model import EditKind, MapState
from validator.comparisons.relation_messages import (
    LACKING_SECONDS,
    cause_message,
    offset_message,
    party_text,
    repair_of,
    speed_message,
)
from validator.comparisons.relations import Relation
from validator.results.finding import Limits, Quantity
from validator.rules.outcome import Outcome, not_applicable, not_measured, quantity
from validator.rules.relations import WHOLE_DELIVERY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.message import Message
    from specs.requirements.sync import AgainstOriginal, SyncDrift, SyncEdits, SyncOffset, SyncSpeed
    from validator.comparisons.relations import MixComparison, Uncovered
    from validator.results.finding import Place
    from validator.rules.subject import Subject

MEASURED_WITHIN_MILLISECONDS: Final = 0.1
"""What the measurement of an offset is good to: measured on dubs of short films, the worst was 0.06 ms. An offset this
near a limit that it must stay below has reached it; one this far beyond a limit that it may reach holds."""

_HEARD_WITH_PRINTMASTER: Final = frozenset(
    {MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS, MixKind.OPTIONAL, MixKind.DIALOGUE_GUIDE, MixKind.NARRATION}
)


def compared_or_why(
    requirement: AgainstOriginal, subject: Subject, required: str, relations: Sequence[Relation]
) -> tuple[MixComparison, ...] | Outcome:
    """Return the comparisons that tell something, or the outcome of a demand that nothing was told for.

    Args:
        requirement: The demand.
        subject: The mix.
        required: The demand in words.
        relations: Which comparisons count.
    """
    if subject.companions is None and not subject.measurements.comparisons:
        return not_applicable(required, WHOLE_DELIVERY)
    found = [one for one in subject.measurements.comparisons if one.relation in relations]
    told = tuple(one for one in found if one.state is MapState.ALIGNED)
    untold = [one for one in found if one.state is MapState.CANNOT_TELL]
    if untold and not any(one.relation is untold[0].relation for one in told):
        return _cannot_tell(untold[0], required)
    return told or without_partner(requirement, subject, required)


def _cannot_tell(comparison: MixComparison, required: str) -> Outcome:
    cause = cause_message(comparison)
    partner = party_text(comparison.partner)
    reason = message("sync.cannot-tell", partner=partner, why=cause or message("comparison.cause.silence"))
    return not_measured(required, reason, message("remedy.deliver-right-partner"))


def without_partner(requirement: AgainstOriginal, subject: Subject, required: str) -> Outcome:
    """Return the outcome of a demand on a mix without a partner: as the table above."""
    if subject.version is Version.ORIGINAL and subject.mix_kind is MixKind.PRINTMASTER:
        return Outcome(held=True, required=required, reason=message("sync.is-the-original"))
    if subject.mix_kind in _HEARD_WITH_PRINTMASTER:
        return not_applicable(required, message("sync.held-with-printmaster"))
    known = subject.version is not None or subject.mix_kind is not MixKind.PRINTMASTER
    reason = message("sync.no-original") if known else message("sync.original-not-known")
    if requirement.partner == "where-delivered":
        return not_applicable(required, reason)
    remedy = message("remedy.deliver-original") if known else message("remedy.state-original-language")
    return not_measured(required, reason, remedy)


def _mapped_or_why(
    requirement: AgainstOriginal, subject: Subject, required: str
) -> tuple[MixComparison, ...] | Outcome:
    """Return the maps against the original; of a 2.0 without one, those against its surround mix.

    A 2.0 that lies where its original lies is right, though its surround mix may be late: that one's report says so.
    """
    has_original = any(one.relation is Relation.DUB for one in subject.measurements.comparisons)
    relation = Relation.DUB if has_original else Relation.FOLD_DOWN
    return compared_or_why(requirement, subject, required, (relation,))


def _remedy(comparison: MixComparison) -> Message | None:
    repair = repair_of(comparison)
    return None if repair is None else repair.text


def _places(comparison: MixComparison, subject: Subject) -> tuple[Place, ...]:
    """The segments of a map, and where it is cut."""
    if len(comparison.segments) < 2:
        return ()
    return tuple(
        subject.place(
            segment.start_sample,
            segment.end_sample,
            text=f"{_milliseconds(comparison, comparison.late_samples(segment)):+.1f} ms",
        )
        for segment in comparison.segments
    )


def _milliseconds(comparison: MixComparison, samples: float) -> float:
    return samples / comparison.partner.sample_rate_hz * 1000.0


def _why(comparison: MixComparison) -> tuple[Message, ...]:
    cause = cause_message(comparison)
    agreeing = comparison.evidence
    rests = () if agreeing is None else (message("sync.rests-on", agreeing=agreeing.agreeing, places=agreeing.places),)
    return (*(() if cause is None else (cause,)), *rests)


def judge_sync_offset(requirement: SyncOffset, subject: Subject) -> Outcome:
    """Say whether a mix lies where its original lies.

    Judges: the largest offset against the original, at any place; of a 2.0 without one against its surround mix.
    Why publishers ask: lips and sound are seen and heard together; a dub that is late is sent back.
    Boundary: exactly at the largest accepted time holds; in frames, as much as is stated already fails.
    Remedy: move the mix by the offset that was measured, and stamp it where it belongs.
    """
    in_frames = requirement.below_frames
    if in_frames is not None:
        required = f"less than {count_of(in_frames, 'frame', 'frames')} early or late against the original"
    else:
        required = (
            f"at most {requirement.maximum_early_milliseconds:g} ms early and "
            f"{requirement.maximum_late_milliseconds:g} ms late against the original"
        )
    found = _mapped_or_why(requirement, subject, required)
    if isinstance(found, Outcome):
        return found
    low, high = _accepted(requirement, subject)
    if low is None or high is None:
        reason = message("sync.picture-rate-not-known")
        return not_measured(required, reason, message("remedy.state-picture-rate"))
    worst = max(found, key=lambda one: _beyond(one, low, high))
    late = _milliseconds(worst, worst.latest_samples or 0.0)
    margin = min(late - low, high - late)
    held, margin = _stands(margin, must_stay_below=in_frames is not None)
    reason = message(
        "sync.offset", where=offset_message(worst, worst.latest_samples or 0.0), partner=party_text(worst.partner)
    )
    return Outcome(
        held=held,
        required=required,
        measured=quantity(late, "ms", 2),
        limits=Limits(low=low, high=high, unit="ms"),
        margin=round(margin, 6),
        margin_unit="ms",
        where=() if held else _places(worst, subject),
        reason=reason,
        why=_why(worst),
        remedy=None if held else _remedy(worst) or message("comparison.repair.print-again"),
    )


def _stands(margin: float, *, must_stay_below: bool) -> tuple[bool, float]:
    """Whether a reading holds, and its margin; what it is good to counts for a limit that may be reached.

    | margin, ms | may be reached  | must stay below  |
    |------------|-----------------|------------------|
    | 0.05       | holds, 0.05     | fails, -0.05     |
    | 0          | holds, 0        | fails, -0.1      |
    | -0.05      | holds, 0        | fails, -0.15     |
    | -0.2       | fails, -0.2     | fails, -0.3      |
    """
    if must_stay_below:
        return margin > MEASURED_WITHIN_MILLISECONDS, margin - MEASURED_WITHIN_MILLISECONDS
    held = margin >= -MEASURED_WITHIN_MILLISECONDS
    return held, max(margin, 0.0) if held else margin


def _accepted(requirement: SyncOffset, subject: Subject) -> tuple[float | None, float | None]:
    """Smallest and largest accepted offset in ms, early being negative; None where the picture rate is not known."""
    if requirement.below_frames is None:
        return -(requirement.maximum_early_milliseconds or 0.0), requirement.maximum_late_milliseconds or 0.0
    if subject.picture_rate is None:
        return None, None
    frames = requirement.below_frames * 1000.0 / float(subject.picture_rate)
    return -frames, frames


def _beyond(comparison: MixComparison, low: float, high: float) -> float:
    late = _milliseconds(comparison, comparison.latest_samples or 0.0)
    return max(low - late, late - high)


def judge_sync_drift(requirement: SyncDrift, subject: Subject) -> Outcome:
    """Say whether a mix runs away from its original.

    Judges: how much the offset changes from the first to the last sample of any stretch without an edit.
    Why publishers ask: what is in sync at the head is not at the end.
    Boundary: exactly at the largest accepted change holds.
    Remedy: print it again on a clock that is locked to the picture, or change its speed.
    """
    required = f"the offset changes by at most {requirement.maximum_milliseconds:g} ms over the programme"
    found = _mapped_or_why(requirement, subject, required)
    if isinstance(found, Outcome):
        return found
    worst = max(found, key=lambda one: abs(_run_away(one)))
    away = _run_away(worst)
    limit = requirement.maximum_milliseconds
    held = abs(away) <= limit + MEASURED_WITHIN_MILLISECONDS
    speed = speed_message(worst)
    reason = speed or message("sync.drift", away=abs(away), ppm=worst.drift_ppm or 0.0)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(abs(away), "ms", 2),
        limits=Limits(high=limit, unit="ms"),
        margin=round(limit - abs(away), 6) if held is (abs(away) <= limit) else 0.0,
        margin_unit="ms",
        reason=reason,
        why=_why(worst),
        remedy=None if held else _remedy(worst) or message("comparison.repair.drift"),
    )


def _run_away(comparison: MixComparison) -> float:
    """Change of the offset in ms over the longest stretch; that of the whole length where the speed is another."""
    ratio = float(comparison.speed_ratio or 1)
    if ratio != 1.0:
        return (ratio - 1.0) * comparison.subject.sample_count / comparison.subject.sample_rate_hz * 1000.0
    changes = [
        comparison.late_at_end_samples(segment) - comparison.late_samples(segment) for segment in comparison.segments
    ]
    return _milliseconds(comparison, max(changes, key=abs, default=0.0))


def judge_sync_speed(requirement: SyncSpeed, subject: Subject) -> Outcome:
    """Say whether a mix runs at the speed of its original.

    Judges: the speed ratio, among all that occur between picture rates and sample rates, and whether pitch followed.
    Why publishers ask: a mix conformed to 25 fps does not fit a picture at 23.976.
    Boundary: no other speed holds; clocks that differ by millionths are a drift.
    Remedy: change the speed back, with the pitch as it was done.
    """
    required = "at the speed of the original"
    found = _mapped_or_why(requirement, subject, required)
    if isinstance(found, Outcome):
        return found
    worst = max(found, key=lambda one: abs(float(one.speed_ratio or 1) - 1.0))
    speed, ratio = speed_message(worst), worst.speed_ratio or 1
    measured = _ratio(float(ratio), str(ratio))
    if speed is None:
        return Outcome(held=True, required=required, measured=measured, reason=message("sync.same-speed"))
    return Outcome(
        held=False, required=required, measured=measured, reason=speed, why=_why(worst), remedy=_remedy(worst)
    )


def _ratio(value: float, text: str) -> Quantity:
    """Return a ratio as a reading."""
    return Quantity(value=round(value, 9), unit="", text=text)


def judge_sync_edits(requirement: SyncEdits, subject: Subject) -> Outcome:
    """Say whether a mix has the cuts of its original.

    Judges: jumps of the offset along the programme, what was put in or cut out; and sound of the original that lies
    before the start or after the end of the mix.
    Why publishers ask: a dub of another cut of the picture is out of sync from there on.
    Boundary: exactly at the largest accepted jump holds.
    Remedy: conform it to the original at the places listed.
    """
    required = f"no jump of the offset above {requirement.maximum_milliseconds:g} ms"
    found = _mapped_or_why(requirement, subject, required)
    if isinstance(found, Outcome):
        return found
    worst = max(found, key=lambda one: (one.uncovered is not None, _largest_jump(one)))
    jump, limit = _largest_jump(worst), requirement.maximum_milliseconds
    held = jump <= limit + MEASURED_WITHIN_MILLISECONDS
    if held and worst.uncovered is not None:
        return _not_whole(worst, worst.uncovered, required, subject)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(jump, "ms", 2),
        limits=Limits(high=limit, unit="ms"),
        margin=round(limit - jump, 6) if held is (jump <= limit) else 0.0,
        margin_unit="ms",
        where=() if held else _edits(worst, subject),
        reason=message("sync.edits", count=len(worst.edits)) if worst.edits else message("sync.no-edits"),
        why=_why(worst),
        remedy=None if held else _remedy(worst) or message("comparison.repair.edit"),
    )


def _not_whole(comparison: MixComparison, lacking: Uncovered, required: str, subject: Subject) -> Outcome:
    """A mix without jumps that begins late or ends early: what is missing is a cut at one of its ends."""
    before, after = lacking.before_seconds, lacking.after_seconds
    end = comparison.subject.sample_count
    head = () if before < LACKING_SECONDS else (subject.place(0, 1, text=f"{before:.1f} s missing before it"),)
    tail = () if after < LACKING_SECONDS else (subject.place(end - 1, end, text=f"{after:.1f} s missing after it"),)
    return Outcome(
        held=False,
        required=required,
        measured=quantity((before + after) * 1000.0, "ms", 2),
        where=(*head, *tail),
        reason=message("sync.not-whole", partner=party_text(comparison.partner), before=before, after=after),
        why=_why(comparison),
        remedy=message("comparison.repair.print-again"),
    )


def _largest_jump(comparison: MixComparison) -> float:
    return max((_milliseconds(comparison, edit.size_samples) for edit in comparison.edits), default=0.0)


def _edits(comparison: MixComparison, subject: Subject) -> tuple[Place, ...]:
    words = {EditKind.INSERT: "put in", EditKind.CUT: "cut out"}
    return tuple(
        subject.place(
            edit.at_sample,
            max(edit.latest_sample, edit.at_sample + 1),
            text=f"{_milliseconds(comparison, edit.size_samples):.1f} ms {words[edit.kind]}",
        )
        for edit in comparison.edits
    )
