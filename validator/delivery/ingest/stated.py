"""What whoever calls states about all inputs of a run, as words, checked."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, TypeVar, Unpack

from pydantic import ValidationError

from specs.errors import UsageError
from specs.statements.programme import ProgrammeFacts
from specs.timecode import parse_timecode
from specs.vocabulary import MixKind, Version, parse_frame_rate, parse_language_tag, parse_layout, soundfields_of

if TYPE_CHECKING:
    from fractions import Fraction

    from specs.statements.programme import Preset
    from specs.vocabulary import Layout

Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is stated about every mix of a run; it overrules a delivery file. None where nothing is stated.

    Attributes:
        layout: What the channels are.
        kind: What the mix is.
        version: Which version of the title.
        language: BCP 47 tag.
        original_language: BCP 47 tag of the original: mixes in it are the original version, others are dubs.
        programme: What is known about the picture and the production.
        dialogue: The dialogue stem of the mix: a file, or a folder with a mono set.
        me: The M&E of the mix, likewise.
    """

    layout: Layout | None = None
    kind: MixKind | None = None
    version: Version | None = None
    language: str | None = None
    original_language: str | None = None
    programme: ProgrammeFacts = field(default_factory=ProgrammeFacts)
    dialogue: Path | None = None
    me: Path | None = None


class StatedWords(TypedDict, total=False):
    """The same as words, as a command line or a caller has them; each may be left out or None."""

    layout: str | None
    kind: MixKind | str | None
    version: Version | str | None
    language: str | None
    original_language: str | None
    picture_rate: str | float | Fraction | None
    start_timecode: str | None
    picture_frames: int | None
    action: str | None
    live: bool | None
    long_form: bool | None
    territory: str | None
    genre: str | None
    dialogue: Path | str | None
    me: Path | str | None


WHOLE: Final = "whole"
"""The word for: the file holds nothing but action."""

PRESETS: Final[tuple[Preset, ...]] = ("long-play", "reel")


def stated_by(**words: Unpack[StatedWords]) -> Stated:
    """Return what words state, checked.

    Args:
        words: `action` is two timecodes with a hyphen between them, `whole`, or the name of a preset.

    Raises:
        UsageError: A layout, rate, timecode, kind, version or language that does not exist; an action that ends before
            it begins, or is longer than the picture.
        TypeError: A word that is none of these.
    """
    unknown = sorted(set(words) - set(StatedWords.__annotations__))
    if unknown:
        said = f"nothing can be stated by {', '.join(unknown)}; only by {', '.join(StatedWords.__annotations__)}"
        raise TypeError(said)
    action = words.get("action")
    first, last = _action_frames(action)
    picture_rate, language = words.get("picture_rate"), words.get("language")
    original = words.get("original_language")
    rate = None if picture_rate is None else _rate(picture_rate)
    start_timecode = words.get("start_timecode")
    for timecode in (start_timecode, first, last):
        if timecode is not None:
            _check_timecode(timecode, rate)
    try:
        programme = ProgrammeFacts(
            picture_rate=rate,
            duration_frames=words.get("picture_frames"),
            start_timecode=start_timecode,
            first_frame_of_action=first,
            last_frame_of_action=last,
            action_is_whole=True if action == WHOLE else None,
            preset=next((preset for preset in PRESETS if preset == action), None),
            live=words.get("live"),
            long_form=words.get("long_form"),
            territory=words.get("territory"),
            genre=words.get("genre"),
        )
    except ValidationError as error:
        raise UsageError(
            "What is stated about the programme contradicts itself.",
            found="; ".join(problem["msg"].removeprefix("Value error, ") for problem in error.errors()),
            expected="an action that begins before it ends and lies in the picture",
            code="programme.invalid",
        ) from error
    return Stated(
        layout=_layout(words.get("layout")),
        kind=_member(MixKind, "kind of mix", words.get("kind")),
        version=_member(Version, "version of a title", words.get("version")),
        language=None if language is None else parse_language_tag(language),
        original_language=None if original is None else parse_language_tag(original),
        programme=programme,
        dialogue=_path(words.get("dialogue")),
        me=_path(words.get("me")),
    )


def overruled(facts: ProgrammeFacts, by: ProgrammeFacts) -> ProgrammeFacts:
    """Return facts with everything that another statement states in its place."""
    return facts.model_copy(update={name: value for name, value in by if value not in (None, ())})


def _action_frames(text: str | None) -> tuple[str | None, str | None]:
    if text is None or text == WHOLE or text in PRESETS:
        return None, None
    parts = [part.strip() for part in text.split("-")]
    if len(parts) != 2:
        raise UsageError(
            "The frames of action are two timecodes.",
            found=text,
            expected=f"01:00:00:00-01:42:10:12, '{WHOLE}', or {' or '.join(repr(preset) for preset in PRESETS)}",
            next_step="State the first and the last frame of action.",
            code="action.invalid",
        )
    return parts[0], parts[1]


def _rate(given: str | float | Fraction) -> str:
    """Return a picture rate as a fraction's text; 25.0 and 23.976 are taken as people write them."""
    return str(parse_frame_rate(f"{given:g}" if isinstance(given, float) else str(given)))


def _member(table: type[Member], title: str, word: str | None) -> Member | None:
    if word is None:
        return None
    try:
        return table(word)
    except ValueError as error:
        known = [member.value for member in table]
        near = difflib.get_close_matches(str(word), known, n=3, cutoff=0.5)
        raise UsageError(
            f"There is no such {title}.", found=str(word), expected=f"one of {', '.join(near or known)}"
        ) from error


def _path(place: Path | str | None) -> Path | None:
    return None if place is None else Path(place)


def _layout(text: str | None) -> Layout | None:
    if text is None:
        return None
    layout = parse_layout(text)
    twice = sorted({label for label in layout.labels if layout.labels.count(label) > 1})
    if twice and len(soundfields_of(layout)) == 1:
        raise UsageError("A layout names a channel twice.", found=", ".join(twice), expected="every channel once")
    return layout


def _check_timecode(text: str, rate: str | None) -> None:
    if rate is None:
        raise UsageError(
            "A timecode needs a picture rate.",
            found=text,
            next_step="State the picture rate, for example 25.",
            code="picture-rate.missing",
        )
    parse_timecode(text, parse_frame_rate(rate))
