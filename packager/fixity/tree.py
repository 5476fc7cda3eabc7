"""What lies in a package's folder. Links are named and never followed; nothing outside the folder is opened."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from packager.fixity.member import MAXIMUM_PATH_BYTES, collisions, path_danger, path_fault
from packager.fixity.problem import Problem, ProblemKind
from specs.counting import count_of
from specs.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAXIMUM_FILES: Final = 20_000
"""A package of more files is refused: the largest mono deliveries of a season have some thousands."""


@dataclass(slots=True, kw_only=True)
class Tree:
    """The content of a folder.

    Attributes:
        root: The folder.
        sizes_bytes: Size of every regular file, by its path with "/" between the parts.
        problems: Links, special files, names that is not allowed in a package.
    """

    root: Path
    sizes_bytes: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def open(self, path: str) -> BinaryIO:
        """Open a file of the tree, and nothing that took its place since.

        Raises:
            OSError: It cannot be opened, or is a link by now.
        """
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(self.root / path, flags), "rb", buffering=0)

    def read(self, path: str, limit_bytes: int) -> bytes | Problem:
        """Return the content of a list; a problem where it is too long or cannot be read."""
        if self.sizes_bytes[path] > limit_bytes:
            message = f"{path} is too long to be read."
            found, expected = count_of(self.sizes_bytes[path], "byte", "bytes"), f"at most {limit_bytes} bytes"
            return Problem(kind=ProblemKind.UNREADABLE, path=path, message=message, found=found, expected=expected)
        try:
            with self.open(path) as file:
                return file.read(limit_bytes)
        except OSError as error:
            return unreadable(path, error)


def unreadable(path: str, error: OSError) -> Problem:
    """Return the problem of a file that the system does not give."""
    found = error.strerror or type(error).__name__
    return Problem(kind=ProblemKind.UNREADABLE, path=path, message=f"{path} cannot be read.", found=found)


def walk(root: Path, *, lenient: bool = False) -> Tree:
    """List a folder and the folders in it.

    Args:
        root: The folder.
        lenient: True for what somebody else packed: an empty folder is no fault there, nor a name that only some file
            systems take, nor two that some take for one.

    Raises:
        MediaError: No such folder, or one with more than `MAXIMUM_FILES` files.
    """
    if not root.is_dir():
        raise MediaError("There is no such package.", where=str(root), expected="the folder of a package")
    tree = Tree(root=root)
    try:
        for path, entry in _entries(root, ""):
            if _is_file(path, entry, tree.problems, lenient=lenient):
                tree.sizes_bytes[path] = entry.stat(follow_symlinks=False).st_size
            if len(tree.sizes_bytes) > MAXIMUM_FILES:
                raise MediaError(
                    "The folder holds too many files.", where=str(root), expected=f"at most {MAXIMUM_FILES}"
                )
    except OSError as error:
        raise MediaError("The package cannot be read.", where=error.filename, found=error.strerror) from error
    if lenient:
        return tree
    tree.problems += [
        Problem(
            kind=ProblemKind.COLLISION, path=second, message=f"{first!r} and {second!r} are one on some file systems."
        )
        for first, second in collisions(tree.sizes_bytes)
    ]
    return tree


def _entries(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = prefix + entry.name
        if not entry.is_dir(follow_symlinks=False):
            yield path, entry
            continue
        if len(os.fsencode(path)) > MAXIMUM_PATH_BYTES:
            yield f"{path}/", entry
            continue
        with os.scandir(entry.path) as inside:
            is_empty = next(inside, None) is None
        if is_empty:
            yield f"{path}/", entry
        yield from _entries(folder / entry.name, f"{path}/")


def _is_file(path: str, entry: os.DirEntry[str], problems: list[Problem], *, lenient: bool) -> bool:
    if path.endswith("/") and len(os.fsencode(path)) > MAXIMUM_PATH_BYTES:
        message = f"A folder of the package lies too deep to be looked into: {_printable(path[:80])} ..."
        problems.append(Problem(kind=ProblemKind.UNSAFE, path=_printable(path[:80]), message=message))
        return False
    if path.endswith("/") and lenient:
        return False
    if path.endswith("/"):
        message = f"{path} is an empty folder, and no list names it."
        problems.append(Problem(kind=ProblemKind.EXTRA, path=_printable(path), message=_printable(message)))
        return False
    mode = entry.stat(follow_symlinks=False).st_mode
    fault = path_danger(path) if lenient else path_fault(path)
    if stat.S_ISLNK(mode):
        fault = f"it is a link to {str(Path(entry.path).readlink())!r}"
    elif not stat.S_ISREG(mode):
        fault = "it is neither a file nor a folder"
    if fault is not None:
        message = _printable(f"{path} is not allowed in a package: {fault}.")
        problems.append(Problem(kind=ProblemKind.UNSAFE, path=_printable(path), message=message))
    # A badly named file is still held against the lists, unless its name is no text at all.
    return stat.S_ISREG(mode) and path == _printable(path)


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
