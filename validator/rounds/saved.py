"""Reads a round that was saved: a run, a report, or a folder of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from specs.real_path import real_path
from validator.reporters.run import made_of
from validator.results.measurements import Measurements
from validator.results.report import Report
from validator.results.store import load_saved
from validator.rounds.between import JudgedRound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from validator.results.report import NotJudged

MAXIMUM_FILES: Final = 20_000
"""Documents of one folder: 2000 mixes against ten sheets. More is no folder of reports."""

_HEAD_BYTES: Final = 4096
_REPORTS: Final = (b'"mixgate.report/', b'"mixgate.run/')


def is_report_folder(folder: Path) -> bool:
    """Say whether a folder holds reports: a JSON document in it says so at its beginning. Never raises."""
    try:
        return any(map(_is_report, sorted(folder.glob("*.json"))))
    except OSError:
        return False


def _is_report(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    return any(word in head for word in _REPORTS)


def load_round(path: Path) -> JudgedRound:
    """Read a round that was saved.

    Args:
        path: A run, a report, or a folder of reports and runs.

    Raises:
        MediaError: There is no such file, or it is none of these.
    """
    if path.is_dir():
        return round_of_files(path, [one for one in _documents_in(path) if _is_report(one)])
    return round_of_files(path, [path])


def round_of_files(path: Path, files: Sequence[Path]) -> JudgedRound:
    """Read a round from documents, one after the other.

    Args:
        path: What was handed in, for people.
        files: Runs and reports; a mix and sheet that stand in several of them count once.

    Raises:
        MediaError: One of them cannot be read, or there is none.
    """
    reports: dict[str, Report] = {}
    not_judged: list[NotJudged] = []
    only_packages = True
    for file in files:
        saved = load_saved(file)
        if isinstance(saved, Measurements):
            raise MediaError(
                "These are measurements, which nobody has judged yet.",
                where=str(file),
                expected="a run or a report",
                next_step="Judge them, and save the run.",
                code="round.not-judged",
            )
        for report in (saved,) if isinstance(saved, Report) else saved.reports:
            reports[f"{report.subject}\0{report.path or report.name}\0{report.sheet.id}"] = report
        if isinstance(saved, Report):
            only_packages = False
        else:
            not_judged += saved.not_judged
            only_packages = only_packages and saved.of == "packages"
    if not reports and not not_judged:
        raise MediaError(
            "The folder holds no reports.",
            where=str(path),
            expected="a run, or reports",
            code="round.not-judged",
        )
    return JudgedRound(
        name=real_path(path).name,
        reports=tuple(reports.values()),
        not_judged=tuple(not_judged),
        made=made_of(list(reports.values())),
        of="packages" if only_packages else "mixes",
    )


def _documents_in(folder: Path) -> Iterator[Path]:
    found = sorted(folder.glob("*.json"))
    if len(found) > MAXIMUM_FILES:
        raise MediaError("The folder holds too many documents.", where=str(folder), found=str(len(found)))
    yield from found
