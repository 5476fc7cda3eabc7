"""Which clients would take a mix: groups, totals and families, on a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from fixtures import reports
from fixtures.golden import assert_golden
from mixgate.cli import run_words
from mixgate.screens.all_sheets import show_clients
from mixgate.screens.console import make_console
from specs.requirements.requirement import Scope
from specs.sheet import Nature, Status
from validator.delivery.judged import MixResult
from validator.results.finding import State
from validator.results.measurements import measurements_to_json
from validator.results.report import NotJudged, WhyNot

if TYPE_CHECKING:
    from pathlib import Path

    from validator.results.report import Report


def against(report: Report, publisher: str, sheet: str, **changes: Any) -> Report:
    """The same report against another sheet."""
    used = report.sheet.model_copy(update={"publisher": publisher, "id": sheet, **changes})
    return report.model_copy(update={"sheet": used})


def not_asked(publisher: str, sheet: str) -> NotJudged:
    return NotJudged(
        name="mix.wav", sheet=sheet, publisher=publisher, why=WhyNot.NOT_ASKED, reason=f"{sheet} has no such thing."
    )


JUDGEMENT = MixResult(
    name="Harbour_Lights_103_fr-FR_51.wav",
    reports=(
        against(reports.acceptable(), "Tide", "tide-tv"),
        against(reports.rejected(), "Example Stream", "stream-5.1"),
        against(reports.undecided(), "Harbour", "harbour"),
        against(reports.acceptable(), "Example Stream", "stream-dub"),
        against(reports.acceptable(), "Example Stream", "stream-2019", status=Status.SUPERSEDED),
        against(reports.noticed(), "Quay", "quay-guide", nature=Nature.RECOMMENDATION),
        against(reports.incomplete(), "Lighthouse", "lighthouse"),
        against(reports.damaged(), "Lighthouse", "lighthouse-2"),
    ),
    not_judged=(
        *(not_asked("Tide", f"tide-radio-{number}") for number in range(1, 6)),
        not_asked("Example Stream", "stream-atmos"),
        NotJudged(name="mix.wav", sheet="gone", publisher="Gone", why=WhyNot.ERROR, reason="It cannot be judged."),
    ),
)


def _shown(width: int = 80) -> str:
    output = io.StringIO()
    show_clients(JUDGEMENT.reports, JUDGEMENT.not_judged, make_console(file=output, width=width))
    return output.getvalue()


def test_the_answer_is_the_committed_one() -> None:
    assert_golden("reporters/console-clients.txt", _shown())


def test_totals_come_first_and_add_up() -> None:
    text = " ".join(_shown().split())
    assert (
        "15 sheets: 4 acceptable; 0 unverified, as nobody has read the figure; 3 incomplete; 1 rejected; "
        "6 not for this kind of mix; 1 could not be judged." in text
    )


@pytest.mark.parametrize("width", [60, 80, 140])
def test_every_sheet_is_named_once_and_no_line_is_too_wide(width: int) -> None:
    text = _shown(width)
    assert max(len(line) for line in text.splitlines()) <= width
    for report in JUDGEMENT.reports:
        assert text.count(f"{report.sheet.id}/{report.deliverable}") == 1
    for one in JUDGEMENT.not_judged:
        assert str(one.sheet) in text


def test_a_family_stands_together_and_what_fails_is_named() -> None:
    lines = [line.strip() for line in _shown().splitlines()]
    start = lines.index("Example Stream")
    assert [line.split("/")[0] for line in lines[start + 1 : start + 3]] == ["stream-2019", "stream-dub"]
    assert "Loudness 0.39 LU outside; True peak 1.17 dB outside" in " ".join(lines)


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    path = tmp_path / "mix.measurements.json"
    path.write_text(measurements_to_json(reports.acceptable().measured), encoding="utf-8")
    return path


def test_all_sheets_are_grouped_and_quiet_is_one_line_for_each_that_asks(
    measured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_words(["judge", str(measured), "--all-sheets"])
    grouped = capsys.readouterr().out
    assert "Acceptable (" in grouped
    assert "Not for this kind of mix (" in grouped
    run_words(["judge", str(measured), "--all-sheets", "-q"])
    words = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert words <= {"ACCEPTABLE", "REJECTED", "INCOMPLETE", "UNVERIFIED"}


def _with_package(report: Report) -> Report:
    """The same report against a sheet that asks for a package as well."""
    demand = report.findings[0].model_copy(
        update={
            "rule": "form.container",
            "key": "form.container",
            "state": State.NOT_APPLICABLE,
            "scope": Scope.PACKAGE,
            "required": "MXF",
        }
    )
    return report.model_copy(update={"findings": (*report.findings, demand)})


def test_an_acceptable_mix_that_waits_for_its_package_stands_apart_and_no_other_does() -> None:
    waits, fails = _with_package(reports.acceptable()), _with_package(reports.rejected())
    output = io.StringIO()
    show_clients((against(waits, "Tide", "tide-tv"), against(fails, "Quay", "quay")), (), make_console(file=output))
    lines = output.getvalue().splitlines()
    assert "Only the package is missing (1)" in lines
    assert lines[lines.index("Only the package is missing (1)") + 1].startswith("  Tide, tide-tv/")
    assert "(MXF)" in lines[lines.index("Only the package is missing (1)") + 1]
    assert lines[lines.index("Rejected (1)") + 1].startswith("  Quay, quay/")
