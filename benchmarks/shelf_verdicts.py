"""The verdict of every deliverable of the shelf on a good mix and on a bad one, made as measurements, without sound."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from fixtures.shelf_mixes import TOO_LOUD_LU, good_plans, make_mix, too_loud
from specs.loader import load_sheet, sheet_names
from specs.message import Message
from specs.requirements.form import Container
from specs.requirements.requirement import Scope
from specs.vocabulary import FINISHED_MIXES
from validator.judging.judge import judge
from validator.results.finding import State
from validator.results.report import Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.shelf_mixes import MixPlan
    from specs.loader import LoadedSheet
    from specs.sheet import Deliverable
    from validator.results.finding import Finding

_NOT_READ: Final = ("MP3", "AAC")

VERSION: Final = "0"
"""Stands for the version of mixgate, which no verdict depends on."""


class Obstacle(StrEnum):
    """Why no mix on its own can be acceptable for a deliverable."""

    NO_LEVEL = "nobody read in a published text how loud such a mix is to be"
    NO_TOLERANCE = "the text gives a target without a tolerance, so a person decides"
    CODED_FILE = "it is delivered as MP3 or AAC, which is not read"
    PACKAGE_ONLY = "everything that can be judged is asked of the package, not of the mix"
    NO_FIGURE = "it demands no figure of one mix: it compares, reports, or puts statements before a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one deliverable says.

    Attributes:
        sheet, deliverable: Its names.
        good, bad: The verdict of the best of the good mixes, and of the same one 11 LU louder and over full scale.
        obstacles: Why the good mix is not acceptable; empty where it is.
        has_level: True where its level is judged: a finished mix, unless a source says that no level is asked.
    """

    sheet: str
    deliverable: str
    good: Verdict
    bad: Verdict
    obstacles: tuple[Obstacle, ...]
    has_level: bool

    @property
    def name(self) -> str:
        """Sheet and deliverable."""
        return f"{self.sheet}/{self.deliverable}"


@cache
def rows() -> tuple[Row, ...]:
    """Return a row for every deliverable of the shelf; it takes some seconds, once."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    for name in sheet_names():
        loaded = load_sheet(name)
        for deliverable, demanded in loaded.sheet.deliverables.items():
            report, plan = _best(loaded, deliverable, demanded)
            yield Row(
                sheet=name,
                deliverable=deliverable,
                good=report.verdict,
                bad=_report(loaded, deliverable, demanded, too_loud(plan)).verdict,
                obstacles=() if report.verdict is Verdict.ACCEPTABLE else tuple(_obstacles(report, demanded)),
                has_level=demanded.mix_kinds[0] in FINISHED_MIXES and demanded.levels is None,
            )


def _best(loaded: LoadedSheet, name: str, demanded: Deliverable) -> tuple[Report, MixPlan]:
    """Return the best of the verdicts on the mixes made for a deliverable, and the first mix that has it."""
    found: tuple[Report, MixPlan] | None = None
    for plan in good_plans(demanded):
        report = _report(loaded, name, demanded, plan)
        if found is None or _order(report) < _order(found[0]):
            found = report, plan
        if report.verdict is Verdict.ACCEPTABLE:
            break
    assert found is not None, "there is a mix under the usual circumstances for every deliverable"
    return found


def _order(report: Report) -> int:
    return list(Verdict).index(report.verdict)


def _report(loaded: LoadedSheet, name: str, demanded: Deliverable, plan: MixPlan) -> Report:
    return judge(loaded, make_mix(demanded, plan), version=VERSION, deliverable=name)


def _obstacles(report: Report, demanded: Deliverable) -> Iterator[Obstacle]:
    """Yield what stands between a good mix and a good verdict.

    Raises:
        ValueError: Something else does, which nobody has named.
    """
    found = {_obstacle(finding, demanded) for finding in report.findings if _stands_in_the_way(finding)}
    said = report.headline
    while isinstance(inner := said.arguments.get("headline"), Message):
        said = inner  # what is said of the edition stands around it
    headline = said.code
    if headline == "verdict.no-level-known":
        found.add(Obstacle.NO_LEVEL)
    if headline == "verdict.level-undecided":
        found.add(Obstacle.NO_TOLERANCE)
    if not found and not any(finding.state in {State.PASS, State.WARN, State.WAIVED} for finding in report.findings):
        of_package = any(finding.scope is Scope.PACKAGE for finding in report.findings)
        bare = any(_is_bare_target(finding) for finding in report.findings)
        found.add(Obstacle.NO_TOLERANCE if bare else Obstacle.PACKAGE_ONLY if of_package else Obstacle.NO_FIGURE)
    if not found or None in found:
        text = f"{report.sheet.id}/{report.deliverable} is {report.verdict}, and nothing named keeps it from better"
        raise ValueError(text)
    yield from (obstacle for obstacle in Obstacle if obstacle in found)


def _stands_in_the_way(finding: Finding) -> bool:
    return finding.state is State.FAIL or (finding.binding and finding.state is State.NOT_MEASURED)


def _is_bare_target(finding: Finding) -> bool:
    limits = finding.limits
    is_open = finding.state is State.NOT_MEASURED
    return is_open and limits is not None and limits.target is not None and limits.high is None


def _obstacle(finding: Finding, demanded: Deliverable) -> Obstacle | None:
    if _is_bare_target(finding):
        return Obstacle.NO_TOLERANCE
    codecs = [demand.codecs or () for demand in demanded.requirements if isinstance(demand, Container)]
    coded = any({*_NOT_READ} & {*each} and "PCM" not in each for each in codecs)
    if coded and finding.rule == Container.model_fields["rule"].default:
        return Obstacle.CODED_FILE
    return None


def shelf_verdicts() -> str:
    """Return the table as Markdown."""
    table = rows()
    reached = sum(row.good is Verdict.ACCEPTABLE for row in table)
    rejected = sum(row.bad is Verdict.REJECTED for row in table)
    accepted = sum(row.bad is Verdict.ACCEPTABLE for row in table)
    lines = [
        "# Verdicts of the shelf",
        "",
        "What every deliverable of every sheet says of two mixes, each judged on its own, without a delivery around",
        "it. The good one is made to meet all that the deliverable states: layout, rate, word length, container, name,",
        "start, silence, tone and pop, the level it names (the first of its levels that gives the best verdict), with",
        f"a dialogue stem, peaks 1 dB inside. The bad one is the same {TOO_LOUD_LU:g} LU louder, clipped, with a true",
        "peak of +0.6 dBTP.",
        "",
        f"{len(table)} deliverables: the good mix is acceptable for {reached}; the bad one is rejected by {rejected}",
        f"and accepted by {accepted}, none of which states a level or a peak: they take stems, M&E and guides, whose",
        "level is that of the mix they belong to.",
        "",
        "Why no mix on its own can be acceptable:",
        "",
        "| reason | deliverables |",
        "|---|---|",
        *(f"| {obstacle} | {sum(obstacle in row.obstacles for row in table)} |" for obstacle in Obstacle),
        "",
        "| sheet | deliverable | good mix | bad mix | why the good mix is not acceptable |",
        "|---|---|---|---|---|",
    ]
    for row in table:
        why = "; ".join(row.obstacles)
        lines.append(f"| `{row.sheet}` | `{row.deliverable}` | {row.good} | {row.bad} | {why} |")
    return "\n".join(lines) + "\n"
