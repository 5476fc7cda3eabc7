"""A second opinion from the loudness filter most people have at hand."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.tones import SAMPLE_RATE_HZ, gain, pink_noise, samples
from specs.vocabulary import LAYOUTS
from validator.meters.loudness import integrated
from validator.meters.loudness_range import loudness_range
from validator.meters.power import programme_row_power
from validator.scan.driver import scan_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

FFMPEG = shutil.which("ffmpeg")

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(FFMPEG is None, reason="ffmpeg is not installed: its readings cannot be compared"),
]


def _programme(layout: str) -> NDArray[np.float32]:
    """Noise of its own in every channel, LFE too, in six scenes from -15 to -45 dBFS."""
    channels = len(LAYOUTS[layout].labels)
    length = samples(5.0)
    scenes = []
    for scene, level in enumerate((-25.0, -15.0, -45.0, -20.0, -32.0, -28.0)):
        noise = [pink_noise(0.0, length, 50 * scene + channel) for channel in range(channels)]
        scenes.append(gain(level) * np.stack(noise, axis=1))
    return np.concatenate(scenes).astype(np.float32)


def _ffmpeg_ebur128(signal: NDArray[np.float32]) -> tuple[float, float]:
    """Integrated loudness and loudness range as ffmpeg prints them, to a tenth."""
    assert FFMPEG is not None
    source = ["-f", "f32le", "-ar", str(SAMPLE_RATE_HZ), "-ac", str(signal.shape[1]), "-i", "pipe:0"]
    done = subprocess.run(
        [FFMPEG, "-hide_banner", "-nostdin", *source, "-af", "ebur128", "-f", "null", "-"],
        input=signal.astype("<f4").tobytes(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    summary = done.stderr.decode().rpartition("Summary:")[2]
    found = re.search(r"I:\s+(-?[\d.]+) LUFS.*?LRA:\s+(-?[\d.]+) LU", summary, re.DOTALL)
    assert found is not None, summary
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("layout", ["2.0", "5.1"])
def test_loudness_agrees_within_a_tenth(layout: str) -> None:
    signal = _programme(layout)
    power = programme_row_power(scan_array(signal, SAMPLE_RATE_HZ), LAYOUTS[layout].weights)
    integrated_lkfs, range_lu = _ffmpeg_ebur128(signal)
    assert integrated(power).lkfs == pytest.approx(integrated_lkfs, abs=0.1)
    # Its percentiles come from a histogram and count ranks in another way: a tenth or two where levels step.
    assert loudness_range(power).lu == pytest.approx(range_lu, abs=0.3)
