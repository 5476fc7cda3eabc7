"""Checks of chna against axml and against fmt: every channel of the file has its track UID, and each its channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.conformance.adm.document_checks import document_of
from validator.conformance.adm.model import AdmFault, at
from validator.containers.adm.document import AudioTrackUid
from validator.containers.adm.identifiers import SILENT_TRACK_UID, ElementKind, folded, is_well_formed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.conformance.adm.model import Argument
    from validator.containers.adm.file import AdmFile
    from validator.containers.wave.chna import ChnaRow, ChnaTable
    from validator.containers.wave.fmt import WaveFormat


def rows_of(file: AdmFile) -> tuple[ChnaRow, ...]:
    """The rows of chna, for a check that needs one."""
    table: ChnaTable | None = file.chna
    assert table is not None
    return table.rows


def _wave_of(file: AdmFile) -> WaveFormat:
    assert file.wave is not None
    return file.wave


def at_row(row: ChnaRow, **arguments: Argument) -> AdmFault:
    """A fault of a row of chna."""
    return AdmFault(arguments=arguments, element_id=row.uid, path=f"chna/row[{row.row}]")


def chna_uids_are_well_formed(file: AdmFile) -> Iterator[AdmFault]:
    """Each row has a track UID with the digits of one."""
    for row in rows_of(file):
        if not is_well_formed(row.uid, ElementKind.TRACK_UID):
            yield at_row(row, found=row.uid)


def chna_uids_are_unique(file: AdmFile) -> Iterator[AdmFault]:
    """No track UID has two rows."""
    seen: dict[str, ChnaRow] = {}
    for row in rows_of(file):
        first = seen.setdefault(folded(row.uid), row)
        if first is not row:
            yield at_row(row, found=row.uid, first_row=first.row)


def chna_has_no_silent_track(file: AdmFile) -> Iterator[AdmFault]:
    """The UID of the silent track has no row."""
    for row in rows_of(file):
        if folded(row.uid) == SILENT_TRACK_UID:
            yield at_row(row, track_index=row.track_index)


def chna_uids_are_in_axml(file: AdmFile) -> Iterator[AdmFault]:
    """Each track UID of chna is in axml."""
    document = document_of(file)
    for row in rows_of(file):
        identifier = folded(row.uid)
        if identifier != SILENT_TRACK_UID and not isinstance(document.by_id.get(identifier), AudioTrackUid):
            yield at_row(row, found=row.uid, track_index=row.track_index)


def axml_uids_are_in_chna(file: AdmFile) -> Iterator[AdmFault]:
    """Each track UID of axml is in chna, or no channel of the file carries it."""
    present = {folded(row.uid) for row in rows_of(file)}
    for uid in document_of(file).track_uids:
        if uid.id and folded(uid.id) not in present:
            yield at(uid, found=uid.id)


def track_indices_are_channels(file: AdmFile) -> Iterator[AdmFault]:
    """Each track index is that of a channel of the file, from 1."""
    channels = _wave_of(file).channel_count
    for row in rows_of(file):
        if not 1 <= row.track_index <= channels:
            yield at_row(row, found=row.track_index, channels=channels)


def tracks_are_not_shared(file: AdmFile) -> Iterator[AdmFault]:
    """No two track UIDs share a channel. The format allows it; a row that was copied looks the same."""
    seen: dict[int, ChnaRow] = {}
    for row in rows_of(file):
        first = seen.setdefault(row.track_index, row)
        if folded(first.uid) != folded(row.uid):
            yield at_row(row, track_index=row.track_index, first=first.uid)


def channels_are_described(file: AdmFile) -> Iterator[AdmFault]:
    """Each channel of the file has a track UID."""
    channels = _wave_of(file).channel_count
    missing = sorted(set(range(1, channels + 1)) - {row.track_index for row in rows_of(file)})
    if missing:
        shown = " ".join(str(channel) for channel in missing[:32])
        yield AdmFault(arguments={"channels": channels, "missing": shown, "count": len(missing)}, path="chna")


def chna_references_agree(file: AdmFile) -> Iterator[AdmFault]:
    """Track and pack of a row are those that axml gives its track UID."""
    document = document_of(file)
    for row in rows_of(file):
        uid = document.by_id.get(folded(row.uid))
        if not isinstance(uid, AudioTrackUid):
            continue
        stated = [folded(reference.id) for reference in (*uid.tracks[:1], *uid.channels[:1])]
        # A row names a channel as AC_yyyyxxxx_00, because the field has room for a track format.
        track = folded(row.track_ref)
        track = track.removesuffix("_00") if track.startswith("AC_") else track
        if stated and track and track not in stated:
            yield at_row(row, found=row.track_ref, expected=stated[0])
        packs = [folded(reference.id) for reference in uid.packs[:1]]
        if packs and row.pack_ref and folded(row.pack_ref) not in packs:
            yield at_row(row, found=row.pack_ref, expected=packs[0])


def sample_rates_agree(file: AdmFile) -> Iterator[AdmFault]:
    """The sample rate of each track UID is that of the file."""
    rate = _wave_of(file).sample_rate_hz
    for uid in document_of(file).track_uids:
        if "sampleRate" in uid.attributes and uid.sample_rate_hz != rate:
            yield at(uid, found=uid.attributes["sampleRate"], expected=rate)


def bit_depths_agree(file: AdmFile) -> Iterator[AdmFault]:
    """The bit depth of each track UID is that of the file."""
    wave = _wave_of(file)
    for uid in document_of(file).track_uids:
        if "bitDepth" in uid.attributes and uid.bit_depth not in (wave.valid_bits, wave.word_length_bits):
            yield at(uid, found=uid.attributes["bitDepth"], expected=wave.valid_bits)
