"""Tones: what is steady for seconds (a line-up tone), and what is one sound alone in silence (a sync pop, a beep).

All of it comes from the table. Where a tone begins and ends follows from the K-weighted energy of 10 ms blocks, and its
frequency from how much the K-weighting raised it:

    row of 100 ms      |        silent        |          pop          |        silent        |
    block of 10 ms      0    0    0   0.6    1    1    1   0.57  0    0    0

The blocks that are full give the level of the pop, and the two that are not say what share of them it fills: it begins
at 0.4 of the fourth. The K-weighting raises 1 kHz by 0.69 dB and 400 Hz by 0.03 dB, more with every hertz up to some
kilohertz, so the ratio of the energy behind it to the energy before it is the frequency.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.activity import ACTIVE_ABOVE_DBFS
from validator.meters.decibels import power_to_db
from validator.meters.power import block_edges, median
from validator.meters.rms import row_power
from validator.scan.filters import k_weighting
from validator.scan.table import BLOCKS_PER_ROW, ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from validator.scan.filters import Biquad
    from validator.scan.table import BlockTable

STEADY_WITHIN_DB: Final = 0.1
"""Project's choice: the RMS of 100 ms of a sine changes with its phase by up to 10 lg(1 ± 1 / (2π f T)), which makes
0.04 dB from row to row at 400 Hz."""

STEADY_ROWS: Final = 5 * ROWS_PER_SECOND
"""Project's choice: hardly a note of music or a room tone is as steady for as long as five seconds."""

POP_ABOVE_DBFS: Final = -45.0
"""Project's choice: one frame of a sine at -20 dBFS gives a row of 100 ms -27 to -33 dBFS RMS."""

POP_ROWS: Final = 2
"""One frame at 23.976 fps is 42 ms, and so lies in one row of 100 ms or in two; two frames lie in two as well."""

ALONE_ROWS: Final = 8
"""0.8 s of silence on either side: in a countdown with a beep each second every beep has it."""

MOST_TONES: Final = 200
"""Project's choice: a countdown and a line-up at either end are some dozens; more is music."""

EDGE_SHARE: Final = 0.03
"""Project's choice: a block with less of a tone's power than this holds none of it, only the filter's tail."""

LOWEST_HZ: Final = 30.0
HIGHEST_HZ: Final = 3500.0
"""Between these the K-weighting rises steeply enough (at 3.5 kHz still 0.3 dB in an octave) to tell a frequency by.
Measured on sines at -20 dBFS: within 1 % from 60 Hz to 2.5 kHz, of pops of one frame within 3 % at 1 kHz."""

SOFTER_CHANNEL_DB: Final = 40.0
"""Project's choice: a channel this much softer than the loudest does not carry the tone but what leaks into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A tone.

    Attributes:
        start_sample: Where it begins, good to a millisecond.
        length_samples: As long as it is, good to two.
        levels_dbfs: Of every channel, where a full-scale sine is at 0 dBFS (AES17); None for channels without it.
        frequency_hz: None where the loudest channel does not tell it.
    """

    start_sample: int
    length_samples: int
    levels_dbfs: tuple[float | None, ...]
    frequency_hz: float | None


def tones(table: BlockTable) -> tuple[Tone, ...]:
    """Return the tones of a programme in order of time, at most `MOST_TONES` from either end."""
    power = row_power(table)
    if power.size == 0:
        return ()
    loudest = power.max(axis=1)
    with np.errstate(divide="ignore"):
        levels = 10.0 * np.log10(loudest)
    spans = sorted({*_steady(levels.tolist()), *_alone(levels)})
    if len(spans) > 2 * MOST_TONES:
        spans = [*spans[:MOST_TONES], *spans[-MOST_TONES:]]
    return tuple(tone for first, last in spans if (tone := _tone(table, first, last)) is not None)


def _steady(levels: list[float]) -> Iterator[tuple[int, int]]:
    """Yield first row and the row after the last of whatever keeps its level for five seconds."""
    start = 0
    for row in range(1, len(levels) + 1):
        sounds = levels[start] > ACTIVE_ABOVE_DBFS
        if sounds and row < len(levels) and abs(levels[row] - levels[start]) < STEADY_WITHIN_DB:
            continue
        if sounds and row - start >= STEADY_ROWS:
            yield start, row
        start = row


