"""The table of the container: BW64 by ITU-R BS.2088, and the RIFF and RF64 files that carry the same chunks."""

# One row a line keeps the table readable as a table.
# ruff: noqa: E501

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from validator.conformance.adm.model import AdmCheck, AdmFault, AdmProfile, Basis, Need
from validator.containers.adm.file import OTHER_METADATA_CHUNKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.containers.adm.file import AdmFile

_ONCE: Final = ("fmt ", "ds64", "data", "axml", "chna", "dbmd", "bext")
_CHUNK_HEADER_BYTES: Final = 8
_64_BIT_FORMS: Final = ("RF64", "BW64")


def chunk_order(file: AdmFile) -> Iterator[AdmFault]:
    """Fmt stands before data."""
    order = [chunk.id for chunk in file.walk.chunks]
    if "data" in order and ("fmt " not in order or order.index("fmt ") > order.index("data")):
        yield AdmFault(arguments={"found": " ".join(order[:32])}, path="fmt")


def chunks_once(file: AdmFile) -> Iterator[AdmFault]:
    """No chunk of which there is one is there twice."""
    for chunk_id, count in Counter(chunk.id for chunk in file.walk.chunks).items():
        if count > 1 and chunk_id in _ONCE:
            yield AdmFault(arguments={"chunk": chunk_id.strip(), "count": count}, path=chunk_id.strip())


def metadata_is_read(file: AdmFile) -> Iterator[AdmFault]:
    """There is no compressed and no serial ADM, which is not read here."""
    for chunk in file.walk.chunks:
        if chunk.id in OTHER_METADATA_CHUNKS:
            yield AdmFault(arguments={"chunk": chunk.id}, path=chunk.id)


def chunks_are_padded(file: AdmFile) -> Iterator[AdmFault]:
    """A chunk of odd size has a byte behind it, so that the next one begins at an even place."""
    for chunk, following in pairwise(file.walk.chunks):
        if (
            chunk.size_bytes % 2
            and following.offset_bytes - _CHUNK_HEADER_BYTES == chunk.offset_bytes + chunk.size_bytes
        ):
            yield AdmFault(arguments={"chunk": chunk.id.strip()}, path=chunk.id.strip())
    last = file.walk.chunks[-1] if file.walk.chunks else None
    if last is not None and last.size_bytes % 2 and last.offset_bytes + last.size_bytes == file.size_bytes:
        yield AdmFault(arguments={"chunk": last.id.strip()}, path=last.id.strip())


def ds64_is_where_it_belongs(file: AdmFile) -> Iterator[AdmFault]:
    """RF64 and BW64 begin with ds64; RIFF has none."""
    order = [chunk.id for chunk in file.walk.chunks]
    form = file.walk.form
    if form in _64_BIT_FORMS and order[:1] != ["ds64"]:
        yield AdmFault(arguments={"form": form, "found": "later" if "ds64" in order else "missing"}, path="ds64")
    if form not in _64_BIT_FORMS and "ds64" in order:
        yield AdmFault(arguments={"form": form, "found": "present"}, path="ds64")


def riff_size_is_told(file: AdmFile) -> Iterator[AdmFault]:
    """The header states the size of the file less 8, with or without the last pad byte."""
    actual = file.size_bytes - _CHUNK_HEADER_BYTES
    if not actual <= file.riff_bytes <= actual + 1:
        yield AdmFault(arguments={"found": file.riff_bytes, "expected": actual}, path=file.walk.form)


def data_is_whole(file: AdmFile) -> Iterator[AdmFault]:
    """The file does not end before its sound does."""
    if file.walk.data_missing_bytes:
        yield AdmFault(arguments={"present_bytes": file.size_bytes}, path="data")


def chna_has_whole_rows(file: AdmFile) -> Iterator[AdmFault]:
    """Chna is four bytes and whole rows of forty."""
    if file.chna is not None and (file.chna.odd_bytes or file.chna.stated_uids is None):
        yield AdmFault(arguments={"odd_bytes": file.chna.odd_bytes, "rows": file.chna.room}, path="chna")


def chna_counts_its_rows(file: AdmFile) -> Iterator[AdmFault]:
    """NumTracks is the number of track indices, numUIDs that of rows in use; there may be room for more."""
    table = file.chna
    assert table is not None
    tracks = len({row.track_index for row in table.rows if row.track_index})
    if table.stated_uids != len(table.rows):
        yield AdmFault(
            arguments={"name": "numUIDs", "found": table.stated_uids, "expected": len(table.rows)}, path="chna"
        )
    if table.stated_tracks != tracks:
        yield AdmFault(arguments={"name": "numTracks", "found": table.stated_tracks, "expected": tracks}, path="chna")


def _check(identifier: str, clause: str, basis: Basis, title: str, run: object, *, warns: bool = False) -> AdmCheck:
    needs = frozenset({Need.CHNA}) if run is chna_counts_its_rows else frozenset[Need]()
    return AdmCheck(
        id=identifier,
        clause=clause,
        basis=basis,
        title=title,
        run=run,  # type: ignore[arg-type] # each is declared above
        needs=needs,
        warns=warns,
    )


BS2088: Final = AdmProfile(
    id="bs2088",
    title="BW64 file",
    document="ITU-R BS.2088-1 (2019)",
    checks=(
        _check("bw64-fmt-order", "ITU-R BS.2088-1; libbw64 0.10", Basis.READER, "fmt stands before data.", chunk_order),
        _check("bw64-chunk-twice", "ITU-R BS.2088-1; libbw64 0.10", Basis.READER, "No chunk is there twice.", chunks_once),
        _check("bw64-padding", "RIFF 1.0 (1991) chapter 2", Basis.READER, "Odd chunks are padded.", chunks_are_padded),
        _check("bw64-ds64", "EBU Tech 3306 v2, ds64; libbw64 0.10", Basis.READER, "ds64 is first in RF64 and BW64.", ds64_is_where_it_belongs),
        _check("bw64-riff-size", "RIFF 1.0 (1991) chapter 2", Basis.CONTRADICTION, "The header states the size of the file.", riff_size_is_told),
        _check("bw64-data-cut", "RIFF 1.0 (1991) chapter 2", Basis.CONTRADICTION, "The sound is whole.", data_is_whole),
        _check("bw64-chna-size", "ITU-R BS.2088-1 clause 8", Basis.CONTRADICTION, "chna has whole rows.", chna_has_whole_rows),
        _check("bw64-chna-counts", "ITU-R BS.2088-1 clause 8", Basis.CONTRADICTION, "chna counts its rows.", chna_counts_its_rows),
        _check("bw64-not-read", "ITU-R BS.2088-1, bxml; BS.2125, sxml", Basis.CONTRADICTION, "No metadata is left unread.", metadata_is_read, warns=True),
    ),
)  # fmt: skip
"""The container."""
