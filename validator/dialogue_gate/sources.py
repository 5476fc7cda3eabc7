"""What is given to tell dialogue by, and the reason where nothing could."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from validator.progress import unseen
from validator.scan.driver import ScanOptions, scanned

if TYPE_CHECKING:
    from specs.message import Message
    from validator.audio.programme import Programme
    from validator.progress import Show
    from validator.scan.driver import Take


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
class DialogueScans:
    """How what comes beside a mix is scanned.

    Attributes:
        options: How the mix was scanned.
        show: Begins a progress line.
        take: Gives the table of a programme.
        background: Whether the background under the speech is read even where that takes a further read of the files:
            with a stem and no M&E.
    """

    options: ScanOptions = field(default_factory=ScanOptions)
    show: Show = unseen
    take: Take = scanned
    background: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDialogue:
    """Why dialogue could not be separated from the rest.

    Attributes:
        reason: As `validator.dialogue_gate.reasons.joined_reasons` returns it.
    """

    reason: Message
