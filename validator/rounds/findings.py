"""What became of each finding of a mix: the findings of two reports paired, and the state of each pair."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.reporters.report_wording import Standing, standing
from validator.results.finding import Finding, Severity, State
from validator.results.report import SubjectKind
from validator.results.round import FindingFate, FindingThen, RoundFinding, Trend
from validator.rounds.finding_places import PlacesBetween, RoundTimeline, places_between
from validator.rounds.was_looked_for import was_looked_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.message import Message
    from validator.results.report import Report

SAME_DB: Final = 0.1
"""Distances beyond a limit in dB, LU or LKFS that differ by less are the same: a step of what meters show.
EBU Tech 3341 asks meters for 0.1 LU."""

_DECIBELS: Final = frozenset({"dB", "LU", "LKFS", "LUFS", "dBTP", "dBFS"})

_PROBLEMS: Final = frozenset({State.FAIL, State.WARN})
_FATE_ORDER: Final = (
    *(FindingFate.NEW, FindingFate.STILL_THERE, FindingFate.NO_LONGER_MEASURED, FindingFate.STILL_OPEN),
    *(FindingFate.WAIVED, FindingFate.REPAIRED),
)
"""What is to be done first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPair:
    """A demand as each round has it; None where one has no such finding."""

    old: Finding | None
    new: Finding | None


def findings_between(
    old: Sequence[Report], new: Sequence[Report], timeline: RoundTimeline | None = None
) -> tuple[RoundFinding, ...]:
    """Return what became of the findings of one mix, sheet by sheet, what is to be done first.

    What holds in both rounds, or does not apply, is left out, and so is what a person has to confirm.

    Args:
        old: The reports of the last round on the mix; empty where it is not there.
        new: Those of this round, likewise.
        timeline: How samples of the old mix become samples of the new one; None where they are the same.
    """
    by_sheet: dict[str, list[Report | None]] = defaultdict(lambda: [None, None])
    for index, reports in enumerate((old, new)):
        for report in reports:
            by_sheet[report.sheet.id][index] = report
    found = [
        outcome
        for sheet, (then, now) in by_sheet.items()
        for pair in finding_pairs(then, now)
        if (outcome := _outcome(sheet, pair, then, new, timeline)) is not None
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: (_FATE_ORDER.index(one.fate), order.index(one.severity))))


def to_confirm(reports: Sequence[Report]) -> int:
    """Return how many statements of some reports wait for a person."""
    return sum(standing(finding) is Standing.TO_CONFIRM for report in reports for finding in report.findings)


def finding_pairs(old: Report | None, new: Report | None) -> Iterator[FindingPair]:
    """Pair the findings of two reports on one mix by one sheet, each once.

    | evidence, in this order                                      | when it is needed                            |
    |--------------------------------------------------------------|----------------------------------------------|
    | the fingerprint                                              | the usual case                               |
    | rule and key, and what else tells instances apart            | the mix has another name, so another         |
    |                                                              | fingerprint                                  |
    | rule and key, in their order                                 | the instance moved                           |

    Faults of a package or a delivery are faults of a file: they are paired by it and never by order.
    """
    left_old = list(old.findings) if old is not None else []
    left_new = list(new.findings) if new is not None else []
    whole = any(one is not None and one.subject is not SubjectKind.MIX for one in (old, new))
    for key in (_by_fingerprint, _by_instance, *(() if whole else (_by_demand,))):
        theirs: dict[object, list[Finding]] = defaultdict(list)
        for finding in left_new:
            theirs[key(finding)].append(finding)
        for finding in list(left_old):
            fitting = theirs.get(key(finding))
            if fitting:
                match = fitting.pop(0)
                left_old.remove(finding)
                left_new.remove(match)
                yield FindingPair(old=finding, new=match)
    yield from (FindingPair(old=one, new=None) for one in left_old)
    yield from (FindingPair(old=None, new=one) for one in left_new)


def _by_fingerprint(finding: Finding) -> object:
    return finding.fingerprint


def _by_instance(finding: Finding) -> object:
    windows = tuple(part.text for part in finding.window)
    files = tuple((place.file, place.element, place.asset, place.language) for place in finding.where)
    named = files if any(any(one) for one in files) else ()
    return finding.rule, finding.key, windows, named, finding.reason.code if named else None


def _by_demand(finding: Finding) -> object:
    return finding.rule, finding.key


def _outcome(
    sheet: str, pair: FindingPair, then: Report | None, new: Sequence[Report], timeline: RoundTimeline | None
) -> RoundFinding | None:
    """Return what became of a pair; None where there is nothing to tell."""
    old, now = pair.old, pair.new
    shown = now or old
    assert shown is not None, "a pair has at least one side"
    if any(one is not None and standing(one) is Standing.TO_CONFIRM for one in (old, now)):
        return None
    fate, note = _fate(pair, then, new)
    if fate is None:
        return None
    places = _places(pair, timeline)
    trend = _trend(pair, places) if fate in {FindingFate.STILL_THERE, FindingFate.WAIVED} else None
    return RoundFinding(
        sheet=sheet,
        rule=shown.rule,
        key=shown.key,
        severity=shown.severity,
        required=shown.required,
        fate=fate,
        trend=trend,
        old=None if old is None else _then(old),
        new=None if now is None else _then(now),
        files=_files(shown),
        repaired_places=places.repaired,
        remaining_places=places.remaining,
        new_places=places.added,
        places_are_all=all(_lists_all(one) for one in (old, now) if one is not None),
        note=note or (None if now is None else now.waiver_exceeded),
        remedy=None if now is None else now.remedy,
    )


