"""Every check of the profile `wave`, met in a file that has the fault and not in one that has not."""

from __future__ import annotations

import io
import struct
from typing import Any, Final

import pytest

from validator.catalogue import say
from validator.conformance import conform
from validator.conformance.wave import WAVE
from validator.containers.facts import (
    BextFacts,
    ChnaTrack,
    FileFacts,
    IxmlFacts,
    IxmlTrack,
    LoudnessFields,
    SampleFormat,
)
from validator.containers.wave.bext import build_bext
from validator.containers.wave.chna import build_chna
from validator.containers.wave.fmt import build_fmt, wave_format
from validator.containers.wave.header import read_wave_header
from validator.containers.wave.ixml import build_ixml
from validator.containers.wave.riff import UNSET_32, Chunk, Ds64, build_chunk, build_ds64, build_riff

SAMPLES: Final = bytes(range(1, 121)) * 6
DATA: Final = Chunk(id="data", payload=SAMPLES)
LOUDNESS: Final = LoudnessFields(integrated_lkfs=-23.0, max_true_peak_dbtp=-2.0)


def fmt(channels: int = 2, mask: int | None = None, **patch: int) -> Chunk:
    """A 24-bit format; `patch` maps a byte offset (`at18`) to a 16-bit number written there."""
    wave = wave_format(SampleFormat.S24, channel_count=channels, sample_rate_hz=48_000, channel_mask=mask)
    payload = bytearray(build_fmt(wave))
    for place, value in patch.items():
        struct.pack_into("<H", payload, int(place.removeprefix("at")), value)
    return Chunk(id="fmt ", payload=bytes(payload))


def bext(**changes: Any) -> Chunk:
    values: dict[str, Any] = {
        "version": 2,
        "description": "d",
        "originator": "o",
        "originator_reference": "r",
        "origination_date": "2026-11-29",
        "origination_time": "10:11:12",
        "time_reference_samples": 172_800_000,
        "loudness": LOUDNESS,
        "coding_history": "A=PCM,F=48000,W=24,M=stereo,T=x\r\n",
    }
    return Chunk(id="bext", payload=build_bext(BextFacts(**(values | changes))))


def raw_bext(offset: int, new: bytes, **changes: Any) -> Chunk:
    payload = bytearray(bext(**changes).payload)
    payload[offset : offset + len(new)] = new
    return Chunk(id="bext", payload=bytes(payload))


def ixml(**changes: Any) -> Chunk:
    values: dict[str, Any] = {
        "timecode_rate": "24000/1001",
        "timecode_flag": "NDF",
        "file_sample_rate_hz": 48_000,
        "timestamp_sample_rate_hz": 48_000,
        "audio_bit_depth": 24,
        "time_reference_samples": 172_800_000,
        "loudness": LOUDNESS,
        "tracks": (IxmlTrack(interleave_index=1, function="L"), IxmlTrack(interleave_index=2, function="R")),
    }
    return Chunk(id="iXML", payload=build_ixml(IxmlFacts(**(values | changes))))


def raw_ixml(old: bytes, new: bytes, **changes: Any) -> Chunk:
    return Chunk(id="iXML", payload=ixml(**changes).payload.replace(old, new))


def header(chunk_id: bytes, size: int) -> bytes:
    return chunk_id + struct.pack("<I", size)


def riff(*parts: Chunk | bytes, form: bytes = b"RIFF", size: int | None = None) -> bytes:
    body = b"".join(build_chunk(part) if isinstance(part, Chunk) else part for part in parts)
    return header(form, 4 + len(body) if size is None else size) + b"WAVE" + body


def facts_of(raw: bytes) -> FileFacts:
    return read_wave_header(io.BytesIO(raw), len(raw), name="mix.wav", where="mix.wav").facts


def faults(raw: bytes) -> list[str]:
    return [fault.check for fault in conform(WAVE, facts_of(raw))]


def ds64(data_bytes: int, riff_bytes: int = 0) -> Chunk:
    return Chunk(id="ds64", payload=build_ds64(Ds64(riff_bytes=riff_bytes, data_bytes=data_bytes)))


def rf64(*parts: Chunk | bytes, size: int = UNSET_32) -> bytes:
    return riff(*parts, form=b"RF64", size=size)


CROSSED: Final = (IxmlTrack(interleave_index=1, function="R"), IxmlTrack(interleave_index=2, function="L"))
CHNA_OF_TRACK_3: Final = Chunk(
    id="chna",
    payload=build_chna([ChnaTrack(track_index=3, uid="ATU_00000001", track_ref="AT_00010001_01", pack_ref="")]),
)
OPEN_DATA: Final = header(b"data", UNSET_32) + SAMPLES
WHOLE: Final = 4 + 36 + 24 + 8 + len(SAMPLES)

