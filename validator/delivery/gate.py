"""What a receiver grants, and what of a statement may lower a demand and so needs his word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.statements.statement import EASING, Easing, GivenWaiver, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from specs.statements.programme import ProgrammeFacts
    from specs.statements.waiver import Waiver
    from specs.vocabulary import MixKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a receiver grants. Without one, whoever calls is trusted and so is what lies beside the sound.

    Attributes:
        trusts_sender: True where the receiver only adds to what the sender states, and takes it as it is.
        is_signed: Whether a delivery file carries a signature of a key that the receiver trusts.
        waivers: What the receiver forgives.
        programme: What the receiver knows of the programme; it overrules the sender.
        original_language: BCP 47 tag of the original version, as the receiver knows it; None where he does not say.
        takes_unjudged: Kinds of mixes that the receiver takes though no sheet is held against them.
    """

    trusts_sender: bool = False
    is_signed: Callable[[Path], bool] = lambda _path: False
    waivers: tuple[Waiver, ...] = ()
    programme: ProgrammeFacts | None = None
    original_language: str | None = None
    takes_unjudged: tuple[MixKind, ...] = ()


def receivers_waivers(gate: Gate | None) -> tuple[GivenWaiver, ...]:
    """Return what a receiver forgives; nothing where there is none."""
    if gate is None:
        return ()
    return tuple(GivenWaiver(waiver=waiver, origin=Origin.RECEIVER) for waiver in gate.waivers)


def easings_of(facts: ProgrammeFacts, origin: Origin) -> Iterable[Easing]:
    """Yield what may lower demands, of what somebody states about a programme."""
    for name, value in facts:
        if name in EASING and value not in (None, ()):
            yield Easing(what=name, value=easing_text(value), origin=origin)


def easing_text(value: object) -> str:
    """Return what somebody stated, as reports write it."""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
