"""How often comparisons find what was planted, and how often they find what was not.

python -m benchmarks.comparisons --records FILE [--seeds tune|publish] [--films 10] [--turns 5] [--seconds 45]
                                 [--minutes 90] [--kinds NAME ...] [--recordings] [--write docs/recall.md]

Every kind is planted in every film as often as `--turns` says, each time at another place and of another size. Every
film has a seed, printed with each result; every trial adds a line of JSON to the records, and what is already there is
not run again: the command can be stopped and started. `--seeds tune` and `--seeds publish` never share a film.
`--recordings` makes the films of real recordings (`benchmarks.real_films`), of one half of them for each half of the
seeds; their records belong into a file of their own. `--write` puts the tables of all records, of both halves apart,
into a text. The tables give shares with 95 % intervals (Wilson, J. Amer. Statist. Assoc. 22 (1927) 209-212).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.comparison_trials import TRIALS, TURNS
from benchmarks.recordings import recordings
from benchmarks.report import put
from benchmarks.trial_material import TrialMaterial
from validator import comparisons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SEEDS_OF_A_HALF: Final = 40_000
FIRST_SEEDS: Final = {"tune": 10_000, "publish": 50_000}
_Z: Final = 1.96
_SOURCES: Final = Path(comparisons.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One trial on one film.

    Attributes:
        kind: What was planted.
        seed: Of the film and of the fault.
        seconds: Length of the film.
        planted, found: Faults planted, and found as they are.
        invented: Findings that nobody planted.
        checks: Chances there were to invent one.
        figures: Errors and what else is worth a look, by name with unit.
        turn: Which of the faults of this kind in this film.
        shares: Found and planted of parts of what was planted, by name.
        code: Of the comparisons that were tried; see `code_version`. Empty in records that did not name it.
    """

    kind: str
    seed: int
    seconds: float
    planted: int
    found: int
    invented: int
    checks: int
    figures: dict[str, float] = field(default_factory=dict)
    turn: int = 0
    shares: dict[str, tuple[int, int]] = field(default_factory=dict)
    code: str = ""


