"""The first bytes decide what a file is, and what cannot be read is refused in plain words."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from specs.errors import MediaError
from validator.audio.sound_file import open_file
from validator.containers.facts import SampleFormat
from validator.containers.wave.riff import Chunk, build_riff

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.validator.conftest import MakeNoise, MakeWave


def plain_fmt(*, tag: int = 1, channels: int = 1, rate: int = 48000, bits: int = 16) -> Chunk:
    frame = channels * bits // 8
    return Chunk(id="fmt ", payload=struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits))


def test_a_wrong_extension_does_not_matter(make_wave: MakeWave, noise: MakeNoise) -> None:
    path = make_wave("film.flac", noise(10, 2))
    assert open_file(path).facts.container == "WAV"


def test_facts_of_a_wave_file(make_wave: MakeWave, noise: MakeNoise) -> None:
    facts = open_file(str(make_wave("a.wav", noise(10, 6), mask=0x3F))).facts
    assert facts.name == "a.wav"
    assert (facts.sample_rate_hz, facts.channel_count, facts.sample_count) == (48000, 6, 10)
    assert facts.channel_labels == ("L", "R", "C", "LFE", "Ls", "Rs")
    assert facts.notes == ()


@pytest.mark.parametrize(
    ("container", "subtype", "sample_format", "bits"),
    [
        ("FLAC", "PCM_16", SampleFormat.S32, 16),
        ("FLAC", "PCM_24", SampleFormat.S32, 24),
        ("AIFF", "PCM_24", SampleFormat.S32, 24),
        ("AIFF", "FLOAT", SampleFormat.F64, 32),
        ("W64", "PCM_32", SampleFormat.S32, 32),
        ("CAF", "PCM_24", SampleFormat.S32, 24),
        ("CAF", "ALAC_24", SampleFormat.S32, 24),
        ("CAF", "DOUBLE", SampleFormat.F64, 64),
        ("AU", "PCM_16", SampleFormat.S32, 16),
    ],
)
def test_other_containers_say_their_true_word_length(
    tmp_path: Path, container: str, subtype: str, sample_format: SampleFormat, bits: int
) -> None:
    path = tmp_path / "sound.raw"
    soundfile.write(path, np.zeros((64, 2)), 48000, format=container, subtype=subtype)
    facts = open_file(path).facts
    assert (facts.container, facts.sample_format, facts.word_length_bits) == (container, sample_format, bits)
    assert (facts.sample_rate_hz, facts.channel_count, facts.sample_count) == (48000, 2, 64)


def test_big_endian_wave_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.full((8, 1), 0.5), 48000, format="WAV", subtype="PCM_16", endian="BIG")
    assert open_file(path).facts.container == "RIFX"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"ID3\x04" + bytes(20), "an ID3 tag, as MP3 has, a lossy format"),
        (b"\xff\xfb\x90\x00" + bytes(20), "MP3, a lossy format"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(20), "MP4 or MOV"),
        (b"OggS" + bytes(20), "Ogg"),
        (b"hello", "not in a format that is read"),
        (b"RIFF", "not a RIFF"),
        (b"RIFF\x24\x00\x00\x00WAVE", "no fmt chunk"),
        (b"fLaC" + bytes(10), "libsndfile cannot read"),
        (b"caff" + bytes(10), "libsndfile cannot read"),
        (b"FORM\x00\x00\x00\x04AIFF", "libsndfile cannot read"),
    ],
    ids=["empty", "id3", "mp3", "m4a", "ogg", "text", "magic only", "header only", "flac", "caf", "aiff"],
)
def test_what_is_not_sound_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(MediaError) as refusal:
        open_file(path)
    assert words in str(refusal.value)
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize(("container", "subtype"), [("WAV", "ULAW"), ("AU", "ALAW"), ("W64", "IMA_ADPCM")])
def test_a_lossy_codec_is_refused_by_name(tmp_path: Path, container: str, subtype: str) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros((640, 1)), 48000, format=container, subtype=subtype)
    with pytest.raises(MediaError, match="codec that is not read") as refusal:
        open_file(path)
    assert refusal.value.found is not None


@pytest.mark.parametrize(("rate", "fine"), [(7999, False), (8000, True), (768000, True), (768001, False)])
def test_the_sample_rate_has_bounds(make_wave: MakeWave, noise: MakeNoise, rate: int, fine: bool) -> None:
    path = make_wave("a.wav", noise(4, 1), rate=rate)
    if fine:
        assert open_file(path).facts.sample_rate_hz == rate
    else:
        with pytest.raises(MediaError, match="sample rate is out of bounds"):
            open_file(path)


@pytest.mark.parametrize(("channels", "fine"), [(256, True), (257, False)])
def test_the_number_of_channels_has_bounds(tmp_path: Path, channels: int, fine: bool) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(build_riff([plain_fmt(channels=channels), Chunk(id="data", payload=bytes(channels * 2))]))
    if fine:
        assert open_file(path).facts.channel_count == channels
    else:
        with pytest.raises(MediaError, match="number of channels is out of bounds"):
            open_file(path)


def test_a_file_that_is_not_there_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="cannot be read") as refusal:
        open_file(tmp_path / "no.wav")
    assert refusal.value.found == "No such file or directory"
    with pytest.raises(MediaError, match="folder"):
        open_file(tmp_path)
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(MediaError, match="regular file"):
        open_file(tmp_path / "pipe.wav")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_refused(make_wave: MakeWave, noise: MakeNoise) -> None:
    path = make_wave("a.wav", noise(4, 1))
    path.chmod(0)
    with pytest.raises(MediaError, match="cannot be read"):
        open_file(path)
