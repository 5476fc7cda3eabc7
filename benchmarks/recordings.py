"""Real recordings for the trials of the dialogue gate, from Debian packages that ship them under free licences.

The packages are downloaded with apt into a folder that is kept (about 330 MB); nothing of them is committed. Every pool
is cut in two: the recordings of even rank serve to choose constants, those of odd rank the figures that are published,
so no recording is in both.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import soundfile
import soxr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Mono = NDArray[np.float32]

RATE_HZ: Final = 48_000
FOLDER: Final = Path(tempfile.gettempdir()) / "mixgate-recordings"

PROMPTS: Final = tuple(f"asterisk-core-sounds-{language}-g722" for language in ("es", "fr", "it", "ru"))
ACTED: Final = "hedgewars-data"
MUSIC: Final = "warzone2100-music"
GAME: Final = "megaglest-data"

_G722_BYTES_PER_SECOND: Final = 8_000
_LEAST_VOICE_FILES: Final = 25
_SHORTEST_LINE_SECONDS: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordings:
    """One half of all recordings.

    Attributes:
        voices: By voice: the files that hold its utterances.
        music, ambiences, effects: Files; music and ambiences are stereo, effects are read as mono.
    """

    voices: tuple[tuple[Path, ...], ...]
    music: tuple[Path, ...]
    ambiences: tuple[Path, ...]
    effects: tuple[Path, ...]


def recordings(*, published: bool, folder: Path = FOLDER) -> Recordings:
    """Return the half of the recordings that is published, or the one that constants are chosen by.

    Raises:
        RuntimeError: The packages cannot be downloaded here.
    """
    roots = {name: _unpacked(name, folder) for name in (*PROMPTS, ACTED, MUSIC, GAME)}
    voices = [_ending(roots[name], ".g722") for name in PROMPTS]
    packs = roots[ACTED] / "usr/share/games/hedgewars/Data/Sounds/voices"
    voices += [_ending(pack, ".ogg") for pack in sorted(packs.iterdir()) if pack.is_dir()]
    tilesets = [
        path
        for path in _ending(roots[GAME], ".ogg", ".wav")
        if "tilesets" in path.parts and soundfile.info(path).channels == 2 and soundfile.info(path).duration > 15
    ]
    by_size = {path.stat().st_size: path for path in tilesets}  # tilesets share recordings
    shots = roots[ACTED] / "usr/share/games/hedgewars/Data/Sounds"
    units = [path for path in _ending(roots[GAME], ".wav", ".ogg") if "commondata" in path.parts]
    music = [
        *_ending(roots[MUSIC], ".opus", ".ogg"),
        *_ending(roots[ACTED] / "usr/share/games/hedgewars/Data/Music", ".ogg"),
    ]
    return Recordings(
        voices=tuple(_half(files, published) for files in voices if len(files) >= 2 * _LEAST_VOICE_FILES),
        music=_half([path for path in music if path.stat().st_size > 300_000], published),
        ambiences=_half(sorted(by_size.values()), published),
        effects=_half([*units, *sorted(shots.glob("*.ogg"))], published),
    )


def _half(files: Sequence[Path], published: bool) -> tuple[Path, ...]:
    return tuple(files[int(published) :: 2])


def _ending(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes and path.is_file())


def _unpacked(package: str, folder: Path) -> Path:
    """Return where a package is unpacked, downloaded on the first call."""
    target = folder / package
    if target.is_dir():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as stage:
        fetched = subprocess.run(["apt-get", "download", package], cwd=stage, capture_output=True, check=False)
        archives = list(Path(stage).glob("*.deb"))
        if fetched.returncode or not archives:
            raise RuntimeError(f"apt-get download {package}: {fetched.stderr.decode(errors='replace')[-300:]}")
        part = Path(stage) / "tree"
        subprocess.run(["dpkg-deb", "-x", str(archives[0]), str(part)], check=True)
        part.rename(target)
    return target


def stereo(path: Path) -> NDArray[np.float32]:
    """A recording at 48 kHz as float32 (samples, 2), at most 60 s of it; mono ones are doubled. Kept decoded."""
    kept = path.with_name(path.name + ".npy")
    if not kept.is_file():
        np.save(kept, _decoded(path))
    return np.asarray(np.load(kept), np.float32)


def _decoded(path: Path) -> NDArray[np.float32]:
    if path.suffix in {".g722", ".opus"}:
        options = ["-f", "g722"] if path.suffix == ".g722" else []
        command = ["ffmpeg", "-v", "error", *options, "-i", str(path), "-t", "60", "-f", "f32le", "-ac", "2"]
        decoded = subprocess.run([*command, "-ar", str(RATE_HZ), "-"], capture_output=True, check=True).stdout
        return np.frombuffer(decoded, np.float32).reshape(-1, 2)
    rate = soundfile.info(path).samplerate
    samples, _ = soundfile.read(path, frames=60 * rate, dtype="float32", always_2d=True)
    samples = samples[:, [0, -1]]
    return samples if rate == RATE_HZ else np.asarray(soxr.resample(samples, rate, RATE_HZ), np.float32)


def mono(path: Path) -> Mono:
    """A recording at 48 kHz as float32 (samples,)."""
    return np.asarray(stereo(path).mean(axis=1), np.float32)


def _is_no_voice(path: Path) -> bool:
    """Tones, monkeys and silence stand among the prompts."""
    return any(word in path.parts[-2] + "/" + path.stem for word in ("beep", "tone", "silence", "tt-"))


def seconds_of(path: Path) -> float:
    """How long a recording is."""
    if path.suffix == ".g722":
        return path.stat().st_size / _G722_BYTES_PER_SECOND
    return float(soundfile.info(path).duration)


def utterances(files: Iterable[Path], rng: np.random.Generator) -> list[Path]:
    """Return the utterances of a voice that are long enough for a line, in an order of their own."""
    long = [path for path in files if not _is_no_voice(path) and seconds_of(path) > _SHORTEST_LINE_SECONDS]
    return [long[place] for place in rng.permutation(len(long))]
