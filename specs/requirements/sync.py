"""Demands on what a mix is to its original and to the surround mix it is made of: place, speed, edits, channels."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from specs.requirements.requirement import Requirement


class AgainstOriginal(Requirement):
    """Shared by all of them: what is the case where nothing is there to hold the mix against.

    Attributes:
        partner: `required`: then it is not measured. `where-delivered`: then the demand does not apply, and a person
            confirms it, as where whoever delivers a dub has no original.
    """

    partner: Literal["required", "where-delivered"] = "required"


class SyncOffset(AgainstOriginal):
    """The mix must lie where its partner lies, at every place.

    Attributes:
        maximum_early_milliseconds, maximum_late_milliseconds: Largest accepted lead and lag of the sound; None where
            they are given in frames.
        below_frames: In picture frames, early or late; as much already fails.
    """

    rule: Literal["sync.offset"] = "sync.offset"
    maximum_early_milliseconds: float | None = Field(default=None, ge=0)
    maximum_late_milliseconds: float | None = Field(default=None, ge=0)
    below_frames: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        in_time = self.maximum_early_milliseconds is not None and self.maximum_late_milliseconds is not None
        either = self.maximum_early_milliseconds is not None or self.maximum_late_milliseconds is not None
        if in_time == (self.below_frames is not None) or either != in_time:
            message = "give milliseconds early and late, or frames"
            raise ValueError(message)
        return self


class SyncDrift(AgainstOriginal):
    """The mix must not run away from its partner.

    Attributes:
        maximum_milliseconds: Largest accepted change of the offset from the first to the last sample.
    """

    rule: Literal["sync.drift"] = "sync.drift"
    maximum_milliseconds: float = Field(gt=0)


class SyncSpeed(AgainstOriginal):
    """The mix must run at the speed of its partner."""

    rule: Literal["sync.speed"] = "sync.speed"


class SyncEdits(AgainstOriginal):
    """The mix must have the cuts of its partner.

    Attributes:
        maximum_milliseconds: Largest accepted jump of the offset.
    """

    rule: Literal["sync.edits"] = "sync.edits"
    maximum_milliseconds: float = Field(gt=0)


class ChannelsAsOriginal(AgainstOriginal):
    """Every channel must carry what the same channel of the original carries, in the same polarity."""

    rule: Literal["channels.as-original"] = "channels.as-original"


class AsOriginal(AgainstOriginal):
    """A mix must have the form of the original's mix.

    Attributes:
        layout: True where it must have the same channels, whatever their order in the file.
        start: True where its first sample must have the same timecode.
        maximum_length_difference_frames: Largest accepted difference of the lengths in picture frames; None where the
            length is not held against the original's.
        maximum_length_difference_milliseconds: The same in time.
    """

    rule: Literal["form.as-original"] = "form.as-original"
    layout: bool = False
    start: bool = False
    maximum_length_difference_frames: float | None = Field(default=None, ge=0)
    maximum_length_difference_milliseconds: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        lengths = (self.maximum_length_difference_frames, self.maximum_length_difference_milliseconds)
        if not self.layout and not self.start and lengths == (None, None):
            message = "give layout, start or the largest difference of the lengths"
            raise ValueError(message)
        if None not in lengths:
            message = "give the largest difference of the lengths in frames or in milliseconds"
            raise ValueError(message)
        return self


class FoldDownOfSurround(AgainstOriginal):
    """A 2.0 must be made of the surround mix of its language.

    Attributes:
        takes_lfe: False where the LFE may not be in it.
    """

    rule: Literal["fold-down.of-surround"] = "fold-down.of-surround"
    takes_lfe: bool = True
