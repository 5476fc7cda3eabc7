"""A 90-degree phase shift of everything audible, with its delay taken out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from packager.corrections.blocks import fitted, recut, silence, skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from packager.corrections.blocks import Block

LOWEST_HZ: Final = 40.0
"""Down to here the shifter is flat within 0.1 dB; below it falls off, as analogue networks did at 100 Hz."""

_KAISER_BETA: Final = 6.0
_HOP_SAMPLES: Final = 1 << 14


def reach_samples(sample_rate_hz: int) -> int:
    """Samples on either side that one value is made of."""
    return round(1.8 * sample_rate_hz / LOWEST_HZ)


@lru_cache(maxsize=4)
def _impulse(reach: int) -> NDArray[np.float64]:
    """The Hilbert transformer under a Kaiser window, (2 reach + 1,): 2 / (pi n) for odd n, else 0."""
    places = np.arange(-reach, reach + 1)
    ideal = np.where(places % 2 != 0, 2.0 / (np.pi * np.where(places == 0, 1, places)), 0.0)
    return ideal * np.kaiser(2 * reach + 1, _KAISER_BETA)


def with_quadrature(
    blocks: Iterable[Block], *, sample_rate_hz: int, channel_count: int, sample_count: int
) -> Iterator[tuple[Block, Block]]:
    """Every block beside itself shifted back by 90 degrees: a cosine becomes a sine.

    Yields:
        Two float64 (samples, channels) that belong to the same place.
    """
    reach = reach_samples(sample_rate_hz)

    def around() -> Iterator[Block]:
        yield from blocks
        yield from silence(reach, channel_count)

    def both() -> Iterator[Block]:
        held = np.zeros((2 * reach, channel_count))
        for block in recut(around(), _HOP_SAMPLES):
            samples = np.concatenate([held, block])
            held = samples[len(block) :]
            straight = samples[reach : reach + len(block)]
            yield np.concatenate([straight, _convolved(samples, _impulse(reach))], axis=1)

    for pair in fitted(skipped(both(), reach), sample_count, 2 * channel_count):
        yield pair[:, :channel_count], pair[:, channel_count:]


def _convolved(samples: Block, impulse: NDArray[np.float64]) -> Block:
    """The places where the impulse response lies wholly within the samples."""
    size = 1 << (len(samples) + len(impulse) - 2).bit_length()
    spectrum = np.fft.rfft(samples, size, axis=0) * np.fft.rfft(impulse, size)[:, np.newaxis]
    result: Block = np.fft.irfft(spectrum, size, axis=0)[len(impulse) - 1 : len(samples)]
    return result
