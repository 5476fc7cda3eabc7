"""The Atmos master profile, v1.0 and v1.1: the table, and what is said of dbmd and of the form of the sound.

The profile itself was not read: its rules are those by which MediaInfoLib 26.05 judges it (File_Adm.cpp), so all but the
contradictions warn.
"""

# One row a line keeps the table readable as a table.
# ruff: noqa: E501

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance.adm import atmos_blocks, atmos_form
from validator.conformance.adm.document_checks import document_of
from validator.conformance.adm.model import AdmCheck, AdmFault, AdmProfile, Basis, Need, at
from validator.conformance.adm.track_checks import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from validator.containers.adm.dbmd import Dbmd
    from validator.containers.adm.file import AdmFile

SAMPLE_RATES_HZ: Final = (48_000, 96_000)
BIT_DEPTH: Final = 24


def sample_rate_is_permitted(file: AdmFile) -> Iterator[AdmFault]:
    """The sound is of 48 or 96 kHz."""
    if file.wave is not None and file.wave.sample_rate_hz not in SAMPLE_RATES_HZ:
        yield AdmFault(arguments={"found": file.wave.sample_rate_hz}, path="fmt")


def bit_depth_is_24(file: AdmFile) -> Iterator[AdmFault]:
    """Every track is of 24 bits."""
    for uid in document_of(file).track_uids:
        if uid.bit_depth is not None and uid.bit_depth != BIT_DEPTH:
            yield at(uid, found=uid.bit_depth, expected=BIT_DEPTH)


def dbmd_is_there(file: AdmFile) -> Iterator[AdmFault]:
    """Readers take a file without dbmd for no master."""
    if file.dbmd is None:
        yield AdmFault(path="dbmd")


def _dbmd_of(file: AdmFile) -> Dbmd:
    assert file.dbmd is not None
    return file.dbmd


def dbmd_is_readable(file: AdmFile) -> Iterator[AdmFault]:
    """The segments are whole, and the last one is followed by an end."""
    for problem in _dbmd_of(file).problems:
        yield AdmFault(arguments={"reason": problem}, path="dbmd")


def dbmd_checksums_hold(file: AdmFile) -> Iterator[AdmFault]:
    """The checksum of each segment is that of what is in it."""
    for segment in _dbmd_of(file).segments:
        if segment.checksum_stated is not None and not segment.checksum_holds:
            arguments = {
                "segment": segment.id,
                "found": segment.checksum_stated,
                "expected": segment.checksum_found,
                "offset": segment.offset_bytes,
            }
            yield AdmFault(arguments=arguments, path=f"dbmd/segment[{segment.id}]")


def dbmd_counts_the_tracks(file: AdmFile) -> Iterator[AdmFault]:
    """Dbmd and chna state one number of tracks."""
    supplement = _dbmd_of(file).supplement
    tracks = len({row.track_index for row in rows_of(file) if row.track_index})
    # Two rows of one track are told as such; the tracks meant are then the rows.
    if supplement is not None and supplement.track_count not in (tracks, len(rows_of(file))):
        yield AdmFault(arguments={"dbmd": supplement.track_count, "chna": tracks}, path="dbmd/segment[10]")


def dbmd_values_are_known(file: AdmFile) -> Iterator[AdmFault]:
    """Frame rate and downmixes are codes that there are."""
    atmos = _dbmd_of(file).atmos
    if atmos is None:
        return
    values = {
        "frame rate": atmos.frame_rate,
        "stereo downmix": atmos.stereo_downmix,
        "surround downmix": atmos.surround_downmix,
    }
    for name, value in values.items():
        if value is None:
            yield AdmFault(arguments={"name": name}, path="dbmd/segment[9]")


def _check(
    identifier: str,
    title: str,
    run: Callable[[AdmFile], Iterator[AdmFault]],
    *needs: Need,
    clause: str = "Atmos master ADM profile v1.0; MediaInfoLib 26.05",
    basis: Basis = Basis.READER,
) -> AdmCheck:
    wanted = frozenset(needs or (Need.DOCUMENT,))
    return AdmCheck(id=identifier, clause=clause, basis=basis, title=title, run=run, needs=wanted)


_DBMD: Final = "EBU Tech 3285 supplement 6 (2009); dbmd-atmos-parser 1.0"

