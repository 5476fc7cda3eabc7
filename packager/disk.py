"""Single steps of the file system that staging is made of: a name given once, a name made to last, a folder removed."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_NO_SYNC_OF_FOLDERS: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM})


def name_once(made: Path, named: Path, *, into_empty: bool) -> None:
    """Give a name, and never to something else than was made: a rename would replace what has it.

    Raises:
        FileExistsError: Something has the name.
    """
    if made.is_dir():
        if os.path.lexists(named) and not into_empty:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        if os.name == "nt" and named.is_dir():
            # Elsewhere a rename takes the place of an empty folder itself, and of no other.
            named.rmdir()
        made.rename(named)
        return
    try:
        os.link(made, named)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems know no second name for a file.
        if os.path.lexists(named):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        made.rename(named)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last.

    Raises:
        OSError: The disk refuses.
    """
    if os.name == "nt":
        # Windows syncs no folders; NTFS keeps renames in its journal.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC_OF_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def remove_tree(top: Path) -> None:
    """Remove a folder with all it holds, as far as the disk lets it; links in it are removed and not followed.

    `shutil.rmtree` would do, but an interruption at the wrong moment makes it close a descriptor twice, and the
    OSError of that takes the place of the interruption.
    """
    for folder, folders, names in os.walk(top, topdown=False):
        for name in (*names, *folders):
            with suppress(OSError):
                path = Path(folder, name)
                if path.is_dir() and not path.is_symlink():
                    path.rmdir()
                else:
                    path.unlink()
    with suppress(OSError):
        top.rmdir()
