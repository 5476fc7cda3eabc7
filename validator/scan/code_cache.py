"""The files that hold machine code between runs: which folders may hold them, and how one is read and written whole.

Machine code is run as it is, so it is only taken from a folder that nobody else can write to. The first folder that
fits is used, in this order:

1. the folder that the environment variable MIXGATE_CACHE_DIR names, and then no other;
2. beside the sources, where Python keeps its own compiled files;
3. the user's cache folder, where the sources belong to somebody else (a system package, a container image);
4. a private folder of this user among the temporary files, where there is no home folder that can be written.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER_VARIABLE: Final = "MIXGATE_CACHE_DIR"
"""Environment variable that names the folder for machine code."""

BESIDE_SOURCES: Final = Path(__file__).parent / "compiled" / "__pycache__"

_DIGEST_BYTES: Final = 32
_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def cache_folders() -> Iterator[Path]:
    """Where machine code may lie, the first choice first. A folder need not exist."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        yield Path(named)
        return
    yield BESIDE_SOURCES
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA")
    else:
        home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    if home and Path(home).is_absolute():
        yield Path(home) / "mixgate"
    temporary = _temporary_folder()
    if temporary is not None:
        yield temporary


def _temporary_folder() -> Path | None:
    """A folder of this user alone among the temporary files; None where there can be none.

    Anybody may make a folder of any name in a shared /tmp, so the name alone proves nothing. The folder counts only if

    - it is no link, belongs to this user, and nobody else may write to it;
    - nobody else can put another in its place: its parent is closed to others, or sticky, as /tmp is.

    Windows gives each user temporary files of their own.
    """
    try:
        parent = Path(tempfile.gettempdir())
    except FileNotFoundError:  # no temporary folder can be written
        return None
    if sys.platform == "win32":
        return parent / "mixgate-cache"
    user = os.geteuid()
    folder = parent / f"mixgate-cache-{user}"
    try:
        above = parent.stat().st_mode
        if above & _OTHERS_MAY_WRITE and not above & stat.S_ISVTX:
            return None
        with suppress(FileExistsError):
            folder.mkdir(mode=stat.S_IRWXU)
        found = folder.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == user and not found.st_mode & _OTHERS_MAY_WRITE
    return folder if private else None


def kept_at(known_as: str) -> Path | None:
    """The file of this name that holds machine code, whole; None where no folder has one."""
    return next((folder / known_as for folder in cache_folders() if _whole(folder / known_as) is not None), None)


def kept(known_as: str) -> Iterator[bytes]:
    """Machine code that was kept under this name and is whole, that of the first folder first."""
    for folder in cache_folders():
        code = _whole(folder / known_as)
        if code is not None:
            yield code


def keep(known_as: str, code: bytes) -> Path | None:
    """Write machine code to the first folder that takes it.

    Returns:
        The file; None where no folder takes it, so that each process compiles for itself.
    """
    content = hashlib.blake2b(code, digest_size=_DIGEST_BYTES).digest() + code
    for folder in cache_folders():
        if (part := _written(folder, content)) is None:
            continue
        try:
            return part.replace(folder / known_as)
        except OSError:
            _forget(part)
    return None


def writable_folder() -> Path | None:
    """The folder that takes machine code; None where none does. It is tried, since permissions alone do not tell."""
    for folder in cache_folders():
        if (part := _written(folder, bytes(_DIGEST_BYTES))) is not None:
            _forget(part)
            return folder
    return None


def _written(folder: Path, content: bytes) -> Path | None:
    """A new file in a folder, which is made where it is missing; None where that is not possible.

    Its permissions are those that the user's mask leaves: what an image was built with serves whoever runs it.
    """
    part = folder / f"granule-{secrets.token_hex(8)}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            file.write(content)
    except OSError:
        _forget(part)
        return None
    return part


def _forget(part: Path) -> None:
    with suppress(OSError):
        part.unlink()


def _whole(path: Path) -> bytes | None:
    """Machine code of a file; None where there is none, or not all of it."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, code = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return code if code and hashlib.blake2b(code, digest_size=_DIGEST_BYTES).digest() == digest else None
