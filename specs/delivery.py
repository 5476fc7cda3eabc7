"""What is delivered: a title, its files, their roles and languages, and what has been waived."""

from __future__ import annotations

import difflib
import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from specs.errors import DeliveryError, UsageError
from specs.loader import read_toml
from specs.models import FrozenModel
from specs.requirements import RULE_IDS
from specs.timecode import check_timecode, parse_timecode
from specs.vocabulary import MixKind, Version, parse_frame_rate, parse_language_tag, parse_layout, speaker

if TYPE_CHECKING:
    from pathlib import Path

_RATE: Final = AfterValidator(lambda text: str(parse_frame_rate(text)))


def _known_layout(name: str) -> str:
    return parse_layout(name).name


class Reel(FrozenModel):
    """A part of a programme: an act or a reel. Timecodes on the picture's own count; `end` is the frame after it."""

    name: str
    start: Annotated[str, AfterValidator(check_timecode)]
    end: Annotated[str, AfterValidator(check_timecode)]


Preset = Literal["long-play", "reel"]
"""How programmes usually lie in their files."""


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


_OUTSIDE: Final = re.compile(r"^(/|\\|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)")


def _stays_inside(text: str) -> str:
    if not text or "\0" in text or _OUTSIDE.search(text):
        message = "a path of a delivery stays inside the delivery's folder"
        raise ValueError(message)
    return text


_InsidePath = Annotated[str, AfterValidator(_stays_inside)]


class DeliveredFile(FrozenModel):
    """One mix of the delivery: one interleaved file, or a set of mono files.

    Attributes:
        path: The interleaved file, relative to the delivery file.
        channels: For a mono set instead: channel label to path.
        kind: What it is.
        language: BCP 47 tag; None for mixes without language (M&E).
        version: Original or dub; None means: dub, where the language differs from the original's.
        layout: Layout name or labels; None leaves it to the file's own labels.
        name: How reports call it; None means its file name.
        reel: Number of the reel, from 1, where the programme comes in reels: the reels of one kind, language and layout
            are one programme for loudness, and each is on its own for sync.
    """

    path: _InsidePath | None = None
    channels: dict[str, _InsidePath] | None = None
    kind: MixKind = MixKind.PRINTMASTER
    language: Annotated[str, AfterValidator(parse_language_tag)] | None = None
    version: Version | None = None
    layout: Annotated[str, AfterValidator(_known_layout)] | None = None
    name: str | None = None
    reel: int | None = Field(default=None, ge=1, le=99)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.path is None) == (not self.channels):
            message = "give a path, or channels (label = path), not both"
            raise ValueError(message)
        labels = [speaker(label).label for label in self.channels or {}]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            message = f"two files are named for the channel {', '.join(twice)}"
            raise ValueError(message)
        return self


def _known_rule(rule: str) -> str:
    if rule not in RULE_IDS:
        near = difflib.get_close_matches(rule, RULE_IDS, n=3, cutoff=0.4)
        message = f"there is no rule '{rule}'" + (f"; did you mean {' or '.join(near)}?" if near else "")
        raise ValueError(message)
    return rule


class Waiver(FrozenModel):
    """A demand that somebody has decided to forgive, visibly.

    Attributes:
        rule: The rule it is about.
        key: The requirement's key; None means every requirement of the rule.
        file: Path or name of the file it is about, as the delivery lists it; a name that several files have forgives
            none of them. None means every file.
        sheet: Sheet id; None means every sheet.
        reason, by, on: Why, who, when.
        expires: The last day it holds; None means it does not end.
    """

    rule: Annotated[str, AfterValidator(_known_rule)]
    key: str | None = None
    file: str | None = None
    sheet: str | None = None
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    on: date
    expires: date | None = None

    @model_validator(mode="after")
    def _could_ever_hold(self) -> Self:
        if self.expires is not None and self.expires < self.on:
            message = f"it expires ({self.expires}) before it was given ({self.on})"
            raise ValueError(message)
        return self


MAXIMUM_FILES: Final = 2000
"""Mixes of one delivery: thirty languages of a season of ten fit in six times over; more is a mistake or an attack."""


class Delivery(FrozenModel):
    """A title and everything delivered for it.

    Attributes:
        title: Title of the programme.
        original_language: BCP 47 tag of the original version.
        programme: What is known about it.
        files: The mixes.
        waivers: What has been forgiven.
    """

    title: str
    original_language: Annotated[str, AfterValidator(parse_language_tag)] | None = None
    programme: ProgrammeFacts = ProgrammeFacts()
    files: tuple[DeliveredFile, ...] = Field(min_length=1, max_length=MAXIMUM_FILES)
    waivers: tuple[Waiver, ...] = ()


def load_delivery(path: Path) -> Delivery:
    """Load a delivery file.

    Raises:
        DeliveryError: Missing, not TOML, or refused; the message names file and key.
    """
    table, content = read_toml(path, DeliveryError)
    try:
        return Delivery.model_validate(table)
    except ValidationError as error:
        from specs.refusals import SourceText, refusal_text, validation_faults  # noqa: PLC0415  only a refused file needs it

        found = refusal_text(validation_faults(error, Delivery), table, [SourceText(name=path.name, content=content)])
        raise DeliveryError(
            "The delivery is refused.",
            where=str(path),
            found=found,
            next_step="Compare it with the JSON Schema of delivery files.",
            code="delivery.invalid",
        ) from error
