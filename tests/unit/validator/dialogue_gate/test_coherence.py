from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.vocabulary import LAYOUTS
from validator.comparisons.reading.channel_sums import centre_and_sides
from validator.dialogue_gate.coherence import (
    ALL_HZ,
    SPEECH_HZ,
    WINDOWS_PER_ROW,
    Coherence,
    Pair,
    band_plan,
    by_rows,
    coherence,
)
from validator.meters.power import channel_row_power

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

    Make = Callable[..., Timed]

RATE = 48_000


def _noise(seconds: float, seed: int, level: float = 0.1, channels: int = 1) -> NDArray[np.float64]:
    return level * np.random.default_rng(seed).standard_normal((round(seconds * RATE), channels))


def _compare(mix: Timed, other: Timed, *, ratio: float = 0.06, k_weighted: bool = False, offset: int = 0) -> Coherence:
    lanes = np.eye(len(mix.layout.channels))
    pair = Pair(mix=mix, other=other, offset_samples=offset, mix_lanes=lanes, other_lanes=lanes)
    hertz = ALL_HZ if k_weighted else SPEECH_HZ
    return coherence(pair, band_plan(mix.programme.sample_rate_hz, hertz, k_weighted=k_weighted), salient_ratio=ratio)


@pytest.mark.parametrize("gain", [1.0, 0.5, -1.12])
def test_a_mix_that_is_the_other_at_some_gain_is_explained(gain: float, timed: Make) -> None:
    other = _noise(2.0, 1)

    found = _compare(timed(gain * other, "1.0"), timed(other, "1.0"))

    assert found.unexplained.max() < 1e-6 * found.mix.min()
    assert found.salient.max() == 0.0
    assert np.abs(found.cross).sum() / found.other.sum() == pytest.approx(abs(gain), rel=1e-4)


def test_what_is_added_remains(timed: Make) -> None:
    other, added = _noise(6.0, 1), _noise(6.0, 2, 0.03)

    found = _compare(timed(other + added, "1.0"), timed(other, "1.0"))
    alone = _compare(timed(added, "1.0"), timed(other, "1.0"))

    assert found.unexplained.mean() == pytest.approx(alone.mix.mean(), rel=0.05)


def test_what_is_20_db_below_the_other_is_not_salient(timed: Make) -> None:
    other = _noise(2.0, 1)

    found = _compare(timed(other + 0.1 * _noise(2.0, 2), "1.0"), timed(other, "1.0"))

    assert found.salient.sum() < 0.1 * found.unexplained.sum()


def test_a_voice_in_one_band_is_salient_under_a_louder_other_in_the_rest(timed: Make) -> None:
    time = np.arange(2 * RATE) / RATE
    hum = 0.3 * np.sin(2 * np.pi * 200 * time)[:, np.newaxis]
    whistle = 0.01 * np.sin(2 * np.pi * 2000 * time)[:, np.newaxis]

    found = _compare(timed(hum + whistle, "1.0"), timed(hum, "1.0"))

    assert (found.salient[:, 0] > 0.5 * 0.01**2 / 2).all()


def test_a_tone_has_its_mean_square(timed: Make) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE)[:, np.newaxis]

    found = _compare(timed(tone, "1.0"), timed(tone, "1.0"))

    assert found.mix[4:-4] == pytest.approx(0.125, rel=0.01)


def test_k_weighted_power_is_that_of_the_scan(timed: Make) -> None:
    mix = timed(_noise(3.0, 5), "1.0")

    found = _compare(mix, timed(_noise(3.0, 6), "1.0"), k_weighted=True)

    assert found.mix.mean() == pytest.approx(channel_row_power(mix.table).mean(), rel=0.02)


@pytest.mark.parametrize("rate", [48_000, 44_100, 32_000, 11_025])
def test_there_are_two_windows_for_each_whole_row_at_any_rate(rate: int, timed: Make) -> None:
    samples = 0.1 * np.random.default_rng(1).standard_normal((round(5.27 * rate), 1))
    mix = timed(samples, "1.0", rate)

    found = _compare(mix, timed(samples, "1.0", rate))

    assert found.mix.shape == (52 * WINDOWS_PER_ROW, 1)
    assert (found.mix > 0).all()


def test_an_offset_is_taken_into_account(timed: Make) -> None:
    other = _noise(3.0, 1)
    mix = np.concatenate([np.zeros((4801, 1)), other])

    found = _compare(timed(mix, "1.0"), timed(other, "1.0"), offset=4801)

    assert found.unexplained.max() < 1e-6 * found.mix.mean()


def test_the_seams_between_chunks_leave_no_trace(timed: Make) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 997 * np.arange(11 * RATE) / RATE)[:, np.newaxis]

    found = _compare(timed(tone, "1.0"), timed(tone, "1.0"))

    inside = found.mix[2:-2, 0]
    assert inside.max() == pytest.approx(inside.min(), rel=1e-3)


def test_a_programme_shorter_than_a_row_has_no_figures(timed: Make) -> None:
    short = timed(_noise(0.05, 1), "1.0")

    assert _compare(short, short).mix.shape == (0, 1)


def test_lanes_are_compared_each_by_itself(timed: Make) -> None:
    other = _noise(2.0, 1, channels=6)
    mix = other.copy()
    mix[:, 2:3] += _noise(2.0, 2)
    layout = LAYOUTS["5.1"]
    lanes = centre_and_sides(layout)

    found = coherence(
        Pair(mix=timed(mix, "5.1"), other=timed(other, "5.1"), offset_samples=0, mix_lanes=lanes, other_lanes=lanes),
        band_plan(RATE, SPEECH_HZ, k_weighted=False),
        salient_ratio=0.06,
    )

    assert (found.salient[:, 0] > 0).all()
    assert not found.salient[:, 1].any()


def test_rows_are_the_mean_of_their_windows() -> None:
    assert by_rows(np.array([1.0, 3.0, 5.0, 5.0])).tolist() == [2.0, 5.0]
