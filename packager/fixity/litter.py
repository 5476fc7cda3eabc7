"""Files that operating systems leave in folders that are opened: no list names them, and they were not packed."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

from packager.fixity.member import PAYLOAD
from packager.fixity.problem import Problem, ProblemKind

LITTER: Final = (".DS_Store", "._*", "Thumbs.db", "ehthumbs.db", "desktop.ini", ".directory")
"""Names: of macOS (`._*` is the AppleDouble half of a file, on disks that know no such halves), of Windows, of KDE.

Source: ASC MHL Specification 2.0: `.DS_Store` is ignored by default, and a list may name further patterns.
"""


def is_litter(path: str) -> bool:
    """Say whether a file has a name that only an operating system gives."""
    name = path.rpartition("/")[2].lower()
    return any(fnmatchcase(name, pattern.lower()) for pattern in LITTER)


def is_incomplete_by(problem: Problem) -> bool:
    """Say whether a piece of litter makes the package incomplete: it lies where every file must be listed.

    Source: RFC 8493 (2018) clause 3: every payload file must be listed in every payload manifest; clause 2.2.4: other
    tag files may be there.
    """
    return problem.kind is ProblemKind.LITTER and problem.path.startswith(PAYLOAD)


def unlisted(path: str, message: str) -> Problem:
    """Return the problem of a file that no list names: litter, or more than was packed."""
    if not is_litter(path):
        return Problem(kind=ProblemKind.EXTRA, path=path, message=message)
    what = f"{path} is litter: an operating system left it there, and no list names it."
    if path.startswith(PAYLOAD):
        consequence = "A bag is not complete while it is in the payload"
    else:
        consequence = "It does no harm there"
    message = f"{what} {consequence}. Delete it."
    return Problem(kind=ProblemKind.LITTER, path=path, message=message)
