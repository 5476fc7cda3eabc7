"""Measures and judges the mixes of a package again, and holds the result against the reports inside."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from packager.fixity.litter import is_incomplete_by
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.stems.inside import measured_inside
from packager.formats.stems.manifest import MANIFEST
from packager.formats.stems.reports_inside import report_inside
from packager.formats.stems.verify import JudgedAgain, Verification, check_integrity
from packager.formats.stems.wholes_inside import WholesInside, measuring_of_wholes
from specs.errors import UsageError
from specs.loader import load_sheet, sheet_names
from specs.real_path import real_path
from specs.user_sheets import user_sheet_files
from validator.delivery.judged import Judging
from validator.delivery.reel_programmes import SavedReels
from validator.delivery.saved import as_received
from validator.progress import Show, unseen
from validator.results.report import Report, Verdict, worst_of
from validator.second_pass.wanted import Wanted, parse_leqm_calibration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from packager.formats.orders import VerifyOrder
    from packager.formats.stems.inside import MeasuredInside
    from packager.formats.stems.manifest import Manifest, PackagedMix, PackagedReport
    from packager.formats.stems.verify import Integrity
    from specs.loader import LoadedSheet
    from specs.statements.statement import Statement
    from validator.delivery.gate import Gate
    from validator.measuring.measure import MeasureOptions
    from validator.results.measurements import Measurements


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAgain:
    """How mixes are measured and judged again.

    Attributes:
        measuring: How to measure; what the sheets want beyond that is measured too, and Leq(m) at the calibration of
            the package where none is named here.
        sheets: Sheets that are not those of the shelf, such as private ones; they take the place of a sheet of the same
            id, and are asked beside those the package was judged by.
        gate: What the receiver grants; None where nobody has to grant anything.
        today: The day that decides which of the receiver's waivers have expired; None is that of the package.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
    """

    measuring: MeasureOptions
    sheets: Sequence[LoadedSheet] = ()
    gate: Gate | None = None
    today: date | None = None
    show: Show = unseen


def verify_stems(root: Path, order: VerifyOrder) -> Verification:
    """Verify a stem bundle, or a folder that only some of its lists are left of.

    Args:
        root: The folder.
        order: How.

    Raises:
        MediaError: No such folder, one that cannot be listed, or one without any list of what is in it.
    """
    integrity = check_integrity(root, verifier=order.verifier, workers=order.measuring.workers, show=order.show)
    again = JudgeAgain(
        measuring=order.measuring, sheets=order.sheets, gate=order.gate, today=order.day, show=order.show
    )
    return verification_of(integrity, None if order.fixity_only else again, version=order.measuring.version)


def verification_of(integrity: Integrity, again: JudgeAgain | None, *, version: str) -> Verification:
    """Return what is known of a package once its bytes have been checked.

    Args:
        integrity: What `packager.formats.stems.verify.check_integrity` found.
        again: How to measure and judge the mixes whose bytes are as they were; None takes the reports inside at
            their word.
        version: Version of the tool.
    """
    manifest = integrity.manifest
    mixes: list[JudgedAgain] = []
    problems = list(integrity.problems)
    if manifest is not None and again is None:
        mixes = [_stated(mix, report) for mix in manifest.mixes for report in mix.reports]
    elif manifest is not None and again is not None:
        rejudging = _Rejudging(integrity, manifest, again, version)
        measuring = measuring_of_wholes(measuring_as_packaged(again.measuring, manifest), manifest)
        for measured in measured_inside(integrity, manifest, measuring, rejudging.sheets_for, again.show):
            rejudging.judge(measured)
        rejudging.judge_reels()
        rejudging.judge_delivery()
        mixes, problems = rejudging.mixes, problems + rejudging.problems
    return Verification(
        version=version,
        package=real_path(integrity.tree.root).name,
        id=None if manifest is None else manifest.id,
        title=None if manifest is None else manifest.title,
        created=None if manifest is None else manifest.created,
        intact=all(problem.kind in {ProblemKind.CONTRADICTION, ProblemKind.LITTER} for problem in problems),
        complete=not any(is_incomplete_by(problem) for problem in problems),
        signature=integrity.signature,
        unsigned=tuple(integrity.unsigned),
        verdict=_verdict(mixes),
        file_count=len(integrity.tree.sizes_bytes),
        size_bytes=sum(integrity.tree.sizes_bytes.values()),
        problems=tuple(problems),
        mixes=tuple(mixes),
    )


def measuring_as_packaged(measuring: MeasureOptions, manifest: Manifest) -> MeasureOptions:
    """Return how to measure the mixes of a package: at its own calibration of Leq(m) where none is named."""
    asked = measuring.wanted or Wanted()
    if asked.leqm is not None or manifest.leqm_calibration is None:
        return measuring
    calibrated = replace(asked, leqm=parse_leqm_calibration(manifest.leqm_calibration))
    return replace(measuring, wanted=calibrated)


def _verdict(mixes: Sequence[JudgedAgain]) -> Verdict | None:
    """The worst verdict; incomplete where a mix could not be judged again, None where none could."""
    if all(mix.verdict is None for mix in mixes):
        return None
    return worst_of(mix.verdict or Verdict.INCOMPLETE for mix in mixes)


def _stated(mix: PackagedMix, report: PackagedReport) -> JudgedAgain:
    return JudgedAgain(
        mix=mix.name,
        sheet=report.sheet,
        deliverable=report.deliverable,
        stated=report.verdict,
        verdict=report.verdict,
        reason="As the report inside says; it was not measured again.",
    )


@dataclass(slots=True)
class _Rejudging:
    integrity: Integrity
    manifest: Manifest
    again: JudgeAgain
    version: str
    mixes: list[JudgedAgain] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reels: dict[str, SavedReels] = field(default_factory=lambda: defaultdict(SavedReels))
    delivery: WholesInside = field(init=False)

    def __post_init__(self) -> None:
        self.delivery = WholesInside(self.manifest, in_reels=False)

    def sheets_for(self, mix: PackagedMix) -> list[LoadedSheet]:
        """Return every sheet at hand that a mix is held against."""
        sheets = list(self.again.sheets)
        for report in mix.reports:
            # One that is not at hand is told where its report is judged.
            with suppress(UsageError):
                sheets.append(sheet_at_hand(report.sheet, self.again.sheets))
        return sheets

    def judge(self, measured: MeasuredInside) -> None:
        """Judge one mix by every sheet."""
        mix, error = measured.packaged, measured.error
        if error is not None:
            self.problems.append(
                Problem(kind=ProblemKind.UNREADABLE, path=mix.files[0].path, message=error.what, found=error.found)
            )
        reports = [self._one(mix, report, measured.measurements) for report in mix.reports]
        if measured.measurements is not None:
            reports += self._others(mix, measured.measurements)
            self.delivery.add(measured, self._as_received(mix), [report for report in reports if report is not None])

    def _one(self, mix: PackagedMix, stated: PackagedReport, measurements: Measurements | None) -> Report | None:
        now: Report | None = None
        reason: str | None = "Its files are not as they were packaged."
        if measurements is not None:
            try:
                loaded = sheet_at_hand(stated.sheet, self.again.sheets)
                now = self._judged(loaded, mix, measurements, self.manifest.deliverable)
            except UsageError as error:
                reason = f"{error.what} {error.found or ''}".strip()
            else:
                reason, problem = compared(self.integrity, mix, stated, loaded, now)
                self.problems += [] if problem is None else [problem]
                if self.again.gate is not None:
                    now = self._received(loaded, mix, measurements, self.manifest.deliverable)
                self.reels[stated.sheet].add(measurements, self._as_received(mix))
        self.mixes.append(
            JudgedAgain(
                mix=mix.name,
                sheet=stated.sheet,
                deliverable=stated.deliverable,
                stated=stated.verdict,
                verdict=None if now is None else now.verdict,
                reason=reason,
            )
        )
        return now

    def judge_delivery(self) -> None:
        """Judge what the mixes are to each other, where they are a delivery; what is only told is left out."""
        day = None if self.again.gate is None else self.again.today
        for result in self.delivery.results(self._judging(None, None, day)):
            self._note(result.name, (one for one in result.reports if one.verdict is not Verdict.ACCEPTABLE))

    def judge_reels(self) -> None:
        """Judge the reels of each programme together, by the sheets that its reels were held against."""
        day = None if self.again.gate is None else self.again.today
        for sheet, reels in self.reels.items():
            for _, result in reels.results(
                self._judging(sheet_at_hand(sheet, self.again.sheets), self.manifest.deliverable, day)
            ):
                self._note(result.name, result.reports)

    def _note(self, name: str, reports: Iterable[Report]) -> None:
        """Take note of reports on several mixes together, of which the package states no verdict."""
        self.mixes += [
            JudgedAgain(
                mix=name,
                sheet=report.sheet.id,
                deliverable=report.deliverable,
                stated=None,
                verdict=report.verdict,
            )
            for report in reports
        ]

    def _others(self, mix: PackagedMix, measurements: Measurements) -> list[Report]:
        """Judge by the sheets that were asked for and that the package was not judged by."""
        known = {report.sheet for report in mix.reports}
        found: list[Report] = []
        for loaded in self.again.sheets:
            if loaded.sheet.id in known:
                continue
            try:
                now = self._received(loaded, mix, measurements, None)
            except UsageError:
                # The sheet demands nothing of such a mix.
                continue
            self.mixes.append(
                JudgedAgain(
                    mix=mix.name,
                    sheet=loaded.sheet.id,
                    deliverable=now.deliverable,
                    stated=None,
                    verdict=now.verdict,
                )
            )
            found.append(now)
        return found

    def _judged(
        self, loaded: LoadedSheet, mix: PackagedMix, measurements: Measurements, deliverable: str | None
    ) -> Report:
        """Judge a mix as it was judged when it was packaged."""
        return self._by(loaded, measurements, self.manifest.statement_of(mix), deliverable, None)

    def _received(
        self, loaded: LoadedSheet, mix: PackagedMix, measurements: Measurements, deliverable: str | None
    ) -> Report:
        """Judge a mix as the receiver takes what is stated about it."""
        day = None if self.again.gate is None else self.again.today
        return self._by(loaded, measurements, self._as_received(mix), deliverable, day)

    def _as_received(self, mix: PackagedMix) -> Statement:
        gate = self.again.gate
        signed = gate is not None and gate.is_signed(self.integrity.tree.root / MANIFEST)
        return as_received(self.manifest.statement_of(mix), gate, signed=signed)

    def _by(
        self,
        loaded: LoadedSheet,
        measurements: Measurements,
        statement: Statement,
        deliverable: str | None,
        receivers_day: date | None,
    ) -> Report:
        result = self._judging(loaded, deliverable, receivers_day).judged(measurements, statement)
        if result.reports:
            return result.reports[0]
        raise UsageError(result.not_judged[0].reason, found=result.not_judged[0].found)

    def _judging(self, loaded: LoadedSheet | None, deliverable: str | None, receivers_day: date | None) -> Judging:
        # What had been forgiven on the day of the package stays forgiven; what a receiver forgives, he forgives now.
        return Judging(
            sheets=[] if loaded is None else [loaded],
            version=self.version,
            day=self.manifest.created.date(),
            receivers_day=receivers_day,
            deliverable=deliverable,
        )


def sheet_at_hand(name: str, sheets: Sequence[LoadedSheet]) -> LoadedSheet:
    """Return the sheet that a package was judged by: of those that were given, else of the shelf.

    Raises:
        UsageError: There is none of that name.
    """
    for loaded in sheets:
        if loaded.sheet.id == name:
            return loaded
    if name not in sheet_names() and name not in user_sheet_files():
        # A name out of a package is never taken for a path.
        raise UsageError(
            "The sheet is not among those of this version.",
            found=name,
            next_step="Give the file of the sheet.",
            code="sheet.not-of-this-version",
        )
    return load_sheet(name)


def compared(
    integrity: Integrity, mix: PackagedMix, stated: PackagedReport, loaded: LoadedSheet, now: Report
) -> tuple[str | None, Problem | None]:
    """Hold the report inside against what judging again says.

    Returns:
        What is to be said beside the verdict, and what is wrong; None each where there is nothing.
    """
    if loaded.digest != stated.digest:
        return "The sheet has another text than the one the package was judged by.", None
    then = report_inside(integrity, stated)
    if then is None or isinstance(then, Problem):
        return None, then
    different = _different(then, now)
    if then.verdict is now.verdict is stated.verdict and not different:
        return None, None
    said = f"{then.verdict} in the report, {stated.verdict} in the manifest, {now.verdict} now"
    problem = Problem(
        kind=ProblemKind.CONTRADICTION,
        path=stated.json_path,
        message=f"The report inside on {mix.name} does not say what measuring and judging again says ({said}).",
        found=", ".join(different) or None,
    )
    return "The report inside says something else.", problem


def _different(then: Report, now: Report) -> list[str]:
    """Return the keys of the demands that ended otherwise; one demand may have many findings, each of its own place."""
    before = {finding.fingerprint: finding for finding in then.findings}
    after = {finding.fingerprint: finding for finding in now.findings}
    differ = [
        (before.get(mark) or after[mark]).key
        for mark in dict.fromkeys([*before, *after])
        if mark not in before or mark not in after or before[mark].state is not after[mark].state
    ]
    return list(dict.fromkeys(differ))
