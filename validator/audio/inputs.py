"""What a path holds: one file, or the programmes of a folder, with mono files put together into sets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from validator.audio.roles import role_of_name
from validator.audio.sound_file import container_of, open_file

if TYPE_CHECKING:
    from collections.abc import Iterable

SUFFIXES: Final = (".wav", ".wave", ".bwf", ".rf64", ".bw64", ".w64", ".aif", ".aiff", ".aifc", ".caf", ".flac", ".au")
"""Endings that promise sound: such a file is listed even if its content then cannot be read, and so cannot hide."""

_PAIRS: Final = (frozenset({"L", "R"}), frozenset({"Lt", "Rt"}), frozenset({"M1", "M2"}))
"""Every set of mono files holds one of these pairs; without one, alike names are no set."""


def find_inputs(*paths: Path | str) -> tuple[tuple[Path, ...], ...]:
    """Expand paths into programmes.

    A file is one programme. In a folder, and the folders in it, every file that begins as a sound file does or is named
    like one is found; hidden files are not. Mono files of one folder whose names differ in the channel label only are
    one programme when a pair (L and R) is among them, whether they were found or named.

    Returns:
        For each programme the paths for `validator.audio.programme.open_programme`, sorted by name.

    Raises:
        MediaError: A folder that cannot be read, or one without sound files.
    """
    sounds: dict[Path, None] = {}
    for place in (Path(path) for path in paths):
        # Whether a named file is there and sound is said in full when it is opened.
        found = sorted(_sounds_below(place)) if place.is_dir() else [place]
        if not found:
            raise MediaError("The folder holds no sound files.", where=str(place))
        sounds |= dict.fromkeys(found)
    return tuple(sorted(_grouped(sounds)))


def _sounds_below(folder: Path) -> Iterable[Path]:
    for parent, folders, names in os.walk(folder, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]
        for name in names:
            path = Path(parent, name)
            if not name.startswith(".") and _is_sound(path):
                yield path


def _unreadable(error: OSError) -> None:
    raise MediaError("The folder cannot be read.", where=error.filename, found=error.strerror) from error


def _is_sound(path: Path) -> bool:
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        return path.is_file() and container_of(path) is not None
    except OSError:
        # Without a sound file's name and not readable: nothing says that it is one.
        return False


def _grouped(sounds: Iterable[Path]) -> list[tuple[Path, ...]]:
    sets: dict[tuple[Path, str], list[tuple[str, Path]]] = {}
    alone: list[tuple[Path, ...]] = []
    for path in sounds:
        named = role_of_name(path)
        if named is None or not _may_be_mono(path):
            alone.append((path,))
            continue
        stem, label = named
        sets.setdefault((path.parent, stem), []).append((label, path))
    for members in sets.values():
        # Two files of one label stay in their set too, which is refused, naming them, when it is opened.
        paths = tuple(path for _, path in members)
        whole = any(pair <= {label for label, _ in members} for pair in _PAIRS)
        alone.extend([paths] if whole else [(path,) for path in paths])
    return alone


def _may_be_mono(path: Path) -> bool:
    try:
        return open_file(path).facts.channel_count == 1
    except MediaError:
        # A broken member stays in its set, so that the set says what is wrong with it.
        return True
