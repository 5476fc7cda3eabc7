"""A whole header becomes facts; what is broken beside the samples is a note."""

from __future__ import annotations

import io

import pytest

from specs.errors import MediaError
from validator.catalogue import say
from validator.containers.facts import BextFacts, FileFacts, IxmlFacts, IxmlTrack, SampleFormat
from validator.containers.wave.bext import build_bext
from validator.containers.wave.fmt import build_fmt, wave_format
from validator.containers.wave.header import ALIGNMENT_BYTES, read_wave_header
from validator.containers.wave.ixml import build_ixml
from validator.containers.wave.riff import Chunk, build_riff

BEXT = BextFacts(
    version=1,
    description="d",
    originator="",
    originator_reference="",
    origination_date="",
    origination_time="",
    time_reference_samples=48000,
)


def fmt(channels: int = 2, mask: int | None = None) -> Chunk:
    wave = wave_format(SampleFormat.S24, channel_count=channels, sample_rate_hz=48000, channel_mask=mask)
    return Chunk(id="fmt ", payload=build_fmt(wave))


def data(size: int) -> Chunk:
    return Chunk(id="data", payload=bytes(size))


def read(*chunks: Chunk) -> FileFacts:
    raw = build_riff(chunks)
    return read_wave_header(io.BytesIO(raw), len(raw), name="a.wav", where="a.wav").facts


def said(facts: FileFacts) -> tuple[str, ...]:
    return tuple(say(note) for note in facts.notes)


def test_every_chunk_of_interest_becomes_a_fact() -> None:
    ixml = IxmlFacts(project="Film")
    facts = read(
        fmt(), Chunk(id="bext", payload=build_bext(BEXT)), Chunk(id="iXML", payload=build_ixml(ixml)), data(60)
    )
    assert facts.bext == BEXT
    assert facts.ixml == ixml
    assert (facts.container, facts.codec, facts.sample_count, facts.word_length_bits) == ("WAV", "PCM", 10, 24)
    assert [chunk.id for chunk in facts.chunks] == ["fmt ", "bext", "iXML", "data"]
    assert said(facts) == ()


def test_broken_chunks_beside_the_samples_are_notes() -> None:
    facts = read(
        fmt(),
        Chunk(id="bext", payload=b"x"),
        Chunk(id="iXML", payload=b"<BWFXML>"),
        Chunk(id="chna", payload=b"\x01"),
        data(60),
    )
    assert facts.bext is None
    assert facts.ixml is None
    assert facts.chna is None
    assert len(said(facts)) == 3
    assert all(note.endswith("It was left aside.") for note in said(facts))


def test_a_fmt_chunk_behind_the_data_is_used_with_a_note() -> None:
    facts = read(data(60), fmt())
    assert facts.sample_count == 10
    assert said(facts) == ("The fmt chunk comes after the data chunk.",)


def test_data_that_ends_within_a_frame_is_noted() -> None:
    facts = read(fmt(), data(62))
    assert facts.sample_count == 10
    assert said(facts) == ("The data ends with 2 bytes that are no whole frame of 6 bytes.",)


def test_a_mask_for_another_number_of_channels_is_noted_and_not_used() -> None:
    facts = read(fmt(10, 0x63F), data(60))
    assert facts.channel_mask == 0x63F
    assert facts.channel_labels is None
    assert said(facts) == ("The channel mask 0x63F names 8 speakers for 10 channels.",)


def test_a_mask_that_ixml_contradicts_wins_with_a_note() -> None:
    names = ["L", "C", "R", "Ls", "Rs", "LFE"]
    tracks = tuple(IxmlTrack(interleave_index=index, function=name) for index, name in enumerate(names, 1))
    facts = read(fmt(6, 0x3F), Chunk(id="iXML", payload=build_ixml(IxmlFacts(tracks=tracks))), data(180))
    assert facts.channel_labels == ("L", "R", "C", "LFE", "Ls", "Rs")
    assert facts.channel_labels_from == "channel mask"
    assert said(facts) == (
        "The channel mask says the channels are L R C LFE Ls Rs, but the iXML says L C R Ls Rs LFE.",
    )


@pytest.mark.parametrize(
    ("chunks", "what"),
    [
        ([data(60)], "no fmt chunk"),
        ([fmt()], "no data chunk"),
        ([], "no fmt chunk"),
        ([fmt(), data(0)], "no samples"),
        ([fmt(), data(5)], "no samples"),
    ],
)
def test_a_file_without_readable_samples_is_refused(chunks: list[Chunk], what: str) -> None:
    with pytest.raises(MediaError, match=what):
        read(*chunks)


def test_the_place_of_what_is_odd_in_the_sound_is_said() -> None:
    part = read(fmt(), data(68))
    (place,) = (chunk.offset_bytes for chunk in part.chunks if chunk.id == "data")
    assert part.notes[0].arguments == {"bytes": 2, "frame_bytes": 6, "offset_bytes": place + 66}

    second = read(fmt(), data(60), data(66))
    (_, place) = (chunk.offset_bytes for chunk in second.chunks if chunk.id == "data")
    assert [note.code for note in second.damage] == ["containers.second-data"]
    assert second.damage[0].arguments == {"file": "a.wav", "bytes": 66, "offset_bytes": place - 8}


@pytest.mark.parametrize(
    ("behind", "damage"),
    [
        (b"\x81\x82\x83", []),
        (b"\x81" * 5, []),
        (b"\x81" * 6, ["containers.unread-sound"]),
        (b"\x81" * 7, ["containers.unread-sound"]),
        (b"TAG" + b"\x81" * 125, []),
        (bytes(ALIGNMENT_BYTES), []),
        (bytes(ALIGNMENT_BYTES + 2), ["containers.unread-sound"]),
    ],
)
def test_bytes_behind_the_sound_may_be_sound_from_one_frame_on(behind: bytes, damage: list[str]) -> None:
    """Two channels of 24 bits: a frame has 6 bytes. The RIFF size covers all of it."""
    raw = bytearray(build_riff([fmt(), data(60)]) + behind)
    raw[4:8] = (len(raw) - 8).to_bytes(4, "little")
    facts = read_wave_header(io.BytesIO(bytes(raw)), len(raw), name="a.wav", where="a.wav").facts
    assert [note.code for note in facts.damage] == damage


def test_zero_bytes_before_the_sound_are_no_sound() -> None:
    whole = build_riff([fmt(), data(60)])
    place = whole.index(b"data")
    raw = bytearray(whole[:place] + bytes(64) + whole[place:])
    raw[4:8] = (len(raw) - 8).to_bytes(4, "little")
    facts = read_wave_header(io.BytesIO(bytes(raw)), len(raw), name="a.wav", where="a.wav").facts
    assert [note.code for note in facts.notes] == ["wave.zero-bytes"]
    assert facts.damage == ()
