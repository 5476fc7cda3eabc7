"""MXF with one track of PCM sound, read by this package itself: AS-02 and OP-Atom, in one piece or in frames."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from specs.errors import MediaError
from validator.audio.contiguous_stream import PIECE_BYTES, ContiguousStream
from validator.containers.facts import printable_name
from validator.containers.mxf.essence import EssenceReader
from validator.containers.mxf.header import file_facts
from validator.containers.mxf.reader import read_mxf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from validator.containers.facts import FileFacts
    from validator.containers.mxf.facts import EssenceRun


@dataclass(frozen=True, slots=True, kw_only=True)
class MxfSoundFile:
    """A track file whose header has been read. Implements `validator.audio.sound_file.SoundFile`.

    Attributes:
        data_offset_bytes: Where the first sample begins.
        essence: Where the sound lies.
        is_contiguous: True where nothing lies between samples.
    """

    path: Path
    facts: FileFacts
    data_offset_bytes: int
    essence: tuple[EssenceRun, ...]
    is_contiguous: bool

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the header, and where the sound lies.

        Raises:
            NotReadError: MXF of another kind: AES3, D-10, picture, joined tracks, encrypted, compressed.
            MediaError: No MXF file, or one that does not say what its sound is.
            OSError: The file cannot be read.
        """
        with path.open("rb", buffering=0) as file:
            found = read_mxf(file, os.fstat(file.fileno()).st_size, where=str(path)).facts
        first = found.essence[0]
        return cls(
            path=path,
            facts=file_facts(found, printable_name(path.name)),
            data_offset_bytes=first.offset_bytes + first.elements[0].header_bytes,
            essence=found.essence,
            is_contiguous=len(found.essence) == 1 and first.element_count == 1,
        )

    def stream(self) -> ContiguousStream | FramedStream:
        """Begin a reading of the samples."""
        return ContiguousStream(self) if self.is_contiguous else FramedStream(self)


class FramedStream(ContiguousStream):
    """Samples in frames, with keys and fill between them: read as if they lay in one piece."""

    samples_are_file_bytes = False

    def __init__(self, stored: MxfSoundFile) -> None:
        super().__init__(stored)
        self._essence = stored.essence
        self._position = 0

    def __enter__(self) -> Self:
        super().__enter__()
        self._reader = EssenceReader(self._file, self._essence)
        return self

    def head(self) -> Iterator[bytes]:
        """Nothing: the file is digested whole, by `tail`."""
        return iter(())

    def tail(self) -> Iterator[bytes]:
        """The whole file."""
        self._file.seek(0)
        left = self._stored.facts.size_bytes
        while left:
            piece = bytearray(min(PIECE_BYTES, left))
            super().read_into(memoryview(piece))
            left -= len(piece)
            yield bytes(piece)

    def seek(self, sample: int) -> None:
        """Go to a sample."""
        self._position = sample * self._frame_bytes

    def read_into(self, target: memoryview) -> None:
        """Fill the target."""
        try:
            self._reader.read_into(self._position, target)
        except MediaError as error:
            raise self._changed() from error
        except OSError as error:
            raise self._unreadable(error) from error
        self._position += len(target)
