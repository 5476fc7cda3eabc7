"""Turns the elements of axml, once they are whole, into the objects of `document`.

Source: ITU-R BS.2076-3 (02/2025) clause 5, ADM elements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from validator.containers.adm.block_forms import finite
from validator.containers.adm.document import (
    AudioChannelFormat,
    AudioContent,
    AudioObject,
    AudioPackFormat,
    AudioProgramme,
    AudioStreamFormat,
    AudioTrackFormat,
    AudioTrackUid,
    DialogueStatement,
    ElementLabel,
    LoudnessMetadata,
    MetadataValue,
    Reference,
)
from validator.containers.adm.identifiers import ElementKind
from validator.containers.adm.movements import MOST_GAIN_DB
from validator.containers.adm.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from validator.containers.adm.document import BlockSummary

NUMBER_DIGITS: Final = 9
"""Longer integers are no sample rate and no bit depth."""


class Node:
    """An element while it is read: local name, attributes, children and text."""

    __slots__ = ("attributes", "children", "line", "name", "path", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int, path: str = "") -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.path = path
        self.children: list[Node] = []
        self.text = ""


class _Shared(TypedDict):
    id: str
    name: str | None
    line: int
    path: str
    attributes: Mapping[str, str]
    children: Mapping[str, int]


def _shared(node: Node, kind: ElementKind) -> _Shared:
    counts: dict[str, int] = {}
    for child in node.children:
        counts[child.name] = counts.get(child.name, 0) + 1
    return {
        "id": node.attributes.get(kind.id_attribute, "").strip(),
        "name": None if kind.name_attribute is None else node.attributes.get(kind.name_attribute),
        "line": node.line,
        "path": node.path,
        "attributes": node.attributes,
        "children": counts,
    }


def _references(node: Node, *names: str) -> tuple[Reference, ...]:
    return tuple(
        Reference(id=child.text, kind=child.name, line=child.line) for child in node.children if child.name in names
    )


def _time(node: Node, *names: str) -> Fraction | None:
    text = next((node.attributes[name] for name in names if name in node.attributes), None)
    return None if text is None else parse_time(text)


def _integer(text: str | None) -> int | None:
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) <= NUMBER_DIGITS else None


def _labels(node: Node, name: str) -> tuple[ElementLabel, ...]:
    return tuple(
        ElementLabel(text=child.text, language=child.attributes.get("language"), line=child.line)
        for child in node.children
        if child.name == name
    )


def _loudness(node: Node) -> tuple[LoudnessMetadata, ...]:
    return tuple(
        LoudnessMetadata(
            line=found.line,
            method=found.attributes.get("loudnessMethod"),
            recommendation=found.attributes.get("loudnessRecType"),
            correction=found.attributes.get("loudnessCorrectionType"),
            values={
                child.name: MetadataValue(text=child.text, value=finite(child.text), line=child.line)
                for child in found.children
                if child.name != "renderer"
            },
        )
        for found in node.children
        if found.name == "loudnessMetadata"
    )


def audio_programme(node: Node) -> AudioProgramme:
    """An audioProgramme that is whole."""
    return AudioProgramme(
        **_shared(node, ElementKind.PROGRAMME),
        language=node.attributes.get("audioProgrammeLanguage"),
        start=_time(node, "start"),
        end=_time(node, "end"),
        contents=_references(node, "audioContentIDRef"),
        loudness=_loudness(node),
        labels=_labels(node, "audioProgrammeLabel"),
    )


def audio_content(node: Node) -> AudioContent:
    """An audioContent that is whole."""
    return AudioContent(
        **_shared(node, ElementKind.CONTENT),
        language=node.attributes.get("audioContentLanguage"),
        objects=_references(node, "audioObjectIDRef"),
        dialogue=tuple(
            DialogueStatement(value=child.text, kinds=child.attributes, line=child.line)
            for child in node.children
            if child.name == "dialogue"
        ),
        loudness=_loudness(node),
        labels=_labels(node, "audioContentLabel"),
    )


def audio_object(node: Node) -> AudioObject:
    """An audioObject that is whole; early files write startTime for start."""
    return AudioObject(
        **_shared(node, ElementKind.OBJECT),
        start=_time(node, "start", "startTime"),
        duration=_time(node, "duration"),
        packs=_references(node, "audioPackFormatIDRef"),
        objects=_references(node, "audioObjectIDRef"),
        complementary_objects=_references(node, "audioComplementaryObjectIDRef"),
        track_uids=_references(node, "audioTrackUIDRef"),
        labels=_labels(node, "audioObjectLabel"),
        gain=_gain(node),
    )


def _gain(node: Node) -> float:
    """Linear gain of an object, 1 without one; 0 where it is muted (BS.2076-3 clauses 5.6.1 and 5.6.2)."""
    muted = any(child.name == "mute" and child.text == "1" for child in node.children)
    child = next((child for child in node.children if child.name == "gain"), None)
    value = None if child is None else finite(child.text)
    if muted or value is None or child is None:
        return 0.0 if muted else 1.0
    in_db = child.attributes.get("gainUnit") == "dB"
    return float(10.0 ** (min(value, MOST_GAIN_DB) / 20.0)) if in_db else value


def audio_pack_format(node: Node) -> AudioPackFormat:
    """An audioPackFormat that is whole."""
    matrix = ("encodePackFormatIDRef", "decodePackFormatIDRef", "inputPackFormatIDRef", "outputPackFormatIDRef")
    return AudioPackFormat(
        **_shared(node, ElementKind.PACK),
        type_label=node.attributes.get("typeLabel"),
        type_definition=node.attributes.get("typeDefinition"),
        channels=_references(node, "audioChannelFormatIDRef"),
        packs=_references(node, "audioPackFormatIDRef"),
        other_references=_references(node, *matrix),
    )


def audio_channel_format(node: Node, blocks: BlockSummary) -> AudioChannelFormat:
    """An audioChannelFormat that is whole, with its blocks reduced."""
    low_pass = next(
        (
            finite(child.text)
            for child in node.children
            if child.name == "frequency" and child.attributes.get("typeDefinition") == "lowPass"
        ),
        None,
    )
    return AudioChannelFormat(
        **_shared(node, ElementKind.CHANNEL),
        type_label=node.attributes.get("typeLabel"),
        type_definition=node.attributes.get("typeDefinition"),
        low_pass_hz=low_pass,
        blocks=blocks,
    )


def audio_stream_format(node: Node) -> AudioStreamFormat:
    """An audioStreamFormat that is whole."""
    return AudioStreamFormat(
        **_shared(node, ElementKind.STREAM),
        format_label=node.attributes.get("formatLabel"),
        format_definition=node.attributes.get("formatDefinition"),
        channels=_references(node, "audioChannelFormatIDRef"),
        packs=_references(node, "audioPackFormatIDRef"),
        tracks=_references(node, "audioTrackFormatIDRef"),
    )


def audio_track_format(node: Node) -> AudioTrackFormat:
    """An audioTrackFormat that is whole."""
    return AudioTrackFormat(
        **_shared(node, ElementKind.TRACK),
        format_label=node.attributes.get("formatLabel"),
        format_definition=node.attributes.get("formatDefinition"),
        streams=_references(node, "audioStreamFormatIDRef"),
    )


def audio_track_uid(node: Node) -> AudioTrackUid:
    """An audioTrackUID that is whole."""
    return AudioTrackUid(
        **_shared(node, ElementKind.TRACK_UID),
        sample_rate_hz=_integer(node.attributes.get("sampleRate")),
        bit_depth=_integer(node.attributes.get("bitDepth")),
        tracks=_references(node, "audioTrackFormatIDRef"),
        channels=_references(node, "audioChannelFormatIDRef"),
        packs=_references(node, "audioPackFormatIDRef"),
    )
