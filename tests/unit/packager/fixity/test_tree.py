"""What lies in a package's folder: files with their sizes, and whatever is no file or has no name of one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fixtures.wrapped import write_files
from packager.fixity import tree as tree_module
from packager.fixity.problem import Problem, ProblemKind
from packager.fixity.tree import Tree, unreadable, walk
from specs.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names, and links need rights")


def told(tree: Tree) -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.path) for problem in tree.problems]


def test_every_file_is_listed_with_its_size_in_the_order_of_names(tmp_path: Path) -> None:
    write_files(tmp_path, {"b": b"", "a/z": b"123", "a/c/d": b"1", "c": b"12"})
    tree = walk(tmp_path)
    assert list(tree.sizes_bytes.items()) == [("a/c/d", 1), ("a/z", 3), ("b", 0), ("c", 2)]
    assert tree.problems == []
    assert tree.root == tmp_path


def test_an_empty_folder_is_told_of_a_package_of_ones_own_alone(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    write_files(tmp_path, {"c/d": b""})
    assert told(walk(tmp_path)) == [(ProblemKind.EXTRA, "a/b/")]
    assert told(walk(tmp_path, lenient=True)) == []


@pytest.mark.parametrize("lenient", [False, True])
def test_links_and_special_files_are_told_and_not_followed(tmp_path: Path, lenient: bool) -> None:
    root = tmp_path / "in"
    write_files(tmp_path, {"in/a": b"1", "out/b": b"2"})
    (root / "link").symlink_to(tmp_path / "out" / "b")
    (root / "folder").symlink_to(tmp_path / "out")
    os.mkfifo(root / "pipe")
    tree = walk(root, lenient=lenient)
    assert told(tree) == [(ProblemKind.UNSAFE, "folder"), (ProblemKind.UNSAFE, "link"), (ProblemKind.UNSAFE, "pipe")]
    assert f"it is a link to {str(tmp_path / 'out' / 'b')!r}" in tree.problems[1].message
    assert "neither a file nor a folder" in tree.problems[2].message
    assert tree.sizes_bytes == {"a": 1}


def test_names_that_some_systems_do_not_take_are_told_of_a_package_of_ones_own_alone(tmp_path: Path) -> None:
    write_files(tmp_path, {"a?b": b"1", "Film.wav": b"", "film.wav": b""})
    if len(list(tmp_path.iterdir())) < 3:
        pytest.skip("this file system takes the two names for one")
    assert sorted(told(walk(tmp_path))) == [(ProblemKind.COLLISION, "film.wav"), (ProblemKind.UNSAFE, "a?b")]
    lenient = walk(tmp_path, lenient=True)
    assert told(lenient) == []
    assert set(lenient.sizes_bytes) == {"a?b", "Film.wav", "film.wav"}


@pytest.mark.parametrize("lenient", [False, True])
def test_a_name_that_is_no_text_is_told_in_a_form_that_can_be_shown(tmp_path: Path, lenient: bool) -> None:
    try:
        (tmp_path / os.fsdecode(b"a\xff")).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system takes no such name")
    tree = walk(tmp_path, lenient=lenient)
    assert told(tree) == [(ProblemKind.UNSAFE, "a\\udcff")]
    assert tree.sizes_bytes == {}


def test_a_folder_that_lies_too_deep_is_not_looked_into(tmp_path: Path) -> None:
    place = tmp_path
    for _ in range(6):
        place = place / ("x" * 200)
        place.mkdir()
    (place / "a").write_bytes(b"")
    tree = walk(tmp_path)
    assert [problem.kind for problem in tree.problems] == [ProblemKind.UNSAFE]
    assert "lies too deep" in tree.problems[0].message
    assert tree.problems[0].path == "x" * 80
    assert tree.sizes_bytes == {}


def test_a_path_as_long_as_macos_takes_is_looked_into(tmp_path: Path) -> None:
    """1024 bytes: five folders of 200 letters, and one that fills up what is left."""
    place = tmp_path.joinpath(*(["x" * 200] * 5), "y" * 19)
    place.mkdir(parents=True)
    (place / "a").write_bytes(b"")
    assert len(str(place.relative_to(tmp_path))) == 1024
    assert "too deep" not in " ".join(problem.message for problem in walk(tmp_path).problems)
    assert len(walk(tmp_path).sizes_bytes) == 1


def test_what_is_no_folder_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    for place in (tmp_path / "a", tmp_path / "none"):
        with pytest.raises(MediaError, match="no such package"):
            walk(place)


def test_a_folder_of_more_files_than_allowed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tree_module.MAXIMUM_FILES == 20_000
    monkeypatch.setattr(tree_module, "MAXIMUM_FILES", 3)
    write_files(tmp_path, dict.fromkeys("abc", b""))
    assert len(walk(tmp_path).sizes_bytes) == 3
    (tmp_path / "d").write_bytes(b"")
    with pytest.raises(MediaError, match="too many files") as refusal:
        walk(tmp_path)
    assert refusal.value.expected == "at most 3"


def test_a_list_is_read_up_to_its_limit(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": b"12345"})
    tree = walk(tmp_path)
    assert tree.read("a", 5) == tree.read("a", 6) == b"12345"
    problem = tree.read("a", 4)
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.path) == (ProblemKind.UNREADABLE, "a")
    assert (problem.found, problem.expected) == ("5 bytes", "at most 4 bytes")
    (tmp_path / "a").write_bytes(b"1234567")
    assert tree.read("a", 5) == b"12345", "what grew meanwhile is not read to its end"
    (tmp_path / "a").unlink()
    gone = tree.read("a", 5)
    assert isinstance(gone, Problem)
    assert gone.found == os.strerror(2)


def test_a_file_in_whose_place_there_is_a_link_by_now_is_not_opened(tmp_path: Path) -> None:
    write_files(tmp_path, {"in/a": b"1", "b": b"2"})
    tree = walk(tmp_path / "in")
    (tmp_path / "in" / "a").unlink()
    (tmp_path / "in" / "a").symlink_to(tmp_path / "b")
    assert isinstance(tree.read("a", 10), Problem)


def test_an_error_of_the_system_without_words_is_told_by_its_kind() -> None:
    assert unreadable("a", PermissionError()).found == "PermissionError"
    assert unreadable("a", OSError(5, "Input/output error")).found == "Input/output error"


def test_what_lies_beside_a_folder_that_is_too_deep_is_listed(tmp_path: Path) -> None:
    inner = tmp_path.joinpath(*(["x" * 200] * 5))
    (inner / ("y" * 100)).mkdir(parents=True)
    (inner / "z").write_bytes(b"1")
    assert list(walk(tmp_path).sizes_bytes.values()) == [1]
