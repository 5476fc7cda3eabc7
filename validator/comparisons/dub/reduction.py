"""One streaming pass over a programme: what any number of comparisons with others need to know of it as a whole.

Band energies of sums of channels ("lanes") every 10 ms. A dub and its original share music, effects and ambience; in
lanes without the centre these are heard apart from the lines, and their onsets in four bands are a fingerprint that
survives another level, equaliser, limiter and speed. 5.8 MB an hour and lane.

The waveform itself is not kept: a comparison reads short stretches of it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from validator.comparisons.reading.reading import Lane, feature_lanes, lane_gains, summed_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

FRAMES_PER_SECOND: Final = 100
BAND_EDGES_HZ: Final = (100.0, 400.0, 1500.0, 5000.0, 14_000.0)
"""Four bands. Measured on 28 pairs of dub and original: against one K-weighted level, four bands of two lanes raise the
peak of the true offset from 13 to 47 times the noise at worst, and leave false ones at 10."""

_FRAMES_AT_A_TIME: Final = 64
"""250 kB, and as much for their spectra: larger pieces leave the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reduction:
    """What is kept of a programme.

    Attributes:
        programme: Where stretches of the waveform are read.
        lanes: The sums of channels.
        frame_samples: Samples from frame to frame; frame t is centred on sample (t + 1/2) * frame_samples.
        energies: float32 (lanes, bands, frames): energy in a Hann window of two frames, of no particular scale.
    """

    programme: ReadableProgramme
    lanes: tuple[Lane, ...]
    frame_samples: int
    energies: NDArray[np.float32]

    @property
    def frame_seconds(self) -> float:
        """Seconds from frame to frame."""
        return self.frame_samples / self.programme.sample_rate_hz

    @property
    def is_silent(self) -> bool:
        """Whether no lane ever sounds."""
        return not bool(self.energies.any())


class _ReductionBuilder:
    """Makes a reduction of the lanes of a programme, block by block."""

    def __init__(self, programme: ReadableProgramme, lanes: Sequence[Lane]) -> None:
        self._programme = programme
        self._lanes = tuple(lanes)
        rate = programme.sample_rate_hz
        self._hop = round(rate / FRAMES_PER_SECOND)
        turn = 2.0 * np.pi * (np.arange(2 * self._hop) + 0.5) / (2 * self._hop)
        self._window = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)
        self._edges = np.round(np.array(BAND_EDGES_HZ) * 2 * self._hop / rate).astype(np.int64)
        self._edges = np.minimum(self._edges, self._hop)
        # Half a frame of silence in front centres frame t on the middle of hop t.
        self._waiting = np.zeros((len(self._lanes), 4 * self._hop), np.float32)
        self._count = self._hop // 2
        self._framed = np.empty((_FRAMES_AT_A_TIME, 2 * self._hop), np.float32)
        self._made: list[NDArray[np.float32]] = []

    def push(self, sums: NDArray[np.float32]) -> None:
        """Take the next block, float32 (lanes, samples)."""
        end = self._count + sums.shape[1]
        if end > self._waiting.shape[1]:
            # One place for all blocks: memory that is new to the process costs more than what is done in it.
            larger = np.zeros((len(self._lanes), end + 2 * self._hop), np.float32)
            larger[:, : self._count] = self._waiting[:, : self._count]
            self._waiting = larger
        self._waiting[:, self._count : end] = sums
        self._count = end
        self._frames(end // self._hop - 1)

    def finish(self) -> Reduction:
        """End, and hand out what was made; the last, incomplete frame is filled with silence."""
        self.push(np.zeros((len(self._lanes), 2 * self._hop), np.float32))
        energies = np.concatenate(self._made, axis=2)
        frames = -(-self._programme.sample_count // self._hop)
        return Reduction(
            programme=self._programme,
            lanes=self._lanes,
            frame_samples=self._hop,
            energies=np.ascontiguousarray(energies[:, :, :frames]),
        )

    def _frames(self, count: int) -> None:
        """Turn the first frames of what is waiting into band energies."""
        if count < 1:
            return
        energies = np.empty((len(self._lanes), len(self._edges) - 1, count), np.float32)
        for own, lane in zip(energies, self._waiting, strict=True):
            framed = sliding_window_view(lane[: (count + 1) * self._hop], 2 * self._hop)[:: self._hop]
            for start in range(0, count, _FRAMES_AT_A_TIME):
                some = framed[start : start + _FRAMES_AT_A_TIME]
                own[:, start : start + len(some)] = self._band_energies(some)
        self._made.append(energies)
        left = self._count - count * self._hop
        self._waiting[:, :left] = self._waiting[:, count * self._hop : self._count].copy()
        self._count = left

    def _band_energies(self, framed: NDArray[np.float32]) -> NDArray[np.float32]:
        """Energy per band, float32 (bands, frames), of windows (frames, samples)."""
        spectra = fft.rfft(np.multiply(framed, self._window, out=self._framed[: len(framed)]), axis=1)
        # Real and imaginary parts lie side by side: the energy of a band is the sum of the squares of both.
        parts = spectra[:, self._edges[0] : self._edges[-1]].view(np.float32)
        np.square(parts, out=parts)
        return np.add.reduceat(parts, 2 * (self._edges[:-1] - self._edges[0]), axis=1).T


def reduce_programme(programme: ReadableProgramme, lanes: Sequence[Lane] | None = None) -> Reduction:
    """Read a programme once, front to back, and keep what comparisons need of it.

    Args:
        programme: What is read.
        lanes: Which lanes; None for those of `reading.feature_lanes`, with another read for the mono sum where the rest
            proves silent. A pair needs the same lanes on both sides: `feature_lanes(first, second)`.

    Raises:
        MediaError: The file cannot be read.
    """
    wanted = tuple(lanes) if lanes is not None else feature_lanes(programme)
    found = [lane_gains(programme, lane) for lane in wanted]
    gains = np.array([one for one in found if one is not None])
    assert len(gains) == len(wanted), "every lane asked for must exist"
    builder = _ReductionBuilder(programme, wanted)
    for sums in summed_blocks(programme, gains):
        builder.push(sums)
    reduction = builder.finish()
    if reduction.is_silent and lanes is None and reduction.lanes != (Lane.MONO,):
        return reduce_programme(programme, (Lane.MONO,))
    return reduction
