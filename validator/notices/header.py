"""What contradicts itself although every part can be read: headers, what is stated, and the sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.languages import are_one_language
from specs.message import Message, message
from specs.requirements.metadata import LoudnessField
from specs.timecode import timecode_to_samples
from specs.vocabulary import LAYOUTS, frame_rate_name, parse_frame_rate
from validator.meters.activity import ACTIVE_ABOVE_DBFS
from validator.results.finding import Notice, NoticeKind
from validator.rules.metadata import stated_readings
from validator.rules.outcome import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from validator.containers.facts import FileFacts
    from validator.results.finding import Finding
    from validator.results.measurements import ChannelReadings
    from validator.rules.metadata import StatedReading
    from validator.rules.subject import Subject

FULL_RANGE_FROM_DB: Final = 0.0
"""K-weighting does not lower a channel as a whole: it holds as much above some 400 Hz as below. Measured with sines
through the filters of BS.1770-5 Annex 1: 120 Hz -0.79 dB, 400 Hz -0.02, 1 kHz +0.70, 4 kHz +3.97."""

LFE_AT_MOST_DB: Final = -0.8
"""What K-weighting makes of 120 Hz, measured as above: the upper end of an LFE (SMPTE ST 428-12; ITU-R BS.775)."""

LOW_ONLY_AT_MOST_DB: Final = -1.5
"""A channel that hardly holds anything above some 85 Hz, measured as above: what only an LFE is for a whole mix."""

ALONE_FROM: Final = 0.1
CENTRE_ALONE_AT_MOST: Final = 0.02
ALONE_SECONDS: Final = 5.0
LEAST_CHANNELS: Final = 5
"""A channel that stands 10 dB above every other for a tenth of the sound, and five seconds, where the centre hardly
ever does. Project's choice."""

_XMP_SOURCE: Final = "Adobe, XMP Specification Part 2 (July 2010), xmpDM"
_BY_XMP: Final = frozenset({"metadata.xmp-rate-differs", "metadata.header-rates-differ", "metadata.xmp-start-differs"})

_METADATA_SOURCE: Final = "EBU Tech 3285 v2, clause 2.3; EBU Tech 3341:2023 and 3342:2023, Table 1"


def metadata_notices(subject: Subject, findings: Sequence[Finding]) -> Iterator[Notice]:
    """Yield what headers say that the sound, the delivery or the other files of a set contradict.

    Args:
        subject: The mix.
        findings: What the sheet asked for: a contradiction that one of them names is not named again.
    """
    named = [inner for finding in findings for inner in (finding.reason, *_inside(finding.reason))]
    wrong = [entry for entry in stated_readings(subject) if entry.contradicts and entry.message not in named]
    if wrong:
        yield _loudness(wrong)
    for said in (*_rates(subject), *_counts(subject), *_starts(subject), *_xmp_starts(subject)):
        yield _contradiction(said, _XMP_SOURCE if said.code in _BY_XMP else "iXML specification 3.01, SPEED")
    for said in _languages(subject):
        yield _contradiction(said, "IETF RFC 5646")


def _contradiction(said: Message, source: str) -> Notice:
    return Notice(
        kind=NoticeKind.HEADER,
        measured=None,
        noticed_from=message("metadata.from-contradiction"),
        source=source,
        message=said,
        advice=message("metadata.mend"),
    )


def _inside(reason: Message) -> Sequence[Message]:
    sentences = reason.arguments.get("sentences", ())
    return [entry for entry in sentences if isinstance(entry, Message)] if isinstance(sentences, tuple) else []


def _loudness(wrong: Sequence[StatedReading]) -> Notice:
    worst = min(wrong, key=lambda entry: entry.margin or 0.0)
    fields = sorted({entry.field for entry in wrong}, key=list(LoudnessField).index)
    tolerances = tuple(
        message(
            "metadata.tolerance",
            field=message(f"metadata.{field.value}"),
            value=next(entry.tolerance for entry in wrong if entry.field is field),
            unit=next(entry.difference_unit for entry in wrong if entry.field is field),
        )
        for field in fields
    )
    return Notice(
        kind=NoticeKind.METADATA,
        measured=quantity(abs(worst.difference or 0.0), worst.difference_unit),
        noticed_from=message("metadata.from-loudness", tolerances=tolerances),
        source=_METADATA_SOURCE,
        message=message("general.sentences", sentences=tuple(entry.message for entry in wrong)),
        advice=message("remedy.write-loudness-fields"),
    )


