"""Fewer bits: samples rounded to the words of a length, with dither or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rounded_to(block: NDArray[np.float32], word_length_bits: int) -> NDArray[np.float32]:
    """Round samples to the nearest words of a length.

    Words of up to 24 bits are exact in float32, so sums of such blocks are exact as long as they stay below full scale.

    Args:
        block: float32, any shape, full scale 1.0.
        word_length_bits: Up to 24.
    """
    steps = np.float32(2.0 ** (word_length_bits - 1))
    words: NDArray[np.float32] = np.rint(block * steps)
    words /= steps
    return words


def dithered(block: NDArray[np.floating], word_length_bits: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Reduce samples to a word length with triangular dither of +-1 step, independent for every sample.

    Digital silence stays silence: a sample that is exactly 0 is not dithered, so that empty channels stay empty. The
    random numbers run sample by sample, so the result does not depend on how a programme is cut into blocks as long as
    one generator serves it from start to end.

    Args:
        block: (samples, channels), full scale 1.0.
        word_length_bits: Up to 24.
        rng: Where the dither comes from.

    Source: Lipshitz, Wannamaker and Vanderkooy, "Quantization and Dither: A Theoretical Survey", Journal of the Audio
    Engineering Society 40(5), 1992: triangular dither two steps wide makes error mean and power independent of the
    signal.
    """
    noise = triangular(block, rng)
    noise *= np.float32(2.0 ** (1 - word_length_bits))
    noise += block
    return rounded_to(noise, word_length_bits)


def triangular(block: NDArray[np.floating], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return triangular dither for samples, in steps of the word length; 0 where a sample is exactly 0.

    Args:
        block: The samples, any shape.
        rng: Where the dither comes from.
    """
    # One 32-bit number per sample gives two uniform ones of 16 bits; their difference is triangular, and exact.
    drawn = rng.integers(0, 1 << 32, block.shape, dtype=np.uint32)
    noise = ((drawn >> 16).view(np.int32) - (drawn & 0xFFFF).view(np.int32)).astype(np.float32)
    noise /= np.float32(1 << 16)
    noise[block == 0.0] = 0.0
    return noise
