from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from packager.fixity.listing import Listed, Read
from packager.fixity.media_hash_list import (
    CHAIN,
    FOLDER,
    LIST_NAMESPACE,
    Creator,
    c4_id,
    chain,
    composite_hashes,
    hash_list,
    list_name,
    read_elements,
    read_media_hash_list,
)
from packager.fixity.problem import ProblemKind
from packager.fixity.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

CREATOR = Creator(created=datetime(2026, 1, 31, 12, tzinfo=UTC), host="studio", tool="mixgate", tool_version="1")


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def listed(content: bytes) -> Listed:
    return Listed(size_bytes=len(content), digests={"md5": md5(content), "sha256": "0" * 64})


def test_a_c4_identifier_is_the_published_one_of_the_empty_input() -> None:
    # SMPTE ST 2114 is built on SHA-512; the identifier of nothing is the well-known one of C4 implementations.
    empty = "c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT"
    assert c4_id(b"") == empty
    assert len(c4_id(b"foo")) == 90


def test_folder_hashes_are_made_of_names_and_contents() -> None:
    files = {"a": listed(b"a"), "f/b": listed(b"b")}
    found = composite_hashes(files, "md5")
    assert set(found) == {"", "f"}
    content = md5(bytes.fromhex(md5(b"b")))
    structure = md5(bytes.fromhex(md5(b"b" + bytes.fromhex(md5(b"b")))))
    assert found["f"] == (content, structure)
    top = sorted([md5(b"a"), content])
    assert found[""][0] == md5(b"".join(map(bytes.fromhex, top)))
    renamed = composite_hashes({"a": listed(b"a"), "f/c": listed(b"b")}, "md5")
    assert renamed["f"][0] == content
    assert renamed["f"][1] != structure
    assert renamed[""][1] != found[""][1]


def test_folders_within_folders_have_hashes_even_where_they_hold_no_file_themselves() -> None:
    assert set(composite_hashes({"a/b/c/d": listed(b"x")}, "md5")) == {"", "a", "a/b", "a/b/c"}


def test_a_hash_list_lists_every_file_with_the_digests_it_can_name() -> None:
    root = etree.fromstring(hash_list({"data/a&b.wav": listed(b"a"), "x": listed(b"")}, CREATOR))
    names = {"m": LIST_NAMESPACE}
    assert root.xpath("//m:hash/m:path/text()", namespaces=names) == ["data/a&b.wav", "x"]
    assert root.xpath("//m:hash/m:path/@size", namespaces=names) == ["1", "0"]
    assert root.xpath("//m:directoryhash/m:path/text()", namespaces=names) == ["data"]
    assert root.xpath("//m:hash/m:md5/@action", namespaces=names) == ["original"] * 2
    assert root.xpath("//m:sha256", namespaces=names) == []
    assert root.xpath("//m:creationdate/text()", namespaces=names) == ["2026-01-31T12:00:00+00:00"]


def test_a_chain_counts_the_lists_and_gives_their_identifiers() -> None:
    root = etree.fromstring(chain({"0002_b.mhl": b"2", "0001_a.mhl": b"1"}))
    assert [element.get("sequencenr") for element in root] == ["1", "2"]
    assert [element[0].text for element in root] == ["0001_a.mhl", "0002_b.mhl"]
    assert root[1][1].text == c4_id(b"2")


def test_the_first_list_is_named_by_number_folder_and_moment() -> None:
    assert list_name("Film", CREATOR.created) == "0001_Film_2026-01-31_120000Z.mhl"


LIST = "0001_Film_2026-01-31_120000Z.mhl"
LISTED = {"a.wav": listed(b"a"), "f/b.wav": listed(b"b")}


def opened(tmp_path: Path, files: dict[str, bytes]) -> Tree:
    """A tree with these files in `ascmhl/`."""
    (tmp_path / FOLDER).mkdir(parents=True)
    for name, content in files.items():
        (tmp_path / FOLDER / name).write_bytes(content)
    return Tree(root=tmp_path, sizes_bytes={FOLDER + name: len(content) for name, content in files.items()})


def written(**changes: bytes) -> dict[str, bytes]:
    """A hash list and its chain, as they are written."""
    content = hash_list(LISTED, CREATOR)
    return {LIST: content, "ascmhl_chain.xml": chain({LIST: content}), **changes}


