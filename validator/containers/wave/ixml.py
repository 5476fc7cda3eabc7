"""The iXML chunk: timecode rate, start and track names, as production recorders and workstations write them.

Source: iXML specification, revision 3.01 (2021).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from specs.message import message
from validator.containers.facts import IxmlFacts, IxmlTrack, LoudnessFields

if TYPE_CHECKING:
    from lxml import etree

    from specs.message import Message

PAYLOAD_LIMIT_BYTES: Final = 4 << 20
"""Larger chunks are not parsed: real ones hold some kilobytes."""

MAXIMUM_TEXT_CHARACTERS: Final = 4096
"""A note or a name that is longer is told in part: it goes into every report. A slate's note has some hundred."""

TRACK_LIMIT: Final = 1024
_WORD_BITS: Final = 32


_PADDING: Final = b"\0 \t\r\n"
"""What writers fill a chunk up with, in front of and behind the document."""

_BARE_AMPERSAND: Final = re.compile(r"&(?!(?:#[0-9]+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);)")
_CONTROL_CHARACTERS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARATION: Final = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_END: Final = "</BWFXML>"
_BEGINNINGS: Final = ("<?xml", "<BWFXML", "<!DOCTYPE")

IXML_LOUDNESS: Final = {
    "LOUDNESS_VALUE": "integrated_lkfs",
    "LOUDNESS_RANGE": "loudness_range_lu",
    "MAX_TRUE_PEAK_LEVEL": "max_true_peak_dbtp",
    "MAX_MOMENTARY_LOUDNESS": "max_momentary_lkfs",
    "MAX_SHORT_TERM_LOUDNESS": "max_short_term_lkfs",
}
"""Elements of the iXML LOUDNESS section, the same five readings as in bext."""


def parse_ixml(payload: bytes) -> IxmlFacts:
    """Read the payload of an iXML chunk; blemishes that do not hide what is meant are mended in passing.

    Raises:
        MediaError: As `read_ixml`.
    """
    return read_ixml(payload)[0]


