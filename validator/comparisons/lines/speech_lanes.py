"""Two programmes side by side at about 16 kHz: all that is needed to compare what is spoken in them.

Speech has its energy below 7 kHz, so a third of the samples does. A lane is a sum of channels; it is summed from the
raw bytes, low-passed and thinned out in matrix products, and freed of what lies below about 120 Hz, where K-weighting
falls and where a limiter leaves most of a bass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from validator.audio.decode import summed_plane
from validator.progress import still
from validator.scan.table import BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.audio.programme import Programme
    from validator.progress import Move

    Lanes = NDArray[np.float32]

WANTED_RATE_HZ: Final = 16_000
STRETCH_SECONDS: Final = 30
"""Read and compared at a time: 2 MB a lane."""

_CUT_OF_RATE: Final = 0.4375
"""Cut-off of the low-pass as a part of the lane's rate: 7 kHz at 16 kHz."""

_TAPS_PER_SAMPLE: Final = 16
_KAISER_BETA: Final = 6.0
_OUTPUTS: Final = 32
_MULTIPLICATIONS: Final = 250_000
"""Of one product: below what wakes the threads of a BLAS, 2^18."""

_LOW_SECONDS: Final = 0.004
"""The mean over so much is subtracted: -6 dB at about 125 Hz, -20 dB at 45 Hz."""

_SEGMENT_SECONDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePair:
    """What is compared.

    Attributes:
        mix, guide: The two programmes, of one sample rate.
        mix_gains, guide_gains: float64 (lanes, channels): the sums.
        offset_samples: Sample of the mix at which the guide begins.
    """

    mix: Programme
    guide: Programme
    mix_gains: NDArray[np.float64]
    guide_gains: NDArray[np.float64]
    offset_samples: int

    @property
    def rate_hz(self) -> float:
        """Samples of a lane per second."""
        return self.mix.sample_rate_hz / _factor(self.mix.sample_rate_hz)


def _factor(sample_rate_hz: int) -> int:
    return max(1, round(sample_rate_hz / WANTED_RATE_HZ))


