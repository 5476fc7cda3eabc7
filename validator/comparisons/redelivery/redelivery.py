"""A mix against its last delivery, sample by sample: what changed, and what is only gain, delay or dither.

    1. every sample of both side by side            few differ: those are the changed ranges
    2. else windows of the old mix are looked for   lags: where its sound lies in the new one now, piece by piece
    3. every sample again, piece by piece, with the gain that the windows agree on

A sample counts as changed where the two differ by more than two dithered exports of one sound can: each is off by less
than 1.5 steps (triangular dither of one step either way, rounding of half a step), so both by less than 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.redelivery.redelivery_anchors import Anchors, LaggedPiece
from validator.comparisons.redelivery.redelivery_model import (
    ChangedRange,
    MovedStretch,
    Redelivery,
    RedeliveryDoubt,
    RedeliveryState,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

DITHER_STEPS: Final = 3.0
"""Largest difference of two exports of one sound, in steps of the shallower word length: triangular dither and rounding
leave each within 1.5 steps. Source: Lipshitz, Wannamaker, Vanderkooy, Quantization and Dither: A Theoretical Survey,
JAES 40 (1992), section 4: triangular dither has a width of two steps."""

DEEPEST_BITS: Final = 24
"""Steps of anything deeper, floating point among it, are those of 24 bits: nobody hears less."""

JOIN_MS: Final = 20
"""Changed samples no farther apart are one range: two unlike sounds cross often. This project's choice."""

MOST_RANGES: Final = 200
"""Ranges that a result lists. An editor reads no more, and each keeps a report small."""

ALIGN_SHARE: Final = 0.2
"""From this share of changed samples on the sound is looked for elsewhere, at another gain. Project's choice."""

THROUGHOUT_SHARE: Final = 0.8
"""From this share on, ranges say nothing: it is another mix. Project's choice."""

SAME_GAIN_DB: Final = 0.001
"""A gain that is less is none: over a film it moves no sample of 16 bits by a step. Project's choice."""

_BLOCK_SAMPLES: Final = 1 << 17
_FLOOR: Final = 1e-8


@dataclass(slots=True)
class _Ranges:
    """Changed ranges as they are met, in order of time; those that are near each other become one."""

    join_samples: int
    kept: list[ChangedRange] = field(default_factory=list)
    count: int = 0
    changed: int = 0
    _open: tuple[int, int, int, float] | None = None
    """First sample, the sample after the last, channels as bits, and the largest difference."""

    def add(self, start: int, end: int, channels: int, difference: float) -> None:
        if self._open is not None and start - self._open[1] <= self.join_samples:
            first, last, seen, most = self._open
            self._open = (first, max(end, last), seen | channels, max(most, difference))
            return
        self.close()
        self._open = (start, end, channels, difference)

    def close(self) -> None:
        if self._open is None:
            return
        start, end, channels, difference = self._open
        self._open = None
        self.count += 1
        self.changed += end - start
        if len(self.kept) < MOST_RANGES:
            numbers = tuple(index + 1 for index in range(channels.bit_length()) if channels >> index & 1)
            level = round(20.0 * math.log10(max(difference, _FLOOR)), 2)
            self.kept.append(ChangedRange(start_sample=start, end_sample=end, channels=numbers, difference_dbfs=level))


def compare_redelivery(
    old: ReadableProgramme,
    new: ReadableProgramme,
    *,
    bits: int = DEEPEST_BITS,
    advance: Callable[[int], None] | None = None,
) -> Redelivery:
    """Hold a mix against its last delivery; memory stays that of a few blocks, whatever the length.

    Args:
        old: The last delivery.
        new: This one.
        bits: The shallower word length of the two, which says how far dither reaches.
        advance: Told how many samples were compared so far; at most twice the length.
    """
    doubt = _doubt(old, new)
    counts = {"old_sample_count": old.sample_count, "new_sample_count": new.sample_count}
    if doubt is not None:
        rate = old.sample_rate_hz if old.sample_rate_hz == new.sample_rate_hz else None
        return Redelivery(state=RedeliveryState.CANNOT_TELL, doubt=doubt, sample_rate_hz=rate, **counts)
    step = 2.0 ** (1 - min(bits, DEEPEST_BITS))
    told = _Comparison(old=old, new=new, threshold=DITHER_STEPS * step * (1 + 1e-9), advance=advance)
    whole = LaggedPiece(start_sample=0, end_sample=max(old.sample_count, new.sample_count), lag_samples=0)
    ranges, largest = told.ranges([whole], 1.0)
    found = _result(told, ranges, [whole], 1.0, largest)
    if ranges.changed > ALIGN_SHARE * new.sample_count:
        anchors = Anchors(old=old, new=new, threshold=told.threshold)
        pieces, gain = anchors.pieces()
        if pieces and (gain != 1.0 or any(piece.lag_samples for piece in pieces)):
            again, most = told.ranges(pieces, gain)
            if again.changed < ranges.changed:
                found = _result(told, again, pieces, gain, most)
    return found


def _doubt(old: ReadableProgramme, new: ReadableProgramme) -> RedeliveryDoubt | None:
    if not old.sample_count or not new.sample_count:
        return RedeliveryDoubt.NO_SAMPLES
    if old.sample_rate_hz != new.sample_rate_hz:
        return RedeliveryDoubt.OTHER_SAMPLE_RATE
    return RedeliveryDoubt.OTHER_CHANNELS if old.channel_count != new.channel_count else None


