"""Bytes become numbers exactly."""

from __future__ import annotations

import numpy as np
import pytest

from validator.audio.decode import decode, decode_plane, encode_plane, narrow_plane, summed_plane
from validator.audio.segment import PAD_BYTES, Plane
from validator.containers.facts import SampleFormat


def plane(raw: bytes, sample_format: SampleFormat, channels: int) -> Plane:
    # What lies in the pad must not leak into the first 24-bit sample.
    data = np.frombuffer(b"\xff" * PAD_BYTES + raw, np.uint8)
    return Plane(data=data, sample_format=sample_format, channel_count=channels)


@pytest.mark.parametrize(
    ("sample_format", "raw", "values"),
    [
        (SampleFormat.U8, bytes([0, 64, 128, 255]), [-1.0, -0.5, 0.0, 127 / 128]),
        (SampleFormat.S16, np.array([-32768, -1, 0, 32767], "<i2").tobytes(), [-1.0, -(2.0**-15), 0.0, 1 - 2.0**-15]),
        (
            SampleFormat.S24,
            bytes.fromhex("000080 ffffff 010000 ffff7f"),
            [-1.0, -(2.0**-23), 2.0**-23, 1 - 2.0**-23],
        ),
        (SampleFormat.S32, np.array([-(2**31), -1, 0, 2**31 - 1], "<i4").tobytes(), [-1, -(2**-31), 0, 1 - 2**-31]),
        (SampleFormat.F32, np.array([-1.5, 0.25, 0.0, 1.0], "<f4").tobytes(), [-1.5, 0.25, 0.0, 1.0]),
        (SampleFormat.F64, np.array([-1.5, 0.1, 0.0, 1.0], "<f8").tobytes(), [-1.5, 0.1, 0.0, 1.0]),
    ],
)
def test_full_scale_is_one_and_every_value_exact(sample_format: SampleFormat, raw: bytes, values: list[float]) -> None:
    decoded = decode_plane(plane(raw, sample_format, 2))
    assert decoded.dtype == np.float64
    assert decoded.tolist() == np.array(values, np.float64).reshape(2, 2).tolist()
    narrow = narrow_plane(plane(raw, sample_format, 2))
    assert narrow.tolist() == decoded.tolist()
    assert (narrow.dtype == np.float64) == (sample_format in {SampleFormat.S32, SampleFormat.F64})
    assert decode(plane(raw, sample_format, 2), 1).tolist() == decoded[:, 1].tolist()


def test_an_empty_plane_has_no_samples() -> None:
    assert decode_plane(plane(b"", SampleFormat.S24, 3)).shape == (0, 3)


@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_sums_of_channels_are_those_of_the_samples(sample_format: SampleFormat) -> None:
    rng = np.random.default_rng(3)
    samples = np.clip(0.3 * rng.standard_normal((20_000, 6)), -1.0, 1.0 - 2.0**-7)
    held = encode_plane(samples, sample_format)
    gains = np.array([[1, 1, 0, 0, 1, 1], [0.5, -0.5, 0, 0, 0.7071, -0.7071], [0, 0, 0, 0, 0, 0]], np.float32)
    sums = summed_plane(held, gains)
    assert sums.dtype == np.float32
    assert np.abs(sums - (decode_plane(held) @ gains.T).T).max() < 1e-6


@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_the_sum_of_silent_channels_is_silent_beside_a_loud_one(sample_format: SampleFormat) -> None:
    samples = np.zeros((1000, 2))
    samples[:, 0] = np.random.default_rng(4).uniform(-1.0, 0.9, 1000)
    assert not summed_plane(encode_plane(samples, sample_format), np.array([[0.0, 1.0]], np.float32)).any()
