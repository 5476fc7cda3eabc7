"""Sound that repeats under sound that does not: the right period is told, and where nothing differs nothing is said."""

from __future__ import annotations

import numpy as np
import pytest

from fixtures.films import HeldProgramme
from specs.vocabulary import LAYOUTS
from validator.comparisons.dub.anchors import Anchor, WaveformPair
from validator.comparisons.dub.dub_map import compare_dub, reduce_programme
from validator.comparisons.dub.edit_places import edit_place
from validator.comparisons.dub.loops import Period, heard_there, other_periods
from validator.comparisons.dub.map_model import MapCause, MapState
from validator.comparisons.dub.offset_stretches import DubPiece

RATE = 48_000
PERIOD_SECONDS = 5
SECONDS = 30


def _noise(seed: int, seconds: float = SECONDS) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def _hits(seed: int) -> np.ndarray:
    """Noise that comes and goes five times a second."""
    levels = np.random.default_rng(seed).uniform(0.0, 1.0, SECONDS * 5) ** 3
    return np.asarray(np.repeat(levels, RATE // 5) * _noise(seed))


def _loop() -> np.ndarray:
    """Five seconds, again and again."""
    return np.tile(_hits(1)[: PERIOD_SECONDS * RATE], SECONDS // PERIOD_SECONDS)


def _programme(sound: np.ndarray) -> HeldProgramme:
    samples = np.repeat(0.05 * sound[:, None], 2, axis=1).astype(np.float32)
    return HeldProgramme(samples=samples, layout=LAYOUTS["2.0"])


def _piece(start: float, end: float, lag_seconds: float) -> DubPiece:
    return DubPiece(
        anchors=tuple(
            Anchor(at=at * RATE, lag=lag_seconds * RATE, height=60.0, inverted=False, sounding=True)
            for at in np.arange(start, end, 1.5).tolist()
        )
    )


def _pair(effects: float) -> WaveformPair:
    """A dub and its original over one loop, with effects that both share and a line of its own in each."""
    shared = _loop() + effects * _hits(2)
    return WaveformPair(_programme(shared + 0.3 * _hits(3)), _programme(shared + 0.3 * _hits(4)))


@pytest.mark.parametrize(
    ("lags_seconds", "found"),
    [
        ((0.0, 5.0), [(10.0, 0.0)]),
        ((5.0, 0.0), [(2.0, 0.0)]),
        ((0.0, 0.0), []),
    ],
    ids=["behind", "before", "in place"],
)
def test_a_stretch_that_was_followed_to_another_period_lies_where_it_is_heard_better(
    lags_seconds: tuple[float, float], found: list[tuple[float, float]]
) -> None:
    pieces = [_piece(2.0, 9.0, lags_seconds[0]), _piece(10.0, 20.0, lags_seconds[1])]
    periods = other_periods(_pair(0.5), 1.0, pieces)
    assert [(one.first / RATE, one.lag / RATE) for one in periods] == found


def test_what_was_cut_out_stays_cut_out() -> None:
    shared = _hits(2)
    dub = np.concatenate([shared[: 10 * RATE], shared[15 * RATE :]])
    pair = WaveformPair(_programme(dub), _programme(shared))
    assert other_periods(pair, 1.0, [_piece(2.0, 9.0, 0.0), _piece(11.0, 20.0, 5.0)]) == []


def test_places_of_another_period_are_measured_where_they_lie() -> None:
    pair, stray = _pair(0.5), [*_piece(2.0, 9.0, 0.0).anchors, *_piece(10.0, 20.0, 5.0).anchors]
    period = Period(first=10.0 * RATE, last=19.0 * RATE, lag=0.0)
    heard = heard_there(pair, 1.0, stray, [period], seconds=1.4)
    assert [anchor.lag for anchor in heard] == pytest.approx([0.0] * len(heard), abs=1.0)


def test_a_loop_under_effects_is_placed_and_a_loop_alone_is_not() -> None:
    maps = {}
    for effects in (0.0, 1.0):
        pair = _pair(effects)
        maps[effects] = compare_dub(reduce_programme(pair.dub), reduce_programme(pair.original))
    assert (maps[0.0].state, maps[0.0].cause) == (MapState.CANNOT_TELL, MapCause.REPEATING_SOUND)
    assert [round(one.offset_samples) for one in maps[1.0].segments] == [0]


def test_where_lines_cover_an_edit_all_of_the_line_may_be_its_place() -> None:
    # Ten seconds of which the third to the sixth second is another line on each side; cut at the fourth.
    shared, cut = _noise(5, 12.0), 2 * RATE
    covered = slice(3 * RATE, 6 * RATE)
    original, dub = shared.copy(), np.concatenate([shared[: 4 * RATE], shared[4 * RATE + cut :]])
    dub[covered] = _noise(6, 3.0)
    pair = WaveformPair(_programme(dub), _programme(original))
    place = edit_place(pair, 1.0, first=2.0 * RATE, last=8.0 * RATE, lags=(0.0, float(cut)))
    assert place.earliest / RATE == pytest.approx(3.0, abs=0.02)
    assert place.latest / RATE == pytest.approx(6.0, abs=0.02)
    assert place.earliest <= place.at <= place.latest
