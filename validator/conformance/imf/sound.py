"""Sound track files: labels, language and form, against each other, against the sound and against the compositions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import NotReadError, ToolError
from specs.vocabulary import parse_language_tag
from validator.conformance.imf.check_rows import asked, delivered, itself, place
from validator.conformance.imf.compositions import file_resources, read_compositions
from validator.containers.imf.composition import AUDIO_SEQUENCE
from validator.containers.imf.regxml import descriptor_content, descriptor_regxml
from validator.containers.mxf.klv import same_label
from validator.containers.mxf.labels import MCA_CHANNEL_ASSIGNMENT
from validator.containers.mxf.mca import CONTENT_KINDS, ELEMENT_KINDS, SOUNDFIELD_BY_LAYOUT
from validator.containers.mxf.track_file import SAMPLE_RATES_HZ, WORD_LENGTH_BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from validator.conformance import Check
    from validator.conformance.imf.check_rows import Arguments, Found
    from validator.containers.imf.package import ImfPackage
    from validator.containers.mxf.facts import MxfFacts, SoundfieldFacts

_CORE: Final = "SMPTE ST 2067-2"
_LABELS: Final = "SMPTE ST 377-4"

_WITHOUT_SPEECH: Final = frozenset({"MXC", "FXC", "MEC", "MXS", "FXS"})
"""Kinds of content that hold no speech: composites and submixes of music, effects, and both."""

_MEMBERS: Final = {group: frozenset(channels) for group, channels in SOUNDFIELD_BY_LAYOUT.values()}
"""Channel symbols that a soundfield group has (ST 2067-8)."""


def sounds(package: ImfPackage) -> Iterator[tuple[str, object, MxfFacts]]:
    """Yield path, asset and facts of every sound track file that can be read."""
    for asset_id, found in package.track_files.items():
        if found.file is not None:
            yield found.path, asset_id, found.file.facts


def _unreadable(package: ImfPackage) -> Iterator[Found]:
    for asset_id, found in package.track_files.items():
        if found.error is not None and not isinstance(found.error, NotReadError):
            arguments: Arguments = {"file": found.path, "why": found.error.what, "found": found.error.found or "-"}
            yield place(found.path, asset=asset_id), arguments


def _cut_short(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        if facts.cut_short or facts.missing_samples:
            yield place(path, asset=asset_id), {"file": path, "samples": facts.missing_samples}


def _own_id(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        if facts.track_file_id is not None and facts.track_file_id != asset_id:
            yield place(path, asset=asset_id), {"file": path, "own": str(facts.track_file_id), "listed": str(asset_id)}


def _intrinsic_duration(package: ImfPackage) -> Iterator[Found]:
    for path, composition, sequence, resource in file_resources(package):
        found = package.track_file(resource.track_file_id)
        rate = resource.rate(composition.edit_rate)
        if sequence.name != AUDIO_SEQUENCE or found is None or found[1].file is None or rate is None:
            continue
        facts = found[1].file.facts
        units = facts.sample_count * rate / facts.sample_rate_hz
        if resource.intrinsic_duration is not None and resource.intrinsic_duration != units:
            arguments: Arguments = {
                "file": found[1].path,
                "stated": str(resource.intrinsic_duration),
                "found": str(units),
            }
            yield place(path, resource.line, resource.track_file_id), arguments


def _descriptor_differs(package: ImfPackage) -> Iterator[Found]:
    """Only where all of the file's descriptor can be shown: a property that is not read proves nothing."""
    seen: set[tuple[str, object]] = set()
    for path, composition, _, resource in file_resources(package):
        entry = composition.descriptor(resource.source_encoding)
        found = package.track_file(resource.track_file_id)
        key = (path, resource.track_file_id)
        if entry is None or entry.xml is None or found is None or found[1].file is None or key in seen:
            continue
        seen.add(key)
        own = descriptor_regxml(found[1].file.descriptor)
        if not own.left_out and descriptor_content(own.xml) != descriptor_content(entry.xml):
            yield place(path, entry.line, resource.track_file_id), {"file": found[1].path, "id": str(entry.id)}


