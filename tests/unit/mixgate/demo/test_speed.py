import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from mixgate.demo.speed import DemoSpeedChange

PAL = Fraction(25025, 24000)
SIGNAL = np.random.default_rng(5).standard_normal((9001, 2)).astype(np.float32)


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(0, len(SIGNAL)), max_size=6))
def test_where_a_programme_is_cut_changes_nothing(cuts: list[int]) -> None:
    speed = DemoSpeedChange(PAL, 2)
    edges = [0, *sorted(cuts), len(SIGNAL)]
    output = [speed.push(SIGNAL[a:b]) for a, b in itertools.pairwise(edges)]
    joined = np.concatenate([*output, speed.finish()])
    assert np.array_equal(joined, resample_poly(SIGNAL, 960, 1001, axis=0))


@pytest.mark.parametrize("ratio", [PAL, Fraction(24000, 25025), Fraction(1001, 1000)])
def test_a_tone_gets_shorter_and_higher_by_the_ratio(ratio: Fraction) -> None:
    hertz, count = 1000.0, 48_000
    tone = np.sin(2 * np.pi * hertz * np.arange(count) / 48_000).astype(np.float32)[:, None]
    speed = DemoSpeedChange(ratio, 1)
    output = np.concatenate([speed.push(tone), speed.finish()])[:, 0]
    assert len(output) == -(-count * ratio.denominator // ratio.numerator)
    spectrum = np.abs(np.fft.rfft(output * np.hanning(len(output)), 1 << 20))
    assert np.argmax(spectrum) * 48_000 / (1 << 20) == pytest.approx(hertz * float(ratio), abs=0.1)
