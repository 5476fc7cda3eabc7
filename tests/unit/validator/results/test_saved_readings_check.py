"""Saved measurements and reports say nothing that no pass over a programme gives, or are refused by the key."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile

import mixgate
from fixtures.measurements import make_measurements
from fixtures.reports import acceptable
from mixgate.cli import run_words
from specs.errors import MediaError
from validator.results.measurements import measurements_to_json
from validator.results.saved_readings_check import reading_faults
from validator.results.store import load_measurements, load_saved

if TYPE_CHECKING:
    from pathlib import Path

HUGE = 10**18


def changed(document: Any, place: str, value: Any) -> Any:
    *outer, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    inner = document
    for part in outer:
        inner = inner[part]
    inner[last] = value
    return document


def said_of(tmp_path: Path, place: str, value: Any) -> str:
    document = json.loads(measurements_to_json(make_measurements(dialogue={})))
    path = tmp_path / "measurements.json"
    path.write_text(json.dumps(changed(document, place, value)))
    with pytest.raises(MediaError) as caught:
        load_measurements(path)
    return str(caught.value.found)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("sample_count", HUGE, "series.power_lkfs"),
        ("sample_count", 600_001, "sample_count"),
        ("sample_rate_hz", 2_000_000, "sample_rate_hz"),
        ("series.power_lkfs", [-23.0], "series.power_lkfs: 1 value; expected 125"),
        ("series.momentary_lkfs", [-23.0] * 7, "series.momentary_lkfs"),
        ("series.short_term_lkfs", [-23.0] * 127, "series.short_term_lkfs"),
        ("series.level_dbfs", [], "series.level_dbfs"),
        ("series.true_peak_dbtp", [None] * 124, "series.true_peak_dbtp"),
        ("series.m_weighted_db", [1.0], "series.m_weighted_db"),
        ("series.power_lkfs.3", 1e308, "series.power_lkfs"),
        ("integrated_lkfs", 1e308, "integrated_lkfs: 1e+308"),
        ("integrated_lkfs", -1e9, "integrated_lkfs"),
        ("channels.0.max_true_peak_dbtp", 3001.0, "channels.0.max_true_peak_dbtp"),
        ("dialogue.integrated_lkfs", 1e300, "dialogue.integrated_lkfs"),
        ("fold_downs.LoRo.integrated_lkfs", 1e300, "fold_downs.LoRo.integrated_lkfs"),
        ("first_sound_sample", -1, "first_sound_sample"),
        ("last_sound_sample", 600_000, "last_sound_sample"),
        ("max_short_term_sample", HUGE, "max_short_term_sample"),
        ("not_finite_count", -1, "not_finite_count"),
        ("effective_bits", 10**30, "an integer of 31 digits"),
        ("channels.2.label", "R", "channels: L R R"),
        ("channels.0.true_peaks_sample", [1, 2], "channels.0.true_peaks_dbtp"),
        ("channels.0.clipped_runs", [[0, 3]], "channels.0.clipped_run_count"),
        ("channels.0.dropouts", [[599_999, 2]], "channels.0: a place beyond the end"),
        ("channels.0.dropouts", [[5, -2]], "channels.0: a place beyond the end"),
        ("channels.3.low_bands_dbfs", [1.0], "channels.3.low_bands_dbfs"),
        ("pairs.0.labels", ["L", "Xx"], "pairs.0.labels"),
        ("pairs.0.rows", [0.5], "pairs.0.rows"),
        ("pairs.0.correlation", 1.5, "pairs.0: a correlation"),
        ("dialogue.spans", [[3, 2]], "dialogue.spans"),
        ("dialogue.spans", [[0, 126]], "dialogue.spans"),
        ("files.0.sample_count", -1, "files.0"),
        ("files.0.channel_count", 0, "files.0"),
    ],
)
def test_what_no_pass_gives_is_refused_by_its_key(tmp_path: Path, place: str, value: Any, said: str) -> None:
    started = time.monotonic()
    assert said in said_of(tmp_path, place, value)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.45, 1.0, 3.0049, 3.337])
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_what_a_pass_gives_is_loaded(tmp_path: Path, seconds: float, rate: int) -> None:
    path = tmp_path / "mix.wav"
    count = round(seconds * rate)
    phase = np.arange(count) * 1000.0 / rate
    samples = np.column_stack([0.1 * np.sin(2.0 * np.pi * phase)] * 2)
    soundfile.write(path, samples, rate, subtype="PCM_24")
    (found,) = mixgate.measure(path)
    assert reading_faults(found) == ()


def test_a_key_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    text = measurements_to_json(make_measurements())
    path = tmp_path / "twice.json"
    path.write_text(text[:-1] + ',"sample_rate_hz":48000}')
    with pytest.raises(MediaError) as caught:
        load_saved(path)
    assert "sample_rate_hz: this key is given twice" in str(caught.value.found)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "measurements.json"
    path.write_bytes(b"\xef\xbb\xbf" + measurements_to_json(make_measurements()).encode())
    assert load_measurements(path) == make_measurements()


@pytest.mark.parametrize(("state", "verdict", "refused"), [("fail", "acceptable", True), ("fail", "rejected", False)])
def test_a_report_is_no_better_than_its_findings(tmp_path: Path, state: str, verdict: str, refused: bool) -> None:
    document = json.loads(acceptable().model_dump_json(by_alias=True))
    document["findings"][0] |= {"state": state}
    document |= {"verdict": verdict, "measurements": None}
    path = tmp_path / "report.json"
    path.write_text(json.dumps(document))
    if refused:
        with pytest.raises(MediaError, match="not a measurement file"):
            load_saved(path)
    else:
        load_saved(path)


def test_judge_of_absurd_measurements_is_an_error_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(measurements_to_json(make_measurements()))
    path = tmp_path / "measurements.json"
    path.write_text(json.dumps(document | {"sample_count": HUGE}))
    assert run_words(["judge", str(path), "--sheet", "ebu-r128"]) == 3
    assert "Traceback" not in capsys.readouterr().err
