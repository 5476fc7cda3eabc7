"""What the mixes of a bundle make together is judged in `check` and `verify` as it was before they were packaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import soundfile

from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

SHEET: Final = """
id = "quiet"
publisher = "A house"
title = "Quiet"
edition = "1"
status = "current"
[documents.rules]
title = "Rules"
retrieved = 2026-01-01
obtained = "made up for tests"
[deliverables.mix]
title = "Mix"
mix_kinds = ["printmaster"]
[[deliverables.mix.requirements]]
rule = "loudness.integrated"
level = "shall"
grade = "primary"
source = "rules 1"
alternatives = [{ gating = "programme", target = TARGET, tolerance_above = 2.0, tolerance_below = 2.0 }]
"""


def noise(path: Path, seed: int, *, channels: int = 2, seconds: float = 4.0) -> None:
    sound = np.random.default_rng(seed).standard_normal((round(seconds * 48_000), channels)) * 0.035
    soundfile.write(path, sound, 48_000, subtype="PCM_24")


def codes(folder: Path, target: float) -> tuple[int, int, int, int]:
    """How `check`, `package`, `verify` and `check` of the package end."""
    sheet, out = folder.parent / "quiet.toml", str(folder.parent / "out")
    sheet.write_text(SHEET.replace("TARGET", str(target)), encoding="utf-8")
    asked = ["--sheet", str(sheet)]
    made = ["package", "stems", str(folder), *asked, "--title", "T", "--allow-rejected", "--out", out]
    return (
        run_words(["check", str(folder), *asked]),
        run_words(made),
        run_words(["verify", out, *asked]),
        run_words(["check", out, *asked]),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    return place


@pytest.mark.parametrize(("target", "expected"), [(-23.0, 0), (-40.0, 1)])
def test_the_loudness_of_all_reels(folder: Path, target: float, expected: int) -> None:
    for reel in (1, 2):
        noise(folder / f"Film_de_20_R{reel}.wav", reel)
    assert codes(folder, target) == (expected,) * 4


@pytest.mark.parametrize(("seeds", "expected"), [((1, 2), 0), ((1, 1), 1)])
def test_one_sound_as_two_languages(folder: Path, seeds: tuple[int, int], expected: int) -> None:
    for language, seed in zip(("de", "fr"), seeds, strict=True):
        noise(folder / f"Film_{language}_20.wav", seed)
    assert codes(folder, -23.0) == (expected,) * 4


@pytest.mark.parametrize("is_stated", [False, True])
def test_mono_files_that_numbers_tell_apart(folder: Path, *, is_stated: bool) -> None:
    entries = ""
    for number in (1, 2):
        noise(folder / f"Film_de_0{number}.wav", number, channels=1)
        entries += f'[[files]]\npath = "Film_de_0{number}.wav"\nlayout = "1.0"\nname = "take {number}"\n'
    if is_stated:
        (folder / "delivery.toml").write_text(f'title = "T"\n{entries}', encoding="utf-8")
    sheet = folder.parent / "quiet.toml"
    sheet.write_text(SHEET.replace("TARGET", "-26.0"), encoding="utf-8")
    (folder.parent / "m").mkdir()
    assert run_words(["check", str(folder), "--sheet", str(sheet)]) == (0 if is_stated else 4)
    assert run_words(["measure", str(folder), "--json", str(folder.parent / "m")]) == 0
    assert run_words(["judge", str(folder.parent / "m"), "--sheet", str(sheet)]) == (0 if is_stated else 4)
