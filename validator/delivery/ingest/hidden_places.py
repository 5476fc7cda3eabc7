"""Hidden files and folders of a delivery: no mix is looked for in them, and sound in them is sound that nobody judged.

| in the folder                                             | mixes are looked for | sound there is told |
|-----------------------------------------------------------|----------------------|---------------------|
| a folder, a file                                          | yes                  | unless it is listed |
| a hidden folder (`.old`), a hidden file (`.film.wav`)     | no                   | yes                 |
| what a system or a program keeps for itself (`IGNORED`)   | no                   | by its count        |
| half of a file of macOS (`._film.wav`), `.DS_Store`       | no                   | where it is sound   |
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IGNORED: Final = (
    *(".git", ".hg", ".svn"),
    *(".Trash", ".Trash-*", ".Trashes", "$RECYCLE.BIN", "System Volume Information"),
    *(".Spotlight-V100", ".fseventsd", ".TemporaryItems", ".DocumentRevisions-V100"),
    *(".AppleDouble", ".AppleDB", ".AppleDesktop", "__MACOSX"),
    *(".mixgate", ".*.mixgate-stage-*"),
)
"""Names of folders: of version control, of wastebaskets, of macOS (its indexes, its halves of files elsewhere),
and what a run of this program that was killed left behind."""

HALVES: Final = ("._*", ".DS_Store")
"""Names of files that macOS writes beside others; what they hold says whether they are that."""


def is_ignored(folder: str) -> bool:
    """Say whether a folder of this name is passed over: nobody means it as a part of a delivery."""
    return any(fnmatchcase(folder, pattern) for pattern in IGNORED)


def is_hidden(name: str) -> bool:
    """Say whether a file or folder of this name is one in which no mix is looked for."""
    return name.startswith(".") or is_ignored(name)


def is_half(file: str) -> bool:
    """Say whether a file has a name that macOS gives to what is no file of its own."""
    return any(fnmatchcase(file, pattern) for pattern in HALVES)


def walked(
    folder: Path, not_entered: Callable[[OSError], None] | None = None
) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield every folder within that is not ignored, with its folders and files by name; links are not followed.

    Args:
        folder: Where to begin; whatever its own name.
        not_entered: Is told of folders that cannot be read; None means that they are passed over.
    """
    for parent, folders, names in os.walk(folder, onerror=not_entered):
        folders[:] = sorted(name for name in folders if not is_ignored(name))
        yield Path(parent), folders, sorted(names)


def lies_hidden(path: Path, folder: Path) -> bool:
    """Say whether a place within a folder is hidden, or lies in what is."""
    return any(is_hidden(part) for part in path.relative_to(folder).parts)


def hidden_sounds(folder: Path) -> Iterator[Path]:
    """Yield the sound files that lie hidden in a folder, in a form that is read or with the name of one."""
    from validator.audio.sound_file import container_of  # only a folder that is at hand is searched
    from validator.names.words import SOUND_ENDINGS

    for parent, _, names in walked(folder):
        for path in (parent / name for name in names):
            if not lies_hidden(path, folder) or not path.is_file():
                continue
            try:
                found = container_of(path) is not None
            except OSError:
                found = False  # what cannot be opened is told among the places that cannot be searched
            if found or (path.suffix.lower() in SOUND_ENDINGS and not is_half(path.name)):
                yield path


def passed_over_sounds(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield the outermost folders that are ignored, but for our own, and how many names of sound lie in each."""
    from validator.names.words import SOUND_ENDINGS

    for parent, folders, _ in os.walk(folder):
        ignored = sorted(name for name in folders if is_ignored(name))
        folders[:] = sorted(name for name in folders if not is_ignored(name))
        for name in ignored:
            within = (file for _, _, files in os.walk(Path(parent, name)) for file in files)
            count = sum(Path(file).suffix.lower() in SOUND_ENDINGS and not is_half(file) for file in within)
            if count and ".mixgate" not in name:
                yield Path(parent, name), count


def unreadable_hidden_folders(folder: Path) -> Iterator[Path]:
    """Yield the hidden folders that cannot be read; a search for mixes does not come upon them."""
    refused: list[Path] = []
    for _ in walked(folder, lambda error: refused.append(Path(os.fsdecode(error.filename)))):
        pass
    yield from (path for path in refused if path != folder and lies_hidden(path, folder))