def paired_stretches(pair: LanePair, progress: Move = still) -> Iterator[tuple[Lanes, Lanes]]:
    """Read both programmes side by side from the first sample of the mix to its last.

    Yields:
        float32 (lanes, samples) of the mix and of the guide, `STRETCH_SECONDS` of them; the last ones are shorter.

    Raises:
        MediaError: A file cannot be read.
    """
    rate = pair.mix.sample_rate_hz
    factor = _factor(rate)
    count = -(-pair.mix.sample_count // factor)
    stretch = STRETCH_SECONDS * rate // factor
    sides = [
        _thinned(pair.mix, _summed(pair.mix, pair.mix_gains, _head(rate), progress), count, stretch),
        _thinned(pair.guide, _summed(pair.guide, pair.guide_gains, pair.offset_samples + _head(rate)), count, stretch),
    ]
    yield from zip(*sides, strict=True)


def _head(rate: int) -> int:
    """Samples that filter and mean reach back before the first output."""
    factor = _factor(rate)
    return (_TAPS_PER_SAMPLE * factor) // 2 + _low(rate) // 2 * factor


def _low(rate: int) -> int:
    return max(1, round(_LOW_SECONDS * rate / _factor(rate)))


def _thinned(programme: Programme, source: Iterator[Lanes], count: int, stretch: int) -> Iterator[Lanes]:
    """Stretches of what is read, `count` samples in all: float32 (lanes, stretch)."""
    rate = programme.sample_rate_hz
    thin_out, take_lows_out = _Products(_low_pass(_factor(rate)), _factor(rate)), _Products(_without_lows(_low(rate)))
    kept = take_lows_out(thin_out(next(source)))
    for start in range(0, count, stretch):
        wanted = min(stretch, count - start)
        pieces, there = [kept], kept.shape[1]
        while there < wanted:
            pieces.append(take_lows_out(thin_out(next(source))))
            there += pieces[-1].shape[1]
        joined = np.concatenate(pieces, axis=1)
        yield joined[:, :wanted]
        kept = joined[:, wanted:]


class _Products:
    """A filter that is fed piece by piece, as matrix products; the outputs are the same for any cutting.

    A row of a product makes `_OUTPUTS` outputs of all samples they need. A worked example, 3 taps a b c, a factor of 2
    and 2 outputs: of the samples 0 to 4

        | a 0 |
        | b 0 |
        | c a |     make the outputs a s0 + b s1 + c s2 and a s2 + b s3 + c s4; the next row takes samples 4 to 8.
        | 0 b |
        | 0 c |
    """

    def __init__(self, taps: NDArray[np.float64], factor: int = 1) -> None:
        """Take a response, float64 (taps,), and how many samples lie from one output to the next."""
        self._step = factor * _OUTPUTS
        self._matrix = np.zeros((factor * (_OUTPUTS - 1) + len(taps), _OUTPUTS), np.float32)
        for output in range(_OUTPUTS):
            self._matrix[factor * output : factor * output + len(taps), output] = taps
        self._rows_at_once = _MULTIPLICATIONS // self._matrix.size
        self._kept: Lanes | None = None

    def __call__(self, piece: Lanes) -> Lanes:
        """Return the outputs that a further piece makes possible: float32 (lanes, outputs)."""
        samples = piece if self._kept is None else np.concatenate([self._kept, piece], axis=1)
        span = len(self._matrix)
        rows = max(0, (samples.shape[1] - span) // self._step + 1)
        outputs = np.empty((len(samples), rows, _OUTPUTS), np.float32)
        between = samples.strides[1]
        for lane, own in zip(samples, outputs, strict=True):
            windows = as_strided(lane, (rows, span), (between * self._step, between), writeable=False)
            for row in range(0, rows, self._rows_at_once):
                some = slice(row, row + self._rows_at_once)
                np.matmul(windows[some], self._matrix, out=own[some])
        self._kept = samples[:, rows * self._step :]
        return outputs.reshape(len(samples), -1)


def _low_pass(factor: int) -> NDArray[np.float64]:
    """A windowed sinc for samples that are `factor` times as many as wanted: float64 (taps,)."""
    taps = _TAPS_PER_SAMPLE * factor
    if factor == 1:
        return np.asarray(np.eye(1, taps, taps // 2)[0], np.float64)
    time = np.arange(taps) - (taps - 1) / 2.0
    cut = 2.0 * _CUT_OF_RATE / factor
    return np.asarray(cut * np.sinc(cut * time) * np.kaiser(taps, _KAISER_BETA))


def _without_lows(low: int) -> NDArray[np.float64]:
    """A sample less the mean over `low` of those around it: float64 (taps,)."""
    taps = np.full(low + 1, -1.0 / low)
    taps[0] = 0.0
    taps[low // 2] += 1.0
    return taps


def _summed(programme: Programme, gains: NDArray[np.float64], offset: int, progress: Move = still) -> Iterator[Lanes]:
    """Lanes at the rate of the file on a line on which it begins at `offset`; endless silence after its end."""
    rate = programme.sample_rate_hz
    yield np.zeros((len(gains), max(0, offset)), np.float32)
    skip = max(0, -offset)
    by_plane: list[NDArray[np.float32]] = []
    segments = programme.segments(segment_samples=_SEGMENT_SECONDS * rate, preroll_samples=0, buffers=3)
    for segment in segments:
        end = segment.start_sample + segment.sample_count
        if end > skip:
            by_plane = by_plane or _gains_by_plane(programme, gains, [one.channel_count for one in segment.planes])
            sums = [summed_plane(plane, own) for plane, own in zip(segment.planes, by_plane, strict=True)]
            yield np.asarray(sum(sums[1:], sums[0]), np.float32)[:, max(0, skip - segment.start_sample) :]
        segment.release()
        progress(end)
    silence = np.zeros((len(gains), _SEGMENT_SECONDS * rate), np.float32)
    while True:
        yield silence


def _gains_by_plane(
    programme: Programme, gains: NDArray[np.float64], counts: Sequence[int]
) -> list[NDArray[np.float32]]:
    """The same gains by the channels of each plane of a segment: float32 (lanes, channels of the plane).

    How many channels a plane has, the planes say: a programme that is made while it is read has others than its file.
    """
    by_plane = [np.zeros((len(gains), count), np.float32) for count in counts]
    for channel, (plane, place) in enumerate(programme.channel_map):
        by_plane[plane][:, place] += gains[:, channel].astype(np.float32)
    return by_plane


def block_powers(lanes: Lanes, rate_hz: float) -> NDArray[np.float64]:
    """Mean square of every 10 ms, float64 (blocks, lanes); an incomplete one at the end is left out."""
    return block_products(lanes, lanes, rate_hz)


def block_products(lanes: Lanes, others: Lanes, rate_hz: float) -> NDArray[np.float64]:
    """Mean product of two sounds in every 10 ms, lane by lane: float64 (blocks, lanes); see `block_powers`."""
    count = int(lanes.shape[1] * BLOCKS_PER_SECOND / rate_hz)
    edges = (np.arange(count + 1) * rate_hz / BLOCKS_PER_SECOND).astype(np.int64)
    if count == 0:
        return np.zeros((0, len(lanes)))
    products = lanes[:, : edges[-1]] * others[:, : edges[-1]]
    sums = np.add.reduceat(products, edges[:-1], axis=1).astype(np.float64)
    return (sums / np.diff(edges)).T
