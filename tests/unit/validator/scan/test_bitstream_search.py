"""A programme that carries a bitstream is refused wherever it begins, and sound is not read again for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fixtures import bitstreams as made
from fixtures.bitstreams import BurstForm, bursts
from specs.errors import NotReadError
from validator.scan.bitstream_search import MOST_WINDOWS, refuse_bitstreams
from validator.scan.driver import scan
from validator.scan.memory import MemoryProgramme, programme_of_array

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RATE = 48_000


def searched(samples: NDArray[np.float64]) -> str | None:
    """What the refusal names; None where there is none."""
    programme = programme_of_array(np.rint(samples * 2.0**31).clip(-(2.0**31), 2.0**31 - 1).astype(np.int32), RATE)
    try:
        refuse_bitstreams(programme, scan(programme).table)
    except NotReadError as error:
        return error.found
    return None


def sound(seconds: float, channels: int, *, peak: float) -> NDArray[np.float64]:
    noise = np.random.default_rng(5).normal(0.0, 1.0, (round(seconds * RATE), channels))
    return np.asarray(noise * peak / np.abs(noise).max())


@pytest.mark.parametrize(
    ("payload", "data_type", "form"),
    [
        (made.AC3_5_1, 1, BurstForm()),
        (made.AC3_5_1, 1, BurstForm(swapped=True)),
        (made.EAC3_5_1, 21, BurstForm(spacing_samples=6144)),
        (made.DOLBY_E[20], 28, BurstForm(bits=20, spacing_samples=1920)),
        (made.DOLBY_E[24], 28, BurstForm(bits=24, channels=1, spacing_samples=2002)),
    ],
)
@pytest.mark.parametrize("silence_seconds", [0.0, 7.3])
def test_a_bitstream_is_refused_also_behind_silence(
    payload: bytes, data_type: int, form: BurstForm, silence_seconds: float
) -> None:
    stream = bursts(payload, data_type, RATE, form)
    silent = np.zeros((round(silence_seconds * RATE), form.channels))
    found = searched(np.concatenate([silent, stream]))
    assert found is not None
    assert f"{form.bits} bit" in found


def test_a_pair_is_found_beside_hot_music() -> None:
    samples = sound(12.0, 8, peak=0.99)
    samples[4 * RATE :, 6:] = bursts(made.AC3_5_1, 1, 8 * RATE, BurstForm())
    samples[: 4 * RATE, 6:] = 0.0
    assert searched(samples) == (
        "AC-3, 5.1 in channels 7 and 8 (SMPTE ST 337 or IEC 61937, 16 bit); seen 4.000 s after the start"
    )


def test_hot_sound_is_not_refused() -> None:
    assert searched(sound(6.0, 2, peak=1.0)) is None


class _Counted(MemoryProgramme):
    windows = 0

    def blocks(self, **where: Any) -> Iterator[NDArray[np.float64]]:
        self.windows += 1
        return super().blocks(**where)


@pytest.mark.parametrize(("peak", "most"), [(0.5, 0), (1.0, MOST_WINDOWS)])
def test_few_windows_are_read_again(peak: float, most: int) -> None:
    words = np.rint(sound(40.0, 6, peak=peak) * 32767).astype(np.int16)
    plain = programme_of_array(words, RATE)
    counted = _Counted(plain._planes, sample_rate_hz=RATE)
    refuse_bitstreams(counted, scan(plain).table)
    assert counted.windows <= most


def test_dts_in_words_of_14_bits_is_found_though_it_is_quiet() -> None:
    text = "".join(f"{byte:08b}" for byte in made.DTS_5_1 + bytes(12))
    first = np.array([int(text[place : place + 14], 2) for place in range(0, len(text) // 14 * 14, 14)], np.int64)
    words = np.random.default_rng(3).integers(0, 1 << 14, RATE * 2)
    for start in range(0, len(words) - 600, 1024 * 8 // 14):
        words[start : start + len(first)] = first
    words = np.where(words >= 1 << 13, words | 0xC000, words)
    found = searched(made.samples_of(words, BurstForm()).reshape(-1, 2))
    assert found is not None
    assert found.startswith("DTS, 5.1 in channels 1 and 2 (without a preamble, 14 bit)")
