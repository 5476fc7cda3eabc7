"""What a file says of a mix that it holds beside others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specs.statements.statement import FilePart
    from specs.vocabulary import MixKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPart:
    """A part of a file, and what the file says of it.

    Attributes:
        part: The part.
        kind: What it is; None where the file does not say.
        language: BCP 47 tag; None where the file does not say.
        dialogue, me: The parts of the same file that tell its dialogue from the rest; None where there is none.
    """

    part: FilePart
    kind: MixKind | None = None
    language: str | None = None
    dialogue: FilePart | None = None
    me: FilePart | None = None
