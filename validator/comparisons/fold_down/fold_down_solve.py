"""Least squares on the products of a 5.1 and its 2.0: coefficients, phases, LFE, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.reading.channel_sums import LFE_LABELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.comparisons.fold_down.fold_down_products import FoldDownProducts

MAIN_HZ: Final = (180.0, 7500.0)
LFE_HZ: Final = (30.0, 125.0)
LFE_NULL_DB: Final = -20.0
LFE_SOUNDS: Final = 1e-4
"""Power of the LFE in its band against the 2.0 there: below -40 dB its coefficient is noise."""

LIMITED_DB: Final = 0.3
LIMITED_WEIGHT: Final = 0.02
ABSENT: Final = 0.01
"""A coefficient below -40 dB is none."""

HEARD: Final = 0.12
LEAST_BANDS: Final = 5
_FLOOR: Final = 1e-6
_RIDGE: Final = 1e-9
_WORST: Final = 90
_NULL_FLOOR: Final = 1e-12
_LEFT_BACK: Final = frozenset({"Ls", "Lss", "Lrs"})
_RIGHT_BACK: Final = frozenset({"Rs", "Rss", "Rrs"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """What the 2.0 is made of.

    Attributes:
        levels_db: Of each channel in left and right; None for absent ones.
        inverted: bool (2, n).
        null_db, worst_null_db: What real coefficients leave: over all seconds, and what nine tenths of them keep.
        phased_null_db, worst_phased_null_db: The same of coefficients per band with a phase.
        worst_seconds: Numbers of the seconds that null worst.
    """

    levels_db: tuple[tuple[float | None, ...], tuple[float | None, ...]]
    inverted: NDArray[np.bool_]
    null_db: float
    worst_null_db: float
    phased_null_db: float
    worst_phased_null_db: float
    worst_seconds: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LfeReading:
    """Level of the LFE in the 2.0 in dB (None where it is absent), and whether enough of it sounds to tell."""

    level_db: float | None
    told: bool


def solved(products: FoldDownProducts) -> Solution:
    """Solve both outputs, twice: the second time without the seconds that a limiter held down."""
    main = (products.hertz >= MAIN_HZ[0]) & (products.hertz <= MAIN_HZ[1])
    values = products.values[:, main]
    count = products.channels
    weights = np.stack([_weights(values, count + side) for side in (0, 1)])
    coefficients = np.stack([_real(values, weights[side], count, side) for side in (0, 1)])
    held = _limited(values, weights, coefficients)
    weights = weights * np.where(held, LIMITED_WEIGHT, 1.0)[None, :, None]
    coefficients = np.stack([_real(values, weights[side], count, side) for side in (0, 1)])
    left = _left(values, weights, coefficients[:, None, :].astype(np.complex128))
    phased = np.stack([_phased(values, weights[side], count, side) for side in (0, 1)])
    phased_left = _left(values, weights, phased)
    return Solution(
        levels_db=(_levels(coefficients[0]), _levels(coefficients[1])),
        inverted=np.asarray(coefficients < -ABSENT),
        null_db=_db(left.sum(axis=1)),
        worst_null_db=_share_of_seconds(left, _WORST),
        phased_null_db=_db(phased_left.sum(axis=1)),
        worst_phased_null_db=_share_of_seconds(phased_left, _WORST),
        worst_seconds=tuple(np.argsort(-left[0] / np.maximum(left[1], 1e-30), kind="stable")[:5].tolist()),
    )


def _weights(values: NDArray[np.complex128], target: int) -> NDArray[np.float64]:
    """One over the power of the target in each second and band, float64 (seconds, bands)."""
    power = values[:, :, target, target].real
    floor = _FLOOR * float(np.median(power)) + 1e-30
    return np.asarray(1.0 / (power + floor))


def _real(values: NDArray[np.complex128], weights: NDArray[np.float64], count: int, side: int) -> NDArray[np.float64]:
    """One real coefficient per channel, float64 (n,)."""
    pooled = np.einsum("sb,sbij->ij", weights, values.real)
    return _least_squares(pooled[:count, :count], pooled[:count, count + side]).real


def _phased(
    values: NDArray[np.complex128], weights: NDArray[np.float64], count: int, side: int
) -> NDArray[np.complex128]:
    """One complex coefficient per channel and band, complex128 (bands, n)."""
    pooled = np.einsum("sb,sbij->bij", weights, values)
    return np.stack([_least_squares(band[:count, :count], band[:count, count + side]) for band in pooled])


def _least_squares(matrix: NDArray[np.generic], right: NDArray[np.generic]) -> NDArray[np.complex128]:
    """Solve with a little added to the diagonal; a channel without sound gets 0."""
    power = np.asarray(matrix).diagonal().real
    sounds = power > _RIDGE * float(power.max(initial=0.0))
    result = np.zeros(len(power), np.complex128)
    if sounds.any():
        inner = np.asarray(matrix)[np.ix_(sounds, sounds)]
        ridge = _RIDGE * np.diag(power[sounds])
        result[sounds] = np.linalg.solve(inner + ridge, np.asarray(right)[sounds])
    return result


def _limited(
    values: NDArray[np.complex128], weights: NDArray[np.float64], coefficients: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Seconds whose common gain differs from that of the others: bool (seconds,)."""
    count = coefficients.shape[1]
    top = bottom = np.zeros(len(values))
    for side in (0, 1):
        c = coefficients[side]
        top = top + np.einsum("sb,sbi,i->s", weights[side], values[:, :, :count, count + side].real, c)
        bottom = bottom + np.einsum("sb,sbij,i,j->s", weights[side], values[:, :, :count, :count].real, c, c)
    gain_db = 20.0 * np.log10(np.maximum(top, 1e-9) / np.maximum(bottom, 1e-30))
    return np.asarray(np.abs(gain_db - np.percentile(gain_db, 75)) > LIMITED_DB)


