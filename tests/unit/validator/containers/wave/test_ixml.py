"""The iXML chunk: read with care, because it comes from anywhere."""

from __future__ import annotations

import pytest

from specs.errors import MediaError
from specs.message import Message, message
from validator.containers.facts import IxmlFacts, IxmlTrack
from validator.containers.wave.ixml import PAYLOAD_LIMIT_BYTES, build_ixml, parse_ixml, read_ixml

FACTS = IxmlFacts(
    project="Film",
    timecode_rate="24000/1001",
    timecode_flag="NDF",
    file_sample_rate_hz=48000,
    audio_bit_depth=24,
    time_reference_samples=(1 << 33) + 5,
    tracks=(IxmlTrack(channel_index=1, interleave_index=1, name="Left", function="L-5.1"), IxmlTrack(name="x")),
)


def test_facts_survive_a_round_trip() -> None:
    assert parse_ixml(build_ixml(FACTS)) == FACTS


def test_a_time_stamp_is_read_of_two_words_of_32_bits() -> None:
    raw = (
        b"<BWFXML><SPEED><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>"
        b"<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>5</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED></BWFXML>"
    )
    assert parse_ixml(raw).time_reference_samples == (1 << 32) + 5


def test_padding_of_blanks_and_nuls_is_ignored() -> None:
    assert parse_ixml(b"\n " + build_ixml(FACTS) + b"  \r\n\0\0\0\0") == FACTS


@pytest.mark.parametrize("encoding", ["UTF-16", "ISO-8859-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><BWFXML><PROJECT>Müller</PROJECT></BWFXML>'
    assert parse_ixml(text.encode(encoding)).project == "Müller"


def test_numbers_that_are_none_are_none() -> None:
    raw = b"<BWFXML><SPEED><FILE_SAMPLE_RATE>48 k</FILE_SAMPLE_RATE><AUDIO_BIT_DEPTH/></SPEED></BWFXML>"
    parsed = parse_ixml(raw)
    assert parsed.file_sample_rate_hz is None
    assert parsed.audio_bit_depth is None
    assert parsed.time_reference_samples is None


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "not well-formed"),
        (b"<BWFXML>", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b"<other/>", "another root element"),
        (b"<!DOCTYPE BWFXML [<!ENTITY a 'b'>]><BWFXML><PROJECT>&a;</PROJECT></BWFXML>", "document type"),
        (b"<!DOCTYPE BWFXML SYSTEM 'file:///etc/passwd'><BWFXML/>", "document type"),
        (b"<BWFXML>" + b" " * PAYLOAD_LIMIT_BYTES + b"</BWFXML>", "too large"),
    ],
    ids=["empty", "unclosed", "broken", "root", "entities", "external", "large"],
)
def test_what_is_broken_or_dangerous_is_refused(raw: bytes, what: str) -> None:
    with pytest.raises(MediaError, match=what):
        parse_ixml(raw)


@pytest.mark.parametrize(("count", "shown"), [(4096, 4096), (4097, 4097), (1_000_000, 4097)])
def test_a_note_that_is_far_too_long_is_told_in_part(count: int, shown: int) -> None:
    note = "x" * count
    facts = parse_ixml(f"<BWFXML><NOTE>{note}</NOTE><TRACK_LIST/></BWFXML>".encode())
    assert facts.note is not None
    assert len(facts.note) == shown
    assert facts.note.endswith("…") is (count > 4096)


BODY = "<BWFXML><PROJECT>{}</PROJECT></BWFXML>"


@pytest.mark.parametrize(
    ("raw", "project", "mended"),
    [
        (BODY.format("Film").encode(), "Film", []),
        (b"RIFF" + BODY.format("Film").encode(), "Film", [message("wave.ixml-bytes-before", bytes=4)]),
        (BODY.format("Film").encode() + b"<x>left</x>", "Film", [message("wave.ixml-bytes-behind", bytes=11)]),
        (BODY.format("Fi\x01l\x02m").encode(), "Film", [message("wave.ixml-control-characters", count=2)]),
        (BODY.format("A & B").encode(), "A & B", [message("wave.ixml-bare-ampersand", count=1)]),
        (
            b"..." + BODY.format("A & B\x03").encode() + b"\0<",
            "A & B",
            [
                message("wave.ixml-bytes-before", bytes=3),
                message("wave.ixml-bytes-behind", bytes=2),
                message("wave.ixml-control-characters", count=1),
                message("wave.ixml-bare-ampersand", count=1),
            ],
        ),
        # No mark and no declaration: the NULs tell UTF-16, and what is not UTF-8 is read as Windows wrote it.
        (
            BODY.format("M\u00fcller").encode("cp1252"),
            "M\u00fcller",
            [message("wave.ixml-encoding", encoding="Windows-1252")],
        ),
        (BODY.format("A & B").encode("utf-16-le"), "A & B", [message("wave.ixml-bare-ampersand", count=1)]),
        (BODY.format("A & B").encode("utf-16-be"), "A & B", [message("wave.ixml-bare-ampersand", count=1)]),
    ],
)
def test_blemishes_are_mended_and_told(raw: bytes, project: str, mended: list[Message]) -> None:
    facts, told = read_ixml(raw)
    assert facts.project == project
    assert list(told) == mended
