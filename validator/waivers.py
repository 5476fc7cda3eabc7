"""What has been forgiven, and which finding a waiver is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from specs.statement import GivenWaiver
    from specs.waiver import Waiver
    from validator.finding import Finding
    from validator.report import Report
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivers:
    """What has been forgiven, and on which day that is asked.

    Attributes:
        waivers: What is forgiven, and what is only asked for.
        today: The day that decides which have expired; a parameter, so that the same input gives the same report.
    """

    today: date
    waivers: Sequence[GivenWaiver] = field(default=())

    def of(self, sheet: str, rule: str, key: str, subject: Subject) -> GivenWaiver | None:
        """Return the waiver or request that covers a finding, one that applies first; None where none does."""
        found = [
            given
            for given in self.waivers
            if _is_of(given.waiver, sheet, rule, key)
            and is_in_force(given.waiver, self.today)
            and _is_about(given.waiver.file, subject)
        ]
        return max(found, key=lambda given: given.applies, default=None)


def is_in_force(waiver: Waiver, today: date) -> bool:
    """True from the day it was given to its last."""
    return not is_early(waiver, today) and not has_expired(waiver, today)


def is_early(waiver: Waiver, today: date) -> bool:
    """True before the day it was given: a slip of the year, or of the clock."""
    return waiver.on > today


def has_expired(waiver: Waiver, today: date) -> bool:
    """True after its last day."""
    return waiver.expires is not None and waiver.expires < today


def has_effect(given: GivenWaiver, reports: Sequence[Report]) -> bool:
    """True where a waiver forgave something in one of the reports, or asked for it."""
    return any(
        _is_of(given.waiver, report.sheet.id, finding.rule, finding.key) and _names(given, finding)
        for report in reports
        for finding in report.findings
    )


def _names(given: GivenWaiver, finding: Finding) -> bool:
    said = waiver_text(given.waiver)
    return said in {finding.waived_by, finding.waiver_requested}


def waiver_text(waiver: Waiver) -> str:
    """Return who waived, when and why, for a finding."""
    return f"{waiver.by}, {waiver.on}: {waiver.reason}"


def _is_of(waiver: Waiver, sheet: str, rule: str, key: str) -> bool:
    return waiver.rule == rule and waiver.key in {None, key} and waiver.sheet in {None, sheet}


def _is_about(file: str | None, subject: Subject) -> bool:
    """Say whether a waiver's file is this mix.

    | `file`             | the mix is fr-FR/mix_51.wav, the delivery also has de-DE/mix_51.wav | about it |
    |--------------------|---------------------------------------------------------------------|----------|
    | not given          |                                                                     | yes      |
    | fr-FR/mix_51.wav   |                                                                     | yes      |
    | de-DE/mix_51.wav   |                                                                     | no       |
    | mix_51.wav         | two mixes have this name: it would forgive a file nobody looked at  | no       |
    """
    if file is None:
        return True
    own = subject.path or subject.measurements.name
    if file == own:
        return True
    if "/" in file:
        return False
    names = {subject.measurements.name, PurePosixPath(own).name, *(facts.name for facts in subject.measurements.files)}
    others = {PurePosixPath(other.path or other.name).name for other in subject.companions or ()}
    return file in names and file not in others
