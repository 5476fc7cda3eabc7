"""`python3 -m benchmarks.deliveries`: what a delivery costs: many dubs, one M&E and the original, checked in one run.

--dubs 30 --minutes 10 --sheet netflix-dub     what is synthesised (once, and kept), and what it is held against
--folder DIR --write FILE ...                  where the files are kept; texts that have a place for the table

The check is compared with `mixgate measure` of the same dubs: plain scans, one for each, without M&E and sheet.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.report import put
from benchmarks.timing import run_once
from fixtures.dub_delivery import dub_name, write_dub_delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.timing import Run

LABELS: Final = ("L", "R", "C", "LFE", "Ls", "Rs")
MOST_BYTES: Final = 1_000_000_000
"""Thirty dubs of ten minutes of 5.1 with an M&E are to stay below this much memory."""


def main(words: Sequence[str] | None = None) -> int:
    """Synthesise the delivery, check it, measure its dubs, and print what both took."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.deliveries", description=__doc__)
    parser.add_argument("--dubs", default=30, type=int)
    parser.add_argument("--minutes", default=10.0, type=float)
    parser.add_argument("--sheet", default="netflix-dub")
    parser.add_argument("--folder", default=Path(tempfile.gettempdir()) / "mixgate-benchmarks", type=Path)
    parser.add_argument("--write", nargs="+", default=[], type=Path, metavar="FILE")
    chosen = parser.parse_args(words)
    folder = chosen.folder / f"delivery_{chosen.dubs}x{chosen.minutes:g}min"
    if not (folder / "delivery.toml").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        write_dub_delivery(folder, chosen.dubs, chosen.minutes * 60.0, LABELS)
    program = str(Path(sys.executable).with_name("mixgate"))
    dubs = [str(folder / dub_name(number)) for number in range(chosen.dubs)]
    run_once((program, "warmup"))
    with tempfile.TemporaryDirectory() as reports:
        checked = run_once((program, "check", str(folder), "--sheet", chosen.sheet, "--output-dir", reports))
        measured = run_once((program, "measure", *dubs, "--json", reports))
    machine = f"{len(os.sched_getaffinity(0))} processors, load {os.getloadavg()[0]:.1f}, one run"
    about = f"{chosen.dubs} dubs of {chosen.minutes:g} minutes of 5.1, one M&E, the original; {machine}"
    lines = [about, "", *_table(checked, measured, chosen.dubs)]
    print("\n".join(lines))
    for text in chosen.write:
        put(text, "deliveries", lines)
    return 0 if checked.peak_bytes < MOST_BYTES else 1


def _table(checked: Run, measured: Run, dubs: int) -> list[str]:
    ratio = checked.wall_seconds / measured.wall_seconds
    cpu_ratio = checked.cpu_seconds / measured.cpu_seconds
    rows = {
        f"mixgate check, {dubs + 2} mixes": (checked, ratio, cpu_ratio),
        f"mixgate measure, the {dubs} dubs": (measured, 1.0, 1.0),
    }
    return [
        "| what | wall s | CPU s | peak MB | wall ratio | CPU ratio |",
        "|---|---|---|---|---|---|",
        *(
            f"| {name} | {run.wall_seconds:.1f} | {run.cpu_seconds:.1f} | {run.peak_bytes / 1e6:.0f} "
            f"| {wall:.2f} | {cpu:.2f} |"
            for name, (run, wall, cpu) in rows.items()
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
