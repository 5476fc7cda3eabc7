"""Words, marks and order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures import reports
from fixtures.reports import finding
from specs.requirements.requirement import Grade
from validator.languages import speaking
from validator.languages.figures import reworded
from validator.reporters.report_wording import (
    GRADE_MEANINGS,
    NOTICE_TITLES,
    Standing,
    citation,
    counts_text,
    figures_together,
    grades_of,
    identifier,
    in_reading_order,
    margin_text,
    one_line,
    printable,
    rule_title,
    standing,
    title,
    to_do,
    undecided_text,
    work,
)
from validator.results.finding import NoticeKind, Severity, State


def test_a_rule_is_called_by_its_title_and_an_unknown_one_by_its_id() -> None:
    assert rule_title("peak.true-peak") == "True peak"
    assert rule_title("peak.of-tomorrow") == "peak.of-tomorrow"


def test_every_kind_of_notice_has_a_title() -> None:
    assert set(NOTICE_TITLES) == set(NoticeKind)


def test_every_grade_has_a_meaning_and_every_standing_a_mark() -> None:
    assert set(GRADE_MEANINGS) == set(Grade)
    assert len({shown.mark for shown in Standing}) == len(Standing)


@pytest.mark.parametrize("state", State)
def test_every_state_is_shown_as_itself(state: State) -> None:
    assert standing(finding("peak.true-peak", state)).value == state.value


def test_what_no_meter_can_judge_waits_for_a_person() -> None:
    assert standing(finding("manual.statement", State.NOT_MEASURED)) is Standing.TO_CONFIRM
    assert standing(finding("manual.statement", State.WAIVED)) is Standing.WAIVED


def test_a_reading_that_decides_nothing_is_undecided_and_not_called_unmeasured() -> None:
    one = reports.undecided().findings[0]
    assert (standing(one), standing(one).word, standing(one).is_open) == (Standing.UNDECIDED, "undecided", True)
    assert undecided_text(one).endswith("Decided by the receiver, who names a target and no tolerance.")
    assert counts_text(reports.undecided()) == "1 undecided, 2 pass"
    assert undecided_text(reports.incomplete().findings[0]) == ""


def test_reading_order_is_by_standing_then_severity_then_the_sheet() -> None:
    given_order = (
        finding("form.container", State.PASS),
        finding("manual.statement", State.NOT_MEASURED),
        finding("signal.dropout", State.FAIL, severity=Severity.MINOR),
        finding("form.layout", State.NOT_MEASURED),
        finding("peak.true-peak", State.FAIL),
        finding("loudness.integrated", State.FAIL),
    )
    assert [one.rule for one in in_reading_order(given_order)] == [
        "peak.true-peak",
        "loudness.integrated",
        "signal.dropout",
        "form.layout",
        "manual.statement",
        "form.container",
    ]


def test_a_damaged_file_comes_first_among_what_is_to_be_done() -> None:
    ((name, remedy),) = work(reports.damaged())
    assert name == "Damaged file"
    assert remedy.endswith("is there. Copy or export it again: no verdict can accept it as it is.")
    assert [name for name, _ in work(reports.rejected())][:2] == ["Loudness", "True peak"]


def test_only_open_findings_with_a_remedy_are_to_be_done() -> None:
    assert [one.rule for one in to_do(reports.rejected())] == [
        "loudness.integrated",
        "peak.true-peak",
        "signal.dropout",
        "loudness.range",
        "me.without-dialogue",
    ]
    assert to_do(reports.acceptable()) == ()


def test_counts_leave_out_what_does_not_occur() -> None:
    assert counts_text(reports.acceptable()) == "7 pass"


@pytest.mark.parametrize(
    ("margin", "unit", "text"),
    [
        (0.39, "LU", "0.39 LU inside"),
        (-0.39, "LU", "0.39 LU outside"),
        (-0.004, "dB", "0.0040 dB outside"),
        (0.0, "LU", "at the limit"),
        (2.0, None, "2.00 inside"),
        (None, "LU", "–"),
    ],
)
def test_a_margin_never_rounds_to_the_other_side(margin: float | None, unit: str | None, text: str) -> None:
    assert margin_text(finding("peak.true-peak", margin=margin, margin_unit=unit)) == text


def test_what_mends_several_findings_alike_stands_once() -> None:
    back = "Change its speed back."
    findings = (
        finding("sync.speed", State.FAIL, remedy=back),
        finding("peak.true-peak", State.FAIL, remedy="Limit it."),
        finding("sync.drift", State.FAIL, remedy=back),
        finding("sync.drift", State.FAIL, remedy=back),
    )
    told = work(reports.rejected().model_copy(update={"findings": findings}))
    names = {remedy: name for name, remedy in told}
    assert names["Limit it."] == "True peak"
    assert set(names[back].split(", ")) == {"Speed of the original", "Drift against the original"}
    assert len(names[back].split(", ")) == 2


@pytest.mark.parametrize(
    ("language", "runs", "gap", "frames"),
    [
        ("en", "12 runs outside", "1 gap inside", "58.94 frames missing"),
        ("de", "12 Folgen außerhalb", "1 Lücke innerhalb", "58,94 Frames fehlen"),
        ("fr", "12 séries hors limite", "1 trou dans la limite", "58,94 images manquantes"),
        ("ja", "連続 12 超過", "途切れ 1 以内", "58.94 フレーム不足"),
    ],
)
def test_what_is_counted_is_said_whole_and_in_one_language(language: str, runs: str, gap: str, frames: str) -> None:
    with speaking(language):
        assert margin_text(finding("signal.clipping", margin=-12.0, margin_unit="runs")) == runs
        assert margin_text(finding("signal.dropout", margin=1.0, margin_unit="gaps")) == gap
        assert reworded("58.94 frames missing") == frames
        if language != "en":
            said = [reworded(text) for text in ("3.0 s missing", "1 flat top", "2 flat tops", "4 beds and objects")]
            assert not any(word in " ".join(said) for word in ("missing", "flat", "objects"))


def test_a_demand_is_named_after_its_kind_and_its_own_key() -> None:
    own = finding("peak.true-peak", key="bed")
    assert (title(own), identifier(own)) == ("True peak (bed)", "peak.true-peak/bed")
    plain = finding("peak.true-peak")
    assert (title(plain), identifier(plain)) == ("True peak", "peak.true-peak")


def test_a_kind_without_a_title_is_shown_by_its_id() -> None:
    assert title(finding("future.rule")) == "future.rule"


def test_a_clause_is_cited_with_the_number_of_its_document() -> None:
    report = reports.rejected()
    assert str(citation(report.findings[0], report)) == "§2.1 dialogue-gated loudness [1]"
    assert str(citation(finding("x", source="Example Stream QC Glossary"), report)) == "as a whole [2]"


def test_a_source_that_is_not_listed_is_written_out() -> None:
    cited = citation(finding("x", source="Another document, §9"), reports.rejected())
    assert (cited.number, str(cited)) == (None, "Another document, §9")


def test_a_document_has_the_grades_of_the_findings_that_cite_it() -> None:
    report = reports.rejected()
    assert grades_of(report, "mix") == (Grade.PRIMARY,)
    assert grades_of(report, "qc") == (Grade.RECALLED,)


@given(st.text())
def test_printable_text_holds_no_control_and_keeps_its_length(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert not set(shown) & {chr(code) for code in (*range(9), 11, 12, 13, 27, 0x9B, 0x202E, 0x2066)}


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


def test_the_joiners_of_several_scripts_stay() -> None:
    assert printable("می‌خواهم") == "می‌خواهم"


def test_a_figure_its_tolerance_and_its_unit_are_one_word() -> None:
    assert figures_together("loudness -27.0 ±2.0 LKFS over 3 s").split(" ") == [
        "loudness",
        "-27.0\u00a0±2.0\u00a0LKFS",
        "over",
        "3\u00a0s",
    ]
