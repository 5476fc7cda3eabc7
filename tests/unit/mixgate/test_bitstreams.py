"""A bitstream in a WAV is named, not metered, not corrected and not wrapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import bitstreams as made
from fixtures.bitstreams import BurstForm, bursts
from mixgate.cli import run_words
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 48_000
NAMED = "AC-3, 5.1 in channels 1 and 2"


def _wave(path: Path, samples: NDArray[np.float64], sample_format: SampleFormat = SampleFormat.S24) -> Path:
    wave = wave_format(sample_format, channel_count=samples.shape[1], sample_rate_hz=RATE)
    with WaveWriter(path, wave) as writer:
        writer.write(samples)
    return path


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    silence = np.zeros((RATE, 2))
    stream = bursts(made.AC3_5_1, 1, 2 * RATE, BurstForm())
    return _wave(tmp_path / "mix_20.wav", np.concatenate([silence, stream]), SampleFormat.S16)


def test_check_calls_it_incomplete_and_names_it(coded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["check", str(coded), "--sheet", "ebu-r128"]) == 4
    said = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert NAMED in said
    assert "LUFS" not in said.partition("INCOMPLETE")[0]


@pytest.mark.parametrize(
    "words",
    [
        ["measure"],
        ["fix", "--sheet", "ebu-r128", "--permit", "level", "--apply", "--out", "{out}"],
        ["package", "stems", "--sheet", "ebu-r128", "--title", "A", "--out", "{out}"],
    ],
    ids=lambda words: words[0],
)
def test_nothing_else_takes_it(
    coded: Path, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    at = 2 if words[0] == "package" else 1
    filled = [word.format(out=out) for word in words]
    assert run_words([*filled[:at], str(coded), *filled[at:]]) in {3, 4, 5}
    assert NAMED in " ".join(capsys.readouterr().err.split())
    assert not out.exists() or not list(out.iterdir())


def test_a_dialogue_stem_that_is_a_bitstream_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(1)
    mix = _wave(tmp_path / "mix_20.wav", rng.normal(0.0, 0.05, (2 * RATE, 2)))
    stem = _wave(
        tmp_path / "stem.wav", bursts(made.DOLBY_E[20], 28, 2 * RATE, BurstForm(bits=20, spacing_samples=1920))
    )
    assert run_words(["check", str(mix), "--sheet", "ebu-r128", "--dialogue", str(stem)]) != 0
    said = capsys.readouterr()
    assert "Dolby E in channels 1 and 2" in " ".join((said.out + said.err).replace("│", " ").split())
