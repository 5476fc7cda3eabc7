"""One file on disk: recognised by its first bytes, its header read, its samples ready to be streamed."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from specs.errors import MediaError, NotReadError
from validator.audio.libsndfile import LibsndfileFile
from validator.audio.wave_file import WaveFile
from validator.containers.aiff.header import read_aiff_header
from validator.containers.au.header import read_au_header
from validator.containers.core_audio.header import read_caf_header
from validator.containers.flac.header import read_flac_header
from validator.containers.id3 import id3_bytes
from validator.containers.wave.rifx import read_rifx_header
from validator.containers.wave64.header import read_w64_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from validator.audio.libsndfile import ReadHeader
    from validator.containers.facts import FileFacts

LOWEST_SAMPLE_RATE_HZ: Final = 8_000
HIGHEST_SAMPLE_RATE_HZ: Final = 768_000
CHANNEL_LIMIT: Final = 256
"""Channels read at most: twice the 128 tracks of a full Atmos-profile ADM file."""

_MAGIC_BYTES: Final = 16


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A row of the table of containers.

    Attributes:
        magic: The bytes that tell it.
        offset: Where they are.
        name: What it is; for one that is not read, as a refusal says it.
        opener: Opens a file whose first bytes these are; None for what is recognised and not read.
        may_be_sound: False for what holds no sound whatever is in it.
        may_be_picture: True for what holds picture in other files: it is a sound file only where it can be opened.
    """

    magic: bytes
    offset: int = 0
    name: str
    opener: Callable[[Path], SoundFile] | None = None
    may_be_sound: bool = True
    may_be_picture: bool = False

    def opens(self, path: Path) -> bool:
        """Whether a file with these first bytes is a sound file that is read.

        Raises:
            OSError: The file cannot be read.
        """
        if self.opener is None or not self.may_be_picture:
            return self.opener is not None
        try:
            self.opener(path)
        except MediaError:
            return False
        return True


def _decoded(magic: bytes, name: str, read_header: ReadHeader, offset: int = 0) -> Reader:
    """A container that libsndfile decodes."""

    def opener(path: Path) -> SoundFile:
        return LibsndfileFile.open(path, name, read_header)

    return Reader(magic=magic, offset=offset, name=name, opener=opener)


def _open_mxf(path: Path) -> SoundFile:
    from validator.audio.mxf_file import MxfSoundFile  # noqa: PLC0415  few files are MXF, and start-up counts

    return MxfSoundFile.open(path)


READERS: Final[tuple[Reader, ...]] = (
    Reader(magic=b"RIFF", name="WAV", opener=WaveFile.open),
    Reader(magic=b"RF64", name="WAV", opener=WaveFile.open),
    Reader(magic=b"BW64", name="WAV", opener=WaveFile.open),
    _decoded(b"fLaC", "FLAC", read_flac_header),
    _decoded(b"AIFF", "AIFF", read_aiff_header, offset=8),
    _decoded(b"AIFC", "AIFF", read_aiff_header, offset=8),
    _decoded(b"riff\x2e\x91\xcf\x11", "W64", read_w64_header),
    _decoded(b"caff", "CAF", read_caf_header),
    _decoded(b"RIFX", "RIFX", read_rifx_header),
    _decoded(b".snd", "AU", read_au_header),
    Reader(magic=b"\x06\x0e\x2b\x34\x02\x05\x01\x01", name="MXF", opener=_open_mxf, may_be_picture=True),
    Reader(magic=b"ID3", name="an ID3 tag, as MP3 has, a lossy format"),
    Reader(magic=b"\xff\xfb", name="MP3, a lossy format"),
    Reader(magic=b"\xff\xf3", name="MP3, a lossy format"),
    Reader(magic=b"\xff\xf2", name="MP3, a lossy format"),
    Reader(magic=b"\xff\xfa", name="MP3, a lossy format"),
    Reader(magic=b"\xff\xf1", name="AAC, a lossy format"),
    Reader(magic=b"\xff\xf9", name="AAC, a lossy format"),
    Reader(magic=b"OggS", name="Ogg, which holds lossy formats"),
    Reader(magic=b"\x0b\x77", name="AC-3 or E-AC-3, a lossy format"),
    Reader(magic=b"\x7f\xfe\x80\x01", name="DTS, a lossy format"),
    Reader(magic=b"ftyp", offset=4, name="MP4 or MOV"),
    Reader(magic=b"\x1a\x45\xdf\xa3", name="Matroska"),
    Reader(magic=b"0&\xb2u\x8ef\xcf\x11", name="Windows Media, a lossy format"),
    Reader(magic=b"wvpk", name="WavPack"),
    Reader(magic=b"MAC ", name="Monkey's Audio"),
    Reader(magic=b"<?xml", name="an XML document", may_be_sound=False),
    Reader(magic=b"%PDF", name="a PDF document", may_be_sound=False),
    Reader(magic=b"PK\x03\x04", name="a ZIP archive", may_be_sound=False),
)
"""Containers by their first bytes, or by those behind an ID3 tag: the first row that fits counts. To read another one,
add its row here, or give an opener to the one that is there."""


def open_file(path: Path | str) -> SoundFile:
    """Open a sound file whatever its name: the first bytes decide what it is.

    The WAV family is read by this package itself, with PCM of 1 to 32 bits or floating point of 32 or 64 bits; the
    other containers of `READERS` through libsndfile, with lossless content.

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
    reader = _reader_of(path)
    return reader.name if reader is not None and reader.opens(path) else None


def unread_sound_of(path: Path) -> str | None:
    """Name the container of a file that may hold sound and is not read; None for any other.

    Raises:
        OSError: The file cannot be opened.
    """
    reader = _reader_of(path)
    return reader.name if reader is not None and reader.may_be_sound and not reader.opens(path) else None


def _recognised(path: Path) -> SoundFile:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise MediaError("This is a folder, not a sound file.", where=str(path), next_step="Name the files in it.")
    if not stat.S_ISREG(mode):
        raise MediaError("This is not a regular file.", where=str(path), next_step="Copy the sound into a file first.")
    reader = _reader_of(path)
    if reader is not None and reader.opener is not None:
        return reader.opener(path)
    magic = _magic(path, 0)
    kind = NotReadError if reader is not None and reader.may_be_sound else MediaError
    raise kind(
        "The file is empty." if not magic else "The file is not in a format that is read.",
        where=str(path),
        found=reader.name if reader is not None else f"first bytes {magic[:8].hex(' ')}" if magic else "0 bytes",
        expected=f"{_containers_read()} with PCM or floating-point samples",
    )


def _containers_read() -> str:
    """The containers of the table that have an opener: `WAV, FLAC, AIFF or AU`."""
    names = list(dict.fromkeys(reader.name for reader in READERS if reader.opener is not None))
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _magic(path: Path, offset_bytes: int) -> bytes:
    with path.open("rb", buffering=0) as file:
        file.seek(offset_bytes)
        return file.read(_MAGIC_BYTES)


def _reader_of(path: Path) -> Reader | None:
    """The row of a file's first bytes; of those behind an ID3 tag where they are of a container that is read."""
    magic = _magic(path, 0)
    tag_bytes = id3_bytes(magic)
    if tag_bytes:
        behind = _row(_magic(path, tag_bytes))
        if behind is not None and behind.opener is not None:
            return behind
    return _row(magic)


def _row(magic: bytes) -> Reader | None:
    for reader in READERS:
        if magic[reader.offset : reader.offset + len(reader.magic)] == reader.magic:
            return reader
    return None


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
