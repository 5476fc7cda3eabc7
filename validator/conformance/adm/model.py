"""What a check on an ADM file is, what it finds, and how a profile is judged.

A profile is a table of checks. A check has an identifier in plain words, the clause it stands on, what that is worth
(`Basis`), the chunks it needs and a pure function from the file to its faults. Sentences are made elsewhere, from the
identifier of the check and the arguments of the fault.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from validator.containers.adm.document import BlockPlace, Element
    from validator.containers.adm.file import AdmFile

FAULT_LIMIT: Final = 200
"""Faults of one check that are told; the last one says how many more there are."""

COUNT_LIMIT: Final = 10_000
"""Further ones are counted up to this."""

Argument = str | int | float | bool | None


class Basis(StrEnum):
    """What a check stands on, and so what it is worth."""

    CONTRADICTION = "contradiction"
    """The file contradicts itself, or names what is not there: wrong whatever a text says."""
    TEXT = "text"
    """The clause was read."""
    READER = "reader"
    """The clause was not read; the program that enforces it is named."""


class CheckLevel(StrEnum):
    """How a fault weighs."""

    ERROR = "error"
    WARNING = "warning"


class Need(StrEnum):
    """What must be there, and readable, for a check to be run. What is missing is the fault of another check."""

    DOCUMENT = "axml"
    CHNA = "chna"
    WAVE = "fmt"
    DBMD = "dbmd"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmFault:
    """One fault.

    Attributes:
        check: Identifier of the check; filled in by `judge_adm`.
        arguments: What was found and what was expected, as values.
        element_id: Identifier of the element, or of the chunk's row; None where it is a fault of the file.
        line: Line in axml; None where it has no place there.
        path: XPath in axml, or chunk and row (`chna/row[3]`); None for a fault of the file.
        block_id: Identifier of the block, for faults of blocks.
    """

    check: str = ""
    level: CheckLevel = CheckLevel.WARNING
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    element_id: str | None = None
    line: int | None = None
    path: str | None = None
    block_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmCheck:
    """One check.

    Attributes:
        id: Plain words joined by hyphens, unique among the checks of ADM files.
        clause: Document and clause; with `Basis.READER` also the program that enforces it.
        title: What must hold, in one sentence.
        needs: See `Need`.
        run: Pure; yields one fault for each place.
        warns: True where a fault is no more than a hint, whatever the basis.
    """

    id: str
    clause: str
    basis: Basis
    title: str
    run: Callable[[AdmFile], Iterator[AdmFault]]
    needs: frozenset[Need] = frozenset({Need.DOCUMENT})
    warns: bool = False

    @property
    def level(self) -> CheckLevel:
        """An error, but for clauses that were not read, which warn."""
        return CheckLevel.WARNING if self.warns or self.basis is Basis.READER else CheckLevel.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmProfile:
    """A table of checks under a name.

    Attributes:
        id: As it is asked for.
        document: The text it stands for, with edition.
    """

    id: str
    title: str
    document: str
    checks: tuple[AdmCheck, ...]


def available(file: AdmFile) -> frozenset[Need]:
    """What of a file can be judged."""
    parts = {
        Need.DOCUMENT: file.document is not None and not file.document.problems,
        Need.CHNA: file.chna is not None and file.chna.stated_uids is not None,
        Need.WAVE: file.wave is not None,
        Need.DBMD: file.dbmd is not None,
    }
    return frozenset(need for need, there in parts.items() if there)


def judge_adm(file: AdmFile, profile: AdmProfile) -> tuple[AdmFault, ...]:
    """Every fault of a file at a profile, check by check in the order of the table, and in each in file order."""
    there = available(file)
    faults: list[AdmFault] = []
    for check in profile.checks:
        if not check.needs <= there:
            continue
        running = check.run(file)
        told = [replace(fault, check=check.id, level=check.level) for fault in islice(running, FAULT_LIMIT)]
        faults += told
        further = sum(1 for _ in islice(running, COUNT_LIMIT)) if len(told) == FAULT_LIMIT else 0
        if further:
            faults.append(AdmFault(check=check.id, level=check.level, arguments={"further": further}))
    return tuple(faults)


def at(element: Element, **arguments: Argument) -> AdmFault:
    """A fault of an element."""
    return AdmFault(arguments=arguments, element_id=element.id, line=element.line, path=element.path)


def at_line(element: Element, line: int, **arguments: Argument) -> AdmFault:
    """A fault inside an element, at a line of its own."""
    return AdmFault(arguments=arguments, element_id=element.id, line=line, path=element.path)


def at_block(element: Element, place: BlockPlace, **arguments: Argument) -> AdmFault:
    """A fault of a block of a channel."""
    return AdmFault(
        arguments=arguments,
        element_id=element.id,
        line=place.line,
        path=f"{element.path}/audioBlockFormat[{place.index}]",
        block_id=place.id,
    )
