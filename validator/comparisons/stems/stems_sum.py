"""Stems against their printmaster: does their sum give it, and if not, which stem is at fault, where and by how much.

First the sum as delivered, sample for sample. Only where that leaves something, delay and polarity of each stem in each
channel are solved, then its gain second by second, after a limiter on the printmaster has been divided out. What no
gain of the given stems explains is the remainder: a stem that is missing.

Measured on 35 films: the stem at fault named in all, gains to 0.001 dB, delays to 0.001 sample, none named wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.reading.channel_sums import LFE_LABELS
from validator.comparisons.stems.needed import StemPlaces, is_absent, needed
from validator.comparisons.stems.reading import LSB, SILENT, DeliveredSum, delivered_sum
from validator.comparisons.stems.responses import STRETCH, Responses, stem_responses, telling_stretches
from validator.comparisons.stems.stem_products import ROWS_PER_SECOND, StemFit, StemRows, fitted, null_at, stem_rows
from validator.comparisons.stems.sum_model import GainRange, StemReading, StemsSumResult, SumCause, SumState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.comparisons.reading.reading import ReadableProgramme

NULL_DB: Final = -60.0
LIMITED_NULL_DB: Final = -45.0
MISSING_NULL_DB: Final = -20.0
MISSING_SHARE: Final = 0.05
HOLDING_SHARE: Final = 0.95
_HOLE_POWER: Final = 1e-6
_HOLE_NULL_DB: Final = -20.0
"""A second of the printmaster has a hole where it is silent and the stems lie above -60 dBFS, or where no limiter held
and more than a tenth is left. Project's choice."""

GAIN_FAULT_DB: Final = 0.1
RANGE_FAULT_DB: Final = 0.15
RANGE_SECONDS: Final = 2
DELAY_FAULT_SAMPLES: Final = 0.05
POLARITY_WITHIN_DB: Final = 3.0
CLEAR_ERROR: Final = 0.01
TELLING_ERROR: Final = 0.02
USUAL_SECONDS: Final = 3
_PREFERENCE_DB: Final = 3.0
_TURNS: Final = 2


def stems_sum(printmaster: ReadableProgramme, stems: Mapping[str, ReadableProgramme]) -> StemsSumResult:
    """Compare the sum of stems with the printmaster.

    Args:
        printmaster: What they should add up to.
        stems: By name; with the channels of the printmaster.

    Raises:
        MediaError: A file cannot be read.
    """
    programmes = (printmaster, *stems.values())
    if len({programme.sample_rate_hz for programme in programmes}) > 1:
        return StemsSumResult(state=SumState.CANNOT_TELL, cause=SumCause.RATES_DIFFER)
    if len({programme.channel_count for programme in programmes}) > 1:
        return StemsSumResult(state=SumState.CANNOT_TELL, cause=SumCause.CHANNEL_COUNTS_DIFFER)
    delivered = delivered_sum(printmaster, programmes[1:])
    sounding = delivered.power > SILENT
    if not sounding.any() or not (delivered.stem_power > SILENT).any():
        return StemsSumResult(state=SumState.CANNOT_TELL, cause=SumCause.SILENCE)
    null_db = _decibels(delivered.left, delivered.power, sounding)
    most = float(delivered.left.max(initial=0.0))
    residual_dbfs = round(10.0 * float(np.log10(most)), 2) if most > 0.0 else None
    if delivered.largest_difference <= (len(stems) + 0.5) * LSB:
        return StemsSumResult(state=SumState.EXACT, cause=None, null_db=null_db, residual_dbfs=residual_dbfs)
    if all(value is None or value <= NULL_DB for value in null_db):
        # What is right elsewhere may be silent for a second in which the stems sound.
        is_whole = not (delivered.left[~sounding] > _HOLE_POWER).any()
        return StemsSumResult(
            state=SumState.NULLS if is_whole else SumState.DIFFERS,
            cause=None if is_whole else SumCause.UNEXPLAINED,
            null_db=null_db,
            residual_dbfs=residual_dbfs,
        )
    return replace(_explained(programmes, tuple(stems), delivered, null_db), residual_dbfs=residual_dbfs)


