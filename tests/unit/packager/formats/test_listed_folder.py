"""A folder held against every list in it: how much is read, and what is told first where there is too much to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.wrapped import digest_of, write_bag, write_files, write_generation
from packager.fixity.problem import ProblemKind
from packager.fixity.tree import MAXIMUM_FILES
from packager.formats.listed import forms
from packager.formats.listed.folder import check_listed, is_sound
from packager.formats.listed.forms import (
    BAG,
    DIGEST_LISTS,
    MEDIA_HASH_LIST,
    has_digest_lists,
    is_bag_folder,
    is_list,
    is_media_hash_list_folder,
    sidecars,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_bytes_to_be_read_are_those_of_the_files_that_are_listed_and_there(tmp_path: Path) -> None:
    lines = "".join(f"{digest_of(content)}  {name}\n" for name, content in (("a.wav", b"one"), ("gone.wav", b"gone")))
    write_files(tmp_path, {"a.wav": b"one", "b.txt": b"of no list", "md5sums": lines.encode()})
    shown: list[tuple[str, int]] = []

    def show(text: str, count: int) -> Callable[[int], None]:
        shown.append((text, count))
        return lambda _done: None

    check_listed(tmp_path, DIGEST_LISTS, workers=1, show=show)
    assert shown == [("Verifying", 3)]


def test_what_is_wrong_is_told_before_what_is_not_known(tmp_path: Path) -> None:
    unread = {f"{number:04}.mov.b3": b"x" for number in range(1001)}
    write_files(tmp_path, unread | {"film.wav": b"onf", "md5sums": f"{digest_of(b'one')}  film.wav\n".encode()})
    found = check_listed(tmp_path, DIGEST_LISTS, workers=1).problems
    assert len(found) == 1001
    assert (found[0].kind, found[0].path) == (ProblemKind.DAMAGED, "film.wav")
    assert (found[-1].kind, found[-1].message) == (
        ProblemKind.UNKNOWN_FORM,
        "2 more problems were found; not listed one by one.",
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.wav", True), ("sub/A.WAV", True), ("a.flac", True), (".a.wav", False), ("wav", False), ("a.wav.md5", False)],
)
def test_sound_is_told_by_its_ending(path: str, expected: bool) -> None:
    assert is_sound(path) is expected


def test_what_is_delivered_lies_in_the_payload_and_below_folders_that_hold_one_alone(tmp_path: Path) -> None:
    write_bag(tmp_path / "bag", {"show/reels/a.wav": b"one", "show/reels/b.wav": b"two"})
    (tmp_path / "bag" / "data" / ".DS_Store").write_bytes(b"")
    assert check_listed(tmp_path / "bag", BAG, workers=1).inputs == [tmp_path / "bag" / "data" / "show" / "reels"]
    write_files(tmp_path / "bag", {"data/more.wav": b"x"})
    assert check_listed(tmp_path / "bag", BAG, workers=1).inputs == [tmp_path / "bag" / "data"]
    write_files(tmp_path / "card", {"data/a.wav": b"one", "b.wav": b"two"})
    write_generation(tmp_path / "card", 1, [{"path": "b.wav", "md5": digest_of(b"two")}])
    assert check_listed(tmp_path / "card", MEDIA_HASH_LIST, workers=1).inputs == [tmp_path / "card"]


def test_forms_are_recognised_by_what_lies_in_a_folder(tmp_path: Path) -> None:
    write_bag(tmp_path / "bag", {"a.wav": b"one"})
    write_files(tmp_path / "card", {"reel/a.wav": b"one"})
    write_generation(tmp_path / "card" / "reel", 1, [{"path": "a.wav", "md5": digest_of(b"one")}])
    write_files(tmp_path / "lists", {"a.wav": b"one", "a.wav.md5": b"x", "b.wav": b"two"})
    places = [tmp_path / name for name in ("bag", "card", "lists", "none")]
    assert [is_bag_folder(place) for place in places] == [True, False, False, False]
    assert [is_media_hash_list_folder(place) for place in places] == [False, True, False, False]
    assert [has_digest_lists(place) for place in places] == [True, True, True, False]
    files = [tmp_path / "lists" / name for name in ("a.wav", "a.wav.md5", "b.wav", "c.wav")]
    assert [has_digest_lists(file) for file in files] == [True, True, False, False]
    assert [sidecars(file) for file in files] == [("a.wav.md5",), (), (), ()]
    assert is_bag_folder(files[0]) is is_media_hash_list_folder(files[0]) is False


@pytest.mark.parametrize(
    ("name", "expected"), [("x.mhl", True), ("X.MHL", True), ("a.md5", True), ("SHA256SUMS", True), ("a.wav", False)]
)
def test_what_is_a_list(name: str, expected: bool) -> None:
    assert is_list(name, frozenset({name})) is expected


@pytest.mark.parametrize(("most", "is_found"), [(4, True), (3, False)])
def test_as_many_names_are_looked_at_as_a_package_may_have_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, is_found: bool
) -> None:
    assert MAXIMUM_FILES == 20_000
    monkeypatch.setattr(forms, "MAXIMUM_FILES", most)
    write_files(tmp_path, {"a/1": b"", "a/2": b"", "a/3": b"", "ascmhl/0001_a.mhl": b""})
    assert is_media_hash_list_folder(tmp_path) is is_found


@pytest.mark.parametrize("folder", ["-reel", "!reel", "reel", "reel/inner"])
def test_a_history_is_found_in_a_folder_of_any_name(tmp_path: Path, folder: str) -> None:
    write_files(tmp_path, {f"{folder}/ascmhl/0001_a.mhl": b"", "a.wav": b""})
    assert is_media_hash_list_folder(tmp_path)
