"""What a plan is made of; every part goes into a JSON file and comes back unchanged."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from packager.corrections import AnyCorrection
from packager.corrections.correction import CorrectionGrade, ReadingName
from specs.models import FrozenModel
from specs.requirements.loudness import Gating
from specs.requirements.requirement import Window

SCHEMA: Final = "mixgate.plan/1"


class PredictedReading(FrozenModel):
    """A reading before and after.

    Attributes:
        name, unit: Which.
        before: None where there was none.
        after: None where there will be none, or where it cannot be foreseen.
        tolerance: How far the written file may lie from it; None where it cannot be foreseen.
    """

    name: ReadingName
    unit: str
    before: float | None
    after: float | None
    tolerance: float | None = Field(ge=0)


class Step(FrozenModel):
    """One correction of a plan.

    Attributes:
        correction: What is done, with all its parameters.
        grade: How deep it goes.
        text: The same in words.
        because: The demand it serves, or who asked for it.
        readings: The readings it changes.
    """

    correction: AnyCorrection
    grade: CorrectionGrade
    text: str
    because: str
    readings: tuple[PredictedReading, ...] = ()


class LeftAlone(FrozenModel):
    """A binding demand that does not hold, or could not be decided, and that the plan does nothing about.

    Attributes:
        key: The requirement's key.
        message: What is the case.
        reason: Why nothing is done.
    """

    key: str
    message: str
    reason: str


class LoudnessAim(FrozenModel):
    """The loudness a plan aims at, for when the gain is found by trial renders.

    Attributes:
        gating, gate_lu, window: How it is measured.
        value: What it is to read, in the unit of the gating.
        low, high: Limits; None where there is none.
        text: In words.
    """

    gating: Gating
    gate_lu: float | None = None
    window: Window = Window.FILE
    value: float
    low: float | None = None
    high: float | None = None
    text: str


class PlannedForm(FrozenModel):
    """What the corrected programme will be, apart from its sound."""

    sample_rate_hz: int
    sample_count: int
    labels: tuple[str, ...]
    form: Literal["interleaved", "mono-set"]
    container: str
    word_length_bits: int
    start_sample: int | None
    picture_rate: str | None


class Plan(FrozenModel):
    """What will be done to a programme.

    Attributes:
        name: The mix.
        permitted: Grades the user permits.
        steps: In order. Empty where nothing has to be done.
        left: Binding demands that no step is for.
        notes: What the reader should know.
        aim: The loudness aimed at; None where no demand asks for any.
        readings: Readings of the source and of the result.
        outcome: What the result will be.
        reduction_cap_db: What a limiter may take off at most; None where the plan has none.
        trial_rendered: True where the plan was rendered once without writing a file, and the forecast is what was
            measured then.
    """

    schema_: Literal["mixgate.plan/1"] = Field(default=SCHEMA, alias="schema")
    name: str
    permitted: tuple[CorrectionGrade, ...]
    steps: tuple[Step, ...]
    left: tuple[LeftAlone, ...] = ()
    notes: tuple[str, ...] = ()
    aim: LoudnessAim | None = None
    readings: tuple[PredictedReading, ...]
    outcome: PlannedForm
    reduction_cap_db: float | None = None
    trial_rendered: bool = False

    @property
    def corrections(self) -> tuple[AnyCorrection, ...]:
        """The corrections alone."""
        return tuple(step.correction for step in self.steps)
