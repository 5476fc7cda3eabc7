"""Loudness under any gate, over any part of a programme, worked out again from the saved series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import Message
from specs.requirements.loudness import Gating
from validator.catalogue import say
from validator.dialogue.reasons import reasons_of
from validator.meters import loudness as meter
from validator.meters.decibels import power_to_db
from validator.meters.power import powers_of
from validator.meters.undefined import Undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.rules.subject import Subject
    from validator.rules.windows import Part

_GATES: Final = {
    Gating.PROGRAMME: meter.PROGRAMME_GATING,
    Gating.ABSOLUTE: meter.ABSOLUTE_GATING,
    Gating.UNGATED: meter.UNGATED,
}

_DIALOGUE_REMEDY: Final = (
    "Give the dialogue stem with --dialogue, or the M&E of this mix with --me; then dialogue can be told from the rest."
)

_ANOTHER_VERSION: Final = (
    "Compare the stem or M&E with the mix: language, reel, version and cut must be the same, and a stem of another dub "
    "does not fit. Give the one that was printed with this mix."
)
_ANOTHER_EDIT: Final = (
    "Listen to where stem or M&E and mix part ways: one of them was cut, conformed or mixed again later. Print both "
    "from the same session."
)

WHAT_TO_LOOK_AT: Final = {
    "dialogue.not-heard-in-mix": _ANOTHER_VERSION,
    "dialogue.explains-too-little": _ANOTHER_VERSION,
    "dialogue.places-only": _ANOTHER_EDIT,
    "dialogue.stretches-only": _ANOTHER_EDIT,
    "dialogue.drifts": "Compare picture rate and sample clock of both: one of them was pulled up or down, or "
    "printed against another clock.",
    "dialogue.silent": "Look at the file that was named and at its export: it holds no sound.",
    "dialogue.too-soft": "Look at whether it is the M&E of this mix; if so, give the dialogue stem with --dialogue.",
    "dialogue.other-channels": "Compare channel order and routing of the M&E with those of the mix.",
    "dialogue.other-sample-rate": "Print stem, M&E and mix at one sample rate.",
}
"""What to look at where a stem or M&E was of no use, by the code of the reason that the measurements hold."""

_LAYOUT_ADVICE: Final = {
    "dialogue.stem": "Say in the delivery file what the channels of the stem are.",
    "dialogue.me": "Say in the delivery file what the channels of the M&E are.",
    "dialogue.mix": "Say what the channels are with --layout, for example --layout 5.1.",
}

_CALIBRATE: Final = (
    "Say how loud the mix is played with --leqm-calibration, for example 85@-20 for a room in which a tone of -20 dBFS "
    "in a screen channel makes 85 dB."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A loudness, or why there is none.

    Attributes:
        value: In the unit of the gating; None where it was not or cannot be measured.
        reason: Why there is none; None where there is one.
        remedy: What would give one; None where nothing would.
        guard_band_lu: How near to a limit an estimate stops deciding; 0 for a measurement.
        text: What the reading rests on: a gate that told the parts that count from the rest, or a calibration.
    """

    value: float | None
    reason: str | None = None
    remedy: str | None = None
    guard_band_lu: float = 0.0
    text: str | None = None


def loudness_of(gating: Gating, gate_lu: float | None, part: Part, subject: Subject) -> Reading:
    """Return the loudness of a part of a programme under a gate.

    Args:
        gating: Which parts count.
        gate_lu: Depth of a stated relative gate; None with any other gating.
        part: The part measured.
        subject: The mix.
    """
    measured = subject.measurements
    match gating:
        case Gating.RMS | Gating.LEQ_M:
            return _plain(gating, part, subject)
        case Gating.SERVICE_DAY:
            return Reading(
                value=None, reason="It is the average of a whole service over a day; one file cannot show it."
            )
        case _ if measured.layout is None:
            return Reading(
                value=None,
                reason="The channel layout is not known, so no channel can be weighted.",
                remedy="Say what the channels are with --layout, for example --layout 5.1.",
            )
        case Gating.DIALOGUE | Gating.ANCHOR:
            return _dialogue(part, subject)
        case _:
            return _gated(gating, gate_lu, part, subject)


