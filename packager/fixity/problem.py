"""What can be wrong with a package. A problem is a finding about bytes and names, never an exception."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from specs.models import FrozenModel


class ProblemKind(StrEnum):
    """What is the case.

    `missing`: listed and not there. `extra`: there and not listed. `litter`: the same, but of a name that only an
    operating system gives, such as `.DS_Store`; nothing that was packed has changed. `renamed`: a missing and an
    extra file have the same content. `damaged`: the content is not the one that is listed. `inconsistent`: two
    lists contradict each other. `unsafe`: a path that leaves the package, a link, or a name that not every file
    system takes. `collision`: names that some file systems cannot tell apart. `unreadable`: a list or a file that
    cannot be read. `signature`: the signature does not hold, or could not be checked. `contradiction`: the report
    inside does not say what measuring and judging again says. `unlisted`: sound that no list names, where the lists do
    not claim to name everything. `unknown-form`: a list, or a digest in it, of a kind that is not read. `history`: what
    a list tells of earlier days, such as another name; nothing is wrong now. `fault`: the package contradicts itself or
    its standard. `remark`: what a reader of the format asks is not kept, and no text that was read demands it.
    `partial`: it refers to assets of another package, which is not at hand.
    """

    MISSING = "missing"
    EXTRA = "extra"
    LITTER = "litter"
    RENAMED = "renamed"
    DAMAGED = "damaged"
    INCONSISTENT = "inconsistent"
    UNSAFE = "unsafe"
    COLLISION = "collision"
    UNREADABLE = "unreadable"
    SIGNATURE = "signature"
    CONTRADICTION = "contradiction"
    UNLISTED = "unlisted"
    UNKNOWN_FORM = "unknown-form"
    HISTORY = "history"
    FAULT = "fault"
    REMARK = "remark"
    PARTIAL = "partial"


HARMLESS: Final = frozenset({ProblemKind.LITTER, ProblemKind.HISTORY, ProblemKind.REMARK})
"""Kinds after which every byte that was packed is still as it was, and known to be."""

OPEN: Final = frozenset({ProblemKind.UNLISTED, ProblemKind.UNKNOWN_FORM, ProblemKind.PARTIAL})
"""Kinds that leave open whether a byte is as it was."""


class Problem(FrozenModel):
    """One thing that is wrong.

    Attributes:
        kind: What sort of thing.
        path: Which file of the package it is about, as far as that can be said.
        message: One sentence.
        expected, found: What was listed and what is there; None where the message says it.
    """

    kind: ProblemKind
    path: str
    message: str
    expected: str | None = None
    found: str | None = None
