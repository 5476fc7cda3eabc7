"""Makes a stem bundle of inputs: finds the mixes, names them, measures, judges and packages them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from packager.formats.packaged_inputs import packaged_inputs
from packager.formats.stems.bundle import package_stems
from packager.formats.stems.prepare import judged_stems, know_each_other, named_mixes, stem_order
from validator.delivery.consistency.completeness import delivery_report
from validator.delivery.consistency.contents import Contents
from validator.delivery.judged import Judging
from validator.delivery.reel_programmes import ReelProgrammes, SavedReels
from validator.progress import Show, unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from packager.formats.orders import PackageOrder
    from packager.formats.stems.bundle import JudgedStem, StemBundle
    from packager.formats.stems.prepare import NamedMix
    from validator.results.report import Report


def make_stems(order: PackageOrder, target: Path, show: Show = unseen) -> StemBundle:
    """Make a stem bundle.

    Args:
        order: What is to be packaged.
        target: The folder that is to appear.
        show: Begins a progress line, and returns what moves it.

    Raises:
        ToolError: An input that gives no mix, and everything that `package_stems` refuses.
    """
    found = packaged_inputs(order)
    stems, naming = stem_order(order)
    named = named_mixes(ReelProgrammes(found).mixes, order.sheets, naming)
    stems = replace(
        stems,
        total_bytes=sum(one.size_bytes for one in named),
        whole_delivery=stems.whole_delivery or know_each_other([one.mix for one in named]),
    )
    judging = Judging(
        sheets=order.sheets, version=order.measuring.version, day=stems.day, deliverable=order.deliverable
    )
    judged = judged_stems(named, judging, replace(order.measuring, digests=stems.algorithms), show=show)
    deliveries = [Contents.of(folder, stems.day) for folder in found.deliveries]

    reels = SavedReels()

    def wholes() -> tuple[Report, ...]:
        programmes = [report for _, result in reels.results(judging) for report in result.reports]
        found = (delivery_report(each, version=order.measuring.version) for each in deliveries)
        return (*programmes, *found)

    return package_stems(stems, _noted(named, judged, deliveries, reels), target, show, wholes=wholes)


def _noted(
    named: Sequence[NamedMix], judged: Iterable[JudgedStem], deliveries: Sequence[Contents], reels: SavedReels
) -> Iterator[JudgedStem]:
    """Yield mixes as they are judged, and let the delivery and the reels they belong to take note of each."""
    for one, stem in zip(named, judged, strict=True):
        reels.add(stem.measurements, stem.statement)
        for delivery in deliveries:
            if delivery.holds(one.mix):
                delivery.add(one.mix, stem.measurements, stem.reports)
        yield stem
