"""Where a voice sounds, from its power per 100 ms row alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.loudness import PROGRAMME_GATING, integrated
from validator.meters.power import from_lkfs, to_lkfs

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTEST_GAP_ROWS: Final = 3
"""Gaps shorter than this, 0.3 s, are pauses of a speaker and belong to the speech."""

ABOVE_FLOOR_DB: Final = 10.0
"""A row must be this far above the quiet of a voice recording: its noise, its room."""

NEAREST_LU: Final = 15.0
FARTHEST_LU: Final = 30.0
"""However quiet or noisy the recording, the threshold lies between these distances below the loudness of the speech."""

FLOOR_PERCENTILE: Final = 10
"""Rows at the floor: even in a talkative programme nobody speaks for a tenth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRows:
    """Where a voice sounds.

    Attributes:
        speech: bool (rows,).
        threshold_lkfs: Level a row had to exceed; None where there is no voice.
    """

    speech: NDArray[np.bool_]
    threshold_lkfs: float | None


def voice_rows(power: NDArray[np.float64], *, farthest_lu: float = FARTHEST_LU) -> VoiceRows:
    """Find the rows in which a voice sounds, given the voice alone.

    Args:
        power: float64 (rows,): mean square of the voice.
        farthest_lu: Largest distance of the threshold below the loudness of the speech.
    """
    level = integrated(power, PROGRAMME_GATING).lkfs
    if level is None:
        return VoiceRows(speech=np.zeros(power.shape, np.bool_), threshold_lkfs=None)
    floor = float(np.percentile(power, FLOOR_PERCENTILE, method="lower")) * 10.0 ** (ABOVE_FLOOR_DB / 10.0)
    threshold = min(max(floor, from_lkfs(level - farthest_lu)), from_lkfs(level - NEAREST_LU))
    return VoiceRows(speech=without_gaps(power > threshold, SHORTEST_GAP_ROWS), threshold_lkfs=to_lkfs(threshold))


def without_gaps(speech: NDArray[np.bool_], shortest: int) -> NDArray[np.bool_]:
    """Close the gaps between stretches of speech that are shorter than `shortest` items."""
    closed = speech.copy()
    starts, ends = edges_of(speech)
    for end, start in zip(ends[:-1].tolist(), starts[1:].tolist(), strict=True):
        if start - end < shortest:
            closed[end:start] = True
    return closed


def edges_of(speech: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First items of the stretches, and the items after their last."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], speech, [False]]).astype(np.int8)))
    return steps[::2], steps[1::2]
