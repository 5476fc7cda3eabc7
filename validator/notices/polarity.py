"""What is noticed of polarity: a channel that is upside down against those it belongs with.

Several ways to hear it, because a fault has several shapes:

| what is opposed                             | told by                                                             |
|---------------------------------------------|---------------------------------------------------------------------|
| a pair, throughout                          | the band whose correlation is largest                               |
| a pair, in the low bands alone              | these bands, where another is in phase                              |
| the centre against left and right           | as a pair; where nothing is shared nothing is said                  |
| a pair, for a while                         | correlation of the whole band every 100 ms, as before               |
| the dialogue against its stem               | the lines of the stem, each looked for in the mix                   |

Wide ambience, decorrelated surrounds and reverberation are near 0 in all bands: they tell nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.meters.correlation import OUT_OF_PHASE_BELOW, OUT_OF_PHASE_SECONDS
from validator.meters.polarity import LOW_BANDS, OPPOSED_BELOW, TELLING
from validator.results.finding import Notice, NoticeKind
from validator.rules.outcome import quantity
from validator.rules.polarity import correlation_read, is_left_right, out_of_phase
from validator.scan.grid import BANDS_HZ

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.message import Message
    from validator.results.measurements import BandCorrelations
    from validator.rules.subject import Subject

PLACES_LISTED: Final = 5


def polarity_notices(subject: Subject) -> Iterator[Notice]:
    """Yield that channels cancel each other, throughout, in some bands or for a while."""
    if subject.layout is None:
        return
    pairs = [pair for pair in subject.measurements.pairs if is_left_right(pair)]
    passages = out_of_phase(pairs, subject, below=OUT_OF_PHASE_BELOW, longer_than_seconds=OUT_OF_PHASE_SECONDS)
    opposed = list(_opposed(subject.measurements.band_correlations))
    said = [_sentence(one, band, subject.measurements.band_correlations) for one, band in opposed]
    places = [place for _, place in passages]
    if passages:
        names = tuple(sorted({"-".join(place.channels) for place in places}))
        said.append(message("notice.polarity", pairs=names, count=len(places)))
    dialogue = subject.measurements.dialogue
    if dialogue is not None and dialogue.stem_is_inverted:
        said.append(message("notice.stem-inverted"))
    if not said:
        return
    lowest = min((one.bands[band] or 0.0 for one, band in opposed), default=None)
    yield Notice(
        kind=NoticeKind.POLARITY,
        measured=correlation_read(pairs, passages) if lowest is None else quantity(lowest, "", 2),
        noticed_from=message(
            "notice.from-polarity", below=OUT_OF_PHASE_BELOW, seconds=OUT_OF_PHASE_SECONDS, band=-TELLING
        ),
        source="this project's choice",
        where=tuple(places[:PLACES_LISTED]),
        where_count=len(places),
        message=said[0] if len(said) == 1 else message("general.sentences", sentences=tuple(said)),
        advice=message("notice.look-for-polarity"),
    )


def _opposed(found: Sequence[BandCorrelations]) -> Iterator[tuple[BandCorrelations, int]]:
    """What is opposed, and the band that tells it."""
    fronts = [one for one in found if (one.first, one.second) == (("L",), ("R",))]
    sum_is_told = not any(_opposed_band(one) is not None for one in fronts)
    for one in found:
        is_pair = len(one.first) == len(one.second) == 1 and one.second[0] == "R" + one.first[0][1:]
        is_centre = one.first == ("C",) and sum_is_told
        band = _opposed_band(one) if is_pair or is_centre else None
        if band is not None and (is_pair or (one.bands[band] or 0.0) < -TELLING):
            yield one, band


def _opposed_band(one: BandCorrelations) -> int | None:
    """The band that tells that two sides are opposed; None where none does."""
    known = {band: value for band, value in enumerate(one.bands) if value is not None}
    if not known:
        return None
    largest = max(known, key=lambda band: abs(known[band]))
    if known[largest] < -TELLING:
        return largest
    low = [band for band in LOW_BANDS if known.get(band, 0.0) < OPPOSED_BELOW]
    return low[0] if low and known[largest] > TELLING else None


def _sentence(one: BandCorrelations, band: int, found: Sequence[BandCorrelations]) -> Message:
    whole = sum(value is not None and value > TELLING for value in one.bands) == 0
    return message(
        "notice.opposed" if whole else "notice.opposed-in-band",
        channel=_culprit(one, band, found),
        first=one.first,
        second=one.second,
        from_hz=BANDS_HZ[band][0],
        to_hz=BANDS_HZ[band][1],
        correlation=one.bands[band] or 0.0,
    )


def _culprit(one: BandCorrelations, band: int, found: Sequence[BandCorrelations]) -> Message:
    """Which side is upside down: the one that is opposed to a third channel, where the other is not."""
    if len(one.second) > 1:
        return message("notice.upside-down-one", channel=one.first[0])
    against = {
        other.first: other.bands[band] or 0.0
        for other in found
        if other.first in {one.first, one.second} and other.second not in {one.first, one.second}
    }
    if len(against) == 2:
        lowest, highest = sorted(against, key=lambda side: against[side])
        if against[lowest] < -TELLING and against[highest] > TELLING:
            return message("notice.upside-down-one", channel=lowest[0])
    return message("notice.upside-down-either", first=one.first[0], second=one.second[0])
