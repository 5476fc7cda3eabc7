"""Integrated, momentary and short-term loudness, under any gate and over any part of a programme.

Every function takes a power series of `validator.meters.power`; none takes a table. A selection is a bool array with
one value per 100 ms row. Its rows are joined as if all others had been cut out, so a window of time is a selection
whose rows follow one another, and dialogue is one whose rows do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.power import from_lkfs, sliding_mean, to_lkfs
from validator.meters.undefined import Undefined
from validator.scan.table import BLOCKS_PER_ROW, block_start_sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOMENTARY_BLOCKS: Final = 40
"""400 ms in blocks. Source: EBU Tech 3341:2023 clause 2.2."""

SHORT_TERM_BLOCKS: Final = 300
"""3 s in blocks. Source: EBU Tech 3341:2023 clause 2.2."""

GATING_ROWS: Final = 4
"""400 ms gating blocks that overlap by 75 %, so one begins with every 100 ms row. Source: BS.1770-5 Annex 1."""


class GateReference(StrEnum):
    """What a relative gate is relative to."""

    ABOVE_ABSOLUTE_GATE = "loudness of what is above the absolute gate"
    UNGATED = "ungated loudness"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateThresholds:
    """Which gating blocks count.

    Attributes:
        absolute_lkfs: Blocks count that are louder than this; None for no absolute gate.
        relative_lu: Blocks count that are louder than the reference plus this (a negative number); None for no
            relative gate.
        relative_to: The reference of the relative gate.
    """

    absolute_lkfs: float | None = None
    relative_lu: float | None = None
    relative_to: GateReference = GateReference.ABOVE_ABSOLUTE_GATE

    @property
    def is_open(self) -> bool:
        """True where no gate is set."""
        return self.absolute_lkfs is None and self.relative_lu is None


PROGRAMME_GATING: Final = GateThresholds(absolute_lkfs=-70.0, relative_lu=-10.0)
"""ITU-R BS.1770-2 (2011) to BS.1770-5 (2023), Annex 1; EBU Tech 3341:2023 clause 2.3."""

ABSOLUTE_GATING: Final = GateThresholds(absolute_lkfs=-70.0)
"""The first stage of the above alone."""

UNGATED: Final = GateThresholds()
"""ITU-R BS.1770 (2006) and BS.1770-1 (2007), Annex 1: the mean over the whole interval."""

EIGHT_LU_GATING: Final = GateThresholds(absolute_lkfs=-70.0, relative_lu=-8.0, relative_to=GateReference.UNGATED)
"""The gate before BS.1770-2: 8 LU below the ungated level (AGCOM 219/09/CSP, method of measurement)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessReading:
    """An integrated loudness and what it rests on.

    Attributes:
        lkfs: The loudness; None where there is none.
        undefined: Why `lkfs` is None; None where it is not.
        block_count: Gating blocks (400 ms) that were there; for an ungated reading 100 ms rows.
        gated_block_count: How many of them were louder than the gate.
        threshold_lkfs: The level a block had to exceed in the end; None for an ungated reading.
    """

    lkfs: float | None
    undefined: Undefined | None
    block_count: int
    gated_block_count: int
    threshold_lkfs: float | None = None


def select_rows(row_power: NDArray[np.float64], selection: NDArray[np.bool_] | None) -> NDArray[np.float64]:
    """The selected rows of a series (m,), joined; all of them for None.

    Raises:
        ValueError: The selection has not one value per row.
    """
    if selection is None:
        return row_power
    if selection.shape != row_power.shape:
        raise ValueError(f"a selection of {selection.shape} does not fit a series of {row_power.shape}")
    return row_power[selection]


def _undefined(reason: Undefined, block_count: int, threshold: float | None = None) -> LoudnessReading:
    return LoudnessReading(
        lkfs=None, undefined=reason, block_count=block_count, gated_block_count=0, threshold_lkfs=threshold
    )


def _ungated(rows: NDArray[np.float64]) -> LoudnessReading:
    lkfs = to_lkfs(float(rows.mean()))
    if lkfs is None:
        return _undefined(Undefined.SILENT, rows.size)
    return LoudnessReading(lkfs=lkfs, undefined=None, block_count=rows.size, gated_block_count=rows.size)


def _threshold_power(rows: NDArray[np.float64], above: NDArray[np.float64], gating: GateThresholds) -> float:
    """The power a block must exceed, given the blocks that are above the absolute gate already."""
    absolute = from_lkfs(gating.absolute_lkfs)
    if gating.relative_lu is None:
        return absolute
    reference = rows if gating.relative_to is GateReference.UNGATED else above
    # A factor on the power is the relative gate in LU; the offset of eq. 2 cancels.
    relative = float(reference.mean()) * float(10.0 ** (gating.relative_lu / 10.0))
    return max(absolute, relative)


def _gated(rows: NDArray[np.float64], gating: GateThresholds) -> LoudnessReading:
    blocks = sliding_mean(rows, GATING_ROWS)
    if blocks.size == 0:
        return _undefined(Undefined.TOO_SHORT, 0)
    if not rows.any():
        return _undefined(Undefined.SILENT, blocks.size, gating.absolute_lkfs)
    above = blocks[blocks > from_lkfs(gating.absolute_lkfs)]
    if above.size == 0:
        return _undefined(Undefined.BELOW_GATE, blocks.size, gating.absolute_lkfs)
    threshold = _threshold_power(rows, above, gating)
    counted = blocks[blocks > threshold]
    if counted.size == 0:
        return _undefined(Undefined.BELOW_GATE, blocks.size, to_lkfs(threshold))
    return LoudnessReading(
        lkfs=to_lkfs(float(counted.mean())),
        undefined=None,
        block_count=blocks.size,
        gated_block_count=counted.size,
        threshold_lkfs=to_lkfs(threshold),
    )


