"""However a programme is cut, read and released, it is the same programme."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.audio.decode import decode, decode_plane
from validator.audio.digests import DigestSet
from validator.audio.programme import open_programme
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.riff import Chunk
from validator.containers.wave.writer import Form, WaveWriter

FORMS: list[Form] = ["auto", "RIFF", "RF64", "BW64"]


@settings(max_examples=80, deadline=None)
@given(data=st.data(), sample_format=st.sampled_from(SampleFormat), form=st.sampled_from(FORMS))
def test_cut_anywhere_the_samples_and_digests_are_the_same(
    data: st.DataObject, sample_format: SampleFormat, form: Form
) -> None:
    channels, count = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 200))
    steps = np.random.default_rng(data.draw(st.integers(0, 9))).integers(-128, 128, (count, channels))
    samples = np.asarray(steps, np.float64) / 128
    before = [Chunk(id="Fake", payload=data.draw(st.binary(max_size=9)))]
    after = [Chunk(id="axml", payload=data.draw(st.binary(max_size=9)))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.wav")
        wave = wave_format(sample_format, channel_count=channels, sample_rate_hz=48000)
        with WaveWriter(path, wave, before=before, after=after, form=form) as writer:
            split = data.draw(st.integers(0, count))
            writer.write(samples[:split])
            writer.write(samples[split:])
        programme = open_programme([path])
        assert programme.files[0].notes == ()
        pieces = []
        with DigestSet(["sha1", "xxh3"]) as digests:
            for segment in programme.segments(
                segment_samples=data.draw(st.integers(1, 250)),
                preroll_samples=data.draw(st.integers(0, 250)),
                digests=digests,
                buffers=data.draw(st.integers(1, 3)),
            ):
                decoded = decode_plane(segment.planes[0])
                begin = segment.start_sample - segment.preroll_samples
                assert np.array_equal(decoded, samples[begin : segment.start_sample + segment.sample_count])
                assert np.array_equal(decode(segment.planes[0], channels - 1), decoded[:, -1])
                pieces.append(decoded[segment.preroll_samples :])
                segment.release()
            assert np.array_equal(np.concatenate(pieces), samples)
            assert digests.results()[path]["sha1"] == hashlib.sha1(path.read_bytes()).hexdigest()
