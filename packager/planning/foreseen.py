"""A programme as it will be after each correction of a plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from packager.corrections import ORDER, predict
from packager.corrections.correction import METER_TOLERANCE, READING_UNITS, MeasuredMaterial, reading
from packager.corrections.levels import material_of
from packager.corrections.speed import SpeedChange
from packager.planning.model import PlannedForm, PredictedReading, Step
from specs.timecode import format_timecode, parse_timecode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packager.corrections import AnyCorrection
    from packager.corrections.correction import Material, ReadingName
    from specs.message import Message
    from specs.statements.programme import ProgrammeFacts
    from validator.results.measurements import Measurements
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A correction somebody wants, before it has its place in the plan."""

    correction: AnyCorrection
    because: Message

    @property
    def place(self) -> int:
        """Where its kind comes in `ORDER`."""
        return ORDER.index(self.correction.kind)

    def comes_before(self, kind: str) -> bool:
        """True where it is carried out before corrections of a kind."""
        return self.place < ORDER.index(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A programme at one point of a plan.

    Attributes:
        subject: As rules would see it.
        material: What it is.
        tolerances: How far readings may lie from the forecast; None for those that cannot be foreseen.
    """

    subject: Subject
    material: Material
    tolerances: dict[ReadingName, float | None] = field(default_factory=dict)

    @property
    def measurements(self) -> Measurements:
        """The readings."""
        return self.subject.measurements

    def with_step(self, correction: AnyCorrection) -> Foreseen:
        """Return the programme after a correction."""
        forecast = predict(correction, MeasuredMaterial(measurements=self.measurements, material=self.material))
        tolerances = dict(self.tolerances)
        for name, tolerance in forecast.tolerances.items():
            so_far = tolerances.get(name, 0.0)
            tolerances[name] = None if tolerance is None or so_far is None else so_far + tolerance
        became = correction.after(self.material)
        programme = self.subject.programme
        if isinstance(correction, SpeedChange) and not correction.keeps_picture:
            programme = at_rate(programme, Fraction(correction.to_rate))
        return Foreseen(
            subject=replace(self.subject, measurements=forecast.measurements, programme=programme),
            material=became,
            tolerances=tolerances,
        )

    def outcome(self) -> PlannedForm:
        """What the programme is at this point."""
        material = self.material
        return PlannedForm(
            sample_rate_hz=material.sample_rate_hz,
            sample_count=material.sample_count,
            labels=material.labels,
            form=material.form,
            container=material.container,
            word_length_bits=material.valid_bits,
            start_sample=material.start_sample,
            picture_rate=None if material.picture_rate is None else str(material.picture_rate),
        )


def at_rate(programme: ProgrammeFacts, rate: Fraction) -> ProgrammeFacts:
    """Return what is known about a picture played at another rate: the same frames from the same start timecode."""
    old = programme.frame_rate
    if old is None or old == rate:
        return programme.model_copy(update={"picture_rate": str(rate)})
    start = programme.start_timecode or "00:00:00:00"
    first = parse_timecode(start, old)
    # Frames of the start that the new rate does not have carry over into the next second.
    nominal_old, nominal_new = ceil(old), ceil(rate)
    new_first = first // nominal_old * nominal_new + first % nominal_old

    def moved(text: str | None) -> str | None:
        if text is None:
            return None
        return format_timecode(new_first + parse_timecode(text, old) - first, rate)

    return programme.model_copy(
        update={
            "picture_rate": str(rate),
            "start_timecode": moved(programme.start_timecode),
            "first_frame_of_action": moved(programme.first_frame_of_action),
            "last_frame_of_action": moved(programme.last_frame_of_action),
            "segments": tuple(
                segment.model_copy(update={"start": moved(segment.start), "end": moved(segment.end)})
                for segment in programme.segments
            ),
        }
    )


def as_measured(subject: Subject) -> Foreseen:
    """Return a programme as it was measured: the start of every plan."""
    return Foreseen(subject=subject, material=material_of(subject.measurements, subject.picture_rate))


def arranged(wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """Put corrections into the order they are carried out; two of one kind keep theirs."""
    return tuple(sorted(wishes, key=lambda wish: wish.place))


def carried_through(start: Foreseen, wishes: Sequence[Wish]) -> tuple[tuple[Step, ...], Foreseen]:
    """Return the steps with their forecasts, and the programme after the last."""
    steps = []
    now = start
    for wish in wishes:
        then = now.with_step(wish.correction)
        steps.append(
            Step(
                correction=wish.correction,
                grade=wish.correction.grade,
                message=wish.correction.description,
                because=wish.because,
                readings=tuple(entry for entry in compared(now, then) if _moves(entry)),
            )
        )
        now = then
    return tuple(steps), now


def after_wishes(start: Foreseen, wishes: Sequence[Wish]) -> Foreseen:
    """Return the programme after corrections, without the steps."""
    now = start
    for wish in wishes:
        now = now.with_step(wish.correction)
    return now


def _moves(entry: PredictedReading) -> bool:
    return entry.tolerance is None or entry.before != entry.after


def compared(before: Foreseen, then: Foreseen) -> tuple[PredictedReading, ...]:
    """Return every reading at two points of a plan."""
    found = []
    for name, unit in READING_UNITS.items():
        old, new = reading(before.measurements, name), reading(then.measurements, name)
        tolerance = then.tolerances.get(name, 0.0)
        if old is None and new is None and tolerance is not None:
            continue
        found.append(
            PredictedReading(
                name=name,
                unit=unit,
                before=_rounded(old),
                after=None if tolerance is None else _rounded(new),
                tolerance=None if tolerance is None else round(tolerance + METER_TOLERANCE, 4),
            )
        )
    return tuple(found)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
