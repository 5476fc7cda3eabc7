"""The Atmos master profile, part two: beds, moving objects, their blocks and their times.

Source: as part one, `atmos_form`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from validator.conformance.adm.atmos_form import BED_LABEL, OBJECT_LABEL
from validator.conformance.adm.document_checks import document_of
from validator.conformance.adm.model import AdmFault, at, at_block, at_line
from validator.conformance.adm.timing_checks import (
    blocks_are_contiguous,
    blocks_begin_at_zero,
    programme_length,
    sample_of,
    shown,
)
from validator.conformance.adm.value_checks import coordinates, text_of
from validator.containers.adm.block_forms import finite
from validator.containers.adm.document import AudioChannelFormat
from validator.containers.adm.identifiers import folded, type_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validator.containers.adm.document import AdmDocument, BlockForm
    from validator.containers.adm.file import AdmFile

BED_CHANNELS: Final[Mapping[str, tuple[str, tuple[tuple[float, float, float], ...]]]] = {
    "RC_L": ("RoomCentricLeft", ((-1, 1, 0),)),
    "RC_R": ("RoomCentricRight", ((1, 1, 0),)),
    "RC_C": ("RoomCentricCenter", ((0, 1, 0),)),
    "RC_LFE": ("RoomCentricLFE", ((-1, 1, -1),)),
    "RC_Lss": ("RoomCentricLeftSideSurround", ((-1, 0, 0),)),
    "RC_Rss": ("RoomCentricRightSideSurround", ((1, 0, 0),)),
    "RC_Lrs": ("RoomCentricLeftRearSurround", ((-1, -1, 0),)),
    "RC_Rrs": ("RoomCentricRightRearSurround", ((1, -1, 0),)),
    "RC_Lts": ("RoomCentricLeftTopSurround", ((-1, 0, 1),)),
    "RC_Rts": ("RoomCentricRightTopSurround", ((1, 0, 1),)),
    "RC_Ls": ("RoomCentricLeftSurround", ((-1, -0.36397, 0), (-1, -1, 0))),
    "RC_Rs": ("RoomCentricRightSurround", ((1, -0.36397, 0), (1, -1, 0))),
}
"""By speakerLabel: the name of the channel and the positions X, Y, Z that it may have."""

BED_ORDERS: Final = frozenset(
    tuple(f"RC_{label}" for label in labels.split())
    for labels in (
        "L R",
        "L R C",
        "L R C Ls Rs",
        "L R C LFE Ls Rs",
        "L R C Lss Rss Lrs Rrs",
        "L R C LFE Lss Rss Lrs Rrs",
        "L R C Lss Rss Lrs Rrs Lts Rts",
        "L R C LFE Lss Rss Lrs Rrs Lts Rts",
    )
)
"""The beds there are, in the order of their channels."""

ZONES: Final[Mapping[str, tuple[float, ...]]] = {
    "ZM1": (-1, 1, -1, -0.41934, -0.499, 0.499),
    "ZM2L": (-1, -0.75806, -0.41934, 0.83871, -0.499, 0.499),
    "ZM2R": (0.75806, 1, -0.41934, 0.83871, -0.499, 0.499),
    "ZM3L": (-1, -0.16129, 0.5, 1, -0.499, 0.499),
    "ZM3Lss": (-1, -0.51611, -0.707, 0.49999, -0.499, 0.499),
    "ZM3R": (0.16129, 1, 0.5, 1, -0.499, 0.499),
    "ZM3Rss": (0.51611, 1, -0.707, 0.49999, -0.499, 0.499),
    "ZM4": (-1, 1, -1, 0.83871, -0.499, 0.499),
    "ZM5": (-1, 1, 0.5, 1, -0.499, 0.499),
    "ZB": (-1, 1, -1, 1, -1, -0.4995),
    "ZT": (-1, 1, -1, 1, 0.4995, 1),
}
"""The zones that may be excluded: minX, maxX, minY, maxY, minZ, maxZ."""

_ZONE_SIDES: Final = ("minX", "maxX", "minY", "maxY", "minZ", "maxZ")
POSITION_TOLERANCE: Final = 1e-4
"""Positions and zones are written with five decimals."""

INTERPOLATION_S: Final = 0.005208
"""Seconds in which an object glides to where a later block puts it: 250 samples at 48 kHz."""

INTERPOLATION_TOLERANCE_S: Final = 5e-7
"""Six decimals are written."""

_NOT_IN_OBJECTS: Final = frozenset(
    {"objectDivergence", "screenRef", "headLocked", "headphoneVirtualise", "speakerLabel"}
)


def _channels(document: AdmDocument, label: str) -> Iterator[AudioChannelFormat]:
    return (channel for channel in document.channels if type_label(channel.id) == label)


def bed_channels_are_known(file: AdmFile) -> Iterator[AdmFault]:
    """Name, label and position of a bed channel are those of one of the twelve."""
    for channel in _channels(document_of(file), BED_LABEL):
        labels = channel.speaker_labels
        label = labels[0] if labels else ""
        name, positions = BED_CHANNELS.get(label, (None, ()))
        extents = channel.blocks.extents
        found = tuple(extents[f"position:{axis}"].low if f"position:{axis}" in extents else None for axis in "XYZ")
        place = any(
            all(
                value is not None and abs(value - expected) <= POSITION_TOLERANCE
                for value, expected in zip(found, each, strict=True)
            )
            for each in positions
        )
        if channel.name != name or not place:
            shown_position = " ".join(str(value) for value in found)
            yield at(channel, name=channel.name, label=label, position=shown_position, expected=name)


def beds_are_in_order(file: AdmFile) -> Iterator[AdmFault]:
    """A bed is one of the layouts there are, in its order."""
    document = document_of(file)
    labels_by_name = {name: label for label, (name, _) in BED_CHANNELS.items()}
    for pack in document.packs:
        if type_label(pack.id) != BED_LABEL:
            continue
        order: list[str] = []
        for reference in pack.channels:
            channel = document.by_id.get(folded(reference.id))
            if isinstance(channel, AudioChannelFormat):
                label = next(iter(channel.speaker_labels), "")
                order.append(labels_by_name.get(channel.name or "", label))
        if tuple(order) not in BED_ORDERS and all(label in BED_CHANNELS for label in order):
            yield at(pack, found=" ".join(label.removeprefix("RC_") for label in order))


def blocks_have_their_form(file: AdmFile) -> Iterator[AdmFault]:
    """A bed channel has one block without times; blocks of objects have times; all are Cartesian."""
    document = document_of(file)
    for channel in _channels(document, BED_LABEL):
        if channel.blocks.count > 1:
            yield at(channel, blocks=channel.blocks.count, expected=1)
        for form in channel.blocks.forms:
            for reason in _faults_of_bed_block(form):
                yield at_block(channel, form.first, reason=reason, count=form.count)
    for channel in _channels(document, OBJECT_LABEL):
        for form in channel.blocks.forms:
            for reason in _faults_of_object_block(form):
                yield at_block(channel, form.first, reason=reason, count=form.count)
        if not channel.blocks.forms_complete:
            yield at(channel, reason="too many forms of blocks to be judged")


def _faults_of_bed_block(form: BlockForm) -> Iterator[str]:
    yield from (f"{name} is not permitted" for name in ("rtime", "duration") if name in form.attributes)
    if text_of(form, "cartesian") != "1":
        yield "cartesian is not 1"
    if coordinates(form) != {"X", "Y", "Z"}:
        yield "X, Y and Z are not all there"
    if sum(child.name == "speakerLabel" for child in form.children) != 1:
        yield "there is not one speakerLabel"


def _faults_of_object_block(form: BlockForm) -> Iterator[str]:
    yield from (f"{name} is missing" for name in ("rtime", "duration") if name not in form.attributes)
    if text_of(form, "cartesian") != "1":
        yield "cartesian is not 1"
    if not {"X", "Y"} <= coordinates(form) <= {"X", "Y", "Z"}:
        yield "X and Y are not there"
    names = {child.name for child in form.children}
    yield from (f"{name} is not permitted" for name in sorted(names & _NOT_IN_OBJECTS))
    if any(child.name == "channelLock" and "maxDistance" in child.attributes for child in form.children):
        yield "maxDistance of channelLock is not permitted"


def objects_jump(file: AdmFile) -> Iterator[AdmFault]:
    """Blocks of objects jump: the first at once, all others within 5.208 ms."""
    for channel in _channels(document_of(file), OBJECT_LABEL):
        for form in channel.blocks.forms:
            jump = next((child for child in form.children if child.name == "jumpPosition"), None)
            length = None if jump is None else finite(jump.attributes.get("interpolationLength", ""))
            stated = None if jump is None else jump.attributes.get("interpolationLength")
            # The form of the first block is its own, or, where there is one block only, the only one.
            expected: tuple[float, ...] = (0.0,) if form.first.index == 1 else (INTERPOLATION_S,)
            if form.first.index == 1 and form.count > 1:
                expected = ()
            fits = length is not None and any(abs(length - each) <= INTERPOLATION_TOLERANCE_S for each in expected)
            if jump is None or jump.text != "1" or not fits:
                arguments = {"jumpPosition": None if jump is None else jump.text, "interpolationLength": stated}
                yield at_block(channel, form.first, **arguments, count=form.count)


def sizes_are_equal(file: AdmFile) -> Iterator[AdmFault]:
    """Width, depth and height of a block are equal, or none is there."""
    for channel in _channels(document_of(file), OBJECT_LABEL):
        for form in channel.blocks.forms:
            if form.sizes_equal is False:
                yield at_block(channel, form.first, count=form.count)


def object_values_are_permitted(file: AdmFile) -> Iterator[AdmFault]:
    """Positions lie in the room, sizes between 0 and 1, diffuse is 0 or 1."""
    ranges = {f"position:{axis}": (-1.0, 1.0) for axis in "XYZ"}
    ranges |= dict.fromkeys(("width", "depth", "height", "diffuse"), (0.0, 1.0))
    for channel in _channels(document_of(file), OBJECT_LABEL):
        for name, (low, high) in ranges.items():
            extent = channel.blocks.extents.get(name)
            if extent is None:
                continue
            if extent.low < low:
                yield at_block(channel, extent.low_at, name=name, found=extent.low, lowest=low)
            if extent.high > high:
                yield at_block(channel, extent.high_at, name=name, found=extent.high, highest=high)
        diffuse = channel.blocks.extents.get("diffuse")
        if diffuse is not None and diffuse.fractional_at is not None:
            yield at_block(channel, diffuse.fractional_at, name="diffuse", expected="0 or 1")


def zones_are_known(file: AdmFile) -> Iterator[AdmFault]:
    """Excluded zones are those there are, with their sides."""
    for channel in _channels(document_of(file), OBJECT_LABEL):
        for form in channel.blocks.forms:
            for child in form.children:
                if child.name != "zone":
                    continue
                sides = [finite(child.attributes.get(side, "")) for side in _ZONE_SIDES]
                expected = ZONES.get(child.text or "")
                fits = expected is not None and all(
                    value is not None and abs(value - side) <= POSITION_TOLERANCE
                    for value, side in zip(sides, expected, strict=True)
                )
                if not fits:
                    yield at_block(channel, form.first, found=child.text, count=form.count)


def object_times_are_those_of_the_programme(file: AdmFile) -> Iterator[AdmFault]:
    """Every object begins at 0 and is as long as the programme."""
    document = document_of(file)
    lengths = [programme_length(programme) for programme in document.programmes[:1]]
    length = lengths[0] if lengths else None
    for audio_object in document.objects:
        start, duration = audio_object.start or Fraction(0), audio_object.duration
        if start > sample_of(file):
            yield at(audio_object, start=shown(start), expected="0")
        elif length is not None and duration is not None and abs(duration - length) > sample_of(file):
            yield at(audio_object, duration=shown(duration), programme=shown(length))


def programme_is_as_long_as_the_sound(file: AdmFile) -> Iterator[AdmFault]:
    """The programme and the sound are of one length, to the sample."""
    length = file.length_s
    for programme in document_of(file).programmes:
        stated = programme_length(programme)
        if length is not None and stated is not None and abs(stated - length) > sample_of(file):
            yield at(programme, programme=shown(stated), sound=shown(length))


def object_blocks_are_contiguous(file: AdmFile) -> Iterator[AdmFault]:
    """Blocks begin at 0 and leave no gap."""
    yield from blocks_begin_at_zero(file)
    yield from blocks_are_contiguous(file)


def object_blocks_end_with_the_programme(file: AdmFile) -> Iterator[AdmFault]:
    """The last block of an object ends with the programme."""
    document = document_of(file)
    lengths = [programme_length(programme) for programme in document.programmes[:1]]
    if not lengths or lengths[0] is None:
        return
    for channel in _channels(document, OBJECT_LABEL):
        blocks = channel.blocks
        if blocks.end is None or blocks.last is None:
            continue
        if abs(blocks.end - lengths[0]) > sample_of(file):
            yield at_block(channel, blocks.last, found=shown(blocks.end), expected=shown(lengths[0]))


def contents_are_mixed(file: AdmFile) -> Iterator[AdmFault]:
    """Every content says mixed, of undefined kind."""
    for content in document_of(file).contents:
        for dialogue in content.dialogue:
            if dialogue.value != "2" or dict(dialogue.kinds) != {"mixedContentKind": "0"}:
                kinds = " ".join(f"{name}={code}" for name, code in dialogue.kinds.items())
                yield at_line(content, dialogue.line, value=dialogue.value, kinds=kinds)


def language_has_two_letters(file: AdmFile) -> Iterator[AdmFault]:
    """The language of the programme, where it is told, has two letters."""
    for programme in document_of(file).programmes:
        language = programme.language
        if language is not None and not (len(language) == 2 and language.isascii() and language.isalpha()):
            yield at(programme, found=language)
