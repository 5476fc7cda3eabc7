from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.meters.word_length import used_word_length, word_length

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable


def _quantised(bits: int, level: float = 0.3) -> NDArray[np.float64]:
    noise = np.random.default_rng(bits).uniform(-level, level, 9600)
    rounded: NDArray[np.float64] = np.round(noise * 2 ** (bits - 1)) / 2 ** (bits - 1)
    return rounded[:, np.newaxis]


@pytest.mark.parametrize(
    ("used", "bits"), [(0x80000000, 1), (0xFFFF0000, 16), (0x00010000, 16), (0xFFFFFF00, 24), (1, 32), (0, None)]
)
def test_the_last_bit_in_use_is_the_word_length(used: int, bits: int | None) -> None:
    assert used_word_length(used) == bits


@pytest.mark.parametrize(("bits", "padded"), [(8, 8), (12, 16), (16, 16), (20, 20), (24, None)])
def test_a_shorter_word_in_a_24_bit_file_is_found(
    scan: Callable[..., BlockTable], bits: int, padded: int | None
) -> None:
    reading = word_length(scan(_quantised(bits)).used_bits, 24)
    assert reading.effective_bits == bits
    assert reading.padded_from_bits == padded


def test_quiet_sound_still_uses_its_lowest_bits(scan: Callable[..., BlockTable]) -> None:
    assert word_length(scan(_quantised(24, level=2**-12)).used_bits, 24).effective_bits == 24


def test_the_channel_that_uses_most_decides_for_the_file(scan: Callable[..., BlockTable]) -> None:
    signal = np.concatenate([_quantised(16), _quantised(24), np.zeros((9600, 1))], axis=1)
    reading = word_length(scan(signal).used_bits, 24)
    assert reading.channels == (16, 24, None)
    assert reading.padded_from_bits is None


def test_a_full_16_bit_file_is_not_padded(scan: Callable[..., BlockTable]) -> None:
    assert word_length(scan(_quantised(16)).used_bits, 16).padded_from_bits is None


def test_nothing_can_be_said_of_digital_silence(scan: Callable[..., BlockTable]) -> None:
    reading = word_length(scan(np.zeros((4800, 2))).used_bits, 24)
    assert reading.effective_bits is None
    assert reading.padded_from_bits is None
    assert reading.channels == (None, None)


def test_32_bits_in_a_container_of_64_are_padded() -> None:
    assert word_length(np.array([[1]], dtype=np.uint32), 64).padded_from_bits == 32
