"""Changes valid material until a reader meets something it was not made for.

python -m benchmarks.fuzzing --folder DIR [--seconds 3600] [--seed 1] [--targets NAME ...] [--runs 2000]

Guided by coverage: an input that reaches a line of `validator/containers` that no other reached is kept, and changed
further. A reader may only answer or raise a ToolError; anything else, more than 5 s, or more than 500 MB on top is a
finding. Each target runs in a process of its own, so that a crash of a library is a finding too. The folder keeps
corpus, findings and how many runs there were: the same call goes on where it stopped. Run n of a seed is the same for
the same corpus. Findings are files; `--replay FILE --targets NAME` runs one again.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from benchmarks.fuzz_mutations import mutated
from benchmarks.fuzz_targets import FuzzTarget, targets
from specs.errors import ToolError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

LONGEST_SECONDS: Final = 5.0
KILLED_AFTER_SECONDS: Final = 20.0
"""A library that does not return is stopped from outside the interpreter; later than a slow answer would be."""

MEMORY_BYTES: Final = 500 * 2**20
RUNS_A_PROCESS: Final = 2000
_TOO_LONG: Final = "more than"
TRACED: Final = "validator/containers/"
_FINDINGS_KEPT: Final = 50


class SlowReadError(BaseException):
    """A reader took too long. Not an Exception, so that no reader catches it."""


@dataclass(slots=True)
class Coverage:
    """Lines of the containers that were reached."""

    lines: set[tuple[str, int]]

    def trace(self, frame: FrameType, event: str, _: Any) -> Any:
        """Record lines of code in the traced folder; for `sys.settrace`."""
        if event == "call":
            return self.trace if TRACED in frame.f_code.co_filename else None
        if event == "line":
            self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self.trace


def attempt(target: FuzzTarget, data: bytes, folder: Path) -> str | None:
    """Read one input; None where the reader answered or refused, else what went wrong.

    Args:
        target: The reader.
        data: The input.
        folder: For readers that want a path.
    """

    def too_slow(*_: object) -> None:
        raise SlowReadError

    before = signal.signal(signal.SIGALRM, too_slow)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
    try:
        target.read(data, folder)
    except ToolError:
        return None
    except SlowReadError:
        return f"{_TOO_LONG} {LONGEST_SECONDS:g} s"
    except Exception as error:  # noqa: BLE001  what it is, is the finding
        last = error.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        place = "" if last is None else f" at {Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}"
        return f"{type(error).__name__}: {str(error)[:200]}{place}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
    return None


def slice_of(target: FuzzTarget, folder: Path, *, seed: int, first: int, runs: int) -> int:
    """Run some changes of one target in this process, keep what reaches new lines, and write findings.

    Returns:
        How many inputs were kept.
    """
    corpus_folder, scratch = folder / "corpus" / target.name, folder / "scratch"
    for place in (corpus_folder, scratch, folder / "findings"):
        place.mkdir(parents=True, exist_ok=True)
    corpus = [*target.seeds, *(path.read_bytes() for path in sorted(corpus_folder.iterdir()))]
    coverage = Coverage(set())
    for data in corpus:
        _traced(target, data, scratch, coverage)
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = 0
    for number in range(first, first + runs):
        data = mutated(target, corpus, Random(f"{seed} {target.name} {number}"))
        (scratch / "current").write_bytes(data)
        known = len(coverage.lines)
        wrong = _traced(target, data, scratch, coverage)
        if wrong is not None and wrong.startswith(_TOO_LONG):
            wrong = attempt(target, data, scratch)  # Tracing makes a reader ten times slower: again without.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if wrong is None and (peak - start) * 1024 > MEMORY_BYTES:
            wrong, start = f"{(peak - start) >> 10} MB", peak
        if wrong is not None:
            _keep(folder, target.name, data, wrong)
        elif len(coverage.lines) > known:
            corpus.append(data)
            kept += 1
            (corpus_folder / sha256(data).hexdigest()[:16]).write_bytes(data)
    return kept


def _traced(target: FuzzTarget, data: bytes, scratch: Path, coverage: Coverage) -> str | None:
    faulthandler.dump_traceback_later(KILLED_AFTER_SECONDS, exit=True)
    sys.settrace(coverage.trace)
    try:
        return attempt(target, data, scratch)
    finally:
        sys.settrace(None)
        faulthandler.cancel_dump_traceback_later()


def _keep(folder: Path, target: str, data: bytes, wrong: str) -> None:
    """Keep an input with what it did; one for each answer, as a file beside a text."""
    name = f"{target}-{sha256(wrong.encode()).hexdigest()[:12]}"
    if len(list((folder / "findings").glob(f"{target}-*.txt"))) < _FINDINGS_KEPT:
        (folder / "findings" / f"{name}.bin").write_bytes(data)
        (folder / "findings" / f"{name}.txt").write_text(wrong + "\n", encoding="utf-8")


def campaign(folder: Path, names: Sequence[str], *, seed: int, seconds: float, runs: int) -> dict[str, int]:
    """Run targets in turn, each slice in a process, until the time is over.

    Returns:
        Runs of each target so far, those of earlier calls included.
    """
    state_path = folder / "state.json"
    folder.mkdir(parents=True, exist_ok=True)
    done: dict[str, int] = json.loads(state_path.read_text()) if state_path.exists() else {}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for name in names:
            first = done.get(name, 0)
            words = ["--slice", str(first), "--targets", name, "--seed", str(seed), "--runs", str(runs)]
            command = [sys.executable, "-m", "benchmarks.fuzzing", "--folder", str(folder), *words]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            if ended.returncode:
                current = folder / "scratch" / "current"
                said = ended.stderr.strip().splitlines()
                wrong = f"the process ended with {ended.returncode}: {said[-1] if said else ''}"
                _keep(folder, name, current.read_bytes() if current.exists() else b"", wrong)
            done[name] = first + runs
            state_path.write_text(json.dumps(done))
            if time.monotonic() >= until:
                break
    return done


def main(words: Sequence[str] | None = None) -> int:
    """Run what the words ask for; 1 where there are findings."""
    table = {target.name: target for target in targets()}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzzing", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--targets", nargs="+", default=list(table), choices=list(table))
    parser.add_argument("--runs", type=int, default=RUNS_A_PROCESS)
    parser.add_argument("--slice", type=int, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--replay", type=Path, default=None)
    chosen = parser.parse_args(words)
    if chosen.replay is not None:
        chosen.folder.mkdir(parents=True, exist_ok=True)
        wrong = attempt(table[chosen.targets[0]], chosen.replay.read_bytes(), chosen.folder)
        print(wrong or "answered or refused")
        return int(wrong is not None)
    if chosen.slice is not None:
        target = table[chosen.targets[0]]
        slice_of(target, chosen.folder, seed=chosen.seed, first=chosen.slice, runs=chosen.runs)
        return 0
    done = campaign(chosen.folder, chosen.targets, seed=chosen.seed, seconds=chosen.seconds, runs=chosen.runs)
    found = sorted((chosen.folder / "findings").glob("*.txt"))
    print(f"{sum(done.values())} runs: " + ", ".join(f"{name} {count}" for name, count in done.items()))
    for path in found:
        print(f"{path.stem}: {path.read_text(encoding='utf-8').strip()}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
