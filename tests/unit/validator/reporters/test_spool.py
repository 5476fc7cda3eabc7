"""Reports that wait on disk: what comes out is what one would write with all of them at hand."""

from __future__ import annotations

from contextlib import closing
from contextvars import copy_context
from typing import Final

import pytest

from fixtures import reports
from fixtures.report_formats import REPORT_FORMATS
from validator.languages import language, speaking
from validator.reporters import as_html, as_markdown, as_text
from validator.reporters.spool import RunSpool
from validator.results.report import Made

MADE: Final = Made(version="0.1.0")


@pytest.mark.parametrize("count", [1, 2, 5])
def test_all_formats_at_once_are_each_what_it_writes_alone(count: int) -> None:
    made = [reports.hostile(), reports.acceptable(), reports.delivery(), reports.absent(), reports.placed()][:count]
    with closing(RunSpool({name: written.RUN for name, written in REPORT_FORMATS.items()}, expected=count)) as spool:
        for report in made:
            spool.add(report)
        summary = spool.book.summary(MADE)
        for name, written in REPORT_FORMATS.items():
            alone = getattr(written, f"run_to_{name}")(made, (), MADE)
            assert "".join(map(str, spool.pieces(name, summary))) == alone


def test_a_section_longer_than_a_piece_is_copied_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("validator.reporters.spool._COPY_CHARACTERS", 7)
    made = [reports.placed(), reports.hostile()]
    whole = as_text.run_to_text(made)
    monkeypatch.undo()
    assert whole == as_text.run_to_text(made)


def test_a_writer_that_leaves_the_rest_speaks_as_before() -> None:
    with closing(RunSpool({"json": REPORT_FORMATS["json"].RUN}, expected=1)) as spool, speaking("de"):
        spool.add(reports.placed())
        pieces = spool.pieces("json", spool.book.summary(MADE))  # JSON is in English
        next(pieces)
        assert language() == "de"
        # What is left may be read, or put away, in another context.
        copy_context().run(list, pieces)


def test_sheets_are_grouped_by_what_they_say_where_every_sheet_is_asked() -> None:
    made = [reports.rejected(), reports.incomplete(), reports.acceptable()]
    with closing(RunSpool({"markdown": as_markdown.RUN}, expected=3, by_verdict=True)) as spool:
        for report in made:
            spool.add(report)
        text = "".join(map(str, spool.pieces("markdown", spool.book.summary(MADE))))
    places = [text.index(f"**{word}** (1)") for word in ("Acceptable", "Incomplete", "Rejected")]
    assert places == sorted(places)


def test_a_long_run_on_one_mix_shows_its_curve_once() -> None:
    made = [reports.rejected()] * 13
    assert as_html.run_to_html(made).count('<figure class="timeline"') == 1
    assert as_html.run_to_html(made[:3]).count('<figure class="timeline"') == 3
