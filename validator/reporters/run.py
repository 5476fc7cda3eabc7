"""Several reports of one run, what the run did not judge, and the verdict over all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Self

from pydantic import Field, model_validator

from specs.errors import UsageError
from specs.models import FrozenModel
from validator.report import NotJudged, Report, Verdict, WhyNot, worst_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCHEMA: Final = "mixgate.run/2"


class Run(FrozenModel):
    """Every report of one run.

    Attributes:
        verdict: The worst of them: rejected, then incomplete, then unverified, then acceptable. Incomplete as well
            where a mix could not be read or judged, and where nothing was judged at all.
        reports: In the order the files and sheets were given.
        not_judged: The mixes that were met and not judged, in the same order.
    """

    schema_: Literal["mixgate.run/2"] = Field(default=SCHEMA, alias="schema")
    verdict: Verdict
    reports: tuple[Report, ...]
    not_judged: tuple[NotJudged, ...] = ()

    @model_validator(mode="after")
    def _verdict_is_the_worst(self) -> Self:
        if self.verdict is not worst_verdict(self.reports, self.not_judged):
            message = "the verdict of a run is the worst of its reports"
            raise ValueError(message)
        return self


def worst_verdict(reports: Sequence[Report], not_judged: Iterable[NotJudged] = ()) -> Verdict:
    """Return the worst verdict: rejected before incomplete before unverified before acceptable.

    Raises:
        UsageError: There was no mix at all, so there is no verdict.
    """
    left_out = tuple(not_judged)
    if not reports and not left_out:
        raise UsageError("Nothing was judged, so there is no verdict.", expected="at least one report")
    verdicts = [report.verdict for report in reports]
    if not reports or any(one.why is not WhyNot.NOT_ASKED for one in left_out):
        verdicts.append(Verdict.INCOMPLETE)
    return worst_of(verdicts)


def run_of(reports: Sequence[Report], not_judged: Iterable[NotJudged] = ()) -> Run:
    """Return several reports as one run.

    Raises:
        UsageError: There was no mix at all.
    """
    left_out = tuple(not_judged)
    return Run(verdict=worst_verdict(reports, left_out), reports=tuple(reports), not_judged=left_out)


def tally(reports: Sequence[Report], not_judged: Sequence[NotJudged]) -> str:
    """Return how many reports there are and how many mixes were not judged: `2 reports, 1 not judged`."""
    made = f"{len(reports)} {'report' if len(reports) == 1 else 'reports'}"
    return f"{made}, {len(not_judged)} not judged" if not_judged else made
