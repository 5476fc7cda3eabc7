"""Adds to the end of a file that others may be adding to at the same time; what stands in it is never written again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from specs.errors import RefusedError, ToolError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

try:
    import fcntl
except ImportError:  # no locks of this kind on Windows: there one write at the end of the file has to do
    fcntl = None  # type: ignore[assignment]


def append_locked(path: Path, made: Callable[[bytes], bytes]) -> None:
    """Add to a file what depends on what it holds, as one write at its end, while nobody else adds to it.

    Two writers wait for each other; a file that ends in the middle of a line is left as it is, and the addition begins
    on a line of its own.

    Args:
        path: The file; made where it does not exist.
        made: Returns what is to be added, from all that the file holds. An error that it raises leaves the file alone.

    Raises:
        RefusedError: It cannot be written there.
    """
    existed = path.exists()
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o666)
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        held = _content(descriptor)
        added = made(held)
        if held and not held.endswith(b"\n"):
            added = b"\n" + added
        _write_whole(descriptor, added)
    except OSError as error:
        raise _not_written(path, error) from error
    except ToolError:
        if not existed and os.fstat(descriptor).st_size == 0:
            path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _content(descriptor: int) -> bytes:
    pieces: list[bytes] = []
    os.lseek(descriptor, 0, os.SEEK_SET)
    while piece := os.read(descriptor, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _write_whole(descriptor: int, content: bytes) -> None:
    """Write all of it; a system that took only part of it is asked again, under the same lock."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)


def _not_written(path: Path, error: OSError) -> RefusedError:
    return RefusedError("The file cannot be added to.", where=str(path), found=error.strerror)
