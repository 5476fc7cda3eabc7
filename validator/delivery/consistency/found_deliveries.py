"""What is known of deliveries when their mixes are only measured, and what is said of them when those are judged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from specs.statements.statement import Statement
from validator.conformance import Fault, conform
from validator.delivery.consistency.completeness import FOLDER, delivery_report
from validator.delivery.consistency.contents import Contents
from validator.delivery.consistency.wrong_guides import refused_guides
from validator.delivery.judged import MixResult
from validator.results.finding import Place, State
from validator.results.found_delivery import FoundDelivery, FoundFault, UnfitGuide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from specs.message import Message
    from validator.delivery.ingest.inputs import Inputs
    from validator.delivery.ingest.mixes import Mix
    from validator.results.measurements import Measurements
    from validator.results.report import Report


class FoundDeliveries:
    """The deliveries of a run that measures and does not judge."""

    def __init__(self, inputs: Inputs) -> None:
        # No check of a folder asks for the day.
        self._contents = [Contents.of(folder, date.min) for folder in inputs.deliveries]
        self._faults: list[tuple[FoundFault, ...]] = []
        for contents in self._contents:
            for mix in (*inputs.mixes, *inputs.set_aside):
                contents.list_files(mix)
            faults = conform(FOLDER, contents)
            self._faults.append(tuple(FoundFault(fault=fault.message, file=fault.place.file) for fault in faults))

    def of(self, mix: Mix, measurements: Measurements) -> FoundDelivery | None:
        """The delivery that a mix lies in; None for one that was handed in by itself."""
        for contents, faults in zip(self._contents, self._faults, strict=True):
            if contents.holds(mix):
                refused = refused_guides(mix, measurements)
                return FoundDelivery(
                    name=contents.name,
                    folder=contents.folder_name,
                    faults=faults,
                    refused_guides=tuple(UnfitGuide(file=file, why=why) for file, why in refused),
                )
        return None


def left_open(measured: Iterable[Measurements], today: date, version: str) -> tuple[Message, ...]:
    """Return what leaves the deliveries of measured mixes open, whatever comes of the mixes: each once.

    What a waiver forgives leaves nothing open, as where the delivery is judged.

    Args:
        measured: The mixes.
        today: The day that decides which waivers have expired.
        version: Of mixgate.
    """
    known = SavedDeliveries(today)
    for each in measured:
        if each.delivery is not None:
            known.add(each, each.statement or Statement(), ())
    findings = [found for result in known.results(version) for report in result.reports for found in report.findings]
    reasons = [
        one.reason for one in findings if one.rule in FOLDER.ids and one.binding and one.state is not State.WAIVED
    ]
    return tuple({reason.model_dump_json(): reason for reason in reasons}.values())


def unknown_fault(saved: Measurements) -> str | None:
    """Return a fault of the saved delivery that is no check of a folder, which must not be passed over."""
    faults = () if saved.delivery is None else saved.delivery.faults
    return next((one.fault.code for one in faults if one.fault.code not in FOLDER.ids), None)


class SavedDeliveries:
    """The deliveries that saved measurements come from, put together while those are judged."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._contents: dict[str, Contents] = {}
        self._unmeasured: list[Report] = []

    def add(self, saved: Measurements, statement: Statement, reports: Sequence[Report]) -> None:
        """Take note of a mix that was judged by its measurements."""
        contents = self._contents_of(saved)
        if contents is not None:
            contents.add_measured(saved, statement, reports)

    def take_unmeasured(self, report: Report) -> None:
        """Take note of what was forgiven of a mix that could not be measured; nothing says which delivery it lay in."""
        self._unmeasured.append(report)

    def take_note(self, saved: Measurements, reports: Sequence[Report]) -> None:
        """Take note of what was forgiven in reports on several mixes together, of which these measurements are one."""
        contents = self._contents_of(saved)
        if contents is not None:
            contents.take_note(reports)

    def _contents_of(self, saved: Measurements) -> Contents | None:
        """The delivery that a mix lay in; None for one that was measured by itself."""
        found = saved.delivery
        if found is None:
            return None
        faults = tuple(
            Fault(check=one.fault.code, arguments=one.fault.arguments, place=Place(file=one.file))
            for one in found.faults
        )
        key = found.model_dump_json(exclude={"refused_guides"})
        return self._contents.setdefault(
            key,
            Contents(folder=None, name=found.name, folder_name=found.folder, today=self._today, known=faults),
        )

    def results(self, version: str) -> Iterator[MixResult]:
        """Yield a report on each delivery, as its measurements tell of it."""
        for contents in self._contents.values():
            contents.take_note(self._unmeasured)
            report = delivery_report(contents, version=version)
            yield MixResult(name=report.name, path=report.path, reports=(report,))
