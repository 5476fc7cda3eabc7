"""Whether a finding that is not there any more was looked for: only then was it repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.comparisons.relations import Agreement, Relation
from validator.results.report import SubjectKind
from validator.rules.house import ACTION_IN_FILE, HOLDS_DIALOGUE, LENGTH, TIME_REFERENCE, TITLES, WITH_PARTNER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.message import Message
    from validator.results.finding import Finding
    from validator.results.report import Report

_OF_FILES: Final = "delivery."
"""Begins the rules of mixes that could not be measured, and of deliveries as a whole."""


def was_looked_for(gone: Finding, then: Report | None, new: Sequence[Report]) -> Message | None:
    """Return why nobody can say that a finding was repaired; None where somebody looked and found nothing.

    | the finding of the last round is                  | in this round                          | repaired |
    |---------------------------------------------------|----------------------------------------|----------|
    | any                                               | no report on this mix                  | no       |
    | that the mix is absent, no sound, of other channels | any report with measurements           | yes      |
    | a fault of a delivery or a package                | a report on it by the same profile     | yes      |
    | against its partner, its stems                    | compared with one, and something told  | yes      |
    | against what is stated                            | still stated                           | yes      |
    | a demand of the sheet                             | the sheet does not have it any more    | no       |

    Args:
        gone: The finding.
        then: The report it stands in.
        new: The reports of this round on the same mix.
    """
    measured = any(report.measurements is not None for report in new)
    if then is None or not new or (then.subject is SubjectKind.MIX and not measured):
        return message("round.not-judged-now")
    if then.subject is SubjectKind.MIX and gone.rule.startswith(_OF_FILES):
        return None
    of_sheet = next((report for report in new if report.sheet.id == then.sheet.id), None)
    if of_sheet is None:
        return message("round.other-sheet", sheet=then.sheet.id)
    if then.subject is not SubjectKind.MIX:
        return None
    if gone.rule in TITLES:
        return _against_others(gone.rule, of_sheet)
    return message("round.sheet-asks-no-more", sheet=then.sheet.id)


def _against_others(rule: str, report: Report) -> Message | None:
    """The findings that no sheet asks for are there only where something is wrong, and was held against something."""
    measured = report.measurements
    if measured is None:
        return message("round.not-judged-now")
    if rule in {WITH_PARTNER, HOLDS_DIALOGUE}:
        wanted = {Relation.STEMS} if rule == HOLDS_DIALOGUE else {Relation.DUB, Relation.FOLD_DOWN}
        told = any(
            one.relation in wanted and one.agreement is not Agreement.CANNOT_TELL for one in measured.comparisons
        )
        return None if told else message("round.no-partner-now")
    facts = None if measured.statement is None else measured.statement.programme
    stated = {
        ACTION_IN_FILE: facts is not None and (facts.first_frame_of_action or facts.last_frame_of_action),
        TIME_REFERENCE: facts is not None and facts.start_timecode,
        LENGTH: facts is not None and facts.duration_frames,
    }
    return None if stated.get(rule, True) else message("round.not-stated-now")
