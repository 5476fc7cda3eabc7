"""A language that lacks what the other languages of its title have in common."""

from __future__ import annotations

import numpy as np
import pytest

from specs.vocabulary import MixKind
from validator.delivery.consistency.common_sound import LackingSound, lacking_sound
from validator.delivery.consistency.sisters import SisterMix, SisterReadings

LANGUAGES = ("de", "es", "fr", "it", "ja")
ROWS = 600


def bed() -> np.ndarray:
    """What lies beside the lines, LKFS of every 100 ms: it rises and falls."""
    rng = np.random.default_rng(1)
    return np.interp(np.arange(ROWS), np.arange(0, ROWS, 20), rng.uniform(-45, -30, ROWS // 20))


def group(levels: dict[str, np.ndarray], languages: tuple[str, ...] = LANGUAGES) -> list[SisterMix]:
    """Languages on one bed, with lines in the same slots, whose rooms are their own."""
    found = []
    for number, language in enumerate(languages):
        rng = np.random.default_rng(100 + number)
        own = levels.get(language, bed()) + rng.normal(0.0, 0.2, ROWS)
        own += np.where(np.arange(ROWS) % 60 < 20, rng.uniform(0.0, 8.0, ROWS), 0.0)
        found.append(
            SisterMix(
                path=f"{language}.wav",
                kind=MixKind.PRINTMASTER,
                language=language,
                layout="5.1",
                reel=None,
                readings=SisterReadings(
                    programme_lkfs=-24.0,
                    dialogue_lkfs=-27.0,
                    range_lu=12.0,
                    power_lkfs=np.zeros(0, np.float32),
                    sides_lkfs=own.astype(np.float32),
                ),
            )
        )
    return found


def changed(first: int, end: int, by_db: float) -> np.ndarray:
    levels = bed()
    levels[first:end] += by_db
    return levels


def test_languages_on_one_bed_lack_nothing() -> None:
    assert list(lacking_sound(group({}))) == []


@pytest.mark.parametrize("languages", [LANGUAGES, LANGUAGES[:4], LANGUAGES[:3]])
@pytest.mark.parametrize("by_db", [-6.0, -12.0, -80.0])
def test_a_hole_is_named_with_its_language_place_and_depth(languages: tuple[str, ...], by_db: float) -> None:
    (found,) = lacking_sound(group({"es": changed(200, 260, by_db)}, languages))
    assert (found.path, found.language, found.others) == ("es.wav", "es", len(languages) - 1)
    assert found.first_second == pytest.approx(20.0, abs=2.0)
    assert found.last_second == pytest.approx(26.0, abs=2.0)
    assert found.difference_db == pytest.approx(by_db, abs=0.5)


def test_two_holes_are_two_places_and_two_languages_are_two() -> None:
    levels = changed(100, 140, -20.0)
    levels[400:440] -= 20.0
    found = list(lacking_sound(group({"fr": levels, "ja": changed(300, 330, -9.0)})))
    assert [one.language for one in found] == ["fr", "fr", "ja"]


def test_a_bed_that_is_softer_throughout_lacks_no_place() -> None:
    assert list(lacking_sound(group({"it": bed() - 6.0}))) == []


def test_what_is_louder_is_not_lacking() -> None:
    assert list(lacking_sound(group({"it": changed(200, 300, 10.0)}))) == []


def test_of_two_languages_nobody_knows_which_is_right() -> None:
    assert list(lacking_sound(group({"es": changed(200, 260, -80.0)}, LANGUAGES[:2]))) == []


def test_too_short_a_dip_is_left_out() -> None:
    assert list(lacking_sound(group({"es": changed(200, 207, -20.0)}))) == []


def test_a_language_that_is_late_or_another_film_is_not_held_against_the_others() -> None:
    other = np.interp(np.arange(ROWS), np.arange(0, ROWS, 20), np.random.default_rng(9).uniform(-60, -30, ROWS // 20))
    for levels in (np.roll(bed(), 30), other):
        assert [one for one in lacking_sound(group({"es": levels})) if one.language == "es"] == []


def test_silence_of_all_is_nothing_in_common() -> None:
    silent = np.full(ROWS, -120.0)
    assert list(lacking_sound(group(dict.fromkeys(LANGUAGES, silent)))) == []


def test_mixes_without_sides_take_no_part() -> None:
    mixes = group({"es": changed(200, 260, -80.0)})
    bare = SisterReadings(
        programme_lkfs=None,
        dialogue_lkfs=None,
        range_lu=None,
        power_lkfs=np.zeros(0, np.float32),
        sides_lkfs=np.zeros(0, np.float32),
    )
    without = SisterMix(path="x", kind=MixKind.PRINTMASTER, language="x", layout="5.1", reel=None, readings=bare)
    (found,) = lacking_sound([*mixes, without])
    assert isinstance(found, LackingSound)
    assert found.others == 4