FAULTY: Final[dict[str, bytes]] = {
    "wave.id3-in-front": b"ID3\x04\0\0\0\0\0\x14" + bytes(20) + riff(fmt(), DATA),
    "wave.riff-size-differs": riff(fmt(), DATA, size=999),
    "wave.riff-size-open": riff(fmt(), DATA, size=0),
    "wave.chunk-cut-short": riff(fmt(), DATA)[:-8],
    "wave.chunk-size-open": riff(fmt(), DATA, header(b"axml", UNSET_32) + b"<a/>"),
    "wave.data-size-open": riff(fmt(), header(b"data", 0x7FFFF000) + SAMPLES),
    "wave.pad-missing": riff(fmt(), header(b"odd ", 3) + b"abc", DATA),
    "wave.pad-missing-at-end": riff(fmt(), DATA, header(b"note", 3) + b"abc"),
    "wave.zero-bytes": riff(fmt(), bytes(8), DATA),
    "wave.unusual-id": riff(fmt(), header(b"\x01\xff\x02\x03", 4) + b"abcd", DATA),
    "wave.remainder": riff(fmt(), DATA, b"\0\x01\x02"),
    "wave.chunk-doubled": riff(fmt(), fmt(), DATA),
    "wave.fmt-after-data": riff(DATA, fmt()),
    "wave.data-part-frame": riff(fmt(), Chunk(id="data", payload=SAMPLES + b"ab")),
    "wave.ds64-missing": rf64(fmt(), OPEN_DATA),
    "wave.ds64-not-first": rf64(fmt(), ds64(len(SAMPLES), WHOLE), OPEN_DATA),
    "wave.ds64-unreadable": rf64(Chunk(id="ds64", payload=bytes(8)), fmt(), OPEN_DATA),
    "wave.ds64-in-riff": riff(ds64(len(SAMPLES)), fmt(), DATA),
    "wave.ds64-size-open": rf64(ds64(0, WHOLE), fmt(), OPEN_DATA),
    "wave.ds64-size-differs": rf64(ds64(600, WHOLE), fmt(), DATA),
    "wave.form-size-not-left": rf64(ds64(len(SAMPLES)), fmt(), OPEN_DATA, size=WHOLE),
    "wave.chna-unreadable": riff(fmt(), Chunk(id="chna", payload=b"\x01\0"), DATA),
    "wave.fmt-sizes-disagree": riff(fmt(at12=5), DATA),
    "wave.extension-too-short": riff(fmt(6, 0x3F, at16=0), DATA),
    "wave.bits-not-whole-bytes": riff(fmt(6, 0x3F, at14=20), DATA),
    "wave.valid-bits-exceed": riff(fmt(6, 0x3F, at18=32), DATA),
    "wave.mask-count": riff(fmt(6, 0x3), DATA),
    "wave.bext-unreadable": riff(fmt(), Chunk(id="bext", payload=b"x" * 300), DATA),
    "wave.bext-too-short": riff(fmt(), Chunk(id="bext", payload=bext().payload[:600]), DATA),
    "wave.bext-version": riff(fmt(), bext(version=3), DATA),
    "wave.bext-not-ascii": riff(fmt(), raw_bext(0, "Müller".encode()), DATA),
    "wave.bext-date": riff(fmt(), bext(origination_date="29.11.2026"), DATA),
    "wave.bext-time": riff(fmt(), bext(origination_time="24:00:00"), DATA),
    "wave.bext-time-reference": riff(fmt(), bext(time_reference_samples=86_400 * 48_000), DATA),
    "wave.bext-beyond-version": riff(fmt(), raw_bext(412, b"\x01", version=1, loudness=None), DATA),
    "wave.bext-loudness-out-of-range": riff(fmt(), raw_bext(412, struct.pack("<h", -10_000)), DATA),
    "wave.bext-loudness-zero": riff(fmt(), raw_bext(412, bytes(10)), DATA),
    "wave.bext-coding-history": riff(fmt(), bext(coding_history="A=PCM\n"), DATA),
    "wave.ixml-unreadable": riff(fmt(), Chunk(id="iXML", payload=b"<BWFXML><SPEED>"), DATA),
    "wave.ixml-bare-ampersand": riff(fmt(), raw_ixml(b"Night", b"Night & Day", project="Night"), DATA),
    "wave.ixml-bytes-before": riff(fmt(), Chunk(id="iXML", payload=b"\x05" + ixml().payload), DATA),
    "wave.ixml-bytes-behind": riff(fmt(), Chunk(id="iXML", payload=ixml().payload + b"junk"), DATA),
    "wave.ixml-encoding": riff(fmt(), raw_ixml(b"UTF-8", b"UTF-16"), DATA),
    "wave.ixml-control-characters": riff(fmt(), raw_ixml(b"Night", b"Ni\x01ght", project="Night"), DATA),
    "wave.ixml-timecode-rate": riff(fmt(), ixml(timecode_rate="23.976"), DATA),
    "wave.ixml-timecode-flag": riff(fmt(), ixml(timecode_flag="ND"), DATA),
    "wave.ixml-drop-frame": riff(fmt(), ixml(timecode_rate="25/1", timecode_flag="DF"), DATA),
    "wave.ixml-track-index": riff(fmt(), ixml(tracks=(IxmlTrack(interleave_index=3, name="X"),)), DATA),
    "wave.start-differs": riff(fmt(), bext(), ixml(time_reference_samples=172_972_800), DATA),
    "wave.timestamp-rate-differs": riff(fmt(), ixml(timestamp_sample_rate_hz=96_000), DATA),
    "wave.sample-rate-differs": riff(fmt(), ixml(file_sample_rate_hz=44_100), DATA),
    "wave.bit-depth-differs": riff(fmt(), ixml(audio_bit_depth=16), DATA),
    "wave.track-count-differs": riff(fmt(), ixml(tracks=(*CROSSED, IxmlTrack(interleave_index=2, name="Z"))), DATA),
    "wave.chna-track-beyond": riff(fmt(), CHNA_OF_TRACK_3, DATA),
    "wave.loudness-differs": riff(fmt(), bext(), ixml(loudness=LoudnessFields(integrated_lkfs=-24.0)), DATA),
    "wave.labels-disagree": riff(fmt(2, 0x3), ixml(tracks=CROSSED), DATA),
}

