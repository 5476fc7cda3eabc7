"""Whatever an ADM file says, it is read and judged to an end: no exception, no waiting, no growing."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures import adm
from specs.errors import MediaError
from validator.conformance.adm import PROFILES, judge_adm
from validator.containers.adm.axml import read_axml
from validator.containers.wave.chna import read_chna_table

if TYPE_CHECKING:
    from validator.containers.adm.file import AdmFile

EXAMPLES = 50
"""Per property: each file is judged at four profiles."""

ORIGINALS = tuple(dataclasses.replace(original(), samples=4) for original in (adm.scene, adm.beds, adm.master))
SCENE, _, MASTER = ORIGINALS
IDENTIFIERS = st.sampled_from(
    [
        *("APR_1001", "ACO_1001", "AO_1001", "AO_1002", "AP_00031001", "AP_00010003", "AC_00031001", "AS_00031001"),
        *(
            "AT_00031001_01",
            "ATU_00000001",
            "ATU_00000000",
            "",
            "AO_",
            "AO_zzzz",
            "\u00e9",
            "AC_00010001",
            "AT_00010001_01",
        ),
    ]
)
NAMES = st.sampled_from(
    [
        *(
            "audioProgramme",
            "audioContent",
            "audioObject",
            "audioPackFormat",
            "audioChannelFormat",
            "audioStreamFormat",
        ),
        *(
            "audioTrackFormat",
            "audioTrackUID",
            "audioBlockFormat",
            "audioContentIDRef",
            "audioObjectIDRef",
            "frequency",
        ),
        *("audioPackFormatIDRef", "audioChannelFormatIDRef", "audioStreamFormatIDRef", "audioTrackFormatIDRef"),
        *("audioTrackUIDRef", "dialogue", "loudnessMetadata", "position", "zone", "jumpPosition", "profileList", "x"),
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        *("audioProgrammeID", "audioContentID", "audioObjectID", "audioPackFormatID", "audioChannelFormatID", "UID"),
        *("audioStreamFormatID", "audioTrackFormatID", "audioBlockFormatID", "start", "end", "duration", "rtime"),
        *("typeLabel", "typeDefinition", "coordinate", "sampleRate", "bitDepth", "audioObjectName", "language"),
    ]
)
TEXTS = st.one_of(
    IDENTIFIERS,
    st.sampled_from(["1", "-1", "nan", "1e999", "00:00:01.00000", "99:99:99.99999", "00:00:00.1S2", "9" * 400, "0003"]),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0xD7FF, exclude_characters='<>&"'), max_size=12),
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 4) -> str:
    name = draw(NAMES)
    attributes = draw(st.dictionaries(ATTRIBUTES, TEXTS, max_size=4))
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    inner = (
        draw(TEXTS) if depth == 0 or draw(st.booleans()) else "".join(draw(st.lists(elements(depth - 1), max_size=4)))
    )
    return f"<{name}{written}>{inner}</{name}>"


def judge(file: AdmFile) -> None:
    for profile in PROFILES.values():
        for fault in judge_adm(file, profile):
            assert fault.check


@settings(max_examples=EXAMPLES)
@given(st.lists(elements(), max_size=12), st.sampled_from(ORIGINALS))
def test_any_elements_are_read_and_judged(inside: list[str], material: adm.AdmMaterial) -> None:
    document = f"<audioFormatExtended>{''.join(inside)}</audioFormatExtended>"
    judge(dataclasses.replace(material, axml=document).read())


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=400))
def test_any_bytes_are_read(content: bytes) -> None:
    read_axml(content)
    read_axml(b"<audioFormatExtended>" + content)


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(ORIGINALS), st.data())
def test_damaged_files_are_read_and_judged(material: adm.AdmMaterial, data: st.DataObject) -> None:
    content = bytearray(material.to_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[place] = data.draw(st.integers(0, 255))
        else:
            del content[place : place + data.draw(st.integers(1, 50))]
        if not content:
            break
    try:
        file = adm.read_bytes(bytes(content))
    except MediaError:
        return  # the form itself is damaged: the one thing that is refused
    judge(file)


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(ORIGINALS), st.data())
def test_swapped_words_are_read_and_judged(material: adm.AdmMaterial, data: st.DataObject) -> None:
    words = (material.axml or "").split('"')
    first = data.draw(st.integers(0, len(words) - 1))
    second = data.draw(st.integers(0, len(words) - 1))
    words[first], words[second] = words[second], words[first]
    judge(dataclasses.replace(material, axml='"'.join(words)).read())


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=300), st.binary(max_size=40))
def test_any_chna_is_read_and_judged(payload: bytes, behind: bytes) -> None:
    read_chna_table(payload)
    judge(dataclasses.replace(SCENE, chna_behind=payload + behind).read())


@settings(max_examples=EXAMPLES)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 65_535),
            st.text(st.characters(max_codepoint=0x7F), max_size=12),
            st.text(st.characters(max_codepoint=0x7F), max_size=14),
            st.text(st.characters(max_codepoint=0x7F), max_size=11),
        ),
        max_size=8,
    ),
    st.tuples(st.integers(0, 65_535), st.integers(0, 65_535)),
)
def test_any_rows_are_read_and_judged(rows: list[adm.ChnaFields], stated: tuple[int, int]) -> None:
    judge(dataclasses.replace(SCENE, rows=tuple(rows), stated=stated).read())


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=600))
def test_any_dbmd_is_read_and_judged(content: bytes) -> None:
    judge(dataclasses.replace(MASTER, dbmd=content).read())


def chain(count: int, *, closed: bool) -> str:
    """Objects each of which holds the next; closed, the last holds the first."""
    parts = []
    for place in range(count):
        held = (place + 1) % count if closed else place + 1
        inner = f"<audioObjectIDRef>AO_{held:04x}</audioObjectIDRef>" if held < count else ""
        parts.append(f'<audioObject audioObjectID="AO_{place:04x}" audioObjectName="x">{inner}</audioObject>')
    content = '<audioContent audioContentID="ACO_1001"><audioObjectIDRef>AO_0000</audioObjectIDRef></audioContent>'
    return f"<audioFormatExtended>{content}{''.join(parts)}</audioFormatExtended>"


def dense(count: int) -> str:
    """Packs each of which holds all others."""
    held = "".join(f"<audioPackFormatIDRef>AP_0003{place:04x}</audioPackFormatIDRef>" for place in range(count))
    packs = "".join(
        f'<audioPackFormat audioPackFormatID="AP_0003{place:04x}">{held}</audioPackFormat>' for place in range(count)
    )
    objects = "".join(
        f'<audioObject audioObjectID="AO_{place:04x}">'
        "<audioPackFormatIDRef>AP_00030001</audioPackFormatIDRef></audioObject>"
        for place in range(count)
    )
    return f"<audioFormatExtended>{packs}{objects}</audioFormatExtended>"


@pytest.mark.parametrize(
    "document",
    [
        chain(5_000, closed=False),
        chain(5_000, closed=True),
        dense(120),
        "<audioFormatExtended>" + "<audioObject/>" * 10_000 + "</audioFormatExtended>",
        "<audioFormatExtended>" + "<audioObject>" * 5_000,
        '<audioFormatExtended><audioChannelFormat UID="AC_00031001">' + "<audioBlockFormat>" * 5_000,
    ],
    ids=["chain", "circle", "dense", "many", "deep", "deep blocks"],
)
def test_what_grows_is_judged_in_time(document: str) -> None:
    begun = time.process_time()
    judge(dataclasses.replace(SCENE, axml=document).read())
    assert time.process_time() - begun < 30
