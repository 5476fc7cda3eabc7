"""An M&E against the mix it was made from: lines in it, sound that it lacks, and the clean twin of each."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import short_film as films
from fixtures.films import finished
from validator.comparisons.lines.line_trace import LineTrace
from validator.comparisons.me.fill import holes_of
from validator.comparisons.me.lines import FAR_PEAK, STEM_PEAK, ReferenceLine, TracedLine, reference_lines, traced
from validator.comparisons.me.lines_together import found_together
from validator.comparisons.me.me_model import LineReference, MeCause, MeReview
from validator.comparisons.me.me_review import MeCase, left_over_lines, lines_of_stem, me_review

if TYPE_CHECKING:
    from numpy.typing import NDArray

SECONDS = 12
COUNT = SECONDS * 48_000
SPOKEN = 8 * 48_000
"""The last 4 s are without lines."""


@lru_cache(maxsize=1)
def me() -> NDArray[np.float32]:
    return np.asarray(films.film().me[:COUNT], np.float32)


@lru_cache(maxsize=4)
def lines(language: str = "en") -> NDArray[np.float32]:
    spoken = np.array(films.film().dialogue(language)[:COUNT], np.float32)
    spoken[SPOKEN:] = 0.0
    return spoken


def reviewed(
    searched: NDArray[np.float32],
    *,
    dialogue: NDArray[np.float32] | None = None,
    original: NDArray[np.float32] | None = None,
    late: int = 0,
) -> MeReview:
    found = me_review(
        MeCase(
            me=films.held(searched),
            original=films.held(me() + lines() if original is None else original),
            dialogue=None if dialogue is None else films.held(dialogue),
            original_start=late,
            dialogue_start=late,
        )
    )
    assert found is not None
    return found


def at(level_db: float) -> np.float32:
    return np.float32(10.0 ** (level_db / 20.0))


@pytest.mark.parametrize("has_stem", [True, False])
def test_a_clean_me_holds_no_line_and_lacks_nothing(*, has_stem: bool) -> None:
    found = reviewed(me(), dialogue=lines() if has_stem else None)
    assert (found.cause, found.found, found.holes) == (None, (), ())
    assert found.lines > 1
    assert found.reference is (LineReference.DIALOGUE_STEM if has_stem else LineReference.DIFFERENCE)
    assert found.outside_difference_db == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("has_stem", [True, False])
@pytest.mark.parametrize("level_db", [-30.0])
def test_lines_are_found_with_their_level_and_channel(level_db: float, *, has_stem: bool) -> None:
    found = reviewed(me() + at(level_db) * lines(), dialogue=lines() if has_stem else None)
    assert found.cause is MeCause.DIALOGUE_IN_ME
    assert len(found.found) == found.lines
    assert all(line.level_db == pytest.approx(level_db, abs=1.0) for line in found.found)
    assert all(line.channels[0] == "C" for line in found.found)


def test_lines_in_the_surrounds_only_are_found_there() -> None:
    leaking = me().copy()
    leaking[:, 4:] += at(-35.0) * lines()[:, 2:3]
    found = reviewed(leaking, dialogue=lines())
    assert found.cause is MeCause.DIALOGUE_IN_ME
    assert {line.channels[0] for line in found.found} == {"Ls+Rs"}


def test_lines_of_another_language_are_not_those_of_the_original() -> None:
    """Other lines at the same places, as a crowd or a radio would be: none is the line that is looked for."""
    assert reviewed(me() + at(-25.0) * lines("fr"), dialogue=lines()).found == ()


@pytest.mark.parametrize("level_db", [-30.0])
def test_the_dialogue_stem_of_another_language_is_not_used(level_db: float) -> None:
    found = reviewed(me() + (at(-30.0) * lines() if level_db else 0.0), dialogue=lines("de"))
    assert found.reference_refused
    assert found.reference is LineReference.DIFFERENCE
    assert found.cause is (MeCause.DIALOGUE_IN_ME if level_db else None)


@pytest.mark.parametrize("has_stem", [True, False])
def test_the_mix_under_the_name_of_the_me_is_named(*, has_stem: bool) -> None:
    found = reviewed(me() + lines(), dialogue=lines() if has_stem else None)
    assert found.cause is MeCause.ME_IS_MIX


def test_an_me_that_is_late_is_searched_where_it_lies() -> None:
    late = np.concatenate([np.zeros((6006, 6), np.float32), (me() + at(-30.0) * lines())[:-6006]])
    found = reviewed(late, dialogue=lines(), late=6006)
    assert found.cause is MeCause.DIALOGUE_IN_ME
    assert all(line.level_db == pytest.approx(-30.0, abs=1.0) for line in found.found)


@pytest.mark.parametrize("level_db", [-12.0, -100.0])
def test_missing_fill_is_found_at_its_place(level_db: float) -> None:
    start, end = 9 * 48_000, 11 * 48_000
    gap = me().copy()
    gap[start:end] *= at(level_db)
    found = reviewed(gap, dialogue=lines())
    assert found.cause is MeCause.FILL_MISSING
    covered = np.zeros(COUNT, np.bool_)
    for hole in found.holes:
        covered[hole.start_sample : hole.end_sample] = True
    assert covered[start:end].mean() > 0.5
    assert not covered[: start - 24_000].any()
    assert not covered[end + 24_000 :].any()


def test_the_level_outside_lines_is_that_of_the_me() -> None:
    found = reviewed(at(-3.0) * me(), dialogue=lines())
    assert found.outside_difference_db == pytest.approx(-3.0, abs=0.1)
    assert found.cause is None


def test_an_equaliser_and_a_limiter_on_the_original_make_nothing_missing() -> None:
    mixed = finished(me() + lines(), "en", 3)
    assert reviewed(me(), dialogue=lines(), original=mixed).cause is None


@pytest.mark.parametrize("channels", [1, 2])
def test_other_channels_or_rates_are_not_compared(channels: int) -> None:
    case = MeCase(
        me=films.held(me()[:, :channels]),
        original=films.held(me()),
        dialogue=None,
        original_start=0,
        dialogue_start=0,
    )
    assert me_review(case) is None


def test_silence_says_nothing() -> None:
    silent = np.zeros((COUNT, 6), np.float32)
    found = reviewed(silent, dialogue=silent, original=silent)
    assert (found.cause, found.lines, found.found, found.holes) == (None, 0, (), ())


def test_lines_are_joined_over_breaths_cut_when_long_and_left_out_when_short() -> None:
    speech = np.zeros(2000, np.bool_)
    speech[100:150] = speech[170:220] = True
    speech[400:420] = True
    speech[600:1500] = True
    found = [(line.start_block, line.end_block) for line in reference_lines(speech)]
    assert found == [(100, 220), (600, 1050), (1050, 1500)]


def test_a_hole_needs_two_groups_of_channels_or_more_in_one() -> None:
    missing = np.zeros((20, 3))
    missing[2:5, 0] = 7.0
    missing[8:11, :2] = 7.0
    missing[14:17, 2] = 10.0
    assert [(start, end, lanes) for start, end, lanes, _ in holes_of(missing)] == [(8, 11, (0, 1)), (14, 17, (2,))]


def traced_lines(gains: list[float], seed: int = 5) -> list[TracedLine]:
    """Lines that would score 400 each at gain 1, at the 900th of 1601 lags, in noise."""
    rng = np.random.default_rng(seed)
    lines = []
    for number, gain in enumerate(gains):
        scores = rng.standard_normal(1601).astype(np.float32)
        scores[900] += 400.0 * gain
        trace = LineTrace(
            significance=4.0, gain=0.0, lag_seconds=0.0, least_gain=7.0 / 400, scores=scores, score_per_gain=400.0
        )
        place = ReferenceLine(start_block=300 * number, end_block=300 * number + 200)
        lines.append(
            TracedLine(line=place, lanes=(), level_db=None, significance=0.0, limit_db=-35.0, traces=((0, trace),))
        )
    return lines


def test_lines_too_soft_alone_are_found_together() -> None:
    found = found_together(traced_lines([0.008] * 12))
    assert sum(line.lanes == (0,) for line in found) >= 11
    levels = [line.level_db for line in found if line.level_db is not None]
    assert levels == pytest.approx([-41.5] * len(levels), abs=1.5)


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_no_group_however_many_lines(seed: int) -> None:
    assert not any(line.lanes for line in found_together(traced_lines([0.0] * 40, seed)))


def test_of_a_film_that_leaks_in_one_reel_the_lines_of_the_other_are_not_named() -> None:
    found = found_together(traced_lines([0.01] * 40 + [0.0] * 40))
    assert sum(bool(line.lanes) for line in found[:40]) >= 38
    assert sum(bool(line.lanes) for line in found[40:]) <= 4


def test_lines_that_were_found_do_not_speak_for_those_that_do_not_leak() -> None:
    lines_alone = [
        replace(line, lanes=(0,), level_db=-28.0, significance=16.0) for line in traced_lines([0.04] * 10, seed=6)
    ]
    found = found_together([*lines_alone, *traced_lines([0.0] * 10, seed=7)])
    assert found[:10] == lines_alone
    assert not any(line.lanes for line in found[10:])
    softer = [replace(line, lanes=(0,), level_db=-35.0) for line in traced_lines([0.018] * 10, seed=6)]
    found = found_together([*softer, *traced_lines([0.014] * 3, seed=8)])
    assert all(line.lanes for line in found)


def test_four_lines_and_a_level_that_nobody_hears_are_no_group() -> None:
    assert not any(line.lanes for line in found_together(traced_lines([0.016] * 4)))
    assert not any(line.lanes for line in found_together(traced_lines([0.0009] * 400)))


def test_a_line_that_nobody_recorded_is_listed_and_its_clean_twin_is_not() -> None:
    original, dub = (np.asarray(me() + lines(language), np.float32) for language in ("en", "de"))
    centre = np.abs(lines()[:, 2]).reshape(-1, 480).max(axis=1)
    first = reference_lines(centre > 0.02 * centre.max())[0]
    start, end = (480 * block for block in (first.start_block, first.end_block))
    silent = lines("de").copy()
    silent[max(0, start - 14_400) : end + 14_400] = 0.0
    for mix, expected in ((dub, False), (np.asarray(me() + silent, np.float32), True)):
        found = left_over_lines(
            MeCase(
                me=films.held(mix),
                original=films.held(original),
                dialogue=films.held(lines()),
                original_start=0,
                dialogue_start=0,
            )
        )
        assert found is not None
        assert found.found == ()
        assert any(one.start_sample < end and one.end_sample > start for one in found.missing) is expected


def test_what_a_dub_lacks_is_told_under_a_bed_as_loud_as_the_lines() -> None:
    loud = np.float32(8.0) * me()
    original = np.asarray(loud + lines(), np.float32)
    stem = films.held(lines())
    spoken = lines("de").copy()
    first, *_ = lines_of_stem(stem)
    spoken[max(0, first[0] - 14_400) : first[1] + 14_400] = 0.0
    for delayed_samples in (0, 5):
        # Another printing of the music and effects may lie a few samples off: they still explain themselves.
        bed = np.roll(loud, delayed_samples, axis=0)
        for own, expected in ((lines("de"), False), (spoken, True)):
            found = left_over_lines(
                MeCase(
                    me=films.held(np.asarray(bed + own, np.float32)),
                    original=films.held(original),
                    dialogue=stem,
                    original_start=0,
                    dialogue_start=0,
                )
            )
            assert found is not None
            there = any(one.start_sample < first[1] and one.end_sample > first[0] for one in found.missing)
            assert there is expected


def test_a_line_far_from_its_place_has_to_stand_out_more() -> None:
    """7.3 at -19 ms was chance; the same at its place is a line."""
    stem, bed = lines()[:, 2], me()[:, 2]
    count = len(stem) // 3
    heard = np.asarray(bed[::3][:count] + 0.02 * stem[::3][:count], np.float32)
    wanted = np.asarray(stem[::3][:count], np.float32)
    line = ReferenceLine(start_block=0, end_block=count // 160)
    at_place = traced(line, heard[None], wanted[None], rate_hz=16_000.0, least_peak=STEM_PEAK)
    assert at_place is not None
    found = at_place.traces[0][1].significance
    assert found > STEM_PEAK + FAR_PEAK
    late = np.roll(heard, 320)
    for least, expected in ((found - FAR_PEAK - 1.5, True), (found - FAR_PEAK + 1.5, False)):
        one = traced(line, late[None], wanted[None], rate_hz=16_000.0, least_peak=least)
        assert one is not None
        assert bool(one.lanes) is expected
