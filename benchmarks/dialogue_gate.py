"""How far each dialogue gate is from the truth: prints the tables of docs/dialogue-gate.md.

python -m benchmarks.dialogue_gate [--seconds 20] [--write docs/dialogue-gate.md]
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from fixtures import espeak
from fixtures.dialogue_film import LAYOUT, Treatment, build_film, treated
from validator.audio.programme import open_programme
from validator.catalogue import say
from validator.dialogue_gate.find import find_dialogue
from validator.dialogue_gate.sources import DialogueSources, NoDialogue
from validator.meters.loudness import dialogue_loudness, integrated
from validator.meters.power import programme_row_power
from validator.scan.driver import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from fixtures.dialogue_film import Film
    from validator.audio.programme import Programme

START: Final = "<!-- tables: python -m benchmarks.dialogue_gate -->"
END: Final = "<!-- end of tables -->"

STEM, ME, DETECTOR = "stem", "M&E", "detector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A film and the gates that are tried on it.

    Attributes:
        title: What is special about it, for the headings of its columns; empty for nothing.
        treatment: What happened to mix and M&E.
        gates: Which are tried.
    """

    title: str
    treatment: Treatment
    gates: tuple[str, ...]


CASES: Final = (
    Case(title="", treatment=Treatment(), gates=(STEM, ME, DETECTOR)),
    Case(title="M&E +1 dB", treatment=Treatment(me_gain_db=1.0), gates=(ME,)),
    Case(title="mix limited", treatment=Treatment(mix_ceiling_dbfs=-18.0), gates=(STEM, ME, DETECTOR)),
    Case(title="M&E limited", treatment=Treatment(me_ceiling_dbfs=-24.0), gates=(ME,)),
    Case(
        title="mix limited, M&E -1 dB, 333 samples late",
        treatment=Treatment(mix_ceiling_dbfs=-18.0, me_gain_db=-1.0, me_late_samples=333),
        gates=(ME,),
    ),
)
"""The ceilings lie so low that the limiters work hard: the mix is lowered by up to 10 dB, the M&E by up to 14 dB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One gate on one film.

    Attributes:
        title: Gate and case.
        errors: By scene, in order, the film last: loudness minus truth in LU; None where nobody speaks.
        shares: By scene: share of speech minus the true share.
        truths: By scene: true loudness and share.
    """

    title: str
    errors: tuple[float | None, ...]
    shares: tuple[float, ...]
    truths: tuple[tuple[float | None, float], ...]


def outcomes(case: Case, film: Film) -> tuple[list[Outcome], list[str]]:
    """Try the gates of a case on a film: what came of them, and a line for each that was refused."""
    mix = _opened(film.mix)
    table = scan(mix).table
    power = programme_row_power(table, LAYOUT.weights)
    sources: dict[str, Callable[[], DialogueSources]] = {
        STEM: lambda: DialogueSources(stem=_opened(film.stem)),
        ME: lambda: DialogueSources(me=_opened(film.me)),
        DETECTOR: lambda: DialogueSources(detector=True),
    }
    found: list[Outcome] = []
    refused: list[str] = []
    for gate in case.gates:
        readings = find_dialogue(mix, table, sources[gate]())
        if isinstance(readings, NoDialogue):
            refused.append(f"Refused: {', '.join(filter(None, (gate, case.title)))}. {say(readings.reason)}")
            continue
        speech = np.zeros(power.size, np.bool_)
        for start, end in readings.spans:
            speech[start:end] = True
        found.append(_outcome(", ".join(filter(None, (gate, case.title))), film, power, speech))
    return found, refused


def _opened(path: Path) -> Programme:
    return open_programme([path], layout=LAYOUT)


def _outcome(title: str, film: Film, power: NDArray[np.float64], speech: NDArray[np.bool_]) -> Outcome:
    errors: list[float | None] = []
    shares: list[float] = []
    truths: list[tuple[float | None, float]] = []
    for start, end in (*((first, last) for _, first, last in film.parts), (0, power.size)):
        rows = slice(start, end)
        true = dialogue_loudness(power[rows], film.truth[rows]).lkfs
        read = dialogue_loudness(power[rows], speech[rows]).lkfs
        errors.append(None if true is None or read is None else read - true)
        shares.append(float(speech[rows].mean() - film.truth[rows].mean()))
        truths.append((true, float(film.truth[rows].mean())))
    return Outcome(title=title, errors=tuple(errors), shares=tuple(shares), truths=tuple(truths))


def table_of(names: Sequence[str], found: Sequence[Outcome]) -> list[str]:
    """Markdown: a row per scene, a column per gate; error in LU, and error in share of speech in points."""
    head = ["Scene", "True dialogue", *(outcome.title for outcome in found)]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " --- |" * (len(head) - 1)]
    for number, name in enumerate(names):
        true, share = found[0].truths[number]
        cells = [name, f"{share:.0%}" if true is None else f"{true:.2f} LKFS, {share:.0%}"]
        cells += [_cell(outcome.errors[number], outcome.shares[number]) for outcome in found]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _cell(error: float | None, share: float) -> str:
    points = f"{100 * share:+.0f} pt".replace("-0 pt", "0 pt").replace("+0 pt", "0 pt")
    return points if error is None else f"{error + 0.0:+.2f} LU, {points}"


def _programme_error(film: Film) -> str:
    """What programme gating reads on the same film: the error of having no gate."""
    power = programme_row_power(scan(_opened(film.mix)).table, LAYOUT.weights)
    whole, true = integrated(power).lkfs, dialogue_loudness(power, film.truth).lkfs
    assert whole is not None, "the film is not silent"
    assert true is not None, "there is speech in it"
    return (
        f"For comparison, programme gating reads {whole:.2f} LKFS on this film, {whole - true:+.2f} LU from dialogue."
    )


def _tables(seconds: float) -> list[str]:
    lines: list[str] = []
    for heading, by_espeak in (("Synthetic voices (formants)", False), ("Lines spoken by espeak-ng", True)):
        lines += ["", f"### {heading}", ""]
        if by_espeak and not espeak.available():
            lines.append("espeak-ng was not installed.")
            continue
        with tempfile.TemporaryDirectory() as delivered, tempfile.TemporaryDirectory() as other:
            film = build_film(Path(delivered), seconds=seconds, spoken_by_espeak=by_espeak)
            tried = [outcomes(case, treated(film, Path(other), case.treatment)) for case in CASES]
            columns = [outcome for found, _ in tried for outcome in found]
            names = [*(name for name, _, _ in film.parts), "the film"]
            order = (STEM, ME, DETECTOR)
            lines += table_of(names, sorted(columns, key=lambda column: order.index(column.title.split(",")[0])))
            lines += [line for _, refused in tried for reason in refused for line in ("", reason)]
            lines += ["", _programme_error(film)]
    return [*lines, ""]


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each scene")
    parser.add_argument("--write", type=Path, help="page whose tables are replaced")
    asked = parser.parse_args()
    text = "\n".join(_tables(asked.seconds))
    if asked.write is None:
        print(text)
        return
    page = asked.write.read_text(encoding="utf-8")
    before, rest = page.split(START)
    asked.write.write_text(before + START + "\n" + text + "\n" + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