def _gated(gating: Gating, gate_lu: float | None, part: Part, subject: Subject) -> Reading:
    measured = subject.measurements
    if part.is_whole and gating in _GATES:
        stored = {
            Gating.PROGRAMME: ("integrated_lkfs", measured.integrated_lkfs),
            Gating.ABSOLUTE: ("integrated_absolute_lkfs", measured.integrated_absolute_lkfs),
            Gating.UNGATED: ("integrated_ungated_lkfs", measured.integrated_ungated_lkfs),
        }
        name, value = stored[gating]
        return Reading(value=value, reason=None if value is not None else _because(measured.reasons.get(name)))
    gate = _GATES.get(gating) or meter.GateThresholds(
        absolute_lkfs=-70.0, relative_lu=gate_lu, relative_to=meter.GateReference.UNGATED
    )
    found = meter.integrated(_power(subject), gate, part.rows(subject))
    return Reading(value=found.lkfs, reason=None if found.undefined is None else _because(found.undefined.reason))


def _dialogue(part: Part, subject: Subject) -> Reading:
    dialogue = subject.measurements.dialogue
    if dialogue is None:
        return Reading(value=None, reason=no_dialogue(subject), remedy=dialogue_remedy(subject))
    if part.is_whole:
        value = dialogue.integrated_lkfs
    else:
        speech = speech_rows(subject)
        value = meter.dialogue_loudness(_power(subject), speech & part.rows(subject)).lkfs
    return Reading(
        value=value,
        reason=None if value is not None else "There is no speech in it.",
        guard_band_lu=dialogue.guard_band_lu if dialogue.estimate else 0.0,
        text=f"gate: {dialogue.gate_text}",
    )


def _plain(gating: Gating, part: Part, subject: Subject) -> Reading:
    measured = subject.measurements
    value = measured.rms_dbfs if gating is Gating.RMS else measured.leq_m_db
    if value is None and gating is Gating.RMS:
        return Reading(value=None, reason=_because(measured.reasons.get("rms_dbfs", Undefined.SILENT.reason)))
    if gating is Gating.LEQ_M:
        return _leq_m(part, subject)
    if not part.is_whole:
        return Reading(value=None, reason=f"{gating.unit} was measured over the whole file, not over the {part.name}.")
    return Reading(value=value)


def _leq_m(part: Part, subject: Subject) -> Reading:
    measured = subject.measurements
    calibration = measured.leq_m_calibration
    if calibration is None:
        found = measured.reasons.get("leq_m_db")
        why = "nobody stated how loud the mix is played" if found is None else say(found)
        return Reading(value=None, reason=f"{why[0].upper()}{why[1:]}.", remedy=_CALIBRATE)
    value = measured.leq_m_db
    if not part.is_whole:
        levels = np.array([-np.inf if level is None else level for level in measured.series.m_weighted_db])
        value = power_to_db(float((10.0 ** (levels[part.rows(subject)] / 10.0)).mean())) if levels.size else None
    reason = None if value is not None else _because(measured.reasons.get("leq_m_db", Undefined.SILENT.reason))
    return Reading(value=value, reason=reason, text=f"calibration: {calibration}")


def no_dialogue(subject: Subject) -> str:
    """Return why there are no readings of dialogue, in sentences."""
    why = subject.measurements.reasons.get("dialogue")
    return "Dialogue was not told from the rest of the mix." + ("" if why is None else f" {say(why)}")


def dialogue_remedy(subject: Subject) -> str:
    """Return what would let dialogue be told from the rest: what to look at, where a stem or M&E was given in vain."""
    why = subject.measurements.reasons.get("dialogue")
    advice = dict.fromkeys(filter(None, map(_advice, () if why is None else reasons_of(why))))
    return " ".join(advice) or _DIALOGUE_REMEDY


def _advice(reason: Message) -> str | None:
    if reason.code == "dialogue.layout-not-known":
        guide = reason.arguments["guide"]
        return _LAYOUT_ADVICE[guide.code] if isinstance(guide, Message) else None
    return WHAT_TO_LOOK_AT.get(reason.code)


def speech_rows(subject: Subject) -> NDArray[np.bool_]:
    """Return the rows with speech, shape (rows,)."""
    rows = np.zeros(len(subject.measurements.series.power_lkfs), dtype=np.bool_)
    if subject.measurements.dialogue is not None:
        for start, end in subject.measurements.dialogue.spans:
            rows[start:end] = True
    return rows


def _power(subject: Subject) -> NDArray[np.float64]:
    return powers_of(subject.measurements.series.power_lkfs)


def _because(reason: Message | None) -> str:
    return f"There is no reading: {say(reason or Undefined.NOT_MEASURED.reason)}."
