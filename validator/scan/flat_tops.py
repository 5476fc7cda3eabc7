"""Flat tops: waves whose tops were cut off, at any level, by their shape.

What was clipped and then lowered no longer reaches full scale, and is as flat as it was. One top is looked at in each
row of 100 ms and each channel, the one that holds the row's largest sample, so that the search costs next to nothing.

A round top and a flat one differ in how fast the wave leaves them. A top of n samples that all lie within s of its
height is, where it is round, a parabola: twice as far from its middle it has fallen by no more than nine times s. A
flat one has fallen by what the wave would have risen, which is hundreds of times s, because s is nothing but rounding.

| wave                                        | n   | s          | fall beyond  | flat |
|---------------------------------------------|-----|------------|--------------|------|
| 1 kHz, cut at -1 dB, then lowered           | 8   | 0          | 0.4          | yes  |
| the same with dither of 16 bit              | 8   | 5e-5       | 0.4          | yes  |
| 50 Hz, whole, 16 bit                        | 5   | 3e-5       | 2e-4         | no   |
| 1 kHz behind a limiter                      | 1   | -          | -            | no   |
| 900 Hz in 8 bit                             | 3   | 0          | 4 steps      | no   |

The step in which a sound moves counts as rounding too, whether its words are short or were made longer by a gain: it is
the smallest difference between the samples around the top.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.audio.decode import samples_at
from validator.scan.grid import ROWS_PER_GRANULE, block_starts, granule_samples
from validator.scan.table import BLOCKS_PER_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.audio.segment import Segment
    from validator.scan.kernel import ScanSetup
    from validator.scan.segment_rows import SegmentRows

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

SHORTEST_TOP_SAMPLES: Final = 3
"""As `table.MINIMUM_CLIPPED_SAMPLES`: a wave that is whole may well have two like samples at its top."""

LEVEL_TOLERANCE: Final = 1.2e-4
"""Samples this near to the top, as a share of its height, lie on it: -78 dB. Project's choice: the dither of 16 bit on
a top near full scale."""

DITHER_STEPS: Final = 3.0
"""Or this near, in steps of the word length: dither with a triangular density and the rounding after it spread over
three."""

FALL_OVER_SPREAD: Final = 16.0
"""A top is flat where the wave beyond it falls by this many times its unevenness. A parabola of three samples falls by
nine times, a longer one by less; project's choice."""

CORNER_OVER_SPREAD: Final = 8.0
"""And within two samples of either end it falls by this many times its unevenness: what was cut has corners. A parabola
of three samples falls by nine times there, one of four by 5.4. Project's choice."""

QUIETEST_TOP: Final = 10.0 ** (-50.0 / 20.0)
"""Below -50 dBFS no top is looked at: dither and rounding would decide. Project's choice."""

LEAST_FLAT: Final = 3
"""Flat tops of a channel in a granule that make it needless to look at the other side too."""

RECURRING_ROWS: Final = 3
ROWS_READ: Final = 8
"""Of a granule, where the side that is not the larger one ends at one level in so many rows, this many are read."""

HELD_SHARE: Final = 0.25
"""From this share of repeated samples outside the top on, a sound was held. Project's choice: held twice is a half."""

_SAME: Final = 1e-6
"""Two values this near, as a share of the height, are one that was rounded twice: a step of 24 bits at -18 dBFS."""

_OFF_STEP, _MOST_OFF_STEP = 0.05, 0.25
"""How far a difference may be from a whole number of steps; dither adds to it."""

_REACH: Final = 48
"""Samples looked at on either side of a top."""

