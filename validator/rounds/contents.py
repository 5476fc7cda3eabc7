"""Whether the sound of a mix changed between two rounds, and whether anything in the last round asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.comparisons.redelivery.redelivery_model import ChangedRange, RedeliveryState
from validator.reporters.clock import clock_of
from validator.results.finding import Place, State
from validator.results.round import ContentChange, ContentState, UnreportedRange
from validator.rounds.finding_places import RoundTimeline
from validator.rounds.mixes import same_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from specs.message import Message
    from validator.comparisons.redelivery.redelivery_model import MovedStretch, Redelivery
    from validator.results.finding import Finding
    from validator.results.report import Report
    from validator.rounds.mixes import HandedMix

AROUND_MS: Final = 1000
"""A repair reaches this far beyond the place that was reported: the fades of an edit, the release of a limiter. This
project's choice: it is longer than both, and shorter than the line beside it."""

_LEVELS: Final = frozenset({"loudness", "peak", "dialogue"})
_TIMES: Final = frozenset({"time", "sync"})

_ASKED_BY_AREA: Final[dict[RedeliveryState, frozenset[str]]] = {
    RedeliveryState.GAIN: _LEVELS,
    RedeliveryState.DELAY: _TIMES,
    RedeliveryState.GAIN_AND_DELAY: _LEVELS | _TIMES,
    RedeliveryState.DITHER: frozenset({"form", "loudness", "peak"}),
}
"""Which demands ask for a change that goes through the whole mix, by the first word of their rules."""


def content_between(
    old: HandedMix, new: HandedMix, redelivery: Redelivery | None, why_not: Message | None = None
) -> ContentChange:
    """Return what became of the sound of a mix: by the sound where it was compared, else by the digests.

    Args:
        old: The mix in the last round.
        new: The mix in this one.
        redelivery: The comparison of its sound; None where there was none.
        why_not: Why there was none, where something was in the way; None otherwise.
    """
    if redelivery is not None and redelivery.state is not RedeliveryState.CANNOT_TELL:
        return _by_sound(old, new, redelivery)
    same = same_bytes(old, new)
    if same is None and redelivery is not None:
        # Another rate or another number of channels is another content, whatever its samples are.
        return ContentChange(
            state=ContentState.CHANGED,
            told_by="sound",
            redelivery=redelivery,
            said=_said(redelivery),
            unreported=None if _asks(old.reports) else True,
        )
    if same is None:
        said = why_not or message("round.content-no-digest")
        return ContentChange(state=ContentState.CANNOT_TELL, redelivery=redelivery, said=said)
    said = message("round.content-digest-identical" if same else "round.content-digest-changed")
    if not same and redelivery is not None:
        said = _said(redelivery)
    return ContentChange(
        state=ContentState.IDENTICAL if same else ContentState.CHANGED,
        told_by="digest",
        redelivery=redelivery,
        said=said if same or why_not is None else message("general.sentences", sentences=(said, why_not)),
        # Other bytes may be another header: only where nothing at all was asked for is the change sure to be unasked.
        unreported=False if same else (None if _asks(old.reports) else True),
    )


def timeline_of(old: HandedMix, new: HandedMix, redelivery: Redelivery | None) -> RoundTimeline | None:
    """Return how samples of the old mix become samples of the new one; None where nobody knows their rates."""
    rates = [
        next((report.measurements.sample_rate_hz for report in mix.reports if report.measurements is not None), None)
        for mix in (old, new)
    ]
    if rates[0] is None or rates[1] is None:
        return None
    delay = 0 if redelivery is None else redelivery.delay_samples
    return RoundTimeline(old_rate_hz=rates[0], new_rate_hz=rates[1], delay_samples=delay)


def _by_sound(old: HandedMix, new: HandedMix, redelivery: Redelivery) -> ContentChange:
    state = ContentState.IDENTICAL if redelivery.state is RedeliveryState.IDENTICAL else ContentState.CHANGED
    unreported, ranges = _unreported(old, new, redelivery)
    return ContentChange(
        state=state,
        told_by="sound",
        redelivery=redelivery,
        said=_said(redelivery),
        unreported=unreported,
        unreported_ranges=tuple(_placed(one, new.reports) for one in ranges),
    )


