"""Fold-downs as they will sound: rendered sample by sample, then measured like any programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.signal import oaconvolve

from validator.audio.made import MadeProgramme
from validator.comparisons.reading.channel_sums import read_lanes
from validator.containers.facts import SampleFormat
from validator.meters import true_peak
from validator.meters.fold_down import fold_down_matrix
from validator.meters.loudness import integrated
from validator.meters.power import programme_row_power
from validator.progress import still
from validator.scan.driver import ScanOptions, scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.progress import Move
    from validator.second_pass.wanted import FoldDownName

SURROUND_LABELS: Final = frozenset({"Ls", "Rs", "Lss", "Rss", "Lrs", "Rrs", "Cs"})
SURROUND_SHARE: Final = 0.7071
"""Each surround channel in the Lt/Rt, against Lt and with Rt.

Source: ATSC A/52:2018 clause 7.8.2 (3/2 to Lt/Rt): Lt = L + 0.707 C - 0.707 Ls - 0.707 Rs, Rt = R + 0.707 C +
0.707 Ls + 0.707 Rs, without the scaling that follows there to rule out overload.
"""

HALF_SECONDS: Final = 0.0427
"""Half the length of the phase shifter: 2048 samples at 48 kHz, exact to 0.1 dB from 40 Hz upwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldDownShares:
    """What goes where.

    Attributes:
        direct: float64 (outputs, channels): shares that are added as they are.
        shifted: float64 (channels,): shares of the sum whose phase is shifted by 90 degrees.
        signs: float64 (outputs,): with which sign that sum is added to each output.
    """

    direct: NDArray[np.float64]
    shifted: NDArray[np.float64]
    signs: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFoldDown:
    """Readings of a rendered fold-down; None where it has none.

    Attributes:
        integrated_lkfs: Programme loudness.
        max_true_peak_dbtp: Largest true peak of any of its channels.
    """

    integrated_lkfs: float | None
    max_true_peak_dbtp: float | None


def shares_of(layout: Layout, name: FoldDownName) -> FoldDownShares | None:
    """The shares of a fold-down; None where the layout has none (`validator.meters.fold_down.fold_down_matrix`).

    Source: ITU-R BS.775-4 Annex 4 Table 2 for Lo/Ro and mono; ATSC A/52:2018 clause 7.8.2 for Lt/Rt.
    """
    matrix = fold_down_matrix(layout)
    if matrix is None:
        return None
    nothing = np.zeros(len(layout.labels))
    if name == "mono":
        return FoldDownShares(direct=np.array([matrix.mono]), shifted=nothing, signs=np.zeros(1))
    direct = np.array([matrix.left, matrix.right])
    if name == "LoRo":
        return FoldDownShares(direct=direct, shifted=nothing, signs=np.zeros(2))
    surround = np.array([label in SURROUND_LABELS for label in layout.labels])
    return FoldDownShares(
        direct=np.where(surround, 0.0, direct),
        shifted=np.where(surround, SURROUND_SHARE, 0.0),
        signs=np.array([-1.0, 1.0]),
    )


def rendered_fold_down(
    programme: Programme,
    layout: Layout,
    name: FoldDownName,
    options: ScanOptions | None = None,
    progress: Move = still,
) -> RenderedFoldDown | None:
    """Render a fold-down and measure it; nothing is written and nothing is limited.

    Args:
        programme: The mix.
        layout: Its channels.
        name: Which fold-down.
        options: How it is scanned; None takes the defaults.
        progress: Called with the samples rendered so far.

    Returns:
        None where the layout has no such fold-down.

    Raises:
        MediaError: The file cannot be read.
    """
    shares = shares_of(layout, name)
    if shares is None:
        return None
    table = scan(FoldDownProgramme(programme, shares), options=options, progress=progress).table
    peak = true_peak.loudest(true_peak.true_peaks(table))
    return RenderedFoldDown(
        integrated_lkfs=integrated(programme_row_power(table, (1.0,) * table.channel_count)).lkfs,
        max_true_peak_dbtp=None if peak is None else peak.level_db,
    )


def phase_shifter(sample_rate_hz: int) -> NDArray[np.float64]:
    """A filter that shifts all frequencies by 90 degrees, float64 (2 * half + 1,), its centre at `half`.

    The ideal Hilbert transformer under a Kaiser window.
    """
    half = round(HALF_SECONDS * sample_rate_hz)
    place = np.arange(-half, half + 1)
    ideal = np.divide(2.0, np.pi * place, out=np.zeros(len(place)), where=place % 2 == 1)
    taps: NDArray[np.float64] = ideal * np.kaiser(len(place), 5.0)
    return taps


class FoldDownProgramme(MadeProgramme):
    """A fold-down that the scan can read, made while it is read.

    Args:
        programme: The mix.
        shares: What goes where.
    """

    def __init__(self, programme: Programme, shares: FoldDownShares) -> None:
        super().__init__(
            sample_rate_hz=programme.sample_rate_hz,
            sample_count=programme.sample_count,
            channel_count=len(shares.direct),
            layout=None,
            layout_from="a fold-down of the mix",
            files=programme.files,
            paths=programme.paths,
            plane_format=SampleFormat.F32,
        )
        self._programme = programme
        self._shares = shares

    def stretches(self, stretch_samples: int) -> Iterator[NDArray[np.float32]]:
        """The fold-down, float32 (samples, outputs)."""
        shares, count = self._shares, self.sample_count
        outputs = len(shares.direct)
        shifting = bool(shares.shifted.any())
        taps = phase_shifter(self.sample_rate_hz) if shifting else np.ones(1)
        half = len(taps) // 2
        lanes = np.vstack([shares.direct, shares.shifted]) if shifting else shares.direct
        lengths = [min(stretch_samples, count - start) for start in range(0, count, stretch_samples)]
        reader = read_lanes(self._programme, lanes, start_sample=-half, counts=[2 * half, *lengths])
        before = next(reader)
        for fresh in reader:
            samples = np.concatenate([before, fresh], axis=1)
            folded = samples[:outputs, half : half + fresh.shape[1]].astype(np.float64)
            if shifting:
                surround = oaconvolve(samples[outputs].astype(np.float64), taps, mode="valid")
                folded = folded + shares.signs[:, np.newaxis] * surround
            yield folded.T.astype(np.float32)
            before = samples[:, samples.shape[1] - 2 * half :]
