"""Where everything that is made gets its name: staged beside its place, synced to disk, renamed; whole or not at all.

A stage is a hidden folder beside the target, `.NAME.mixgate-stage-TOKEN`. It holds `owner.json`, which the process at
work keeps locked, and `content`, where the target is made under its final name. The lock ends with the process however
it ends, so a stage whose lock is free was left behind by a run that was killed, and can be removed.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Self

from packager.disk import name_once, remove_tree, sync_folder
from specs.errors import RefusedError, UsageError
from specs.real_path import real_path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

OWNER: Final = "owner.json"
CONTENT: Final = "content"
REPLACED: Final = "replaced"
_NAME: Final = re.compile(r"\.(?P<target>.+)\.mixgate-stage-[0-9a-f]{16}", re.DOTALL)
_NAME_BYTES: Final = 255 - len("..mixgate-stage-") - 16
"""What is left for the target in the name of its stage, where a name has 255 bytes."""

_AT_WORK: Final[list[Stage]] = []
"""The stages of this process, from before their folder is made until it is gone and said to be; see
`discard_unfinished`."""

_IN_THE_WAY: Final = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR})


class LeftBehind(str):
    """The note on a stage that could not be removed when the run was stopped.

    Attributes:
        parent: The folder that holds the stage.
    """

    __slots__ = ("parent",)

    parent: Path

    def __new__(cls, text: str, parent: Path) -> Self:
        """Return the note: exceptions take nothing but strings."""
        note = super().__new__(cls, text)
        note.parent = parent
        return note


@contextmanager
def new_folder(folder: Path, make: Callable[[Path], object]) -> Iterator[Path]:
    """Make a folder and those above it; whoever fails or is stopped takes away what was made of them and is empty.

    Args:
        folder: The folder.
        make: Makes it, or raises that it cannot be made.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    make(folder)
    try:
        yield folder
    except BaseException:
        within = [Path(parent) for parent, _, _ in os.walk(folder, topdown=False)] if made else []
        for one in (*within, *made):
            with suppress(OSError):  # it holds something, or is gone
                one.rmdir()
        raise


class Stage:
    """A target in the making: one file, or one folder. A context manager: what was not published is gone on leaving it.

    The target appears whole, under its name, by a single step of the file system, or not at all. Whoever stops or kills
    the program at any moment finds one or the other, and at worst a hidden stage.

    Args:
        target: What is to appear. Its parent exists.
        sources: Files that are read, and never written.
        beside: Endings of files that appear together with the target: its name and the ending.
        into_empty: True where an empty folder of that name may become the target.
        may_replace: Says of what has the name already whether it may go; None overwrites nothing.

    Raises:
        UsageError: Something of that name is there, or the parent is not.
        RefusedError: What is there cannot be looked at.
    """

    def __init__(
        self,
        target: Path,
        sources: Iterable[Path] = (),
        *,
        beside: Sequence[str] = (),
        into_empty: bool = False,
        may_replace: Callable[[Path], bool] | None = None,
    ) -> None:
        self.target = Path(os.path.abspath(target))  # noqa: PTH100  (resolving would follow a link in its place)
        name = os.fsencode(self.target.name)[:_NAME_BYTES].decode("utf-8", "ignore")
        self.folder = self.target.with_name(f".{name}.mixgate-stage-{secrets.token_hex(8)}")
        self.place = self.folder / CONTENT / self.target.name
        self.published = False
        self._beside = tuple(beside)
        self._into_empty = into_empty
        self._may_replace = may_replace
        self._owner: IO[str] | None = None
        self._named: list[tuple[Path, Path]] = []
        _refuse_sources(self.target, sources)
        for _, named in self._names():
            self._refuse_taken(named)
        if not self.target.parent.is_dir():
            raise UsageError("There is no such folder.", where=str(self.target.parent), next_step="Make it first.")

    def __enter__(self) -> Self:
        _AT_WORK.append(self)
        try:
            self.folder.mkdir()
            self._owner = (self.folder / OWNER).open("x", encoding="utf-8")
            _lock(self._owner)
            json.dump({"schema": "mixgate.stage/1", "target": self.target.name, "process": os.getpid()}, self._owner)
            self._owner.flush()
            self.place.parent.mkdir()
        except BaseException as error:
            self._end(error)
            if isinstance(error, OSError):
                raise unwritable(error, self.target.parent) from error
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(error)

    def _end(self, error: BaseException | None) -> None:
        """Remove the stage, and add a note on it to an interruption."""
        self._discard()
        if isinstance(error, KeyboardInterrupt):
            error.add_note(self._outcome())
        self._forget()

    def abandon(self) -> str:
        """Remove the stage, and return what became of the target."""
        self._discard()
        outcome = self._outcome()
        self._forget()
        return outcome

    def _forget(self) -> None:
        with suppress(ValueError):
            _AT_WORK.remove(self)

    def beside(self, ending: str) -> Path:
        """Return where a file is made that appears beside the target."""
        return self.place.with_name(self.place.name + ending)

    def publish(self) -> None:
        """Sync everything to disk, and give the target its name, and before it those of the files beside it.

        Raises:
            RefusedError: Something of that name has appeared meanwhile, or the disk refuses.
        """
        publish_together([self])

    def _names(self) -> Iterator[tuple[Path, Path]]:
        """What is made and the name it gets, the target last: where it is, everything beside it is too."""
        for ending in self._beside:
            yield self.beside(ending), self.target.with_name(self.target.name + ending)
        yield self.place, self.target

    def _refuse_taken(self, named: Path) -> None:
        try:
            if not os.path.lexists(named) or self._may_take(named):
                return
        except OSError as error:
            raise unwritable(error, named) from error
        raise UsageError(
            "There is something of that name already, and nothing is overwritten.",
            where=str(named),
            next_step="Name another place, or move away what is there.",
        )

    def _may_take(self, named: Path) -> bool:
        if self._may_replace is not None and self._may_replace(named):
            return True
        return self._into_empty and named.is_dir() and not named.is_symlink() and not any(named.iterdir())

    def sync(self) -> None:
        """Write everything that was made through to the disk.

        Raises:
            OSError: The disk refuses.
        """
        for folder, _, names in os.walk(self.place.parent, topdown=False):
            for name in names:
                with Path(folder, name).open("r+b") as file:
                    os.fsync(file.fileno())
            if folder != str(self.place.parent):
                sync_folder(Path(folder))

    def give_names(self) -> None:
        """Give everything that was made its name.

        Raises:
            OSError: Something has the name, or the disk refuses.
        """
        for made, named in self._names():
            if not os.path.lexists(made):
                continue
            self._named.append((made, named))
            if self._may_replace is not None and os.path.lexists(named) and self._may_replace(named):
                named.rename(self.folder / REPLACED)
            name_once(made, named, into_empty=self._into_empty)

    def take_names_back(self) -> None:
        """Undo `give_names`, however far it came; what cannot be undone stays, whole."""
        for made, named in reversed(self._named):
            with suppress(OSError):
                if os.path.lexists(made) and os.path.lexists(named):
                    if made.samefile(named):
                        named.unlink()
                elif os.path.lexists(named) and made.parent.is_dir():
                    named.rename(made)
                if (self.folder / REPLACED).exists() and not os.path.lexists(named):
                    (self.folder / REPLACED).rename(named)

    def _discard(self) -> None:
        # Removed while the lock is held, so that no other run takes it for one left behind. Windows removes no open
        # file.
        if self._owner is not None and os.name == "nt":
            self._owner.close()
        remove_tree(self.folder)
        if self._owner is not None:
            self._owner.close()

    def _outcome(self) -> str:
        """What became of the target when the operator stopped the run."""
        if self.published:
            return f"Complete: {self.target}"
        if self.folder.exists():
            return LeftBehind(f"Left behind: {self.folder}; it can be deleted.", self.target.parent)
        return f"Removed, unfinished: {self.target}"


