"""Finds a file by a name that is composed in another way: NFC in a delivery file, NFD on a disk that macOS wrote."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from validator.names.words import composed

if TYPE_CHECKING:
    from pathlib import Path


def place_on_disk(folder: Path, name: str) -> Path:
    """Return where a file is that a delivery file names.

    `é` is one sign or two (Unicode Standard Annex 15), and they look the same: a name that is not there is looked for
    in its other form, folder by folder. Backslashes part folders where no file has them in its name, as in lists that
    Windows wrote.

    Args:
        folder: The delivery's folder.
        name: Path relative to it, with `/`, or with backslashes.

    Returns:
        The path that is there; `folder / name` where there is none in either form, or where two differ only in form.
    """
    wanted = folder / name
    if wanted.exists():
        return wanted
    place = folder
    for part in PurePosixPath(name.replace("\\", "/")).parts:
        if not (place / part).exists():
            alike = _alike(place, part)
            if len(alike) != 1:
                return wanted
            part = alike[0]  # noqa: PLW2901  the name that is really there
        place /= part
    return place


def _alike(folder: Path, name: str) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir() if composed(entry.name) == composed(name)]
    except OSError:
        return []
