"""The fmt chunk: what is read, what is put right with a note, what is refused by name."""

from __future__ import annotations

import struct

import pytest

from specs.errors import MediaError, NotReadError
from validator.catalogue import say
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import build_fmt, parse_fmt, wave_format


def plain(tag: int, bits: int, *, channels: int = 2, frame_bytes: int | None = None, rate: int = 48000) -> bytes:
    frame = channels * ((bits + 7) // 8) if frame_bytes is None else frame_bytes
    return struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits)


@pytest.mark.parametrize(
    ("tag", "bits", "expected"),
    [
        (1, 8, SampleFormat.U8),
        (1, 16, SampleFormat.S16),
        (1, 24, SampleFormat.S24),
        (1, 32, SampleFormat.S32),
        (3, 32, SampleFormat.F32),
        (3, 64, SampleFormat.F64),
    ],
)
def test_every_sample_format_is_recognised(tag: int, bits: int, expected: SampleFormat) -> None:
    parsed = parse_fmt(plain(tag, bits))
    assert parsed.sample_format is expected
    assert parsed.valid_bits == bits
    assert parsed.notes == ()


def test_twenty_bits_lie_in_three_bytes() -> None:
    parsed = parse_fmt(plain(1, 20))
    assert (parsed.sample_format, parsed.valid_bits) == (SampleFormat.S24, 20)


def test_24_bits_in_frames_of_32_are_read_as_such_with_a_note() -> None:
    parsed = parse_fmt(plain(1, 24, frame_bytes=8))
    assert (parsed.sample_format, parsed.valid_bits) == (SampleFormat.S32, 24)
    assert len(parsed.notes) == 1


def test_a_frame_size_that_the_byte_rate_contradicts_is_not_believed() -> None:
    payload = struct.pack("<HHIIHH", 1, 2, 48000, 48000 * 4, 8, 16)
    parsed = parse_fmt(payload)
    assert parsed.sample_format is SampleFormat.S16
    assert "read as 2 bytes per sample" in say(parsed.notes[0])


def test_extensible_carries_mask_and_valid_bits() -> None:
    wave = wave_format(SampleFormat.S24, channel_count=6, sample_rate_hz=48000, channel_mask=0x3F)
    payload = build_fmt(wave)
    assert len(payload) == 40
    assert payload[:2] == b"\xfe\xff"
    # KSDATAFORMAT_SUBTYPE_PCM, 00000001-0000-0010-8000-00aa00389b71, in the byte order of a GUID.
    assert payload[24:40] == bytes.fromhex("0100000000001000800000aa00389b71")
    assert parse_fmt(payload) == wave


def test_more_valid_bits_than_the_word_are_noted() -> None:
    payload = bytearray(build_fmt(wave_format(SampleFormat.S16, channel_count=6, sample_rate_hz=48000)))
    payload[18:20] = struct.pack("<H", 24)
    parsed = parse_fmt(bytes(payload))
    assert parsed.valid_bits == 16
    assert tuple(map(say, parsed.notes)) == ("The fmt chunk says 24 valid bits in words of 16.",)


def test_valid_bits_of_zero_mean_the_whole_word() -> None:
    payload = bytearray(build_fmt(wave_format(SampleFormat.S24, channel_count=6, sample_rate_hz=48000)))
    payload[18:20] = b"\0\0"
    assert parse_fmt(bytes(payload)).valid_bits == 24


@pytest.mark.parametrize(
    ("channels", "mask", "extensible"), [(1, None, False), (2, None, False), (2, 3, True), (3, None, True)]
)
def test_the_customary_format_is_extensible_beyond_stereo_or_with_a_mask(
    channels: int, mask: int | None, extensible: bool
) -> None:
    wave = wave_format(SampleFormat.S24, channel_count=channels, sample_rate_hz=48000, channel_mask=mask)
    assert wave.extensible is extensible


@pytest.mark.parametrize(
    ("tag", "name"), [(0x55, "0x0055 (MP3, lossy)"), (2, "0x0002 (Microsoft ADPCM"), (0x1234, "0x1234 (unknown)")]
)
def test_another_codec_is_refused_with_its_tag(tag: int, name: str) -> None:
    with pytest.raises(MediaError, match="codec that is not read") as refusal:
        parse_fmt(plain(tag, 16))
    assert name in (refusal.value.found or "")


def test_an_unknown_subtype_is_refused() -> None:
    payload = bytearray(build_fmt(wave_format(SampleFormat.S24, channel_count=6, sample_rate_hz=48000)))
    payload[30] ^= 0xFF
    with pytest.raises(MediaError, match="codec that is not read"):
        parse_fmt(bytes(payload))


@pytest.mark.parametrize(
    ("payload", "what"),
    [
        (b"", "too short"),
        (plain(1, 16)[:15], "too short"),
        (plain(0xFFFE, 16), "extensible fmt chunk is too short"),
        (plain(1, 16, channels=0, frame_bytes=0), "states no audio"),
        (plain(1, 16, rate=0), "states no audio"),
        (plain(1, 0), "word length"),
        (plain(1, 40), "word length"),
        (plain(3, 16), "word length"),
    ],
)
def test_what_makes_no_sense_is_refused(payload: bytes, what: str) -> None:
    with pytest.raises(MediaError, match=what):
        parse_fmt(payload)


@pytest.mark.parametrize(
    ("tag", "codec"),
    [
        (0x0002, "Microsoft ADPCM"),
        (0x0006, "A-law"),
        (0x0007, "µ-law"),
        (0x0011, "IMA ADPCM"),
        (0x0031, "GSM 6.10"),
        (0x0050, "MPEG layer 1 or 2"),
        (0x0055, "MP3"),
        (0x0092, "S/PDIF"),
        (0x00FF, "AAC"),
        (0x0161, "Windows Media Audio"),
        (0x2000, "AC-3"),
        (0x2001, "DTS"),
        (0xF1AC, "FLAC"),
    ],
)
def test_a_codec_that_is_not_read_is_named(tag: int, codec: str) -> None:
    """Tags of Microsoft mmreg.h."""
    with pytest.raises(NotReadError) as refused:
        parse_fmt(plain(tag, 16))
    assert codec in str(refused.value)


def test_what_follows_the_subtype_is_no_part_of_it_and_another_subtype_is_shown() -> None:
    wave = wave_format(SampleFormat.S24, channel_count=6, sample_rate_hz=48000, channel_mask=0x3F)
    payload = build_fmt(wave)
    assert parse_fmt(payload + b"\x01\x02") == wave

    other = payload[:39] + b"\x72\x01"
    with pytest.raises(NotReadError) as refused:
        parse_fmt(other)
    assert refused.value.found == "subtype 0100000000001000800000aa00389b72"


def test_a_floating_point_header_says_that_nothing_follows_it() -> None:
    payload = build_fmt(wave_format(SampleFormat.F32, channel_count=2, sample_rate_hz=48000))
    assert len(payload) == 18
    assert payload[16:] == bytes(2)
