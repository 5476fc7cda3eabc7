"""The table of the Audio Definition Model itself, editions 0 to 3.

The clauses are those of ITU-R BS.2076-3 (02/2025) by its table of contents; the text of the Recommendation was not read,
so what is not a contradiction inside the file names the program that enforces it and warns.
"""

# One row a line keeps the table readable as a table.
# ruff: noqa: E501

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance.adm import (
    content_checks,
    document_checks,
    reference_checks,
    timing_checks,
    track_checks,
    value_checks,
)
from validator.conformance.adm.model import AdmCheck, AdmProfile, Basis, Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from validator.conformance.adm.model import AdmFault
    from validator.containers.adm.file import AdmFile

_AXML: Final = frozenset({Need.DOCUMENT})
_AXML_CHNA: Final = frozenset({Need.DOCUMENT, Need.CHNA})
_AXML_WAVE: Final = frozenset({Need.DOCUMENT, Need.WAVE})
_CHNA: Final = frozenset({Need.CHNA})
_CHNA_WAVE: Final = frozenset({Need.CHNA, Need.WAVE})


def _check(  # noqa: PLR0913 (a row of the table)
    identifier: str,
    clause: str,
    basis: Basis,
    title: str,
    run: Callable[[AdmFile], Iterator[AdmFault]],
    needs: frozenset[Need] = _AXML,
    *,
    warns: bool = False,
) -> AdmCheck:
    return AdmCheck(
        id=identifier,
        clause=f"ITU-R BS.2076-3 {clause}",
        basis=basis,
        title=title,
        run=run,
        needs=needs,
        warns=warns,
    )


_SELF, _READER = Basis.CONTRADICTION, Basis.READER

_DOCUMENT: Final = (
    AdmCheck(
        id="axml-readable",
        clause="W3C XML 1.0 clause 2.1; ITU-R BS.2076-3 5.12",
        basis=_SELF,
        title="axml is well-formed, has no document type and one audioFormatExtended.",
        run=document_checks.axml_is_readable,
        needs=frozenset(),
    ),
    AdmCheck(
        id="axml-and-chna",
        clause="ITU-R BS.2076-3 7",
        basis=_SELF,
        title="A file has both axml and chna.",
        run=document_checks.axml_and_chna_are_there,
        needs=frozenset(),
    ),
    _check("version-known", "5.12.2; EAR refuses others", _READER, "The version is ITU-R_BS.2076-0 to -3.", document_checks.version_is_known),
    _check("version-stated", "5.12.2; EAR refuses direct references without it", _READER, "What came with edition 2 is used where the version says so.", document_checks.version_is_stated),
    _check("element-known", "5.12.1; MediaInfo 26.05", _READER, "Only ADM elements are in audioFormatExtended.", document_checks.elements_are_known),
    _check("id-form", "6; libadm 0.14 and MediaInfo 26.05", _READER, "Every element has an identifier of its form.", document_checks.identifiers_are_well_formed),
    _check("id-unique", "6", _SELF, "No two elements have one identifier.", document_checks.identifiers_are_unique),
    _check("id-range", "6; MediaInfo 26.05", _READER, "Numbers of common definitions are left to them.", document_checks.identifiers_leave_common_ones_alone),
    _check("id-agrees", "6; MediaInfo 26.05", _READER, "Streams and tracks have the digits of what they refer to.", document_checks.identifiers_agree),
    _check("type-agrees", "5.3.1 and 5.5.1", _SELF, "typeLabel, typeDefinition and identifier say one type.", document_checks.types_agree),
    _check("block-id", "6; MediaInfo 26.05", _READER, "Blocks have the digits of their channel and are counted through.", document_checks.blocks_are_counted_through),
    _check("name-present", "5; MediaInfo 26.05 quotes the attribute as required", _READER, "Every element that has a name has one.", document_checks.names_are_there),
)  # fmt: skip

_REFERENCES: Final = (
    _check("reference-form", "6; libadm 0.14", _READER, "A reference has the form of what it refers to.", reference_checks.references_have_their_form),
    _check("reference-resolves", "5", _SELF, "What is referred to is in the file or a common definition.", reference_checks.references_resolve),
    _check("reference-loop", "5.5.2 and 5.6.2", _SELF, "No object and no pack is inside itself.", reference_checks.references_do_not_loop),
    _check("programme-present", "5.8; MediaInfo 26.05", _READER, "There is a programme.", reference_checks.there_is_a_programme),
    _check("programme-content", "5.8.2; MediaInfo 26.05", _READER, "Every programme has a content.", reference_checks.programmes_have_contents),
    _check("content-object", "5.7.2; MediaInfo 26.05", _READER, "Every content has an object.", reference_checks.contents_have_objects),
    _check("object-pack", "5.6.2; EAR refuses tracks without", _READER, "Every object has a pack or objects.", reference_checks.objects_have_packs),
    _check("object-channels", "5.6.2; EAR refuses others", _READER, "The tracks of an object are the channels of its pack.", reference_checks.objects_carry_their_channels),
    _check("uid-reference", "5.9.2; EAR refuses two", _READER, "A track UID has one track or channel and one pack.", reference_checks.uids_have_one_reference),
    _check("uid-pack", "5.9.2; EAR refuses others", _READER, "The pack of a track UID is one of its object.", reference_checks.uids_are_of_the_pack),
    _check("element-used", "5; ebu-adm-toolbox removes others", _READER, "A programme reaches every element.", reference_checks.elements_are_used),
)  # fmt: skip

