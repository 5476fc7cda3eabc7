from __future__ import annotations

import numpy as np
import pytest

from validator.dialogue_gate.voice import (
    HIGHEST_DB,
    NOTHING_DB,
    READING,
    core_db_beside,
    edges_of,
    loud_tenth,
    near_pitch,
    noise_around,
    noisy_parts,
    rows_of,
    voice_rows,
    without_gaps,
)

ON, OFF = 1e-3, 0.0


def _power(*parts: tuple[float, int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([np.full(count, level) for level, count in parts])


def test_a_line_begins_and_ends_in_the_row_where_half_of_it_is_speech() -> None:
    # Blocks of 10 ms: speech from 0.46 s to 1.44 s.
    found = voice_rows(_power((OFF, 46), (ON, 98), (OFF, 156)))

    assert np.flatnonzero(found.speech).tolist() == list(range(5, 14))


@pytest.mark.parametrize(("gap_blocks", "closed"), [(29, True), (30, False)])
def test_pauses_under_300_ms_are_speech(gap_blocks: int, closed: bool) -> None:
    found = voice_rows(_power((OFF, 100), (ON, 100), (OFF, gap_blocks), (ON, 100 - gap_blocks)))

    assert bool(found.speech[20:22].all()) is closed


def test_a_line_27_db_under_the_rest_is_not_heard_and_one_25_db_under_is() -> None:
    for below_db, heard in ((27.0, False), (25.0, True)):
        soft = ON * 10 ** (-below_db / 10)
        found = voice_rows(_power((ON, 400), (OFF, 400), (soft, 40), (OFF, 160)))
        assert bool(found.speech[80:].any()) is heard


@pytest.mark.parametrize("noise_db", [-15.0, -22.0, -40.0])
def test_what_surrounds_lines_raises_the_threshold_so_that_it_is_not_speech(noise_db: float) -> None:
    noise = ON * 10 ** (noise_db / 10)
    found = voice_rows(_power((noise, 500), (ON, 300), (noise, 200)))

    assert np.flatnonzero(found.speech).tolist() == list(range(50, 80))
    assert found.threshold_db is not None
    assert found.threshold_db[0] == pytest.approx(max(noise_db + READING.above_db, READING.lowest_db))


def test_the_threshold_is_never_so_high_that_it_cuts_syllables() -> None:
    room = ON * 10**-1.05
    found = voice_rows(_power((OFF, 100), (ON, 100), (room, 30), (OFF, 100), (ON, 100), (room, 30), (OFF, 100)))

    assert found.threshold_db == (HIGHEST_DB, HIGHEST_DB)


def test_each_scene_has_the_threshold_of_its_own_room() -> None:
    room = ON * 10**-1.5
    dry = [(ON, 200), (OFF, 300)] * 6
    church = [(ON, 200), (room, 300)] * 6
    found = voice_rows(_power(*dry, *church))

    assert found.threshold_db is not None
    assert list(found.threshold_db) == pytest.approx([READING.lowest_db, -10.0])
    assert found.share == pytest.approx(0.4)


def test_whispers_of_a_scene_of_their_own_are_heard_beside_shouts_of_another() -> None:
    soft = ON * 10**-1.4
    syllables = [(soft, 20), (soft * 10**-1.5, 10)] * 10
    found = voice_rows(_power(*[(ON, 200), (OFF, 300)] * 6, *[*syllables, (OFF, 200)] * 6))

    assert found.speech[300:329].all()


def test_speech_without_a_pause_is_all_speech() -> None:
    assert voice_rows(_power((ON, 1000))).speech.all()


@pytest.mark.parametrize("level", [0.0, 1e-8])
def test_a_silent_stem_has_no_speech_and_no_threshold(level: float) -> None:
    found = voice_rows(_power((level, 1000)))

    assert not found.speech.any()
    assert found.threshold_db is None


def test_gaps_at_the_ends_are_not_closed() -> None:
    speech = np.array([False, True, False, True, False])

    assert without_gaps(speech, 2).tolist() == [False, True, True, True, False]


def test_edges_are_first_items_and_items_after_the_last() -> None:
    starts, ends = edges_of(np.array([True, True, False, True]))

    assert (starts.tolist(), ends.tolist()) == ([0, 3], [2, 4])


def test_half_a_row_is_speech() -> None:
    assert rows_of(np.array([True, False, False, False, True, True]), 2).tolist() == [True, False, True]


def _noisy_line() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A line from 3 s to 5 s in noise 20 dB below, which swells from 8 s to 9 s to 10 dB below."""
    noise, swell = ON * 10**-2.0, ON * 10**-1.0
    return _power((noise, 300), (ON, 200), (noise, 300), (swell, 100), (noise, 300))


def _rows(*spans: tuple[int, int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(120, np.bool_)
    for first, last in spans:
        found[first:last] = True
    return found


def test_noise_that_swells_has_no_pitch_and_is_no_speech() -> None:
    power = _noisy_line()

    assert np.array_equal(voice_rows(power).speech, _rows((30, 50), (80, 90)))
    assert np.array_equal(voice_rows(power, voiced=_rows((32, 48))).speech, _rows((30, 50)))


def test_consonants_count_up_to_200_ms_from_a_pitch() -> None:
    assert np.array_equal(voice_rows(_noisy_line(), voiced=_rows((34, 45))).speech, _rows((32, 47)))


@pytest.mark.parametrize(("voiced_rows", "counted"), [(8, 30), (9, 13)])
def test_where_few_rows_have_a_pitch_it_tells_nothing(voiced_rows: int, counted: int) -> None:
    voiced = _rows((32, 32 + voiced_rows))

    assert int(voice_rows(_noisy_line(), voiced=voiced).speech.sum()) == counted


def test_without_noise_a_breath_beside_a_line_is_speech() -> None:
    power = _power(*[(ON, 100), (OFF, 100)] * 5, (ON, 100), (ON * 10**-2.0, 50), (OFF, 50))
    lines = _rows(*((first, first + 10) for first in range(0, 120, 20)))

    assert np.array_equal(voice_rows(power, voiced=lines).speech, lines | _rows((110, 115)))


def _edited(noise_db: float, seed: int = 1) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Six lines of 1.5 s that come and go by 4 dB, each with 0.5 s of noise before and after it, and silence between.

    The noise comes and goes by 1.5 dB from one 10 ms to the next.
    """
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(6):
        noise = ON * 10 ** ((noise_db + rng.normal(0.0, 1.5, 250)) / 10)
        noise[50:200] += ON * 10 ** (rng.uniform(-4.0, 0.0, 150) / 10)
        out += [np.zeros(150), noise, np.zeros(100)]
    return np.concatenate(out)


def test_noise_that_was_edited_with_its_lines_is_not_taken_for_their_middle() -> None:
    """Blocks of noise 12 dB below exceed -10 dB every now and then; between the lines there is silence."""
    blocks = _edited(-12.0)
    spoken = np.tile(np.repeat([False, True, False], [20, 15, 15]), 6)

    found = voice_rows(blocks)

    assert np.count_nonzero(found.speech & ~spoken) <= 12, "of 60 rows of noise"
    assert np.count_nonzero(spoken & ~found.speech) == 0
    assert found.threshold_db == (HIGHEST_DB, HIGHEST_DB)


@pytest.mark.parametrize("noise_db", [-12.0, -20.0])
def test_noise_around_lines_is_what_sounds_on_both_sides(noise_db: float) -> None:
    blocks = _edited(noise_db)

    assert noise_around(blocks / loud_tenth(blocks)) == pytest.approx(noise_db, abs=1.5)


def test_a_room_is_no_noise_around_lines_and_too_few_lines_tell_nothing() -> None:
    room = ON * 10**-1.5
    behind = _power(*[(OFF, 100), (ON, 100), (room, 60), (OFF, 100)] * 3)
    assert noise_around(behind / ON) == NOTHING_DB
    assert noise_around(_power((room, 100), (ON, 50)) / ON) == NOTHING_DB
    assert noise_around(np.zeros(0)) == NOTHING_DB
    assert noise_around(np.ones(3)) == NOTHING_DB


@pytest.mark.parametrize(("noise_db", "core_db"), [(NOTHING_DB, -10.0), (-16.0, -10.0), (-13.0, -7.0), (-8.0, -4.0)])
def test_the_middle_of_a_line_begins_above_the_noise(noise_db: float, core_db: float) -> None:
    assert core_db_beside(noise_db) == core_db


def test_parts_with_noise_around_lines_are_told_from_parts_without() -> None:
    clean = _power(*[(OFF, 200), (ON, 100)] * 10)
    noise = ON * 10**-2.0
    noisy = _power(*[(noise, 200), (ON, 100)] * 10)

    rows = noisy_parts(np.concatenate([clean, noisy]), -45.0, 0.0)

    assert not rows[:300].any()
    assert rows[300:].all()
    assert not noisy_parts(np.concatenate([clean, noisy]), -10.0, -10.0).any()
    assert noisy_parts(np.zeros(100), -45.0, -30.0).tolist() == [False] * 10


def test_noise_around_fewer_than_three_lines_in_four_has_to_be_loud() -> None:
    for noise_db, is_told in ((-25.0, True), (-35.0, False)):
        noise = ON * 10 ** (noise_db / 10)
        blocks = _power(*[(OFF, 200), (ON, 100)] * 4, *[(noise, 200), (ON, 100)] * 6, (noise, 50))
        assert bool(noisy_parts(blocks, -50.0, -30.0).all()) is is_told


def test_rows_near_a_pitch_reach_so_far_and_all_count_where_few_have_one() -> None:
    speech = np.ones(10, np.bool_)
    voiced = np.zeros(10, np.bool_)
    voiced[[2, 3, 4]] = True

    assert np.flatnonzero(near_pitch(speech, voiced, 0)).tolist() == [2, 3, 4]
    assert np.flatnonzero(near_pitch(speech, voiced, 2)).tolist() == [0, 1, 2, 3, 4, 5, 6]
    voiced[4] = False
    assert near_pitch(speech, voiced, 0).all(), "2 of 10 are fewer than three in ten"


@pytest.mark.parametrize(("below_db", "heard"), [(25.0, True), (27.0, False), (38.0, False)])
def test_in_a_part_in_which_nobody_speaks_nothing_below_the_floor_of_the_whole_is_speech(
    below_db: float, heard: bool
) -> None:
    """Two parts of 30 s; a breath in the second is the loudest there is in it."""
    breath = ON * 10 ** (-below_db / 10)
    found = voice_rows(_power((ON, 400), (OFF, 2_600), (OFF, 1_000), (breath, 100), (OFF, 1_900)))
    assert bool(found.speech[300:].any()) is heard


def test_noise_around_lines_is_read_from_100_to_300_ms_on_either_side_of_their_clear_middle() -> None:
    """The mean of 50 ms is above -4 dB from one block before a line to one behind it."""
    relative = np.zeros(200)
    relative[100:150] = 1.0
    relative[70:90] = relative[160:180] = 0.01
    assert noise_around(relative, 0.0) == pytest.approx(-20.0, abs=1e-6)
    for place in (70, 89, 160, 179):
        without = relative.copy()
        without[place] = 0.0
        assert noise_around(without, 0.0) == NOTHING_DB
