"""Sound in MXF, read as any sound file: every reading is that of the WAV with the same samples."""

from __future__ import annotations

import hashlib
import io
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pytest

from fixtures.mxf import (
    AES3_CLIP_WRAPPED,
    AES3_ELEMENT,
    D10_CONTAINER,
    D10_SOUND_ELEMENT,
    NTSC_CADENCE,
    PICTURE_ELEMENT,
    MxfRecipe,
    build_mxf,
    changed,
    clip_recipe,
    frame_recipe,
    second_sound_track,
    track_file,
)
from specs.errors import MediaError, NotReadError
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.audio.sound_file import container_of, unread_sound_of
from validator.containers.facts import SampleFormat
from validator.containers.mxf.labels import CLIP_WRAPPED_ELEMENT
from validator.containers.mxf.metadata_set import metadata_set
from validator.containers.mxf.values import Rational
from validator.containers.mxf.writer import write_track_file
from validator.containers.wave.fmt import build_fmt, wave_format
from validator.containers.wave.riff import Chunk, build_riff
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import Stated
from validator.measuring.measure import MeasureOptions, measure

if TYPE_CHECKING:
    from pathlib import Path

MASKS = {"1.0": 0x4, "2.0": 0x3, "5.1": 0x3F, "7.1": None}
"""A mask would put the rear channels of 7.1 before the sides."""


def _samples(count: int, channels: int, seed: int = 3) -> bytes:
    """Noise of 24 bits at -20 dBFS, little-endian and interleaved."""
    words = np.random.default_rng(seed).integers(-(2**19), 2**19, (count, channels), dtype=np.int32)
    return np.ascontiguousarray(words.astype("<i4")).view(np.uint8).reshape(count, channels, 4)[..., :3].tobytes()


def _wave(path: Path, layout: str, sound: bytes, channels: int) -> Path:
    form = wave_format(SampleFormat.S24, channel_count=channels, sample_rate_hz=48_000, channel_mask=MASKS[layout])
    path.write_bytes(build_riff((Chunk(id="fmt ", payload=build_fmt(form)), Chunk(id="data", payload=sound))))
    return path


