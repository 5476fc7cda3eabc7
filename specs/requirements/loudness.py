"""Demands on loudness. Loudness is a decision among alternatives, not one number."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from specs.models import FrozenModel
from specs.requirements.requirement import Condition, Grade, Requirement, Source, check_range


class Gating(StrEnum):
    """Which parts of a programme count, and by which weighting.

    `programme`: BS.1770-2 and later, absolute gate at -70 LKFS and relative gate at -10 LU. `dialogue`: only where
    there is speech, no relative gate. `anchor`: the anchor element, normally dialogue (ATSC A/85). `absolute`: only the
    gate at -70 LKFS. `ungated`: everything (BS.1770-1). `stated`: absolute gate and a relative gate of stated depth.
    `rms`: plain RMS of all channels, no weighting. `leq-m`: energy average with the weighting of ISO 21727.
    `service-day`: average of a whole channel over 24 hours, which no single file can show.
    """

    PROGRAMME = "programme"
    DIALOGUE = "dialogue"
    ANCHOR = "anchor"
    ABSOLUTE = "absolute"
    UNGATED = "ungated"
    STATED = "stated"
    RMS = "rms"
    LEQ_M = "leq-m"
    SERVICE_DAY = "service-day"

    @property
    def unit(self) -> str:
        """The unit a reading of this kind is given in."""
        return {"rms": "dBFS RMS", "leq-m": "dB Leq(m)"}.get(self.value, "LKFS")


class Role(StrEnum):
    """What an alternative is for.

    `required`: the first one whose condition holds is the branch that is judged. `alternative`: accepted in its place.
    `fallback`: looked at only when the branch fails; accepted then. `ceiling`: must hold as well, whatever the branch.
    `recommended`: never rejects; a warning at most. `reported`: stated by the publisher, not judged.
    """

    REQUIRED = "required"
    ALTERNATIVE = "alternative"
    FALLBACK = "fallback"
    CEILING = "ceiling"
    RECOMMENDED = "recommended"
    REPORTED = "reported"


class LoudnessAlternative(FrozenModel):
    """One way of meeting a loudness demand.

    Attributes:
        gating: Which parts count.
        gate_lu: Depth of a stated relative gate, negative; only with `stated`.
        algorithm: The edition the publisher names, for example "ITU-R BS.1770-4"; None where the text names none.
        target: Target in the unit of the gating; None where the text gives a range or a ceiling only.
        tolerance_above, tolerance_below: Allowed distance from the target in LU (dB for RMS and Leq(m)).
        minimum, maximum: A range or a one-sided limit; not together with a target.
        when: Condition; None means always.
        role: What the alternative is for.
        source, grade: Where it differs from the record's own; None means the record's.
        text: How the report calls it; None lets the report make a name of gating and figures.
    """

    gating: Gating
    gate_lu: float | None = Field(default=None, lt=0)
    algorithm: str | None = None
    target: float | None = None
    tolerance_above: float | None = Field(default=None, ge=0)
    tolerance_below: float | None = Field(default=None, ge=0)
    minimum: float | None = None
    maximum: float | None = None
    when: Condition | None = None
    role: Role = Role.REQUIRED
    source: Source | None = None
    grade: Grade | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _one_way_of_stating_limits(self) -> Self:
        if (self.gating is Gating.STATED) != (self.gate_lu is not None):
            message = "gate_lu goes with gating 'stated', and only with it"
            raise ValueError(message)
        if self.target is None and self.minimum is None and self.maximum is None and self.role is not Role.REPORTED:
            message = "give a target, a minimum or a maximum"
            raise ValueError(message)
        if self.target is not None and (self.minimum is not None or self.maximum is not None):
            message = "give a target with tolerances, or a minimum and maximum, not both"
            raise ValueError(message)
        if self.target is None and (self.tolerance_above is not None or self.tolerance_below is not None):
            message = "a tolerance needs a target"
            raise ValueError(message)
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            message = "the minimum is above the maximum"
            raise ValueError(message)
        return self

    @property
    def lower_limit(self) -> float | None:
        """Smallest accepted reading; None where there is none (a ceiling, or a target without tolerance)."""
        if self.target is None:
            return self.minimum
        return None if self.tolerance_below is None else round(self.target - self.tolerance_below, 6)

    @property
    def upper_limit(self) -> float | None:
        """Largest accepted reading; None where there is none."""
        if self.target is None:
            return self.maximum
        return None if self.tolerance_above is None else round(self.target + self.tolerance_above, 6)


class Loudness(Requirement):
    """Loudness, as an ordered list of alternatives.

    Attributes:
        alternatives: In the publisher's order. The first `required` one whose condition holds is the branch taken.
    """

    rule: Literal["loudness.integrated"] = "loudness.integrated"
    alternatives: tuple[LoudnessAlternative, ...] = Field(min_length=1)


class ShortTermMaximum(Requirement):
    """Largest short-term loudness (3 s, EBU Tech 3341 clause 2.2).

    Attributes:
        maximum_lkfs: The limit.
        tolerance_lu: Measurement tolerance the publisher grants on top.
    """

    rule: Literal["loudness.short-term-maximum"] = "loudness.short-term-maximum"
    maximum_lkfs: float
    tolerance_lu: float = Field(default=0.0, ge=0)


class MomentaryMaximum(Requirement):
    """Largest momentary loudness (400 ms, EBU Tech 3341 clause 2.2)."""

    rule: Literal["loudness.momentary-maximum"] = "loudness.momentary-maximum"
    maximum_lkfs: float
    tolerance_lu: float = Field(default=0.0, ge=0)


class ShortTermWindow(Requirement):
    """Short-term loudness must stay near the loudness of the programme, above and below.

    Attributes:
        below_lu, above_lu: Allowed distances from the programme's loudness.
        gating: How that loudness is found.
    """

    rule: Literal["loudness.short-term-window"] = "loudness.short-term-window"
    below_lu: float = Field(gt=0)
    above_lu: float = Field(gt=0)
    gating: Gating = Gating.PROGRAMME


class LoudnessRange(Requirement):
    """Loudness range, EBU Tech 3342.

    Attributes:
        minimum_lu, maximum_lu: Limits; None where there is none.
    """

    rule: Literal["loudness.range"] = "loudness.range"
    minimum_lu: float | None = Field(default=None, ge=0)
    maximum_lu: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        check_range(self.minimum_lu, self.maximum_lu)
        return self
