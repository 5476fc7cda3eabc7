"""Flat tops: found at any level by their shape, and nothing else is taken for one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.signal import lfilter

from fixtures.limiter import limited
from validator.meters.flat_tops import clipped_tops
from validator.scan.driver import ScanOptions, scan_array

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable

RATE_HZ = 48_000
TIME = np.arange(6 * RATE_HZ) / RATE_HZ
Sound = np.ndarray


@cache
def music() -> Sound:
    swell = 0.3 + 0.7 * np.abs(np.sin(2.0 * np.pi * 0.4 * TIME))
    notes = zip((55, 110, 220.5, 331, 447, 990, 2010, 4400), (1.0, 0.7, 0.6, 0.5, 0.5, 0.3, 0.2, 0.1), strict=True)
    found = swell * sum(share * np.sin(2.0 * np.pi * hertz * TIME + hertz) for hertz, share in notes)
    return np.asarray(found / np.abs(found).max())


@cache
def noise() -> Sound:
    white = np.random.default_rng(7).standard_normal(len(TIME))
    found = lfilter([0.05, -0.09, 0.0506, -0.0044], [1.0, -2.49, 2.017, -0.5221], white)
    return np.asarray(found / np.abs(found).max())


def tone(hertz: float, offset: float = 0.0) -> Sound:
    return np.asarray(np.sin(2.0 * np.pi * hertz * (TIME + offset / RATE_HZ)))


def words(sound: Sound, bits: int, *, dithered: bool = False) -> Sound:
    rng = np.random.default_rng(3)
    dither = rng.random(sound.shape) - rng.random(sound.shape) if dithered else 0.0
    full = 2.0 ** (bits - 1)
    return np.asarray(np.clip(np.round(sound * full + dither), -full, full - 1.0) / full)


def as_written(sound: Sound, form: str) -> NDArray[Any]:
    match form:
        case "24":
            return np.asarray(words(sound, 24) * 2.0**31).astype(np.int32)
        case "16":
            return np.asarray(words(sound, 16) * 2.0**15).astype(np.int16)
        case "16 dithered":
            return np.asarray(words(sound, 16, dithered=True) * 2.0**15).astype(np.int16)
        case _:
            return sound.astype(np.float32)


def table_of(sound: Sound, form: str = "24", **options: Any) -> BlockTable:
    return scan_array(as_written(sound, form)[:, np.newaxis], RATE_HZ, options=ScanOptions(**options))


FORMS = ("24", "16 dithered", "float")
CUT: dict[str, Callable[[], Sound]] = {
    "a dB over, lowered": lambda: np.clip(1.12 * music(), -1.0, 1.0) * 0.7,
    "tops alone": lambda: np.clip(music(), -1.0, 0.7) * 0.7,
    "tops alone, of which troughs go further": lambda: np.clip(music(), -1.0, 0.5) * 0.7,
    "troughs alone": lambda: np.clip(music(), -0.5, 1.0) * 0.7,
    "far down": lambda: np.clip(music(), -0.5, 0.5) * 0.15,
    "noise": lambda: np.clip(noise(), -0.5, 0.5) * 0.5,
    "a low tone": lambda: np.clip(tone(30.0), -0.9, 0.9) * 0.7,
    "a tone": lambda: np.clip(tone(997.0), -0.9, 0.9) * 0.7,
    "faded afterwards": lambda: np.clip(music(), -0.5, 0.5) * np.linspace(0.3, 0.9, len(TIME)),
}
WHOLE: dict[str, Callable[[], Sound]] = {
    "music, loud": lambda: 0.989 * music(),
    "noise, loud": lambda: 0.989 * noise(),
    "limited": lambda: limited((4.0 * music())[:, np.newaxis].astype(np.float32), -1.0)[:, 0].astype(np.float64),
    "limited to the last": lambda: limited((4.0 * noise())[:, np.newaxis].astype(np.float32), 0.0)[:, 0] * 0.999,
    "tone, two samples at each top": lambda: 0.9 * tone(1000.0, 0.5),
    "tone, one sample at each top": lambda: 0.9 * tone(1000.0),
    "low tone": lambda: 0.9 * tone(30.0),
    "lower tone": lambda: 0.9 * tone(100.0, 0.5),
    "square": lambda: 0.5 * np.sign(tone(100.0, 0.3)),
    "pulses": lambda: 0.5 * (tone(100.0) > 0.5),
    "triangle": lambda: np.abs((100.0 * TIME) % 1.0 - 0.5) - 0.25,
    "8 bit": lambda: words(0.9 * music(), 8),
    "8 bit, louder": lambda: 1.1 * words(0.5 * music(), 8),
    "8 bit of a tone, softer": lambda: 0.7 * words(0.5 * tone(900.0), 8),
    "6 bit of a low tone, softer": lambda: 0.7 * words(0.9 * tone(30.0), 6),
    "16 bit with dither, then softer": lambda: 0.7 * words(0.9 * tone(60.0), 16, dithered=True),
    "held for four samples": lambda: 0.7 * np.repeat(music()[::4], 4),
    "silence": lambda: 0.0 * TIME,
    "dither": lambda: words(0.0 * TIME, 16, dithered=True),
    "a constant": lambda: 0.0 * TIME + 0.3,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CUT)
def test_what_was_cut_is_flat_at_any_level(name: str, form: str) -> None:
    tops = clipped_tops(table_of(CUT[name](), form), 0)
    assert len(tops) >= 3
    assert all(top.length_samples >= 3 for top in tops)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", WHOLE)
def test_what_is_whole_is_not(name: str, form: str) -> None:
    assert clipped_tops(table_of(WHOLE[name](), form), 0) == ()


def test_a_top_has_its_place_its_length_and_its_height() -> None:
    sound = np.clip(music(), -2.0, 0.6) * 0.5
    for top in clipped_tops(table_of(sound), 0):
        held = sound[top.start_sample : top.start_sample + top.length_samples]
        # Long tops are followed in steps of eight samples.
        assert held[:-8] == pytest.approx(0.3, abs=4e-5)
        assert top.height == pytest.approx(0.3, abs=1e-6)


def test_a_stretch_that_was_cut_is_placed_there_and_nowhere_else() -> None:
    sound = 0.4 * noise()
    span = slice(2 * RATE_HZ, 3 * RATE_HZ)
    sound[span] = np.clip(4.0 * sound[span], -0.5, 0.5)
    tops = clipped_tops(table_of(sound), 0)
    assert len(tops) >= 3
    assert all(2 * RATE_HZ <= top.start_sample < 3 * RATE_HZ for top in tops)


def test_runs_at_full_scale_are_not_counted_again() -> None:
    table = table_of(np.clip(1.4 * music(), -1.0, 1.0), "16")
    assert table.clipped_runs
    assert table.flat_tops
    assert clipped_tops(table, 0) == ()


def test_both_kernels_any_workers_and_any_segments_find_the_same() -> None:
    sound = np.tile(np.clip(music(), -0.5, 0.5), 4) * 0.7
    tables = [
        table_of(sound, workers=workers, segment_granules=granules, kernel=kernel).flat_tops
        for workers, granules, kernel in ((1, 1, "auto"), (2, 3, "auto"), (2, 1, "numpy"))
    ]
    assert tables[0]
    assert tables[1] == tables[0]
    assert tables[2] == tables[0]


def test_samples_that_are_no_numbers_do_not_disturb() -> None:
    sound = (np.clip(music(), -0.5, 0.5) * 0.7).astype(np.float32)
    sound[1000:1010] = np.nan
    sound[90_000] = np.inf
    assert clipped_tops(table_of(sound, "float"), 0)


def test_channels_that_are_taken_out_keep_their_tops() -> None:
    sound = np.stack([0.5 * noise(), np.clip(music(), -0.5, 0.5) * 0.7], axis=1)
    table = scan_array(as_written(sound, "24"), RATE_HZ)
    assert {top.channel for top in table.of_channels([1], ()).flat_tops} == {0}
