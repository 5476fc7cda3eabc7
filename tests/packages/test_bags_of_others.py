"""Bags that others made: fixity by their own lists, whatever maker, version, digest and spelling."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery
from fixtures.wrapped import digest_of, write_bag, write_files
from mixgate.cli import run_words
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.listed.folder import check_listed
from packager.formats.listed.forms import BAG
from packager.formats.package import FORMATS, recognised

PAYLOAD = {"mix.wav": b"one", "reels/deep/down/mix 2.wav": b"two"}


def problems(root: Path) -> list[Problem]:
    assert recognised(root) is FORMATS["bag"]
    return check_listed(root, BAG, workers=1).problems


def kinds(root: Path) -> set[tuple[ProblemKind, str]]:
    return {(problem.kind, problem.path) for problem in problems(root)}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    root = tmp_path / "bag"
    write_bag(root, PAYLOAD)
    return root


@pytest.mark.parametrize("version", ["0.95", "0.97", "1.0"])
@pytest.mark.parametrize("algorithms", [("md5",), ("sha1", "sha256"), ("sha512",), ("sha224", "sha384"), ("blake2b",)])
def test_a_whole_bag_is_intact(tmp_path: Path, version: str, algorithms: tuple[str, ...]) -> None:
    write_bag(tmp_path / "bag", PAYLOAD, version=version, algorithms=algorithms)
    assert problems(tmp_path / "bag") == []


def test_other_spellings_of_a_manifest_are_the_same_list(tmp_path: Path) -> None:
    root = tmp_path / "bag"
    write_bag(root, PAYLOAD, line_end="\r\n")
    assert problems(root) == []
    manifest = root / "manifest-md5.txt"
    lines = [f"{digest_of(content).upper()} *./data/{path}" for path, content in PAYLOAD.items()]
    manifest.write_bytes(b"\xef\xbb\xbf" + "\r".join(lines).encode())
    for tag in root.glob("tagmanifest-*"):
        tag.unlink()
    assert problems(root) == []


def test_a_name_with_an_accent_is_found_however_it_is_composed(tmp_path: Path) -> None:
    root = tmp_path / "bag"
    write_bag(root, {"e\u0301te\u0301.wav": b"one"})
    (root / "data" / "e\u0301te\u0301.wav").rename(root / "data" / "été.wav")
    (root / "tagmanifest-md5.txt").unlink()
    assert problems(root) == []


def test_a_line_end_in_a_name_stands_as_an_escape(tmp_path: Path) -> None:
    root = tmp_path / "bag"
    write_bag(root, {"100%25.wav": b"one"})
    (root / "data" / "100%25.wav").rename(root / "data" / "100%.wav")
    assert problems(root) == []


Change = Callable[[Path], object]


@pytest.mark.parametrize(
    ("change", "kind", "path"),
    [
        (lambda root: (root / "data/mix.wav").write_bytes(b"onf"), ProblemKind.DAMAGED, "data/mix.wav"),
        (lambda root: (root / "data/mix.wav").unlink(), ProblemKind.MISSING, "data/mix.wav"),
        (lambda root: (root / "data/more.wav").write_bytes(b"x"), ProblemKind.EXTRA, "data/more.wav"),
        (lambda root: (root / "data/mix.wav").rename(root / "data/new.wav"), ProblemKind.RENAMED, "data/new.wav"),
        (lambda root: (root / "bag-info.txt").write_bytes(b"Payload-Oxum: 9.9\n"), ProblemKind.DAMAGED, "bag-info.txt"),
        (lambda root: (root / "manifest-md5.txt").unlink(), ProblemKind.MISSING, "manifest-md5.txt"),
        (lambda root: (root / "data/link.wav").symlink_to("/etc/passwd"), ProblemKind.UNSAFE, "data/link.wav"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(bag: Path, change: Change, kind: ProblemKind, path: str) -> None:
    change(bag)
    assert (kind, path) in kinds(bag)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "more.txt").write_bytes(b"another tag file"),
        lambda root: (root / "data" / "empty").mkdir(),
        lambda root: (root / "tagmanifest-md5.txt").unlink(),
    ],
)
def test_what_the_format_allows_is_no_fault(bag: Path, change: Change) -> None:
    change(bag)
    assert problems(bag) == []


def test_before_version_1_a_file_has_to_be_in_one_manifest_only(tmp_path: Path) -> None:
    for version, expected in (("0.97", False), ("1.0", True)):
        root = tmp_path / version
        write_bag(root, PAYLOAD, version=version, algorithms=("md5", "sha1"))
        (root / "manifest-sha1.txt").write_text(f"{digest_of(b'one', 'sha1')}  data/mix.wav\n", encoding="utf-8")
        for tag in root.glob("tagmanifest-*"):
            tag.unlink()
        assert bool(problems(root)) is expected


def test_what_is_left_to_be_fetched_is_named_and_never_fetched(bag: Path) -> None:
    (bag / "tagmanifest-md5.txt").unlink()
    (bag / "fetch.txt").write_text("https://example.com/m 3 data/mix.wav\n", encoding="utf-8")
    assert {problem.kind for problem in problems(bag)} == {ProblemKind.HISTORY}
    (bag / "data/mix.wav").unlink()
    found = [problem for problem in problems(bag) if "fetched" in problem.message]
    assert [(problem.kind, problem.path) for problem in found] == [(ProblemKind.MISSING, "data/mix.wav")]
    assert found[0].found == "https://example.com/m"


@pytest.mark.parametrize("path", ["../out.wav", "/etc/passwd", "data/../../out.wav", "C:/x.wav", "data/\x1b[31m.wav"])
def test_a_path_that_leads_out_is_told_and_not_opened(bag: Path, path: str) -> None:
    (bag / "tagmanifest-md5.txt").unlink()
    (bag.parent / "out.wav").write_bytes(b"one")
    with (bag / "manifest-md5.txt").open("a", encoding="utf-8") as file:
        file.write(f"{digest_of(b'one')}  {path}\n")
    found = problems(bag)
    assert [(problem.kind, problem.path) for problem in found] == [(ProblemKind.UNSAFE, "manifest-md5.txt")]
    assert "\x1b" not in found[0].message


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda root: (root / "bagit.txt").write_text("BagIt-Version: 2.0\n"), "2.0"),
        (lambda root: (root / "manifest-md5.txt").rename(root / "manifest-tiger.txt"), "tiger"),
        (
            lambda root: (root / "bagit.txt").write_text(
                "BagIt-Version: 1.0\nTag-File-Character-Encoding: EBCDIC-CP-US\n"
            ),
            "ebcdic-cp-us",
        ),
    ],
)
def test_a_kind_that_is_not_read_is_named_and_is_no_damage(bag: Path, change: Change, found: str) -> None:
    (bag / "tagmanifest-md5.txt").unlink()
    change(bag)
    unknown = [problem for problem in problems(bag) if problem.kind is ProblemKind.UNKNOWN_FORM]
    assert found in {problem.found for problem in unknown}


def test_thousands_of_problems_are_not_told_one_by_one(tmp_path: Path) -> None:
    root = tmp_path / "bag"
    write_bag(root, {f"{number}.wav": b"x" for number in range(1500)})
    for number in range(1500):
        (root / "data" / f"{number}.wav").write_bytes(b"y")
    found = problems(root)
    assert len(found) == 1001
    assert "500 more problems" in found[-1].message or "more problems" in found[-1].message


def test_a_bag_by_its_own_tool_is_intact_and_then_not(tmp_path: Path) -> None:
    bagit = pytest.importorskip("bagit", reason="bagit-python is not installed")
    write_files(tmp_path / "bag", PAYLOAD)
    bagit.make_bag(str(tmp_path / "bag"), checksums=["md5", "sha512"])
    assert problems(tmp_path / "bag") == []
    (tmp_path / "bag" / "data" / "mix.wav").write_bytes(b"onf")
    assert not bagit.Bag(str(tmp_path / "bag")).is_valid()
    assert (ProblemKind.DAMAGED, "data/mix.wav") in kinds(tmp_path / "bag")


@pytest.fixture
def sound_bag(delivery: SmallDelivery, tmp_path: Path) -> Path:
    root = tmp_path / "sound"
    write_bag(root, {f"show/{path.name}": path.read_bytes() for path in delivery.folder.iterdir()})
    return root


def run(*words: str) -> int:
    return run_words([*words, "--kernel", "numpy", "--workers", "1"])


def test_fixity_first_then_the_mixes_inside(
    sound_bag: Path, delivery: SmallDelivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = ["--sheet", str(delivery.sheet)]
    assert run("verify", str(sound_bag)) == 0
    assert run("verify", str(sound_bag), *sheet) == 0
    capsys.readouterr()
    assert run("check", str(sound_bag), *sheet, "--json", "-") == 0
    reports = json.loads(capsys.readouterr().out)["reports"]
    assert [report["subject"] for report in reports] == ["package", "mix", "mix", "delivery"]
    assert reports[0]["sheet"]["id"] == "bagit"

    path = sound_bag / "data" / "show" / "stereo.wav"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert run("verify", str(sound_bag), "--json", str(tmp_path / "run.json")) == 1
    document = json.loads((tmp_path / "run.json").read_text())
    assert (document["schema"], document["verdict"]) == ("mixgate.run/2", "rejected")
    failed = [finding for finding in document["reports"][0]["findings"] if finding["state"] == "fail"]
    assert failed[0]["where"][0]["file"] == "data/show/stereo.wav"
    assert run("check", str(sound_bag), *sheet) == 1


def test_a_loud_mix_in_an_intact_bag_is_rejected_by_the_sheet_alone(
    sound_bag: Path, delivery: SmallDelivery, tmp_path: Path
) -> None:
    strict = tmp_path / "strict.toml"
    strict.write_text(delivery.sheet.read_text().replace("maximum_dbtp = -6.0", "maximum_dbtp = -90.0"))
    assert run("verify", str(sound_bag)) == 0
    assert run("verify", str(sound_bag), "--sheet", str(strict)) == 1
    assert run("verify", str(sound_bag), "--sheet", str(strict), "--fixity-only") == 0
    assert run("check", str(sound_bag), "--sheet", str(strict)) == 1


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("link", ["data/more", "data"])
def test_what_lies_behind_a_link_is_not_judged(
    delivery: SmallDelivery, tmp_path: Path, capsys: pytest.CaptureFixture[str], link: str
) -> None:
    root, outside = tmp_path / "bag", tmp_path / "outside"
    write_bag(root, {})
    if link == "data/more":
        (root / "data").mkdir()
    shutil.copytree(delivery.folder, outside)
    (root / link).symlink_to(outside)
    assert run("check", str(root), "--sheet", str(delivery.sheet), "--json", "-") in {1, 3}
    reports = json.loads(capsys.readouterr().out)["reports"]
    assert [report["subject"] for report in reports if report["subject"] == "mix"] == []


def test_a_stem_bundle_in_a_bag_is_judged_as_one(bundle: Path, delivery: SmallDelivery, tmp_path: Path) -> None:
    files = {
        path.relative_to(bundle).as_posix(): path.read_bytes() for path in sorted(bundle.rglob("*")) if path.is_file()
    }
    write_bag(tmp_path / "outer", files)
    assert run("check", str(tmp_path / "outer"), "--sheet", str(delivery.sheet)) == 0


def test_an_unknown_form_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(tmp_path / "dcp", {"ASSETMAP": b"<x/>", "a.mxf": b"x"})
    assert run("verify", str(tmp_path / "dcp")) == 1  # it is read, and is none
    assert "The asset map cannot be read" in " ".join(capsys.readouterr().out.split())
    write_files(tmp_path, {"bag.zip": b"PK"})
    assert run("verify", str(tmp_path / "bag.zip")) == 3
    assert "zip archive" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
def test_a_name_with_an_escape_sequence_never_reaches_the_terminal(
    bag: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bag / "data" / "a\x1b]0;x\x07.wav").write_bytes(b"x")
    assert run("verify", str(bag)) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_folders_without_end_are_told(tmp_path: Path) -> None:
    root = tmp_path / "bag"
    write_bag(root, PAYLOAD)
    place = root / "data"
    for _ in range(600):
        place = place / "aa"
        try:
            place.mkdir()
        except OSError:
            pytest.skip("this file system takes no such path")
    assert ProblemKind.UNSAFE in {kind for kind, _ in kinds(root)}
    shutil.rmtree(root)
