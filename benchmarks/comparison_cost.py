"""What a comparison of a long dub with its original costs: seconds, processor seconds, memory.

python -m benchmarks.comparison_cost [--minutes 120] [--folder DIR] [--dubs 1] [--offset-finder PROGRAM]
                                     [--write docs/performance.md]

Two 5.1 WAV files are made on the first call and kept: one bed, two sets of lines, the dub 1234 samples late and with
half a second put in at two thirds of its length. They are made by a process of their own, so that the memory is that of
the comparison. With several dubs the same one is compared again and again, each time as if it were another.

Beside it, audio-offset-finder of the BBC (https://pypi.org/project/audio-offset-finder) looks for the dub in the
original, where it is installed: it is no dependency, and wants an environment of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.report import put
from fixtures.films import DubbedFilm
from mixgate.demo.scene import SAMPLE_RATE_HZ
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.comparisons.dub.dub_map import compare_dub, reduce_programme
from validator.comparisons.reading.reductions import reduced_alike
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

CHUNK_SECONDS: Final = 10
LATE_SAMPLES: Final = 1234
PUT_IN_SAMPLES: Final = 24_000


def _chunks(minutes: int, language: str) -> Iterator[NDArray[np.float32]]:
    """The same film again and again, under noise that never repeats and that swells every few tenths of a second."""
    film = DubbedFilm(seed=9, seconds=60.0)
    mix, count = film.mix(language), CHUNK_SECONDS * SAMPLE_RATE_HZ
    for number in range(minutes * 60 // CHUNK_SECONDS):
        rng = np.random.default_rng([9, number])
        swell = np.repeat(rng.uniform(0.0, 1.0, 40) ** 3, count // 40)[:, None].astype(np.float32)
        start = int(rng.integers(0, len(mix) - count))
        noise = rng.standard_normal((count, 6), np.float32) * np.float32(0.02)
        yield mix[start : start + count] * np.float32(0.5) + noise * swell


def _made(folder: Path, minutes: int) -> tuple[Path, Path]:
    """The original and the dub."""
    paths = folder / f"original_{minutes}min.wav", folder / f"dub_{minutes}min.wav"
    for path, language in zip(paths, ("en", "de"), strict=True):
        if path.is_file():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        form = wave_format(SampleFormat.S24, channel_count=6, sample_rate_hz=SAMPLE_RATE_HZ, channel_mask=0x3F)
        with WaveWriter(path, form) as writer:
            is_dub = language != "en"
            writer.write_bytes(_as_bytes(np.zeros((LATE_SAMPLES if is_dub else 0, 6), np.float32)))
            for number, chunk in enumerate(_chunks(minutes, language)):
                if is_dub and number == minutes * 4:
                    writer.write_bytes(_as_bytes(np.zeros((PUT_IN_SAMPLES, 6), np.float32)))
                writer.write_bytes(_as_bytes(chunk))
    return paths


def _as_bytes(sound: NDArray[np.float32]) -> bytes:
    words = np.round(np.clip(sound, -0.999, 0.999) * 2**23).astype("<i4")
    return words.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one step took.

    Attributes:
        what: The step.
        wall_seconds, processor_seconds: Of the step.
        answer: What was found.
    """

    what: str
    wall_seconds: float
    processor_seconds: float
    answer: str


def _compared(paths: tuple[Path, Path], dubs: int) -> list[Cost]:
    """Read all as wholes, each once, and compare: the original is kept, a dub forgotten."""
    original, dub = (open_programme([path], layout=LAYOUTS["5.1"]) for path in paths)
    costs, started = [], (time.perf_counter(), time.process_time())

    def step(what: str, answer: str) -> None:
        nonlocal started
        now = time.perf_counter(), time.process_time()
        costs.append(
            Cost(what=what, wall_seconds=now[0] - started[0], processor_seconds=now[1] - started[1], answer=answer)
        )
        started = now

    first, other = reduced_alike((dub, original))
    step("both read as wholes", "")
    for number in range(dubs):
        reduced = first if number == 0 else reduce_programme(dub)
        if number:
            step("another dub read", "")
        found = compare_dub(reduced, other)
        offsets = ", ".join(f"{segment.offset_samples / SAMPLE_RATE_HZ * 1000:.3f} ms" for segment in found.segments)
        edits = ", ".join(f"{edit.kind.value} of {edit.size_samples:.1f} samples" for edit in found.edits)
        step("compared", f"{found.state}, {offsets}; {edits}")
    return costs


def _offset_finder(program: str, paths: tuple[Path, Path]) -> Cost:
    """What another program says of the same two files.

    Raises:
        CalledProcessError: It ends with an error.
    """
    original, dub = paths
    used, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [program, "--find-offset-of", str(dub), "--within", str(original)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(
        what="audio-offset-finder",
        wall_seconds=time.perf_counter() - started,
        processor_seconds=now.ru_utime - used.ru_utime + now.ru_stime - used.ru_stime,
        answer="; ".join(done.stdout.split("\n")).strip("; "),
    )


def main(words: Sequence[str] | None = None) -> None:
    """Make the files, compare them, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mixgate-benchmarks")
    parser.add_argument("--dubs", type=int, default=1)
    parser.add_argument("--offset-finder", default="audio-offset-finder")
    parser.add_argument("--write", type=Path, help="text with a place for the table")
    asked = parser.parse_args(words)
    with ProcessPoolExecutor(1) as pool:
        paths = pool.submit(_made, asked.folder, asked.minutes).result()
    costs = _compared(paths, asked.dubs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    program = shutil.which(asked.offset_finder)
    if program is not None:
        costs.append(_offset_finder(program, paths))
    load = os.getloadavg()[0]
    lines = [
        f"{asked.minutes} minutes of 5.1, dubs: {asked.dubs}, 2 threads, load {load:.1f}; mixgate peak {peak:.0f} MiB",
        "",
        "| what | wall s | CPU s | answer |",
        "|---|---|---|---|",
        *(
            f"| {cost.what} | {cost.wall_seconds:.1f} | {cost.processor_seconds:.1f} | {cost.answer} |"
            for cost in costs
        ),
    ]
    if program is None:
        lines += ["", "audio-offset-finder is not installed here, and was not run."]
    print("\n".join(lines))
    if asked.write is not None:
        put(asked.write, f"comparison cost {asked.minutes}", lines)


if __name__ == "__main__":
    main()
