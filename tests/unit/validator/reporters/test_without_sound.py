"""Every format shows a report on which nothing was measured: its head, the files it is about, what to do."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import pytest

from fixtures import reports
from fixtures.report_formats import FOR_PROGRAMS, REPORT_FORMATS
from validator.reporters import as_html, as_json, as_markdown, as_text
from validator.results.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

FORMATS: Final = tuple(REPORT_FORMATS.values())
IN_READING_ORDER: Final = tuple(written for name, written in REPORT_FORMATS.items() if name not in FOR_PROGRAMS)
EVERY_FORMAT = pytest.mark.parametrize("written", FORMATS, ids=lambda written: written.__name__.rpartition("_")[2])


def _text(written: ModuleType, *made: Report) -> str:
    run = getattr(written, f"run_to_{written.__name__.rpartition('.as_')[2]}")
    text = html.unescape(run(list(made), reports.not_judged()))
    return " ".join(text.replace("\\", "").replace("−", "-").split())


@EVERY_FORMAT
def test_a_mix_that_is_absent_and_a_delivery_are_shown(written: ModuleType) -> None:
    text = _text(written, reports.acceptable(), *reports.without_sound())
    for said in (
        *("it-IT/Harbour_Lights_103_it-IT_51.wav", "it-IT", "Deliver the file.", "The file is not there."),
        *("fr-FR/extra.wav", "fr-FR/extra2.wav", "2 files are not listed.", "List them, or take them out."),
    ):
        assert said in text


@pytest.mark.parametrize("written", IN_READING_ORDER, ids=lambda written: written.__name__)
def test_the_delivery_comes_first_whenever_it_was_made(written: ModuleType) -> None:
    text = _text(written, reports.placed(), reports.delivery())
    assert text.rindex("2 files are not listed.") < text.rindex("Lower the whole mix by 2.39 dB")


def test_json_keeps_the_order_in_which_they_were_made() -> None:
    text = _text(as_json, reports.placed(), reports.delivery())
    assert text.index("2 files are not listed.") > text.index("Lower the whole mix by 2.39 dB")


@pytest.mark.parametrize("written", IN_READING_ORDER, ids=lambda written: written.__name__)
def test_the_head_says_who_what_and_when(written: ModuleType) -> None:
    text = _text(written, reports.placed())
    for said in (
        *("de-DE/Harbour_Lights_103_de-DE_51.wav", "de-DE", "printmaster", "dub", "2026-09-21 14:05 UTC"),
        *("sha256 9f2c", "live: no (stated by whoever ran mixgate)", "Post supervision, 2026-09-15"),
        "long form: no (stated by the sender's delivery file; not applied, as the receiver has not granted it)",
        "True peak, not granted: Sender, 2026-09-20: the client likes it loud",
    ):
        assert said in text


@EVERY_FORMAT
def test_every_format_names_the_rule(written: ModuleType) -> None:
    assert "peak.true-peak" in _text(written, reports.placed())


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (
            as_html.report_to_html,
            (
                "<h2>What to do<",
                "<h2>Also noticed<",
                "<h2>Readings<",
                "<h2>Findings<",
                "<h2>For a person",
                "<h2>Sources<",
            ),
        ),
        (
            as_markdown.report_to_markdown,
            ("## What to do", "## Also noticed", "## All findings", "## For a person", "## Sources"),
        ),
        (
            as_text.report_to_text,
            ("\nWHAT TO DO", "\nALSO NOTICED", "\nREADINGS", "\nFINDINGS", "\nFOR A PERSON", "\nSOURCES"),
        ),
    ],
    ids=["html", "markdown", "text"],
)
def test_the_order_of_things_is_the_same(text: Callable[[Report], str], headings: tuple[str, ...]) -> None:
    said = text(reports.rejected().model_copy(update={"notices": reports.noticed().notices}))
    places = [said.index(heading) for heading in headings]
    assert places == sorted(places)


@pytest.mark.parametrize("subject", ["package", "delivery"])
def test_a_package_and_a_delivery_have_no_measurements(subject: str) -> None:
    document = reports.rejected().model_dump(by_alias=True) | {"subject": subject}
    with pytest.raises(ValueError, match="has no measurements"):
        Report.model_validate(document)


def test_nothing_is_left_open_is_not_said_above_an_open_box() -> None:
    base = reports.rejected()
    kept = tuple(finding for finding in base.findings if finding.rule in {"form.layout", "manual.statement"})
    text = as_text.report_to_text(base.model_copy(update={"findings": kept}))
    assert "[ ] Mixed on monitors" in text
    page = as_html.report_to_html(base.model_copy(update={"findings": kept}))
    assert "nothing is left open but 1 statement for a person to confirm." in page
