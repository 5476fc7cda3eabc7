"""Where a voice sounds, from its power per 100 ms row alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.loudness import PROGRAMME_GATING, integrated
from validator.meters.power import from_lkfs, to_lkfs
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

GAP_SECONDS: Final = 0.3
"""Shorter gaps are pauses of a speaker and belong to the speech."""

ABOVE_FLOOR_DB: Final = 10.0
"""A voice must be this far above the quiet of its recording: noise, room."""

NEAREST_LU: Final = 12.0
FARTHEST_LU: Final = 20.0
"""However quiet or noisy the recording, the threshold lies between these distances below the loudness of the speech.
Of pairs from 10 and 15 to 18 and 28 this one has the smallest errors over the scenes of real recordings that constants
are chosen by (`benchmarks.dialogue_gate`): farther down, the room of a line counts as speech."""

FLOOR_PERCENTILE: Final = 10
"""Rows at the floor: even a talkative programme has no speech for a tenth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRows:
    """Where a voice sounds.

    Attributes:
        speech: bool (rows,): whole 100 ms rows of which at least half is speech.
        threshold_lkfs: Level the voice had to exceed; None where there is no voice.
    """

    speech: NDArray[np.bool_]
    threshold_lkfs: float | None

    @property
    def share(self) -> float:
        """Part of the rows that is speech; 0 where there are none."""
        return float(self.speech.mean()) if self.speech.size else 0.0


def voice_rows(
    power: NDArray[np.float64], *, per_row: int, nearest_lu: float = NEAREST_LU, farthest_lu: float = FARTHEST_LU
) -> VoiceRows:
    """Find the rows in which a voice sounds, given the voice alone.

    Args:
        power: float64 (rows * per_row,): mean square of the voice in equal parts of rows, so that a line begins and
            ends where it does.
        per_row: Parts per 100 ms row.
        nearest_lu: Smallest distance of the threshold below the loudness of the speech.
        farthest_lu: Largest distance.
    """
    rows = power.reshape(-1, per_row).mean(axis=1)
    level = integrated(rows, PROGRAMME_GATING).lkfs
    if level is None:
        return VoiceRows(speech=np.zeros(rows.shape, np.bool_), threshold_lkfs=None)
    floor = float(np.percentile(rows, FLOOR_PERCENTILE, method="lower")) * 10.0 ** (ABOVE_FLOOR_DB / 10.0)
    threshold = min(max(floor, from_lkfs(level - farthest_lu)), from_lkfs(level - nearest_lu))
    sounding = without_gaps(power > threshold, GAP_SECONDS * ROWS_PER_SECOND * per_row)
    return VoiceRows(speech=rows_of(sounding, per_row), threshold_lkfs=to_lkfs(threshold))


FULL_OF_ROOM_PERCENTILE: Final = 20
FULL_OF_ROOM_DB: Final = -11.7
"""Where a fifth of what lies above the threshold is softer than this below its mean, lines are full of room or of the
noise of their location: -5 to -11.4 dB in dry scenes and rooms up to 0.9 s, -11.9 to -14.7 dB in a church and with
noise. Taken from the scenes of real recordings that constants are chosen by (`benchmarks.dialogue_gate`)."""

CUT_BELOW_LOUD_DB: Final = 12.0


def speech_rows(power: NDArray[np.float64], *, per_row: int) -> VoiceRows:
    """Find the rows with speech, given the voice alone: as `voice_rows`, without room and noise around the lines.

    Args:
        power: As for `voice_rows`.
        per_row: As for `voice_rows`.
    """
    found = voice_rows(power, per_row=per_row)
    if found.threshold_lkfs is None or not is_full_of_room(power, from_lkfs(found.threshold_lkfs)):
        return found
    speech = trimmed_rows(power, per_row=per_row, below_loud_db=CUT_BELOW_LOUD_DB)
    return VoiceRows(speech=speech, threshold_lkfs=found.threshold_lkfs)


def is_full_of_room(power: NDArray[np.float64], threshold: float) -> bool:
    """Whether much of what lies above a threshold is no more than room or noise.

    Args:
        power: float64 (parts,): mean square of the voice.
        threshold: Mean square it has to exceed.
    """
    sounding = power[power > threshold]
    if not sounding.size:
        return False
    soft = float(np.percentile(sounding, FULL_OF_ROOM_PERCENTILE))
    return bool(soft < float(sounding.mean()) * 10.0 ** (FULL_OF_ROOM_DB / 10.0))


def trimmed_rows(power: NDArray[np.float64], *, per_row: int, below_loud_db: float) -> NDArray[np.bool_]:
    """Rows in which a voice sounds, each stretch cut to where it is near its own loud tenth.

    What precedes and follows that is the room of the line, or the noise of its location: other answers to the same
    question of where a line begins and ends.

    Args:
        power: As for `voice_rows`.
        per_row: As for `voice_rows`.
        below_loud_db: What counts as near.

    Returns:
        bool (rows,).
    """
    threshold = voice_rows(power, per_row=per_row).threshold_lkfs
    trimmed = np.zeros(power.shape, np.bool_)
    if threshold is None:
        return rows_of(trimmed, per_row)
    stretches = without_gaps(power > from_lkfs(threshold), GAP_SECONDS * ROWS_PER_SECOND * per_row)
    for start, end in zip(*(edges.tolist() for edges in edges_of(stretches)), strict=True):
        loud = float(np.percentile(power[start:end], 100 - FLOOR_PERCENTILE))
        near = np.flatnonzero(power[start:end] > loud * 10.0 ** (-below_loud_db / 10.0))
        trimmed[start + near[0] : start + near[-1] + 1] = True
    return rows_of(trimmed, per_row)


def rows_of(parts: NDArray[np.bool_], per_row: int) -> NDArray[np.bool_]:
    """Rows of which at least half is speech, bool (rows,)."""
    rows: NDArray[np.bool_] = 2 * np.count_nonzero(parts.reshape(-1, per_row), axis=1) >= per_row
    return rows


def without_gaps(speech: NDArray[np.bool_], shortest: float) -> NDArray[np.bool_]:
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
