"""Statements of one header held against each other: each contradiction is a fault with both values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.requirements.requirement import Level
from validator.conformance import Check, Clause, Fault
from validator.conformance.wave.noted import chunk_place, noted, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Argument
    from validator.containers.facts import FileFacts

_REPEATED: Final = Clause(
    document="iXML specification", edition="3.01", clause="Usage Guidelines: what bext and iXML repeat is the same"
)
_CHNA: Final = Clause(document="ITU-R BS.2088-1", edition="2019", clause="clause 8, trackIndex", enforced_by="libbw64")
_LOUDNESS_STEP: Final = 0.01
"""A hundredth, the step of the bext fields (EBU Tech 3285 v2 clause 2.3): iXML's decimals may round the other way."""

_BINARY_SLACK: Final = 1e-9


def _time_reference(check: str, facts: FileFacts) -> Iterator[Fault]:
    """Bext and iXML start at different samples; where their sample rates differ, the counts are not the same unit."""
    bext, ixml = facts.bext, facts.ixml
    if bext is None or ixml is None or ixml.time_reference_samples is None:
        return
    if ixml.timestamp_sample_rate_hz not in {None, facts.sample_rate_hz}:
        return
    if bext.time_reference_samples != ixml.time_reference_samples:
        seconds = (ixml.time_reference_samples - bext.time_reference_samples) / facts.sample_rate_hz
        arguments: dict[str, Argument] = {
            "bext_samples": str(bext.time_reference_samples),
            "ixml_samples": str(ixml.time_reference_samples),
            "seconds": round(seconds, 6),
        }
        yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "iXML"))


def _timestamp_rate(check: str, facts: FileFacts) -> Iterator[Fault]:
    stated = None if facts.ixml is None else facts.ixml.timestamp_sample_rate_hz
    if stated is not None and stated != facts.sample_rate_hz:
        arguments = {"ixml_hz": stated, "fmt_hz": facts.sample_rate_hz}
        yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "iXML"))


def _sample_rate(check: str, facts: FileFacts) -> Iterator[Fault]:
    stated = None if facts.ixml is None else facts.ixml.file_sample_rate_hz
    if stated is not None and stated != facts.sample_rate_hz:
        arguments = {"ixml_hz": stated, "fmt_hz": facts.sample_rate_hz}
        yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "iXML"))


def _bit_depth(check: str, facts: FileFacts) -> Iterator[Fault]:
    """AUDIO_BIT_DEPTH may be the container's word or its valid bits; a third figure is wrong."""
    stated = None if facts.ixml is None else facts.ixml.audio_bit_depth
    if stated is not None and stated not in {facts.word_length_bits, facts.valid_bits}:
        arguments = {"ixml_bits": stated, "fmt_bits": facts.valid_bits}
        yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "iXML"))


def _track_count(check: str, facts: FileFacts) -> Iterator[Fault]:
    """A list of tracks that is not one of the channels; a mono file of a set may list those of the whole take."""
    tracks = () if facts.ixml is None else facts.ixml.tracks
    if tracks and facts.channel_count > 1 and len(tracks) != facts.channel_count:
        arguments = {"tracks": len(tracks), "channels": facts.channel_count}
        yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "iXML"))


def _chna_tracks(check: str, facts: FileFacts) -> Iterator[Fault]:
    """The chna chunk refers to a track that the fmt chunk does not have; 0 marks a row that is not in use."""
    beyond = sorted({track.track_index for track in facts.chna or () if track.track_index > facts.channel_count})
    if beyond:
        arguments = {"track": beyond[-1], "channels": facts.channel_count}
        yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "chna"))


def _loudness(check: str, facts: FileFacts) -> Iterator[Fault]:
    bext = None if facts.bext is None else facts.bext.loudness
    ixml = None if facts.ixml is None else facts.ixml.loudness
    if bext is None or ixml is None:
        return
    other = dict(ixml)
    for name, value in bext:
        beside = other[name]
        if value is not None and beside is not None and abs(value - beside) > _LOUDNESS_STEP + _BINARY_SLACK:
            arguments = {"field": _NAMES[name], "bext_value": value, "ixml_value": beside}
            yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "iXML"))


_NAMES: Final = {
    "integrated_lkfs": "integrated loudness",
    "loudness_range_lu": "loudness range",
    "max_true_peak_dbtp": "maximum true peak",
    "max_momentary_lkfs": "maximum momentary loudness",
    "max_short_term_lkfs": "maximum short-term loudness",
}

AGREEMENT_CHECKS: Final[tuple[Check[FileFacts], ...]] = (
    row("wave.start-differs", _REPEATED, Level.SHOULD, _time_reference),
    row("wave.timestamp-rate-differs", _REPEATED, Level.SHOULD, _timestamp_rate),
    row("wave.sample-rate-differs", _REPEATED, Level.SHOULD, _sample_rate),
    row("wave.bit-depth-differs", _REPEATED, Level.SHOULD, _bit_depth),
    row("wave.track-count-differs", _REPEATED, Level.SHOULD, _track_count),
    row("wave.chna-track-beyond", _CHNA, Level.SHOULD, _chna_tracks),
    row("wave.loudness-differs", _REPEATED, Level.SHOULD, _loudness),
    noted("wave.labels-disagree", _REPEATED, Level.SHOULD),
)
