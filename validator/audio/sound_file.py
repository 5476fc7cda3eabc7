"""One file on disk: recognised by its first bytes, its header read, its samples ready to be streamed."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from specs.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from validator.containers.facts import FileFacts

LOWEST_SAMPLE_RATE_HZ: Final = 8_000
HIGHEST_SAMPLE_RATE_HZ: Final = 768_000
CHANNEL_LIMIT: Final = 256
"""Channels read at most: twice the 128 tracks of a full Atmos-profile ADM file."""

_MAGIC_BYTES: Final = 16

_LIBSNDFILE_MAGICS: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"fLaC", "FLAC"),
    (8, b"AIFF", "AIFF"),
    (8, b"AIFC", "AIFF"),
    (0, b"riff\x2e\x91\xcf\x11", "W64"),
    (0, b"caff", "CAF"),
    (0, b"RIFX", "RIFX"),
    (0, b".snd", "AU"),
)
"""Offset, bytes and name of containers that libsndfile reads."""

_REFUSED_MAGICS: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"ID3", "an ID3 tag, as MP3 has, a lossy format"),
    (0, b"\xff\xfb", "MP3, a lossy format"),
    (0, b"\xff\xf3", "MP3, a lossy format"),
    (0, b"\xff\xf2", "MP3, a lossy format"),
    (0, b"\xff\xfa", "MP3, a lossy format"),
    (0, b"\xff\xf1", "AAC, a lossy format"),
    (0, b"\xff\xf9", "AAC, a lossy format"),
    (0, b"OggS", "Ogg, which holds lossy formats"),
    (0, b"\x0b\x77", "AC-3 or E-AC-3, a lossy format"),
    (0, b"\x7f\xfe\x80\x01", "DTS, a lossy format"),
    (4, b"ftyp", "MP4 or MOV"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "Windows Media, a lossy format"),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01", "MXF"),
    (0, b"wvpk", "WavPack"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"<?xml", "an XML document"),
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive"),
)
"""Offset, bytes and name of what is recognised and not read."""


class SampleStream(Protocol):
    """One reading of a file's samples. A context manager; not for use by two threads at once.

    Attributes:
        samples_are_file_bytes: True where what `read_into` gives, between `head` and `tail`, is the file byte by byte.
    """

    @property
    def samples_are_file_bytes(self) -> bool:
        """See the class."""

    def __enter__(self) -> Self:
        """Open the file."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""

    def head(self) -> Iterator[bytes]:
        """The file's bytes before the first sample; leaves the stream at that sample."""

    def seek(self, sample: int) -> None:
        """Go to a sample, counted per channel from 0."""

    def read_into(self, target: memoryview) -> None:
        """Fill the whole target with the next samples.

        Raises:
            MediaError: The file ends before.
        """

    def tail(self) -> Iterator[bytes]:
        """The file's bytes after the last sample; the whole file where samples are not its bytes."""


class SoundFile(Protocol):
    """A sound file whose header has been read."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def facts(self) -> FileFacts:
        """What its header says."""

    def stream(self) -> SampleStream:
        """Begin a reading of its samples."""


def open_file(path: Path | str) -> SoundFile:
    """Open a sound file whatever its name: the first bytes decide what it is.

    Read by this package itself: WAV, RF64 and BW64 with PCM of 1 to 32 bits or floating point of 32 or 64 bits. Read
    through libsndfile: FLAC, AIFF, W64, CAF, RIFX and AU with lossless content.

    Raises:
        MediaError: No such file, a folder, not readable, empty, without samples, a format or codec that is not read,
            or a sample rate or channel count out of bounds.
    """
    place = Path(path)
    try:
        opened = _recognised(place)
    except OSError as error:
        raise MediaError(
            "The file cannot be read.", where=str(place), found=error.strerror or type(error).__name__
        ) from error
    _refuse_out_of_bounds(opened.facts, place)
    return opened


def container_of(path: Path) -> str | None:
    """Name the container by the file's first bytes; None where it is none that is read.

    Raises:
        OSError: The file cannot be opened.
    """
    magic = _magic(path)
    if magic[:4] in (b"RIFF", b"RF64", b"BW64"):
        return "WAV"
    return _named(magic, _LIBSNDFILE_MAGICS)


def _recognised(path: Path) -> SoundFile:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise MediaError("This is a folder, not a sound file.", where=str(path), next_step="Name the files in it.")
    if not stat.S_ISREG(mode):
        raise MediaError("This is not a regular file.", where=str(path), next_step="Copy the sound into a file first.")
    container = container_of(path)
    if container == "WAV":
        from validator.audio.wave_file import WaveFile  # noqa: PLC0415  (they name each other)

        return WaveFile.open(path)
    if container is not None:
        from validator.audio.libsndfile import LibsndfileFile  # noqa: PLC0415  (they name each other)

        return LibsndfileFile.open(path, container)
    magic = _magic(path)
    refused = _named(magic, _REFUSED_MAGICS)
    raise MediaError(
        "The file is empty." if not magic else "The file is not in a format that is read.",
        where=str(path),
        found=("0 bytes" if not magic else f"first bytes {magic[:8].hex(' ')}") if refused is None else refused,
        expected="WAV, RF64, BW64, FLAC, AIFF, W64, CAF or AU with PCM or floating-point samples",
    )


def _magic(path: Path) -> bytes:
    with path.open("rb", buffering=0) as file:
        return file.read(_MAGIC_BYTES)


def _named(magic: bytes, table: tuple[tuple[int, bytes, str], ...]) -> str | None:
    return next((name for offset, known, name in table if magic[offset : offset + len(known)] == known), None)


def _refuse_out_of_bounds(facts: FileFacts, path: Path) -> None:
    if not LOWEST_SAMPLE_RATE_HZ <= facts.sample_rate_hz <= HIGHEST_SAMPLE_RATE_HZ:
        raise MediaError(
            "The sample rate is out of bounds.",
            where=str(path),
            found=f"{facts.sample_rate_hz} Hz",
            expected=f"{LOWEST_SAMPLE_RATE_HZ} to {HIGHEST_SAMPLE_RATE_HZ} Hz",
        )
    if not 1 <= facts.channel_count <= CHANNEL_LIMIT:
        raise MediaError(
            "The number of channels is out of bounds.",
            where=str(path),
            found=str(facts.channel_count),
            expected=f"1 to {CHANNEL_LIMIT}",
        )
