"""Measures the mixes of a run, each file once, whoever needs it: its own verdict, or the gate of thirty dubs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from specs.errors import ToolError
from specs.real_path import real_path
from specs.vocabulary import parse_layout
from validator.audio.bed_sum import BedSum, part_key
from validator.audio.channel_groups import channels_of, channels_of_file
from validator.audio.programme import FileProgramme
from validator.audio.rendered_programme import RenderedProgramme
from validator.delivery.compared_mixes import RunComparisons
from validator.delivery.consistency.bed_separation import beds_not_separate
from validator.delivery.ingest.file_states import FileStates
from validator.measuring.measure import measure, pairs_of
from validator.scan.bitstream_search import refuse_bitstreams
from validator.scan.driver import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from specs.loader import LoadedSheet
    from specs.statements.statement import FilePart
    from validator.audio.programme import Programme
    from validator.delivery.ingest.inputs import Inputs
    from validator.delivery.ingest.mixes import Mix
    from validator.measuring.measure import MeasureOptions
    from validator.progress import Show
    from validator.results.measurements import Measurements
    from validator.results.object_rendering import Rendering
    from validator.scan.driver import ScanOptions, ScanResult

FileKey = tuple[tuple["Path", ...], str]
"""The files of a table, and what it is of: nothing more for all of them, the channels of parts, or one made of them."""

_CHANNELS: Final = "channels"
"""The files of a programme in the order in which they are read, and whether only parts of them are read."""


@dataclass(slots=True)
class _Parts:
    """What the mixes of a run read of a file that holds several.

    Attributes:
        channels: Channels of the file, from 0, each once.
        pairs: Pairs of them whose products a mix needs.
    """

    channels: list[int] = field(default_factory=list)
    pairs: set[tuple[int, int]] = field(default_factory=set)

    def add(self, part: FilePart) -> None:
        """Take note of a mix."""
        own = [channel - 1 for channel in part.channels]
        self.channels = sorted({*self.channels, *own})
        layout = None if part.layout is None else parse_layout(part.layout)
        self.pairs |= {(own[left], own[right]) for left, right in pairs_of(layout)}

    def places(self, channels: Iterable[int]) -> tuple[int, ...]:
        """Return where channels of the file stand in the table of all parts."""
        return tuple(self.channels.index(channel) for channel in channels)


class Scans:
    """The tables of a run: made once for each file, kept while a mix that is still to come needs them.

    Thirty dubs with one M&E and one original are 32 scans, and the table of the M&E is the only one that is kept:

        needed = {me: 30 dubs + its own verdict, dub 1: 1, ...}
        take(dub 1)  scan, dropped at once
        take(me)     scan, 30 more to come
        take(me)     kept, 29 more to come ...

    A file that holds several mixes is scanned once for all of them, and each takes its channels out of the table.

    Attributes:
        count: How many scans there were.
        comparisons: The mixes of the run held against each other.
        states: The files as they were before they were opened.
        renderings: What is known of the renders of programmes with moving objects.
    """

    def __init__(self, mixes: Sequence[Mix], digests: tuple[str, ...] = (), *, originals: Sequence[Mix] = ()) -> None:
        self.count = 0
        self.states = FileStates()
        self._digests = digests
        self._needed: Counter[FileKey] = Counter()
        self._judged = {_keys(mix)[0] for mix in mixes}
        self._kept: dict[FileKey, ScanResult] = {}
        self.comparisons = RunComparisons(mixes, originals)
        self.renderings: dict[FileKey, Rendering] = {}
        self._parts: defaultdict[FileKey, _Parts] = defaultdict(_Parts)
        for mix in mixes:
            self._needed.update(_keys(mix))
            for key, part in _parts(mix):
                self._parts[key].add(part)

    def take(
        self, programme: Programme, options: ScanOptions, progress: Callable[[], Callable[[int], None]]
    ) -> ScanResult:
        """Return what the scan of a programme established, scanned now if it was not before.

        Args:
            programme: What to scan.
            options: How; the same for every programme of a run. Whatever is asked for, a mix that is judged itself is
                scanned for all of its readings, and anything else for its loudness alone.
            progress: Begins a progress line; called only where there is something to scan.

        Raises:
            NotReadError: It carries a coded bitstream.
            MediaError: Reading failed.
        """
        own = channels_of_file(programme)
        key = _key(programme.paths, _of_programme(programme, own))
        found = self._kept.get(key)
        if found is None:
            self.count += 1
            found = self._scan(programme, key, options, progress)
        self._needed[key] -= 1
        if self._needed[key] > 0:
            self._kept[key] = found
        else:
            self._kept.pop(key, None)
        if isinstance(programme, RenderedProgramme):
            pairs = pairs_of(programme.layout) if found.table.pairs else ()
            return replace(found, table=found.table.of_channels(range(programme.channel_count), pairs))
        if own is None:
            return found
        parts = self._parts[key]
        pairs = pairs_of(programme.layout) if found.table.pairs else ()
        return replace(found, table=found.table.of_channels(parts.places(own), pairs))

    def _scan(
        self, programme: Programme, key: FileKey, options: ScanOptions, progress: Callable[[], Callable[[int], None]]
    ) -> ScanResult:
        """Scan a file, or of one that holds several mixes all channels that any of them has.

        Raises:
            NotReadError: It carries a coded bitstream.
            MediaError: Reading failed.
        """
        judged = key in self._judged
        pairs = pairs_of(programme.layout)
        if isinstance(programme, FileProgramme) and key in self._parts:
            parts = self._parts[key]
            programme = channels_of(programme, parts.channels)
            pairs = tuple(sorted(parts.places(pair) for pair in parts.pairs))  # type: ignore[misc]
        whole = replace(
            options, pairs=pairs if judged else (), digests=self._digests if judged else (), true_peaks=judged
        )
        if isinstance(programme, RenderedProgramme) and judged:
            from validator.delivery.rendered import rendering_of, watched

            peaks = watched(programme)
            found = scan(programme.joint, options=whole, progress=progress())
            self.renderings[key] = rendering_of(programme, found.table, peaks)
            return found
        found = scan(programme, options=whole, progress=progress())
        refuse_bitstreams(programme, found.table)
        return found

    def give_up(self, mix: Mix) -> None:
        """Forget what a mix would have needed: it cannot be measured."""
        self.comparisons.give_up(mix)
        for key in _keys(mix):
            self._needed[key] -= 1
            if self._needed[key] <= 0:
                self._kept.pop(key, None)


def _keys(mix: Mix) -> tuple[FileKey, ...]:
    guides = [files for files in (mix.stem, mix.me) if files is not None]
    own = _key(mix.paths, _of_part(mix.statement.part))
    return own, *(_key(files.paths, _of_part(files.part)) for files in guides)


def _parts(mix: Mix) -> Iterator[tuple[FileKey, FilePart]]:
    """Yield the parts of files that a mix reads: its own, and those of its guides."""
    read = [(mix.paths, mix.statement.part)]
    read += [(files.paths, files.part) for files in (mix.stem, mix.me) if files is not None]
    for paths, part in read:
        if part is not None and part.programme_id is None:
            yield _key(paths, _CHANNELS), part


def _of_part(part: FilePart | None) -> str:
    if part is None:
        return ""
    return _CHANNELS if part.programme_id is None else part_key(part.programme_id, part.object_ids)


def _of_programme(programme: Programme, own: tuple[int, ...] | None) -> str:
    if isinstance(programme, (BedSum, RenderedProgramme)):
        return programme.part_key
    return "" if own is None else _CHANNELS


def _key(paths: Iterable[Path], of: str) -> FileKey:
    return tuple(real_path(path) for path in paths), of


def measure_mix(
    mix: Mix, options: MeasureOptions, show: Show, *, scans: Scans | None = None, sheets: Sequence[LoadedSheet] = ()
) -> Measurements:
    """Measure one mix, with what else tells its dialogue.

    A file that is written to meanwhile makes the mix damaged: what was measured is a part of it, or of two versions.

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
    tables = scans or Scans([mix], options.digests)
    tables.states.note(mix.paths_read)
    programme = mix.open()
    stem, me = (None if files is None else files.open() for files in (mix.stem, mix.me))
    found = measure(programme, options.named(mix.name), show, stem=stem, me=me, take=tables.take)
    rendering = tables.renderings.get(_keys(mix)[0])
    if rendering is not None:
        from validator.delivery.rendered import with_rendering

        found = with_rendering(found, rendering)
    comparisons = tables.comparisons.of(mix, programme, version=options.version, show=show)
    damage = (*found.damage, *beds_not_separate(mix, found), *tables.states.changes(mix.paths_read))
    return found.model_copy(update={"statement": mix.statement, "comparisons": comparisons, "damage": damage})


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


