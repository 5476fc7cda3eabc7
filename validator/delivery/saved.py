"""Judges saved measurements, with what was stated when they were made, so that `judge` gives what `check` gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.errors import ToolError
from specs.statement import Easing, Origin, Statement
from validator.delivery.inputs import easings_of
from validator.delivery.judged import unreadable
from validator.delivery.stated import overruled
from validator.store import load_measurements

if TYPE_CHECKING:
    from pathlib import Path

    from validator.delivery.judged import Judging, MixResult
    from validator.delivery.stated import Stated


def judged_again(path: Path, judging: Judging, stated: Stated) -> MixResult:
    """Hold a measurement file against sheets; one that cannot be read is a row of its own.

    Args:
        path: What `mixgate measure` wrote.
        judging: The sheets, and how to judge.
        stated: What the caller states; it overrules what was stated when it was measured.
    """
    try:
        measurements = load_measurements(path)
    except ToolError as error:
        return unreadable(path.name, error)
    return judging.judged(measurements, _statement(measurements.statement or Statement(), stated))


def _statement(then: Statement, now: Stated) -> Statement:
    changes = {"kind": now.kind, "version": now.version, "language": now.language}
    easings: tuple[Easing, ...] = tuple(easings_of(now.programme, Origin.OPERATOR))
    return then.model_copy(
        update={
            **{name: value for name, value in changes.items() if value is not None},
            "programme": overruled(then.programme, now.programme),
            "easings": (*then.easings, *easings),
        }
    )
