"""Makes one value of everything that a name says about one field, or says that it contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.vocabulary import MixKind
from validator.names.conventions import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.message import Message
    from validator.names.deciding import NameDecision, Slots, SplitName

_LAST_COUNTS: Final = frozenset(
    {Field.CHANNEL, Field.LAYOUT, Field.VERSION_NUMBER, Field.REEL, Field.SEASON, Field.EPISODE}
)
"""Fields that stand right of the title, whose words may also hold such a thing: `Area_51_FR_20`, `Vitamin_C_L`."""

_GENERAL_KINDS: Final = (MixKind.PRINTMASTER, MixKind.TRAILER, MixKind.COMMERCIAL)
"""Kinds that give way to any other, in this order: `M&E printmaster` is an M&E, `trailer M&E` is one too."""


def one_value(
    field: Field, decisions: Sequence[NameDecision], name: SplitName, slots: Slots
) -> tuple[NameDecision | None, tuple[Message, ...]]:
    """Return what a name says about a field, and what was assumed or is contradicted.

    Args:
        field: The field.
        decisions: What its words mean; those of other fields are passed over.
        name: The name.
        slots: All names.

    Returns:
        The decision that counts, None where there is none or where two contradict each other.
    """
    found = [decision for decision in decisions if decision.meaning.field is field]
    if len({decision.meaning.value for decision in found}) > 1:
        found = _those_that_count(field, found, name, slots)
    if field is Field.KIND:
        found = _specific_kinds(found)
    elif field is Field.LANGUAGE:
        found = _specific_languages(found)
    elif field in _LAST_COUNTS:
        found = found[-1:]
    if len({decision.meaning.value for decision in found}) > 1:
        words = tuple(name.text(decision.meaning) for decision in found)
        return None, (message("names.contradiction", field=message(f"names.field.{field.value}"), words=words),)
    if not found:
        return None, ()
    return found[-1], _assumed(found[-1], name)


def _those_that_count(field: Field, found: list[NameDecision], name: SplitName, slots: Slots) -> list[NameDecision]:
    """Of several, those in which names differ, else those of certain spelling."""
    if field is Field.KIND:
        return found
    for counts in (
        [decision for decision in found if slots.varies(name, decision.meaning)],
        [decision for decision in found if decision.meaning.certain],
    ):
        if counts:
            return counts
    return found


def _specific_kinds(found: list[NameDecision]) -> list[NameDecision]:
    for general in _GENERAL_KINDS:
        specific = [decision for decision in found if decision.meaning.value != general]
        found = specific or found
    kinds = {decision.meaning.value for decision in found}
    for kind, beside in (
        (MixKind.OPTIONAL, kinds),
        (MixKind.DIALOGUE_GUIDE, {MixKind.DIALOGUE, MixKind.DIALOGUE_GUIDE}),
        (MixKind.AUDIO_DESCRIPTION, {MixKind.NARRATION, MixKind.AUDIO_DESCRIPTION}),
    ):
        if kind in kinds and kinds <= beside:
            return [decision for decision in found if decision.meaning.value == kind]
    return found


def _specific_languages(found: list[NameDecision]) -> list[NameDecision]:
    """`French ... fr-CA` is Canadian French."""
    tags = {decision.meaning.value for decision in found}
    return [
        decision
        for decision in found
        if not any(other != decision.meaning.value and other.startswith(f"{decision.meaning.value}-") for other in tags)
    ]


def _assumed(decision: NameDecision, name: SplitName) -> tuple[Message, ...]:
    meaning = decision.meaning
    word = name.text(meaning)
    chosen = message(f"names.as.{meaning.field.value}", value=meaning.value)
    rivals = [rival for rival in decision.rivals if rival.field not in (Field.NUMBER, Field.FORM)]
    said = []
    if rivals:
        other = message(f"names.as.{rivals[0].field.value}", value=rivals[0].value)
        said.append(message("names.of-two-meanings", word=word, chosen=chosen, other=other))
    if meaning.customary:
        said.append(message("names.by-custom", word=word, chosen=chosen))
    return tuple(said)
