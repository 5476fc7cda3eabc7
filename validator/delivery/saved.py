"""Judges what was measured before, with what was stated then, so that `judge` gives what `check` gave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from specs.errors import MediaError, ToolError
from specs.languages import version_by_language
from specs.statements.statement import EASING, Easing, GivenWaiver, Origin, Statement
from specs.vocabulary import MixKind
from validator.delivery.consistency.found_deliveries import SavedDeliveries, unknown_fault
from validator.delivery.forgiven import unforgiven
from validator.delivery.gate import easings_of
from validator.delivery.ingest.stated import overruled
from validator.delivery.judged import MixResult, unreadable
from validator.delivery.reel_programmes import SavedReels
from validator.delivery.waivers_told import with_waivers_told
from validator.results.measurements import Measurements
from validator.results.report import NotJudged, Report, WhyNot
from validator.results.store import load_saved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from validator.delivery.gate import Gate
    from validator.delivery.ingest.stated import Stated
    from validator.delivery.judged import Judging


@dataclass(frozen=True, slots=True)
class _Known:
    """What the mixes of a run belong to: deliveries, and programmes in reels."""

    deliveries: SavedDeliveries
    reels: SavedReels


def judged_again(
    saved: Iterable[Path | Measurements], judging: Judging, stated: Stated, gate: Gate | None = None
) -> Iterator[MixResult]:
    """Hold what was measured against sheets; a file that cannot be read is a row of its own.

    Each mix is judged once, however many sheets the file holds it against. What was never measured (a delivery, a mix
    that was absent or could not be read) cannot be judged again, and stands as it did. Measurements of mixes of a
    delivery say at the end what is to be said of it.

    Args:
        saved: Measurements, or files that hold measurements, a report or a run.
        judging: The sheets, and how to judge.
        stated: What the caller states; it overrules what was stated when it was measured.
        gate: What the receiver grants; what is stated in the measurements is then the sender's word. None where nobody
            has to grant anything.
    """
    yield from with_waivers_told(_judged_each(saved, judging, stated, gate), judging)


def _judged_each(
    saved: Iterable[Path | Measurements], judging: Judging, stated: Stated, gate: Gate | None
) -> Iterator[MixResult]:
    known = _Known(SavedDeliveries(judging.day), SavedReels())
    for one in saved:
        if isinstance(one, Path):
            yield from _of_file(one, judging, stated, gate, known)
        else:
            yield _judged(one, judging, stated, gate, known)
    for reel, result in known.reels.results(judging):
        known.deliveries.take_note(reel, result.reports)
        yield result
    yield from known.deliveries.results(judging.version)


def _of_file(path: Path, judging: Judging, stated: Stated, gate: Gate | None, known: _Known) -> Iterator[MixResult]:
    try:
        saved = load_saved(path)
    except ToolError as error:
        yield unreadable(path.name, error)
        return
    if isinstance(saved, Measurements):
        yield _judged(saved, judging, stated, gate, known)
        return
    reports = (saved,) if isinstance(saved, Report) else saved.reports
    seen: set[str] = set()
    for report in reports:
        place = report.path or report.name
        if report.measurements is None:
            known.reels.take_note(report.path)
            at_gate = gate is not None and not gate.trusts_sender
            left = judging.forgiven(unforgiven(report) if at_gate else report)
            known.deliveries.take_unmeasured(left)
            yield _as_it_was(left)
        elif place not in seen:
            seen.add(place)
            yield _judged(report.measurements, judging, stated, gate, known)
    if not isinstance(saved, Report):
        yield from (_still_unreadable(one) for one in saved.not_judged if one.why is WhyNot.UNREADABLE)


def _judged(saved: Measurements, judging: Judging, stated: Stated, gate: Gate | None, known: _Known) -> MixResult:
    if (unknown := unknown_fault(saved)) is not None:
        error = MediaError("These measurements name an unknown fault.", where=saved.name, found=unknown)
        return unreadable(saved.name, error, saved.statement)
    then = saved.statement or Statement()
    statement = restated(then if gate is None else as_requests(then, gate), stated)
    result = judging.judged(saved, statement)
    known.deliveries.add(saved, statement, result.reports)
    known.reels.add(saved, statement)
    return result


def _as_it_was(report: Report) -> MixResult:
    return MixResult(name=report.name, path=report.path, kind=report.kind, language=report.language, reports=(report,))


def _still_unreadable(one: NotJudged) -> MixResult:
    error = MediaError(one.reason, where=one.where, found=one.found, expected=one.expected, next_step=one.next_step)
    return MixResult(
        name=one.name, path=one.path, kind=one.kind, language=one.language, errors=(error,), not_judged=(one,)
    )


def restated(then: Statement, now: Stated) -> Statement:
    """Return what was stated before, overruled by what is stated now."""
    version = now.version
    if version is None and now.original_language is not None:
        version = version_by_language(now.language or then.language, now.original_language)
    changes = {"kind": now.kind, "version": version, "language": now.language}
    easings: tuple[Easing, ...] = tuple(easings_of(now.programme, Origin.OPERATOR))
    return then.model_copy(
        update={
            **{name: value for name, value in changes.items() if value is not None},
            "kind_is_granted": then.kind_is_granted or now.kind is not None,
            "programme": overruled(then.programme, now.programme),
            "easings": (*then.easings, *easings),
        }
    )


def as_received(then: Statement, gate: Gate | None, *, signed: bool) -> Statement:
    """Return what a package states about a mix, as a receiver takes it.

    | receiver               | the package is signed by a trusted key | what it states                  |
    |------------------------|----------------------------------------|---------------------------------|
    | none                   | any                                    | as it is                        |
    | adds to what is stated | any                                    | as it is, and what he adds      |
    | a gate                 | no                                     | is only asked for (`as_requests`) |
    | a gate                 | yes                                    | as it is, and what he adds      |

    Args:
        then: What is stated.
        gate: What the receiver grants; None where there is no receiver.
        signed: Whether a key that the receiver trusts has signed it.
    """
    if gate is None:
        return then
    return as_requests(then, replace(gate, trusts_sender=True) if signed else gate)


def as_requests(then: Statement, gate: Gate) -> Statement:
    """Return what somebody else stated, as a receiver's gate takes it: what may lower a demand is only asked for.

    | stated before         | at the gate                                          |
    |-----------------------|------------------------------------------------------|
    | a waiver, an easing   | kept as a request, of the sender, that does not apply |
    | live, genre, action.. | not known, unless the receiver states it              |
    | kind = optional       | a printmaster: nobody is excused from being judged    |
    | kind = music, M&E ..  | as it was; open where no sheet is held against it     |
    | a version             | by language, where the receiver names the original's  |
    | anything else         | as it was                                             |

    Args:
        then: What was stated.
        gate: What the receiver grants.
    """
    if gate.trusts_sender:
        programme = then.programme if gate.programme is None else overruled(then.programme, gate.programme)
        given = (*(GivenWaiver(waiver=waiver, origin=Origin.RECEIVER) for waiver in gate.waivers), *then.waivers)
        return then.model_copy(update={"programme": programme, "waivers": given})
    programme = then.programme.model_copy(update=dict.fromkeys(EASING & set(type(then.programme).model_fields)))
    requests = [
        given.model_copy(update={"origin": Origin.SENDER, "applies": False})
        for given in then.waivers
        if given.origin is not Origin.RECEIVER
    ]
    granted = [GivenWaiver(waiver=waiver, origin=Origin.RECEIVER) for waiver in gate.waivers]
    easings = [easing.model_copy(update={"origin": Origin.SENDER, "applies": False}) for easing in then.easings]
    if gate.programme is not None:
        programme = overruled(programme, gate.programme)
        easings += easings_of(gate.programme, Origin.RECEIVER)
    return then.model_copy(
        update={
            "kind": MixKind.PRINTMASTER if then.kind is MixKind.OPTIONAL else then.kind,
            "kind_is_granted": then.kind in gate.takes_unjudged,
            "version": version_by_language(then.language, gate.original_language),
            "programme": programme,
            "waivers": (*granted, *requests),
            "easings": tuple(easings),
        }
    )
