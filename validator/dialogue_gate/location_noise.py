"""Noise of the location in a voice: told by what sounds before lines, and weighted down where it lies in the spectrum.

A room sounds after a line and never before it. Where it is loud just before lines as well, the noise of the location is
in the voice. Its spectrum stands there alone, and is rarely that of a voice: traffic is low, a hiss is high. So every
10 ms are measured anew with each band weighted by the inverse of the noise in it: most of a voice is then heard where
the noise is not. Worked examples, in dB against the loud tenth of the voice:

    before lines, in the quietest quarter at most   weighted
    a dry studio                         -120       no
    a church of 2.5 s                    -55        no
    noise of the location, 22 dB below   -31        yes: noise that was at -27 is at -36
    noise of the location, 14 dB below   -20        yes: noise that was at -19 is at -31
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from validator.dialogue_gate.voice import (
    LEAST_POWER,
    LEAST_VALUES,
    before_lines,
    core_db_beside,
    is_raised,
    loud_tenth,
    noise_around,
)
from validator.scan.table import BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Powers = NDArray[np.float64]

NOISY_DB: Final = -46.0
QUIET_PERCENTILE: Final = 25
"""Noise of the location is told where three in four of the blocks before lines are above this against the loud tenth of
the voice, and what sounds behind lines raises its threshold. Of 22 churches and rooms of the scenes that constants are
chosen by -54 dB at most, of 39 of 40 with noise 14 and 22 dB below the lines -45 dB and more. In rooms with a steady
noise of -42 dB the weighting did no harm: 0.25 LU off at most, 0.71 without it."""

LOUD_NOISE_DB: Final = -25.0
"""Or it is told where it is this loud on both sides of lines, though not before all of them: of 102 scenes without such
noise -26 dB at most, of 115 with noise 10 to 18 dB below the lines, of wind, traffic, rain, animals and things that are
moved, -23 dB in the median."""

LASTING_PERCENTILE: Final = 90
"""The loudest tenth of those blocks is left out of the spectrum of the noise: a knock is none of it. With it one scene
of 40 was off by 1.4 LU, without it by 0.1 LU."""

_WINDOW: Final = 512
_BAND_HZ: Final = (120.0, 6500.0)
_SMOOTHED_BINS: Final = 9
_FLOOR_SHARE: Final = 1e-6
"""A band without noise is weighted as one with noise 60 dB below the strongest band of the voice."""


def noise_weights(lane: NDArray[np.float32], power: Powers, rate_hz: float) -> Powers | None:
    """By how much each 10 ms of a voice counts once noise of the location is weighted down; None where there is none.

    Args:
        lane: float32 (samples,): the voice with its noise, some tens of seconds.
        power: float64 (blocks,): its mean squares by 10 ms, 0 where something else was found to sound.
        rate_hz: Samples per second.

    Returns:
        float64 (blocks,): factors of power, on average 1 over the loud blocks of the voice.
    """
    loud = loud_tenth(power)
    if loud < LEAST_POWER:
        return None
    relative = power / loud
    noise_db = noise_around(relative)
    before = np.flatnonzero(before_lines(relative, core_db_beside(noise_db)))
    if before.size < LEAST_VALUES:
        return None
    levels = relative[before]
    lasts = np.percentile(levels, QUIET_PERCENTILE) >= 10.0 ** (NOISY_DB / 10.0) and is_raised(relative)
    if not lasts and noise_db < LOUD_NOISE_DB:
        return None
    lasting = before[levels <= np.percentile(levels, LASTING_PERCENTILE)]
    core = np.flatnonzero(relative > 1.0)
    blocks = np.union1d(np.flatnonzero(power), lasting)  # a block without power counts nothing, whatever its weight
    spectra = _block_spectra(lane, blocks, rate_hz)
    voice, noise = (_smoothed(spectra[np.searchsorted(blocks, some)].mean(axis=0)) for some in (core, lasting))
    hertz = np.arange(spectra.shape[1]) * rate_hz / _WINDOW
    weights = 1.0 / np.maximum(noise, _FLOOR_SHARE * voice.max())
    weights[(hertz < _BAND_HZ[0]) | (hertz > _BAND_HZ[1])] = 0.0
    weighted = np.zeros(len(power))
    weighted[blocks] = spectra @ weights
    factors = np.asarray(weighted / np.maximum(power, 1e-20), np.float64)
    return np.asarray(factors * (power[core].mean() / weighted[core].mean()), np.float64)


def joined_weights(parts: Sequence[Powers | None], lengths: Sequence[int]) -> Powers | None:
    """Weights of stretches in their order, 1 where one has none: float64 (blocks,); None where none has any."""
    if all(part is None for part in parts):
        return None
    return np.concatenate(
        [np.ones(length) if part is None else part for part, length in zip(parts, lengths, strict=True)]
    )


def _block_spectra(lane: NDArray[np.float32], blocks: NDArray[np.intp], rate_hz: float) -> Powers:
    """Power spectra of windows centred on blocks of 10 ms, which are given by number: float64 (blocks, bins)."""
    middle = ((blocks + 0.5) * rate_hz / BLOCKS_PER_SECOND).astype(np.int64)
    padded = np.pad(lane, (_WINDOW // 2, _WINDOW))
    window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(_WINDOW) / _WINDOW)).astype(np.float32)
    frames = sliding_window_view(padded, _WINDOW)[middle]
    frames *= window
    spectra = fft.rfft(frames, overwrite_x=True)
    return np.asarray(np.square(spectra.real) + np.square(spectra.imag), np.float64)


def _smoothed(spectrum: Powers) -> Powers:
    """Mean over neighbouring bins."""
    return np.asarray(np.convolve(spectrum, np.full(_SMOOTHED_BINS, 1.0 / _SMOOTHED_BINS), "same"), np.float64)
