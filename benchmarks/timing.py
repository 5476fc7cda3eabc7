"""Times whole processes, in turn, and keeps what the operating system says of each."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LAUNCHER: Final = Path(__file__).with_name("launcher.py")

_PEAK_UNIT_BYTES: Final = 1 if sys.platform == "darwin" else 1024
"""Of `ru_maxrss`: getrusage(2) of macOS says bytes, that of Linux kilobytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one process.

    Attributes:
        wall_seconds, cpu_seconds: Of the process and its children.
        peak_bytes: Largest resident set of the process, or of the largest of its children.
        output: What it printed, both streams.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A program that reads the file.

    Attributes:
        name: How the table calls it.
        command: Program and arguments.
        readings: Takes integrated loudness, loudness range and true peak from its output; None where it prints none.
    """

    name: str
    command: tuple[str, ...]
    readings: Callable[[str], dict[str, float]] | None = None


def _environment() -> dict[str, str]:
    """Of this process, except that Python keeps compiled modules, as it does wherever a program is installed.

    Without them mixgate compiles its 240 modules at every start: half a second on a machine where a start takes one.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run_once(command: Sequence[str]) -> Run:
    """Run a command and wait for it. Its figures are its own, however much memory this process holds (`launcher`).

    Raises:
        RuntimeError: It failed; the message holds the end of what it printed.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as found:
        launched = (sys.executable, "-I", "-S", str(_LAUNCHER), str(found.fileno()), *command)
        subprocess.run(
            launched,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            pass_fds=[found.fileno()],
            env=_environment(),
            check=False,
        )
        found.seek(0)
        figures = found.read().decode().split()
        output.seek(0)
        text = output.read().decode(errors="replace")
    if not figures:
        raise RuntimeError(f"{' '.join(command)} could not be started:\n{text[-2000:]}")
    code, wall, cpu, peak = int(figures[0]), float(figures[1]), float(figures[2]), int(figures[3])
    verdicts = {1, 4} if command[0].endswith("mixgate") or command[0] == "sh" else set()  # rejected and incomplete
    if code not in {0, *verdicts}:
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{text[-2000:]}")
    return Run(wall_seconds=wall, cpu_seconds=cpu, peak_bytes=peak * _PEAK_UNIT_BYTES, output=text)


def alternate(contenders: Sequence[Contender], runs: int) -> dict[str, list[Run]]:
    """Run contenders in turn, A B C A B C ..., so that a machine that drifts drifts for all of them.

    The first contender runs once more before, unmeasured: the file is then in memory for all of them.
    """
    results: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    run_once(contenders[0].command)
    for _ in range(runs):
        for contender in contenders:
            results[contender.name].append(run_once(contender.command))
    return results


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def paired_ratio(ours: Sequence[Run], other: Sequence[Run], key: Callable[[Run], float]) -> float:
    """Return the median of the ratios other/ours, pair by pair: how many times faster we are."""
    return statistics.median(key(b) / key(a) for a, b in zip(ours, other, strict=True))