NEEDS_A_LARGE_FILE: Final = {"wave.data-size-ran-over"}
"""Held in the tests of the walk, on a sparse file."""


def test_every_check_has_a_faulty_file() -> None:
    assert set(FAULTY) | NEEDS_A_LARGE_FILE == set(WAVE.ids)


@pytest.mark.parametrize("check", FAULTY)
def test_a_faulty_file_gives_its_fault_with_text_and_place(check: str) -> None:
    found = [fault for fault in conform(WAVE, facts_of(FAULTY[check])) if fault.check == check]
    assert found, faults(FAULTY[check])
    assert all(not fault.is_open and fault.place.file == "mix.wav" for fault in found)
    assert all(say(fault.message).endswith(".") for fault in found)


@pytest.mark.parametrize("form", ["RIFF", "RF64", "BW64"])
def test_a_file_as_the_standards_ask_has_no_fault(form: str) -> None:
    assert faults(build_riff([fmt(), bext(), ixml(), DATA], form=form)) == []
    assert faults(build_riff([fmt(6, 0x3F), bext(version=1, loudness=None), ixml(tracks=()), DATA], form=form)) == []
    assert faults(build_riff([fmt(), bext(version=0, loudness=None, umid=None), DATA], form=form)) == []


CLEAN_NEIGHBOURS: Final[dict[str, bytes]] = {
    "an empty date states nothing": riff(fmt(), bext(origination_date="", origination_time=""), DATA),
    "separators are free": riff(fmt(), bext(origination_date="2026_11:29", origination_time="10.11-12"), DATA),
    "the last sample of a day": riff(fmt(), bext(time_reference_samples=86_400 * 48_000 - 1), DATA),
    "unset loudness is not zero": riff(fmt(), bext(loudness=LoudnessFields()), DATA),
    "loudness at the limit": riff(
        fmt(), bext(loudness=LoudnessFields(integrated_lkfs=-99.99)), ixml(loudness=None), DATA
    ),
    "no coding history": riff(fmt(), bext(coding_history=""), DATA),
    "drop-frame where it is counted": riff(fmt(), ixml(timecode_rate="30000/1001", timecode_flag="DF"), DATA),
    "iXML alone": riff(fmt(), ixml(), DATA),
    "iXML rounds the other way": riff(
        fmt(), bext(loudness=LOUDNESS), ixml(loudness=LoudnessFields(integrated_lkfs=-23.01)), DATA
    ),
    "an odd chunk with its pad byte": riff(fmt(), Chunk(id="odd ", payload=b"abc"), DATA),
    "20 valid bits in words of 24": riff(fmt(6, 0x3F, at18=20), ixml(audio_bit_depth=20, tracks=()), DATA),
}


@pytest.mark.parametrize("case", CLEAN_NEIGHBOURS)
def test_what_lies_beside_a_fault_is_none(case: str) -> None:
    assert faults(CLEAN_NEIGHBOURS[case]) == []


def test_a_contradiction_shows_both_values() -> None:
    raw = riff(fmt(), bext(), ixml(time_reference_samples=172_972_800), DATA)
    (fault,) = conform(WAVE, facts_of(raw))
    assert say(fault.message) == ("bext starts at sample 172800000 and iXML at sample 172972800, +3.600 s apart.")


def test_starts_at_two_rates_are_not_compared_but_the_rates_are() -> None:
    raw = riff(fmt(), bext(), ixml(time_reference_samples=345_600_000, timestamp_sample_rate_hz=96_000), DATA)
    assert faults(raw) == ["wave.timestamp-rate-differs"]


def test_one_fault_for_each_occurrence() -> None:
    raw = riff(fmt(), header(b"odd ", 3) + b"abc", header(b"odd2", 3) + b"abc", DATA)
    assert faults(raw) == ["wave.pad-missing", "wave.pad-missing"]


def test_a_header_that_was_not_kept_leaves_the_checks_open_and_another_container_has_none() -> None:
    facts = facts_of(riff(fmt(), DATA))
    kept_nothing = conform(WAVE, facts.model_copy(update={"wave": None}))
    assert {fault.check for fault in kept_nothing} == set(WAVE.ids)
    assert all(fault.is_open for fault in kept_nothing)
    assert conform(WAVE, facts.model_copy(update={"container": "AIFF"})) == ()