def _faults(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        for fault in facts.faults:
            yield place(path, asset=asset_id), {"file": path, "fault": fault}


def _primary_package(package: ImfPackage) -> Iterator[Found]:
    for asset_id, found in package.track_files.items():
        if found.file is not None and not found.file.names_primary_package:
            yield place(found.path, asset=asset_id), {"file": found.path}


def _speech_without_language(package: ImfPackage) -> Iterator[Found]:
    yield from _no_language(package, with_speech=True)


def _no_language_at_all(package: ImfPackage) -> Iterator[Found]:
    yield from _no_language(package, with_speech=False)


def _no_language(package: ImfPackage, *, with_speech: bool) -> Iterator[Found]:
    """Soundfields without a language.

    | kind of content                     | the finding                                    |
    |-------------------------------------|------------------------------------------------|
    | music, effects, music and effects   | told: the reference reader asks for one anyhow |
    | any other, or none stated           | binds: nobody can tell which dub it is         |
    """
    for path, asset_id, facts in sounds(package):
        for field in facts.soundfields:
            if field.language is None and with_speech is (field.content_kind not in _WITHOUT_SPEECH):
                yield place(path, asset=asset_id), {"file": path, "soundfield": field.symbol or "-"}


def _language_malformed(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        for tag in dict.fromkeys(
            [one.language for one in facts.soundfields] + [one.language for one in facts.channels]
        ):
            if tag is not None and not _is_tag(tag):
                yield place(path, asset=asset_id), {"file": path, "language": tag}


def _is_tag(tag: str) -> bool:
    try:
        return bool(parse_language_tag(tag)) and "_" not in tag
    except ToolError:
        return False


def _channel_language(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        fields = {one.link: one.language for one in facts.soundfields if one.link is not None}
        for channel in facts.channels:
            language = None if channel.soundfield_link is None else fields.get(channel.soundfield_link)
            if channel.language is not None and language is not None and channel.language != language:
                arguments: Arguments = {
                    "file": path, "channel": channel.channel, "language": channel.language, "soundfield": language,
                }  # fmt: skip
                yield place(path, asset=asset_id), arguments


def _lacks(value: Callable[[SoundfieldFacts], str | None], name: str) -> Callable[[ImfPackage], Iterator[Found]]:
    def find(package: ImfPackage) -> Iterator[Found]:
        for path, asset_id, facts in sounds(package):
            for field in facts.soundfields:
                if not value(field):
                    arguments: Arguments = {"file": path, "soundfield": field.symbol or "-", "property": name}
                    yield place(path, asset=asset_id), arguments

    return find


def _kinds_unknown(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        for field in facts.soundfields:
            for value, known in ((field.content_kind, CONTENT_KINDS), (field.element_kind, ELEMENT_KINDS)):
                if value and value not in known and not value.startswith("x-"):
                    yield place(path, asset=asset_id), {"file": path, "value": value}


def _no_labels(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        if not facts.channels or not facts.soundfields:
            yield place(path, asset=asset_id), {"file": path}


def _no_assignment(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        stated = facts.channel_assignment
        if stated is None or not same_label(bytes.fromhex(stated), MCA_CHANNEL_ASSIGNMENT):
            yield place(path, asset=asset_id), {"file": path, "found": stated or "none"}


def _soundfield_channels(package: ImfPackage) -> Iterator[Found]:
    """A group named 5.1 has the six channels of 5.1, whatever their order."""
    for path, asset_id, facts in sounds(package):
        for field in facts.soundfields:
            members = [one.symbol for one in facts.channels if one.soundfield_link == field.link]
            wanted = _MEMBERS.get(field.symbol or "")
            if wanted is not None and (frozenset(members) != wanted or len(members) != len(wanted)):
                arguments: Arguments = {
                    "file": path,
                    "soundfield": field.symbol or "-",
                    "found": tuple(one or "-" for one in members) or ("none",),
                    "expected": tuple(sorted(wanted)),
                }
                yield place(path, asset=asset_id), arguments


def _form(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        if facts.sample_rate_hz not in SAMPLE_RATES_HZ or facts.word_length_bits != WORD_LENGTH_BITS:
            arguments: Arguments = {"file": path, "rate": facts.sample_rate_hz, "bits": facts.word_length_bits}
            yield place(path, asset=asset_id), arguments


def _wrapping(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        if facts.wrapping != "clip" or facts.operational_pattern != "OP1a":
            arguments: Arguments = {"file": path, "wrapping": facts.wrapping, "pattern": facts.operational_pattern}
            yield place(path, asset=asset_id), arguments


def _homogeneous(package: ImfPackage) -> Iterator[Found]:
    """One virtual track is one soundfield in one language."""
    for path, composition in read_compositions(package):
        for track_id in composition.track_ids:
            facts = [
                found[1].file.facts
                for sequence in composition.track(track_id)
                for resource in sequence.resources
                if (found := package.track_file(resource.track_file_id)) is not None and found[1].file is not None
            ]
            for what, values in (
                ("channels", {str(one.channel_count) for one in facts}),
                ("sample rate", {str(one.sample_rate_hz) for one in facts}),
                ("soundfield", {" ".join(field.symbol or "-" for field in one.soundfields) for one in facts}),
                ("language", {" ".join(field.language or "-" for field in one.soundfields) for one in facts}),
            ):
                if len(values) > 1:
                    yield place(path), {"track": str(track_id), "what": what, "values": tuple(sorted(values))}


SOUND_CHECKS: Final[tuple[Check[ImfPackage], ...]] = (
    itself("imf.track-file-unreadable", "its track files", _unreadable),
    itself("imf.track-file-cut-short", "lengths in the track file", _cut_short),
    itself("imf.track-file-id", "track file and asset map", _own_id),
    itself("imf.intrinsic-duration", "composition and track file", _intrinsic_duration),
    itself("imf.descriptor-differs", "descriptor in the composition and in the track file", _descriptor_differs),
    itself("imf.soundfield-channels", "soundfield and channel labels", _soundfield_channels),
    itself("imf.channel-language", "languages of soundfield and channel", _channel_language),
    asked("imf.primary-package-missing", "SMPTE ST 2067-5", "clause 5.1.1", _primary_package),
    asked("imf.track-file-fault", "SMPTE ST 377-1, ST 2067-5", "file structure", _faults),
    delivered(
        "imf.speech-without-language",
        "every mix with speech states its language (SMPTE ST 2067-2 clause 5.3.6.5, as Photon cites it)",
        _speech_without_language,
    ),
    asked("imf.language-missing", _CORE, "clause 5.3.6.5", _no_language_at_all),
    asked("imf.language-malformed", _LABELS, "clause 6.3.6", _language_malformed),
    asked("imf.title-missing", _CORE, "clause 5.3.6.5", _lacks(lambda one: one.title, "MCATitle")),
    asked("imf.version-missing", _CORE, "clause 5.3.6.5", _lacks(lambda one: one.title_version, "MCATitleVersion")),
    asked("imf.content-missing", _CORE, "clause 5.3.6.5", _lacks(lambda one: one.content_kind, "MCAAudioContentKind")),
    asked("imf.element-kind-missing", _CORE, "clause 5.3.6.5", _lacks(lambda one: one.element_kind, "element kind")),
    asked("imf.kind-unknown", _CORE, "content and element kinds", _kinds_unknown, reader="this reader"),
    asked("imf.labels-missing", _CORE, "clause 5.3.6.2", _no_labels),
    asked("imf.channel-assignment", _CORE, "clause 5.3.4.2", _no_assignment),
    asked("imf.sound-form", _CORE, "clauses 5.3.2.2 and 5.3.2.3", _form),
    asked("imf.wrapping", _CORE, "clause 5.3.3", _wrapping),
    asked("imf.track-not-homogeneous", _CORE, "clause 6.2", _homogeneous, reader="this reader"),
)
