"""Digest lists beside files: the spellings that tools write, and what is wrong with what they list."""

import json
import subprocess
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery
from fixtures.wrapped import digest_of, sha256, write_files
from mixgate.cli import run_words
from packager.fixity.foreign_digests import algorithm_named
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.listed.folder import check_listed
from packager.formats.listed.forms import DIGEST_LISTS
from packager.formats.package import FORMATS, recognised

MD5 = digest_of(b"one")
SHA1, SHA512 = digest_of(b"one", "sha1"), digest_of(b"one", "sha512")
XXH3, XXH64, XXH128 = (digest_of(b"one", name) for name in ("xxh3", "xxh64", "xxh128"))
CRC = digest_of(b"one", "crc32")


def problems(root: Path) -> list[Problem]:
    assert recognised(root) is FORMATS["digest-lists"]
    return check_listed(root, DIGEST_LISTS, workers=1).problems


def kinds(root: Path) -> set[tuple[ProblemKind, str]]:
    return {(problem.kind, problem.path) for problem in problems(root)}


SPELLINGS = [
    ("film.wav.md5", f"{MD5}  film.wav\n"),
    ("film.wav.md5", f"{MD5} *film.wav\r\n"),
    ("film.wav.MD5", f"{MD5.upper()}\tfilm.wav"),
    ("film.wav.md5", MD5),
    ("film.wav.md5", f"{MD5}  -\n"),
    ("film.md5", MD5),
    ("film.wav.md5.txt", f"{MD5} film.wav"),
    ("film.wav.md5", f"{MD5}  /Volumes/Raid/Show/film.wav\n"),
    ("film.wav.md5", f"{MD5} *D:\\Show\\film.wav\r\n"),
    ("film.wav.md5", f"{MD5}  .\\film.wav\n"),
    ("film.wav.md5", f"MD5 (film.wav) = {MD5}\n"),
    ("film.wav.sha1", f"SHA1(film.wav)= {SHA1}\n"),
    ("SHA256SUMS", f"{sha256(b'one')}  ./film.wav\n"),
    ("sha256sum.txt", f"SHA2-256(film.wav)= {sha256(b'one')}\n"),
    ("checksums.txt", f"# made by hand\n\n{SHA512}  film.wav\n"),
    ("md5sums", f"{MD5}  film.wav\n"),
    ("checksums.xxh3", f"XXH3_{XXH3}  film.wav\n"),
    ("film.wav.xxh64", f"{XXH64}  film.wav\n"),
    ("film.wav.xxh128", f"XXH128 (film.wav) = {XXH128}\n"),
    ("film.sfv", f"; a comment\r\nfilm.wav {CRC.upper()}\r\n"),
    ("film.wav.c4", digest_of(b"one", "c4")),
    ("film.wav.sha512", SHA512.upper()),
    ("hashes.md5", f"{MD5}  film.wav\n{MD5}  film.wav\n"),
]


