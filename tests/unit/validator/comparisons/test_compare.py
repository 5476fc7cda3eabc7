"""A map does not depend on the order of the channels: a room of the lines elsewhere makes no edits."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import short_film as films
from fixtures.film_faults import delayed
from fixtures.films import folded
from validator.comparisons.channels.identity_model import IdentityCause
from validator.comparisons.compare import Comparing
from validator.comparisons.dub.map_model import MapState
from validator.comparisons.reading.reductions import ComparedProgramme
from validator.comparisons.relations import ComparedMix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.comparisons.relations import MixComparison

ROOM = ((0, 811, -22.0), (1, 1087, -22.0), (4, 1493, -27.0), (5, 1801, -27.0))
"""Channel, delay in samples and level of the reflections of the centre; the second is 22.6 ms."""

FILM_ORDER = [0, 2, 1, 4, 5, 3]


@lru_cache(maxsize=1)
def original() -> NDArray[np.float32]:
    """An original with dry lines and single reflections of them around: the worst case for a wrong lane."""
    film = films.film()
    lines = np.zeros_like(film.music)
    lines[:, 2] = film.dialogue("en")[:, 2]
    for channel, late, level_db in ROOM:
        lines[late:, channel] += np.float32(10 ** (level_db / 20)) * lines[:-late, 2]
    return np.asarray(lines + film.me, np.float32)


def compared(dub: NDArray[np.float32], against: NDArray[np.float32]) -> MixComparison:
    sides = []
    for name, samples in (("dub", dub), ("original", against)):
        programme = films.held(samples)
        assert programme.layout is not None
        mix = ComparedMix(
            name=name,
            layout=programme.layout.name,
            channel_labels=programme.layout.labels,
            sample_rate_hz=programme.sample_rate_hz,
            sample_count=programme.sample_count,
        )
        sides.append(ComparedProgramme(programme=programme, mix=mix, key=name))  # type: ignore[arg-type]
    return Comparing(version="0").with_original(sides[0], sides[1])


@pytest.mark.parametrize(
    ("order", "cause", "late"),
    [
        (FILM_ORDER, IdentityCause.OTHER_ORDER, 0),
        (FILM_ORDER, IdentityCause.OTHER_ORDER, 6006),
        ([2, 1, 0, 3, 4, 5], IdentityCause.CHANNELS_EXCHANGED, 0),
        ([5, 0, 1, 2, 3, 4], IdentityCause.PERMUTED, 0),
        ([0, 4, 1, 3, 2, 5], IdentityCause.PERMUTED, 6006),
    ],
    ids=["film order", "film order, late", "centre on the left", "all moved", "centre behind"],
)
def test_channels_out_of_place_make_no_edits(order: list[int], cause: IdentityCause, late: int) -> None:
    found = compared(delayed(original()[:, order], late), original())
    assert found.edits == ()
    assert [segment.offset_samples for segment in found.segments] == [pytest.approx(late, abs=1.0)]
    assert found.channels is not None
    assert found.channels.cause is cause
    assert [item.carries for item in found.channels.channels] == order


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        (lambda two: two[:, ::-1], IdentityCause.CHANNELS_EXCHANGED),
        (lambda two: two * np.array([1, -1], np.float32), IdentityCause.POLARITY),
        (lambda two: -two, IdentityCause.POLARITY),
        (lambda two: two, None),
    ],
    ids=["sides exchanged", "right inverted", "both inverted", "as it should be"],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_sides_of_a_stereo_dub_are_told(changed: object, cause: IdentityCause | None, language: str) -> None:
    assert callable(changed)
    dub = original() if language == "en" else films.dub()
    found = compared(changed(folded(dub)), folded(original()))
    assert (found.state, found.edits) == (MapState.ALIGNED, ())
    assert found.channels is not None
    assert found.channels.cause is cause
    assert found.cause == (None if cause is None else cause.value)


def test_another_low_frequency_channel_is_no_edit_and_moves_nothing() -> None:
    other = original().copy()
    other[:, 3] = np.random.default_rng(1).standard_normal(len(other)) * 0.02
    found = compared(other, original())
    assert found.cause is None
