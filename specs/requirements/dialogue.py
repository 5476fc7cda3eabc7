"""Demands on dialogue, beyond its loudness."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from specs.requirements.requirement import Requirement, check_range


class DialogueLoudnessRange(Requirement):
    """Loudness range (EBU Tech 3342) of the speech alone.

    Attributes:
        minimum_lu, maximum_lu: Limits; None where there is none.
    """

    rule: Literal["dialogue.loudness-range"] = "dialogue.loudness-range"
    minimum_lu: float | None = Field(default=None, ge=0)
    maximum_lu: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        check_range(self.minimum_lu, self.maximum_lu)
        return self


class DialogueRange(Requirement):
    """Short-term loudness of the speech must stay near the dialogue loudness, or near a loudness that is stated.

    Attributes:
        below_lu, above_lu: Allowed distances.
        around_lkfs: What they are distances from; None for the loudness of the mix's own dialogue.
    """

    rule: Literal["dialogue.range"] = "dialogue.range"
    below_lu: float = Field(gt=0)
    above_lu: float = Field(gt=0)
    around_lkfs: float | None = Field(default=None, lt=0)


class DialogueToBackground(Requirement):
    """Dialogue must be louder than the background.

    Attributes:
        minimum_lu: Smallest accepted difference of dialogue loudness and the background's loudness under speech.
    """

    rule: Literal["dialogue.to-background"] = "dialogue.to-background"
    minimum_lu: float = Field(ge=0)


class ProgrammeToDialogue(Requirement):
    """Programme loudness may lie only so far from dialogue loudness.

    Attributes:
        maximum_lu: Largest accepted programme loudness minus dialogue loudness.
    """

    rule: Literal["dialogue.programme-difference"] = "dialogue.programme-difference"
    maximum_lu: float