@pytest.mark.parametrize(("name", "text"), SPELLINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_usual_spelling_is_the_same_list(tmp_path: Path, name: str, text: str, encoding: str) -> None:
    write_files(tmp_path / "in", {"film.wav": b"one", name: text.encode(encoding)})
    assert problems(tmp_path / "in") == []
    (tmp_path / "in" / "film.wav").write_bytes(b"onf")
    assert kinds(tmp_path / "in") == {(ProblemKind.DAMAGED, "film.wav")}


@pytest.mark.parametrize(
    ("list_path", "stated"),
    [
        ("SHA256SUMS", "sub/film.wav"),
        ("SHA256SUMS", "sub\\film.wav"),
        ("sub/film.wav.sha256", "film.wav"),
        ("checksums/SHA256SUMS", "sub/film.wav"),
        ("SHA256SUMS", "E:\\job\\sub\\film.wav"),
        ("SHA256SUMS", "/mnt/job/sub/film.wav"),
    ],
)
def test_a_name_is_found_from_the_list_or_from_the_folder_above(tmp_path: Path, list_path: str, stated: str) -> None:
    write_files(tmp_path / "in", {"sub/film.wav": b"one", list_path: f"{sha256(b'one')}  {stated}\n".encode()})
    assert problems(tmp_path / "in") == []


def test_names_with_escapes_of_coreutils(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_files(folder, {"a\\b.wav": b"one"})
    made = subprocess.run(["md5sum", "a\\b.wav"], cwd=folder, capture_output=True, check=True)
    assert made.stdout.startswith(b"\\")
    write_files(folder, {"MD5SUMS": made.stdout})
    assert problems(folder) == []
    (folder / "a\\b.wav").write_bytes(b"onf")
    assert {kind for kind, _ in kinds(folder)} == {ProblemKind.DAMAGED}


@pytest.mark.parametrize("name", ["a film (final).wav", "été.wav", "映画.wav", "a  b.wav", "a=b.wav"])
def test_names_with_blanks_and_signs(tmp_path: Path, name: str) -> None:
    for style in (f"{MD5}  {name}\n", f"MD5 ({name}) = {MD5}\n"):
        write_files(tmp_path / "in", {name: b"one", "md5sums.txt": style.encode()})
        assert problems(tmp_path / "in") == []


def test_a_name_that_is_no_utf_8_is_read_as_windows_writes_it(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"été.wav": b"one", "md5sums.txt": f"{MD5}  été.wav\r\n".encode("cp1252")})
    assert problems(tmp_path / "in") == []


def test_what_is_missing_renamed_and_in_no_list_is_told(tmp_path: Path) -> None:
    root = tmp_path / "in"
    lines = f"{MD5}  gone.wav\n{digest_of(b'two')}  old.wav\n{digest_of(b'three')}  film.wav\n"
    write_files(root, {"film.wav": b"three", "md5sums.txt": lines.encode(), "more.wav": b"x", "notes.txt": b"x"})
    assert kinds(root) == {
        (ProblemKind.MISSING, "gone.wav"),
        (ProblemKind.MISSING, "old.wav"),
        (ProblemKind.UNLISTED, "more.wav"),
    }


def test_two_lists_that_contradict_each_other(tmp_path: Path) -> None:
    root = tmp_path / "in"
    write_files(
        root, {"film.wav": b"one", "film.wav.md5": MD5.encode(), "SHA1SUMS": f"{'0' * 40}  film.wav\n".encode()}
    )
    assert {kind for kind, _ in kinds(root)} == {ProblemKind.INCONSISTENT}
    write_files(root, {"SHA1SUMS": f"{SHA1}  film.wav\n{'0' * 40}  film.wav\n".encode()})
    assert kinds(root) == {(ProblemKind.INCONSISTENT, "film.wav")}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("film.wav.b3", "x"),
        ("film.wav.md5", "this is no list at all\n"),
        ("SHA256SUMS", "WHIRLPOOL (film.wav) = 1234567890\n"),
    ],
)
def test_a_form_that_is_not_read_is_named_and_is_no_damage(tmp_path: Path, name: str, text: str) -> None:
    root = tmp_path / "in"
    write_files(root, {"film.wav": b"one", name: text.encode()})
    found = problems(root)
    assert {problem.kind for problem in found} <= {ProblemKind.UNKNOWN_FORM, ProblemKind.UNLISTED}
    assert any(problem.kind is ProblemKind.UNKNOWN_FORM and problem.found for problem in found)
    assert run_words(["verify", str(root)]) == 4


@pytest.mark.parametrize("stated", ["../out.wav", "sub/../../out.wav", "..\\out.wav"])
def test_a_path_that_leads_out_is_told_and_not_opened(tmp_path: Path, stated: str) -> None:
    root = tmp_path / "in"
    write_files(root, {"../out.wav": b"one", "film.wav": b"two", "SUMS.md5": f"{MD5}  {stated}\n".encode()})
    assert (ProblemKind.UNSAFE, "SUMS.md5") in kinds(root)