def _alone(levels: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Yield first row and the row after the last of a short sound with silence before and after it."""
    sounds = np.concatenate([[False], levels >= ACTIVE_ABOVE_DBFS, [False]])
    edges = np.flatnonzero(sounds[1:] != sounds[:-1])
    starts, ends = edges[::2], edges[1::2]
    for index, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        before = start - int(ends[index - 1]) if index else ALONE_ROWS
        after = int(starts[index + 1]) - end if index + 1 < len(starts) else ALONE_ROWS
        is_short = end - start <= POP_ROWS and float(levels[start:end].max()) > POP_ABOVE_DBFS
        if is_short and before >= ALONE_ROWS and after >= ALONE_ROWS:
            yield start, end


def _tone(table: BlockTable, first: int, last: int) -> Tone | None:
    """Read a tone between two rows; None where nothing of it is left behind the K-weighting."""
    rows = slice(first, last)
    channel = int(np.argmax(table.energy[rows].sum(axis=0)))
    blocks = slice(max((first - 1) * BLOCKS_PER_ROW, 0), min((last + 1) * BLOCKS_PER_ROW, table.k_energy.shape[0]))
    edges = block_edges(blocks.stop, table.sample_rate_hz)[blocks.start :]
    edges = np.minimum(edges, table.sample_count)
    lengths = np.maximum(np.diff(edges), 1)
    power = table.k_energy[blocks, channel] / lengths
    if not power.max(initial=0.0) > 0.0:
        return None
    full = float(median(power[power >= 0.8 * power.max()]))
    inside = np.flatnonzero(power > EDGE_SHARE * full)
    head, tail = int(inside[0]), int(inside[-1])
    start = float(edges[head + 1]) - min(float(power[head]) / full, 1.0) * float(lengths[head])
    end = float(edges[tail]) + min(float(power[tail]) / full, 1.0) * float(lengths[tail])
    if tail == head:
        end = float(edges[tail + 1])
    length = max(end - start, 1.0)
    is_short = last - first <= POP_ROWS
    levels = _short_levels(table, rows, length) if is_short else _steady_levels(table, rows)
    return Tone(
        start_sample=round(start),
        length_samples=round(length),
        levels_dbfs=_audible(levels),
        frequency_hz=_frequency(table, rows, channel, is_short=is_short),
    )


def _short_levels(table: BlockTable, rows: slice, length: float) -> list[float | None]:
    """The energy of the rows is all the tone's: the level follows from how long it is."""
    return [power_to_db(2.0 * energy / length) for energy in table.energy[rows].sum(axis=0).tolist()]


def _steady_levels(table: BlockTable, rows: slice) -> list[float | None]:
    """The median of the rows: an interrupted leg of a stereo ident keeps the level of its tone."""
    power = row_power(table)[rows]
    return [power_to_db(2.0 * value) for value in median(power).tolist()]


def _audible(levels: list[float | None]) -> tuple[float | None, ...]:
    loudest = max((level for level in levels if level is not None), default=0.0)
    return tuple(None if level is None or level < loudest - SOFTER_CHANNEL_DB else round(level, 2) for level in levels)


def _frequency(table: BlockTable, rows: slice, channel: int, *, is_short: bool) -> float | None:
    """Return the frequency whose K-weighting gain is that of the tone; None outside what can be told."""
    if not is_short:
        rows = slice(rows.start + 1, rows.stop - 1)
    # The filter rings on for some blocks after a pop; the row behind it is silent, so its energy is the pop's.
    behind = 1 if is_short else 0
    blocks = slice(rows.start * BLOCKS_PER_ROW, (rows.stop + behind) * BLOCKS_PER_ROW)
    plain = float(table.energy[rows, channel].sum())
    weighted = float(table.k_energy[blocks, channel].sum())
    if plain <= 0.0 or weighted <= 0.0:
        return None
    gain = 10.0 * float(np.log10(weighted / plain))
    hertz, gains = _gains_by_frequency(table.sample_rate_hz)
    if not gains[0] < gain < gains[-1]:
        return None
    return round(float(np.exp(np.interp(gain, gains, np.log(hertz)))), 1)


@lru_cache(maxsize=8)
def _gains_by_frequency(sample_rate_hz: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gain of the K-weighting in dB at frequencies in hertz, both rising: float64 (n,) each."""
    hertz = np.geomspace(LOWEST_HZ, HIGHEST_HZ, 1000)
    delay = np.exp(-2j * np.pi * hertz / sample_rate_hz)
    response = np.ones_like(delay)
    for section in k_weighting(sample_rate_hz):
        response = response * _response(section, delay)
    return hertz, np.maximum.accumulate(20.0 * np.log10(np.abs(response)))


def _response(section: Biquad, delay: NDArray[np.complex128]) -> NDArray[np.complex128]:
    above = section.b0 + section.b1 * delay + section.b2 * delay**2
    below = 1.0 + section.a1 * delay + section.a2 * delay**2
    return np.asarray(above / below, dtype=np.complex128)
