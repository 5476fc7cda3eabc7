import numpy as np
import pytest
from scipy.signal import resample_poly

from mixgate.demo import faults
from mixgate.demo.faults import Canvas
from specs.vocabulary import LAYOUTS

ORIGIN = 480_000
LABELS = LAYOUTS["5.1"].labels


@pytest.fixture
def canvas() -> Canvas:
    noise = np.random.default_rng(1).standard_normal((48_000, 6)) * 0.05
    samples = (np.rint(noise * 2**23) / 2**23).astype(np.float32)
    return Canvas(samples=samples, labels=LABELS, origin_sample=ORIGIN)


def changed(before: np.ndarray, canvas: Canvas) -> tuple[int, int, list[str]]:
    """First and end sample, and the channels, in which something changed; samples of the programme."""
    different = before != canvas.samples
    rows = np.flatnonzero(different.any(axis=1))
    columns = np.flatnonzero(different.any(axis=0))
    return int(rows[0]) + ORIGIN, int(rows[-1]) + 1 + ORIGIN, [LABELS[column] for column in columns]


def on_lattice(samples: np.ndarray) -> bool:
    words = samples.astype(np.float64) * 2**23
    return bool(np.array_equal(words, np.rint(words)) and words.max() <= 2**23 - 1 and words.min() >= -(2**23))


@pytest.mark.parametrize("level", [-1.4, 0.3, 1.6])
def test_a_true_peak_over_reads_what_is_stated_and_no_sample_shows_it(canvas: Canvas, level: float) -> None:
    before = canvas.samples.copy()
    fault = faults.plant_true_peak_over(canvas, "L", 0.5, level)
    assert fault.stretch is not None
    assert changed(before, canvas) == (fault.stretch.start_sample, fault.stretch.end_sample, ["L"])
    fine = resample_poly(canvas.samples[:, 0].astype(np.float64), 16, 1)
    assert 20 * np.log10(np.abs(fine).max()) == pytest.approx(level, abs=0.05)
    assert fault.size == level
    assert 20 * np.log10(np.abs(canvas.samples).max()) == pytest.approx(level - 3.01, abs=0.05)
    assert on_lattice(canvas.samples)


def test_a_dropout_is_digital_silence_of_the_stated_length(canvas: Canvas) -> None:
    before = canvas.samples.copy()
    fault = faults.plant_dropout(canvas, "Ls", 0.25, 24_000)
    assert changed(before, canvas) == (ORIGIN + 12_000, ORIGIN + 36_000, ["Ls"])
    assert not canvas.samples[12_000:36_000, 4].any()
    assert (fault.size, fault.unit) == (500.0, "ms")


def test_clipping_counts_the_runs_it_made(canvas: Canvas) -> None:
    t = np.arange(4800) / 48_000
    canvas.samples[10_000:14_800, 2] = (0.2 * np.sin(2 * np.pi * 100 * t)).astype(np.float32)
    fault = faults.plant_clipping(canvas, "C", 10_000 / 48_000, 4800)
    voice = canvas.samples[10_000:14_800, 2]
    # Ten periods, each flat at both ends.
    assert fault.size == 20
    assert voice.max() == np.float32(1 - 2**-23)
    assert voice.min() == -1.0
    assert on_lattice(canvas.samples)
    longest = max(end - start for start, end in faults.clipped_runs(voice, 24))
    assert f"up to {longest} samples" in fault.text
    # A sine 6 dB over is flat while it is above a half: 2/3 of the time.
    assert longest == pytest.approx(240 * 2 / 3, abs=2)


def test_runs_of_two_samples_are_not_clipping() -> None:
    top = np.float32(1 - 2**-23)
    samples = np.array([0, top, top, 0, top, top, top, 0, -1, -1, -1, -1, top], dtype=np.float32)
    assert faults.clipped_runs(samples, 24) == [(4, 7), (8, 12)]


def test_clipping_silence_changes_nothing_and_says_so(canvas: Canvas) -> None:
    canvas.samples[:, 2] = 0.0
    assert faults.plant_clipping(canvas, "C", 0.1, 1000).size == 0


def test_polarity_is_turned_and_can_be_turned_back(canvas: Canvas) -> None:
    before = canvas.samples.copy()
    fault = faults.plant_polarity(canvas, "R", 0.5, 9600)
    assert fault.size == pytest.approx(0.2)
    assert np.array_equal(canvas.samples[24_000:33_600, 1], -before[24_000:33_600, 1])
    canvas.samples[24_000:33_600, 1] *= -1
    assert np.array_equal(canvas.samples, before)


def test_a_fault_at_the_end_is_cut_and_says_how_long_it_is(canvas: Canvas) -> None:
    fault = faults.plant_dropout(canvas, "C", 0.99, 24_000)
    assert fault.stretch is not None
    assert (fault.stretch.start_sample, fault.stretch.end_sample) == (ORIGIN + 47_520, ORIGIN + 48_000)
    assert fault.size == 10.0
