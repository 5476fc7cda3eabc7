"""Measurements, alone or in reports, on their way to a file and back."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from specs.errors import MediaError
from specs.refusals import validation_problems
from validator.reporters.run import Run
from validator.results.finding import State
from validator.results.measurements import Measurements
from validator.results.report import Report, Verdict
from validator.results.saved_messages_check import message_faults
from validator.results.saved_readings_check import reading_faults

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
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise MediaError("The measurement file could not be read.", where=str(path), found=error.strerror) from error
    try:
        schema, twice = _schema_and_key_given_twice(content)
        saved = _validated(schema, content)
    except ValidationError as error:
        raise _refused(path, error) from error
    faults = (f"{twice}: this key is given twice",) if twice else (document_faults(saved) or message_faults(saved))
    if faults:
        raise _invalid(path, "\n    ".join(faults))
    return saved


def _schema_and_key_given_twice(content: bytes) -> tuple[object, str | None]:
    """Return what a JSON document says it is, and a key that an object has twice, of which readers take either.

    None for each where there is none, and where the text is no JSON or is nested too deep to be read.
    """
    found: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> object:
        """Keep of an object what it says it is, and nothing else: the last one is the document."""
        if len({key for key, _ in pairs}) < len(pairs):
            found.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return next((value for key, value in pairs if key == "schema"), None)

    try:
        schema = json.loads(content, object_pairs_hook=look)
    except (ValueError, RecursionError):
        return None, None
    return schema, found[0][:80] if found else None


def _validated(schema: object, content: bytes) -> Measurements | Report | Run:
    """Return a document as what it says it is; only that kind has its reader built.

    Raises:
        ValidationError: It is none, or not as it should be.
    """
    for model in (Measurements, Report, Run):
        if schema == model.model_fields["schema_"].default:
            return model.model_validate_json(content)
    return _documents().validate_json(content)


def document_faults(saved: Measurements | Report | Run) -> tuple[str, ...]:
    """Return what a document says that cannot be, each with its key; empty where all can be.

    Measurements have the lengths that follow from the programme and figures within reach, and no report says more of a
    mix than its own findings do.
    """
    if isinstance(saved, Measurements):
        return reading_faults(saved)
    if isinstance(saved, Report):
        return report_faults(saved)
    return next((faults for report in saved.reports if (faults := report_faults(report))), ())


def report_faults(report: Report) -> tuple[str, ...]:
    """Return what a report says that cannot be: readings, or a verdict better than its findings."""
    if report.measurements is not None and (faults := reading_faults(report.measurements)):
        return tuple(f"measurements.{fault}" for fault in faults)
    failed = next((finding for finding in report.findings if finding.state is State.FAIL), None)
    if failed is not None and report.verdict is not Verdict.REJECTED:
        return (f"verdict: {report.verdict}; expected rejected, as {failed.key[:80]} fails",)
    opened = next((one for one in report.findings if one.state is State.NOT_MEASURED and one.binding), None)
    if opened is not None and report.verdict not in {Verdict.REJECTED, Verdict.INCOMPLETE}:
        return (f"verdict: {report.verdict}; expected incomplete, as {opened.key[:80]} is open",)
    return ()


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
    return _invalid(path, problems)


def _invalid(path: Path, problems: str) -> MediaError:
    return MediaError(
        "This is not a measurement file of this version.",
        where=str(path),
        found=problems,
        next_step="Measure the mix again, and save the measurements.",
        code="measurements.invalid",
    )


def _schemas() -> tuple[Any, ...]:
    return tuple(model.model_fields["schema_"].default for model in (Measurements, Report, Run))
