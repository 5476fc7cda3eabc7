"""Writes what a run has to say: to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

STANDARD_OUTPUT = "-"


def refuse_to_overwrite(targets: Iterable[str | None], sources: Iterable[Path]) -> None:
    """Refuse a report file that is one of the inputs, or that two reports would share.

    Raises:
        UsageError: The file would be lost.
    """
    inputs = {source.resolve() for source in sources}
    taken: set[Path] = set()
    for target in targets:
        if target is None or target == STANDARD_OUTPUT:
            continue
        place = Path(target).resolve()
        if place in inputs:
            raise UsageError("A report would overwrite an input.", where=target, next_step="Choose another file name.")
        if place in taken:
            raise UsageError("Two reports have the same file name.", where=target)
        if not place.parent.is_dir():
            raise UsageError("The folder of a report does not exist.", where=str(place.parent))
        taken.add(place)


def write_text(target: str, text: str) -> None:
    """Write a text to a file, through a neighbour that is renamed into place, or to standard output for `-`.

    Raises:
        UsageError: It cannot be written there.
    """
    if target == STANDARD_OUTPUT:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    path = Path(target)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UsageError("The report cannot be written.", where=target, found=error.strerror) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise UsageError("The report cannot be written.", where=target, found=error.strerror) from error
    finally:
        temporary.unlink(missing_ok=True)
