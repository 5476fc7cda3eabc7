"""The options and commands that help with an error or do what a remedy says.

The library names none, so that other programs can show its errors, and reports name none, as their readers may have no
terminal. A hint follows the sentence in brackets: "State the layout of this file, for example 5.1 (--layout 5.1)."
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import codes_within
from validator.catalogue import say

if TYPE_CHECKING:
    from specs.message import Message

HINTS: Final[dict[str, str]] = {
    "action.invalid": "--action 01:00:00:00-01:42:10:12",
    "correction.not-permitted": "--permit transparent,level,processing; --whole-ends; --most-gain",
    "deliverable.none-of-this-kind": "--deliverable, --kind",
    "delivery.invalid": "mixgate sheets schema delivery",
    "gain.large": "--most-gain",
    "layout.incomplete": "--layout",
    "layout.other-channel-count": "--layout 5.1",
    "markers.binary": "--out FILE",
    "markers.file-exists": "--overwrite",
    "markers.mix-missing": "--mix",
    "markers.no-findings": "mixgate judge FILE --sheet ID --json FILE",
    "markers.picture-rate-missing": "--rate 24000/1001",
    "markers.several-files": "--out FILE",
    "measurements.invalid": "mixgate measure INPUT --json FILE",
    "measurements.other-version": "mixgate check INPUT --sheet ID --json FILE",
    "package.litter": "mixgate package clean PACKAGE --remove",
    "package.names-alike": "--name",
    "package.nothing-judged": "--sheet, --kind",
    "package.no-picture": "--ancestor DIR or --picture MXF",
    "package.other-length": "--fit pad,trim",
    "package.rejected": "--allow-rejected",
    "package.title-missing": "--title",
    "package.which-composition": "--composition ID",
    "package.unreadable-lists": "mixgate verify PACKAGE --fixity-only",
    "picture-rate.missing": "--picture-rate 25",
    "rule.not-found": "mixgate explain",
    "sheet.invalid": "mixgate sheets schema",
    "sheet.not-found": "mixgate sheets list",
    "sheet.not-of-this-version": "--sheet FILE",
    "stage.left-behind": "mixgate package clean FOLDER --remove",
}
"""By the code of the error; of an option also an example of its value, where one fits every case."""


_GUIDE: Final = "--dialogue FILE or --me FILE"
_LAYOUT: Final = "--layout 5.1"
_AGAINST: Final = "mixgate fix --against ORIGINAL"

REMEDY_HINTS: Final = {
    "comparison.repair.speed": "mixgate fix --to-picture-rate RATE --pitch follows",
    "comparison.repair.order": _AGAINST,
    "comparison.repair.earlier": _AGAINST,
    "comparison.repair.later": _AGAINST,
    "comparison.repair.polarity": f"{_AGAINST} --permit transparent,level",
    "comparison.repair.cut-out": f"{_AGAINST} --permit transparent,processing",
    "remedy.exchange-channels": "mixgate fix --layout LAYOUT",
    "remedy.give-dialogue-guide": _GUIDE,
    "remedy.measure-dialogue": _GUIDE,
    "remedy.give-me": "--me FILE",
    "remedy.check-me": "--dialogue FILE",
    "remedy.state-layout": _LAYOUT,
    "remedy.state-layout-and-mask": _LAYOUT,
    "remedy.state-original-language": "--original-language en-US",
    "remedy.state-picture-rate": "--picture-rate 24000/1001",
    "remedy.state-picture-start": "--start-timecode 01:00:00:00",
    "remedy.state-picture-length": "--picture-frames N --picture-rate 24000/1001",
    "remedy.state-first-frame-of-action": "--action 01:00:00:00-01:42:10:12 --picture-rate 24000/1001",
    "remedy.state-action": "--action 01:00:00:00-01:42:10:12 --picture-rate 24000/1001, or --action whole",
    "remedy.check-segments": "--picture-rate 24000/1001",
    "remedy.measure-quasi-peak": "mixgate measure --quasi-peak IIa",
    "remedy.measure-lfe-bands": "mixgate measure --lfe-bands",
    "remedy.measure-fold-down": "mixgate measure --fold-down LoRo",
    "remedy.state-calibration": "--leqm-calibration 85@-20",
}
"""By the code of a remedy."""

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


def with_hint(next_step: str | None, code: str | None) -> str | None:
    """Return what to do, with the option or the command that does it after it; None where nothing is to be done."""
    hint = None if code is None else HINTS.get(code)
    if next_step is None or hint is None:
        return next_step
    return _with_brackets(next_step, hint)


def say_with_hint(remedy: Message) -> str:
    """Return a remedy in English, with the options that do what it and the remedies in it say."""
    codes = tuple(codes_within(remedy))
    hints = [REMEDY_HINTS[code] for code in codes if code in REMEDY_HINTS]
    if "remedy.state-what-applies" in codes:
        hints += [STATED_BY[code] for code in codes if code in STATED_BY]
    said = say(remedy)
    return _with_brackets(said, "; ".join(dict.fromkeys(hints))) if hints else said


def _with_brackets(sentence: str, hint: str) -> str:
    return f"{sentence} ({hint})" if sentence.endswith("。") else f"{sentence.removesuffix('.')} ({hint})."
