"""Checks on what blocks say: numbers, their ranges, complete positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance.adm.document_checks import document_of
from validator.conformance.adm.model import AdmFault, at, at_block
from validator.containers.adm.identifiers import type_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validator.containers.adm.document import AudioChannelFormat, BlockForm
    from validator.containers.adm.file import AdmFile

_POLAR: Final = frozenset({"azimuth", "elevation", "distance"})
_CARTESIAN: Final = frozenset({"X", "Y", "Z"})
_WITH_POSITION: Final = ("0001", "0003")
_WITH_SYSTEM: Final = "0003"

RANGES: Final[Mapping[str, tuple[float | None, float | None]]] = {
    "position:azimuth": (-180, 180),
    "position:elevation": (-90, 90),
    "position:distance": (0, None),
    "position:X": (-1, 1),
    "position:Y": (-1, 1),
    "position:Z": (-1, 1),
    "gain": (0, None),
    "gain:linear": (0, None),
    "width": (0, 360),
    "height": (0, 360),
    "depth": (0, None),
    "diffuse": (0, 1),
    "importance": (0, 10),
    "objectDivergence": (0, 1),
}
"""Lowest and highest value of each number, None where there is none; of positions with bounds likewise.

Source: libadm 0.14, validators of the same parameters; sizes, depth and gain the ranges of angles, and that a size, a
linear gain or a distance is not below zero.
"""


def _type_of(channel: AudioChannelFormat) -> str | None:
    return (channel.type_label or type_label(channel.id) or "").strip() or None


def channels_have_blocks(file: AdmFile) -> Iterator[AdmFault]:
    """Each channel has a block."""
    for channel in document_of(file).channels:
        if not channel.blocks.count:
            yield at(channel)


def numbers_are_numbers(file: AdmFile) -> Iterator[AdmFault]:
    """Each number can be read and is finite."""
    known = ("audioBlockFormatID", "rtime", "duration")
    for channel in document_of(file).channels:
        for value in channel.blocks.invalid:
            if value.name not in known:
                count = channel.blocks.invalid_counts[value.name]
                yield at_block(channel, value.place, name=value.name, found=value.found, count=count)


def values_are_in_range(file: AdmFile) -> Iterator[AdmFault]:
    """Each number lies in its range; the farthest of each channel is told."""
    for channel in document_of(file).channels:
        for name, extent in channel.blocks.extents.items():
            low, high = RANGES.get(name.removesuffix(":min").removesuffix(":max"), (None, None))
            if low is not None and extent.low < low:
                yield at_block(channel, extent.low_at, name=name, found=extent.low, lowest=low)
            if high is not None and extent.high > high:
                yield at_block(channel, extent.high_at, name=name, found=extent.high, highest=high)


def positions_are_complete(file: AdmFile) -> Iterator[AdmFault]:
    """A loudspeaker or object has azimuth and elevation, or X and Y, and of no other coordinate."""
    for channel in document_of(file).channels:
        if _type_of(channel) not in _WITH_POSITION:
            continue
        for form in channel.blocks.forms:
            found = coordinates(form)
            polar = {"azimuth", "elevation"} <= found <= _POLAR
            cartesian = {"X", "Y"} <= found <= _CARTESIAN
            if not polar and not cartesian:
                yield at_block(channel, form.first, found=" ".join(sorted(found)), count=form.count)


def coordinates(form: BlockForm) -> set[str]:
    """The coordinates of the positions of a block."""
    return {child.attributes.get("coordinate", "") for child in form.children if child.name == "position"}


def text_of(form: BlockForm, name: str) -> str | None:
    """The text of the first child of a name; None where there is none."""
    return next((child.text for child in form.children if child.name == name), None)


def coordinate_systems_are_told(file: AdmFile) -> Iterator[AdmFault]:
    """An object has cartesian set exactly where it has X, Y, Z."""
    for channel in document_of(file).channels:
        if _type_of(channel) != _WITH_SYSTEM:
            continue
        for form in channel.blocks.forms:
            found = coordinates(form)
            stated = text_of(form, "cartesian") or "0"
            mixed = bool(found & _POLAR) and bool(found & _CARTESIAN)
            if found and not mixed and (stated == "1") != bool(found & _CARTESIAN):
                yield at_block(channel, form.first, cartesian=stated, found=" ".join(sorted(found)), count=form.count)
