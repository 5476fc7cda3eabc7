"""`python3 -m benchmarks.starting`: what a start costs: help, judging, a short check, and the very first one.

--runs 5 --write FILE ...     how often; texts that have a place for the table
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.report import put
from benchmarks.timing import median, run_once
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.writer import WaveWriter
from validator.scan.code_cache import FOLDER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORT_SECONDS: Final = 30


def main(words: Sequence[str] | None = None) -> int:
    """Time the starts."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.starting", description=__doc__)
    parser.add_argument("--runs", default=5, type=int)
    parser.add_argument("--write", nargs="+", default=[], type=Path, metavar="FILE")
    chosen = parser.parse_args(words)
    program = str(Path(sys.executable).with_name("mixgate"))
    with tempfile.TemporaryDirectory() as folder:
        sound, measured = Path(folder) / "short.wav", Path(folder) / "measured.json"
        _write_short(sound)
        run_once((program, "measure", str(sound), "--json", str(measured)))
        check = (program, "check", str(sound), "--sheet", "ebu-r128")
        starts = {
            "mixgate --help": (program, "--help"),
            "mixgate judge, one sheet": (program, "judge", str(measured), "--sheet", "ebu-r128"),
            "mixgate judge --all-sheets": (program, "judge", str(measured), "--all-sheets"),
            "mixgate check, 30 s of stereo": check,
        }
        rows = {name: [run_once(command).wall_seconds for _ in range(chosen.runs)] for name, command in starts.items()}
        firsts = []
        for number in range(min(3, chosen.runs)):
            os.environ[FOLDER_VARIABLE] = str(Path(folder) / f"code-{number}")
            firsts.append(run_once(check).wall_seconds)
        rows["the same, first ever: it compiles the kernel"] = firsts
    lines = ["| what | wall s |", "|---|---|", *(f"| {name} | {median(walls):.2f} |" for name, walls in rows.items())]
    print("\n".join(lines))
    for text in chosen.write:
        put(text, "starting", lines)
    return 0


def _write_short(path: Path) -> None:
    wave = wave_format(SampleFormat.S24, channel_count=2, sample_rate_hz=48_000, channel_mask=3)
    noise = np.random.default_rng(1).integers(-(2**20), 2**20, (48_000 * SHORT_SECONDS, 2), dtype=np.int32)
    with WaveWriter(path, wave) as writer:
        writer.write_bytes(np.ascontiguousarray(noise.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3]).tobytes())


if __name__ == "__main__":
    sys.exit(main())
