"""The gains of a moving object over time: from its blocks to the loudspeakers of each layout.

Source: ITU-R BS.2127-1 (2023) clause 7.2.2, timing and interpolation of audioBlockFormat of typeDefinition Objects:
gains go in a straight line, over the whole block, or with jumpPosition over interpolationLength.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from validator.audio.panning import directions
from validator.containers.adm.movements import OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.audio.panning import Panner
    from validator.containers.adm.movements import Movement


@dataclass(frozen=True, slots=True)
class GainTrack:
    """Gains of one object on the channels of all layouts, one layout behind the other: c channels.

    Attributes:
        movement: Its blocks, in time of the object.
        start_sample: Where the object begins in the file.
        gain: Of the object itself, linear.
        panners: One for each layout.
    """

    movement: Movement
    start_sample: int
    gain: float
    panners: Sequence[Panner]

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
        targets = self._targets(slice(first, last))
        if (targets == targets[0]).all():
            return targets[:1]
        ends = self._ramp_ends(first, last)
        if first == 0:
            ends[0] = movement.starts[0]
        before = np.vstack([targets[:1], targets[:-1]])
        moments = np.column_stack([movement.starts[first:last], ends]).ravel()
        values = np.stack([before, targets], axis=1).reshape(len(moments), -1)
        return np.stack([np.interp(local, moments, column) for column in values.T], axis=1)

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

    def _targets(self, blocks: slice) -> NDArray[np.float64]:
        movement = self.movement
        positions, cartesian = movement.positions[blocks], movement.cartesian[blocks]
        found = np.hstack([panner.of_positions(positions, cartesian) for panner in self.panners])
        return found * (movement.gains[blocks, None].astype(np.float64) * self.gain)

    def _ramp_ends(self, first: int, last: int) -> NDArray[np.int64]:
        """Where each block has reached its own gain: never behind the start of the next one."""
        movement = self.movement
        starts, lengths, ramps = movement.starts[first:last], movement.lengths[first:last], movement.ramps[first:last]
        following = np.append(movement.starts[first + 1 : last + 1], starts[-1:])[: len(starts)]
        if last == len(movement.starts):
            following[-1] = np.iinfo(np.int64).max
        whole = np.where(lengths == OPEN, 0, lengths)
        return np.minimum(starts + np.where(ramps == OPEN, whole, ramps), following)
