"""What every demand has in common: level, grade, source, condition and window."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from specs.models import FrozenModel
from specs.vocabulary import MixKind, Version, parse_layout, speaker


class Level(StrEnum):
    """The publisher's own word for how binding a demand is."""

    SHALL = "shall"
    SHOULD = "should"
    INFO = "info"


class Grade(StrEnum):
    """How a figure came to be known.

    `primary`: read in the publisher's own text. `quoted`: another public source quotes that text. `community`: reported
    by users, without a document. `recalled`: from memory, not verified. Only the first two can reject a file.
    """

    PRIMARY = "primary"
    QUOTED = "quoted"
    COMMUNITY = "community"
    RECALLED = "recalled"

    @property
    def can_reject(self) -> bool:
        """True where a figure of this grade may end in a rejection."""
        return self in {Grade.PRIMARY, Grade.QUOTED}


class Window(StrEnum):
    """The part of a programme that a demand is measured on.

    `file`: first to last sample. `action`: first to last frame of action, as the delivery states them. `sound`: first
    to last sound. `segments`: each segment (act, reel) that the delivery states, and the whole programme too.
    """

    FILE = "file"
    ACTION = "action"
    SOUND = "sound"
    SEGMENTS = "segments"


class Scope(StrEnum):
    """What a demand is made of: the mix, the package that it comes in, or the delivery as a whole."""

    MIX = "mix"
    PACKAGE = "package"
    DELIVERY = "delivery"


_SOURCE: Final = re.compile(r"(?P<document>[a-z0-9][a-z0-9.-]*) (?P<clause>\S.*)")


def _check_source(text: str) -> str:
    if not _SOURCE.fullmatch(text):
        message = "a source is a document of this sheet and a clause, for example 'mix-spec §2.1'"
        raise ValueError(message)
    return text


def check_range(minimum: float | None, maximum: float | None) -> None:
    """Refuse a range without a limit, and one that nothing fits in.

    Raises:
        ValueError: Neither is given, or the minimum is above the maximum.
    """
    if minimum is None and maximum is None:
        message = "give a minimum or a maximum"
        raise ValueError(message)
    if minimum is not None and maximum is not None and minimum > maximum:
        message = "the minimum is above the maximum"
        raise ValueError(message)


def _check_soundfields(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    for name in names or ():
        parse_layout(name)
    return names


Source = Annotated[str, AfterValidator(_check_source)]
"""A document of the sheet, a blank, and the place in it: `mix-spec §2.1`."""

Soundfields = Annotated[tuple[str, ...], AfterValidator(_check_soundfields)]
"""Layout names."""

Labels = tuple[Annotated[str, AfterValidator(lambda label: speaker(label).label)], ...]
"""Channel labels."""


def source_document(source: str) -> str:
    """Return the document id of a source (`mix-spec` of `mix-spec §2.1`)."""
    return source.split(" ", 1)[0]


def source_clause(source: str) -> str:
    """Return the place within the document of a source (`§2.1` of `mix-spec §2.1`)."""
    return source.split(" ", 1)[1]


class Condition(FrozenModel):
    """When a demand, or one alternative of it, applies. All that is stated must hold; what is None does not matter.

    Attributes:
        text: The condition in plain words, for reports; needed where a sheet's condition is finer than the fields.
        speech_share_at_least, speech_share_below: Share of the programme that is speech, 0 to 1.
        dialogue_is_measured: True where dialogue was told from the rest and has a loudness; False where it was not, as
            for "programme loudness only where dialogue cannot be measured".
        peak_to_loudness_at_least_lu, peak_to_loudness_below_lu: Largest true peak above programme loudness (PLR).
        soundfields: Layout names; order within the file does not matter.
        mix_kinds: What the file is in the delivery.
        version: Original or dub.
        live: Live production.
        long_form: Long-form content (A/85: programmes) as against short-form (adverts, promos).
        dialogue_is_anchor: True where dialogue is the anchor element of the programme.
        produced_from, produced_before: Date of production.
        duration_at_least_seconds, duration_below_seconds: Running time of the programme, without leader and line-up.
        genre, territory, workflow: As the delivery states them, compared without regard to case.
    """

    text: str | None = None
    speech_share_at_least: float | None = Field(default=None, ge=0, le=1)
    speech_share_below: float | None = Field(default=None, ge=0, le=1)
    dialogue_is_measured: bool | None = None
    peak_to_loudness_at_least_lu: float | None = None
    peak_to_loudness_below_lu: float | None = None
    soundfields: Soundfields | None = None
    mix_kinds: tuple[MixKind, ...] | None = None
    version: Version | None = None
    live: bool | None = None
    long_form: bool | None = None
    dialogue_is_anchor: bool | None = None
    produced_from: date | None = None
    produced_before: date | None = None
    duration_at_least_seconds: float | None = Field(default=None, ge=0)
    duration_below_seconds: float | None = Field(default=None, gt=0)
    genre: str | None = None
    territory: str | None = None
    workflow: str | None = None


class Requirement(FrozenModel):
    """One demand of one publisher.

    Attributes:
        key: Name of this record within its deliverable; None means the name of its rule. Two records of one rule need
            a key each.
        level: How binding it is.
        grade: How the figure came to be known.
        source: Document of the sheet and clause.
        when: Condition; None means always.
        window: The part of the programme it is measured on.
        scope: What it is made of. The wrapper that a publisher asks for is a demand on the package: a mix that will go
            into it neither meets nor fails it. A demand on the delivery is judged where the whole delivery is.
        note: Anything a reader of the report should know about the demand.
        conflict: What another text, or another place in the same text, says instead.
    """

    key: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9.-]*$")
    level: Level
    grade: Grade
    source: Source
    when: Condition | None = None
    window: Window = Window.FILE
    scope: Scope = Scope.MIX
    note: str | None = None
    conflict: str | None = None
