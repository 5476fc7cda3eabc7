"""Demands on time: start, head and tail, length, sync pop, line-up."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from specs.requirements.requirement import Labels, Requirement
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


class ProgrammeStart(Requirement):
    """Timecode of the first frame of the programme, where the file begins earlier: with tone, clock and silence.

    What lies before it is never measured as programme.

    Attributes:
        allowed: Timecodes, as for the start of the file.
    """

    rule: Literal["time.programme-start"] = "time.programme-start"
    allowed: tuple[Annotated[str, AfterValidator(check_timecode)], ...] = Field(min_length=1)


class TimedBlock(Requirement):
    """What the file holds between two timecodes beside its programme; never measured as programme.

    Attributes:
        content: `tone`: a line-up tone, which is held against level, frequency and labels. `silence`: nothing.
            `clock`, `ident`, `slate`: whatever belongs to them; only their place is held against the file.
        start, end: Its first frame, and the frame after its last.
        level_dbfs, frequency_hz: Of a tone, as for a line-up tone; None where the text gives none.
        labels: Channels that carry a tone; None where the text names none.
        tolerance_frames: How far either end of a tone may lie from its timecode.
    """

    rule: Literal["time.block"] = "time.block"
    content: Literal["tone", "silence", "clock", "ident", "slate"]
    start: Annotated[str, AfterValidator(check_timecode)]
    end: Annotated[str, AfterValidator(check_timecode)]
    level_dbfs: float | None = None
    frequency_hz: float | None = Field(default=None, gt=0)
    labels: Labels | None = Field(default=None, min_length=1)
    tolerance_frames: float = Field(default=1.0, ge=0)

    @model_validator(mode="after")
    def _figures_are_of_a_tone(self) -> Self:
        if self.content != "tone" and (self.level_dbfs, self.frequency_hz, self.labels) != (None, None, None):
            message = "level_dbfs, frequency_hz and labels are those of a tone"
            raise ValueError(message)
        if self.end <= self.start:
            message = "the end is not after the start"
            raise ValueError(message)
        return self


class SyncPop(Requirement):
    """A short tone before the first frame of action, or after the last one.

    Attributes:
        presence: Whether it must, may or must not be there.
        at: `head`: the 2-pop before the first frame of action. `tail`: the one after the last frame of action.
        frames: How many picture frames before the first frame of action it begins, or after the last one; None for two
            seconds of the frame count: 48 at 23.976 and 24 fps, 50 at 25, 60 at 29.97 and 30.
        length_frames: How long it is, in picture frames; None where the text does not say.
        level_dbfs, frequency_hz: As for a line-up tone.
        labels: Channels that carry it; None where the text names none.
    """

    rule: Literal["time.sync-pop"] = "time.sync-pop"
    presence: Presence
    at: Literal["head", "tail"] = "head"
    frames: int | None = Field(default=None, gt=0)
    length_frames: float | None = Field(default=None, gt=0)
    level_dbfs: float | None = Field(default=None, le=0)
    frequency_hz: float | None = Field(default=None, gt=0)
    labels: Labels | None = Field(default=None, min_length=1)


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
