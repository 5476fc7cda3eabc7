"""A folder that appears whole or not at all: staged beside its place, synced to disk, and renamed once.

A stage is a hidden folder beside the target, `.NAME.mixgate-stage-TOKEN`. It holds `owner.json`, which the process at
work keeps locked, and `content`, which becomes the target. The lock ends with the process however it ends, so a stage
whose lock is free was left behind by a run that was killed, and can be removed.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Self

from packager.fixity.listing import Listed
from packager.fixity.member import path_fault
from specs.errors import MediaError, RefusedError, UsageError
from validator.audio.digests import DigestSet

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from types import TracebackType

OWNER: Final = "owner.json"
CONTENT: Final = "content"
REPLACED: Final = "replaced"
_NAME: Final = re.compile(r"\.(?P<target>.+)\.mixgate-stage-[0-9a-f]{16}", re.DOTALL)
_BLOCK_BYTES: Final = 4 << 20
_RESERVE_BYTES: Final = 16 << 20
"""Room for lists and reports beside the sound."""


class Stage:
    """A target folder in the making. A context manager: what was not published is gone when it is left.

    Args:
        target: The folder that is to appear; it does not exist, or is empty. Its parent exists.
        algorithms: Digests made of everything that is written, while it is written.
        stamp: Modification time given to every file and folder.
        total_bytes: What will be written at least; refused at once where the disk has not that much room.

    Raises:
        UsageError: The target exists, or its parent does not.
        RefusedError: The disk has not enough room, or cannot be written.
    """

    def __init__(self, target: Path, *, algorithms: Sequence[str], stamp: datetime, total_bytes: int = 0) -> None:
        self.target = Path(os.path.abspath(target))  # noqa: PTH100  (resolving would follow a link in its place)
        self.folder = self.target.with_name(f".{self.target.name}.mixgate-stage-{secrets.token_hex(8)}")
        self.content = self.folder / CONTENT
        self._stamp = stamp
        self._algorithms = tuple(algorithms)
        self._owner: IO[str] | None = None
        _refuse_target(self.target)
        free = shutil.disk_usage(self.target.parent).free
        if total_bytes and free < total_bytes + _RESERVE_BYTES:
            raise RefusedError(
                "The disk has not enough room for the package.",
                where=str(self.target.parent),
                found=f"{free} bytes free",
                expected=f"{total_bytes + _RESERVE_BYTES} bytes",
                next_step="Make room, or choose a folder on another disk with --out.",
            )

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir()
            self._owner = (self.folder / OWNER).open("x", encoding="utf-8")
            _lock(self._owner)
            json.dump({"schema": "mixgate.stage/1", "target": self.target.name, "process": os.getpid()}, self._owner)
            self._owner.flush()
            self.content.mkdir()
        except OSError as error:
            self._discard()
            raise unwritable(self.target, error) from error
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discard()

    def write(self, path: str, content: bytes) -> Listed:
        """Write a file and return its size and digests.

        Raises:
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
            MediaError: The source cannot be read.
            RefusedError: The disk is full or cannot be written.
        """
        return self._write(path, _blocks_of(source), progress)

    def publish_part(self, part: str, target: Path, is_replaceable: Callable[[Path], bool]) -> None:
        """Let a folder of the stage appear somewhere else, instead of the target.

        Args:
            part: The folder, by its path in the package.
            target: Where it appears, in the folder of the stage's own target.
            is_replaceable: Whether what is there already may go.

        Raises:
            UsageError: What is there already may not go.
            RefusedError: The disk is full or cannot be written.
        """
        try:
            if target.exists() and is_replaceable(target):
                target.rename(self.folder / REPLACED)
            _refuse_target(target)
            self._appear(self.content / part, target)
        except OSError as error:
            raise unwritable(target, error) from error

    def publish(self) -> None:
        """Sync everything to disk and let the target appear, with one rename.

        Raises:
            UsageError: Something has taken the target's place meanwhile.
            RefusedError: The disk is full or cannot be written.
        """
        try:
            _refuse_target(self.target)
            self._appear(self.content, self.target)
        except OSError as error:
            raise unwritable(self.target, error) from error

    def _appear(self, made: Path, target: Path) -> None:
        for folder, _, names in os.walk(made, topdown=False):
            for name in names:
                self._date(Path(folder, name))
            self._date(Path(folder))
            _sync_folder(Path(folder))
        if os.name == "nt" and target.is_dir():
            # Elsewhere a rename takes the place of an empty folder itself.
            target.rmdir()
        made.rename(target)
        try:
            _sync_folder(target.parent)
        except OSError as error:
            raise RefusedError(
                "The package stands whole, but the disk did not confirm its name.",
                where=str(target),
                found=error.strerror,
                next_step="Check the disk, then verify the package.",
            ) from error

    def _write(self, path: str, blocks: Iterator[bytes], progress: Callable[[int], None] | None) -> Listed:
        fault = path_fault(path)
        if fault is not None:
            raise UsageError("A file cannot have this name in a package.", found=path, expected=f"another: {fault}")
        place = self.content / path
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
                file.flush()
                os.fsync(file.fileno())
                digests.finish(place)
                return Listed(size_bytes=size, digests=digests.results()[place])
        except OSError as error:
            raise unwritable(self.target / path, error) from error

    def _date(self, path: Path) -> None:
        moment = self._stamp.timestamp()
        os.utime(path, (moment, moment))

    def _discard(self) -> None:
        # Removed while the lock is held, so that nobody takes it for one that was left. Windows removes no open file.
        if self._owner is not None and os.name == "nt":
            self._owner.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._owner is not None:
            self._owner.close()


def unwritable(place: Path, error: OSError) -> RefusedError:
    """Return the error of a place that cannot be written, in the operator's words."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return RefusedError(
            "The disk is full.",
            where=str(place),
            found=error.strerror,
            next_step="Make room, or choose a folder on another disk; nothing was left in the target.",
        )
    return RefusedError(
        "The package cannot be written.", where=str(place), found=error.strerror or type(error).__name__
    )


