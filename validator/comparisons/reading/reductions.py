"""The reductions of a run: each programme is read as a whole once, for however many comparisons ask for it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from validator.comparisons.dub.reduction import Reduction, reduce_programme
from validator.comparisons.reading.reading import Lane, feature_lanes, lane_gains
from validator.comparisons.reading.watched import WatchedProgramme
from validator.progress import Move, Show, still, unseen

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from validator.audio.programme import Programme
    from validator.comparisons.reading.reading import ReadableProgramme
    from validator.comparisons.relations import ComparedMix

_THREADS: Final = 2
"""Both sides of a pair are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedProgramme:
    """A programme and what is known about it.

    Attributes:
        programme: What is read.
        mix: How the comparison calls it.
        key: What tells it from other programmes of a run.
    """

    programme: Programme
    mix: ComparedMix
    key: Hashable


class Reductions:
    """The reductions of a run.

    5.8 MB an hour and lane. A programme that one comparison asks for is reduced to the lanes of that; one that others
    will ask for as well, in every lane that it has, and is kept, so that thirty dubs read their original once.

    Args:
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
        needed: How many comparisons will ask for the reduction of each programme, by its key.

    Attributes:
        whole_reads: How often programmes were read from end to end, by their key.
    """

    def __init__(self, show: Show = unseen, needed: Mapping[Any, int] | None = None) -> None:
        self.whole_reads: Counter[Hashable] = Counter()
        self._show = show
        self._needed: Counter[Hashable] = Counter(needed or {})
        self._kept: dict[Hashable, Reduction] = {}

    def of_pair(self, subject: ComparedProgramme, partner: ComparedProgramme) -> tuple[Reduction, Reduction]:
        """Return the reductions of two programmes in the lanes in which they can be compared, made now if need be.

        Where the telling lanes of either are silent, in the sum of everything, for which they are read once more.

        Raises:
            MediaError: A file cannot be read.
        """
        sides = subject, partner
        found = self._in_lanes(sides, feature_lanes(subject.programme, partner.programme))
        if any(side.is_silent for side in found):
            found = self._in_lanes(sides, (Lane.MONO,))
        for side in sides:
            self.give_up(side.key)
        return found

    def give_up(self, key: Hashable) -> None:
        """Take note that one comparison less will ask for a programme, and forget it where that was the last."""
        self._needed[key] -= 1
        if self._needed[key] <= 0:
            self._kept.pop(key, None)

    def watched(self, compared: ComparedProgramme, progress: Move = still) -> WatchedProgramme:
        """Return a programme of which one whole read is counted now, and shown."""
        self.whole_reads[compared.key] += 1
        return WatchedProgramme(programme=compared.programme, progress=progress)

    def begin(self, compared: ComparedProgramme) -> Move:
        """Begin the progress line of the whole read of a programme."""
        return self._show(f"comparing {compared.mix.name}", compared.mix.sample_count)

    def _in_lanes(
        self, sides: tuple[ComparedProgramme, ComparedProgramme], lanes: tuple[Lane, ...]
    ) -> tuple[Reduction, Reduction]:
        """Return both in some lanes; what is not there is read now."""
        missing = {side.key: (side, self._missing(side, lanes)) for side in sides if self._missing(side, lanes)}
        reads = [(self.watched(side, self.begin(side)), some) for side, some in missing.values()]
        for (side, _), made in zip(missing.values(), _reduced(reads), strict=True):
            own = replace(made, programme=side.programme)
            kept = self._kept.get(side.key)
            self._kept[side.key] = own if kept is None else _joined(kept, own)
        first, second = (_of_lanes(self._kept[side.key], lanes) for side in sides)
        return first, second

    def _missing(self, compared: ComparedProgramme, lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
        """Lanes to be read of a programme; empty where those that are wanted are there."""
        kept = self._kept.get(compared.key)
        there = kept.lanes if kept is not None else ()
        if all(lane in there for lane in lanes):
            return ()
        wanted = lanes if self._needed[compared.key] <= 1 else tuple(Lane)
        has = [lane for lane in wanted if lane_gains(compared.programme, lane) is not None]
        return tuple(lane for lane in has if lane not in there)


def reduced_alike(sides: tuple[ReadableProgramme, ReadableProgramme]) -> tuple[Reduction, Reduction]:
    """Return the reductions of two programmes in the lanes that both have.

    Raises:
        MediaError: A file cannot be read.
    """
    lanes = feature_lanes(*sides)
    first, second = _reduced([(side, lanes) for side in sides])
    return first, second


def _reduced(reads: Sequence[tuple[ReadableProgramme, tuple[Lane, ...]]]) -> list[Reduction]:
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(lambda read: reduce_programme(*read), reads))


def _of_lanes(reduction: Reduction, lanes: Sequence[Lane]) -> Reduction:
    places = [reduction.lanes.index(lane) for lane in lanes]
    return replace(reduction, lanes=tuple(lanes), energies=reduction.energies[places])


def _joined(first: Reduction, second: Reduction) -> Reduction:
    energies = np.concatenate([first.energies, second.energies])
    return replace(first, lanes=(*first.lanes, *second.lanes), energies=energies)
