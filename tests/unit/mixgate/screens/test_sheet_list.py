"""The list and the overview of sheets, as wide as a terminal is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from mixgate.screens.console import make_console
from mixgate.screens.sheet_list import sheet_row, show_sheet_list
from mixgate.screens.sheet_matrix import show_matrix
from specs.listings.key_figures import key_figures
from specs.listings.matrix import matrix_rows
from specs.listings.regions import Region, regions_of
from specs.loader import load_sheet, sheet_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

SHEETS = [load_sheet(name) for name in sheet_names()]


def _shown(act: Callable[[Console], None], width: int = 80) -> str:
    output = io.StringIO()
    act(make_console(file=output, width=width))
    return output.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_sheet_is_listed_once_under_its_region_and_no_line_is_too_wide(width: int) -> None:
    lines = _shown(lambda console: show_sheet_list(SHEETS, console), width).splitlines()
    assert max(len(line) for line in lines) <= width
    headings = {region.heading: region for region in Region}
    for loaded in SHEETS:
        (place,) = [index for index, line in enumerate(lines) if line.startswith(f"    {loaded.sheet.id}: ")]
        heading = next(line for line in reversed(lines[:place]) if not line.startswith(" "))
        assert headings[heading] is regions_of(loaded.sheet.territory)[0]


def test_the_list_takes_about_two_lines_a_sheet_at_80_columns() -> None:
    assert _shown(lambda console: show_sheet_list(SHEETS, console)).count("\n") < 2.4 * len(SHEETS)


def test_a_row_says_what_a_sheet_is_for() -> None:
    row = sheet_row(load_sheet("netflix-me"))
    assert row["kinds"] == ["me", "optional", "dialogue-guide"]
    assert row["work"] == "stems"
    assert row["own_file"] is None


def test_the_overview_keeps_every_condition_and_grade_at_80_columns() -> None:
    rows = list(matrix_rows([load_sheet("netflix-5.1").sheet, load_sheet("dpp-as11").sheet]))
    text = _shown(lambda console: show_matrix(rows, console))
    assert max(map(len, text.splitlines())) <= 80
    (dialogue, programme) = (line for line in text.splitlines() if "-27 ±2 LKFS" in line or "-24 ±2 LKFS" in line)
    assert " ".join(dialogue.split()) == "dialogue -27 ±2 LKFS speech at least 15 % shall, primary"
    assert " ".join(programme.split()) == "programme -24 ±2 LKFS speech below 15 % shall, quoted"
    assert "live programmes" in text


def test_a_row_of_the_overview_has_the_accepted_range_and_the_grade_of_the_branch() -> None:
    rows = list(matrix_rows([load_sheet("netflix-dub").sheet]))
    loudness = [row for row in rows if row.deliverable == "surround" and row.rule == "loudness.integrated"]
    assert [(row.target, row.minimum, row.maximum, row.grade) for row in loudness] == [
        (-27.0, -29.0, -25.0, "primary"),
        (-24.0, -26.0, -22.0, "recalled"),
    ]
    (peak,) = [row for row in rows if row.deliverable == "surround" and row.rule == "peak.true-peak"]
    assert (peak.target, peak.minimum, peak.maximum, peak.unit) == (None, None, -2.0, "dBTP")


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        (
            "netflix-5.1",
            "dialogue -27 ±2 LKFS (speech at least 15 %); programme -24 ±2 LKFS (speech below 15 %); max -2 dBTP",
        ),
        ("arte-geie", "programme -23 ±1 LKFS (community); max -1 dBTP (community)"),
        ("sawa", "Leq(m) max 82 dB"),
        ("netflix-me", "max -2 dBTP"),
        ("dcp-audio", None),
    ],
)
def test_figures_in_a_line_keep_conditions_and_say_what_is_hearsay(name: str, figures: str | None) -> None:
    assert key_figures(load_sheet(name).sheet) == figures
