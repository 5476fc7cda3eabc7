"""What cannot be corrected with what is permitted, and the arithmetic that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specs.errors import RefusedError
from specs.message import Message, message, verbatim
from specs.models import FrozenModel
from validator.catalogue import say
from validator.languages import ENGLISH, speaking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.errors import ToolError


class Refusal(FrozenModel):
    """Why a mix is not corrected.

    Attributes:
        what: What went wrong.
        where: File or place; None where `what` says it.
        found: What stands in the way, each with its arithmetic; empty where there is nothing to show.
        expected, next_step: As of any error; None where it says nothing.
    """

    what: Message
    where: str | None = None
    found: tuple[Message, ...] = ()
    expected: Message | None = None
    next_step: Message | None = None

    def worded(self) -> dict[str, Any]:
        """Return the arguments of an error that says it, in the language that is spoken."""
        return {
            "what": say(self.what),
            "where": self.where,
            "found": " ".join(map(say, self.found)) or None,
            "expected": None if self.expected is None else say(self.expected),
            "next_step": None if self.next_step is None else say(self.next_step),
        }


class MixRefusedError(RefusedError):
    """A mix is not corrected, and nothing of it was written.

    Args:
        refusal: Why. The error itself says it in English, as every error does.
        code: Which error it is, for programs.
    """

    def __init__(self, refusal: Refusal, *, code: str | None = None) -> None:
        with speaking(ENGLISH):
            super().__init__(**refusal.worded(), code=code)
        self.refusal = refusal

    def spoken(self) -> RefusedError:
        """Return the same error, worded in the language that is spoken."""
        return RefusedError(**self.refusal.worded(), code=self.code)


class NotCorrectableError(MixRefusedError):
    """No permitted plan meets the demands. The refusal holds the arithmetic."""


def refused(name: str, found: Sequence[Message]) -> NotCorrectableError:
    """Return the refusal of a mix.

    Args:
        name: The mix.
        found: What stands in the way, each with its arithmetic.
    """
    refusal = Refusal(
        what=message("plan.not-correctable"),
        where=name,
        found=tuple(found),
        next_step=message("remedy.permit-more"),
    )
    return NotCorrectableError(refusal, code="correction.not-permitted")


def refusal_of(error: ToolError) -> Refusal:
    """Return an error as a part of a plan; what it says itself stays as it is."""
    if isinstance(error, MixRefusedError):
        return error.refusal
    return Refusal(
        what=verbatim(error.what),
        where=error.where,
        found=() if error.found is None else (verbatim(error.found),),
        expected=None if error.expected is None else verbatim(error.expected),
        next_step=None if error.next_step is None else verbatim(error.next_step),
    )
