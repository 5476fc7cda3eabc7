"""One plan for all mixes of a run; it goes into a JSON file and comes back unchanged."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from packager.planning.model import Plan
from packager.planning.refusal import Refusal
from specs.message import Message
from specs.models import FrozenModel
from specs.vocabulary import MixKind

SCHEMA: Final = "mixgate.fix/2"


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
    breaks: tuple[Message, ...] = ()


class DeliveryPlan(FrozenModel):
    """What will be done to all mixes of a run.

    Attributes:
        version: Of mixgate.
        sheet: The sheet to meet, by its id.
        mixes: In the order in which they were handed in.
        notes: What is true of the run as a whole.
    """

    schema_: Literal["mixgate.fix/2"] = Field(default=SCHEMA, alias="schema")
    version: str
    sheet: str
    mixes: tuple[MixPlan, ...]
    notes: tuple[Message, ...] = ()
