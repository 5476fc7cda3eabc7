"""Demands on time: start, head and tail, length, sync pop, line-up."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from specs.requirements.requirement import Requirement
from specs.timecode import check_timecode


class Presence(StrEnum):
    """Whether a thing must, may or must not be there."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    FORBIDDEN = "forbidden"


class StartTimecode(Requirement):
    """Timecode of the first sample.

    Attributes:
        allowed: Timecodes, `01:00:00:00` or `01:00:00;00` for drop frame. Those that the picture rate does not have
            are passed over.
        synchronous_with_picture: True where the start must equal the picture's own start timecode instead.
        padding_seconds: How much silence may lie before it: a file that starts so much earlier, and is stamped so,
            holds as well.
    """

    rule: Literal["time.start-timecode"] = "time.start-timecode"
    allowed: tuple[Annotated[str, AfterValidator(check_timecode)], ...] = ()
    synchronous_with_picture: bool = False
    padding_seconds: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.allowed and not self.synchronous_with_picture:
            message = "give at least one timecode, or synchronous_with_picture"
            raise ValueError(message)
        return self


class SilenceAt(Requirement):
    """Shared by head and tail: how long the silence at one end of the file is."""

    minimum_seconds: float = Field(default=0.0, ge=0)
    maximum_seconds: float | None = Field(default=None, ge=0)
    tolerance_seconds: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.maximum_seconds is not None and self.maximum_seconds < self.minimum_seconds:
            message = "the maximum is below the minimum"
            raise ValueError(message)
        return self


class HeadSilence(SilenceAt):
    """Silence before the first sound.

    Attributes:
        minimum_seconds, maximum_seconds: Limits; a maximum of None means any length.
        tolerance_seconds: Allowed error of either.
    """

    rule: Literal["time.head-silence"] = "time.head-silence"


class TailSilence(SilenceAt):
    """Silence after the last sound.

    Attributes:
        minimum_seconds, maximum_seconds: Limits; a maximum of None means any length.
        tolerance_seconds: Allowed error of either.
    """

    rule: Literal["time.tail-silence"] = "time.tail-silence"


class DurationMatch(Requirement):
    """Length must match the picture's, or the reference mix's.

    Attributes:
        maximum_difference_seconds: Largest accepted difference; None where it is given in frames.
        maximum_difference_frames: In picture frames.
    """

    rule: Literal["time.duration-match"] = "time.duration-match"
    maximum_difference_seconds: float | None = Field(default=None, ge=0)
    maximum_difference_frames: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.maximum_difference_seconds is None) == (self.maximum_difference_frames is None):
            message = "give the largest difference in seconds or in frames"
            raise ValueError(message)
        return self


class WholeFrames(Requirement):
    """The number of samples must be a whole number of picture frames."""

    rule: Literal["time.whole-frames"] = "time.whole-frames"


class SyncPop(Requirement):
    """A one-frame tone two seconds before the first frame of action.

    Attributes:
        presence: Whether it must, may or must not be there.
    """

    rule: Literal["time.sync-pop"] = "time.sync-pop"
    presence: Presence


class LineUpTone(Requirement):
    """A line-up tone at the head.

    Attributes:
        presence: Whether it must, may or must not be there.
        level_dbfs: Level of the sine on the scale of AES17, where a full-scale sine is at 0 dBFS, so that it is the
            peak of the sine as well; None where the text gives none.
        frequency_hz: Its frequency; None where the text gives none.
    """

    rule: Literal["time.line-up-tone"] = "time.line-up-tone"
    presence: Presence
    level_dbfs: float | None = None
    frequency_hz: float | None = Field(default=None, gt=0)
