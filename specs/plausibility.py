"""Figures that are allowed and can hardly be meant: a sign forgotten, a decimal point moved, two limits that cross.

They are warnings, never refusals: texts do print odd figures. A note or a conflict on the demand says that this one
does, and ends the warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.requirements.form import SampleRate, WordLength
from specs.requirements.loudness import (
    Gating,
    Loudness,
    LoudnessRange,
    MomentaryMaximum,
    ShortTermMaximum,
    ShortTermWindow,
)
from specs.requirements.peaks import QuasiPeak, SamplePeak, TruePeak
from specs.requirements.requirement import Window
from specs.requirements.signal import FoldDownLoudness, FoldDownTruePeak, NoiseFloor, SilentPassage
from specs.requirements.time import DurationMatch, LineUpTone, Presence, ProgrammeStart, SilenceAt, TimedBlock
from specs.sheet import requirement_key
from specs.vocabulary import FINISHED_MIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.requirements import AnyRequirement
    from specs.requirements.loudness import LoudnessAlternative
    from specs.requirements.requirement import Condition
    from specs.sheet import Deliverable, Sheet

_TARGETS: Final[dict[Gating, tuple[float, float]]] = {Gating.RMS: (-40.0, -6.0), Gating.LEQ_M: (60.0, 100.0)}
_TARGETS_LKFS: Final = (-40.0, -10.0)
_CEILINGS_LKFS: Final = (-40.0, 0.0)
_PEAKS_DB: Final = (-20.0, 0.0)
_LARGEST_TOLERANCE_LU: Final = 6.0
_LARGEST_METER_TOLERANCE_DB: Final = 1.0
_RANGES_LU: Final = (1.0, 40.0)
_SAMPLE_RATES_HZ: Final = frozenset({32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000})
_WORD_LENGTHS_BITS: Final = frozenset({16, 20, 24, 32})
_LONGEST_SILENCE_SECONDS: Final = 600.0
_LARGEST_DIFFERENCE_SECONDS: Final = 60.0
_TONES_HZ: Final = (20.0, 20_000.0)
_MEASURED_BEHIND_A_TONE: Final = (
    Loudness,
    LoudnessRange,
    ShortTermMaximum,
    MomentaryMaximum,
    ShortTermWindow,
    TruePeak,
)
_TONES_DBFS: Final = (-40.0, 0.0)


def implausible_figures(sheet: Sheet) -> Iterator[str]:
    """Yield what a sheet can hardly mean, each with its place and the reason."""
    for name, document in sheet.documents.items():
        if document.published is not None and document.published > document.retrieved:
            yield f"documents.{name}: published {document.published}, after it was retrieved ({document.retrieved})"
    for name, deliverable in sheet.deliverables.items():
        if sheet.note is None and _binds_no_level(deliverable):
            yield (
                f"deliverables.{name}: no demand says how loud it is to be, so no mix can be said to meet it; give a "
                "loudness demand, or levels = 'not demanded' with levels_source, or a note on the sheet"
            )
        for requirement in deliverable.requirements:
            if requirement.note is None and requirement.conflict is None:
                place = f"deliverables.{name}.{requirement_key(requirement)}"
                yield from (f"{place}: {reason}" for reason in _reasons(requirement, deliverable))


def _binds_no_level(deliverable: Deliverable) -> bool:
    """True for a finished mix for which nothing that can decide says how loud it is to be."""
    if not FINISHED_MIXES & set(deliverable.mix_kinds) or deliverable.levels is not None:
        return False
    return not any(isinstance(one, Loudness) for one in deliverable.requirements)


def _tone_without_programme_start(tone: LineUpTone, deliverable: Deliverable) -> Iterator[str]:
    """Warn where levels are asked of the programme behind a tone, and nothing says where that begins."""
    others = deliverable.requirements
    if tone.presence is not Presence.REQUIRED or any(isinstance(one, ProgrammeStart | TimedBlock) for one in others):
        return
    if any(isinstance(one, _MEASURED_BEHIND_A_TONE) and one.window is Window.FILE for one in others):
        yield (
            "a tone must stand in the file, and levels are measured over the whole of it; say where the programme "
            "begins with time.programme-start, place the tone with time.block, or give the levels the window 'action'"
        )


def _reasons(requirement: AnyRequirement, deliverable: Deliverable) -> Iterator[str]:
    yield from _condition(requirement.when)
    match requirement:
        case Loudness():
            for number, alternative in enumerate(requirement.alternatives, 1):
                yield from (f"alternative {number}: {reason}" for reason in _alternative(alternative))
        case ShortTermMaximum() | MomentaryMaximum():
            yield from _ceiling(requirement.maximum_lkfs, requirement.tolerance_lu, deliverable)
        case FoldDownLoudness():
            yield from _outside("the target", requirement.target_lkfs, _TARGETS_LKFS, "LKFS")
            yield from _tolerances(requirement.tolerance_above_lu, requirement.tolerance_below_lu)
        case LoudnessRange() | ShortTermWindow():
            yield from _spread(requirement)
        case TruePeak() | FoldDownTruePeak() | SamplePeak() | QuasiPeak():
            yield from _peak(requirement)
        case SampleRate() | WordLength():
            yield from _form(requirement)
        case LineUpTone():
            yield from _tone_without_programme_start(requirement, deliverable)
            yield from _time_and_noise(requirement)
        case SilenceAt() | DurationMatch() | NoiseFloor() | SilentPassage():
            yield from _time_and_noise(requirement)
        case _:
            pass


def _peak(requirement: TruePeak | FoldDownTruePeak | SamplePeak | QuasiPeak) -> Iterator[str]:
    if isinstance(requirement, SamplePeak):
        yield from _outside("the sample-peak ceiling", requirement.maximum_dbfs, _PEAKS_DB, "dBFS")
        return
    if isinstance(requirement, QuasiPeak):
        yield from _outside("the quasi-peak ceiling", requirement.maximum_dbfs, _PEAKS_DB, "dBFS")
        return
    yield from _outside("the true-peak ceiling", requirement.maximum_dbtp, _PEAKS_DB, "dBTP")
    if isinstance(requirement, TruePeak) and requirement.meter_tolerance_db > _LARGEST_METER_TOLERANCE_DB:
        yield f"a meter tolerance of {requirement.meter_tolerance_db:g} dB; meters agree within 0.6 dB"


def _outside(name: str, value: float | None, bounds: tuple[float, float], unit: str) -> Iterator[str]:
    low, high = bounds
    if value is not None and not low <= value <= high:
        sign = "; is the minus missing?" if value > 0 and low <= -value <= high else ""
        yield f"{name} {value:g} {unit} lies outside {low:g} to {high:g} {unit}, where published ones lie{sign}"


def _alternative(alternative: LoudnessAlternative) -> Iterator[str]:
    unit = alternative.gating.unit
    bounds = _TARGETS.get(alternative.gating, _TARGETS_LKFS)
    yield from _outside("the target", alternative.target, bounds, unit)
    if alternative.gating not in _TARGETS:
        yield from _outside("the minimum", alternative.minimum, (-70.0, 0.0), unit)
        yield from _outside("the maximum", alternative.maximum, (-70.0, 0.0), unit)
    yield from _tolerances(alternative.tolerance_above, alternative.tolerance_below)
    if alternative.minimum is not None and alternative.minimum == alternative.maximum:
        yield f"minimum and maximum are the same, {alternative.minimum:g} {unit}; no mix reads exactly that"
    yield from _condition(alternative.when)


def _tolerances(above: float | None, below: float | None) -> Iterator[str]:
    for name, tolerance in (("above", above), ("below", below)):
        if tolerance is not None and tolerance > _LARGEST_TOLERANCE_LU:
            largest = f"published ones are at most {_LARGEST_TOLERANCE_LU:g} LU"
            yield f"a tolerance of {tolerance:g} LU {name} the target; {largest}"
    if above == 0 and below == 0:
        yield "no tolerance at all: no mix reads exactly the target; leave it out where the text states none"


def _ceiling(maximum_lkfs: float, tolerance_lu: float, deliverable: Deliverable) -> Iterator[str]:
    yield from _outside("the maximum", maximum_lkfs, _CEILINGS_LKFS, "LKFS")
    yield from _tolerances(tolerance_lu, None)
    targets = [
        alternative.target
        for requirement in deliverable.requirements
        if isinstance(requirement, Loudness)
        for alternative in requirement.alternatives
        if alternative.target is not None and alternative.gating not in _TARGETS
    ]
    if targets and maximum_lkfs < min(targets):
        yield f"the maximum {maximum_lkfs:g} LKFS lies below the target {min(targets):g} LKFS; no mix can meet both"


def _spread(requirement: LoudnessRange | ShortTermWindow) -> Iterator[str]:
    if isinstance(requirement, LoudnessRange):
        yield from _outside("the largest loudness range", requirement.maximum_lu, _RANGES_LU, "LU")
        yield from _outside("the smallest loudness range", requirement.minimum_lu, (0.0, 30.0), "LU")
    else:
        yield from _outside("the distance above", requirement.above_lu, _RANGES_LU, "LU")
        yield from _outside("the distance below", requirement.below_lu, _RANGES_LU, "LU")


def _form(requirement: SampleRate | WordLength) -> Iterator[str]:
    if isinstance(requirement, SampleRate):
        odd = [f"{rate} Hz" for rate in requirement.allowed_hz if rate not in _SAMPLE_RATES_HZ]
    else:
        odd = [f"{bits} bit" for bits in requirement.allowed_bits if bits not in _WORD_LENGTHS_BITS]
    yield from (f"{each} is in no delivery in use" for each in odd)


def _time_and_noise(requirement: SilenceAt | DurationMatch | LineUpTone | NoiseFloor | SilentPassage) -> Iterator[str]:
    match requirement:
        case SilenceAt(minimum_seconds=minimum, maximum_seconds=maximum):
            longest = max(minimum, maximum or 0.0)
            if longest > _LONGEST_SILENCE_SECONDS:
                yield f"{longest:g} s of silence; is the figure in frames or samples?"
        case DurationMatch(maximum_difference_seconds=seconds):
            if seconds is not None and seconds > _LARGEST_DIFFERENCE_SECONDS:
                yield f"a difference of {seconds:g} s; is the figure in frames?"
        case LineUpTone(level_dbfs=level, frequency_hz=frequency):
            yield from _outside("the tone's level", level, _TONES_DBFS, "dBFS")
            yield from _outside("the tone's frequency", frequency, _TONES_HZ, "Hz")
        case NoiseFloor(maximum_dbfs=level):
            yield from _outside("the noise floor", level, (-120.0, -30.0), "dBFS")
        case SilentPassage(threshold_dbfs=level):
            yield from _outside("the threshold of silence", level, (-120.0, -30.0), "dBFS")


def _condition(condition: Condition | None) -> Iterator[str]:
    if condition is None:
        return
    crossing = (
        ("speech_share_at_least", condition.speech_share_at_least, condition.speech_share_below),
        ("duration_at_least_seconds", condition.duration_at_least_seconds, condition.duration_below_seconds),
        ("produced_from", condition.produced_from, condition.produced_before),
        (
            "peak_to_loudness_at_least_lu",
            condition.peak_to_loudness_at_least_lu,
            condition.peak_to_loudness_below_lu,
        ),
    )
    for name, low, high in crossing:
        if low is not None and high is not None and low >= high:  # type: ignore[operator]
            yield f"a condition that never holds: {name} {low} is not below {high}"