def discard_unfinished() -> list[str]:
    """Remove the stages that an interruption kept from removing themselves, and say what became of each.

    A signal may strike between any two steps of Python: when a stage has been made and `with` does not know of it yet,
    or on the first step of leaving it. No `try` covers these moments, so whoever ends the process calls this, once
    nothing is being made any more.
    """
    outcomes = []
    while _AT_WORK:
        outcomes.append(_AT_WORK[-1].abandon())
    return outcomes


def publish_together(stages: Sequence[Stage]) -> None:
    """Publish targets that belong together: where one cannot have its name, none has.

    Raises:
        RefusedError: Something of such a name has appeared meanwhile, or the disk refuses.
    """
    at = stages[0]
    begun: list[Stage] = []
    try:
        for at in stages:
            at.sync()
        for at in stages:
            begun.append(at)
            at.give_names()
        for stage in stages:
            stage.published = True
    except BaseException as error:
        for stage in reversed(begun):
            stage.published = False
            stage.take_names_back()
        if isinstance(error, OSError):
            raise _not_named(error, at.target) from error
        raise
    for folder in dict.fromkeys(stage.target.parent for stage in stages):
        _confirm_names(folder, stages)


def _not_named(error: OSError, target: Path) -> RefusedError:
    if error.errno in _IN_THE_WAY:
        return RefusedError(
            "Something of that name has appeared meanwhile, and nothing is overwritten.",
            where=str(target),
            next_step="Run it again, and name another place.",
        )
    return unwritable(error, target)


def _confirm_names(folder: Path, stages: Sequence[Stage]) -> None:
    try:
        sync_folder(folder)
    except OSError as error:
        raise RefusedError(
            "What was made is complete, but the disk did not confirm its name.",
            where=", ".join(str(stage.target) for stage in stages if stage.target.parent == folder),
            found=error.strerror,
            next_step="Check the disk, then the file.",
        ) from error


def _refuse_sources(target: Path, sources: Iterable[Path]) -> None:
    for source in sources:
        try:
            same = target.samefile(source)
        except OSError:
            same = real_path(target) == real_path(source)
        if same:
            raise UsageError("The source is never written over.", where=str(target), next_step="Name another place.")


def unwritable(error: OSError, where: Path) -> RefusedError:
    """Say in the operator's words why something could not be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return RefusedError(
            "The disk is full.",
            where=str(where),
            found=error.strerror,
            next_step="Make room, or name a place on another disk; nothing half-made was left.",
        )
    if error.errno == errno.EFBIG:
        return RefusedError(
            "The file is larger than the disk or the system allows.", where=str(where), found=error.strerror
        )
    return RefusedError("It cannot be written.", where=str(where), found=error.strerror or type(error).__name__)


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
            next_step="Make room, or name a place on another disk.",
        )


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
        if match is not None and _is_stage(parent / name):
            folder = parent / name
            found.append(LeftStage(folder=folder, target_name=match["target"], in_use=_is_locked(folder / OWNER)))
    return tuple(found)


def _is_stage(folder: Path) -> bool:
    """Whether a folder of such a name holds what a stage does; False where it has just gone, as a stage may."""
    try:
        return {item.name for item in folder.iterdir()} <= {OWNER, CONTENT, REPLACED}
    except FileNotFoundError:
        return False


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
        # Without access it is not known to be free.
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
