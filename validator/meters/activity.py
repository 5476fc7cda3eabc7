"""Where there is sound and where there is none.

A row is active when its RMS level is above a threshold. The default, -60 dBFS RMS, is this project's choice: it lies
below the room tone of a finished mix and above the hiss of a converter. Rules that follow a publisher's figure pass
their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.decibels import db_to_power
from validator.meters.rms import row_power
from validator.meters.spans import Span, grid_of
from validator.scan.table import row_start_sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.meters.spans import Grid
    from validator.scan.table import BlockTable, SampleRun

ACTIVE_ABOVE_DBFS: Final = -60.0


def active_rows(mean_square: NDArray[np.float64], above_dbfs: float = ACTIVE_ABOVE_DBFS) -> NDArray[np.bool_]:
    """Which rows have sound.

    Args:
        mean_square: float64 of any shape: mean squares per row (and channel), not weighted.
        above_dbfs: RMS level a row must exceed.

    Returns:
        bool of the same shape.
    """
    return mean_square > db_to_power(above_dbfs)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundBounds:
    """From the first to the last sound.

    Attributes:
        channels: One span per channel; None for a channel that is silent throughout.
        programme: From the earliest to the latest of them; None where all are silent.
    """

    channels: tuple[Span | None, ...]
    programme: Span | None


def _zero_run_at(runs: list[SampleRun], sample: int) -> SampleRun | None:
    """The run of digital silence that a sample lies in."""
    for run in runs:
        if run.start_sample <= sample < run.start_sample + run.length_samples:
            return run
    return None


def _first_sound(first_row: int, runs: list[SampleRun], sample_rate_hz: int) -> int:
    """Where digital silence ends in the first active row, or in the one before; otherwise where that row begins."""
    row_start = row_start_sample(first_row, sample_rate_hz)
    # The row before may hold the first milliseconds of the sound without reaching the threshold.
    for sample in (row_start, row_start_sample(max(first_row - 1, 0), sample_rate_hz)):
        run = _zero_run_at(runs, sample)
        if run is not None:
            return run.start_sample + run.length_samples
    return row_start


def _sound_end(last_row: int, runs: list[SampleRun], grid: Grid) -> int:
    """Mirror image of `_first_sound`: one past the last sample with sound."""
    row_end = grid.span(last_row, last_row + 1).end_sample
    for end in (row_end, grid.span(last_row, last_row + 2).end_sample):
        run = _zero_run_at(runs, end - 1)
        if run is not None:
            return run.start_sample
    return row_end


def sound_bounds(table: BlockTable, above_dbfs: float = ACTIVE_ABOVE_DBFS) -> SoundBounds:
    """The first and the last sound of every channel and of the programme.

    Precise to a 100 ms row, and to the sample where digital silence borders on the sound.

    Args:
        table: What the scan established.
        above_dbfs: RMS level that counts as sound.
    """
    grid = grid_of(table)
    active = active_rows(row_power(table), above_dbfs)
    spans: list[Span | None] = []
    for channel in range(table.channel_count):
        rows = np.flatnonzero(active[:, channel])
        if rows.size == 0:
            spans.append(None)
            continue
        runs = [run for run in table.zero_runs if run.channel == channel]
        start = _first_sound(int(rows[0]), runs, table.sample_rate_hz)
        spans.append(Span(start_sample=start, end_sample=_sound_end(int(rows[-1]), runs, grid)))
    heard = [span for span in spans if span is not None]
    programme = None
    if heard:
        programme = Span(
            start_sample=min(span.start_sample for span in heard), end_sample=max(span.end_sample for span in heard)
        )
    return SoundBounds(channels=tuple(spans), programme=programme)
