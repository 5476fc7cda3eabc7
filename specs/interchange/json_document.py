"""Reads a JSON document that others hand in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NoReturn

from specs.errors import SheetError

if TYPE_CHECKING:
    from pathlib import Path

MAXIMUM_BYTES: Final = 2 * 1024 * 1024
"""As much as a sheet may have; the largest profile published with UMDP 0.11.0 has 9 kB."""


def read_json_document(path: Path) -> object:
    """Read a JSON document.

    Raises:
        SheetError: It is missing, too long, not UTF-8 or not JSON.
    """
    try:
        if not path.is_file():
            found = "a folder" if path.is_dir() else None
            raise SheetError("There is no such file.", where=str(path), found=found, next_step="Check the path.")
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise SheetError("The file could not be read.", where=str(path), found=error.strerror) from error
    if len(content) > MAXIMUM_BYTES:
        raise SheetError("The file is too long.", where=str(path), expected=f"at most {MAXIMUM_BYTES} bytes")
    try:
        document: object = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise SheetError("The file is not valid JSON.", where=str(path), found=str(error)) from error
    return document


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and infinity, which are no JSON.

    Raises:
        ValueError: Always.
    """
    message = f"{name} is no JSON number"
    raise ValueError(message)
