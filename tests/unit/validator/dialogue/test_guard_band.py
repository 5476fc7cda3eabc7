from __future__ import annotations

import numpy as np
import pytest

from validator.dialogue.guard_band import LEAST_LU, LEAST_SHARE, ROOM_LU_PER_DB, guard_band
from validator.dialogue.voice import voice_rows

ON, OFF = 1e-3, 0.0


def _power(*parts: tuple[float, int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([np.full(count, level) for level, count in parts])


def _mix(blocks: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(blocks.reshape(-1, 10).mean(axis=1) + 1e-6, np.float64)


def test_lines_with_sharp_edges_have_the_least_band() -> None:
    blocks = _power((OFF, 200), (ON, 300), (OFF, 200), (ON, 300))

    found = guard_band(_mix(blocks), blocks)

    assert found.loudness_lu == LEAST_LU
    assert (found.share_low, found.share_high) == (0.58, 0.62)


def test_lines_with_room_around_them_have_a_wider_band_and_leave_the_room_out() -> None:
    tail = [(ON * 10 ** (-(8.0 + step) / 10), 3) for step in range(20)]
    blocks = _power((OFF, 140), (ON, 200), *tail, (OFF, 140), (ON, 200), *tail)

    rows = voice_rows(blocks).speech
    found = guard_band(_mix(blocks), blocks)

    assert 40 <= np.count_nonzero(rows) < 46
    assert found.loudness_lu > LEAST_LU + 10.0 * ROOM_LU_PER_DB
    assert found.share_high > np.mean(rows) + LEAST_SHARE, "with some of the room counted"


def test_rows_that_may_be_speech_widen_both() -> None:
    blocks = _power((OFF, 200), (ON, 300), (OFF, 500))
    loud = _mix(blocks)
    loud[60:70] = 10 * ON
    doubtful = np.zeros(100, np.bool_)
    doubtful[60:70] = True

    found = guard_band(loud, blocks, [doubtful])

    assert found.loudness_lu > 3.0
    assert found.share_high == pytest.approx(0.42)
    assert found.share_low == pytest.approx(0.28)


def test_nobody_speaks() -> None:
    found = guard_band(np.full(10, 1e-6), np.zeros(100))

    assert (found.loudness_lu, found.share_low, found.share_high) == (LEAST_LU, 0.0, 0.02)