def _left(
    values: NDArray[np.complex128], weights: NDArray[np.float64], coefficients: NDArray[np.complex128]
) -> NDArray[np.float64]:
    """Weighted power that is left, and that there was, by seconds: float64 (2, seconds).

    The gain of a second is its own: a limiter on the 2.0 is no difference in content.
    """
    count = values.shape[2] - 2
    cross, model, power = (np.zeros(len(values)) for _ in range(3))
    for side in (0, 1):
        c = np.broadcast_to(coefficients[side], (values.shape[1], count))
        cross += np.einsum("sb,sbi,bi->s", weights[side], values[:, :, count + side, :count], c).real
        model += np.einsum("sb,sbij,bi,bj->s", weights[side], values[:, :, :count, :count], c.conj(), c).real
        power += np.einsum("sb,sb->s", weights[side], values[:, :, count + side, count + side].real)
    gain = np.maximum(0.0, cross) / np.maximum(model, 1e-30)
    left = np.maximum(0.0, power - 2.0 * gain * cross + gain * gain * model)
    return np.stack([left, power])


def _share_of_seconds(left: NDArray[np.float64], percent: int) -> float:
    """The null that a share of the seconds keeps, in dB."""
    ratio = left[0] / np.maximum(left[1], 1e-30)
    return _db(np.array([float(np.percentile(ratio, percent)), 1.0]))


def _db(pair: NDArray[np.float64]) -> float:
    return round(10.0 * float(np.log10(max(_NULL_FLOOR, float(pair[0]) / max(float(pair[1]), 1e-30)))), 2)


def _levels(coefficients: NDArray[np.float64]) -> tuple[float | None, ...]:
    return tuple(
        20.0 * float(np.log10(abs(value))) if abs(value) >= ABSENT else None for value in coefficients.tolist()
    )


def lfe_reading(products: FoldDownProducts) -> LfeReading:
    """Level of the LFE, from its own band only: above it, LFE has no power and its coefficient is noise."""
    labels = products.layout.labels if products.layout is not None else ()
    places = [place for place, label in enumerate(labels) if label in LFE_LABELS]
    low = (products.hertz >= LFE_HZ[0]) & (products.hertz <= LFE_HZ[1])
    if not places or not low.any():
        return LfeReading(level_db=None, told=False)
    values, count = products.values[:, low], products.channels
    power = values[:, :, places[0], places[0]].real.sum()
    there = values[:, :, count, count].real.sum() + values[:, :, count + 1, count + 1].real.sum()
    if power <= LFE_SOUNDS * there:
        return LfeReading(level_db=None, told=False)
    # LFE sounds now and then: there it is weighed by itself, or the rest of the film decides.
    share = values[:, :, places[0], places[0]].real / np.maximum(values[:, :, count, count].real, 1e-30)
    found = []
    for side in (0, 1):
        weights = _weights(values, count + side) * np.minimum(1.0, share)
        pooled = np.einsum("sb,sbij->ij", weights, values)
        c = _least_squares(pooled[:count, :count], pooled[:count, count + side])
        left = pooled[count + side, count + side].real - (c.conj() @ pooled[:count, count + side]).real
        if left > 10.0 ** (LFE_NULL_DB / 10.0) * pooled[count + side, count + side].real:
            return LfeReading(level_db=None, told=False)
        found.append(abs(complex(c[places[0]])))
    level = float(np.mean(found))
    return LfeReading(level_db=20.0 * float(np.log10(level)) if level >= ABSENT else None, told=True)


def surround_phases(products: FoldDownProducts) -> NDArray[np.float64] | None:
    """Phase of the surrounds against the front of the same output, degrees, float64 (left, right).

    Whatever all paths share, an all-pass or a delay, cancels. None where the surrounds are not heard in enough bands.
    """
    labels = products.layout.labels if products.layout is not None else ()
    if "L" not in labels or "R" not in labels:
        return None
    main = (products.hertz >= MAIN_HZ[0]) & (products.hertz <= MAIN_HZ[1])
    values, count = products.values[:, main], products.channels
    phases = []
    exchanged = int(sides_exchanged(products))
    for side, front, back in ((exchanged, "L", _LEFT_BACK), (1 - exchanged, "R", _RIGHT_BACK)):
        c = _phased(values, _weights(values, count + side), count, side)
        places = [place for place, label in enumerate(labels) if label in back]
        turned = [c[:, place] * c[:, labels.index(front)].conj() for place in places]
        heard = [
            part[(np.abs(c[:, place]) > HEARD) & (np.abs(c[:, labels.index(front)]) > HEARD)]
            for place, part in zip(places, turned, strict=True)
        ]
        units = np.concatenate([part / np.abs(part) for part in heard]) if heard else np.zeros(0, np.complex128)
        if units.size < LEAST_BANDS:
            return None
        phases.append(float(np.degrees(np.angle(units.mean()))))
    return np.array(phases)


def sides_exchanged(products: FoldDownProducts) -> bool:
    """Whether the left of the 5.1 is heard in the right of the 2.0 rather than in the left, and the right likewise."""
    labels = products.layout.labels if products.layout is not None else ()
    if "L" not in labels or "R" not in labels:
        return False
    main = (products.hertz >= MAIN_HZ[0]) & (products.hertz <= MAIN_HZ[1])
    values, count = products.values[:, main], products.channels
    left, right = (np.abs(_real(values, _weights(values, count + side), count, side)) for side in (0, 1))
    first, second = labels.index("L"), labels.index("R")
    return bool(left[second] > 2.0 * left[first] and right[first] > 2.0 * right[second])
