"""Whether files stayed as they were while they were read: a mix that grows meanwhile was measured in part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.message import message
from validator.containers.facts import printable_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from specs.message import Message


@dataclass(frozen=True, slots=True)
class FileState:
    """What the system says of a file without reading it.

    Attributes:
        size_bytes: How long it is.
        modified_ns: When it was last written to, in nanoseconds since 1970.
        identity: Device and number of the file: another file under the same name has another one.
    """

    size_bytes: int
    modified_ns: int
    identity: tuple[int, int]


class FileStates:
    """The files of a run as they were when they were first looked at.

    Two mixes may need the same M&E, one hour apart: it is held against what it was when the first of them was opened.
    """

    def __init__(self) -> None:
        self._first: dict[Path, FileState | None] = {}

    def note(self, paths: Iterable[Path]) -> None:
        """Note how files are before they are opened; those that were noted before keep their state."""
        for path in paths:
            if path not in self._first:
                self._first[path] = _state_of(path)

    def changes(self, paths: Iterable[Path]) -> tuple[Message, ...]:
        """Return a message for each file that is no longer what it was when it was noted."""
        found = ((path, self._first.get(path), _state_of(path)) for path in dict.fromkeys(paths))
        return tuple(_change(path, then, now) for path, then, now in found if then != now)


def _state_of(path: Path) -> FileState | None:
    """Return the state of a file; None where there is none, which whoever opens it will say."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileState(found.st_size, found.st_mtime_ns, (found.st_dev, found.st_ino))


def _change(path: Path, then: FileState | None, now: FileState | None) -> Message:
    name = printable_name(path.name)
    if then is None or now is None:
        return message("damage.gone-while-read", file=name)
    if then.size_bytes != now.size_bytes:
        return message(
            "damage.size-changed-while-read", file=name, before_bytes=then.size_bytes, after_bytes=now.size_bytes
        )
    return message("damage.written-while-read", file=name)
