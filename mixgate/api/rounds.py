"""Rounds: a delivery held against the one before."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from mixgate import __version__
from mixgate.api.handed_in import as_paths, as_sheets, handed_in
from mixgate.api.settings import RunSettings
from specs.errors import MediaError, SheetError, UsageError
from specs.loader import load_sheet
from specs.real_path import real_path
from validator.delivery.gate import receivers_waivers
from validator.delivery.ingest.folders_within import delivery_file_in
from validator.delivery.ingest.stated import Stated, StatedWords, stated_by
from validator.delivery.judged import Judging
from validator.delivery.redelivered import RoundSound, SoundOfRounds
from validator.results.report import Made
from validator.rounds.between import JudgedRound, round_between
from validator.rounds.saved import is_report_folder, load_round, round_of_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mixgate.api.handed_in import AnyPath, AnySheet
    from specs.errors import ToolError
    from specs.loader import LoadedSheet
    from validator.delivery.gate import Gate
    from validator.results.round import Round

REPORTS_INSIDE: Final = ("data/reports", "reports")
"""Where a package has the reports on its mixes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSide:
    """One of two rounds, judged, with where its sound is.

    Attributes:
        judged: Its reports.
        sound: Where its sound is.
        errors: What went wrong while it was judged.
    """

    judged: JudgedRound
    sound: RoundSound = field(default_factory=lambda: RoundSound(folder=None))
    errors: tuple[ToolError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundResult:
    """What came of holding two rounds against each other.

    Attributes:
        document: The round, `mixgate.round/1`.
        new: The new round, as it was judged.
        errors: What went wrong while the new round was judged.
    """

    document: Round
    new: JudgedRound
    errors: tuple[ToolError, ...] = ()

    @property
    def exit_code(self) -> int:
        """The exit code that `mixgate round` ends with: that of the new round."""
        from mixgate.exits import exit_code

        return exit_code(self.document.verdict, self.errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOrder:
    """How rounds that are not judged yet are judged.

    Attributes:
        sheets: By id, by path, or loaded; empty takes those of the other round.
        deliverable: Which deliverable is meant; None lets kind and layout decide.
        gate: What a receiver grants.
        made: Who compares, and when; None for this version and no moment.
        old_sound, new_sound: Folders with the sound of rounds that are handed in as reports: what their paths begin at.
    """

    sheets: Sequence[AnySheet] = ()
    deliverable: str | None = None
    gate: Gate | None = None
    made: Made | None = None
    old_sound: AnyPath | None = None
    new_sound: AnyPath | None = None


def compare_rounds(
    old: AnyPath,
    new: AnyPath,
    *,
    order: RoundOrder | None = None,
    settings: RunSettings | None = None,
    **stated: Unpack[StatedWords],
) -> RoundResult:
    """Hold a delivery against the one before: repaired, still there, new, no longer measured, waived, changed.

    Args:
        old: The last round: what `check` wrote as JSON, a folder of reports, a package with its reports, or a delivery
            (folder, delivery file or sound file), which is checked.
        new: This round, likewise.
        order: How what is not judged yet is judged; None takes the sheets of the other round.
        settings: How to measure; None for the usual.
        stated: What is stated about every mix that is checked.

    Raises:
        MediaError: One of them is absent, or holds no reports.
        UsageError: A delivery is to be checked and no sheet is known, or an argument is invalid.
    """
    how, asked = settings or RunSettings(), order or RoundOrder()
    made = asked.made or Made(version=__version__)
    (before,), (now,) = as_paths(old), as_paths(new)
    for path in (before, now):
        if not path.exists():
            raise MediaError("There is no such round.", where=str(path), expected="reports, or a delivery")
    words = stated_by(**stated)
    judging = _Checking(order=asked, settings=how, stated=words, made=made)
    first, second = judging.sides(before, now)
    sound = SoundOfRounds(
        old=_with_folder(first.sound, asked.old_sound), new=_with_folder(second.sound, asked.new_sound), show=how.show
    )
    document = round_between(first.judged, second.judged, made, sound)
    return RoundResult(document=document, new=second.judged, errors=second.errors)


def _with_folder(sound: RoundSound, named: AnyPath | None) -> RoundSound:
    if named is None:
        return sound
    folder = Path(named)
    if not folder.is_dir():
        raise MediaError("There is no such folder of sound.", where=str(folder))
    return RoundSound(folder=folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checking:
    order: RoundOrder
    settings: RunSettings
    stated: Stated
    made: Made

    def sides(self, old: Path, new: Path) -> tuple[RoundSide, RoundSide]:
        """Return both rounds judged; what was saved is read first, as its sheets serve the other."""
        sheets = as_sheets(tuple(self.order.sheets)) if self.order.sheets else ()
        read = {path: self._saved(path, has_sheets=bool(sheets)) for path in (old, new)}
        sides: list[RoundSide] = []
        for path, other in ((old, new), (new, old)):
            found = read[path]
            side = found if found is not None else self._checked(path, sheets or _sheets_of(read[other], path))
            sides.append(side)
        return sides[0], sides[1]

    def _saved(self, path: Path, *, has_sheets: bool) -> RoundSide | None:
        """Return a round that was judged before; None for sound that is still to be.

        | handed in                       | sheets are named | is                      |
        |---------------------------------|------------------|-------------------------|
        | a JSON document                 | any              | read                    |
        | a package with reports inside   | no               | read                    |
        | a package                       | yes              | checked                 |
        | a folder with a delivery file   | any              | checked                 |
        | a folder of reports             | any              | read                    |
        | anything else                   | any              | checked                 |
        """
        if path.is_file():
            return RoundSide(judged=load_round(path)) if path.suffix.lower() == ".json" else None
        inside = _reports_inside(path)
        if inside and not has_sheets:
            return RoundSide(judged=round_of_files(path, inside), sound=RoundSound(folder=path))
        if inside or delivery_file_in(path) is not None or not is_report_folder(path):
            return None
        return RoundSide(judged=load_round(path))

    def _checked(self, path: Path, sheets: Sequence[LoadedSheet]) -> RoundSide:
        if not sheets:
            raise UsageError(
                "No sheet is named, and the other round names none.",
                where=str(path),
                next_step="Name the sheet that the delivery is held against.",
                code="round.no-sheet",
            )
        found = handed_in([path], self.stated, self.order.gate)
        judging = Judging(
            sheets=sheets,
            version=__version__,
            day=self.settings.judging_day,
            deliverable=self.order.deliverable,
            granted=receivers_waivers(self.order.gate),
        )
        results = list(found.results(judging, self.settings.measuring, self.settings.show))
        judged = JudgedRound(
            name=real_path(path).name,
            reports=tuple(
                report if report.made.at is not None else report.model_copy(update={"made": self.made})
                for result in results
                for report in result.reports
            ),
            not_judged=tuple(left_out for result in results for left_out in result.not_judged),
            made=self.made,
        )
        errors = tuple(error for result in results for error in result.errors)
        folder = path if path.is_dir() else path.parent
        return RoundSide(judged=judged, sound=RoundSound(folder=folder, was_just_read=True), errors=errors)


def _reports_inside(folder: Path) -> list[Path]:
    for place in REPORTS_INSIDE:
        found = sorted((folder / place).glob("*.report.json"))
        if found:
            return found
    return []


def _sheets_of(other: RoundSide | None, path: Path) -> tuple[LoadedSheet, ...]:
    """Return the sheets that the other round was held against, as this version has them."""
    if other is None:
        return ()
    names = other.judged.sheets
    try:
        return tuple(load_sheet(name) for name in names if not name.startswith("mixgate-"))
    except SheetError as error:
        raise UsageError(
            "A sheet of the other round is not at hand.",
            where=str(path),
            found=error.found or error.what,
            next_step="Name the sheet that the delivery is held against.",
            code="round.no-sheet",
        ) from error
