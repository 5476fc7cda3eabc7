"""What a marker format is: how it is written, how exact it is, and what is known of its import."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.reporters.markers.marker_list import MarkerList


class MarkerUnit(StrEnum):
    """What a format counts in: samples lose nothing, frames are rounded outwards, text is for people."""

    SAMPLES = "samples"
    FRAMES = "frames"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerFormat:
    """How markers are written for one program.

    Attributes:
        title: The program and its import.
        suffix: Ending of the file, with its full stop.
        unit: What it counts in.
        write: The content of the file.
        is_text: False where it is binary.
        import_known_from: Where it was read that the program takes it, or which reader was tried; None where the import
            is not confirmed by any text or trial.
        is_imported: False where no program imports it: it is for people and for other tools.
        advice: What to do in the program so that places stay right; empty where nothing needs doing.
        most: How many markers one file takes; None where there is no such limit.
    """

    title: str
    suffix: str
    unit: MarkerUnit
    write: Callable[[MarkerList], bytes]
    is_text: bool = True
    import_known_from: str | None = None
    is_imported: bool = True
    advice: str = ""
    most: int | None = None
