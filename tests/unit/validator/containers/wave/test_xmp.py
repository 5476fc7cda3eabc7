"""The XMP packet: picture rate and start, whichever way they are written; nothing of other files; nothing hostile."""

from __future__ import annotations

import io
from typing import Final

import pytest

from specs.errors import MediaError
from validator.catalogue import say
from validator.containers.facts import SampleFormat, XmpFacts
from validator.containers.wave.fmt import build_fmt, wave_format
from validator.containers.wave.header import read_wave_header
from validator.containers.wave.riff import Chunk, build_riff
from validator.containers.wave.xmp import PAYLOAD_LIMIT_BYTES, TIME_FORMATS, parse_xmp

SPACES: Final = (
    'xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
)


def packet(properties: str, attributes: str = "") -> bytes:
    text = (
        f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta {SPACES}><rdf:RDF>'
        f"<rdf:Description {attributes}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    )
    return text.encode() + bytes(40)


def start(time_format: str, value: str) -> str:
    return (
        '<xmpDM:startTimecode rdf:parseType="Resource">'
        f"<xmpDM:timeFormat>{time_format}</xmpDM:timeFormat><xmpDM:timeValue>{value}</xmpDM:timeValue>"
        "</xmpDM:startTimecode>"
    )


OTHER: Final = start("24Timecode", "00:00:00:00")
"""Of a clip that the file was made of."""


@pytest.mark.parametrize(
    ("properties", "attributes", "expected"),
    [
        ("", "", XmpFacts()),
        ("", 'xmpDM:videoFrameRate="25"', XmpFacts(video_rate="25")),
        ("<xmpDM:videoFrameRate>23.976</xmpDM:videoFrameRate>", "", XmpFacts(video_rate="23.976")),
        ("", 'xmpDM:videoFrameRate="NTSC"', XmpFacts(video_rate="30000/1001")),
        (start("25Timecode", "01:00:00:00"), "", XmpFacts(timecode_rate="25/1", start_timecode="01:00:00:00")),
        (
            '<xmpDM:startTimecode xmpDM:timeFormat="24Timecode" xmpDM:timeValue="10:00:00:00"/>',
            "",
            XmpFacts(timecode_rate="24/1", start_timecode="10:00:00:00"),
        ),
        (
            start("2997DropTimecode", "01;00;00;02"),
            "",
            XmpFacts(timecode_rate="30000/1001", start_timecode="01:00:00;02"),
        ),
        (start("feetAndFrame35mm", "100+00"), "", XmpFacts(start_timecode="100+00")),
        ("", f'xmpDM:videoFrameRate="{"9" * 65}"', XmpFacts()),
        (
            f'<xmpMM:Pantry><rdf:Bag><rdf:li xmpDM:videoFrameRate="24">{OTHER}</rdf:li></rdf:Bag></xmpMM:Pantry>',
            "",
            XmpFacts(),
        ),
    ],
)
def test_what_a_packet_says(properties: str, attributes: str, expected: XmpFacts) -> None:
    assert parse_xmp(packet(properties, attributes)) == expected


def test_every_time_format_is_a_rate_in_use() -> None:
    for time_format, rate in TIME_FORMATS.items():
        assert parse_xmp(packet(start(time_format, "00:00:00:00"))).timecode_rate == rate


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"", "not well-formed"),
        (b"<x:xmpmeta", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (bytes(PAYLOAD_LIMIT_BYTES + 1), "too large"),
    ],
)
def test_what_is_no_packet_is_refused(payload: bytes, said: str) -> None:
    with pytest.raises(MediaError, match=said):
        parse_xmp(payload)


def _wave(xmp: bytes) -> bytes:
    fmt = wave_format(SampleFormat.S24, channel_count=1, sample_rate_hz=48_000)
    chunks = (
        Chunk(id="fmt ", payload=build_fmt(fmt)),
        Chunk(id="data", payload=bytes(300)),
        Chunk(id="_PMX", payload=xmp),
    )
    return build_riff(chunks)


def test_a_wave_file_says_what_its_packet_says() -> None:
    raw = _wave(packet(start("25Timecode", "01:00:00:00")))
    facts = read_wave_header(io.BytesIO(raw), len(raw), name="a.wav", where="a.wav").facts

    assert facts.xmp == XmpFacts(timecode_rate="25/1", start_timecode="01:00:00:00")
    assert facts.notes == ()


def test_a_packet_that_cannot_be_read_is_left_aside_and_said_so() -> None:
    raw = _wave(b"<rubbish")
    facts = read_wave_header(io.BytesIO(raw), len(raw), name="a.wav", where="a.wav").facts

    assert facts.xmp is None
    assert [say(note) for note in facts.notes] == ["The XMP packet is not well-formed. It was left aside."]


@pytest.mark.parametrize(("size_bytes", "is_read"), [(4 * 2**20, True), (4 * 2**20 + 1, False)])
def test_a_packet_of_more_than_4_mib_is_not_parsed(size_bytes: int, is_read: bool) -> None:
    padded = packet("", 'xmpDM:videoFrameRate="25"').ljust(size_bytes, b" ")
    if is_read:
        assert parse_xmp(padded).video_rate == "25"
    else:
        with pytest.raises(MediaError, match="too large"):
            parse_xmp(padded)
