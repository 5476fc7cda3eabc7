"""Which clients would take a mix: its reports against every sheet, by answer and then by publisher."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from mixgate.screens.console import VERDICT_STYLES, Words
from specs.requirements.requirement import Scope
from specs.sheet import Nature, Status
from validator.reporters.report_wording import (
    DAMAGE_TITLE,
    Standing,
    about,
    margin_text,
    one_line,
    place_in_delivery,
    standing,
    standing_as,
    title,
)
from validator.results.finding import Severity, State
from validator.results.report import Verdict, WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, RenderableType

    from validator.results.finding import Finding
    from validator.results.report import NotJudged, Report

_PACKAGE_MISSING: Final = "only the package is missing"
"""The mix is acceptable, and the sheet asks for a package that it still has to go into."""

_ANSWERS: Final = {
    Verdict.ACCEPTABLE: "acceptable",
    _PACKAGE_MISSING: _PACKAGE_MISSING,
    Verdict.UNVERIFIED: "unverified, as nobody has read the figure",
    Verdict.INCOMPLETE: "incomplete",
    Verdict.REJECTED: "rejected",
}
"""What sheets say of a mix, in the order of the groups: a verdict, or what an acceptable mix still lacks."""
_NOT_ASKED: Final = "not for this kind of mix"
_ERRORS: Final = "could not be judged"

_CONFIRM: Final = (Standing.WARN, Standing.UNDECIDED, Standing.NOT_MEASURED, Standing.TO_CONFIRM, Standing.WAIVED)


def show_clients(reports: Sequence[Report], not_judged: Sequence[NotJudged], console: Console) -> None:
    """Show for a mix how many sheets have nothing against it, then which, in groups, and why not the others.

    Args:
        reports: Of one mix against many sheets.
        not_judged: The sheets it was not held against.
        console: Where to.
    """
    for part in _mix(reports, not_judged):
        console.print(part)


def _mix(reports: Sequence[Report], not_judged: Sequence[NotJudged]) -> Iterator[RenderableType]:
    not_asked = [one for one in not_judged if one.why is WhyNot.NOT_ASKED]
    errors = [one for one in not_judged if one.why is not WhyNot.NOT_ASKED]
    yield _title(reports, not_judged)
    groups = {answer: [report for report in reports if _answer(report) == key] for key, answer in _ANSWERS.items()}
    counts = [(len(group), answer) for answer, group in groups.items() if group or answer != _PACKAGE_MISSING]
    counts += [(len(not_asked), _NOT_ASKED)] + ([(len(errors), _ERRORS)] if errors else [])
    total = len(reports) + len(not_judged)
    said = "; ".join(f"{count} {answer}" for count, answer in counts)
    yield Words(f"{total} {'sheet' if total == 1 else 'sheets'}: {said}.")
    for answer, group in groups.items():
        if group:
            yield _heading(answer, len(group), VERDICT_STYLES[group[0].verdict])
            yield from _families(group)
    if not_asked:
        yield _heading(_NOT_ASKED, len(not_asked), "dim")
        yield Padding(Words("; ".join(_named_families(not_asked))), (0, 0, 0, 2), expand=False)
    if errors:
        yield _heading(_ERRORS, len(errors), "bold red")
        yield Group(
            *(Padding(Words(f"{one.sheet or one.name}: {one.details}"), (0, 0, 0, 2), expand=False) for one in errors)
        )
    yield Text()


def _answer(report: Report) -> str:
    """Return the group of a report, a key of `_ANSWERS`."""
    waits = report.verdict is Verdict.ACCEPTABLE and bool(_of_package(report))
    return _PACKAGE_MISSING if waits else report.verdict


def _of_package(report: Report) -> list[Finding]:
    """Return the demands that are judged on the package, which a mix neither meets nor fails."""
    return [one for one in report.findings if one.scope is Scope.PACKAGE and one.state is State.NOT_APPLICABLE]


def _title(reports: Sequence[Report], not_judged: Sequence[NotJudged]) -> Text:
    """Return the path of the mix and what it is."""
    if reports:
        first = reports[0]
        layout = None if first.measurements is None else first.measurements.layout
        place, what = place_in_delivery(first), about(first.language, first.kind, layout)
    elif not_judged:
        one = not_judged[0]
        place, what = one_line(one.path or one.name), about(one.language, one.kind, None)
    else:
        return Text()
    return Text.assemble((place, "bold"), f"  {what}" if what else "")


def _heading(answer: str, count: int, style: str) -> Group:
    return Group(Text(), Text(f"{answer.capitalize()} ({count})", style=style))


def _families(reports: Sequence[Report]) -> Iterator[RenderableType]:
    """Sheets of one publisher below its name; a publisher with a single sheet takes one line."""
    ordered = sorted(reports, key=lambda report: (report.sheet.publisher.casefold(), report.sheet.id))
    for publisher, group in groupby(ordered, key=lambda report: report.sheet.publisher):
        sheets = list(group)
        if len(sheets) == 1:
            yield _hanging(f"{publisher}, {_said(sheets[0])}", 2)
            continue
        yield Padding(Words(publisher), (0, 0, 0, 2), expand=False)
        for report in sheets:
            yield _hanging(_said(report), 4)


def _hanging(text: str, indent: int) -> Padding:
    return Padding(Words(text, hanging=2), (0, 0, 0, indent), expand=False)


def _said(report: Report) -> str:
    sheet = report.sheet
    marks = [sheet.status.value] if sheet.status is Status.SUPERSEDED else []
    marks += [sheet.nature.value] if sheet.nature is not Nature.DELIVERY else []
    marked = f" ({', '.join(marks)})" if marks else ""
    reasons = _reasons(report)
    return f"{sheet.id}/{report.deliverable}{marked}" + (f": {reasons}" if reasons else "")


def _reasons(report: Report) -> str:
    """Return what fails, or what is open, or what is left to look at."""
    if report.verdict is Verdict.REJECTED:
        return "; ".join(
            f"{title(finding)} {margin_text(finding)}" if finding.margin is not None else title(finding)
            for finding in standing_as(report, Standing.FAIL)
        )
    if report.verdict is Verdict.INCOMPLETE:
        open_ones = [
            finding
            for finding in standing_as(report, Standing.WARN, Standing.UNDECIDED, Standing.NOT_MEASURED)
            if finding.severity is Severity.BLOCKER
        ]
        said = [DAMAGE_TITLE.lower()] if report.damage else []
        said += [f"{title(finding)} {_open_word(standing(finding))}" for finding in open_ones]
        return "; ".join(said) or "nothing could be judged"
    package = [f"{title(one)} ({one_line(one.required)})" for one in _of_package(report)]
    if package and report.verdict is Verdict.ACCEPTABLE:
        return "; ".join(package)
    left = [(shown, len(standing_as(report, shown))) for shown in _CONFIRM]
    return ", ".join(f"{count} {shown.word}" for shown, count in left if count)


def _open_word(shown: Standing) -> str:
    return "estimated too near to a limit" if shown is Standing.WARN else shown.word


def _named_families(left_out: Sequence[NotJudged]) -> Iterator[str]:
    ordered = sorted(left_out, key=lambda one: ((one.publisher or "").casefold(), one.sheet or ""))
    for publisher, group in groupby(ordered, key=lambda one: one.publisher):
        yield f"{publisher}: {', '.join(one.sheet or '' for one in group)}"