def test_what_is_written_is_read_back_whole(tmp_path: Path) -> None:
    read = read_media_hash_list(opened(tmp_path, written()))

    assert read.problems == []
    (listing,) = read.listings
    assert listing.source == FOLDER + LIST
    assert listing.files == {
        path: Listed(size_bytes=one.size_bytes, digests={"md5": one.digests["md5"]}) for path, one in LISTED.items()
    }
    assert listing.covers("a.wav")
    assert not listing.covers(FOLDER + LIST)


def test_what_is_written_is_xml_with_a_declaration_on_several_lines() -> None:
    for content in written().values():
        first, *rest = content.splitlines()
        assert first == b"<?xml version='1.0' encoding='UTF-8'?>"
        assert len(rest) > 4


def test_a_hash_list_that_was_changed_or_is_missing_is_told(tmp_path: Path) -> None:
    changed = opened(tmp_path, written() | {LIST: hash_list(LISTED, CREATOR).replace(b"studio", b"office")})
    assert [(problem.kind, problem.path) for problem in read_media_hash_list(changed).problems] == [
        (ProblemKind.DAMAGED, FOLDER + LIST),
        (ProblemKind.UNREADABLE, CHAIN),
    ]

    del changed.sizes_bytes[FOLDER + LIST]
    assert [(problem.kind, problem.path) for problem in read_media_hash_list(changed).problems] == [
        (ProblemKind.MISSING, FOLDER + LIST)
    ]


def test_a_chain_that_is_not_as_it_was_written_is_told_where_it_names_one_list(tmp_path: Path) -> None:
    spaced = chain({LIST: written()[LIST]}).replace(b"<path>", b"<path >")
    read = read_media_hash_list(opened(tmp_path, written() | {"ascmhl_chain.xml": spaced}))
    assert [problem.path for problem in read.problems] == [CHAIN]

    # A receiver who adds a generation writes the chain in a way of their own.
    second = "0002_Film_2026-02-01_120000Z.mhl"
    both = chain({LIST: written()[LIST], second: b"<x/>"}).replace(b"<path>", b"<path >")
    read = read_media_hash_list(opened(tmp_path / "two", written() | {second: b"<x/>", "ascmhl_chain.xml": both}))
    assert read.problems == []
    assert [listing.source for listing in read.listings] == [FOLDER + LIST]

    read = read_media_hash_list(opened(tmp_path / "gone", written() | {"ascmhl_chain.xml": both}))
    assert [(problem.kind, problem.path) for problem in read.problems] == [(ProblemKind.MISSING, FOLDER + second)]


def test_a_file_beside_the_chain_that_it_does_not_name_is_told(tmp_path: Path) -> None:
    tree = opened(tmp_path, written() | {"note.txt": b"x"})
    tree.sizes_bytes["a.wav"] = 1

    assert [problem.path for problem in read_media_hash_list(tree).problems] == [FOLDER + "note.txt"]


def test_a_chain_or_a_list_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    tree = opened(tmp_path, written())
    tree.sizes_bytes[FOLDER + LIST] = 64 * 2**20
    assert read_media_hash_list(tree).problems == []
    tree.sizes_bytes[FOLDER + LIST] += 1
    assert [problem.path for problem in read_media_hash_list(tree).problems] == [FOLDER + LIST]

    tree = opened(tmp_path / "again", written())
    tree.sizes_bytes[CHAIN] = 2**20
    assert read_media_hash_list(tree).problems == []
    tree.sizes_bytes[CHAIN] += 1
    assert [problem.path for problem in read_media_hash_list(tree).problems] == [CHAIN]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<other/>", "another kind of document"),
        (b"<a:hashlist xmlns:a='urn:x'><b>", "not well-formed"),
        (b"<!DOCTYPE hashlist [<!ENTITY a 'b'>]><hashlist/>", "document type"),
        (b"\0", "not well-formed"),
        (b"<hashlist>" + b"<deep>" * 300 + b"</deep>" * 300 + b"</hashlist>", "not well-formed"),
    ],
)
def test_a_document_that_is_no_hash_list_or_attacks_its_reader_is_refused(content: bytes, said: str) -> None:
    read = Read()

    assert list(read_elements(content, "a.mhl", read, root="hashlist", wanted=("hash",))) == []
    assert [said in problem.message for problem in read.problems] == [True]


def test_elements_are_given_once_each_and_with_what_they_hold() -> None:
    read = Read()
    document = b"<hashlist><!-- x --><hash><path>a</path></hash><?y z?><hash><path>b</path></hash></hashlist>"

    found = [
        element.findtext("path") for element in read_elements(document, "a", read, root="hashlist", wanted=("hash",))
    ]

    assert found == ["a", "b"]
    assert read.problems == []
