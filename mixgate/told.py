"""What the operator says about a mix on the command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specs.delivery import ProgrammeFacts

if TYPE_CHECKING:
    from specs.requirements.requirement import Version
    from specs.vocabulary import Layout, MixKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the operator said on the command line; None where nothing was said.

    Attributes:
        layout: What the channels are.
        kind: What the mix is.
        version: Original or dub.
        language: BCP 47 tag.
        programme: What is known about the picture and the production.
        action_is_whole: True where the file runs from the first to the last frame of action.
    """

    layout: Layout | None = None
    kind: MixKind | None = None
    version: Version | None = None
    language: str | None = None
    programme: ProgrammeFacts = field(default_factory=ProgrammeFacts)
    action_is_whole: bool = False
