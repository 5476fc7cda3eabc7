"""Every reading of a programme: taken off sounds whose figures are known, and named where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from specs.message import message
from specs.vocabulary import LAYOUTS
from validator.containers.facts import BextFacts, LoudnessFields
from validator.measuring.measure import MeasureOptions, measure, name_of, pairs_of
from validator.meters.tones import Tone
from validator.meters.undefined import Undefined
from validator.scan.driver import scan
from validator.scan.memory import programme_of_array
from validator.second_pass.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.results.measurements import Measurements
    from validator.scan.memory import MemoryProgramme

RATE = 48_000
OPTIONS = MeasureOptions(version="7", workers=1)


def _programme(samples: NDArray[np.generic], layout: str | None, rate_hz: int = RATE) -> MemoryProgramme:
    made = programme_of_array(np.asarray(samples, np.float32), rate_hz)
    made.layout = None if layout is None else LAYOUTS[layout]
    return made


def _sine(level_dbfs: float, seconds: float, hertz: float = 997.0) -> NDArray[np.float64]:
    time = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(10.0 ** (level_dbfs / 20.0) * np.sin(2.0 * np.pi * hertz * time))


def _measured(samples: NDArray[np.generic], layout: str | None, **options: Any) -> Measurements:
    return measure(_programme(samples, layout), replace(OPTIONS, **options))


def _stereo() -> NDArray[np.float64]:
    """4 s: half a second of silence, and a tone of -20 dBFS left and of -26 dBFS right, the latter upside down."""
    tone = np.concatenate([np.zeros(RATE // 2), _sine(-20.0, 3.5)])
    return np.stack([tone, -0.5 * tone], axis=1)


def test_levels_of_a_tone_are_those_of_the_standard() -> None:
    found = _measured(_stereo(), "2.0", name="tone")
    both_lkfs = -20.0 - 3.01 + 10.0 * np.log10(1.25)
    gated_lkfs = both_lkfs + 10.0 * np.log10((32 + 0.25 + 0.5 + 0.75) / 35)  # the blocks of 0.4 s in which it begins

    assert (found.name, found.layout, found.channel_labels, found.form) == ("tone", "2.0", ("L", "R"), "interleaved")
    assert (found.sample_rate_hz, found.sample_count, found.not_finite_count) == (RATE, 4 * RATE, 0)
    assert found.integrated_lkfs == found.integrated_absolute_lkfs == pytest.approx(gated_lkfs, abs=0.03)
    assert found.integrated_ungated_lkfs == pytest.approx(both_lkfs + 10.0 * np.log10(3.5 / 4.0), abs=0.03)
    assert found.max_momentary_lkfs == pytest.approx(both_lkfs, abs=0.03)
    assert found.max_short_term_lkfs == pytest.approx(both_lkfs, abs=0.03)
    assert found.max_true_peak_dbtp == pytest.approx(-20.0, abs=0.02)
    assert found.max_sample_peak_dbfs == pytest.approx(-20.0, abs=0.02)
    assert found.rms_dbfs == pytest.approx(-23.01 + 10.0 * np.log10(1.25 / 2.0 * 3.5 / 4.0), abs=0.05)
    assert found.first_sound_sample == pytest.approx(RATE // 2, abs=5)
    assert found.last_sound_sample == pytest.approx(4 * RATE - 1, abs=30)
    assert found.reasons.keys() == set()
    assert found.loudness_range_lu is not None
    assert found.tool.version == "7"


def test_of_channels_that_nobody_names_only_what_asks_for_no_layout_is_read() -> None:
    found = _measured(_stereo(), None)
    keys = {"integrated_lkfs", "integrated_absolute_lkfs", "integrated_ungated_lkfs", "max_momentary_lkfs"}
    keys |= {"max_momentary_sample", "max_short_term_lkfs", "max_short_term_sample", "loudness_range_lu"}

    assert (found.layout, found.channel_labels) == (None, ("1", "2"))
    assert found.reasons == dict.fromkeys(keys, Undefined.LAYOUT_NOT_KNOWN.reason)
    assert all(getattr(found, key) is None for key in keys)
    assert found.max_true_peak_dbtp == pytest.approx(-20.0, abs=0.02)
    assert [channel.label for channel in found.channels] == ["1", "2"]
    assert (found.pairs, found.band_correlations, found.fold_downs) == ((), (), {})
    assert found.series.power_lkfs == found.series.momentary_lkfs == found.series.short_term_lkfs == (None,) * 40
    assert found.series.sides_lkfs == ()
    assert len(found.series.level_dbfs) == 40


def test_silence_has_no_levels_and_says_why() -> None:
    found = _measured(np.zeros((4 * RATE, 2)), "2.0")

    assert (found.max_true_peak_dbtp, found.max_sample_peak_dbfs, found.rms_dbfs) == (None, None, None)
    assert (found.first_sound_sample, found.last_sound_sample) == (None, None)
    levels = {"integrated_lkfs", "integrated_absolute_lkfs", "integrated_ungated_lkfs"}
    assert found.reasons.keys() == levels | {"max_momentary_lkfs", "max_short_term_lkfs", "loudness_range_lu"}


def test_channels_that_mirror_each_other_are_compared() -> None:
    rng = np.random.default_rng(1)
    left, other = rng.standard_normal((2, 4 * RATE)) * 0.1
    found = _measured(np.stack([left, -0.5 * left], axis=1), "2.0")
    apart = _measured(np.stack([left, other], axis=1), "2.0")

    (pair,), (likeness,), (bands,) = found.pairs, found.likeness, found.band_correlations
    assert (pair.labels, pair.correlation) == (("L", "R"), -1.0)
    assert pair.rows == (-1.0,) * 40
    assert likeness.labels == ("L", "R")
    assert likeness.level_db == pytest.approx(6.02, abs=0.02)
    assert likeness.sounding_seconds == pytest.approx(4.0, abs=0.1)
    assert (bands.first, bands.second) == (("L",), ("R",))
    assert bands.bands == pytest.approx((-1.0,) * len(bands.bands))
    assert apart.pairs[0].correlation == pytest.approx(0.0, abs=0.02)


def test_a_surround_mix_is_read_as_its_fold_downs_too() -> None:
    samples = np.zeros((4 * RATE, 6))
    samples[:, 2] = np.random.default_rng(1).standard_normal(4 * RATE) * 0.1
    found = _measured(samples, "5.1")

    assert found.integrated_lkfs is not None
    assert found.fold_downs["LoRo"].integrated_lkfs == pytest.approx(found.integrated_lkfs, abs=0.05)
    assert found.fold_downs["mono"].integrated_lkfs == pytest.approx(found.integrated_lkfs, abs=0.05)
    assert len(found.series.sides_lkfs) == 40
    assert set(found.series.sides_lkfs) == {None}, "nothing but the centre sounds"


def test_series_follow_the_sound_row_by_row() -> None:
    found = _measured(_stereo(), "2.0").series

    assert found.power_lkfs[:5] == found.true_peak_dbtp[:5] == found.level_dbfs[:5] == (None,) * 5
    assert found.power_lkfs[20] == pytest.approx(-20.0 - 3.01 + 10.0 * np.log10(1.25), abs=0.05)
    assert found.true_peak_dbtp[20] == pytest.approx(-20.0, abs=0.02)
    assert found.level_dbfs[20] == pytest.approx(-23.01, abs=0.02), "of the louder channel"
    assert found.momentary_lkfs[20] == pytest.approx(found.power_lkfs[20], abs=0.05)


def test_a_tone_is_told_with_its_place_and_its_channels() -> None:
    samples = np.zeros((8 * RATE, 2))
    samples[: 6 * RATE, 0] = _sine(-20.0, 6.0, 1000.0)
    (tone,) = _measured(samples, "2.0").tones or ()

    assert tone.start_sample == pytest.approx(0, abs=48)
    assert tone.length_samples == pytest.approx(6 * RATE, abs=96)
    assert tone.levels_dbfs == {"L": pytest.approx(-20.0, abs=0.05)}
    assert tone.frequency_hz == pytest.approx(1000.0, abs=1.0)


@pytest.mark.parametrize(
    ("start", "length", "found"),
    [
        (-30, 500, (0, 500)),
        (100, 500, (100, 500)),
        (100, 10**9, (100, RATE - 100)),
        (-30, 10**9, (0, RATE)),
        (RATE - 1, 1000, (RATE - 1, 1)),
        (RATE, 1000, (RATE, 1)),
    ],
)
def test_a_tone_that_is_placed_to_a_millisecond_lies_within_the_programme(
    monkeypatch: pytest.MonkeyPatch, start: int, length: int, found: tuple[int, int]
) -> None:
    told = Tone(start_sample=start, length_samples=length, levels_dbfs=(-20.0,), frequency_hz=None)
    monkeypatch.setattr("validator.measuring.measure.tones", lambda _: (told,))
    (tone,) = _measured(np.zeros((RATE, 1)), "1.0").tones or ()

    assert (tone.start_sample, tone.length_samples) == found


def test_samples_that_are_no_numbers_and_what_the_header_tells_are_damage() -> None:
    samples = np.full((RATE, 1), 0.1)
    samples[5:8] = np.nan
    programme = _programme(samples, "1.0")
    cut = message("damage.cut-short")
    programme.files = (programme.files[0].model_copy(update={"damage": (cut,)}),)
    found = measure(programme, OPTIONS)

    assert found.not_finite_count == 3
    assert found.damage == (message("damage.not-finite-samples", count=3), cut)
    assert _measured(np.full((RATE, 1), 0.1), "1.0").damage == ()


@pytest.mark.parametrize(("level", "is_damage"), [(99.0, False), (101.0, True), (32_767.0, True), (1e30, True)])
def test_samples_beyond_forty_decibels_over_full_scale_are_no_sound(level: float, is_damage: bool) -> None:
    samples = np.full((RATE, 1), 0.1)
    samples[700] = level
    assert [one.code for one in _measured(samples, "1.0").damage] == ["damage.beyond-scale"] * is_damage


def test_of_mono_files_the_first_states_the_loudness_and_the_names_share_a_beginning() -> None:
    programme = _programme(np.full((RATE, 2), 0.1), "2.0")
    texts = ("description", "originator", "originator_reference", "origination_date", "origination_time")
    first, second = (
        BextFacts(
            version=2,
            time_reference_samples=0,
            loudness=LoudnessFields(integrated_lkfs=level_lkfs),
            **dict.fromkeys(texts, ""),
        )
        for level_lkfs in (-23.0, -11.0)
    )
    programme.files = tuple(programme.files[0].model_copy(update={"bext": bext}) for bext in (first, second))
    programme.paths = (Path("film.L.wav"), Path("film.R.wav"))
    found = measure(programme, OPTIONS)

    assert (found.form, found.name) == ("mono-set", "film")
    assert found.stated is not None
    assert found.stated.integrated_lkfs == -23.0


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (["a/film.wav"], "film.wav"),
        (["a/film.L.wav", "a/film.R.wav"], "film"),
        (["a/film_-L.wav", "a/film_-R.wav", "a/film_-Ls.wav"], "film"),
        (["a/L.wav", "a/R.wav"], "a"),
        (["a/film.wav", "a/film 2.wav"], "film"),
        (["a/x1y.wav", "a/x2y.wav"], "x"),
    ],
)
def test_a_mix_is_called_as_its_file_or_as_its_files_begin(names: list[str], name: str) -> None:
    assert name_of([Path(one) for one in names]) == name


def test_pairs_are_those_of_fold_downs_and_of_mirrored_channels_in_order() -> None:
    assert pairs_of(None) == ()
    assert pairs_of(LAYOUTS["1.0"]) == ()
    assert pairs_of(LAYOUTS["2.0"]) == ((0, 1),)
    surround = pairs_of(LAYOUTS["5.1"])
    assert surround == tuple(sorted(set(surround)))
    assert {(0, 1), (4, 5), (0, 2)} <= set(surround)


def test_a_scan_is_asked_for_what_was_ordered_and_its_digests_and_reasons_are_kept() -> None:
    programme = _programme(_stereo(), "2.0")
    asked: list[Any] = []

    def take(given: Any, scanning: Any, progress: Callable[[], Any]) -> Any:
        asked.append((scanning.workers, scanning.kernel, scanning.digests, scanning.pairs))
        progress()
        result = scan(given, options=replace(scanning, digests=()))
        return SimpleNamespace(
            table=result.table, digests={Path("a/film.wav"): {"md5": "00"}}, kernel_choice=result.kernel_choice
        )

    shown: list[tuple[str, int]] = []

    def show(name: str, total: int) -> Callable[[int], None]:
        shown.append((name, total))
        return lambda _: None

    options = MeasureOptions(version="7", name="mix", digests=("md5",), workers=1, kernel="numpy")
    found = measure(programme, options, show, take=take)

    assert asked == [(1, "numpy", ("md5",), ((0, 1),))]
    assert shown == [("mix", 4 * RATE)]
    assert found.digests == {"film.wav": {"md5": "00"}}
    assert (found.tool.kernel, found.tool.kernel_reason) == ("numpy", "requested")
    assert measure(programme, options.named(None), take=take).name == "memory"


def test_a_silent_stem_is_no_guide_and_says_so_and_nobody_asked_is_no_reason() -> None:
    programme = _programme(_stereo(), "2.0")
    found = measure(programme, OPTIONS, stem=_programme(np.zeros((RATE, 2)), "2.0"))

    assert found.dialogue is None
    assert found.reasons["dialogue"].code == "dialogue.silent"
    assert "dialogue" not in measure(programme, OPTIONS).reasons


def test_a_second_pass_is_made_where_it_has_something_to_read() -> None:
    programme = _programme(_stereo(), "2.0")

    assert measure(programme, replace(OPTIONS, wanted=Wanted())) == measure(programme, OPTIONS)
