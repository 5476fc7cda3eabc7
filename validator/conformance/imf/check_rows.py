"""What the tables of the IMF profile have in common: where a check comes from, and places in a package.

None of the SMPTE texts was read. A check of what one of them asks names the reader that enforces it, and recommends. A
check of what the package says of itself, and does not keep, binds: then one of two statements in it is untrue. So does
what no receiver can do without: the language of speech, for a dub that does not say it cannot be told from another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.requirements.requirement import Level
from validator.conformance import Check, Clause, Fault
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from specs.message import Argument, Message
    from validator.containers.imf.package import ImfPackage

    Arguments = Mapping[str, Argument | Message | tuple[Argument | Message, ...]]
    Found = tuple[Place, Arguments]
    Finder = Callable[[ImfPackage], Iterator[Found]]


def itself(check: str, where: str, find: Finder) -> Check[ImfPackage]:
    """Return the check of what a package says of itself.

    Args:
        check: Its id.
        where: The part that says it.
        find: Yields place and arguments of each fault.
    """
    clause = Clause(document="the package itself", edition="", clause=where)
    return Check(id=check, clause=clause, level=Level.SHALL, find=finding(check, find))


def asked(check: str, document: str, clause: str, find: Finder, *, reader: str = "Photon") -> Check[ImfPackage]:
    """Return the check of a clause that was not read.

    Args:
        check: Its id.
        document: Such as `SMPTE ST 2067-2`.
        clause: As the reader cites it.
        find: Yields place and arguments of each fault.
        reader: Who enforces it.
    """
    source = Clause(document=document, edition="", clause=clause, enforced_by=reader)
    return Check(id=check, clause=source, level=Level.SHOULD, find=finding(check, find))


def delivered(check: str, clause: str, find: Finder) -> Check[ImfPackage]:
    """Return the check of what nobody can do without who takes a delivery; a rule of this house.

    Args:
        check: Its id.
        clause: What is asked, and which clause asks it too, though that text was not read.
        find: Yields place and arguments of each fault.
    """
    source = Clause(document="mixgate, what a delivery must hold", edition="1", clause=clause)
    return Check(id=check, clause=source, level=Level.SHALL, find=finding(check, find))


def finding(check: str, find: Finder) -> Callable[[ImfPackage], Iterator[Fault]]:
    """Return a function that makes faults of a check of what another yields."""

    def faults(package: ImfPackage) -> Iterator[Fault]:
        for place, arguments in find(package):
            yield Fault(check=check, arguments=arguments, place=place)

    return faults


def place(file: str, line: int | None = None, asset: object = None) -> Place:
    """Return a place in a file of the package."""
    return Place(file=file, line=line, asset=None if asset is None else str(asset))
