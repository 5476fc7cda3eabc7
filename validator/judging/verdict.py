"""From findings to a verdict, and to the sentence at its head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.requirement import Level
from specs.sheet import Status
from specs.vocabulary import FINISHED_MIXES
from validator.results.finding import Severity, State
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from specs.message import Message
    from specs.sheet import Deliverable, Sheet
    from validator.results.finding import Finding
    from validator.rules.subject import Subject

LEVEL_RULE: Final = "loudness.integrated"
"""The demand that says how loud a finished mix is to be; neither a short-term ceiling nor a window around its own level
does."""


def verdict_of(findings: Sequence[Finding], deliverable: Deliverable, subject: Subject) -> Verdict:
    """Return the answer over all findings.

    | a binding demand fails | one is open | a weak `shall` is outside | it has a level that was read | verdict    |
    |------------------------|-------------|---------------------------|------------------------------|------------|
    | yes                    | any         | any                       | any                          | rejected   |
    | no                     | yes         | any                       | any                          | incomplete |
    | no                     | no          | yes                       | any                          | unverified |
    | no                     | no          | no                        | no                           | unverified |
    | no                     | no          | no                        | yes                          | acceptable |

    Open is a demand that was not measured, and one whose estimate is too close to a limit. A statement for a person
    never decides. Where nothing at all could be judged the verdict is incomplete; a reel of which only the loudness
    counts, which is judged over all reels together, has nothing against it.
    """
    if any(finding.state is State.FAIL for finding in findings):
        return Verdict.REJECTED
    if any(finding.binding and _is_open(finding) for finding in findings):
        return Verdict.INCOMPLETE
    judged_here = any(finding.state in {State.PASS, State.WARN, State.WAIVED} for finding in findings)
    if not judged_here and subject.judged_with is None:
        return Verdict.INCOMPLETE
    contradicted = any(_contradicts_a_weak_figure(finding) for finding in findings)
    open_level = _without_level(findings, deliverable, subject) is not None
    return Verdict.UNVERIFIED if contradicted or open_level else Verdict.ACCEPTABLE


def _is_open(finding: Finding) -> bool:
    return finding.state is State.NOT_MEASURED or (finding.state is State.WARN and finding.severity is Severity.BLOCKER)


def _contradicts_a_weak_figure(finding: Finding) -> bool:
    return finding.level is Level.SHALL and finding.held is False and finding.state is State.WARN


def _without_level(findings: Sequence[Finding], deliverable: Deliverable, subject: Subject) -> str | None:
    """Return why a finished mix cannot be said to have its level, as the code of a headline; None where it can.

    | level figures that were read                 | the mix is                    | code                        |
    |----------------------------------------------|-------------------------------|-----------------------------|
    | none or a floor, and none says none is asked | any                           | `no-level-known`            |
    | at least one                                 | within one, or it is waived   | None                        |
    | at least one, and they are recommendations   | outside one, and within none  | `outside-recommended-level` |
    | at least one                                 | told to be within by none     | `level-undecided`           |

    A recommendation does not reject, but a mix outside the only level that a text names does not meet that text.
    Of a reel the level is asked over all reels together.
    """
    if subject.mix_kind not in FINISHED_MIXES or deliverable.levels is not None or subject.judged_with is not None:
        return None
    read = [
        finding
        for finding in findings
        if finding.rule == LEVEL_RULE
        and finding.level in {Level.SHALL, Level.SHOULD}
        and finding.grade.can_reject
        and finding.state is not State.NOT_APPLICABLE
        and not _is_floor(finding)
    ]
    if not read:
        return "verdict.no-level-known"
    if any(_is_within(finding) for finding in read):
        return None
    outside = any(finding.held is not None for finding in read)
    return "verdict.outside-recommended-level" if outside else "verdict.level-undecided"


def _is_floor(finding: Finding) -> bool:
    """True where only the softest level is stated: a mix at full scale holds it."""
    limits = finding.limits
    return limits is not None and limits.high is None and limits.target is None


def _is_within(finding: Finding) -> bool:
    """True where a mix has the level asked for; what only a recommendation names holds outside it, with advice."""
    if finding.state is State.WAIVED:
        return True
    return bool(finding.held) and (finding.margin is None or finding.margin >= 0.0)


def headline_of(
    verdict: Verdict, sheet: Sheet, deliverable: Deliverable, findings: Sequence[Finding], subject: Subject
) -> Message:
    """Return the answer as a sentence.

    Args:
        verdict: The answer.
        sheet: Whose demands they are.
        deliverable: What the mix is meant to be.
        findings: All of them.
        subject: The mix.
    """
    publisher, title = sheet.publisher, deliverable.title
    match verdict:
        case Verdict.REJECTED:
            failed = sum(finding.state is State.FAIL for finding in findings)
            return message(
                "verdict.rejected-by-one" if failed == 1 else "verdict.rejected",
                publisher=publisher,
                deliverable=title,
                failed=failed,
                count=len(findings),
            )
        case Verdict.INCOMPLETE:
            return message("verdict.incomplete", publisher=publisher, deliverable=title)
        case Verdict.UNVERIFIED:
            weak = next((finding for finding in findings if _contradicts_a_weak_figure(finding)), None)
            if weak is not None:
                return message("verdict.outside-weak-figure", publisher=publisher, deliverable=title, grade=weak.grade)
            code = _without_level(findings, deliverable, subject) or "verdict.no-level-known"
            return message(code, publisher=publisher, deliverable=title)
        case Verdict.ACCEPTABLE:
            waived = sum(finding.state is State.WAIVED for finding in findings)
            if waived:
                return message("verdict.acceptable-with-waivers", publisher=publisher, deliverable=title, waived=waived)
            return message("verdict.acceptable", publisher=publisher, deliverable=title)


def headline_of_damaged(sheet: Sheet, deliverable: Deliverable) -> Message:
    """Return the sentence on a damaged mix of which the part that could be read meets every demand."""
    return message("verdict.incomplete-by-damage", publisher=sheet.publisher, deliverable=deliverable.title)


def with_edition(headline: Message, sheet: Sheet, produced: date | None) -> Message:
    """Return a headline with what is to be said of the edition: that it is not the one for this programme, or any more.

    | the edition names days | the programme is of one | superseded | said                                        |
    |------------------------|-------------------------|------------|---------------------------------------------|
    | yes                    | yes                     | any        | nothing: it is the edition of its programme |
    | yes                    | no                      | any        | that the programme is of another day        |
    | no, or nobody said     | any                     | yes        | that it is superseded, and by what          |
    | no, or nobody said     | any                     | no         | nothing                                     |
    """
    in_force = None if produced is None else sheet.is_in_force(produced)
    if in_force is False:
        return message(
            "verdict.edition-of-other-days",
            headline=headline,
            produced=str(produced),
            days=days_text(sheet.in_force_from, sheet.in_force_before),
            others=message("verdict.others", sheets=sheet.superseded_by) if sheet.superseded_by else "",
        )
    if in_force or sheet.status is not Status.SUPERSEDED:
        return headline
    if sheet.superseded_by:
        return message("verdict.superseded-by", headline=headline, sheets=sheet.superseded_by)
    return message("verdict.superseded", headline=headline)


def days_text(first: date | None, before: date | None) -> str:
    """Return the days an edition is for: `from 2021-01-01`, `before 2024-06-01`, both joined."""
    texts = [*([] if first is None else [f"from {first}"]), *([] if before is None else [f"before {before}"])]
    return " and ".join(texts)


def with_damage(headline: Message, damage: tuple[Message, ...]) -> Message:
    """Return a headline with what is damaged about the file."""
    return message("verdict.damaged", headline=headline, damage=damage) if damage else headline
