"""A place beside the target where files are made and checked, and the one step that gives them their name."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from specs.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType


class Staging:
    """A folder beside a target. A context manager: on leaving it everything that was not published is gone.

    The target is one file, or one folder for several. It appears whole, under its name, by a single step of the file
    system, or not at all: whoever kills the program at any moment finds one or the other, and at worst a folder whose
    name begins with `.mixgate-`.

    Args:
        target: The file or folder to be made; nothing of that name is there, its parent is.
        sources: Files that are read, and never written.

    Raises:
        RefusedError: Something of that name is there, the parent is not, or it cannot be written in.
    """

    def __init__(self, target: Path, sources: Iterable[Path] = ()) -> None:
        self.target = target
        for source in sources:
            if _same_place(target, source):
                raise RefusedError(
                    "The source is never written over.", where=str(target), next_step="Name another file."
                )
        if os.path.lexists(target):
            raise RefusedError(
                "There is something of that name already, and nothing is overwritten.",
                where=str(target),
                next_step="Name a file that does not exist yet.",
            )
        if not target.parent.is_dir():
            raise RefusedError("There is no such folder.", where=str(target.parent), next_step="Make it first.")

    def __enter__(self) -> Self:
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=".mixgate-", dir=self.target.parent))
        except OSError as error:
            raise write_refusal(error, self.target.parent) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def place(self) -> Path:
        """Where the target is made; it has its final name there."""
        return self.folder / self.target.name

    def publish(self) -> Path:
        """Give the target its name.

        Raises:
            RefusedError: Something of that name has appeared meanwhile, or the disk refuses.
        """
        try:
            _flush(self.place)
            if self.place.is_dir():
                _moved_once(self.place, self.target)
            else:
                _named_once(self.place, self.target)
            _flush_folder(self.target.parent)
        except FileExistsError as error:
            raise RefusedError(
                "Something of that name has appeared meanwhile, and nothing is overwritten.", where=str(self.target)
            ) from error
        except OSError as error:
            raise write_refusal(error, self.target) from error
        return self.target


def _moved_once(source: Path, target: Path) -> None:
    """A rename replaces what has the name; only an empty folder that appears in this very moment would be."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    source.rename(target)


def _named_once(source: Path, target: Path) -> None:
    """A second name for a file is refused where there is one; a rename would replace it."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems know no links.
        _moved_once(source, target)


def _same_place(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def _flush(place: Path) -> None:
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name last; not every system opens folders."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def write_refusal(error: OSError, where: Path) -> RefusedError:
    """Say in the operator's words why something could not be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return RefusedError(
            "The disk is full.", where=str(where), found=error.strerror, next_step="Make room, or name another disk."
        )
    if error.errno == errno.EFBIG:
        return RefusedError(
            "The file is larger than the disk or the system allows.", where=str(where), found=error.strerror
        )
    return RefusedError("The file cannot be written.", where=str(where), found=error.strerror or type(error).__name__)


def refuse_without_room(folder: Path, needed_bytes: int) -> None:
    """Refuse before the first byte where the disk has not enough room.

    Raises:
        RefusedError: It has not.
    """
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        raise RefusedError(
            "The disk has not enough room.",
            where=str(folder),
            found=f"{free_bytes / 1e6:.0f} MB free",
            expected=f"{needed_bytes / 1e6:.0f} MB",
            next_step="Make room, or name another disk.",
        )
