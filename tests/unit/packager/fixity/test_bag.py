"""The lists of a bag that mixgate made: what they say, and what of them cannot be read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from packager.fixity.bag import (
    MAXIMUM_LIST_BYTES,
    BagInfo,
    bag_info,
    checksum_list,
    declaration,
    is_listed_by_tag_manifest,
    read_bag,
)
from packager.fixity.listing import Listed, Read
from packager.fixity.member import MAXIMUM_PATH_BYTES
from packager.fixity.problem import ProblemKind
from packager.fixity.tree import MAXIMUM_FILES, Tree, walk

if TYPE_CHECKING:
    from pathlib import Path

MIB: Final = 2**20
MD5: Final = "0123456789abcdef0123456789abcdef"


def read(root: Path, **files: bytes) -> Read:
    """Read a bag; `manifest_md5` is `manifest-md5.txt`, and so on."""
    given = {"bagit": declaration(), "manifest_md5": f"{MD5}  data/a.wav\n".encode(), **files}
    for name, content in given.items():
        (root / f"{name.replace('_', '-')}.txt").write_bytes(content)
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "a.wav").write_bytes(b"one")
    return read_bag(walk(root))


def told(said: Read) -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.path) for problem in said.problems]


def test_a_whole_bag_has_one_listing_of_its_payload(tmp_path: Path) -> None:
    said = read(tmp_path)
    assert said.problems == []
    (listing,) = said.listings
    assert (listing.source, listing.files) == ("manifest-md5.txt", {"data/a.wav": Listed(digests={"md5": MD5})})
    assert listing.covers("data/b.wav")
    assert not listing.covers("bagit.txt")


def test_the_sum_of_the_payload_is_octets_and_number_of_files() -> None:
    """RFC 8493, clause 2.2.2: Payload-Oxum is "OctetCount.StreamCount"."""
    info = BagInfo(agent="mixgate 1", day=date(2026, 1, 31), identifier="id", description="A\n film")
    payload = {"data/a": Listed(size_bytes=1000), "data/b": Listed(size_bytes=24), "data/c": Listed()}
    lines = bag_info(info, payload).decode().splitlines()
    assert "Payload-Oxum: 1024.3" in lines
    assert "External-Description: A film" in lines
    assert "Bagging-Date: 2026-01-31" in lines


def test_a_manifest_is_sorted_by_path() -> None:
    files = {"data/b": Listed(digests={"md5": "2"}), "data/a": Listed(digests={"md5": "1"})}
    assert checksum_list("md5", files) == b"1  data/a\n2  data/b\n"


@pytest.mark.parametrize(
    "content",
    [
        b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n",
        b"BagIt-Version: 1.1\nTag-File-Character-Encoding: UTF-8\n",
        b"",
    ],
)
def test_another_declaration_is_refused(tmp_path: Path, content: bytes) -> None:
    said = read(tmp_path, bagit=content)
    assert told(said) == [(ProblemKind.UNREADABLE, "bagit.txt")]
    assert said.problems[0].found == repr(content)


@pytest.mark.parametrize("line", ["no list", f"{MD5}", f"{MD5}data/b", f"{MD5[1:]}  data/b", f"{MD5}0  data/b"])
def test_a_line_that_is_no_digest_and_path_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    said = read(tmp_path, manifest_md5=f"{MD5}  data/a.wav\n\n{line}\n{MD5}  data/c.wav\n".encode())
    assert told(said) == [(ProblemKind.UNREADABLE, "manifest-md5.txt")]
    assert said.problems[0].message.startswith("Line 3 of manifest-md5.txt")
    assert said.problems[0].found == repr(line)
    assert set(said.listings[0].files) == {"data/a.wav", "data/c.wav"}


def test_capital_letters_tabs_and_line_ends_of_windows_are_the_same_list(tmp_path: Path) -> None:
    said = read(tmp_path, manifest_md5=f"{MD5.upper()}\t data/a.wav\r\n".encode())
    assert said.problems == []
    assert said.listings[0].files == {"data/a.wav": Listed(digests={"md5": MD5})}


def test_a_path_that_is_listed_twice_is_told_by_its_name(tmp_path: Path) -> None:
    said = read(tmp_path, manifest_md5=f"{MD5}  data/a.wav\n{MD5}  data/a.wav\n".encode())
    assert [problem.message for problem in said.problems] == ["manifest-md5.txt lists 'data/a.wav' twice."]


def test_a_list_that_is_no_text_or_of_another_digest_is_refused(tmp_path: Path) -> None:
    said = read(tmp_path, manifest_sha1=b"\xff\xfe", manifest_sha512=b"")
    assert told(said) == [
        (ProblemKind.UNREADABLE, "manifest-sha1.txt"),
        (ProblemKind.UNREADABLE, "manifest-sha512.txt"),
    ]


def test_a_bag_without_payload_manifest_or_declaration_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "tagmanifest-md5.txt").write_bytes(b"")
    assert told(read_bag(Tree(root=tmp_path, sizes_bytes={"tagmanifest-md5.txt": 0}))) == [
        (ProblemKind.MISSING, "bagit.txt"),
        (ProblemKind.UNREADABLE, "manifest-sha256.txt"),
    ]


def test_what_is_left_to_be_fetched_is_refused(tmp_path: Path) -> None:
    assert told(read(tmp_path, fetch=b"")) == [(ProblemKind.UNSAFE, "fetch.txt")]


def test_a_tag_manifest_lists_what_is_no_payload_and_no_tag_manifest() -> None:
    """RFC 8493, clause 2.2.1."""
    listed = [path for path in ("bagit.txt", "data/a", "tagmanifest-md5.txt", "ascmhl/x.mhl", "manifest-md5.txt")
              if is_listed_by_tag_manifest(path)]  # fmt: skip
    assert listed == ["bagit.txt", "manifest-md5.txt"]


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [("3.1", False), ("12.2", False), ("3.2", True), ("12.1", True), ("4.1", True), ("3", True), (None, False)],
)
def test_litter_that_no_list_names_may_be_counted_or_not(tmp_path: Path, stated: str | None, wrong: bool) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ".DS_Store").write_bytes(b"of macOS.")
    info = b"Bagging-Date: 2026-01-31\n" + (b"" if stated is None else f"Payload-Oxum: {stated}\n".encode())
    said = read(tmp_path, bag_info=info)
    assert told(said) == ([(ProblemKind.INCONSISTENT, "bag-info.txt")] if wrong else [])
    if wrong:
        assert (said.problems[0].expected, said.problems[0].found) == (stated, "12.2")


def test_a_file_that_no_list_names_and_no_system_leaves_is_counted(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "more.wav").write_bytes(b"four")
    assert told(read(tmp_path, bag_info=b"Payload-Oxum: 3.1\n")) == [(ProblemKind.INCONSISTENT, "bag-info.txt")]
    assert told(read(tmp_path, bag_info=b"Payload-Oxum: 7.2\n")) == []


def test_the_longest_list_that_a_package_can_have_is_read() -> None:
    assert MAXIMUM_FILES * (64 + len("  ") + MAXIMUM_PATH_BYTES + len("\n")) <= MAXIMUM_LIST_BYTES


@pytest.mark.parametrize(("size_bytes", "is_read"), [(32 * MIB, True), (32 * MIB + 1, False)])
def test_a_list_of_more_than_32_mib_is_not_read(tmp_path: Path, size_bytes: int, is_read: bool) -> None:
    (tmp_path / "bagit.txt").write_bytes(declaration())
    (tmp_path / "manifest-md5.txt").write_bytes(b"")
    said = read_bag(Tree(root=tmp_path, sizes_bytes={"bagit.txt": 55, "manifest-md5.txt": size_bytes}))
    assert bool(said.listings) is is_read
    assert told(said) == ([] if is_read else [(ProblemKind.UNREADABLE, "manifest-md5.txt")])


@pytest.mark.parametrize(("size_bytes", "ending"), [(4096, "in UTF-8."), (4097, "too long to be read.")])
def test_of_a_declaration_4096_bytes_are_read_and_80_are_shown(tmp_path: Path, size_bytes: int, ending: str) -> None:
    (problem,) = read(tmp_path, bagit=b"x" * size_bytes).problems
    assert problem.message.endswith(ending)
    assert problem.found == (repr(b"x" * 80) if size_bytes == 4096 else "4097 bytes")
