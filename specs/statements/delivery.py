"""What is delivered: a title, its files, their roles and languages, and what has been waived."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from specs.errors import DeliveryError
from specs.models import FrozenModel
from specs.statements.programme import ProgrammeFacts
from specs.statements.waiver import Waiver
from specs.toml_files import read_toml
from specs.vocabulary import MixKind, Version, parse_language_tag, parse_layout, speaker

if TYPE_CHECKING:
    from pathlib import Path


def _known_layout(name: str) -> str:
    return parse_layout(name).name


_OUTSIDE: Final = re.compile(r"^(/|\\|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)")


def _stays_inside(text: str) -> str:
    if not text or "\0" in text or _OUTSIDE.search(text):
        message = "a path of a delivery stays inside the delivery's folder"
        raise ValueError(message)
    return text


_InsidePath = Annotated[str, AfterValidator(_stays_inside)]


MOST_REELS: Final = 99
"""Names of reels have two digits; a film has five or six, a long one twelve."""


class DeliveredFile(FrozenModel):
    """One mix of the delivery: one interleaved file, or a set of mono files.

    Attributes:
        path: The interleaved file, relative to the delivery file.
        part: Which mix of a file that holds several: `2.0` of a `5.1+2.0`; None for all of them, each as one mix.
        channels: For a mono set instead: channel label to path.
        kind: What it is.
        language: BCP 47 tag; None for mixes without language (M&E).
        version: Original or dub; None means: dub, where the language differs from the original's.
        layout: Layout name or labels; None leaves it to the file's own labels. `5.1+2.0` is that of a file which holds
            two mixes.
        name: How reports call it; None means its file name.
        reel: Number of the reel, from 1, where the programme comes in reels: the reels of one kind, language and layout
            are one programme for loudness, and each is on its own for sync.
        episode: Which episode of a season, or which of several titles, it belongs to: mixes are held against those of
            their own episode, and against those that state none.
    """

    path: _InsidePath | None = None
    part: str | None = None
    channels: dict[str, _InsidePath] | None = None
    kind: MixKind = MixKind.PRINTMASTER
    language: Annotated[str, AfterValidator(parse_language_tag)] | None = None
    version: Version | None = None
    layout: Annotated[str, AfterValidator(_known_layout)] | None = None
    name: str | None = None
    reel: int | None = Field(default=None, ge=1, le=MOST_REELS)
    episode: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.path is None) == (not self.channels):
            message = "give a path, or channels (label = path), not both"
            raise ValueError(message)
        if self.part is not None and self.path is None:
            message = "a part is one of the mixes of an interleaved file: give its path"
            raise ValueError(message)
        labels = [speaker(label).label for label in self.channels or {}]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            message = f"two files are named for the channel {', '.join(twice)}"
            raise ValueError(message)
        return self


def _known_rule(rule: str) -> str:
    """Return the id of a rule.

    Raises:
        ValueError: There is no such rule; the message names those that are near.
    """
    # Only a waiver needs to know every rule there is; a file that is only measured has none.
    from specs.requirements import RULE_IDS  # noqa: PLC0415
    from specs.unasked_rules import FOR_WAIVERS, NEVER_WAIVED  # noqa: PLC0415

    if rule in NEVER_WAIVED:
        message = f"'{rule}' cannot be waived: it says what the bytes are, or that a waiver does not hold"
        raise ValueError(message)
    known = (*RULE_IDS, *FOR_WAIVERS)
    if rule not in known:
        near = difflib.get_close_matches(rule, known, n=3, cutoff=0.4)
        message = f"there is no rule '{rule}'" + (f"; did you mean {' or '.join(near)}?" if near else "")
        raise ValueError(message)
    return rule


class KnownWaiver(Waiver):
    """A waiver as somebody writes it down: of a rule that exists.

    A saved one stays a `Waiver`, since its rule may be of another edition of mixgate.
    """

    rule: Annotated[str, AfterValidator(_known_rule)] | None = None


MAXIMUM_FILES: Final = 2000
"""Mixes of one delivery: thirty languages of a season of ten fit in six times over; more is a mistake or an attack."""


class Delivery(FrozenModel):
    """A title and everything delivered for it.

    Attributes:
        title: Title of the programme.
        original_language: BCP 47 tag of the original version.
        programme: What is known about it.
        files: The mixes.
        waivers: What has been forgiven.
    """

    title: str
    original_language: Annotated[str, AfterValidator(parse_language_tag)] | None = None
    programme: ProgrammeFacts = ProgrammeFacts()
    files: tuple[DeliveredFile, ...] = Field(min_length=1, max_length=MAXIMUM_FILES)
    waivers: tuple[KnownWaiver, ...] = ()


def load_delivery(path: Path) -> Delivery:
    """Load a delivery file.

    Raises:
        DeliveryError: Missing, not TOML, or refused; the message names file and key.
    """
    table, content = read_toml(path, DeliveryError)
    try:
        return Delivery.model_validate(table)
    except ValidationError as error:
        from specs.refusals import refusal_text, validation_faults  # noqa: PLC0415  only a refused file needs it

        found = refusal_text(validation_faults(error, Delivery), table, content)
        raise DeliveryError(
            "The delivery is refused.",
            where=str(path),
            found=found,
            next_step="Compare it with the JSON Schema of delivery files.",
            code="delivery.invalid",
        ) from error
