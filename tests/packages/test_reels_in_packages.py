"""Reels are one programme for loudness wherever they are judged: in a folder, in a package, and verified."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import soundfile

from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

RATE: Final = 48_000
SHEET: Final = ("--sheet", "ebu-r128", "--not-live")


def reels(folder: Path, levels_db: tuple[float, float]) -> Path:
    """Two reels of noise, apart in level: neither is at -23 LUFS, the two together are where the levels say so."""
    folder.mkdir()
    for number, level_db in enumerate(levels_db, start=1):
        noise = np.random.default_rng(number).uniform(-1.0, 1.0, (6 * RATE, 2)) * 10 ** (level_db / 20)
        soundfile.write(folder / f"film_de_20_r{number}.wav", noise, RATE, subtype="PCM_24")
    entries = "\n".join(
        f"[[files]]\npath = 'film_de_20_r{number}.wav'\nkind = 'printmaster'\nlanguage = 'de'\nreel = {number}\n"
        for number in (1, 2)
    )
    (folder / "delivery.toml").write_text(f"title = 'Night tram'\n{entries}", encoding="utf-8")
    return folder


TOGETHER_AT_TARGET: Final = (-22.08, -29.58)
"""Peaks of uniform noise, in dBFS: -20.8 and -28.3 LUFS by themselves, -23.0 over both."""


@pytest.mark.parametrize(("shift_db", "checked", "packaged"), [(0.0, 0, 0), (6.0, 1, 5)])
def test_reels_are_packaged_and_verified_as_one_programme(
    tmp_path: Path, shift_db: float, checked: int, packaged: int
) -> None:
    folder = reels(tmp_path / "in", (TOGETHER_AT_TARGET[0] + shift_db, TOGETHER_AT_TARGET[1] + shift_db))
    assert run_words(["check", str(folder), *SHEET, "-q"]) == checked
    out = tmp_path / "out"
    words = ["package", "stems", str(folder), *SHEET, "--title", "T", "--out", str(out)]
    assert run_words(words) == packaged
    if packaged:
        assert not out.exists()
        assert run_words([*words, "--allow-rejected"]) == 1
    page = tmp_path / "verified.json"
    assert run_words(["verify", str(out), "--json", str(page)]) == checked
    rows = {mix["mix"]: mix["verdict"] for mix in json.loads(page.read_text(encoding="utf-8"))["mixes"]}
    assert rows["printmaster de 2.0 reels 1 to 2"] == ("acceptable" if checked == 0 else "rejected")
