"""What was read of each channel, from the table of a scan."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters import dc_offset, dropouts, rms, true_peak
from validator.meters.decibels import amplitude_to_db
from validator.meters.flat_tops import clipped_tops
from validator.results.measurements import ChannelReadings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable, SampleRun

CLIPPED_RUNS_KEPT: Final = 1000
"""Runs kept per channel: more than anyone will look at; all that the scan lists are counted, up to 1000 in 10 s."""

ALONE_FACTOR: Final = 10.0
"""A channel stands alone 10 dB above every other: lines over music do, 12 dB and more above it as a rule."""

ALONE_FROM_POWER: Final = 1e-5
"""Mean square from which something sounds: -50 dBFS."""

SERIES_DECIMALS: Final = 4
"""Levels are saved to 0.0001 dB: a gate worked out again from them moves by less than that."""


def channel_readings(
    table: BlockTable, labels: Sequence[str], bits: Sequence[int | None]
) -> tuple[ChannelReadings, ...]:
    """Take the readings of every channel off a table.

    Args:
        table: Of the scan.
        labels: Of the channels, in file order.
        bits: How many bits of each change; None for silence.
    """
    peaks, samples = true_peak.true_peaks(table), true_peak.sample_peaks(table)
    by_filter = true_peak.peaks_by_filter(table)
    levels, offsets = rms.channel_rms(table), dc_offset.dc_offsets(table)
    weighted = rms.channel_k_weighted(table)
    rows = rms.row_power(table)
    alone = alone_shares(rows, labels)
    gaps = dropouts.dropouts(table)
    magnitude = true_peak.peak_magnitude(table)
    found = []
    for index, label in enumerate(labels):
        high = np.flatnonzero(magnitude[:, index] >= table.true_peak_floor)
        runs = [run for run in table.clipped_runs if run.channel == index]
        tops = clipped_tops(table, index)
        found.append(
            ChannelReadings(
                label=label,
                max_true_peak_dbtp=saved_level(peaks[index].level_db),
                max_true_peak_sample=peaks[index].sample,
                standard_true_peak_dbtp=saved_level(by_filter[index].standard_dbtp),
                fine_true_peak_dbtp=saved_level(by_filter[index].fine_dbtp),
                max_sample_peak_dbfs=saved_level(samples[index].level_db),
                rms_dbfs=saved_level(levels[index]),
                k_weighted_dbfs=saved_level(weighted[index]),
                alone_share=alone[index],
                loudest_row_dbfs=_row_level(float(rows[:, index].max(initial=0.0))),
                dc_offset_percent=round(offsets[index].percent or 0.0, 6),
                effective_bits=bits[index],
                true_peaks_sample=tuple(table.true_peak_sample[high, index].tolist()),
                true_peaks_dbtp=tuple(
                    level for level in saved_levels(np.square(magnitude[high, index])) if level is not None
                ),
                clipped_run_count=len(runs),
                clipped_runs=_longest(runs),
                flat_top_count=len(tops),
                flat_tops=_longest(tops),
                flat_top_dbfs=saved_level(amplitude_to_db(median(top.height for top in tops))) if tops else None,
                dropouts=tuple((gap.start_sample, gap.length_samples) for gap in gaps if gap.channel == index),
            )
        )
    return tuple(found)


def alone_shares(rows: NDArray[np.float64], labels: Sequence[str]) -> tuple[float | None, ...]:
    """By channel: of the rows in which anything sounds, the share in which it stands 10 dB above every other channel.

    LFE channels are left out: None for them, and for all where there are fewer than two others or nothing sounds.

    Args:
        rows: float64 (rows, channels): mean squares of 100 ms.
        labels: Of the channels.
    """
    counted = [index for index, label in enumerate(labels) if not label.startswith("LFE")]
    powers = rows[:, counted]
    sounding = powers.max(axis=1, initial=0.0) > ALONE_FROM_POWER
    if len(counted) < 2 or not sounding.any():
        return (None,) * len(labels)
    ordered = np.sort(powers[sounding], axis=1)
    alone = ordered[:, -1] > ALONE_FACTOR * ordered[:, -2]
    loudest = powers[sounding].argmax(axis=1)
    shares = {channel: round(float(np.mean(alone & (loudest == place))), 4) for place, channel in enumerate(counted)}
    return tuple(shares.get(index) for index in range(len(labels)))


def _longest(runs: Sequence[SampleRun]) -> tuple[tuple[int, int], ...]:
    """First sample and length of the longest runs, in order of time."""
    kept = sorted(runs, key=lambda run: (-run.length_samples, run.start_sample))[:CLIPPED_RUNS_KEPT]
    return tuple(sorted((run.start_sample, run.length_samples) for run in kept))


def saved_level(level: float | None) -> float | None:
    """A level as it is saved."""
    return None if level is None else round(level, 6)


def _row_level(mean_square: float) -> float | None:
    return saved_levels(np.array([mean_square]))[0]


def saved_levels(mean_square: NDArray[np.float64], offset: float = 0.0) -> tuple[float | None, ...]:
    """Levels of mean squares, rounded for the file; None for silence."""
    with np.errstate(divide="ignore"):
        levels = np.round(10.0 * np.log10(mean_square) + offset, SERIES_DECIMALS)
    pairs = zip(levels.tolist(), mean_square.tolist(), strict=True)
    return tuple(level if square > 0.0 else None for level, square in pairs)