def code_version() -> str:
    """The first 12 digits of the SHA-256 of all sources of comparisons: records of one code belong together."""
    digest = hashlib.sha256()
    for path in sorted(_SOURCES.rglob("*.py")):
        digest.update(path.relative_to(_SOURCES).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def interval(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share; more hits than tries, where one chance gave several, count as all."""
    if not tries:
        return 0.0, 1.0
    share = min(hits, tries) / tries
    middle = share + _Z**2 / (2 * tries)
    half = _Z * math.sqrt(share * (1 - share) / tries + _Z**2 / (4 * tries**2))
    scale = 1 + _Z**2 / tries
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def read_records(path: Path) -> list[Record]:
    """What was run before; an unfinished last line is left out."""
    if not path.is_file():
        return []
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            records.append(Record(**json.loads(line)))
        except (json.JSONDecodeError, TypeError):
            continue
    return records


def run(path: Path, films: Iterable[TrialMaterial], kinds: Sequence[str], turns: int, until: float) -> None:
    """Run what is missing, film by film, until a time on the monotonic clock."""
    done, code = {(record.kind, record.seed, record.turn) for record in read_records(path)}, code_version()
    for material in films:
        seed, seconds = material.seed, material.seconds
        wanted = [(kind, turn) for turn in range(turns) for kind in kinds if turn < TURNS.get(kind, turns)]
        missing = [(kind, turn) for kind, turn in wanted if (kind, seed, turn) not in done]
        if not missing:
            continue
        material.prepare()
        of_turn = material
        for kind, turn in missing:
            if time.monotonic() > until:
                return
            of_turn = of_turn.at_turn(turn)
            began = time.process_time()
            trial = TRIALS[kind](of_turn)
            took = time.process_time() - began
            record = Record(kind=kind, seed=seed, seconds=seconds, turn=turn, code=code, **trial)
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(record)) + "\n")
            hits = f"{record.found}/{record.planted}  invented {record.invented}"
            print(f"{kind:24} seed {seed}  {hits}  {took:.1f} s of processor", flush=True)


def table(records: Iterable[Record]) -> Iterator[str]:
    """Markdown: a row per kind."""
    heads = (
        "kind",
        "films",
        "trials",
        "found of planted",
        "share, 95 %",
        "invented of chances",
        "share, 95 %",
        "largest error",
    )
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    by_kind: dict[str, list[Record]] = {}
    for record in records:
        by_kind.setdefault(record.kind, []).append(record)
    for kind in sorted(by_kind, key=list(TRIALS).index):
        some = by_kind[kind]
        planted, found = sum(item.planted for item in some), sum(item.found for item in some)
        checks, invented = sum(item.checks for item in some), sum(item.invented for item in some)
        worst: dict[str, float] = {}
        for item in some:
            for name, value in item.figures.items():
                worst[name] = max(worst.get(name, 0.0), abs(value))
        errors = ", ".join(f"{name} {value:.3g}" for name, value in worst.items())
        films = len({item.seed for item in some})
        cells = [kind, str(films), str(len(some)), f"{found}/{planted}", _range(found, planted), f"{invented}/{checks}"]
        yield "| " + " | ".join([*cells, _range(invented, checks), errors]) + " |"


def share_table(records: Iterable[Record]) -> Iterator[str]:
    """Markdown: a row for each part of what was planted, such as bleed at one level under lines of one distance."""
    yield "| what | found of planted | share, 95 % |"
    yield "|---|---|---|"
    sums: dict[str, list[int]] = {}
    for record in records:
        for name, (found, planted) in record.shares.items():
            counts = sums.setdefault(name, [0, 0])
            counts[0] += found
            counts[1] += planted
    for name, (found, planted) in sorted(sums.items()):
        yield f"| {name} | {found}/{planted} | {_range(found, planted)} |"


def write_tables(path: Path, records: Sequence[Record], *, of_recordings: bool) -> None:
    """Put the tables into a text, the two halves of the seeds apart, and films of recordings apart from synthesis.

    Raises:
        ValueError: The text has no place for them.
    """
    halves = {
        half: [record for record in records if first <= record.seed < first + SEEDS_OF_A_HALF]
        for half, first in FIRST_SEEDS.items()
    }
    for half, some in halves.items():
        seeds = sorted({record.seed for record in some})
        lengths = ", ".join(sorted({f"{record.seconds:g} s" for record in some}))
        what = f"{len(seeds)} films, seeds {seeds[0]} to {seeds[-1]}, {lengths} long" if seeds else "not run"
        what += _codes(some)
        place = f"recordings {half}" if of_recordings else half
        put(path, f"recall {place}", [what, "", *table(some)])
        put(path, f"bleed {place}", list(share_table(some)))


def _codes(records: Sequence[Record]) -> str:
    """Which code was tried, and how many records each has where it was not one."""
    counts = Counter(record.code or "not named" for record in records)
    if len(counts) < 2:
        return "".join(f"; comparisons of code {code}" for code in counts)
    return "; mixed, comparisons of code " + ", ".join(f"{code} ({count} trials)" for code, count in counts.items())


def _range(hits: int, tries: int) -> str:
    low, high = interval(hits, tries)
    return f"{low:.3f} to {high:.3f}" if tries else "-"


def main(words: Sequence[str] | None = None) -> None:
    """Run trials and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--seeds", choices=sorted(FIRST_SEEDS), default="tune")
    parser.add_argument("--films", type=int, default=10)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=45.0)
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--kinds", nargs="*", choices=sorted(TRIALS), default=list(TRIALS))
    parser.add_argument("--recordings", action="store_true", help="films of real recordings")
    parser.add_argument("--write", type=Path, help="text with places for the tables; nothing is run where it is named")
    asked = parser.parse_args(words)
    if asked.write is not None:
        write_tables(asked.write, read_records(asked.records), of_recordings=asked.recordings)
        return
    seeds = [FIRST_SEEDS[asked.seeds] + number for number in range(asked.films)]
    print(f"seeds {seeds[0]} to {seeds[-1]}, {asked.seconds:.0f} s each")
    sounds = recordings(published=asked.seeds == "publish") if asked.recordings else None
    films = (TrialMaterial(seed=seed, seconds=asked.seconds, recordings=sounds) for seed in seeds)
    run(asked.records, films, asked.kinds, asked.turns, time.monotonic() + 60 * asked.minutes)
    wanted = set(seeds)
    print("\n".join(table(record for record in read_records(asked.records) if record.seed in wanted)))


if __name__ == "__main__":
    main()
