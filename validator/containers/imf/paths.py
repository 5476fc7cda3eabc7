r"""Paths in an asset map: which stay inside the package, and which every system can take.

| path                             | safe | portable | reason                        |
|----------------------------------|------|----------|-------------------------------|
| `audio/fr.mxf`                   | yes  | yes      |                               |
| `my film.mxf`, `été.mxf`         | yes  | no       | character                     |
| eleven segments, 101 characters  | yes  | no       | too-deep, too-long            |
| `/etc/passwd`, `C:/x`, `\\host`   | no   | no       | absolute                      |
| `../x`, `a/../../x`, `a/./b`     | no   | no       | dots                          |
| `file:///x`, `http://x`          | no   | no       | address                       |
| `a//b`, empty                    | no   | no       | empty                         |
| a NUL or a control character     | no   | no       | control                       |

A path with `..` is refused even where it would stay inside: nobody needs it, and who follows it has to be trusted.

Source: SMPTE ST 429-9:2014 Annex A, as the reference validator cites it.
"""

from __future__ import annotations

import re
from typing import Final

SEGMENT_LIMIT: Final = 10
LENGTH_LIMIT: Final = 100
"""Characters of one segment, and of the whole path."""

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_PORTABLE: Final = re.compile(r"[A-Za-z0-9._-]+")


def unsafe_reason(path: str) -> str | None:
    """Why a path must not be followed; None where it stays inside the package."""
    segments = path.split("/")
    if any(ord(character) < 0x20 or character == "\x7f" for character in path):
        return "control"
    if _ADDRESS.match(path):
        return "address"
    if path.startswith("/") or "\\" in path or path[1:2] == ":":
        return "absolute"
    if "" in segments:
        return "empty"
    if any(segment in (".", "..") for segment in segments):
        return "dots"
    return None


def unportable_reason(path: str) -> str | None:
    """Why a safe path is not one that every system takes; None where it is."""
    segments = path.split("/")
    if len(segments) > SEGMENT_LIMIT:
        return "too-deep"
    if len(path) > LENGTH_LIMIT:
        return "too-long"
    if any(_PORTABLE.fullmatch(segment) is None for segment in segments):
        return "character"
    return None
