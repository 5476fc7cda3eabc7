"""Loudness under any gate, over any part of a programme, worked out again from the saved series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import Message, distinct, message
from specs.requirements.loudness import Gating
from validator.dialogue_gate.reasons import reasons_of
from validator.meters import loudness as meter
from validator.meters.decibels import power_to_db
from validator.meters.power import powers_of
from validator.meters.undefined import Undefined
from validator.rules.outcome import STATE_LAYOUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.rules.subject import Subject
    from validator.rules.windows import Part

_GATES: Final = {
    Gating.PROGRAMME: meter.PROGRAMME_GATING,
    Gating.ABSOLUTE: meter.ABSOLUTE_GATING,
    Gating.UNGATED: meter.UNGATED,
}

_COMPARE_VERSIONS: Final = message("remedy.compare-versions")
_COMPARE_EDITS: Final = message("remedy.compare-edits")

WHAT_TO_LOOK_AT: Final = {
    "dialogue.not-heard-in-mix": _COMPARE_VERSIONS,
    "dialogue.explains-too-little": _COMPARE_VERSIONS,
    "dialogue.places-only": _COMPARE_EDITS,
    "dialogue.stretches-only": _COMPARE_EDITS,
    "dialogue.drifts": message("remedy.compare-clocks"),
    "dialogue.silent": message("remedy.check-guide"),
    "dialogue.too-soft": message("remedy.check-me"),
    "dialogue.other-channels": message("remedy.compare-channel-order"),
    "dialogue.other-sample-rate": message("remedy.print-at-one-rate"),
    "dialogue.stem-incomplete": message("remedy.whole-guide"),
    "dialogue.me-lacks-sound": message("remedy.whole-guide"),
    "dialogue.me-holds-dialogue": message("remedy.me-without-dialogue"),
    "dialogue.me-holds-lines": message("remedy.me-without-dialogue"),
    **dict.fromkeys(
        (
            "dialogue.is-the-mix",
            "dialogue.level-far-off",
            "dialogue.absurd-share",
            "dialogue.other-layout",
            "dialogue.stem-is-me",
            "dialogue.other-language",
            "dialogue.lines-not-in-mix",
            "dialogue.me-is-dialogue",
            "dialogue.me-holds-other-lines",
            "dialogue.me-other-language",
        ),
        message("remedy.right-guide"),
    ),
}
"""What to look at where a stem or M&E was of no use, by the code of the reason that the measurements hold."""

_LAYOUT_ADVICE: Final = {
    "dialogue.stem": message("remedy.state-stem-layout"),
    "dialogue.me": message("remedy.state-me-layout"),
    "dialogue.mix": STATE_LAYOUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A loudness, or why there is none.

    Attributes:
        value: In the unit of the gating; None where it was not or cannot be measured.
        reason: Why there is none; None where there is one.
        remedy: What would give one; None where nothing would.
        guard_band_lu: How near to a limit a reading of dialogue stops deciding; 0 for any other.
        basis: What the reading rests on: a gate that told the parts that count from the rest, or a calibration.
    """

    value: float | None
    reason: Message | None = None
    remedy: Message | None = None
    guard_band_lu: float = 0.0
    basis: Message | None = None

    @property
    def why_none(self) -> Message:
        """Why there is none, for those who know that there is none."""
        assert self.reason is not None, "a reading that is not there says why"
        return self.reason


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
            return Reading(value=None, reason=message("reading.service-day"))
        case _ if measured.layout is None:
            return Reading(value=None, reason=message("reading.no-weighting"), remedy=STATE_LAYOUT)
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
        return Reading(value=value, reason=None if value is not None else _because(name, subject))
    gate = _GATES.get(gating) or meter.GateThresholds(
        absolute_lkfs=-70.0, relative_lu=gate_lu, relative_to=meter.GateReference.UNGATED
    )
    found = meter.integrated(_power(subject), gate, part.rows(subject))
    return Reading(value=found.lkfs, reason=None if found.undefined is None else _none_because(found.undefined.reason))


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
        reason=None if value is not None else message("reading.no-speech"),
        guard_band_lu=dialogue.guard_band_lu,
        basis=message("reading.gate", gate=dialogue.gate_text),
    )


def _plain(gating: Gating, part: Part, subject: Subject) -> Reading:
    measured = subject.measurements
    value = measured.rms_dbfs if gating is Gating.RMS else measured.leq_m_db
    if value is None and gating is Gating.RMS:
        return Reading(value=None, reason=_because("rms_dbfs", subject, Undefined.SILENT))
    if gating is Gating.LEQ_M:
        return _leq_m(part, subject)
    if not part.is_whole and not part.whole_will_do:
        reason = message("reading.whole-file-only", unit=gating.unit, part=part.name)
        return Reading(value=None, reason=reason)
    return Reading(value=value)


def _leq_m(part: Part, subject: Subject) -> Reading:
    measured = subject.measurements
    calibration = measured.leq_m_calibration
    if calibration is None:
        known = "leq_m_db" in measured.reasons
        reason = _because("leq_m_db", subject) if known else message("reading.no-calibration")
        return Reading(value=None, reason=reason, remedy=message("remedy.state-calibration"))
    value, undefined = measured.leq_m_db, Undefined.SILENT
    if not part.is_whole:
        value, undefined = _leq_m_of_rows(part, subject)
    none = None if value is not None else _because("leq_m_db", subject, undefined)
    return Reading(value=value, reason=none, basis=message("reading.calibration", calibration=calibration))


def _leq_m_of_rows(part: Part, subject: Subject) -> tuple[float | None, Undefined]:
    """Return the energy average of the rows that lie wholly inside a part, and why there is none."""
    levels = np.array([-np.inf if level is None else level for level in subject.measurements.series.m_weighted_db])
    if levels.size == 0:
        return None, Undefined.NOT_MEASURED
    inside = levels[part.rows(subject)]
    if inside.size == 0:
        return None, Undefined.NOTHING_SELECTED
    return power_to_db(float((10.0 ** (inside / 10.0)).mean())), Undefined.SILENT


def no_dialogue(subject: Subject) -> Message:
    """Return why there are no readings of dialogue."""
    why = subject.measurements.reasons.get("dialogue")
    return message("reading.no-dialogue") if why is None else message("reading.no-dialogue-because", why=why)


def dialogue_remedy(subject: Subject) -> Message:
    """Return what would let dialogue be told from the rest: what to look at, where a stem or M&E was given in vain."""
    why = subject.measurements.reasons.get("dialogue")
    advice = distinct(filter(None, map(_advice, () if why is None else reasons_of(why))))
    if not advice:
        return message("remedy.give-dialogue-guide")
    return advice[0] if len(advice) == 1 else message("general.sentences", sentences=advice)


def _advice(reason: Message) -> Message | None:
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


def _because(name: str, subject: Subject, or_else: Undefined = Undefined.NOT_MEASURED) -> Message:
    """Return that there is no reading, and why: as the measurements say, else as the caller does."""
    return _none_because(subject.measurements.reasons.get(name, or_else.reason))


def _none_because(why: Message) -> Message:
    return message("reading.none", why=why)
