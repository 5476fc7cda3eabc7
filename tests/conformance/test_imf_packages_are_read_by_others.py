"""Packages made on another writer's picture, opened by ffmpeg, MediaInfo and the XML reader of the standard library."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fixtures.wave_files import s24_bytes, write_s24
from mixgate.cli import run_words
from specs.vocabulary import LAYOUTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLES = os.environ.get("MIXGATE_SAMPLES")
FFMPEG = shutil.which("ffmpeg")
SAMPLE_COUNT = 48_048
"""What 24 frames of 23.976 a second last at 48 kHz."""


def _reads_imf() -> bool:
    if FFMPEG is None:
        return False
    shown = subprocess.run([FFMPEG, "-hide_banner", "-demuxers"], capture_output=True, text=True, check=False).stdout
    return any(line.split()[1:2] == ["imf"] for line in shown.splitlines())


pytestmark = [
    pytest.mark.foreign,
    pytest.mark.material,
    pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files: no picture to play"),
]

FORMS = pytest.mark.parametrize("form", ["RIFF", "RF64", "mono"])
LAYOUT_NAMES = pytest.mark.parametrize("layout", ["2.0", "5.1", "7.1"])


def _original() -> Path:
    return Path(str(SAMPLES), "imf", "PHDR")


def _package(folder: Path, layout: str, form: str) -> tuple[Path, NDArray[np.int32]]:
    """A dub of the sample; its samples, in the order of the layout."""
    channels = LAYOUTS[layout].labels
    words = np.random.default_rng(7).integers(-(2**23), 2**23, (SAMPLE_COUNT, len(channels)), dtype=np.int32)
    if form == "mono":
        files = [write_s24(folder / f"dub_{label}.wav", words[:, [at]]) for at, label in enumerate(channels)]
    else:
        files = [write_s24(folder / "dub.wav", words, form)]
    told = [] if form == "mono" else ["--layout", layout]
    asked = ["--ancestor", str(_original()), "--language", "fr-FR", "--out", str(folder / "dub")]
    assert run_words(["package", "imf", *map(str, files), *asked, *told]) == 0
    return folder / "dub", words


@LAYOUT_NAMES
@FORMS
def test_ffmpeg_plays_every_sample(tmp_path: Path, layout: str, form: str) -> None:
    if not _reads_imf():
        pytest.skip("there is no ffmpeg here that reads IMF")
    package, words = _package(tmp_path, layout, form)
    (composition,) = package.glob("CPL_*.xml")
    maps = f"{_original() / 'ASSETMAP.xml'},{package / 'ASSETMAP.xml'}"
    command = [str(FFMPEG), "-v", "error", "-f", "imf", "-assetmaps", maps, "-i", str(composition)]
    played = subprocess.run([*command, "-map", "0:a:0", "-f", "s24le", "-"], capture_output=True, check=True).stdout
    assert played == s24_bytes(words)


def _tracks(path: Path) -> list[dict[str, Any]]:
    """What MediaInfo says of a file, its general part first."""
    reader = pytest.importorskip("pymediainfo", reason="pymediainfo is not installed").MediaInfo
    return [track.to_data() for track in reader.parse(path).tracks]


@LAYOUT_NAMES
@FORMS
def test_mediainfo_opens_the_track_file(tmp_path: Path, layout: str, form: str) -> None:
    package, words = _package(tmp_path, layout, form)
    (file,) = package.glob("AUDIO_*.mxf")
    general, sound = _tracks(file)
    assert (general["format"], general["format_profile"]) == ("MXF", "OP-1a")
    assert (sound["format"], sound["bit_depth"], sound["sampling_rate"]) == ("PCM", 24, 48_000)
    assert (sound["channel_s"], sound["language"]) == (words.shape[1], "fr-FR")
    assert sound["samples_count"] == str(SAMPLE_COUNT)


def test_mediainfo_follows_the_asset_map_to_the_sound(tmp_path: Path) -> None:
    package, _ = _package(tmp_path, "5.1", "RIFF")
    general, *tracks = _tracks(package / "ASSETMAP.xml")
    assert general["format"] == "IMF AM"
    kinds = [track["track_type"] for track in tracks]
    assert "Audio" in kinds
    assert any(track.get("format") == "PCM" for track in tracks)


def test_an_independent_reader_finds_the_digests_of_both_documents_right(tmp_path: Path) -> None:
    package, _ = _package(tmp_path, "5.1", "RIFF")
    space = {
        "a": "http://www.smpte-ra.org/schemas/429-9/2007/AM",
        "p": "http://www.smpte-ra.org/schemas/2067-2/2016/PKL",
    }
    root = ET.parse(package / "ASSETMAP.xml").getroot()
    paths = {
        str(one.findtext("a:Id", None, space)): package / str(one.findtext(".//a:Path", None, space))
        for one in root.iterfind(".//a:Asset", space)
    }
    (packing_list,) = package.glob("PKL_*.xml")
    checked = 0
    for one in ET.parse(packing_list).getroot().iterfind(".//p:Asset", space):
        data = paths[str(one.findtext("p:Id", None, space))].read_bytes()
        assert base64.b64decode(str(one.findtext("p:Hash", None, space))) == hashlib.sha1(data).digest()
        assert int(str(one.findtext("p:Size", None, space))) == len(data)
        checked += 1
    assert checked == 2
    (composition,) = package.glob("CPL_*.xml")
    (file,) = package.glob("AUDIO_*.mxf")
    digest = base64.b64encode(hashlib.sha1(file.read_bytes()).digest()).decode()
    told = {
        one.text for one in ET.parse(composition).getroot().iter("{http://www.smpte-ra.org/schemas/2067-3/2016}Hash")
    }
    assert digest in told


@pytest.mark.parametrize("layout", ["5.1", "7.1"])
def test_a_package_beside_a_given_picture_track_file_stands_alone(tmp_path: Path, layout: str) -> None:
    channels = len(LAYOUTS[layout].channels)
    words = np.random.default_rng(9).integers(-(2**23), 2**23, (SAMPLE_COUNT, channels), dtype=np.int32)
    dub = write_s24(tmp_path / "dub.wav", words)
    picture, out = next(_original().glob("VIDEO_*")), tmp_path / "whole"
    asked = ["package", "imf", str(dub), "--language", "ja-JP", "--layout", layout, "--out", str(out)]
    assert run_words([*asked, "--picture", str(picture)]) == 2, "nobody states the title"
    assert run_words([*asked, "--picture", str(picture), "--title", "映画", "--ancestor", str(_original())]) == 2
    assert run_words([*asked, "--picture", str(picture), "--title", "映画"]) == 0
    assert run_words(["verify", str(out)]) == 0
    assert (out / picture.name).read_bytes() == picture.read_bytes()
    if not _reads_imf():
        pytest.skip("there is no ffmpeg here that reads IMF")
    (composition,) = out.glob("CPL_*.xml")
    command = [str(FFMPEG), "-v", "error", "-f", "imf", "-i", str(composition)]
    played = subprocess.run([*command, "-map", "0:a:0", "-f", "s24le", "-"], capture_output=True, check=True).stdout
    assert played == s24_bytes(words)
    frames = [*command, "-map", "0:v:0", "-frames:v", "1", "-f", "null", "-"]
    assert subprocess.run(frames, capture_output=True, check=False).returncode == 0
