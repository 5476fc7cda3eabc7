"""Why a reading has no value."""

from __future__ import annotations

from enum import StrEnum


class Undefined(StrEnum):
    """The reason that stands beside a reading of None; the text is fit for a report."""

    NOTHING_SELECTED = "nothing was selected to be measured"
    TOO_SHORT = "shorter than one measuring window"
    SILENT = "digital silence"
    BELOW_GATE = "nothing is louder than the gate"
