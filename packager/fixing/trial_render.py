"""Renders and measures a programme without writing a file, and finds the gain that a limiter makes uncertain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from packager.corrections.blocks import recut
from packager.corrections.correction import METER_TOLERANCE, READING_UNITS, CorrectionGrade, reading
from packager.corrections.gain import LIMIT_DB, Gain
from packager.corrections.levels import dialogue_carried, with_material
from packager.corrections.limiter import Limiter
from packager.fixing.streaming import corrected, material_after, material_of_programme
from packager.planning.because import AFTER_LIMITING
from packager.planning.foreseen import Wish, after_wishes, as_measured, carried_through
from packager.planning.loudness import reading_of
from packager.planning.model import PredictedReading
from packager.planning.order import grades_said
from packager.planning.refusal import NotCorrectableError, Refusal
from specs.message import message
from specs.requirements.loudness import Gating
from specs.vocabulary import layout_of
from validator.audio.made import MadeProgramme
from validator.measuring.measure import MeasureOptions, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packager.corrections import AnyCorrection
    from packager.corrections.blocks import Block
    from packager.corrections.correction import Material
    from packager.planning.foreseen import Foreseen
    from packager.planning.model import LoudnessAim, Plan
    from validator.audio.programme import Programme
    from validator.results.measurements import Measurements
    from validator.rules.subject import Subject

SOLVED_WITHIN_LU: Final = 0.01
"""A gain is found when the loudness measured lies this near to the aim: a fifth of what EBU Tech 3341 shows on a
display with one decimal."""

TURNS: Final = 8
"""Trial renders before a gain is given up; four are the most that any programme met so far has needed."""

_CERTAIN_LU: Final = 2 * METER_TOLERANCE


class CorrectedProgramme(MadeProgramme):
    """A programme as corrections make it, while it is read."""

    def __init__(self, programme: Programme, corrections: Sequence[AnyCorrection], source: Material) -> None:
        became = material_after(source, corrections)
        super().__init__(
            sample_rate_hz=became.sample_rate_hz,
            sample_count=became.sample_count,
            channel_count=became.channel_count,
            layout=None if programme.layout is None else layout_of(became.labels),
            layout_from=programme.layout_from,
            files=programme.files[:1],
            paths=programme.paths,
            notes=programme.notes,
        )
        self._programme = programme
        self._corrections = corrections
        self._source = source

    def stretches(self, stretch_samples: int) -> Iterator[Block]:
        """The corrected samples."""
        return recut(corrected(self._programme, self._corrections, self._source), stretch_samples)


def measured_trial(
    programme: Programme, foreseen: Foreseen, corrections: Sequence[AnyCorrection], options: MeasureOptions
) -> Measurements:
    """Measure what corrections make of a programme, without writing it.

    Args:
        programme: The source.
        foreseen: The forecast for the end of the corrections; its dialogue says where speech is then.
        corrections: In order.
        options: How to measure.

    Raises:
        MediaError: The source cannot be read.
    """
    source = material_of_programme(programme, foreseen.material.picture_rate)
    trial = CorrectedProgramme(programme, corrections, source)
    plain = replace(options, digests=(), speech_detector=False, wanted=None)
    measured = measure(trial, plain.named(foreseen.measurements.name))
    return with_material(dialogue_carried(foreseen.measurements.dialogue, measured), foreseen.material)


def needs_trial(plan: Plan) -> bool:
    """True where the loudness a plan aims at, or its peaks, are less certain than a meter: behind a fold-down."""
    if plan.trial_rendered:
        return False
    if plan.limiter_if_needed is not None:
        return True
    if plan.aim is None:
        return False
    name = "dialogue_lkfs" if plan.aim.gating in {Gating.DIALOGUE, Gating.ANCHOR} else "integrated_lkfs"
    for entry in plan.readings:
        if entry.name == name:
            return entry.tolerance is None or entry.tolerance > _CERTAIN_LU
    return bool(plan.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    gain_db: float
    value: float


def solved_by_trial(plan: Plan, programme: Programme, subject: Subject, options: MeasureOptions) -> Plan:
    """Find the gain of a plan by trial renders, until the loudness is the one aimed at.

    Args:
        plan: A plan for this programme.
        programme: The source.
        subject: The source as it was measured.
        options: How to measure.

    Returns:
        The plan with its gain settled, its readings as they were measured, and `trial_rendered` set.

    Raises:
        NotCorrectableError: No gain gets there: the limiter takes back as much as the gain adds, or more than it may.
        MediaError: The source cannot be read.
    """
    wishes = [Wish(correction=step.correction, because=step.because) for step in plan.steps]
    start = as_measured(subject)
    turns: list[_Turn] = []
    for _ in range(TURNS):
        forecast = after_wishes(start, wishes)
        measured = measured_trial(programme, forecast, [wish.correction for wish in wishes], options)
        with_limiter = _limited_if_needed(plan, wishes, measured)
        if with_limiter is not None:
            wishes = with_limiter
            continue
        value = None if plan.aim is None else reading_of(plan.aim, replace(forecast.subject, measurements=measured))
        if plan.aim is None or value is None or _arrived(plan, wishes, value):
            return _settled(plan, start, wishes, measured)
        turns.append(_Turn(gain_db=_gain_of(wishes), value=value))
        wishes = _with_gain(plan, wishes, _next_gain(plan.aim, turns))
    last = turns[-1]
    raise NotCorrectableError(
        Refusal(
            what=message("fix.no-gain-arrives"),
            where=plan.name,
            found=(message("fix.arrived-at", loudness=last.value, gain_db=last.gain_db, turns=TURNS),),
            expected=None if plan.aim is None else message("fix.aimed-at", loudness=plan.aim.value),
            next_step=message("remedy.limiter-takes-back"),
        )
    )


def _limited_if_needed(plan: Plan, wishes: Sequence[Wish], measured: Measurements) -> list[Wish] | None:
    """The corrections with the limiter that the rendered peaks ask for; None where they ask for none or have it."""
    wanted, peak = plan.limiter_if_needed, measured.max_true_peak_dbtp
    there = any(isinstance(wish.correction, Limiter) for wish in wishes)
    if wanted is None or there or peak is None or peak <= wanted.above_dbtp:
        return None
    limiter = Wish(correction=wanted.limiter, because=wanted.because)
    place = next((index for index, wish in enumerate(wishes) if not wish.comes_before("limiter")), len(wishes))
    return [*wishes[:place], limiter, *wishes[place:]]


def _arrived(plan: Plan, wishes: Sequence[Wish], value: float) -> bool:
    """At the aim; or, for a mix that was right and is only limited, still within its limits."""
    aim = plan.aim
    assert aim is not None, "the caller has looked"
    if abs(value - aim.value) <= SOLVED_WITHIN_LU:
        return True
    moved = any(isinstance(wish.correction, Gain) for wish in wishes)
    inside = (aim.low is None or value >= aim.low) and (aim.high is None or value <= aim.high)
    return not moved and inside


def _gain_of(wishes: Sequence[Wish]) -> float:
    return next((wish.correction.gain_db for wish in wishes if isinstance(wish.correction, Gain)), 0.0)


def _next_gain(aim: LoudnessAim, turns: Sequence[_Turn]) -> float:
    """One decibel for one, and from the second trial on what the last two showed a decibel to be worth."""
    last = turns[-1]
    slope = 1.0
    if len(turns) > 1:
        moved = last.gain_db - turns[-2].gain_db
        slope = (last.value - turns[-2].value) / moved if abs(moved) > 1e-6 else 1.0
    return last.gain_db + (aim.value - last.value) / min(max(slope, 0.2), 1.5)


def _with_gain(plan: Plan, wishes: Sequence[Wish], gain_db: float) -> list[Wish]:
    if abs(gain_db) > min(plan.most_gain_db, LIMIT_DB):
        raise NotCorrectableError(
            Refusal(
                what=message("fix.gain-for-a-person"),
                where=plan.name,
                found=(message("fix.gain-needed", gain_db=gain_db),),
                expected=message("fix.most-gain", most_db=min(plan.most_gain_db, LIMIT_DB)),
                next_step=message("remedy.see-whether-right-file"),
            ),
            code="gain.large",
        )
    gain = Gain(gain_db=round(gain_db, 4))
    if any(isinstance(wish.correction, Gain) for wish in wishes):
        return [
            Wish(correction=gain, because=wish.because) if isinstance(wish.correction, Gain) else wish
            for wish in wishes
        ]
    if CorrectionGrade.LEVEL not in plan.permitted:
        raise NotCorrectableError(
            Refusal(
                what=message("fix.limiter-moves-loudness"),
                where=plan.name,
                found=(message("fix.gain-not-permitted", gain_db=gain_db, permitted=grades_said(plan.permitted)),),
            )
        )
    place = next(index for index, wish in enumerate(wishes) if not wish.comes_before("gain"))
    return [*wishes[:place], Wish(correction=gain, because=AFTER_LIMITING), *wishes[place:]]


def _settled(plan: Plan, start: Foreseen, wishes: Sequence[Wish], measured: Measurements) -> Plan:
    steps, _ = carried_through(start, wishes)
    _refuse_deep_limiting(plan, start, wishes)
    readings = []
    for name, unit in READING_UNITS.items():
        old, new = reading(start.measurements, name), reading(measured, name)
        if old is None and new is None:
            continue
        readings.append(
            PredictedReading(
                name=name,
                unit=unit,
                before=None if old is None else round(old, 4),
                after=None if new is None else round(new, 4),
                tolerance=METER_TOLERANCE,
            )
        )
    settled = {"steps": steps, "readings": tuple(readings), "trial_rendered": True, "limiter_if_needed": None}
    return plan.model_copy(update=settled)


def _refuse_deep_limiting(plan: Plan, start: Foreseen, wishes: Sequence[Wish]) -> None:
    """What the gain grew to may ask more of the limiter than it may take off."""
    limiter = next((wish.correction for wish in wishes if isinstance(wish.correction, Limiter)), None)
    if limiter is None or plan.reduction_cap_db is None:
        return
    louder = after_wishes(start, [wish for wish in wishes if wish.comes_before("limiter")])
    peak = louder.measurements.max_true_peak_dbtp
    depth = 0.0 if peak is None else peak - limiter.ceiling_dbtp
    if depth > plan.reduction_cap_db:
        raise NotCorrectableError(
            Refusal(
                what=message("fix.limiter-too-deep"),
                where=plan.name,
                found=(message("fix.reduction", reduction_db=depth),),
                expected=message("fix.most-reduction", most_db=plan.reduction_cap_db),
                next_step=message("remedy.mix-loud-passages-down"),
            )
        )
