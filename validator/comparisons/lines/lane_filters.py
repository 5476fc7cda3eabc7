"""What makes a lane of the bytes of a programme: channels summed, low-passed and thinned out, freed of what is low.

There are two ways to the same lanes, as there are two kernels of the scan: loops that are compiled
(`compiled_lanes`), and matrix products where those cannot be had. They agree to within 1e-6 of full
scale, however a programme is cut into pieces, and make exact silence of silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.lib.stride_tricks import as_strided

from validator.audio.decode import summed_plane
from validator.scan.lane_arguments import PHASE_TAPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.audio.segment import Plane

    Lanes = NDArray[np.float32]

_CUT_OF_RATE: Final = 0.4375
"""Cut-off of the low-pass as a part of the lane's rate: 7 kHz at 16 kHz."""

_KAISER_BETA: Final = 6.0
_OUTPUTS: Final = 32
_MULTIPLICATIONS: Final = 250_000
"""Of one product: below what wakes the threads of a BLAS, 2^18."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneForm:
    """What lanes of a programme are like.

    Attributes:
        lanes: How many there are.
        factor: Samples of the programme per sample of a lane.
        low: Samples of a lane whose mean is taken out.
    """

    lanes: int
    factor: int
    low: int

    @property
    def reach(self) -> int:
        """Samples of the programme that low-pass and mean reach back from the sample they are centred on."""
        return (PHASE_TAPS * self.factor) // 2 + self.low // 2 * self.factor


class LaneFilters(Protocol):
    """Fed with a programme piece by piece, in order; the lanes are the same for any cutting.

    The first sample of a lane is centred on sample `LaneForm.reach` of what is fed.
    """

    def sound(self, planes: Sequence[Plane], gains: Sequence[NDArray[np.float32]], first: int) -> Lanes:
        """What a segment makes whole: float32 (lanes, samples).

        Args:
            planes: Of a segment without pre-roll.
            gains: Of each plane, float32 (lanes, channels of the plane).
            first: Samples at the start of the segment that are left out.
        """

    def silence(self, count: int) -> Lanes:
        """What so many samples of silence make whole: float32 (lanes, samples)."""


class MatrixLanes:
    """The way without a compiler. Implements `LaneFilters`."""

    def __init__(self, form: LaneForm) -> None:
        self._lanes = form.lanes
        self._thin_out = _Products(low_pass(form.factor), form.factor)
        self._take_lows_out = _Products(_without_lows(form.low))

    def sound(self, planes: Sequence[Plane], gains: Sequence[NDArray[np.float32]], first: int) -> Lanes:
        """What a segment makes whole."""
        sums = [summed_plane(plane, own) for plane, own in zip(planes, gains, strict=True)]
        return self._filtered(np.asarray(sum(sums[1:], sums[0]), np.float32)[:, first:])

    def silence(self, count: int) -> Lanes:
        """What silence makes whole."""
        return self._filtered(np.zeros((self._lanes, count), np.float32))

    def _filtered(self, sums: Lanes) -> Lanes:
        return self._take_lows_out(self._thin_out(sums))


class _Products:
    """A filter that is fed piece by piece, as matrix products; the outputs are the same for any cutting.

    A row of a product makes `_OUTPUTS` outputs of all samples they need. A worked example, 3 taps a b c, a factor of 2
    and 2 outputs: of the samples 0 to 4

        | a 0 |
        | b 0 |
        | c a |     make the outputs a s0 + b s1 + c s2 and a s2 + b s3 + c s4; the next row takes samples 4 to 8.
        | 0 b |
        | 0 c |
    """

    def __init__(self, taps: NDArray[np.float64], factor: int = 1) -> None:
        """Take a response, float64 (taps,), and how many samples lie from one output to the next."""
        self._step = factor * _OUTPUTS
        self._matrix = np.zeros((factor * (_OUTPUTS - 1) + len(taps), _OUTPUTS), np.float32)
        for output in range(_OUTPUTS):
            self._matrix[factor * output : factor * output + len(taps), output] = taps
        self._rows_at_once = _MULTIPLICATIONS // self._matrix.size
        self._kept: Lanes | None = None

    def __call__(self, piece: Lanes) -> Lanes:
        """Return the outputs that a further piece makes possible: float32 (lanes, outputs)."""
        samples = piece if self._kept is None else np.concatenate([self._kept, piece], axis=1)
        span = len(self._matrix)
        rows = max(0, (samples.shape[1] - span) // self._step + 1)
        outputs = np.empty((len(samples), rows, _OUTPUTS), np.float32)
        between = samples.strides[1]
        for lane, own in zip(samples, outputs, strict=True):
            windows = as_strided(lane, (rows, span), (between * self._step, between), writeable=False)
            for row in range(0, rows, self._rows_at_once):
                some = slice(row, row + self._rows_at_once)
                np.matmul(windows[some], self._matrix, out=own[some])
        self._kept = samples[:, rows * self._step :]
        return outputs.reshape(len(samples), -1)


def low_pass(factor: int) -> NDArray[np.float64]:
    """A windowed sinc for samples that are `factor` times as many as wanted: float64 (taps,)."""
    taps = PHASE_TAPS * factor
    if factor == 1:
        return np.asarray(np.eye(1, taps, taps // 2)[0], np.float64)
    time = np.arange(taps) - (taps - 1) / 2.0
    cut = 2.0 * _CUT_OF_RATE / factor
    return np.asarray(cut * np.sinc(cut * time) * np.kaiser(taps, _KAISER_BETA))


def _without_lows(low: int) -> NDArray[np.float64]:
    """A sample less the mean over `low` of those around it: float64 (taps,)."""
    taps = np.full(low + 1, -1.0 / low)
    taps[0] = 0.0
    taps[low // 2] += 1.0
    return taps
