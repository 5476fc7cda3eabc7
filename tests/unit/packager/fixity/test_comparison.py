"""Files of a folder against several lists at once: what is missing, renamed, changed, or in no list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.wrapped import digest_of, write_files
from packager.fixity.comparison import Comparison
from packager.fixity.listing import Former, Listed, Listing
from packager.fixity.problem import Problem, ProblemKind
from packager.fixity.tree import walk

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = b"one", b"two"


def listed(content: bytes, *algorithms: str, size: int | None = None) -> Listed:
    return Listed(size_bytes=size, digests={name: digest_of(content, name) for name in algorithms or ("md5",)})


def listing(source: str, files: dict[str, Listed], *, covers: bool = True) -> Listing:
    return Listing(source=source, covers=lambda _path: covers, files=files)


def found(root: Path, *listings: Listing, former: dict[str, Former] | None = None) -> list[Problem]:
    return Comparison(walk(root), listings, former=former).problems(1, None)


def told(problems: list[Problem]) -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.path) for problem in problems]


def test_a_file_that_is_as_it_is_listed_is_no_problem(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": ONE})
    assert found(tmp_path, listing("x", {"a": listed(ONE, "md5", "sha256", size=3)})) == []


def test_a_file_of_another_size_is_told_with_both_and_is_not_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": ONE})
    problems = found(tmp_path, listing("x", {"a": listed(TWO, size=4)}), listing("y", {"a": listed(ONE, size=5)}))
    assert problems == [
        Problem(
            kind=ProblemKind.DAMAGED, path="a", message="a has another size than x states.",
            expected="4 bytes", found="3 bytes",
        )
    ]  # fmt: skip


def test_a_file_of_another_content_is_told_with_both_digests(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": TWO})
    (problem,) = found(tmp_path, listing("x", {"a": listed(ONE, size=3)}))
    assert (problem.kind, problem.path, problem.message) == (
        ProblemKind.DAMAGED, "a", "a has another content than x states.",
    )  # fmt: skip
    assert (problem.expected, problem.found) == (f"md5 {digest_of(ONE)}", f"md5 {digest_of(TWO)}")


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "place"),
    [
        (["md5"], ["sha1"], ProblemKind.INCONSISTENT, "y"),
        (["sha256"], ["md5"], ProblemKind.INCONSISTENT, "y"),
        (["sha256"], ["sha256"], ProblemKind.INCONSISTENT, "y"),
        (["md5"], ["sha256"], ProblemKind.DAMAGED, "a"),
        (["md5", "sha1"], ["sha1", "sha256"], ProblemKind.DAMAGED, "a"),
        ([], ["md5"], ProblemKind.DAMAGED, "a"),
    ],
)
def test_of_lists_that_contradict_each_other_sha_256_is_believed(
    tmp_path: Path, right: list[str], wrong: list[str], kind: ProblemKind, place: str
) -> None:
    write_files(tmp_path, {"a": ONE})
    lists = [listing("x", {"a": listed(ONE, *right)})] if right else []
    (problem,) = found(tmp_path, *lists, listing("y", {"a": listed(TWO, *wrong)}))
    assert (problem.kind, problem.path) == (kind, place)
    shown = "sha256" if "sha256" in wrong else wrong[0]
    assert problem.expected == f"{shown} {digest_of(TWO, shown)}"
    assert problem.found == f"{shown} {digest_of(ONE, shown)}"


def test_every_list_that_is_wrong_is_named_and_the_first_by_name_is_the_place(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": ONE})
    lists = [listing("z", {"a": listed(TWO)}), listing("y", {"a": listed(TWO)}), listing("x", {"a": listed(ONE)})]
    (problem,) = found(tmp_path, *lists)
    assert (problem.kind, problem.path) == (ProblemKind.INCONSISTENT, "y")
    assert problem.message.startswith("y, z states another digest of a")


def test_what_is_missing_and_what_is_in_no_list(tmp_path: Path) -> None:
    write_files(tmp_path, {"b": TWO})
    lists = [listing("x", {"a": listed(ONE)}), listing("y", {"a": listed(ONE)}, covers=False)]
    problems = found(tmp_path, *lists)
    assert told(problems) == [(ProblemKind.MISSING, "a"), (ProblemKind.EXTRA, "b")]
    assert problems[0].message == "a is missing: x lists it."
    assert told(found(tmp_path, listing("x", {"a": listed(ONE)}, covers=False))) == [(ProblemKind.MISSING, "a")]


def test_a_missing_file_whose_content_is_there_was_renamed(tmp_path: Path) -> None:
    write_files(tmp_path, {"c": ONE, "d": TWO, "e": ONE})
    problems = found(tmp_path, listing("x", {"a": listed(ONE, "md5", "sha1"), "b": listed(ONE)}))
    assert told(problems) == [(ProblemKind.RENAMED, "c"), (ProblemKind.RENAMED, "e"), (ProblemKind.EXTRA, "d")]
    assert [(problem.expected, problem.found) for problem in problems[:2]] == [("a", "c"), ("b", "e")]


def test_one_file_is_not_what_two_missing_ones_are_called_now(tmp_path: Path) -> None:
    write_files(tmp_path, {"c": ONE})
    problems = found(tmp_path, listing("x", {"a": listed(ONE), "b": listed(ONE)}))
    assert told(problems) == [(ProblemKind.RENAMED, "c"), (ProblemKind.MISSING, "b")]


def test_without_a_digest_nothing_was_renamed(tmp_path: Path) -> None:
    write_files(tmp_path, {"c": ONE})
    problems = found(tmp_path, listing("x", {"a": Listed(size_bytes=3)}))
    assert told(problems) == [(ProblemKind.MISSING, "a"), (ProblemKind.EXTRA, "c")]


def test_a_digest_that_differs_tells_a_file_from_a_missing_one(tmp_path: Path) -> None:
    write_files(tmp_path, {"c": ONE})
    lists = [listing("x", {"a": listed(ONE)}), listing("y", {"a": listed(TWO, "sha1")})]
    assert told(found(tmp_path, *lists)) == [(ProblemKind.MISSING, "a"), (ProblemKind.EXTRA, "c")]


def test_a_file_that_one_of_two_lists_lacks_is_told(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": ONE})
    lists = [listing("x", {"a": listed(ONE)}), listing("y", {}), listing("z", {}, covers=False)]
    (problem,) = found(tmp_path, *lists)
    assert (problem.kind, problem.path) == (ProblemKind.INCONSISTENT, "a")
    assert problem.message == "a is not in y, but in x."


def test_a_path_that_is_not_allowed_is_not_looked_at(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a": ONE})
    write_files(tmp_path, {"out": ONE})
    lists = listing("x", {"a": listed(ONE), "../out": listed(TWO)})
    assert found(tmp_path / "in", lists) == []


@pytest.mark.parametrize(("content", "kind"), [(ONE, ProblemKind.HISTORY), (TWO, ProblemKind.MISSING)])
def test_a_name_that_only_an_earlier_generation_has(tmp_path: Path, content: bytes, kind: ProblemKind) -> None:
    write_files(tmp_path, {"new": content, "other": TWO})
    lists = listing("second", {"new": listed(content, "sha1"), "other": listed(TWO, "sha1")})
    former = {"old": Former(source="first", listed=listed(ONE), successors=("new", "other"))}
    (problem,) = found(tmp_path, lists, former=former)
    assert problem.kind is kind
    if kind is ProblemKind.HISTORY:
        assert (problem.path, problem.expected, problem.found) == ("new", "old", "new")
        assert problem.message.startswith("new was named old before")
    else:
        assert problem.path == "old"
        assert problem.message == "old is missing: first lists it, and the last generation does not."


def test_an_earlier_name_without_a_digest_or_a_later_file_is_missing(tmp_path: Path) -> None:
    write_files(tmp_path, {"new": ONE})
    lists = listing("second", {"new": listed(ONE)})
    for former in (
        Former(source="first", listed=Listed(size_bytes=3), successors=("new",)),
        Former(source="first", listed=listed(ONE), successors=()),
        Former(source="first", listed=listed(ONE), successors=("gone",)),
    ):
        assert told(found(tmp_path, lists, former={"old": former})) == [(ProblemKind.MISSING, "old")]


def test_every_file_that_is_missing_is_told(tmp_path: Path) -> None:
    lists = listing("x", {name: listed(ONE) for name in "abc"})
    write_files(tmp_path, {"b": ONE})
    assert told(found(tmp_path, lists)) == [(ProblemKind.MISSING, "a"), (ProblemKind.MISSING, "c")]
