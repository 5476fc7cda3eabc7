"""An M&E found in its mix, and the gate and the background that follow from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.message import message
from validator.dialogue_gate.gate import ME, RefusedGuide
from validator.dialogue_gate.lane_levels import LaneLevels
from validator.dialogue_gate.me_fit import MeFit
from validator.dialogue_gate.me_gate import MeMatch, match_me, me_gate, me_in_mix
from validator.meters.power import programme_row_power

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

    Heard = Callable[..., Timed]

RATE, SECONDS = 16_000, 20
ROWS = 100
SPOKEN = np.zeros(10 * SECONDS, np.bool_)
for _first in (12, 37, 71, 104, 139, 163, 186):
    SPOKEN[_first : _first + 11] = True


def _noise(seed: int, level: float, seconds: int = SECONDS) -> NDArray[np.float64]:
    """Noise that swells, in all channels but LFE."""
    rng = np.random.default_rng(seed)
    swell = np.repeat(rng.uniform(0.3, 1.0, 4 * seconds), RATE // 4)[:, None]
    return rng.standard_normal((seconds * RATE, 6)) * swell * level * [1.0, 1.0, 0.3, 0.0, 0.7, 0.7]


def _lines(seed: int, level: float = 0.2) -> NDArray[np.float64]:
    """In the centre."""
    out = np.zeros((SECONDS * RATE, 6))
    out[:, 2] = np.random.default_rng(seed).standard_normal(len(out)) * level * np.repeat(SPOKEN, RATE // 10)
    return out


def test_an_me_is_found_where_it_lies_and_speech_is_what_the_mix_has_beyond_it(heard: Heard) -> None:
    bed = _noise(1, 0.05)
    mix = heard(_lines(2) + bed, "5.1")
    found = match_me(mix, heard(0.8 * bed[1600:], "5.1"))

    assert isinstance(found, MeMatch)
    assert found.offset_samples == 1600
    gate = me_gate(mix, found)
    assert gate.name == "mix-minus-me"
    assert "(offset +1600 samples, +0.100 s, M&E at +1.9 dB): what remains, above" in gate.text
    assert np.mean(gate.speech == SPOKEN) > 0.97
    assert (gate.is_guess, gate.is_inverted) == (False, False)
    assert gate.background is not None
    weights = mix.layout.weights
    expected = programme_row_power(heard(bed, "5.1").table, weights)
    assert 10.0 * np.log10(gate.background[5:] / expected[5:]) == pytest.approx(np.zeros(10 * SECONDS - 5), abs=0.3)
    assert not gate.background[0]


def test_an_me_with_fewer_channels_cannot_be_taken_out(heard: Heard) -> None:
    bed = _noise(1, 0.05, 1)
    narrow = match_me(heard(bed, "5.1"), heard(bed[:, :2], "2.0"))

    assert narrow == RefusedGuide(reason=message("dialogue.other-layout", guide=ME, layout="2.0", mix_layout="5.1"))


def test_a_surround_me_serves_a_stereo_mix(heard: Heard) -> None:
    bed = _noise(1, 0.05)
    shares = np.array([[1, 0], [0, 1], [0.7071, 0.7071], [0, 0], [0.7071, 0], [0, 0.7071]])

    assert isinstance(match_me(heard((_lines(2) + bed) @ shares, "2.0"), heard(bed, "5.1")), MeMatch)


def test_an_me_of_another_film_is_refused_and_one_that_speaks_where_the_mix_does_is_named(heard: Heard) -> None:
    mix = heard(_lines(2) + _noise(1, 0.0005), "5.1")
    other, original = heard(_noise(7, 0.05), "5.1"), heard(_lines(8) + _noise(9, 0.0005), "5.1")

    assert match_me(mix, other) == RefusedGuide(reason=message("dialogue.not-heard-in-mix", guide=ME))
    assert match_me(mix, original) == RefusedGuide(reason=message("dialogue.me-other-language", guide=ME))
    assert match_me(heard(np.zeros((3200, 6)), "5.1"), heard(np.zeros((3200, 6)), "5.1")) == RefusedGuide(
        reason=message("dialogue.silent", guide=ME)
    )


def test_an_me_that_is_the_mix_is_refused(heard: Heard) -> None:
    mix = heard(_lines(2) + _noise(1, 0.05), "5.1")

    assert match_me(mix, mix) == RefusedGuide(reason=message("dialogue.is-the-mix", guide=ME))


def test_how_far_it_is_is_told(heard: Heard) -> None:
    told: list[tuple[str, int]] = []

    def show(name: str, total: int) -> Callable[[int], None]:
        told.append((name, total))
        return lambda _: None

    bed = _noise(1, 0.05)
    match_me(heard(_lines(2) + bed, "5.1"), heard(bed, "5.1"), show)

    assert told == [("mix against M&E", SECONDS * RATE)]


def _match(
    speech_rows: int, bed: NDArray[np.float64], me: Timed, *, gains: NDArray[np.float64] | None = None
) -> MeMatch:
    """10 s, with a line at the start over a bed (rows, lanes) that the M&E explains."""
    lanes = bed.shape[1]
    rest = np.full((ROWS, lanes), 1e-12)
    rest[:speech_rows, 0] = 1e-2
    blocks = [np.repeat(rows, 10, axis=0) for rows in (rest + bed, bed, rest)]
    given = np.ones((1, lanes)) if gains is None else gains
    fit = MeFit(
        levels=LaneLevels(mix=blocks[0], guide=blocks[1], rest=blocks[2]),
        gains=given,
        is_told=np.ones(given.shape, np.bool_),
        traces=(),
        row_count=ROWS,
        unlike=blocks[2],
        common_gain=np.ones(ROWS),
        bed_voiced=np.zeros(ROWS, np.bool_),
        rest_voiced=np.arange(ROWS) < speech_rows,
        weights=None,
    )
    return MeMatch(me=me, offset_samples=0, fit=fit)


def _short(heard: Heard, level: float = 0.02) -> Timed:
    return heard(np.random.default_rng(3).standard_normal((10 * RATE, 1)) * level, "1.0")


def _bed(**rows: tuple[float, ...]) -> NDArray[np.float64]:
    """Lanes of 10 rows from row 50, and of 10 from row 80; else nothing sounds."""
    bed = np.full((ROWS, len(rows["at_50"])), 1e-12)
    bed[50:60], bed[80:90] = rows["at_50"], rows.get("at_80", rows["at_50"])
    return bed


@pytest.mark.parametrize(
    ("bed", "share_high"),
    [
        (_bed(at_50=(1e-4, 4e-5), at_80=(1e-4, 6e-5)), 0.22),
        (_bed(at_50=(1.1e-7, 1e-8), at_80=(0.9e-7, 1e-8)), 0.22),
        (_bed(at_50=(1e-4, 1e-6)), 0.32),
        (_bed(at_50=(1e-6, 1e-4)), 0.12),
        (_bed(at_50=(1e-4,), at_80=(1e-8,)), 0.22),
    ],
)
def test_where_little_is_left_what_sounds_in_the_centre_of_the_me_may_be_speech(
    heard: Heard, bed: NDArray[np.float64], share_high: float
) -> None:
    """10 rows of 100 are speech, and the band of a share is 0.02 wider."""
    gate = me_gate(_short(heard), _match(10, bed, _short(heard)))

    assert np.count_nonzero(gate.speech) == 10
    assert gate.guard_band.share_high == pytest.approx(share_high)
    assert gate.guard_band.share_low == pytest.approx(0.08)


@pytest.mark.parametrize(("speech_rows", "share_high"), [(19, 0.41), (20, 0.22)])
def test_a_fifth_of_the_time_is_not_little(heard: Heard, speech_rows: int, share_high: float) -> None:
    """What sounds in the centre of the M&E is 40 dB below the lines: no line of its own."""
    gate = me_gate(_short(heard), _match(speech_rows, _bed(at_50=(1e-6, 1e-9)), _short(heard)))

    assert gate.guard_band.share_high == pytest.approx(share_high)


def test_doubtful_rows_count_beside_the_speech(heard: Heard) -> None:
    """Rows that are both count once, and the speech is never without."""
    bed = _bed(at_50=(1e-4, 1e-6))
    bed[:10] = (1e-4, 1e-6)
    gate = me_gate(_short(heard), _match(10, bed, _short(heard)))

    assert gate.guard_band.share_high == pytest.approx(0.32)


def test_the_band_is_as_wide_as_doubtful_rows_are_louder(heard: Heard) -> None:
    """10 rows of speech, and 10 that may be, 20 dB louder: together 17 LU louder."""
    sound = np.random.default_rng(3).standard_normal((10 * RATE, 1)) * 0.002
    sound[5 * RATE : 6 * RATE] *= 10.0
    gate = me_gate(heard(sound, "1.0"), _match(10, _bed(at_50=(1e-4, 1e-6), at_80=(1e-12, 1e-12)), _short(heard)))

    assert gate.guard_band.loudness_lu == pytest.approx(10.0 * np.log10((1.0 + 100.0) / 2.0) + 0.2, abs=0.3)


def test_a_longer_mix_than_was_compared_is_not_in_doubt_at_its_end(heard: Heard) -> None:
    match = _match(10, _bed(at_50=(1e-4, 1e-6)), _short(heard))
    longer = heard(np.full((10 * RATE + 3200, 1), 0.01), "1.0")
    gate = me_gate(longer, replace(match, fit=replace(match.fit, row_count=ROWS + 2)))

    assert gate.speech.shape == (ROWS + 2,)
    assert gate.guard_band.share_high == pytest.approx(30 / 102 + 0.02, abs=1e-4)


@pytest.mark.parametrize(
    ("gain", "text"), [(1.0, "+0.0 dB"), (0.997, "+0.0 dB"), (0.5, "-6.0 dB"), (2.0, "+6.0 dB"), (0.0, "-120.0 dB")]
)
def test_the_level_of_the_me_in_words(heard: Heard, gain: float, text: str) -> None:
    match = _match(10, _bed(at_50=(1e-4, 1e-6)), _short(heard), gains=np.full((1, 2), gain))

    assert f"(no offset, M&E at {text}): what remains, above 26 dB" in me_gate(_short(heard), match).text


def test_the_me_counts_at_its_gain_in_each_stretch_of_30_s(heard: Heard) -> None:
    seconds = 32
    me = heard(np.random.default_rng(3).standard_normal((seconds * RATE, 1)) * 0.02, "1.0")
    mix = heard(np.zeros((seconds * RATE, 1)), "1.0")
    match = _match(10, _bed(at_50=(1e-4, 1e-6)), me, gains=np.array([[1.0, 3.0], [0.5, 0.5]]))
    found = me_in_mix(mix, match)

    own = programme_row_power(me.table, (1.0,))
    assert found.shape == (320,)
    assert (found / own)[:300] == pytest.approx(np.full(300, 4.0)), "the mean of both lanes is 2"
    assert (found / own)[300:] == pytest.approx(np.full(20, 0.25))


def test_noise_of_the_location_widens_the_band_by_a_twentieth(heard: Heard) -> None:
    match = _match(10, _bed(at_50=(1e-4, 1e-6)), _short(heard))
    noisy = replace(match, fit=replace(match.fit, weights=np.ones(10 * ROWS)))
    plain_lu, noisy_lu = (me_gate(_short(heard), one).guard_band.loudness_lu for one in (match, noisy))

    assert noisy_lu == pytest.approx(plain_lu + 0.05, abs=0.001)
