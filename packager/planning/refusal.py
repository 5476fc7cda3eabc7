"""What cannot be corrected with what is permitted, and the arithmetic that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence


class NotCorrectableError(RefusedError):
    """No permitted plan meets the demands. The message holds the arithmetic; nothing was written."""


def refused(name: str, sentences: Sequence[str]) -> NotCorrectableError:
    """Return the refusal of a mix.

    Args:
        name: The mix.
        sentences: What stands in the way, each with its arithmetic.
    """
    return NotCorrectableError(
        "This mix cannot be corrected with what is permitted.",
        where=name,
        found=" ".join(sentences),
        next_step="Permit more, or correct it in the mix.",
        code="correction.not-permitted",
    )
