"""Puts one dubbed object into a master of 128 tracks, against copying the master, and against copying and hashing it.

    python3 -m benchmarks.rewrap --minutes 1 --runs 3 --folder DIR --write docs/performance.md

`package adm --rewrap` writes the file, measures the new sound in it and digests it meanwhile, and reads the whole
package back before it is published. What each of these steps takes is measured apart, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.large_master import TRACKS, made_master
from benchmarks.report import put
from benchmarks.timing import Contender, alternate, median, paired_ratio
from fixtures.moving_objects import RATE
from fixtures.wave_files import write_s24
from packager.fixity.hashing import hash_files
from packager.fixity.listing import algorithms_for
from packager.fixity.tree import walk
from packager.formats.adm.beds import bed_sources
from packager.formats.adm.rewrap import replacements, write_rewrapped
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import stated_by
from validator.delivery.measured import measure_mix
from validator.measuring.measure import MeasureOptions
from validator.progress import unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.timing import Run

OBJECT: Final = "Object 3"
COPY: Final = "`cp`"
COPY_AND_HASH: Final = "`cp`, then `openssl dgst -sha256`"
WHOLE: Final = "`package adm --rewrap`, start-up included"
STEPS: Final = "steps"


def main(words: Sequence[str] | None = None) -> int:
    """Run the comparison that the words ask for."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.rewrap", description=__doc__)
    parser.add_argument("--minutes", default=1, type=int)
    parser.add_argument("--runs", default=3, type=int)
    parser.add_argument("--folder", default=Path(tempfile.gettempdir()) / "mixgate-benchmarks" / "rewrap", type=Path)
    parser.add_argument("--steps", action="store_true", help="Only take the steps, and print their figures.")
    parser.add_argument("--write", nargs="+", default=[], type=Path, metavar="FILE")
    chosen = parser.parse_args(words)
    folder: Path = chosen.folder
    master, mix, new = folder / "master.wav", folder / "object.wav", folder / "new.wav"
    if chosen.steps:
        print(json.dumps([asdict(one) for one in _steps(master, mix, new)]))
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    made_master(folder, chosen.minutes, 60 * chosen.minutes)
    chance = np.random.default_rng(2)
    write_s24(mix, np.rint(chance.standard_normal((60 * chosen.minutes * RATE, 1)) * 0.01 * 2**23).astype(np.int32))
    results = alternate(_contenders(folder, master, mix, new), chosen.runs)
    size = master.stat().st_size / 1e9
    lines = [f"{size:.1f} GB, {TRACKS} tracks; medians of {chosen.runs} runs in turn", "", *_table(results)]
    print("\n".join(lines))
    for text in chosen.write:
        put(text, "rewrap", lines)
    return 0


def _contenders(folder: Path, master: Path, mix: Path, new: Path) -> list[Contender]:
    package = folder / "package"
    rewrap = ("package", "adm", mix, "--layout", "1.0", "--rewrap", master, "--bed", OBJECT, "--out", package)
    both = f"cp '{master}' '{new}' && openssl dgst -sha256 '{new}'"
    steps = (sys.executable, "-m", "benchmarks.rewrap", "--steps", "--folder", folder)
    return [
        Contender(name=COPY, command=_afresh(new, "cp", master, new)),
        Contender(name=COPY_AND_HASH, command=_afresh(new, "sh", "-c", both)),
        Contender(name=WHOLE, command=_afresh(package, sys.executable, "-m", "mixgate", *rewrap)),
        Contender(name=STEPS, command=_afresh(new, *steps)),
    ]


def _afresh(target: Path, *words: str | Path) -> tuple[str, ...]:
    return ("sh", "-c", 'rm -rf "$0"; exec "$@"', str(target), *map(str, words))


@dataclass(frozen=True, slots=True)
class _Step:
    """What a step took, in seconds."""

    name: str
    wall: float
    cpu: float


def _steps(master: Path, mix: Path, new: Path) -> Iterator[_Step]:
    """Take the steps of a rewrap one by one."""
    began = time.perf_counter()
    inputs = mixes_of([mix], stated_by(layout="1.0"))
    replaced = replacements(master, bed_sources(inputs.mixes, mono=True), (OBJECT,))
    yield _Step("start-up, and axml of the master read", time.perf_counter() - began, _cpu())
    algorithms = algorithms_for(())
    part = inputs.mixes[0].statement.model_copy(update={"part": replaced[0].part})
    measured = replace(inputs.mixes[0], statement=part, paths=(new,))
    options = MeasureOptions(version="0", digests=algorithms)
    works: dict[str, Callable[[], object]] = {
        "the new file written": lambda: write_rewrapped(master, new, replaced, lambda _: None),
        "its new sound measured, the file digested meanwhile": lambda: measure_mix(measured, options, unseen),
        "the file read back and digested": lambda: hash_files(walk(new.parent), {new.name: algorithms}),
    }
    for name, work in works.items():
        began, before = time.perf_counter(), _cpu()
        work()
        yield _Step(name, time.perf_counter() - began, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _table(results: dict[str, list[Run]]) -> Iterator[str]:
    yield "| what | wall s | CPU s | CPU, times `cp` | CPU, times `cp` and digest |"
    yield "|---|---|---|---|---|"
    for name in (COPY, COPY_AND_HASH, WHOLE):
        wall = median([run.wall_seconds for run in results[name]])
        cpu = median([run.cpu_seconds for run in results[name]])
        ratios = [paired_ratio(results[other], results[name], _cpu_of) for other in (COPY, COPY_AND_HASH)]
        yield f"| {name} | {wall:.1f} | {cpu:.1f} | {ratios[0]:.1f} | {ratios[1]:.1f} |"
    taken = [[_Step(**one) for one in json.loads(run.output)] for run in results[STEPS]]
    for steps in zip(*taken, strict=True):
        wall, cpu = median([one.wall for one in steps]), median([one.cpu for one in steps])
        of_copy = median([one.cpu / run.cpu_seconds for one, run in zip(steps, results[COPY], strict=True)])
        of_both = median([one.cpu / run.cpu_seconds for one, run in zip(steps, results[COPY_AND_HASH], strict=True)])
        yield f"| step: {steps[0].name} | {wall:.1f} | {cpu:.1f} | {of_copy:.1f} | {of_both:.1f} |"


def _cpu_of(run: Run) -> float:
    return run.cpu_seconds


if __name__ == "__main__":
    raise SystemExit(main())