def read_ixml(payload: bytes) -> tuple[IxmlFacts, tuple[Message, ...]]:
    """Read the payload of an iXML chunk, with document types, entities and the network switched off.

    Returns:
        What it says, and what had to be mended to read it.

    Raises:
        MediaError: Too large, not well-formed beyond mending, with a document type, or with another root than BWFXML.
    """
    root, mended = ixml_root(payload)
    high = _integer(root, "SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI")
    low = _integer(root, "SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO")
    facts = IxmlFacts(
        project=_text(root, "PROJECT"),
        scene=_text(root, "SCENE"),
        tape=_text(root, "TAPE"),
        note=_text(root, "NOTE"),
        timecode_rate=_text(root, "SPEED/TIMECODE_RATE"),
        timecode_flag=_text(root, "SPEED/TIMECODE_FLAG"),
        file_sample_rate_hz=_integer(root, "SPEED/FILE_SAMPLE_RATE"),
        audio_bit_depth=_integer(root, "SPEED/AUDIO_BIT_DEPTH"),
        time_reference_samples=None if low is None else ((high or 0) << _WORD_BITS) + low,
        timestamp_sample_rate_hz=_integer(root, "SPEED/TIMESTAMP_SAMPLE_RATE"),
        loudness=_loudness(root),
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
    return facts, mended


def _loudness(root: etree._Element) -> LoudnessFields | None:
    values = {name: _decimal(root, f"LOUDNESS/{tag}") for tag, name in IXML_LOUDNESS.items()}
    return None if all(value is None for value in values.values()) else LoudnessFields(**values)


def ixml_root(payload: bytes) -> tuple[etree._Element, tuple[Message, ...]]:
    """Return the root element of an iXML chunk, and what had to be mended to read it.

    A document that is well-formed is taken as it is. Of one that is not, the text is decoded, cut to the document and
    escaped, and must then be well-formed: nothing is guessed, so that a document whose end is missing, and whose last
    number may be half a number, stays unread.

    Raises:
        MediaError: As `read_ixml`.
    """
    if len(payload) > PAYLOAD_LIMIT_BYTES:
        raise MediaError("The iXML chunk is too large to be read.", found=f"{len(payload)} bytes")
    # UTF-16 keeps the NULs of its own.
    wide = payload[:2] in (b"\xff\xfe", b"\xfe\xff")
    mended: tuple[Message, ...] = ()
    try:
        root = _strict(payload if wide else payload.strip(_PADDING))
    except MediaError as first:
        text, mended = _mended(payload)
        if not mended:
            raise
        try:
            root = _strict(text.encode("utf-8"))
        except MediaError:
            raise first from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise MediaError("The iXML chunk has a document type, which is refused.")
    if root.tag != "BWFXML":
        raise MediaError("The iXML chunk has another root element.", found=str(root.tag), expected="BWFXML")
    return root, mended


def _strict(document: bytes) -> etree._Element:
    # Parsing XML is the only need of lxml, and most files carry none.
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise MediaError("The iXML chunk is not well-formed.", found=str(error)) from error


def _mended(payload: bytes) -> tuple[str, tuple[Message, ...]]:
    """The text of a blemished document without its declaration, and each blemish that was mended."""
    text, encoding = _decoded(payload)
    mended: list[Message] = []
    begin = min((place for word in _BEGINNINGS if (place := text.find(word)) >= 0), default=0)
    if begin:
        mended.append(message("wave.ixml-bytes-before", bytes=len(text[:begin].encode())))
    end = text.rfind(_END)
    end = len(text) if end < 0 else end + len(_END)
    if text[end:].strip("\0 \t\r\n"):
        mended.append(message("wave.ixml-bytes-behind", bytes=len(text[end:].encode())))
    text = text[begin:end]
    declaration = _DECLARATION.match(text)
    if declaration is not None:
        text = text[declaration.end() :]
    # The declaration goes: what is parsed is UTF-8, which needs none. Where nothing else was wrong, it was.
    text, controls = _CONTROL_CHARACTERS.subn("", text)
    if controls:
        mended.append(message("wave.ixml-control-characters", count=controls))
    text, ampersands = _BARE_AMPERSAND.subn("&amp;", text)
    if ampersands:
        mended.append(message("wave.ixml-bare-ampersand", count=ampersands))
    if not mended or encoding not in {"UTF-8", "UTF-16"}:
        mended.append(message("wave.ixml-encoding", encoding=encoding))
    return text.strip("\0 \t\r\n"), tuple(mended)


def _decoded(payload: bytes) -> tuple[str, str]:
    """The text of a chunk whatever it declares, and the encoding: UTF-16 by its mark or NULs, UTF-8, else cp1252."""
    if payload[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return payload.decode("utf-16", "replace"), "UTF-16"
    body = payload.lstrip(b" \t\r\n")
    for start, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(start):
            return body.decode(codec, "replace").rstrip("\0"), "UTF-16"
    body = payload.strip(_PADDING)
    try:
        return body.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace"), "Windows-1252"


def _text(parent: etree._Element, path: str) -> str | None:
    found = (parent.findtext(path) or "").strip()
    if len(found) > MAXIMUM_TEXT_CHARACTERS:
        return f"{found[:MAXIMUM_TEXT_CHARACTERS]}…"
    return found or None


def _integer(parent: etree._Element, path: str) -> int | None:
    text = _text(parent, path)
    # Longer numbers than a 64-bit field holds are no number of this format.
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) <= 20 else None


def _decimal(parent: etree._Element, path: str) -> float | None:
    text = _text(parent, path)
    return float(text) if text is not None and _DECIMAL.fullmatch(text) else None


_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{1,6})?")
"""A level: "-23.0"; anything longer is no level."""


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
    if ixml.loudness is not None:
        loudness = etree.SubElement(root, "LOUDNESS")
        for tag, name in IXML_LOUDNESS.items():
            value = getattr(ixml.loudness, name)
            _add(loudness, tag, None if value is None else f"{value:.2f}")
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
    _add(speed, "TIMESTAMP_SAMPLE_RATE", ixml.timestamp_sample_rate_hz)
    if len(speed):
        root.append(speed)


def _add(parent: etree._Element, tag: str, value: str | int | None) -> None:
    from lxml import etree  # noqa: PLC0415

    if value is not None:
        etree.SubElement(parent, tag).text = str(value)
