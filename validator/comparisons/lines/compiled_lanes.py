"""Lanes by the compiled loops: each sample is read once, from the file's own bytes, and stays in the cache to the end.

The loops are in `validator.scan.compiled.lanes`; their machine code is kept as that of the scan is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.audio.decode import plane_samples
from validator.comparisons.lines.lane_filters import low_pass
from validator.scan.kernel_arguments import INTEGER, KIND, source_of
from validator.scan.lane_arguments import CHUNK, PHASE_TAPS, SOURCE_FIELDS, LaneArguments, LaneSpan, lane_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from validator.audio.segment import Plane
    from validator.comparisons.lines.lane_filters import LaneForm, Lanes

_WORD_SCALE: Final = 2.0**-31


class CompiledLanes:
    """The way with a compiler. Implements `LaneFilters`.

    What was fed and is still needed lies in front of the arrays of samples, from one piece to the next.
    """

    def __init__(self, form: LaneForm, loop: Callable[[int], int]) -> None:
        """Take what the lanes are like, and the loop of `validator.scan.kernel.lanes_loop`."""
        self._form = form
        self._loop = loop
        self._behind = 0
        self._early = PHASE_TAPS - 1 + form.low  # outputs before the filters have all that they reach back to
        self._taps = np.ascontiguousarray(low_pass(form.factor).reshape(PHASE_TAPS, form.factor).T, np.float32)
        self._phases = np.zeros((form.lanes, form.factor, PHASE_TAPS + CHUNK + 1), np.float32)
        self._thin = np.zeros((form.lanes, form.low + CHUNK), np.float32)
        self._sums = np.zeros((2, form.low + CHUNK), np.float32)

    def sound(self, planes: Sequence[Plane], gains: Sequence[NDArray[np.float32]], first: int) -> Lanes:
        """What a segment makes whole."""
        sources, factors = [], []
        for plane, own in zip(planes, gains, strict=True):
            for lane, channel in np.argwhere(own).tolist():
                source = source_of(plane, channel, first)
                sources.append((*source, lane))
                factors.append(own[lane, channel] * (_WORD_SCALE if source[KIND] == INTEGER else 1.0))
        frames = max(0, min(map(plane_samples, planes)) - first)
        return self._made(frames, sources, factors)

    def silence(self, count: int) -> Lanes:
        """What silence makes whole."""
        return self._made(count, [], [])

    def _made(self, frames: int, sources: Sequence[tuple[int, ...]], gains: Sequence[float]) -> Lanes:
        form = self._form
        whole, behind = divmod(self._behind + frames, form.factor)
        span = LaneSpan(
            frames=frames,
            behind=self._behind,
            sources=len(sources),
            lanes=form.lanes,
            factor=form.factor,
            low=form.low,
            room=whole,
        )
        job = LaneArguments(
            span=span,
            sources=np.array(sources, np.int64).reshape(-1, SOURCE_FIELDS),
            gains=np.array(gains, np.float32),
            taps=self._taps,
            phases=self._phases,
            thin=self._thin,
            sums=self._sums,
            made=np.empty((form.lanes, whole), np.float32),
        )
        self._loop(lane_numbers(job).ctypes.data)
        self._behind = behind
        early = min(self._early, whole)
        self._early -= early
        return job.made[:, early:]
