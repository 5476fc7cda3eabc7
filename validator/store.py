"""Measurements on their way to a file and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from specs.errors import MediaError
from specs.loader import validation_problems
from validator.measurements import Measurements

if TYPE_CHECKING:
    from pathlib import Path

MAXIMUM_FILE_BYTES: Final = 512 * 1024 * 1024
"""About 50 hours of a 5.1 mix; anything longer is not a measurement file."""


def measurements_to_json(measurements: Measurements) -> str:
    """Return the text of a measurement file."""
    return measurements.model_dump_json(by_alias=True)


def load_measurements(path: Path) -> Measurements:
    """Load a measurement file.

    Raises:
        MediaError: Missing, too long, or not a measurement file; the message names the key.
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
        return Measurements.model_validate_json(content)
    except ValidationError as error:
        problems = "\n    ".join(validation_problems(error).splitlines()[:10])
        raise MediaError(
            "This is not a measurement file of this version.",
            where=str(path),
            found=problems,
            next_step="Measure the mix again, and save the measurements.",
            code="measurements.invalid",
        ) from error
