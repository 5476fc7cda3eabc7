from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.signal import resample_poly

from validator.dialogue_gate.alignment import Alignment, Misfit, NoAlignment, align

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

    Make = Callable[..., Timed]
    Bursts = Callable[..., NDArray[np.float64]]


def _stereo(*parts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([np.sum(parts, axis=0)] * 2)


@pytest.mark.parametrize("offset", [0, 1, -777, 2400, 153_601, -100_003])
def test_a_stem_is_found_to_the_sample_wherever_it_lies(offset: int, timed: Make, bursts: Bursts) -> None:
    stem, rest = bursts(24.0, 1), bursts(24.0, 2)
    placed = np.zeros_like(rest)
    if offset >= 0:
        placed[offset:] = stem[: len(stem) - offset]
    else:
        placed[:offset] = stem[-offset:]

    found = align(timed(_stereo(placed, rest)), timed(_stereo(stem)))

    assert isinstance(found, Alignment)
    assert found.offset_samples == offset


def test_a_stem_is_found_under_music_20_db_louder(timed: Make, bursts: Bursts) -> None:
    stem, music = bursts(12.0, 1), 0.3 * np.random.default_rng(9).standard_normal(12 * 48_000)

    found = align(timed(_stereo(stem, music)), timed(_stereo(stem)))

    assert isinstance(found, Alignment)
    assert found.offset_samples == 0


def test_silence_between_the_lines_of_a_stem_does_not_count_against_it(timed: Make, bursts: Bursts) -> None:
    stem = bursts(27.0, 1)
    stem[3 * 48_000 : 24 * 48_000] = 1e-5 * np.random.default_rng(3).standard_normal(21 * 48_000)

    found = align(timed(_stereo(stem, bursts(27.0, 2))), timed(_stereo(stem)))

    assert isinstance(found, Alignment)
    assert found.places < 9


def test_the_level_of_the_other_and_its_polarity_do_not_matter(timed: Make, bursts: Bursts) -> None:
    stem = bursts(9.0, 1)

    found = align(timed(_stereo(stem, bursts(9.0, 2))), timed(_stereo(-0.2 * stem)))

    assert isinstance(found, Alignment)


def test_a_mono_stem_is_found_in_a_surround_mix(timed: Make, bursts: Bursts) -> None:
    stem = bursts(9.0, 1)
    mix = np.zeros((len(stem), 6))
    mix[:, 0], mix[:, 2] = bursts(9.0, 2), stem

    found = align(timed(mix, "5.1"), timed(stem[:, np.newaxis], "1.0"))

    assert isinstance(found, Alignment)


def test_at_44_1_khz_and_11_025_khz_blocks_are_no_whole_samples_and_do_not_matter(timed: Make, bursts: Bursts) -> None:
    for rate in (44_100, 11_025):
        stem = bursts(40.0, 1, rate)
        late = np.concatenate([np.zeros(3 * rate + 7), stem])[: len(stem)]

        found = align(timed(_stereo(late, bursts(40.0, 2, rate)), rate=rate), timed(_stereo(stem), rate=rate))

        assert isinstance(found, Alignment)
        assert found.offset_samples == 3 * rate + 7


def test_another_stem_is_refused(timed: Make, bursts: Bursts) -> None:
    found = align(timed(_stereo(bursts(12.0, 1), bursts(12.0, 2))), timed(_stereo(bursts(12.0, 3))))

    assert found == NoAlignment(misfit=Misfit.NOT_FOUND)


def test_a_stem_of_another_cut_is_refused_and_the_places_that_were_found_are_counted(
    timed: Make, bursts: Bursts
) -> None:
    stem = bursts(27.0, 1)
    cut = np.concatenate([stem[: 9 * 48_000], bursts(18.0, 3)])

    found = align(timed(_stereo(stem, bursts(27.0, 2))), timed(_stereo(cut)))

    assert found == NoAlignment(misfit=Misfit.PLACES_ONLY, figures={"found": 3, "places": 9})
    assert isinstance(found, NoAlignment)
    assert found.tried_samples[0] == 0, "where the mix begins is tried first"


def test_a_silent_stem_is_refused(timed: Make, bursts: Bursts) -> None:
    found = align(timed(_stereo(bursts(3.0, 1))), timed(np.zeros((144_000, 2))))

    assert found == NoAlignment(misfit=Misfit.SILENT)


def test_another_sample_rate_is_refused(timed: Make, bursts: Bursts) -> None:
    found = align(timed(_stereo(bursts(3.0, 1))), timed(_stereo(bursts(3.0, 1, 44_100)), rate=44_100))

    assert found == NoAlignment(misfit=Misfit.OTHER_SAMPLE_RATE, figures={"found_hz": 44_100, "mix_hz": 48_000})


def test_a_stem_that_runs_slightly_faster_is_refused_and_the_drift_is_told(timed: Make, bursts: Bursts) -> None:
    stem = bursts(36.0, 1)
    faster = resample_poly(stem, 5000, 5001)

    found = align(timed(_stereo(stem, bursts(36.0, 2))), timed(_stereo(faster)))

    assert isinstance(found, NoAlignment)
    assert found.misfit is Misfit.DRIFTS
    # 36 s at 1 part in 5000 are 346 samples; the places lie up to a ninth of the programme from its ends.
    drift = found.figures["last_samples"] - found.figures["first_samples"]
    assert 346 * 7 / 9 < abs(drift) < 346
