"""Mixes of one title in several languages held against each other, from their measurements alone.

What the languages of a title have in common is the M&E, and the level at which it is mixed: a language that stands
apart from the others is named. It changes no verdict on a mix, for every one of them may keep its sheet. Two languages
with one sound, at another level or a little later, are one of them twice.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from specs.vocabulary import MixKind
    from validator.results.measurements import Measurements

LEAST_LANGUAGES: Final = 4
"""Of three, two may be wrong alike; from four on the middle of the others is worth something."""

OUTLIER_DEVIATIONS: Final = 3.5
_TO_DEVIATION: Final = 1.4826
"""A reading stands apart beyond so many standard deviations, as the median of the distances says (1.4826 of it, of
Gaussian values). Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), modified z-score."""

SILENCE_LKFS: Final = -70.0
_NO_SIGNAL_LKFS: Final = -120.0
BED_AGREES_DB: Final = 0.5
BED_SHARE: Final = 2 / 3
LEAST_BED_ROWS: Final = 50
"""Rows of 100 ms in which two thirds of the other languages lie within 0.5 dB hold no line: the bed. 5 s of them are
needed."""

SAME_WITHIN_DB: Final = 0.6
SAME_WINDOW_ROWS: Final = 30
LATEST_ROWS: Final = 50
LEAST_SAME_WINDOWS: Final = 20
FARTHEST_BELOW_DB: Final = 20.0
LEAST_RANGE_DB: Final = 3.0
LEVELS_WITHIN_DB: Final = 1.5
"""Two are one sound where, at some gain and within 5 s, the energy of every window of 3 s differs by no more, of
windows down to 20 dB below the loudest, which lie 0.5 s apart. Measured on two films of 40 s: of one sound later by
parts of 100 ms 0.5 dB at most; of two languages on one M&E 1.07 dB and more, with lines 10 dB softer than usual. Sound
that keeps one level, as noise does, has no such likeness to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SisterReadings:
    """What is kept of a mix to hold it against its sisters.

    Attributes:
        programme_lkfs, dialogue_lkfs, range_lu: Readings; None where there is none.
        power_lkfs: float32 (rows,): loudness of every 100 ms; -120 for silence.
        sides_lkfs: The same beside the lines; of no rows where nothing is known of it.
    """

    programme_lkfs: float | None
    dialogue_lkfs: float | None
    range_lu: float | None
    power_lkfs: NDArray[np.float32]
    sides_lkfs: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SisterMix:
    """A mix among its sisters.

    Attributes:
        path: Its identity.
        kind, language, layout, reel, episode: As stated and measured.
        readings: What is held against the others.
    """

    path: str
    kind: MixKind
    language: str
    layout: str
    reel: int | None
    episode: str | None = None
    readings: SisterReadings


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsApart:
    """A language that stands apart from the others.

    Attributes:
        path, language: Of the mix.
        what: Which reading: `programme`, `dialogue`, `range` or `bed`.
        difference: From the median of all, in LU.
        limit: From which difference on it stands apart.
        languages: How many were compared.
    """

    path: str
    language: str
    what: str
    difference: float
    limit: float
    languages: int


LEAST_DIFFERENCE: Final = {"programme": 1.2, "dialogue": 1.0, "range": 3.0, "bed": 1.0}
"""Below these no language stands apart. Of 10 films of two minutes with five languages each, mixed alike, the largest
differences were 1.1 LU of programme, 0.8 LU of dialogue and 2.3 LU of range; the bed's is this project's choice."""


def sister_readings(measured: Measurements) -> SisterReadings:
    """Return what is kept of a mix to hold it against its sisters."""
    return SisterReadings(
        programme_lkfs=measured.integrated_lkfs,
        dialogue_lkfs=None if measured.dialogue is None else measured.dialogue.integrated_lkfs,
        range_lu=measured.loudness_range_lu,
        power_lkfs=_levels(measured.series.power_lkfs),
        sides_lkfs=_levels(measured.series.sides_lkfs),
    )


def _levels(saved: Sequence[float | None]) -> NDArray[np.float32]:
    # The filters' own decay leaves -600 and less of digital silence.
    return np.array([max(_NO_SIGNAL_LKFS, _NO_SIGNAL_LKFS if level is None else level) for level in saved], np.float32)


def groups_of(mixes: Sequence[SisterMix]) -> Iterator[list[SisterMix]]:
    """Mixes of one kind, layout, episode and reel, each of another language."""
    groups: defaultdict[tuple[MixKind, str, str | None, int | None], dict[str, SisterMix]] = defaultdict(dict)
    for mix in mixes:
        groups[mix.kind, mix.layout, mix.episode, mix.reel].setdefault(mix.language, mix)
    yield from (list(group.values()) for group in groups.values())


_READINGS: Final[dict[str, Callable[[SisterReadings], float | None]]] = {
    "programme": lambda one: one.programme_lkfs,
    "dialogue": lambda one: one.dialogue_lkfs,
    "range": lambda one: one.range_lu,
}


def those_apart(group: Sequence[SisterMix]) -> Iterator[StandsApart]:
    """Yield the languages of a group that stand apart.

    A worked example, dialogue of five languages: -27.1, -26.9, -27.0, -27.2, -25.0. The median is -27.0, the distances
    are 0.1, 0.1, 0, 0.2, 2.0, their median 0.1: the limit is the larger of 1.0 and 3.5 x 1.4826 x 0.1 = 0.5, and the
    last one stands apart by 2.0 LU.
    """
    for what, of in _READINGS.items():
        told = [(mix, level) for mix in group if (level := of(mix.readings)) is not None]
        yield from _apart(what, told)
    yield from _apart("bed", list(_beds(group)))


