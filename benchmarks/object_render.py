"""Holds the render of moving objects against EAR, another renderer of ITU-R BS.2127, on scenes of chance.

    python3 -m benchmarks.object_render --ear DIR/bin/ear-render --scenes 20 --write docs/adm.md

EAR 2.1.0 is installed by `pip install ear "setuptools<80"` in an environment of its own (Python 3.11 or 3.12).
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np
import soundfile

from benchmarks.report import put
from fixtures.moving_objects import RATE, Step, write_scene
from specs.vocabulary import parse_layout
from validator.audio.adm_render import open_render
from validator.audio.rendered_programme import LAYOUTS, channels_of_layout
from validator.meters import loudness, power, true_peak
from validator.scan.driver import scan_array

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

SECONDS: Final = 6
SYSTEMS: Final = {"5.1": "0+5+0", "7.1.4": "4+7+0"}
"""Layouts by the names of ITU-R BS.2051-3, which EAR takes. The order of channels is the same."""

KINDS: Final = {
    "Cartesian": "",
    "polar": "",
    "Cartesian, half size": "    <width>0.5</width>\n    <height>0.5</height>\n    <depth>0.5</depth>\n",
    "Cartesian, diffuse": "    <diffuse>1</diffuse>\n",
}
"""Kinds of scenes, and what the blocks of each have besides."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the comparison that the words ask for."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.object_render", description=__doc__)
    parser.add_argument("--ear", default="ear-render", help="the program ear-render")
    parser.add_argument("--scenes", default=20, type=int, help="of each kind")
    parser.add_argument("--write", nargs="+", default=[], type=Path, metavar="FILE")
    chosen = parser.parse_args(words)
    found: defaultdict[tuple[str, str], list[tuple[float, float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for seed in range(chosen.scenes):
                for layout, differences in compared(Path(folder), chosen.ear, kind, seed):
                    found[kind, layout].append(differences)
    lines = [*_table(found), "", f"{chosen.scenes} scenes of {SECONDS} s of each kind, of 1 to 8 objects."]
    print("\n".join(lines))
    for text in chosen.write:
        put(text, "objects against EAR", lines)
    return 0


def _table(found: dict[tuple[str, str], list[tuple[float, float, float]]]) -> Iterator[str]:
    yield "| scenes | layout | loudness, largest difference LU | true peak, largest dB | what is left, median dB |"
    yield "|---|---|---|---|---|"
    for (kind, layout), rows in found.items():
        loud, peak, rest = zip(*rows, strict=True)
        largest = [max(abs(value) for value in column) for column in (loud, peak)]
        yield f"| {kind} | {layout} | {largest[0]:.2f} | {largest[1]:.2f} | {median(rest):.0f} |"


def compared(folder: Path, ear: str, kind: str, seed: int) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Yield for each layout how far the two renders of a scene are apart.

    Loudness in LU and true peak in dB, ours less that of EAR, and the power of what is left of one less the other,
    relative to that of EAR, in dB.
    """
    path = scene(folder / "scene.wav", kind, seed)
    render = np.concatenate(list(open_render(path, "APR_1001").joint.blocks()))
    for layout in LAYOUTS:
        out = folder / "ear.wav"
        subprocess.run([ear, "-s", SYSTEMS[layout], str(path), str(out)], check=True, capture_output=True)
        other, _ = soundfile.read(out)
        ours = render[:, list(channels_of_layout(layout))]
        (our_loudness, our_peak), (loudness_of_ear, peak_of_ear) = readings(ours, layout), readings(other, layout)
        rest = 10 * np.log10(np.square(ours - other).mean() / np.square(other).mean() + 1e-15)
        yield layout, (our_loudness - loudness_of_ear, our_peak - peak_of_ear, float(rest))


def scene(path: Path, kind: str, seed: int) -> Path:
    """Write a scene of chance: objects of noise that move, jump and change their gain, with blocks of any length."""
    chance = np.random.default_rng(seed)
    polar = kind == "polar"
    movements: list[list[Step]] = []
    for _ in range(int(chance.integers(1, 9))):
        # At least 20 ms apart: EAR refuses a block that is shorter than its interpolationLength.
        starts = (
            np.sort(chance.choice(np.arange(5, 50 * SECONDS - 10), int(chance.integers(0, 20)), replace=False)) / 50
        )
        steps = []
        for index, start in enumerate([0.0, *starts.tolist()]):
            place = (
                (chance.uniform(-180, 180), chance.uniform(-30, 90), 1.0)
                if polar
                else (chance.uniform(-1, 1), chance.uniform(-1, 1), chance.uniform(0, 1))
            )
            jump = 0.0 if index == 0 else None if seed % 3 == 0 else 0.005208
            steps.append(Step(start_s=start, place=place, gain=chance.uniform(0.3, 1.0), jump_s=jump, more=KINDS[kind]))
        movements.append(steps)
    sound = [_noise(chance, coloured=(place + seed) % 2 == 0) for place in range(len(movements))]
    return write_scene(path, np.stack(sound, axis=1), movements, bed=False, polar=polar)


def _noise(chance: np.random.Generator, *, coloured: bool) -> NDArray[np.float64]:
    samples = chance.standard_normal(SECONDS * RATE)
    if coloured:
        # Brown below 1 kHz, and as loud as the syllables of speech.
        samples = np.convolve(samples, 0.9 ** np.arange(64))[: len(samples)]
        samples *= np.repeat(chance.random(len(samples) // 4800 + 1), 4800)[: len(samples)]
    scaled: NDArray[np.float64] = samples * (10 ** (-chance.uniform(3, 20) / 20) / np.abs(samples).max())
    return scaled


def readings(samples: NDArray[np.float64], layout: str) -> tuple[float, float]:
    """Integrated loudness and true peak."""
    table = scan_array(samples.astype(np.float64), RATE)
    rows = power.programme_row_power(table, parse_layout(layout).weights)
    peak = true_peak.loudest(true_peak.true_peaks(table))
    lkfs = loudness.integrated(rows, loudness.PROGRAMME_GATING).lkfs
    return (lkfs or 0.0), (0.0 if peak is None else peak.level_db or 0.0)


if __name__ == "__main__":
    raise SystemExit(main())
