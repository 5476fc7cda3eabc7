"""The iXML chunk: timecode rate, start and track names, as production recorders and workstations write them.

Source: iXML specification, revision 3.01 (2021).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from validator.containers.facts import IxmlFacts, IxmlTrack

if TYPE_CHECKING:
    from lxml import etree

PAYLOAD_LIMIT_BYTES: Final = 4 << 20
"""Larger chunks are not parsed: real ones hold some kilobytes."""

TRACK_LIMIT: Final = 1024
_WORD_BITS: Final = 32


def parse_ixml(payload: bytes) -> IxmlFacts:
    """Read the payload of an iXML chunk, with document types, entities and the network switched off.

    Raises:
        MediaError: Too large, not well-formed, with a document type, or with another root than BWFXML.
    """
    root = _root(payload)
    high = _integer(root, "SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI")
    low = _integer(root, "SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO")
    return IxmlFacts(
        project=_text(root, "PROJECT"),
        scene=_text(root, "SCENE"),
        tape=_text(root, "TAPE"),
        note=_text(root, "NOTE"),
        timecode_rate=_text(root, "SPEED/TIMECODE_RATE"),
        timecode_flag=_text(root, "SPEED/TIMECODE_FLAG"),
        file_sample_rate_hz=_integer(root, "SPEED/FILE_SAMPLE_RATE"),
        audio_bit_depth=_integer(root, "SPEED/AUDIO_BIT_DEPTH"),
        time_reference_samples=None if low is None else ((high or 0) << _WORD_BITS) + low,
        tracks=tuple(
            IxmlTrack(
                channel_index=_integer(track, "CHANNEL_INDEX"),
                interleave_index=_integer(track, "INTERLEAVE_INDEX"),
                name=_text(track, "NAME"),
                function=_text(track, "FUNCTION"),
            )
            for track in root.findall("TRACK_LIST/TRACK")[:TRACK_LIMIT]
        ),
    )


def _root(payload: bytes) -> etree._Element:
    # Parsing XML is the only need of lxml, and most files carry none.
    from lxml import etree  # noqa: PLC0415

    if len(payload) > PAYLOAD_LIMIT_BYTES:
        raise MediaError("The iXML chunk is too large to be read.", found=f"{len(payload)} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    # Writers pad with NULs or blanks, in front of and behind the document; UTF-16 keeps the NULs of its own.
    wide = payload[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        root = etree.fromstring(payload if wide else payload.strip(b"\0 \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise MediaError("The iXML chunk is not well-formed.", found=str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise MediaError("The iXML chunk has a document type, which is refused.")
    if root.tag != "BWFXML":
        raise MediaError("The iXML chunk has another root element.", found=str(root.tag), expected="BWFXML")
    return root


def _text(parent: etree._Element, path: str) -> str | None:
    found = parent.findtext(path)
    return (found.strip() or None) if found is not None else None


def _integer(parent: etree._Element, path: str) -> int | None:
    text = _text(parent, path)
    # Longer numbers than a 64-bit field holds are no number of this format.
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) <= 20 else None


def build_ixml(ixml: IxmlFacts) -> bytes:
    """Write the payload of an iXML chunk in UTF-8.

    Source: iXML specification, revision 3.01, BWFXML, SPEED and TRACK_LIST.
    """
    from lxml import etree  # noqa: PLC0415

    root = etree.Element("BWFXML")
    _add(root, "IXML_VERSION", "3.01")
    for tag, value in (("PROJECT", ixml.project), ("SCENE", ixml.scene), ("TAPE", ixml.tape), ("NOTE", ixml.note)):
        _add(root, tag, value)
    _build_speed(root, ixml)
    if ixml.tracks:
        tracks = etree.SubElement(root, "TRACK_LIST")
        _add(tracks, "TRACK_COUNT", len(ixml.tracks))
        for track in ixml.tracks:
            element = etree.SubElement(tracks, "TRACK")
            _add(element, "CHANNEL_INDEX", track.channel_index)
            _add(element, "INTERLEAVE_INDEX", track.interleave_index)
            _add(element, "NAME", track.name)
            _add(element, "FUNCTION", track.function)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _build_speed(root: etree._Element, ixml: IxmlFacts) -> None:
    from lxml import etree  # noqa: PLC0415

    speed = etree.Element("SPEED")
    _add(speed, "TIMECODE_RATE", ixml.timecode_rate)
    _add(speed, "TIMECODE_FLAG", ixml.timecode_flag)
    _add(speed, "FILE_SAMPLE_RATE", ixml.file_sample_rate_hz)
    _add(speed, "AUDIO_BIT_DEPTH", ixml.audio_bit_depth)
    if ixml.time_reference_samples is not None:
        _add(speed, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", ixml.time_reference_samples >> _WORD_BITS)
        _add(speed, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO", ixml.time_reference_samples & ((1 << _WORD_BITS) - 1))
    if len(speed):
        root.append(speed)


def _add(parent: etree._Element, tag: str, value: str | int | None) -> None:
    from lxml import etree  # noqa: PLC0415

    if value is not None:
        etree.SubElement(parent, tag).text = str(value)
