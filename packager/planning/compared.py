"""What a comparison with the original asks for: polarity, order, speed, sound that was put in, and a shift. Pure.

Sound that is missing is never made up for: where the dub was cut, it has to be printed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from packager.corrections.channel_order import ChannelOrder
from packager.corrections.cut_out import CutOut
from packager.corrections.polarity import PolarityChange
from packager.corrections.relabel import Relabel
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.trim_pad import TrimPad
from packager.planning.because import THE_COMPARISON
from packager.planning.ends import why_not_added, why_not_cut
from packager.planning.foreseen import Wish
from packager.planning.order import Found
from specs.message import message
from specs.vocabulary import parse_layout
from validator.comparisons.dub.map_model import MapState
from validator.comparisons.relation_messages import RepairKind, cause_message, layout_carried, repair_of

if TYPE_CHECKING:
    from packager.corrections import AnyCorrection
    from packager.planning.foreseen import Foreseen
    from packager.planning.order import PlanOptions
    from specs.message import Message
    from validator.comparisons.relations import MixComparison

LEAST_SHIFT_SAMPLES: Final = 1
REPAIRED_BY_COMPARISON: Final = frozenset(
    f"comparison.repair.{kind}" for kind in ("cut-out", "earlier", "later", "order", "polarity", "speed")
)
"""Codes of the repairs that a plan makes of a comparison; any other is for a person."""

_MOST_DRIFT_SAMPLES: Final = 4.8
"""0.1 ms over the length: what runs away by more is not put right by a shift."""


def compared_found(options: PlanOptions, start: Foreseen) -> Found:
    """Return what a comparison asks for, and what of it cannot be done.

    | what was found                      | correction                                        |
    |-------------------------------------|---------------------------------------------------|
    | channels of opposite polarity       | polarity                                          |
    | channels in another order           | labels of what they are, then the order of before |
    | speed, one legal change away        | speed                                             |
    | sound put in                        | cut out                                           |
    | sound cut out, cues laid anew, reel | none: print it again                              |
    | late or early                       | the head cut or silence added, the stamp kept      |
    """
    comparison = options.compared
    if comparison is None:
        return Found()
    partner = comparison.partner.name
    if comparison.subject.sample_count != start.material.sample_count:
        return Found(blocked=(message("plan.comparison-of-another-mix", partner=partner),))
    cause = cause_message(comparison)
    if comparison.state is MapState.CANNOT_TELL:
        return Found(blocked=(_cannot_tell(partner, cause),))
    if comparison.cause is None:
        return Found(notes=(message("plan.agrees", partner=partner),))
    repair = repair_of(comparison)
    if repair is None or repair.kind is RepairKind.BY_HAND:
        said = tuple(one for one in (cause, None if repair is None else repair.text) if one is not None)
        return Found(blocked=(message("plan.not-repaired", partner=partner, why=said),))
    return _repaired(comparison, options, start)


def _cannot_tell(partner: str, cause: Message | None) -> Message:
    if cause is None:
        return message("plan.cannot-tell", partner=partner)
    return message("plan.cannot-tell-because", partner=partner, why=cause)


def _repaired(comparison: MixComparison, options: PlanOptions, start: Foreseen) -> Found:
    corrections = [*_of_channels(comparison, start), *_of_speed(comparison, start), *_of_edits(comparison)]
    now = start
    for correction in corrections:
        now = now.with_step(correction)
    drift = comparison.drift_ppm or 0.0
    if abs(drift) * 1e-6 * now.material.sample_count > _MOST_DRIFT_SAMPLES:
        partner = comparison.partner.name
        return Found(blocked=(message("plan.runs-away", partner=partner, drift_ppm=drift),))
    shift, notes, blocked = _of_offset(comparison, options, now)
    wishes = tuple(Wish(correction=correction, because=THE_COMPARISON) for correction in (*corrections, *shift))
    return Found(wishes=wishes, blocked=blocked, notes=notes)


def _of_channels(comparison: MixComparison, start: Foreseen) -> list[AnyCorrection]:
    found, labels = comparison.channels, comparison.subject.channel_labels
    if found is None:
        return []
    corrections: list[AnyCorrection] = []
    if found.inverted:
        corrections.append(PolarityChange(labels=tuple(labels[channel] for channel in found.inverted)))
    moved = any(item.carries not in {None, item.channel} for item in found.channels)
    layout = layout_carried(comparison) if moved else None
    if layout is not None:
        carried = parse_layout(layout).labels
        usual = labels if sorted(labels) == sorted(carried) else comparison.partner.channel_labels
        if carried != start.material.labels:
            corrections.append(Relabel(labels=carried))
        corrections.append(ChannelOrder(labels=usual))
    return corrections


def _of_speed(comparison: MixComparison, start: Foreseen) -> list[AnyCorrection]:
    """A change of speed back.

    | speed of the dub | picture    | change           | the picture              |
    |------------------|------------|------------------|--------------------------|
    | 1001/960         | 24000/1001 | 25 to 24000/1001 | is the one returned to   |
    | 1000/1001        | 24000/1001 | 24000/1001 to 24 | stays: no rate is slower |
    | 25/24            | not known  | 25 to 24         | is the one returned to   |
    """
    repair = repair_of(comparison)
    if repair is None or repair.kind is not RepairKind.SPEED:
        return []
    assert repair.from_rate is not None, "a change of speed has both rates"
    assert repair.to_rate is not None, "a change of speed has both rates"
    pitch = "kept" if repair.pitch is not None and repair.pitch.value == "kept" else "follows"
    picture = start.subject.picture_rate
    values = {"from_rate": repair.from_rate, "to_rate": repair.to_rate, "pitch": pitch}
    keeps_picture = picture is not None and str(picture) != repair.to_rate
    return [SpeedChange.model_validate({**values, "keeps_picture": keeps_picture})]


def _of_edits(comparison: MixComparison) -> list[AnyCorrection]:
    if not comparison.edits:
        return []
    return [CutOut(stretches=tuple((edit.at_sample, round(edit.size_samples)) for edit in comparison.edits))]


def _of_offset(
    comparison: MixComparison, options: PlanOptions, now: Foreseen
) -> tuple[list[AnyCorrection], tuple[Message, ...], tuple[Message, ...]]:
    """Cut or lengthen the head, and keep the stamp: the sound moves on the timeline.

    The tail makes up for it only where both files were of one length, and where silence there hides nothing: where the
    end of the sound was cut off when it was moved, it is missing, and that is said.

    Returns:
        Corrections, notes, and why it cannot be done.
    """
    material = now.material
    if not comparison.segments:
        return [], (), ()
    scale = material.sample_rate_hz / comparison.partner.sample_rate_hz
    late = round(comparison.late_samples(comparison.segments[0]) * scale)
    if abs(late) < LEAST_SHIFT_SAMPLES:
        return [], (), ()
    if late > 0:
        why = why_not_cut(now, late, at_head=True)
    else:
        why = None if options.ends_are_whole else why_not_added(now, -late, at_head=True)
    if why is not None:
        moved = message("plan.must-move-earlier" if late > 0 else "plan.must-move-later", samples=abs(late), why=why)
        return [], (), (moved,)
    wanted = round(comparison.partner.sample_count * scale)
    tail = 0
    notes: list[Message] = []
    if abs(material.sample_count - wanted) <= 1:
        tail = late
        if late > 0 and not options.ends_are_whole and why_not_added(now, late, at_head=False) is not None:
            tail = 0
            notes.append(message("plan.end-was-cut-off", samples=late))
        if late < 0 and why_not_cut(now, -late, at_head=False) is not None:
            tail = 0
            notes.append(message("plan.ends-after-original", samples=-late))
    shift: list[AnyCorrection] = [TrimPad(head_samples=-late, tail_samples=tail)]
    if material.start_sample is not None:
        shift.append(StartTimecodeChange(start_sample=material.start_sample))
    return shift, tuple(notes), ()