def _decibels(
    left: NDArray[np.float64], power: NDArray[np.float64], sounding: NDArray[np.bool_]
) -> tuple[float | None, ...]:
    values = 10.0 * np.log10(np.maximum(left, 1e-30) / np.maximum(power, 1e-30))
    return tuple(
        round(max(value, -200.0), 2) if sounds else None
        for value, sounds in zip(values.tolist(), sounding.tolist(), strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Explanation:
    """One hypothesis and how well it does: with which gains the limiter was told, rows, seconds, fit, static gains."""

    rows: StemRows
    seconds: StemRows
    fit: StemFit
    gains: NDArray[np.float64]
    left_db: float


def _explained(
    programmes: Sequence[ReadableProgramme],
    names: tuple[str, ...],
    delivered: DeliveredSum,
    null_db: tuple[float | None, ...],
) -> StemsSumResult:
    """Find what explains that the sum as delivered leaves something."""
    rate = programmes[0].sample_rate_hz
    starts = telling_stretches(delivered, rate, programmes[0].sample_count)
    responses = stem_responses(programmes, starts)
    delays = _stem_delays(responses, programmes[0].layout)
    used = StemPlaces(delays=np.where(np.abs(delays) > TELLING_ERROR, delays, 0.0), signs=_signs(responses))
    stretches = [(start, min(STRETCH, programmes[0].sample_count - start)) for start in starts]
    used = needed(programmes, used, stretches, delivered.peak)
    unity = np.ones(len(names))
    first = stem_rows(programmes, used.delays, used.signs, gains=[unity], ceiling=delivered.peak)[0]
    explanations = [_explanation(first)]
    static = explanations[0].gains
    # A stem that drives the limiter hides its own gain: try again with the gains that were found.
    if explanations[0].left_db > NULL_DB and np.abs(np.log10(np.maximum(static, 1e-3))).max() > GAIN_FAULT_DB / 40:
        second = stem_rows(programmes, used.delays, used.signs, gains=[static], ceiling=delivered.peak)[0]
        other = _explanation(second)
        if other.left_db < explanations[0].left_db - _PREFERENCE_DB:
            explanations = [other]
    best = explanations[0]
    # So does one that is ridden for a while, and only there: try again with the gains of these stretches.
    for _ in range(_TURNS):
        courses = _courses(best, rate)
        if not courses or _fit_db(best) <= LIMITED_NULL_DB:
            break
        tried = stem_rows(programmes, used.delays, used.signs, gains=courses, ceiling=delivered.peak)
        ridden = min(map(_explanation, tried), key=_fit_db)
        if _fit_db(ridden) >= _fit_db(best):
            break
        best = ridden
    return _judged(names, responses, used, best, null_db, rate)


def _fit_db(explanation: _Explanation) -> float:
    """What free gains leave in the worst tenth of the seconds: a limiter that was told wrongly leaves much."""
    left = explanation.fit.null_db[explanation.fit.sounding]
    return float(np.percentile(left, 90)) if left.size else 0.0


def _courses(explanation: _Explanation, rate: int) -> list[NDArray[np.float64]]:
    """What the gain of every stem in every tenth of a second may be, float64 (tenths, stems); none where none changes.

    All stretches as they were found; and only the stem that is ridden longest, from its first stretch to its last:
    while the limiter is told wrongly, a second of it falls to another stem.
    """
    ranges = [_ranges(explanation, stem, rate) for stem in range(len(explanation.gains))]
    if not any(ranges):
        return []
    usual = np.tile(explanation.gains, (len(explanation.rows.samples), 1))

    def course(parts: Sequence[tuple[int, GainRange]]) -> NDArray[np.float64]:
        ridden = usual.copy()
        for stem, part in parts:
            tenths = slice(*(round(at * ROWS_PER_SECOND / rate) for at in (part.start_sample, part.end_sample)))
            ridden[tenths, stem] *= 10.0 ** (part.gain_db / 20.0)
        return ridden

    lengths = [sum(part.end_sample - part.start_sample for part in found) for found in ranges]
    longest = lengths.index(max(lengths))
    own = ranges[longest]
    longest_part = max(own, key=lambda part: part.end_sample - part.start_sample)
    whole = replace(longest_part, start_sample=own[0].start_sample, end_sample=own[-1].end_sample)
    every = [(stem, part) for stem, found in enumerate(ranges) for part in found]
    return [course(every), course([(longest, whole)])] if every != [(longest, whole)] else [course(every)]


def _explanation(rows: StemRows) -> _Explanation:
    seconds = rows.pooled(ROWS_PER_SECOND)
    fit = fitted(seconds)
    gains = _static_gains(fit)
    null = null_at(seconds, gains)[fit.sounding]
    left_db = float(np.percentile(null, 90)) if null.size else 0.0
    return _Explanation(rows=rows, seconds=seconds, fit=fit, gains=gains, left_db=left_db)


def _stem_delays(responses: Responses, layout: Layout | None) -> NDArray[np.float64]:
    """One delay per stem, the median over its channels but LFE, float64 (stems,); 0 where it is found in none."""
    labels = layout.labels if layout is not None else ("",) * responses.delays.shape[1]
    main = np.array([label not in LFE_LABELS for label in labels])
    delays = np.zeros(len(responses.delays))
    for stem, values in enumerate(responses.delays):
        found = main & ~np.isnan(values)
        if found.any():
            order = np.argsort(values[found], kind="stable")
            weight = np.cumsum(responses.power[stem][found][order])
            delays[stem] = values[found][order][int(np.searchsorted(weight, weight[-1] / 2))]
    return delays


def _signs(responses: Responses) -> NDArray[np.float64]:
    """-1 for a channel of a stem that is inverted with about its full level, else 1."""
    least = 10.0 ** (-POLARITY_WITHIN_DB / 20.0)
    inverted = (responses.gains < -least) & (responses.gains > -1.0 / least)
    return np.where(inverted, -1.0, 1.0)


def _static_gains(fit: StemFit) -> NDArray[np.float64]:
    """The gain of each stem over the seconds in which it is clear and the fit is good, or clear at least; else 1.

    A stem that was ridden for most of the time in which it sounds has its usual gain in the rest: where it is as
    delivered for three seconds, that is its usual gain.

    | seconds at     | usual gain |
    |----------------|------------|
    | -1.5 dB: 20    | -1.5 dB    |
    | 0: 5, +2 dB: 9 | 0          |
    """
    gains = np.ones(fit.gains.shape[1])
    for stem in range(len(gains)):
        clear = fit.errors[:, stem] < CLEAR_ERROR
        good = clear & (fit.null_db < LIMITED_NULL_DB)
        chosen = good if np.count_nonzero(good) >= USUAL_SECONDS else clear
        level_db = 20.0 * np.log10(np.maximum(np.abs(fit.gains[:, stem]), 1e-6))
        as_delivered = good & (np.abs(level_db) < GAIN_FAULT_DB)
        if np.count_nonzero(as_delivered) >= USUAL_SECONDS:
            chosen = as_delivered
        if chosen.any():
            gains[stem] = float(np.median(fit.gains[chosen, stem]))
    return gains


def _judged(
    names: tuple[str, ...],
    responses: Responses,
    places: StemPlaces,
    explanation: _Explanation,
    null_db: tuple[float | None, ...],
    rate: int,
) -> StemsSumResult:
    fit = explanation.fit
    sounding = fit.sounding
    lacking = sounding & (fit.null_db > MISSING_NULL_DB)
    missing = bool(np.count_nonzero(lacking) > MISSING_SHARE * np.count_nonzero(sounding))
    ranges = [_ranges(explanation, stem, rate) for stem in range(len(names))]
    if missing:
        # Where content is missing, a part of it passes for a stem that is ridden.
        ranges = [tuple(part for part in found if not _mostly(lacking, part, rate)) for found in ranges]
    readings = tuple(
        _reading(name, stem, responses, places, explanation, ranges[stem]) for stem, name in enumerate(names)
    )
    corrected = null_at(explanation.seconds, explanation.gains)
    holds = np.count_nonzero(corrected[sounding] <= LIMITED_NULL_DB) >= HOLDING_SHARE * np.count_nonzero(sounding)
    limited = float(explanation.rows.limited.mean())
    is_limited = bool(holds) and not _has_hole(corrected, sounding, explanation.rows.limited)
    faults = [fault for reading in readings for fault in reading.faults]
    if missing and SumCause.STEM_ABSENT not in faults:
        cause = SumCause.CONTENT_MISSING
    elif faults:
        cause = min(faults, key=list(SumCause).index)
    else:
        cause = SumCause.LIMITED_ONLY if is_limited else SumCause.UNEXPLAINED
    return StemsSumResult(
        state=SumState.NULLS if cause is SumCause.LIMITED_ONLY else SumState.DIFFERS,
        cause=cause,
        stems=readings,
        null_db=null_db,
        corrected_null_db=tuple(
            round(value, 2) if sounds else None
            for value, sounds in zip(corrected.tolist(), sounding.tolist(), strict=True)
        ),
        limited_share=round(limited, 4),
        remainder_seconds=tuple(np.flatnonzero(lacking).tolist()) if missing else (),
    )


def _has_hole(corrected: NDArray[np.float64], sounding: NDArray[np.bool_], limited: NDArray[np.float64]) -> bool:
    """Whether a second leaves much although no limiter held in it; `limited` has several rows to a second."""
    per_second = max(1, round(len(limited) / len(corrected)))
    touched = np.array(
        [limited[place * per_second : (place + 1) * per_second].any() for place in range(len(corrected))]
    )
    return bool((sounding & ~touched & (corrected > _HOLE_NULL_DB)).any())


def _mostly(seconds: NDArray[np.bool_], part: GainRange, rate: int) -> bool:
    """Whether more than half of a range lies in some seconds."""
    within = seconds[part.start_sample // rate : -(-part.end_sample // rate)]
    return bool(np.count_nonzero(within) * 2 > len(within))


def _reading(
    name: str,
    stem: int,
    responses: Responses,
    places: StemPlaces,
    explanation: _Explanation,
    ranges: tuple[GainRange, ...],
) -> StemReading:
    sounds = bool(np.isfinite(explanation.fit.errors[:, stem]).any())
    not_found = sounds and bool(np.isnan(responses.delays[stem]).all())
    if not_found and is_absent(explanation.seconds, explanation.gains, stem):
        faults = (SumCause.STEM_ABSENT,)
        return StemReading(name=name, gain_db=None, delay_samples=None, inverted=(), ranges=(), faults=faults)
    told = bool((explanation.fit.errors[:, stem] < TELLING_ERROR).any())
    gain_db = 20.0 * float(np.log10(max(explanation.gains[stem], 1e-6))) if told else None
    delay = float(places.delays[stem])
    found = ~np.isnan(responses.delays[stem])
    inverted = tuple(np.flatnonzero(places.signs[stem] < 0.0).tolist())
    found_faults = []
    if gain_db is not None and abs(gain_db) > GAIN_FAULT_DB:
        found_faults.append(SumCause.STEM_GAIN)
    if found.any() and abs(delay) > DELAY_FAULT_SAMPLES:
        late = np.abs(responses.delays[stem][found]) > DELAY_FAULT_SAMPLES
        if np.count_nonzero(late) * 2 >= np.count_nonzero(found):
            found_faults.append(SumCause.STEM_DELAY)
    if inverted:
        found_faults.append(SumCause.STEM_POLARITY)
    if ranges:
        found_faults.append(SumCause.STEM_RANGE)
    return StemReading(
        name=name,
        gain_db=None if gain_db is None else round(gain_db, 4) + 0.0,
        delay_samples=round(delay, 4) + 0.0 if found.any() else None,
        inverted=inverted,
        ranges=ranges,
        faults=tuple(found_faults),
    )


def _ranges(explanation: _Explanation, stem: int, rate: int) -> tuple[GainRange, ...]:
    """Runs of two seconds and more in which the gain of a stem differs from its own median; ends to 100 ms."""
    fit, static = explanation.fit, float(explanation.gains[stem])
    gains, errors = fit.gains[:, stem], fit.errors[:, stem]
    telling = errors < TELLING_ERROR
    with np.errstate(divide="ignore", invalid="ignore"):
        away_db = np.where(telling, 20.0 * np.log10(np.maximum(gains, 1e-6) / static), 0.0)
        doubt_db = np.where(telling, 4.0 * 8.686 * errors / np.maximum(np.abs(gains), 1e-6), 0.0)
    off = telling & (np.abs(away_db) > np.maximum(RANGE_FAULT_DB, doubt_db))
    found: list[GainRange] = []
    start: int | None = None
    for second, differs in enumerate([*off.tolist(), False]):
        silent = second < len(telling) and not telling[second]
        if differs:
            start = second if start is None else start
        elif start is not None and not silent:
            run = np.arange(start, second)[off[start:second]]
            if len(run) >= RANGE_SECONDS:
                level_db = float(np.median(away_db[run]))
                found.append(_sharpened(explanation, stem, (start, int(run[-1]) + 1), level_db, rate))
            start = None
    return tuple(found)


def _sharpened(explanation: _Explanation, stem: int, seconds: tuple[int, int], level_db: float, rate: int) -> GainRange:
    """Move the ends of a range to where the rows of 100 ms fit best: outside at the usual gain, inside at its own."""
    usual, own = explanation.gains, explanation.gains.copy()
    own[stem] *= 10.0 ** (level_db / 20.0)
    power = explanation.rows.products[:, 0, 0]
    outside, inside = (power * 10.0 ** (null_at(explanation.rows, gains) / 10.0) for gains in (usual, own))
    gain = outside - inside
    ends = []
    for second, sign in zip(seconds, (-1.0, 1.0), strict=True):
        middle = second * ROWS_PER_SECOND
        low, high = max(0, middle - 12), min(len(gain), middle + 12)
        sums = np.concatenate([[0.0], np.cumsum(gain[low:high])]) * sign
        ends.append(low + int(sums.argmax()))
    row = rate // ROWS_PER_SECOND
    return GainRange(start_sample=ends[0] * row, end_sample=max(ends) * row, gain_db=round(level_db, 4))
