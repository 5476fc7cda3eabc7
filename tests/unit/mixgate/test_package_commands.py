import json
import shutil
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery, write_noise, write_small_delivery
from mixgate.cli import run_words
from packager.formats.stems.verify import check_integrity
from packager.schema import read_schema


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> SmallDelivery:
    return write_small_delivery(tmp_path_factory.mktemp("delivery"))


def package(delivery: SmallDelivery, out: Path, *words: str) -> int:
    fixed = ["--created", "2026-01-31T12:00:00Z", "--host", "studio", "--kernel", "numpy", "--workers", "1"]
    source = str(delivery.folder)
    return run_words(["package", "stems", source, "--sheet", str(delivery.sheet), "--out", str(out), *fixed, *words])


def verify(folder: Path, *words: str) -> int:
    return run_words(["verify", str(folder), "--kernel", "numpy", "--workers", "1", *words])


def test_a_package_is_made_and_verified(
    delivery: SmallDelivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package(delivery, tmp_path / "out") == 0
    assert "acceptable" in capsys.readouterr().out
    assert verify(tmp_path / "out", "--sheet", str(delivery.sheet)) == 0
    assert "out: intact" in capsys.readouterr().out
    # Without the private sheet nobody can say whether it is acceptable.
    assert verify(tmp_path / "out") == 4
    assert verify(tmp_path / "out", "--fixity-only") == 0


def test_verify_writes_json_that_follows_the_published_schema(
    delivery: SmallDelivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import jsonschema

    package(delivery, tmp_path / "out")
    (tmp_path / "out" / "bagit.txt").unlink()
    capsys.readouterr()
    assert verify(tmp_path / "out", "--fixity-only", "--json", "-") == 1
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, read_schema("verification"))
    assert document["intact"] is False
    assert ("missing", "bagit.txt") in {(problem["kind"], problem["path"]) for problem in document["problems"]}


def test_damage_is_shown_in_a_table_and_its_mix_is_not_judged(
    delivery: SmallDelivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package(delivery, tmp_path / "out")
    sound = next((tmp_path / "out" / "data" / "audio").iterdir())
    with sound.open("r+b") as file:
        file.seek(2000)
        file.write(b"broken")
    capsys.readouterr()
    assert verify(tmp_path / "out", "--sheet", str(delivery.sheet)) == 1
    shown = capsys.readouterr().out
    assert "damaged" in shown
    assert "not intact" in shown
    assert "verdict: incomplete" in shown


def test_a_rejected_mix_is_refused_with_5_or_packaged_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loud = write_small_delivery(tmp_path / "loud", level=0.5)
    assert package(loud, tmp_path / "out") == 5
    assert "out.refused" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert package(loud, tmp_path / "out", "--allow-rejected") == 1
    assert verify(tmp_path / "out", "--sheet", str(loud.sheet)) == 1


def test_a_package_of_a_delivery_with_sound_that_nobody_lists_ends_as_check_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_delivery = write_small_delivery(tmp_path / "in")
    write_noise(open_delivery.folder / "extra.wav", "L R", seed=99)
    assert package(open_delivery, tmp_path / "out") == 4
    shown = capsys.readouterr().out
    assert "extra.wav is sound that the delivery file does not list" in " ".join(shown.split())
    assert not list((tmp_path / "out").rglob("extra*"))


def test_a_report_that_was_made_nicer_is_told_from_what_is_measured(tmp_path: Path) -> None:
    loud = write_small_delivery(tmp_path / "loud", level=0.5)
    nice = write_small_delivery(tmp_path / "nice")
    package(nice, tmp_path / "nice-out")
    package(loud, tmp_path / "out", "--allow-rejected")
    from mixgate import __version__
    from packager.formats.stems.rejudge import JudgeAgain, verification_of
    from specs.loader import load_sheet
    from validator.measuring.measure import MeasureOptions

    # Put in after the lists were checked: to them it is as if somebody had made all of them anew.
    integrity = check_integrity(tmp_path / "out")
    lie = next((tmp_path / "nice-out" / "data" / "reports").glob("*_20_*.json"))
    shutil.copy(lie, tmp_path / "out" / "data" / "reports" / lie.name)
    integrity.tree.sizes_bytes[f"data/reports/{lie.name}"] = lie.stat().st_size
    again = JudgeAgain(
        measuring=MeasureOptions(version=__version__, workers=1, kernel="numpy"), sheets=[load_sheet(str(loud.sheet))]
    )
    found = verification_of(integrity, again, version=__version__)
    assert [problem.kind.value for problem in found.problems] == ["contradiction"]
    assert "peak.true-peak" in (found.problems[0].found or "")
    assert found.verdict == "rejected"
    assert found.intact


def test_sound_files_without_a_delivery_need_a_title(tmp_path: Path, delivery: SmallDelivery) -> None:
    write_noise(tmp_path / "mix.wav", "L R C LFE Ls Rs")
    words = ["package", "stems", str(tmp_path / "mix.wav"), "--sheet", str(delivery.sheet), "--kernel", "numpy"]
    assert run_words([*words, "--out", str(tmp_path / "out")]) == 2
    assert run_words([*words, "--out", str(tmp_path / "out"), "--title", "Film", "--language", "fr"]) == 0
    assert (tmp_path / "out" / "data" / "audio" / "Film_fr_printmaster_51_48k_v1.wav").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ("--created", "yesterday"),
        ("--created", "2026-01-31T12:00:00"),
        ("--name", "{nonsense}"),
        ("--sign", "none.pem"),
        ("--digest", "crc32"),
        ("--leqm-calibration", "loud"),
        ("--deliverable", "nonsense"),
    ],
)
def test_a_call_that_is_off_ends_with_2_and_leaves_nothing(
    delivery: SmallDelivery, tmp_path: Path, words: tuple[str, str]
) -> None:
    assert package(delivery, tmp_path / "out", *words) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_package_ends_with_3(tmp_path: Path) -> None:
    assert verify(tmp_path / "none") == 3
    assert verify(tmp_path) == 3


def test_stages_that_were_left_are_listed_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = tmp_path / ".out.mixgate-stage-0123456789abcdef"
    left.mkdir()
    assert run_words(["package", "clean", str(tmp_path)]) == 0
    assert "left behind" in capsys.readouterr().out
    assert left.is_dir()
    assert run_words(["package", "clean", str(tmp_path), "--remove"]) == 0
    assert not left.exists()


def test_without_a_sheet_only_options_are_named_that_the_command_has(
    delivery: SmallDelivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_words(["package", "stems", str(delivery.folder), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "--sheet" in said
    assert "--all-sheets" not in said
