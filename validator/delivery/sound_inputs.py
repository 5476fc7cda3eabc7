"""What paths hold: files, or the programmes of a folder, with mono files put together into sets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from validator.audio.roles import role_of_name
from validator.audio.sound_file import container_of, open_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SUFFIXES: Final = (".wav", ".wave", ".bwf", ".rf64", ".bw64", ".w64", ".aif", ".aiff", ".aifc", ".caf", ".flac", ".au")
"""Endings that promise sound: such a file is listed even if its content then cannot be read, and so cannot hide."""

_PAIRS: Final = (frozenset({"L", "R"}), frozenset({"Lt", "Rt"}), frozenset({"M1", "M2"}))
"""Alike names are a set where they hold one of these pairs, whole."""

_ENOUGH: Final = 3
"""So many channels under one name are a set even without a pair: one of which a file is missing, and which says so."""


def find_inputs(paths: Path | str | Sequence[Path | str]) -> tuple[tuple[Path, ...], ...]:
    """Expand paths into programmes.

    A file is taken as it is. In a folder, and the folders in it, every file that begins as a sound file does or is
    named like one is found, sorted by name; hidden files are not. Mono files of one folder whose names differ in the
    channel label only are one programme when a pair (L and R) is among them, or three of them.

    Args:
        paths: One path or several, files and folders mixed. A file met twice counts once.

    Returns:
        For each programme the paths for `validator.audio.programme.open_programme`, in the order of its first file.

    Raises:
        MediaError: A folder that cannot be read, or one without sound files.
    """
    given = [Path(paths)] if isinstance(paths, (str, Path)) else [Path(path) for path in paths]
    sounds = [sound for place in given for sound in (_sounds_of_folder(place) if place.is_dir() else [place])]
    return tuple(_grouped(tuple(dict.fromkeys(sounds))))


def _sounds_of_folder(folder: Path) -> list[Path]:
    sounds = sorted(_sounds_below(folder))
    if not sounds:
        raise MediaError("The folder holds no sound files.", where=str(folder))
    return sounds


def _sounds_below(folder: Path) -> Iterator[Path]:
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


def _grouped(sounds: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Programmes in the order of their first file."""
    sets: dict[tuple[Path, str] | Path, dict[Path, str]] = {}
    for path in sounds:
        named = role_of_name(path)
        if named is None or not _may_be_mono(path):
            sets[path] = {path: ""}
        else:
            sets.setdefault((path.parent, named[0]), {})[path] = named[1]
    programmes = [programme for members in sets.values() for programme in _set_or_single_files(members)]
    place = {path: index for index, path in enumerate(sounds)}
    return sorted(programmes, key=lambda programme: place[programme[0]])


def _set_or_single_files(members: Mapping[Path, str]) -> list[tuple[Path, ...]]:
    # Two files of one label stay in their set, which is refused, naming them, when it is opened.
    labels = set(members.values())
    if any(pair <= labels for pair in _PAIRS) or len(labels) >= _ENOUGH:
        return [tuple(members)]
    return [(path,) for path in members]


def _may_be_mono(path: Path) -> bool:
    try:
        return open_file(path).facts.channel_count == 1
    except MediaError:
        # A broken member stays in its set, so that the set says what is wrong with it.
        return True
