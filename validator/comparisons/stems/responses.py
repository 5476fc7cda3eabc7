"""Delay and polarity of every stem in every channel of the printmaster, all stems of a channel solved together.

One stem at a time is wrong wherever another sounds too; together their transfer functions come out of one linear solve
per frequency. An impulse response is the transform of such a function; where its peak lies is the delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import fft

from validator.comparisons.stems.reading import read_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme
    from validator.comparisons.stems.reading import DeliveredSum

WINDOW: Final = 16384
REACH: Final = 6000
"""Delay in samples beyond which a window holds too little of both."""

SOUNDS: Final = 1e-9
"""Mean square of a second, -90 dBFS, above which a stem sounds in a channel."""

STRETCHES_PER_STEM: Final = 4
STRETCH: Final = 131072
_SOUNDING_BIN: Final = 1e-5
_RIDGES: Final = (1e-6, 1e-9)
_OWN_SHARE: Final = 0.01
_LEAST_PEAK: Final = 0.1
_ROUNDS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Responses:
    """How stems are in the printmaster.

    Attributes:
        delays: float64 (stems, channels): how much later than in the printmaster the stem lies; NaN where the stem does
            not sound or is not found. Never leaves the comparison.
        gains: float64 (stems, channels): signed gain at the peak, of which only the sign is exact; NaN as above.
        power: float64 (stems, channels): of the stem in the windows.
    """

    delays: NDArray[np.float64]
    gains: NDArray[np.float64]
    power: NDArray[np.float64]


def telling_stretches(delivered: DeliveredSum, rate: int, sample_count: int) -> list[int]:
    """First samples of stretches in which every stem that sounds at all is heard: its loudest seconds."""
    power = delivered.stem_power.sum(axis=2)
    chosen: set[int] = set()
    for stem in range(power.shape[1]):
        for part in np.array_split(np.arange(len(power)), STRETCHES_PER_STEM):
            if part.size and power[part, stem].max() > SOUNDS:
                chosen.add(int(part[power[part, stem].argmax()]))
    latest = max(0, sample_count - STRETCH)
    return sorted({min(latest, max(0, second * rate + rate // 2 - STRETCH // 2)) for second in chosen})


def stem_responses(programmes: Sequence[ReadableProgramme], starts: Sequence[int]) -> Responses:
    """Solve for all stems in all channels.

    Args:
        programmes: The printmaster and its stems.
        starts: First samples of the stretches that are read.

    Raises:
        MediaError: A file cannot be read.
    """
    stems, channels = len(programmes) - 1, programmes[0].channel_count
    bins = WINDOW // 2 + 1
    # Channels and bins last, where they lie side by side in memory.
    auto = np.zeros((stems, stems, channels, bins), np.complex128)
    cross = np.zeros((stems, channels, bins), np.complex128)
    window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    for start in starts:
        # Single precision holds each product to 1e-7 of itself, and only bins within 1e-5 of the loudest count; the
        # sums are in double.
        heard = read_all(programmes, np.zeros(stems), start_sample=start, sample_count=STRETCH).astype(np.float32)
        for first in range(0, STRETCH - WINDOW + 1, WINDOW // 2):
            spectra = fft.rfft(heard[:, :, first : first + WINDOW] * window, axis=2)
            # Loud moments may not rule: each window counts by the inverse of the power of the printmaster in it.
            weight = np.float32(1.0) / (np.square(np.abs(spectra[0])).sum(axis=1) + np.float32(1e-12))
            for one in range(stems):
                turned = weight[:, None] * spectra[1 + one].conj()
                cross[one] += turned * spectra[0]
                for other in range(one, stems):
                    auto[one, other] += turned * spectra[1 + other]
    for one in range(stems):
        for other in range(one):
            auto[one, other] = auto[other, one].conj()
    found = [
        _of_channel(np.moveaxis(auto[:, :, channel], 2, 0), cross[:, channel].T.copy()) for channel in range(channels)
    ]
    delays, gains, power = (np.stack(column, axis=1) for column in zip(*found, strict=True))
    return Responses(delays=delays, gains=gains, power=power)


def _of_channel(
    auto: NDArray[np.complex128], cross: NDArray[np.complex128]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Delay, gain and power of each stem in one channel."""
    stems = auto.shape[1]
    power = np.real(np.einsum("fii->if", auto))
    total = power.sum(axis=1)
    delays, gains = np.full(stems, np.nan), np.full(stems, np.nan)
    sounding = np.flatnonzero(total > _OWN_SHARE * 1e-6 * max(float(total.max()), 1e-30))
    if not sounding.size or not total.any():
        return delays, gains, total
    inner = auto[:, sounding[:, None], sounding[None, :]]
    largest = power[sounding].max(axis=0)
    ridge = _RIDGES[0] * largest + _RIDGES[1] * float(largest.max())
    transfer = np.linalg.solve(inner + ridge[:, None, None] * np.eye(len(sounding)), cross[:, sounding, None])[
        :, :, 0
    ].astype(np.complex128)
    for column, stem in enumerate(sounding.tolist()):
        delays[stem], gains[stem] = _peak(transfer[:, column], power[stem])
    return delays, gains, total


def _peak(transfer: NDArray[np.complex128], power: NDArray[np.float64]) -> tuple[float, float]:
    """Delay and signed gain of one transfer function; NaN where it has no clear peak."""
    heard = power > _SOUNDING_BIN * float(power.max(initial=0.0))
    heard[0] = False
    # The same transform of ones tells how high the peak of a gain of 1 is with these bins alone.
    whole = float(fft.irfft(heard.astype(np.float64), WINDOW)[0])
    response = fft.irfft(np.where(heard, transfer, 0.0), WINDOW) / max(whole, 1e-12)
    lags = np.concatenate([np.arange(REACH + 1), np.arange(-REACH, 0)])
    place = int(lags[np.abs(response[lags]).argmax()])
    gain = float(response[place])
    if abs(gain) < _LEAST_PEAK:
        return float("nan"), float("nan")
    bins = np.arange(len(transfer))
    weights = np.where(heard, np.square(np.abs(transfer)) * np.minimum(power / power.max(), 1e-3), 0.0)
    lag = float(place)
    for _ in range(_ROUNDS):
        turned = transfer * np.exp(2j * np.pi * bins * lag / WINDOW) * np.sign(gain)
        phase = np.angle(turned)
        lag -= float(np.sum(weights * bins * phase) / np.sum(weights * bins * bins)) * WINDOW / (2.0 * np.pi)
    # The printmaster has the stem `lag` samples later than the stem itself has it.
    return -lag, gain
