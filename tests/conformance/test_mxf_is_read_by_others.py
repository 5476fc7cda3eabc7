"""Sound track files opened by programs of others, and files of others opened by us: the same samples, both ways."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.mxf import noise_bytes, track_file
from validator.containers.mxf.essence import EssenceReader
from validator.containers.mxf.reader import read_mxf
from validator.containers.mxf.writer import write_track_file

if TYPE_CHECKING:
    from pathlib import Path

FFMPEG, FFPROBE = shutil.which("ffmpeg"), shutil.which("ffprobe")

needs_ffmpeg = pytest.mark.skipif(
    FFMPEG is None or FFPROBE is None, reason="ffmpeg or ffprobe is not installed: nobody else reads the files"
)

pytestmark = pytest.mark.foreign

LAYOUTS = ["1.0", "2.0", "LtRt", "5.1", "7.1"]
RATES = [48_000, 96_000]


def _written(folder: Path, layout: str, rate: int = 48_000) -> tuple[Path, bytes]:
    file = track_file(layout, 4800, rate)
    sound = noise_bytes(file.essence_bytes)
    path = folder / "track.mxf"
    with path.open("wb") as sink:
        write_track_file(sink, file, [sound])
    return path, sound


def _run(*command: str | Path | None) -> bytes:
    arguments = [str(word) for word in command if word is not None]
    return subprocess.run(arguments, capture_output=True, check=True, timeout=60).stdout


@needs_ffmpeg
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rate", RATES)
def test_ffmpeg_decodes_every_sample(tmp_path: Path, layout: str, rate: int) -> None:
    path, sound = _written(tmp_path, layout, rate)
    decoded = _run(FFMPEG, "-v", "error", "-nostdin", "-i", path, "-c:a", "pcm_s24le", "-f", "s24le", "-")
    assert decoded == sound


@needs_ffmpeg
@pytest.mark.parametrize(("layout", "channels"), [("1.0", 1), ("2.0", 2), ("LtRt", 2), ("5.1", 6), ("7.1", 8)])
def test_ffprobe_sees_what_was_said(tmp_path: Path, layout: str, channels: int) -> None:
    path, _ = _written(tmp_path, layout)
    shown = json.loads(_run(FFPROBE, "-v", "error", "-show_streams", "-of", "json", path))
    (stream,) = shown["streams"]
    assert (stream["codec_name"], stream["sample_rate"], stream["channels"]) == ("pcm_s24le", "48000", channels)
    assert (stream["duration_ts"], stream["time_base"]) == (4800, "1/48000")
    assert stream["tags"]["language"] == "fre"
    named = {"2.0": "stereo", "LtRt": "downmix", "5.1": "5.1(side)"}
    assert layout not in named or stream["channel_layout"] == named[layout]


@pytest.mark.parametrize(
    ("layout", "channels"),
    [
        ("2.0", "L R"),
        ("LtRt", "Lt Rt"),
        ("5.1", "L R C LFE Ls Rs"),
        # Release 23.04 shows the labels of side and rear as their numbers in the register.
        ("7.1", "L R C LFE 03020107 03020108 03020109 0302010A"),
    ],
)
def test_mediainfo_sees_the_labels(tmp_path: Path, layout: str, channels: str) -> None:
    path, sound = _written(tmp_path, layout)
    reader = pytest.importorskip("pymediainfo", reason="pymediainfo is not installed").MediaInfo
    shown = json.loads(reader.parse(path, output="JSON"))
    general, track = shown["media"]["track"]
    assert (general["Format"], general["Format_Profile"], general["Format_Settings"]) == (
        *("MXF", "OP-1a", "Closed / Complete"),
    )
    assert general["Encoded_Application_CompanyName"] == "Studio"
    assert (track["ChannelLayout"], track["BitDepth"], track["StreamSize"]) == (channels, "24", str(len(sound)))
    assert track["Format_Settings_Wrapping"] == "Clip (BWF)"
    assert track["Language"] == "fr-FR"
    page = str(reader.parse(path, output="text"))
    lines = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in page.splitlines())}
    assert (lines["MCA Title"], lines["MCA Title Version"]) == ("Le film", "v2")
    assert (lines["MCA Audio Content Kind"], lines["MCA Audio Element Kind"]) == ("PRM", "FCMP")


@needs_ffmpeg
@pytest.mark.parametrize(("sample_format", "bits"), [("s16le", 16), ("s24le", 24)])
def test_what_ffmpeg_writes_is_read(tmp_path: Path, sample_format: str, bits: int) -> None:
    path, sound = tmp_path / "atom.mxf", noise_bytes(48_000 * bits // 8)
    pcm = tmp_path / "sound.pcm"
    pcm.write_bytes(sound)
    source = ["-f", sample_format, "-ar", "48000", "-ac", "1", "-i", str(pcm)]
    _run(FFMPEG, "-v", "error", "-nostdin", *source, "-c:a", f"pcm_{sample_format}", "-f", "mxf_opatom", path)
    data = path.read_bytes()
    facts = read_mxf(io.BytesIO(data), len(data), where=path.name).facts
    assert (facts.operational_pattern, facts.channel_count, facts.sample_rate_hz) == ("OP-Atom", 1, 48_000)
    assert (facts.word_length_bits, facts.sample_count) == (bits, 48_000)
    # Its one triplet holds the whole sound, and its labels say that there is one for each frame.
    assert {fault.code.removeprefix("mxf.") for fault in facts.faults} == {"wrapping"}
    read = bytearray(len(sound))
    EssenceReader(io.BytesIO(data), facts.essence).read_into(0, memoryview(read))
    assert bytes(read) == sound
