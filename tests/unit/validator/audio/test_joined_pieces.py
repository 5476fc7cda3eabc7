"""Pieces on a timeline: what is refused, what the header of the timeline says, silence between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.audio.joined_pieces import Piece, PiecewiseProgramme, Silence
from validator.audio.programme import open_programme
from validator.containers.facts import SampleFormat
from validator.scan.memory import MemoryProgramme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from validator.audio.programme import Programme

    MakeWave = Callable[..., Path]


def memory(count: int = 100, rate_hz: int = 48_000, channels: int = 2) -> MemoryProgramme:
    data = np.arange(count * channels, dtype="<i2").tobytes()
    return MemoryProgramme([(data, SampleFormat.S16, channels)], sample_rate_hz=rate_hz, layout=LAYOUTS["2.0"])


def piece(programme: Programme, start: int, count: int) -> Piece:
    return Piece(programme=programme, start_sample=start, sample_count=count)


def test_silence_and_pieces_follow_each_other() -> None:
    whole = memory()
    samples = np.concatenate(list(whole.blocks()))
    made = PiecewiseProgramme(
        [Silence(sample_count=3), piece(whole, 90, 10), Silence(sample_count=5), piece(whole, 0, 4)]
    )
    expected = np.concatenate([np.zeros((3, 2)), samples[90:], np.zeros((5, 2)), samples[:4]])
    assert np.array_equal(np.concatenate(list(made.blocks(block_samples=4))), expected)
    assert np.array_equal(np.concatenate(list(made.blocks(start_sample=2, sample_count=13))), expected[2:15])
    assert list(made.blocks(start_sample=made.sample_count)) == []


def test_the_timeline_has_a_length_a_start_and_the_oddities_of_its_files(make_wave: MakeWave) -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (480, 2))
    programme = open_programme([make_wave("a.wav", noise)])
    made = PiecewiseProgramme([piece(programme, 0, 100), piece(programme, 0, 480)], name="reel", start_sample=7)
    (facts,) = made.files
    assert (facts.name, facts.sample_count, facts.start_sample) == ("reel", 580, 7)
    assert facts.sample_format is SampleFormat.S24
    assert made.paths == programme.paths


@pytest.mark.parametrize(
    ("pieces", "what"),
    [
        ([], "needs a piece"),
        ([Silence(sample_count=9)], "needs a piece"),
        ([piece(memory(), 0, 101)], "outside of its sound"),
        ([piece(memory(), -1, 10)], "outside of its sound"),
        ([piece(memory(), 0, 0)], "outside of its sound"),
        ([piece(memory(), 0, 1), Silence(sample_count=0)], "outside of its sound"),
        ([piece(memory(), 0, 1), piece(memory(rate_hz=44_100), 0, 1)], "differ in sample rate"),
        ([piece(memory(), 0, 1), piece(memory(channels=1), 0, 1)], "differ in number of channels"),
    ],
)
def test_what_makes_no_timeline_is_refused(pieces: list[Piece | Silence], what: str) -> None:
    with pytest.raises(UsageError, match=what):
        PiecewiseProgramme(pieces)
