"""AS-02 and OP-Atom sound files, read."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.mxf import (
    AES3_CLIP_WRAPPED,
    AES3_ELEMENT,
    D10_CONTAINER,
    D10_SOUND_ELEMENT,
    MODIFIED,
    NTSC_CADENCE,
    PICTURE_ELEMENT,
    TRACK_FILE_ID,
    MxfRecipe,
    build_mxf,
    changed,
    clip_recipe,
    frame_recipe,
    noise_bytes,
    second_sound_track,
    track_file,
    without,
)
from specs.errors import MediaError
from validator.containers.mxf.essence import EssenceReader
from validator.containers.mxf.labels import CLIP_WRAPPED_ELEMENT
from validator.containers.mxf.metadata_set import metadata_set
from validator.containers.mxf.partition import OPEN_INCOMPLETE, PartitionPack
from validator.containers.mxf.properties import SET_KEYS
from validator.containers.mxf.reader import MxfFile, read_mxf
from validator.containers.mxf.writer import write_track_file

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = os.environ.get("MIXGATE_SAMPLES")
needs_samples = pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files")


def _read(data: bytes) -> MxfFile:
    return read_mxf(io.BytesIO(data), len(data), where="x.mxf")


def _sound(data: bytes, file: MxfFile) -> bytes:
    reader = EssenceReader(io.BytesIO(data), file.facts.essence)
    target = bytearray(reader.sound_bytes)
    reader.read_into(0, memoryview(target))
    return bytes(target)


@pytest.mark.parametrize(
    ("layout", "labels", "soundfield"),
    [
        ("1.0", ("M",), "sgM"),
        ("2.0", ("L", "R"), "sgST"),
        ("LtRt", ("Lt", "Rt"), "sgLtRt"),
        ("5.1", ("L", "R", "C", "LFE", "Ls", "Rs"), "sg51"),
        ("7.1", ("L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs"), "sg71"),
    ],
)
@pytest.mark.parametrize("rate", [48_000, 96_000])
def test_what_was_written_is_read(layout: str, labels: tuple[str, ...], soundfield: str, rate: int) -> None:
    sink, track = io.BytesIO(), track_file(layout, 500, rate)
    written = write_track_file(sink, track, [noise_bytes(track.essence_bytes)])
    data = sink.getvalue()
    file = _read(data)
    facts = file.facts
    assert (facts.operational_pattern, facts.wrapping, facts.edit_rate) == ("OP1a", "clip", f"{rate}/1")
    assert (facts.channel_count, facts.sample_rate_hz, facts.word_length_bits) == (len(labels), rate, 24)
    assert (facts.sample_bytes, facts.sample_count, facts.frame_bytes) == (3, 500, 3 * len(labels))
    assert facts.channel_labels == labels
    assert [one.symbol for one in facts.soundfields] == [soundfield]
    assert (facts.soundfields[0].language, facts.soundfields[0].title) == ("fr-FR", "Le film")
    assert facts.track_file_id == TRACK_FILE_ID
    assert (facts.written_by, facts.modified) == (("Studio", "Wrapper", "1.2.3"), MODIFIED)
    assert [one.kind for one in facts.partitions] == ["header", "body", "body", "footer"]
    assert (facts.faults, facts.cut_short) == ((), False)
    assert file.descriptor == written.descriptor
    assert facts.clip_offset_bytes is not None
    assert data[facts.clip_offset_bytes :].startswith(noise_bytes(track.essence_bytes))
    assert _sound(data, file) == noise_bytes(track.essence_bytes)


@pytest.mark.parametrize(
    ("rate", "frame_samples", "frames", "elements"),
    [
        pytest.param(Fraction(24), (2000,), 6, 1, id="24"),
        pytest.param(Fraction(25), (1920,), 1, 1, id="a single frame"),
        pytest.param(Fraction(24_000, 1001), (2002,), 12, 1, id="23.976"),
        pytest.param(Fraction(30_000, 1001), NTSC_CADENCE, 35, 5, id="29.97"),
        pytest.param(Fraction(30_000, 1001), NTSC_CADENCE, 32, 5, id="29.97, a broken cadence"),
    ],
)
@pytest.mark.parametrize("gap_bytes", [0, 100])
def test_frames_are_read_like_one_piece(
    rate: Fraction, frame_samples: tuple[int, ...], frames: int, elements: int, gap_bytes: int
) -> None:
    recipe = frame_recipe("5.1", rate, frame_samples, frames)
    if gap_bytes and recipe.index is not None:
        unit = recipe.index.integer("EditUnitByteCount")
        (index,) = changed(
            (recipe.index,), "IndexTableSegment", "EditUnitByteCount", unit + gap_bytes if unit and frames > 1 else unit
        )
        recipe = replace(recipe, gap_bytes=gap_bytes, index=index)
    data = build_mxf(recipe)
    file = _read(data)
    facts = file.facts
    assert (facts.operational_pattern, facts.wrapping) == ("OP-Atom", "frame")
    assert facts.edit_rate_fraction == rate
    assert facts.sample_count == sum(frame_samples[number % len(frame_samples)] for number in range(frames))
    assert [len(run.elements) for run in facts.essence] == [elements]
    assert facts.clip_offset_bytes is None
    assert _sound(data, file) == b"".join(value for _, value in recipe.elements)
    assert facts.faults == ()


def test_a_short_last_frame_counts() -> None:
    recipe = frame_recipe(frames=4)
    key, value = recipe.elements[-1]
    recipe = replace(recipe, elements=(*recipe.elements[:-1], (key, value[:1800])))
    facts = _read(build_mxf(recipe)).facts
    assert facts.sample_count == 6100
    assert facts.faults == ()


def test_a_run_in_is_stepped_over() -> None:
    data = build_mxf(replace(clip_recipe(), run_in=b"anything" * 100))
    file = _read(data)
    assert _sound(data, file) == noise_bytes(480 * 18)
    assert [fault.code.removeprefix("mxf.") for fault in file.facts.faults] == ["run-in"]


def test_timecode_is_read() -> None:
    recipe = clip_recipe()
    sets = recipe.sets
    clock = metadata_set(
        "Timecode",
        {"InstanceID": TRACK_FILE_ID, "StartTimecode": 86_400, "FramesPerSecond": 24, "DropFrame": False},
    )
    changed_sets = (*changed(sets, "Sequence", "ComponentObjects", (clock.instance,), number=0), clock)
    facts = _read(build_mxf(replace(recipe, sets=changed_sets))).facts
    assert facts.start is not None
    assert (facts.start.frame, facts.start.frames_per_second, facts.start.drop_frame) == (86_400, 24, False)


def test_a_file_left_open_is_read_from_its_footer() -> None:
    """A recorder leaves the header open and empty of facts, and repeats the metadata, completed, in the footer."""
    data = build_mxf(clip_recipe())
    primer = data.index(bytes.fromhex("060e2b34020501010d01020101050100"))
    body = data.index(bytes.fromhex("060e2b34020501010d01020101030400"))
    footer = data.rindex(bytes.fromhex("060e2b34020501010d01020101040400"))
    opened = data[:14] + bytes((OPEN_INCOMPLETE,)) + data[15:124]
    rebuilt = opened + data[body : footer + 124] + data[primer:body]
    facts = _read(rebuilt).facts
    assert (facts.channel_count, facts.sample_count) == (6, 480)
    assert "partition-not-closed" in {fault.code.removeprefix("mxf.") for fault in facts.faults}


def test_a_cut_file_has_the_samples_that_are_left() -> None:
    data = build_mxf(clip_recipe(sample_count=1000))
    offset = _read(data).facts.clip_offset_bytes
    assert offset is not None
    facts = _read(data[: offset + 400 * 18 + 5]).facts
    assert (facts.sample_count, facts.cut_short) == (400, True)
    codes = {fault.code.removeprefix("mxf."): fault.arguments for fault in facts.faults}
    assert codes["file-truncated"]["missing_bytes"] == 600 * 18 - 5
    assert codes["partial-sample"]["bytes"] == 5
    assert codes["essence-length"] == {"stated": 1000, "counted": 400}
    assert {"footer-missing", "random-index-missing", "index-missing"} <= set(codes)


def _with(recipe: MxfRecipe, symbol: str, name: str, value: object) -> MxfRecipe:
    return replace(recipe, sets=changed(recipe.sets, symbol, name, value))  # type: ignore[arg-type]


def _other_class(recipe: MxfRecipe, symbol: str) -> MxfRecipe:
    sets = tuple(
        replace(one, symbol=symbol, key=SET_KEYS[symbol]) if one.symbol == "WAVEPCMDescriptor" else one
        for one in recipe.sets
    )
    return replace(recipe, sets=sets)


def _aes3(recipe: MxfRecipe) -> MxfRecipe:
    recipe = _with(recipe, "WAVEPCMDescriptor", "ContainerFormat", AES3_CLIP_WRAPPED)
    return replace(recipe, elements=((AES3_ELEMENT, recipe.elements[0][1]),))


def _d10(recipe: MxfRecipe) -> MxfRecipe:
    pack = replace(recipe.pack, containers=(D10_CONTAINER,))
    return replace(recipe, pack=pack, elements=((D10_SOUND_ELEMENT, bytes(100)),))


def _interleaved(recipe: MxfRecipe) -> MxfRecipe:
    return replace(recipe, elements=((PICTURE_ELEMENT, bytes(99)), *recipe.elements))


def _joined(recipe: MxfRecipe) -> MxfRecipe:
    second = CLIP_WRAPPED_ELEMENT[:15] + b"\x01"
    return replace(recipe, elements=(*recipe.elements, (second, recipe.elements[0][1])))


def _encrypted(recipe: MxfRecipe) -> MxfRecipe:
    return replace(recipe, elements=((bytes.fromhex("060e2b34020401070d010301027e0100"), bytes(99)),))


def _two_streams(recipe: MxfRecipe) -> MxfRecipe:
    essence = next(one for one in recipe.sets if one.symbol == "EssenceData")
    twice = (essence.instance, essence.instance)
    return _with(recipe, "ContentStorage", "EssenceDataObjects", twice)


def _two_clips(recipe: MxfRecipe) -> MxfRecipe:
    clip = next(one for one in recipe.sets if one.symbol == "SourceClip")
    return replace(
        recipe,
        sets=changed(recipe.sets, "Sequence", "ComponentObjects", (clip.instance, clip.instance), number=0),
    )


IAB = bytes.fromhex("060e2b340401010d0d010301021d0101")
COMPRESSED = bytes.fromhex("060e2b34040101010402020203010100")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(_aes3, "AES3, clip-wrapped", id="AES3"),
        pytest.param(lambda one: _other_class(one, "AES3PCMDescriptor"), "AES3", id="an AES3 descriptor"),
        pytest.param(_d10, "D-10", id="D-10"),
        pytest.param(_interleaved, "OP1a with 2 interleaved tracks", id="OP1a"),
        pytest.param(_joined, "OP1a with 2 joined tracks", id="two sound elements"),
        pytest.param(
            lambda one: replace(one, sets=second_sound_track(one.sets)), "2 joined tracks", id="two sound tracks"
        ),
        pytest.param(lambda one: _other_class(one, "MultipleDescriptor"), "joined tracks", id="multiple descriptor"),
        pytest.param(_two_streams, "2 streams", id="two streams"),
        pytest.param(_two_clips, "joined clips", id="an edit"),
        pytest.param(_encrypted, "encrypted", id="encrypted"),
        pytest.param(lambda one: _with(one, "WAVEPCMDescriptor", "ContainerFormat", IAB), "immersive audio", id="IAB"),
        pytest.param(
            lambda one: _with(one, "WAVEPCMDescriptor", "SoundCompression", COMPRESSED), "0402020203", id="compressed"
        ),
        pytest.param(lambda one: _other_class(one, "SourceClip"), "class SourceClip", id="no descriptor"),
    ],
)
def test_what_is_not_read_is_refused_by_name(change: Callable[[MxfRecipe], MxfRecipe], found: str) -> None:
    with pytest.raises(MediaError, match="kind of MXF file is not read") as refused:
        _read(build_mxf(change(clip_recipe())))
    assert found in str(refused.value.found)
    assert refused.value.where == "x.mxf"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: _with(one, "WAVEPCMDescriptor", "ChannelCount", None), "ChannelCount"),
        (lambda one: _with(one, "WAVEPCMDescriptor", "ChannelCount", 257), "ChannelCount"),
        (lambda one: _with(one, "WAVEPCMDescriptor", "QuantizationBits", 0), "QuantizationBits"),
        (lambda one: _with(one, "SourcePackage", "EssenceDescription", None), "does not describe its essence"),
        (lambda one: replace(one, sets=without(one.sets, "SourcePackage")), "does not describe its essence"),
        (lambda one: replace(one, sets=()), "does not describe its essence"),
        (lambda one: replace(one, elements=()), "holds no sound"),
        (lambda one: replace(one, elements=((CLIP_WRAPPED_ELEMENT, bytes(17)),)), "holds no sound"),
        (
            lambda one: replace(
                one, elements=tuple((CLIP_WRAPPED_ELEMENT, bytes(18 * (n * n % 31 + 1))) for n in range(40))
            ),
            "follow no rule",
        ),
    ],
)
def test_what_cannot_be_read_is_told(change: Callable[[MxfRecipe], MxfRecipe], message: str) -> None:
    with pytest.raises(MediaError, match=message):
        _read(build_mxf(change(clip_recipe())))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"RIFF" + bytes(100), id="a WAVE file"),
        pytest.param(bytes.fromhex("060e2b34020501010d01020101030400") + bytes(200), id="no header partition"),
        pytest.param(bytes.fromhex("060e2b34020501010d0102010102040083000010") + bytes(16), id="a header too short"),
        pytest.param(bytes.fromhex("060e2b34020501010d01020101020400ff") + bytes(200), id="a header without a length"),
    ],
)
def test_what_is_no_mxf_is_told(data: bytes) -> None:
    with pytest.raises(MediaError, match="header partition"):
        _read(data)


def test_a_pack_says_by_name_what_it_is() -> None:
    assert PartitionPack(kind=9, status=9, operational_pattern=bytes(16)).kind_name == "unknown"


@pytest.mark.material
@needs_samples
def test_a_file_by_resolve_is_read() -> None:
    folder = Path(str(SAMPLES)) / "imf" / "PHDR"
    path = folder / "AUDIO_a2a83e0a-a0ac-4785-8685-d868631f493a.mxf"
    with path.open("rb", buffering=0) as opened:
        file = read_mxf(opened, path.stat().st_size, where=path.name)
    facts = file.facts
    assert facts.faults == ()
    assert (facts.channel_labels, facts.sample_count) == (("L", "R", "C", "LFE", "Ls", "Rs"), 48_048)
    assert facts.written_by[:2] == ("Blackmagic Design", "DaVinci Resolve")
    assert str(facts.track_file_id) in path.name
    assert facts.start is not None
    assert (facts.start.frame, facts.start.edit_rate) == (0, "24000/1001")
    assert (facts.soundfields[0].episode, facts.soundfields[0].language) == ("Episode", "en")


@pytest.mark.material
@needs_samples
def test_a_file_by_bmx_is_read() -> None:
    path = Path(str(SAMPLES)) / "imf" / "track_files" / "bmx_stereo_null_terminated_strings.mxf"
    data = path.read_bytes()
    facts = _read(data).facts
    assert facts.faults == ()
    assert (facts.channel_labels, facts.sample_count, facts.soundfields[0].language) == (("L", "R"), 10, "en-GB")


@pytest.mark.material
@needs_samples
def test_a_picture_file_is_refused() -> None:
    path = next((Path(str(SAMPLES)) / "imf" / "PHDR").glob("VIDEO*.mxf"))
    with path.open("rb", buffering=0) as opened, pytest.raises(MediaError) as refused:
        read_mxf(opened, path.stat().st_size, where=path.name)
    assert refused.value.found == "JPEG 2000 picture"
