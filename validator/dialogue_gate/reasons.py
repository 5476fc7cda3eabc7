"""Why no source could tell dialogue from the rest: one message, whether one source was refused or several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import Message, message

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEVERAL: Final = "dialogue.several-reasons"


def joined_reasons(refused: Sequence[Message]) -> Message:
    """Return why no source could be used: the reason of the only one, or one message that holds those of several."""
    if len(refused) > 1:
        return message(_SEVERAL, reasons=tuple(refused))
    return refused[0] if refused else message("dialogue.no-guide")


def reasons_of(joined: Message) -> tuple[Message, ...]:
    """Return the reasons that `joined_reasons` put into one, one for each source."""
    if joined.code != _SEVERAL:
        return (joined,)
    reasons = joined.arguments["reasons"]
    return tuple(reason for reason in reasons if isinstance(reason, Message)) if isinstance(reasons, tuple) else ()