def _rates(subject: Subject) -> Iterator[Message]:
    """The picture rates of iXML and XMP against the one that the delivery states, and against each other.

    Once for files that say the same. Where the delivery states a rate, each header is held against that alone.
    """
    rate = subject.picture_rate
    seen: set[tuple[str, ...]] = set()
    for facts in subject.measurements.files:
        stated = _rates_of(facts)
        words = tuple(text for _, text, _ in stated)
        if not stated or words in seen:
            continue
        seen.add(words)
        if rate is None:
            yield from _two_rates(facts, stated)
            continue
        for code, text in {
            (_RATE_CODES.get(header, "metadata.xmp-rate-differs"), text): None
            for header, text, found in stated
            if found != rate
        }:
            yield message(code, file=facts.name, stated=text, rate=frame_rate_name(rate))


_RATE_CODES: Final = {"iXML": "metadata.rate-differs"}


def _rates_of(facts: FileFacts) -> list[tuple[str, str, Fraction]]:
    """Picture rates that the headers of a file say: header, text and rate; a text that is none is left out.

    Of such a text in iXML the conformance profile says what is wrong.
    """
    xmp = facts.xmp
    stated = (
        ("iXML", None if facts.ixml is None else facts.ixml.timecode_rate),
        ("XMP (startTimecode)", None if xmp is None else xmp.timecode_rate),
        ("XMP (videoFrameRate)", None if xmp is None else xmp.video_rate),
    )
    found = []
    for header, text in stated:
        try:
            found += [] if text is None else [(header, text, parse_frame_rate(text))]
        except UsageError:
            continue
    return found


def _two_rates(facts: FileFacts, stated: Sequence[tuple[str, str, Fraction]]) -> Iterator[Message]:
    """The first header that contradicts the first of those that state a rate."""
    first_header, first, rate = stated[0]
    for header, text, found in stated[1:]:
        if found != rate:
            yield message(
                "metadata.header-rates-differ",
                file=facts.name,
                first=first,
                first_header=first_header,
                second=text,
                second_header=header,
            )
            return


def _xmp_starts(subject: Subject) -> Iterator[Message]:
    """The start of XMP, at its own picture rate, against that of bext or iXML: a frame apart or more is another."""
    for facts in subject.measurements.files:
        xmp, start = facts.xmp, facts.start_sample
        if xmp is None or start is None or xmp.start_timecode is None or xmp.timecode_rate is None:
            continue
        try:
            rate = parse_frame_rate(xmp.timecode_rate)
            stated = timecode_to_samples(xmp.start_timecode, rate, facts.sample_rate_hz)
        except UsageError:
            continue
        if abs(stated - start) * rate >= facts.sample_rate_hz:
            yield message(
                "metadata.xmp-start-differs",
                file=facts.name,
                timecode=xmp.start_timecode,
                rate=frame_rate_name(rate),
                stated=stated,
                header="iXML" if facts.bext is None and facts.container_start_sample is None else "bext",
                start=start,
            )
            return


def _languages(subject: Subject) -> Iterator[Message]:
    """The language that a header says is spoken against the one that is stated for the mix."""
    for facts in subject.measurements.files:
        stated, said = subject.language, facts.language
        if stated is not None and said is not None and not are_one_language(said, stated):
            yield message("metadata.language-differs", file=facts.name, stated=said, language=stated)
            return


def _counts(subject: Subject) -> Iterator[Message]:
    """Drop-frame by iXML against the timecode that the delivery states, whose semicolon says how it counts."""
    if subject.programme.start_timecode is None:
        return
    counts = {True: message("metadata.drop-frame"), False: message("metadata.no-drop-frame")}
    for facts in subject.measurements.files:
        flag = None if facts.ixml is None else {"DF": True, "NDF": False}.get(facts.ixml.timecode_flag or "")
        if flag is not None and flag is not subject.drop_frame:
            yield message(
                "metadata.count-differs", file=facts.name, stated=counts[flag], count=counts[subject.drop_frame]
            )
            return


def _starts(subject: Subject) -> Iterator[Message]:
    """The files of one set begin together; one that states another sample was cut or stamped for itself."""
    first, *others = subject.measurements.files
    for facts in () if subject.joined else others:
        if facts.start_sample != first.start_sample:
            yield message(
                "metadata.starts-differ",
                first=first.name,
                first_samples=_start_text(first.start_sample),
                other=facts.name,
                other_samples=_start_text(facts.start_sample),
            )
            return


def _start_text(sample: int | None) -> str:
    return "no start" if sample is None else str(sample)


@dataclass(frozen=True, slots=True)
class _Weighted:
    """A channel that sounds, and what K-weighting makes of its level in dB."""

    index: int
    label: str
    difference: float


