"""Forecasts of readings on a time axis that is stretched or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from packager.corrections.levels import gated
from validator.meters.power import levels_of, powers_of
from validator.scan.grid import row_count
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from packager.corrections.correction import Material
    from validator.results.measurements import ChannelReadings, Measurements


def retimed(measurements: Measurements, after: Material, *, stretch: Fraction, head_samples: int = 0) -> Measurements:
    """Measurements of the same sound played slower or faster, later or earlier.

    Args:
        measurements: Before.
        after: The material afterwards: its rate and length.
        stretch: New duration per old one.
        head_samples: Samples, at the new rate, before what was the first one; negative where some were cut off.
    """
    rate = after.sample_rate_hz
    scale = float(stretch)
    offset_rows = head_samples * ROWS_PER_SECOND / rate
    old, whole = measurements.series, after.sample_count * ROWS_PER_SECOND // rate
    rows = row_count(after.sample_count, rate)
    power = _integrated(powers_of(old.power_lkfs), whole, scale, offset_rows)
    series = old.model_copy(
        update={
            "power_lkfs": _lkfs(power),
            "quasi_peaks_dbfs": {},
            **{
                name: _largest(getattr(old, name), rows, scale, offset_rows)
                for name in ("momentary_lkfs", "short_term_lkfs", "true_peak_dbtp", "level_dbfs")
            },
        }
    )
    place = _Places(measurements, after, stretch, head_samples)
    update: dict[str, Any] = {
        "series": series,
        "first_sound_sample": place(measurements.first_sound_sample),
        "last_sound_sample": place(measurements.last_sound_sample),
        "max_momentary_sample": place(measurements.max_momentary_sample),
        "max_short_term_sample": place(measurements.max_short_term_sample),
        "channels": tuple(_channel(channel, place) for channel in measurements.channels),
        "pairs": (),
        # Where the length of a frame of tone changes, so does its frequency: what was read of tones ends here.
        "tones": None,
        **gated(series, measurements),
    }
    if stretch != 1:
        # What the mix was held against runs as it ran before.
        update["comparisons"] = ()
    if measurements.dialogue is not None:
        spans = _spans(measurements.dialogue.spans, whole, scale, offset_rows)
        update["dialogue"] = measurements.dialogue.model_copy(update={"spans": spans})
    return measurements.model_copy(update=update)


class _Places:
    """Where samples of the old time axis lie on the new one."""

    def __init__(self, measurements: Measurements, after: Material, stretch: Fraction, head_samples: int) -> None:
        self._ratio = stretch * after.sample_rate_hz / measurements.sample_rate_hz
        self._head = head_samples
        self._last = after.sample_count - 1

    def __call__(self, sample: int | None) -> int | None:
        return None if sample is None else min(max(round(sample * self._ratio) + self._head, 0), self._last)


def _integrated(power: NDArray[np.float64], rows: int, scale: float, offset: float) -> NDArray[np.float64]:
    """Mean power of each new row, from power that is taken as even within each old one."""
    total = np.concatenate([[0.0], np.cumsum(power)])
    edges = (np.arange(rows + 1) - offset) / scale
    reached = np.interp(edges, np.arange(len(total)), total)
    means: NDArray[np.float64] = np.diff(reached) * scale
    return means


def _lkfs(power: NDArray[np.float64]) -> tuple[float | None, ...]:
    # The cumulative sum leaves rounding where there was silence.
    floor = 1e-15 * float(power.max(initial=0.0))
    sounding = np.where(power > floor, power, 0.0)
    return tuple(None if level is None else round(level, 4) for level in levels_of(sounding))


def _largest(levels: Sequence[float | None], rows: int, scale: float, offset: float) -> tuple[float | None, ...]:
    """The largest level of the old rows that each new one touches."""
    found: list[float | None] = []
    for row in range(rows):
        first = int(np.floor((row - offset) / scale))
        last = int(np.ceil((row + 1 - offset) / scale))
        known = [level for level in levels[max(first, 0) : max(last, 0)] if level is not None]
        found.append(max(known, default=None))
    return tuple(found)


def _spans(spans: Sequence[tuple[int, int]], rows: int, scale: float, offset: float) -> tuple[tuple[int, int], ...]:
    moved = ((round(start * scale + offset), round(end * scale + offset)) for start, end in spans)
    held = ((max(start, 0), min(end, rows)) for start, end in moved)
    return tuple((start, end) for start, end in held if end > start)


def _channel(channel: ChannelReadings, place: _Places) -> ChannelReadings:
    return channel.model_copy(
        update={
            "max_true_peak_sample": place(channel.max_true_peak_sample),
            "true_peaks_sample": tuple(place(sample) or 0 for sample in channel.true_peaks_sample),
            "clipped_runs": tuple((place(start) or 0, length) for start, length in channel.clipped_runs),
            "flat_tops": tuple((place(start) or 0, length) for start, length in channel.flat_tops),
            "dropouts": tuple((place(start) or 0, length) for start, length in channel.dropouts),
        }
    )
