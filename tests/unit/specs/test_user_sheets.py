"""Sheets of the user's own: where they are looked for, and what becomes of one that is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgate.commands.options import complete_sheet
from specs.errors import SheetError
from specs.listings.find import find_sheets
from specs.loader import load_every_sheet, load_sheet, sheet_names
from specs.user_sheets import FOLDER_VARIABLE, user_sheet_files, user_sheet_folder

SHEET = """id = "ID"
publisher = "Büro Größe"
title = "Mix specification"
edition = "3"
status = "current"
territory = "Germany"
[documents.spec]
title = "Mix specification"
retrieved = 2026-03-01
obtained = "read"
[deliverables.mix]
title = "Printmaster"
[[deliverables.mix.requirements]]
rule = "peak.true-peak"
level = "shall"
grade = "primary"
source = "spec §2"
maximum_dbtp = -2.0
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def _write(folder: Path, name: str, text: str | None = None) -> None:
    (folder / f"{name}.toml").write_text(SHEET.replace("ID", name) if text is None else text, encoding="utf-8")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"MIXGATE_SHEETS": "/studio", "XDG_CONFIG_HOME": "/config", "HOME": "/m"}, "/studio"),
        ({"XDG_CONFIG_HOME": "/config", "HOME": "/m"}, "/config/mixgate/sheets"),
        ({"XDG_CONFIG_HOME": "relative", "HOME": "/m"}, "/m/.config/mixgate/sheets"),
        ({"MIXGATE_SHEETS": "", "HOME": "/m"}, "/m/.config/mixgate/sheets"),
        ({}, None),
    ],
)
def test_the_folder_is_the_named_one_else_that_of_the_configuration(
    environment: dict[str, str], expected: str | None
) -> None:
    assert user_sheet_folder(environment) == (None if expected is None else Path(expected))


def test_a_sheet_of_ones_own_is_loaded_found_and_listed(folder: Path) -> None:
    _write(folder, "grosse")
    assert load_sheet("grosse").sheet.publisher == "Büro Größe"
    own = [loaded for loaded in load_every_sheet().loaded if loaded.own_file is not None]
    assert [(loaded.sheet.id, loaded.own_file) for loaded in own] == [("grosse", folder / "grosse.toml")]
    assert [one.sheet.id for one in find_sheets("Größe")] == ["grosse"]
    assert "grosse" not in sheet_names()


def test_a_refused_sheet_costs_none_of_the_others(folder: Path) -> None:
    _write(folder, "good")
    _write(folder, "broken", "id = ")
    _write(folder, "wrong", SHEET.replace("maximum_dbtp", "maximum_dbpt"))
    _write(folder, "renamed", SHEET.replace("ID", "other"))
    _write(folder, "netflix-5.1")
    (folder / "gone.toml").symlink_to(folder / "absent")
    (folder / "folder.toml").mkdir()
    (folder / "notes.txt").write_text("none of it")
    (folder / ".hidden.toml").write_text("none of it")
    every = load_every_sheet()
    assert [loaded.sheet.id for loaded in every.loaded if loaded.own_file is not None] == ["good"]
    assert {loaded.sheet.id for loaded in every.loaded} >= set(sheet_names())
    places = [Path(fault.where or "").name for fault in every.faults]
    assert places == ["broken.toml", "gone.toml", "netflix-5.1.toml", "renamed.toml", "wrong.toml"]


def test_the_id_of_a_sheet_that_comes_with_mixgate_keeps_its_meaning(folder: Path) -> None:
    _write(folder, "netflix-5.1")
    assert load_sheet("netflix-5.1").sheet.publisher == "Netflix"


def test_a_named_folder_that_is_none_is_one_fault_and_an_absent_one_of_the_configuration_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "absent"))
    every = load_every_sheet()
    assert len(every.loaded) == len(sheet_names())
    (fault,) = every.faults
    assert fault.where == str(tmp_path / "absent")
    with pytest.raises(SheetError):
        user_sheet_files()
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert user_sheet_files() == {}


def test_a_word_is_completed_with_ones_own_sheets_and_without_them_where_the_folder_is_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(folder, "netflix-of-ours")
    assert "netflix-of-ours" in complete_sheet("netflix")
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder / "absent"))
    assert "netflix-5.1" in complete_sheet("netflix")
