"""Signals in every format, as programmes in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.containers.facts import SampleFormat
from validator.scan.memory import MemoryProgramme

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def _encoded(words: NDArray[np.int32], sample_format: SampleFormat) -> bytes:
    match sample_format:
        case SampleFormat.U8:
            return ((words >> 24) + 128).astype(np.uint8).tobytes()
        case SampleFormat.S16:
            return (words >> 16).astype("<i2").tobytes()
        case SampleFormat.S24:
            return np.ascontiguousarray(words.astype("<i4")).view(np.uint8).reshape(*words.shape, 4)[..., 1:].tobytes()
        case SampleFormat.S32:
            return words.astype("<i4").tobytes()
        case SampleFormat.F32:
            return (words / 2.0**31).astype("<f4").tobytes()
        case SampleFormat.F64:
            return (words / 2.0**31).astype("<f8").tobytes()


@pytest.fixture
def programme_in() -> Callable[[NDArray[np.int32], SampleFormat, int], MemoryProgramme]:
    """Makes a programme of left-aligned 32-bit words (samples, channels) in a format, at a rate.

    Bits the format has no room for are cut off; 32-bit floats round instead.
    """

    def make(words: NDArray[np.int32], sample_format: SampleFormat, sample_rate_hz: int) -> MemoryProgramme:
        plane = (_encoded(words, sample_format), sample_format, words.shape[1])
        return MemoryProgramme([plane], sample_rate_hz=sample_rate_hz)

    return make
