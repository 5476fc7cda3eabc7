"""The limiter at work: look ahead, hold, release, smooth; several times over, until nothing is left above the ceiling.

Multiplying by a gain that moves bends the waveform between the samples a little, so a peak that was measured before the
multiplication is not exactly where the gain puts it. The first pass takes nearly everything off with a slow, smooth
gain; each further pass measures what the one before really left and takes that off in the same way. What remains after
the third lies within a few thousandths of a decibel of the ceiling, whatever the material.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from packager.corrections.blocks import fitted, recut, silence, skipped
from validator.scan.filters import fine_true_peak, standard_true_peak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from packager.corrections.blocks import Block

PASSES: Final = 3
HOP_SAMPLES: Final = 1 << 15
REACH_SAMPLES: Final = 12
"""A value between two samples is made of the 12 samples on either side of it, or fewer (BS.1770-5 Annex 2: 6)."""

_GRANULE_SAMPLES: Final = 128
_FORGOTTEN_DB: Final = 1e-5
"""A gain reduction this small is over: the step to none is 120 dB below the sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimiterSetup:
    """A limiter for one stream.

    Attributes:
        ceiling: Linear value that no sample and no value between samples is to exceed.
        look_ahead_samples: How long before a peak the gain begins to fall.
        release_samples: Time constant of the recovery: the reduction in dB falls to 1/e in this time.
        groups: Channel indices that are listened to together and share one gain.
        also: For each group, further channels its gain is applied to, which are not listened to.
    """

    ceiling: float
    look_ahead_samples: int
    release_samples: float
    groups: tuple[tuple[int, ...], ...]
    also: tuple[tuple[int, ...], ...] = ()

    @property
    def moved(self) -> tuple[list[int], ...]:
        """Channels that each group's gain is applied to."""
        others = self.also or ((),) * len(self.groups)
        return tuple([*group, *more] for group, more in zip(self.groups, others, strict=True))


def limited(blocks: Iterable[Block], setup: LimiterSetup, channel_count: int, sample_count: int) -> Iterator[Block]:
    """Limit a stream; the output is as long as the input and lies at the same place.

    Where nothing comes near the ceiling no bit is changed.

    Args:
        blocks: float64 (samples, channels).
        setup: How.
        channel_count: Channels of the stream.
        sample_count: Samples per channel of the stream.
    """
    for _ in range(PASSES):
        blocks = _one_pass(blocks, setup, channel_count, sample_count)
    return iter(blocks)


def _one_pass(blocks: Iterable[Block], setup: LimiterSetup, channel_count: int, sample_count: int) -> Iterator[Block]:
    """Between-sample values reach beyond both ends of a programme, so silence is put there, and taken off again."""
    margin = 2 * REACH_SAMPLES
    stage = _Stage(setup, channel_count)

    def around() -> Iterator[Block]:
        yield from silence(margin, channel_count)
        yield from blocks
        yield from silence(margin + stage.latency_samples, channel_count)

    worked = (stage.feed(block) for block in recut(around(), HOP_SAMPLES))
    return fitted(skipped(worked, margin + stage.latency_samples), sample_count, channel_count)


