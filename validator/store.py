"""Measurements, alone or in reports, on their way to a file and back."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from specs.errors import MediaError
from specs.loader import validation_problems
from validator.measurements import Measurements
from validator.report import Report
from validator.reporters.run import Run

if TYPE_CHECKING:
    from pathlib import Path

MAXIMUM_FILE_BYTES: Final = 512 * 1024 * 1024
"""About 50 hours of a 5.1 mix; anything longer is not a measurement file."""

_WORDS: Final = {
    "measurements": "Measure the mix again, and save the measurements.",
    "report": "Check the mix again, and save the report.",
    "run": "Check the mixes again, and save the run.",
}
"""What to do about a file of each kind that an earlier version wrote."""

_SCHEMA: Final = re.compile(r"mixgate\.(measurements|report|run)/\d+")


def measurements_to_json(measurements: Measurements) -> str:
    """Return the text of a measurement file."""
    return measurements.model_dump_json(by_alias=True)


def load_measurements(path: Path) -> Measurements:
    """Load a measurement file.

    Raises:
        MediaError: Missing, too long, or not a measurement file; the message names the key.
    """
    saved = load_saved(path)
    if not isinstance(saved, Measurements):
        raise MediaError("This is not a measurement file.", where=str(path), found=saved.schema_)
    return saved


def load_saved(path: Path) -> Measurements | Report | Run:
    """Load what holds measurements: a measurement file, a report or a run.

    Raises:
        MediaError: Missing, too long, of another version, or none of these; the message names the key.
    """
    try:
        if not path.is_file():
            raise MediaError("There is no such measurement file.", where=str(path))
        if path.stat().st_size > MAXIMUM_FILE_BYTES:
            raise MediaError("The file is too long for a measurement file.", where=str(path))
        content = path.read_bytes()
    except OSError as error:
        raise MediaError("The measurement file could not be read.", where=str(path), found=error.strerror) from error
    try:
        return _documents().validate_json(content)
    except ValidationError as error:
        raise _refused(path, error) from error


@cache
def _documents() -> TypeAdapter[Measurements | Report | Run]:
    """Return the reader of every document that holds measurements, told apart by `schema`."""
    return TypeAdapter(Annotated[Measurements | Report | Run, Field(discriminator="schema_")])


def _refused(path: Path, error: ValidationError) -> MediaError:
    """Return what to say of a file that is none of the documents, or one of another version."""
    first = error.errors(include_url=False, include_input=False)[0]
    tag = str(first.get("ctx", {}).get("tag", "")) if first["type"] == "union_tag_invalid" else ""
    if (match := _SCHEMA.fullmatch(tag)) is not None:
        wanted = " or ".join(_schemas())
        return MediaError(
            f"This file is {tag}, which this version does not read.",
            where=str(path),
            found=tag,
            expected=wanted,
            next_step=_WORDS[match[1]],
            code="measurements.other-version",
        )
    if first["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        problems = f"schema: {tag or 'is missing'}; expected {' or '.join(_schemas())}"
    else:
        problems = "\n    ".join(validation_problems(error).splitlines()[:10])
    return MediaError(
        "This is not a measurement file of this version.",
        where=str(path),
        found=problems,
        next_step="Measure the mix again, and save the measurements.",
        code="measurements.invalid",
    )


def _schemas() -> tuple[Any, ...]:
    return tuple(model.model_fields["schema_"].default for model in (Measurements, Report, Run))
