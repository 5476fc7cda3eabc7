"""Check, measure and judge: mixes held against sheets, all at once or one by one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from mixgate import __version__
from mixgate.api.handed_in import as_paths, as_sheets, handed_in
from mixgate.api.settings import RunSettings
from validator.delivery.gate import receivers_waivers
from validator.delivery.ingest.stated import StatedWords, stated_by
from validator.delivery.judged import Judging, MixResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mixgate.api.handed_in import AnyPath, AnySheet
    from validator.delivery.gate import Gate
    from validator.delivery.measured import MeasuredMix
    from validator.reporters.run import Run
    from validator.results.measurements import Measurements
    from validator.results.report import NotJudged, Report, Verdict


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of a run. Iterating over it gives the results.

    Attributes:
        results: One for each mix, each package, and each input that gave none, in their order.
    """

    results: tuple[MixResult, ...]

    def __iter__(self) -> Iterator[MixResult]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    @property
    def reports(self) -> tuple[Report, ...]:
        """Every report: one for each mix and each sheet that demands anything of it."""
        return tuple(report for result in self.results for report in result.reports)

    @property
    def not_judged(self) -> tuple[NotJudged, ...]:
        """What was met and not judged, and why."""
        return tuple(left_out for result in self.results for left_out in result.not_judged)

    @property
    def verdict(self) -> Verdict:
        """The worst verdict; incomplete where a mix could not be read, and where nothing was judged.

        Raises:
            UsageError: There was no mix at all.
        """
        from validator.reporters.run import worst_verdict

        return worst_verdict(self.reports, self.not_judged)

    @property
    def document(self) -> Run:
        """The run as `mixgate.run/2`, the document that `mixgate check --json` writes.

        Raises:
            UsageError: There was no mix at all.
        """
        from validator.reporters.run import run_of

        return run_of(self.reports, self.not_judged)

    @property
    def exit_code(self) -> int:
        """The exit code that `mixgate check` ends with."""
        from mixgate.exits import exit_code

        errors = [error for result in self.results for error in result.errors]
        return int(exit_code(self.verdict if self.reports or self.not_judged else None, errors))


def check(
    inputs: AnyPath | Sequence[AnyPath],
    sheets: AnySheet | Sequence[AnySheet],
    *,
    deliverable: str | None = None,
    gate: Gate | None = None,
    settings: RunSettings | None = None,
    **stated: Unpack[StatedWords],
) -> RunResult:
    """Measure mixes and hold them against sheets.

    Keeps every report of the run; `check_each` gives one result at a time.

    Args:
        inputs: Files, folders, delivery files and packages; one or several. Mono files of one set are one mix.
        sheets: By id, by path, or loaded; one or several.
        deliverable: Which deliverable of the sheets is meant; None lets kind and layout decide.
        gate: What a receiver grants: what a sender states that would lower a demand is then only asked for. None where
            nobody has to grant anything.
        settings: How to measure and judge; None for the usual.
        stated: What is stated about every mix of the run; it overrules a delivery file and a package.

    Raises:
        UsageError: An argument, a sheet or a delivery file is invalid.
        MediaError: A dialogue stem or an M&E that was named cannot be read. An input that cannot be read is a result.
    """
    each = check_each(inputs, sheets, deliverable=deliverable, gate=gate, settings=settings, **stated)
    return RunResult(tuple(each))


def check_each(
    inputs: AnyPath | Sequence[AnyPath],
    sheets: AnySheet | Sequence[AnySheet],
    *,
    deliverable: str | None = None,
    gate: Gate | None = None,
    settings: RunSettings | None = None,
    **stated: Unpack[StatedWords],
) -> Iterator[MixResult]:
    """Measure mixes and hold them against sheets, and give each result as soon as it is known.

    What is invalid is said by the call itself, before the first result is asked for. Arguments and errors: see `check`.
    """
    how = settings or RunSettings()
    found = handed_in(as_paths(inputs), stated_by(**stated), gate)
    judging = _judging(sheets, deliverable, how, gate)
    return found.results(judging, how.measuring, how.show)


def _judging(
    sheets: AnySheet | Sequence[AnySheet], deliverable: str | None, how: RunSettings, gate: Gate | None
) -> Judging:
    return Judging(
        sheets=as_sheets(sheets),
        version=__version__,
        day=how.judging_day,
        deliverable=deliverable,
        granted=receivers_waivers(gate),
    )


def measure(
    inputs: AnyPath | Sequence[AnyPath], *, settings: RunSettings | None = None, **stated: Unpack[StatedWords]
) -> tuple[Measurements, ...]:
    """Measure mixes without judging them.

    Args:
        inputs: Files, folders and delivery files; one or several.
        settings: How to measure; None for the usual.
        stated: What is stated about every mix; `judge` judges it later as it was stated here.

    Returns:
        One for each mix, in their order.

    Raises:
        UsageError: An argument is invalid.
        MediaError: A mix cannot be read; nothing is returned then. `measure_each` gives what was measured before.
        RefusedError: Digest lists that came with the files say other bytes.
    """
    return tuple(measure_each(inputs, settings=settings, **stated))


def measure_each(
    inputs: AnyPath | Sequence[AnyPath], *, settings: RunSettings | None = None, **stated: Unpack[StatedWords]
) -> Iterator[Measurements]:
    """Measure mixes, and give the measurements of each as soon as they are there. Arguments and errors: see `measure`.

    The first mix that cannot be read ends it with its error.
    """
    from packager.formats.listed.as_listed import refuse_altered
    from validator.delivery.ingest.inputs import mixes_of
    from validator.delivery.measured import measured_mixes

    how = settings or RunSettings()
    found = mixes_of(as_paths(inputs), stated_by(**stated))
    for refused in found.refused:
        raise refused.error
    refuse_altered(found, workers=how.measuring.workers, show=how.show)
    return map(_readings, measured_mixes(found, how.measuring, how.show))


def _readings(one: MeasuredMix) -> Measurements:
    if one.measurements is None:
        assert one.error is not None, "a mix that is not measured has its error"
        raise one.error
    return one.measurements


def judge(
    measurements: AnyPath | Measurements | Sequence[AnyPath | Measurements],
    sheets: AnySheet | Sequence[AnySheet],
    *,
    deliverable: str | None = None,
    gate: Gate | None = None,
    settings: RunSettings | None = None,
    **stated: Unpack[StatedWords],
) -> RunResult:
    """Hold measurements against sheets, without audio, as what was stated when they were made says.

    Args:
        measurements: What `measure` returned, or files that `mixgate measure` wrote; one or several.
        sheets: As for `check`.
        deliverable: As for `check`.
        gate: As for `check`; what is stated in the measurements is then the sender's word.
        settings: The day that waivers are held against; None for today.
        stated: What is stated now; it overrules what was stated when the mix was measured. Layout, dialogue stem and
            M&E were needed to measure, and change nothing here.

    Raises:
        UsageError: An argument or a sheet is invalid.
    """
    from validator.delivery.saved import judged_again
    from validator.results.measurements import Measurements

    given: list[AnyPath | Measurements]
    given = [measurements] if isinstance(measurements, (str, os.PathLike, Measurements)) else list(measurements)
    saved = [one if isinstance(one, Measurements) else Path(one) for one in given]
    judging, now = _judging(sheets, deliverable, settings or RunSettings(), gate), stated_by(**stated)
    return RunResult(tuple(judged_again(saved, judging, now, gate)))