class _Stage:
    """One pass. What `feed` returns lies `latency_samples` behind what it takes."""

    def __init__(self, setup: LimiterSetup, channel_count: int) -> None:
        self._setup = setup
        ahead = setup.look_ahead_samples
        self.latency_samples = 2 * REACH_SAMPLES + ahead
        self._held = np.zeros((self.latency_samples + REACH_SAMPLES, channel_count))
        groups = len(setup.groups)
        self._needed = np.zeros((2 * REACH_SAMPLES + ahead, groups))
        self._recovering = np.zeros(groups)
        self._released = np.zeros((ahead, groups))
        shape = np.hanning(ahead + 3)[1:-1]
        # A hair more than 1, so that rounding never leaves a peak under-reduced.
        self._smoothing = shape / shape.sum() * (1.0 + 1e-12)

    def feed(self, block: Block) -> Block:
        count = len(block)
        samples = np.concatenate([self._held, block])
        self._held = samples[count:]
        needed = np.concatenate([self._needed, self._detected(samples[-count - 2 * REACH_SAMPLES :], count)])
        self._needed = needed[count:]
        due = samples[REACH_SAMPLES : REACH_SAMPLES + count]
        if not (needed.any() or self._recovering.any() or self._released.any()):
            return due
        factor = self._gain(needed, count)
        result = due.copy()
        for group, channels in enumerate(self._setup.moved):
            result[:, channels] *= factor[:, group : group + 1]
        return result

    def _detected(self, samples: Block, count: int) -> NDArray[np.float64]:
        """Reduction that each sample's surroundings need, dB, (count, groups); sample i lies 12 samples before i."""
        found = np.zeros((count, len(self._setup.groups)))
        for group, channels in enumerate(self._setup.groups):
            peak = np.zeros(count)
            for channel in channels:
                np.maximum(peak, _peaks(samples[:, channel], count, self._setup.ceiling), out=peak)
            over = peak > self._setup.ceiling
            found[over, group] = 20.0 * np.log10(peak[over] / self._setup.ceiling)
        return found

    def _gain(self, needed: NDArray[np.float64], count: int) -> NDArray[np.float64]:
        """Linear gain, (count, groups)."""
        held = _sliding_maximum(needed, 2 * REACH_SAMPLES + self._setup.look_ahead_samples + 1)
        released = np.empty_like(held)
        for group in range(held.shape[1]):
            released[:, group] = self._decayed(held[:, group], group)
        joined = np.concatenate([self._released, released])
        self._released = joined[count:]
        smooth = np.column_stack(
            [np.convolve(joined[:, group], self._smoothing, mode="valid") for group in range(held.shape[1])]
        )
        factor: NDArray[np.float64] = 10.0 ** (-smooth / 20.0)
        return factor

    def _decayed(self, held: NDArray[np.float64], group: int) -> NDArray[np.float64]:
        """Follow a reduction upwards at once and downwards exponentially."""
        growth = np.exp(np.arange(1, len(held) + 1) / self._setup.release_samples)
        scaled = np.maximum.accumulate(np.maximum(held * growth, self._recovering[group]))
        decayed = scaled / growth
        decayed[decayed < _FORGOTTEN_DB] = 0.0
        self._recovering[group] = decayed[-1]
        return decayed


def _sliding_maximum(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Largest of every `window` consecutive rows, (n - window + 1, groups), by doubling."""
    count = len(values) - window + 1
    width, span = 1, values
    while 2 * width <= window:
        span = np.maximum(span[:-width], span[width:])
        width *= 2
    rest = window - width
    return np.maximum(span[:count], span[rest : rest + count])


@lru_cache(maxsize=1)
def _interpolators() -> tuple[NDArray[np.float64], float]:
    """Both true-peak filters over the 24 samples from 11 before to 12 after a place, (24, phases), and their bound.

    Source: ITU-R BS.1770-5 Annex 2; the finer filter is `validator.scan.filters.fine_true_peak`.
    """
    standard, fine = standard_true_peak(), fine_true_peak()
    coefficients = np.zeros((2 * REACH_SAMPLES, len(standard.phases) + len(fine.phases)))
    begin = REACH_SAMPLES - standard.taps // 2
    coefficients[begin : begin + standard.taps, : len(standard.phases)] = standard.phases[:, ::-1].T
    coefficients[:, len(standard.phases) :] = fine.phases[:, ::-1].T
    return coefficients, max(standard.bound, fine.bound)


def _peaks(samples: NDArray[np.float64], count: int, ceiling: float) -> NDArray[np.float64]:
    """Largest value at and around each of `count` places; 0.0 where it cannot exceed the ceiling.

    Args:
        samples: (count + 24,): place i has its 12 predecessors at i to i + 11 and itself at i + 12.
        count: Places.
        ceiling: Linear.
    """
    coefficients, bound = _interpolators()
    granules = -(-count // _GRANULE_SAMPLES)
    padded = np.zeros(granules * _GRANULE_SAMPLES + 2 * REACH_SAMPLES)
    padded[: len(samples)] = samples
    spans = np.lib.stride_tricks.sliding_window_view(padded, _GRANULE_SAMPLES + 2 * REACH_SAMPLES)[::_GRANULE_SAMPLES]
    hot = np.flatnonzero(np.abs(spans).max(axis=1) * bound > ceiling)
    peaks = np.zeros((granules, _GRANULE_SAMPLES))
    if len(hot):
        windows = np.lib.stride_tricks.sliding_window_view(spans[hot, 1:], 2 * REACH_SAMPLES, axis=1)
        peaks[hot] = np.abs(windows @ coefficients).max(axis=2)
    return peaks.reshape(-1)[:count]
