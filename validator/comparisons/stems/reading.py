"""Printmaster and stems side by side, and what their sum as delivered leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.reading.reading import read_channels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

LSB: Final = 2.0**-23
"""One step of a 24-bit file."""

SILENT: Final = 1e-10
"""Mean square of a second below which it is silent: -100 dBFS."""

_CHUNK_SECONDS: Final = 5
_TAPS: Final = 32
_KAISER: Final = 9.0
_WHOLE: Final = 0.02
"""A delay this near whole samples is not interpolated."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeliveredSum:
    """The sum as delivered against the printmaster.

    Attributes:
        largest_difference: Of any sample.
        left: float64 (seconds,): mean square of what is left.
        power: float64 (seconds,): mean square of the printmaster, summed over channels.
        stem_power: float64 (seconds, stems, channels).
        peak: Largest sample of the printmaster.
    """

    largest_difference: float
    left: NDArray[np.float64]
    power: NDArray[np.float64]
    stem_power: NDArray[np.float64]
    peak: float


def delivered_sum(printmaster: ReadableProgramme, stems: Sequence[ReadableProgramme]) -> DeliveredSum:
    """Read everything once, front to back, block by block.

    Raises:
        MediaError: A file cannot be read.
    """
    rate = printmaster.sample_rate_hz
    largest = peak = 0.0
    left, power, stem_power = [], [], []
    for blocks in _side_by_side((printmaster, *stems), _CHUNK_SECONDS * rate):
        mix, parts = blocks[0], blocks[1:]
        rest = mix - sum(parts)
        largest = max(largest, float(np.abs(rest).max(initial=0.0)))
        peak = max(peak, float(np.abs(mix).max(initial=0.0)))
        for start in range(0, len(mix), rate):
            second = slice(start, start + rate)
            left.append(float(np.mean(np.square(rest[second]))) * mix.shape[1])
            power.append(float(np.mean(np.square(mix[second]))) * mix.shape[1])
            stem_power.append([np.mean(np.square(part[second]), axis=0) for part in parts])
    return DeliveredSum(
        largest_difference=largest,
        left=np.array(left),
        power=np.array(power),
        stem_power=np.array(stem_power),
        peak=peak,
    )


def _side_by_side(
    programmes: Sequence[ReadableProgramme], block_samples: int
) -> Iterator[tuple[NDArray[np.float64], ...]]:
    """Blocks of all programmes, as long as the first; a shorter one is filled with silence."""
    sources = [programme.blocks(block_samples=block_samples) for programme in programmes]
    count = programmes[0].sample_count
    for start in range(0, count, block_samples):
        length = min(block_samples, count - start)
        blocks = [next(source, None) for source in sources]
        yield tuple(_fitted(block, length, programmes[0].channel_count) for block in blocks)


def _fitted(block: NDArray[np.float64] | None, length: int, channels: int) -> NDArray[np.float64]:
    if block is None:
        return np.zeros((length, channels))
    return block[:length] if len(block) >= length else np.pad(block, ((0, length - len(block)), (0, 0)))


def read_all(
    programmes: Sequence[ReadableProgramme], delays: NDArray[np.float64], *, start_sample: int, sample_count: int
) -> NDArray[np.float64]:
    """A stretch of the printmaster and of every stem, each stem brought into time.

    Args:
        programmes: The printmaster and its stems.
        delays: float64 (stems,): how much later than in the printmaster each stem lies.
        start_sample: First sample of the stretch of the printmaster.
        sample_count: Its length.

    Returns:
        float64 (1 + stems, channels, sample_count).
    """
    found = np.empty((len(programmes), programmes[0].channel_count, sample_count))
    found[0] = read_channels(programmes[0], start_sample=start_sample, sample_count=sample_count)
    for number, (stem, delay) in enumerate(zip(programmes[1:], delays.tolist(), strict=True), 1):
        whole = round(delay)
        if abs(delay - whole) <= _WHOLE:
            found[number] = read_channels(stem, start_sample=start_sample + whole, sample_count=sample_count)
            continue
        first = start_sample + whole - _TAPS
        heard = read_channels(stem, start_sample=first, sample_count=sample_count + 2 * _TAPS)
        found[number] = _shifted(heard, delay - whole)[:, _TAPS:-_TAPS]
    return found


def _shifted(samples: NDArray[np.float64], fraction: float) -> NDArray[np.float64]:
    """Samples read a fraction later, by a windowed sinc of 65 taps; (channels, samples)."""
    at = np.arange(-_TAPS, _TAPS + 1) - fraction
    taps = np.sinc(at) * np.kaiser(2 * _TAPS + 1, _KAISER)
    return np.stack([np.convolve(channel, taps[::-1], mode="same") for channel in samples])
