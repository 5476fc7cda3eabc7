"""Marker files on their way to disk, and what is said about them on standard error."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mixgate.outputs.overwriting import STANDARD_OUTPUT
from mixgate.screens.console import Words
from specs.counting import count_of
from specs.errors import RefusedError, UsageError
from validator.reporters.markers.marker_format import MarkerUnit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

    from validator.reporters.markers.marker_format import MarkerFormat
    from validator.reporters.markers.marker_list import MarkerList


def marker_files(listed: MarkerList, form: MarkerFormat, target: str) -> dict[str, bytes]:
    """Return what is written, by the name of its file: several where one does not hold all markers.

    Raises:
        UsageError: A binary file on a terminal, several on standard output, or what the format cannot say.
    """
    if target == STANDARD_OUTPUT and not form.is_text and sys.stdout.isatty():
        raise UsageError("This marker file is binary.", next_step="Name a file.", code="markers.binary")
    parts = _parts(listed, form.most)
    if len(parts) > 1 and target == STANDARD_OUTPUT:
        raise UsageError(
            "The markers do not fit into one file of this format.",
            found=f"{len(listed.markers)} markers",
            expected=f"at most {form.most}",
            next_step="Name a file; the others get numbers.",
            code="markers.several-files",
        )
    path = Path(target)
    names = [
        target,
        *(str(path.with_name(f"{path.stem}.{number}{path.suffix}")) for number in range(2, len(parts) + 1)),
    ]
    return dict(zip(names, (form.write(part) for part in parts), strict=True))


def _parts(listed: MarkerList, most: int | None) -> list[MarkerList]:
    if most is None or len(listed.markers) <= most:
        return [listed]
    starts = range(0, len(listed.markers), most)
    return [replace(listed, markers=listed.markers[start : start + most]) for start in starts]


def refuse_existing(names: Iterable[str]) -> None:
    """Refuse files that are there already; a device or a pipe is written to.

    Raises:
        RefusedError: One is.
    """
    for name in names:
        if name != STANDARD_OUTPUT and Path(name).is_file():
            raise RefusedError(
                "The file is there already.", where=name, next_step="Name another file.", code="markers.file-exists"
            )


def show_markers(listed: MarkerList, form: MarkerFormat, files: dict[str, bytes], console: Console) -> None:
    """Say what was written, from where it counts, how exact it is, and what it leaves out."""
    for line in _remarks(listed, form, files):
        console.print(Words(line))


def _remarks(listed: MarkerList, form: MarkerFormat, files: dict[str, bytes]) -> Iterator[str]:
    number = len(listed.markers)
    named = ", ".join(name for name in files if name != STANDARD_OUTPUT)
    to = f" in {named}" if named else ""
    yield f"{number} {'marker' if number == 1 else 'markers'} of {listed.file}{to}: {form.title}."
    if listed.clock.picture_rate is not None:
        start = listed.clock.timecode(0)
        known = "" if listed.start_is_known else ", as nothing says when it starts"
        yield f"The file begins at {start}{known}."
    exact = {
        MarkerUnit.SAMPLES: "Places are exact to the sample.",
        MarkerUnit.FRAMES: "Places are whole frames, rounded outwards.",
    }
    yield exact[form.unit]
    if form.is_imported and form.import_known_from is None:
        yield "That a program imports this file is not confirmed."
    if form.advice:
        yield form.advice
    if listed.unlisted:
        more = count_of(listed.unlisted, "more place", "more places")
        yield f"The report counts {more} than it lists, without a marker."
    if listed.without_place:
        yield f"Open findings about the whole file, which have no place: {listed.without_place}."
