"""What was done to a file, by whom, when, and what came of it: a log beside the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from packager.corrections.correction import ReadingName
from packager.planning.model import Plan
from specs.errors import MediaError
from specs.message import Message
from specs.models import FrozenModel
from validator.audio.digests import new_hasher
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCHEMA: Final = "mixgate.provenance/2"

_PIECE_BYTES: Final = 1 << 20


class FileRecord(FrozenModel):
    """One file: its name, size, and digests by algorithm."""

    name: str
    size_bytes: int
    digests: dict[str, str]


class ComparedReading(FrozenModel):
    """A forecast beside what the written file reads.

    Attributes:
        predicted: None where there was to be none.
        measured: None where there is none.
        tolerance: How far the two may lie apart; None where the plan foresaw nothing.
        agrees: True where they lie no farther apart, or nothing was foreseen.
    """

    name: ReadingName
    unit: str
    predicted: float | None
    measured: float | None
    tolerance: float | None
    agrees: bool


class Judgement(FrozenModel):
    """The verdict on the written file."""

    sheet: str
    edition: str
    digest: str
    deliverable: str
    verdict: Verdict


class Provenance(FrozenModel):
    """The log of one correction.

    Attributes:
        tool, version: Who did it.
        made: When, ISO 8601.
        sources, results: The files read and the files written.
        plan: What was done, with every parameter.
        readings: Forecast and reading.
        judgement: The verdict afterwards; None where no sheet was given.
        notes: What the reader should know.
    """

    schema_: Literal["mixgate.provenance/2"] = Field(default=SCHEMA, alias="schema")
    tool: Literal["mixgate"] = "mixgate"
    version: str
    made: str
    sources: tuple[FileRecord, ...]
    results: tuple[FileRecord, ...]
    plan: Plan
    readings: tuple[ComparedReading, ...]
    judgement: Judgement | None = None
    notes: tuple[Message, ...] = ()


def record_of(path: Path, algorithms: Sequence[str]) -> FileRecord:
    """Read a file once and return its record.

    Raises:
        MediaError: It cannot be read.
        UsageError: There is no such algorithm.
    """
    hashers = {name: new_hasher(name) for name in algorithms}
    size = 0
    try:
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_PIECE_BYTES):
                size += len(piece)
                for hasher in hashers.values():
                    hasher.update(piece)
    except OSError as error:
        raise MediaError("The file cannot be read.", where=str(path), found=error.strerror) from error
    return FileRecord(
        name=path.name, size_bytes=size, digests={name: hasher.hexdigest() for name, hasher in hashers.items()}
    )
