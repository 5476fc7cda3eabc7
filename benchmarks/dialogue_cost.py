"""What the dialogue gate costs: processor seconds and memory of whole processes, with no guide, a stem, an M&E, both.

python -m benchmarks.dialogue_cost [--minutes 10] [--runs 3] [--folder DIR]

Three 5.1 WAV files of 24 bits are made on the first call and kept: mix, dialogue stem and M&E.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.timing import Contender, alternate, median, paired_ratio
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RATE_HZ: Final = 48_000
PIECE_SECONDS: Final = 10
CENTRE: Final = 2


def _pieces(minutes: int) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Lines of 3 s every 7 s, in syllables, over a bed that swells: dialogue and M&E, (samples, 6)."""
    count = PIECE_SECONDS * RATE_HZ
    for number in range(minutes * 60 // PIECE_SECONDS):
        rng = np.random.default_rng([11, number])
        swell = np.repeat(rng.uniform(0.3, 1.0, 20), count // 20)[:, None].astype(np.float32)
        bed = rng.standard_normal((count, 6), np.float32) * np.float32(0.01) * swell
        times = number * PIECE_SECONDS + np.arange(count) / RATE_HZ
        syllables = np.repeat(rng.uniform(0.1, 1.0, 80) ** 2, count // 80)
        lines = np.zeros((count, 6), np.float32)
        lines[:, CENTRE] = 0.05 * rng.standard_normal(count) * syllables * ((times % 7.0) < 3.0)
        yield lines, bed


def made(folder: Path, minutes: int) -> dict[str, Path]:
    """Return mix, stem and M&E, made on the first call."""
    paths = {name: folder / f"gate_{name}_{minutes}min.wav" for name in ("mix", "stem", "me")}
    if all(path.is_file() for path in paths.values()):
        return paths
    folder.mkdir(parents=True, exist_ok=True)
    form = wave_format(SampleFormat.S24, channel_count=6, sample_rate_hz=RATE_HZ, channel_mask=0x3F)
    writers = {name: WaveWriter(path, form) for name, path in paths.items()}
    for writer in writers.values():
        writer.__enter__()
    for lines, bed in _pieces(minutes):
        for name, sound in (("mix", lines + bed), ("stem", lines), ("me", bed)):
            writers[name].write_bytes(_as_bytes(sound))
    for writer in writers.values():
        writer.__exit__(None, None, None)
    return paths


def _as_bytes(sound: NDArray[np.float32]) -> bytes:
    words = np.round(np.clip(sound, -0.999, 0.999) * 2**23).astype("<i4")
    return words.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mixgate-benchmarks")
    asked = parser.parse_args()
    paths = made(asked.folder, asked.minutes)
    whole = (sys.executable, "-m", "mixgate", "measure", str(paths["mix"]), "--json", "/dev/null")
    stem, me = ("--dialogue", str(paths["stem"])), ("--me", str(paths["me"]))
    guides = {"plain": (), "with the stem": stem, "with the M&E": me, "with both": (*stem, *me)}
    results = alternate([Contender(name=name, command=(*whole, *given)) for name, given in guides.items()], asked.runs)
    print("| measured | CPU s | peak MB | plain scans on top |\n| --- | --- | --- | --- |")
    for name, runs in results.items():
        cpu, peak = median([run.cpu_seconds for run in runs]), median([run.peak_bytes for run in runs]) / 2**20
        on_top = paired_ratio(results["plain"], runs, lambda run: run.cpu_seconds) - 1.0
        print(f"| {name} | {cpu:.2f} | {peak:.0f} | {on_top:.1f} |")


if __name__ == "__main__":
    main()
