"""`python3 -m benchmarks`: runs mixgate and other meters in turn on the same file and prints a table.

--layout 5.1 --minutes 10 --runs 3 --folder DIR     what is measured, how often, where the files are kept
--with-digests                                      also md5 and sha1, against md5sum and sha1sum
--one-core                                          all programs on one processor
--write FILE ...                                    put the tables into texts that have a place for them
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import contenders, material
from benchmarks.report import put
from benchmarks.timing import alternate, median, paired_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.timing import Contender, Run


def main(words: Sequence[str] | None = None) -> int:
    """Run the comparison that the words ask for."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks", description=__doc__)
    parser.add_argument("--layout", default="5.1", choices=sorted(material.MASKS))
    parser.add_argument("--minutes", default=10, type=int)
    parser.add_argument("--runs", default=3, type=int)
    parser.add_argument("--folder", default=Path(tempfile.gettempdir()) / "mixgate-benchmarks", type=Path)
    parser.add_argument("--with-digests", action="store_true")
    parser.add_argument("--one-core", action="store_true")
    parser.add_argument("--write", nargs="+", default=[], type=Path, metavar="FILE")
    chosen = parser.parse_args(words)
    if chosen.one_core:
        os.sched_setaffinity(0, {0})
    path = material.film(chosen.folder, chosen.layout, chosen.minutes)
    ours = [contenders.mixgate(path), contenders.mixgate(path, "--kernel", "numpy", name="mixgate, numpy kernel")]
    field = [*ours, *contenders.others(path, chosen.layout)]
    if chosen.with_digests:
        field += [contenders.mixgate(path, "--digest", name, name=f"mixgate with {name}") for name in ("md5", "sha1")]
        field += contenders.digests(path)
    results = alternate(field, chosen.runs)
    lines = [f"{path.name}, {len(os.sched_getaffinity(0))} processors, medians of {chosen.runs} runs in turn", ""]
    lines += [*_times(results, chosen.minutes * 60), "", *_readings(field, results)]
    print("\n".join(lines))
    place = f"{chosen.layout} {chosen.minutes} minutes{' one processor' if chosen.one_core else ''}"
    for text in chosen.write:
        put(text, place, lines)
    return 0


def _times(results: dict[str, list[Run]], seconds: int) -> Iterator[str]:
    yield "| program | wall s | CPU s | peak MB | x real time | mixgate is faster by | CPU ratio |"
    yield "|---|---|---|---|---|---|---|"
    ours = results["mixgate"]
    for name, runs in results.items():
        wall = median([run.wall_seconds for run in runs])
        cpu = median([run.cpu_seconds for run in runs])
        peak = max(run.peak_bytes for run in runs) / 1e6
        ratio = paired_ratio(ours, runs, lambda run: run.wall_seconds)
        work = paired_ratio(ours, runs, lambda run: run.cpu_seconds)
        yield f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {seconds / wall:.0f} | {ratio:.2f} | {work:.2f} |"


def _readings(field: Sequence[Contender], results: dict[str, list[Run]]) -> Iterator[str]:
    yield "| program | I | LRA | TP | M max | S max |"
    yield "|---|---|---|---|---|---|"
    for contender in field:
        if contender.readings is None:
            continue
        found = contender.readings(results[contender.name][-1].output)
        cells = (f"{found[key]:.4f}" if key in found else "-" for key in ("I", "LRA", "TP", "M", "S"))
        yield f"| {contender.name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