_CHECKS: Final = (
    _check("atmos-programme-name", "The programme is named Atmos_Master.", atmos_form.programme_is_named),
    _check("atmos-count", "There are no more elements than the profile has room for.", atmos_form.elements_are_counted),
    _check("atmos-attribute", "Elements have their attributes and no others.", atmos_form.attributes_are_permitted),
    _check("atmos-element", "Elements have their children and no others.", atmos_form.children_are_permitted),
    _check("atmos-id", "Numbers are in the range of the profile.", atmos_form.identifiers_are_in_range),
    _check("atmos-id-order", "Contents and track UIDs are numbered without a hole.", atmos_form.identifiers_follow_each_other),
    _check("atmos-bed-first", "Beds come before moving objects.", atmos_form.beds_lead, Need.DOCUMENT, Need.CHNA),
    _check("atmos-object-single", "A moving object is one channel on one track.", atmos_form.objects_are_single),
    _check("atmos-track-shared", "No two track UIDs share a channel.", atmos_form.tracks_are_single, Need.CHNA),
    _check("atmos-language", "The language has two letters.", atmos_blocks.language_has_two_letters),
    _check("atmos-dialogue", "Contents are mixed, of undefined kind.", atmos_blocks.contents_are_mixed),
    _check("atmos-bed-channel", "Bed channels are those of the profile.", atmos_blocks.bed_channels_are_known),
    _check("atmos-bed-order", "Beds are layouts of the profile, in their order.", atmos_blocks.beds_are_in_order),
    _check("atmos-block", "Blocks have what the profile wants.", atmos_blocks.blocks_have_their_form),
    _check("atmos-jump", "Blocks of objects jump, the first at once.", atmos_blocks.objects_jump),
    _check("atmos-size", "Width, depth and height are equal.", atmos_blocks.sizes_are_equal),
    _check("atmos-object-value", "Positions, sizes and diffuse are in their range.", atmos_blocks.object_values_are_permitted),
    _check("atmos-zone", "Excluded zones are those of the profile.", atmos_blocks.zones_are_known),
    _check("atmos-object-times", "Objects are as long as the programme.", atmos_blocks.object_times_are_those_of_the_programme),
    _check("atmos-length", "The programme is as long as the sound.", atmos_blocks.programme_is_as_long_as_the_sound, Need.DOCUMENT, Need.WAVE),
    _check("atmos-blocks-contiguous", "Blocks begin at 0 and leave no gap.", atmos_blocks.object_blocks_are_contiguous),
    _check("atmos-blocks-end", "Blocks end with the programme.", atmos_blocks.object_blocks_end_with_the_programme),
    _check("atmos-sample-rate", "The sample rate is 48 or 96 kHz.", sample_rate_is_permitted, Need.WAVE),
    _check("atmos-dbmd-present", "There is a dbmd chunk.", dbmd_is_there, Need.WAVE),
    _check("dbmd-readable", "dbmd has whole segments and an end.", dbmd_is_readable, Need.DBMD, clause=_DBMD),
    _check("dbmd-checksum", "The checksums of dbmd hold.", dbmd_checksums_hold, Need.DBMD, clause=_DBMD, basis=Basis.CONTRADICTION),
    _check("dbmd-track-count", "dbmd and chna count the same tracks.", dbmd_counts_the_tracks, Need.DBMD, Need.CHNA, clause=_DBMD, basis=Basis.CONTRADICTION),
    _check("dbmd-value", "Codes of dbmd are known ones.", dbmd_values_are_known, Need.DBMD, clause=_DBMD),
)  # fmt: skip

ATMOS_1_0: Final = AdmProfile(
    id="atmos-1.0",
    title="Atmos-profile ADM, v1.0",
    document="Dolby Atmos Master ADM Profile v1.0 (22 July 2019), by MediaInfoLib 26.05",
    checks=_CHECKS,
)
"""Version 1.0."""

ATMOS_1_1: Final = AdmProfile(
    id="atmos-1.1",
    title="Atmos-profile ADM, v1.1",
    document="Dolby Atmos Master ADM Profile v1.1, by MediaInfoLib 26.05",
    checks=(
        *_CHECKS,
        _check(
            "atmos-bit-depth",
            "Tracks are of 24 bits.",
            bit_depth_is_24,
            clause="Atmos master ADM profile v1.1; MediaInfoLib 26.05",
        ),
    ),
)
"""Version 1.1: 24 bits."""
