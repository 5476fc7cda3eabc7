"""Several reports of one run, and the verdict over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Self

from pydantic import Field, model_validator

from specs.errors import UsageError
from specs.models import FrozenModel
from validator.report import Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA: Final = "mixgate.run/1"

_WORST_FIRST: Final = (Verdict.REJECTED, Verdict.INCOMPLETE, Verdict.ACCEPTABLE)


class Run(FrozenModel):
    """Every report of one run.

    Attributes:
        verdict: The worst of them: rejected before incomplete before acceptable.
        reports: In the order the files and sheets were given.
    """

    schema_: Literal["mixgate.run/1"] = Field(default=SCHEMA, alias="schema")
    verdict: Verdict
    reports: tuple[Report, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _verdict_is_the_worst(self) -> Self:
        if self.verdict is not worst_verdict(self.reports):
            message = "the verdict of a run is the worst of its reports"
            raise ValueError(message)
        return self


def worst_verdict(reports: Sequence[Report]) -> Verdict:
    """Return the worst verdict: rejected before incomplete before acceptable.

    Raises:
        UsageError: There is no report, so there is no verdict.
    """
    if not reports:
        raise UsageError("Nothing was judged, so there is no verdict.", expected="at least one report")
    return min((report.verdict for report in reports), key=_WORST_FIRST.index)


def run_of(reports: Sequence[Report]) -> Run:
    """Return several reports as one run.

    Raises:
        UsageError: There is no report.
    """
    return Run(verdict=worst_verdict(reports), reports=tuple(reports))
