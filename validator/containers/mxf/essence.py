"""Where the sound lies: triplets become runs that follow a rule, and a run is read like one piece.

Source: SMPTE ST 382:2007 (frame and clip wrapping of wave PCM).
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from specs.counting import count_of
from specs.errors import MediaError
from validator.containers.mxf.facts import EssenceElement, EssenceRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.containers.mxf.klv import Triplet

ELEMENT_LIMIT: Final = 2_000_000
"""Essence triplets read at most: nine hours at 60 frames a second."""

LONGEST_CADENCE: Final = 10
"""Frames after which sample counts repeat at most: 5 for 29.97 and 59.94 at 48 kHz (ST 382 Annex A), doubled."""


class RunBuilder:
    """Gathers the essence triplets of a file while it is walked through."""

    def __init__(self) -> None:
        # Three numbers for each triplet, in arrays: a film of two hours in frames has some 200 000 of them.
        self._offsets = array("q")
        self._headers = array("q")
        self._sizes = array("q")
        self._starts: list[int] = []
        self._interrupted = True

    @property
    def element_count(self) -> int:
        """Triplets gathered so far."""
        return len(self._offsets)

    def interrupt(self) -> None:
        """A partition begins: what follows is a run of its own."""
        self._interrupted = True

    def add(self, triplet: Triplet, sound_bytes: int) -> None:
        """Take a triplet.

        Args:
            triplet: The triplet.
            sound_bytes: Bytes of its value that are really in the file.
        """
        if self._interrupted:
            self._starts.append(len(self._offsets))
            self._interrupted = False
        self._offsets.append(triplet.offset_bytes)
        self._headers.append(triplet.header_bytes)
        self._sizes.append(sound_bytes)

    def runs(self) -> tuple[EssenceRun, ...] | None:
        """The runs; None where the triplets of a run follow no rule."""
        ends = [*self._starts[1:], len(self._offsets)]
        runs = [self._run(start, end) for start, end in zip(self._starts, ends, strict=True)]
        return None if None in runs else tuple(run for run in runs if run is not None)

    def _run(self, start: int, end: int) -> EssenceRun | None:
        offsets = np.asarray(self._offsets[start:end])
        headers = np.asarray(self._headers[start:end])
        sizes = np.asarray(self._sizes[start:end])
        # Sound of the last triplet and what follows it obey no rule: it may be short, and nothing comes next.
        gaps = np.append(np.diff(offsets) - headers[:-1] - sizes[:-1], 0)
        period = _period(np.stack([headers, sizes, gaps])[:, :-1], headers)
        if period is None:
            return None
        return EssenceRun(
            offset_bytes=int(offsets[0]),
            elements=tuple(
                EssenceElement(header_bytes=int(headers[n]), sound_bytes=int(sizes[n]), gap_bytes=int(gaps[n]))
                for n in range(period)
            ),
            element_count=end - start,
            last_sound_bytes=int(sizes[-1]),
        )


def _period(rows: NDArray[np.int64], headers: NDArray[np.int64]) -> int | None:
    """After how many triplets header, sound and gap repeat; None where they do not within `LONGEST_CADENCE`.

    Example: sounds of 1602, 1601, 1602, 1601, 1602, 1602, 1601 ... samples differ from themselves one, two, three
    and four places later, and are equal five places later: the period is 5.

    Args:
        rows: Header, sound and gap bytes of every triplet but the last, whose sound and gap obey no rule.
        headers: Header bytes of all triplets.
    """
    count = len(headers)
    for period in range(1, min(LONGEST_CADENCE, count) + 1):
        if np.array_equal(rows[:, period:], rows[:, :-period]) and np.array_equal(headers[period:], headers[:-period]):
            return period
    return None


class SoughtFile(Protocol):
    """What sound is read from: a file opened without a buffer, or bytes in memory."""

    def seek(self, offset: int, /) -> int:
        """Go to a byte."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill a buffer, or the first part of it."""


class EssenceReader:
    """Reads the sound of an MXF file as if it lay in one piece.

    Args:
        file: The file; best without a buffer, for what is read goes straight into the target.
        essence: Its runs.
    """

    def __init__(self, file: SoughtFile, essence: Sequence[EssenceRun]) -> None:
        self._file = file
        self._runs = tuple(_Period(run) for run in essence)
        self._run_starts = [0]
        for run in essence:
            self._run_starts.append(self._run_starts[-1] + run.sound_bytes)

    @property
    def sound_bytes(self) -> int:
        """Bytes of sound in all."""
        return self._run_starts[-1]

    def ranges(self, first_byte: int, byte_count: int) -> Iterator[tuple[int, int]]:
        """Where a stretch of the sound lies in the file: offset and length of each piece, in order.

        Args:
            first_byte: Counted in the sound alone.
            byte_count: Bytes wanted; what lies beyond the end is left out.
        """
        position, end = first_byte, min(first_byte + byte_count, self.sound_bytes)
        while position < end:
            number = bisect_right(self._run_starts, position) - 1
            offset, left = self._runs[number].piece(position - self._run_starts[number])
            length = min(left, end - position)
            yield offset, length
            position += length

    def read_into(self, first_byte: int, target: memoryview) -> None:
        """Fill the target with the sound from a byte on.

        Raises:
            MediaError: The file has become shorter, or the sound ends before the target is full.
            OSError: The file cannot be read.
        """
        filled = 0
        for offset, length in self.ranges(first_byte, len(target)):
            self._file.seek(offset)
            end = filled + length
            while filled < end:
                count = self._file.readinto(target[filled:end])
                if not count:
                    raise MediaError("The file changed while it was read.", found=f"it ends before byte {offset}")
                filled += count
        if filled < len(target):
            found = f"{count_of(self.sound_bytes, 'byte', 'bytes')} of sound"
            raise MediaError("The sound ends before what was asked for.", found=found)


class _Period:
    """One run, with what its rule adds up to."""

    def __init__(self, run: EssenceRun) -> None:
        self._run = run
        self._elements = [(one.header_bytes, one.sound_bytes, one.gap_bytes) for one in run.elements]
        self._sound_bytes = sum(sound for _, sound, _ in self._elements)
        self._bytes = sum(sum(one) for one in self._elements)

    def piece(self, position: int) -> tuple[int, int]:
        """Where a byte of the run's sound lies in the file, and how many bytes follow it in the same triplet."""
        last, period = self._run.element_count - 1, len(self._elements)
        # The last triplet may be shorter or longer than the rule says, so whole periods are counted before it only.
        periods = last // period
        if self._sound_bytes:
            periods = min(position // self._sound_bytes, periods)
        number = periods * period
        offset = self._run.offset_bytes + periods * self._bytes
        left = position - periods * self._sound_bytes
        while True:
            header, sound, gap = self._elements[number % period]
            here = self._run.last_sound_bytes if number == last else sound
            if left < here or number == last:
                return offset + header + left, here - left
            left -= here
            offset += header + sound + gap
            number += 1
