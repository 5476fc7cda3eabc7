"""Where machine code lies: the first folder that takes it, and none that others can write to among temporary files."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from validator.scan import code_cache

NAME = "granule-0123.code"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """The three folders there are where none is named, all in one place."""
    monkeypatch.delenv(code_cache.FOLDER_VARIABLE, raising=False)
    monkeypatch.setattr(code_cache, "BESIDE_SOURCES", tmp_path / "sources" / "__pycache__")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    (tmp_path / "tmp").mkdir(mode=0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    suffix = "" if sys.platform == "win32" else f"-{os.geteuid()}"
    return {
        "sources": tmp_path / "sources" / "__pycache__",
        "home": tmp_path / "home" / "mixgate",
        "temporary": tmp_path / "tmp" / f"mixgate-cache{suffix}",
    }


def block(folder: Path) -> None:
    """Put a file where the folder's parent would be: root, too, cannot write into that."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("no folder")


def test_the_first_folder_that_takes_it_is_used(folders: dict[str, Path]) -> None:
    for blocked, taken in (("", "sources"), ("sources", "home"), ("home", "temporary")):
        if blocked:
            for path in folders[blocked].iterdir():
                path.unlink()
            folders[blocked].rmdir()
            block(folders[blocked])
        assert code_cache.writable_folder() == folders[taken]
        assert code_cache.keep(NAME, b"code") == folders[taken] / NAME
        assert code_cache.kept_at(NAME) == folders[taken] / NAME
        assert list(code_cache.kept(NAME)) == [b"code"]


def test_where_no_folder_takes_it_nothing_is_kept_and_nothing_left(folders: dict[str, Path]) -> None:
    for folder in folders.values():
        if folder.is_dir():
            folder.rmdir()
        block(folder)
    assert code_cache.writable_folder() is None
    assert code_cache.keep(NAME, b"code") is None
    assert code_cache.kept_at(NAME) is None


def test_trying_a_folder_leaves_nothing_in_it(folders: dict[str, Path]) -> None:
    assert code_cache.writable_folder() == folders["sources"]
    assert list(folders["sources"].iterdir()) == []


def test_a_disk_that_fills_up_leaves_no_part_behind(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_part: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert code_cache.keep(NAME, b"code") is None
    assert [list(folder.iterdir()) for folder in folders.values()] == [[], [], []]


def test_a_named_folder_is_the_only_one(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    code_cache.keep(NAME, b"code")
    named = folders["home"].parent / "named"
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(named))
    assert code_cache.kept_at(NAME) is None
    assert code_cache.keep(NAME, b"other") == named / NAME
    assert list(code_cache.kept(NAME)) == [b"other"]


def test_damaged_code_in_one_folder_does_not_hide_whole_code_in_the_next(folders: dict[str, Path]) -> None:
    code_cache.keep(NAME, b"code")
    folders["home"].mkdir(parents=True)
    (folders["sources"] / NAME).rename(folders["home"] / NAME)
    (folders["sources"] / NAME).write_bytes(b"damaged")
    assert list(code_cache.kept(NAME)) == [b"code"]
    assert code_cache.kept_at(NAME) == folders["home"] / NAME


@POSIX
def test_what_is_kept_can_be_read_by_whom_the_users_mask_lets(folders: dict[str, Path]) -> None:
    before = os.umask(0o022)
    try:
        assert code_cache.keep(NAME, b"code") is not None
    finally:
        os.umask(before)
    assert (folders["sources"] / NAME).stat().st_mode & 0o777 == 0o644


@POSIX
def test_the_folder_among_temporary_files_is_closed_to_others(folders: dict[str, Path]) -> None:
    assert folders["temporary"] in code_cache.cache_folders()
    assert folders["temporary"].stat().st_mode & 0o777 == 0o700


@POSIX
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_temporary_folder_that_others_may_write_to_is_not_trusted(folders: dict[str, Path], mode: int) -> None:
    folders["temporary"].mkdir()
    folders["temporary"].chmod(mode)
    assert folders["temporary"] not in code_cache.cache_folders()


@POSIX
def test_a_link_among_temporary_files_is_not_followed(folders: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folders["temporary"].symlink_to(tmp_path / "elsewhere")
    assert folders["temporary"] not in code_cache.cache_folders()


@POSIX
def test_a_temporary_folder_of_another_user_is_not_trusted(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    planted = folders["temporary"].with_name(f"mixgate-cache-{stranger}")
    planted.mkdir(mode=0o700)
    assert planted not in code_cache.cache_folders()


@POSIX
def test_among_temporary_files_that_anybody_may_rename_there_is_no_place(folders: dict[str, Path]) -> None:
    folders["temporary"].parent.chmod(0o777)
    assert folders["temporary"] not in code_cache.cache_folders()
    folders["temporary"].parent.chmod(0o1777)
    assert folders["temporary"] in code_cache.cache_folders()
