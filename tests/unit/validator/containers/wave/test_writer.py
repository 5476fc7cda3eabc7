"""The writer: whole files that other programs read, or nothing at all."""

from __future__ import annotations

import struct
import wave as stdlib_wave
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from specs.errors import RefusedError, UsageError
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import WaveFormat, wave_format
from validator.containers.wave.riff import Chunk
from validator.containers.wave.walk import walk
from validator.containers.wave.writer import RIFF_LIMIT_BYTES, Form, WaveWriter

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.containers.wave.walk import RiffWalk

STEREO_24 = wave_format(SampleFormat.S24, channel_count=2, sample_rate_hz=48000)


def noise(samples: int, channels: int, bits: int = 16) -> NDArray[np.float64]:
    steps = 2 ** (bits - 1)
    generator = np.random.default_rng(7)
    whole: NDArray[np.int64] = generator.integers(-steps, steps, (samples, channels))
    return whole / float(steps)


def walked(path: Path) -> RiffWalk:
    with path.open("rb") as file:
        return walk(file, path.stat().st_size, where=str(path))


@pytest.mark.parametrize("form", ["auto", "RIFF", "RF64"])
@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_libsndfile_reads_every_format_back_exactly(tmp_path: Path, form: Form, sample_format: SampleFormat) -> None:
    samples = noise(101, 3, bits=8)
    path = tmp_path / "a.wav"
    with WaveWriter(
        path, wave_format(sample_format, channel_count=3, sample_rate_hz=44100, channel_mask=7), form=form
    ) as writer:
        writer.write(samples[:40])
        writer.write(samples[40:])
        assert writer.sample_count == 101
    read, rate = soundfile.read(path, always_2d=True)
    assert rate == 44100
    assert np.array_equal(read, samples)
    assert walked(path).notes == ()


@pytest.mark.parametrize("sample_format", [SampleFormat.S16, SampleFormat.S24])
def test_the_standard_library_reads_it_back(tmp_path: Path, sample_format: SampleFormat) -> None:
    path = tmp_path / "a.wav"
    raw = bytes(range(2 * 3 * 2 * 7))
    with WaveWriter(path, wave_format(sample_format, channel_count=2, sample_rate_hz=48000)) as writer:
        writer.write_bytes(raw)
    with stdlib_wave.open(str(path)) as reader:
        assert reader.getparams()[:3] == (2, sample_format.bytes_per_sample, 48000)
        assert reader.readframes(1000) == raw


