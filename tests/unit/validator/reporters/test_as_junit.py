"""Reports as JUnit XML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fixtures import reports
from fixtures.golden import assert_golden
from specs.message import verbatim
from validator.catalogue import say
from validator.reporters.as_junit import report_to_junit, run_to_junit
from validator.results.finding import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.results.report import Report

STRUCTURE = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))


def _parsed(text: str) -> etree._Element:
    root = etree.fromstring(text.encode("utf-8"))
    STRUCTURE.assertValid(root)
    return root


def _case(root: etree._Element, name: str) -> etree._Element:
    cases = [case for case in root.iter("testcase") if case.get("name") == name]
    assert len(cases) == 1
    return cases[0]


@pytest.mark.parametrize("make", [reports.rejected, reports.incomplete], ids=lambda make: make.__name__)
def test_a_report_is_the_committed_one(make: Callable[[], Report]) -> None:
    assert_golden(f"reporters/{make.__name__}.xml", report_to_junit(make()))


@pytest.mark.parametrize(
    "make", [reports.rejected, reports.acceptable, reports.incomplete, reports.hostile], ids=lambda make: make.__name__
)
def test_a_report_has_the_structure_build_servers_read(make: Callable[[], Report]) -> None:
    _parsed(report_to_junit(make()))


def test_a_suite_stands_for_a_programme_and_a_sheet() -> None:
    root = _parsed(run_to_junit([reports.rejected(), reports.acceptable()]))
    assert [suite.get("name") for suite in root] == [
        "Harbour_Lights_103_de-DE_51.wav × example-stream-2.1",
        "Harbour_Lights_103_fr-FR_51.wav × example-stream-2.1",
    ]


def test_every_finding_is_a_case_and_the_verdict_comes_last() -> None:
    report = reports.rejected()
    root = _parsed(report_to_junit(report))
    cases = root.findall(".//testcase")
    assert len(cases) == len(report.findings) + 1
    assert cases[-1].get("name") == "verdict"
    assert {case.get("classname") for case in cases} == {"example-stream-2.1.printmaster-5.1"}


def test_the_tallies_are_those_of_the_cases() -> None:
    root = _parsed(run_to_junit([reports.rejected(), reports.incomplete()]))
    for place in (root, *root):
        assert place.get("tests") == str(len(place.findall(".//testcase")))
        assert place.get("failures") == str(len(place.findall(".//failure")))
        assert place.get("errors") == str(len(place.findall(".//error")))
        assert place.get("skipped") == str(len(place.findall(".//skipped")))


def test_a_failure_says_what_where_and_what_to_do() -> None:
    failure = _case(_parsed(report_to_junit(reports.rejected())), "peak.true-peak").find("failure")
    assert failure is not None
    assert failure.get("type") == "blocker"
    text = failure.text or ""
    assert "measured: -0.83 dBTP" in text
    assert "where: L 01:00:31:01–01:00:31:04 (0:00:31.100) -0.83 dBTP (samples 1492800–1497600)" in text
    assert "what to do: Limit C, L" in text


def test_a_warning_passes_and_speaks_up() -> None:
    case = _case(_parsed(report_to_junit(reports.rejected())), "loudness.range")
    assert [child.tag for child in case] == ["system-out"]
    assert (case[0].text or "").startswith("warning (minor): The loudness range is 12.4 LU")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("me.without-dialogue", "not measured: The M&E"),
        ("manual.statement/monitoring", "to confirm: A person"),
        ("time.tail-silence", "waived: Post supervision, 2026-09-15"),
        ("fold-down.loudness", "not applicable: It does not concern"),
    ],
)
def test_what_was_not_judged_is_skipped_with_a_reason(name: str, start: str) -> None:
    skipped = _case(_parsed(report_to_junit(reports.rejected())), name).find("skipped")
    assert skipped is not None
    assert str(skipped.get("message")).startswith(start)


def test_an_undecided_demand_is_skipped_and_says_who_decides() -> None:
    skipped = _case(_parsed(report_to_junit(reports.undecided())), "loudness.integrated").find("skipped")
    assert skipped is not None
    message = str(skipped.get("message"))
    assert message.startswith("undecided: Programme loudness: -22.74 LKFS")
    assert message.endswith("Decided by the receiver, who names a target and no tolerance.")


def test_what_was_noticed_is_output_and_no_case() -> None:
    root = _parsed(report_to_junit(reports.noticed()))
    assert len(root.findall(".//testcase")) == len(reports.noticed().findings) + 1
    said = root.findtext("./testsuite/system-out") or ""
    assert said.startswith("also noticed (not asked for by the sheet")
    assert said.count("also noticed") == 1
    assert "Clipping: 14 runs of full-scale samples, the longest of 37 samples (L 01:00:05:04" in said


def test_an_incomplete_verdict_is_an_error_so_that_no_build_goes_green_on_it() -> None:
    error = _case(_parsed(report_to_junit(reports.incomplete())), "verdict").find("error")
    assert error is not None
    assert error.get("type") == "incomplete"
    assert len(_case(_parsed(report_to_junit(reports.acceptable())), "verdict")) == 0


def test_a_rejected_verdict_is_a_failure_so_that_who_reads_only_the_verdict_is_right() -> None:
    failure = _case(_parsed(report_to_junit(reports.rejected())), "verdict").find("failure")
    assert failure is not None
    assert failure.get("type") == "rejected"
    assert str(failure.get("message")) == say(reports.rejected().headline)
    assert "Loudness: Lower the whole mix by 2.39 dB" in (failure.text or "")


def test_a_mix_that_was_not_judged_is_skipped_or_an_error_under_the_same_name_as_a_verdict() -> None:
    root = _parsed(run_to_junit([reports.acceptable()], reports.not_judged()))
    assert (root.get("errors"), root.get("skipped"), len(root)) == ("1", "1", 3)
    cases = [suite.find("testcase[@name='verdict']") for suite in list(root)[1:]]
    assert [(case is not None and case[0].tag) for case in cases] == ["skipped", "error"]
    error = root[2].find("testcase/error")
    assert error is not None
    assert error.get("type") == "unreadable"
    assert "Export it again." in (error.text or "")


def test_places_that_are_not_listed_are_counted() -> None:
    failure = _case(_parsed(report_to_junit(reports.film(2))), "peak.true-peak").find("failure")
    assert failure is not None
    assert "where: and 17 more" in (failure.text or "")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_makes_well_formed_xml(name: str) -> None:
    report = reports.incomplete()
    finding = report.findings[0].model_copy(
        update={"reason": verbatim(f"It is {name}"), "state": State.FAIL, "remedy": verbatim(name)}
    )
    measured = report.measured.model_copy(update={"name": name})
    root = _parsed(report_to_junit(report.model_copy(update={"measurements": measured, "findings": (finding,)})))
    assert root[0].get("failures") == "1"
