"""`python3 -m benchmarks.corrections`: corrects one stereo file to EBU R 128 with mixgate and other tools, in turn.

    --minutes 10 --runs 1 --folder DIR      how long the file is, how often, where the files are kept
    --write FILE ...                        texts that have a place for the table

mixgate measures, plans, renders, measures again and judges. ffmpeg's loudnorm in one pass changes dynamics as it goes,
and resamples back; ffmpeg-normalize measures first. None of the others measures what it wrote.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import material
from benchmarks.report import put
from benchmarks.timing import Contender, alternate, median, paired_ratio

if TYPE_CHECKING:
    from collections.abc import Sequence


def contenders(path: Path, out: Path) -> list[Contender]:
    """Return the tools that this machine has; each writes below `out` and replaces what it wrote before."""
    program = Path(sys.executable).with_name("mixgate")
    words = "--sheet ebu-r128 --not-live --permit transparent,level,processing --most-reduction 20 --apply --out"
    clean = f"rm -rf {out}/mixgate && exec {program} fix {path} {words} {out}/mixgate"
    found = [Contender(name="mixgate fix --apply", command=("sh", "-c", clean))]
    if ffmpeg := shutil.which("ffmpeg"):
        loudnorm = "loudnorm=I=-23:TP=-1"
        command = (ffmpeg, "-nostats", "-hide_banner", "-y", "-i", str(path), "-af", loudnorm)
        found.append(
            Contender(
                name="ffmpeg loudnorm, one pass",
                command=(*command, "-ar", "48000", "-c:a", "pcm_s24le", str(out / "loudnorm.wav")),
            )
        )
    if normalize := shutil.which("ffmpeg-normalize"):
        options = "-f -t -23 -tp -1 -c:a pcm_s24le -ar 48000 -o"
        measured_first = (normalize, str(path), *options.split(), str(out / "normalized.wav"))
        found.append(Contender(name="ffmpeg-normalize", command=measured_first))
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Run the comparison that the words ask for."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.corrections", description=__doc__)
    parser.add_argument("--minutes", default=10, type=int)
    parser.add_argument("--runs", default=1, type=int)
    parser.add_argument("--folder", default=Path(tempfile.gettempdir()) / "mixgate-benchmarks", type=Path)
    parser.add_argument("--write", nargs="+", default=[], type=Path, metavar="FILE")
    chosen = parser.parse_args(words)
    path = material.film(chosen.folder, "2.0", chosen.minutes)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as out:
        results = alternate(contenders(path, Path(out)), chosen.runs)
    lines = ["| program | wall s | CPU s | peak MB | x real time | mixgate is faster by |", "|---|---|---|---|---|---|"]
    for name, runs in results.items():
        wall, cpu = median([run.wall_seconds for run in runs]), median([run.cpu_seconds for run in runs])
        ratio = paired_ratio(results["mixgate fix --apply"], runs, lambda run: run.wall_seconds)
        peak = max(run.peak_bytes for run in runs) / 1e6
        times = chosen.minutes * 60 / wall
        lines.append(f"| {name} | {wall:.1f} | {cpu:.1f} | {peak:.0f} | {times:.0f} | {ratio:.2f} |")
    print("\n".join(lines))
    for text in chosen.write:
        put(text, "corrections", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
