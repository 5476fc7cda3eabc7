"""The files of a package on their way into its stage: written once, digested meanwhile."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packager.fixity.listing import Listed
from packager.fixity.member import path_fault
from packager.staging import unwritable
from specs.errors import MediaError, UsageError
from validator.audio.digests import DigestSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from packager.staging import Stage

_BLOCK_BYTES: Final = 4 << 20


class MemberWriter:
    """Writes the files of a package.

    Args:
        stage: Of the package's folder.
        algorithms: Digests made of everything that is written, while it is written.
    """

    def __init__(self, stage: Stage, algorithms: Sequence[str]) -> None:
        self.folder = stage.place
        self._target = stage.target
        self._algorithms = tuple(algorithms)

    def write(self, path: str, content: bytes) -> Listed:
        """Write a file and return its size and digests.

        Raises:
            UsageError: The path is not allowed in a package.
            RefusedError: The disk is full or cannot be written.
        """
        return self._write(path, iter((content,)), None)

    def copy(self, source: Path, path: str, progress: Callable[[int], None] | None = None) -> Listed:
        """Copy a file byte for byte, read once, and return its size and digests. Holds one block of 4 MiB.

        Args:
            source: Only ever read.
            path: Its path in the package.
            progress: Called with the bytes copied of this file so far.

        Raises:
            UsageError: The path is not allowed in a package.
            MediaError: The source cannot be read.
            RefusedError: The disk is full or cannot be written.
        """
        return self._write(path, _blocks_of(source), progress)

    def move(self, source: Path, path: str, digests: Mapping[str, str]) -> Listed:
        """Move a file that was made for the package into it, and return its size and digests.

        Args:
            source: On the disk of the package; it is gone from there.
            path: Its path in the package.
            digests: Those of the file, made when it was read back.

        Raises:
            UsageError: The path is not allowed in a package.
            RefusedError: The disk cannot be written.
        """
        place = self._place(path)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            source.rename(place)
            size = place.stat().st_size
        except OSError as error:
            raise unwritable(error, self._target / path) from error
        return Listed(size_bytes=size, digests={name: digests[name] for name in self._algorithms})

    def date(self, moment: datetime) -> None:
        """Give every file and folder of the package one time of modification.

        Raises:
            RefusedError: The disk cannot be written.
        """
        seconds = moment.timestamp()
        try:
            for folder, _, names in os.walk(self.folder, topdown=False):
                for place in (*(Path(folder, name) for name in names), Path(folder)):
                    os.utime(place, (seconds, seconds))
        except OSError as error:
            raise unwritable(error, self._target) from error

    def _write(self, path: str, blocks: Iterator[bytes], progress: Callable[[int], None] | None) -> Listed:
        place = self._place(path)
        size = 0
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with DigestSet(self._algorithms) as digests, place.open("xb") as file:
                digests.begin(place)
                for block in blocks:
                    file.write(block)
                    digests.update_and_wait(place, block)
                    size += len(block)
                    if progress is not None:
                        progress(size)
                digests.finish(place)
                return Listed(size_bytes=size, digests=digests.results()[place])
        except OSError as error:
            raise unwritable(error, self._target / path) from error

    def _place(self, path: str) -> Path:
        fault = path_fault(path)
        if fault is not None:
            raise UsageError("A file cannot have this name in a package.", found=path, expected=f"another: {fault}")
        return self.folder / path


def _blocks_of(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK_BYTES):
                yield block
    except OSError as error:
        raise MediaError("The file cannot be read.", where=str(source), found=error.strerror) from error
