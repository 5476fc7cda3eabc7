"""What a receiver states about deliveries of others: facts of the programme that he knows, and what he forgives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, ValidationError

from specs.errors import DeliveryError
from specs.models import FrozenModel
from specs.statements.delivery import KnownWaiver
from specs.statements.programme import ProgrammeFacts
from specs.toml_files import read_toml
from specs.vocabulary import MixKind, parse_language_tag

if TYPE_CHECKING:
    from pathlib import Path


class ReceiverFile(FrozenModel):
    """A file of the one who judges, apart from what was handed in.

    Attributes:
        programme: What he knows of the programme; it overrules the sender.
        original_language: BCP 47 tag of the original version; None where he leaves that open. Which version a mix is
            follows from it and from nothing that a sender says.
        takes_unjudged: Kinds of mixes that he takes though no sheet is held against them.
        waivers: What he forgives.
    """

    programme: ProgrammeFacts | None = None
    original_language: Annotated[str, AfterValidator(parse_language_tag)] | None = None
    takes_unjudged: tuple[MixKind, ...] = ()
    waivers: tuple[KnownWaiver, ...] = ()


def load_receiver_file(path: Path) -> ReceiverFile:
    """Load a receiver's file.

    Raises:
        DeliveryError: Missing, not TOML, or refused; the message names file and key.
    """
    table, content = read_toml(path, DeliveryError)
    try:
        return ReceiverFile.model_validate(table)
    except ValidationError as error:
        from specs.refusals import refusal_text, validation_faults  # noqa: PLC0415  only a refused file needs it

        faults = validation_faults(error, ReceiverFile)
        found = refusal_text(faults, table, content)
        raise DeliveryError("The receiver's file is refused.", where=str(path), found=found) from error
