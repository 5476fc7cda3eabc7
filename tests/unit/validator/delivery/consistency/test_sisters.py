"""Languages of a title against each other: who stands apart, and one sound under two names."""

from __future__ import annotations

import numpy as np
import pytest

from specs.vocabulary import MixKind
from validator.delivery.consistency.sisters import SisterMix, SisterReadings, groups_of, is_same_sound, those_apart

ROWS = 600
LANGUAGES = ("de", "es", "fr", "it", "ja")


def powers(seed: int, lines: int | None = None, *, gain_db: float = 0.0, late: float = 0.0) -> np.ndarray:
    """A bed that rises and falls, with lines of a language on top; late by parts of rows. LKFS of 100 ms."""
    fine = 10
    bed = np.random.default_rng(seed)
    level = np.interp(np.arange(ROWS * fine), np.arange(0, ROWS * fine, 20 * fine), bed.uniform(-45, -30, ROWS // 20))
    power = 10.0 ** (level / 10.0)
    if lines is not None:
        voice = np.random.default_rng(1000 + lines)
        spoken = np.repeat(voice.uniform(0.0, 1.0, ROWS // 3) > 0.5, 3 * fine)[: ROWS * fine]
        syllables = np.repeat(10.0 ** (voice.uniform(-36.0, -22.0, ROWS * 2) / 10.0), fine // 2)
        slots = np.repeat(np.arange(ROWS // 30) % 2 == 0, 30 * fine)
        power = power + syllables * spoken * slots
    power = np.roll(power, round(late * fine)) * 10.0 ** (gain_db / 10.0)
    return np.asarray(10.0 * np.log10(power.reshape(ROWS, fine).mean(axis=1)), np.float32)


def readings(levels: np.ndarray, **changed: float) -> SisterReadings:
    known: dict[str, float] = {"programme_lkfs": -24.0, "dialogue_lkfs": -27.0, "range_lu": 12.0, **changed}
    return SisterReadings(power_lkfs=levels, sides_lkfs=np.zeros(0, np.float32), **known)


def group(changes: dict[str, SisterReadings]) -> list[SisterMix]:
    return [
        SisterMix(
            path=f"{language}.wav",
            kind=MixKind.PRINTMASTER,
            language=language,
            layout="5.1",
            reel=None,
            readings=changes.get(language) or readings(powers(1, number)),
        )
        for number, language in enumerate(LANGUAGES)
    ]


def apart(mixes: list[SisterMix]) -> list[tuple[str, str, float]]:
    return [(one.language, one.what, one.difference) for one in those_apart(mixes)]


def test_languages_that_are_mixed_alike_have_no_finding() -> None:
    assert apart(group({})) == []


@pytest.mark.parametrize(
    ("reading", "what", "usual", "by"),
    [
        ("programme_lkfs", "programme", -24.0, 2.0),
        ("dialogue_lkfs", "dialogue", -27.0, 2.0),
        ("range_lu", "range", 12.0, -4.0),
    ],
)
def test_the_language_that_stands_apart_is_named(reading: str, what: str, usual: float, by: float) -> None:
    odd = readings(powers(1, 1), **{reading: usual + by})
    assert apart(group({"es": odd})) == [("es", what, by)]
    near = readings(powers(1, 1), **{reading: usual + by / 5})
    assert apart(group({"es": near})) == []


def test_a_bed_at_another_level_is_told_beside_the_lines() -> None:
    bed, both = powers(1), powers(1, 1)
    lines = 10.0 ** (both / 10.0) - 10.0 ** (bed / 10.0)
    softer = 10.0 * np.log10(np.maximum(lines + 10.0 ** ((bed - 3.0) / 10.0), 1e-12))
    ((language, what, difference),) = apart(group({"es": readings(np.asarray(softer, np.float32))}))
    assert (language, what) == ("es", "bed")
    assert difference == pytest.approx(-3.0, abs=0.3)


def test_of_three_languages_none_is_named() -> None:
    assert apart(group({"es": readings(powers(1, 1), dialogue_lkfs=-22.0)})[:3]) == []


def test_languages_that_differ_by_themselves_hide_a_small_difference() -> None:
    levels = dict(zip(LANGUAGES, (-27.0, -25.5, -28.4, -26.2, -29.0), strict=True))
    mixed = {
        language: readings(powers(1, number), dialogue_lkfs=levels[language])
        for number, language in enumerate(LANGUAGES)
    }
    assert apart(group(mixed)) == []


@pytest.mark.parametrize(("gain_db", "late"), [(0.0, 0.0), (-3.0, 0.0), (0.0, 3.0), (-0.5, 2.4), (6.0, -4.7)])
def test_one_sound_is_recognised_at_another_level_and_later(gain_db: float, late: float) -> None:
    assert is_same_sound(readings(powers(1, 2)), readings(powers(1, 2, gain_db=gain_db, late=late)))


@pytest.mark.parametrize("other", [3, 4, 5])
def test_two_languages_on_one_bed_are_two_sounds(other: int) -> None:
    assert not is_same_sound(readings(powers(1, 2)), readings(powers(1, other)))


def test_what_keeps_one_level_is_silent_or_short_is_not_said_to_be_the_same() -> None:
    flat = np.full(ROWS, -23.0, np.float32)
    silent = np.full(ROWS, -120.0, np.float32)
    short = powers(1, 2)[:40]
    for levels in (flat, silent, short, np.zeros(0, np.float32)):
        assert not is_same_sound(readings(levels), readings(levels.copy()))


def test_layouts_kinds_and_reels_are_compared_apart() -> None:
    mixes = group({})
    assert [len(found) for found in groups_of(mixes)] == [5]
