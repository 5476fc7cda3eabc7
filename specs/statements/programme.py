"""What is known about a programme, apart from its sound."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from specs.counting import count_of
from specs.errors import UsageError
from specs.models import FrozenModel
from specs.timecode import check_timecode, parse_timecode, timecode_digits
from specs.vocabulary import parse_frame_rate

_RATE: Final = AfterValidator(lambda text: str(parse_frame_rate(text)))


class Reel(FrozenModel):
    """A part of a programme: an act or a reel. Timecodes on the picture's own count; `end` is the frame after it."""

    name: str
    start: Annotated[str, AfterValidator(check_timecode)]
    end: Annotated[str, AfterValidator(check_timecode)]


Preset = Literal["long-play", "reel"]
"""How programmes usually lie in their files."""


DubbedAs = Literal["lip-sync", "voice-over"]
"""How dubs are made: in the place of the original's lines, or over them, which go on below."""


class ProgrammeFacts(FrozenModel):
    """What is known about the programme, apart from its sound. None means not stated.

    Attributes:
        picture_rate: `24000/1001`, `23.976`, `25` ...
        duration_frames: Length of the picture in frames.
        start_timecode: Timecode of the picture's first frame.
        first_frame_of_action, last_frame_of_action: The last frame is included. They bound the programme: what lies
            before and after it in a file is neither measured nor forgiven.
        action_is_whole: True where every file runs from the first to the last frame of action, whatever its timecodes.
        preset: How the sound lies about the picture where no frames of action are stated. `long-play`: the programme
            starts at the start timecode, without a leader. `reel`: a leader starts at the start timecode, the sync pop
            stands 6 s after it and the action 8 s (SMPTE ST 55 leader counts).
        segments: Acts or reels, in order.
        dubbed_as: How its dubs are made: under a voice-over the lines of the original are meant to sound.
        live, long_form, dialogue_is_anchor, produced, genre, territory, workflow: For conditions of sheets.
    """

    picture_rate: Annotated[str, _RATE] | None = None
    duration_frames: int | None = Field(default=None, gt=0)
    start_timecode: Annotated[str, AfterValidator(check_timecode)] | None = None
    first_frame_of_action: Annotated[str, AfterValidator(check_timecode)] | None = None
    last_frame_of_action: Annotated[str, AfterValidator(check_timecode)] | None = None
    action_is_whole: bool | None = None
    preset: Preset | None = None
    segments: tuple[Reel, ...] = ()
    dubbed_as: DubbedAs | None = None
    live: bool | None = None
    long_form: bool | None = None
    dialogue_is_anchor: bool | None = None
    produced: date | None = None
    genre: str | None = None
    territory: str | None = None
    workflow: str | None = None

    @property
    def frame_rate(self) -> Fraction | None:
        """The picture rate, exactly."""
        return None if self.picture_rate is None else Fraction(self.picture_rate)

    @model_validator(mode="after")
    def _timecodes_exist(self) -> Self:
        """Without a picture rate a timecode cannot be checked, and nothing that needs one is judged."""
        rate = self.frame_rate
        if rate is None:
            return self
        named = [
            ("start_timecode", self.start_timecode),
            ("first_frame_of_action", self.first_frame_of_action),
            ("last_frame_of_action", self.last_frame_of_action),
            *((f"segment {segment.name}", text) for segment in self.segments for text in (segment.start, segment.end)),
        ]
        for name, text in named:
            try:
                if text is not None:
                    parse_timecode(text, rate)
            except UsageError as error:
                message = f"{name}: {error.what} ({text}; the picture rate is {self.picture_rate})"
                raise ValueError(message) from error
        return self

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        """What ends before it begins is a slip of whoever states it, and no mix could hold it.

        Timecodes are compared as they are written, so that it needs no picture rate; none of them runs over midnight.
        """
        first, last = self.first_frame_of_action, self.last_frame_of_action
        if first is not None and last is not None and timecode_digits(last) < timecode_digits(first):
            message = f"the last frame of action, {last}, lies before the first, {first}"
            raise ValueError(message)
        start = self.start_timecode
        if start is not None and last is not None and timecode_digits(last) < timecode_digits(start):
            message = f"the last frame of action, {last}, lies before the start of the picture, {start}"
            raise ValueError(message)
        for reel in self.segments:
            if timecode_digits(reel.end) <= timecode_digits(reel.start):
                message = f"segment {reel.name} ends at {reel.end}, which is not after its start, {reel.start}"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _action_lies_in_the_picture(self) -> Self:
        first, last, rate = self.first_frame_of_action, self.last_frame_of_action, self.frame_rate
        if first is None or last is None or rate is None or self.duration_frames is None:
            return self
        frames = parse_timecode(last, rate) - parse_timecode(first, rate) + 1
        if frames > self.duration_frames:
            length = count_of(frames, "frame", "frames")
            message = f"the action, {first} to {last}, has {length}, and the picture {self.duration_frames}"
            raise ValueError(message)
        return self