def _result(
    told: _Comparison, ranges: _Ranges, pieces: Sequence[LaggedPiece], gain: float, largest: float
) -> Redelivery:
    gain_db = round(20.0 * math.log10(abs(gain)), 4)
    gain_db = 0.0 if abs(gain_db) < SAME_GAIN_DB else gain_db
    lags = {piece.lag_samples for piece in pieces}
    delay = pieces[0].lag_samples if len(lags) == 1 else 0
    state = _state(ranges, told.new.sample_count, gain_db, delay, largest, moved=len(lags) > 1)
    throughout = state is RedeliveryState.CHANGED_THROUGHOUT
    return Redelivery(
        state=state,
        sample_rate_hz=told.new.sample_rate_hz,
        old_sample_count=told.old.sample_count,
        new_sample_count=told.new.sample_count,
        gain_db=0.0 if throughout else gain_db,
        delay_samples=0 if throughout else delay,
        dither_below_dbfs=round(20.0 * math.log10(told.threshold), 1),
        moved=()
        if throughout or len(lags) == 1
        else tuple(
            MovedStretch(start_sample=one.start_sample, end_sample=one.end_sample, delay_samples=one.lag_samples)
            for one in pieces
        ),
        ranges=() if throughout else tuple(ranges.kept),
        range_count=0 if throughout else ranges.count,
        changed_samples=ranges.changed,
    )


def _state(
    ranges: _Ranges, sample_count: int, gain_db: float, delay: int, largest: float, *, moved: bool
) -> RedeliveryState:
    """Return what became of the sound.

    | changed samples | pieces lie at | gain | delay | state                                  |
    |-----------------|---------------|------|-------|----------------------------------------|
    | most of all     | any           | any  | any   | changed throughout                     |
    | some, or none   | several lags  | any  | any   | changed: something was put in or cut   |
    | some            | one lag       | any  | any   | changed, gain and delay apart          |
    | none            | one lag       | no   | no    | identical, or dither where any differs |
    | none            | one lag       | yes  | no    | gain                                   |
    | none            | one lag       | no   | yes   | delay                                  |
    | none            | one lag       | yes  | yes   | gain and delay                         |
    """
    if ranges.changed > THROUGHOUT_SHARE * sample_count:
        return RedeliveryState.CHANGED_THROUGHOUT
    if ranges.count or moved:
        return RedeliveryState.CHANGED
    if gain_db and delay:
        return RedeliveryState.GAIN_AND_DELAY
    if gain_db:
        return RedeliveryState.GAIN
    if delay:
        return RedeliveryState.DELAY
    return RedeliveryState.DITHER if largest > 0.0 else RedeliveryState.IDENTICAL


@dataclass(slots=True, kw_only=True)
class _Comparison:
    old: ReadableProgramme
    new: ReadableProgramme
    threshold: float
    advance: Callable[[int], None] | None
    _done: int = 0

    def ranges(self, pieces: Sequence[LaggedPiece], gain: float) -> tuple[_Ranges, float]:
        """Return where the new mix differs from the old one along pieces, and the largest difference that is none.

        What lies between two pieces was put in, and is changed; so is what reaches beyond the other's end where they
        lie side by side from the first sample.
        """
        found = _Ranges(self.new.sample_rate_hz * JOIN_MS // 1000)
        everything = (1 << self.new.channel_count) - 1
        largest, before = 0.0, 0
        for index, piece in enumerate(pieces):
            if index and piece.start_sample > before:
                found.add(before, piece.start_sample, everything, self._peak(before, piece.start_sample))
            largest = max(largest, self._along(piece, gain, found))
            before = piece.end_sample
        common = min(self.old.sample_count, self.new.sample_count)
        if len(pieces) == 1 and not pieces[0].lag_samples and self.old.sample_count != self.new.sample_count:
            # Sound that was added; or that is gone, which lies at the end of what is left.
            end = max(self.new.sample_count, common)
            found.add(min(common, end), end, everything, self._peak(common, end) or 1.0)
        found.close()
        return found, largest

    def _along(self, piece: LaggedPiece, gain: float, found: _Ranges) -> float:
        """Compare one piece, and return the largest difference that is taken for dither."""
        start = max(piece.start_sample, piece.lag_samples, 0)
        end = min(piece.end_sample, self.new.sample_count, self.old.sample_count + piece.lag_samples)
        largest, at = 0.0, start
        if end <= start:
            return 0.0
        news = self.new.blocks(block_samples=_BLOCK_SAMPLES, start_sample=start, sample_count=end - start)
        olds = self.old.blocks(
            block_samples=_BLOCK_SAMPLES, start_sample=start - piece.lag_samples, sample_count=end - start
        )
        for theirs, ours in zip(news, olds, strict=False):
            count = min(len(theirs), len(ours))
            difference = np.abs(theirs[:count] - gain * ours[:count])
            largest = max(largest, self._note(difference, at, found))
            at += count
            self._done += count
            if self.advance is not None:
                self.advance(self._done)
        return largest

    def _note(self, difference: NDArray[np.float64], at: int, found: _Ranges) -> float:
        """Note the changed samples of one block, and return the largest difference that is none."""
        changed = difference > self.threshold
        rows = np.flatnonzero(changed.any(axis=1))
        if not len(rows):
            return float(difference.max(initial=0.0))
        for group in np.split(rows, np.flatnonzero(np.diff(rows) > found.join_samples) + 1):
            first, last = int(group[0]), int(group[-1]) + 1
            channels = changed[first:last].any(axis=0)
            bits = sum(1 << int(index) for index in np.flatnonzero(channels))
            found.add(at + first, at + last, bits, float(difference[first:last].max()))
        return float(difference[~changed].max(initial=0.0))

    def _peak(self, start: int, end: int) -> float:
        """Largest sample of the new mix in a stretch; 0 for an empty one."""
        blocks = self.new.blocks(block_samples=_BLOCK_SAMPLES, start_sample=start, sample_count=max(0, end - start))
        return max((float(np.abs(block).max(initial=0.0)) for block in blocks), default=0.0) if end > start else 0.0
