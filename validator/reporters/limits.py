"""The figures of demands, for drawing: as the finding states them, or worked back from reading and margin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.results.finding import Finding, Limits

if TYPE_CHECKING:
    from validator.results.report import Report

_ONLY_AN_UPPER_LIMIT: Final = {
    "loudness.short-term-maximum",
    "loudness.momentary-maximum",
    "peak.true-peak",
    "peak.sample-peak",
    "fold-down.true-peak",
    "signal.noise-floor",
}
"""Kinds of demand that can only be exceeded, so that reading plus margin is the limit."""


def limits_of(finding: Finding) -> Limits | None:
    """Return the figures of a demand; None where they are not known."""
    if finding.limits is not None:
        return finding.limits
    reading = finding.measured
    if finding.rule not in _ONLY_AN_UPPER_LIMIT or reading is None or reading.value is None or finding.margin is None:
        return None
    return Limits(high=round(reading.value + finding.margin, 3), unit=reading.unit)


def judged_loudness(report: Report) -> Finding | None:
    """Return the finding on loudness whose limits are drawn: the first in the sheet's order that has any in LKFS."""
    for finding in report.findings:
        limits = limits_of(finding)
        if finding.rule == "loudness.integrated" and limits is not None and limits.unit == "LKFS":
            return finding
    return None


def upper_limit(report: Report, rule: str) -> float | None:
    """Return the upper limit of the first demand of a kind that has one."""
    for finding in report.findings:
        limits = limits_of(finding)
        if finding.rule == rule and limits is not None and limits.high is not None:
            return limits.high
    return None
