"""The profile `dcp`: digital cinema packages, by the same tables as IMF, as far as these hold for them.

Nothing of picture, subtitles or encryption is judged. Source: SMPTE ST 429-2, -3, -7, -8, -9 and the interop form
before them; none of these texts was read.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from validator.conformance.imf.assets import ASSET_CHECKS, DOCUMENT_CHECKS
from validator.conformance.imf.check_rows import asked, place
from validator.conformance.imf.compositions import COMPOSITION_CHECKS, file_resources
from validator.conformance.imf.linked import LINKED_CHECKS
from validator.conformance.imf.sound import SOUND_CHECKS, sounds
from validator.containers.imf.composition import AUDIO_SEQUENCE
from validator.containers.imf.namespaces import INTEROP_ASSET_MAP
from validator.containers.mxf.track_file import SAMPLE_RATES_HZ, WORD_LENGTH_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.conformance import Check
    from validator.conformance.imf.check_rows import Arguments, Found
    from validator.containers.imf.package import ImfPackage

_OF_IMF_ONLY: Final = frozenset(
    {
        "imf.asset-type", "imf.type-unknown", "imf.namespace-unknown", "imf.digest-unknown", "imf.id-repeated",
        "imf.descriptor-not-there", "imf.descriptor-not-used", "imf.track-not-in-segment", "imf.picture-sequences",
        "imf.no-audio", "imf.descriptor-differs", "imf.speech-without-language", "imf.language-missing",
        "imf.title-missing", "imf.version-missing", "imf.content-missing", "imf.element-kind-missing",
        "imf.labels-missing", "imf.channel-assignment", "imf.sound-form", "imf.wrapping", "imf.track-not-homogeneous",
        "imf.descriptor-of-original", "imf.delivered-again", "imf.preset-unknown", "imf.output-profile-unreadable",
        "imf.output-profile-id", "imf.primary-package-missing", "imf.output-profile-composition",
    }
)  # fmt: skip
"""Checks of what only IMF has: descriptors in compositions, labels with language and title, clip wrapping."""

INTEROP_RATES: Final = (Fraction(24), Fraction(48))
"""Frames a second that the interop form has."""


def _type(package: ImfPackage) -> Iterator[Found]:
    """The interop form says behind a semicolon what an asset is; ST 429-8 does not."""
    for document in package.packing_lists:
        for asset in () if document.content is None else document.content.assets:
            file = None if asset.id is None else package.files.get(asset.id)
            is_track, is_document = asset.id in package.track_files, (file is not None and file.path.endswith(".xml"))
            stated = (asset.type or "").partition(";")[0].strip()
            wanted = ("application/mxf", "application/x-smpte-mxf") if is_track else ("text/xml",)
            if file is not None and (is_track or is_document) and stated not in wanted:
                arguments: Arguments = {"file": file.path, "stated": asset.type or "-", "expected": wanted[0]}
                yield place(document.path, asset.line, asset.id), arguments


def _wrapping(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        if facts.wrapping != "frame" or facts.operational_pattern != "OP-Atom":
            arguments: Arguments = {"file": path, "wrapping": facts.wrapping, "pattern": facts.operational_pattern}
            yield place(path, asset=asset_id), arguments


def _form(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        if facts.sample_rate_hz not in SAMPLE_RATES_HZ or facts.word_length_bits != WORD_LENGTH_BITS:
            arguments: Arguments = {"file": path, "rate": facts.sample_rate_hz, "bits": facts.word_length_bits}
            yield place(path, asset=asset_id), arguments


def _channels(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        if facts.channel_count > MOST_CHANNELS or facts.channel_count % 2:
            yield place(path, asset=asset_id), {"file": path, "channels": facts.channel_count}


def _frame_rate(package: ImfPackage) -> Iterator[Found]:
    """Whole frames a second only: 23.976 and its like are not among the rates of digital cinema."""
    content = package.asset_map.content
    interop = content is not None and content.namespace == INTEROP_ASSET_MAP
    for path, composition, sequence, resource in file_resources(package):
        rate = resource.rate(composition.edit_rate)
        if sequence.name != AUDIO_SEQUENCE or rate is None:
            continue
        if rate.denominator != 1 or (interop and rate not in INTEROP_RATES):
            yield place(path, resource.line, resource.track_file_id), {"rate": str(rate)}


MOST_CHANNELS: Final = 16

CINEMA_CHECKS: Final[tuple[Check[ImfPackage], ...]] = (
    asked("dcp.asset-type", "SMPTE ST 429-8", "asset types", _type, reader="ClairMeta"),
    asked("dcp.wrapping", "SMPTE ST 429-3", "sound track files", _wrapping, reader="asdcplib"),
    asked("dcp.sound-form", "SMPTE ST 428-2", "sampling", _form, reader="ClairMeta"),
    asked("dcp.channels", "SMPTE ST 428-2", "channel count", _channels, reader="ClairMeta"),
    asked("dcp.frame-rate", "SMPTE ST 429-2", "frame rates", _frame_rate, reader="ClairMeta"),
)

SHARED_CHECKS: Final[tuple[Check[ImfPackage], ...]] = tuple(
    one
    for one in (*DOCUMENT_CHECKS, *ASSET_CHECKS, *COMPOSITION_CHECKS, *SOUND_CHECKS, *LINKED_CHECKS)
    if one.id not in _OF_IMF_ONLY
)
