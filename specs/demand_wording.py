"""Demands in words and figures, for people: the same words in listings, diffs and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from specs.requirements.form import FrameRate, NameFields
from specs.requirements.loudness import Gating, Loudness, LoudnessAlternative, Role
from specs.requirements.requirement import Condition, Requirement

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "milliseconds": "ms",
    "frames": "frames",
    "percent": "%",
    "db": "dB",
    "samples": "samples",
}
_COMMON: Final = frozenset({*Requirement.model_fields, "rule"})
_SPEAKS_FOR_ITSELF: Final = frozenset({"allowed", "forms", "presence", "text", "content"})
_ALL_OF_THEM: Final = frozenset({"stems", "labels"})
_BOUNDS: Final = {"minimum": "at least", "maximum": "at most"}


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
    """Return what a demand asks for, without its rule: `at most -2 dBTP`, `48000 Hz`.

    What has its default is left out. Alternatives of a loudness demand have a line each.
    """
    if isinstance(requirement, Loudness):
        return "\n".join(_alternative(alternative) for alternative in requirement.alternatives)
    values = {
        name: getattr(requirement, name)
        for name, field in type(requirement).model_fields.items()
        if name not in _COMMON and not _goes_without_saying(name, getattr(requirement, name), field.default)
    }
    parts = []
    for name, value in values.items():
        other, text = _pair(name, values)
        if other is not None:
            parts.append(text)
        elif not any(_pair(earlier, values)[0] == name for earlier in values):
            parts.append(_figure(name, value))
    text = "; ".join(parts)
    return f"{text} fps" if isinstance(requirement, FrameRate) else text


def _goes_without_saying(name: str, value: object, default: object) -> bool:
    if isinstance(value, bool) or name in {"partner", "at", "tolerance_frames"}:
        return value == default
    return value is None or value == () or (not value and ("tolerance" in name or name == "minimum_seconds"))


def _pair(name: str, values: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return the name that goes with another one, and both in one text: `4 to 18 LU`, `within 7 LU`, `±2 LU`."""
    for first, second in (("minimum", "maximum"), ("below", "above"), ("tolerance_above", "tolerance_below")):
        unit = name.removeprefix(f"{first}_")
        other = f"{second}_{unit}"
        if unit == name or unit not in _UNITS or other not in values:
            continue
        low, high = values[name], values[other]
        if first == "minimum":
            limits = f"exactly {_value(low)}" if low == high else f"{_value(low)} to {_value(high)}"
            return other, f"{limits} {_UNITS[unit]}"
        if low == high:
            return other, f"{'within ' if first == 'below' else '±'}{_value(low)} {_UNITS[unit]}"
    return None, ""


_PARTNER: Final = {"where-delivered": "where the mix to hold it against is delivered"}
"""Where a demand applies; that it applies anyway goes without saying."""


def _name_fields(fields: NameFields) -> str:
    return f"of which the words say {_value(fields.groups, 'and').replace('_', ' ')}"


def _figure(name: str, value: object) -> str:
    if isinstance(value, NameFields):
        return _name_fields(value)
    if name == "partner":
        return _PARTNER.get(str(value), f"partner {value}")
    if isinstance(value, bool):
        words = name.replace("_", " ")
        return words if value else words.replace(" is ", " is not ", 1)
    words, _, unit = name.rpartition("_")
    has_unit = unit in _UNITS and bool(words)
    label = (words if has_unit else name).replace("_", " ")
    first, _, rest = label.partition(" ")
    text = _value(value, "and" if name in _ALL_OF_THEM else "or")
    if has_unit:
        text += " frame" if unit == "frames" and value == 1 else f" {_UNITS[unit]}"
    if label in _SPEAKS_FOR_ITSELF:
        return text
    return " ".join(part for part in (rest, _BOUNDS[first], text) if part) if first in _BOUNDS else f"{label} {text}"


def condition_text(condition: Condition | None) -> str:
    """Return when a demand applies; empty for always."""
    if condition is None:
        return ""
    stated = ", ".join(_circumstance(name, value) for name, value in condition if value is not None and name != "text")
    if condition.text is None:
        return stated
    return f"{condition.text} ({stated})" if stated else condition.text


def _circumstance(name: str, value: object) -> str:
    words = name.replace("_", " ")
    if isinstance(value, bool):
        negated = words.replace(" is ", " is not ", 1) if " is " in words else f"not {words}"
        return words if value else negated
    if name.startswith("speech_share") and isinstance(value, float):
        return f"{words.replace('speech share', 'speech')} {value:.0%}".replace("%", " %")
    if name in {"soundfields", "mix_kinds"}:
        return _value(value)
    return f"{words.removesuffix(' seconds')} {_value(value)}" + (" s" if name.endswith("_seconds") else "")


def _alternative(alternative: LoudnessAlternative) -> str:
    text = limits_text(alternative)
    if alternative.algorithm:
        text += f", {alternative.algorithm}"
    if alternative.when is not None:
        text += f", when {condition_text(alternative.when)}"
    return text if alternative.role is Role.REQUIRED else f"{alternative.role}: {text}"


def _value(value: object, last: str = "or") -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        texts = [_value(item) for item in value]
        return f" {last} ".join(text for text in (", ".join(texts[:-1]), texts[-1]) if text)
    return str(value)
