"""A picture track file as far as a composition needs it: its id, its frames, and its descriptor as RegXML.

No picture is decoded. The properties are those of RGBA and CDCI descriptors and of JPEG 2000; what is not in the table,
such as what is private to one writer, is left out and named.

Source: SMPTE ST 335 and ST 395 (registers), ST 2001-1 (RegXML). The rows were confirmed on a package of another writer,
whose composition repeats the descriptor of its picture; those of CDCI were not met in one.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from lxml import etree

from specs.counting import count_of
from specs.errors import MediaError
from validator.containers.imf.namespaces import DESCRIPTORS, PROPERTIES, TYPES
from validator.containers.imf.regxml import RegXml, identifier_text
from validator.containers.mxf.faults import FaultLog
from validator.containers.mxf.klv import KEY_BYTES, UNIVERSAL_LABEL_START, label_key
from validator.containers.mxf.reader import MATERIAL_NUMBER_OFFSET
from validator.containers.mxf.structure import find_structure
from validator.containers.mxf.values import UMID_BYTES
from validator.containers.mxf.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from pathlib import Path
    from typing import BinaryIO

    from validator.containers.mxf.metadata_set import MetadataSet

_PREFIXES: Final = {"r0": DESCRIPTORS, "r1": PROPERTIES, "r2": TYPES}
_SET_START: Final = bytes.fromhex("060e2b34025301010d0101010101")
_SETS: Final = {
    label_key(_SET_START + bytes((number, 0))): name
    for number, name in {0x28: "CDCIDescriptor", 0x29: "RGBADescriptor", 0x5A: "JPEG2000SubDescriptor"}.items()
}
_JPEG_2000_CONTAINER: Final = bytes.fromhex("060e2b34040101070d010301020c0100")

_ROWS: Final = """
InstanceID                             01010101.01011502.00000000 uuid
LinkedTrackID                          01010105.06010103.05000000 integer
SampleRate                             01010101.04060101.00000000 rational
EssenceLength                          01010101.04060102.00000000 integer
ContainerFormat                        01010102.06010104.01020000 label
SubDescriptors                         01010109.06010104.06100000 sub
PixelLayout                            01010102.04010503.06000000 layout
ComponentMinRef                        01010105.04010503.0c000000 integer
ComponentMaxRef                        01010105.04010503.0b000000 integer
ScanningDirection                      01010105.04010404.01000000 scanning
DisplayYOffset                         01010101.04010501.0e000000 integer
DisplayXOffset                         01010101.04010501.0d000000 integer
VideoLineMap                           01010102.04010302.05000000 lines
SampledYOffset                         01010101.04010501.0a000000 integer
SampledXOffset                         01010101.04010501.09000000 integer
DisplayHeight                          01010101.04010501.0b000000 integer
DisplayWidth                           01010101.04010501.0c000000 integer
StoredHeight                           01010101.04010502.01000000 integer
StoredWidth                            01010101.04010502.02000000 integer
SampledHeight                          01010101.04010501.07000000 integer
SampledWidth                           01010101.04010501.08000000 integer
FrameLayout                            01010101.04010301.04000000 frames
ImageAspectRatio                       01010101.04010101.01000000 rational
PictureCompression                     01010102.04010601.00000000 label
ActiveFormatDescriptor                 01010105.04010302.09000000 integer
ColorPrimaries                         01010109.04010201.01060100 label
TransferCharacteristic                 01010102.04010201.01010200 label
CodingEquations                        01010102.04010201.01030100 label
MasteringDisplayPrimaries              0101010e.04200401.01010000 primaries
MasteringDisplayWhitePointChromaticity 0101010e.04200401.01020000 point
MasteringDisplayMaximumLuminance       0101010e.04200401.01030000 integer
MasteringDisplayMinimumLuminance       0101010e.04200401.01040000 integer
ComponentDepth                         01010102.04010503.0a000000 integer
HorizontalSubsampling                  01010101.04010501.05000000 integer
VerticalSubsampling                    01010102.04010501.10000000 integer
ColorSiting                            01010101.04010501.06000000 siting
BlackRefLevel                          01010101.04010503.03000000 integer
WhiteRefLevel                          01010101.04010503.04000000 integer
ColorRange                             01010102.04010503.05000000 integer
Rsiz                                   0101010a.04010603.01000000 integer
Xsiz                                   0101010a.04010603.02000000 integer
Ysiz                                   0101010a.04010603.03000000 integer
XOsiz                                  0101010a.04010603.04000000 integer
YOsiz                                  0101010a.04010603.05000000 integer
XTsiz                                  0101010a.04010603.06000000 integer
YTsiz                                  0101010a.04010603.07000000 integer
XTOsiz                                 0101010a.04010603.08000000 integer
YTOsiz                                 0101010a.04010603.09000000 integer
Csiz                                   0101010a.04010603.0a000000 integer
PictureComponentSizing                 0101010a.04010603.0b000000 sizing
J2CLayout                              0101010e.04010603.0e000000 layout
CodingStyleDefault                     0101010a.04010603.0c000000 octets
QuantizationDefault                    0101010a.04010603.0d000000 octets
"""

_BY_LABEL: Final = {
    label_key(UNIVERSAL_LABEL_START + bytes.fromhex(tail.replace(".", ""))): (name, kind)
    for name, tail, kind in (row.split() for row in _ROWS.strip().splitlines())
}
_COMPONENTS: Final = {0: "Null", 0x41: "Alpha", 0x42: "Blue", 0x46: "Fill", 0x47: "Green", 0x52: "Red"}
_FRAME_LAYOUTS: Final = ("FullFrame", "SeparateFields", "OneField", "MixedFields", "SegmentedFrame")
_SITINGS: Final = ("CoSiting",)
_DIRECTIONS: Final = ("ScanningDirection_LeftToRightTopToBottom",)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A picture track file.

    Attributes:
        track_file_id: The asset's id.
        frame_rate: Frames a second.
        frame_count: Frames.
        descriptor: Its descriptor, and what of it is left out.
        name: Class of the descriptor, such as `RGBADescriptor`.
        is_jpeg_2000: True for a container of JPEG 2000.
    """

    track_file_id: UUID
    frame_rate: Fraction
    frame_count: int
    descriptor: RegXml
    name: str
    is_jpeg_2000: bool


