"""Measures and judges everything that was handed in, and gives each answer as soon as it is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specs.errors import DeliveryError, ToolError
from validator.delivery.consistency.completeness import delivery_report
from validator.delivery.consistency.contents import CONTENT_DIGEST, Contents
from validator.delivery.judged import Judging, MixResult, unreadable
from validator.delivery.measured import Scans, measure_mix
from validator.delivery.reel_programmes import ReelProgrammes
from validator.delivery.unfit import is_of_the_input, unfit_mix, unreadable_delivery
from validator.progress import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.delivery.ingest.inputs import Inputs, Refused
    from validator.delivery.ingest.mixes import Mix
    from validator.measuring.measure import MeasureOptions
    from validator.progress import Show


def checked(inputs: Inputs, judging: Judging, options: MeasureOptions, show: Show = unseen) -> Iterator[MixResult]:
    """Yield what came of each input, in their order; what goes wrong with one does not stop the others.

    Reels that make a programme are judged as one as well, as soon as all of them are measured.

    Args:
        inputs: The mixes, and what gives none.
        judging: The sheets, and how to judge.
        options: How to measure.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
    """
    for refused in inputs.refused:
        yield _refused(refused, judging)
    contents = [Contents.of(folder, judging.day) for folder in inputs.deliveries]
    for delivery in contents:
        for mix in inputs.set_aside:
            delivery.list_files(mix)
    if contents:
        options = replace(options, digests=tuple(dict.fromkeys((*options.digests, CONTENT_DIGEST))))
    programmes = ReelProgrammes(inputs)
    scans = Scans(programmes.mixes, options.digests, originals=inputs.originals)
    for mix in programmes.mixes:
        measurements = None
        try:
            measurements = measure_mix(mix, options, show, scans=scans, sheets=judging.sheets)
        except ToolError as error:
            scans.give_up(mix)
            result = _unfit(mix, error, judging)
        else:
            result = judging.judged(measurements, mix.statement)
        own = [delivery for delivery in contents if delivery.holds(mix)]
        for delivery in own:
            delivery.add(mix, measurements, result.reports)
        yield result
        yield from _together(programmes.add(mix, measurements, judging), own)
    for delivery in contents:
        waivers = judging.waivers(delivery.waivers or judging.granted)
        report = delivery_report(delivery, version=judging.version, waivers=waivers)
        yield MixResult(name=report.name, path=report.path, reports=(report,))


def _together(result: MixResult | None, deliveries: Sequence[Contents]) -> Iterator[MixResult]:
    """Yield what came of the reels of a programme together, where the last of them was measured."""
    if result is None:
        return
    for delivery in deliveries:
        delivery.take_note(result.reports)
    yield result


def _refused(refused: Refused, judging: Judging) -> MixResult:
    """A delivery file that the caller named is his to put right; one that lies in a folder is the sender's."""
    if refused.was_named or not isinstance(refused.error, DeliveryError):
        return unreadable(refused.name, refused.error)
    report = unreadable_delivery(refused.name, refused.path, refused.error, version=judging.version)
    report = judging.forgiven(report)
    return MixResult(name=refused.name, path=refused.path.name, reports=(report,))


def _unfit(mix: Mix, error: ToolError, judging: Judging) -> MixResult:
    """A mix that cannot be measured is rejected or open; one that the caller named and is not there is an error."""
    if not is_of_the_input(mix, error):
        return unreadable(mix.name, error, mix.statement)
    report = judging.forgiven(unfit_mix(mix, error, version=judging.version), mix.statement)
    stated = mix.statement
    return MixResult(name=mix.name, path=mix.path, kind=stated.kind, language=stated.language, reports=(report,))
