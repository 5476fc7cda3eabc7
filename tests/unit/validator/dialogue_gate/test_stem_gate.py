"""The gate of a dialogue stem: where it lies, what is said of it, and why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.message import message
from validator.dialogue_gate.gate import STEM, RefusedGuide, SpeechGate
from validator.dialogue_gate.stem_gate import stem_gate
from validator.meters.power import programme_row_power

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

    Heard = Callable[..., Timed]

RATE, SECONDS = 16_000, 20
SPOKEN = np.zeros(10 * SECONDS, np.bool_)
for _first in (12, 37, 71, 104, 139, 163, 186):
    SPOKEN[_first : _first + 11] = True


def _bed(seed: int, level: float = 0.05) -> NDArray[np.float64]:
    """Noise that swells, in all channels but LFE."""
    rng = np.random.default_rng(seed)
    swell = np.repeat(rng.uniform(0.3, 1.0, 4 * SECONDS), RATE // 4)[:, None]
    return rng.standard_normal((SECONDS * RATE, 6)) * swell * level * [1.0, 1.0, 0.1, 0.0, 0.7, 0.7]


def _lines(seed: int, level: float = 0.2) -> NDArray[np.float64]:
    """In the centre."""
    out = np.zeros((SECONDS * RATE, 6))
    out[:, 2] = np.random.default_rng(seed).standard_normal(len(out)) * level * np.repeat(SPOKEN, RATE // 10)
    return out


LINES, BED = _lines(2), _bed(1)


def _gate(mix: Timed, stem: Timed, *, background: bool = False) -> SpeechGate:
    found = stem_gate(mix, stem, background=background)
    assert isinstance(found, SpeechGate), found.reason
    return found


def test_speech_is_where_the_stem_sounds(heard: Heard) -> None:
    found = _gate(heard(LINES + BED, "5.1"), heard(LINES, "5.1"))

    assert found.name == "dialogue-stem"
    assert found.text.startswith("dialogue stem (no offset): above ")
    assert np.array_equal(found.speech, SPOKEN)
    assert (found.background, found.is_guess, found.is_inverted) == (None, False, False)
    assert found.guard_band.share_low <= SPOKEN.mean() <= found.guard_band.share_high
    assert found.guard_band.loudness_lu < 0.5


def test_a_late_stem_is_moved_to_its_place(heard: Heard) -> None:
    found = _gate(heard(LINES + BED, "5.1"), heard(LINES[8000:], "5.1"))

    assert "(offset +8000 samples, +0.500 s)" in found.text
    assert np.array_equal(found.speech, SPOKEN)


def test_a_stem_upside_down_and_a_mono_stem_are_taken(heard: Heard) -> None:
    mix = heard(LINES + BED, "5.1")

    assert _gate(mix, heard(-LINES, "5.1")).is_inverted
    assert np.array_equal(_gate(mix, heard(LINES[:, 2:3], "1.0")).speech, SPOKEN)


def test_the_background_is_read_where_it_is_asked_for(heard: Heard) -> None:
    mix, bed = heard(LINES + BED, "5.1"), heard(BED, "5.1")
    found = _gate(mix, heard(LINES, "5.1"), background=True)

    assert found.background is not None
    expected = programme_row_power(bed.table, bed.layout.weights)
    assert 10.0 * np.log10(found.background.mean() / expected.mean()) == pytest.approx(0.0, abs=0.2)


def test_of_a_mix_that_ends_within_a_row_whole_rows_count(heard: Heard) -> None:
    found = _gate(heard((LINES + BED)[:-900], "5.1"), heard(LINES, "5.1"))

    assert found.speech.shape == (10 * SECONDS - 1,)


def test_stems_that_are_none_say_what_they_are(heard: Heard) -> None:
    """An M&E lies in the mix by its sides; another language speaks where the mix does; noise does neither."""
    mix = heard(LINES + BED, "5.1")
    given = {
        "dialogue.stem-is-me": BED * [1, 1, 0, 1, 1, 1],
        "dialogue.is-the-mix": LINES + BED,
        "dialogue.other-language": _lines(8),
        "dialogue.not-heard-in-mix": _bed(9)[:, [2, 1, 0, 3, 4, 5]],
        "dialogue.silent": 0.0 * BED,
        "dialogue.level-far-off": 0.2 * LINES,
    }
    found = {code: stem_gate(mix, heard(samples, "5.1"), background=False) for code, samples in given.items()}

    assert {code: isinstance(each, RefusedGuide) and each.reason.code for code, each in found.items()} == {
        code: code for code in given
    }
    assert found["dialogue.stem-is-me"] == RefusedGuide(reason=message("dialogue.stem-is-me", guide=STEM))


def test_noise_of_the_location_widens_the_band(heard: Heard) -> None:
    """Noise of 120 to 240 Hz, 16 dB below the lines and all along them."""
    rng = np.random.default_rng(4)
    spectrum = np.fft.rfft(rng.standard_normal(SECONDS * RATE))
    hertz = np.fft.rfftfreq(SECONDS * RATE, 1.0 / RATE)
    spectrum[(hertz < 120.0) | (hertz > 240.0)] = 0.0
    noise = np.fft.irfft(spectrum)
    noisy = LINES.copy()
    noisy[:, 2] += 0.2 * 10.0 ** (-16.0 / 20.0) * noise / noise.std()
    plain = _gate(heard(LINES + BED, "5.1"), heard(LINES, "5.1"))
    found = _gate(heard(noisy + BED, "5.1"), heard(noisy, "5.1"))

    assert np.mean(found.speech == SPOKEN) > 0.95
    assert found.guard_band.loudness_lu >= plain.guard_band.loudness_lu + 0.05


def test_how_far_it_is_is_told(heard: Heard) -> None:
    told: list[tuple[str, int]] = []

    def show(name: str, total: int) -> Callable[[int], None]:
        told.append((name, total))
        return lambda _: None

    stem_gate(heard(LINES + BED, "5.1"), heard(LINES, "5.1"), background=True, show=show)

    assert told == [("mix against dialogue stem", SECONDS * RATE)] * 2


def test_a_soft_line_under_loud_sides_is_found_in_the_centre(heard: Heard) -> None:
    """In the sum of all channels it lies 36 dB below the bed."""
    soft = 0.025 * LINES
    found = _gate(heard(soft + 6.0 * BED * [1.0, 1.0, 0.0, 1.0, 1.0, 1.0], "5.1"), heard(soft, "5.1"))

    assert np.array_equal(found.speech, SPOKEN)


def test_a_mix_of_another_language_over_the_same_soft_bed_is_known_by_its_sides(heard: Heard) -> None:
    quiet = 0.01 * BED

    assert stem_gate(heard(LINES + quiet, "5.1"), heard(_lines(8) + quiet, "5.1"), background=False) == RefusedGuide(
        reason=message("dialogue.stem-is-me", guide=STEM)
    )
