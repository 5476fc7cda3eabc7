"""What whoever calls states about all inputs of a run, as words, checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from specs.errors import UsageError
from specs.programme import ProgrammeFacts
from specs.timecode import parse_timecode
from specs.vocabulary import LAYOUTS, parse_frame_rate, parse_language_tag, parse_layout

if TYPE_CHECKING:
    from pathlib import Path

    from specs.programme import Preset
    from specs.vocabulary import Layout, MixKind, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is stated about every mix of a run; it overrules a delivery file. None where nothing is stated.

    Attributes:
        layout: What the channels are.
        kind: What the mix is.
        version: Which version of the title.
        language: BCP 47 tag.
        programme: What is known about the picture and the production.
        dialogue: The dialogue stem of the mix: a file, or a folder with a mono set.
        me: The M&E of the mix, likewise.
    """

    layout: Layout | None = None
    kind: MixKind | None = None
    version: Version | None = None
    language: str | None = None
    programme: ProgrammeFacts = field(default_factory=ProgrammeFacts)
    dialogue: Path | None = None
    me: Path | None = None


class StatedWords(TypedDict, total=False):
    """The same as words, as a command line or a caller has them; each may be left out or None."""

    layout: str | None
    kind: MixKind | None
    version: Version | None
    language: str | None
    picture_rate: str | None
    start_timecode: str | None
    picture_frames: int | None
    action: str | None
    live: bool | None
    long_form: bool | None
    territory: str | None
    genre: str | None
    dialogue: Path | None
    me: Path | None


WHOLE: Final = "whole"
"""The word for: the file holds nothing but action."""

PRESETS: Final[tuple[Preset, ...]] = ("long-play", "reel")


def stated_by(**words: Unpack[StatedWords]) -> Stated:
    """Return what words state, checked.

    Args:
        words: `action` is two timecodes with a hyphen between them, `whole`, or the name of a preset.

    Raises:
        UsageError: A layout, rate, timecode or language that does not exist.
    """
    action = words.get("action")
    first, last = _action_frames(action)
    picture_rate, language = words.get("picture_rate"), words.get("language")
    rate = None if picture_rate is None else str(parse_frame_rate(picture_rate))
    start_timecode = words.get("start_timecode")
    for timecode in (start_timecode, first, last):
        if timecode is not None:
            _check_timecode(timecode, rate)
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
    return Stated(
        layout=_layout(words.get("layout")),
        kind=words.get("kind"),
        version=words.get("version"),
        language=None if language is None else parse_language_tag(language),
        programme=programme,
        dialogue=words.get("dialogue"),
        me=words.get("me"),
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


def _layout(text: str | None) -> Layout | None:
    if text is None:
        return None
    layout = parse_layout(text)
    twice = sorted({label for label in layout.labels if layout.labels.count(label) > 1})
    if twice and layout.name not in LAYOUTS:
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
