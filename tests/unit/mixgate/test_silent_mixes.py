"""A mix without a sound is rejected under any sheet; a stem that may be silent is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

RATE_HZ = 48_000


def written(path: Path, peak: float) -> str:
    noise = np.random.default_rng(1).uniform(-peak, peak, (2 * RATE_HZ, 6))
    soundfile.write(path, noise, RATE_HZ, "PCM_24")
    return str(path)


def checked(path: str, kind: str, sheet: str) -> int:
    return run_words(["check", path, "--layout", "5.1", "--kind", kind, "--sheet", sheet, "-q"])


@pytest.mark.parametrize("peak", [0.0, 2.0**-15], ids=["digital silence", "dither"])
@pytest.mark.parametrize(
    ("kind", "sheet"), [("printmaster", "ebu-r128"), ("dialogue-guide", "netflix-me"), ("me", "localisation")]
)
def test_a_silent_mix_is_rejected(
    tmp_path: Path, peak: float, kind: str, sheet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "mix.wav", peak)
    assert checked(path, kind, sheet) == 1
    assert "content.sounds" in capsys.readouterr().out


def test_a_guide_that_sounds_is_taken(tmp_path: Path) -> None:
    assert checked(written(tmp_path / "guide.wav", 0.1), "dialogue-guide", "netflix-me") == 0


def test_an_optional_stem_may_be_silent(tmp_path: Path) -> None:
    assert checked(written(tmp_path / "stem.wav", 0.0), "optional", "netflix-me") == 0


def test_it_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["explain", "content.sounds"]) == 0
    assert "muted" in capsys.readouterr().out
