"""What a demand may decide on the render of a programme with moving objects: nothing that the guard band straddles.

| demand                             | the render is                       | it is              |
|------------------------------------|-------------------------------------|--------------------|
| on loudness, dialogue, peaks       | within or outside by more than that | decided            |
|                                    | nearer to the limit than that       | not measured       |
| on the signal, channel by channel  | as it should be                     | decided            |
|                                    | not                                 | not measured       |
| on the layout of the file          |                                     | not about this mix |
| on anything else                   |                                     | decided            |
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.rules.outcome import not_applicable

if TYPE_CHECKING:
    from specs.message import Message
    from validator.results.object_rendering import Rendering
    from validator.rules.outcome import Outcome
    from validator.rules.subject import Subject

_OF_THE_SIGNAL: Final = frozenset({"signal", "channels", "stems", "me", "sync"})
_OF_THE_LAYOUT: Final = frozenset({"form.layout", "form.as-original"})
_LOUDNESS_UNITS: Final = frozenset({"LU", "LKFS"})
_PEAK_UNITS: Final = frozenset({"dB", "dBTP", "dBFS"})


def as_estimated(rule: str, outcome: Outcome, subject: Subject) -> Outcome:
    """Return what a demand decides: the outcome itself for any mix that is sound as it is.

    Args:
        rule: Of the demand.
        outcome: What it decided on the readings.
        subject: The mix.
    """
    rendering = subject.measurements.rendering
    if rendering is None or not outcome.applies:
        return outcome
    if rule in _OF_THE_LAYOUT:
        return not_applicable(outcome.required, message("rendering.has-no-layout", layout=rendering.layout))
    if rule.partition(".")[0] in _OF_THE_SIGNAL:
        return _open(outcome, message("rendering.decides-no-fault")) if outcome.held is False else outcome
    guard = _guard_of(outcome, rendering)
    if guard is None or outcome.held is None or outcome.margin is None or abs(outcome.margin) >= guard:
        return outcome
    unit = "LU" if outcome.margin_unit in _LOUDNESS_UNITS else "dB"
    return _open(outcome, message("rendering.too-near-the-limit", guard=guard, unit=unit, reason=outcome.reason))


def _guard_of(outcome: Outcome, rendering: Rendering) -> float | None:
    """How near to its limit an outcome stops deciding; None where it is none of level."""
    if outcome.margin_unit in _LOUDNESS_UNITS:
        return rendering.guard_band_lu
    return rendering.guard_band_db if outcome.margin_unit in _PEAK_UNITS else None


def _open(outcome: Outcome, reason: Message) -> Outcome:
    return replace(
        outcome,
        held=None,
        uncertain=False,
        advice=False,
        reason=reason,
        decided_by=(message("rendering.decided-by"),),
        remedy=message("remedy.deliver-a-render"),
    )
