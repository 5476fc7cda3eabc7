"""Faults, planted and told: each function changes samples and returns what it did, so the list cannot say otherwise.

Arrays are float32 (samples, channels) on the lattice of their word length, a stretch of a programme that begins at
`origin_sample`; they are changed in place. Channels are named by label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mixgate.demo.scene import SAMPLE_RATE_HZ, gain
from packager.corrections.dither import rounded_to

if TYPE_CHECKING:
    from numpy.typing import NDArray

BURST_SAMPLES: Final = SAMPLE_RATE_HZ // 400
"""2.5 ms: long enough for any interpolation filter, too short to move the loudness of a minute by 0.1 LU."""

MINIMUM_RUN_SAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Where in the programme a fault lies.

    Attributes:
        start_sample, end_sample: First sample and the one after the last, from the start of the programme.
        channels: Labels of the channels; empty for all.
    """

    start_sample: int
    end_sample: int
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedFault:
    """One thing that is wrong on purpose.

    Attributes:
        kind: What it is, in one or two words.
        text: What was done, one sentence.
        size: How much of it.
        unit: Unit of `size`.
        stretch: Where; None for the whole file.
    """

    kind: str
    text: str
    size: float
    unit: str
    stretch: Stretch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A stretch of a programme that faults are planted in.

    Attributes:
        samples: float32 (samples, channels); changed in place.
        labels: Channel labels, in order.
        origin_sample: Sample of the programme that row 0 is.
        word_length_bits: The lattice on which the samples lie.
    """

    samples: NDArray[np.float32]
    labels: tuple[str, ...]
    origin_sample: int
    word_length_bits: int = 24

    def channel(self, label: str, start_share: float, length: int) -> tuple[NDArray[np.float32], Stretch]:
        """A view of part of a channel, from a share of the length on; cut at the end."""
        first = min(round(start_share * len(self.samples)), len(self.samples) - 1)
        view = self.samples[first : first + length, self.labels.index(label)]
        start = self.origin_sample + first
        return view, Stretch(start_sample=start, end_sample=start + len(view), channels=(label,))


def plant_true_peak_over(canvas: Canvas, label: str, start_share: float, true_peak_dbtp: float) -> PlantedFault:
    """Let a channel give way for 2.5 ms to a burst whose peak lies between the samples.

    A sine of a quarter of the sample rate at 45 degrees: its sample peak is 3.01 dB below its true peak, so a sample
    peak meter sees nothing wrong. The burst is flat for half of its length; what was there is faded out under it.
    """
    view, stretch = canvas.channel(label, start_share, BURST_SAMPLES)
    at = np.arange(len(view))
    edge = np.minimum(1.0, np.minimum(at + 1, len(view) - at) / (len(view) / 4))
    window = 0.5 - 0.5 * np.cos(np.pi * edge)
    tone = gain(true_peak_dbtp) * np.sin(np.pi / 2 * at + np.pi / 4)
    view[:] = rounded_to((view * (1 - window) + tone * window).astype(np.float32), canvas.word_length_bits)
    return PlantedFault(
        kind="true peak over",
        text="The peak lies between the samples; the sample peak is 3.0 dB lower.",
        size=true_peak_dbtp,
        unit="dBTP",
        stretch=stretch,
    )


def plant_dropout(canvas: Canvas, label: str, start_share: float, length: int) -> PlantedFault:
    """Replace a stretch of a channel with digital silence, with no fade."""
    view, stretch = canvas.channel(label, start_share, length)
    view[:] = 0.0
    return PlantedFault(
        kind="dropout",
        text="Digital silence in the middle of the sound, without a fade.",
        size=1000 * len(view) / SAMPLE_RATE_HZ,
        unit="ms",
        stretch=stretch,
    )


def plant_clipping(canvas: Canvas, label: str, start_share: float, length: int, drive_db: float = 6.0) -> PlantedFault:
    """Raise a stretch of a channel until its largest peak is `drive_db` over full scale, and clip it there."""
    view, stretch = canvas.channel(label, start_share, length)
    peak = float(np.abs(view).max())
    top = 1.0 - 2.0 ** (1 - canvas.word_length_bits)
    driven = np.clip(view * (gain(drive_db) / peak if peak else 1.0), -1.0, top)
    view[:] = rounded_to(driven.astype(np.float32), canvas.word_length_bits)
    runs = clipped_runs(view, canvas.word_length_bits)
    longest = max((end - start for start, end in runs), default=0)
    return PlantedFault(
        kind="clipping",
        text=f"Flat at full scale in runs of up to {longest} samples; the true peak is over as well.",
        size=len(runs),
        unit=f"runs of at least {MINIMUM_RUN_SAMPLES} samples",
        stretch=stretch,
    )


def clipped_runs(samples: NDArray[np.float32], word_length_bits: int) -> list[tuple[int, int]]:
    """First and end index of the runs of at least three samples at positive, or at negative, full scale."""
    top = 1.0 - 2.0 ** (1 - word_length_bits)
    runs: list[tuple[int, int]] = []
    for clipped in (samples >= top, samples <= -1.0):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], clipped.astype(np.int8), [0]))))
        runs += [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= MINIMUM_RUN_SAMPLES]
    return sorted(runs)


def plant_polarity(canvas: Canvas, label: str, start_share: float, length: int) -> PlantedFault:
    """Turn the polarity of a stretch of a channel over."""
    view, stretch = canvas.channel(label, start_share, length)
    view *= np.float32(-1.0)
    return PlantedFault(
        kind="polarity",
        text="The channel is of opposite polarity to the others.",
        size=len(view) / SAMPLE_RATE_HZ,
        unit="s",
        stretch=stretch,
    )
