"""Segments: every sample once, pre-roll from before, a bounded number of buffers."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from specs.errors import MediaError
from validator.audio.decode import decode_plane
from validator.audio.programme import open_programme
from validator.audio.segment import PAD_BYTES
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.riff import Chunk, Ds64, build_chunk, build_ds64
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.validator.conftest import MakeNoise, MakeWave
    from validator.audio.segment import Segment


def read_to_the_end(segments: Iterator[Segment]) -> None:
    for segment in segments:
        segment.release()


@pytest.mark.parametrize("sample_format", list(SampleFormat))
@pytest.mark.parametrize(("segment", "preroll"), [(100, 30), (7, 20), (1, 1), (1000, 10), (333, 0)])
def test_segments_cover_the_programme_with_their_pre_roll(
    make_wave: MakeWave, noise: MakeNoise, sample_format: SampleFormat, segment: int, preroll: int
) -> None:
    samples = noise(333, 3)
    programme = open_programme([make_wave("a.wav", samples, sample_format=sample_format)])
    expected_start = 0
    for found in programme.segments(segment_samples=segment, preroll_samples=preroll, buffers=1):
        assert found.start_sample == expected_start
        assert found.preroll_samples == min(preroll, expected_start)
        (plane,) = found.planes
        assert plane.sample_format is sample_format
        begin = found.start_sample - found.preroll_samples
        end = found.start_sample + found.sample_count
        assert np.array_equal(decode_plane(plane), samples[begin:end])
        assert len(plane.data) == PAD_BYTES + (end - begin) * 3 * sample_format.bytes_per_sample
        expected_start = end
        found.release()
    assert expected_start == 333


@pytest.mark.parametrize(("container", "subtype"), [("FLAC", "PCM_24"), ("AIFF", "FLOAT"), ("W64", "PCM_16")])
def test_decoded_files_come_in_the_same_segments(
    tmp_path: Path, noise: MakeNoise, container: str, subtype: str
) -> None:
    samples = noise(333, 2)
    path = tmp_path / "a"
    soundfile.write(path, samples, 48000, format=container, subtype=subtype)
    programme = open_programme([path])
    for found in programme.segments(segment_samples=100, preroll_samples=30):
        begin = found.start_sample - found.preroll_samples
        assert np.array_equal(decode_plane(found.planes[0]), samples[begin : found.start_sample + found.sample_count])
        found.release()


def test_planes_cannot_be_written_to(make_wave: MakeWave, noise: MakeNoise) -> None:
    programme = open_programme([make_wave("a.wav", noise(10, 1))])
    (segment,) = programme.segments(segment_samples=10, preroll_samples=0)
    with pytest.raises(ValueError, match="read-only"):
        segment.planes[0].data[0] = 1


def test_progress_counts_samples_read(make_wave: MakeWave, noise: MakeNoise) -> None:
    programme = open_programme([make_wave("a.wav", noise(250, 1))])
    seen: list[int] = []
    for segment in programme.segments(segment_samples=100, preroll_samples=0, progress=seen.append):
        segment.release()
    assert seen == [100, 200, 250]


def test_no_more_segments_are_out_than_there_are_buffers(make_wave: MakeWave, noise: MakeNoise) -> None:
    programme = open_programme([make_wave("a.wav", noise(400, 1))])
    segments = programme.segments(segment_samples=100, preroll_samples=0, buffers=2)
    first, _ = next(segments), next(segments)
    third_arrived = threading.Event()

    def read_third() -> None:
        next(segments)
        third_arrived.set()

    thread = threading.Thread(target=read_third)
    thread.start()
    assert not third_arrived.wait(0.05)
    first.release()
    assert third_arrived.wait(5)
    thread.join()


def test_buffers_are_used_again(make_wave: MakeWave, noise: MakeNoise) -> None:
    programme = open_programme([make_wave("a.wav", noise(1000, 1))])
    bases = set()
    for segment in programme.segments(segment_samples=10, preroll_samples=5, buffers=3):
        bases.add(segment.planes[0].data.ctypes.data)
        segment.release()
    assert len(bases) == 1


def test_releasing_twice_gives_one_buffer_back(make_wave: MakeWave, noise: MakeNoise) -> None:
    programme = open_programme([make_wave("a.wav", noise(300, 1))])
    segments = programme.segments(segment_samples=100, preroll_samples=0, buffers=2)
    first = next(segments)
    first.release()
    first.release()
    second, third = next(segments), next(segments)
    assert second.planes[0].data.ctypes.data != third.planes[0].data.ctypes.data


def test_a_file_that_shrinks_while_it_is_read_is_refused(make_wave: MakeWave, noise: MakeNoise) -> None:
    path = make_wave("a.wav", noise(1000, 1))
    segments = open_programme([path]).segments(segment_samples=10, preroll_samples=0)
    next(segments).release()
    with path.open("r+b") as file:
        file.truncate(500)
    with pytest.raises(MediaError, match="changed while it was read"):
        read_to_the_end(segments)


@pytest.mark.parametrize("container", ["WAV", "FLAC"])
def test_a_file_that_changes_before_it_is_read_is_refused(tmp_path: Path, noise: MakeNoise, container: str) -> None:
    path = tmp_path / "a"
    soundfile.write(path, noise(100, 1), 48000, format=container, subtype="PCM_24")
    programme = open_programme([path])
    with path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(MediaError, match="changed"):
        next(programme.segments(segment_samples=10, preroll_samples=0))


@pytest.mark.parametrize("container", ["WAV", "FLAC"])
def test_a_file_that_goes_away_before_it_is_read_is_refused(tmp_path: Path, noise: MakeNoise, container: str) -> None:
    path = tmp_path / "a"
    soundfile.write(path, noise(100, 1), 48000, format=container, subtype="PCM_24")
    programme = open_programme([path])
    path.unlink()
    with pytest.raises(MediaError, match="cannot be read"):
        next(programme.segments(segment_samples=10, preroll_samples=0))


def test_a_damaged_compressed_file_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    samples = np.random.default_rng(3).uniform(-0.5, 0.5, (50_000, 1))
    soundfile.write(path, samples, 48000, format="FLAC", subtype="PCM_24")
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 400] = bytes(400)
    path.write_bytes(bytes(raw))
    segments = open_programme([path]).segments(segment_samples=1000, preroll_samples=0)
    with pytest.raises(MediaError, match=r"ends before|cannot be decoded|cannot read"):
        read_to_the_end(segments)


@pytest.mark.parametrize(("segment", "preroll", "buffers"), [(0, 0, 1), (10, -1, 1), (10, 0, 0)])
def test_impossible_cuts_are_errors_of_the_caller(
    make_wave: MakeWave, noise: MakeNoise, segment: int, preroll: int, buffers: int
) -> None:
    programme = open_programme([make_wave("a.wav", noise(10, 1))])
    with pytest.raises(ValueError, match="segment needs"):
        programme.segments(segment_samples=segment, preroll_samples=preroll, buffers=buffers)


def test_blocks_are_the_programme_as_numbers_from_any_sample(make_wave: MakeWave, noise: MakeNoise) -> None:
    samples = noise(1000, 2)
    programme = open_programme([make_wave("a.wav", samples)])
    assert np.array_equal(np.concatenate(list(programme.blocks(block_samples=300))), samples)
    part = list(programme.blocks(block_samples=64, start_sample=100, sample_count=200))
    assert [len(block) for block in part] == [64, 64, 64, 8]
    assert np.array_equal(np.concatenate(part), samples[100:300])
    assert list(programme.blocks(start_sample=1000)) == []
    assert len(next(programme.blocks(start_sample=990, sample_count=100))) == 10


def test_blocks_of_a_decoded_file_begin_at_any_sample(tmp_path: Path, noise: MakeNoise) -> None:
    samples = noise(10_000, 2)
    path = tmp_path / "a.flac"
    soundfile.write(path, samples, 48000, subtype="PCM_24")
    (block,) = open_programme([path]).blocks(start_sample=7000, sample_count=500)
    assert np.array_equal(block, samples[7000:7500])


def test_the_end_of_a_file_beyond_4_gib_is_reached(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    wave = wave_format(SampleFormat.S32, channel_count=2, sample_rate_hz=48000)
    with WaveWriter(path, wave, form="BW64") as writer:
        writer.write_bytes(bytes(8))
    header = path.read_bytes()[:-8]
    count = 700_000_000
    sizes = build_chunk(Chunk(id="ds64", payload=build_ds64(Ds64(riff_bytes=0, data_bytes=count * 8))))
    with path.open("wb") as file:
        # The samples but the last are a hole that takes no room on the disk.
        file.write(header[:12] + sizes + header[12 + len(sizes) :])
        file.seek((count - 1) * 8, os.SEEK_CUR)
        file.write(b"\0\0\0\x40\0\0\0\xc0")
    programme = open_programme([path])
    assert programme.sample_count == count
    (block,) = programme.blocks(start_sample=count - 2)
    assert block.tolist() == [[0.0, 0.0], [0.5, -0.5]]
