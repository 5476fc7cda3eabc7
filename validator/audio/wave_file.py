"""WAV, RF64 and BW64 read by this package itself: samples go from the disk into the scan's buffers, and no further."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from validator.audio.contiguous_stream import ContiguousStream
from validator.containers.facts import printable_name
from validator.containers.wave.header import read_wave_header

if TYPE_CHECKING:
    from pathlib import Path

    from validator.containers.facts import FileFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveFile:
    """A file of the RIFF family. Implements `validator.audio.sound_file.SoundFile`."""

    path: Path
    facts: FileFacts
    data_offset_bytes: int

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the header.

        Raises:
            MediaError: As `read_wave_header`.
            OSError: The file cannot be read.
        """
        with path.open("rb") as file:
            header = read_wave_header(
                file, os.fstat(file.fileno()).st_size, name=printable_name(path.name), where=str(path)
            )
        return cls(path=path, facts=header.facts, data_offset_bytes=header.data_offset_bytes)

    def stream(self) -> ContiguousStream:
        """Begin a reading of the samples."""
        return ContiguousStream(self)
