"""Measures the mixes of a run, each file once, whoever needs it: its own verdict, or the gate of thirty dubs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from specs.errors import ToolError
from validator.delivery.compared_mixes import RunComparisons
from validator.measure import measure, pairs_of
from validator.scan.driver import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from specs.loader import LoadedSheet
    from validator.audio.programme import Programme
    from validator.delivery.mixes import Mix
    from validator.measure import MeasureOptions
    from validator.measurements import Measurements
    from validator.progress import Show
    from validator.scan.driver import ScanOptions, ScanResult

FileKey = tuple["Path", ...]
"""The files of a programme in the order in which they are read."""


class Scans:
    """The tables of a run: made once for each file, kept while a mix that is still to come needs them.

    Thirty dubs with one M&E and one original are 32 scans, and the table of the M&E is the only one that is kept:

        needed = {me: 30 dubs + its own verdict, dub 1: 1, ...}
        take(dub 1)  scan, dropped at once
        take(me)     scan, 30 more to come
        take(me)     kept, 29 more to come ...

    Attributes:
        count: How many scans there were.
        comparisons: The mixes of the run held against each other.
    """

    def __init__(self, mixes: Sequence[Mix], digests: tuple[str, ...] = ()) -> None:
        self.count = 0
        self._digests = digests
        self._needed: Counter[FileKey] = Counter()
        self._judged = {_key(mix.paths) for mix in mixes}
        self._kept: dict[FileKey, ScanResult] = {}
        self.comparisons = RunComparisons(mixes)
        for mix in mixes:
            self._needed.update(_keys(mix))

    def take(
        self, programme: Programme, options: ScanOptions, progress: Callable[[], Callable[[int], None]]
    ) -> ScanResult:
        """Return what the scan of a programme established, scanned now if it was not before.

        Args:
            programme: What to scan.
            options: How; the same for every programme of a run. Whatever is asked for, a mix that is judged itself is
                scanned for all of its readings, and anything else for its loudness alone.
            progress: Begins a progress line; called only where there is something to scan.
        """
        key = _key(programme.paths)
        found = self._kept.get(key)
        if found is None:
            self.count += 1
            judged = key in self._judged
            whole = replace(
                options,
                pairs=pairs_of(programme.layout) if judged else (),
                digests=self._digests if judged else (),
            )
            found = scan(programme, options=whole, progress=progress())
        self._needed[key] -= 1
        if self._needed[key] > 0:
            self._kept[key] = found
        else:
            self._kept.pop(key, None)
        return found

    def give_up(self, mix: Mix) -> None:
        """Forget what a mix would have needed: it cannot be measured."""
        self.comparisons.give_up(mix)
        for key in _keys(mix):
            self._needed[key] -= 1
            if self._needed[key] <= 0:
                self._kept.pop(key, None)


def _keys(mix: Mix) -> tuple[FileKey, ...]:
    needed = [mix.paths, *(files.paths for files in (mix.stem, mix.me) if files is not None)]
    return tuple(map(_key, needed))


def _key(paths: Iterable[Path]) -> FileKey:
    return tuple(path.resolve() for path in paths)


def measure_mix(
    mix: Mix, options: MeasureOptions, show: Show, *, scans: Scans | None = None, sheets: Sequence[LoadedSheet] = ()
) -> Measurements:
    """Measure one mix, with what else tells its dialogue.

    Args:
        mix: The mix.
        options: How to measure.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
        scans: The tables of the run; None for a mix on its own.
        sheets: The sheets it will be held against: some ask for readings that others do not need.

    Raises:
        MediaError: It, or a stem or M&E that was named for it, cannot be read.
        UsageError: The layout that is stated has another number of channels.
    """
    if sheets:
        from validator.delivery.needs import with_needs

        options = with_needs(options, mix.statement.kind, sheets)
    programme = mix.open()
    stem, me = (None if files is None else files.open() for files in (mix.stem, mix.me))
    tables = scans or Scans([mix], options.digests)
    found = measure(programme, options.named(mix.name), show, stem=stem, me=me, take=tables.take)
    comparisons = tables.comparisons.of(mix, programme, version=options.version, show=show)
    return found.model_copy(update={"statement": mix.statement, "comparisons": comparisons})


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredMix:
    """What came of measuring one mix: measurements, or why there are none.

    Attributes:
        mix: The mix.
        measurements: None where it could not be measured.
        error: Why not; None where it could.
    """

    mix: Mix
    measurements: Measurements | None = None
    error: ToolError | None = None


def measured_mixes(mixes: Sequence[Mix], options: MeasureOptions, show: Show) -> Iterator[MeasuredMix]:
    """Measure mixes, each file once, and give each as soon as it is there; what is wrong with one stops no other.

    Args:
        mixes: The mixes.
        options: How to measure.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
    """
    scans = Scans(mixes, options.digests)
    for mix in mixes:
        try:
            found = measure_mix(mix, options, show, scans=scans)
        except ToolError as error:
            scans.give_up(mix)
            yield MeasuredMix(mix=mix, error=error)
        else:
            yield MeasuredMix(mix=mix, measurements=found)
