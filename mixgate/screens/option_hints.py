"""The options and commands that help with an error: the library names none, so that other programs can show its errors.

A hint follows the next step of the error in brackets: "State the layout of this file, for example 5.1 (--layout 5.1)."
"""

from __future__ import annotations

from typing import Final

HINTS: Final[dict[str, str]] = {
    "action.invalid": "--action 01:00:00:00-01:42:10:12",
    "deliverable.none-of-this-kind": "--deliverable, --kind",
    "delivery.invalid": "mixgate sheets schema delivery",
    "layout.incomplete": "--layout",
    "layout.other-channel-count": "--layout 5.1",
    "measurements.invalid": "mixgate measure INPUT --json FILE",
    "package.litter": "mixgate package clean PACKAGE --remove",
    "package.names-alike": "--name",
    "package.nothing-judged": "--sheet, --kind",
    "package.rejected": "--allow-rejected",
    "package.title-missing": "--title",
    "package.unreadable-lists": "mixgate verify PACKAGE --fixity-only",
    "picture-rate.missing": "--picture-rate 25",
    "rule.not-found": "mixgate explain",
    "sheet.invalid": "mixgate sheets schema",
    "sheet.not-found": "mixgate sheets list",
    "sheet.not-of-this-version": "--sheet FILE",
    "stage.left-behind": "mixgate package clean FOLDER --remove",
}
"""By the code of the error; of an option also an example of its value, where one fits every case."""


def with_hint(next_step: str | None, code: str | None) -> str | None:
    """Return what to do, with the option or the command that does it after it; None where nothing is to be done."""
    hint = None if code is None else HINTS.get(code)
    if next_step is None or hint is None:
        return next_step
    return f"{next_step.removesuffix('.')} ({hint})."
