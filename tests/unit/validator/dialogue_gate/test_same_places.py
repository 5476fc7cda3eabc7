"""Whether a guide that is not in a mix speaks where the mix speaks, by the places where its lines begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.vocabulary import LAYOUTS
from validator.dialogue_gate.alignment import Timed
from validator.dialogue_gate.same_places import centre_blocks, me_speaks_where, stem_speaks_where
from validator.scan.driver import ScanOptions, scan
from validator.scan.memory import programme_of_array

if TYPE_CHECKING:
    from collections.abc import Callable

    SpeaksWhere = Callable[..., bool]

RATE = 8_000
SECONDS = 40
STARTS = (1.0, 4.7, 7.1, 12.9, 16.0, 21.5, 24.2, 29.8, 33.0, 36.3)


def _timed(
    starts: tuple[float, ...],
    seed: int,
    *,
    late: float = 0.0,
    sides: float = 0.0,
    music: float = 0.0,
    seconds: float = SECONDS,
    length: float = 1.2,
    blast: float = 0.0,
) -> Timed:
    """Lines of 1.2 s in the centre, as loud noise, and lasting noise at the sides and in the centre."""
    rng = np.random.default_rng(seed)
    out = np.zeros((round(seconds * RATE), 6), np.float32)
    out[:, [0, 1]] = sides * rng.standard_normal((len(out), 2))
    for start in starts:
        first = round((start + late) * RATE)
        count = min(round(length * RATE), len(out) - first)
        out[first : first + count, 2] = 0.1 * rng.standard_normal(count)
    if music:
        out[:, 2] += music * rng.standard_normal(len(out))
    out[27 * RATE : 28 * RATE, 2] += blast * rng.standard_normal(len(out[27 * RATE : 28 * RATE]))
    made = programme_of_array(out, RATE)
    layout = LAYOUTS["5.1"]
    made.layout = layout
    return Timed(programme=made, layout=layout, table=scan(made, options=ScanOptions(workers=1)).table)


@pytest.mark.parametrize("speaks_where", [stem_speaks_where, me_speaks_where])
def test_lines_that_begin_where_the_mix_speaks_are_told_from_lines_that_begin_elsewhere(
    speaks_where: SpeaksWhere,
) -> None:
    mix = _timed(STARTS, 1, sides=0.01)
    elsewhere = (2.9, 5.9, 10.2, 14.5, 18.8, 23.0, 26.6, 31.3, 34.9, 38.1)

    assert speaks_where(mix, _timed(STARTS, 2))
    assert not speaks_where(mix, _timed(elsewhere, 2))
    assert not speaks_where(mix, _timed((), 2))


@pytest.mark.parametrize("speaks_where", [stem_speaks_where, me_speaks_where])
@pytest.mark.parametrize("late", [-0.9, 1.3])
def test_a_guide_that_begins_elsewhere_is_looked_for_where_it_was_tried(speaks_where: SpeaksWhere, late: float) -> None:
    mix, guide = _timed(STARTS, 1), _timed(STARTS, 2, late=late)
    offset = round(-late * RATE)

    assert not speaks_where(mix, guide)
    assert speaks_where(mix, guide, (offset,))


def test_what_is_too_short_tells_nothing() -> None:
    short = _timed((1.0, 4.7), 1, seconds=7)

    assert not me_speaks_where(short, _timed((1.0, 4.7), 2, seconds=7))
    assert not stem_speaks_where(short, _timed((1.0, 4.7), 2, seconds=7))


def test_the_centre_is_the_mean_square_of_the_centre_alone() -> None:
    blocks = centre_blocks(_timed((1.0,), 1, sides=0.1))

    assert len(blocks) == SECONDS * 100
    assert blocks[300:].max() < 1e-9
    assert 3e-3 < blocks[105:215].mean() < 3e-2


@pytest.mark.parametrize("speaks_where", [stem_speaks_where, me_speaks_where])
def test_eight_seconds_are_places_enough(speaks_where: SpeaksWhere) -> None:
    starts = (0.5, 2.2, 4.9, 6.4)

    for seconds, is_told in ((7.9, False), (8.0, True)):
        mix, guide = _timed(starts, 1, seconds=seconds), _timed(starts, 2, seconds=seconds)
        assert speaks_where(mix, guide) is is_told


@pytest.mark.parametrize(("music", "is_told"), [(0.4, True), (0.8, True), (1.2, False)])
def test_under_music_in_the_centre_a_stem_is_told_by_its_level(music: float, is_told: bool) -> None:
    """Noise 18 dB above the lines is louder by 0.07 dB while they sound; 22 dB above, by as much as chance makes it."""
    mix = _timed(STARTS, 6, music=music)

    assert stem_speaks_where(mix, _timed(STARTS, 2)) is is_told
    assert not me_speaks_where(mix, _timed(STARTS, 2)), "an M&E is told by the beginnings alone"


def test_a_block_is_the_energy_of_the_centre_over_its_samples() -> None:
    timed = _timed((1.0, 7.1), 1, sides=0.1)

    assert centre_blocks(timed) == pytest.approx(timed.table.k_energy[:, 2] / 80.0, rel=1e-12)


def test_of_the_centre_whole_rows_count() -> None:
    assert len(centre_blocks(_timed((1.0,), 1, seconds=7.95))) == 790


def test_lines_of_another_length_are_told_and_lines_that_end_together_are_not() -> None:
    """2.2 s long and begun a second before, they end where those of the mix end."""
    mix = _timed(STARTS, 1, sides=0.01)

    assert me_speaks_where(mix, _timed(STARTS, 2, length=0.6))
    assert not me_speaks_where(mix, _timed(tuple(start - 1.0 for start in STARTS), 2, length=2.2))


def test_a_blast_of_a_second_does_not_hide_the_level_of_the_lines() -> None:
    """14 dB above lines under music as loud as they: of 10 lines it counts as one second, by its decibels."""
    assert stem_speaks_where(_timed(STARTS, 6, music=0.1, blast=0.5), _timed(STARTS, 2))