def integrated(
    row_power: NDArray[np.float64],
    gating: GateThresholds = PROGRAMME_GATING,
    selection: NDArray[np.bool_] | None = None,
) -> LoudnessReading:
    """Loudness of a whole programme, or of the selected part of it.

    Args:
        row_power: float64 (m,): channel-weighted mean square per whole 100 ms row.
        gating: Which 400 ms blocks count. Without any gate the rows themselves are averaged.
        selection: bool (m,): rows to measure, joined; None for all.

    Returns:
        The reading; its `lkfs` is None for silence, for less than one block and where nothing is above the gate.

    Source: ITU-R BS.1770-5 Annex 1 eq. 3 to 7; a block counts where its loudness exceeds the gate, and an incomplete
        last block is discarded.
    """
    rows = select_rows(row_power, selection)
    if rows.size == 0:
        return _undefined(Undefined.TOO_SHORT if row_power.size == 0 else Undefined.NOTHING_SELECTED, 0)
    if gating.is_open:
        return _ungated(rows)
    return _gated(rows, gating)


def dialogue_loudness(
    row_power: NDArray[np.float64], speech: NDArray[np.bool_], gating: GateThresholds = UNGATED
) -> LoudnessReading:
    """Loudness of the programme while someone speaks.

    Args:
        row_power: float64 (m,): channel-weighted mean square per whole 100 ms row, all channels.
        speech: bool (m,): rows with speech.
        gating: Further gates. None by default: where specifications ask for dialogue-gated loudness after BS.1770-1,
            speech is the only gate.

    Returns:
        The reading; None where nobody speaks.

    Source: ITU-R BS.1770-1 (2007) Annex 1, over the intervals with speech.
    """
    return integrated(row_power, gating, speech)


def speech_share(speech: NDArray[np.bool_]) -> float | None:
    """Share of the rows with speech, 0.0 to 1.0; None where there are no rows."""
    return float(np.count_nonzero(speech)) / speech.size if speech.size else None


def momentary_power(block_power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Power of every complete 400 ms window on the 10 ms grid, float64 (n - 39,); item i begins at block i.

    Source: EBU Tech 3341:2023 clause 2.2. The fine grid is what cases 13 and 14 of its Table 1 ask for.
    """
    return sliding_mean(block_power, MOMENTARY_BLOCKS)


def short_term_power(block_power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Power of every complete 3 s window on the 10 ms grid, float64 (n - 299,); item i begins at block i.

    Source: EBU Tech 3341:2023 clause 2.2.
    """
    return sliding_mean(block_power, SHORT_TERM_BLOCKS)


def short_term_row_power(
    row_power: NDArray[np.float64], selection: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Power of every complete 3 s window on the 100 ms grid, float64 (k,), over the selected rows joined.

    The series behind the loudness range, and behind the extremes of short-term loudness within speech.
    """
    return sliding_mean(select_rows(row_power, selection), SHORT_TERM_BLOCKS // BLOCKS_PER_ROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowMaximum:
    """The loudest window of a series.

    Attributes:
        lkfs: Its loudness; None where there is none.
        undefined: Why `lkfs` is None; None where it is not.
        start_sample, end_sample: Where the window lies, the earliest of equals; None with `lkfs`.
    """

    lkfs: float | None
    undefined: Undefined | None = None
    start_sample: int | None = None
    end_sample: int | None = None


def maximum(window_power: NDArray[np.float64], window_blocks: int, sample_rate_hz: int) -> WindowMaximum:
    """The loudest window of `momentary_power` or `short_term_power`, and where it is.

    Args:
        window_power: float64 (k,): item i begins at block i.
        window_blocks: `MOMENTARY_BLOCKS` or `SHORT_TERM_BLOCKS`.
        sample_rate_hz: Samples per second.
    """
    if window_power.size == 0:
        return WindowMaximum(lkfs=None, undefined=Undefined.TOO_SHORT)
    block = int(window_power.argmax())
    lkfs = to_lkfs(float(window_power[block]))
    if lkfs is None:
        return WindowMaximum(lkfs=None, undefined=Undefined.SILENT)
    return WindowMaximum(
        lkfs=lkfs,
        start_sample=block_start_sample(block, sample_rate_hz),
        end_sample=block_start_sample(block + window_blocks, sample_rate_hz),
    )


def row_maxima(window_power: NDArray[np.float64], window_blocks: int) -> NDArray[np.float64]:
    """Per 100 ms row, the largest power of the windows that end in it: a timeline that loses no maximum.

    Args:
        window_power: float64 (k,): item i begins at block i and ends with block i + window_blocks - 1.
        window_blocks: Blocks per window.

    Returns:
        float64 (rows,): 0.0 for the rows before the first window is complete. One row more than there are whole rows
        where the programme ends in a row that is cut short.
    """
    if window_power.size == 0:
        return np.zeros(0)
    leading = np.zeros(window_blocks - 1)  # no window ends in these blocks
    ending = np.concatenate([leading, window_power])
    return np.maximum.reduceat(ending, np.arange(0, ending.size, BLOCKS_PER_ROW))
