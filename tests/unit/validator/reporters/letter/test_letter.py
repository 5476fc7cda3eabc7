"""The letter of a run: from reports to words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from fixtures import reports
from specs.message import message
from specs.requirements.requirement import Grade, Level
from validator.catalogue import say
from validator.reporters.as_html import index_page, run_to_html
from validator.reporters.as_markdown import run_to_markdown
from validator.reporters.letter.book import urgency_of
from validator.reporters.letter.letter_wording import FILES_NAMED, said_letter
from validator.reporters.letter.model import Urgency
from validator.reporters.run import RunBook, summary_of
from validator.results.finding import NoticeKind, Severity, State
from validator.results.report import NotJudged, Verdict, WhyNot

if TYPE_CHECKING:
    from specs.message import Message
    from validator.reporters.letter.model import Letter
    from validator.results.report import Report


def _letter(*made: Report, left_out: tuple[NotJudged, ...] = ()) -> Letter:
    letter = summary_of(made, left_out).letter
    assert letter is not None
    return letter


def _page(text: str) -> html.HtmlElement:
    return html.document_fromstring(text.encode("utf-8"))


def _named(report: Report, place: str, language: str = "de-DE") -> Report:
    return report.model_copy(update={"name": place, "path": place, "language": language})


def test_a_file_that_fails_stands_in_the_letter_with_all_that_is_needed_to_act() -> None:
    letter = said_letter(_letter(_named(reports.rejected(), "de.wav"), _named(reports.acceptable(), "fr.wav")))
    assert letter.verdict_text == "Rejected: 1 of 2 files must be sent again."
    (must,) = (section for section in letter.sections if section.urgency == "must")
    (peak,) = (line for line in must.lines if line.rules == ("peak.true-peak",))
    assert peak.todo.startswith("Limit")
    facts = dict(peak.facts)
    assert facts["Measured"].endswith("dBTP")
    assert facts["Asked for"]
    assert facts["Outside by"].endswith("dB")
    assert facts["Clause"].startswith("Example Stream Mix Specification")
    (file,) = peak.files
    assert file.place == "de.wav"
    assert file.about.startswith("de-DE printmaster")
    assert file.where[0].startswith(("L", "R", "C"))
    assert file.fingerprint


def test_thirty_files_with_one_fault_are_one_line_that_names_them() -> None:
    made = [_named(reports.rejected(), f"{number:02}.wav", f"q{number:02}") for number in range(30)]
    letter = said_letter(_letter(*made))
    (must,) = (section for section in letter.sections if section.urgency == "must")
    assert {len(line.files) for line in must.lines} == {30}
    assert len(must.lines) <= 3
    assert all(not line.more_files for line in must.lines)


def test_of_more_files_than_a_line_holds_the_number_is_said_and_the_table_has_them_all() -> None:
    made = [_named(reports.rejected(), f"{number:03}.wav") for number in range(FILES_NAMED + 5)]
    letter = said_letter(_letter(*made))
    line = letter.sections[0].lines[0]
    assert len(line.files) == FILES_NAMED
    assert "5 files more" in line.more_files
    assert len(letter.files) == FILES_NAMED + 5
    assert all(row[5] for row in letter.files)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"state": State.FAIL}, Urgency.MUST),
        ({"state": State.NOT_MEASURED, "binding": True}, Urgency.OPEN),
        ({"state": State.NOT_MEASURED, "binding": True, "decided_by": ("the receiver",)}, Urgency.OPEN),
        ({"state": State.NOT_MEASURED, "binding": False}, None),
        ({"state": State.WARN, "held": False}, Urgency.SHOULD),
        ({"state": State.WARN, "held": None, "binding": True}, Urgency.OPEN),
        ({"state": State.WAIVED}, None),
        ({"state": State.PASS}, None),
        ({"state": State.NOT_APPLICABLE}, None),
    ],
)
def test_the_part_of_the_letter_is_by_what_the_finding_does(changes: dict[str, Any], wanted: Urgency | None) -> None:
    assert urgency_of(reports.finding("peak.true-peak", **changes)) is wanted


def test_a_statement_for_a_person_is_counted_and_no_question() -> None:
    statement = reports.finding("manual.statement", State.NOT_MEASURED, binding=True, required="It is well mixed.")
    base = reports.acceptable()
    made = [_named(base.model_copy(update={"findings": (*base.findings, statement)}), name) for name in ("a", "b")]
    letter = _letter(*made)
    known = {finding.required for finding in base.findings if finding.rule == "manual.statement"}
    assert letter.lines == ()
    assert letter.statements == len(known | {"It is well mixed."})


def test_a_mix_that_is_open_for_its_level_alone_is_a_question() -> None:
    base = reports.acceptable()
    headline = message("verdict.no-level-known", publisher="Example Stream", deliverable="Printmaster 5.1")
    open_mix = base.model_copy(update={"verdict": Verdict.UNVERIFIED, "headline": headline})
    letter = said_letter(_letter(_named(open_mix, "a.wav"), _named(open_mix, "b.wav")))
    (section,) = letter.sections
    (line,) = section.lines
    assert section.urgency == "open"
    assert [file.place for file in line.files] == ["a.wav", "b.wav"]
    assert line.what == say(headline)
    assert line.todo == "Ask the receiver which figure applies."


def test_a_recommendation_rejects_nothing() -> None:
    advice = reports.finding(
        "form.container", State.WARN, held=False, level=Level.SHOULD, severity=Severity.MINOR, required="WAV"
    )
    base = reports.acceptable()
    letter = _letter(base.model_copy(update={"findings": (*base.findings, advice)}))
    assert [line.urgency for line in letter.lines] == [Urgency.SHOULD]
    assert letter.to_send_again == ()


def test_waivers_are_named_and_a_request_that_was_not_granted_changes_nothing() -> None:
    letter = said_letter(_letter(reports.placed(), _named(reports.acceptable(), "ok.wav")))
    said = dict(letter.paragraphs)
    asked = said["Waivers asked for and not granted"]
    assert "Sender, 2026-09-20: the client likes it loud" in asked[0]
    lines = [line for section in letter.sections if section.urgency == "must" for line in section.lines]
    assert any("not granted" in file.waiver for line in lines for file in line.files)


def test_what_was_waived_stands_apart_from_what_to_do() -> None:
    waived = reports.finding("peak.true-peak", State.WAIVED, waived_by="Receiver, 2026-09-01: as the original")
    base = reports.acceptable()
    letter = said_letter(_letter(base.model_copy(update={"findings": (waived,)})))
    assert letter.sections == ()
    assert "True peak: Receiver, 2026-09-01: as the original" in dict(letter.paragraphs)["Waived"][0]


def test_mixes_that_no_sheet_asks_about_are_summed_up_and_others_are_not_among_them() -> None:
    judged = _named(reports.acceptable(), "mix.wav")
    left_out = tuple(
        NotJudged(name=name, path=name, sheet=sheet, why=WhyNot.NOT_ASKED, reason="It asks for none.")
        for name in ("mix.wav", "stem.wav", "other.wav")
        for sheet in ("a", "b", "c")
    )
    letter = said_letter(_letter(judged, left_out=left_out))
    (sentence,) = dict(letter.paragraphs)["Not judged"]
    assert sentence == "2 files that no sheet asks about: stem.wav, other.wav."


def test_a_file_that_could_not_be_read_must_be_sent_again() -> None:
    letter = said_letter(_letter(reports.acceptable(), left_out=reports.not_judged()))
    line = letter.sections[0].lines[0]
    assert line.todo == "Export it again."
    assert "not in a format that is read" in line.what
    assert [row[4] for row in letter.files] == ["Acceptable", "–"]


def test_damage_is_said_even_where_every_demand_holds() -> None:
    letter = _letter(_named(reports.damaged(), "cut.wav"), reports.acceptable())
    assert letter.to_send_again == ("cut.wav",)
    assert "cut short" in said_letter(letter).sections[0].lines[0].what


def test_a_fault_of_the_delivery_names_the_files_it_is_about() -> None:
    letter = said_letter(_letter(reports.delivery(), reports.absent()))
    lines = [line for section in letter.sections for line in section.lines]
    assert {file.place for line in lines for file in line.files} == {"it-IT/Harbour_Lights_103_it-IT_51.wav"}
    assert letter.title == "Harbour_Lights_103"


def test_notices_are_said_once_for_a_file_that_several_sheets_judge() -> None:
    twice = (reports.noticed(), reports.noticed())
    letter = _letter(*twice)
    noticed = letter.of(Urgency.NOTICED)
    kinds = {notice.kind for notice in twice[0].notices}
    assert noticed
    assert len(noticed) <= len(kinds)
    assert kinds <= set(NoticeKind)
    assert all(len(line.files) == 1 for line in noticed)


def test_words_that_occur_are_explained_and_no_others() -> None:
    terms = " ".join(said_letter(_letter(reports.rejected(), reports.acceptable())).terms)
    assert "dBTP:" in terms
    assert "LKFS:" in terms
    assert "Fold-down:" not in terms


def test_a_letter_is_said_in_the_language_that_is_asked_for() -> None:
    def loud(said: Message) -> str:
        return say(said).upper()

    letter = said_letter(_letter(reports.rejected(), reports.acceptable()), loud)
    assert letter.verdict_text.isupper()
    assert all(line.todo.isupper() for section in letter.sections for line in section.lines)


def test_where_every_sheet_is_asked_there_is_no_letter() -> None:
    book = RunBook(by_verdict=True)
    for report in (reports.rejected(), reports.acceptable()):
        book.add(report)
    assert book.summary(reports.rejected().made).letter is None


def test_the_page_begins_with_the_letter_and_its_links_lead_to_the_evidence() -> None:
    made = [_named(reports.rejected(), "de.wav"), _named(reports.acceptable(), "fr.wav")]
    page = _page(run_to_html(made))
    (letter,) = page.xpath("//section[@id='letter']")
    ids = set(page.xpath("//@id"))
    links = [link[1:] for link in letter.xpath(".//a/@href")]
    assert links
    assert set(links) <= ids
    peak = letter.xpath(".//li[@class='cause'][.//code[text()='peak.true-peak']]//a/@href")[0]
    (article,) = page.xpath(f"//*[@id='{peak[1:]}']")
    assert "peak.true-peak" in article.text_content()


def test_the_index_leads_to_the_findings_on_other_pages() -> None:
    summary = summary_of([_named(reports.rejected(), "de.wav"), _named(reports.acceptable(), "fr.wav")])
    page = _page(index_page(summary, {1: "de.html", 2: "fr.html"}))
    links = page.xpath("//section[@id='letter']//a/@href")
    assert links
    assert all(link.startswith("de.html#r1-f") for link in links)


def test_text_from_strangers_is_no_markup_in_a_letter() -> None:
    made = [reports.hostile(), reports.acceptable()]
    page = _page(run_to_html(made))
    assert not page.xpath("//section[@id='letter']//script | //section[@id='letter']//*[starts-with(name(), 'on')]")
    text = run_to_markdown(made)
    letter = text[: text.index("## Files")]
    assert "<script>" not in letter.replace("\\<script\\>", "")
    assert "\x1b" not in letter
    assert "\u202e" not in letter


def test_a_weak_figure_that_is_missed_is_a_recommendation() -> None:
    weak = reports.finding("peak.true-peak", State.WARN, held=False, grade=Grade.RECALLED)
    assert urgency_of(weak) is Urgency.SHOULD


@pytest.mark.parametrize(
    ("margin", "unit", "shown"),
    [
        (-92.0, "runs", "92 runs"),
        (-3.6, "dB", "3.60 dB"),
        (-58.94, "frames", "58.94 frames"),
        (-0.004, "dB", "0.0040 dB"),
    ],
)
def test_the_distance_is_said_as_it_is_read(margin: float, unit: str, shown: str) -> None:
    failed = reports.finding("peak.true-peak", State.FAIL, margin=margin, margin_unit=unit, required="at most 1")
    base = reports.rejected()
    letter = said_letter(_letter(base.model_copy(update={"findings": (failed,)})))
    assert dict(letter.sections[0].lines[0].facts)["Outside by"] == shown
