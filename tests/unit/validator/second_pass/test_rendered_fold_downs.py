from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.vocabulary import LAYOUTS
from validator.meters.fold_down import fold_down, pairs_needed
from validator.scan.driver import ScanOptions, scan
from validator.second_pass.fold_downs import FoldDownProgramme, phase_shifter, rendered_fold_down, shares_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.audio.programme import Programme
    from validator.second_pass.wanted import FoldDownName

    Write = Callable[..., Programme]

RATE = 48_000
SURROUND = LAYOUTS["5.1"]


def noise(seconds: float, seed: int = 1, channels: int = 6, level: float = 0.05) -> NDArray[np.float64]:
    samples: NDArray[np.float64] = level * np.random.default_rng(seed).standard_normal(
        (round(seconds * RATE), channels)
    )
    return samples


def tones(**amplitudes: float) -> NDArray[np.float64]:
    """Three seconds of 1 kHz in some channels of a 5.1, in phase, faded in and out."""
    time = np.arange(3 * RATE) / RATE
    wave = np.clip(np.minimum(time, 3.0 - time) / 0.5, 0.0, 1.0) * np.sin(2 * np.pi * 1000 * time)
    return np.stack([amplitudes.get(label, 0.0) * wave for label in SURROUND.labels], axis=1)


def rendered(programme: Programme, name: FoldDownName) -> NDArray[np.float32]:
    shares = shares_of(programme.layout or SURROUND, name)
    assert shares is not None
    segments = FoldDownProgramme(programme, shares).segments(segment_samples=RATE, preroll_samples=0)
    return np.concatenate(
        [np.frombuffer(part.planes[0].data[8:], "<f4").reshape(-1, len(shares.direct)) for part in segments]
    )


def test_lo_ro_has_the_loudness_that_the_table_foretells(written: Write) -> None:
    programme = written(noise(12.0), "5.1")
    foretold = fold_down(scan(programme, options=ScanOptions(pairs=pairs_needed(SURROUND))).table, SURROUND)
    assert foretold is not None

    for name, reading in (("LoRo", foretold.stereo), ("mono", foretold.mono)):
        found = rendered_fold_down(programme, SURROUND, name)  # type: ignore[arg-type]
        assert found is not None
        assert found.integrated_lkfs == pytest.approx(reading.lkfs, abs=1e-3)


def test_channels_that_add_up_peak_higher_than_any_of_them(written: Write) -> None:
    found = rendered_fold_down(written(tones(L=0.5, C=0.5, Ls=0.5), "5.1"), SURROUND, "LoRo")

    assert found is not None
    assert found.max_true_peak_dbtp == pytest.approx(20 * np.log10(0.5 * (1 + 2 * 0.7071)), abs=0.05)


def test_in_lt_rt_the_surrounds_stand_at_right_angles_to_the_front(written: Write) -> None:
    found = rendered_fold_down(written(tones(L=0.5, C=0.5, Ls=0.25, Rs=0.25), "5.1"), SURROUND, "LtRt")

    front, surround = 0.5 * 1.7071, 2 * 0.25 * 0.7071
    assert found is not None
    assert found.max_true_peak_dbtp == pytest.approx(20 * np.log10(np.hypot(front, surround)), abs=0.1)


def test_lt_and_rt_hold_the_surrounds_in_opposite_polarity(written: Write) -> None:
    folded = rendered(written(tones(Ls=0.5), "5.1"), "LtRt")[RATE : 2 * RATE]

    assert np.abs(folded).max() == pytest.approx(0.5 * 0.7071, rel=0.001)
    assert np.array_equal(folded[:, 0], -folded[:, 1])


def test_what_is_the_same_left_and_right_is_untouched_by_lt_rt(written: Write) -> None:
    samples = noise(2.0)
    samples[:, 2:] = 0.0

    assert rendered(written(samples, "5.1"), "LtRt") == pytest.approx(samples[:, :2], abs=1e-7)


@pytest.mark.parametrize("hertz", [50, 100, 1000, 5000, 15_000, 20_000])
def test_the_phase_shifter_turns_every_frequency_by_90_degrees_and_keeps_its_level(hertz: int) -> None:
    taps = phase_shifter(RATE)
    response = taps @ np.exp(-2j * np.pi * hertz / RATE * (np.arange(len(taps)) - len(taps) // 2))

    assert 20 * np.log10(np.abs(response)) == pytest.approx(0.0, abs=0.1)
    assert np.angle(response, deg=True) == pytest.approx(-90.0, abs=1e-6)


def test_the_phase_shifter_ends_at_40_hz_as_it_says() -> None:
    taps = phase_shifter(RATE)
    response = taps @ np.exp(-2j * np.pi * 40 / RATE * (np.arange(len(taps)) - len(taps) // 2))

    assert 20 * np.log10(np.abs(response)) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("name", ["LoRo", "LtRt", "mono"])
def test_cutting_into_segments_changes_nothing(name: FoldDownName, written: Write) -> None:
    programme = written(noise(7.3), "5.1")
    shares = shares_of(SURROUND, name)
    assert shares is not None

    def joined(segment_samples: int) -> NDArray[np.float32]:
        parts = FoldDownProgramme(programme, shares).segments(segment_samples=segment_samples, preroll_samples=0)
        return np.concatenate([np.frombuffer(part.planes[0].data[8:], "<f4") for part in parts])

    assert joined(10_007) == pytest.approx(joined(10 * RATE), abs=1e-6)


def test_the_run_in_of_a_segment_is_the_end_of_the_one_before(written: Write) -> None:
    shares = shares_of(SURROUND, "LtRt")
    assert shares is not None
    first, second = list(
        FoldDownProgramme(written(noise(2.0), "5.1"), shares).segments(segment_samples=RATE, preroll_samples=100)
    )

    assert (first.preroll_samples, second.preroll_samples) == (0, 100)
    assert bytes(second.planes[0].data[8 : 8 + 800]) == bytes(first.planes[0].data[-800:])


@pytest.mark.parametrize("layout", ["1.0", "7.1.4"])
def test_a_layout_without_a_fold_down_has_none(layout: str, written: Write) -> None:
    programme = written(noise(1.0, channels=len(LAYOUTS[layout].labels)), layout)

    assert rendered_fold_down(programme, LAYOUTS[layout], "LtRt") is None


def test_a_stereo_mix_is_its_own_lt_rt(written: Write) -> None:
    samples = noise(4.0, channels=2)

    assert rendered(written(samples, "2.0"), "LtRt") == pytest.approx(samples, abs=1e-7)


def test_silence_has_no_loudness_and_no_peak(written: Write) -> None:
    found = rendered_fold_down(written(np.zeros((RATE, 6)), "5.1"), SURROUND, "LtRt")

    assert found is not None
    assert (found.integrated_lkfs, found.max_true_peak_dbtp) == (None, None)
