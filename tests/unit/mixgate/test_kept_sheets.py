"""The sheets of the house, kept as they were read: the same as read anew, and read anew whenever that may not be so."""

from __future__ import annotations

import pickle
from importlib.resources import files
from typing import TYPE_CHECKING, Never

import pytest

from mixgate import kept_sheets
from specs.errors import SheetError
from specs.loader import load_sheet, load_shelf, sheet_names
from validator.scan import code_cache

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that anything is kept in."""
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def _not_read_again(_name: str = "") -> Never:
    pytest.fail("the sheets were read again")


def test_what_is_kept_is_what_would_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = load_shelf()
    assert kept_sheets.shelf() == read
    assert [path.name for path in folder.iterdir()] == ["sheets.kept"]
    monkeypatch.setattr(kept_sheets, "load_shelf", _not_read_again)
    kept = kept_sheets.shelf()
    assert kept == read
    assert [one.sheet.model_dump(mode="json", exclude_unset=True) for one in kept] == [
        one.sheet.model_dump(mode="json", exclude_unset=True) for one in read
    ]


def test_sheets_are_read_anew_when_one_of_them_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_sheets.shelf()
    before = (folder / "sheets.kept").read_bytes()
    monkeypatch.setattr(kept_sheets, "shelf_contents", lambda: iter((b"one.toml", b"id = 'other'")))
    monkeypatch.setattr(kept_sheets, "load_shelf", tuple)
    assert kept_sheets.shelf() == ()
    assert (folder / "sheets.kept").read_bytes() != before


def test_sheets_are_read_anew_when_the_version_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_sheets.shelf()
    monkeypatch.setattr(kept_sheets, "__version__", "0.0.0")
    monkeypatch.setattr(kept_sheets, "load_shelf", tuple)
    assert kept_sheets.shelf() == ()
    assert folder.is_dir()


@pytest.mark.parametrize("content", [b"", b"short", bytes(500)])
def test_a_damaged_file_is_made_anew(folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read = kept_sheets.shelf()
    (folder / "sheets.kept").write_bytes(content)
    assert kept_sheets.shelf() == read
    monkeypatch.setattr(kept_sheets, "load_shelf", _not_read_again)
    assert kept_sheets.shelf() == read


def test_what_cannot_be_loaded_is_read_anew(folder: Path) -> None:
    read = load_shelf()
    for content in (b"no pickle", pickle.dumps(dict.fromkeys(sheet_names(), b"no pickle"))):
        code_cache.keep("sheets.kept", kept_sheets._edition() + content)
        assert kept_sheets.named(["ebu-r128"]) == [load_sheet("ebu-r128")]
        code_cache.keep("sheets.kept", kept_sheets._edition() + content)
        assert kept_sheets.shelf() == read
    assert folder.is_dir()


def test_sheets_that_are_named_are_kept_one_by_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["ebu-r128", "netflix-dub"]
    read = [load_sheet(name) for name in names]
    assert kept_sheets.named(names[:1]) == read[:1]
    assert kept_sheets.named(names) == read
    monkeypatch.setattr(kept_sheets, "load_sheet", _not_read_again)
    assert kept_sheets.named(reversed(names)) == read[::-1]
    assert kept_sheets.shelf() == load_shelf()
    assert [path.name for path in folder.iterdir()] == ["sheets.kept"]


def test_a_sheet_of_ones_own_is_never_kept(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes((files("specs") / "sheets" / "ebu-r128.toml").read_bytes())
    assert kept_sheets.named([str(own)]) == [load_sheet(str(own))]
    assert not folder.exists()


def test_a_sheet_that_does_not_exist_is_refused_as_ever(folder: Path) -> None:
    kept_sheets.shelf()
    with pytest.raises(SheetError, match="no such sheet"):
        kept_sheets.named(["ebu-r128", "no-such-sheet"])
    assert folder.is_dir()


@pytest.mark.usefixtures("folder")
def test_sheets_are_read_where_nothing_can_be_kept(folder: Path) -> None:
    folder.write_text("a file in the way of the folder")
    assert kept_sheets.shelf() == load_shelf()
