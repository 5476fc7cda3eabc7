"""Formats for other programs: each against its published schema or a reader of somebody else, and nothing lost."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import openpyxl
import pytest
from lxml import etree

from fixtures import reports
from specs.message import verbatim
from validator.reporters.as_csv import report_to_csv, run_to_csv
from validator.reporters.as_ebu_qc import run_to_ebu_qc
from validator.reporters.as_github import run_to_github
from validator.reporters.as_gitlab import run_to_gitlab
from validator.reporters.as_movielabs import TERMS, run_to_movielabs
from validator.reporters.as_sarif import run_to_sarif
from validator.reporters.as_xlsx import run_to_xlsx
from validator.reporters.cells import cell_text
from validator.reporters.report_rows import COLUMNS

if TYPE_CHECKING:
    from validator.results.report import Report

SCHEMAS: Final = Path(__file__).resolve().parents[3] / "schemas"


def made() -> list[Report]:
    """One report of every kind: rejected, waived, open, with notices, hostile names, without sound, damaged."""
    return [
        *(reports.rejected(), reports.placed(), reports.incomplete(), reports.undecided(), reports.noticed()),
        *(reports.hostile(), reports.absent(), reports.delivery(), reports.damaged(), reports.acceptable()),
    ]


EVERY_RUN: Final = pytest.mark.parametrize(
    ("judged", "left_out"),
    [(made(), reports.not_judged()), ([reports.acceptable()], ()), ([], reports.not_judged())],
    ids=["all", "one", "none judged"],
)


@cache
def xml_schema(name: str) -> Any:
    return etree.XMLSchema(etree.parse(SCHEMAS / name))


@EVERY_RUN
def test_sarif_follows_the_published_schema(judged: list[Report], left_out: tuple[Any, ...]) -> None:
    schema = json.loads((SCHEMAS / "sarif" / "sarif-schema-2.1.0.json").read_text("utf-8"))
    log = json.loads(run_to_sarif(judged, left_out))
    jsonschema.Draft4Validator(schema).validate(log)
    assert len(log["runs"]) == len(judged) + bool(left_out)


def test_sarif_has_a_result_for_every_finding_and_notice() -> None:
    for report, run in zip(made(), json.loads(run_to_sarif(made()))["runs"], strict=False):
        if report.name == run["properties"]["head"].get("mix"):
            assert len(run["results"]) == len(report.findings) + len(report.notices)
    (run,) = json.loads(run_to_sarif([reports.placed()]))["runs"]
    (failed,) = [one for one in run["results"] if one["ruleId"] == "peak.true-peak"]
    assert (failed["kind"], failed["level"]) == ("fail", "error")
    assert failed["suppressions"][0]["status"] == "underReview"
    assert run["tool"]["driver"]["rules"][failed["ruleIndex"]]["id"] == "peak.true-peak"


def test_a_place_keeps_its_samples_in_sarif() -> None:
    report = reports.rejected()
    places = [place for finding in report.findings if finding.rule == "peak.true-peak" for place in finding.where]
    (run,) = json.loads(run_to_sarif([report]))["runs"]
    found = [one for result in run["results"] if result["ruleId"] == "peak.true-peak" for one in result["locations"]]
    stated = [(one["properties"]["startSample"], one["properties"]["endSample"]) for one in found]
    assert stated == [place.samples for place in places]


@EVERY_RUN
def test_movielabs_follows_the_published_schema(judged: list[Report], left_out: tuple[Any, ...]) -> None:
    document = etree.fromstring(run_to_movielabs(judged, left_out).encode())
    xml_schema("movielabs/delivery-v1.4.xsd").assertValid(document)


def test_movielabs_has_an_error_for_every_place_and_colons_only() -> None:
    report = reports.rejected()
    document = etree.fromstring(run_to_movielabs([report]).encode())
    space = {"d": document.nsmap["delivery"]}
    told = {"fail", "warn", "not-measured", "waived"}
    wanted = sum(len(one.where) or 1 for one in report.findings if one.state.value in told)
    wanted -= sum(one.rule == "manual.statement" for one in report.findings)
    errors: Any = document.xpath("//d:ErrorDescription", namespaces=space)
    assert len(errors) == wanted
    timecodes: Any = document.xpath("//d:StartTimecode/text()", namespaces=space)
    assert timecodes
    assert not [one for one in timecodes if ";" in one]


def test_terms_of_movielabs_are_those_that_were_read() -> None:
    read = {
        "AUDIO": {
            *("ARTIFACTS", "BIT-DEPTH", "BITRATE", "BUMP", "CHANNEL-ASSIGNEMENTS", "CLIPPING", "CONFIGURATION"),
            *("CONTENT-POLICY", "CORRUPT", "DISTORTION", "OUT-OF-SYNC", "OTHER"),
        },
        "DELIVERY-PACKAGE": {
            *("ASSET-DUPLICATE", "ASSET-TYPE-MISMATCH", "ASSET-UNNEEDED", "FOLDER-STRUCTURE", "INVALID-FILE-TYPE"),
            *("INVALID-INVENTORY", "INVALID-MANIFEST", "INVALID-PACKAGE-TYPE"),
        },
    }
    assert [pair for pair in TERMS.values() if pair[1] not in read[pair[0]]] == []


@EVERY_RUN
def test_ebu_qc_follows_the_published_schema(judged: list[Report], left_out: tuple[Any, ...]) -> None:
    document = etree.fromstring(run_to_ebu_qc(judged, left_out).encode())
    xml_schema("ebu-qc/qc.xsd").assertValid(document)


def test_ebu_qc_has_an_item_and_a_result_for_every_finding() -> None:
    document = etree.fromstring(run_to_ebu_qc(made()).encode())
    space = {"q": "tag:qc.ebu.ch,2026-01"}
    items: Any = document.xpath("//q:Items/q:Item/q:InstanceId/text()", namespaces=space)
    results: Any = document.xpath("//q:ItemResult/q:InstanceId/text()", namespaces=space)
    assert items == results
    assert len(set(items)) == len(items) == sum(len(report.findings) for report in made())
    assert document.findtext("q:CheckResult", namespaces=space) == "false"
    assert run_to_ebu_qc(made()) == run_to_ebu_qc(made())


@EVERY_RUN
def test_gitlab_has_what_its_documentation_asks_for(judged: list[Report], left_out: tuple[Any, ...]) -> None:
    issues = json.loads(run_to_gitlab(judged, left_out))
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] == 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


@EVERY_RUN
def test_github_has_one_command_a_line_and_nothing_breaks_out(judged: list[Report], left_out: tuple[Any, ...]) -> None:
    lines = run_to_github(judged, left_out).splitlines()
    for line in lines:
        level, _, rest = line.removeprefix("::").partition(" ")
        assert level in {"error", "warning", "notice"}
        fields, separator, message = rest.partition("::")
        assert separator
        assert message
        assert [field.partition("=")[0] for field in fields.split(",")] == ["file", "title"]


def test_a_name_that_looks_like_a_command_stays_a_name() -> None:
    report = reports.rejected().model_copy(update={"path": "a,title=x::error::b%.wav", "name": "a"})
    for line in run_to_github([report]).splitlines():
        assert line.count("::") == 2 + line.partition("::")[2].partition("::")[2].count("::")
        assert "a%2Ctitle=x%3A%3Aerror%3A%3Ab%25.wav" in line


def test_csv_has_a_row_for_every_finding_notice_and_mix_that_was_not_judged() -> None:
    rows = list(csv.DictReader(io.StringIO(run_to_csv(made(), reports.not_judged()))))
    wanted = sum(len(report.findings) + len(report.notices) for report in made()) + len(reports.not_judged())
    assert len(rows) == wanted
    assert all(set(row) == set(COLUMNS) for row in rows)
    peak = next(row for row in rows if row["rule"] == "peak.true-peak" and row["state"] == "fail")
    assert float(peak["value"]) > -2
    assert peak["unit"] == "dBTP"
    assert int(peak["start_sample"]) >= 0


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1 dB", "'+1 dB"),
        ("-2+3|cmd", "'-2+3|cmd"),
        ("-cmd", "'-cmd"),
        ("-2.0 dBTP", "-2.0 dBTP"),
        ("-27.0 LKFS", "-27.0 LKFS"),
        ("\t=1+1", "'=1+1"),
        ("a\nb", "a b"),
        (-2.5, -2.5),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(text: str | float | None, cell: str | float) -> None:
    assert cell_text(text) == cell


def test_hostile_names_are_no_formulas_in_csv() -> None:
    report = reports.rejected().model_copy(update={"path": "=HYPERLINK(1).wav", "name": "@a"})
    rows = list(csv.reader(io.StringIO(report_to_csv(report))))
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "@", "+"}]


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


@EVERY_RUN
def test_a_workbook_is_read_and_has_its_four_sheets(judged: list[Report], left_out: tuple[Any, ...]) -> None:
    book = workbook(run_to_xlsx(judged, left_out))
    assert book.sheetnames == ["What to redo", "Findings", "Measurements", "Not judged"]
    findings = list(book["Findings"].iter_rows(values_only=True))
    assert findings[0] == COLUMNS
    assert len(findings) == 1 + sum(len(report.findings) + len(report.notices) for report in judged)
    assert len(list(book["Not judged"].iter_rows())) == 1 + len(left_out)


def test_a_workbook_has_numbers_as_numbers_and_no_formula() -> None:
    hostile = reports.rejected().model_copy(
        update={"path": "=1+1.wav", "name": "http://example.org/", "headline": verbatim("=1+1")}
    )
    content = run_to_xlsx([hostile, reports.rejected()])
    assert content == run_to_xlsx([hostile, reports.rejected()])
    book = workbook(content)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    rows = list(book["Findings"].iter_rows(values_only=True))
    peak = next(row for row in rows if row[COLUMNS.index("rule")] == "peak.true-peak")
    assert isinstance(peak[COLUMNS.index("value")], float)
    redo = list(book["What to redo"].iter_rows(values_only=True))
    assert "Lower the whole mix by 2.39 dB" in str(redo)
