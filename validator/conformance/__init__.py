"""The shelf of conformance profiles: what a container's standard asks, as a table of checks over what was parsed.

A profile is data: each row has an id, the clause it comes from, how binding that clause is, and a pure function from
the parsed container to its faults. Profiles know no sheet; a sheet asks for one by its id (`specs.requirements.form`).

To add a check: a function in the module of its subject, a row in the table of the profile, a text under the check's id
in `validator.catalogue`, and a test with a file that has the fault and one that has not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from specs.message import Argument, Message
from specs.requirements.requirement import Level
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Parsed = TypeVar("Parsed")
"""What a profile's checks look at: the facts of a file, a document, a set of partitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Where a check comes from.

    Attributes:
        document: Its title or number, as reports print it.
        edition: Version or year; empty where it has none.
        clause: The place in it.
        enforced_by: The reader that refuses or misreads what breaks the clause, where the text itself was not read;
            such a check is never more than a recommendation.
    """

    document: str
    edition: str
    clause: str
    enforced_by: str | None = None

    @property
    def text(self) -> str:
        """The clause for a report: `EBU Tech 3285 v2, clause 2.3`."""
        place = f"{self.document} {self.edition}".rstrip() + (f", {self.clause}" if self.clause else "")
        return place if self.enforced_by is None else f"{place} (as {self.enforced_by} asks)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One place where a container does not keep a clause, or a check that could not be made.

    Attributes:
        check: Id of the check.
        arguments: What fills in the check's text.
        place: Where it is, in the file or in an element of a document.
        reason: Why the check could not be made; None for a fault.
        code: Of its text, where that is another than the check's; None for the check's.
    """

    check: str
    arguments: Mapping[str, Argument | Message | tuple[Argument | Message, ...]] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    reason: Message | None = None
    code: str | None = None

    @property
    def message(self) -> Message:
        """What is the case: the fault, or why nobody knows."""
        return self.reason or Message(code=self.code or self.check, arguments=dict(self.arguments))

    @property
    def is_open(self) -> bool:
        """True where the check could not be made."""
        return self.reason is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[Parsed]):
    """One row of a profile.

    Attributes:
        id: Words with hyphens behind the profile's name: `wave.ds64-missing`. Also the code of its text.
        clause: Where it comes from.
        level: How binding the clause is.
        find: The faults in a parsed container, one for each occurrence; one with a `reason` where it cannot be told.
    """

    id: str
    clause: Clause
    level: Level
    find: Callable[[Parsed], Iterable[Fault]]

    def __post_init__(self) -> None:
        if self.clause.enforced_by is not None and self.level is Level.SHALL:
            raise ValueError(f"{self.id}: a clause that was not read binds nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Generic[Parsed]):
    """A table of checks.

    Attributes:
        id: As sheets name it: `wave`.
        title: As reports print it.
        edition: Of the documents it follows, or of the table.
        checks: The rows, in the order in which faults are listed.
    """

    id: str
    title: str
    edition: str
    checks: tuple[Check[Parsed], ...]

    def __post_init__(self) -> None:
        if len({check.id for check in self.checks}) < len(self.checks):
            raise ValueError(f"the profile {self.id} has two checks of one id")

    def check(self, check_id: str) -> Check[Parsed]:
        """Return a check by its id.

        Raises:
            KeyError: There is none.
        """
        for check in self.checks:
            if check.id == check_id:
                return check
        raise KeyError(check_id)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the checks, in order."""
        return tuple(check.id for check in self.checks)


def conform(profile: Profile[Parsed], parsed: Parsed) -> tuple[Fault, ...]:
    """Hold a parsed container against a profile.

    Returns:
        One fault for each occurrence, in the order of the profile's checks; a check that cannot be made gives one that
        says so. Empty means that every check was made and holds.

    Raises:
        ValueError: A check's function answers for another check: a fault of the house.
    """
    found: list[Fault] = []
    for check in profile.checks:
        for fault in check.find(parsed):
            if fault.check != check.id:
                raise ValueError(f"{check.id} answers as {fault.check}")
            found.append(fault)
    return tuple(found)