def measured_mixes(inputs: Inputs, options: MeasureOptions, show: Show) -> Iterator[MeasuredMix]:
    """Measure mixes, each file once, and give each as soon as it is there; what is wrong with one stops no other.

    Args:
        inputs: The mixes, and the deliveries they come from.
        options: How to measure.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
    """
    deliveries = None
    if inputs.deliveries:
        # A mix that lies in no delivery needs no rule book.
        from validator.delivery.consistency.contents import CONTENT_DIGEST
        from validator.delivery.consistency.found_deliveries import FoundDeliveries

        deliveries = FoundDeliveries(inputs)
        options = replace(options, digests=tuple(dict.fromkeys((*options.digests, CONTENT_DIGEST))))
    mixes = _with_their_programmes(inputs)
    scans = Scans(mixes, options.digests)
    for mix in mixes:
        try:
            found = measure_mix(mix, options, show, scans=scans)
        except ToolError as error:
            scans.give_up(mix)
            yield MeasuredMix(mix=mix, error=error)
        else:
            delivery = None if deliveries is None else deliveries.of(mix, found)
            yield MeasuredMix(mix=mix, measurements=found.model_copy(update={"delivery": delivery}))


def _with_their_programmes(inputs: Inputs) -> Sequence[Mix]:
    """Return the mixes of a run; reels of one programme are stated to be judged with it, so that they are later."""
    if all(mix.statement.reel is None for mix in inputs.mixes):
        return inputs.mixes
    from validator.delivery.reel_programmes import ReelProgrammes

    return ReelProgrammes(inputs).mixes
