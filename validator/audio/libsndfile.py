"""FLAC, AIFF, W64, CAF, RIFX and AU, read through libsndfile and handed on without a bit lost."""

from __future__ import annotations

import io
import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, cast

from specs.counting import count_of
from specs.errors import MediaError, NotReadError
from specs.message import message
from validator.audio.overlay import OverlaidFile
from validator.containers.facts import FileFacts, SampleFormat, printable_name
from validator.containers.foreign import promised_too_few
from validator.containers.id3 import HEADER_BYTES as ID3_HEADER_BYTES
from validator.containers.id3 import id3_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType, TracebackType
    from typing import BinaryIO

    from specs.message import Message
    from validator.containers.foreign import ForeignHeader

PIECE_BYTES: Final = 1 << 20
_LARGEST_SAMPLE_COUNT: Final = 1 << 48
"""libsndfile gives the largest integer where a header states no length."""

_WORD_LENGTHS_BITS: Final[dict[str, int]] = {
    "PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64,
    "ALAC_16": 16, "ALAC_20": 20, "ALAC_24": 24, "ALAC_32": 32,
}  # fmt: skip
"""Lossless subtypes of libsndfile and the bits of their samples."""


class ReadHeader(Protocol):
    """Holds the header of a format against the file."""

    def __call__(self, file: BinaryIO, file_bytes: int, *, name: str) -> ForeignHeader:
        """Read what the header promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibsndfileFile:
    """A file that libsndfile decodes. Implements `validator.audio.sound_file.SoundFile`.

    Integers come as 32-bit words, left-aligned, floating point as 64-bit: both exact. The true word length is in the
    facts.

    Attributes:
        path, facts: As `SoundFile`.
        begin_bytes: Where the format begins: behind an ID3 tag, else 0.
        patches: Bytes of the header that libsndfile is shown otherwise than they are.
    """

    path: Path
    facts: FileFacts
    begin_bytes: int = 0
    patches: tuple[tuple[int, bytes], ...] = ()

    @classmethod
    def open(cls, path: Path, container: str, read_header: ReadHeader) -> Self:
        """Read the header.

        Args:
            path: The file.
            container: Its container by its first bytes.
            read_header: Reads what libsndfile does not tell.

        Raises:
            MediaError: libsndfile cannot read it, the codec is lossy or not known, or there are no samples.
            OSError: The file cannot be read.
        """
        size = path.stat().st_size
        with path.open("rb") as file:
            begin = id3_bytes(file.read(ID3_HEADER_BYTES))
            header = read_header(_seen(file, begin), size - begin, name=printable_name(path.name))
            with _opened(file, path, begin, header.patches) as sound:
                subtype, frames = str(sound.subtype), int(sound.frames)
                rate_hz, channels = int(sound.samplerate), int(sound.channels)
        bits = _WORD_LENGTHS_BITS.get(subtype)
        if bits is None:
            raise NotReadError(
                "The audio is in a codec that is not read.",
                where=str(path),
                found=f"{container} with {subtype}",
                expected="lossless PCM or floating point",
            )
        frame_bytes = channels * (bits // 8)
        frames = header.sample_count or frames
        if header.sound_bytes is not None:
            # libsndfile takes what lies behind the sound of a Wave64 file for sound.
            frames = min(frames, header.sound_bytes // frame_bytes)
        if not 0 < frames < _LARGEST_SAMPLE_COUNT:
            raise MediaError("The file has a header but no samples.", where=str(path), found=f"{container}, {subtype}")
        floating = subtype in ("FLOAT", "DOUBLE")
        facts = FileFacts(
            name=printable_name(path.name),
            container=container,
            codec=_codec(container, subtype),
            size_bytes=size,
            sample_rate_hz=rate_hz,
            channel_count=channels,
            sample_count=frames,
            sample_format=SampleFormat.F64 if floating else SampleFormat.S32,
            word_length_bits=bits,
            valid_bits=bits,
            channel_mask=header.channel_mask,
            channel_labels=header.channel_labels,
            channel_labels_from=header.channel_labels_from,
            bext=header.bext,
            ixml=header.ixml,
            xmp=header.xmp,
            notes=(*((message("audio.id3-in-front", bytes=begin),) if begin else ()), *header.notes),
            damage=(*header.damage, *_unread(header, printable_name(path.name), frame_bytes, frames)),
        )
        return cls(path=path, facts=facts, begin_bytes=begin, patches=header.patches)

    def stream(self) -> LibsndfileStream:
        """Begin a reading of the samples."""
        return LibsndfileStream(self)


class LibsndfileStream:
    """Implements `validator.audio.sound_file.SampleStream`; `tail` is a plain reading of the whole file."""

    samples_are_file_bytes = False

    def __init__(self, file: LibsndfileFile) -> None:
        self._file = file
        self._dtype = "float64" if file.facts.sample_format.is_float else "int32"
        self._frame_bytes = file.facts.sample_format.bytes_per_sample * file.facts.channel_count
        self._open = ExitStack()

    def __enter__(self) -> Self:
        try:
            if self._file.path.stat().st_size != self._file.facts.size_bytes:
                raise self._failed("The file changed since it was opened.", None)
            with ExitStack() as stack:
                file = stack.enter_context(self._file.path.open("rb"))
                sound = _opened(file, self._file.path, self._file.begin_bytes, self._file.patches)
                self._sound = stack.enter_context(sound)
                self._open = stack.pop_all()
        except OSError as error:
            raise self._failed("The file cannot be read.", error.strerror) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def head(self) -> Iterator[bytes]:
        """Nothing: the samples are not the file's bytes."""
        return iter(())

    def tail(self) -> Iterator[bytes]:
        """Every byte of the file."""
        try:
            with self._file.path.open("rb", buffering=0) as file:
                while piece := file.read(PIECE_BYTES):
                    yield piece
        except OSError as error:
            raise self._failed("The file cannot be read.", error.strerror) from error

    def seek(self, sample: int) -> None:
        """Go to a sample."""
        try:
            self._sound.seek(sample)
        except _libsndfile().LibsndfileError as error:
            raise self._failed("The file cannot be read at a place.", f"sample {sample}: {error}") from error

    def read_into(self, target: memoryview) -> None:
        """Fill the target."""
        wanted = len(target) // self._frame_bytes
        try:
            read = self._sound.buffer_read_into(target, dtype=self._dtype)
        except _libsndfile().LibsndfileError as error:
            raise self._failed("The file cannot be decoded.", str(error)) from error
        if read != wanted:
            missing = count_of(wanted - read, "sample", "samples")
            raise self._failed("The file ends before the length in its header.", f"{missing} missing")

    def _failed(self, what: str, found: str | None) -> MediaError:
        return MediaError(what, where=str(self._file.path), found=found)


