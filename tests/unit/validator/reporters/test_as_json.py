"""Reports as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fixtures import reports
from fixtures.golden import assert_golden
from fixtures.invented_programme import measurements
from specs.errors import UsageError
from validator.reporters.as_json import report_to_json, run_to_json
from validator.reporters.run import Run
from validator.reporters.schema import schema_validator
from validator.results.measurements import Measurements, measurements_to_json
from validator.results.report import NotJudged, Report

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY_REPORT = pytest.mark.parametrize(
    "make",
    [reports.rejected, reports.acceptable, reports.incomplete, reports.undecided, reports.noticed, reports.hostile],
    ids=lambda make: make.__name__,
)


def _no_constants(name: str) -> Any:
    pytest.fail(f"{name} is not JSON")


def _validate(text: str, name: str) -> None:
    schema_validator(name).validate(json.loads(text, parse_constant=_no_constants))


def test_a_report_is_the_committed_one() -> None:
    assert_golden("reporters/rejected.json", report_to_json(reports.rejected()))


@EVERY_REPORT
def test_a_report_satisfies_the_published_schema(make: Callable[[], Report]) -> None:
    _validate(report_to_json(make()), "report")


@EVERY_REPORT
def test_a_report_comes_back_unchanged(make: Callable[[], Report]) -> None:
    report = make()
    assert Report.model_validate_json(report_to_json(report)) == report


def test_the_schema_name_comes_first() -> None:
    assert next(iter(json.loads(report_to_json(reports.rejected())).items())) == ("schema", "mixgate.report/2")
    assert next(iter(json.loads(run_to_json([reports.rejected()])).items())) == ("schema", "mixgate.run/2")


def test_a_run_satisfies_the_published_schema_and_comes_back_unchanged() -> None:
    made = [reports.acceptable(), reports.incomplete(), reports.rejected()]
    text = run_to_json(made)
    _validate(text, "run")
    assert Run.model_validate_json(text).reports == tuple(made)


@pytest.mark.parametrize(
    ("makers", "verdict"),
    [
        ([reports.acceptable], "acceptable"),
        ([reports.acceptable, reports.incomplete], "incomplete"),
        ([reports.incomplete, reports.rejected, reports.acceptable], "rejected"),
    ],
)
def test_the_verdict_of_a_run_is_the_worst(makers: list[Callable[[], Report]], verdict: str) -> None:
    assert json.loads(run_to_json([make() for make in makers]))["verdict"] == verdict


def test_a_run_with_a_milder_verdict_than_its_reports_is_refused() -> None:
    document = json.loads(run_to_json([reports.rejected()]))
    document["verdict"] = "acceptable"
    with pytest.raises(ValueError, match="the worst of its reports"):
        Run.model_validate(document)


def test_a_run_without_reports_has_no_verdict() -> None:
    with pytest.raises(UsageError, match="Nothing was judged"):
        run_to_json([])


def test_measurements_satisfy_the_published_schema_and_come_back_unchanged() -> None:
    measured = measurements()
    text = measurements_to_json(measured)
    _validate(text, "measurements")
    assert Measurements.model_validate_json(text) == measured


def test_a_series_takes_one_line_and_the_rest_two_blanks_a_level() -> None:
    lines = report_to_json(reports.rejected()).splitlines()
    series = [line for line in lines if '"short_term_lkfs": [' in line]
    assert len(series) == 1
    assert series[0].endswith("],")
    assert lines[1].startswith('  "schema"')
    assert all((len(line) - len(line.lstrip(" "))) % 2 == 0 for line in lines)


def test_two_reports_on_the_same_mix_are_the_same_text() -> None:
    assert report_to_json(reports.rejected()) == report_to_json(reports.rejected())


def test_a_run_holds_what_was_not_judged_and_follows_its_schema() -> None:
    text = run_to_json([reports.acceptable()], reports.not_judged())
    _validate(text, "run")
    document = json.loads(text)
    assert document["verdict"] == "incomplete"
    assert [one["why"] for one in document["not_judged"]] == ["not-asked", "unreadable"]


@pytest.mark.parametrize(
    ("made", "left_out", "verdict"),
    [
        ([reports.acceptable()], reports.not_judged()[:1], "acceptable"),
        ([reports.acceptable()], reports.not_judged()[1:], "incomplete"),
        ([reports.rejected()], reports.not_judged(), "rejected"),
        ([], reports.not_judged()[:1], "incomplete"),
    ],
)
def test_what_could_not_be_read_leaves_the_verdict_of_a_run_open(
    made: list[Report], left_out: tuple[NotJudged, ...], verdict: str
) -> None:
    assert json.loads(run_to_json(made, left_out))["verdict"] == verdict
