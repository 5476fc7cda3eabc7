"""True peaks and sample peaks per channel, and the places where a limit is exceeded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from validator.meters.decibels import amplitude_to_db, db_to_amplitude
from validator.meters.power import row_edges
from validator.meters.spans import grid_of, row_runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.meters.spans import Grid
    from validator.scan.table import BlockTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The largest value of one channel.

    Attributes:
        channel: Channel index in file order, from 0.
        level_db: dBTP for a true peak, dBFS for a sample peak; None for digital silence.
        sample: The sample nearest to a true peak; for a sample peak the first sample of the 100 ms row it is in. None
            with `level_db`.
    """

    channel: int
    level_db: float | None
    sample: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A place where one channel exceeds a limit.

    Attributes:
        channel: Channel index in file order, from 0.
        start_sample, end_sample: The 100 ms rows above the limit, consecutive ones merged.
        peak_dbtp: Largest true peak in there.
        peak_sample: The sample nearest to it.
    """

    channel: int
    start_sample: int
    end_sample: int
    peak_dbtp: float
    peak_sample: int


def _peaks(amplitude: NDArray[np.float64], samples: NDArray[np.int64]) -> tuple[Peak, ...]:
    """The largest of each column; `samples` has the shape of `amplitude` and says where each value is."""
    peaks = []
    for channel in range(amplitude.shape[1]):
        row = int(amplitude[:, channel].argmax()) if amplitude.shape[0] else None
        level = None if row is None else amplitude_to_db(float(amplitude[row, channel]))
        sample = None if row is None or level is None else int(samples[row, channel])
        peaks.append(Peak(channel=channel, level_db=level, sample=sample))
    return tuple(peaks)


def peak_magnitude(table: BlockTable) -> NDArray[np.float64]:
    """True peak of every row and channel, float64 (m, c), linear, and never less than its largest sample.

    A waveform goes through its samples, so its peak cannot lie below one.
    """
    return np.maximum(table.true_peak, sample_magnitude(table))


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterPeaks:
    """The largest true peak of one channel by each filter, never less than its largest sample.

    Attributes:
        standard_dbtp: By the 4x table of BS.1770-5 Annex 2; None for digital silence.
        fine_dbtp: By the 16x filter; None for digital silence.
    """

    standard_dbtp: float | None
    fine_dbtp: float | None


def peaks_by_filter(table: BlockTable) -> tuple[FilterPeaks, ...]:
    """What each of the two filters reads in every channel: where they differ, other meters do so too.

    The 12 coefficients a phase of the standard's table miss up to some tenths of a decibel of the peaks of noise, and
    read some steady tones a fifth of one too high.
    """
    sample = sample_magnitude(table).max(axis=0, initial=0.0)
    standard, fine = (
        np.maximum(rows.max(axis=0, initial=0.0), sample).tolist()
        for rows in (table.standard_true_peak, table.fine_true_peak)
    )
    return tuple(
        FilterPeaks(standard_dbtp=amplitude_to_db(one), fine_dbtp=amplitude_to_db(other))
        for one, other in zip(standard, fine, strict=True)
    )


def true_peaks(table: BlockTable) -> tuple[Peak, ...]:
    """The maximum true peak of every channel, by the higher of both filters, exact whatever the floor of the table.

    Source: ITU-R BS.1770-5 Annex 2; EBU Tech 3341:2023 clause 2.6.
    """
    return _peaks(peak_magnitude(table), table.true_peak_sample)


def sample_magnitude(table: BlockTable) -> NDArray[np.float64]:
    """Largest absolute sample of every row and channel, float64 (m, c), linear."""
    return np.maximum(np.abs(table.minimum), np.abs(table.maximum))


def sample_peaks(table: BlockTable) -> tuple[Peak, ...]:
    """The largest absolute sample of every channel."""
    magnitude = sample_magnitude(table)
    starts = row_edges(magnitude.shape[0], table.sample_rate_hz)[:-1]
    return _peaks(magnitude, np.broadcast_to(starts[:, np.newaxis], magnitude.shape))


def loudest(peaks: tuple[Peak, ...]) -> Peak | None:
    """The largest of several peaks, the first of equals; None where every channel is silent."""
    heard = [(peak.level_db, -peak.channel, peak) for peak in peaks if peak.level_db is not None]
    return max(heard, key=lambda item: item[:2])[2] if heard else None


def _above(column: NDArray[np.float64], limit_dbtp: float) -> NDArray[np.bool_]:
    """Which values exceed the limit, decided on the level in dB as it is printed, so that both can never contradict."""
    above = column >= db_to_amplitude(limit_dbtp) * (1.0 - 1e-9)
    for row in np.flatnonzero(above).tolist():
        level = amplitude_to_db(float(column[row]))
        above[row] = level is not None and level > limit_dbtp
    return above


def overs_in(
    true_peak: NDArray[np.float64], true_peak_sample: NDArray[np.int64], grid: Grid, limit_dbtp: float
) -> tuple[Over, ...]:
    """Every place where a true peak exceeds a limit, in order of channel, then time.

    Args:
        true_peak: float64 (m, c): largest true peak per 100 ms row and channel, linear.
        true_peak_sample: int64 (m, c): the sample nearest to it.
        grid: How the rows lie in time.
        limit_dbtp: The limit; a peak exactly at it is no over.
    """
    found = []
    for channel in range(true_peak.shape[1]):
        column = true_peak[:, channel]
        for start, end in row_runs(_above(column, limit_dbtp)):
            row = start + int(column[start:end].argmax())
            level = amplitude_to_db(float(column[row]))
            assert level is not None, "a row above a limit is not silent"
            span = grid.span(start, end)
            found.append(
                Over(
                    channel=channel,
                    start_sample=span.start_sample,
                    end_sample=span.end_sample,
                    peak_dbtp=level,
                    peak_sample=int(true_peak_sample[row, channel]),
                )
            )
    return tuple(found)


def overs(table: BlockTable, limit_dbtp: float) -> tuple[Over, ...]:
    """`overs_in` on a table.

    Below its `true_peak_floor` a row may be known by its sample peak only, so overs between a lower limit and the floor
    can be missed. The maximum of each channel is exact in any case.
    """
    return overs_in(peak_magnitude(table), table.true_peak_sample, grid_of(table), limit_dbtp)
