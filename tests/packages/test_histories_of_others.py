"""Histories of ASC MHL by other makers: several generations, histories within histories, every digest of the format."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from fixtures.wrapped import digest_of, write_chain, write_files, write_generation
from mixgate.cli import run_words
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.listed.folder import check_listed
from packager.formats.listed.forms import MEDIA_HASH_LIST
from packager.formats.package import FORMATS, recognised
from tests.packages.conftest import ascmhl

FILES = {"a.wav": b"one", "sub/b.wav": b"two"}


def problems(root: Path) -> list[Problem]:
    assert recognised(root) is FORMATS["media-hash-list"]
    return check_listed(root, MEDIA_HASH_LIST, workers=1).problems


def kinds(root: Path) -> set[tuple[ProblemKind, str]]:
    return {(problem.kind, problem.path) for problem in problems(root)}


def entry(path: str, content: bytes, algorithm: str = "xxh64", **more: str) -> Mapping[str, str]:
    return {"path": path, algorithm: digest_of(content, algorithm), "size": str(len(content)), **more}


@pytest.fixture
def history(tmp_path: Path) -> Path:
    root = tmp_path / "card"
    write_files(root, FILES)
    write_generation(root, 1, [entry(path, content) for path, content in FILES.items()])
    return root


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "xxh64", "xxh3", "xxh128", "c4"])
def test_every_digest_of_the_format_is_read(tmp_path: Path, algorithm: str) -> None:
    root = tmp_path / "card"
    write_files(root, FILES)
    write_generation(root, 1, [entry(path, content, algorithm) for path, content in FILES.items()])
    assert problems(root) == []
    (root / "a.wav").write_bytes(b"onf")
    assert kinds(root) == {(ProblemKind.DAMAGED, "a.wav")}


def test_a_file_renamed_between_two_generations_is_told_and_is_no_fault(history: Path) -> None:
    (history / "a.wav").rename(history / "c.wav")
    write_generation(history, 2, [entry("c.wav", b"one", "md5"), entry("sub/b.wav", b"two", "md5")])
    found = problems(history)
    assert [(problem.kind, problem.path, problem.expected) for problem in found] == [
        (ProblemKind.HISTORY, "c.wav", "a.wav")
    ]
    (history / "c.wav").write_bytes(b"onf")
    assert (ProblemKind.DAMAGED, "c.wav") in kinds(history)


def test_a_rename_that_the_generation_itself_states_keeps_the_first_digest(history: Path) -> None:
    (history / "a.wav").rename(history / "c.wav")
    renamed = entry("c.wav", b"one", "md5", previousPath="a.wav")
    write_generation(history, 2, [renamed, entry("sub/b.wav", b"two")])
    assert kinds(history) == {(ProblemKind.HISTORY, "c.wav")}
    (history / "c.wav").write_bytes(b"onf")
    assert (ProblemKind.DAMAGED, "c.wav") in kinds(history)


def test_a_file_that_the_last_generation_has_lost_is_missing(history: Path) -> None:
    (history / "a.wav").unlink()
    write_generation(history, 2, [entry("sub/b.wav", b"two")])
    assert kinds(history) == {(ProblemKind.MISSING, "a.wav")}


def test_a_generation_of_single_files_loses_nothing(history: Path) -> None:
    write_files(history, {"late.wav": b"three"})
    write_generation(history, 2, [entry("late.wav", b"three")], whole=False)
    assert problems(history) == []


def test_a_digest_that_failed_is_never_what_the_file_shall_be(history: Path) -> None:
    (history / "a.wav").write_bytes(b"onf")
    write_generation(history, 2, [entry("a.wav", b"onf", action="failed"), entry("sub/b.wav", b"two")])
    assert kinds(history) == {(ProblemKind.DAMAGED, "a.wav"), (ProblemKind.HISTORY, "a.wav")}
    (history / "a.wav").write_bytes(b"one")
    assert kinds(history) == {(ProblemKind.HISTORY, "a.wav")}


def test_a_second_digest_that_contradicts_the_first_is_told(history: Path) -> None:
    write_generation(history, 2, [entry("a.wav", b"onf", "md5"), entry("sub/b.wav", b"two")])
    assert {path for _, path in kinds(history)} <= {"a.wav", "ascmhl/0002_x_2026-01-02_000000Z.mhl"}
    assert problems(history) != []


def test_a_history_within_a_history_lists_its_own_files(tmp_path: Path) -> None:
    root = tmp_path / "card"
    write_files(root, {"a.wav": b"one", "reel/c.wav": b"three"})
    write_generation(root / "reel", 1, [entry("c.wav", b"three")])
    write_generation(root, 1, [entry("a.wav", b"one")])
    assert problems(root) == []
    (root / "reel" / "c.wav").write_bytes(b"thref")
    write_files(root, {"reel/more.wav": b"x", "more.wav": b"x"})
    assert kinds(root) == {
        (ProblemKind.DAMAGED, "reel/c.wav"),
        (ProblemKind.EXTRA, "reel/more.wav"),
        (ProblemKind.EXTRA, "more.wav"),
    }


@pytest.mark.parametrize(("pattern", "path"), [("*.tmp", "sub/x.tmp"), ("cache/", "cache/x.txt"), ("sub/x*", "sub/x1")])
def test_what_the_history_ignores_is_not_extra(history: Path, pattern: str, path: str) -> None:
    write_files(history, {path: b"x"})
    assert kinds(history) == {(ProblemKind.EXTRA, path)}
    write_generation(history, 2, [entry(name, content) for name, content in FILES.items()], ignored=[pattern])
    assert problems(history) == []


def test_sound_that_a_history_ignores_is_open_and_no_fault(history: Path) -> None:
    write_files(history, {"hidden/x.wav": b"x"})
    write_generation(history, 2, [entry(name, content) for name, content in FILES.items()], ignored=["hidden"])
    assert kinds(history) == {(ProblemKind.UNLISTED, "hidden/x.wav")}


Change = Callable[[Path], object]
FIRST = "ascmhl/0001_x_2026-01-01_000000Z.mhl"


@pytest.mark.parametrize(
    ("change", "kind", "path"),
    [
        (lambda root: (root / "a.wav").write_bytes(b"longer"), ProblemKind.DAMAGED, "a.wav"),
        (lambda root: (root / "a.wav").rename(root / "z.wav"), ProblemKind.RENAMED, "z.wav"),
        (lambda root: (root / FIRST).write_bytes((root / FIRST).read_bytes() + b"\n"), ProblemKind.DAMAGED, FIRST),
        (lambda root: (root / FIRST).unlink(), ProblemKind.MISSING, FIRST),
        (lambda root: (root / "ascmhl/ascmhl_chain.xml").unlink(), ProblemKind.MISSING, "ascmhl/ascmhl_chain.xml"),
        (
            lambda root: shutil.copy(root / FIRST, root / "ascmhl/0009_y_2026-01-01_000000Z.mhl"),
            ProblemKind.EXTRA,
            "ascmhl/0009_y_2026-01-01_000000Z.mhl",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(history: Path, change: Change, kind: ProblemKind, path: str) -> None:
    change(history)
    assert (kind, path) in kinds(history)


def test_a_chain_of_an_earlier_form_is_named_and_is_no_damage(history: Path) -> None:
    (history / "ascmhl/ascmhl_chain.xml").rename(history / "ascmhl/chain.txt")
    assert {kind for kind, _ in kinds(history)} == {ProblemKind.UNKNOWN_FORM}


@pytest.mark.parametrize("path", ["../out.wav", "/etc/passwd", "sub/../../out.wav"])
def test_a_path_that_leads_out_is_told_and_not_opened(history: Path, path: str) -> None:
    (history.parent / "out.wav").write_bytes(b"one")
    write_generation(history, 2, [entry(path, b"one")], whole=False)
    assert {kind for kind, _ in kinds(history)} == {ProblemKind.UNSAFE}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<hashlist",
        b"<other xmlns='urn:ASC:MHL:v2.0'/>",
        b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]><hashlist xmlns='urn:ASC:MHL:v2.0'>&a;</hashlist>",
        b"\xff\xfe<\x00",
        b"<a>" * 5000,
    ],
)
def test_a_list_that_is_none_is_told_by_name(history: Path, content: bytes) -> None:
    (history / FIRST).write_bytes(content)
    write_chain(history)
    assert (ProblemKind.UNREADABLE, FIRST) in kinds(history)


@pytest.mark.parametrize(
    ("tag", "text", "kind"),
    [
        ("md5", digest_of(b"one"), None),
        ("xxhash64be", digest_of(b"one", "xxh64"), None),
        ("md5", digest_of(b"onf"), ProblemKind.DAMAGED),
        ("xxhash", "1234567890", ProblemKind.UNKNOWN_FORM),
        ("md5", "short", ProblemKind.UNREADABLE),
    ],
)
def test_a_hash_list_of_the_first_version_beside_the_files(
    tmp_path: Path, tag: str, text: str, kind: ProblemKind | None
) -> None:
    root = tmp_path / "card"
    said = f"<file>clips/a.wav</file><size>3</size><{tag}>{text}</{tag}>"
    document = f"<?xml version='1.0'?><hashlist version='1.1'><creatorinfo/><hash>{said}</hash></hashlist>"
    write_files(root, {"clips/a.wav": b"one", "card.mhl": document.encode()})
    assert recognised(root) is FORMATS["digest-lists"]
    found = check_listed(root, MEDIA_HASH_LIST, workers=1).problems
    assert kind in {problem.kind for problem in found} if kind is not None else found == []


def test_folders_of_the_reference_tool(tmp_path: Path) -> None:
    pytest.importorskip("ascmhl", reason="the ascmhl tool is not installed")
    root = tmp_path / "card"
    write_files(root, {**FILES, "reel/c.wav": b"three"})
    assert ascmhl("create", "-h", "c4", str(root / "reel")).returncode == 0
    assert ascmhl("create", "-h", "xxh128", str(root)).returncode == 0
    assert problems(root) == []
    (root / "a.wav").rename(root / "renamed.wav")
    assert ascmhl("create", "-h", "xxh128", "-dr", str(root)).returncode == 0
    assert kinds(root) == {(ProblemKind.HISTORY, "renamed.wav")}
    assert run_words(["verify", str(root)]) == 0
    (root / "reel" / "c.wav").write_bytes(b"thref")
    assert run_words(["verify", str(root)]) == 1


def test_a_flattened_history_of_the_reference_tool(tmp_path: Path) -> None:
    pytest.importorskip("ascmhl", reason="the ascmhl tool is not installed")
    root, flat = tmp_path / "card", tmp_path / "flat"
    write_files(root, FILES)
    flat.mkdir()
    assert ascmhl("create", "-h", "md5", str(root)).returncode == 0
    assert ascmhl("flatten", str(root), str(flat)).returncode == 0
    shutil.rmtree(root / "ascmhl")
    for one in flat.rglob("*.mhl"):
        shutil.copy(one, root)
    assert run_words(["verify", str(root)]) == 0
    (root / "a.wav").write_bytes(b"onf")
    assert run_words(["verify", str(root)]) == 1
