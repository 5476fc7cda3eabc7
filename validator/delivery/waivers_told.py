"""Tells which waivers of the receiver forgave nothing, where no delivery was handed in that would say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.delivery.consistency.completeness import waivers_report
from validator.delivery.consistency.contents import Contents
from validator.delivery.judged import MixResult
from validator.results.report import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from validator.delivery.judged import Judging


def with_waivers_told(results: Iterable[MixResult], judging: Judging) -> Iterator[MixResult]:
    """Yield results, and at the end a report on the receiver's waivers that have expired or forgave nothing.

    Nothing is added where all of them forgave something, and where a report on a delivery says it already.

    Args:
        results: What came of each input.
        judging: With what the receiver forgives.
    """
    day = judging.receivers_day or judging.day
    seen = Contents(folder=None, name="waivers", folder_name="", today=day, waivers=judging.granted)
    told_by_delivery = False
    for result in results:
        seen.take_note(result.reports)
        told_by_delivery |= any(report.subject is SubjectKind.DELIVERY for report in result.reports)
        yield result
    if not judging.granted or told_by_delivery:
        return
    report = waivers_report(seen, version=judging.version)
    if report is not None:
        yield MixResult(name=report.name, path=report.path, reports=(report,))
