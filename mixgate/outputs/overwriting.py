"""Refuses reports that would be written over something that is to be kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.real_path import real_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

STANDARD_OUTPUT: Final = "-"
"""In the place of a file name."""


def refuse_to_overwrite(targets: Iterable[str | None], sources: Iterable[Path]) -> None:
    """Refuse a report file that is one of the inputs, a file of a package, or that two reports would share.

    A folder that is no package may hold the report of an earlier run, which the next one replaces.

    Raises:
        UsageError: The file would be lost.
    """
    inputs = {real_path(source) for source in sources}
    taken: set[Path] = set()
    for target in targets:
        if target is None or target == STANDARD_OUTPUT:
            continue
        if Path(target).exists() and not Path(target).is_file() and not Path(target).is_dir():
            continue
        place = real_path(Path(target))
        if place in inputs or _is_in_a_package(place, inputs):
            raise UsageError("A report would overwrite an input.", where=target, next_step="Choose another file name.")
        if place in taken:
            raise UsageError("Two reports have the same file name.", where=target)
        if place.is_dir() or target.endswith(("/", os.sep)):
            raise UsageError("A report needs the name of a file.", where=target, found="a folder")
        if not place.parent.is_dir():
            raise UsageError("The folder of a report does not exist.", where=str(place.parent))
        taken.add(place)


def _is_in_a_package(place: Path, inputs: Collection[Path]) -> bool:
    around = [one for one in place.parents if one in inputs] if place.is_file() else []
    if not around:
        return False
    from packager.formats.package import is_whole_package

    return any(map(is_whole_package, around))
