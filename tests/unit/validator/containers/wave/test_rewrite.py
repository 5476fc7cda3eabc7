"""Chunks brought up to date keep every byte that nothing is said about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.errors import MediaError
from validator.containers.facts import BextFacts, ChunkFacts, IxmlFacts, IxmlTrack, LoudnessFields
from validator.containers.wave.bext import build_bext, parse_bext
from validator.containers.wave.ixml import build_ixml, parse_ixml
from validator.containers.wave.rewrite import (
    BextChange,
    IxmlChange,
    overwrite_payload,
    read_payload,
    rewrite_bext,
    rewrite_ixml,
)

if TYPE_CHECKING:
    from pathlib import Path

FACTS = BextFacts(
    version=1,
    description="a mix",
    originator="somebody",
    originator_reference="ref",
    origination_date="2025-12-31",
    origination_time="23:59:59",
    time_reference_samples=5,
    umid="11" * 64,
    coding_history="A=PCM\r\n",
)
LOUDNESS = LoudnessFields(integrated_lkfs=-23.0, loudness_range_lu=7.5, max_true_peak_dbtp=-1.25)


@given(st.binary(min_size=602, max_size=700))
def test_no_change_changes_no_byte(payload: bytes) -> None:
    assert rewrite_bext(payload, BextChange()) == payload


def test_what_changes_is_told_and_the_rest_stays() -> None:
    change = BextChange(time_reference_samples=2**40, loudness=LOUDNESS, forget_umid=True, coding_history="A=PCM,T=x")
    told = parse_bext(rewrite_bext(build_bext(FACTS), change))
    assert told.time_reference_samples == 2**40
    assert told.version == 2
    assert told.loudness == LOUDNESS
    assert told.umid is None
    assert told.coding_history == "A=PCM\r\nA=PCM,T=x\r\n"
    same = {"description", "originator", "originator_reference", "origination_date", "origination_time"}
    assert told.model_dump(include=same) == FACTS.model_dump(include=same)


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "A=PCM\r\n"), ("A=MP3", "A=MP3\r\nA=PCM\r\n"), ("A=MP3\n", "A=MP3\nA=PCM\r\n"), ("\0\0", "A=PCM\r\n")],
)
def test_a_line_of_coding_history_stands_on_its_own(before: str, after: str) -> None:
    payload = build_bext(FACTS.model_copy(update={"coding_history": ""})) + before.encode()
    assert rewrite_bext(payload, BextChange(coding_history="A=PCM"))[602:] == after.encode()


def test_texts_that_are_not_ascii_survive() -> None:
    payload = bytearray(build_bext(FACTS))
    payload[0:5] = b"\xe4\xf6\xfc\xff\xfe"
    assert rewrite_bext(bytes(payload), BextChange(time_reference_samples=9))[:256] == bytes(payload[:256])


def test_loudness_out_of_its_field_is_not_set() -> None:
    told = parse_bext(rewrite_bext(build_bext(FACTS), BextChange(loudness=LoudnessFields(integrated_lkfs=-120.0))))
    assert told.loudness == LoudnessFields()


def _ixml(extra: str = "") -> bytes:
    tracks = tuple(
        IxmlTrack(channel_index=n, interleave_index=n, name=f"take {label}", function=label)
        for n, label in enumerate("LRC", start=1)
    )
    facts = IxmlFacts(project="Night", timecode_rate="25/1", file_sample_rate_hz=48_000, tracks=tracks)
    return build_ixml(facts.model_copy(update={"time_reference_samples": 7})).replace(
        b"</BWFXML>", f"{extra}<USER>mine</USER></BWFXML>".encode()
    )


def test_ixml_is_told_anew_where_it_speaks_of_what_changed() -> None:
    change = IxmlChange(
        time_reference_samples=2**33 + 1,
        sample_rate_hz=96_000,
        timecode_rate="24000/1001",
        tracks=[(3, "C"), (1, "L"), (None, "S")],
    )
    written = rewrite_ixml(_ixml(), change)
    told = parse_ixml(written)
    assert told.time_reference_samples == 2**33 + 1
    assert told.file_sample_rate_hz == 96_000
    assert told.timecode_rate == "24000/1001"
    assert [(track.interleave_index, track.name, track.function) for track in told.tracks] == [
        (1, "take C", "C"),
        (2, "take L", "L"),
        (3, "S", "S"),
    ]
    assert told.project == "Night"
    assert b"<USER>mine</USER>" in written
    assert b"<TRACK_COUNT>3</TRACK_COUNT>" in written


def test_ixml_word_length_changes_where_it_is_told_and_stays_where_nothing_is_said_of_it() -> None:
    place = "<SPEED><AUDIO_BIT_DEPTH>16</AUDIO_BIT_DEPTH></SPEED>"
    assert b"<AUDIO_BIT_DEPTH>24</AUDIO_BIT_DEPTH>" in rewrite_ixml(_ixml(place), IxmlChange(bit_depth=24))
    assert b"<AUDIO_BIT_DEPTH>16</AUDIO_BIT_DEPTH>" in rewrite_ixml(_ixml(place), IxmlChange(sample_rate_hz=96_000))


def test_ixml_loudness_is_told_only_where_there_is_a_place_for_it() -> None:
    place = "<LOUDNESS><LOUDNESS_VALUE>-18.0</LOUDNESS_VALUE></LOUDNESS>"
    assert b"<LOUDNESS_VALUE>-23.00</LOUDNESS_VALUE>" in rewrite_ixml(_ixml(place), IxmlChange(loudness=LOUDNESS))
    assert b"LOUDNESS" not in rewrite_ixml(_ixml(), IxmlChange(loudness=LOUDNESS))


@pytest.mark.parametrize(
    "payload", [b"no xml", b'<!DOCTYPE x [<!ENTITY a "b">]><BWFXML>&a;</BWFXML>', b"<OTHER/>", b""]
)
def test_hostile_ixml_is_refused_before_it_is_touched(payload: bytes) -> None:
    with pytest.raises(MediaError):
        rewrite_ixml(payload, IxmlChange(sample_rate_hz=1))


def test_a_payload_is_written_over_its_own_length_only(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    chunk = ChunkFacts(id="test", offset_bytes=2, size_bytes=3)
    overwrite_payload(path, chunk, b"abc")
    assert path.read_bytes() == b"01abc56789"
    assert read_payload(path, chunk) == b"abc"
    with pytest.raises(ValueError, match="do not replace"):
        overwrite_payload(path, chunk, b"ab")
    with pytest.raises(MediaError, match="shorter"):
        read_payload(path, ChunkFacts(id="test", offset_bytes=9, size_bytes=3))
    with pytest.raises(MediaError, match="cannot be read") as refusal:
        read_payload(tmp_path / "none", chunk)
    assert (refusal.value.where, refusal.value.found) == (str(tmp_path / "none"), "No such file or directory")


def test_a_payload_of_any_length_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(1000))
    chunk = ChunkFacts(id="test", offset_bytes=0, size_bytes=1000)
    overwrite_payload(tmp_path / "file", chunk, b"1" * 1000)
    assert read_payload(tmp_path / "file", chunk) == b"1" * 1000


def test_a_umid_that_is_forgotten_leaves_the_loudness_behind_it() -> None:
    stated = FACTS.model_copy(update={"version": 2, "loudness": LOUDNESS})
    told = parse_bext(rewrite_bext(build_bext(stated), BextChange(forget_umid=True)))
    assert (told.umid, told.loudness) == (None, LOUDNESS)


@pytest.mark.parametrize(
    ("level", "told"), [(-99.99, -99.99), (99.99, 99.99), (-100.0, None), (100.0, None), (-99.5, -99.5)]
)
def test_a_level_fits_up_to_two_digits_before_its_point(level: float, told: float | None) -> None:
    """EBU Tech 3285 v2, clause 2.3: -99.99 to 99.99."""
    written = rewrite_bext(build_bext(FACTS), BextChange(loudness=LoudnessFields(integrated_lkfs=level)))
    found = parse_bext(written).loudness
    assert found is not None
    assert found.integrated_lkfs == told
