"""Sound of a partner that lies before the start or after the end of a mix: what a mix that was cut short lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.relation_messages import LACKING_SECONDS
from validator.comparisons.relations import Uncovered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.map_model import MapSegment
    from validator.comparisons.reading.reading import ReadableProgramme

_ROWS_PER_SECOND: Final = 10
_READ_ROWS: Final = 100
_SOUNDING_RMS: Final = 10.0 ** (-60.0 / 20.0)
"""A channel sounds in 100 ms of -60 dBFS RMS or more: tails of reverberation below that are cut by intention."""


def uncovered_by_map(
    subject: ReadableProgramme, partner: ReadableProgramme, segments: Sequence[MapSegment]
) -> Uncovered | None:
    """Return what of a partner lies outside of a mix, by the map of both; None without a map, or where nothing does.

    A mix of 13 s at offset 0 against an original of 20 s: the original is searched for sound from 13 s to its end. The
    same mix 2 s late: from 11 s, as the mix then ends there.

    Raises:
        MediaError: The file cannot be read.
    """
    if not segments:
        return None
    first, last = segments[0], segments[-1]
    clocks = partner.sample_rate_hz / subject.sample_rate_hz
    begins = -first.offset_samples
    ends = float(last.speed_ratio) * clocks * subject.sample_count - last.offset_samples
    return _uncovered(partner, max(0, round(begins)), max(0, round(ends)))


def uncovered_by_end(subject: ReadableProgramme, partners: Sequence[ReadableProgramme]) -> Uncovered | None:
    """Return what of several partners lies after the end of a mix that begins with them; None where nothing sounds.

    Raises:
        MediaError: A file cannot be read.
    """
    found = [_uncovered(partner, 0, subject.sample_count) for partner in partners]
    return max((one for one in found if one is not None), key=lambda one: one.after_seconds, default=None)


def _uncovered(partner: ReadableProgramme, begins: int, ends: int) -> Uncovered | None:
    before = _sounding_seconds(partner, 0, min(begins, partner.sample_count))
    after = _sounding_seconds(partner, min(ends, partner.sample_count), partner.sample_count)
    if max(before, after) < LACKING_SECONDS:
        return None
    return Uncovered(before_seconds=before, after_seconds=after)


def _sounding_seconds(programme: ReadableProgramme, start: int, end: int) -> float:
    """Seconds in which a channel sounds from one sample to another, to 100 ms."""
    row = programme.sample_rate_hz // _ROWS_PER_SECOND
    if end - start < row:
        return 0.0
    rows = 0
    for block in programme.blocks(block_samples=_READ_ROWS * row, start_sample=start, sample_count=end - start):
        whole = block[: len(block) // row * row].reshape(-1, row, block.shape[1])
        rms = np.sqrt(np.mean(np.square(whole), axis=1))
        rows += int(np.count_nonzero((rms >= _SOUNDING_RMS).any(axis=1)))
    return rows / _ROWS_PER_SECOND
