"""Packages on a picture that ffmpeg encoded, played by ffmpeg: every picture rate, without sample files of others."""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.imf import whole_package
from fixtures.wave_files import s24_bytes, write_s24
from mixgate.cli import run_words
from specs.vocabulary import LAYOUTS
from validator.containers.imf.composition import UserText

if TYPE_CHECKING:
    from pathlib import Path

FFMPEG = shutil.which("ffmpeg")
FRAMES = 10
TITLE = "Фильм 映画 «Ça va»"


def _can(what: str, name: str) -> bool:
    if FFMPEG is None:
        return False
    shown = subprocess.run([FFMPEG, "-hide_banner", what], capture_output=True, text=True, check=False).stdout
    return any(line.split()[1:2] == [name] for line in shown.splitlines())


pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(
        not (_can("-demuxers", "imf") and _can("-encoders", "jpeg2000")),
        reason="there is no ffmpeg here that reads IMF and encodes JPEG 2000",
    ),
]


def _original(folder: Path, rate: str) -> Path:
    """A package of a picture that ffmpeg made and of noise."""
    picture = folder / "picture.mxf"
    source = ["-f", "lavfi", "-i", f"testsrc=size=64x48:rate={rate}", "-frames:v", str(FRAMES)]
    coded = ["-pix_fmt", "yuv422p10le", "-c:v", "jpeg2000", "-f", "mxf", str(picture)]
    subprocess.run([str(FFMPEG), "-v", "error", *source, *coded], check=True)
    parts = whole_package(frames=FRAMES, rate=rate)
    parts.files["picture.mxf"] = picture.read_bytes()
    parts.composition = parts.composition.model_copy(update={"content_title": UserText(text=TITLE)})
    return parts.write(folder / "OV")


@pytest.mark.parametrize(
    ("rate", "layout", "form"),
    [
        ("24000/1001", "5.1", "RIFF"),
        ("24/1", "2.0", "RF64"),
        ("25/1", "7.1", "RIFF"),
        ("30000/1001", "LtRt", "BW64"),
        ("30/1", "1.0", "RIFF"),
        ("50/1", "5.1", "RF64"),
        ("60000/1001", "5.1", "BW64"),
    ],
)
def test_ffmpeg_plays_picture_and_every_sample(tmp_path: Path, rate: str, layout: str, form: str) -> None:
    original, out = _original(tmp_path, rate), tmp_path / "Дубляж 映画"
    count = int(FRAMES * 48_000 / Fraction(rate))
    words = np.random.default_rng(5).integers(-(2**23), 2**23, (count, len(LAYOUTS[layout].labels)), dtype=np.int32)
    dub = write_s24(tmp_path / "дубляж ça.wav", words, form)
    call = ["package", "imf", str(dub), "--ancestor", str(original), "--language", "fr-FR", "--layout", layout]
    assert run_words([*call, "--out", str(out)]) == 0
    (composition,) = out.glob("CPL_*.xml")
    assert TITLE.encode() in composition.read_bytes()
    maps = f"{original / 'ASSETMAP.xml'},{out / 'ASSETMAP.xml'}"
    command = [str(FFMPEG), "-v", "error", "-f", "imf", "-assetmaps", maps, "-i", str(composition)]
    sound = ["-map", "0:a:0", "-f", "s24le", "-"]
    assert subprocess.run([*command, *sound], capture_output=True, check=True).stdout == s24_bytes(words)
    frames = ["-map", "0:v:0", "-f", "framemd5", "-"]
    shown = subprocess.run([*command, *frames], capture_output=True, check=True, text=True).stdout
    assert len([line for line in shown.splitlines() if not line.startswith("#")]) == FRAMES
