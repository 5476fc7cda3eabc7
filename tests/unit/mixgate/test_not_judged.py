"""What a run met and did not judge stands in every report of the run, not on standard error alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.report_formats import REPORT_FORMATS
from fixtures.wave_files import write_wave
from mixgate.cli import run_words
from mixgate.exits import Exit, exit_code
from packager.fixing.render import WaveForm
from specs.vocabulary import parse_layout

if TYPE_CHECKING:
    from pathlib import Path

DELIVERY = """
title = "Night tram"

[[files]]
kind = "printmaster"
path = "mix_20.wav"
layout = "2.0"

[[files]]
kind = "dialogue"
path = "dialogue_20.wav"
layout = "2.0"
"""


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    sound = np.random.default_rng(1).normal(0, 0.05, (48_000, 2))
    form = WaveForm(labels=parse_layout("2.0").labels, sample_rate_hz=48_000)
    for name in ("mix_20.wav", "dialogue_20.wav"):
        write_wave(tmp_path / name, [sound], form, dither_seed=1)
    (tmp_path / "broken_20.wav").write_bytes(b"hello")
    (tmp_path / "delivery.toml").write_text(DELIVERY, encoding="utf-8")
    return tmp_path


def _run(*words: str) -> int:
    return run_words(["check", *words, "--kernel", "numpy", "--sheet", "netflix-dub"])


def test_every_report_of_a_run_names_the_mix_that_was_skipped_and_the_one_that_could_not_be_read(
    delivery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formats = {name: delivery / f"out.{name}" for name in REPORT_FORMATS}
    words = [word for name, path in formats.items() for word in (f"--{name.replace('_', '-')}", str(path))]
    code = _run(str(delivery), str(delivery / "broken_20.wav"), *words)
    assert code == Exit.REJECTED
    shown = capsys.readouterr().out
    for text in (shown, *(path.read_text(encoding="utf-8").replace("\\_", "_") for path in formats.values())):
        assert "dialogue_20.wav" in text
        assert "broken_20.wav" in text
    document = json.loads(formats["json"].read_text(encoding="utf-8"))
    assert [(one["name"], one["why"]) for one in document["not_judged"]] == [("dialogue_20.wav", "not-asked")]
    broken = next(one for one in document["reports"] if one["name"] == "broken_20.wav")
    assert (broken["verdict"], broken["measurements"]) == ("rejected", None)


def test_a_file_that_is_no_sound_is_a_failure_in_junit_although_nothing_was_measured(delivery: Path) -> None:
    junit = delivery / "out.xml"
    assert _run(str(delivery / "broken_20.wav"), "--junit", str(junit)) == Exit.REJECTED
    assert 'type="rejected"' in junit.read_text(encoding="utf-8")


def test_a_run_in_which_no_sheet_demands_anything_is_no_pass(
    delivery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (delivery / "delivery.toml").write_text(DELIVERY.replace('"printmaster"', '"music"'), encoding="utf-8")
    assert _run(str(delivery), "-q") == Exit.INCOMPLETE
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["SKIPPED", "SKIPPED", "INCOMPLETE"]
    assert exit_code(None) == Exit.INCOMPLETE
