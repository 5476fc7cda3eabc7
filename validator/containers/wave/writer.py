"""A WAVE file written as a stream: into a neighbour of the target first, and under its name only when it is whole.

Sources: EBU Tech 3306 v2 (2009), JUNK that becomes ds64 on the fly; ITU-R BS.2088-1 (2019) Annex 1.
"""

from __future__ import annotations

import secrets
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

from specs.errors import RefusedError, UsageError
from validator.containers.wave.encode import encode
from validator.containers.wave.fmt import build_fmt
from validator.containers.wave.riff import DS64_FIXED_BYTES, UNSET_32, Chunk, Ds64, build_chunk, build_ds64

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from validator.containers.wave.fmt import WaveFormat

Form = Literal["auto", "RIFF", "RF64", "BW64"]

RIFF_LIMIT_BYTES: Final = UNSET_32 - 1
"""Largest RIFF size: the next number means "see ds64" (EBU Tech 3306, ds64 chunk)."""

_OWN_CHUNKS: Final = ("fmt ", "data", "ds64", "fact")
_RESERVE_OFFSET: Final = 12


class WaveWriter:
    """Writes one file. A context manager: the target appears on leaving it, or not at all.

    After an exception, Ctrl-C included, nothing remains. A file of that name is replaced, and only at the end.

    Args:
        path: The target; its folder exists.
        wave: How samples are written; `validator.containers.wave.fmt.wave_format` gives the customary one.
        before: Chunks between fmt and data, such as bext; any id that the writer does not write itself.
        after: Chunks behind data, such as axml.
        form: "auto" writes RIFF with room for a ds64 chunk and turns it into RF64 where the file outgrows 4 GiB.
            "RIFF" writes no such room and refuses to outgrow. "RF64" and "BW64" are written from the start.
        riff_limit_bytes: Largest RIFF size; a smaller one than the standard's makes a wide file of little sound.

    Raises:
        UsageError: A chunk has an id that is not four printable characters, or one that the writer writes itself.
    """

    def __init__(
        self,
        path: Path | str,
        wave: WaveFormat,
        *,
        before: Sequence[Chunk] = (),
        after: Sequence[Chunk] = (),
        form: Form = "auto",
        riff_limit_bytes: int = RIFF_LIMIT_BYTES,
    ) -> None:
        self.path = Path(path)
        self.wave = wave
        self.form = form
        self._riff_limit_bytes = riff_limit_bytes
        self._before = tuple(before)
        self._after = list(after)
        for chunk in (*self._before, *self._after):
            _refuse_chunk(chunk)
        self._part = self.path.with_name(f".{secrets.token_hex(8)}.part")
        self._data_bytes = 0

    @property
    def sample_count(self) -> int:
        """Samples per channel written so far."""
        return self._data_bytes // self.wave.frame_bytes

    def __enter__(self) -> Self:
        try:
            self._file = self._part.open("xb")
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            self._begin()
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._discard()
            return
        try:
            self._finish()
            self._file.close()
            self._part.replace(self.path)
        except OSError as cause:
            self._discard()
            raise self._unwritable(cause) from cause
        except BaseException:
            self._discard()
            raise

    def write(self, samples: NDArray[np.float64]) -> None:
        """Write float64 (samples, channels), full scale 1.0; see `encode` for rounding.

        Raises:
            RefusedError: A sample does not fit, the file outgrows its form, or the disk is full.
        """
        if samples.ndim != 2 or samples.shape[1] != self.wave.channel_count:
            raise ValueError(f"expected (samples, {self.wave.channel_count}), found {samples.shape}")
        self.write_bytes(encode(samples, self.wave))

    def write_bytes(self, data: bytes | bytearray | memoryview) -> None:
        """Write interleaved samples that already lie in the file's format, whole frames of them.

        Raises:
            RefusedError: The file outgrows its form, or the disk is full.
        """
        count = memoryview(data).nbytes
        if count % self.wave.frame_bytes:
            raise ValueError(f"{count} bytes are no whole frames of {self.wave.frame_bytes} bytes")
        self._put(data)
        self._data_bytes += count
        if self.form == "RIFF" and self._riff_bytes() > self._riff_limit_bytes:
            raise RefusedError(
                "The file outgrows RIFF, which ends at 4 GiB.", where=str(self.path), next_step="Write RF64 or BW64."
            )

    def append_chunk(self, chunk: Chunk) -> None:
        """Add a chunk behind data, for what is known only when every sample has been written.

        Raises:
            UsageError: As for the chunks given at the start.
        """
        _refuse_chunk(chunk)
        self._after.append(chunk)

    def _begin(self) -> None:
        self._put((b"RIFF" if self.form == "auto" else self.form.encode("ascii")) + struct.pack("<I", 0) + b"WAVE")
        if self.form != "RIFF":
            self._put(build_chunk(Chunk(id="JUNK", payload=bytes(DS64_FIXED_BYTES))))
        self._put(build_chunk(Chunk(id="fmt ", payload=build_fmt(self.wave))))
        self._fact_offset: int | None = None
        if self.wave.sample_format.is_float:
            # Every format but PCM has a fact chunk (Microsoft, RIFF documentation 3.0, "Fact Chunk").
            self._put(build_chunk(Chunk(id="fact", payload=bytes(4))))
            self._fact_offset = self._file.tell() - 4
        for chunk in self._before:
            self._put(build_chunk(chunk))
        self._put(b"data" + struct.pack("<I", 0))
        self._data_offset = self._file.tell()

    def _riff_bytes(self) -> int:
        """The RIFF size as the file would be if it ended now."""
        behind = sum(8 + len(chunk.payload) + (len(chunk.payload) & 1) for chunk in self._after)
        return self._data_offset - 8 + self._data_bytes + (self._data_bytes & 1) + behind

    def _finish(self) -> None:
        riff_bytes = self._riff_bytes()
        self._put(bytes(self._data_bytes & 1))
        for chunk in self._after:
            self._put(build_chunk(chunk))
        form = self.form
        if form == "auto":
            form = "RIFF" if riff_bytes <= self._riff_limit_bytes else "RF64"
        if form == "RIFF" and riff_bytes > self._riff_limit_bytes:
            raise RefusedError("The file outgrows RIFF, which ends at 4 GiB.", where=str(self.path))
        wide = form != "RIFF"
        self._patch(0, form.encode("ascii") + struct.pack("<I", UNSET_32 if wide else riff_bytes))
        self._patch(self._data_offset - 4, struct.pack("<I", UNSET_32 if wide else self._data_bytes))
        if wide:
            sizes = Ds64(
                riff_bytes=riff_bytes,
                data_bytes=self._data_bytes,
                # A dummy in BW64 (BS.2088-1, ds64 chunk).
                sample_count=self.sample_count if form == "RF64" else 0,
            )
            self._patch(_RESERVE_OFFSET, build_chunk(Chunk(id="ds64", payload=build_ds64(sizes))))
        if self._fact_offset is not None:
            self._patch(self._fact_offset, struct.pack("<I", min(self.sample_count, UNSET_32)))

    def _put(self, data: bytes | bytearray | memoryview) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            raise self._unwritable(error) from error

    def _patch(self, offset: int, data: bytes) -> None:
        self._file.seek(offset)
        self._put(data)

    def _discard(self) -> None:
        try:
            self._file.close()
        except OSError:
            # A full disk may refuse the last flush; the file goes anyway.
            pass
        finally:
            self._part.unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> RefusedError:
        return RefusedError(
            "The file cannot be written.", where=str(self.path), found=error.strerror or type(error).__name__
        )


def _refuse_chunk(chunk: Chunk) -> None:
    printable = len(chunk.id) == 4 and all(" " <= character <= "~" for character in chunk.id)
    if not printable or chunk.id in _OWN_CHUNKS:
        raise UsageError(
            "A chunk cannot be added under this id.",
            found=repr(chunk.id),
            expected="four printable characters other than " + ", ".join(repr(own) for own in _OWN_CHUNKS),
        )
    if len(chunk.payload) >= UNSET_32:
        raise UsageError("A chunk of 4 GiB and more cannot be added.", found=f"{len(chunk.payload)} bytes")
