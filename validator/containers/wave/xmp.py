"""The XMP packet of a file of the RIFF family: picture rate and start, as editing programs write them.

A worked example, of which only the last two properties are read; a property is an attribute or an element:

    <x:xmpmeta xmlns:x="adobe:ns:meta/"> <rdf:RDF ...> <rdf:Description xmpDM:videoFrameRate="25">
      <xmpDM:startTimecode rdf:parseType="Resource">
        <xmpDM:timeFormat>25Timecode</xmpDM:timeFormat> <xmpDM:timeValue>01:00:00:00</xmpDM:timeValue>
      </xmpDM:startTimecode> </rdf:Description> </rdf:RDF> </x:xmpmeta>

What the packet says of other files, of which this one was made, is left out.

The names are those of Adobe's XMP Specification, Part 2 (xmpDM and its Timecode) and Part 3 (chunk `_PMX`). Its text
was not at hand, so what is read here only ever makes a remark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from validator.containers.facts import XmpFacts

if TYPE_CHECKING:
    from lxml import etree

PAYLOAD_LIMIT_BYTES: Final = 4 << 20
"""Larger packets are not parsed: real ones hold some kilobytes, and padding."""

_PADDING: Final = b"\0 \t\r\n"
_TEXT_CHARACTERS: Final = 64
"""A rate or a timecode that is longer is none."""

_MEDIA: Final = "{http://ns.adobe.com/xmp/1.0/DynamicMedia/}"
_OF_OTHERS: Final = frozenset(
    f"{{http://ns.adobe.com/xap/1.0/mm/}}{name}" for name in ("Ingredients", "Pantry", "DerivedFrom", "History")
)

TIME_FORMATS: Final[dict[str, str]] = {
    "23976Timecode": "24000/1001",
    "24Timecode": "24/1",
    "25Timecode": "25/1",
    "2997DropTimecode": "30000/1001",
    "2997NonDropTimecode": "30000/1001",
    "30Timecode": "30/1",
    "50Timecode": "50/1",
    "5994DropTimecode": "60000/1001",
    "5994NonDropTimecode": "60000/1001",
    "60Timecode": "60/1",
}
"""Picture rates by the words of `xmpDM:timeFormat`; feet and frames say none."""

_NAMED_RATES: Final[dict[str, str]] = {"PAL": "25/1", "NTSC": "30000/1001"}


def parse_xmp(payload: bytes) -> XmpFacts:
    """Read an XMP packet, with document types, entities and the network switched off.

    Raises:
        MediaError: Too large, not well-formed, or with a document type.
    """
    if len(payload) > PAYLOAD_LIMIT_BYTES:
        raise MediaError("The XMP packet is too large to be read.", found=f"{len(payload)} bytes")
    # Parsing XML is the only need of lxml, and most files carry none.
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(payload.strip(_PADDING), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise MediaError("The XMP packet is not well-formed.", found=str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise MediaError("The XMP packet has a document type, which is refused.")
    rate = _property(root, "videoFrameRate")
    start = next((one for one in root.iter(f"{_MEDIA}startTimecode") if _is_own(one)), None)
    time_format = None if start is None else _property(start, "timeFormat")
    return XmpFacts(
        video_rate=None if rate is None else _NAMED_RATES.get(rate, rate),
        timecode_rate=TIME_FORMATS.get(time_format or ""),
        start_timecode=None if start is None else _counted(_property(start, "timeValue"), time_format or ""),
    )


def _counted(timecode: str | None, time_format: str) -> str | None:
    """A timecode as it is written elsewhere: XMP sets semicolons throughout where frames are dropped."""
    if timecode is None or not time_format.endswith("DropTimecode") or "NonDrop" in time_format:
        return timecode
    clock, _, frames = timecode.replace(";", ":").rpartition(":")
    return f"{clock};{frames}"


def _property(within: etree._Element, name: str) -> str | None:
    """The first statement of a property in a part of a packet, as an attribute or an element; None without one."""
    for element in within.iter():
        if not _is_own(element):
            continue
        found = element.text if element.tag == _MEDIA + name else element.get(_MEDIA + name)
        text = (found or "").strip()
        if text and len(text) <= _TEXT_CHARACTERS:
            return text
    return None


def _is_own(element: etree._Element) -> bool:
    """Whether something is said of this file, and not of one that it was made of."""
    return not any(parent.tag in _OF_OTHERS for parent in element.iterancestors())
