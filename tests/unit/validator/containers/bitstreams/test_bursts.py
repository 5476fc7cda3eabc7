"""Bitstreams are recognised from the samples, named, and never seen in noise or in music."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import bitstreams as made
from fixtures.bitstreams import BurstForm, bursts
from validator.containers.bitstreams.bursts import Bitstream, find_bitstreams
from validator.containers.bitstreams.payloads import coding_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW = 14_400
EVERY_FORM = [
    BurstForm(bits=bits, channels=channels, swapped=swapped)
    for bits in (16, 20, 24)
    for channels in (1, 2)
    for swapped in ((False, True) if bits == 16 else (False,))
]


def only(samples: NDArray[np.float64]) -> Bitstream:
    (found,) = find_bitstreams(samples)
    return found


@pytest.mark.parametrize("form", EVERY_FORM, ids=str)
def test_every_word_length_and_byte_order(form: BurstForm) -> None:
    found = only(bursts(made.AC3_5_1, 1, WINDOW, form))
    assert (found.name, found.bits, found.swapped) == ("AC-3, 5.1", form.bits, form.swapped)
    assert found.channels == tuple(range(form.channels))


@pytest.mark.parametrize(
    ("payload", "data_type", "name"),
    [
        (made.AC3_5_1, 1, "AC-3, 5.1"),
        (made.AC3_2_0, 1, "AC-3, 2.0"),
        (made.EAC3_5_1, 21, "E-AC-3, 5.1"),
        (made.EAC3_5_1, 16, "E-AC-3, 5.1"),
        (made.DTS_5_1, 11, "DTS, 5.1"),
        (made.MP2, 5, "MPEG audio layer II"),
        (made.ADTS_5_1, 7, "AAC, 5.1"),
        (made.DOLBY_E[16], 28, "Dolby E"),
        (bytes(16), 28, "Dolby E"),
        (bytes(16), 22, "MLP or TrueHD"),
        (bytes(16), 25, "data of type 25"),
        (bytes(16), 0, "null data"),
    ],
)
def test_the_coding_is_named_with_the_channels_its_header_says(payload: bytes, data_type: int, name: str) -> None:
    assert only(bursts(payload, data_type, WINDOW, BurstForm())).name == name


@pytest.mark.parametrize("bits", [16, 20, 24])
def test_dolby_e_in_its_three_word_lengths(bits: int) -> None:
    stream = bursts(made.DOLBY_E[bits], 28, WINDOW, BurstForm(bits=bits, spacing_samples=1920))
    assert (only(stream).name, only(stream).bits) == ("Dolby E", bits)


def test_one_pair_among_channels_with_sound() -> None:
    samples = np.random.default_rng(2).normal(0.0, 0.1, (WINDOW, 8))
    samples[:, 6:] = bursts(made.DOLBY_E[20], 28, WINDOW, BurstForm(bits=20, spacing_samples=1920))
    assert only(samples).channels == (6, 7)


def test_a_pair_whose_channels_were_exchanged() -> None:
    assert only(bursts(made.AC3_5_1, 1, WINDOW, BurstForm())[:, ::-1]).channels == (1, 0)


@pytest.mark.parametrize("bits", [14, 16])
@pytest.mark.parametrize("swapped", [False, True])
def test_dts_without_a_preamble(bits: int, *, swapped: bool) -> None:
    form = BurstForm(bits=16, swapped=swapped)
    text = "".join(f"{byte:08b}" for byte in made.DTS_5_1 + bytes(12))
    width = len(text) // bits * bits
    first = np.array([int(text[place : place + bits], 2) for place in range(0, width, bits)], np.int64)
    words = np.random.default_rng(3).integers(0, 1 << bits, WINDOW * 2)
    for start in range(0, len(words) - 600, 1024 * 8 // bits):
        words[start : start + len(first)] = first
    if bits == 14:
        words = np.where(words >= 1 << 13, words | 0xC000, words)
    found = only(made.samples_of(words, form).reshape(-1, 2))
    assert (found.name, found.preamble, found.bits) == ("DTS, 5.1", False, bits)


def test_one_burst_alone_is_not_enough() -> None:
    assert not find_bitstreams(bursts(made.AC3_5_1, 1, 1536, BurstForm()))


def test_preambles_of_two_data_types_are_not_two_of_one() -> None:
    first = bursts(made.AC3_5_1, 1, 1536, BurstForm())
    assert not find_bitstreams(np.concatenate([first, bursts(bytes(16), 28, 1536, BurstForm())]))


@pytest.mark.parametrize("bits", [16, 24])
def test_full_scale_noise_holds_none(bits: int) -> None:
    rng = np.random.default_rng(4)
    full = 2 ** (bits - 1)
    for _ in range(20):
        assert not find_bitstreams(rng.integers(-full, full, (WINDOW, 6)) / full)


def test_silence_and_what_is_not_a_number_hold_none() -> None:
    assert not find_bitstreams(np.zeros((WINDOW, 2)))
    assert not find_bitstreams(np.full((WINDOW, 2), np.nan))
    assert not find_bitstreams(np.full((3, 1), np.inf))


def test_a_short_payload_is_no_coding() -> None:
    assert coding_of(made.AC3_5_1[:7]) is None


def test_words_that_are_all_sync_words_take_no_longer() -> None:
    samples = np.tile(bursts(made.AC3_5_1, 0, 4, BurstForm())[:1], (200_000, 4))
    assert len(find_bitstreams(samples)) < 20
