"""Demands in words and figures, for people: the same words in listings, diffs and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.requirements.loudness import Gating, Loudness, LoudnessAlternative
from specs.requirements.requirement import Condition, Requirement

if TYPE_CHECKING:
    from specs.requirements import AnyRequirement

GATING_NAMES: Final = {
    Gating.PROGRAMME: "programme loudness",
    Gating.DIALOGUE: "dialogue-gated loudness",
    Gating.ANCHOR: "loudness of the anchor (dialogue)",
    Gating.ABSOLUTE: "loudness above -70 LKFS",
    Gating.UNGATED: "ungated loudness",
    Gating.RMS: "RMS level",
    Gating.LEQ_M: "Leq(m)",
    Gating.SERVICE_DAY: "average of the service over a day",
}

_UNITS: Final = {
    "lkfs": "LKFS",
    "dbtp": "dBTP",
    "dbfs": "dBFS",
    "lu": "LU",
    "hz": "Hz",
    "bits": "bit",
    "seconds": "s",
    "frames": "frames",
    "percent": "%",
    "db": "dB",
    "samples": "samples",
}
_COMMON: Final = frozenset({*Requirement.model_fields, "rule"})


def gating_name(alternative: LoudnessAlternative) -> str:
    """Return what a loudness alternative measures."""
    if alternative.gating is Gating.STATED:
        return f"loudness with a gate {alternative.gate_lu:g} LU"
    return GATING_NAMES[alternative.gating]


def limits_text(alternative: LoudnessAlternative) -> str:
    """Return the limits of an alternative: `dialogue-gated loudness -27.0 ±2.0 LKFS`."""
    name = alternative.text or gating_name(alternative)
    unit = alternative.gating.unit
    if alternative.target is not None:
        return f"{name} {_target(alternative, unit)}"
    low, high = alternative.minimum, alternative.maximum
    if low is None and high is None:
        return f"{name}, no figure stated"
    if low is None:
        return f"{name} at most {high:.1f} {unit}"
    return f"{name} at least {low:.1f} {unit}" if high is None else f"{name} {low:.1f} to {high:.1f} {unit}"


def _target(alternative: LoudnessAlternative, unit: str) -> str:
    target = f"{alternative.target:.1f}"
    match alternative.tolerance_above, alternative.tolerance_below:
        case None, None:
            return f"{target} {unit}, no tolerance stated"
        case above, None:
            return f"{target} {unit}, at most {above:.1f} above"
        case None, below:
            return f"{target} {unit}, at most {below:.1f} below"
        case above, below if above == below:
            return f"{target} ±{above:.1f} {unit}"
        case above, below:
            return f"{target} +{above:.1f}/-{below:.1f} {unit}"


def figures(requirement: AnyRequirement) -> str:
    """Return what a demand asks for, without its rule: `maximum -2 dBTP`, `allowed 48000 Hz`."""
    if isinstance(requirement, Loudness):
        return "; ".join(_alternative(alternative) for alternative in requirement.alternatives)
    parts = []
    for name in type(requirement).model_fields:
        value = getattr(requirement, name)
        if name in _COMMON or value is None or value == () or ("tolerance" in name and not value):
            continue
        words, _, unit = name.rpartition("_")
        label = (words if unit in _UNITS and words else name).replace("_", " ")
        text = f"{label} {_value(value)}" if name != "text" else str(value)
        parts.append(f"{text} {_UNITS[unit]}" if unit in _UNITS and words else text)
    return "; ".join(parts)


def condition_text(condition: Condition | None) -> str:
    """Return when a demand applies; empty for always."""
    if condition is None:
        return ""
    parts = [
        f"{name.replace('_', ' ')} {_value(value)}" for name, value in condition if value is not None and name != "text"
    ]
    stated = ", ".join(parts)
    if condition.text is None:
        return stated
    return f"{condition.text} ({stated})" if stated else condition.text


def _alternative(alternative: LoudnessAlternative) -> str:
    text = limits_text(alternative)
    if alternative.algorithm:
        text += f", {alternative.algorithm}"
    if alternative.when is not None:
        text += f", when {condition_text(alternative.when)}"
    return f"{alternative.role}: {text}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return " or ".join(_value(item) for item in value)
    return str(value)