def _refuse_target(target: Path) -> None:
    fault = path_fault(target.name)
    if fault is not None:
        raise UsageError("The folder of a package cannot have this name.", where=str(target), found=fault)
    if not target.parent.is_dir():
        raise UsageError("The folder that is to hold the package does not exist.", where=str(target.parent))
    if target.is_symlink() or (target.exists() and not (target.is_dir() and not any(target.iterdir()))):
        raise UsageError(
            "There is something in the place of the package, and nothing is overwritten.",
            where=str(target),
            next_step="Name a folder that does not exist yet, or an empty one, with --out.",
        )


def _blocks_of(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK_BYTES):
                yield block
    except OSError as error:
        raise MediaError("The file cannot be read.", where=str(source), found=error.strerror) from error


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        # Windows syncs no folders; NTFS keeps renames in its journal.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftStage:
    """A stage that lies in a folder.

    Attributes:
        folder: The stage.
        target_name: What it was to become.
        in_use: True while the process that makes it is alive.
    """

    folder: Path
    target_name: str
    in_use: bool


def find_stages(parent: Path) -> tuple[LeftStage, ...]:
    """Return the stages in a folder, by name.

    Raises:
        UsageError: No such folder.
    """
    try:
        entries = sorted(entry.name for entry in os.scandir(parent) if entry.is_dir(follow_symlinks=False))
    except OSError as error:
        raise UsageError("The folder cannot be read.", where=str(parent), found=error.strerror) from error
    found = []
    for name in entries:
        match = _NAME.fullmatch(name)
        if match is not None and {item.name for item in (parent / name).iterdir()} <= {OWNER, CONTENT, REPLACED}:
            folder = parent / name
            found.append(LeftStage(folder=folder, target_name=match["target"], in_use=_is_locked(folder / OWNER)))
    return tuple(found)


def remove_stage(stage: LeftStage) -> None:
    """Remove a stage that was left behind.

    Raises:
        RefusedError: A process is at work on it, or it cannot be removed.
    """
    if _is_locked(stage.folder / OWNER):
        raise RefusedError("A process is at work on this stage.", where=str(stage.folder))
    try:
        shutil.rmtree(stage.folder)
    except OSError as error:
        raise RefusedError("The stage cannot be removed.", where=str(stage.folder), found=error.strerror) from error


def _is_locked(owner: Path) -> bool:
    """Say whether a process holds a stage; one without an owner was left in its very first moment."""
    try:
        with owner.open("r+", encoding="utf-8") as file:
            return not _lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        # Without access nobody can say that it is free.
        return True


def _lock(file: IO[str]) -> bool:
    """Take the lock of a file without waiting; False where somebody has it. It ends when the file is closed."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
