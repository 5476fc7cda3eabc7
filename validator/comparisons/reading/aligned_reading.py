"""Stretches of a dub and its original that sound at the same time, all channels, along a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import interpolated
from validator.comparisons.dub.map_model import Pitch
from validator.comparisons.reading.reading import read_channels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.comparisons.dub.map_model import MapSegment
    from validator.comparisons.reading.reading import ReadableProgramme

_WHOLE_SAMPLES: Final = 0.02
"""A stretch that lies this near whole samples at both ends is read as it is."""


def original_line(segment: MapSegment, dub: ReadableProgramme, original: ReadableProgramme) -> tuple[float, float]:
    """Slope and sample of the original for the first sample of a segment; see `MapSegment`."""
    nominal = float(segment.speed_ratio) * original.sample_rate_hz / dub.sample_rate_hz
    slope = nominal * (1.0 + (segment.drift_ppm or 0.0) * 1e-6)
    return slope, nominal * segment.start_sample - segment.offset_samples


def aligned_stretches(
    dub: ReadableProgramme,
    original: ReadableProgramme,
    segments: Sequence[MapSegment],
    *,
    count: int,
    sample_count: int,
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Read stretches spread evenly over the segments of a map, the dub on the original's clock.

    Segments whose pitch was kept are left out: their samples lie milliseconds off any line.

    Args:
        dub: What is read.
        original: Against what.
        segments: Of the map.
        count: How many stretches in all, at most.
        sample_count: Length of each, in samples of the original.

    Yields:
        float32 (channels, sample_count) of the dub and of the original.

    Raises:
        MediaError: A file cannot be read.
    """
    usable = [segment for segment in segments if segment.pitch is not Pitch.KEPT]
    lines = [original_line(segment, dub, original) for segment in usable]
    whole = sum(segment.end_sample - segment.start_sample for segment in usable)
    for segment, (slope, first) in zip(usable, lines, strict=True):
        length = (segment.end_sample - segment.start_sample) * slope
        share = count * (segment.end_sample - segment.start_sample) / whole
        some = min(int(length // sample_count), max(1, round(share)))
        for place in np.linspace(0.0, length - sample_count, some) if some else ():
            begin = int(np.ceil(first + place))
            offsets = np.arange(sample_count, dtype=np.float64)
            positions: NDArray[np.float64] = segment.start_sample + (begin - first + offsets) / slope
            heard = read_channels(original, start_sample=begin, sample_count=sample_count).astype(np.float32)
            yield _dub_at(dub, positions), heard


def _dub_at(dub: ReadableProgramme, positions: NDArray[np.float64]) -> NDArray[np.float32]:
    ends = positions[[0, -1]]
    if float(np.abs(ends - np.round(ends)).max()) <= _WHOLE_SAMPLES and round(ends[1] - ends[0]) == len(positions) - 1:
        return read_channels(dub, start_sample=round(ends[0]), sample_count=len(positions)).astype(np.float32)
    start = int(np.floor(ends[0])) - 1
    needed = int(np.floor(ends[1])) - start + 3
    heard = read_channels(dub, start_sample=start, sample_count=needed).astype(np.float32)
    return interpolated(heard, positions - start)
