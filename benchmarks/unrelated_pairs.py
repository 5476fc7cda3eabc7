"""Films that have nothing to do with each other, held against each other: the answer must be "cannot tell" every time.

python -m benchmarks.unrelated_pairs --records FILE [--pairs 100] [--minutes 60] [--write docs/recall.md]

Fifteen films from printed seeds give 105 pairs. They differ as files of a wrong delivery do: in length, in channels
(5.1, 2.0, mono) and in sample rate (48 and 44.1 kHz); every third begins with one theme that these films share, as
episodes do, and all take their effects from one library. What is already in the records is not run again.
"""

from __future__ import annotations

import argparse
import json
import time
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.comparisons import interval
from benchmarks.report import put
from fixtures.film_faults import sped
from fixtures.films import LANGUAGES, DubbedFilm, HeldProgramme, finished, folded
from mixgate.demo.scene import SAMPLE_RATE_HZ
from specs.vocabulary import LAYOUTS
from validator.comparisons.dub.dub_map import compare_dub, reduce_programme
from validator.comparisons.dub.map_model import MapState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from validator.comparisons.dub.reduction import Reduction

FIRST_SEED: Final = 70_000
FILMS: Final = 15
SECONDS: Final = (15.0, 40.0)
THEME_SECONDS: Final = 6.0
_LAYOUTS: Final = ("5.1", "5.1", "2.0", "1.0", "5.1")
_OTHER_RATE_HZ: Final = 44_100


@lru_cache(maxsize=1)
def _theme() -> NDArray[np.float32]:
    return DubbedFilm(seed=FIRST_SEED - 1, seconds=THEME_SECONDS).music


@lru_cache(maxsize=FILMS)
def film(number: int) -> Reduction:
    """One of the films, reduced."""
    seed = FIRST_SEED + number
    rng = np.random.default_rng(seed)
    made = DubbedFilm(seed=seed, seconds=float(rng.uniform(*SECONDS)))
    language = str(rng.choice(LANGUAGES))
    mix = made.mix(language)
    if number % 3 == 0:
        count = min(len(_theme()), len(mix))
        mix[:count] += _theme()[:count] - made.music[:count]
    mix = finished(mix, language, seed)
    layout = _LAYOUTS[number % len(_LAYOUTS)]
    if layout != "5.1":
        mix = folded(mix)
    if layout == "1.0":
        mix = mix.mean(axis=1, keepdims=True)
    rate = SAMPLE_RATE_HZ
    if number % 7 == 3:
        mix, rate = sped(mix, Fraction(SAMPLE_RATE_HZ, _OTHER_RATE_HZ)), _OTHER_RATE_HZ
    samples = np.ascontiguousarray(mix, np.float32)
    return reduce_programme(HeldProgramme(samples=samples, layout=LAYOUTS[layout], sample_rate_hz=rate))


def _known(path: Path) -> dict[tuple[int, int], dict[str, Any]]:
    if not path.is_file():
        return {}
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    return {(record["dub"], record["original"]): record for record in records}


def main(words: Sequence[str] | None = None) -> None:
    """Compare pairs and print how many gave no number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--write", type=Path, help="text with a place for the figures")
    asked = parser.parse_args(words)
    known, until = _known(asked.records), time.monotonic() + 60 * asked.minutes
    pairs = list(combinations(range(FILMS), 2))[: asked.pairs]
    for dub, original in pairs:
        if (FIRST_SEED + dub, FIRST_SEED + original) in known or time.monotonic() > until:
            continue
        found = compare_dub(film(dub), film(original))
        cause = None if found.cause is None else found.cause.value
        record = {
            "dub": FIRST_SEED + dub,
            "original": FIRST_SEED + original,
            "state": found.state.value,
            "cause": cause,
        }
        with asked.records.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        print(f"seeds {record['dub']} and {record['original']}: {record['state']}, {cause}", flush=True)
    lines = summary(_known(asked.records).values())
    print("\n".join(lines))
    if asked.write is not None:
        put(asked.write, "unrelated pairs", lines)


def summary(records: Iterable[dict[str, Any]]) -> list[str]:
    """How many pairs gave no number, with the 95 % interval, and why."""
    records = tuple(records)
    untold = sum(record["state"] == MapState.CANNOT_TELL.value for record in records)
    low, high = interval(untold, len(records))
    causes: dict[str, int] = {}
    for record in records:
        causes[record["cause"]] = causes.get(record["cause"], 0) + 1
    why = ", ".join(f"{cause} {count}" for cause, count in sorted(causes.items()))
    return [f"{untold} of {len(records)} pairs of unrelated films: cannot tell ({low:.3f} to {high:.3f}); {why}"]


if __name__ == "__main__":
    main()
