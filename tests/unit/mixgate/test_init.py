"""`mixgate init` writes a delivery file, never over another, and says what it assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mixgate.cli import run_words
from specs.statements.delivery import load_delivery
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "Film"
    place.mkdir()
    for name, channels in (("Film_PM_51_FRE", 6), ("Film_ME_51", 6), ("Film_SR", 2)):
        wave = wave_format(SampleFormat.S24, channel_count=channels, sample_rate_hz=48000, channel_mask=None)
        with WaveWriter(place / f"{name}.wav", wave) as writer:
            writer.write(np.zeros((48, channels)))
    return place


def test_it_writes_a_delivery_file_and_shows_what_it_rests_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["init", str(folder)]) == 0
    delivery = load_delivery(folder / "delivery.toml")
    assert [file.language for file in delivery.files] == [None, "fr", "sr"]
    shown = capsys.readouterr().out
    assert "Film_PM_51_FRE.wav" in shown
    assert "kind: nothing in" in shown
    assert "3 mixes" in shown


def test_it_never_overwrites(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for target in (folder / "delivery.toml", folder / "Film_ME_51.wav"):
        target.touch()
        before = target.read_bytes()
        words = ["init", str(folder)] if target.suffix == ".toml" else ["init", str(folder), "--output", str(target)]
        assert run_words(words) == 5
        assert target.read_bytes() == before
        assert "nothing is overwritten" in capsys.readouterr().err


def test_it_writes_elsewhere_and_to_standard_output(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_words(["init", str(folder), "--output", str(tmp_path / "there.toml")]) == 0
    assert not (folder / "delivery.toml").exists()
    capsys.readouterr()
    assert run_words(["init", str(folder), "-o", "-"]) == 0
    written, shown = capsys.readouterr()
    assert written == (tmp_path / "there.toml").read_text(encoding="utf-8")
    assert "3 mixes" in shown


def test_a_folder_without_sound_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["init", str(tmp_path)]) == 3
    assert run_words(["init", str(tmp_path / "absent")]) == 3
    assert "no sound files" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
