"""What a delivery lists and does not hold ends every command as it ends `check`, and never better."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

RATE = 48_000
SHEET = ("--sheet", "ebu-r128", "--not-live")
ABSENT, OTHER_CHANNELS, NO_SOUND, TWICE = "absent", "other-channels", "no-sound", "invalid-list"


def delivery(folder: Path, fault: str) -> Path:
    """A delivery of two mixes at -23 LKFS or so, of which the second is at fault."""
    folder.mkdir()
    noise = np.random.default_rng(5).standard_normal((RATE, 2)) * 0.035
    soundfile.write(folder / "film_de_20.wav", noise, RATE, subtype="PCM_24")
    if fault == OTHER_CHANNELS:
        soundfile.write(folder / "film_fr_20.wav", noise[:, :1], RATE, subtype="PCM_24")
    elif fault == NO_SOUND:
        (folder / "film_fr_20.wav").write_text("no sound")
    names = ("film_de_20.wav", "film_fr_20.wav")
    entries = "\n".join(f"[[files]]\npath = '{name}'\nkind = 'printmaster'\nlayout = '2.0'\n" for name in names)
    title = "" if fault == TWICE else "title = 'Night tram'\n"
    (folder / "delivery.toml").write_text(title + entries, encoding="utf-8")
    return folder


@pytest.mark.parametrize("fault", [ABSENT, OTHER_CHANNELS, NO_SOUND, TWICE])
def test_a_fault_of_what_was_handed_in_rejects_and_refuses_a_package(tmp_path: Path, fault: str) -> None:
    folder = str(delivery(tmp_path / "in", fault))
    assert run_words(["check", folder, *SHEET, "-q"]) == 1
    fixed = run_words(["fix", folder, *SHEET, "--permit", "level", "--apply", "--out", str(tmp_path / "fixed")])
    assert fixed == 1
    for form in ("stems", "adm"):
        words = ["package", form, folder, *SHEET, "--title", "T", "--out", str(tmp_path / form), "--allow-rejected"]
        assert run_words(words) == 5
        assert not (tmp_path / form).exists()


@pytest.mark.parametrize("fault", [ABSENT, OTHER_CHANNELS, NO_SOUND])
def test_what_was_not_measured_is_rejected_by_its_file(tmp_path: Path, fault: str) -> None:
    folder, saved = delivery(tmp_path / "in", fault), tmp_path / "saved"
    saved.mkdir()
    assert run_words(["measure", str(folder), "--json", str(saved)]) == 1
    assert len(list(saved.iterdir())) == 2
    page = tmp_path / "run.json"
    assert run_words(["judge", str(saved), *SHEET, "-q", "--json", str(page)]) == 1
    verdicts = {report["name"]: report["verdict"] for report in json.loads(page.read_text())["reports"]}
    assert verdicts["film_fr_20.wav"] == "rejected"


def test_a_file_that_the_caller_named_and_is_absent_stays_an_error(tmp_path: Path) -> None:
    absent = str(tmp_path / "film_fr_20.wav")
    assert run_words(["measure", absent, "--json", str(tmp_path / "m.json")]) == 3
    assert run_words(["fix", absent, *SHEET]) == 3
    assert run_words(["package", "stems", absent, *SHEET, "--title", "T", "--out", str(tmp_path / "out")]) == 3
    assert not (tmp_path / "m.json").exists()


def test_a_waived_absence_ends_fix_as_it_ends_check(tmp_path: Path) -> None:
    folder = delivery(tmp_path / "in", ABSENT)
    waiver = "\n[[waivers]]\nrule = 'delivery.file-absent'\nreason = 'no French version'\nby = 'A. Person'\n"
    listed = folder / "delivery.toml"
    listed.write_text(listed.read_text() + waiver, encoding="utf-8")
    run = ["check", str(folder), *SHEET, "-q"]
    assert run_words(run) == run_words(["fix", str(folder), *SHEET, "--permit", "level"])


def test_a_folder_without_measurements_is_an_error_of_the_call(tmp_path: Path) -> None:
    assert run_words(["judge", str(tmp_path), *SHEET, "-q"]) == 3
