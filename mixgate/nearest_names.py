"""The names nearest to a word that is none of them, for whoever mistyped or used the word of another house."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAID_FOR_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "pm": ("printmaster",),
    "print": ("printmaster",),
    "mix": ("printmaster",),
    "master": ("printmaster",),
    "m&e": ("me",),
    "mne": ("me",),
    "dme": ("dialogue", "music", "effects"),
    "dx": ("dialogue",),
    "dia": ("dialogue",),
    "dialog": ("dialogue",),
    "vo": ("narration",),
    "mx": ("music",),
    "mus": ("music",),
    "fx": ("effects",),
    "sfx": ("effects",),
    "ad": ("audio-description",),
    "spot": ("commercial",),
    "promo": ("trailer", "commercial"),
}
"""What studios write on their bounces, with the kinds that it means."""

_MOST: Final = 3
_CUTOFF: Final = 0.5


def nearest(word: str, names: Sequence[str], said: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return the names nearest to a word, joined by "or"; all of them where none is near.

    Args:
        word: What was typed.
        names: What exists.
        said: Words of the field that stand for some of the names.
    """
    wanted = word.casefold()
    found = list((said or {}).get(wanted, ()))
    if not found:
        found = [name for name in names if wanted and name.casefold().startswith(wanted)][:_MOST]
    if not found:
        found = [name for name in names if wanted and wanted in name.casefold()][:_MOST]
    if not found:
        found = difflib.get_close_matches(wanted, names, n=_MOST, cutoff=_CUTOFF)
    return " or ".join(found or names)
