"""Measures and judges the mixes of a package again, and holds the result against the reports inside."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from packager.fixity.litter import is_incomplete_by
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.stems.verify import JudgedAgain, Verification
from specs.errors import ToolError, UsageError
from specs.loader import load_sheet, sheet_names
from specs.vocabulary import parse_layout
from validator.audio.programme import open_programme
from validator.delivery.judged import subject_of
from validator.delivery.needs import with_needs
from validator.judge import choose_deliverable, judge
from validator.measure import MeasureOptions, measure
from validator.progress import unseen
from validator.report import Report, Verdict, worst_of
from validator.second_pass.wanted import Wanted, parse_leqm_calibration
from validator.waivers import Waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from packager.formats.stems.manifest import Manifest, PackagedMix, PackagedReport
    from packager.formats.stems.verify import Integrity
    from specs.loader import LoadedSheet
    from validator.audio.programme import Programme
    from validator.rules.subject import Subject

MAXIMUM_REPORT_BYTES: Final = 512 * 1024 * 1024
"""As for a measurement file: about 50 hours of a 5.1 mix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAgain:
    """How mixes are measured and judged again.

    Attributes:
        measuring: How to measure; what the sheets want beyond that is measured too, and Leq(m) at the calibration of
            the package where none is named here.
        sheets: Sheets that are not those of the shelf, such as private ones; they take the place of a sheet of the same
            id, and are asked beside those the package was judged by.
        show: Begins a progress line for a name and a number of samples, and returns what moves it; None for none.
    """

    measuring: MeasureOptions
    sheets: Sequence[LoadedSheet] = ()
    show: Callable[[str, int], Callable[[int], None]] | None = None


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
        judging = _Judging(integrity, manifest, again, version)
        for mix in manifest.mixes:
            judging.judge(mix)
        mixes, problems = judging.mixes, problems + judging.problems
    return Verification(
        version=version,
        package=integrity.tree.root.resolve().name,
        id=None if manifest is None else manifest.id,
        title=None if manifest is None else manifest.title,
        created=None if manifest is None else manifest.created,
        intact=all(problem.kind in {ProblemKind.CONTRADICTION, ProblemKind.LITTER} for problem in problems),
        complete=not any(is_incomplete_by(problem) for problem in problems),
        signature=integrity.signature,
        verdict=_verdict(mixes),
        file_count=len(integrity.tree.sizes_bytes),
        size_bytes=sum(integrity.tree.sizes_bytes.values()),
        problems=tuple(problems),
        mixes=tuple(mixes),
    )


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
class _Judging:
    integrity: Integrity
    manifest: Manifest
    again: JudgeAgain
    version: str
    mixes: list[JudgedAgain] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def judge(self, mix: PackagedMix) -> None:
        """Measure one mix and judge it by every sheet."""
        try:
            subject = self._measured(mix)
        except ToolError as error:
            self.problems.append(
                Problem(kind=ProblemKind.UNREADABLE, path=mix.files[0].path, message=error.what, found=error.found)
            )
            subject = None
        for report in mix.reports:
            self._one(mix, report, subject)
        if subject is not None:
            self._others(mix, subject)

    def _measured(self, mix: PackagedMix) -> Subject | None:
        """Return the mix as rules see it; None where its files are not those that were packaged."""
        programme = self._opened(mix)
        guides = {path: self._opened_by(path) for path in (mix.dialogue, mix.me) if path is not None}
        if programme is None or None in guides.values():
            return None
        measurements = measure(
            programme,
            self._options(mix).named(mix.name),
            self.again.show or unseen,
            stem=guides.get(mix.dialogue or ""),
            me=guides.get(mix.me or ""),
        )
        if measurements.dialogue is None:
            # What told dialogue from the rest is not in the package; the readings are in its reports.
            inside = self._report_inside(mix.reports[0]) if mix.reports else None
            update = {} if inside is None else {"dialogue": inside.measured.dialogue}
            measurements = measurements.model_copy(update=update)
        return subject_of(measurements, self.manifest.statement_of(mix))

    def _options(self, mix: PackagedMix) -> MeasureOptions:
        """Return how to measure a mix so that every sheet that is at hand can be judged."""
        options = self.again.measuring
        asked = options.wanted or Wanted()
        if asked.leqm is None and self.manifest.leqm_calibration is not None:
            calibrated = replace(asked, leqm=parse_leqm_calibration(self.manifest.leqm_calibration))
            options = replace(options, wanted=calibrated)
        sheets = list(self.again.sheets)
        for report in mix.reports:
            # One that is not at hand is told where its report is judged.
            with suppress(UsageError):
                sheets.append(self._sheet(report.sheet))
        return with_needs(options, mix.statement.kind, sheets)

    def _opened_by(self, path: str) -> Programme | None:
        """Return the mix that has a file first."""
        return next((self._opened(mix) for mix in self.manifest.mixes if mix.files[0].path == path), None)

    def _opened(self, mix: PackagedMix) -> Programme | None:
        """Return a mix ready to be read; None where one of its files is not the one that was packaged."""
        bad = {problem.path for problem in self.integrity.problems}
        present = self.integrity.tree.sizes_bytes
        if any(file.path in bad or file.path not in present for file in mix.files):
            return None
        root = self.integrity.tree.root
        roles = {root / file.path: file.channel for file in mix.files if file.channel is not None}
        layout = None if mix.statement.layout is None else parse_layout(mix.statement.layout)
        paths = [root / file.path for file in mix.files]
        return open_programme(paths, layout=layout, roles=roles if len(paths) > 1 else None)

    def _one(self, mix: PackagedMix, stated: PackagedReport, subject: Subject | None) -> None:
        verdict: Verdict | None = None
        reason: str | None = "Its files are not as they were packaged."
        if subject is not None:
            try:
                loaded = self._sheet(stated.sheet)
                now = self._judged(loaded, mix, subject, stated.deliverable)
            except UsageError as error:
                reason = f"{error.what} {error.found or ''}".strip()
            else:
                verdict, reason = now.verdict, self._compare(mix, stated, loaded, now)
        self.mixes.append(
            JudgedAgain(
                mix=mix.name,
                sheet=stated.sheet,
                deliverable=stated.deliverable,
                stated=stated.verdict,
                verdict=verdict,
                reason=reason,
            )
        )

    def _others(self, mix: PackagedMix, subject: Subject) -> None:
        """Judge by the sheets that were asked for and that the package was not judged by."""
        known = {report.sheet for report in mix.reports}
        for loaded in self.again.sheets:
            if loaded.sheet.id in known:
                continue
            try:
                deliverable = choose_deliverable(loaded.sheet, subject, soundfield_must_match=True)
            except UsageError:
                # The sheet demands nothing of such a mix.
                continue
            now = self._judged(loaded, mix, subject, deliverable)
            self.mixes.append(
                JudgedAgain(
                    mix=mix.name,
                    sheet=loaded.sheet.id,
                    deliverable=deliverable,
                    stated=None,
                    verdict=now.verdict,
                )
            )

    def _sheet(self, name: str) -> LoadedSheet:
        for loaded in self.again.sheets:
            if loaded.sheet.id == name:
                return loaded
        if name not in sheet_names():
            # A name out of a package is never taken for a path.
            raise UsageError(
                "The sheet is not among those of this version.",
                found=name,
                next_step="Give the file of the sheet.",
                code="sheet.not-of-this-version",
            )
        return load_sheet(name)

    def _judged(self, loaded: LoadedSheet, mix: PackagedMix, subject: Subject, deliverable: str) -> Report:
        # What had been forgiven on the day of the package stays forgiven.
        waivers = Waivers(waivers=mix.statement.waivers, today=self.manifest.created.date())
        return judge(loaded, subject, version=self.version, deliverable=deliverable, waivers=waivers)

    def _compare(self, mix: PackagedMix, stated: PackagedReport, loaded: LoadedSheet, now: Report) -> str | None:
        """Note where the report inside says something else; return what is to be said beside the verdict."""
        if loaded.digest != stated.digest:
            return "The sheet has another text than the one the package was judged by."
        then = self._report_inside(stated)
        if then is None:
            return None
        states = {finding.key: finding.state for finding in now.findings}
        different = [f.key for f in then.findings if states.get(f.key) is not f.state]
        if then.verdict is now.verdict is stated.verdict and not different:
            return None
        said = f"{then.verdict} in the report, {stated.verdict} in the manifest, {now.verdict} now"
        message = f"The report inside on {mix.name} does not say what measuring and judging again says ({said})."
        self.problems.append(
            Problem(
                kind=ProblemKind.CONTRADICTION,
                path=stated.json_path,
                message=message,
                found=", ".join(different) or None,
            )
        )
        return "The report inside says something else."

    def _report_inside(self, stated: PackagedReport) -> Report | None:
        if stated.json_path not in self.integrity.tree.sizes_bytes:
            return None
        content = self.integrity.tree.read(stated.json_path, MAXIMUM_REPORT_BYTES)
        if isinstance(content, Problem):
            self.problems.append(content)
            return None
        try:
            return Report.model_validate_json(content)
        except ValidationError as error:
            first = str(error.errors(include_url=False)[0]["msg"])
            message = f"{stated.json_path} is not a report of this version."
            self.problems.append(
                Problem(kind=ProblemKind.UNREADABLE, path=stated.json_path, message=message, found=first)
            )
            return None
