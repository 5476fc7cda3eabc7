"""Faults that the reader of the file met on its way: it notes them under the id of their check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.conformance import Check, Clause, Fault
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from specs.requirements.requirement import Level
    from validator.containers.facts import FileFacts

CONTAINERS: Final = ("WAV", "RF64", "BW64")
"""Containers that the profile speaks of, as `FileFacts.container` names them."""


def is_of_the_family(facts: FileFacts) -> bool:
    """Return whether a file is of the RIFF family."""
    return facts.container in CONTAINERS


def unparsed(check: str, facts: FileFacts) -> Fault:
    """Return that a check could not be made because the facts lack what the header said."""
    reason = message("conformance.header-not-kept", file=facts.name)
    return Fault(check=check, place=Place(file=facts.name), reason=reason)


def at_byte(facts: FileFacts, offset_bytes: object) -> Place:
    """Return a place in a file; the offset counts from its first byte."""
    text = f"byte {offset_bytes}" if isinstance(offset_bytes, int) else None
    return Place(file=facts.name, text=text)


def chunk_place(facts: FileFacts, chunk_id: str) -> Place:
    """Return the place of the first chunk of an id, where its header begins."""
    offset = next((chunk.offset_bytes - 8 for chunk in facts.chunks if chunk.id == chunk_id), None)
    return at_byte(facts, offset)


def noted(check: str, clause: Clause, level: Level) -> Check[FileFacts]:
    """Return the check of a fault that the reader notes under the same code."""

    def find(facts: FileFacts) -> Iterator[Fault]:
        if not is_of_the_family(facts):
            return
        if facts.wave is None:
            yield unparsed(check, facts)
            return
        for note in facts.notes:
            if note.code == check:
                place = at_byte(facts, note.arguments.get("offset_bytes"))
                yield Fault(check=check, arguments=note.arguments, place=place)

    return Check(id=check, clause=clause, level=level, find=find)


def row(
    check: str, clause: Clause, level: Level, find: Callable[[str, FileFacts], Iterator[Fault]]
) -> Check[FileFacts]:
    """Return the check of a function that is given the check's id and a file of the family whose header was kept."""

    def of_the_family(facts: FileFacts) -> Iterator[Fault]:
        if not is_of_the_family(facts):
            return
        if facts.wave is None:
            yield unparsed(check, facts)
            return
        yield from find(check, facts)

    return Check(id=check, clause=clause, level=level, find=of_the_family)
