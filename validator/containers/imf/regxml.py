"""RegXML: an MXF descriptor as the XML that a composition repeats it in.

Made from the sets that were written or read, so that composition and file cannot differ. Validators compare the two as
unordered trees of namespace, name and value: `descriptor_content` gives that tree.

Source: SMPTE ST 2001-1:2013 (RegXML mapping); the values' forms are those of compositions by other writers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from lxml import etree

from validator.containers.imf.document import distrustful_parser
from validator.containers.imf.namespaces import DESCRIPTORS, PROPERTIES, TYPES
from validator.containers.mxf.klv import KEY_BYTES, UNIVERSAL_LABEL_START
from validator.containers.mxf.values import Rational, ValueKind

if TYPE_CHECKING:
    from validator.containers.mxf.metadata_set import EssenceDescriptor, MetadataItem, MetadataSet

_PREFIXES: Final = {"r0": DESCRIPTORS, "r1": PROPERTIES, "r2": TYPES}

_ELECTROSPATIAL: Final = {
    # Types register (ST 2003), ElectroSpatialFormulation.
    0: "Default",
    1: "TwoChannelMode",
    2: "SingleChannelMode",
    3: "PrimarySecondaryMode",
    4: "StereophonicMode",
    7: "SingleChannelDoubleSamplingFrequencyMode",
    8: "StereoLeftChannelDoubleSamplingFrequencyMode",
    9: "StereoRightChannelDoubleSamplingFrequencyMode",
    15: "MultiChannelMode",
}

Content = tuple[str, str, tuple["Content", ...]]
"""An element: namespace and name, value, and its children sorted, so that their order plays no part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegXml:
    """A descriptor in XML.

    Attributes:
        xml: The element, with its namespace declarations.
        left_out: Universal labels, or names, of properties that are in the file and that cannot be shown: those of
            registers that are not understood, and malformed ones.
    """

    xml: str
    left_out: tuple[str, ...] = ()


def descriptor_regxml(descriptor: EssenceDescriptor) -> RegXml:
    """Show a descriptor and its sub-descriptors as RegXML, properties in the order of the file."""
    left_out: list[str] = []
    root = etree.Element(f"{{{DESCRIPTORS}}}{descriptor.descriptor.symbol}", nsmap=_PREFIXES)
    _add_items(root, descriptor.descriptor, descriptor.sub_descriptors, left_out)
    return RegXml(xml=etree.tostring(root, encoding="unicode"), left_out=tuple(left_out))


def descriptor_content(xml: str | etree._Element) -> Content:
    """The tree of a descriptor that does not depend on order, prefixes, comments, blanks or the case of a UUID."""
    element = etree.fromstring(xml, distrustful_parser()) if isinstance(xml, str) else xml
    children = tuple(sorted(descriptor_content(child) for child in element.iterchildren(etree.Element)))
    value = "" if children else (element.text or "").strip()
    return str(element.tag), value.lower() if value.lower().startswith("urn:") else value, children


def _add_items(
    parent: etree._Element, one: MetadataSet, sub_descriptors: tuple[MetadataSet, ...], left_out: list[str]
) -> None:
    for item in one.items:
        name = item.label.hex() if item.definition is None else item.definition.symbol
        if name == "SubDescriptors":
            _add_sub_descriptors(parent, sub_descriptors, left_out)
        elif not _add_item(parent, item):
            left_out.append(name)


def _add_sub_descriptors(parent: etree._Element, sub_descriptors: tuple[MetadataSet, ...], left_out: list[str]) -> None:
    members = etree.SubElement(parent, f"{{{PROPERTIES}}}SubDescriptors")
    for one in sub_descriptors:
        if one.symbol is None:
            left_out.append(one.name)
            continue
        _add_items(etree.SubElement(members, f"{{{DESCRIPTORS}}}{one.symbol}"), one, (), left_out)


def _add_item(parent: etree._Element, item: MetadataItem) -> bool:
    """Add one property; False where it cannot be shown."""
    if item.definition is None:
        return False
    name = f"{{{PROPERTIES}}}{item.definition.symbol}"
    if item.definition.kind is ValueKind.UUIDS and isinstance(item.value, tuple):
        members = etree.SubElement(parent, name)
        for member in (one for one in item.value if isinstance(one, UUID)):
            etree.SubElement(members, f"{{{TYPES}}}UUID").text = f"urn:uuid:{member}"
        return True
    text = _text(item)
    if text is None:
        return False
    child = etree.Element(name)
    try:
        child.text = text
    except ValueError:
        # A control character, which XML cannot hold.
        return False
    parent.append(child)
    return True


def _text(item: MetadataItem) -> str | None:
    """A single value in RegXML's form; None for one that has none here."""
    value = item.value
    if item.definition is not None and item.definition.symbol == "ElectrospatialFormulation":
        mode = _ELECTROSPATIAL.get(value) if isinstance(value, int) else None
        return None if mode is None else f"ElectroSpatialFormulation_{mode}"
    match value:
        case Rational():
            return f"{value.numerator}/{value.denominator}"
        case int() | str():
            # A boolean is an int, and shows as True or False.
            return str(value)
        case UUID():
            return f"urn:uuid:{value}"
        case bytes():
            return identifier_text(value) if len(value) == KEY_BYTES else None
        case _:
            return None


def identifier_text(value: bytes) -> str:
    """A universal label as four groups of digits; anything else of 16 bytes as the UUID whose halves were exchanged."""
    if value.startswith(UNIVERSAL_LABEL_START):
        digits = value.hex()
        return "urn:smpte:ul:" + ".".join(digits[start : start + 8] for start in range(0, 32, 8))
    return f"urn:uuid:{UUID(bytes=value[8:] + value[:8])}"
