"""Samples that lie in one piece of a file, read from the disk into the scan's buffers, and no further."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Protocol, Self

from specs.counting import count_of
from specs.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from validator.containers.facts import FileFacts

PIECE_BYTES: Final = 1 << 20
"""Bytes read at once where they are only digested."""


class ContiguousSamples(Protocol):
    """A file whose samples follow one another without anything between them."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def facts(self) -> FileFacts:
        """What its header says."""

    @property
    def data_offset_bytes(self) -> int:
        """Where the first sample begins."""


class ContiguousStream:
    """Implements `validator.audio.sound_file.SampleStream`.

    No memory map: mapped pages count as resident memory, and the peak has to stay bounded for a film of any length.
    """

    samples_are_file_bytes = True

    def __init__(self, stored: ContiguousSamples) -> None:
        self._stored = stored
        facts = stored.facts
        self._frame_bytes = facts.sample_format.bytes_per_sample * facts.channel_count
        self._end_bytes = stored.data_offset_bytes + facts.sample_count * self._frame_bytes

    def __enter__(self) -> Self:
        try:
            self._file = self._stored.path.open("rb", buffering=0)
        except OSError as error:
            raise self._unreadable(error) from error
        if os.fstat(self._file.fileno()).st_size != self._stored.facts.size_bytes:
            self._file.close()
            raise self._changed()
        self.seek(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def head(self) -> Iterator[bytes]:
        """The bytes before the first sample."""
        return self._pieces(0, self._stored.data_offset_bytes)

    def tail(self) -> Iterator[bytes]:
        """The bytes after the last sample."""
        return self._pieces(self._end_bytes, self._stored.facts.size_bytes)

    def seek(self, sample: int) -> None:
        """Go to a sample."""
        self._file.seek(self._stored.data_offset_bytes + sample * self._frame_bytes)

    def read_into(self, target: memoryview) -> None:
        """Fill the target."""
        filled = 0
        while filled < len(target):
            try:
                count = self._file.readinto(target[filled:])
            except OSError as error:
                raise self._unreadable(error) from error
            if not count:
                raise self._changed()
            filled += count

    def _pieces(self, start: int, end: int) -> Iterator[bytes]:
        self._file.seek(start)
        while start < end:
            piece = bytearray(min(PIECE_BYTES, end - start))
            self.read_into(memoryview(piece))
            start += len(piece)
            yield bytes(piece)

    def _changed(self) -> MediaError:
        return MediaError(
            "The file changed while it was read.",
            where=str(self._stored.path),
            expected=f"{count_of(self._stored.facts.size_bytes, 'byte', 'bytes')}, as when it was opened",
            next_step="Wait until the program that writes it has finished.",
        )

    def _unreadable(self, error: OSError) -> MediaError:
        return MediaError(
            "The file cannot be read.", where=str(self._stored.path), found=error.strerror or type(error).__name__
        )