def _apart(what: str, told: Sequence[tuple[SisterMix, float]]) -> Iterator[StandsApart]:
    if len(told) < LEAST_LANGUAGES:
        return
    levels = np.array([level for _, level in told])
    away = levels - np.median(levels)
    limit = max(LEAST_DIFFERENCE[what], OUTLIER_DEVIATIONS * _TO_DEVIATION * float(np.median(np.abs(away))))
    for (mix, _), difference in zip(told, away.tolist(), strict=True):
        if abs(difference) > limit:
            yield StandsApart(
                path=mix.path,
                language=mix.language,
                what=what,
                difference=round(difference, 2),
                limit=round(limit, 2),
                languages=len(told),
            )


def _beds(group: Sequence[SisterMix]) -> Iterator[tuple[SisterMix, float]]:
    """Level of the bed of each language: of the rows in which all others are alike, against them."""
    if len(group) < LEAST_LANGUAGES:
        return
    count = min(len(mix.readings.power_lkfs) for mix in group)
    levels = np.stack([mix.readings.power_lkfs[:count] for mix in group]).astype(np.float64)
    sounding = (levels > SILENCE_LKFS).all(axis=0)
    for number, mix in enumerate(group):
        others = np.delete(levels, number, axis=0)
        middle = np.median(others, axis=0)
        agreeing = np.count_nonzero(np.abs(others - middle) <= BED_AGREES_DB / 2, axis=0)
        alike = sounding & (agreeing >= BED_SHARE * len(others))
        if np.count_nonzero(alike) >= LEAST_BED_ROWS:
            yield mix, float(np.median(levels[number, alike] - middle[alike]))


def is_same_sound(first: SisterReadings, second: SisterReadings) -> bool:
    """Say whether two mixes are one sound, whatever the gain, up to 5 s apart, and beside dither.

    Energies are summed over windows, so what lies between two rows is taken to be even: an error of their ends only.
    """
    a, b = (_energies(one.power_lkfs) for one in (first, second))
    if not _levels_are_alike(first.power_lkfs, second.power_lkfs):
        return False
    lag = _lag(first.power_lkfs, second.power_lkfs)
    return any(_differs_by(a, b, lag + part / 10.0) <= SAME_WITHIN_DB for part in range(-10, 11))


def _levels_are_alike(first: NDArray[np.float32], second: NDArray[np.float32]) -> bool:
    """Whether two have as many loud and soft rows, which costs less than to lay them side by side."""
    sounding = [one[one > SILENCE_LKFS] for one in (first, second)]
    if min(len(one) for one in sounding) < SAME_WINDOW_ROWS:
        return False
    shapes = [np.percentile(one, [50, 75, 90]) - np.percentile(one, 95) for one in sounding]
    return bool(np.abs(shapes[0] - shapes[1]).max() <= LEVELS_WITHIN_DB)


def _energies(levels: NDArray[np.float32]) -> NDArray[np.float64]:
    """Energy up to every row, float64 (rows + 1,)."""
    return np.concatenate([[0.0], np.cumsum(np.power(10.0, levels.astype(np.float64) / 10.0))])


def _lag(first: NDArray[np.float32], second: NDArray[np.float32]) -> int:
    """Rows by which the second is later, where both move together most."""
    size = len(first) + len(second)
    if not len(first) or not len(second):
        return 0
    held = [np.maximum(one, one.max() - 2.0 * FARTHEST_BELOW_DB).astype(np.float64) for one in (first, second)]
    spectra = [np.fft.rfft(one - one.mean(), size) for one in held]
    correlation = np.fft.irfft(np.conj(spectra[0]) * spectra[1], size)
    reach = min(LATEST_ROWS, size // 2 - 1)
    lags = np.arange(-reach, reach + 1)
    return int(lags[int(correlation[lags].argmax())])


def _differs_by(a: NDArray[np.float64], b: NDArray[np.float64], rows: float) -> float:
    """The most that a window of two differs about the median, the second taken to be some rows later; in dB."""
    starts = np.arange(0, max(0, len(a) - 1 - SAME_WINDOW_ROWS), 5)
    starts = starts[(starts + rows >= 0) & (starts + rows + SAME_WINDOW_ROWS <= len(b) - 1)]
    if len(starts) < LEAST_SAME_WINDOWS:
        return np.inf
    places = np.arange(len(b))
    ends = (np.interp(starts + rows + more, places, b) for more in (SAME_WINDOW_ROWS, 0))
    energies = (a[starts + SAME_WINDOW_ROWS] - a[starts], next(ends) - next(ends))
    one, other = (10.0 * np.log10(np.maximum(energy, 1e-12)) for energy in energies)
    loud = (one > one.max() - FARTHEST_BELOW_DB) | (other > other.max() - FARTHEST_BELOW_DB)
    if np.count_nonzero(loud) < LEAST_SAME_WINDOWS or np.ptp(one[loud]) < LEAST_RANGE_DB:
        return np.inf
    difference = (one - other)[loud]
    return float(np.abs(difference - np.median(difference)).max())
