"""What is given to tell dialogue by, and the reason where nothing could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specs.message import Message
    from validator.audio.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueSources:
    """What can tell the dialogue of a mix from the rest.

    Attributes:
        stem: Its dialogue stem.
        me: Its M&E.
        detector: Whether a speech detector may guess where neither is there, or fits.
    """

    stem: Programme | None = None
    me: Programme | None = None
    detector: bool = False

    @property
    def nothing(self) -> bool:
        """True where nothing can tell."""
        return self.stem is None and self.me is None and not self.detector


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDialogue:
    """Why dialogue was not told from the rest.

    Attributes:
        reason: As `validator.dialogue.reasons.joined_reasons` returns it.
    """

    reason: Message
