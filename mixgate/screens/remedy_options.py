"""The options that do what a remedy says. Reports name none: their readers may have no terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import codes_within
from validator.catalogue import say

if TYPE_CHECKING:
    from specs.message import Message

_GUIDE: Final = "--dialogue FILE or --me FILE"
_LAYOUT: Final = "--layout 5.1"

REMEDY_OPTIONS: Final = {
    "remedy.give-dialogue-guide": _GUIDE,
    "remedy.measure-dialogue": _GUIDE,
    "remedy.give-me": "--me FILE",
    "remedy.check-me": "--dialogue FILE",
    "remedy.state-layout": _LAYOUT,
    "remedy.state-layout-and-mask": _LAYOUT,
    "remedy.state-picture-rate": "--picture-rate 24000/1001",
    "remedy.state-picture-start": "--start-timecode 01:00:00:00",
    "remedy.state-picture-length": "--picture-frames N --picture-rate 24000/1001",
    "remedy.state-first-frame-of-action": "--action 01:00:00:00-01:42:10:12 --picture-rate 24000/1001",
    "remedy.state-action": "--action 01:00:00:00-01:42:10:12 --picture-rate 24000/1001, or --action whole",
    "remedy.check-segments": "--picture-rate 24000/1001",
    "remedy.measure-lfe-bands": "--lfe-bands",
    "remedy.measure-fold-down": "--fold-down LoRo, LtRt or mono",
    "remedy.state-calibration": "--leqm-calibration 85@-20",
}
"""What stands behind a remedy on a terminal, by its code."""

STATED_BY: Final = {
    "condition.live": "--live or --not-live",
    "condition.not-live": "--live or --not-live",
    "condition.long-form": "--long-form or --short-form",
    "condition.short-form": "--long-form or --short-form",
    "condition.genre": "--genre",
    "condition.territory": "--territory",
    "condition.version": "--version-of-title",
}
"""The option that states what a condition asks for; what has none is stated in the delivery file."""


def say_with_options(remedy: Message) -> str:
    """Return a remedy in English, with the options that do it in brackets."""
    codes = tuple(codes_within(remedy))
    options = [REMEDY_OPTIONS[code] for code in codes if code in REMEDY_OPTIONS]
    if "remedy.state-what-applies" in codes:
        options += [STATED_BY[code] for code in codes if code in STATED_BY]
    said = say(remedy)
    return f"{said} ({'; '.join(dict.fromkeys(options))})" if options else said
