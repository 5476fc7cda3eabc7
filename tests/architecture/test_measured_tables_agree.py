"""The README shows the tables that the benchmark wrote, and no others."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _tables(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- measured: (.+?) -->\n(.*?)<!-- end -->", text, re.DOTALL))


def test_the_readme_and_the_page_on_performance_show_the_same_tables() -> None:
    readme, page = _tables("README.md"), _tables("docs/performance.md")
    assert readme, "the README has a place for a table"
    for place, table in readme.items():
        assert page[place] == table, place


def test_every_place_for_a_table_holds_one() -> None:
    for place, table in (_tables("README.md") | _tables("docs/performance.md")).items():
        assert table.count("\n|") >= 3, place
