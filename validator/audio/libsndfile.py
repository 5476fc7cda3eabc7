"""FLAC, AIFF, W64, CAF, RIFX and AU, read through libsndfile and handed on without a bit lost."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from specs.errors import MediaError
from validator.containers.facts import FileFacts, SampleFormat, printable_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType, TracebackType
    from typing import BinaryIO

PIECE_BYTES: Final = 1 << 20
_LARGEST_SAMPLE_COUNT: Final = 1 << 48
"""libsndfile gives the largest integer where a header states no length."""

_WORD_LENGTHS_BITS: Final[dict[str, int]] = {
    "PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64,
    "ALAC_16": 16, "ALAC_20": 20, "ALAC_24": 24, "ALAC_32": 32,
}  # fmt: skip
"""Lossless subtypes of libsndfile and the bits of their samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibsndfileFile:
    """A file that libsndfile decodes. Implements `validator.audio.sound_file.SoundFile`.

    Integers come as 32-bit words, left-aligned, floating point as 64-bit: both exact. The true word length is in the
    facts.
    """

    path: Path
    facts: FileFacts

    @classmethod
    def open(cls, path: Path, container: str) -> Self:
        """Read the header.

        Args:
            path: The file.
            container: Its container by its first bytes.

        Raises:
            MediaError: libsndfile cannot read it, the codec is lossy or not known, or there are no samples.
            OSError: The file cannot be read.
        """
        with path.open("rb") as file, _opened(file, path) as sound:
            subtype, frames = str(sound.subtype), int(sound.frames)
            rate_hz, channels = int(sound.samplerate), int(sound.channels)
        bits = _WORD_LENGTHS_BITS.get(subtype)
        if bits is None:
            raise MediaError(
                "The audio is in a codec that is not read.",
                where=str(path),
                found=f"{container} with {subtype}",
                expected="lossless PCM or floating point",
            )
        if not 0 < frames < _LARGEST_SAMPLE_COUNT:
            raise MediaError("The file has a header but no samples.", where=str(path), found=f"{container}, {subtype}")
        floating = subtype in ("FLOAT", "DOUBLE")
        facts = FileFacts(
            name=printable_name(path.name),
            container=container,
            codec=_codec(container, subtype),
            size_bytes=path.stat().st_size,
            sample_rate_hz=rate_hz,
            channel_count=channels,
            sample_count=frames,
            sample_format=SampleFormat.F64 if floating else SampleFormat.S32,
            word_length_bits=bits,
            valid_bits=bits,
        )
        return cls(path=path, facts=facts)

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
                self._sound = stack.enter_context(_opened(file, self._file.path))
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
            raise self._failed("The file ends before the length in its header.", f"{wanted - read} samples missing")

    def _failed(self, what: str, found: str | None) -> MediaError:
        return MediaError(what, where=str(self._file.path), found=found)


def _libsndfile() -> ModuleType:
    # Loading the library takes time that the WAV family never needs to spend.
    import soundfile  # noqa: PLC0415

    library: ModuleType = soundfile
    return library


def _opened(file: BinaryIO, path: Path) -> Any:
    """A `soundfile.SoundFile`, opened by descriptor: by name its extension would count. The caller closes both."""
    library = _libsndfile()
    try:
        return library.SoundFile(file.fileno(), closefd=False)
    except (library.LibsndfileError, TypeError, ValueError) as error:
        raise MediaError("libsndfile cannot read the file.", where=str(path), found=str(error)) from error


def _codec(container: str, subtype: str) -> str:
    if subtype in ("FLOAT", "DOUBLE"):
        return "IEEE float"
    if subtype.startswith("ALAC"):
        return "ALAC"
    return "FLAC" if container == "FLAC" else "PCM"