_STRIDES: Final = (1, 8, 64)
"""Where a top is longer than the reach, every eighth sample is looked at, then every 64th: up to 64 ms at 48 kHz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tops:
    """Tops of the channels of one plane in a granule, k of them. Full scale is 1.0.

    Attributes:
        channel, column: int64 (k,): the channel of the programme, and where it lies in the plane.
        at: int64 (k,): a sample of each, from the start of the segment.
        sign: float64 (k,): 1.0 for a top, -1.0 for a trough.
        height, other: float64 (k,): largest sample, and the row's extreme on the other side, both times the sign.
        step: float64 (k,): step of the word length.
    """

    channel: Integers
    column: Integers
    at: Integers
    sign: Floats
    height: Floats
    other: Floats
    step: Floats

    @property
    def lowest(self) -> Floats:
        """What a sample has to reach to lie on the top, (k, 1)."""
        tolerance = np.maximum(LEVEL_TOLERANCE * self.height, DITHER_STEPS * self.step)
        return np.asarray(self.height - tolerance)[:, np.newaxis]

    def some(self, chosen: NDArray[np.generic] | np.generic) -> _Tops:
        """Some of them."""
        return _Tops(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sound:
    """Samples of a plane between two bounds, which count from the start of the segment."""

    segment: Segment
    plane: int
    first: int
    end: int

    def around(self, tops: _Tops, reach: int, stride: int = 1) -> Floats:
        """Samples around tops times their sign, float64 (k, 2 reach + 1); NaN outside the bounds and for no number."""
        at = tops.at[:, np.newaxis] + np.arange(-reach * stride, reach * stride + 1, stride)
        found = self._samples(tops.column[:, np.newaxis], np.minimum(np.maximum(at, self.first), self.end - 1))
        found *= tops.sign[:, np.newaxis]
        known = (at >= self.first) & (at < self.end) & np.isfinite(found)
        return found if known.all() else np.where(known, found, np.nan)

    def largest_of_rows(self, tops: _Tops, sample_rate_hz: int) -> Integers:
        """For each top the largest sample of its row, on the side of its sign."""
        count = self.end - self.first
        edges = np.append(block_starts(count, sample_rate_hz)[::BLOCKS_PER_ROW], count) + self.first
        rows = np.searchsorted(edges, tops.at, side="right") - 1
        found = []
        for row, column, sign in zip(rows.tolist(), tops.column.tolist(), tops.sign.tolist(), strict=True):
            at = np.arange(edges[row], edges[row + 1])
            samples = sign * self._samples(np.array(column), at)
            found.append(int(at[np.where(np.isfinite(samples), samples, -np.inf).argmax()]))
        return np.array(found, np.int64)

    def _samples(self, column: Integers, at: Integers) -> Floats:
        return samples_at(self.segment.planes[self.plane], column, self.segment.preroll_samples + at)


def flat_tops(segment: Segment, setup: ScanSetup, rows: SegmentRows) -> Floats:
    """Flat tops of a segment, at most one for each row and channel.

    Args:
        segment: The samples.
        setup: Of the scan.
        rows: What a kernel made of them.

    Returns:
        float64 (r, 4): channel, first sample in the programme, length, height. In order of channel, then sample.
    """
    length = granule_samples(setup.header.sample_rate_hz)
    found: list[tuple[int, int, int, float]] = []
    for granule, first in enumerate(range(0, segment.sample_count, length)):
        span = slice(granule * ROWS_PER_GRANULE, (granule + 1) * ROWS_PER_GRANULE)
        for plane in range(len(segment.planes)):
            tops = _largest(rows, span, [place if place[0] == plane else None for place in setup.channel_map])
            if len(tops.at):
                end = min(first + length, segment.sample_count)
                sound = _Sound(segment=segment, plane=plane, first=first, end=end)
                flat = list(_flat(sound, tops))
                found += flat
                enough = [channel for channel, count in Counter(top[0] for top in flat).items() if count >= LEAST_FLAT]
                other = _other_side(tops.some(~np.isin(tops.channel, enough)))
                if len(other.at):
                    at = sound.largest_of_rows(other, setup.header.sample_rate_hz)
                    found += _flat(sound, replace(other, at=at))
    placed = np.array(sorted(found), np.float64).reshape(-1, 4)
    placed[:, 1] += segment.start_sample
    return placed


def _largest(rows: SegmentRows, span: slice, places: Sequence[tuple[int, int] | None]) -> _Tops:
    """The largest sample of each row that is loud enough, of the channels that have a place."""
    channels = np.array([channel for channel, place in enumerate(places) if place is not None], np.int64)
    columns = np.array([place[1] for place in places if place is not None], np.int64)
    highest, lowest = rows.maximum[span, channels], rows.minimum[span, channels]
    above = highest >= -lowest
    height = np.where(above, highest, -lowest)
    loud = height >= QUIETEST_TOP
    place = np.nonzero(loud)[1]
    words = rows.used_bits[span, channels][loud].astype(np.int64)
    return _Tops(
        channel=channels[place],
        column=columns[place],
        at=rows.peak_sample[span, channels][loud] - rows.start_sample,
        sign=np.where(above, 1.0, -1.0)[loud],
        height=height[loud],
        other=np.where(above, lowest, -highest)[loud],
        # The lowest bit that is ever set, of words of 32 bits.
        step=np.asarray((words & -words) * 2.0**-31, np.float64),
    )


def _other_side(tops: _Tops) -> _Tops:
    """Tops on the other side of rows, where these recur at one level, as of a wave of which one side was cut off.

    The table says how far a row goes on either side, and where only of its largest sample: a few rows have to be read,
    and `at` is another sample of them.
    """
    heights = -tops.other
    ceiling = np.zeros(int(tops.channel.max(initial=0)) + 1)
    np.maximum.at(ceiling, tops.channel, heights)
    own = ceiling[tops.channel]
    recurs = heights >= own - np.maximum(LEVEL_TOLERANCE * own, DITHER_STEPS * tops.step)
    recurs &= own >= QUIETEST_TOP
    chosen = [np.empty(0, np.int64)]
    for channel in np.flatnonzero(np.bincount(tops.channel[recurs]) >= RECURRING_ROWS).tolist():
        rows = np.flatnonzero(recurs & (tops.channel == channel))
        chosen.append(rows[np.linspace(0, len(rows) - 1, min(len(rows), ROWS_READ)).astype(int)])
    some = tops.some(np.concatenate(chosen))
    return replace(some, sign=-some.sign, height=-some.other, other=-some.height)


def _flat(sound: _Sound, tops: _Tops) -> Iterator[tuple[int, int, int, float]]:
    """Channel, first sample, length and height of those tops that are flat."""
    near = sound.around(tops, 2) >= tops.lowest
    tops = tops.some(near[:, :3].all(axis=1) | near[:, 1:4].all(axis=1) | near[:, 2:].all(axis=1))
    for stride in _STRIDES:
        if not len(tops.at):
            return
        values = sound.around(tops, _REACH, stride)
        left, right = _ends(values >= tops.lowest)
        count = right - left - 1
        seen = (left - count >= 0) & (right + count <= 2 * _REACH)
        for index in np.flatnonzero(seen & (count >= SHORTEST_TOP_SAMPLES)).tolist():
            ends = int(left[index]), int(right[index])
            if _is_flat(values[index], ends, float(tops.other[index]), float(tops.step[index])):
                start = int(tops.at[index]) + stride * (ends[0] + 1 - _REACH)
                yield int(tops.channel[index]), start, stride * int(count[index]), float(tops.height[index])
        tops = tops.some(~seen)


def _ends(near: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """The last sample before each top and the first behind it; -1 and the width where it goes on beyond the samples."""
    width = near.shape[1]
    before, behind = ~near[:, :_REACH], ~near[:, _REACH + 1 :]
    left = np.where(before.any(1), _REACH - 1 - before[:, ::-1].argmax(1), -1)
    right = np.where(behind.any(1), _REACH + 1 + behind.argmax(1), width)
    return left, right


def _is_flat(values: Floats, ends: tuple[int, int], other: float, step: float) -> bool:
    """Whether a top between two ends is flat; see the table at the top of this module."""
    left, right = ends
    top = values[left + 1 : right]
    height = float(top.max())
    count = len(top)
    beyond = values[left - count : left + 1], values[right : right + count + 1]
    if np.isnan(beyond[0]).any() or np.isnan(beyond[1]).any():
        return False
    rounding = DITHER_STEPS * max(step, _rounding(values, ends, height, step))
    unevenness = height - float(top.min()) + rounding
    fall = min(height - float(part.min()) for part in beyond)
    corner = height - max(float(values[left - 1 : left + 1].min()), float(values[right : right + 2].min()))
    if fall < FALL_OVER_SPREAD * unevenness or corner < CORNER_OVER_SPREAD * unevenness:
        return False
    if _is_held(values, ends, height):
        return False
    # A square wave comes from its other extreme in one step and returns there: nothing was cut off it.
    nearest = max(values[left], values[right])
    return bool(nearest - other > LEVEL_TOLERANCE * height)


def _rounding(values: Floats, ends: tuple[int, int], height: float, step: float) -> float:
    """The step in which the samples around a top move, whatever the word length says.

    Where all of them lie whole steps apart, but for dither, that is the step: 8 bits, also behind a gain. Elsewhere the
    smallest of the differences stands for it, but no more than the tolerance: the few values of a steady tone lie far
    apart by chance.
    """
    outside = np.sort(np.append(values[: ends[0] + 1], values[ends[1] :]))
    gaps = np.diff(outside[~np.isnan(outside)])
    gaps = gaps[gaps > max(_SAME * height, (DITHER_STEPS + 1.0) * step)]
    if not len(gaps):
        return 0.0
    smallest = float(gaps.min())
    off = _OFF_STEP + 2.0 * DITHER_STEPS * step / smallest
    steps = gaps / smallest
    in_steps = off < _MOST_OFF_STEP and bool((np.abs(steps - np.rint(steps)) < off).all())
    return smallest if in_steps else min(smallest, LEVEL_TOLERANCE * height)


def _is_held(values: Floats, ends: tuple[int, int], height: float) -> bool:
    """Whether samples are repeated everywhere and not at tops alone: a sound that was held, at a lower rate."""
    outside = np.abs(np.concatenate([values[: ends[0] + 1], [np.nan], values[ends[1] :]]))
    near = np.isnan(outside) | (outside >= (1.0 - LEVEL_TOLERANCE) * height) | (outside == 0.0)
    pairs = ~near[1:] & ~near[:-1]
    if not pairs.any():
        return False
    repeated = np.abs(np.diff(outside)[pairs]) <= _SAME * height
    return bool(repeated.mean() > HELD_SHARE)
