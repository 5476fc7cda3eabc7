"""What the terminal shows."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from fixtures import reports
from fixtures.golden import assert_golden
from mixgate.screens.console import make_console, show_error
from mixgate.screens.report_page import show_report
from specs.errors import MediaError, UsageError
from validator.reporters.report_wording import citation, margin_text, standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from specs.errors import ToolError
    from validator.results.report import Report

WIDTHS = [60, 71, 72, 80, 100, 139, 140, 150, 170, 200]


def _shown(act: Callable[[Console], None], width: int = 80) -> str:
    output = io.StringIO()
    act(make_console(file=output, width=width))
    return output.getvalue()


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_report_is_the_committed_one(width: int) -> None:
    text = _shown(lambda console: show_report(reports.rejected(), console), width)
    assert_golden(f"reporters/console-{width}.txt", _trimmed(text))


@pytest.mark.parametrize(
    "make",
    [reports.undecided, reports.noticed, reports.damaged, reports.placed, reports.delivery],
    ids=lambda make: make.__name__,
)
def test_a_report_of_another_kind_is_the_committed_one(make: Callable[[], Report]) -> None:
    text = _shown(lambda console: show_report(make(), console))
    assert_golden(f"reporters/console-{make.__name__}.txt", _trimmed(text))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "make",
    [
        *(reports.rejected, reports.acceptable, reports.incomplete, reports.undecided, reports.noticed),
        *(reports.hostile, reports.placed, reports.absent, reports.delivery),
    ],
    ids=lambda make: make.__name__,
)
def test_no_width_cuts_a_figure_or_a_word(make: Callable[[], Report], width: int) -> None:
    report = make()
    text = _shown(lambda console: show_report(report, console), width)
    assert "…" not in text
    assert max(len(line) for line in text.splitlines()) <= width
    words = set(text.split())
    for finding in report.findings:
        if finding.measured is not None and finding.measured.value is not None:
            assert finding.measured.text in text
        if standing(finding).is_open:
            said = f"{finding.required} {citation(finding, report)} {margin_text(finding)}"
            assert set(said.split()) - {"–"} <= words


@pytest.mark.parametrize("width", WIDTHS)
def test_every_property_of_a_failed_finding_is_shown_at_every_width(width: int) -> None:
    text = " ".join(_shown(lambda console: show_report(reports.rejected(), console), width).split())
    for said in ("fail", "True peak", "-0.83 dBTP", "1.17 dB outside", "01:00:31:01", "+5 more", "§2.3 [1]"):
        assert said in text


def test_failed_findings_come_first() -> None:
    text = _shown(lambda console: show_report(reports.rejected(), console))
    order = [text.index(mark) for mark in ("✕ fail", "! warn", "? not measured", "~ waived", "☐ to confirm", "✓ pass")]
    assert order == sorted(order)


def test_there_is_no_colour_where_it_is_not_a_terminal() -> None:
    assert "\x1b" not in _shown(lambda console: show_report(reports.rejected(), console))


def test_colour_repeats_the_word_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    text = _shown(lambda console: show_report(reports.rejected(), console))
    assert re.search(r"\x1b\[[0-9;]*31m✕ fail", text)
    monkeypatch.setenv("NO_COLOR", "1")
    plain = _shown(lambda console: show_report(reports.rejected(), console))
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", plain)


def test_names_from_strangers_neither_drive_the_terminal_nor_become_markup() -> None:
    text = _shown(lambda console: show_report(reports.hostile(), console), 200)
    assert "[red]" in text
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text


def _error(where: str = "mix.wav") -> ToolError:
    return MediaError(
        "The file ends too early.", where=where, found="12 bytes", expected="at least 44", next_step="Copy it again."
    )


def test_an_error_in_a_pipe_is_plain_lines_that_keep_paths_whole() -> None:
    where = "/" + "/".join(["a very long folder name"] * 8) + "/mix.wav"
    assert _shown(lambda console: show_error(_error(where), console)) == (
        f"error: The file ends too early.\n  where: {where}\n  found: 12 bytes\n  expected: at least 44\n"
        "  next step: Copy it again.\n"
    )


def _on_terminal(error: ToolError, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    return re.sub(r"\x1b\[[0-9;]*m", "", _shown(lambda console: show_error(error, console)))


def test_an_error_on_a_terminal_is_framed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = _on_terminal(_error(), monkeypatch)
    assert text.startswith("╭─ error ")
    for said in ("The file ends too early.", "where", "mix.wav", "found", "12 bytes", "next step", "Copy it again."):
        assert said in text


def test_a_path_wider_than_the_frame_stays_whole_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    where = "/" + "folder/" * 20 + "mix.wav"
    assert where in _on_terminal(_error(where), monkeypatch)


def test_an_error_that_says_it_all_in_one_sentence_has_no_empty_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(lambda console: show_error(UsageError("Nothing to do."), console)) == "error: Nothing to do.\n"
    assert len(_on_terminal(UsageError("Nothing to do."), monkeypatch).splitlines()) == 3


def test_an_error_cannot_drive_the_terminal() -> None:
    text = _shown(lambda console: show_error(_error("x\x1b[2J [bold]y.wav"), console))
    assert "x\ufffd[2J [bold]y.wav" in text


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\x08", "\u202e", "\x00"])
def test_no_text_of_a_stranger_drives_the_terminal_whatever_way_it_comes(sign: str) -> None:
    def act(console: Console) -> None:
        table = Table("a")
        table.add_row(Text(f"in a table {sign}!"))
        for shown in (table, f"as it is {sign}!", Text(f"as text {sign}!"), Panel(Text(f"in a frame {sign}!"))):
            console.print(shown, soft_wrap=True)

    shown = _shown(act)
    assert not any(one in shown for one in sign if not one.isprintable())
    assert shown.count("!") >= 3  # a cell that is too narrow ends in an ellipsis
