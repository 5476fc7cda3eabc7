"""A hash list of MHL 1 beside its files: what it says of each, and what of it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.wrapped import digest_of, write_files, write_generation
from packager.fixity.listing import Listed, Read
from packager.fixity.loose_hash_list import read_loose_hash_list
from packager.fixity.media_hash_list import LIST_NAMESPACE
from packager.fixity.name_lookup import NameLookup
from packager.fixity.problem import ProblemKind
from packager.fixity.tree import walk

if TYPE_CHECKING:
    from pathlib import Path

MD5, SHA1 = digest_of(b"one"), digest_of(b"one", "sha1")


def read(root: Path, entries: str, place: str = "card.mhl") -> Read:
    document = f"<?xml version='1.0'?><hashlist version='1.1'><creatorinfo/>{entries}</hashlist>"
    write_files(root, {"clips/a.wav": b"one", place: document.encode()})
    tree = walk(root)
    return read_loose_hash_list(tree, NameLookup(tree.sizes_bytes), place)


def entry(path: str, more: str = f"<md5>{MD5}</md5>", *, size: str = "3") -> str:
    return f"<hash><file>{path}</file><size>{size}</size>{more}</hash>"


def told(said: Read) -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.path) for problem in said.problems]


@pytest.mark.parametrize(
    ("place", "stated", "expected"),
    [
        ("card.mhl", "clips/a.wav", "clips/a.wav"),
        ("clips/card.mhl", "a.wav", "clips/a.wav"),
        ("clips/card.mhl", "clips/a.wav", "clips/a.wav"),
        ("card.mhl", "clips/b.wav", "clips/b.wav"),
        ("clips/card.mhl", "b.wav", "clips/b.wav"),
    ],
)
def test_a_file_is_looked_for_from_the_folder_of_the_list(
    tmp_path: Path, place: str, stated: str, expected: str
) -> None:
    (listing,) = read(tmp_path, entry(stated), place).listings
    assert listing.source == place
    assert listing.files == {expected: Listed(size_bytes=3, digests={"md5": MD5})}
    assert not listing.covers("clips/a.wav")


def test_every_digest_of_an_entry_counts(tmp_path: Path) -> None:
    xxh64 = digest_of(b"one", "xxh64")
    more = f"<md5>{MD5.upper()}</md5><sha1>{SHA1}</sha1><xxhash64be> {xxh64} </xxhash64be><xxhash>12</xxhash>"
    said = read(tmp_path, entry("clips/a.wav", more))
    assert said.listings[0].files["clips/a.wav"].digests == {"md5": MD5, "sha1": SHA1, "xxh64": xxh64}
    assert said.problems == []


@pytest.mark.parametrize(("size", "expected"), [("3", 3), ("0", 0), ("", None), ("3 bytes", None), ("-3", None)])
def test_a_size_is_a_number_of_bytes_or_is_left_out(tmp_path: Path, size: str, expected: int | None) -> None:
    (listing,) = read(tmp_path, entry("clips/a.wav", size=size)).listings
    assert listing.files["clips/a.wav"].size_bytes == expected


def test_a_digest_without_the_form_of_one_is_named_and_the_entry_does_not_count(tmp_path: Path) -> None:
    said = read(tmp_path, entry("clips/a.wav", f"<md5>{MD5}</md5><sha1>{SHA1[:-1]}</sha1>"))
    assert told(said) == [(ProblemKind.UNREADABLE, "card.mhl")]
    assert said.problems[0].message.endswith("without the form of a sha1.")
    assert said.listings[0].files == {}


def test_of_several_digests_without_form_the_first_is_named(tmp_path: Path) -> None:
    said = read(tmp_path, entry("clips/a.wav", "<md5>1</md5><sha1>2</sha1><xxhash64be>3</xxhash64be>"))
    assert said.problems[0].message.endswith("without the form of a md5.")


def test_digests_that_are_not_read_are_named_without_the_other_elements(tmp_path: Path) -> None:
    dates = "".join(f"<{name}>2026</{name}>" for name in ("lastmodificationdate", "creationdate", "hashdate"))
    said = read(tmp_path, entry("clips/a.wav", f"{dates}<xxhash>1234</xxhash><tiger>5</tiger>"))
    assert told(said) == [(ProblemKind.UNKNOWN_FORM, "clips/a.wav")]
    assert said.problems[0].found == "tiger, xxhash"
    assert said.listings[0].files["clips/a.wav"] == Listed(size_bytes=3, digests={})


def test_an_entry_without_any_digest_says_that_there_is_none(tmp_path: Path) -> None:
    said = read(tmp_path, entry("clips/a.wav", ""))
    assert told(said) == [(ProblemKind.UNKNOWN_FORM, "clips/a.wav")]
    assert said.problems[0].message.endswith("that are not read: none.")


@pytest.mark.parametrize("path", ["../a.wav", "/etc/passwd", ""])
def test_a_path_that_leads_out_is_told_and_the_rest_still_counts(tmp_path: Path, path: str) -> None:
    said = read(tmp_path, entry(path) + entry("clips/a.wav"))
    assert told(said) == [(ProblemKind.UNSAFE, "card.mhl")]
    assert set(said.listings[0].files) == {"clips/a.wav"}


def test_a_digest_that_failed_in_a_flattened_history_does_not_count(tmp_path: Path) -> None:
    entries = [{"path": "a.wav", "md5": MD5, "action": "failed"}, {"path": "b.wav", "md5": MD5}]
    write_generation(tmp_path / "made", 1, entries)
    (hashes,) = (tmp_path / "made/ascmhl").glob("0001*")
    write_files(tmp_path / "card", {"flat.mhl": hashes.read_bytes()})
    tree = walk(tmp_path / "card")
    said = read_loose_hash_list(tree, NameLookup(tree.sizes_bytes), "flat.mhl")
    assert set(said.listings[0].files) == {"b.wav"}


@pytest.mark.parametrize(("ends_at", "is_flattened"), [(4096, True), (4097, False)])
def test_a_flattened_history_tells_its_kind_in_the_first_4096_bytes(
    tmp_path: Path, ends_at: int, is_flattened: bool
) -> None:
    """`path` is an element of ASC MHL, `file` of MHL 1."""
    before, behind = "<?xml version='1.0'?><!--", f"--><hashlist xmlns='{LIST_NAMESPACE}'"
    filling = "x" * (ends_at - len(before) - len(behind) + 1)
    text = f"{before}{filling}{behind} version='2.0'><hash><path>clips/a.wav</path><md5>{MD5}</md5></hash></hashlist>"
    assert text.index(LIST_NAMESPACE) + len(LIST_NAMESPACE) == ends_at
    write_files(tmp_path, {"clips/a.wav": b"one", "card.mhl": text.encode()})
    tree = walk(tmp_path)
    (listing,) = read_loose_hash_list(tree, NameLookup(tree.sizes_bytes), "card.mhl").listings
    assert set(listing.files) == ({"clips/a.wav"} if is_flattened else set())


def test_of_a_path_that_leads_out_200_letters_are_shown_and_80_of_digests_that_are_not_read(tmp_path: Path) -> None:
    out = read(tmp_path, entry("../" + "x" * 300))
    assert out.problems[0].message.startswith(f"card.mhl lists '../{'x' * 197}': ")
    unread = read(tmp_path, entry("clips/a.wav", f"<{'t' * 100}>1</{'t' * 100}>"))
    assert unread.problems[0].message.endswith(f"that are not read: {'t' * 80}.")
    assert unread.problems[0].found == "t" * 80