def read_picture(path: Path) -> PictureFile:
    """Read the header of a picture track file.

    Raises:
        MediaError: It cannot be read, is no picture, or does not say how long it is.
    """
    try:
        with path.open("rb", buffering=0) as file:
            return parse_picture(file, path.stat().st_size, where=str(path))
    except OSError as error:
        raise MediaError("The picture cannot be read.", where=str(path), found=error.strerror) from error


def parse_picture(file: BinaryIO, file_bytes: int, *, where: str) -> PictureFile:
    """Read the header of a picture track file that is open.

    Args:
        file: Opened for reading.
        file_bytes: Its length.
        where: Its name, for errors.

    Raises:
        MediaError: As `read_picture`.
        OSError: The file cannot be read.
    """
    log = FaultLog()
    structure = find_structure(walk(file, file_bytes, log, where=where).sets, log, where=where)
    descriptor = structure.descriptor
    name = _SETS.get(label_key(descriptor.descriptor.key))
    package_id = structure.file_package.label("PackageID")
    rate = descriptor.descriptor.rate("SampleRate")
    frames = descriptor.descriptor.integer("EssenceLength")
    if name not in ("CDCIDescriptor", "RGBADescriptor"):
        raise MediaError(
            "This is no picture track file that is known.",
            where=where,
            found=f"a descriptor of the class {descriptor.descriptor.name}",
            expected="an RGBA or CDCI descriptor",
        )
    if package_id is None or len(package_id) != UMID_BYTES or rate is None or not frames or frames < 0:
        raise MediaError(
            "The picture track file does not say how long it is, or has no id.",
            where=where,
            found=count_of(frames or 0, "frame", "frames"),
        )
    container = descriptor.descriptor.label("ContainerFormat") or b""
    return PictureFile(
        track_file_id=UUID(bytes=package_id[MATERIAL_NUMBER_OFFSET:]),
        frame_rate=rate,
        frame_count=frames,
        descriptor=_regxml(name, descriptor.descriptor, descriptor.sub_descriptors),
        name=name,
        # The last two bytes say how the frames are wrapped.
        is_jpeg_2000=label_key(container)[:14] == label_key(_JPEG_2000_CONTAINER)[:14],
    )


def _regxml(name: str, descriptor: MetadataSet, sub_descriptors: tuple[MetadataSet, ...]) -> RegXml:
    left_out: list[str] = []
    root = etree.Element(f"{{{DESCRIPTORS}}}{name}", nsmap=_PREFIXES)
    _add_items(root, descriptor, sub_descriptors, left_out)
    return RegXml(xml=etree.tostring(root, encoding="unicode"), left_out=tuple(left_out))


