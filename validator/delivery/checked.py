"""Measures and judges everything that was handed in, and gives each answer as soon as it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.errors import ToolError
from validator.delivery.judged import Judging, MixResult, unreadable
from validator.delivery.measured import Scans, measure_mix
from validator.progress import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.delivery.inputs import Inputs
    from validator.measure import MeasureOptions
    from validator.progress import Show


def checked(inputs: Inputs, judging: Judging, options: MeasureOptions, show: Show = unseen) -> Iterator[MixResult]:
    """Yield what came of each input, in their order; what goes wrong with one does not stop the others.

    Args:
        inputs: The mixes, and what gives none.
        judging: The sheets, and how to judge.
        options: How to measure.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
    """
    for refused in inputs.refused:
        yield unreadable(refused.name, refused.error)
    scans = Scans(inputs.mixes, options.digests)
    for mix in inputs.mixes:
        try:
            measurements = measure_mix(mix, options, show, scans=scans, sheets=judging.sheets)
        except ToolError as error:
            scans.give_up(mix)
            yield unreadable(mix.name, error, mix.statement)
            continue
        yield judging.judged(measurements, mix.statement)
