"""How many words two names have in common: which of several versions a file belongs to, where nothing else tells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from validator.names.words import composed, fold

_WORD: Final = re.compile(r"[^\W_]+")


def shared_words(one: str, other: str) -> int:
    """Count the different words that two paths have in common.

    `Film_DE_25fps_51` has three in common with `Film_EN_25fps_51`, and two with `Film_EN_24fps_51`.
    """
    return len(_words(one) & _words(other))


@lru_cache(maxsize=4096)
def _words(path: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(composed(path))))
