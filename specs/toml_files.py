"""TOML files on their way in: bounded, and refused with what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import tomli

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from specs.errors import ToolError

MAXIMUM_FILE_BYTES: Final = 2 * 1024 * 1024
"""A sheet or delivery longer than this is a mistake: the longest published one transcribes to about 60 kB."""

MAXIMUM_KEY_PARTS: Final = 32
"""Parts of a dotted key or a header; the deepest key of a sheet or a delivery has eight."""

_KEY_PART: Final = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY: Final = re.compile(
    rf"(?:^|[\[{{,])[ \t]*+{_KEY_PART}(?:[ \t]*+\.[ \t]*+{_KEY_PART}){{{MAXIMUM_KEY_PARTS}}}", re.MULTILINE
)
"""Where a key may begin: on a line, in a header, in an inline table."""


def read_toml(path: Path | Traversable, error_class: type[ToolError]) -> tuple[dict[str, Any], bytes]:
    """Read a TOML file.

    Returns:
        The table and the bytes it was read from.

    Raises:
        ToolError: Of the class given, when the file is missing, too long, not UTF-8 or not TOML.
    """
    try:
        if not path.is_file():
            raise error_class("There is no such file.", where=str(path), next_step="Check the path.")
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_FILE_BYTES + 1)
    except OSError as error:
        raise error_class("The file could not be read.", where=str(path), found=error.strerror) from error
    if len(content) > MAXIMUM_FILE_BYTES:
        raise error_class("The file is too long.", where=str(path), expected=f"at most {MAXIMUM_FILE_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
        _refuse_deep_keys(text)
        return tomli.loads(text), content
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, an integer longer than Python reads, too deep
        raise error_class("The file is not valid TOML.", where=str(path), found=str(error)) from error


def _refuse_deep_keys(text: str) -> None:
    """Refuse a key of very many parts before it is read: what is made of it grows with the square of their number.

    Raises:
        ValueError: There is one.
    """
    found = _DEEP_KEY.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        message = f"line {line}: a key of more than {MAXIMUM_KEY_PARTS} parts: {found[0].strip()[:40]!r} ..."
        raise ValueError(message)
