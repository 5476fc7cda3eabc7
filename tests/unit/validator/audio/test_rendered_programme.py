"""Moving objects rendered: where they are, how loud, when, and the same for any length of stretch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from fixtures.moving_objects import BED_CHANNELS, RATE, Step, write_scene
from validator.audio.adm_render import open_render
from validator.audio.rendered_programme import channels_of_layout

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

LEFT: Final = (-1.0, 1.0, 0.0)
RIGHT: Final = (1.0, 1.0, 0.0)
L, R, C, LFE, LS, RS = range(6)
TOLERANCE: Final = 2**-22


def _render(path: Path, samples: NDArray[np.float64], *steps: Sequence[Step], bed: bool = False) -> NDArray[np.float64]:
    programme = open_render(write_scene(path / "scene.wav", samples, steps, bed=bed), "APR_1001")
    return np.concatenate(list(programme.blocks()))


def _constant(seconds: float = 1.0, channels: int = 1) -> NDArray[np.float64]:
    return np.full((round(seconds * RATE), channels), 0.5)


def test_an_object_at_rest_is_its_gains_times_its_sound(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, (RATE, 1))
    found = _render(tmp_path, samples, [Step(start_s=0, place=(-1, 0, 0), gain=0.5, jump_s=0)])
    assert np.allclose(found[:, [L, LS]], 0.5 * 0.5**0.5 * samples, atol=TOLERANCE)
    assert not found[:, [R, C, LFE, RS]].any()


def test_a_jump_is_made_within_10_ms_and_then_holds(tmp_path: Path) -> None:
    steps = [Step(start_s=0, place=LEFT, jump_s=0), Step(start_s=0.5, place=RIGHT)]
    found = _render(tmp_path, _constant(), steps)
    before, after = found[: RATE // 2], found[RATE // 2 + RATE // 100 :]
    assert np.allclose(before[:, L], 0.5, atol=TOLERANCE)
    assert not before[:, R].any()
    assert np.allclose(after[:, R], 0.5, atol=TOLERANCE)
    assert not after[:, L].any()


def test_without_a_jump_it_moves_during_the_whole_block(tmp_path: Path) -> None:
    steps = [Step(start_s=0, place=LEFT, jump_s=None), Step(start_s=0.2, place=RIGHT, jump_s=None)]
    found = _render(tmp_path, _constant(), steps)
    # The second block lasts from 0.2 to 1 s: half way at 0.6 s, in a straight line of gains.
    middle = round(0.6 * RATE)
    assert found[middle, [L, R]] == pytest.approx([0.25, 0.25], abs=1e-4)
    assert found[round(0.4 * RATE), [L, R]] == pytest.approx([0.375, 0.125], abs=1e-4)
    assert found[round(0.1 * RATE), [L, R]] == pytest.approx([0.5, 0.0], abs=1e-4)


def test_a_gain_that_changes_is_heard(tmp_path: Path) -> None:
    steps = [Step(start_s=0, place=LEFT, jump_s=0), Step(start_s=0.5, place=LEFT, gain=0.25)]
    found = _render(tmp_path, _constant(), steps)
    assert found[RATE // 4, L] == pytest.approx(0.5)
    assert found[3 * RATE // 4, L] == pytest.approx(0.125)


def test_a_bed_and_objects_are_added_and_the_other_layout_stands_behind(tmp_path: Path) -> None:
    samples = np.zeros((RATE, BED_CHANNELS + 1))
    samples[:, 0], samples[:, 3], samples[:, BED_CHANNELS] = 0.1, 0.2, 0.3
    scene = write_scene(tmp_path / "scene.wav", samples, [[Step(start_s=0, place=(-1, 1, 1), jump_s=0)]])
    joint = np.concatenate(list(open_render(scene, "APR_1001").joint.blocks()))
    five, seven = (joint[1000, list(channels_of_layout(name))] for name in ("5.1", "7.1.4"))
    assert five == pytest.approx([0.4, 0, 0, 0.2, 0, 0], abs=1e-6)
    assert seven == pytest.approx([0.1, 0, 0, 0.2, 0, 0, 0, 0, 0.3, 0, 0, 0], abs=1e-6)


def test_the_length_of_a_stretch_changes_nothing(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    samples = chance.uniform(-0.1, 0.1, (round(2.37 * RATE), 3))
    steps = [
        [Step(start_s=start / 10, place=tuple(chance.uniform(-1, 1, 3).tolist())) for start in range(20)]
        for _ in range(3)
    ]
    programme = open_render(write_scene(tmp_path / "scene.wav", samples, steps, bed=False), "APR_1001")
    whole = np.concatenate(list(programme.stretches(10 * RATE)))
    for length in (RATE // 3, 7777):
        assert np.array_equal(np.concatenate(list(programme.stretches(length))), whole)
    assert len(whole) == len(samples)


def test_an_object_sounds_from_its_start_to_its_end_and_blocks_count_from_its_start(tmp_path: Path) -> None:
    path = write_scene(
        tmp_path / "scene.wav",
        _constant(),
        [[Step(start_s=0, place=LEFT, jump_s=0), Step(start_s=0.25, place=RIGHT, jump_s=0)]],
        bed=False,
    )
    words = b'audioObjectName="Object 1" start="00:00:00.00000" duration="00:00:01.00000"'
    content = path.read_bytes()
    assert words in content
    path.write_bytes(content.replace(words, words.replace(b":00.00000", b":00.25000").replace(b":01.0", b":00.5")))
    found = np.concatenate(list(open_render(path, "APR_1001").blocks()))
    sounding = np.flatnonzero(found.any(axis=1))
    assert (sounding[0], sounding[-1]) == (RATE // 4, 3 * RATE // 4 - 1)
    assert found[round(0.4 * RATE), L] == pytest.approx(0.5)
    assert found[round(0.6 * RATE), R] == pytest.approx(0.5)
