"""Powers by window and band of what should be in the M&E and of what is: does it lack sound?

What should be there is the original without its lines. In windows of 0.4 s and half-octave bands that part of the
original is taken out which is coherent with its dialogue stem, at whatever gain and phase: so neither a limiter nor an
equaliser on the original makes a remainder that nothing is missing of. A worked example, one band under a line:

    the original -30 dB, of which -32 dB coherent with the dialogue: -34.3 dB should be in the M&E
    the M&E -48 dB there: 13.7 dB are missing. Of level only: fill may be another sound.

A remainder far below the line says nothing: what an equaliser leaves within a band lies about 20 dB below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.me.spectral_windows import in_windows, power_of, spectra

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_DBFS: Final = -75.0
"""A band that should be softer than this is not missed."""

UNDER_LINE_DB: Final = -15.0
"""What should be under a line tells something down to this below the line in its band."""

MISSING_DB: Final = 6.0
ONE_LANE_DB: Final = 9.0
LEAST_BANDS: Final = 3
LEAST_WINDOWS: Final = 2
"""So much is missing in the middle of at least three bands and in their sum, in two lanes, or 9 dB in one, for two
windows in a row."""

BESIDE_WINDOWS: Final = 6
OUTSIDE_LEAST: Final = 10
"""Windows outside lines that a level needs: 2 s."""


@dataclass(slots=True)
class FillPowers:
    """What was collected: lists of float32 (windows, lanes, bands), in order.

    Attributes:
        wanted: Power of what should be in the M&E.
        line: Power of the line in the original; 0 outside lines.
        there: Power of the M&E.
    """

    wanted: list[NDArray[np.float32]]
    line: list[NDArray[np.float32]]
    there: list[NDArray[np.float32]]

    def push(
        self, original: NDArray[np.float32], dialogue: NDArray[np.float32] | None, me: NDArray[np.float32], rate: float
    ) -> None:
        """Take the next stretch: float32 (lanes, samples) each, of one length."""
        mix, own = spectra(original, rate), spectra(me, rate)
        mix_power, own_power = in_windows(power_of(mix), rate), in_windows(power_of(own), rate)
        spoken = np.zeros_like(mix_power)
        if dialogue is not None:
            # The dry line is in every lane, with the room of that lane: the stem has one signal for each.
            voice = spectra(dialogue, rate)
            cross = in_windows(2.0 * mix * voice.conj(), rate)
            power = in_windows(power_of(voice), rate)
            spoken = np.square(np.abs(cross)) / np.maximum(power, 1e-20)
        self.wanted.append(np.maximum(mix_power - spoken, 0.0).astype(np.float32))
        self.line.append(spoken.astype(np.float32))
        self.there.append(own_power.astype(np.float32))


@dataclass(frozen=True, slots=True, kw_only=True)
class FillReading:
    """What the powers come to.

    Attributes:
        missing_db: float64 (windows, lanes): how far the M&E lies below what should be there; 0 where nothing is told.
        outside_db: Level of the M&E above the original outside lines; None where too little sounds.
    """

    missing_db: NDArray[np.float64]
    outside_db: float | None


def fill_reading(powers: FillPowers, in_lines: NDArray[np.bool_]) -> FillReading:
    """Hold what is in the M&E against what should be.

    The usual difference of level by lane and band outside lines is taken out first: an M&E with another equaliser lacks
    nothing.

    Args:
        powers: Of the whole programme.
        in_lines: bool (windows,): where the original speaks.
    """
    wanted, line, there = (np.concatenate(one).astype(np.float64) for one in (powers.wanted, powers.line, powers.there))
    count = min(len(wanted), len(in_lines))
    wanted, line, there, in_lines = wanted[:count], line[:count], there[:count], in_lines[:count]
    least = 10.0 ** (LEAST_DBFS / 10.0)
    told = (wanted > least) & (wanted > line * 10.0 ** (UNDER_LINE_DB / 10.0))
    lacking = 10.0 * np.log10((wanted + 1e-14) / (there + 1e-14))
    outside = ~in_lines[:, None, None] & told
    usual = np.zeros(wanted.shape[1:])
    for lane, band in np.ndindex(*usual.shape):
        values = lacking[outside[:, lane, band], lane, band]
        if values.size >= OUTSIDE_LEAST:
            usual[lane, band] = float(np.clip(np.median(values), -MISSING_DB, MISSING_DB))
    lacking -= usual
    missing = np.zeros(wanted.shape[:2])
    enough = np.count_nonzero(told, axis=2) >= LEAST_BANDS
    for window, lane in np.argwhere(enough).tolist():
        bands = told[window, lane]
        middle = float(np.median(lacking[window, lane, bands]))
        scaled = there[window, lane, bands] * 10.0 ** (usual[lane, bands] / 10.0)
        whole = 10.0 * float(np.log10((wanted[window, lane, bands].sum() + 1e-14) / (scaled.sum() + 1e-14)))
        missing[window, lane] = max(0.0, min(middle, whole))
    return FillReading(missing_db=missing, outside_db=_outside(wanted, there, in_lines))


def _outside(wanted: NDArray[np.float64], there: NDArray[np.float64], in_lines: NDArray[np.bool_]) -> float | None:
    mix, own = (values.sum(axis=(1, 2))[~in_lines] for values in (wanted, there))
    sounding = (mix > 10.0 ** (LEAST_DBFS / 10.0)) & (own > 10.0 ** (LEAST_DBFS / 10.0))
    if np.count_nonzero(sounding) < OUTSIDE_LEAST:
        return None
    return float(np.median(10.0 * np.log10(own[sounding] / mix[sounding])))


def holes_of(missing_db: NDArray[np.float64]) -> list[tuple[int, int, tuple[int, ...], float]]:
    """Runs of windows in which sound is missing: first and end window, lanes, how much."""
    two = np.count_nonzero(missing_db >= MISSING_DB, axis=1) >= min(2, missing_db.shape[1])
    missed = two | (missing_db >= ONE_LANE_DB).any(axis=1)
    steps = np.flatnonzero(np.diff(np.concatenate([[False], missed, [False]]).astype(np.int8)))
    found = []
    for start, end in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True):
        if end - start < LEAST_WINDOWS:
            continue
        levels = np.median(missing_db[start:end], axis=0)
        lanes = tuple(np.flatnonzero(levels >= MISSING_DB).tolist()) or (int(levels.argmax()),)
        found.append((start, end, lanes, float(levels.max())))
    return found


def beside_lines(missing_db: NDArray[np.float64], in_lines: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What is missing beside lines that no stem tells: in every lane but that of the lines, for 1.4 s and more.

    A soft line that was not told, or the room of a line, looks like missing sound for less, or in one lane only.
    """
    beside = missing_db.copy()
    count = min(len(beside), len(in_lines))
    beside[:count][in_lines[:count]] = 0.0
    if beside.shape[1] < 2:
        return np.zeros_like(beside)
    missed = np.asarray((beside[:, 1:] >= MISSING_DB).all(axis=1), np.bool_)
    steps = np.flatnonzero(np.diff(np.concatenate([[False], missed, [False]]).astype(np.int8)))
    for start, end in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True):
        missed[start:end] = end - start >= BESIDE_WINDOWS
    beside[~missed] = 0.0
    return beside
