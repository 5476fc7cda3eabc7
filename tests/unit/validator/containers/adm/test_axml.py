"""axml is read as a stream: what it says, where it says it, and what is refused."""

from __future__ import annotations

import io
import tracemalloc
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from fixtures import adm
from validator.containers.adm.axml import DEPTH_LIMIT, read_axml, read_axml_stream

if TYPE_CHECKING:
    from validator.containers.adm.document import AdmDocument

HEAD = '<audioFormatExtended version="ITU-R_BS.2076-2">'
TAIL = "</audioFormatExtended>"


def channel(blocks: str, identifier: str = "AC_00031001") -> AdmDocument:
    return read_axml(
        f'{HEAD}<audioChannelFormat audioChannelFormatID="{identifier}">{blocks}</audioChannelFormat>{TAIL}'.encode()
    )


def block(number: int, times: str = "", inside: str = "") -> str:
    return f'<audioBlockFormat audioBlockFormatID="AB_00031001_{number:08x}" {times}>{inside}</audioBlockFormat>'


def test_a_document_is_read_whole() -> None:
    document = read_axml((adm.scene().axml or "").encode())
    assert document.problems == ()
    assert (document.root, document.version, document.edition) == ("ebuCoreMain", None, 1)
    assert document.namespace == "urn:ebu:metadata-schema:ebuCore_2016"
    programme = document.programmes[0]
    assert (programme.name, programme.language) == ("Scene", "en")
    assert (programme.start, programme.end) == (Fraction(0), Fraction(3))
    assert [reference.id for reference in programme.contents] == ["ACO_1001", "ACO_1002"]
    assert programme.loudness[0].values["integratedLoudness"].value == -23.0
    assert document.contents[1].dialogue[0].kinds == {"dialogueContentKind": "1"}
    assert [uid.sample_rate_hz for uid in document.track_uids] == [48_000] * 3
    assert document.objects[1].duration == 3
    assert len(document.streams) == len(document.tracks) == 3


def test_lines_and_paths_lead_to_the_element() -> None:
    text = adm.scene().axml or ""
    document = read_axml(text.encode())
    for _, element in document.elements():
        assert f'"{element.id}"' in text.splitlines()[element.line - 1]
    assert document.objects[1].path == "/ebuCoreMain/coreMetadata/format/audioFormatExtended/audioObject[2]"


def test_lines_beyond_65535_are_told() -> None:
    text = HEAD + "\n" * 70_000 + '<audioObject audioObjectID="AO_1001"/>' + TAIL
    assert read_axml(text.encode()).objects[0].line == 70_001


@pytest.mark.parametrize("version", ["ITU-R_BS.2076-0", "ITU-R_BS.2076-1", "ITU-R_BS.2076-2", "ITU-R_BS.2076-3"])
def test_every_version_is_read(version: str) -> None:
    document = read_axml(f'<audioFormatExtended version="{version}"/>'.encode())
    assert document.problems == ()
    assert document.edition == int(version[-1])


@pytest.mark.parametrize("wrapping", ["{}", "<ituADM>{}</ituADM>", '<a:x xmlns:a="u"><a:y>{}</a:y></a:x>'])
def test_every_wrapping_is_read(wrapping: str) -> None:
    text = wrapping.format(
        '<e:audioFormatExtended xmlns:e="v"><e:audioObject audioObjectID="AO_1001"/></e:audioFormatExtended>'
    )
    assert [found.id for found in read_axml(text.encode()).objects] == ["AO_1001"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_encodings_and_padding_are_read(encoding: str) -> None:
    text = f'{HEAD}<audioObject audioObjectID="AO_1001" audioObjectName="Größe"/>{TAIL}'
    padding = b"" if encoding == "utf-16" else b"\0" * 70_000
    document = read_axml(text.encode(encoding) + padding)
    assert document.problems == ()
    assert document.objects[0].name == "Größe"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-well-formed"),
        ("\0\0\0", "not-well-formed"),
        (f"{HEAD}<audioObject>", "not-well-formed"),
        (f"{HEAD}<audioObject></audioContent>{TAIL}", "not-well-formed"),
        ("<a/>", "no-audio-format-extended"),
        (f"<a>{HEAD}{TAIL}{HEAD}{TAIL}</a>", "several-audio-format-extended"),
        (f'<!DOCTYPE a [<!ENTITY b "c">]><a>{HEAD}{TAIL}</a>', "document-type"),
        (f'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>{HEAD}{TAIL}</a>', "document-type"),
        (f"{HEAD}<audioObject>&b;</audioObject>{TAIL}", "not-well-formed"),
        (HEAD + "<a>" * (DEPTH_LIMIT + 1), "nested-too-deeply"),
        ('<?xml version="1.0" encoding="no-such"?><a/>', "not-well-formed"),
    ],
)
def test_what_cannot_be_read_has_its_reason(text: str, code: str) -> None:
    assert [problem.code for problem in read_axml(text.encode()).problems] == [code]


def test_entities_that_would_grow_are_refused_before_they_do() -> None:
    nested = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 30))
    document = read_axml(f'<!DOCTYPE a [<!ENTITY a0 "x">{nested}]><a>&a29;</a>'.encode())
    assert [problem.code for problem in document.problems] == ["document-type"]


def test_what_was_read_before_a_fault_is_kept() -> None:
    document = read_axml(f'{HEAD}<audioObject audioObjectID="AO_1001"/><audioObject'.encode())
    assert [found.id for found in document.objects] == ["AO_1001"]
    assert document.problems[0].line == 1