def _libsndfile() -> ModuleType:
    # Loading the library takes time that the WAV family never needs to spend.
    import soundfile  # noqa: PLC0415

    library: ModuleType = soundfile
    return library


def _opened(file: BinaryIO, path: Path, begin_bytes: int = 0, patches: tuple[tuple[int, bytes], ...] = ()) -> Any:
    """A `soundfile.SoundFile`, opened by descriptor: by name its extension would count. The caller closes both.

    A file that is to be seen otherwise than it is goes through Python, read by read.
    """
    library = _libsndfile()
    try:
        if begin_bytes or patches:
            return library.SoundFile(OverlaidFile(file, begin_bytes, patches))
        # By descriptor: the position in the file counts, not that of Python's buffer.
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        return library.SoundFile(file.fileno(), closefd=False)
    except (library.LibsndfileError, TypeError, ValueError) as error:
        raise MediaError("libsndfile cannot read the file.", where=str(path), found=str(error)) from error


def _seen(file: BinaryIO, begin_bytes: int) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(OverlaidFile(file, begin_bytes, ()))) if begin_bytes else file


def _unread(header: ForeignHeader, name: str, frame_bytes: int, frames: int) -> Iterator[Message]:
    """Damage where the sound chunk holds more frames than libsndfile reads."""
    if header.sound_bytes is not None and frame_bytes and not header.damage:
        reason = promised_too_few(name, header.sound_bytes, frame_bytes, frames)
        if reason is not None:
            yield reason


def _codec(container: str, subtype: str) -> str:
    if subtype in ("FLOAT", "DOUBLE"):
        return "IEEE float"
    if subtype.startswith("ALAC"):
        return "ALAC"
    return "FLAC" if container == "FLAC" else "PCM"
