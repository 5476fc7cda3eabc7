"""Reports as pages."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from lxml import html

from fixtures import reports
from fixtures.golden import assert_golden
from validator.catalogue import say
from validator.reporters.as_html import figures, is_web_address, report_to_html, run_to_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.results.report import Report

EVERY_REPORT = pytest.mark.parametrize(
    "make",
    [reports.rejected, reports.acceptable, reports.incomplete, reports.undecided, reports.noticed, reports.hostile],
    ids=lambda make: make.__name__,
)


def _page(text: str) -> html.HtmlElement:
    return html.document_fromstring(text.encode("utf-8"))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _words(element: html.HtmlElement) -> str:
    return _plain(element.text_content())


def test_a_page_is_the_committed_one() -> None:
    assert_golden("reporters/rejected.html", report_to_html(reports.rejected()))


@EVERY_REPORT
def test_a_page_asks_nothing_of_the_network(make: Callable[[], Report]) -> None:
    text = report_to_html(make())
    page = _page(text)
    assert not page.xpath("//@src | //link | //iframe | //object | //embed | //*[@background] | //base")
    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


@EVERY_REPORT
def test_every_id_is_there_once_and_every_link_on_the_page_leads_somewhere(make: Callable[[], Report]) -> None:
    page = _page(report_to_html(make()))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(ids)
    named = " ".join(page.xpath("//@aria-labelledby")).split()
    assert set(named) <= set(ids)


def test_the_only_other_links_are_the_sources() -> None:
    page = _page(report_to_html(reports.rejected()))
    assert [link for link in page.xpath("//@href") if not link.startswith("#")] == [
        "https://example.org/mix-specification"
    ]


def test_an_address_that_is_a_script_does_not_become_a_link() -> None:
    report = reports.rejected()
    used = report.documents["mix"].model_copy(update={"address": "javascript:alert(1)"})
    page = _page(report_to_html(report.model_copy(update={"documents": {**report.documents, "mix": used}})))
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")
    assert not is_web_address("JavaScript:alert(1)")


def test_text_from_strangers_stays_text() -> None:
    text = report_to_html(reports.hostile())
    page = _page(text)
    assert len(page.xpath("//script")) == 2  # the page's own, and the figures of the timeline
    assert len(page.xpath("//style")) == 1
    assert 'alert("x")' in _words(page.xpath("//h1")[0])
    assert "\x1b" not in text
    assert "\u202e" not in text


@EVERY_REPORT
def test_headings_leave_out_no_level(make: Callable[[], Report]) -> None:
    for text in (report_to_html(make()), run_to_html([make(), reports.acceptable()])):
        levels = [int(element.tag[1]) for element in _page(text).iter("h1", "h2", "h3", "h4")]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_everything_is_on_the_page_without_a_script() -> None:
    report = reports.rejected()
    page = _page(report_to_html(report))
    for script in page.xpath("//script"):
        script.drop_tree()
    text = _words(page)
    for finding in report.findings:
        assert _plain(figures(finding.required)) in text
        remedy = None if finding.remedy is None else say(finding.remedy)
        for said in (remedy, finding.note, finding.conflict, finding.waived_by, *map(say, finding.why)):
            assert said is None or _plain(figures(said)) in text
        for place in finding.where:
            assert f"{place.timecode_in} – {place.timecode_out}" in text
            assert f"{place.sample_in}–{place.sample_out}" in text


def test_failed_findings_come_first_and_passed_ones_are_folded() -> None:
    page = _page(report_to_html(reports.rejected()))
    open_ones = page.xpath("//section[@id='r1-open']//article")
    assert [article.get("class") for article in open_ones] == [
        "finding fail",
        "finding fail",
        "finding warn",
        "finding warn",
        "finding not-measured",
    ]
    (passed,) = page.xpath("//details[summary/span[contains(@class, 'pass')]]")
    assert passed.get("open") is None
    assert len(passed.xpath(".//tbody/tr")) == 5


def test_a_reading_that_decides_nothing_says_who_does() -> None:
    page = _page(report_to_html(reports.undecided()))
    (article,) = page.xpath("//section[@id='r1-open']//article[contains(@class, 'undecided')]")
    words = _words(article)
    assert "undecided" in words
    assert "not measured" not in words
    assert "Decided by the receiver, who names a target and no tolerance." in words


def test_damage_is_the_first_thing_to_do() -> None:
    page = _page(report_to_html(reports.damaged()))
    (item,) = page.xpath("//section[@class='work']//li")
    assert _words(item).startswith("Damaged file Harbour_Lights_103_fr-FR_51.wav is cut short")
    assert "Copy or export it again" in _words(item)


def test_what_was_noticed_stands_apart_with_place_and_advice() -> None:
    page = _page(report_to_html(reports.noticed()))
    (section,) = page.xpath("//section[@class='noticed']")
    words = _words(section)
    for said in ("Also noticed", "verdict does not depend", "14 runs", "01:00:05:04", "and 12 more", "Export again"):
        assert said in words
    assert not page.xpath("//section[@id='r1-open']//article")
    assert not _page(report_to_html(reports.acceptable())).xpath("//section[@class='noticed']")


def test_status_is_always_a_word() -> None:
    page = _page(report_to_html(reports.rejected()))
    for badge in page.xpath("//span[contains(@class, 'state ')]"):
        assert re.search(r"(fail|warn|not measured|to confirm|waived|not applicable|pass)$", _words(badge))


def test_a_picture_says_what_it_shows() -> None:
    page = _page(report_to_html(reports.rejected()))
    (picture,) = page.xpath("//figure//*[local-name()='svg']")
    assert picture.get("role") == "img"
    (described,) = page.xpath("//*[local-name()='desc']")
    assert "Integrated loudness −22.74 LKFS" in _words(described)
    assert "6 places above the true-peak limit" in _words(described)
    for gauge in page.xpath("//*[local-name()='svg' and contains(@class, 'gauge')]"):
        assert "accepted" in str(gauge.get("aria-label"))


def test_a_report_without_a_series_has_no_picture() -> None:
    page = _page(report_to_html(reports.incomplete()))
    assert not page.xpath("//figure[not(contains(@class, 'lanes'))]")
    assert "Dialogue-gated loudness was not measured" in _words(page)


def test_a_film_of_two_hours_stays_far_below_a_megabyte_and_keeps_its_extremes() -> None:
    report = reports.film(120)
    text = report_to_html(report)
    assert len(text.encode("utf-8")) < 300_000
    (data,) = _page(text).xpath("//figure/script")
    bins = json.loads(data.text)
    series = report.measured.series
    assert max(level for level in bins["peak"] if level is not None) == pytest.approx(
        max(level for level in series.true_peak_dbtp if level is not None), abs=0.051
    )
    assert min(level for level in bins["shortTermLow"] if level is not None) == pytest.approx(
        min(level for level in series.short_term_lkfs if level is not None), abs=0.051
    )
    assert len(bins["time"]) == len(bins["momentary"]) == len(bins["peak"]) <= 1500


def test_many_reports_share_the_room_of_a_page() -> None:
    report = reports.film(60)
    alone = len(report_to_html(report))
    assert len(run_to_html([report] * 30)) < 30 * 0.75 * alone


def test_a_run_lists_every_report_and_links_to_it() -> None:
    made = [reports.rejected(), reports.acceptable(), reports.incomplete()]
    page = _page(run_to_html(made))
    rows = page.xpath("//header[@id='top']//tbody/tr")
    assert [row.xpath(".//a/@href")[0] for row in rows] == ["#r1", "#r2", "#r3"]
    assert [_words(row.xpath("./td[1]")[0]) for row in rows] == ["Rejected", "Acceptable", "Incomplete"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(ids)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-23.0 LKFS", "−23.0 LKFS"),
        ("at most -2.0 dBTP, not -1", "at most −2.0 dBTP, not −1"),
        ("+1.0/-2.0 LU", "+1.0/−2.0 LU"),
        ("retrieved 2026-09-01", "retrieved 2026-09-01"),
        ("R 128-2023", "R 128-2023"),
        ("de-51.wav", "de-51.wav"),
    ],
)
def test_only_the_sign_of_a_figure_becomes_a_minus(text: str, shown: str) -> None:
    assert _plain(figures(text)) == shown


def test_a_run_lists_what_was_not_judged() -> None:
    page = _page(run_to_html([reports.acceptable()], reports.not_judged()))
    rows = page.xpath("//header[@id='top']//tbody/tr")
    assert [_words(row.xpath("./td[1]")[0]) for row in rows] == ["Acceptable", "Unreadable"]
    assert "first bytes 68 65 6c 6c 6f 0a" in _words(rows[1])
    assert _words(page.xpath("//h1")[0]) == "1 report; 2 not judged"
    (folded,) = page.xpath("//details[@class='not-asked']")
    assert "Harbour_Lights_103_dialogue_51.wav" in _words(folded)
    assert "example-stream-2.1" in _words(folded)


def test_a_run_in_which_nothing_was_judged_is_a_page_as_well() -> None:
    page = _page(run_to_html([], reports.not_judged()))
    assert len(page.xpath("//header[@id='top']//tbody/tr")) == 1
    assert len(page.xpath("//details[@class='not-asked']")) == 1
    assert not page.xpath("//div[@class='report']")


def _large_run(count: int) -> str:
    """A page of many reports on episodes of 45 minutes, two in five of them rejected."""
    film = reports.film(45)
    ok = reports.acceptable()
    accepted = film.model_copy(update={"findings": ok.findings, "verdict": ok.verdict, "headline": ok.headline})
    made = []
    for number in range(count):
        place = f"q{number % 26:02}/episode_{number:03}_51.wav"
        base = film if number % 5 < 2 else accepted
        made.append(base.model_copy(update={"name": place, "path": place, "language": f"q{number % 26:02}"}))
    return run_to_html(made)


def test_three_hundred_reports_stay_below_five_megabytes_and_every_link_of_them_leads_somewhere() -> None:
    count = 65
    text = _large_run(count)
    page = _page(text)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(ids)
    each = (len(text.encode()) - len(_large_run(count - 5).encode())) / 5
    assert len(text.encode()) + (300 - count) * each < 5e6
    assert "With so many reports this page leaves out" in _words(page.xpath("//header[@class='run']")[0])
    assert len(page.xpath("//figure[not(contains(@class, 'lanes'))]")) == count * 2 // 5
    assert len(page.xpath("//div[@class='report']")) == count


def test_fewer_reports_leave_nothing_out() -> None:
    page = _page(run_to_html([reports.rejected(), reports.acceptable()]))
    assert "leaves out" not in _words(page.xpath("//header[@class='run']")[0])
    assert len(page.xpath("//figure[not(contains(@class, 'lanes'))]")) == 2