def _unreported(old: HandedMix, new: HandedMix, redelivery: Redelivery) -> tuple[bool | None, tuple[ChangedRange, ...]]:
    """Say whether something was changed that nothing asked for, and where.

    | what changed                    | what the last round had open                        | unreported             |
    |---------------------------------|-----------------------------------------------------|------------------------|
    | nothing                         | anything                                            | no                     |
    | gain, delay or dither, all of it | a demand of that area (level, time, form)           | no                     |
    | gain, delay or dither, all of it | other demands only, or none                         | yes                    |
    | ranges                          | nothing                                             | yes, all of them       |
    | ranges                          | places                                              | those that touch none  |
    | ranges                          | a demand on the whole mix as well, such as loudness | nobody can say: the    |
    |                                 |                                                     | ranges without a place |
    |                                 |                                                     | are listed             |
    | pieces of it lie elsewhere      | no demand on time or sync                           | yes, where each begins |
    | throughout                      | nothing                                             | yes                    |
    | throughout                      | anything                                            | nobody can say         |
    """
    asking = _asks(old.reports)
    state = redelivery.state
    if state is RedeliveryState.IDENTICAL:
        return False, ()
    areas = {finding.rule.partition(".")[0] for finding in asking}
    if state in _ASKED_BY_AREA:
        unasked = not areas & _ASKED_BY_AREA[state]
        return unasked, ()
    if state is RedeliveryState.CHANGED_THROUGHOUT:
        return (None if asking else True), ()
    if redelivery.moved and not areas & _TIMES:
        return True, tuple(_as_range(one) for one in redelivery.moved if one.delay_samples)
    line = timeline_of(old, new, redelivery)
    places = [place for finding in asking for place in finding.where if place.is_in_sound]
    reach = AROUND_MS * (redelivery.sample_rate_hz or 0) // 1000
    untouched = tuple(one for one in redelivery.ranges if not _is_at_a_place(one, places, line, reach))
    # Where a report lists only some of its places, a range that touches none may be at one that it left out.
    on_the_whole = [one for one in asking if not any(place.is_in_sound for place in one.where)]
    partly = [one for one in asking if one.where_count > len(one.where)]
    if not untouched:
        return False, ()
    return (None if on_the_whole or partly else True), untouched


def _as_range(moved: MovedStretch) -> ChangedRange:
    """A stretch that lies elsewhere, as far as a list of places can say it: where it is now."""
    return ChangedRange(start_sample=moved.start_sample, end_sample=moved.end_sample, channels=(), difference_dbfs=0.0)


def _asks(reports: Sequence[Report]) -> tuple[Finding, ...]:
    """The findings of the last round that ask somebody to change the mix; what was waived asks for nothing."""
    wanted = {State.FAIL, State.WARN, State.NOT_MEASURED}
    return tuple(
        finding
        for report in reports
        for finding in report.findings
        if finding.state in wanted and finding.rule != "manual.statement"
    )


def _is_at_a_place(one: ChangedRange, places: Iterable[Place], line: RoundTimeline | None, reach: int) -> bool:
    for place in places:
        first, last = place.samples
        if line is not None:
            first, last = line.moved(first), line.moved(last)
        if first - reach < one.end_sample and one.start_sample < last + reach:
            return True
    return False


def _placed(one: ChangedRange, reports: Sequence[Report]) -> UnreportedRange:
    report = next((each for each in reports if each.measurements is not None), None)
    if report is None:
        place = Place(sample_in=one.start_sample, sample_out=one.end_sample)
        return UnreportedRange(changed=one, place=place)
    clock, labels = clock_of(report), report.measured.channel_labels
    place = Place(
        channels=tuple(labels[number - 1] for number in one.channels if number <= len(labels)),
        sample_in=one.start_sample,
        sample_out=one.end_sample,
        timecode_in=clock.timecode(one.start_sample),
        timecode_out=clock.timecode(one.end_sample),
        text=f"{one.difference_dbfs:.1f} dBFS" if one.channels else "moved",
    )
    return UnreportedRange(changed=one, place=place)


def _said(redelivery: Redelivery) -> Message:
    """Return what became of the sound in words."""
    match redelivery.state:
        case RedeliveryState.IDENTICAL:
            said = message("redelivery.identical")
        case RedeliveryState.DITHER:
            said = message("redelivery.dither", level_dbfs=redelivery.dither_below_dbfs)
        case RedeliveryState.GAIN:
            said = message("redelivery.gain", gain_db=redelivery.gain_db)
        case RedeliveryState.DELAY:
            said = message("redelivery.delay", samples=redelivery.delay_samples, milliseconds=_milliseconds(redelivery))
        case RedeliveryState.GAIN_AND_DELAY:
            said = message(
                "redelivery.gain-and-delay",
                gain_db=redelivery.gain_db,
                samples=redelivery.delay_samples,
                milliseconds=_milliseconds(redelivery),
            )
        case RedeliveryState.CHANGED:
            said = message("redelivery.changed", count=redelivery.range_count, seconds=_changed_seconds(redelivery))
            if redelivery.moved:
                said = message("general.sentences", sentences=(_moved(redelivery), said))
            elif redelivery.gain_db or redelivery.delay_samples:
                moved = message(
                    "redelivery.gain-and-delay",
                    gain_db=redelivery.gain_db,
                    samples=redelivery.delay_samples,
                    milliseconds=_milliseconds(redelivery),
                )
                said = message("general.sentences", sentences=(moved, said))
        case RedeliveryState.CHANGED_THROUGHOUT:
            said = message("redelivery.changed-throughout")
        case _:
            said = message(f"redelivery.{redelivery.doubt or 'no-samples'}")
    return said


def _moved(redelivery: Redelivery) -> Message:
    elsewhere = [one for one in redelivery.moved if one.delay_samples]
    delay = elsewhere[0].delay_samples
    milliseconds = round(1000.0 * delay / (redelivery.sample_rate_hz or 1), 3)
    return message("redelivery.moved", count=len(elsewhere), samples=delay, milliseconds=milliseconds)


def _milliseconds(redelivery: Redelivery) -> float:
    return round(1000.0 * redelivery.delay_samples / (redelivery.sample_rate_hz or 1), 3)


def _changed_seconds(redelivery: Redelivery) -> float:
    return round(redelivery.changed_samples / (redelivery.sample_rate_hz or 1), 3)
