"""What a comparison of a long dub with its original costs: seconds, processor seconds, memory.

python -m benchmarks.comparison_cost [--minutes 120] [--folder DIR]

Two 5.1 WAV files are made on the first call and kept: one bed, two sets of lines, the dub 1234 samples late and with
half a second put in at two thirds of its length.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from fixtures.films import DubbedFilm
from mixgate.demo.scene import SAMPLE_RATE_HZ
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.comparisons.dub_map import compare_dub, reduce_programme
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


def main(words: Sequence[str] | None = None) -> None:
    """Make the files, compare them, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mixgate-benchmarks")
    asked = parser.parse_args(words)
    paths = _made(asked.folder, asked.minutes)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    original, dub = (open_programme([path], layout=LAYOUTS["5.1"]) for path in paths)
    start, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(2) as pool:
        reduced = list(pool.map(reduce_programme, (dub, original)))
    middle, middle_used = time.perf_counter(), time.process_time()
    found = compare_dub(*reduced)
    end, end_used = time.perf_counter(), time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{asked.minutes} min of 5.1: {found.state}, {found.cause}, {found.evidence}")
    for segment in found.segments:
        print(f"  {segment}")
    for edit in found.edits:
        print(f"  {edit}")
    print(f"reduce both: {middle - start:.1f} s, {middle_used - used:.1f} s of processor")
    print(f"compare: {end - middle:.1f} s, {end_used - middle_used:.1f} s of processor")
    print(f"peak memory {peak:.0f} MiB, {before:.0f} before")


if __name__ == "__main__":
    main()
