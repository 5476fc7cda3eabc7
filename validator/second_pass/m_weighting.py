"""Leq(m): how loud, and how annoying, a trailer or an advert is in a cinema.

The energy average over the whole length and over all channels, weighted in frequency with the M-type weighting and in
level with how loud each channel is played. No gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import fft
from scipy.signal import oaconvolve

from validator.comparisons.reading.channel_sums import LFE_LABELS, read_lanes
from validator.meters.power import row_edges
from validator.progress import still
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND, ROWS_PER_SECOND, row_start_sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.progress import Move
    from validator.second_pass.wanted import LeqmCalibration

SURROUND_DB: Final = -3.0
LFE_DB: Final = 10.0
"""How loud a surround channel and the LFE are played relative to a screen channel.

Source: ISO 21727:2016 Table 2 (82 dB and 95 dB where the screen channels have 85 dB).
"""

SCREEN_LABELS: Final = frozenset({"L", "R", "C", "M", "Lt", "Rt", "M1", "M2", "Lc", "Rc"})

HALF_SECONDS: Final = 0.0427
"""Half the length of the filter: 2048 samples at 48 kHz."""

REFERENCE_HZ: Final = 2000.0
"""Where the M-type weighting is 0 dB. Source: ISO 21727:2016 Table 1."""

_CHUNK_SECONDS: Final = 10


def m_weighting_db(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gain of the M-type weighting at frequencies in Hz, in dB.

    The weighting of ITU-R BS.468 (the response of its passive network, as a ratio of polynomials), moved so that it is
    0 dB at 2 kHz. It lies within 0.2 dB of every gain of ISO 21727:2016 Table 1 up to 20 kHz.

    Source: ISO 21727:2016 clause 3.5; ITU-R BS.468-4 Annex 1.
    """
    levels: NDArray[np.float64] = _bs468_db(hertz) - _bs468_db(np.array([REFERENCE_HZ]))
    return levels


def _bs468_db(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    f = np.maximum(hertz, 1e-3)
    real = -4.737338981378384e-24 * f**6 + 2.043828333606125e-15 * f**4 - 1.363894795463638e-7 * f**2 + 1.0
    imaginary = 1.306612257412824e-19 * f**5 - 2.118150887518656e-11 * f**3 + 5.559488023498642e-4 * f
    levels: NDArray[np.float64] = 20.0 * np.log10(1.246332637532143e-4 * f / np.hypot(real, imaginary)) + 18.2
    return levels


def m_weighting_filter(sample_rate_hz: int) -> NDArray[np.float64]:
    """The weighting as a linear-phase filter, float64 (2 * half + 1,), its centre at `half`."""
    half = round(HALF_SECONDS * sample_rate_hz)
    size = 16 * fft.next_fast_len(2 * half, real=True)
    hertz = np.arange(size // 2 + 1, dtype=np.float64) * sample_rate_hz / size
    response = fft.irfft(10.0 ** (m_weighting_db(hertz) / 20.0), size)
    taps: NDArray[np.float64] = np.roll(response, half)[: 2 * half + 1] * np.blackman(2 * half + 1)
    return taps


def channel_gains_db(layout: Layout) -> tuple[float, ...]:
    """How loud each channel is played relative to a screen channel, in dB, in file order."""
    return tuple(
        0.0 if label in SCREEN_LABELS else LFE_DB if label in LFE_LABELS else SURROUND_DB for label in layout.labels
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LeqM:
    """Leq(m) of a programme.

    Attributes:
        level_db: Over its whole length; None for silence.
        rows: float64 (whole 100 ms rows,): weighted sound pressure, squared and relative to that of 0 dB. Its mean over
            any rows is the Leq(m) of these rows.
    """

    level_db: float | None
    rows: NDArray[np.float64]


def leq_m(programme: Programme, layout: Layout, calibration: LeqmCalibration, progress: Move = still) -> LeqM:
    """Measure Leq(m).

    Args:
        programme: What to measure.
        layout: Its channels.
        calibration: How loud it is played.
        progress: Called with the samples read so far.

    Raises:
        MediaError: The file cannot be read.

    Source: ISO 21727:2016 clause 4.2.
    """
    gains_db = np.array(channel_gains_db(layout)) + calibration.level_db - calibration.reference_dbfs
    # A tone has half the mean square that the square of its peak has.
    factors = 2.0 * 10.0 ** (gains_db / 10.0)
    rate = programme.sample_rate_hz
    pieces = [_row_sums(samples, first, rate, factors) for first, samples in _weighted(programme, progress)]
    rows = np.concatenate(pieces) if pieces else np.zeros(0)
    total = float(rows.sum()) / max(1, programme.sample_count)
    whole = programme.sample_count * BLOCKS_PER_SECOND // programme.sample_rate_hz // BLOCKS_PER_ROW
    edges = row_edges(whole, programme.sample_rate_hz)
    return LeqM(level_db=10.0 * log10(total) if total > 0.0 else None, rows=rows[:whole] / np.diff(edges))


def _row_sums(samples: NDArray[np.float64], first: int, rate: int, factors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum over the channels and over the samples of each row, for samples (channels, count) from a whole second on."""
    squares = factors @ np.square(samples)
    row = first // rate * ROWS_PER_SECOND
    starts = np.array(
        [row_start_sample(row + number, rate) for number in range(len(squares) * ROWS_PER_SECOND // rate + 1)]
    )
    starts -= first
    return np.add.reduceat(squares, starts[starts < len(squares)])


def _weighted(programme: Programme, progress: Move) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """The channels after the M-type weighting, 10 s at a time: first sample, float64 (channels, samples)."""
    taps = m_weighting_filter(programme.sample_rate_hz)
    half = len(taps) // 2
    chunk = _CHUNK_SECONDS * programme.sample_rate_hz
    starts = range(0, programme.sample_count, chunk)
    counts = [min(chunk, programme.sample_count - start) for start in starts]
    lanes = np.eye(programme.channel_count)
    reader = read_lanes(programme, lanes, start_sample=-half, counts=[2 * half, *counts], progress=progress)
    before = next(reader)
    for start, fresh in zip(starts, reader, strict=True):
        samples = np.concatenate([before, fresh], axis=1)
        yield start, oaconvolve(samples.astype(np.float64), taps[np.newaxis], mode="valid", axes=1)
        before = samples[:, -2 * half :]
