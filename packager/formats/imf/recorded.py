"""Judges the sound of an IMF package again by its record, and holds the result against the reports in it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from packager.formats.stems.manifest import MANIFEST
from packager.formats.stems.rejudge import compared, measuring_as_packaged, sheet_at_hand
from specs.errors import UsageError
from validator.delivery.judged import left_out
from validator.delivery.saved import as_received
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packager.fixity.problem import Problem
    from packager.formats.imf.record import ImfRecord
    from packager.formats.orders import VerifyOrder
    from packager.formats.stems.manifest import Manifest, PackagedMix, PackagedReport
    from packager.formats.stems.verify import JudgedAgain
    from specs.loader import LoadedSheet
    from specs.statements.statement import Statement
    from validator.delivery.ingest.imf_mixes import ImfTrack
    from validator.delivery.judged import Judging, MixResult
    from validator.results.report import NotJudged


class RecordedJudging:
    """How a package is judged again by its record.

    Args:
        record: What was read of it.
        order: How to verify.

    Attributes:
        contradictions: Reports of the record that do not say what judging again says.
    """

    def __init__(self, record: ImfRecord, order: VerifyOrder) -> None:
        self.record = record
        self._order = order
        self._mixes: dict[str, PackagedMix] = {}
        self.contradictions: list[Problem] = []
        if record.manifest is not None:
            self._mixes = {mix.name: mix for mix in record.manifest.mixes}
        signed = order.gate is not None and order.gate.is_signed(record.integrity.tree.root / MANIFEST)
        self._signed = signed
        self.measuring = order.measuring
        if record.manifest is not None:
            self.measuring = measuring_as_packaged(order.measuring, record.manifest)

    @property
    def manifest(self) -> Manifest | None:
        """None where it cannot be read."""
        return self.record.manifest

    def statement_of(self, track: ImfTrack) -> Statement:
        """Return what was stated of a track, as the receiver takes it; what its labels say where nothing is known."""
        mix = self._mixes.get(track.name)
        if mix is None:
            return track.statement
        return as_received(mix.statement, self._order.gate, signed=self._signed)

    def judgings(self) -> Iterator[Judging]:
        """Yield how the sheets of the record judge, as on the day of the package; none where none judged then."""
        manifest = self.manifest
        sheets = [] if manifest is None else self._sheets()
        if manifest is not None and sheets:
            yield replace(
                self._order.judging(sheets),
                day=manifest.created.date(),
                # What a receiver forgives holds from the day he gave it, which may be later than the package.
                receivers_day=None if self._order.gate is None else self._order.day,
                deliverable=manifest.deliverable,
            )

    def _sheets(self) -> list[LoadedSheet]:
        """The sheets of the record that are at hand; one that is not is told with its mix."""
        found: dict[str, LoadedSheet] = {}
        for report in (report for mix in self._mixes.values() for report in mix.reports):
            with suppress(UsageError):
                found.setdefault(report.sheet, sheet_at_hand(report.sheet, self._order.sheets))
        return list(found.values())

    def sheets_not_asked_then(self) -> tuple[LoadedSheet, ...]:
        """Return the sheets that are named now and that no report of the record is of."""
        then = {report.sheet for mix in self._mixes.values() for report in mix.reports}
        return tuple(one for one in self._order.sheets if one.sheet.id not in then)

    def of_sheets_that_judged(self, name: str, result: MixResult) -> MixResult:
        """Return a result with a row for every sheet that judged then and is not at hand."""
        mix = self._mixes.get(name)
        at_hand = {one.sheet.id for one in self._sheets()}
        missing = [] if mix is None else [one for one in mix.reports if one.sheet not in at_hand]
        rows = tuple(self._not_at_hand(name, report) for report in missing)
        return replace(result, not_judged=(*result.not_judged, *rows))

    @staticmethod
    def _not_at_hand(name: str, report: PackagedReport) -> NotJudged:
        error = UsageError("The sheet is not among those of this version.", found=report.sheet)
        return left_out(name, error, WhyNot.ERROR)

    def compare(self, name: str, result: MixResult) -> None:
        """Note where a report of the record says something else; what a receiver changes is no contradiction."""
        mix = self._mixes.get(name)
        if mix is None or self._order.gate is not None:
            return
        inside = {report.sheet: report for report in mix.reports}
        for now in result.reports:
            stated = inside.get(now.sheet.id)
            if stated is not None:
                loaded = sheet_at_hand(stated.sheet, self._order.sheets)
                _, problem = compared(self.record.integrity, mix, stated, loaded, now)
                self.contradictions += [] if problem is None else [problem]

    def with_stated(self, rows: Sequence[JudgedAgain]) -> list[JudgedAgain]:
        """Return the rows of a verification with the verdicts that the record states."""
        then = {(mix.name, report.sheet): report.verdict for mix in self._mixes.values() for report in mix.reports}
        return [one.model_copy(update={"stated": then.get((one.mix, one.sheet))}) for one in rows]
