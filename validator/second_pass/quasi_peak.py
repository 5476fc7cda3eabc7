"""Quasi-peak programme meters of IEC 60268-10, as adverts and older programmes are limited with them.

Two capacitors are charged by the rectified signal, one fast and one slow, and what is shown is a weighted sum of what
they hold. Both are discharged at the return rate of the meter. A short burst charges them in part, so it reads less:

    burst of 5 kHz    100 ms   10 ms   5 ms   3 ms   1.5 ms   0.5 ms   0.4 ms
    type I              0       -1      -2     -4                       -15      dB below a steady tone
    type IIa            0       -2      -4              -9      -17

Constants: fitted to these published readings (measured: a search over both times and the share, worst error 0.35 dB for
type I, and 0.24 dB, of 0.5 ms 0.5 dB, for type IIa). Return: 20 dB in 1.7 s and 24 dB in 2.8 s.

Source: IEC 60268-10 for types I (DIN 45406) and IIa (BBC), whose text was not read: readings of bursts and return of
type II as the test signals of the BBC's `ppm-testing` state them; those of type I as commonly tabulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.vocabulary import PeakMeter
from validator.meters.power import row_edges
from validator.progress import still
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from validator.audio.programme import Programme
    from validator.progress import Move

_CHUNK_ROWS: Final = 10 * ROWS_PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballistics:
    """How fast a meter rises and returns.

    Attributes:
        fast_seconds, slow_seconds: Time constants of the charge.
        share: Of the fast one in the reading, 0 to 1.
        return_db_per_second: How fast the reading falls in silence.
    """

    fast_seconds: float
    slow_seconds: float
    share: float
    return_db_per_second: float


BALLISTICS: Final[Mapping[PeakMeter, Ballistics]] = {
    PeakMeter.TYPE_I: Ballistics(fast_seconds=0.0012, slow_seconds=0.0056, share=0.9, return_db_per_second=20.0 / 1.7),
    PeakMeter.TYPE_IIA: Ballistics(
        fast_seconds=0.0014, slow_seconds=0.0094, share=0.7, return_db_per_second=24.0 / 2.8
    ),
}

STEADY_HZ: Final = 1000.0
"""A steady tone of this frequency reads its own level: the alignment of the meter."""


def quasi_peaks(programme: Programme, meter: PeakMeter, progress: Move = still) -> NDArray[np.float64]:
    """Return the largest reading of any channel in every 100 ms, float64 (rows,), full scale 1.0.

    Args:
        programme: What to measure; read once, 10 s at a time.
        meter: Which meter.
        progress: Called with the samples read so far.

    Raises:
        MediaError: The file cannot be read.
    """
    from validator.second_pass.quasi_peak_loop import read_rows  # noqa: PLC0415  numba, which a plain run does without

    rate = programme.sample_rate_hz
    steps = _steps(BALLISTICS[meter], rate)
    rows = -(-programme.sample_count * ROWS_PER_SECOND // rate)
    edges = np.minimum(row_edges(rows, rate), programme.sample_count)
    state = np.zeros((programme.channel_count, 2))
    found = []
    for first in range(0, rows, _CHUNK_ROWS):
        own = edges[first : first + _CHUNK_ROWS + 1]
        samples = _stretch(programme, int(own[0]), int(own[-1]))
        readings = np.zeros((len(own) - 1, programme.channel_count))
        read_rows(samples, own - own[0], state, steps, readings)
        found.append(readings.max(axis=1, initial=0.0))
        progress(int(own[-1]))
    return np.concatenate(found) / _steady(meter, rate) if found else np.zeros(0)


def _stretch(programme: Programme, start: int, end: int) -> NDArray[np.float64]:
    blocks = list(programme.blocks(start_sample=start, block_samples=end - start, sample_count=end - start))
    return np.ascontiguousarray(np.concatenate(blocks))


def _steps(ballistics: Ballistics, rate: int) -> NDArray[np.float64]:
    return np.array(
        [
            1.0 - np.exp(-1.0 / (ballistics.fast_seconds * rate)),
            1.0 - np.exp(-1.0 / (ballistics.slow_seconds * rate)),
            ballistics.share,
            10.0 ** (-ballistics.return_db_per_second / 20.0 / rate),
        ]
    )


def _steady(meter: PeakMeter, rate: int) -> float:
    """What a steady tone at full scale reads before alignment: 0.2 dB less, for it returns between crests."""
    from validator.second_pass.quasi_peak_loop import read_rows  # noqa: PLC0415  as above

    count = rate // 2
    tone = np.sin(2.0 * np.pi * STEADY_HZ * np.arange(count) / rate)[:, np.newaxis]
    readings = np.zeros((1, 1))
    read_rows(tone, np.array([0, count], dtype=np.int64), np.zeros((1, 2)), _steps(BALLISTICS[meter], rate), readings)
    return float(readings[0, 0])
