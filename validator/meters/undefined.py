"""Why a reading has no value."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from specs.message import message

if TYPE_CHECKING:
    from specs.message import Message


class Undefined(StrEnum):
    """The reason for a reading of None: a code, for which `validator.catalogue` has the text."""

    NOT_MEASURED = "reading.not-measured"
    NOTHING_SELECTED = "reading.nothing-selected"
    TOO_SHORT = "reading.too-short"
    SILENT = "reading.silent"
    BELOW_GATE = "reading.below-gate"
    LAYOUT_NOT_KNOWN = "reading.layout-not-known"

    @property
    def reason(self) -> Message:
        """The code as a message."""
        return message(self.value)
