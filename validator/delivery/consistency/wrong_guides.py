"""Stems and M&Es of a delivery that do not hold against their mix: findings on the delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import Message
from validator.conformance import Fault
from validator.dialogue_gate.reasons import reasons_of
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.delivery.consistency.contents import Contents
    from validator.delivery.ingest.mixes import Mix
    from validator.results.measurements import Measurements

IS_ANOTHER: Final = frozenset(
    {
        "dialogue.is-the-mix",
        "dialogue.stem-is-me",
        "dialogue.other-language",
        "dialogue.lines-not-in-mix",
        "dialogue.me-is-dialogue",
        "dialogue.me-holds-dialogue",
        "dialogue.me-holds-lines",
        "dialogue.me-holds-other-lines",
        "dialogue.me-other-language",
        "dialogue.absurd-share",
    }
)
"""Reasons that say what a stem or an M&E is instead of what it is called."""

OTHER_LINES: Final = frozenset(
    {
        "dialogue.other-language",
        "dialogue.lines-not-in-mix",
        "dialogue.me-holds-other-lines",
        "dialogue.me-other-language",
    }
)
"""Reasons that say that the mix speaks other lines than its stem, or than its M&E lacks."""


def refused_guides(mix: Mix, measurements: Measurements) -> Iterator[tuple[str, Message]]:
    """Yield the stem and the M&E that a delivery holds for a mix and that were refused: identity, and why.

    What the caller named beside a delivery is no part of it.

    Args:
        mix: The mix.
        measurements: Of the mix.
    """
    dialogue = measurements.dialogue
    reason = measurements.reasons.get("dialogue")
    reasons = dialogue.refused if dialogue is not None else () if reason is None else reasons_of(reason)
    places = {"dialogue.stem": (mix.stem, mix.statement.dialogue), "dialogue.me": (mix.me, mix.statement.me)}
    for why in reasons:
        guide = why.arguments.get("guide")
        files, place = places.get(guide.code, (None, None)) if isinstance(guide, Message) else (None, None)
        if files is not None and place is not None and not files.named:
            yield place, why


def guides_of_another_kind(contents: Contents) -> Iterator[Fault]:
    """Yield stems and M&Es that are another sound than they are called: the mix, the M&E, other lines.

    | reason                                                                | what it is of the delivery          |
    |-----------------------------------------------------------------------|-------------------------------------|
    | it is another sound than it is called (the mix, the M&E, other lines) | open: `delivery.guide-is-another`   |
    | it does not fit the mix (another cut, too soft, not whole, drifts)    | told: `delivery.guide-does-not-fit` |
    """
    yield from _faults(contents, "delivery.guide-is-another")


def guides_that_do_not_fit(contents: Contents) -> Iterator[Fault]:
    """Yield stems and M&Es that do not fit their mix; see `guides_of_another_kind`."""
    yield from _faults(contents, "delivery.guide-does-not-fit")


def _faults(contents: Contents, check: str) -> Iterator[Fault]:
    """Each file is told once for a reason, with the first mix to show it."""
    told: set[tuple[str, str]] = set()
    for mix in contents.mixes:
        for file, why in mix.refused_guides:
            is_another = why.code in IS_ANOTHER
            if is_another is (check == "delivery.guide-is-another") and (file, why.code) not in told:
                told.add((file, why.code))
                yield Fault(check=check, arguments={"file": file, "mix": mix.path, "why": why}, place=Place(file=file))