def test_blocks_are_reduced() -> None:
    document = read_axml((adm.scene().axml or "").encode())
    blocks = document.channels[2].blocks
    assert (blocks.count, blocks.first_start, blocks.end) == (3, Fraction(0), Fraction(3))
    assert (blocks.gap_count, blocks.overlap_count, blocks.joints) == (0, 0, ())
    azimuth = blocks.extents["position:azimuth"]
    assert (azimuth.low, azimuth.high) == (-20.0, 40.0)
    assert (azimuth.low_at.index, azimuth.high_at.index) == (1, 3)
    assert azimuth.high_at.id == "AB_00031001_00000003"
    assert len(blocks.forms) == 1
    assert blocks.forms[0].count == 3
    assert blocks.forms[0].shortest == 1
    assert blocks.invalid == ()
    assert document.channels[0].speaker_labels == ("M+030",)


def test_gaps_and_overlaps_are_told_with_their_place() -> None:
    times = ("00:00:00.00000", "00:00:01.50000", "00:00:02.00000")
    inside = "".join(block(place, f'rtime="{start}" duration="00:00:01.00000"') for place, start in enumerate(times, 1))
    blocks = channel(inside).channels[0].blocks
    assert (blocks.gap_count, blocks.overlap_count) == (1, 1)
    assert [(joint.place.index, joint.seconds) for joint in blocks.joints] == [
        (2, Fraction(1, 2)),
        (3, Fraction(-1, 2)),
    ]


@pytest.mark.parametrize(("later", "count"), [("00:00:01.00002", 0), ("00:00:00.99998", 0), ("00:00:01.00003", 1)])
def test_one_sample_is_no_gap(later: str, count: int) -> None:
    inside = block(1, 'rtime="00:00:00.00000" duration="00:00:01.00000"') + block(2, f'rtime="{later}"')
    blocks = channel(inside).channels[0].blocks
    assert blocks.gap_count + blocks.overlap_count == count


def test_blocks_without_duration_last_until_the_next() -> None:
    blocks = channel(block(1, 'rtime="00:00:00.00000"') + block(2, 'rtime="00:00:05.00000"')).channels[0].blocks
    assert (blocks.gap_count, blocks.overlap_count, blocks.end) == (0, 0, None)
    blocks = channel(block(1, 'rtime="00:00:05.00000"') + block(2, 'rtime="00:00:03.00000"')).channels[0].blocks
    assert blocks.overlap_count == 1


def test_forms_tell_words_and_leave_numbers_out() -> None:
    inside = (
        '<cartesian>1</cartesian><position coordinate="X">0.5</position><zoneExclusion><zone minX="-1">ZB</zone>'
        "</zoneExclusion><width>0.1</width><height>0.1</height><depth>0.1</depth>"
    )
    form = channel(block(1, "", inside)).channels[0].blocks.forms[0]
    assert [(child.name, child.text) for child in form.children] == [
        ("cartesian", "1"),
        ("position", None),
        ("zoneExclusion", ""),
        ("zone", "ZB"),
        ("width", None),
        ("height", None),
        ("depth", None),
    ]
    assert form.sizes_equal is True
    assert form.children[3].attributes == {"minX": "-1"}


def test_numbers_that_are_none_are_told() -> None:
    inside = "".join(
        block(place, "", f'<position coordinate="X">{text}</position>')
        for place, text in enumerate(("nan", "1e999", "x", "1_0"), 1)
    )
    blocks = channel(inside).channels[0].blocks
    assert [value.found for value in blocks.invalid] == ["nan", "1e999", "x", "1_0"]
    assert blocks.invalid_counts == {"position": 4}
    assert blocks.extents == {}


def test_a_block_with_endless_content_is_refused() -> None:
    document = channel(block(1, "", "<a/>" * 10_000))
    assert [problem.code for problem in document.problems] == ["too-many-elements"]


def test_forms_beyond_their_number_are_counted_not_kept() -> None:
    inside = "".join(block(place, "", f"<speakerLabel>{place}</speakerLabel>") for place in range(1, 1500))
    blocks = channel(inside).channels[0].blocks
    assert blocks.count == 1499
    assert len(blocks.forms) == 1024
    assert not blocks.forms_complete


class ManyBlocks(io.RawIOBase):
    """A document as long as one likes, made while it is read."""

    def __init__(self, blocks: int) -> None:
        self.blocks = blocks
        self.made = 0
        self.rest = f'{HEAD}<audioChannelFormat audioChannelFormatID="AC_00031001">'.encode()

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and self.made < self.blocks:
            self.made += 1
            text = block(
                self.made,
                f'rtime="00:{self.made // 60 % 60:02d}:{self.made % 60:02d}.00000"',
                f'<position coordinate="X">{self.made / 1e6}</position>',
            )
            self.rest += text.encode()
            if self.made == self.blocks:
                self.rest += f"</audioChannelFormat>{TAIL}".encode()
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


def test_memory_does_not_grow_with_the_blocks() -> None:
    def peak(blocks: int) -> int:
        tracemalloc.start()
        try:
            document = read_axml_stream(ManyBlocks(blocks), 1 << 40)  # type: ignore[arg-type]
            assert document.channels[0].blocks.count == blocks
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few = peak(2_000)
    assert peak(8_000) < few + 500_000
