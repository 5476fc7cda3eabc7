"""What operating systems leave in a bundle is told from damage, and from what was packed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery
from mixgate.cli import run_words
from packager.fixity.litter import is_litter
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.stems.verify import check_integrity, find_litter
from specs.errors import MediaError
from tests.packages.conftest import ascmhl

STEREO = "data/audio/Der-Tunnel-Teil-2_de_printmaster_20_48k_v1.wav"
OUTSIDE = [".DS_Store", "._bagit.txt", "Thumbs.db", "desktop.ini", "ascmhl/.DS_Store", "ascmhl/._x.mhl"]
INSIDE = ["data/.DS_Store", "data/audio/._mix.wav", "data/reports/Desktop.ini", "data/audio/THUMBS.DB"]


def problems(bundle: Path) -> list[Problem]:
    return check_integrity(bundle, workers=1).problems


def verify(bundle: Path, delivery: SmallDelivery) -> int:
    return run_words(["verify", str(bundle), "--sheet", str(delivery.sheet), "--kernel", "numpy", "--workers", "1"])


def strew(bundle: Path, paths: list[str]) -> None:
    for path in paths:
        (bundle / path).write_bytes(b"left by a system")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/.DS_Store", True),
        ("._x.wav", True),
        ("a/b/thumbs.db", True),
        ("Desktop.ini", True),
        (".DS_Store/x.wav", False),
        ("x.DS_Store", False),
        (".hidden", False),
        ("_.wav", False),
        ("desktop.ini.wav", False),
    ],
)
def test_only_names_that_systems_give_are_litter(path: str, expected: bool) -> None:
    assert is_litter(path) is expected


@pytest.mark.parametrize("path", OUTSIDE + INSIDE)
def test_litter_is_told_once_as_litter_with_what_to_do(bundle: Path, path: str) -> None:
    strew(bundle, [path])
    found = problems(bundle)
    assert [(problem.kind, problem.path) for problem in found] == [(ProblemKind.LITTER, path)]
    assert found[0].message.endswith("Delete it.")
    assert ("not complete" in found[0].message) is path.startswith("data/")


def test_outside_the_payload_litter_is_a_notice_and_among_it_the_bundle_is_not_complete(
    bundle: Path, delivery: SmallDelivery, capsys: pytest.CaptureFixture[str]
) -> None:
    strew(bundle, OUTSIDE)
    assert verify(bundle, delivery) == 0
    assert "bundle: intact;" in capsys.readouterr().out
    strew(bundle, INSIDE)
    assert verify(bundle, delivery) == 4
    assert "bundle: intact, but not complete;" in capsys.readouterr().out
    (bundle / "data" / "audio" / "more.wav").write_bytes(b"no litter")
    assert verify(bundle, delivery) == 1


def test_other_readers_say_the_same(bundle: Path) -> None:
    bagit = pytest.importorskip("bagit", reason="bagit-python is not installed")
    pytest.importorskip("ascmhl", reason="the ascmhl tool is not installed")
    strew(bundle, OUTSIDE)
    assert bagit.Bag(str(bundle)).is_valid()
    for words in ((), ("-dh",)):
        assert ascmhl("verify", *words, str(bundle)).returncode == 0
    strew(bundle, ["data/.DS_Store", "data/audio/._mix.wav"])
    assert not bagit.Bag(str(bundle)).is_valid()
    assert ascmhl("verify", str(bundle)).returncode == 0


def test_a_file_that_was_renamed_to_look_like_litter_is_found(bundle: Path) -> None:
    (bundle / STEREO).rename(bundle / "data" / "audio" / "._mix.wav")
    assert [(problem.kind, problem.expected) for problem in problems(bundle)] == [(ProblemKind.RENAMED, STEREO)]


def test_a_link_of_such_a_name_is_no_litter(bundle: Path, tmp_path: Path) -> None:
    (bundle / "data" / ".DS_Store").symlink_to(tmp_path / "elsewhere")
    assert [problem.kind for problem in problems(bundle)] == [ProblemKind.UNSAFE]
    assert find_litter(bundle) == ()


def test_clean_lists_litter_and_removes_it_when_asked_and_nothing_else(
    bundle: Path, delivery: SmallDelivery, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path for path in bundle.rglob("*") if path.is_file())
    strew(bundle, [*OUTSIDE, *INSIDE, "notes.txt"])
    assert run_words(["package", "clean", str(bundle)]) == 0
    said = capsys.readouterr().out
    assert all(f"Litter: {bundle / path}" in said for path in OUTSIDE + INSIDE)
    assert all((bundle / path).exists() for path in OUTSIDE + INSIDE)
    assert run_words(["package", "clean", str(bundle), "--remove"]) == 0
    assert sorted(path for path in bundle.rglob("*") if path.is_file()) == sorted([*before, bundle / "notes.txt"])
    (bundle / "notes.txt").unlink()
    assert verify(bundle, delivery) == 0
    capsys.readouterr()
    assert run_words(["package", "clean", str(bundle)]) == 0
    assert "No litter" in capsys.readouterr().out


def without_manifest(bundle: Path) -> None:
    (bundle / "manifest.json").write_text("{}")


def without_bag_list(bundle: Path) -> None:
    (bundle / "manifest-md5.txt").write_text("no list\n")


@pytest.mark.parametrize("spoil", [without_manifest, without_bag_list])
def test_nothing_is_litter_while_a_list_cannot_be_read(bundle: Path, spoil: Callable[[Path], None]) -> None:
    strew(bundle, INSIDE)
    spoil(bundle)
    with pytest.raises(MediaError, match="nothing says what is litter"):
        find_litter(bundle)
    assert run_words(["package", "clean", str(bundle), "--remove"]) == 3
    assert all((bundle / path).exists() for path in INSIDE)
