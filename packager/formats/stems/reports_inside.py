"""The reports that lie inside a package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from packager.fixity.problem import Problem, ProblemKind
from validator.results.report import Report
from validator.results.saved_messages_check import message_faults
from validator.results.saved_readings_check import reading_faults

if TYPE_CHECKING:
    from packager.formats.stems.manifest import PackagedReport
    from packager.formats.stems.verify import Integrity

MAXIMUM_REPORT_BYTES: Final = 512 * 1024 * 1024
"""As for a measurement file: about 50 hours of a 5.1 mix."""


def report_inside(integrity: Integrity, stated: PackagedReport) -> Report | Problem | None:
    """Return a report that lies inside a package, or what is wrong with it; None where it is missing."""
    if stated.json_path not in integrity.tree.sizes_bytes:
        return None
    content = integrity.tree.read(stated.json_path, MAXIMUM_REPORT_BYTES)
    if isinstance(content, Problem):
        return content
    try:
        report = Report.model_validate_json(content)
        # A verdict that its findings do not bear out is told as a contradiction, when the mix is judged again.
        faults = () if report.measurements is None else reading_faults(report.measurements)
        first = next(iter(faults or message_faults(report)), None)
    except ValidationError as error:
        first = str(error.errors(include_url=False)[0]["msg"])
    if first is not None:
        message = f"{stated.json_path} is not a report of this version."
        return Problem(kind=ProblemKind.UNREADABLE, path=stated.json_path, message=message, found=first)
    return report
