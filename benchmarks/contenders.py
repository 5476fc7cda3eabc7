"""The programs that are compared, as far as this machine has them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.timing import Contender

HERE = Path(__file__).resolve().parent

PYLOUDNORM_CHANNELS = {"2.0": [0, 1], "5.1": [0, 1, 2, 4, 5]}
"""pyloudnorm takes five channels at most, without LFE."""

PYLOUDNORM_MOST_BYTES = 2**30
"""It holds the whole file as 64-bit floats, twice: 3.6 GB for ten minutes of 5.1."""


def _numbers(pattern: dict[str, str], text: str) -> dict[str, float]:
    found = {}
    for name, expression in pattern.items():
        matches = re.findall(expression, text)
        if matches:
            found[name] = float(matches[-1])
    return found


def _ffmpeg_readings(text: str) -> dict[str, float]:
    summary = text[text.rfind("Summary:") :]
    return _numbers(
        {"I": r"I:\s+(-?[\d.]+) LUFS", "LRA": r"LRA:\s+([\d.]+) LU", "TP": r"Peak:\s+(-?[\d.]+) dBFS"}, summary
    )


def _plain_readings(text: str) -> dict[str, float]:
    return _numbers({name: rf"(?m)^{name} (-?[\d.]+)$" for name in ("I", "LRA", "TP", "M", "S")}, text)


def _mixgate_readings(text: str) -> dict[str, float]:
    measured = json.loads(text[text.index('{"schema"') :])
    names = {
        "I": "integrated_lkfs",
        "LRA": "loudness_range_lu",
        "TP": "max_true_peak_dbtp",
        "M": "max_momentary_lkfs",
        "S": "max_short_term_lkfs",
    }
    return {name: measured[key] for name, key in names.items() if measured[key] is not None}


def mixgate(path: Path, *words: str, name: str = "mixgate") -> Contender:
    """Return mixgate's `measure`, which prints every reading and the series as JSON."""
    program = Path(sys.executable).with_name("mixgate")
    command = (str(program), "measure", str(path), "--json", "-", *words)
    return Contender(name=name, command=command, readings=_mixgate_readings)


def others(path: Path, layout: str) -> list[Contender]:
    """Return the other programs that are installed."""
    found: list[Contender] = []
    if ffmpeg := shutil.which("ffmpeg"):
        for peak, name in (("=peak=true", "ffmpeg ebur128, true peak"), ("", "ffmpeg ebur128, no peak")):
            command = (ffmpeg, "-nostats", "-hide_banner", "-i", str(path), "-af", f"ebur128{peak}", "-f", "null", "-")
            found.append(Contender(name=name, command=command, readings=_ffmpeg_readings))
    driver = _libebur128_driver()
    if driver is not None:
        found.append(
            Contender(name="libebur128, M S TP", command=(str(driver), str(path), "peak"), readings=_plain_readings)
        )
    if loudgain := shutil.which("loudgain"):
        found.append(Contender(name="loudgain", command=(loudgain, str(path))))
    if layout in PYLOUDNORM_CHANNELS and path.stat().st_size < PYLOUDNORM_MOST_BYTES:
        script = (
            "import sys,soundfile,pyloudnorm;x,r=soundfile.read(sys.argv[1]);"
            f"m=pyloudnorm.Meter(r,filter_class='DeMan');"
            f"print('I',m.integrated_loudness(x[:,{PYLOUDNORM_CHANNELS[layout]}]))"
        )
        found.append(
            Contender(
                name="pyloudnorm, I only",
                command=(sys.executable, "-c", script, str(path)),
                readings=_plain_readings,
            )
        )
    return found


def digests(path: Path) -> list[Contender]:
    """Return the plain digest programs."""
    return [
        Contender(name=name, command=(program, str(path)))
        for name in ("md5sum", "sha1sum")
        if (program := shutil.which(name))
    ]


def _libebur128_driver() -> Path | None:
    """Build the driver beside this file, where a compiler and the library are there."""
    compiler = shutil.which("cc")
    target = HERE / "build" / "ebur128_driver"
    if target.is_file():
        return target
    if compiler is None:
        return None
    target.parent.mkdir(exist_ok=True)
    command = [compiler, "-O3", str(HERE / "ebur128_driver.c"), "-o", str(target), "-lebur128", "-lm"]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    return target if built.returncode == 0 else None
