"""`measure --json` of several mixes, as docs/ci.md has it: the folder is made, and nothing is put in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soundfile

from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

RATE = 48_000


def _delivery(folder: Path, languages: tuple[str, ...]) -> str:
    folder.mkdir()
    for seed, language in enumerate(languages):
        noise = np.random.default_rng(seed).standard_normal((RATE, 2)) * 0.035
        soundfile.write(folder / f"film_{language}_20.wav", noise, RATE, subtype="PCM_24")
    return str(folder)


def test_the_folder_is_made_and_can_be_judged(tmp_path: Path) -> None:
    handed_in, saved = _delivery(tmp_path / "in", ("de", "fr")), tmp_path / "new" / "measured"
    assert run_words(["measure", handed_in, "--json", str(saved)]) == 0
    assert len(list(saved.iterdir())) == 2
    checked = run_words(["check", handed_in, "--sheet", "ebu-r128", "--not-live", "-q"])
    assert run_words(["judge", str(saved), "--sheet", "ebu-r128", "--not-live", "-q"]) == checked


def test_one_mix_is_one_file(tmp_path: Path) -> None:
    saved = tmp_path / "measured"
    assert run_words(["measure", _delivery(tmp_path / "in", ("de",)), "--json", str(saved)]) == 0
    assert saved.is_file()


def test_a_file_is_no_folder_for_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handed_in, taken = _delivery(tmp_path / "in", ("de", "fr")), tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    for name in (taken, tmp_path / "measured.json"):
        assert run_words(["measure", handed_in, "--json", str(name)]) == 2
        assert "next step: Name a folder with --json" in capsys.readouterr().err
    assert taken.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "measured.json").exists()
