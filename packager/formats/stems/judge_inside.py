"""Judges the package as a whole, then the mixes inside, as they are stated there: what `check` does with a package."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from packager.formats.stems.inside import measured_inside
from packager.formats.stems.manifest import MANIFEST
from packager.formats.stems.package_report import contradictions_report, package_report
from packager.formats.stems.rejudge import compared, measuring_as_packaged
from packager.formats.stems.verify import check_integrity
from packager.formats.stems.wholes_inside import WholesInside, measuring_of_wholes
from specs.errors import MediaError
from validator.delivery.judged import MixResult, left_out, or_open, unreadable
from validator.delivery.saved import as_received, restated
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from packager.fixity.problem import Problem
    from packager.formats.orders import InsideOrder
    from packager.formats.stems.inside import MeasuredInside
    from packager.formats.stems.manifest import Manifest, PackagedMix
    from packager.formats.stems.verify import Integrity
    from specs.loader import LoadedSheet
    from specs.statements.statement import Statement
    from validator.delivery.judged import Judging


def judge_stems_inside(root: Path, order: InsideOrder) -> Iterator[MixResult]:
    """Yield what is to be said of a stem bundle, of the mixes inside, of what they make, and of reports that differ.

    A mix is held against the sheets of the order, as `verify` holds it against sheets that it is given: with what was
    stated when the package was made, by the deliverable that was named then, and with what was forgiven on that day.

    Args:
        root: The folder.
        order: The sheets, and how to judge.

    Raises:
        MediaError: No such folder, or one that cannot be listed.
    """
    measuring = order.measuring
    integrity = check_integrity(root, workers=measuring.workers, show=order.show)
    whole = package_report(integrity, version=order.judging.version)
    yield MixResult(name=whole.name, path=whole.path, reports=(whole,))
    manifest = integrity.manifest
    if manifest is None:
        return
    judging = _JudgingInside(integrity=integrity, manifest=manifest, order=order, wholes=WholesInside(manifest))
    sheets = list(order.judging.sheets)
    measuring = measuring_of_wholes(measuring_as_packaged(measuring, manifest), manifest)
    for measured in measured_inside(integrity, manifest, measuring, lambda _mix: sheets, order.show):
        yield judging.judged(measured)
    yield from judging.wholes.results(judging.as_packaged(order.judging.sheets, order.judging.deliverable))
    if judging.contradictions:
        said = contradictions_report(integrity, judging.contradictions, version=order.judging.version)
        yield MixResult(name=said.name, path=said.path, reports=(said,))


@dataclass(slots=True, kw_only=True)
class _JudgingInside:
    integrity: Integrity
    manifest: Manifest
    order: InsideOrder
    wholes: WholesInside
    contradictions: list[Problem] = field(default_factory=list)

    def judged(self, measured: MeasuredInside) -> MixResult:
        """Hold one mix against every sheet."""
        mix = measured.packaged
        statement = self._statement(mix)
        if measured.measurements is None:
            if measured.error is not None:
                return unreadable(mix.name, measured.error, statement)
            return _altered(mix, statement)
        results = []
        for loaded in self.order.judging.sheets:
            judging = self.as_packaged([loaded], self.order.judging.deliverable or self._packaged_as(mix, loaded))
            result = judging.held_against_each(measured.measurements, statement)
            if statement == self.manifest.statement_of(mix):
                self._compare(mix, loaded, result)
            results.append(result)
        together = or_open(_together(mix, statement, results), statement)
        self.wholes.add(measured, statement, together.reports)
        return together

    def as_packaged(self, sheets: Sequence[LoadedSheet], deliverable: str | None) -> Judging:
        """Return how to judge on the day of the package."""
        return replace(
            self.order.judging,
            sheets=list(sheets),
            day=self.manifest.created.date(),
            # What a receiver forgives holds from the day he gave it, which may be later than the package.
            receivers_day=None if self.order.gate is None else self.order.judging.day,
            deliverable=deliverable,
        )

    def _packaged_as(self, mix: PackagedMix, loaded: LoadedSheet) -> str | None:
        """Return the deliverable that was named when the mix was packaged; None for a sheet not asked then."""
        asked_then = any(report.sheet == loaded.sheet.id for report in mix.reports)
        return self.manifest.deliverable if asked_then else None

    def _compare(self, mix: PackagedMix, loaded: LoadedSheet, result: MixResult) -> None:
        """Note where the report inside says something else; what the caller states anew is no contradiction."""
        inside = next((report for report in mix.reports if report.sheet == loaded.sheet.id), None)
        if inside is None:
            return
        for now in result.reports:
            if now.deliverable == inside.deliverable:
                _, problem = compared(self.integrity, mix, inside, loaded, now)
                self.contradictions += [] if problem is None else [problem]

    def _statement(self, mix: PackagedMix) -> Statement:
        """Return what the package states about a mix, as a receiver takes it."""
        signed = self.order.gate is not None and self.order.gate.is_signed(self.integrity.tree.root / MANIFEST)
        return restated(as_received(self.manifest.statement_of(mix), self.order.gate, signed=signed), self.order.stated)


def _altered(mix: PackagedMix, statement: Statement) -> MixResult:
    """Return the row of a mix whose files are not as they were packaged; the report on the package rejects it."""
    altered = MediaError(
        "Its files are not as they were packaged, so it is not judged.",
        where=mix.files[0].path,
        next_step="Verify the package.",
    )
    row = left_out(mix.name, altered, WhyNot.UNREADABLE, statement=statement)
    return MixResult(
        name=mix.name, path=statement.path, kind=statement.kind, language=statement.language, not_judged=(row,)
    )


def _together(mix: PackagedMix, statement: Statement, results: list[MixResult]) -> MixResult:
    return MixResult(
        name=mix.name,
        path=statement.path,
        kind=statement.kind,
        language=statement.language,
        reports=tuple(report for result in results for report in result.reports),
        errors=tuple(error for result in results for error in result.errors),
        not_judged=tuple(left_out for result in results for left_out in result.not_judged),
    )
