"""Digest lists beside files: what their names say, which lines are read, and which are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from fixtures.wrapped import digest_of, write_files
from packager.fixity.digest_lists import ListName, list_ending, list_name, read_digest_list
from packager.fixity.name_lookup import NameLookup
from packager.fixity.problem import ProblemKind
from packager.fixity.tree import Tree, walk

if TYPE_CHECKING:
    from pathlib import Path

    from packager.fixity.listing import Read

MIB: Final = 2**20
MD5, SHA1 = digest_of(b"one"), digest_of(b"one", "sha1")


def read(root: Path, text: str, place: str = "SUMS.md5") -> Read:
    write_files(root, {"film.wav": b"one", "sub/a.wav": b"one", place: text.encode()})
    tree = walk(root)
    named = list_name(place, frozenset(tree.sizes_bytes))
    assert named is not None
    return read_digest_list(tree, NameLookup(tree.sizes_bytes), place, named)


def told(said: Read) -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.path) for problem in said.problems]


@pytest.mark.parametrize(
    ("path", "present", "expected"),
    [
        ("film.wav.md5", ["film.wav"], ListName("md5", "film.wav")),
        ("sub/film.wav.SHA1.txt", ["sub/film.wav"], ListName("sha1", "sub/film.wav")),
        ("film.wav.md5", [], ListName("md5", "film.wav")),
        ("film.md5", ["film.wav"], ListName("md5", "film.wav")),
        ("film.md5", ["film.wav", "film.sha1", "film.md5"], ListName("md5", "film.wav")),
        ("film.md5", ["film.wav", "film.mov"], ListName("md5")),
        ("film.md5", ["sub/film.wav"], ListName("md5")),
        ("film.md5", [], ListName("md5")),
        ("SUMS.sha256", ["film.wav"], ListName("sha256")),
        ("a.sfv", ["film.wav"], ListName("crc32")),
        ("a.sha", [], ListName("sha1")),
        ("film.wav.b3", ["film.wav"], ListName(None, "film.wav", is_read=False)),
        ("film.wav.b3", [], ListName(None, None, is_read=False)),
        ("SHA256SUMS", [], ListName("sha256")),
        ("sub/md5sums.txt", [], ListName("md5")),
        ("film_md5.txt", [], ListName("md5")),
        ("checksums", [], ListName(None)),
        ("notes.txt", [], None),
        ("film.wav", [], None),
        ("v1.2 md5.txt", [], None),
    ],
)
def test_what_a_name_says(path: str, present: list[str], expected: ListName | None) -> None:
    assert list_name(path, frozenset([*present, path])) == expected


@pytest.mark.parametrize(
    ("path", "expected"), [("a.md5", "md5"), ("sub/a.b.SHA256", "sha256"), ("a.wav", None), ("md5", "md5")]
)
def test_the_algorithm_of_an_ending(path: str, expected: str | None) -> None:
    assert list_ending(path) == expected


def test_ten_lines_that_are_none_are_told_by_their_numbers(tmp_path: Path) -> None:
    lines = [f"{MD5}  film.wav", *(f"line {number}" for number in range(12))]
    said = read(tmp_path, "\n".join(lines))
    assert told(said) == [(ProblemKind.UNREADABLE, "SUMS.md5")] * 10
    assert [problem.message.split()[1] for problem in said.problems] == [str(number) for number in range(2, 12)]
    assert set(said.listings[0].files) == {"film.wav"}


def test_comments_and_empty_lines_are_none_and_are_not_told(tmp_path: Path) -> None:
    comments = [
        "; sfv",
        "# made by hand",
        "// of Windows",
        "% of xxhsum",
        "-----BEGIN PGP SIGNED MESSAGE-----",
        "",
        " \t",
    ]
    said = read(tmp_path, "\n".join([*comments, f"{MD5}  film.wav"]))
    assert said.problems == []
    assert set(said.listings[0].files) == {"film.wav"}


def test_a_list_of_no_lines_is_empty_and_one_of_other_lines_is_of_an_unknown_form(tmp_path: Path) -> None:
    empty = read(tmp_path, "# nothing\n")
    assert told(empty) == [(ProblemKind.UNREADABLE, "SUMS.md5")]
    assert empty.problems[0].message.endswith("it lists no file.")
    other = read(tmp_path, "# something\nthis is none\nnor this\n")
    assert told(other) == [(ProblemKind.UNKNOWN_FORM, "SUMS.md5")]
    assert other.problems[0].found == "Line 2 of SUMS.md5 is not a digest and a name: 'this is none'."


@pytest.mark.parametrize(("size_bytes", "is_read"), [(32 * MIB, True), (32 * MIB + 1, False)])
def test_a_list_of_more_than_32_mib_is_not_read(tmp_path: Path, size_bytes: int, is_read: bool) -> None:
    (tmp_path / "SUMS.md5").write_text(f"{MD5}  film.wav\n")
    tree = Tree(root=tmp_path, sizes_bytes={"SUMS.md5": size_bytes})
    said = read_digest_list(tree, NameLookup(tree.sizes_bytes), "SUMS.md5", ListName("md5"))
    assert bool(said.listings) is is_read
    assert told(said) == ([] if is_read else [(ProblemKind.UNREADABLE, "SUMS.md5")])


@pytest.mark.parametrize(
    ("place", "stated", "expected"),
    [
        ("sub/deep/SUMS.md5", "a.wav", "sub/a.wav"),
        ("sub/deep/SUMS.md5", "film.wav", "film.wav"),
        ("sub/SUMS.md5", "a.wav", "sub/a.wav"),
        ("sub/SUMS.md5", "sub/a.wav", "sub/a.wav"),
        ("sub/SUMS.md5", "gone.wav", "sub/gone.wav"),
        ("sub/SUMS.md5", "/Volumes/X/gone.wav", "sub/gone.wav"),
        ("SUMS.md5", "sub\\gone.wav", "sub/gone.wav"),
    ],
)
def test_a_name_is_looked_for_in_the_folder_of_the_list_and_above(
    tmp_path: Path, place: str, stated: str, expected: str
) -> None:
    said = read(tmp_path, f"{MD5}  {stated}\n", place)
    assert said.problems == []
    assert set(said.listings[0].files) == {expected}
    assert not said.listings[0].covers(expected)


def test_a_digest_alone_is_of_the_file_that_the_name_of_the_list_says(tmp_path: Path) -> None:
    for text in (MD5, f"{MD5}  -\n"):
        assert set(read(tmp_path, text, "film.wav.md5").listings[0].files) == {"film.wav"}
    said = read(tmp_path, MD5)
    assert told(said) == [(ProblemKind.UNREADABLE, "SUMS.md5")]
    assert said.listings[0].files == {}


def test_the_sidecar_of_a_file_may_name_another_place_of_it_where_it_has_one_line(tmp_path: Path) -> None:
    alone = read(tmp_path, f"{MD5}  ../old/film.wav\n", "film.wav.md5")
    assert set(alone.listings[0].files) == {"film.wav"}
    assert alone.problems == []
    two = read(tmp_path, f"{MD5}  ../old/film.wav\n{MD5}  sub/a.wav\n", "film.wav.md5")
    assert told(two) == [(ProblemKind.UNSAFE, "film.wav.md5")]


def test_several_digests_of_a_file_count_together_and_two_of_a_kind_contradict(tmp_path: Path) -> None:
    both = read(tmp_path, f"{MD5}  film.wav\nSHA1 (film.wav) = {SHA1}\n")
    assert both.listings[0].files["film.wav"].digests == {"md5": MD5, "sha1": SHA1}
    assert both.problems == []
    twice = read(tmp_path, f"{MD5}  film.wav\n{MD5}  film.wav\n{digest_of(b'two')}  film.wav\n")
    assert told(twice) == [(ProblemKind.INCONSISTENT, "film.wav")]
    assert twice.listings[0].files["film.wav"].digests == {"md5": MD5}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"MD5 (film.wav) = {MD5[1:]}", ProblemKind.UNREADABLE),
        (f"MD5 (film.wav) = {MD5[1:]}g", ProblemKind.UNREADABLE),
        (f"TIGER (film.wav) = {MD5}", ProblemKind.UNKNOWN_FORM),
    ],
)
def test_a_digest_of_another_length_or_kind_is_told_and_the_rest_counts(
    tmp_path: Path, line: str, kind: ProblemKind
) -> None:
    said = read(tmp_path, f"{line}\n{MD5}  sub/a.wav\n")
    assert told(said) == [(kind, "SUMS.md5")]
    assert set(said.listings[0].files) == {"sub/a.wav"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"\\{MD5}  a\\\\b\\nc.wav", "a\\b\nc.wav"),
        (f"{MD5}  a\\nc.wav", "a\\nc.wav"),
        (f"\\MD5 (a\\nc) = {MD5}", "a\nc"),
    ],
)
def test_escapes_of_coreutils_are_undone_only_behind_a_backslash(tmp_path: Path, line: str, expected: str) -> None:
    """GNU coreutils manual, "md5sum invocation": such a line begins with a backslash."""
    (tmp_path / "SUMS.md5").write_text(line + "\n")
    tree = Tree(root=tmp_path, sizes_bytes={"SUMS.md5": 100, expected: 3})
    said = read_digest_list(tree, NameLookup(tree.sizes_bytes), "SUMS.md5", ListName("md5"))
    assert set(said.listings[0].files) == {expected}


def test_the_kind_of_a_digest_is_that_of_the_list_or_of_its_length(tmp_path: Path) -> None:
    short = digest_of(b"one", "xxh64")
    assert read(tmp_path, f"{short}  film.wav\n", "a.xxh3").listings[0].files["film.wav"].digests == {"xxh3": short}
    for place in ("checksums", "SUMS.md5"):
        assert read(tmp_path, f"{short}  film.wav\n", place).listings[0].files["film.wav"].digests == {"xxh64": short}
    line = f"XXH3_{short}  film.wav\n"
    assert read(tmp_path, line, "checksums").listings[0].files["film.wav"].digests == {"xxh3": short}


@pytest.mark.parametrize("name", ["zebra.wav", "actor.wav"])
def test_the_sidecar_of_a_file_that_names_another_file_is_about_that(tmp_path: Path, name: str) -> None:
    said = read(tmp_path, f"{MD5}  {name}\n", "film.wav.md5")
    assert said.problems == []
    assert set(said.listings[0].files) == {name}


def test_of_a_line_that_is_none_200_letters_are_shown(tmp_path: Path) -> None:
    place = f"{'x' * 178}.md5"
    (problem,) = read(tmp_path, "this is none\n", place).problems
    assert problem.found == f"Line 1 of {place} is not "
    assert len(problem.found) == 200
