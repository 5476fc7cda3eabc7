"""What an exchange of a sheet with another format leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class WhyLost(StrEnum):
    """Why something of a document does not stand in the other one."""

    NO_FIELD = "no-field"
    NOT_BINDING = "not-binding"
    NOT_READ_BY_ANYBODY = "not-read-by-anybody"
    CONDITION = "condition"
    GATING = "gating"
    LIMITS = "limits"
    ONE_ONLY = "one-only"
    AMBIGUOUS = "ambiguous"
    NO_DEMAND = "no-demand"
    INVALID = "invalid"


_TEXTS: Final = {
    "no-field": "the format has no field for it",
    "not-binding": "the format knows no recommendation",
    "not-read-by-anybody": "nobody has read the figure in a published text, and the format knows no grades",
    "condition": "the format knows no condition",
    "gating": "the format has one loudness, that of the programme",
    "limits": "the format has one tolerance, the same above and below",
    "one-only": "the format takes one only",
    "ambiguous": "the format does not say what it is held against",
    "no-demand": "no demand on a mix says it",
    "invalid": "it is not what the format allows there",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """One thing that is left behind.

    Attributes:
        what: The demand or the field it stands in.
        figures: What it says; empty where it says no more than its name.
        why: Why it is left behind.
    """

    what: str
    figures: str
    why: WhyLost

    @property
    def text(self) -> str:
        """The same in one line."""
        said = " ".join(self.figures.split())
        return f"{self.what}{f' ({said})' if said else ''}: {_TEXTS[self.why]}"
