"""Channels of a dub that changed places or polarity, and those of which nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import short_film as films
from fixtures.film_faults import delayed
from fixtures.films import DubbedFilm, folded
from validator.comparisons.channels.channel_identity import channel_identity
from validator.comparisons.channels.channel_lags import ChannelLags
from validator.comparisons.channels.identity_model import (
    ChannelIdentity,
    ChannelPolarity,
    IdentifiedChannel,
    IdentityCause,
    IdentityState,
)
from validator.comparisons.channels.mid_side import of_mid_and_side
from validator.comparisons.dub.dub_map import compare_dub, reduce_programme

if TYPE_CHECKING:
    from numpy.typing import NDArray


def identity(dub: NDArray[np.float32], original: NDArray[np.float32] | None = None) -> ChannelIdentity:
    against = films.held(films.original() if original is None else original)
    programme = films.held(dub)
    return channel_identity(programme, against, compare_dub(reduce_programme(programme), reduce_programme(against)))


def test_channels_in_their_places_are_no_finding() -> None:
    found = identity(films.dub())
    assert found.state is IdentityState.TOLD
    assert found.cause is None
    assert [item.carries for item in found.channels] == [0, 1, 2, 3, 4, 5]
    assert all(item.polarity is ChannelPolarity.SAME for item in found.channels)


@pytest.mark.parametrize(("channel", "late_samples"), [(4, 2002), (2, -960), (0, 480)])
def test_a_channel_that_is_early_or_late_against_the_others_is_named(channel: int, late_samples: int) -> None:
    late = films.dub().copy()
    late[:, channel] = delayed(late[:, [channel]], late_samples)[:, 0]
    found = identity(delayed(late, 3003))
    assert found.cause is IdentityCause.CHANNEL_LATE
    (one,) = found.late
    assert one.channel == channel
    assert one.late_seconds == pytest.approx(late_samples / 48_000, abs=1e-4)


def test_one_side_of_a_2_0_that_is_late_is_named() -> None:
    """Where the map follows the other side; it may as well follow this one for a while, and jump."""
    right, original = films.held(folded(films.dub())), films.held(folded(films.original()))
    late = folded(films.dub())
    late[:, 1] = delayed(late[:, 1:], 2002)[:, 0]
    dub_map = compare_dub(reduce_programme(right), reduce_programme(original))
    found = channel_identity(films.held(late), original, dub_map)
    assert (found.cause, [one.channel for one in found.late]) == (IdentityCause.CHANNEL_LATE, [1])
    assert channel_identity(right, original, dub_map).late == ()


def test_what_is_less_than_5_ms_or_all_channels_share_is_no_late_channel() -> None:
    near = films.dub().copy()
    near[:, 4] = delayed(near[:, 4:5], 200)[:, 0]
    for sound in (near, delayed(films.dub(), 2002), films.film().me, films.film().voice_over("de")):
        assert identity(sound).late == ()


def test_a_channel_that_is_silent_in_both_is_not_late() -> None:
    sound = np.random.default_rng(1).normal(0.0, 0.1, (3, 300_000)).astype(np.float32)
    sound[0] = 0.0
    lags = ChannelLags(3, 48_000)
    lags.add(sound, sound)
    lags.add(sound, sound)
    assert lags.late() == ()


def test_exchanged_surrounds_are_named() -> None:
    found = identity(delayed(films.dub()[:, [0, 1, 2, 3, 5, 4]], 6006))
    assert found.cause is IdentityCause.CHANNELS_EXCHANGED
    assert found.exchanged == ((4, 5),)


def test_film_order_under_other_labels_is_named() -> None:
    found = identity(films.dub()[:, [0, 2, 1, 4, 5, 3]])
    assert found.cause is IdentityCause.OTHER_ORDER
    assert found.order == "5.1-film"
    assert [item.carries for item in found.channels] == [0, 2, 1, 4, 5, 3]


@pytest.mark.parametrize("channel", [2, 4])
def test_an_inverted_channel_is_named(channel: int) -> None:
    turned = films.dub().copy()
    turned[:, channel] *= -1.0
    found = identity(turned)
    assert found.cause is IdentityCause.POLARITY
    assert found.inverted == (channel,)


def test_surrounds_with_one_sound_cannot_be_told_apart() -> None:
    both = []
    for mix in (films.dub(), films.original()):
        mono = mix.copy()
        mono[:, 4:] = mix[:, 4:].mean(axis=1, keepdims=True)
        both.append(mono)
    found = identity(both[0][:, [0, 1, 2, 3, 5, 4]], both[1])
    assert found.cause is None
    assert [item.carries for item in found.channels] == [0, 1, 2, 3, None, None]


def test_without_a_map_nothing_is_said() -> None:
    found = identity(DubbedFilm(seed=78, seconds=24.0).mix("de"))
    assert found.state is IdentityState.CANNOT_TELL
    assert found.cause is IdentityCause.NOT_ALIGNED


def test_other_channel_counts_are_not_compared() -> None:
    two = films.held(films.dub()[:, :2])
    found = channel_identity(two, films.held(films.original()), films.compared_dub())
    assert found.cause is IdentityCause.CHANNEL_COUNTS_DIFFER


@pytest.mark.parametrize(
    ("carried", "signs"),
    [
        ((0, 1), (1, 1)),
        ((0, 1), (1, -1)),
        ((0, 1), (-1, 1)),
        ((0, 1), (-1, -1)),
        ((1, 0), (1, 1)),
        ((1, 0), (1, -1)),
        ((1, 0), (-1, 1)),
        ((1, 0), (-1, -1)),
    ],
)
def test_sum_and_difference_say_what_left_and_right_carry(carried: tuple[int, int], signs: tuple[int, int]) -> None:
    """The dub as a matrix of its original, turned into sum and difference, and read back from there."""
    matrix = np.diag(signs) @ np.eye(2)[list(carried)]
    turn = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2.0)
    of_sums = turn @ matrix @ turn.T
    found = of_mid_and_side(tuple(_carries(row, values) for row, values in enumerate(of_sums)))
    assert tuple(item.carries for item in found) == carried
    assert [item.polarity is ChannelPolarity.SAME for item in found] == [sign > 0 for sign in signs]


def _carries(channel: int, values: NDArray[np.float64]) -> IdentifiedChannel:
    place = int(np.abs(values).argmax())
    polarity = ChannelPolarity.SAME if values[place] > 0 else ChannelPolarity.INVERTED
    return IdentifiedChannel(
        channel=channel, carries=place, by_elimination=False, margin=1.0, likeness=1.0, polarity=polarity
    )


def test_a_difference_that_is_not_told_tells_nothing_of_left_and_right() -> None:
    mid = _carries(0, np.array([1.0, 0.0]))
    found = of_mid_and_side((mid, replace(mid, channel=1, carries=None)))
    assert [item.carries for item in found] == [None, None]