def channel_label_notices(subject: Subject) -> Iterator[Notice]:
    """Yield that the sound of the LFE is not that of one, and which channel sounds like it.

    K-weighting lowers what lies below 120 Hz and raises what lies above 1 kHz, so the two levels of a channel tell a
    low-frequency channel from the others without a spectrum.

    | labelled LFE         | one other channel is low only | what is said                                          |
    |----------------------|-------------------------------|-------------------------------------------------------|
    | lowered, or silent   | any                           | nothing                                               |
    | not lowered          | none, or several              | the LFE is none                                       |
    | not lowered          | one                           | the order of a known layout, or which two to exchange |

    Where the LFE says nothing, the centre may: see `_centre_elsewhere`.
    """
    if subject.layout is None:
        return
    weighted = [
        found
        for index, channel in enumerate(subject.measurements.channels)
        if (found := _weighted(index, channel)) is not None
    ]
    full = [entry for entry in weighted if entry.label.startswith("LFE") and entry.difference >= FULL_RANGE_FROM_DB]
    low = [entry for entry in weighted if not entry.label.startswith("LFE") and entry.difference <= LOW_ONLY_AT_MOST_DB]
    if not full:
        yield from _centre_elsewhere(subject)
        return
    worst = max(full, key=lambda entry: entry.difference)
    yield Notice(
        kind=NoticeKind.CHANNEL_LABELS,
        measured=quantity(worst.difference, "dB", 1),
        noticed_from=message("metadata.from-lfe", above_dbfs=ACTIVE_ABOVE_DBFS, limit=-LFE_AT_MOST_DB),
        source="ITU-R BS.1770-5 Annex 1 and SMPTE ST 428-12; the thresholds are this project's choice",
        message=_lfe_elsewhere(subject, worst, low[0])
        if len(low) == 1
        else message("metadata.lfe-full-range", lfe=worst.label, difference=worst.difference, limit=-LFE_AT_MOST_DB),
        advice=message("metadata.check-labels"),
    )
    if len(low) != 1:
        yield from _centre_elsewhere(subject)


def _weighted(index: int, channel: ChannelReadings) -> _Weighted | None:
    """None where a channel is too quiet, or its weighted level was not kept."""
    plain, weighted = channel.rms_dbfs, channel.k_weighted_dbfs
    if plain is None or weighted is None or plain <= ACTIVE_ABOVE_DBFS:
        return None
    return _Weighted(index=index, label=channel.label, difference=round(weighted - plain, 6))


def _centre_elsewhere(subject: Subject) -> Iterator[Notice]:
    """Yield that another channel than the centre stands alone as only lines in the centre do.

    Of a mix with a centre, lines stand alone there again and again. What stands alone in one other channel instead, so
    often, is the centre under a wrong label.
    """
    channels = subject.measurements.channels
    shares = {channel.label: channel.alone_share for channel in channels if channel.alone_share is not None}
    if "C" not in shares or len(shares) < LEAST_CHANNELS or shares["C"] > CENTRE_ALONE_AT_MOST:
        return
    label, share = max(shares.items(), key=lambda entry: entry[1])
    index = next(place for place, channel in enumerate(channels) if channel.label == label)
    if share < ALONE_FROM or share * subject.measurements.duration_seconds < ALONE_SECONDS:
        return
    yield Notice(
        kind=NoticeKind.CHANNEL_LABELS,
        measured=quantity(100.0 * share, "%", 0),
        noticed_from=message(
            "metadata.from-centre",
            above_db=10.0,
            percent=100.0 * ALONE_FROM,
            centre_percent=100.0 * CENTRE_ALONE_AT_MOST,
        ),
        source="this project's choice",
        message=message(
            "metadata.centre-elsewhere",
            channel=label,
            percent=100.0 * share,
            centre="C",
            centre_percent=100.0 * shares["C"],
            order=_fitting_order(subject, index, "C"),
        ),
        advice=message("metadata.check-labels"),
    )


def _fitting_order(subject: Subject, index: int, label: str) -> Message:
    """The known order in which a channel has another label, and no LFE full sound; or which two to exchange."""
    channels = subject.measurements.channels
    labels = tuple(channel.label for channel in channels)
    full = {
        place
        for place, channel in enumerate(channels)
        if (found := _weighted(place, channel)) is not None and found.difference >= FULL_RANGE_FROM_DB
    }
    orders = [
        layout
        for layout in LAYOUTS.values()
        if sorted(layout.labels) == sorted(labels)
        and layout.labels[index] == label
        and not any(name.startswith("LFE") and place in full for place, name in enumerate(layout.labels))
    ]
    if orders:
        return message("metadata.order", labels=" ".join(orders[0].labels), layout=orders[0].name)
    return message("metadata.exchanged", first=labels[index], second=label)


def _lfe_elsewhere(subject: Subject, lfe: _Weighted, low: _Weighted) -> Message:
    return message(
        "metadata.lfe-elsewhere",
        lfe=lfe.label,
        difference=lfe.difference,
        channel=low.label,
        low=low.difference,
        order=_fitting_order(subject, low.index, lfe.label),
    )
