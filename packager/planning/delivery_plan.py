"""One plan for all mixes of a run; it goes into a JSON file and comes back unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from packager.planning.model import Plan
from specs.models import FrozenModel
from specs.vocabulary import MixKind

if TYPE_CHECKING:
    from specs.errors import ToolError

SCHEMA: Final = "mixgate.fix/1"


class Refusal(FrozenModel):
    """Why a mix is not corrected.

    Attributes:
        what: One sentence.
        where, found, expected, next_step: As the error says them; None where it says nothing.
    """

    what: str
    where: str | None = None
    found: str | None = None
    expected: str | None = None
    next_step: str | None = None


def refusal_of(error: ToolError) -> Refusal:
    """Return an error as a part of a plan."""
    return Refusal(
        what=error.what,
        where=error.where,
        found=error.found,
        expected=error.expected,
        next_step=error.next_step,
    )


class MixPlan(FrozenModel):
    """What will be done to one mix of a run.

    Attributes:
        name, path, language, kind: Of the mix; the path is its identity.
        plan: What will be done; None where nothing may be.
        refused: Why not; None where there is a plan.
        moves_with: Name of the printmaster that it moves with; None for any other.
        breaks: What no longer sums with it afterwards, and why.
    """

    name: str
    path: str
    language: str | None = None
    kind: MixKind | None = None
    plan: Plan | None = None
    refused: Refusal | None = None
    moves_with: str | None = None
    breaks: tuple[str, ...] = ()


class DeliveryPlan(FrozenModel):
    """What will be done to all mixes of a run.

    Attributes:
        version: Of mixgate.
        sheet: The sheet to meet, by its id.
        mixes: In the order in which they were handed in.
        notes: What is true of the run as a whole.
    """

    schema_: Literal["mixgate.fix/1"] = Field(default=SCHEMA, alias="schema")
    version: str
    sheet: str
    mixes: tuple[MixPlan, ...]
    notes: tuple[str, ...] = ()