_TRACKS: Final = (
    _check("chna-uid-form", "7; libbw64 0.10", _READER, "Each row of chna has a track UID of its form.", track_checks.chna_uids_are_well_formed, _CHNA),
    _check("chna-uid-unique", "7; MediaInfo 26.05", _READER, "No track UID has two rows.", track_checks.chna_uids_are_unique, _CHNA),
    _check("chna-uid-silent", "7; libadm 0.14 keeps it for silence", _READER, "The silent track has no row.", track_checks.chna_has_no_silent_track, _CHNA),
    _check("chna-uid-known", "7", _SELF, "Each track UID of chna is in axml.", track_checks.chna_uids_are_in_axml, _AXML_CHNA),
    _check("chna-uid-missing", "7", _SELF, "Each track UID of axml has a row.", track_checks.axml_uids_are_in_chna, _AXML_CHNA),
    _check("chna-track-range", "7", _SELF, "Each row names a channel of the file.", track_checks.track_indices_are_channels, _CHNA_WAVE),
    _check("chna-track-shared", "7; the Atmos profile refuses it", _READER, "No two track UIDs share a channel.", track_checks.tracks_are_not_shared, _CHNA),
    _check("chna-reference-agrees", "7", _SELF, "Track and pack of a row are those of axml.", track_checks.chna_references_agree, _AXML_CHNA),
    _check("channel-described", "7; MediaInfo 26.05", _READER, "Each channel of the file has a row.", track_checks.channels_are_described, _CHNA_WAVE),
    _check("sample-rate-agrees", "5.9.1", _SELF, "axml and fmt state one sample rate.", track_checks.sample_rates_agree, _AXML_WAVE),
    _check("bit-depth-agrees", "5.9.1", _SELF, "axml and fmt state one bit depth.", track_checks.bit_depths_agree, _AXML_WAVE),
)  # fmt: skip

_TIMES: Final = (
    _check("time-form", "5.13; libadm 0.14", _READER, "Times have their form.", timing_checks.times_are_well_formed),
    _check("programme-length", "5.8.1", _SELF, "A programme is no longer than the sound.", timing_checks.programmes_fit_the_sound),
    _check("object-length", "5.6.1", _SELF, "An object ends with its programme at the latest.", timing_checks.objects_fit_their_programmes),
    _check("blocks-contiguous", "5.4.1; EAR refuses overlaps", _READER, "Each block begins where the last one ends.", timing_checks.blocks_are_contiguous),
    _check("blocks-start", "5.4.1; MediaInfo 26.05", _READER, "The first block begins with its object.", timing_checks.blocks_begin_at_zero),
    _check("blocks-end", "5.4.1; EAR and encoders refuse others", _READER, "The last block ends with its object.", timing_checks.blocks_end_with_the_object),
    _check("block-times", "5.4.1; EAR", _READER, "Of several blocks each has a start.", timing_checks.later_blocks_have_a_start),
)  # fmt: skip

_VALUES: Final = (
    _check("channel-blocks", "5.3.2; MediaInfo 26.05", _READER, "Each channel has a block.", value_checks.channels_have_blocks),
    _check("number-form", "5.4.3; every reader", _READER, "Numbers are numbers.", value_checks.numbers_are_numbers),
    _check("value-range", "5.4.3 and 10; libadm 0.14", _READER, "Numbers are in their range.", value_checks.values_are_in_range),
    _check("position-complete", "8; EAR refuses others", _READER, "Positions are complete, in one coordinate system.", value_checks.positions_are_complete),
    _check("cartesian-flag", "8; EAR refuses others", _READER, "cartesian says which coordinates there are.", value_checks.coordinate_systems_are_told),
    _check("dialogue-kind", "5.7.3; libadm 0.14", _READER, "The kind of dialogue goes with its value.", content_checks.dialogue_kinds_fit),
    _check("language-form", "5.7.1 and 5.8.1; MediaInfo 26.05", _READER, "Languages are codes.", content_checks.languages_are_codes),
    _check("label-language", "5.8.2; ebu-adm-toolbox", _READER, "Labels of an element differ in language.", content_checks.labels_differ_in_language),
    _check("loudness-value", "5.7.4; EBU Tech 3285 v2 clause 2.3", _READER, "Stated loudness is a number loudness can have.", content_checks.loudness_is_a_number),
    _check("loudness-agrees", "5.8.4", _SELF, "axml and bext state one loudness.", content_checks.loudness_agrees_with_bext),
)  # fmt: skip

BS2076: Final = AdmProfile(
    id="bs2076",
    title="Audio Definition Model",
    document="ITU-R BS.2076-0 (2015) to -3 (02/2025)",
    checks=(*_DOCUMENT, *_REFERENCES, *_TRACKS, *_TIMES, *_VALUES),
)
"""The Audio Definition Model."""
