"""Rounding is half-even, and nothing is clipped silently."""

from __future__ import annotations

import numpy as np
import pytest

from specs.errors import RefusedError
from validator.containers.facts import SampleFormat
from validator.containers.wave.encode import encode
from validator.containers.wave.fmt import WaveFormat, wave_format


def mono(sample_format: SampleFormat) -> WaveFormat:
    return wave_format(sample_format, channel_count=1, sample_rate_hz=48000)


def column(*values: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(values, np.float64).reshape(-1, 1)


def test_halves_are_rounded_to_even() -> None:
    step = 2.0**-15
    written = encode(column(0.5 * step, 1.5 * step, 2.5 * step, -0.5 * step, -1.5 * step), mono(SampleFormat.S16))
    assert np.frombuffer(written, "<i2").tolist() == [0, 2, 2, 0, -2]


@pytest.mark.parametrize(
    ("sample_format", "lowest", "highest"),
    [
        (SampleFormat.U8, b"\x00", b"\xff"),
        (SampleFormat.S16, b"\x00\x80", b"\xff\x7f"),
        (SampleFormat.S24, b"\x00\x00\x80", b"\xff\xff\x7f"),
        (SampleFormat.S32, b"\x00\x00\x00\x80", b"\xff\xff\xff\x7f"),
    ],
)
def test_the_ends_of_the_range_are_written_and_one_step_more_is_refused(
    sample_format: SampleFormat, lowest: bytes, highest: bytes
) -> None:
    step = 2.0 ** (1 - 8 * sample_format.bytes_per_sample)
    wave = mono(sample_format)
    assert encode(column(-1.0, 1.0 - step), wave) == lowest + highest
    for beyond in (1.0, -1.0 - step, np.nan, np.inf):
        with pytest.raises(RefusedError, match="does not fit") as refusal:
            encode(column(0.0, beyond), wave)
        assert "sample 1 of this block, channel 1" in str(refusal.value)


@pytest.mark.parametrize(
    ("sample_format", "bits", "said"),
    [
        (SampleFormat.U8, 8, "-1 to 0.9921875 for 8 bits"),
        (SampleFormat.S16, 16, "-1 to 0.999969482 for 16 bits"),
        (SampleFormat.S24, 20, "-1 to 0.999998093 for 20 bits"),
    ],
)
def test_what_would_fit_is_told(sample_format: SampleFormat, bits: int, said: str) -> None:
    wave = WaveFormat(sample_format=sample_format, channel_count=1, sample_rate_hz=48000, valid_bits=bits)
    with pytest.raises(RefusedError) as refusal:
        encode(column(1.0, 2.0), wave)
    assert (refusal.value.expected, refusal.value.found) == (said, "1, and 1 more")


def test_valid_bits_lie_at_the_top_of_the_container() -> None:
    wave = WaveFormat(sample_format=SampleFormat.S24, channel_count=1, sample_rate_hz=48000, valid_bits=20)
    assert encode(column(2.0**-19, 0.5), wave) == b"\x10\x00\x00" + b"\x00\x00\x40"
    with pytest.raises(RefusedError):
        encode(column(1.0 - 2.0**-23), wave)


def test_floating_point_may_exceed_full_scale_but_must_be_finite() -> None:
    assert encode(column(1.5), mono(SampleFormat.F32)) == np.array([1.5], "<f4").tobytes()
    assert encode(column(-3.25), mono(SampleFormat.F64)) == np.array([-3.25], "<f8").tobytes()
    for value in (np.nan, np.inf, 1e300):
        with pytest.raises(RefusedError):
            encode(column(value), mono(SampleFormat.F32))


@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_the_order_of_an_array_in_memory_does_not_matter(sample_format: SampleFormat) -> None:
    wave = wave_format(sample_format, channel_count=3, sample_rate_hz=48000)
    samples = np.arange(-12, 12, dtype=np.float64).reshape(8, 3) / 16
    assert encode(np.asfortranarray(samples), wave) == encode(samples, wave)
    assert encode(samples[::2], wave) == encode(samples[::2].copy(), wave)
