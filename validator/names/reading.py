"""What the name of a file says, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from specs.message import Message
    from specs.vocabulary import MixKind, Version

AnyPath = TypeVar("AnyPath", bound=PurePath)
Value = TypeVar("Value")


class HowKnown(StrEnum):
    """How something was read from a name.

    `FILE_NAME` and `FOLDER_NAME`: a word there means this and nothing else. `ASSUMED`: it could mean something else, or
    it is a custom; `NameReading.assumed` says which.
    """

    FILE_NAME = "file-name"
    FOLDER_NAME = "folder-name"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePart(Generic[Value]):
    """One thing that a name says.

    Attributes:
        value: What.
        word: The words that say so, as they are spelled.
        start: Where they begin in the name (NFC) of the file or the folder.
        known: How it is known.
    """

    value: Value
    word: str
    start: int
    known: HowKnown


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReading:
    """What the name of one file says; None where it does not say it.

    Attributes:
        set_name: What the mono files of one set share: the name without the channel (and without a running number) and
            without the ending. Of another file, its name without the ending.
        channel: Label of `specs.vocabulary.SPEAKERS`.
        kind: What the mix is.
        language: BCP 47 tag.
        layout: Name of `specs.vocabulary.LAYOUTS`.
        reel: `1`, or `AB1` for a double reel.
        season: Its number, where it stands apart from the episode's.
        episode: As it is spelled, in capitals: `S01E02`, or its number.
        version: Original or dub, where a word says so.
        version_number: 2 for `v2`, `ver02`, `R2` where that is no reel.
        title: The words that mean nothing else, where the file name has them.
        programme: The same, with those of the folders and with numbers: `House 101`.
        assumed: What was assumed, and what contradicts itself and was therefore not taken.
    """

    set_name: str
    channel: NamePart[str] | None = None
    kind: NamePart[MixKind] | None = None
    language: NamePart[str] | None = None
    layout: NamePart[str] | None = None
    reel: NamePart[str] | None = None
    season: NamePart[str] | None = None
    episode: NamePart[str] | None = None
    version: NamePart[Version] | None = None
    version_number: NamePart[int] | None = None
    title: str | None = None
    programme: str | None = None
    assumed: tuple[Message, ...] = ()
