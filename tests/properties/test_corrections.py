"""Every correction does what it foresees, to the sample, however its stream is cut into blocks."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.matrix_fold_down import lt_rt
from fixtures.tones import pink_noise
from packager.corrections import ORDER, predict
from packager.corrections.channel_order import ChannelOrder
from packager.corrections.correction import (
    METER_TOLERANCE,
    READING_UNITS,
    BlockStream,
    CorrectionGrade,
    Material,
    MeasuredMaterial,
    reading,
)
from packager.corrections.cut_out import CutOut
from packager.corrections.file_form import FileFormChange
from packager.corrections.fold_down import lo_ro
from packager.corrections.gain import Gain
from packager.corrections.levels import material_of
from packager.corrections.limiter import Limiter
from packager.corrections.polarity import PolarityChange
from packager.corrections.relabel import Relabel
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.sync_pop import SyncPopInsertion
from packager.corrections.trim_pad import TrimPad
from packager.corrections.word_length import WordLengthChange
from packager.fixing.streaming import material_after
from packager.fixing.trial_render import measured_trial
from packager.planning.foreseen import as_measured
from specs.message import message
from specs.timecode import timecode_to_samples
from specs.vocabulary import FRAME_RATES, LAYOUTS, layout_of
from validator.containers.facts import FileFacts, SampleFormat
from validator.measuring.measure import MeasureOptions, measure
from validator.rules.subject import Subject
from validator.scan.driver import scan_array
from validator.scan.memory import programme_of_array

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from packager.corrections import AnyCorrection
    from specs.message import Message
    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.audio.segment import Segment
    from validator.results.measurements import Measurements

    Samples = NDArray[np.float64]

RATE_HZ = 48_000
OPTIONS = MeasureOptions(version="0", name="mix", workers=1)


class ArrayProgramme:
    """A programme of 24-bit words in memory, with everything that rendering and measuring ask of one."""

    def __init__(self, samples: Samples, layout: Layout, sample_rate_hz: int = RATE_HZ) -> None:
        words = np.clip(np.rint(samples * 2.0**23), -(2.0**23), 2.0**23 - 1)
        self._samples = words / 2.0**23
        self._memory = programme_of_array((words.astype(np.int64) << 8).astype(np.int32), sample_rate_hz)
        self.layout: Layout | None = layout
        self.layout_from = "the test"
        self.sample_rate_hz = sample_rate_hz
        self.sample_count, self.channel_count = samples.shape
        self.channel_map = self._memory.channel_map
        self.paths = (Path("mix.wav"),)
        self.notes: tuple[Message, ...] = ()
        self.files = (
            FileFacts(
                name="mix.wav",
                container="WAV",
                codec="PCM",
                size_bytes=44,
                sample_rate_hz=sample_rate_hz,
                channel_count=self.channel_count,
                sample_count=self.sample_count,
                sample_format=SampleFormat.S24,
                word_length_bits=24,
                valid_bits=24,
            ),
        )

    def blocks(
        self, *, block_samples: int = 10_007, start_sample: int = 0, sample_count: int | None = None
    ) -> Iterator[Samples]:
        """Numbers, in blocks whose size is no round figure."""
        end = self.sample_count if sample_count is None else min(start_sample + sample_count, self.sample_count)
        for start in range(start_sample, end, block_samples):
            yield self._samples[start : min(start + block_samples, end)]

    def segments(self, *, segment_samples: int, preroll_samples: int, **_: Any) -> Iterator[Segment]:
        """Bytes, for the scan."""
        return self._memory.segments(segment_samples=segment_samples, preroll_samples=preroll_samples)


def programme(samples: Samples, layout: str = "2.0", sample_rate_hz: int = RATE_HZ) -> Programme:
    return ArrayProgramme(samples, LAYOUTS[layout], sample_rate_hz)


def material(channels: tuple[str, ...], count: int, rate: int = RATE_HZ) -> Material:
    return Material(
        sample_rate_hz=rate,
        labels=channels,
        sample_count=count,
        sample_format=SampleFormat.S24,
        valid_bits=24,
        container="WAV",
        form="interleaved",
        has_bext=False,
        start_sample=None,
        picture_rate=None,
    )


def mix(seed: int, layout: str = "2.0", seconds: float = 6.0, rms_dbfs: float = -24.0) -> Samples:
    """A swelling noise with a few loud clicks in one channel, and silence at both ends."""
    count = round(seconds * RATE_HZ)
    labels = LAYOUTS[layout].labels
    rng = np.random.default_rng(seed)
    noise = np.stack([pink_noise(rms_dbfs, count, seed + place) for place in range(len(labels))], axis=1)
    swell = 0.3 + 0.7 * np.abs(np.sin(np.arange(count) / RATE_HZ * rng.uniform(0.3, 2.0)))
    noise *= swell[:, np.newaxis]
    for place in rng.integers(RATE_HZ, count - RATE_HZ, 6):
        noise[place : place + 24, 0] += rng.choice([-0.8, 0.8]) * np.hanning(24)
    noise[: RATE_HZ // 5] = 0.0
    noise[-RATE_HZ // 5 :] = 0.0
    return np.clip(noise, -0.999, 0.999)


def cut(samples: Samples, edges: list[int]) -> Iterator[Samples]:
    """The same samples in blocks that end at the edges."""
    places = sorted({min(max(edge, 0), len(samples)) for edge in edges} | {0, len(samples)})
    for start, end in itertools.pairwise(places):
        yield samples[start:end]


def worked(correction: AnyCorrection, samples: Samples, what: Material, edges: list[int] | None = None) -> Samples:
    return np.concatenate(list(correction.effect(BlockStream(material=what, blocks=cut(samples, edges or [])))))


CORRECTIONS: list[tuple[str, AnyCorrection]] = [
    ("2.0", Gain(gain_db=-7.25)),
    ("5.1", Gain(gain_db=1.5)),
    ("2.0", Limiter(ceiling_dbtp=-6.0)),
    ("5.1", Limiter(ceiling_dbtp=-12.0, groups=(("L", "R", "C"), ("Ls", "Rs")))),
    ("2.0", SampleRateConversion(to_hz=44_100)),
    ("5.1", SampleRateConversion(to_hz=96_000)),
    ("2.0", SpeedChange(from_rate="25", to_rate="24000/1001")),
    ("2.0", SpeedChange(from_rate="24000/1001", to_rate="25")),
    ("5.1", SpeedChange(from_rate="24", to_rate="24000/1001")),
    ("5.1", ChannelOrder(labels=LAYOUTS["5.1-film"].labels)),
    ("7.1", ChannelOrder(labels=LAYOUTS["7.1-wave"].labels)),
    ("2.0", Relabel(labels=("Lt", "Rt"))),
    ("5.1", Relabel(labels=LAYOUTS["5.1-film"].labels)),
    ("5.1", PolarityChange(labels=("C", "Rs"))),
    ("2.0", CutOut(stretches=((20_000, 3_000), (40_000, 7)))),
    ("2.0", TrimPad(head_samples=RATE_HZ, tail_samples=7)),
    ("2.0", TrimPad(head_samples=-4_801, tail_samples=-4_000)),
    ("5.1", SyncPopInsertion(action="add", start_sample=2_000, length_samples=2_002)),
    ("2.0", SyncPopInsertion(action="remove", start_sample=100_000, length_samples=2_002)),
    ("2.0", WordLengthChange(to_bits=16, dither_seed=3)),
    ("2.0", WordLengthChange(to_bits=32)),
    ("5.1", lo_ro(LAYOUTS["5.1"].labels)),
    ("5.1", lt_rt(LAYOUTS["5.1"].labels, attenuation_db=3.0)),
    ("2.0", StartTimecodeChange(start_sample=172_800_000)),
    ("2.0", FileFormChange(form="mono-set")),
]


def test_a_forecast_with_pitch_kept_is_what_the_meter_reads_afterwards() -> None:
    pytest.importorskip("python_stretch", reason="the optional part 'stretch' is not installed")
    kept = SpeedChange(from_rate="25", to_rate="24", pitch="kept")
    test_a_forecast_is_what_the_meter_reads_afterwards("2.0", kept)


@pytest.mark.parametrize(("layout", "correction"), CORRECTIONS, ids=lambda value: getattr(value, "kind", value))
def test_a_forecast_is_what_the_meter_reads_afterwards(layout: str, correction: AnyCorrection) -> None:
    for seed in (1, 7):
        source = programme(mix(seed, layout), layout)
        start = as_measured(Subject(measurements=measure(source, OPTIONS)))
        then = start.with_step(correction)
        heard = measured_trial(source, then, [correction], OPTIONS)
        for name in READING_UNITS:
            tolerance = then.tolerances.get(name, 0.0)
            if tolerance is None:
                continue
            predicted, read = reading(then.measurements, name), reading(heard, name)
            if predicted is None or read is None:
                assert predicted == read, name
            else:
                assert read == pytest.approx(predicted, abs=tolerance + METER_TOLERANCE), name
        assert heard.sample_count == then.material.sample_count
        assert heard.channel_labels == then.material.labels


def test_only_a_level_correction_foresees_everything_but_what_it_must_not() -> None:
    """Guards the test above: a correction could escape it by foreseeing nothing."""
    source = programme(mix(1))
    start = as_measured(Subject(measurements=measure(source, OPTIONS)))
    for layout, correction in CORRECTIONS:
        if layout == "2.0" and correction.kind not in {"cut-out", "fold-down", "relabel", "sync-pop"}:
            assert start.with_step(correction).tolerances.get("integrated_lkfs", 0.0) is not None, correction.kind


@settings(max_examples=25, deadline=None)
@given(gain=st.floats(-30, 6), seed=st.integers(0, 50))
def test_a_gain_moves_every_reading_by_its_decibels(gain: float, seed: int) -> None:
    source = programme(mix(seed, seconds=3.0, rms_dbfs=-30.0))
    before = measure(source, OPTIONS)
    correction = Gain(gain_db=gain)
    then = as_measured(Subject(measurements=before)).with_step(correction)
    heard = measured_trial(source, then, [correction], OPTIONS)
    for name in ("integrated_lkfs", "max_momentary_lkfs", "max_true_peak_dbtp", "max_sample_peak_dbfs", "rms_dbfs"):
        old, new = getattr(before, name), getattr(heard, name)
        assert new == pytest.approx(getattr(then.measurements, name), abs=1e-3)
        assert new - old == pytest.approx(gain, abs=1e-3) or name == "integrated_lkfs"


@settings(max_examples=30, deadline=None)
@given(edges=st.lists(st.integers(0, 60_000), max_size=12), which=st.sampled_from(CORRECTIONS))
def test_cutting_the_stream_anywhere_changes_no_bit(edges: list[int], which: tuple[str, AnyCorrection]) -> None:
    layout, correction = which
    if isinstance(correction, SyncPopInsertion):
        correction = correction.model_copy(update={"start_sample": 5_000})
    samples = mix(3, layout, seconds=2.5)[30_000:90_000]
    what = material(LAYOUTS[layout].labels, len(samples))
    whole = worked(correction, samples, what)
    assert np.array_equal(worked(correction, samples, what, edges), whole)
    became = material_after(what, [correction])
    assert whole.shape == (became.sample_count, became.channel_count)


RATES = [FRAME_RATES[name] for name in ("23.976", "24", "25", "29.97", "30")]


@settings(max_examples=20, deadline=None)
@given(old=st.sampled_from(RATES), new=st.sampled_from(RATES), frames=st.integers(30, 90))
def test_speed_there_and_back_keeps_length_to_the_sample_and_level_to_a_hundredth(
    old: Fraction, new: Fraction, frames: int
) -> None:
    count = round(frames * RATE_HZ / old)
    # Band-limited, as sound is: what lies above half of the lower rate could not come back.
    tones = [0.1 * np.sin(2 * np.pi * hertz * np.arange(count) / RATE_HZ) for hertz in (90.0, 997.0, 6_100.0, 15_000.0)]
    samples = np.stack([sum(tones), tones[1]], axis=1) * np.hanning(count)[:, np.newaxis]
    what = material(("L", "R"), count)
    there = SpeedChange(from_rate=str(old), to_rate=str(new))
    became = material_after(what, [there])
    assert became.sample_count == pytest.approx(frames * RATE_HZ / new, abs=1)
    moved = worked(there, samples, what)
    back = worked(SpeedChange(from_rate=str(new), to_rate=str(old)), moved, became)
    assert back.shape == samples.shape
    level = 20 * np.log10(np.sqrt((back**2).mean(axis=0)) / np.sqrt((samples**2).mean(axis=0)))
    assert np.abs(level).max() < 0.01
    assert np.abs(back - samples).max() < 1e-4, "and nothing moves"


@settings(max_examples=30, deadline=None)
@given(frames=st.integers(1, 200_000), old=st.sampled_from(RATES), new=st.sampled_from(RATES))
def test_whole_frames_become_as_many_whole_frames(frames: int, old: Fraction, new: Fraction) -> None:
    exact = frames * RATE_HZ / old
    if exact.denominator != 1:
        return
    became = material_after(
        material(("M",), int(exact)), [SpeedChange(from_rate=str(old), to_rate=str(new))]
    ).sample_count
    wanted = frames * RATE_HZ / new
    assert abs(became - wanted) <= Fraction(1, 2)
    if wanted.denominator == 1:
        assert became == wanted


@pytest.mark.parametrize("old", RATES)
@pytest.mark.parametrize("new", RATES)
def test_a_programme_starts_at_the_same_timecode_at_another_speed(old: Fraction, new: Fraction) -> None:
    what = material(("M",), 100_000)
    for timecode in ("00:00:00:00", "01:00:00:00", "09:58:30:00"):
        start = timecode_to_samples(timecode, old, RATE_HZ)
        became = material_after(what.changed(start_sample=start), [SpeedChange(from_rate=str(old), to_rate=str(new))])
        assert became.start_sample == pytest.approx(timecode_to_samples(timecode, new, RATE_HZ), abs=1)


def test_a_dub_at_25_becomes_exactly_the_samples_its_frames_demand_at_23976() -> None:
    samples = mix(5, seconds=4.0)
    assert len(samples) == 100 * 1920
    slower = worked(SpeedChange(from_rate="25", to_rate="24000/1001"), samples, material(("L", "R"), len(samples)))
    assert len(slower) == 100 * 2002


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(LAYOUTS["7.1"].labels), seed=st.integers(0, 9))
def test_reordering_is_a_permutation(order: list[str], seed: int) -> None:
    labels = LAYOUTS["7.1"].labels
    samples = np.random.default_rng(seed).uniform(-1, 1, (50, 8))
    what = material(labels, 50)
    there = worked(ChannelOrder(labels=tuple(order)), samples, what)
    for place, label in enumerate(order):
        assert np.array_equal(there[:, place], samples[:, labels.index(label)])
    back = worked(ChannelOrder(labels=labels), there, what.changed(labels=tuple(order)))
    assert np.array_equal(back, samples)


def _hostile(kind: str, seed: int, count: int) -> Samples:
    rng = np.random.default_rng(seed)
    match kind:
        case "square edges":
            return np.sign(np.sin(2 * np.pi * rng.uniform(20, 5_000) * np.arange(count) / RATE_HZ) + 1e-9)
        case "inter-sample bursts":
            signal = np.zeros(count)
            for place in rng.integers(0, count - 300, 20):
                length = int(rng.integers(2, 300))
                quarter = np.pi / 2 * np.arange(length) + np.pi / 4
                signal[place : place + length] = np.sin(quarter)
            return signal
        case "full-scale noise":
            return rng.uniform(-1, 1, count)
        case "clipped noise":
            return np.clip(rng.standard_normal(count) * 2, -1, 1)
        case "alternating samples":
            return np.where(np.arange(count) % 2, 1.0, -1.0) * (rng.random(count) < 0.9)
        case _:
            signal = np.zeros(count)
            signal[[0, count // 2, count - 1]] = 1.0
            return signal


KINDS = (
    "square edges",
    "inter-sample bursts",
    "full-scale noise",
    "clipped noise",
    "alternating samples",
    "single samples at both ends",
)


@settings(max_examples=20, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    seed=st.integers(0, 99),
    ceiling=st.sampled_from((-0.1, -1.0, -3.3, -15.0)),
    look_ahead=st.sampled_from((0.001, 0.005, 0.02)),
    edges=st.lists(st.integers(0, 30_000), max_size=4),
)
def test_a_limited_stream_stays_under_its_ceiling_on_hostile_material(
    kind: str, seed: int, ceiling: float, look_ahead: float, edges: list[int]
) -> None:
    count = 30_000
    samples = np.stack([_hostile(kind, seed, count), 0.3 * _hostile("full-scale noise", seed + 1, count)], axis=1)
    limiter = Limiter(ceiling_dbtp=ceiling, look_ahead_seconds=look_ahead, release_seconds=0.05)
    result = worked(limiter, samples, material(("L", "R"), count), edges)
    table = scan_array(result, RATE_HZ)
    for peaks in (table.true_peak, table.standard_true_peak, table.fine_true_peak):
        assert 20 * np.log10(peaks.max()) <= ceiling + 0.05
    level = 20 * np.log10(table.fine_true_peak.max())
    # Not by turning everything down: where it has to work at all, the finer meter reads the ceiling.
    assert level >= ceiling - 0.2


def test_a_limiter_with_nothing_to_do_changes_no_bit() -> None:
    samples = mix(2)
    result = worked(Limiter(ceiling_dbtp=-0.1), samples * 0.5, material(("L", "R"), len(samples)))
    assert np.array_equal(result, samples * 0.5)


def test_a_limiter_moves_its_gain_smoothly_and_recovers_in_its_time() -> None:
    count = RATE_HZ * 2
    samples = np.full((count, 1), 0.25)
    samples[RATE_HZ // 2] = 1.0
    limiter = Limiter(ceiling_dbtp=-6.0, look_ahead_seconds=0.005, release_seconds=0.2)
    gain = worked(limiter, samples, material(("M",), count))[:, 0] / samples[:, 0]
    reduction = -20 * np.log10(gain)
    assert np.abs(np.diff(reduction)).max() < 0.1, "no step between two samples is heard"
    deepest = reduction.max()
    assert deepest == pytest.approx(6.0, abs=0.3)
    after_one = reduction[RATE_HZ // 2 + round(0.2 * RATE_HZ)]
    assert after_one == pytest.approx(deepest / np.e, rel=0.05)
    assert reduction[: RATE_HZ // 2 - round(0.006 * RATE_HZ)].max() == 0.0


def test_linked_channels_share_a_gain_and_others_do_not() -> None:
    samples = 0.25 * np.ones((20_000, 3))
    samples[10_000, 0] = 1.0
    what = material(("L", "R", "C"), 20_000)
    linked = worked(Limiter(ceiling_dbtp=-6.0), samples, what)
    assert np.array_equal(linked[:9_000], samples[:9_000])
    assert linked[10_000, 2] < 0.2
    grouped = worked(Limiter(ceiling_dbtp=-6.0, groups=(("L", "R"),)), samples, what)
    assert grouped[10_000, 1] < 0.2
    assert np.array_equal(grouped[:, 2], samples[:, 2])


@settings(max_examples=30, deadline=None)
@given(head=st.integers(0, 3_000), tail=st.integers(0, 3_000))
def test_what_was_padded_can_be_cut_again(head: int, tail: int) -> None:
    samples = np.random.default_rng(head).uniform(-1, 1, (5_000, 2))
    what = material(("L", "R"), 5_000)
    padding = TrimPad(head_samples=head, tail_samples=tail)
    padded = worked(padding, samples, what)
    assert not padded[:head].any()
    assert not padded[len(padded) - tail :].any() or tail == 0
    cutting = TrimPad(head_samples=-head, tail_samples=-tail)
    assert np.array_equal(worked(cutting, padded, material_after(what, [padding])), samples)


@settings(max_examples=20, deadline=None)
@given(level=st.floats(-1.5, 1.5), seed=st.integers(0, 999))
def test_dither_leaves_no_trace_of_the_signal_in_its_error(level: float, seed: int) -> None:
    """Triangular dither of +-1 step: the error has mean 0 and a power of a quarter of a step squared, always.

    Lipshitz, Wannamaker and Vanderkooy (1992).
    """
    step = 2.0**-15
    samples = np.full((200_000, 1), level * step + 1e-12)
    error = worked(WordLengthChange(to_bits=16, dither_seed=seed), samples, material(("M",), 200_000)) - samples
    assert error.mean() / step == pytest.approx(0.0, abs=0.01)
    assert (error**2).mean() / step**2 == pytest.approx(0.25, abs=0.01)


def test_dither_is_seeded_and_leaves_silence_silent() -> None:
    samples = mix(4, seconds=2.5)
    what = material(("L", "R"), len(samples))
    one = worked(WordLengthChange(to_bits=16, dither_seed=1), samples, what)
    assert np.array_equal(one, worked(WordLengthChange(to_bits=16, dither_seed=1), samples, what))
    assert not np.array_equal(one, worked(WordLengthChange(to_bits=16, dither_seed=2), samples, what))
    assert not one[samples == 0.0].any()


def test_words_that_grow_longer_stay_what_they_are() -> None:
    words = np.random.default_rng(0).integers(-(2**15), 2**15, (1_000, 2)) / 2.0**15
    assert np.array_equal(worked(WordLengthChange(to_bits=24), words, material(("L", "R"), 1_000)), words)


def test_a_matrix_encoded_fold_down_turns_surrounds_by_ninety_degrees() -> None:
    count = RATE_HZ
    labels = LAYOUTS["5.1"].labels
    for hertz in (60.0, 1_000.0, 15_000.0):
        samples = np.zeros((count, 6))
        samples[:, labels.index("Ls")] = np.cos(2 * np.pi * hertz * np.arange(count) / RATE_HZ)
        folded = worked(lt_rt(labels), samples, material(labels, count))
        middle = slice(count // 4, 3 * count // 4)
        expected = 0.7071 * np.sin(2 * np.pi * hertz * np.arange(count) / RATE_HZ)
        assert np.abs(folded[middle, 0] + expected[middle]).max() < 0.012, "within 0.15 dB"
        assert np.abs(folded[middle, 1] - expected[middle]).max() < 0.012


def test_shares_of_a_client_are_taken_as_they_are() -> None:
    fold = lo_ro(LAYOUTS["5.1"].labels).model_copy(update={"shares": {"C": (0.5, 0.25)}, "attenuation_db": 6.0})
    samples = np.zeros((10, 6))
    samples[:, 2] = 1.0
    folded = worked(fold, samples, material(LAYOUTS["5.1"].labels, 10))
    assert folded[0].tolist() == pytest.approx([0.5 * 10 ** (-6 / 20), 0.25 * 10 ** (-6 / 20)])


@pytest.mark.parametrize(("layout", "correction"), CORRECTIONS, ids=lambda value: getattr(value, "kind", value))
def test_transparent_corrections_change_no_sample_that_remains(layout: str, correction: AnyCorrection) -> None:
    samples = mix(6, layout, seconds=3.0)
    what = material(LAYOUTS[layout].labels, len(samples))
    words = np.rint(samples * 2.0**23) / 2.0**23
    result = worked(correction, words, what)
    if correction.grade is CorrectionGrade.TRANSPARENT and not isinstance(correction, SyncPopInsertion | TrimPad):
        assert sorted(result.sum(axis=0)) == pytest.approx(sorted(words.sum(axis=0)), abs=0)
        assert sorted(map(bytes, np.ascontiguousarray(result.T))) == sorted(map(bytes, np.ascontiguousarray(words.T)))


def test_every_kind_of_correction_is_held_to_its_forecast() -> None:
    kinds = {correction.kind for _, correction in CORRECTIONS}
    assert kinds == set(ORDER)


def _measured(samples: Samples, layout: str) -> Measurements:
    return measure(programme(samples, layout), OPTIONS)


def test_relabelling_to_other_weights_is_not_foreseen() -> None:
    """Side and rear surrounds weigh 1.41 and 1.00 (BS.1770-5 Annex 3)."""
    measured = _measured(mix(8, "7.1", seconds=3.0), "7.1")
    forecast = predict(
        Relabel(labels=LAYOUTS["7.1-wave"].labels),
        MeasuredMaterial(measurements=measured, material=material_of(measured)),
    )
    assert forecast.tolerances["integrated_lkfs"] is None
    assert forecast.measurements.integrated_lkfs is None
    assert forecast.measurements.reasons["integrated_lkfs"] == message("forecast.other-weights")
    assert layout_of(forecast.measurements.channel_labels).name == "7.1-wave"
