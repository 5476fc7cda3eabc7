"""What the operator says about a mix on the command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from specs.delivery import ProgrammeFacts
from specs.errors import UsageError
from specs.timecode import parse_timecode
from specs.vocabulary import LAYOUTS, parse_frame_rate, parse_language_tag, parse_layout

if TYPE_CHECKING:
    from pathlib import Path

    from specs.vocabulary import Layout, MixKind, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the operator said on the command line; None where nothing was said.

    Attributes:
        layout: What the channels are.
        kind: What the mix is.
        version: Original or dub.
        language: BCP 47 tag.
        programme: What is known about the picture and the production.
        action_is_whole: True where the file runs from the first to the last frame of action.
        dialogue: The dialogue stem of the mix: a file, or a folder with a mono set.
        me: The M&E of the mix, likewise.
    """

    layout: Layout | None = None
    kind: MixKind | None = None
    version: Version | None = None
    language: str | None = None
    programme: ProgrammeFacts = field(default_factory=ProgrammeFacts)
    action_is_whole: bool = False
    dialogue: Path | None = None
    me: Path | None = None


WHOLE: Final = "whole"
"""The word for: the file holds nothing but action."""


def _action_frames(text: str | None) -> tuple[str | None, str | None]:
    if text is None or text == WHOLE:
        return None, None
    parts = [part.strip() for part in text.split("-")]
    if len(parts) != 2:
        raise UsageError(
            "The range of action is two timecodes.",
            found=text,
            expected="01:00:00:00-01:42:10:12, or 'whole'",
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


def told_by(  # noqa: PLR0913  one argument per option
    *,
    layout: str | None = None,
    kind: MixKind | None = None,
    version: Version | None = None,
    language: str | None = None,
    picture_rate: str | None = None,
    start_timecode: str | None = None,
    picture_frames: int | None = None,
    action: str | None = None,
    live: bool | None = None,
    long_form: bool | None = None,
    territory: str | None = None,
    genre: str | None = None,
    dialogue: Path | None = None,
    me: Path | None = None,
) -> Statement:
    """Return what the operator said, checked.

    Raises:
        UsageError: A layout, rate, timecode or language that does not exist.
    """
    first, last = _action_frames(action)
    rate = None if picture_rate is None else str(parse_frame_rate(picture_rate))
    for timecode in (start_timecode, first, last):
        if timecode is not None:
            _check_timecode(timecode, rate)
    programme = ProgrammeFacts(
        picture_rate=rate,
        duration_frames=picture_frames,
        start_timecode=start_timecode,
        first_frame_of_action=first,
        last_frame_of_action=last,
        live=live,
        long_form=long_form,
        territory=territory,
        genre=genre,
    )
    return Statement(
        layout=_layout(layout),
        kind=kind,
        version=version,
        language=None if language is None else parse_language_tag(language),
        programme=programme,
        action_is_whole=action == WHOLE,
        dialogue=dialogue,
        me=me,
    )


def _check_timecode(text: str, rate: str | None) -> None:
    if rate is None:
        raise UsageError(
            "A timecode needs a picture rate.",
            found=text,
            next_step="State the picture rate, for example 25.",
            code="picture-rate.missing",
        )
    parse_timecode(text, parse_frame_rate(rate))
