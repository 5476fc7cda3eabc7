from __future__ import annotations

import numpy as np
import pytest

from validator.dialogue.voice import edges_of, rows_of, trimmed_rows, voice_rows, without_gaps

ON, OFF = 1e-3, 0.0


def _power(*parts: tuple[float, int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([np.full(count, level) for level, count in parts])


def test_a_line_begins_and_ends_in_the_row_where_half_of_it_is_speech() -> None:
    # Blocks of 10 ms: speech from 0.46 s to 1.44 s.
    found = voice_rows(_power((OFF, 46), (ON, 98), (OFF, 156)), per_row=10)

    assert np.flatnonzero(found.speech).tolist() == list(range(5, 14))


@pytest.mark.parametrize(("gap_blocks", "closed"), [(29, True), (30, False)])
def test_pauses_under_300_ms_are_speech(gap_blocks: int, closed: bool) -> None:
    found = voice_rows(_power((OFF, 100), (ON, 100), (OFF, gap_blocks), (ON, 100 - gap_blocks)), per_row=10)

    assert bool(found.speech[20:22].all()) is closed


def test_a_line_21_db_under_the_rest_is_not_heard_and_one_19_db_under_is() -> None:
    for below_db, heard in ((21.0, False), (19.0, True)):
        soft = ON * 10 ** (-below_db / 10)
        found = voice_rows(_power((ON, 400), (OFF, 400), (soft, 200)), per_row=10)
        assert bool(found.speech[80:].any()) is heard


def test_a_noisy_recording_raises_the_threshold_so_that_its_noise_is_not_speech() -> None:
    noise = ON * 10**-2.2
    found = voice_rows(_power((noise, 500), (ON, 300), (noise, 200)), per_row=10)

    assert np.flatnonzero(found.speech).tolist() == list(range(50, 80))


def test_a_stretch_is_cut_to_where_it_is_near_its_own_loud_tenth() -> None:
    room = ON * 10**-1.5
    power = _power((OFF, 50), (room, 50), (ON, 200), (room, 50), (OFF, 150))

    assert np.flatnonzero(voice_rows(power, per_row=10).speech).tolist() == list(range(5, 35))
    assert np.flatnonzero(trimmed_rows(power, per_row=10, below_loud_db=12.0)).tolist() == list(range(10, 30))


def test_speech_without_a_pause_is_all_speech() -> None:
    assert voice_rows(_power((ON, 1000)), per_row=10).speech.all()


def test_the_threshold_is_stated() -> None:
    found = voice_rows(_power((ON, 400), (OFF, 600)), per_row=10)

    level = -0.691 - 30.0
    assert found.threshold_lkfs == pytest.approx(level - 20.0, abs=0.3)


@pytest.mark.parametrize("level", [0.0, 1e-8])
def test_a_silent_stem_has_no_speech_and_no_threshold(level: float) -> None:
    found = voice_rows(_power((level, 1000)), per_row=10)

    assert not found.speech.any()
    assert found.threshold_lkfs is None


def test_gaps_at_the_ends_are_not_closed() -> None:
    speech = np.array([False, True, False, True, False])

    assert without_gaps(speech, 2).tolist() == [False, True, True, True, False]


def test_edges_are_first_items_and_items_after_the_last() -> None:
    starts, ends = edges_of(np.array([True, True, False, True]))

    assert (starts.tolist(), ends.tolist()) == ([0, 3], [2, 4])


def test_half_a_row_is_speech() -> None:
    assert rows_of(np.array([True, False, False, False, True, True]), 2).tolist() == [True, False, True]
