"""What headers say of the sound, against the sound."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from specs.requirements.requirement import Requirement


class LoudnessField(StrEnum):
    """A reading that a header can state.

    Source: EBU Tech 3285 v2 (2011) clause 2.3, LoudnessValue to MaxShortTermLoudness; iXML has the same five.
    """

    INTEGRATED = "integrated"
    RANGE = "range"
    TRUE_PEAK = "true-peak"
    MOMENTARY = "momentary"
    SHORT_TERM = "short-term"


class HeaderLoudness(Requirement):
    """What the headers state as loudness is what is measured.

    Attributes:
        fields: The fields that are asked about.
        needed: True where a file without such a statement does not hold; False where the demand does not apply to it.
    """

    rule: Literal["metadata.loudness-agrees"] = "metadata.loudness-agrees"
    fields: tuple[LoudnessField, ...] = Field(default=tuple(LoudnessField), min_length=1)
    needed: bool = False
