"""Refuses a programme that carries a coded bitstream: it would be metered as loud noise.

Little is read twice where nothing speaks for one. A preamble is loud in at least one channel: Pb is 0.61 of full scale
or more, or with its bytes exchanged Pa is 0.89, and it comes again every 43 ms (AC-3) to 128 ms (E-AC-3 at 48 kHz). So
the table of the scan says where one can be: only rows that reach `LOUD` are looked at, in a few windows of 0.3 s.

| rows of a channel                        | windows                                            |
|------------------------------------------|----------------------------------------------------|
| none reaches `LOUD`                      | none                                               |
| some do                                  | the first of them, the longest stretches, a spread |
| their maximum is 8191 of 32768           | the same: DTS in words of 14 bits                  |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from specs.errors import NotReadError
from validator.containers.bitstreams.bursts import find_bitstreams
from validator.scan.table import row_start_sample

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from validator.audio.programme import Programme
    from validator.containers.bitstreams.bursts import Bitstream
    from validator.scan.table import BlockTable

LOUD: Final = 0.6
"""Of full scale: below the smallest largest sample of a preamble, 19999 / 32768 (Pb of the 16-bit mode)."""

DTS_14_BIT_PEAK: Final = 8191 / 32768
"""The sync word 1FFFh of DTS packed in words of 14 bits, and the largest value of such a word."""

WINDOW_ROWS: Final = 3
"""0.3 s: two bursts of any coding at 44.1 kHz or above, whose longest spacing is 6,144 samples (E-AC-3)."""

GAP_ROWS: Final = 2
"""Rows without a preamble that do not divide a stretch: bursts of 128 ms leave out a row of 100 ms now and then."""

LONGEST_STRETCHES: Final = 6
SPREAD: Final = 6
MOST_WINDOWS: Final = 32
"""Windows of one programme: 10 s of sound read once more at the most. Project's choice."""


def refuse_bitstreams(programme: Programme, table: BlockTable) -> None:
    """Refuse a programme in which some channels carry a coded bitstream.

    Args:
        programme: What was scanned.
        table: The table of that scan.

    Raises:
        NotReadError: One was found; it names the coding, the channels and where it was seen.
        MediaError: A file changed or ended while it was read.
    """
    for row in _windows(table):
        start = row_start_sample(row, table.sample_rate_hz)
        count = row_start_sample(row + WINDOW_ROWS, table.sample_rate_hz) - start
        for samples in programme.blocks(block_samples=count, start_sample=start, sample_count=count):
            found = find_bitstreams(samples)
            if found:
                raise _refusal(programme, found, start)


def _windows(table: BlockTable) -> list[int]:
    """First rows of the windows to look at, in order, none inside another."""
    peak = np.maximum(np.abs(table.minimum), np.abs(table.maximum))
    loud = (peak >= LOUD) | (table.maximum == DTS_14_BIT_PEAK)
    chosen: set[int] = set()
    for channel in range(table.channel_count):
        chosen.update(_chosen(np.flatnonzero(loud[:, channel])))
    apart: list[int] = []
    for row in sorted(chosen):
        if not apart or row >= apart[-1] + WINDOW_ROWS:
            apart.append(row)
    if len(apart) <= MOST_WINDOWS:
        return apart
    return [apart[index] for index in np.linspace(0, len(apart) - 1, MOST_WINDOWS).astype(int)]


def _chosen(rows: NDArray[np.intp]) -> Iterable[int]:
    """Rows of one channel to look at: the first, the starts of the longest stretches, and a spread over all."""
    if not len(rows):
        return
    starts = np.flatnonzero(np.diff(rows, prepend=-GAP_ROWS - 2) > GAP_ROWS + 1)
    lengths = np.diff(np.append(starts, len(rows)))
    longest = starts[np.argsort(-lengths, kind="stable")[:LONGEST_STRETCHES]]
    spread = np.linspace(0, len(rows) - 1, SPREAD).astype(int)
    yield from rows[longest].tolist()
    yield from rows[spread].tolist()


def _refusal(programme: Programme, found: tuple[Bitstream, ...], start_sample: int) -> NotReadError:
    first = min(start_sample + stream.sample for stream in found) / programme.sample_rate_hz
    return NotReadError(
        "The file carries a coded bitstream, not sound that can be measured.",
        where=", ".join(str(path) for path in programme.paths),
        found=f"{'; '.join(map(_described, found))}; seen {first:.3f} s after the start",
        expected="PCM samples in every channel",
        next_step="Decode the bitstream, or take the mix it was made from.",
        code="audio.bitstream",
    )


def _described(stream: Bitstream) -> str:
    numbers = [str(channel + 1) for channel in stream.channels]
    channels = f"channel {numbers[0]}" if len(numbers) == 1 else f"channels {' and '.join(numbers)}"
    form = "SMPTE ST 337 or IEC 61937" if stream.preamble else "without a preamble"
    exchanged = ", bytes exchanged" if stream.swapped else ""
    return f"{stream.name} in {channels} ({form}, {stream.bits} bit{exchanged})"
