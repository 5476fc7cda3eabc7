r"""Which file of a folder a list of another maker means: spellings that differ by system are one name.

| the list says              | the folder has     | it means                                          |
|----------------------------|--------------------|---------------------------------------------------|
| `sub/film.wav`             | `sub/film.wav`     | that file                                         |
| `./sub/film.wav`           | `sub/film.wav`     | that file                                         |
| `sub\film.wav`             | `sub/film.wav`     | that file: Windows writes backslashes             |
| `a` and a combining accent | `á`                | that file: macOS takes names apart (Unicode NFD)  |
| `/Volumes/X/sub/film.wav`  | `sub/film.wav`     | the file with the longest common end of its path  |
| `../film.wav`              | anything           | nothing: it leads out of the folder               |
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")


class NameLookup:
    """The files of a folder by every spelling that a list may have of them.

    Args:
        paths: Every file, with "/" between the parts.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._composed = {unicodedata.normalize("NFC", path): path for path in sorted(self._paths)}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for composed, path in self._composed.items():
            self._by_name[composed.rpartition("/")[2]].append(path)

    def find(self, stated: str, bases: Iterable[str] = ("",)) -> str | None:
        """Return the file that a list means; None where there is none.

        Args:
            stated: As the list has it.
            bases: Folders that it may be relative to, each empty or ending in "/", the likeliest first.
        """
        for spelling in _spellings(stated):
            for base in bases:
                found = self._present(base + spelling)
                if found is not None:
                    return found
        return self._by_its_end(stated) if is_absolute(stated) else None

    def _present(self, path: str) -> str | None:
        if path in self._paths:
            return path
        return self._composed.get(unicodedata.normalize("NFC", path))

    def _by_its_end(self, stated: str) -> str | None:
        """Return the only file whose path ends as an absolute one does, in as many parts as possible."""
        parts = unicodedata.normalize("NFC", stated.replace("\\", "/")).split("/")
        candidates = self._by_name.get(parts[-1], [])
        for count in range(len(parts), 0, -1):
            end = "/".join(parts[-count:])
            found = [path for path in candidates if f"/{unicodedata.normalize('NFC', path)}".endswith(f"/{end}")]
            if found:
                return found[0] if len(found) == 1 else None
        return None


def is_absolute(stated: str) -> bool:
    """Say whether a list names a place on the machine where it was made."""
    return stated.startswith(("/", "\\")) or _DRIVE.match(stated) is not None


def relative_name(stated: str) -> str:
    """Return the path that a list means, of a file that is not there: with "/" and without a leading `./`."""
    plain = stated
    if "/" not in plain and "\\" in plain:
        plain = plain.replace("\\", "/")
    while plain.startswith("./"):
        plain = plain[2:]
    return unicodedata.normalize("NFC", plain)


def _spellings(stated: str) -> list[str]:
    found = [stated]
    if stated.startswith("./"):
        found.append(relative_name(stated))
    if "\\" in stated:
        found.append(relative_name(stated.replace("\\", "/")))
    return found
