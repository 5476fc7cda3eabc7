"""Measures one mix, with what else was named for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.measure import measure, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.loader import LoadedSheet
    from validator.delivery.mixes import Mix
    from validator.measure import MeasureOptions
    from validator.measurements import Measurements
    from validator.progress import Show


def measure_job(
    job: Mix,
    options: MeasureOptions,
    show: Show,
    sheets: Sequence[LoadedSheet] = (),
) -> Measurements:
    """Measure one mix.

    Args:
        job: The mix.
        options: How to measure.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
        sheets: The sheets it will be held against: some ask for readings that others do not need.

    Raises:
        MediaError: It, or a stem or M&E that was named for it, cannot be read.
    """
    if sheets:
        from validator.delivery.needs import wanting

        options = wanting(options, job.kind, sheets)
    programme = job.open()
    name = job.name or name_of(programme.paths)
    stem, me = (None if files is None else files.open() for files in (job.stem, job.me))
    return measure(programme, options.named(name), show, stem=stem, me=me)
