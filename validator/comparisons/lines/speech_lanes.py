"""Two programmes side by side at about 16 kHz: all that is needed to compare what is spoken in them.

Speech has its energy below 7 kHz, so a third of the samples does. A lane is a sum of channels; it is summed from the
raw bytes, low-passed and thinned out, and freed of what lies below about 120 Hz, where K-weighting falls and where a
limiter leaves most of a bass (`lane_filters`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.lines.compiled_lanes import CompiledLanes
from validator.comparisons.lines.lane_filters import LaneForm, MatrixLanes
from validator.progress import still
from validator.scan.kernel import lanes_loop
from validator.scan.table import BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.audio.programme import Programme
    from validator.comparisons.lines.lane_filters import LaneFilters
    from validator.progress import Move

    Lanes = NDArray[np.float32]

WANTED_RATE_HZ: Final = 16_000
STRETCH_SECONDS: Final = 30
"""Read and compared at a time: 2 MB a lane."""

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
        is_compiled: Whether the compiled loops make the lanes, where they can be had; the lanes are the same without.
    """

    mix: Programme
    guide: Programme
    mix_gains: NDArray[np.float64]
    guide_gains: NDArray[np.float64]
    offset_samples: int
    is_compiled: bool

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
    mix = _lanes(pair.mix, pair.mix_gains, 0, pair.is_compiled, progress)
    guide = _lanes(pair.guide, pair.guide_gains, pair.offset_samples, pair.is_compiled)
    yield from zip(*(_stretches(side, count, stretch) for side in (mix, guide)), strict=True)


def _low(rate: int) -> int:
    return max(1, round(_LOW_SECONDS * rate / _factor(rate)))


def _filters(form: LaneForm, is_compiled: bool) -> LaneFilters:
    loop = lanes_loop() if is_compiled else None
    return MatrixLanes(form) if loop is None else CompiledLanes(form, loop)


def _stretches(source: Iterator[Lanes], count: int, stretch: int) -> Iterator[Lanes]:
    """Stretches of what is read, `count` samples in all: float32 (lanes, stretch)."""
    kept = next(source)
    for start in range(0, count, stretch):
        wanted = min(stretch, count - start)
        pieces, there = [kept], kept.shape[1]
        while there < wanted:
            pieces.append(next(source))
            there += pieces[-1].shape[1]
        joined = np.concatenate(pieces, axis=1)
        yield joined[:, :wanted]
        kept = joined[:, wanted:]


def _lanes(
    programme: Programme, gains: NDArray[np.float64], offset: int, is_compiled: bool, progress: Move = still
) -> Iterator[Lanes]:
    """Lanes of a programme on a line on which it begins at a sample `offset`; endless silence after its end."""
    rate = programme.sample_rate_hz
    form = LaneForm(lanes=len(gains), factor=_factor(rate), low=_low(rate))
    filters = _filters(form, is_compiled)
    begin = offset + form.reach
    yield filters.silence(max(0, begin))
    skip = max(0, -begin)
    by_plane: list[NDArray[np.float32]] = []
    segments = programme.segments(segment_samples=_SEGMENT_SECONDS * rate, preroll_samples=0, buffers=3)
    for segment in segments:
        end = segment.start_sample + segment.sample_count
        if end > skip:
            by_plane = by_plane or _gains_by_plane(programme, gains, [one.channel_count for one in segment.planes])
            yield filters.sound(segment.planes, by_plane, max(0, skip - segment.start_sample))
        segment.release()
        progress(end)
    while True:
        yield filters.silence(_SEGMENT_SECONDS * rate)


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
