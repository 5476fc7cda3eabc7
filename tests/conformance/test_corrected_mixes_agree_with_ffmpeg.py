"""What was corrected reads right on somebody else's meter too: the ebur128 filter of ffmpeg."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.tones import pink_noise
from fixtures.wave_files import write_wave
from packager.fixing.apply import ApplyOptions, apply_plan
from packager.fixing.headers import Stamp
from packager.fixing.render import WaveForm
from packager.planning.plan import CorrectionGrade, plan_corrections
from specs.loader import load_sheet
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.measuring.measure import MeasureOptions, measure
from validator.results.finding import State
from validator.results.measurements import DialogueReadings
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed"),
]

RATE_HZ = 48_000
FRAMES = 125
OPTIONS = MeasureOptions(version="0.0")
STAMP = Stamp(version="0.0", now=datetime(2026, 1, 1, tzinfo=UTC))
FACTS = ProgrammeFacts(
    picture_rate="25",
    start_timecode="01:00:00:00",
    first_frame_of_action="01:00:00:00",
    last_frame_of_action="01:00:04:24",
)


def _mix(level_db: float) -> NDArray[np.float64]:
    """Five seconds of 5.1 around -19 LKFS plus `level_db`, with peaks at 0 dBTP."""
    count = FRAMES * 1920
    samples = np.stack([pink_noise(-25.0 + level_db, count, seed) for seed in range(6)], axis=1)
    samples[:, 3] *= 0.1
    samples *= (0.5 + 0.5 * np.abs(np.sin(np.arange(count) / RATE_HZ)))[:, np.newaxis]
    rng = np.random.default_rng(3)
    for place in rng.integers(RATE_HZ, count - RATE_HZ, 20):
        samples[place : place + 24, 2] = rng.choice([-0.99, 0.99]) * np.hanning(24)
    return np.clip(samples, -0.99, 0.99)


def _talking(subject: Subject) -> Subject:
    """Dialogue readings for a mix that talks all the time: its dialogue is as loud as it is."""
    level = subject.measurements.integrated_ungated_lkfs
    assert level is not None
    dialogue = DialogueReadings(
        gate="dialogue-stem",
        gate_text="the dialogue stem",
        estimate=False,
        guard_band_lu=0.0,
        integrated_lkfs=level,
        speech_share=1.0,
        gated_block_count=47,
        loudness_range_lu=3.0,
        short_term_minimum_lkfs=level - 3.0,
        short_term_maximum_lkfs=level + 2.0,
        spans=((0, 50),),
    )
    return replace(subject, measurements=subject.measurements.model_copy(update={"dialogue": dialogue}))


def _ffmpeg(paths: tuple[Path, ...]) -> tuple[float, float]:
    """Integrated loudness and true peak of a file or a mono set in 5.1, as ffmpeg prints them: one decimal."""
    inputs = [word for path in paths for word in ("-i", str(path))]
    meter = "ebur128=peak=true"
    if len(paths) > 1:
        meter = f"join=inputs={len(paths)}:channel_layout=5.1(side),{meter}"
    command = ["ffmpeg", "-hide_banner", "-nostats", *inputs, "-filter_complex", meter, "-f", "null", "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = printed[printed.rindex("Summary:") :]
    integrated = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert integrated is not None
    assert peak is not None
    return float(integrated[1]), float(peak[1])


@pytest.mark.parametrize("level_db", [0.0, -5.0])
@pytest.mark.parametrize(
    ("sheet", "deliverable", "limit"),
    [("ebu-r128", "programme", -1.0), ("netflix-5.1", "printmaster", -2.0), ("disney-r128-dub", "dub", -3.0)],
)
def test_a_corrected_mix_reads_the_same_in_ffmpeg(
    tmp_path: Path, sheet: str, deliverable: str, limit: float, level_db: float
) -> None:
    form = WaveForm(sample_rate_hz=RATE_HZ, labels=LAYOUTS["5.1"].labels)
    write_wave(tmp_path / "mix.wav", [_mix(level_db)], form, dither_seed=1)
    programme = open_programme([tmp_path / "mix.wav"])
    subject = _talking(Subject(measurements=measure(programme, OPTIONS), programme=FACTS))
    loaded = load_sheet(sheet)
    plan = plan_corrections(loaded.sheet.deliverables[deliverable].requirements, subject, list(CorrectionGrade))
    target = tmp_path / "fixed"
    options = ApplyOptions(stamp=STAMP, measure=OPTIONS, sheet=loaded, deliverable=deliverable)
    result = apply_plan(plan, programme, subject, target, options)
    assert result.report is not None
    assert not [finding.key for finding in result.report.findings if finding.state is State.FAIL]
    integrated, peak = _ffmpeg(result.paths)
    assert integrated == pytest.approx(result.measurements.integrated_lkfs, abs=0.1)
    assert peak <= limit + 0.2
    assert peak == pytest.approx(result.measurements.max_true_peak_dbtp, abs=0.2)
