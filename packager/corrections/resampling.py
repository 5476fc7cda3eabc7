"""Resampling by an exact ratio of whole numbers, for sample rates and for speed alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from packager.corrections.blocks import fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from packager.corrections.blocks import Block


def scaled_count(sample_count: int, ratio: Fraction) -> int:
    """Samples after a change of their number by a ratio: the nearest whole number, halves upwards."""
    return (2 * sample_count * ratio.numerator + ratio.denominator) // (2 * ratio.denominator)


def resampled(blocks: Iterable[Block], ratio: Fraction, channel_count: int, sample_count: int) -> Iterator[Block]:
    """Make `ratio` samples of every one; sample n of the output lies at place n / ratio of the input.

    The filter is linear-phase, passes 0 dB up to 0.95 of the lower band edge and its delay is taken out. The ratio is
    kept as a fraction throughout, so that nothing drifts over any length.

    Args:
        blocks: float64 (samples, channels).
        ratio: Output samples per input sample.
        channel_count: Channels.
        sample_count: Samples per channel of the output, exactly.

    Source: soxr "VHQ" recipe (28 bits).
    """
    # One library call behind a correction that few plans need.
    import soxr  # noqa: PLC0415

    stream = soxr.ResampleStream(ratio.denominator, ratio.numerator, channel_count, dtype="float64", quality="VHQ")

    def worked() -> Iterator[Block]:
        for block in blocks:
            yield stream.resample_chunk(np.ascontiguousarray(block))
        yield stream.resample_chunk(np.zeros((0, channel_count)), last=True)

    return fitted(worked(), sample_count, channel_count)
