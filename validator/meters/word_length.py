"""Effective word length: how many bits of its container a programme really uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STANDARD_WORD_LENGTHS_BITS: Final = (8, 16, 20, 24, 32)
"""Word lengths of linear PCM in use. Source: AES3-1-2009 (16 to 24), and the containers of WAVE files (8, 32)."""


def used_word_length(used_bits: int) -> int | None:
    """Bits from the most significant down to the last one in use, 1 to 32.

    Args:
        used_bits: OR of the samples as left-aligned 32-bit words. 32 also stands for floating-point samples that no
            32-bit word can hold.

    Returns:
        None for digital silence.
    """
    if used_bits == 0:
        return None
    return 32 - ((used_bits & -used_bits).bit_length() - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLengthReading:
    """The effective word length of a file.

    Attributes:
        container_bits: Bits per sample by the header.
        effective_bits: Bits in use in the channel that uses most; None for digital silence.
        channels: The same per channel.
        padded_from_bits: The word length in use (8, 16, 20 ...) that was padded up to the container; None where the
            container is needed, or where nothing can be said of digital silence.
    """

    container_bits: int
    effective_bits: int | None
    channels: tuple[int | None, ...]
    padded_from_bits: int | None


def word_length(used_bits: NDArray[np.uint32], container_bits: int) -> WordLengthReading:
    """How many bits a file really uses; 16-bit sound in a 24-bit file is found for certain.

    Level does not matter: the bits are counted from the most significant one, so a quiet 24-bit recording still uses
    its lowest bits.

    Args:
        used_bits: uint32 (m, c): OR of the samples per row and channel as left-aligned 32-bit words.
        container_bits: Bits per sample by the header.
    """
    channels = tuple(used_word_length(int(bits)) for bits in np.bitwise_or.reduce(used_bits, axis=0).tolist())
    effective = max((bits for bits in channels if bits is not None), default=None)
    padded = None
    if effective is not None:
        padded = next((bits for bits in STANDARD_WORD_LENGTHS_BITS if effective <= bits < container_bits), None)
    return WordLengthReading(
        container_bits=container_bits, effective_bits=effective, channels=channels, padded_from_bits=padded
    )
