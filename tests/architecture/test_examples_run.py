"""The examples of the documentation do what they show, on files that are synthesised for them."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Final

import pytest

from fixtures.film_files import write_film
from specs.lint import lint_sheet
from specs.loader import load_sheet

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = ("README.md", "docs/python-api.md")
README_LINES: Final = 5


def python_of(page: str) -> str:
    """The Python blocks of a page, one after the other."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return "".join(re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_is_what_happens(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_film(tmp_path)
    monkeypatch.chdir(tmp_path)
    shown = doctest.DocTestParser().get_doctest(python_of(page), {}, page, page, 0)
    assert shown.examples
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(shown, out=said.append)
    assert result.failed == 0, "".join(said)


def test_every_sheet_that_a_page_shows_whole_is_sound(tmp_path: Path) -> None:
    """The sheets of the README and of docs/examples, and the head in the how-to with what follows it there."""
    sheets = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs/examples").glob("*.toml"))}
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        blocks = re.findall(r"^```toml\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for number, block in enumerate(blocks):
            if block.startswith("id = "):
                whole = "[deliverables." in block
                sheets[f"{page.stem}-{number}.toml"] = (
                    block if whole else block + "".join(blocks[number + 1 : number + 3])
                )
    assert {name.split("-")[0] for name in sheets} >= {"client", "README", "sheets"}
    for name, text in sheets.items():
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        assert list(lint_sheet(load_sheet(str(file)).sheet)) == [], name


def test_the_report_of_the_readme_has_as_many_findings_as_its_sheet_has_demands() -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("## What it looks like")[1].split("```")[1]
    (line,) = re.findall(r"findings +(.*?)╰", shown, flags=re.DOTALL)
    demands = load_sheet("netflix-dub").sheet.deliverables["surround"].requirements
    assert sum(int(number) for number in re.findall(r"\d+", line)) == len(demands)
    assert f"of {len(demands)} demands" in " ".join(shown.replace("│", " ").split())


def test_the_readme_needs_five_lines() -> None:
    lines = [line for line in python_of("README.md").splitlines() if line.startswith((">>> ", "... "))]
    assert 0 < len(lines) <= README_LINES


def test_every_public_call_is_shown() -> None:
    import mixgate

    text = python_of("docs/python-api.md")
    calls = {name for name in mixgate.__all__ if name[0].islower()} - {"load_measurements"}
    assert {name for name in calls if f"mixgate.{name}(" not in text} == set()
