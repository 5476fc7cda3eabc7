import hashlib
from datetime import UTC, datetime

from lxml import etree

from packager.fixity.listing import Listed
from packager.fixity.media_hash_list import (
    LIST_NAMESPACE,
    Creator,
    c4_id,
    chain,
    composite_hashes,
    hash_list,
    list_name,
)

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
