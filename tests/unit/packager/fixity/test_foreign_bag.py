"""The lists of a bag that others made: versions, encodings, digests, and what is left to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from fixtures.wrapped import digest_of, write_files
from packager.fixity.foreign_bag import is_bag, read_foreign_bag
from packager.fixity.name_lookup import NameLookup
from packager.fixity.problem import ProblemKind
from packager.fixity.tree import Tree, walk

if TYPE_CHECKING:
    from pathlib import Path

    from packager.fixity.listing import Read

MIB: Final = 2**20
MD5, SHA1 = digest_of(b"one"), digest_of(b"one", "sha1")


def declared(version: str, encoding: str = "UTF-8") -> bytes:
    return f"BagIt-Version: {version}\nTag-File-Character-Encoding: {encoding}\n".encode()


def read(root: Path, files: dict[str, bytes], *, version: str = "1.0", encoding: str = "UTF-8") -> Read:
    given = {
        "data/a.wav": b"one",
        "bagit.txt": declared(version, encoding),
        "manifest-md5.txt": f"{MD5} data/a.wav\n".encode(),
    }
    write_files(root, given | files)
    tree = walk(root, lenient=True)
    return read_foreign_bag(tree, NameLookup(tree.sizes_bytes))


def told(said: Read) -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.path) for problem in said.problems]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"bagit.txt"}, True),
        ({"data", "manifest-md5.txt"}, True),
        ({"data", "tagmanifest-sha512.txt"}, True),
        ({"manifest-md5.txt"}, False),
        ({"data", "manifest.txt"}, False),
        (set(), False),
    ],
)
def test_what_claims_to_be_a_bag(names: set[str], expected: bool) -> None:
    assert is_bag(names) is expected


@pytest.mark.parametrize(
    ("version", "all_lists"), [("0.93", False), ("0.97", False), ("1.0", True), ("1.1", False), ("2.0", False)]
)
def test_version_1_alone_demands_every_file_in_every_manifest(tmp_path: Path, version: str, all_lists: bool) -> None:
    """RFC 8493, clause 3; what a version demands that is not known is not guessed."""
    said = read(tmp_path, {"manifest-sha1.txt": b"", "data/b.wav": b""}, version=version)
    md5, sha1 = said.listings
    assert [listing.source for listing in said.listings] == ["manifest-md5.txt", "manifest-sha1.txt"]
    assert (md5.covers("data/b.wav"), sha1.covers("data/b.wav")) == (True, True)
    assert sha1.covers("data/a.wav") is all_lists
    assert not md5.covers("bagit.txt")
    assert (ProblemKind.UNKNOWN_FORM in {kind for kind, _ in told(said)}) is (version in {"1.1", "2.0"})


def test_a_tag_manifest_covers_nothing(tmp_path: Path) -> None:
    said = read(tmp_path, {"tagmanifest-md5.txt": f"{MD5} bag-info.txt\n".encode()})
    tags = said.listings[1]
    assert tags.source == "tagmanifest-md5.txt"
    assert not any(map(tags.covers, ("data/a.wav", "bag-info.txt", "other.txt")))


def test_a_digest_that_is_not_read_is_named(tmp_path: Path) -> None:
    said = read(tmp_path, {"manifest-tiger.txt": b""})
    assert told(said) == [(ProblemKind.UNKNOWN_FORM, "manifest-tiger.txt")]
    assert said.problems[0].message.endswith("not read: tiger.")
    assert said.problems[0].found == "tiger"


def test_a_bag_without_payload_manifest_says_so(tmp_path: Path) -> None:
    write_files(tmp_path, {"bagit.txt": declared("1.0"), "data/a.wav": b"", "tagmanifest-md5.txt": b""})
    tree = walk(tmp_path)
    assert told(read_foreign_bag(tree, NameLookup(tree.sizes_bytes))) == [(ProblemKind.MISSING, "manifest-sha256.txt")]


@pytest.mark.parametrize("encoding", ["UTF-8", "utf8", "UTF-16", "ISO-8859-1", "Windows-1252"])
def test_a_manifest_is_read_in_the_encoding_of_the_bag(tmp_path: Path, encoding: str) -> None:
    manifest = f"{MD5} data/\u00e9.wav\n".encode(encoding)
    said = read(tmp_path, {"data/\u00e9.wav": b"one", "manifest-md5.txt": manifest}, encoding=encoding)
    assert said.problems == []
    assert set(said.listings[0].files) == {"data/\u00e9.wav"}


def test_a_manifest_that_is_no_text_in_it_is_refused(tmp_path: Path) -> None:
    assert told(read(tmp_path, {"manifest-md5.txt": b"\xff"})) == [(ProblemKind.UNREADABLE, "manifest-md5.txt")]


@pytest.mark.parametrize("line", ["no list", MD5, f"{MD5[1:]} data/b.wav", f"{MD5}0 data/b.wav"])
def test_a_line_that_is_no_digest_and_path_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    said = read(tmp_path, {"manifest-md5.txt": f"{MD5} data/a.wav\r\n\r\n{line}\r{MD5} data/c.wav".encode()})
    assert told(said) == [(ProblemKind.UNREADABLE, "manifest-md5.txt")]
    assert said.problems[0].message.startswith("Line 3 of manifest-md5.txt")
    assert set(said.listings[0].files) == {"data/a.wav", "data/c.wav"}


def test_a_path_twice_contradicts_itself_only_where_the_digests_differ(tmp_path: Path) -> None:
    assert told(read(tmp_path, {"manifest-md5.txt": f"{MD5} data/a.wav\n{MD5} *data/a.wav\n".encode()})) == []
    twice = f"{MD5} data/a.wav\n{digest_of(b'two')} data/a.wav\n".encode()
    said = read(tmp_path, {"manifest-md5.txt": twice})
    assert told(said) == [(ProblemKind.INCONSISTENT, "data/a.wav")]
    assert said.listings[0].files["data/a.wav"].digests == {"md5": MD5}


def test_what_is_left_to_be_fetched_is_told_up_to_twenty_and_a_kilobyte_of_a_name(tmp_path: Path) -> None:
    lines = [f"https://example.com/{number} - data/{number:02}" + "x" * 1100 for number in range(25)]
    said = read(tmp_path, {"fetch.txt": "\n".join(lines).encode()})
    assert told(said) == [(ProblemKind.MISSING, (f"data/{number:02}" + "x" * 1100)[:1024]) for number in range(20)]
    assert said.problems[3].found == "https://example.com/3"


def test_a_name_with_blanks_that_is_left_to_be_fetched(tmp_path: Path) -> None:
    said = read(tmp_path, {"fetch.txt": b"https://example.com/1 - data/a b.wav \nhttps://example.com/2 3 data/a.wav\n"})
    assert told(said) == [(ProblemKind.MISSING, "data/a b.wav")]


@pytest.mark.parametrize("label", ["Payload-Oxum", "payload-oxum", "PAYLOAD-OXUM"])
@pytest.mark.parametrize(("stated", "wrong"), [("3.1", False), ("12.2", False), ("3.2", True), ("12.1", True)])
def test_litter_that_no_list_names_may_be_counted_or_not(tmp_path: Path, label: str, stated: str, wrong: bool) -> None:
    """RFC 8493, clause 2.2.2: labels of bag-info.txt have no case."""
    info = f"Source-Organization: somebody\r\n{label}: {stated}\r\n".encode()
    said = read(tmp_path, {"data/.DS_Store": b"of macOS.", "bag-info.txt": info})
    assert told(said) == ([(ProblemKind.INCONSISTENT, "bag-info.txt")] if wrong else [])
    if wrong:
        assert (said.problems[0].expected, said.problems[0].found) == (stated, "12.2")


def test_a_file_that_no_list_names_and_no_system_leaves_is_counted(tmp_path: Path) -> None:
    for stated, expected in (("3.1", [(ProblemKind.INCONSISTENT, "bag-info.txt")]), ("7.2", [])):
        files = {"data/more.wav": b"four", "bag-info.txt": f"Payload-Oxum: {stated}\n".encode()}
        assert told(read(tmp_path, files)) == expected


def test_litter_that_a_list_names_is_counted(tmp_path: Path) -> None:
    manifest = f"{MD5} data/a.wav\n{MD5} data/.DS_Store\n".encode()
    for stated, expected in (("3.1", [(ProblemKind.INCONSISTENT, "bag-info.txt")]), ("6.2", [])):
        info = f"Payload-Oxum: {stated}\n".encode()
        files = {"data/.DS_Store": b"one", "manifest-md5.txt": manifest, "bag-info.txt": info}
        assert told(read(tmp_path, files)) == expected


@pytest.mark.parametrize(("size_bytes", "is_read"), [(MIB, True), (MIB + 1, False)])
def test_of_what_the_bag_says_of_itself_a_mebibyte_is_read(tmp_path: Path, size_bytes: int, is_read: bool) -> None:
    write_files(tmp_path, {"bagit.txt": declared("1.0"), "manifest-md5.txt": b"", "bag-info.txt": b"Contact-Name: x\n"})
    sizes = {"bagit.txt": 55, "manifest-md5.txt": 0, "bag-info.txt": size_bytes}
    said = read_foreign_bag(Tree(root=tmp_path, sizes_bytes=sizes), NameLookup(sizes))
    assert told(said) == ([] if is_read else [(ProblemKind.UNREADABLE, "bag-info.txt")])


def test_a_line_without_all_three_fields_leaves_nothing_to_be_fetched(tmp_path: Path) -> None:
    said = read(
        tmp_path, {"fetch.txt": b"https://example.com/1\nhttps://example.com/2 -\nhttps://example.com/3 - data/c\n"}
    )
    assert told(said) == [(ProblemKind.MISSING, "data/c")]


def test_a_version_that_is_not_known_is_shown_and_else_80_letters_of_what_is_there(tmp_path: Path) -> None:
    (unknown,) = read(tmp_path, {}, version="9.9").problems
    assert (unknown.kind, unknown.found) == (ProblemKind.UNKNOWN_FORM, "9.9")
    (none,) = read(tmp_path, {"bagit.txt": b"x" * 100}).problems
    assert (none.kind, none.found) == (ProblemKind.UNKNOWN_FORM, repr("x" * 80))