def _clip(path: Path, layout: str, sound: bytes, channels: int, language: str | None = "fr-FR") -> Path:
    sink = io.BytesIO()
    file = track_file(layout, len(sound) // 3 // channels, language=language)
    write_track_file(sink, file, [sound])
    path.write_bytes(sink.getvalue())
    return path


def _readings(path: Path, layout: str | None = None) -> dict[str, object]:
    options = MeasureOptions(version="0", name="mix", digests=("md5",), kernel="numpy")
    found = measure(open_programme([path], layout=None if layout is None else LAYOUTS[layout]), options)
    return found.model_dump(exclude={"files", "layout_from", "digests"})


@pytest.mark.parametrize("layout", ["1.0", "2.0", "5.1", "7.1"])
def test_readings_of_a_clip_wrapped_file_are_those_of_its_wave(tmp_path: Path, layout: str) -> None:
    channels = {"1.0": 1, "2.0": 2, "5.1": 6, "7.1": 8}[layout]
    sound = _samples(48_007, channels)
    wave = _wave(tmp_path / "a.wav", layout, sound, channels)
    mxf = _clip(tmp_path / "a.mxf", layout, sound, channels)
    assert _readings(mxf) == _readings(wave, layout)


@pytest.mark.parametrize(
    ("rate", "frame_samples"),
    [(Fraction(24), (2000,)), (Fraction(24000, 1001), (2002,)), (Fraction(30000, 1001), NTSC_CADENCE)],
)
def test_readings_of_a_frame_wrapped_file_are_those_of_its_wave(
    tmp_path: Path, rate: Fraction, frame_samples: tuple[int, ...]
) -> None:
    recipe = frame_recipe("5.1", rate, frame_samples, frames=25)
    sound = b"".join(value for _, value in recipe.elements)
    wave = _wave(tmp_path / "a.wav", "5.1", sound, 6)
    (tmp_path / "a.mxf").write_bytes(build_mxf(recipe))
    assert _readings(tmp_path / "a.mxf") == _readings(wave)


def test_the_digest_is_that_of_the_whole_file(tmp_path: Path) -> None:
    clip = _clip(tmp_path / "a.mxf", "2.0", _samples(5000, 2), 2)
    framed = tmp_path / "b.mxf"
    framed.write_bytes(build_mxf(frame_recipe("2.0", frames=9)))
    for path in (clip, framed):
        found = measure(open_programme([path]), MeasureOptions(version="0", digests=("md5",), kernel="numpy"))
        assert found.digests[path.name]["md5"] == hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def test_any_stretch_of_frames_is_read_as_of_one_piece(tmp_path: Path) -> None:
    recipe = frame_recipe("2.0", Fraction(30000, 1001), NTSC_CADENCE, frames=11)
    (tmp_path / "a.mxf").write_bytes(build_mxf(recipe))
    wave = _wave(tmp_path / "a.wav", "2.0", b"".join(value for _, value in recipe.elements), 2)
    one, other = open_programme([tmp_path / "a.mxf"]), open_programme([wave])
    for start, count in ((0, 17_000), (1601, 2), (1602, 4000), (17_610, 100)):
        of_frames = list(one.blocks(start_sample=start, sample_count=count, block_samples=999))
        of_piece = list(other.blocks(start_sample=start, sample_count=count, block_samples=999))
        assert all(np.array_equal(a, b) for a, b in zip(of_frames, of_piece, strict=True))


def test_labels_language_and_start_are_those_of_the_file(tmp_path: Path) -> None:
    sets = clip_recipe("5.1").sets
    timecode, sequence, track = UUID(int=301), UUID(int=302), UUID(int=303)
    package = next(one for one in sets if one.symbol == "MaterialPackage")
    sets = (
        *changed(sets, "MaterialPackage", "PackageTracks", (*package.uuids("PackageTracks"), track)),
        metadata_set(
            "TimelineTrack",
            {
                "InstanceID": track,
                "TrackID": 2,
                "EditRate": Rational(24000, 1001),
                "Origin": 0,
                "TrackSegment": sequence,
            },
        ),
        metadata_set("Sequence", {"InstanceID": sequence, "ComponentObjects": (timecode,)}),
        metadata_set(
            "Timecode", {"InstanceID": timecode, "StartTimecode": 86_400, "FramesPerSecond": 24, "DropFrame": False}
        ),
    )
    recipe = clip_recipe("5.1")
    (tmp_path / "a.mxf").write_bytes(
        build_mxf(MxfRecipe(sets=sets, elements=recipe.elements, index=recipe.index, pack=recipe.pack))
    )
    programme = open_programme([tmp_path / "a.mxf"])
    facts = programme.files[0]
    assert (facts.container, facts.codec) == ("MXF", "PCM")
    assert facts.start_sample == 172_972_800
    assert facts.language == "fr-FR"
    assert facts.channel_labels == ("L", "R", "C", "LFE", "Ls", "Rs")
    assert programme.layout_from == "multichannel audio labels of the MXF"
    assert facts.notes == ()
    assert facts.damage == ()


def test_a_mix_in_mxf_has_the_language_of_its_labels_unless_another_is_stated(tmp_path: Path) -> None:
    path = _clip(tmp_path / "a.mxf", "2.0", _samples(5000, 2), 2, language="de-AT")
    assert mixes_of([path], Stated()).mixes[0].statement.language == "de-AT"
    assert mixes_of([path], Stated(language="fr")).mixes[0].statement.language == "fr"
    assert mixes_of([tmp_path], Stated()).mixes[0].statement.language == "de-AT"


def _other(key: bytes, **changes: object) -> bytes:
    recipe = clip_recipe("2.0")
    value = recipe.elements[0][1]
    fields = {"sets": recipe.sets, "elements": ((key, value),), "index": recipe.index, "pack": recipe.pack} | changes
    return build_mxf(MxfRecipe(**fields))  # type: ignore[arg-type]


def test_other_kinds_are_refused_by_name_and_are_no_sound_of_a_folder(tmp_path: Path) -> None:
    sets = clip_recipe("2.0").sets
    sound = clip_recipe("2.0").elements[0][1]
    elements = ((CLIP_WRAPPED_ELEMENT, sound), (PICTURE_ELEMENT, sound))
    kinds = {
        "AES3": _other(AES3_ELEMENT, sets=changed(sets, "WAVEPCMDescriptor", "ContainerFormat", AES3_CLIP_WRAPPED)),
        "D-10": _other(D10_SOUND_ELEMENT, sets=changed(sets, "WAVEPCMDescriptor", "ContainerFormat", D10_CONTAINER)),
        "interleaved": _other(CLIP_WRAPPED_ELEMENT, elements=elements),
        "joined tracks": _other(CLIP_WRAPPED_ELEMENT, sets=second_sound_track(sets)),
    }
    for name, data in kinds.items():
        path = tmp_path / f"{name}.mxf"
        path.write_bytes(data)
        with pytest.raises(NotReadError) as caught:
            open_programme([path])
        assert name in str(caught.value)
        assert container_of(path) is None
        assert unread_sound_of(path) == "MXF"


@pytest.mark.parametrize("cut", [100, 1500, 3000])
def test_a_file_that_is_cut_off_is_damaged_or_whole(tmp_path: Path, cut: int) -> None:
    for recipe in (clip_recipe("2.0", 4800), frame_recipe("2.0", frames=4)):
        data = build_mxf(recipe)
        (tmp_path / "a.mxf").write_bytes(data[: len(data) - cut])
        facts = open_programme([tmp_path / "a.mxf"]).files[0]
        promised = sum(len(value) for _, value in recipe.elements) // 6
        assert facts.damage or facts.sample_count == promised


def test_a_length_that_promises_more_than_is_there_is_damage(tmp_path: Path) -> None:
    recipe = frame_recipe("2.0", frames=4)
    short = MxfRecipe(
        sets=recipe.sets, elements=recipe.elements[:3], index=recipe.index, pack=recipe.pack, index_in_footer=True
    )
    (tmp_path / "a.mxf").write_bytes(build_mxf(short))
    facts = open_programme([tmp_path / "a.mxf"]).files[0]
    assert [(one.code, one.arguments["samples"]) for one in facts.damage] == [("containers.samples-missing", 2000)]


def test_a_file_that_is_no_mxf_behind_its_first_bytes_is_an_error_of_the_media(tmp_path: Path) -> None:
    (tmp_path / "a.mxf").write_bytes(bytes.fromhex("060e2b3402050101") + bytes(64))
    with pytest.raises(MediaError):
        open_programme([tmp_path / "a.mxf"])
