"""The gains of a moving object over time: from its blocks to the loudspeakers of each layout.

Source: ITU-R BS.2127-1 (2023) clause 7.2.2, timing and interpolation of audioBlockFormat of typeDefinition Objects:
gains go in a straight line, over the whole block, or with jumpPosition over interpolationLength.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.audio.panning import directions
from validator.containers.adm.movements import OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.audio.panning import Panner
    from validator.containers.adm.movements import Movement


PANNED_AT_ONCE: Final = 256
"""Blocks: of 118 objects on 18 channels their gains are 4 MB."""


@dataclass(slots=True)
class PannedBlocks:
    """Gains of blocks that were panned last.

    Attributes:
        first: The first of the blocks.
        gains: float64 (n, c).
    """

    first: int = 0
    gains: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))


@dataclass(frozen=True, slots=True)
class GainTrack:
    """Gains of one object on the channels of all layouts, one layout behind the other: c channels.

    Attributes:
        movement: Its blocks, in time of the object.
        start_sample: Where the object begins in the file.
        gain: Of the object itself, linear.
        panners: One for each layout.
        panned: What is kept between one question and the next.
    """

    movement: Movement
    start_sample: int
    gain: float
    panners: Sequence[Panner]
    panned: PannedBlocks = field(default_factory=PannedBlocks, repr=False, compare=False)

    def at(self, samples: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the gains (n, c) at samples of the file, which rise; (1, c) where they stay the same for all of them.

        Two blocks, the second of 100 samples with a ramp of 50, of an object that begins with the file:

            sample   0 ... 1000   1025                1050 ... 1100
            gain     first        half way between    second
        """
        movement = self.movement
        local = samples - self.start_sample
        # The block before the first is where a ramp may come from.
        first = max(int(np.searchsorted(movement.starts, local[0], "right")) - 2, 0)
        last = max(int(np.searchsorted(movement.starts, local[-1], "right")), first + 1)
        targets = self._targets(first, last)
        if (targets == targets[0]).all():
            return targets[:1]
        ends = self._ramp_ends(first, last)
        if first == 0:
            ends[0] = movement.starts[0]
        before = np.vstack([targets[:1], targets[:-1]])
        moments = np.column_stack([movement.starts[first:last], ends]).ravel()
        return _in_straight_lines(local, moments, np.stack([before, targets], axis=1).reshape(len(moments), -1))

    def path(self, points: int) -> list[tuple[int, float, float, float]]:
        """Return where the object is at its blocks, this many at most: sample of the file, and its place in the cube.

        A direction is a place on the unit sphere.
        """
        movement = self.movement
        kept = np.unique(np.linspace(0, len(movement.starts) - 1, points).round().astype(np.int64))
        places = movement.positions[kept].astype(np.float64)
        polar = ~movement.cartesian[kept]
        places[polar] = directions(places[polar, 0], places[polar, 1])
        places = np.clip(places, -1.0, 1.0).round(3) + 0.0
        starts = (movement.starts[kept] + self.start_sample).tolist()
        return [(start, *place) for start, place in zip(starts, places.tolist(), strict=True)]

    def _targets(self, first: int, last: int) -> NDArray[np.float64]:
        """Gains (n, c) of blocks, panned many at once: the next seconds ask for those that follow."""
        panned = self.panned
        if not panned.first <= first <= last <= panned.first + len(panned.gains):
            movement = self.movement
            blocks = slice(first, max(last, first + PANNED_AT_ONCE))
            positions, cartesian = movement.positions[blocks], movement.cartesian[blocks]
            found = np.hstack([panner.of_positions(positions, cartesian) for panner in self.panners])
            panned.gains = found * (movement.gains[blocks, None].astype(np.float64) * self.gain)
            panned.first = first
        return panned.gains[first - panned.first : last - panned.first]

    def _ramp_ends(self, first: int, last: int) -> NDArray[np.int64]:
        """Where each block has reached its own gain: never behind the start of the next one."""
        movement = self.movement
        starts, lengths, ramps = movement.starts[first:last], movement.lengths[first:last], movement.ramps[first:last]
        following = np.append(movement.starts[first + 1 : last + 1], starts[-1:])[: len(starts)]
        if last == len(movement.starts):
            following[-1] = np.iinfo(np.int64).max
        whole = np.where(lengths == OPEN, 0, lengths)
        return np.minimum(starts + np.where(ramps == OPEN, whole, ramps), following)


def _in_straight_lines(
    at: NDArray[np.int64], moments: NDArray[np.int64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return values (n, c) at some moments, between those (m, c) at moments that rise: `numpy.interp` of each column.

    Before the first moment and from the last one on they stay; at one that is there twice the later one counts.
    """
    before = np.clip(np.searchsorted(moments, at, "right") - 1, 0, len(moments) - 1)
    after = np.minimum(before + 1, len(moments) - 1)
    lengths = np.maximum(moments[after] - moments[before], 1)[:, None]
    passed = np.maximum(at - moments[before], 0)[:, None]
    found: NDArray[np.float64] = (values[after] - values[before]) / lengths * passed + values[before]
    return found
