"""Checks a master of 128 tracks, sparse on the disk, against the scan of a WAV file of as many channels.

    python3 -m benchmarks.large_master --minutes 120 --sound-seconds 20 --folder DIR --write docs/performance.md

Both files have the same samples: noise for some seconds in every channel, then holes. The master has a bed of 7.1.2 and
118 objects that move every second. Runs are in turn.
"""

from __future__ import annotations

import argparse
import struct
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.report import put
from benchmarks.timing import Contender, alternate, median, paired_ratio
from fixtures.moving_objects import BED_CHANNELS, RATE, Step, write_scene

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.timing import Run

TRACKS: Final = 128
OBJECTS: Final = TRACKS - BED_CHANNELS
FRAME_BYTES: Final = 3 * TRACKS
MASTER: Final = "master of 128 tracks, checked"
PLAIN: Final = "WAV file of 128 channels, measured"


def main(words: Sequence[str] | None = None) -> int:
    """Run the comparison that the words ask for."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.large_master", description=__doc__)
    parser.add_argument("--minutes", default=120, type=int)
    parser.add_argument("--sound-seconds", default=20, type=int)
    parser.add_argument("--runs", default=1, type=int)
    parser.add_argument("--folder", default=Path(tempfile.gettempdir()) / "mixgate-benchmarks", type=Path)
    parser.add_argument("--write", nargs="+", default=[], type=Path, metavar="FILE")
    chosen = parser.parse_args(words)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    master = made_master(chosen.folder, chosen.minutes, chosen.sound_seconds)
    plain = without_adm(master, chosen.folder / "plain.wav")
    contenders = [
        Contender(name=PLAIN, command=_words("measure", plain, "--json", chosen.folder / "plain.json")),
        Contender(name=MASTER, command=_words("check", master, "--sheet", "netflix-atmos")),
    ]
    results = alternate(contenders, chosen.runs)
    what = f"{chosen.minutes} minutes, {chosen.sound_seconds} s of them noise in all channels, the rest holes"
    lines = [f"{what}; {OBJECTS} objects, medians of {chosen.runs} runs in turn", "", *_table(results)]
    print("\n".join(lines))
    for text in chosen.write:
        put(text, "master of 128 tracks", lines)
    return 0


def _words(*words: str | Path) -> tuple[str, ...]:
    """A command of mixgate; by way of a shell, whose verdicts `benchmarks.timing` takes for an answer."""
    return ("sh", "-c", 'exec "$@"', "sh", sys.executable, "-m", "mixgate", *map(str, words))


def _table(results: dict[str, list[Run]]) -> Iterator[str]:
    yield "| program | wall s | CPU s | peak MB | wall, ratio | CPU, ratio |"
    yield "|---|---|---|---|---|---|"
    plain = results[PLAIN]
    for name, runs in results.items():
        wall = paired_ratio(plain, runs, lambda run: run.wall_seconds)
        cpu = paired_ratio(plain, runs, lambda run: run.cpu_seconds)
        figures = median([run.wall_seconds for run in runs]), median([run.cpu_seconds for run in runs])
        peak = median([run.peak_bytes / 1e6 for run in runs])
        yield f"| {name} | {figures[0]:.1f} | {figures[1]:.1f} | {peak:.0f} | {wall:.2f} | {cpu:.2f} |"


def made_master(folder: Path, minutes: int, sound_seconds: int) -> Path:
    """Write the master."""
    chance = np.random.default_rng(1)
    samples = chance.standard_normal((sound_seconds * RATE, TRACKS)) * 0.01
    movements = [
        [
            Step(
                start_s=float(second),
                place=(float(chance.uniform(-1, 1)), float(chance.uniform(-1, 1)), float(chance.uniform(0, 1))),
                jump_s=0.005208 if second else 0.0,
            )
            for second in range(60 * minutes)
        ]
        for _ in range(OBJECTS)
    ]
    return write_scene(folder / "master.wav", samples, movements, seconds=60.0 * minutes)


def without_adm(master: Path, path: Path) -> Path:
    """Write the same samples as a plain file, holes and all."""
    head = 12 + 8 + 28 + 8 + 16 + 8
    with master.open("rb") as source, path.open("wb") as target:
        first = source.read(head)
        wide = first[:4] == b"RF64"
        data = struct.unpack_from("<Q", first, 28)[0] if wide else struct.unpack_from("<I", first, head - 4)[0]
        riff = head - 8 + data + data % 2
        sizes = struct.pack("<QQQI", riff, data, data // FRAME_BYTES, 0) if wide else bytes(28)
        target.write(first[:4] + struct.pack("<I", 0xFFFFFFFF if wide else riff) + first[8:20] + sizes + first[48:])
        while (piece := source.read(1 << 24)) and any(piece[:FRAME_BYTES]):
            target.write(piece[: head + data - target.tell()])
        target.truncate(head + data + data % 2)
    return path


if __name__ == "__main__":
    raise SystemExit(main())