def test_a_bw64_has_its_sizes_in_ds64(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with WaveWriter(path, STEREO_24, form="BW64", after=[Chunk(id="axml", payload=b"<a/>.")]) as writer:
        writer.write(noise(11, 2))
    raw = path.read_bytes()
    assert raw[:8] == b"BW64\xff\xff\xff\xff"
    assert raw[12:20] == b"ds64" + struct.pack("<I", 28)
    assert struct.unpack_from("<QQQ", raw, 20) == (len(raw) - 8, 66, 0)
    assert [chunk.id for chunk in walked(path).chunks] == ["ds64", "fmt ", "data", "axml"]
    assert walked(path).notes == ()


def test_chunks_are_kept_byte_for_byte_and_every_one_is_padded(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    mono = wave_format(SampleFormat.U8, channel_count=1, sample_rate_hz=48000)
    with WaveWriter(
        path, mono, before=[Chunk(id="Fake", payload=b"\x01\x02\x03")], after=[Chunk(id="dbmd", payload=b"123")]
    ) as writer:
        writer.write_bytes(b"\x80" * 5)
        writer.append_chunk(Chunk(id="last", payload=b"x"))
    raw = path.read_bytes()
    assert b"Fake\x03\x00\x00\x00\x01\x02\x03\x00data\x05\x00\x00\x00\x80\x80\x80\x80\x80\x00" in raw
    assert raw.endswith(b"dbmd\x03\x00\x00\x00123\x00last\x01\x00\x00\x00x\x00")
    assert struct.unpack_from("<I", raw, 4)[0] == len(raw) - 8
    assert walked(path).notes == ()


def test_the_plain_form_has_no_reserve_and_a_header_of_44_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with WaveWriter(path, STEREO_24, form="RIFF") as writer:
        writer.write(noise(2, 2))
    assert path.stat().st_size == 44 + 12


def test_floating_point_has_a_fact_chunk_with_its_length(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with WaveWriter(path, wave_format(SampleFormat.F32, channel_count=1, sample_rate_hz=48000)) as writer:
        writer.write(noise(9, 1))
    assert b"fact\x04\x00\x00\x00\x09\x00\x00\x00" in path.read_bytes()


def test_a_riff_that_outgrows_its_form_becomes_rf64(tmp_path: Path) -> None:
    samples = noise(100, 2)
    path = tmp_path / "a.wav"
    with WaveWriter(path, STEREO_24, riff_limit_bytes=200) as writer:
        writer.write(samples)
    raw = path.read_bytes()
    assert raw[:4] == b"RF64"
    assert raw[12:16] == b"ds64"
    assert struct.unpack_from("<QQQ", raw, 20) == (len(raw) - 8, 600, 100)
    assert np.array_equal(soundfile.read(path)[0], samples)
    assert walked(path).notes == ()


def test_the_riff_form_refuses_to_outgrow_and_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(RefusedError, match="outgrows RIFF"),
        WaveWriter(tmp_path / "a.wav", STEREO_24, form="RIFF", riff_limit_bytes=200) as writer,
    ):
        writer.write(noise(100, 2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_after_an_exception_nothing_remains_and_an_older_file_stays(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"older")

    def interrupted() -> None:
        with WaveWriter(path, STEREO_24) as writer:
            writer.write(noise(10, 2))
            assert len(list(tmp_path.iterdir())) == 2
            raise error

    with pytest.raises(error):
        interrupted()
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"older"


def test_a_sample_out_of_range_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="does not fit"), WaveWriter(tmp_path / "a.wav", STEREO_24) as writer:
        writer.write(np.full((1, 2), 1.0))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused_in_plain_words(tmp_path: Path) -> None:
    with (
        pytest.raises(RefusedError, match="cannot be written") as refusal,
        WaveWriter(tmp_path / "no" / "a.wav", STEREO_24),
    ):
        pass
    assert refusal.value.found == "No such file or directory"


def test_a_target_that_is_a_folder_is_refused_and_nothing_remains(tmp_path: Path) -> None:
    (tmp_path / "a.wav").mkdir()
    with (
        pytest.raises(RefusedError, match="cannot be written"),
        WaveWriter(tmp_path / "a.wav", STEREO_24) as writer,
    ):
        writer.write(noise(1, 2))
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize("chunk_id", ["data", "fmt ", "ds64", "fact", "abc", "abcde", "\x00\x00\x00\x00"])
def test_an_id_that_cannot_be_added_is_refused(tmp_path: Path, chunk_id: str) -> None:
    with pytest.raises(UsageError, match="cannot be added"):
        WaveWriter(tmp_path / "a.wav", STEREO_24, before=[Chunk(id=chunk_id, payload=b"")])


def test_broken_frames_and_shapes_are_errors_of_the_caller(tmp_path: Path) -> None:
    def write_wrongly(step: int) -> None:
        with WaveWriter(tmp_path / "a.wav", STEREO_24) as writer:
            if step == 0:
                writer.write_bytes(b"12345")
            else:
                writer.write(np.zeros((4, 3)))

    for step in (0, 1):
        with pytest.raises(ValueError, match=r"whole frames|expected"):
            write_wrongly(step)
    assert list(tmp_path.iterdir()) == []


def test_adm_files_may_stay_plain_pcm_with_many_channels(tmp_path: Path) -> None:
    wave: WaveFormat = wave_format(SampleFormat.S24, channel_count=10, sample_rate_hz=48000, extensible=False)
    path = tmp_path / "a.wav"
    with WaveWriter(path, wave) as writer:
        writer.write(noise(5, 10))
    fmt = walked(path).first("fmt ")
    assert fmt is not None
    assert fmt.size_bytes == 16


def test_the_largest_riff_size_is_one_below_the_number_that_points_to_ds64() -> None:
    """EBU Tech 3306 v2, ds64 chunk: 0xFFFFFFFF in a size means that ds64 has it."""
    assert RIFF_LIMIT_BYTES == 0xFFFFFFFE


def test_a_chunk_behind_the_sound_cannot_make_a_riff_file_outgrow_its_form(tmp_path: Path) -> None:
    def write_too_much() -> None:
        with WaveWriter(tmp_path / "a.wav", STEREO_24, form="RIFF", riff_limit_bytes=1000) as writer:
            writer.write(noise(100, 2))
            writer.append_chunk(Chunk(id="axml", payload=bytes(1000)))

    with pytest.raises(RefusedError, match="outgrows RIFF"):
        write_too_much()
    assert list(tmp_path.iterdir()) == []
