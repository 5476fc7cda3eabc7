"""Histories of ASC MHL: which folders have one, its chain, what each generation adds, and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.wrapped import digest_of, write_chain, write_files, write_generation
from packager.fixity.listing import Listed, Read
from packager.fixity.media_hash_history import Generation, history_folders, is_ignored, read_generation, read_histories
from packager.fixity.media_hash_list import CHAIN_NAMESPACE, LIST_NAMESPACE, c4_id
from packager.fixity.name_lookup import NameLookup
from packager.fixity.problem import ProblemKind
from packager.fixity.tree import walk

if TYPE_CHECKING:
    from pathlib import Path

MD5, XXH64 = digest_of(b"one"), digest_of(b"one", "xxh64")
FIRST = "ascmhl/0001_x_2026-01-01_000000Z.mhl"
CHAIN = "ascmhl/ascmhl_chain.xml"


def read(root: Path) -> Read:
    tree = walk(root, lenient=True)
    return read_histories(tree, NameLookup(tree.sizes_bytes))


def told(said: Read) -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.path) for problem in said.problems]


def generation(body: str) -> tuple[Read, Generation]:
    said = Read()
    content = f"<hashlist xmlns='{LIST_NAMESPACE}' version='2.0'>{body}</hashlist>".encode()
    return said, read_generation(content, "x.mhl", said)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["ascmhl/0001_a.mhl", "a.wav"], ("",)),
        (["card/ascmhl/chain.txt", "ascmhl/ascmhl_chain.xml"], ("", "card/")),
        (["b/ascmhl/x.mhl", "a/c/ascmhl/x.mhl", "a/ascmhl/x.mhl"], ("a/", "b/", "a/c/")),
        (["ascmhl/notes.pdf", "ascmhl"], ()),
        (["ascmhx/x.mhl", "zz/x.mhl", "aa/x.mhl", "x.mhl"], ()),
        (["ascmhl/sub/x.mhl"], ()),
    ],
)
def test_folders_with_a_history(paths: list[str], expected: tuple[str, ...]) -> None:
    assert history_folders(paths) == expected


def test_generations_add_to_each_other_and_the_first_digest_stays(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.wav": b"one"})
    write_generation(tmp_path, 1, [{"path": "a.wav", "md5": MD5, "size": "3"}])
    write_generation(tmp_path, 2, [{"path": "a.wav", "md5": digest_of(b"two"), "xxh64": XXH64, "size": "3"}])
    said = read(tmp_path)
    (listing,) = said.listings
    assert listing.source == "ascmhl/0002_x_2026-01-02_000000Z.mhl"
    assert listing.files == {"a.wav": Listed(size_bytes=3, digests={"md5": MD5, "xxh64": XXH64})}
    assert said.problems == []


def test_the_chain_gives_the_order_and_a_list_it_does_not_name_is_told(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.wav": b"one"})
    write_generation(tmp_path, 1, [{"path": "a.wav", "md5": MD5}])
    write_generation(tmp_path, 2, [{"path": "a.wav", "md5": digest_of(b"two")}])
    first, second = sorted(path.name for path in (tmp_path / "ascmhl").glob("*.mhl"))
    identifiers = {name: c4_id((tmp_path / "ascmhl" / name).read_bytes()) for name in (first, second)}
    entries = [f"<hashlist sequencenr='{number}'><path>{name}</path><c4>{identifiers[name]}</c4></hashlist>"
               for number, name in (("10", first), ("9", second))]  # fmt: skip
    chain = f"<ascmhldirectory xmlns='{CHAIN_NAMESPACE}'>{''.join(entries)}</ascmhldirectory>"
    write_files(tmp_path, {CHAIN: chain.encode(), "ascmhl/0003_y.mhl": b""})
    said = read(tmp_path)
    assert told(said) == [(ProblemKind.EXTRA, "ascmhl/0003_y.mhl")]
    assert said.listings[0].source == f"ascmhl/{first}", "the tenth of the chain is the last"
    assert said.listings[0].files["a.wav"].digests == {"md5": digest_of(b"two")}


def test_an_entry_of_the_chain_that_leads_out_is_told_and_the_others_count(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.wav": b"one"})
    write_generation(tmp_path, 1, [{"path": "a.wav", "md5": MD5}])
    good = (tmp_path / CHAIN).read_text().partition("<hashlist")[2]
    for name in ("../x.mhl", "sub/x.mhl", "/x.mhl", ""):
        bad = f"<ascmhldirectory xmlns='{CHAIN_NAMESPACE}'><hashlist><path>{name}</path></hashlist><hashlist{good}"
        (tmp_path / CHAIN).write_text(bad)
        said = read(tmp_path)
        assert told(said) == [(ProblemKind.UNSAFE, CHAIN)]
        assert set(said.listings[0].files) == {"a.wav"}


def test_a_list_that_was_changed_is_told_with_both_identifiers_and_still_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.wav": b"one"})
    write_generation(tmp_path, 1, [{"path": "a.wav", "md5": MD5}])
    content = (tmp_path / FIRST).read_bytes()
    (tmp_path / FIRST).write_bytes(content + b"\n")
    said = read(tmp_path)
    assert told(said) == [(ProblemKind.DAMAGED, FIRST)]
    assert (said.problems[0].expected, said.problems[0].found) == (c4_id(content), c4_id(content + b"\n"))
    assert set(said.listings[0].files) == {"a.wav"}


def test_a_history_covers_what_lies_in_its_folder_and_in_no_other_history(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.wav": b"", "reel/b.wav": b""})
    write_generation(tmp_path / "reel", 1, [{"path": "b.wav", "md5": MD5}])
    write_generation(tmp_path, 1, [{"path": "a.wav", "md5": MD5}], ignored=["*.tmp"])
    outer, inner = read(tmp_path).listings
    paths = ["a.wav", "reel/b.wav", "reel.wav", "x.tmp", "sub/x.tmp", "ascmhl/x", "sub/ascmhl/x", "sub/ascmhlx"]
    assert [path for path in paths if outer.covers(path)] == ["a.wav", "reel.wav", "sub/ascmhlx"]
    assert [path for path in ("reel/c", "c", "reel/ascmhl/x", "reelx/c") if inner.covers(path)] == ["reel/c"]


def test_references_to_histories_within_are_held(tmp_path: Path) -> None:
    write_files(tmp_path, {"reel/b.wav": b"one"})
    write_generation(tmp_path / "reel", 1, [{"path": "b.wav", "md5": MD5}])
    write_generation(tmp_path, 1, [])
    inner = f"reel/{FIRST}"
    for identifier, expected in (
        (c4_id((tmp_path / inner).read_bytes()), []),
        (c4_id(b"another"), [(ProblemKind.DAMAGED, inner)]),
    ):
        reference = f"<hashlistreference><path>{inner}</path><c4>{identifier}</c4></hashlistreference>"
        content = (tmp_path / FIRST).read_text().partition("<hashlistreference")[0].replace("</hashlist>", "")
        (tmp_path / FIRST).write_text(f"{content}{reference}</hashlist>")
        write_chain(tmp_path)
        assert told(read(tmp_path)) == expected
    (tmp_path / inner).unlink()
    assert (ProblemKind.MISSING, inner) in told(read(tmp_path))


def test_a_file_that_is_gone_from_the_last_generation_leaves_its_name_and_what_came_with_it(tmp_path: Path) -> None:
    write_files(tmp_path, {"b.wav": b"one", "c.wav": b"x"})
    write_generation(tmp_path, 1, [{"path": "a.wav", "md5": MD5}, {"path": "c.wav", "md5": digest_of(b"x")}])
    write_generation(tmp_path, 2, [{"path": "b.wav", "md5": MD5}, {"path": "c.wav", "md5": digest_of(b"x")}])
    said = read(tmp_path)
    (former,) = said.former.values()
    assert set(said.former) == {"a.wav"}
    assert (former.source, former.successors) == (FIRST, ("b.wav",))
    assert former.listed.digests == {"md5": MD5}
    assert set(said.listings[0].files) == {"b.wav", "c.wav"}


def test_a_digest_that_failed_says_nothing_and_is_told(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.wav": b"one", "b.wav": b"two"})
    write_generation(tmp_path, 1, [{"path": "a.wav", "md5": MD5, "size": "3"}])
    failed = [
        {"path": name, "md5": digest_of(b"other"), "action": "failed", "size": "5"} for name in ("a.wav", "b.wav")
    ]
    write_generation(tmp_path, 2, failed)
    said = read(tmp_path)
    assert told(said) == [(ProblemKind.HISTORY, "a.wav"), (ProblemKind.DAMAGED, "b.wav")]
    assert said.listings[0].files["a.wav"] == Listed(size_bytes=3, digests={"md5": MD5})
    assert said.listings[0].files["b.wav"] == Listed()


@pytest.mark.parametrize(("size", "expected"), [("3", 3), ("0", 0), ("", None), ("3.0", None), ("9" * 19, None)])
def test_a_size_is_a_number_of_bytes_or_is_left_out(size: str, expected: int | None) -> None:
    said, found = generation(f"<hash><path size='{size}'>a</path><md5>{MD5}</md5></hash>")
    assert said.problems == []
    assert found.entries["a"].listed.size_bytes == expected


@pytest.mark.parametrize(
    ("body", "kind", "ending"),
    [
        ("<hash><path>../a</path></hash>", ProblemKind.UNSAFE, ""),
        ("<hash/>", ProblemKind.UNSAFE, ""),
        ("<hash><path>a</path></hash>", ProblemKind.UNREADABLE, "without a digest."),
        ("<hash><path>a</path><md5>12</md5></hash>", ProblemKind.UNREADABLE, "without a digest."),
        ("<hash><path>a</path><tiger>12</tiger><ed2k>1</ed2k></hash>", ProblemKind.UNKNOWN_FORM, "tiger, ed2k."),
        (f"<hash><path>a</path><md5>{MD5}</md5></hash>" * 2, ProblemKind.UNREADABLE, "'a' twice."),
    ],
)
def test_an_entry_that_cannot_be_read_is_told(body: str, kind: ProblemKind, ending: str) -> None:
    said, _ = generation(body)
    assert said.problems[-1].kind is kind
    assert said.problems[-1].message.endswith(ending)


def test_a_digest_that_is_not_read_is_left_where_another_is_read() -> None:
    said, found = generation(
        f"<hash><path>a</path><tiger>12</tiger><!-- x --><md5>{MD5.upper()}</md5><metadata/></hash>"
    )
    assert said.problems == []
    assert found.entries["a"].listed.digests == {"md5": MD5}


@pytest.mark.parametrize("element", ["roothash", "directoryhash"])
def test_hashes_of_folders_make_a_generation_whole(element: str) -> None:
    assert generation(f"<{element}/>")[1].is_whole
    assert not generation("<pattern>x</pattern>")[1].is_whole


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("sub/x.tmp", "*.tmp", True),
        ("x.tmp.wav", "*.tmp", False),
        ("cache/a/b.wav", "cache/", True),
        ("sub/cache/b.wav", "cache", True),
        ("sub/x1", "sub/x*", True),
        ("a/sub/x1", "sub/x*", False),
        ("sub/x1/deep.wav", "sub/x1", True),
        ("sub/x1", "/sub/x1/", True),
        ("a.wav", " ", False),
        ("a.wav", "/", False),
        ("A.WAV", "*.wav", False),
        ("sub/.DS_Store", ".DS_Store", False),
    ],
)
def test_patterns_of_what_is_left_out(path: str, pattern: str, expected: bool) -> None:
    assert is_ignored(path, [pattern]) is expected
    assert is_ignored(path, ["", "other", pattern]) is expected
    assert not is_ignored(path, [])


def test_an_entry_of_the_chain_without_a_number_has_that_of_its_place(tmp_path: Path) -> None:
    """The chain names the third generation first; the second entry of it, the last to be numbered, says 2."""
    write_files(tmp_path, {"a.wav": b"one"})
    for number in (1, 2, 3):
        write_generation(tmp_path, number, [{"path": "a.wav", "md5": MD5}])
    names = sorted((path.name for path in (tmp_path / "ascmhl").glob("*.mhl")), reverse=True)
    entries = [f"<hashlist{number}><path>{name}</path></hashlist>"
               for number, name in zip(("", " sequencenr='2'", ""), names, strict=True)]  # fmt: skip
    chain = f"<ascmhldirectory xmlns='{CHAIN_NAMESPACE}'>{''.join(entries)}</ascmhldirectory>"
    write_files(tmp_path, {CHAIN: chain.encode()})
    said = read(tmp_path)
    assert said.problems == []
    assert said.listings[0].source == f"ascmhl/{names[2]}", "1, 2, 3 in the order of the chain"
    swapped = chain.replace("<hashlist sequencenr='2'>", "<hashlist sequencenr='3'>").replace(
        "<hashlist>", "<hashlist >"
    )
    write_files(tmp_path, {CHAIN: swapped.encode()})
    assert read(tmp_path).listings[0].source == f"ascmhl/{names[1]}", "of two third ones the later name is the last"


def test_a_chain_of_an_earlier_form_is_told_and_none_at_all_is_missing(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.wav": b"one"})
    write_generation(tmp_path, 1, [{"path": "a.wav", "md5": MD5}])
    (tmp_path / CHAIN).unlink()
    missing = read(tmp_path)
    assert told(missing) == [(ProblemKind.MISSING, CHAIN)]
    write_files(tmp_path, {"ascmhl/chain.txt": b"0001 x"})
    earlier = read(tmp_path)
    assert told(earlier) == [(ProblemKind.UNKNOWN_FORM, "ascmhl/chain.txt")]
    assert set(missing.listings[0].files) == set(earlier.listings[0].files) == {"a.wav"}
