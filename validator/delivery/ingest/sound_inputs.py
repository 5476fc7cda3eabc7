"""What paths hold: files, or the programmes of a folder, with mono files put together into sets."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from specs.message import message
from validator.audio.sound_file import container_of, open_file
from validator.delivery.ingest.hidden_places import is_hidden
from validator.names.read import read_names
from validator.names.sisters import sets_of
from validator.names.words import SOUND_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.message import Message
    from validator.names.reading import NameReading

SUFFIXES: Final = SOUND_ENDINGS
"""Endings that promise sound: such a file is listed even if its content then cannot be read, and so cannot hide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableInput:
    """A place that could not be searched.

    Attributes:
        path: A folder, or a file that may be sound.
        reason: Why.
    """

    path: Path
    reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundInputs:
    """What paths hold.

    Attributes:
        programmes: For each programme its paths, for `validator.audio.programme.open_programme`, in the order of its
            first file. A file with the name of a sound file is among them whether it can be read or not.
        readings: What the name of each of these files says.
        unreadable: Folders that cannot be read or hold no sound, and files of other names that cannot be opened.
    """

    programmes: tuple[tuple[Path, ...], ...]
    readings: dict[Path, NameReading]
    unreadable: tuple[UnreadableInput, ...]


def find_inputs(paths: Path | str | Sequence[Path | str]) -> tuple[tuple[Path, ...], ...]:
    """Expand paths into programmes, or refuse what cannot be searched. See `search_inputs`.

    Raises:
        MediaError: A folder that cannot be read, or one without sound files.
    """
    found = search_inputs(paths)
    for place in found.unreadable:
        if place.reason.code == "inputs.folder-unreadable":
            why = str(place.reason.arguments["why"])
            raise MediaError("The folder cannot be read.", where=str(place.path), found=why)
        if place.reason.code == "inputs.folder-without-sound":
            raise MediaError("The folder holds no sound files.", where=str(place.path))
    return found.programmes


def search_inputs(paths: Path | str | Sequence[Path | str]) -> FoundInputs:
    """Expand paths into programmes; what cannot be searched is listed and does not stop the rest.

    A file is taken as it is. In a folder, and the folders in it, every file that begins as a sound file does or is
    named like one is found, sorted by name; hidden files are not. Mono files of one folder whose names differ in the
    channel label only are one programme when a pair (L and R) is among them, or three of them.

    Args:
        paths: One path or several, files and folders mixed. A file met twice counts once.
    """
    given = [Path(paths)] if isinstance(paths, (str, Path)) else [Path(path) for path in paths]
    search = _Search()
    for place in given:
        if place.is_dir():
            search.folder(place)
        else:
            search.sounds[place] = None
    readings = read_names(tuple(search.sounds))
    return FoundInputs(
        programmes=tuple(_grouped(tuple(search.sounds), {path: readings[path] for path in search.sounds})),
        readings={path: readings[path] for path in search.sounds},
        unreadable=tuple(search.unreadable),
    )


def language_in_header(paths: Sequence[Path]) -> str | None:
    """Return the language that the header of a programme's first file states; None where it states none."""
    try:
        return open_file(paths[0]).facts.language
    except MediaError:
        return None  # it is reported when it is measured


@dataclass(slots=True)
class _Search:
    """Files found so far, in order, each once."""

    sounds: dict[Path, None] = field(default_factory=dict)
    unreadable: list[UnreadableInput] = field(default_factory=list)

    def folder(self, folder: Path) -> None:
        """Search a folder and the folders in it."""
        unreadable_before = len(self.unreadable)
        sounds = sorted(self._below(folder))
        self.sounds |= dict.fromkeys(sounds)
        if not sounds and len(self.unreadable) == unreadable_before:
            self.unreadable.append(UnreadableInput(path=folder, reason=message("inputs.folder-without-sound")))

    def _below(self, folder: Path) -> Iterator[Path]:
        for parent, folders, names in os.walk(folder, onerror=self._not_searched):
            folders[:] = sorted(name for name in folders if not is_hidden(name))
            for name in sorted(names):
                path = Path(parent, name)
                if not name.startswith(".") and self._is_sound(path):
                    yield path

    def _not_searched(self, error: OSError) -> None:
        why = error.strerror or type(error).__name__
        path = Path(os.fsdecode(error.filename))
        self.unreadable.append(UnreadableInput(path=path, reason=message("inputs.folder-unreadable", why=why)))

    def _is_sound(self, path: Path) -> bool:
        if path.suffix.lower() in SUFFIXES:
            return True
        try:
            return path.is_file() and container_of(path) is not None
        except OSError as error:
            # Without a sound file's name and not readable: nothing says that it is one, and nothing that it is not.
            why = error.strerror or type(error).__name__
            self.unreadable.append(UnreadableInput(path=path, reason=message("inputs.file-unreadable", why=why)))
            return False


def _grouped(sounds: Sequence[Path], readings: dict[Path, NameReading]) -> list[tuple[Path, ...]]:
    """Programmes in the order of their first file."""
    of_channels = {path: readings[path] for path in sounds if readings[path].channel is not None and _may_be_mono(path)}
    sets = sets_of(of_channels)
    in_sets = {path for group in sets for path in group}
    place = {path: index for index, path in enumerate(sounds)}
    programmes = [*sets, *((path,) for path in sounds if path not in in_sets)]
    return sorted(programmes, key=lambda programme: place[programme[0]])


def is_mono(path: Path) -> bool:
    """Say whether a file can be read and has one channel."""
    try:
        return open_file(path).facts.channel_count == 1
    except MediaError:
        return False


def _may_be_mono(path: Path) -> bool:
    try:
        return open_file(path).facts.channel_count == 1
    except MediaError:
        # A broken member stays in its set, so that the set says what is wrong with it.
        return True