def _add_items(
    parent: etree._Element, one: MetadataSet, sub_descriptors: tuple[MetadataSet, ...], left_out: list[str]
) -> None:
    for item in one.items:
        name, kind = _BY_LABEL.get(label_key(item.label), ("", "")) if item.label else ("", "")
        if not name:
            left_out.append(item.label.hex() or "a tag without a meaning")
            continue
        element = etree.SubElement(parent, f"{{{PROPERTIES}}}{name}")
        if kind == "sub":
            _add_sub_descriptors(element, sub_descriptors, left_out)
        elif not _WRITERS[kind](element, item.raw):
            parent.remove(element)
            left_out.append(name)


def _add_sub_descriptors(parent: etree._Element, sub_descriptors: tuple[MetadataSet, ...], left_out: list[str]) -> None:
    for one in sub_descriptors:
        name = _SETS.get(label_key(one.key))
        if name is None:
            left_out.append(one.name)
        else:
            _add_items(etree.SubElement(parent, f"{{{DESCRIPTORS}}}{name}"), one, (), left_out)


def _text(element: etree._Element, text: str) -> bool:
    element.text = text
    return True


def _integer(element: etree._Element, raw: bytes) -> bool:
    return 0 < len(raw) <= 8 and _text(element, str(int.from_bytes(raw, "big")))


def _rational(element: etree._Element, raw: bytes) -> bool:
    return len(raw) == 8 and _text(element, "{}/{}".format(*struct.unpack(">ii", raw)))


def _uuid(element: etree._Element, raw: bytes) -> bool:
    return len(raw) == KEY_BYTES and _text(element, f"urn:uuid:{UUID(bytes=raw)}")


def _label(element: etree._Element, raw: bytes) -> bool:
    return len(raw) == KEY_BYTES and _text(element, identifier_text(raw))


def _octets(element: etree._Element, raw: bytes) -> bool:
    return _text(element, raw.hex())


def _named(names: tuple[str, ...]) -> Callable[[etree._Element, bytes], bool]:
    """Writes the name of a value; False for one that has none here."""

    def write(element: etree._Element, raw: bytes) -> bool:
        return len(raw) == 1 and raw[0] < len(names) and _text(element, names[raw[0]])

    return write


def _type(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, f"{{{TYPES}}}{name}")
    element.text = text or None
    return element


def _layout(element: etree._Element, raw: bytes) -> bool:
    """Eight pairs of component and its bits."""
    if len(raw) != 16 or any(code not in _COMPONENTS for code in raw[::2]):
        return False
    for code, size in zip(raw[::2], raw[1::2], strict=True):
        component = _type(element, "RGBAComponent")
        _type(component, "Code", f"Comp{_COMPONENTS[code]}")
        _type(component, "ComponentSize", str(size))
    return True


def _batch(raw: bytes, size: int) -> list[bytes] | None:
    """The members of a batch or array: count, size, members; None for anything else."""
    if len(raw) < 8:
        return None
    count, stated = struct.unpack(">II", raw[:8])
    if stated != size or len(raw) != 8 + count * size:
        return None
    return [raw[8 + size * number : 8 + size * (number + 1)] for number in range(count)]


def _lines(element: etree._Element, raw: bytes) -> bool:
    members = _batch(raw, 4)
    for member in members or ():
        _type(element, "Int32", str(int.from_bytes(member, "big", signed=True)))
    return members is not None


def _sizing(element: etree._Element, raw: bytes) -> bool:
    members = _batch(raw, 3)
    for member in members or ():
        component = _type(element, "J2KComponentSizing")
        for name, value in zip(("Ssiz", "XRSiz", "YRSiz"), member, strict=True):
            _type(component, name, str(value))
    return members is not None


def _point(element: etree._Element, raw: bytes) -> bool:
    if len(raw) != 4:
        return False
    for name, value in zip("XY", struct.unpack(">HH", raw), strict=True):
        _type(element, name, str(value))
    return True


def _primaries(element: etree._Element, raw: bytes) -> bool:
    return len(raw) == 12 and all(_point(_type(element, "ColorPrimary"), raw[at : at + 4]) for at in (0, 4, 8))


_WRITERS: Final[dict[str, Callable[[etree._Element, bytes], bool]]] = {
    "integer": _integer, "rational": _rational, "uuid": _uuid, "label": _label, "octets": _octets, "layout": _layout,
    "lines": _lines, "sizing": _sizing, "point": _point, "primaries": _primaries, "scanning": _named(_DIRECTIONS),
    "frames": _named(_FRAME_LAYOUTS), "siting": _named(_SITINGS),
}  # fmt: skip
