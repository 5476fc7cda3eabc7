"""Demands on the form of a mix that the original's mix sets: its channels, its length, its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.counting import count_of
from specs.message import message
from specs.timecode import samples_to_timecode
from specs.vocabulary import parse_layout
from validator.comparisons.relation_messages import party_text
from validator.comparisons.relations import Relation
from validator.rules.outcome import LIMIT_SLACK, Outcome, not_applicable, not_measured
from validator.rules.relations import WHOLE_DELIVERY
from validator.rules.sync import without_partner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Message
    from specs.requirements.sync import AsOriginal
    from validator.comparisons.relations import ComparedMix, MixComparison
    from validator.rules.subject import Subject


def judge_as_original(requirement: AsOriginal, subject: Subject) -> Outcome:
    """Say whether a mix has the form of its original's mix.

    Judges: the channels, the length and the time stamp of both, as the sheet asks.
    Why publishers ask: a player that changes the language keeps the picture and the loudspeakers.
    Boundary: a length exactly as far off as is accepted holds; a start is the same sample.
    Remedy: print the mix in the form of the original.
    """
    required = " and ".join(_required(requirement)) + " as the original"
    if subject.companions is None:
        return not_applicable(required, WHOLE_DELIVERY)
    found = next((one for one in subject.measurements.comparisons if one.relation is Relation.DUB), None)
    if found is None:
        return without_partner(requirement, subject, required)
    partner = found.partner
    unknown = tuple(_unknown(requirement, found))
    faults = tuple(_faults(requirement, found, subject))
    if unknown and not faults:
        reason = message("sync.form-not-known", partner=party_text(partner), what=unknown)
        return not_measured(required, reason, message("remedy.state-form"))
    return Outcome(
        held=not faults,
        required=required,
        reason=message("sync.form-differs", partner=party_text(partner), faults=faults)
        if faults
        else message("sync.form-agrees", partner=party_text(partner)),
        remedy=message("remedy.print-as-original") if faults else None,
    )


def _required(requirement: AsOriginal) -> Iterator[str]:
    if requirement.layout:
        yield "the same channels"
    if requirement.start:
        yield "the same start"
    frames, time = requirement.maximum_length_difference_frames, requirement.maximum_length_difference_milliseconds
    if frames is not None:
        yield f"the same length within {count_of(frames, 'frame', 'frames')}" if frames else "the same length"
    if time is not None:
        yield f"the same length within {time:g} ms" if time else "the same length"


def _unknown(requirement: AsOriginal, comparison: MixComparison) -> Iterator[Message]:
    """Yield what nobody can tell of one of the two."""
    sides = (comparison.subject, comparison.partner)
    if requirement.layout and _channels_differ(*sides) is None:
        yield message("sync.form-channels")
    if requirement.start and any(side.start_sample is None for side in sides):
        yield message("sync.form-start")


def _channels_differ(subject: ComparedMix, partner: ComparedMix) -> bool | None:
    """Say whether the channels differ, whatever their order; None where the layout of one is not known."""
    if len(subject.channel_labels) != len(partner.channel_labels):
        return True
    if subject.layout is None or partner.layout is None:
        return None
    return set(parse_layout(subject.layout).labels) != set(parse_layout(partner.layout).labels)


def _faults(requirement: AsOriginal, comparison: MixComparison, subject: Subject) -> Iterator[Message]:
    own, other = comparison.subject, comparison.partner
    if requirement.layout and _channels_differ(own, other):
        yield message("sync.form-channels-differ", own=_layout(own), other=_layout(other))
    if requirement.start and _starts_differ(own, other):
        yield message("sync.form-start-differs", own=_clock(own, subject), other=_clock(other, subject))
    seconds = own.sample_count / own.sample_rate_hz - other.sample_count / other.sample_rate_hz
    limit = _limit_seconds(requirement, subject)
    if limit is not None and abs(seconds) > limit + LIMIT_SLACK:
        code = "sync.form-longer" if seconds > 0 else "sync.form-shorter"
        yield message(code, seconds=round(abs(seconds), 4))


def _starts_differ(own: ComparedMix, other: ComparedMix) -> bool:
    """Say whether two stamps are of another time: 48 kHz and 44.1 kHz stamp the same second with other samples."""
    if own.start_sample is None or other.start_sample is None:
        return False
    return own.start_sample * other.sample_rate_hz != other.start_sample * own.sample_rate_hz


def _limit_seconds(requirement: AsOriginal, subject: Subject) -> float | None:
    """Return the largest accepted difference of the lengths; frames without a picture rate count as 24 a second."""
    frames, time = requirement.maximum_length_difference_frames, requirement.maximum_length_difference_milliseconds
    if time is not None:
        return time / 1000.0
    if frames is None:
        return None
    return frames / float(subject.picture_rate or 24)


def _layout(mix: ComparedMix) -> str:
    return mix.layout or count_of(len(mix.channel_labels), "channel", "channels")


def _clock(mix: ComparedMix, subject: Subject) -> str:
    start = mix.start_sample or 0
    if subject.picture_rate is None:
        return count_of(start, "sample", "samples")
    return samples_to_timecode(start, subject.picture_rate, mix.sample_rate_hz, drop_frame=subject.drop_frame)
