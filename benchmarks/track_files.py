"""`python3 -m benchmarks.track_files`: what sound costs in MXF against the same sound in a WAV, to be read and written.

--minutes 10 --runs 5 --folder DIR     how much 5.1 is synthesised (once, and kept), how often both are measured
--write FILE ...                       texts that have a place for the table
--only-write WAV MXF                   write the track file, and print seconds and peak memory (what the table does)

Writing is compared with copying the file and hashing it, which is the least that has to be done.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from benchmarks import contenders, material
from benchmarks.report import put
from benchmarks.timing import alternate, median, paired_ratio
from specs.vocabulary import LAYOUTS
from validator.audio.wave_file import WaveFile
from validator.containers.mxf.mca import SoundDescription
from validator.containers.mxf.track_file import TrackFile, Writer
from validator.containers.mxf.writer import write_track_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_TIMES: Final = 1.3
"""A track file is to be measured in at most this many times the time of its WAV."""

PIECE_BYTES: Final = 18 << 16


def main(words: Sequence[str] | None = None) -> int:
    """Write the film as a track file, measure both in turn, and print what each took."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.track_files", description=__doc__)
    parser.add_argument("--minutes", default=10, type=int)
    parser.add_argument("--runs", default=5, type=int)
    parser.add_argument("--folder", default=Path(tempfile.gettempdir()) / "mixgate-benchmarks", type=Path)
    parser.add_argument("--write", nargs="+", default=[], type=Path, metavar="FILE")
    parser.add_argument("--only-write", nargs=2, type=Path, metavar="FILE")
    chosen = parser.parse_args(words)
    if chosen.only_write:
        seconds = _written(*chosen.only_write)
        print(json.dumps([seconds, _peak_mb()]))
        return 0
    wave = material.film(chosen.folder, "5.1", chosen.minutes)
    track = wave.with_suffix(".mxf")
    copied = _copied(wave)
    written, peak_mb = _written_alone(wave, track)
    names = ("WAV", "MXF, AS-02")
    pair = [contenders.mixgate(path, name=name) for path, name in zip((wave, track), names, strict=True)]
    results = alternate(pair, chosen.runs)
    read = [None if one.readings is None else one.readings(results[one.name][0].output) for one in pair]
    same = read[0] == read[1]
    ratio = paired_ratio(results["WAV"], results["MXF, AS-02"], lambda run: run.wall_seconds)
    machine = f"{len(os.sched_getaffinity(0))} processors, load {os.getloadavg()[0]:.1f}"
    lines = [
        f"{chosen.minutes} minutes of 5.1, {machine}, medians of {chosen.runs} runs in turn",
        "",
        "| what | seconds | times the other |",
        "|---|---|---|",
        f"| measure the WAV | {median([run.wall_seconds for run in results['WAV']]):.2f} | 1.00 |",
        f"| measure the MXF | {median([run.wall_seconds for run in results['MXF, AS-02']]):.2f} | {ratio:.2f} |",
        f"| copy the WAV and hash it, SHA-1 | {copied:.2f} | 1.00 |",
        f"| write the MXF, hashed on the way; peak {peak_mb:.0f} MB | {written:.2f} | {written / copied:.2f} |",
        "",
        f"Readings of the MXF {'equal' if same else 'DIFFER FROM'} those of the WAV to the last digit.",
    ]
    print("\n".join(lines))
    for text in chosen.write:
        put(text, "track files", lines)
    return 0 if ratio <= MOST_TIMES and same else 1


def _pieces(wave: Path) -> Iterator[bytes]:
    """The samples of the WAV as they lie."""
    file = WaveFile.open(wave)
    with wave.open("rb", buffering=0) as source:
        source.seek(file.data_offset_bytes)
        left = file.facts.sample_count * file.facts.channel_count * 3
        while left:
            piece = source.read(min(PIECE_BYTES, left))
            left -= len(piece)
            yield piece


def _copied(wave: Path) -> float:
    """Seconds to copy the samples and hash them."""
    began, digest = time.perf_counter(), hashlib.sha1(usedforsecurity=False)
    with wave.with_suffix(".copy").open("wb", buffering=0) as copy:
        for piece in _pieces(wave):
            copy.write(piece)
            digest.update(piece)
    wave.with_suffix(".copy").unlink()
    return time.perf_counter() - began


def _written_alone(wave: Path, track: Path) -> tuple[float, float]:
    """Seconds to write the track file and the peak of memory in MB, in a process that does nothing else."""
    command = [sys.executable, "-m", "benchmarks.track_files", "--only-write", str(wave), str(track)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, peak_mb = json.loads(said)
    return float(seconds), float(peak_mb)


def _peak_mb() -> float:
    """Peak of memory of this process in MB.

    `ru_maxrss` of a child begins at the peak of the process that started it, which may have synthesised a film; VmHWM
    of proc(5) begins anew with the program.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        (kilobytes,) = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(kilobytes) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _written(wave: Path, track: Path) -> float:
    """Seconds to write the track file."""
    began = time.perf_counter()
    file = TrackFile(
        track_file_id=UUID(int=1),
        sample_rate_hz=48_000,
        sample_count=WaveFile.open(wave).facts.sample_count,
        sound=SoundDescription(layout=LAYOUTS["5.1"], language="fr-FR"),
        modified=datetime(2026, 1, 1, tzinfo=UTC),
        writer=Writer(company="mixgate", product="benchmark", version="1", product_id=UUID(int=2)),
    )
    with track.open("wb", buffering=0) as sink:
        write_track_file(sink, file, _pieces(wave))
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
