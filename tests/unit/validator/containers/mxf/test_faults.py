"""One thing wrong at a time: each is named, and the clean twin has no fault."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from fixtures.mxf import (
    FRAME_WRAPPED_ELEMENT,
    MxfRecipe,
    build_mxf,
    changed,
    changed_raw,
    clip_recipe,
    frame_recipe,
    without,
)
from validator.containers.mxf.labels import WAVE_FRAME_WRAPPED
from validator.containers.mxf.mca import CHANNEL_LABELS, registered_label
from validator.containers.mxf.metadata_set import metadata_set
from validator.containers.mxf.partition import CLOSED_INCOMPLETE, RandomIndexEntry, build_random_index
from validator.containers.mxf.reader import read_mxf
from validator.containers.mxf.values import Rational

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.containers.mxf.facts import MxfFacts
    from validator.containers.mxf.values import Value

CHANNEL = "AudioChannelLabelSubDescriptor"
SOUNDFIELD = "SoundfieldGroupLabelSubDescriptor"
DESCRIPTOR = "WAVEPCMDescriptor"


def _facts(data: bytes) -> MxfFacts:
    return read_mxf(io.BytesIO(data), len(data), where="x.mxf").facts


def _codes(data: bytes) -> list[str]:
    return [fault.code.removeprefix("mxf.") for fault in _facts(data).faults]


def _recipe_faults(recipe: MxfRecipe) -> dict[str, dict[str, Any]]:
    return {fault.code.removeprefix("mxf."): fault.arguments for fault in _facts(build_mxf(recipe)).faults}


@pytest.mark.parametrize("layout", ["1.0", "2.0", "LtRt", "5.1", "7.1"])
def test_clean_files_have_none(layout: str) -> None:
    assert _recipe_faults(clip_recipe(layout)) == {}
    assert _recipe_faults(frame_recipe(layout)) == {}


def _set(symbol: str, name: str, value: Value | None, *, number: int | None = None) -> Callable[[MxfRecipe], MxfRecipe]:
    return lambda recipe: replace(recipe, sets=changed(recipe.sets, symbol, name, value, number=number))


def _index(name: str, value: Value | None) -> Callable[[MxfRecipe], MxfRecipe]:
    def change(recipe: MxfRecipe) -> MxfRecipe:
        assert recipe.index is not None
        return replace(recipe, index=changed((recipe.index,), "IndexTableSegment", name, value)[0])

    return change


def _more(recipe: MxfRecipe) -> MxfRecipe:
    key, value = recipe.elements[0]
    return replace(recipe, elements=((key, value + bytes(10)),))


@pytest.mark.parametrize(
    ("change", "code", "arguments"),
    [
        # Sound
        (_set(DESCRIPTOR, "AudioSampleRate", None), "sample-rate-unclear", {"used": 48_000}),
        (_set(DESCRIPTOR, "BlockAlign", 7), "block-align", {"stated": 7, "expected": 18}),
        (_set(DESCRIPTOR, "BlockAlign", 12), "block-align", {"stated": 12, "expected": 18}),
        (_set(DESCRIPTOR, "BlockAlign", None), "property-missing", {"property": "BlockAlign"}),
        (_set(DESCRIPTOR, "AverageBytesPerSecond", 1), "average-bytes", {"stated": 1, "expected": 864_000}),
        (_set(DESCRIPTOR, "EssenceLength", 479), "essence-length", {"stated": 479, "counted": 480}),
        (_more, "partial-sample", {"bytes": 10}),
        (_set(DESCRIPTOR, "ContainerFormat", None), "property-missing", {"property": "ContainerFormat"}),
        # Tracks
        (_set("Sequence", "ComponentLength", 9, number=0), "track-duration", {"package": "material", "stated": 9}),
        (_set("Sequence", "ComponentLength", 9, number=1), "track-duration", {"package": "file", "stated": 9}),
        (_set("TimelineTrack", "Origin", 5, number=1), "track-origin", {"package": "file", "stated": 5}),
        (_set("TimelineTrack", "Origin", None, number=0), "property-missing", {"property": "Origin"}),
        (_set("TimelineTrack", "EditRate", None, number=0), "property-missing", {"property": "EditRate"}),
        # Index
        (_index("EditUnitByteCount", 17), "index-edit-unit", {"stated": 17, "expected": 18}),
        (_index("IndexEditRate", Rational(24, 1)), "index-edit-rate", {"stated": "24", "expected": "48000"}),
        (_index("IndexDuration", 481), "index-duration", {"stated": 481, "counted": 480}),
        (lambda recipe: replace(recipe, index=None), "index-missing", {}),
        (lambda recipe: replace(recipe, index_with_essence=True), "index-with-essence", {}),
        # Wrapping
        (_set(DESCRIPTOR, "ContainerFormat", WAVE_FRAME_WRAPPED), "wrapping", {"by": "label", "found": "clip"}),
        (
            lambda recipe: replace(recipe, elements=((FRAME_WRAPPED_ELEMENT, recipe.elements[0][1]),)),
            "wrapping",
            {"by": "key", "stated": "frame", "found": "clip"},
        ),
        (
            lambda recipe: replace(recipe, pack=replace(recipe.pack, containers=(WAVE_FRAME_WRAPPED,))),
            "container-labels-differ",
            {"stated": WAVE_FRAME_WRAPPED.hex()},
        ),
        # Partitions
        (
            lambda recipe: replace(recipe, pack=replace(recipe.pack, status=CLOSED_INCOMPLETE)),
            "partition-not-closed",
            {"status": "closed incomplete"},
        ),
        (lambda recipe: replace(recipe, random_index=False), "random-index-missing", {}),
        # References
        (_set("SourcePackage", "PackageTracks", (UUID(int=3),)), "reference-dangling", {"property": "PackageTracks"}),
        (_set("SourceClip", "InstanceID", UUID(int=3)), "instance-repeated", {"set": "SourceClip"}),
        (_set("Identification", "InstanceID", None), "instance-missing", {"set": "Identification"}),
        (
            lambda recipe: replace(recipe, sets=changed_raw(recipe.sets, DESCRIPTOR, "BlockAlign", b"\0")),
            "property-malformed",
            {"property": "BlockAlign", "bytes": 1},
        ),
        # Labels
        (_set(CHANNEL, "MCAChannelID", None, number=2), "channel-id-missing", {"symbol": "chC"}),
        (_set(CHANNEL, "MCAChannelID", 2, number=2), "channel-label-repeated", {"channel": 2}),
        (_set(CHANNEL, "MCAChannelID", 2, number=2), "channel-label-missing", {"channel": 3}),
        (_set(CHANNEL, "MCAChannelID", 7, number=2), "channel-id-out-of-range", {"channel": 7, "channel_count": 6}),
        (_set(CHANNEL, "MCALabelDictionaryID", bytes(16), number=0), "label-unknown", {"label": "00" * 16}),
        (
            _set(CHANNEL, "MCATagSymbol", "chR", number=0),
            "label-symbol-conflict",
            {"symbol": "chR", "expected": "chL"},
        ),
        (_set(SOUNDFIELD, "MCATagSymbol", "sgXX"), "label-symbol-conflict", {"symbol": "sgXX", "expected": "sg51"}),
        (
            _set(CHANNEL, "MCALabelDictionaryID", None, number=0),
            "property-missing",
            {"property": "MCALabelDictionaryID"},
        ),
        (_set(CHANNEL, "SoundfieldGroupLinkID", None, number=0), "soundfield-link-missing", {"channel": 1}),
        (_set(CHANNEL, "SoundfieldGroupLinkID", UUID(int=4), number=0), "soundfield-link-dangling", {"channel": 1}),
    ],
)
def test_one_thing_wrong_is_named(
    change: Callable[[MxfRecipe], MxfRecipe], code: str, arguments: dict[str, Any]
) -> None:
    faults = _recipe_faults(change(clip_recipe()))
    assert code in faults
    assert arguments.items() <= faults[code].items()


PACK_FIELDS = {"this": 28, "previous": 36, "footer": 44, "header": 52, "index": 60}
"""Where the fields of a partition pack lie, counted from the start of its key."""


@pytest.mark.parametrize(
    ("partition", "field", "code"),
    [
        (0, "footer", "footer-partition"),
        (1, "this", "partition-offset"),
        (2, "previous", "previous-partition"),
        (0, "header", "header-byte-count"),
        (2, "index", "index-byte-count"),
    ],
)
def test_a_wrong_number_in_a_partition_pack_is_named(partition: int, field: str, code: str) -> None:
    data = bytearray(build_mxf(clip_recipe()))
    at = _facts(bytes(data)).partitions[partition].offset_bytes + PACK_FIELDS[field]
    data[at : at + 8] = (12_345).to_bytes(8, "big")
    assert _codes(bytes(data)) == [code]


def test_a_damaged_body_partition_pack_is_named() -> None:
    data = bytearray(build_mxf(clip_recipe()))
    at = _facts(bytes(data)).partitions[2].offset_bytes + 20 + 84
    data[at : at + 4] = (17).to_bytes(4, "big")
    assert "partition-malformed" in _codes(bytes(data))


def test_a_random_index_that_points_elsewhere_is_named() -> None:
    data = build_mxf(replace(clip_recipe(), random_index=False))
    offsets = [one.offset_bytes for one in _facts(data).partitions]
    entries = [RandomIndexEntry(0, 0), RandomIndexEntry(1, offsets[1]), RandomIndexEntry(0, 99)]
    assert _codes(data + build_random_index(entries)) == [
        *("random-index-contradicts", "random-index-incomplete", "random-index-incomplete"),
    ]


def test_a_random_index_of_broken_entries_is_named() -> None:
    data = build_mxf(replace(clip_recipe(), random_index=False))
    data += bytes.fromhex("060e2b34020501010d01020101110100 83000003 000000")
    assert _codes(data) == ["random-index-malformed", "random-index-missing"]


def test_bytes_behind_the_end_are_named() -> None:
    faults = _facts(build_mxf(clip_recipe()) + b"appended").faults
    assert [(one.code.removeprefix("mxf."), one.arguments["bytes"]) for one in faults] == [("not-klv", 8)]


def test_a_missing_footer_is_named() -> None:
    data = build_mxf(replace(clip_recipe(), random_index=False))
    assert _codes(data[:-124]) == ["footer-missing", "random-index-missing"]


def test_a_file_without_labels_has_no_labels_and_no_fault_of_labels() -> None:
    recipe = clip_recipe()
    facts = _facts(build_mxf(replace(recipe, sets=changed(recipe.sets, DESCRIPTOR, "SubDescriptors", None))))
    assert (facts.channels, facts.channel_labels, facts.soundfields, facts.faults) == ((), None, (), ())


def test_mono_needs_no_channel_number() -> None:
    recipe = _set(CHANNEL, "MCAChannelID", None)(clip_recipe("1.0"))
    facts = _facts(build_mxf(recipe))
    assert (facts.channel_labels, facts.faults) == (("M",), ())


def test_a_channel_that_is_no_speaker_leaves_the_labels_open() -> None:
    recipe = clip_recipe()
    sets = changed(recipe.sets, CHANNEL, "MCALabelDictionaryID", CHANNEL_LABELS["chHI"].label, number=5)
    facts = _facts(build_mxf(replace(recipe, sets=changed(sets, CHANNEL, "MCATagSymbol", "HI", number=5))))
    assert (facts.channel_labels, facts.faults) == (None, ())
    assert [channel.label for channel in facts.channels] == ["L", "R", "C", "LFE", "Ls", None]


def test_a_numbered_source_is_no_unknown_label() -> None:
    label = bytes.fromhex("060e2b340401010d0302012008010000")
    assert registered_label(label) is None
    recipe = _set(CHANNEL, "MCALabelDictionaryID", label, number=5)(clip_recipe())
    assert _recipe_faults(recipe) == {}


def test_labels_in_another_order_follow_their_channel_numbers() -> None:
    recipe = clip_recipe()
    sets = changed(recipe.sets, CHANNEL, "MCAChannelID", 2, number=0)
    facts = _facts(build_mxf(replace(recipe, sets=changed(sets, CHANNEL, "MCAChannelID", 1, number=1))))
    assert facts.channel_labels == ("R", "L", "C", "LFE", "Ls", "Rs")
    assert facts.faults == ()


def test_a_group_of_soundfield_groups_is_taken() -> None:
    recipe = clip_recipe()
    link = UUID(int=77)
    group = metadata_set(
        "GroupOfSoundfieldGroupsLabelSubDescriptor",
        {
            "InstanceID": UUID(int=78),
            "MCALinkID": link,
            "MCATagSymbol": "ggMPg",
            "MCALabelDictionaryID": bytes.fromhex("060e2b340401010d0302032001000000"),
        },
    )
    descriptor = next(one for one in recipe.sets if one.symbol == DESCRIPTOR)
    members = (*descriptor.uuids("SubDescriptors"), group.instance)
    sets = changed(recipe.sets, DESCRIPTOR, "SubDescriptors", members)
    sets = (*changed(sets, SOUNDFIELD, "GroupOfSoundfieldGroupsLinkID", (link,)), group)
    facts = _facts(build_mxf(replace(recipe, sets=sets)))
    assert facts.soundfields[0].group_links == (link,)
    assert [one.symbol for one in facts.groups_of_soundfields] == ["ggMPg"]
    assert facts.faults == ()


def test_the_packages_are_found_without_a_content_storage() -> None:
    recipe = clip_recipe()
    facts = _facts(build_mxf(replace(recipe, sets=without(recipe.sets, "ContentStorage"))))
    assert facts.sample_count == 480
    assert "reference-dangling" not in {fault.code.removeprefix("mxf.") for fault in facts.faults}


def test_a_file_without_a_preface_is_read_and_named() -> None:
    recipe = clip_recipe()
    facts = _facts(build_mxf(replace(recipe, sets=without(recipe.sets, "Preface"))))
    assert (facts.sample_count, facts.written_by, facts.modified) == (480, (), None)
    assert [fault.code.removeprefix("mxf.") for fault in facts.faults] == ["preface-missing"]


def test_the_file_package_is_found_where_its_link_is_broken() -> None:
    recipe = _set("EssenceData", "LinkedPackageID", bytes(32))(clip_recipe())
    assert _facts(build_mxf(recipe)).sample_count == 480
    assert "package-link-broken" in _recipe_faults(recipe)
