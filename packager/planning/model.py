"""What a plan is made of; every part goes into a JSON file and comes back unchanged."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from packager.corrections import AnyCorrection
from packager.corrections.correction import CorrectionGrade, ReadingName
from packager.corrections.limiter import Limiter
from specs.message import Message
from specs.models import FrozenModel
from specs.requirements.loudness import Gating
from specs.requirements.requirement import Window
from validator.results.finding import Notice
from validator.results.report import Verdict

SCHEMA: Final = "mixgate.plan/2"

LARGE_GAIN_DB: Final = 20.0
"""A larger gain, up or down, needs a person's word. Project's choice: so far off is no mix but another kind of file, or
one that was printed wrong; and 20 dB lift the noise of 16-bit words from -98 to -78 dBFS, where it is heard."""


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
        message: The same for people.
        because: The demand it serves, or who asked for it.
        readings: The readings it changes.
    """

    correction: AnyCorrection
    grade: CorrectionGrade
    message: Message
    because: Message
    readings: tuple[PredictedReading, ...] = ()


class LeftAlone(FrozenModel):
    """A demand that does not hold, or could not be decided, and that the plan does nothing about.

    Attributes:
        rule, key: The kind of demand, and the requirement's key.
        binding: False for what a sheet only recommends, or asks by a figure that cannot reject.
        message: What is the case.
        reason: Why nothing is done.
        repair: The corrections that would do it, each with its grade; empty where nothing on the shelf does.
    """

    rule: str
    key: str
    binding: bool = True
    message: Message
    reason: Message
    repair: tuple[Message, ...] = ()


class LimiterIfNeeded(FrozenModel):
    """A limiter for peaks that are only known once the result is rendered.

    Attributes:
        limiter: The limiter.
        above_dbtp: It is put in where the true peak is above this.
        because: The demand it serves.
    """

    limiter: Limiter
    above_dbtp: float
    because: Message


class PlannedVerdict(FrozenModel):
    """What the judge will say of the result, by the forecast.

    Attributes:
        verdict: The answer.
        sheet, deliverable: What it is held against.
        outside: Demands that will fail.
        undecided: Binding demands that will be open.
    """

    verdict: Verdict
    sheet: str
    deliverable: str
    outside: tuple[Message, ...] = ()
    undecided: tuple[Message, ...] = ()


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
        left: Demands outside or open that no step is for.
        notes: What the reader should know.
        aim: The loudness aimed at; None where no demand asks for any.
        readings: Readings of the source and of the result.
        outcome: What the result will be.
        reduction_cap_db: What a limiter may take off at most; None where the plan has none.
        most_gain_db: The largest gain, up or down, that may be found by trial renders.
        limiter_if_needed: A limiter that is only put in where the rendered peaks ask for it; None where the forecast
            tells.
        source_bits: Bits of the source that change, whatever the length of its words; None for silence.
        notices: What is notable about the source.
        forecast: The verdict that the result is expected to get; None where no sheet was given.
        trial_rendered: True where the plan was rendered once without writing a file, and the forecast is what was
            measured then.
    """

    schema_: Literal["mixgate.plan/2"] = Field(default=SCHEMA, alias="schema")
    name: str
    permitted: tuple[CorrectionGrade, ...]
    steps: tuple[Step, ...]
    left: tuple[LeftAlone, ...] = ()
    notes: tuple[Message, ...] = ()
    aim: LoudnessAim | None = None
    readings: tuple[PredictedReading, ...]
    outcome: PlannedForm
    reduction_cap_db: float | None = None
    most_gain_db: float = LARGE_GAIN_DB
    limiter_if_needed: LimiterIfNeeded | None = None
    source_bits: int | None = None
    notices: tuple[Notice, ...] = ()
    forecast: PlannedVerdict | None = None
    trial_rendered: bool = False

    @property
    def corrections(self) -> tuple[AnyCorrection, ...]:
        """The corrections alone."""
        return tuple(step.correction for step in self.steps)
