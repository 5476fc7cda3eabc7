"""Where the moving objects of an ADM are over time, kept small: some thirty bytes for each block that changes anything.

Source: ITU-R BS.2076-3 (02/2025) clause 5.4.3.3, audioBlockFormat of typeDefinition Objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.containers.adm.identifiers import folded, type_label
from validator.containers.adm.times import TICKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Column = Sequence[str] | NDArray[np.float64]
    NamedChild = tuple[str, Mapping[str, str], str | None]

OPEN: Final = -1
"""Length of a block that lasts until the end, and ramp of one that moves during all of it."""

MOST_GAIN_DB: Final = 200.0
"""More is no gain of a mix, and would not stay finite."""

_OBJECTS: Final = "0003"
_AXES: Final = {"X": 0, "azimuth": 0, "Y": 1, "elevation": 1, "Z": 2, "distance": 2}
_CARTESIAN: Final = frozenset("XYZ")
_ABOVE_ZERO: Final = {"width": "size", "height": "size", "depth": "size", "diffuse": "diffuse"}
_PRESENT: Final = frozenset({"objectDivergence", "zoneExclusion", "channelLock", "screenRef"})
_OFF: Final = frozenset({"", "0", "0.0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """The blocks of one channel that change anything, in their order. Shapes: n blocks.

    Attributes:
        starts: int64 (n,): first sample of each, counted from the start of the object.
        lengths: int64 (n,): samples; `OPEN` where it has no duration.
        positions: float32 (n, 3): X, Y, Z, or azimuth and elevation in degrees and distance.
        cartesian: bool (n,): which of both.
        gains: float32 (n,): linear.
        ramps: int64 (n,): samples over which it is reached from the block before; `OPEN` for the whole block.
        unheard: What the blocks ask for that a point source does not do: `size`, `diffuse`, `channelLock` ...
    """

    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    positions: NDArray[np.float32]
    cartesian: NDArray[np.bool_]
    gains: NDArray[np.float32]
    ramps: NDArray[np.int64]
    unheard: frozenset[str] = frozenset()


class Movements:
    """The movements of a document: handed to its reader, asked afterwards.

    Args:
        sample_rate_hz: Of the sound.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._readers: dict[str, MovementReader] = {}

    def of_channel(self, attributes: Mapping[str, str]) -> MovementReader | None:
        """Return what takes the blocks of a channel that begins; None for one that is no object, or is there twice."""
        identifier = folded(attributes.get("audioChannelFormatID", "").strip())
        if identifier in self._readers or type_label(identifier) != _OBJECTS:
            return None
        self._readers[identifier] = found = MovementReader(self._sample_rate_hz)
        return found

    def of(self, channel_id: str) -> Movement | None:
        """Return the movement of a channel; None where it is no object, or has no block that can be read."""
        reader = self._readers.get(folded(channel_id))
        return None if reader is None else reader.movement()


class MovementReader:
    """Takes the blocks of one channel and keeps what a renderer needs."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._runs: list[tuple[NDArray[np.float32 | np.float64 | np.int64], ...]] = []
        self._unheard: set[str] = set()

    def take(
        self,
        children: Sequence[NamedChild],
        starts: Sequence[int | Fraction | None] | NDArray[np.int64],
        durations: Sequence[int | Fraction | None] | NDArray[np.int64],
        numbers: Sequence[Column],
    ) -> None:
        """Take blocks that are written alike.

        Args:
            children: Name, attributes and text of each child; None for the text of a number.
            starts: In ticks of `validator.containers.adm.times`; a block without start is left out.
            durations: Likewise; None for a block that lasts until the next.
            numbers: For each number in `children` its values, one for each block.
        """
        count = len(starts)
        placed = np.zeros((count, 3), np.float32)
        gains: NDArray[np.float64] = np.ones(count)
        cartesian, ramp = False, OPEN
        columns = iter(numbers)
        for name, attributes, text in children:
            if text is None:
                values = _floats(next(columns))
                axis = attributes.get("coordinate", "")
                if name == "position" and axis in _AXES and "bound" not in attributes:
                    placed[:, _AXES[axis]] = values
                    cartesian |= axis in _CARTESIAN
                elif name == "gain":
                    in_db = attributes.get("gainUnit") == "dB"
                    gains = 10.0 ** (np.minimum(values, MOST_GAIN_DB) / 20) if in_db else values
                elif name in _ABOVE_ZERO and (values > 0).any():
                    self._unheard.add(_ABOVE_ZERO[name])
                elif name in _PRESENT and (values != 0).any():
                    self._unheard.add(name)
            elif name == "jumpPosition" and text == "1":
                ramp = self._samples_of_seconds(attributes.get("interpolationLength"))
            elif name in _PRESENT and text not in _OFF:
                self._unheard.add(name)
        first, length = (_samples(ticks, self._sample_rate_hz) for ticks in (starts, durations))
        run = (first, length, placed, np.full(count, cartesian), gains.astype(np.float32), np.full(count, ramp))
        known = first != OPEN
        self._runs.append(tuple(column[known] for column in run))

    def _samples_of_seconds(self, text: str | None) -> int:
        """Samples of an interpolationLength; a jump without one is made at once."""
        try:
            seconds = float(text or 0.0)
        except ValueError:
            return 0
        return round(seconds * self._sample_rate_hz) if 0 <= seconds < 1e6 else 0

    def movement(self) -> Movement | None:
        """Return what was taken; a block that only goes on where the one before was is left out."""
        if not self._runs:
            return None
        starts, lengths, positions, cartesian, gains, ramps = map(np.concatenate, zip(*self._runs, strict=True))
        order = np.argsort(starts, kind="stable")
        same = np.zeros(len(starts), bool)
        states = np.column_stack([positions, cartesian, gains])[order]
        same[1:] = (states[1:] == states[:-1]).all(axis=1)
        # The last block stays: its end is that of the movement.
        same[-1:] = False
        kept = order[~same]
        return Movement(
            starts=starts[kept],
            lengths=lengths[kept],
            positions=positions[kept],
            cartesian=cartesian[kept].astype(bool),
            gains=gains[kept],
            ramps=ramps[kept],
            unheard=frozenset(self._unheard),
        )


def _floats(column: Column) -> NDArray[np.float64]:
    """Numbers of a column; what is none counts as 0, and is told of by whoever judges the document."""
    if isinstance(column, np.ndarray):
        return column
    found: list[float] = []
    for text in column:
        try:
            found.append(float(text))
        except ValueError:
            found.append(0.0)
    values = np.array(found)
    values[~np.isfinite(values)] = 0.0
    return values


def _samples(ticks: Sequence[int | Fraction | None] | NDArray[np.int64], sample_rate_hz: int) -> NDArray[np.int64]:
    """Times in samples, rounded to the nearest; `OPEN` where there is none."""
    if isinstance(ticks, np.ndarray):
        return (2 * ticks * sample_rate_hz + TICKS_PER_SECOND) // (2 * TICKS_PER_SECOND)
    return np.array(
        [OPEN if one is None else round(Fraction(one) * sample_rate_hz / TICKS_PER_SECOND) for one in ticks], np.int64
    )
