"""Which paths a member of a package may have: those that mean one file, inside the package, on every file system."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from packager.fixity.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PAYLOAD: Final = "data/"
"""Where what is delivered lies in a package (RFC 8493 clause 2.1.2)."""

MAXIMUM_NAME_BYTES: Final = 255
"""Longest name that ext4, APFS and NTFS all take; NTFS counts UTF-16 units, of which there are never more."""

MAXIMUM_PATH_BYTES: Final = 1024
"""Longest path that macOS takes (PATH_MAX)."""

_RESERVED_CHARACTERS: Final = frozenset('<>:"|?*')
_RESERVED_NAMES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""Source of both: Microsoft, "Naming Files, Paths, and Namespaces", section Naming Conventions."""

_UNSEEN: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_BIDIRECTIONAL: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the reading direction, so that a name shows as another one (Unicode UAX #9)."""


def _is_unseen(path: str) -> bool:
    return any(unicodedata.category(sign) in _UNSEEN or sign in _BIDIRECTIONAL for sign in path)


_PATH_FAULTS: Final[tuple[tuple[Callable[[str], object], str], ...]] = (
    (lambda path: not path, "it is empty"),
    (_is_unseen, "it holds characters that cannot be seen, or bytes that are no text"),
    (lambda path: len(path.encode()) > MAXIMUM_PATH_BYTES, f"it is longer than {MAXIMUM_PATH_BYTES} bytes"),
    (lambda path: path.startswith(("/", "\\")), "it is absolute"),
    (re.compile(r"[A-Za-z]:").match, "it names a drive"),
    (lambda path: "\\" in path, "it holds a backslash, which some systems read as a separator"),
    (lambda path: unicodedata.normalize("NFC", path) != path, "its characters are not composed (Unicode NFC)"),
)
_NAME_FAULTS: Final[tuple[tuple[Callable[[str], object], str], ...]] = (
    (lambda name: name == "..", "it leads out of the package"),
    (lambda name: name in {"", "."}, "it has an empty part"),
    (lambda name: len(name.encode()) > MAXIMUM_NAME_BYTES, f"a part is longer than {MAXIMUM_NAME_BYTES} bytes"),
    (lambda name: name[-1] in " .", "a part ends in a blank or a full stop, which Windows drops"),
    (lambda name: name.startswith("~"), "a part begins with a tilde, which shells expand"),
    (lambda name: "%" in name, "it holds %, which readers of bags decode in different ways"),
    (_RESERVED_CHARACTERS.intersection, 'it holds one of < > : " | ? *, which Windows does not take'),
    (
        lambda name: name.split(".", maxsplit=1)[0].rstrip().lower() in _RESERVED_NAMES,
        "a part is the name of a device on Windows",
    ),
)


_DANGERS: Final = _PATH_FAULTS[:5]
"""Empty, unseen characters, too long, absolute, a drive: no such path is ever joined to a folder."""


def path_fault(path: str) -> str | None:
    """Return why a path is not allowed in a package; None where it is allowed.

    A path is relative to the package, with "/" between its parts.
    """
    fault = next((text for is_so, text in _PATH_FAULTS if is_so(path)), None)
    if fault is not None:
        return fault
    return next((text for name in path.split("/") for is_so, text in _NAME_FAULTS if is_so(name)), None)


def path_danger(path: str) -> str | None:
    """Return why a path that somebody else lists is not looked at; None where it names a file within the package.

    Names that only some file systems take are nobody's fault in a package that lies here already.
    """
    fault = next((text for is_so, text in _DANGERS if is_so(path)), None)
    if fault is not None:
        return fault
    return next((text for name in path.split("/") for is_so, text in _NAME_FAULTS[:2] if is_so(name)), None)


def _sound_path(path: str) -> str:
    fault = path_fault(path)
    if fault is not None:
        raise PydanticCustomError("unsafe_path", "not a path of a package: {fault}", {"fault": fault})
    return path


MemberPath = Annotated[str, AfterValidator(_sound_path)]
"""A path of a package, in a model."""


def folded(path: str) -> str:
    """Return what stays of a path on a file system that knows neither case nor forms of composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def collisions(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of different paths, folders included, that some file systems take for one."""
    spellings: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for path in sorted(set(paths)):
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            part = "/".join(parts[:depth])
            first = spellings.setdefault(folded(part), part)
            if first != part and (first, part) not in found:
                found.append((first, part))
    return found


def path_problems(paths: Iterable[str], source: str) -> list[Problem]:
    """Return what is wrong with the paths that a list names.

    Args:
        paths: As the list has them.
        source: The list, by its path.
    """
    listed = list(paths)
    unsafe = [
        Problem(kind=ProblemKind.UNSAFE, path=source, message=f"{source} lists {path!r}: {fault}.", found=repr(path))
        for path in listed
        if (fault := path_fault(path)) is not None
    ]
    alike = [
        Problem(
            kind=ProblemKind.COLLISION,
            path=source,
            message=f"{source} lists {first!r} and {second!r}, which some file systems take for one.",
        )
        for first, second in collisions(listed)
    ]
    return unsafe + alike
