"""What the mixes of a package make together: programmes in reels, and the delivery they came as.

A fault of the delivery, such as one sound as two languages, and loudness over all reels are in no report on one mix.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from validator.delivery.consistency.completeness import delivery_report
from validator.delivery.consistency.contents import CONTENT_DIGEST, Contents
from validator.delivery.judged import MixResult
from validator.delivery.reel_programmes import SavedReels
from validator.results.finding import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packager.formats.stems.inside import MeasuredInside
    from packager.formats.stems.manifest import Manifest
    from specs.statements.statement import Statement
    from validator.delivery.ingest.mixes import Mix
    from validator.delivery.judged import Judging
    from validator.measuring.measure import MeasureOptions
    from validator.results.report import Report


def measuring_of_wholes(measuring: MeasureOptions, manifest: Manifest) -> MeasureOptions:
    """Return how to measure the mixes of a package: with the digest by which one sound under two names is told."""
    if not manifest.whole_delivery:
        return measuring
    return replace(measuring, digests=tuple(dict.fromkeys((*measuring.digests, CONTENT_DIGEST))))


class WholesInside:
    """The programmes in reels and the delivery of a package, gathered while its mixes are judged.

    Args:
        manifest: Of the package.
        in_reels: False where somebody else puts the reels together.
    """

    def __init__(self, manifest: Manifest, *, in_reels: bool = True) -> None:
        self._reels = SavedReels() if in_reels else None
        self._contents: Contents | None = None
        if manifest.whole_delivery:
            self._contents = Contents(
                folder=None, name=manifest.title, folder_name=manifest.title, today=manifest.created.date()
            )

    def add(self, measured: MeasuredInside, statement: Statement, reports: Sequence[Report]) -> None:
        """Take note of a mix that was judged; one that could not be measured is told by the package."""
        if measured.measurements is None or measured.mix is None:
            return
        if self._reels is not None:
            self._reels.add(measured.measurements, statement)
        if self._contents is not None:
            self._contents.add(_as_delivered(measured.mix, statement), measured.measurements, reports)

    def results(self, judging: Judging) -> Iterator[MixResult]:
        """Yield what came of each programme in reels, and of the delivery where something is wrong with it.

        Args:
            judging: The sheets of the reels, and how to judge.
        """
        for _, result in () if self._reels is None else self._reels.results(judging):
            if self._contents is not None:
                self._contents.take_note(result.reports)
            yield result
        if self._contents is None or not self._contents.mixes:
            return
        waivers = judging.waivers(self._contents.waivers or judging.granted)
        report = delivery_report(self._contents, version=judging.version, waivers=waivers)
        if any(finding.state is not State.PASS for finding in report.findings):
            yield MixResult(name=report.name, path=report.path, reports=(report,))


def _as_delivered(mix: Mix, statement: Statement) -> Mix:
    """The mix with its guides as the delivery holds them: a package names them, so that they have to be readable."""
    stem, me = (None if one is None else replace(one, named=False) for one in (mix.stem, mix.me))
    return replace(mix, statement=statement, stem=stem, me=me)
