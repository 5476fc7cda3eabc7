"""Judges what was measured before, with what was stated then, so that `judge` gives what `check` gave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specs.errors import ToolError
from specs.statement import EASING, Easing, GivenWaiver, Origin, Statement
from specs.vocabulary import MixKind, Version
from validator.delivery.inputs import easings_of
from validator.delivery.judged import unreadable
from validator.delivery.stated import overruled
from validator.store import load_measurements

if TYPE_CHECKING:
    from validator.delivery.inputs import Gate
    from validator.delivery.judged import Judging, MixResult
    from validator.delivery.stated import Stated
    from validator.measurements import Measurements


def judged_again(saved: Path | Measurements, judging: Judging, stated: Stated, gate: Gate | None = None) -> MixResult:
    """Hold saved measurements against sheets; a file that cannot be read is a row of its own.

    Args:
        saved: Measurements, or the file that `mixgate measure` wrote.
        judging: The sheets, and how to judge.
        stated: What the caller states; it overrules what was stated when it was measured.
        gate: What the receiver grants; what is stated in the measurements is then the sender's word. None where nobody
            has to grant anything.
    """
    if isinstance(saved, Path):
        try:
            saved = load_measurements(saved)
        except ToolError as error:
            return unreadable(saved.name, error)
    then = saved.statement or Statement()
    return judging.judged(saved, restated(then if gate is None else as_requests(then, gate), stated))


def restated(then: Statement, now: Stated) -> Statement:
    """Return what was stated before, overruled by what is stated now."""
    changes = {"kind": now.kind, "version": now.version, "language": now.language}
    easings: tuple[Easing, ...] = tuple(easings_of(now.programme, Origin.OPERATOR))
    return then.model_copy(
        update={
            **{name: value for name, value in changes.items() if value is not None},
            "programme": overruled(then.programme, now.programme),
            "easings": (*then.easings, *easings),
        }
    )


def as_requests(then: Statement, gate: Gate, original_language: str | None = None) -> Statement:
    """Return what somebody else stated, as a receiver's gate takes it: what may lower a demand is only asked for.

    | stated before         | at the gate                                          |
    |-----------------------|------------------------------------------------------|
    | a waiver, an easing   | kept as a request, of the sender, that does not apply |
    | live, genre, action.. | not known, unless the receiver states it              |
    | kind = optional       | a printmaster: nobody is excused from being judged    |
    | a version             | what the languages say: the original's, or a dub      |
    | anything else         | as it was                                             |

    Args:
        then: What was stated.
        gate: What the receiver grants.
        original_language: BCP 47 tag of the original version; None where nobody said.
    """
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
            "version": _version_by_language(then.language, original_language),
            "programme": programme,
            "waivers": (*granted, *requests),
            "easings": tuple(easings),
        }
    )


def _version_by_language(language: str | None, original_language: str | None) -> Version | None:
    if language is None or original_language is None:
        return None
    return Version.ORIGINAL if language == original_language else Version.DUB
