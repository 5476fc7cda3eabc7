"""Time stretching with pitch kept, through an optional library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from packager.corrections.blocks import fitted
from specs.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from packager.corrections.blocks import Block
    from packager.corrections.correction import Material

MEMORY_LIMIT_BYTES: Final = 4 << 30
"""Samples in and out, as 32-bit floats; the library holds half as much again. It takes a whole programme at once, for
every call begins anew: pieces would have other phases at every joint, and channels handed over one by one would lose
their step. So longer programmes are refused."""

_HOP_SAMPLES: Final = 1 << 16


def stretched(blocks: Iterable[Block], material: Material, sample_count: int, seed: int) -> Iterator[Block]:
    """Make a stream longer or shorter and keep its pitch, all channels in step.

    Args:
        blocks: float64 (samples, channels).
        material: What the stream is.
        sample_count: Samples per channel of the result, exactly.
        seed: Of the library's own randomness.

    Raises:
        RefusedError: The library is not installed, or the programme is too long for it.

    Source: Signalsmith Stretch, through python-stretch.
    """
    needed_bytes = 4 * material.channel_count * (material.sample_count + sample_count)
    if needed_bytes > MEMORY_LIMIT_BYTES:
        raise RefusedError(
            "The programme is too long for a change of speed that keeps the pitch.",
            found=f"{needed_bytes / 2**30:.1f} GiB of samples",
            expected=f"at most {MEMORY_LIMIT_BYTES / 2**30:.0f} GiB: the stretching library takes a programme at once",
            next_step="Work reel by reel, or let the pitch follow the speed.",
        )
    try:
        import python_stretch  # noqa: PLC0415  an optional part of the installation
    except ImportError as error:
        raise RefusedError(
            "Changing speed and keeping pitch needs a library that is not installed.",
            expected="the optional part 'stretch'",
            next_step="pip install 'mixgate[stretch]', or let the pitch follow the speed.",
        ) from error
    source = np.empty((material.channel_count, material.sample_count), np.float32)
    position = 0
    for block in blocks:
        source[:, position : position + len(block)] = block.T
        position += len(block)
    stretch = python_stretch.Signalsmith.Stretch(seed)
    stretch.preset(material.channel_count, float(material.sample_rate_hz))
    stretch.setTimeFactor(material.sample_count / sample_count)
    result: NDArray[np.float32] = np.asarray(stretch.process(source))
    pieces = (
        result[:, start : start + _HOP_SAMPLES].T.astype(np.float64)
        for start in range(0, result.shape[1], _HOP_SAMPLES)
    )
    return fitted(pieces, sample_count, material.channel_count)