def _then(finding: Finding) -> FindingThen:
    return FindingThen(
        fingerprint=finding.fingerprint,
        state=finding.state,
        measured=finding.measured,
        margin=finding.margin,
        margin_unit=finding.margin_unit,
        place_count=max(finding.where_count, len(finding.where)),
        waived_by=finding.waived_by,
    )


def _files(finding: Finding) -> tuple[str, ...]:
    named = (place.file or place.asset or place.language for place in finding.where if not place.is_in_sound)
    return tuple(dict.fromkeys(filter(None, named)))


def _lists_all(finding: Finding) -> bool:
    return finding.where_count <= len(finding.where)


def _fate(pair: FindingPair, then: Report | None, new: Sequence[Report]) -> tuple[FindingFate | None, Message | None]:
    """Return what became of a pair, and what is to be said of it; the table stands at `FindingFate`.

    Whatever is not there any more was repaired only if somebody looked for it in this round.
    """
    old, now = pair.old, pair.new
    if now is None:
        if old is None or not _is_of_interest(old):
            return None, None
        missing = was_looked_for(old, then, new)
        return (FindingFate.REPAIRED, None) if missing is None else (FindingFate.NO_LONGER_MEASURED, missing)
    if now.state is State.WAIVED:
        return FindingFate.WAIVED, None
    if old is not None and old.state in _PROBLEMS | {State.WAIVED}:
        return _after_a_problem(old, now)
    return _after_none(old, now)


def _is_of_interest(finding: Finding) -> bool:
    return finding.state in _PROBLEMS | {State.NOT_MEASURED, State.WAIVED}


def _after_a_problem(old: Finding, now: Finding) -> tuple[FindingFate | None, Message | None]:
    """Something failed, or was forgiven: it may be the same reading that is judged another way."""
    if now.state in _PROBLEMS:
        lapsed = message("round.waiver-lapsed") if old.state is State.WAIVED else None
        return FindingFate.STILL_THERE, lapsed
    if now.state is State.NOT_MEASURED:
        return FindingFate.NO_LONGER_MEASURED, message("round.not-measured-now", reason=now.reason)
    if now.state is State.NOT_APPLICABLE:
        return FindingFate.NO_LONGER_MEASURED, message("round.does-not-apply-now", reason=now.reason)
    return FindingFate.REPAIRED, None


def _after_none(old: Finding | None, now: Finding) -> tuple[FindingFate | None, Message | None]:
    was_open = old is not None and old.state is State.NOT_MEASURED
    if now.state in _PROBLEMS:
        return FindingFate.NEW, message("round.was-open") if was_open else None
    if now.state is State.NOT_MEASURED:
        return FindingFate.STILL_OPEN, None if was_open else message("round.open-now")
    if was_open and now.state is State.PASS:
        return FindingFate.REPAIRED, message("round.measured-now")
    return None, None


def _places(pair: FindingPair, timeline: RoundTimeline | None) -> PlacesBetween:
    old, now = pair.old, pair.new
    shown = now or old
    assert shown is not None, "a pair has at least one side"
    return places_between(
        shown.rule, old.where if old is not None else (), now.where if now is not None else (), timeline
    )


def _trend(pair: FindingPair, places: PlacesBetween) -> Trend:
    """Say which way a finding went.

    | distance beyond the limit, old and new | places                 | trend   |
    |----------------------------------------|------------------------|---------|
    | nearer by a step or more               | any                    | better  |
    | farther by a step or more              | any                    | worse   |
    | the same                               | some gone, none new    | better  |
    | the same                               | some new, none gone    | worse   |
    | the same                               | all there, none new    | same    |
    | the same                               | some gone, some new    | unknown |
    | not known                              | as above, none: unknown |        |

    A limit counts and not the reading: -25 for a target of -24 is farther than -24.1, and a louder peak is farther too.
    """
    old, now = pair.old, pair.new
    if old is None or now is None:
        return Trend.UNKNOWN
    nearer = _nearer(old, now)
    if nearer is not None and nearer is not Trend.SAME:
        return nearer
    if places.repaired and not places.added:
        return Trend.BETTER
    if places.added and not places.repaired:
        return Trend.WORSE
    if places.added and places.repaired:
        return Trend.UNKNOWN
    return nearer or (Trend.SAME if places.remaining or _same_reading(old, now) else Trend.UNKNOWN)


def _nearer(old: Finding, now: Finding) -> Trend | None:
    if old.margin is None or now.margin is None or old.margin_unit != now.margin_unit:
        return None
    step = SAME_DB if old.margin_unit in _DECIBELS else 0.0
    difference = round(now.margin - old.margin, 9)
    if abs(difference) < step or difference == 0:
        return Trend.SAME
    return Trend.BETTER if difference > 0 else Trend.WORSE


def _same_reading(old: Finding, now: Finding) -> bool:
    if old.measured is None or now.measured is None:
        return old.measured is now.measured and old.reason == now.reason
    return old.measured.text == now.measured.text
