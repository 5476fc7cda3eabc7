"""An IMF package that a sheet rejects leaves its reports, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from fixtures.imf import whole_package
from fixtures.wave_files import write_s24
from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SAMPLE_COUNT = 96_096


def _call(folder: Path, *words: str) -> list[str]:
    loud = np.random.default_rng(5).integers(-(2**23), 2**23, (SAMPLE_COUNT, 6), dtype=np.int32)
    mix = write_s24(folder / "Lärm.wav", loud)
    original = whole_package().write(folder / "original")
    call = ["package", "imf", str(mix), "--ancestor", str(original), "--language", "de-DE", "--layout", "5.1"]
    return [*call, "--sheet", "netflix-dub", "--out", str(folder / "DUB"), *words]


def test_the_reports_are_left_beside_the_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = _call(tmp_path)
    assert run_words(call) == 5
    said = capsys.readouterr().err
    assert "Lärm.wav: netflix-dub surround" in said
    assert "--allow-rejected" in said
    refused = tmp_path / "DUB.refused"
    first = {path.name: path.read_bytes() for path in refused.iterdir()}
    assert {name.rpartition(".report.")[2] for name in first} == {"json", "html"}
    (report,) = [json.loads(data) for name, data in first.items() if name.endswith("json")]
    assert report["verdict"] == "rejected"
    assert {path.name for path in tmp_path.iterdir()} == {"DUB.refused", "Lärm.wav", "original"}
    assert run_words(call) == 5, "an earlier refusal is replaced"
    assert len(list(refused.iterdir())) == len(first)


def test_what_is_no_refusal_is_never_replaced(tmp_path: Path) -> None:
    call = _call(tmp_path)
    (tmp_path / "DUB.refused").mkdir()
    (tmp_path / "DUB.refused" / "mine.txt").write_text("mine")
    assert run_words(call) == 2
    assert (tmp_path / "DUB.refused" / "mine.txt").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"DUB.refused", "Lärm.wav", "original"}


def test_a_package_that_is_allowed_says_what_each_track_was_made_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "DUB").mkdir()  # an empty folder may become the package
    assert run_words(_call(tmp_path, "--allow-rejected")) == 1
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "rejected" in one]
    assert line.split()[0] == "Lärm.wav"
    assert (tmp_path / "DUB.mixgate" / "manifest.json").is_file()
    assert not (tmp_path / "DUB.refused").exists()


def test_one_sound_as_two_languages_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soft = np.random.default_rng(5).integers(-(2**18), 2**18, (SAMPLE_COUNT, 6), dtype=np.int32)
    (tmp_path / "in").mkdir()
    for language in ("de-DE", "fr-FR"):
        write_s24(tmp_path / "in" / f"film_{language}_51.wav", soft)
    original = whole_package().write(tmp_path / "original")
    call = ["package", "imf", str(tmp_path / "in"), "--ancestor", str(original), "--out", str(tmp_path / "DUB")]
    assert run_words(call) == 5
    assert "hold the same sound" in capsys.readouterr().err
    assert not (tmp_path / "DUB").exists()
    write_s24(tmp_path / "in" / "film_fr-FR_51.wav", soft[::-1])
    assert run_words(call) == 0
