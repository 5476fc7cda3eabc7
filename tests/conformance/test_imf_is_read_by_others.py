"""A composition with a sound track of ours, on another writer's picture, played by ffmpeg's IMF demuxer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from fixtures.imf import EDITIONS
from fixtures.mxf import TRACK_FILE_ID, noise_bytes, track_file
from validator.containers.imf.asset_map import AssetChunk, AssetMap, MappedAsset, build_asset_map
from validator.containers.imf.composition import AUDIO_SEQUENCE, Composition, DescriptorEntry
from validator.containers.imf.composition_builder import build_composition
from validator.containers.imf.composition_reader import parse_composition
from validator.containers.imf.regxml import descriptor_regxml
from validator.containers.mxf.writer import write_track_file

if TYPE_CHECKING:
    from validator.containers.mxf.track_file import TrackFile

SAMPLES = os.environ.get("MIXGATE_SAMPLES")
FFMPEG, FFPROBE = shutil.which("ffmpeg"), shutil.which("ffprobe")


def _reads_imf() -> bool:
    if FFMPEG is None or FFPROBE is None:
        return False
    shown = subprocess.run([FFMPEG, "-hide_banner", "-demuxers"], capture_output=True, text=True, check=False).stdout
    return any(line.split()[1:2] == ["imf"] for line in shown.splitlines())


pytestmark = [
    pytest.mark.foreign,
    pytest.mark.material,
    pytest.mark.skipif(
        SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files: no picture to play with"
    ),
    pytest.mark.skipif(not _reads_imf(), reason="there is no ffmpeg here that reads IMF"),
]

SAMPLE_COUNT = 48_048
"""What 24 frames of 23.976 a second last at 48 kHz."""


def _dubbed(composition: Composition, file: TrackFile) -> Composition:
    """The composition with our sound in place of its own."""
    encoding = UUID(int=0x777)
    segments = []
    for segment in composition.segments:
        sequences = []
        for sequence in segment.sequences:
            if sequence.name == AUDIO_SEQUENCE:
                (resource,) = sequence.resources
                changes = {
                    "source_encoding": encoding,
                    "track_file_id": file.track_file_id,
                    "digest": None,
                    "edit_rate": f"{file.sample_rate_hz}/1",
                    "intrinsic_duration": file.sample_count,
                    "source_duration": file.sample_count,
                }
                resources = (resource.model_copy(update=changes),)
                sequences.append(sequence.model_copy(update={"resources": resources}))
            else:
                sequences.append(sequence)
        segments.append(segment.model_copy(update={"sequences": tuple(sequences)}))
    entry = DescriptorEntry(id=encoding, xml=descriptor_regxml(file.descriptor()).xml)
    kept = tuple(one for one in composition.descriptors if one.name != "WAVEPCMDescriptor")
    return composition.model_copy(update={"segments": tuple(segments), "descriptors": (*kept, entry)})


@pytest.mark.parametrize("layout", ["2.0", "5.1", "7.1"])
@pytest.mark.parametrize("rate", [48_000, 96_000])
def test_ffmpeg_plays_the_dub_sample_by_sample(tmp_path: Path, layout: str, rate: int) -> None:
    original = Path(str(SAMPLES)) / "imf" / "PHDR"
    file = track_file(layout, SAMPLE_COUNT * rate // 48_000, rate)
    sound = noise_bytes(file.essence_bytes)
    with (tmp_path / "dub.mxf").open("wb") as sink:
        write_track_file(sink, file, [sound])
    composition = _dubbed(parse_composition(next(original.glob("CPL*")).read_bytes(), where="CPL"), file)
    (tmp_path / "CPL.xml").write_bytes(build_composition(composition))
    picture = next(original.glob("VIDEO*"))
    shutil.copy(picture, tmp_path / "picture.mxf")
    assets = {TRACK_FILE_ID: "dub.mxf", UUID(picture.stem.removeprefix("VIDEO_")): "picture.mxf"}
    mapped = AssetMap(
        id=UUID(int=1),
        creator="x",
        issue_date="2026-03-04T05:06:07Z",
        issuer="x",
        assets=tuple(
            MappedAsset(id=asset, chunks=(AssetChunk(path=path, volume_index=1, offset=0),))
            for asset, path in assets.items()
        ),
    )
    (tmp_path / "ASSETMAP.xml").write_bytes(build_asset_map(mapped))

    shown = subprocess.run(
        [str(FFPROBE), "-v", "error", "-f", "imf", "-show_streams", "-of", "json", "CPL.xml"],
        capture_output=True, check=True, cwd=tmp_path, timeout=60,
    ).stdout  # fmt: skip
    assert [stream["codec_type"] for stream in json.loads(shown)["streams"]] == ["video", "audio"]
    source = ["-v", "error", "-nostdin", "-f", "imf", "-i", "CPL.xml"]
    played = subprocess.run(
        [str(FFMPEG), *source, "-map", "0:a", "-c:a", "pcm_s24le", "-f", "s24le", "-"],
        capture_output=True, check=True, cwd=tmp_path, timeout=60,
    ).stdout  # fmt: skip
    assert played == sound
    assert composition.namespace == EDITIONS["2020"][0]
