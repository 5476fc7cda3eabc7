"""What a correction is for: the demand that it serves, or who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.rules import RULES
from validator.rules.house import TITLES as HOUSE_TITLES

if TYPE_CHECKING:
    from specs.message import Message

ASKED_FOR: Final = message("plan.asked-for")
THE_COMPARISON: Final = message("plan.the-comparison")
HEAD_MOVES_START: Final = message("plan.head-moves-start")
NEW_VALUES: Final = message("plan.new-values")
AFTER_LIMITING: Final = message("plan.after-limiting")


def demanded(key: str, rule: str | None = None) -> Message:
    """Return a demand: its title with its key, which is that of its rule unless the sheet gives it one of its own.

    Args:
        key: The requirement's key.
        rule: Its kind; None where it is not at hand.
    """
    kind = rule or key
    title = RULES[kind].title if kind in RULES else HOUSE_TITLES.get(kind)
    return message("plan.demand-by-key", key=key) if title is None else message("plan.demand", title=title, key=key)
