"""A wave file as the ADM sees it: its chunks, its form, and axml, chna and dbmd parsed.

Sources: ITU-R BS.2088-1 (2019); ITU-R BS.2076-3 (02/2025) clause 7.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from validator.containers.adm.axml import read_axml_stream
from validator.containers.adm.dbmd import parse_dbmd
from validator.containers.wave.bext import parse_bext
from validator.containers.wave.chna import read_chna_table
from validator.containers.wave.fmt import parse_fmt
from validator.containers.wave.riff import DS64_FIXED_BYTES, UNSET_32, parse_ds64
from validator.containers.wave.walk import walk

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from validator.containers.adm.dbmd import Dbmd
    from validator.containers.adm.document import AdmDocument
    from validator.containers.adm.movements import Movements
    from validator.containers.facts import BextFacts
    from validator.containers.wave.chna import ChnaTable
    from validator.containers.wave.fmt import WaveFormat
    from validator.containers.wave.walk import RiffWalk

SMALL_CHUNK_BYTES: Final = 4 << 20
"""fmt, chna, dbmd and bext are read whole, up to this: the largest, a full chna, has 2.6 million bytes."""

OTHER_METADATA_CHUNKS: Final = ("bxml", "sxml")
"""axml compressed, and serial ADM (ITU-R BS.2088-1 and BS.2125): named, not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmFile:
    """What one file says of itself.

    Attributes:
        size_bytes: Of the file.
        riff_bytes: Size of the file less 8 as the header states it, by ds64 where the header leaves it to ds64.
        walk: Its form and its chunks.
        wave: The fmt chunk; None where there is none or it cannot be read.
        sample_count: Samples per channel that are there; None without fmt or data.
        document: axml; None where the file has none.
        chna: None where the file has none.
        dbmd: None where the file has none.
        integrated_lkfs: Loudness that bext states; None where it states none.
        max_true_peak_dbtp: Likewise.
        start_sample: First sample since midnight as bext states it; None without bext.
    """

    size_bytes: int
    riff_bytes: int
    walk: RiffWalk
    wave: WaveFormat | None
    sample_count: int | None
    document: AdmDocument | None
    chna: ChnaTable | None
    dbmd: Dbmd | None
    integrated_lkfs: float | None = None
    max_true_peak_dbtp: float | None = None
    start_sample: int | None = None

    @property
    def sample_s(self) -> Fraction | None:
        """Length of one sample in seconds; None without fmt."""
        return None if self.wave is None else Fraction(1, self.wave.sample_rate_hz)

    @property
    def length_s(self) -> Fraction | None:
        """Length of the sound in seconds; None where it is not known."""
        sample = self.sample_s
        return None if sample is None or self.sample_count is None else self.sample_count * sample

    @property
    def has_adm(self) -> bool:
        """True where any chunk of the ADM is there."""
        present = {chunk.id for chunk in self.walk.chunks}
        return bool(present & {"axml", "chna", "dbmd", *OTHER_METADATA_CHUNKS})


def read_adm_path(path: Path, *, movements: Movements | None = None) -> AdmFile:
    """Read what a file on disk says of its ADM, if it has one; see `read_adm_file`.

    Raises:
        MediaError: It cannot be opened, or is not of the RIFF family.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # A named pipe would be waited for.
            raise MediaError("This is not a regular file.", where=str(path), next_step="Copy it into a file first.")
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if movements is not None:
                return read_adm_file(file, state.st_size, where=str(path), movements=movements)
        return _read_once(path, (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns))
    except OSError as error:
        raise MediaError("The file cannot be opened.", where=str(path), found=error.strerror or str(error)) from error


@lru_cache(maxsize=2)
def _read_once(path: Path, state: tuple[int, ...]) -> AdmFile:
    """Read a file in a state: its mixes, its profiles and its tree are all asked of one reading of axml.

    Two are kept: a master, and what was made of it.

    Raises:
        OSError: It cannot be opened.
        MediaError: It is not of the RIFF family.
    """
    size_bytes = state[2]
    with path.open("rb") as file:
        return read_adm_file(file, size_bytes, where=str(path))


def open_adm_file(path: Path, *, movements: Movements | None = None) -> AdmFile:
    """Read what a file on disk says of its ADM; see `read_adm_file`.

    Raises:
        MediaError: It cannot be opened, is not of the RIFF family, or has nothing of an ADM.
    """
    found = read_adm_path(path, movements=movements)
    if not found.has_adm:
        raise MediaError(
            "The file has no Audio Definition Model.",
            where=str(path),
            found=" ".join(dict.fromkeys(chunk.id.strip() for chunk in found.walk.chunks)) or "no chunk",
            expected="axml and chna",
        )
    return found


def read_adm_file(file: BinaryIO, size_bytes: int, *, where: str, movements: Movements | None = None) -> AdmFile:
    """Read what a file of the RIFF family says of its ADM. No sample is read.

    Args:
        file: Open for reading in binary, anywhere.
        size_bytes: Its size.
        where: Name for messages.
        movements: Is given where the objects move; None for nobody.

    Raises:
        MediaError: Not a file of the RIFF family, or not WAVE inside. Everything else is told, not raised.
    """
    found = walk(file, size_bytes, where=where)
    wave = _wave(_small(file, found, "fmt "))
    data = found.first("data")
    axml = found.first("axml")
    document = None
    if axml is not None:
        file.seek(axml.offset_bytes)
        rate = 48_000 if wave is None else wave.sample_rate_hz
        document = read_axml_stream(file, axml.size_bytes, sample_rate_hz=rate, movements=movements)
    chna = _small(file, found, "chna")
    dbmd = _small(file, found, "dbmd")
    bext = _bext(_small(file, found, "bext"))
    loudness = None if bext is None else bext.loudness
    return AdmFile(
        size_bytes=size_bytes,
        riff_bytes=_riff_bytes(file, _small(file, found, "ds64")),
        walk=found,
        wave=wave,
        sample_count=None if wave is None or data is None else data.size_bytes // wave.frame_bytes,
        document=document,
        chna=None if chna is None else read_chna_table(chna),
        dbmd=None if dbmd is None else parse_dbmd(dbmd),
        integrated_lkfs=None if loudness is None else loudness.integrated_lkfs,
        max_true_peak_dbtp=None if loudness is None else loudness.max_true_peak_dbtp,
        start_sample=None if bext is None else bext.time_reference_samples,
    )


def _small(file: BinaryIO, found: RiffWalk, chunk_id: str) -> bytes | None:
    chunk = found.first(chunk_id)
    if chunk is None:
        return None
    file.seek(chunk.offset_bytes)
    return file.read(min(chunk.size_bytes, SMALL_CHUNK_BYTES))


def _riff_bytes(file: BinaryIO, ds64: bytes | None) -> int:
    file.seek(4)
    stated = int.from_bytes(file.read(4), "little")
    if stated != UNSET_32 or ds64 is None or len(ds64) < DS64_FIXED_BYTES:
        return stated
    return parse_ds64(ds64).riff_bytes


def _wave(payload: bytes | None) -> WaveFormat | None:
    if payload is None:
        return None
    try:
        return parse_fmt(payload)
    except MediaError:
        return None  # the reader of the sound refuses the file with the reason


def _bext(payload: bytes | None) -> BextFacts | None:
    if payload is None:
        return None
    try:
        return parse_bext(payload)
    except MediaError:
        return None
