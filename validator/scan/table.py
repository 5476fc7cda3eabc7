"""The table that one pass over a programme leaves behind.

Two grids. *Blocks* of 10 ms carry the K-weighted energy, because momentary loudness must be found on a fine grid
(EBU Tech 3341:2023 Table 1, cases 13 and 14 cannot be met on a 100 ms hop). *Rows* of 100 ms carry everything else.
Boundaries are integers for any sample rate: block `i` begins at sample `i * sample_rate // 100`, row `r` at block
`10 * r`. The last block and the last row may be short: `sample_count` says where the programme ends.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

BLOCKS_PER_SECOND: Final = 100
BLOCKS_PER_ROW: Final = 10
ROWS_PER_SECOND: Final = BLOCKS_PER_SECOND // BLOCKS_PER_ROW


def block_start_sample(block: int, sample_rate_hz: int) -> int:
    """First sample of a 10 ms block."""
    return block * sample_rate_hz // BLOCKS_PER_SECOND


def row_start_sample(row: int, sample_rate_hz: int) -> int:
    """First sample of a 100 ms row."""
    return block_start_sample(row * BLOCKS_PER_ROW, sample_rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRun:
    """Consecutive samples of one channel that share a property.

    Attributes:
        channel: Channel index in file order, from 0.
        start_sample: First sample of the run.
        length_samples: Number of samples, at least 1.
    """

    channel: int
    start_sample: int
    length_samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatTop(SampleRun):
    """The top of a wave that was cut off (`validator.scan.flat_tops`).

    Attributes:
        height: Largest magnitude, full scale 1.0.
    """

    height: float


_Run = TypeVar("_Run", bound=SampleRun)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTable:
    """What one pass established. Shapes: n blocks, m rows, c channels, p pairs. Full scale is 1.0.

    Attributes:
        sample_rate_hz: Samples per second.
        sample_count: Samples per channel of the whole programme.
        k_energy: float64 (n, c): sum over the block of the squared K-weighted samples (BS.1770-5 Annex 1, the two
            filters of Tables 1 and 2). A sum, not a mean.
        energy: float64 (m, c): sum over the row of the squared samples, not weighted.
        total: float64 (m, c): sum over the row of the samples (for DC).
        minimum, maximum: float64 (m, c): extremes of the samples in the row.
        zeros: int32 (m, c): samples that are exactly zero.
        true_peak: float64 (m, c): largest absolute value of the oversampled signal in the row, linear, by the higher of
            the two filters. Exact where it reaches min(`true_peak_floor`, the channel's largest true peak); elsewhere
            the sample peak of the row stands for it, held to that limit. So the largest value of a channel is always
            its true peak. NaN throughout, as in the next three, where `true_peak_floor` is infinite.
        true_peak_sample: int64 (m, c): sample (from the start of the programme) nearest to that value.
        standard_true_peak, fine_true_peak: float64 (m, c): the same by the table of BS.1770-5 Annex 2 alone, and by the
            finer filter alone.
        true_peak_floor: Linear value from which every row's true peak is exact; infinite where none was worked out.
        true_peak_filter: Name of the interpolation filters, for the report.
        used_bits: uint32 (m, c): OR of the samples as left-aligned 32-bit words; bit 0 set where a float sample is not
            such a word exactly. Trailing zero bits tell the effective word length.
        pairs: The channel pairs whose products were summed.
        k_products: float64 (m, p): sum over the row of the product of the two K-weighted channels of each pair.
        clipped_runs: Runs of at least `MINIMUM_CLIPPED_SAMPLES` samples at full scale, in order of channel, then start.
        zero_runs: Runs of digital silence of at least `MINIMUM_ZERO_SAMPLES` samples, same order.
        flat_tops: Tops of waves that were cut off, at any level (`validator.scan.flat_tops`): at most one in a row of a
            channel. Same order.
        band_products: float64 (granules, bands, c, c): how channels move together (`validator.scan.band_products`).
        not_finite_count: NaN or infinite samples met (each read as 0.0); a magnitude beyond that of 32-bit floats
            counts as infinite.
        kernel: Name of the kernel that made the table.
        runs_left_out: Runs counted but not listed, because a channel had more than `RUNS_KEPT_PER_GRANULE` of one kind
            in 10 s.
    """

    sample_rate_hz: int
    sample_count: int
    k_energy: NDArray[np.float64]
    energy: NDArray[np.float64]
    total: NDArray[np.float64]
    minimum: NDArray[np.float64]
    maximum: NDArray[np.float64]
    zeros: NDArray[np.int32]
    true_peak: NDArray[np.float64]
    true_peak_sample: NDArray[np.int64]
    standard_true_peak: NDArray[np.float64]
    fine_true_peak: NDArray[np.float64]
    true_peak_floor: float
    true_peak_filter: str
    used_bits: NDArray[np.uint32]
    pairs: tuple[tuple[int, int], ...]
    k_products: NDArray[np.float64]
    clipped_runs: tuple[SampleRun, ...]
    zero_runs: tuple[SampleRun, ...]
    flat_tops: tuple[FlatTop, ...]
    band_products: NDArray[np.float64]
    not_finite_count: int
    kernel: str
    runs_left_out: int = 0

    def of_channels(self, channels: Sequence[int], pairs: tuple[tuple[int, int], ...]) -> BlockTable:
        """Return what the same pass established about some of the channels.

        Args:
            channels: Channel indices of this table, in the order wanted.
            pairs: The pairs to keep, counted in `channels`; each one must have been summed.

        Samples that are no numbers are counted over all channels of the file, so every part is damaged by them.
        """
        chosen = list(channels)
        known = {pair: place for place, pair in enumerate(self.pairs)}
        columns = [known[chosen[left], chosen[right]] for left, right in pairs]
        # Channels that lie side by side are a view: two hours of every figure are not copied to leave some out.
        side_by_side = chosen == list(range(chosen[0], chosen[-1] + 1)) if chosen else False
        wanted = slice(chosen[0], chosen[-1] + 1) if side_by_side else chosen
        per_channel = {
            field.name: found[:, wanted]
            for field in fields(self)
            if getattr(found := getattr(self, field.name), "ndim", 0) == 2 and field.name != "k_products"
        }

        def of(runs: tuple[_Run, ...]) -> tuple[_Run, ...]:
            kept = [replace(run, channel=chosen.index(run.channel)) for run in runs if run.channel in chosen]
            return tuple(sorted(kept, key=lambda run: (run.channel, run.start_sample)))

        return replace(
            self,
            **per_channel,
            pairs=pairs,
            k_products=self.k_products[:, columns],
            clipped_runs=of(self.clipped_runs),
            zero_runs=of(self.zero_runs),
            flat_tops=of(self.flat_tops),
            band_products=self.band_products[:, :, chosen][:, :, :, chosen],
        )

    @property
    def channel_count(self) -> int:
        """Channels c."""
        return int(self.k_energy.shape[1])

    @property
    def whole_block_count(self) -> int:
        """Blocks that are complete; the gating of BS.1770-5 Annex 1 discards an incomplete one."""
        return self.sample_count * BLOCKS_PER_SECOND // self.sample_rate_hz


MINIMUM_CLIPPED_SAMPLES: Final = 3
"""Shortest run kept as clipped: a single full-scale sample is a peak, not a clipped passage."""

MINIMUM_ZERO_SAMPLES: Final = 48
"""Shortest run of digital silence kept: 1 ms at 48 kHz, below which a zero is a crossing."""

LARGEST_MAGNITUDE: Final = 3.4028234663852886e38
"""That of 32-bit floats. A sample beyond it counts as infinite, so that no sum of squares can overflow."""
