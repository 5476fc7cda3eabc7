"""`mixgate fix --apply` on mixes that would be written under one name: each gets a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soundfile

from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

RATE_HZ = 48_000


def noise(path: Path, level: float) -> str:
    samples = np.random.default_rng(1).normal(0.0, level, (3 * RATE_HZ, 2))
    soundfile.write(path, samples, RATE_HZ, "PCM_24")
    return str(path)


def fixed(out: Path, *paths: str) -> int:
    return run_words(
        ["fix", *paths, "--sheet", "ebu-r128", "--permit", "transparent,level", "--apply", "--out", str(out)]
    )


def test_files_that_differ_by_their_ending_are_both_written(tmp_path: Path) -> None:
    paths = (noise(tmp_path / "a.wav", 0.02), noise(tmp_path / "a.flac", 0.03))
    assert fixed(tmp_path / "out", *paths) == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("*.wav")) == ["a_1.wav", "a_2.wav"]


def test_other_names_stay(tmp_path: Path) -> None:
    paths = (noise(tmp_path / "a.wav", 0.02), noise(tmp_path / "b.flac", 0.03))
    assert fixed(tmp_path / "out", *paths) == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("*.wav")) == ["a.wav", "b.wav"]


def test_the_programmes_of_one_adm_file_are_both_written(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    paths = [noise(tmp_path / "in" / f"{name}.wav", level) for name, level in (("de", 0.02), ("fr", 0.03))]
    package = tmp_path / "package"
    assert run_words(["package", "adm", *paths, "--language", "de", "--out", str(package)]) == 0
    (master,) = (package / "data" / "audio").iterdir()
    assert fixed(tmp_path / "out", str(master)) == 0
    names = sorted(path.name for path in (tmp_path / "out").glob("*.wav"))
    assert names == [f"{master.stem}_1.wav", f"{master.stem}_2.wav"]
