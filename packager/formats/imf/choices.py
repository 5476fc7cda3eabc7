"""What is asked of an IMF package beside what is asked of any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LENGTHS: Final = frozenset({"pad", "trim"})
"""What may be permitted where sound is not as long as the picture: silence at the end, or an earlier end."""

LEFT_OUT: Final = {
    "markers": frozenset({"MarkerSequence"}),
    "text": frozenset(
        {
            "SubtitlesSequence",
            "HearingImpairedCaptionsSequence",
            "VisuallyImpairedTextSequence",
            "ForcedNarrativeSequence",
            "CommentarySequence",
            "KaraokeSequence",
        }
    ),
}
"""Sequences by what people call them (SMPTE ST 2067-2, sequences of timed text; ST 2067-3, markers)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImfChoices:
    """What an IMF package shall be.

    Attributes:
        composition: Which composition of the original is dubbed: its id, title or file; None where there is only one.
        replacing: A supplemental package in which the new sound replaces that of its language, soundfield and kind.
        complete: True to copy picture, text and all else that the compositions play into the package.
        picture: A picture track file to be played, where there is no original package.
        lengths: What is permitted where sound is not as long as the picture; of `LENGTHS`.
        left_out: What does not stay of the original; of `LEFT_OUT`.
        client: Id of the client profile that the package is to keep.
    """

    composition: str | None = None
    replacing: Path | None = None
    complete: bool = False
    picture: Path | None = None
    lengths: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    client: str | None = None

    @property
    def sequences_left_out(self) -> frozenset[str]:
        """Names of the sequences that do not stay."""
        return frozenset(name for one in self.left_out for name in LEFT_OUT[one])


def words_of(given: Sequence[str], known: Sequence[str] | frozenset[str], what: str) -> frozenset[str]:
    """Return words that were given one by one or with commas between.

    Raises:
        UsageError: One that is not known.
    """
    words = [word.strip() for text in given for word in text.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise UsageError(f"{what} cannot be this.", found=word, expected=" or ".join(sorted(known)))
    return frozenset(words)