def test_a_link_out_of_the_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "in"
    write_files(root, {"../out.wav": b"one", "md5sums.txt": f"{MD5}  film.wav\n".encode()})
    (root / "film.wav").symlink_to(tmp_path / "out.wav")
    assert (ProblemKind.UNSAFE, "film.wav") in kinds(root)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5000, b"\xff\xfe", bytes(range(256)) * 40, b"a" * 300_000, b"(" * 100_000]
)
def test_a_list_full_of_rubbish_is_no_list_and_ends_soon(tmp_path: Path, content: bytes) -> None:
    root = tmp_path / "in"
    write_files(root, {"film.wav": b"one", "film.wav.md5": content})
    assert {kind for kind, _ in kinds(root)} <= {ProblemKind.UNKNOWN_FORM, ProblemKind.UNREADABLE, ProblemKind.UNLISTED}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SHA-256", "sha256"),
        ("sha2-512", "sha512"),
        ("XXH3_64", "xxh3"),
        ("xxHash64", "xxh64"),
        ("tiger", None),
        ("", None),
    ],
)
def test_names_of_digests(text: str, expected: str | None) -> None:
    assert algorithm_named(text) == expected


def run(*words: str) -> int:
    return run_words([*words, "--kernel", "numpy", "--workers", "1"])


def test_a_file_with_a_list_of_its_own_and_the_list_itself(tmp_path: Path) -> None:
    write_files(tmp_path, {"film.wav": b"one", "film.wav.md5": f"{MD5}  film.wav\n".encode(), "other.wav": b"x"})
    assert run("verify", str(tmp_path / "film.wav")) == 0
    assert run("verify", str(tmp_path / "film.wav.md5")) == 0
    assert run("verify", str(tmp_path / "other.wav")) == 3
    (tmp_path / "film.wav").write_bytes(b"onf")
    assert run("verify", str(tmp_path / "film.wav")) == 1
    assert run("verify", str(tmp_path / "film.wav.md5")) == 1
    (tmp_path / "film.wav").unlink()
    assert run("verify", str(tmp_path / "film.wav.md5")) == 1


def test_check_looks_at_the_lists_first_and_then_at_the_mixes(delivery: SmallDelivery, tmp_path: Path) -> None:
    root = tmp_path / "in"
    files = {path.name: path.read_bytes() for path in delivery.folder.iterdir()}
    sums = "".join(f"{digest_of(content)}  {name}\n" for name, content in files.items() if name.endswith(".wav"))
    write_files(root, {**files, "MD5SUMS": sums.encode()})
    sheet = ["--sheet", str(delivery.sheet)]
    assert run("check", str(root), *sheet) == 0
    content = bytearray((root / "stereo.wav").read_bytes())
    content[-1] ^= 1
    (root / "stereo.wav").write_bytes(content)
    assert run("check", str(root), *sheet) == 1


def test_check_of_a_list_judges_the_sound_that_it_names(
    delivery: SmallDelivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (delivery.folder / "surround.wav").read_bytes()
    sums = f"{digest_of(content)}  surround.wav\n".encode()
    write_files(tmp_path, {"surround.wav": content, "not listed.wav": b"x", "MD5SUMS": sums})
    assert run("check", str(tmp_path / "MD5SUMS"), "--sheet", str(delivery.sheet), "--json", "-") == 0
    reports = json.loads(capsys.readouterr().out)["reports"]
    assert [(report["subject"], report["name"]) for report in reports] == [
        ("package", "MD5SUMS"),
        ("mix", "surround.wav"),
    ]


def test_check_of_a_file_holds_it_against_its_own_list(delivery: SmallDelivery, tmp_path: Path) -> None:
    content = (delivery.folder / "surround.wav").read_bytes()
    write_files(tmp_path, {"surround.wav": content, "surround.wav.md5": digest_of(content).encode()})
    words = ["check", str(tmp_path / "surround.wav"), "--sheet", str(delivery.sheet)]
    assert run(*words) == 0
    (tmp_path / "surround.wav.md5").write_text(digest_of(b"another"))
    assert run(*words) == 1
