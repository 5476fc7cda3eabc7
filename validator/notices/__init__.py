"""What is notable about a mix although nobody asked: gross faults, with the threshold from which each is noticed.

A sheet that asks about one of them judges it; then there is a finding, and no notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from specs.message import distinct, message
from specs.requirements.requirement import Window
from specs.vocabulary import MixKind
from validator.conformance import conform
from validator.conformance.wave import WAVE
from validator.conformance.wave.noted import is_of_the_family
from validator.meters.activity import ACTIVE_ABOVE_DBFS
from validator.meters.dropouts import MAXIMUM_SECONDS, MINIMUM_SECONDS, SIGNAL_ABOVE_DBFS
from validator.notices.clipping import clipping_notices
from validator.notices.header import channel_label_notices, metadata_notices
from validator.notices.likeness import likeness_notices
from validator.notices.polarity import polarity_notices
from validator.results.finding import Notice, NoticeKind, State
from validator.results.measurements import BEYOND_SCALE
from validator.rules.outcome import NO_SOUND, counted, quantity
from validator.rules.peaks import overs
from validator.rules.runs import true_runs
from validator.rules.windows import Missing, parts_of
from validator.scan.table import ROWS_PER_SECOND, row_start_sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.message import Message
    from validator.conformance import Fault
    from validator.containers.facts import FileFacts
    from validator.results.finding import Finding
    from validator.rules.subject import Subject

PLACES_LISTED: Final = 5

FULL_SCALE_DBTP: Final = 0.0
"""Source: ITU-R BS.1770-5 Annex 2: a true peak above 0 dBTP may clip in a converter or a coder."""

SILENCE_BELOW_DBFS: Final = -70.0
SILENCE_SECONDS: Final = 2.0
"""Source: SpectraQC method pages for UMDP 0.7.2, audio_silence: below -70 dBFS, an error above 2 s."""

POP_SECONDS: Final = 0.2
"""Sound no longer than this before or after a silence is a sync pop and not the programme. Project's choice: a pop
lasts one frame, and two rows of 100 ms hold it wherever it lies."""

DC_OFFSET_PERCENT: Final = 0.1
"""-60 dBFS. Project's choice: no editor hears a cut at a lower step over room tone."""

UNUSED_BITS: Final = 8
"""Project's choice: the low eight bits never change in any file that was padded from 16 to 24 bit."""

FLOAT_WORD_BITS: Final = 24
"""Bits of the significand of IEEE 754-2019 binary32, which is the word length a float file can hold."""

_WHOLE_MIXES: Final = {
    MixKind.PRINTMASTER,
    MixKind.ME,
    MixKind.TRAILER,
    MixKind.COMMERCIAL,
    MixKind.MUSIC_PROGRAMME,
    MixKind.SPOKEN_WORD,
}
"""Kinds that sound throughout and in every channel. A stem is silent wherever its part has nothing to say."""

_ASKED_BY: Final = {
    NoticeKind.CLIPPING: "signal.clipping",
    NoticeKind.DROPOUT: "signal.dropout",
    NoticeKind.SILENCE: "signal.silent-passage",
    NoticeKind.SILENT_CHANNEL: "signal.active-channels",
    NoticeKind.TRUE_PEAK: "peak.true-peak",
    NoticeKind.POLARITY: "signal.polarity",
    NoticeKind.DC_OFFSET: "signal.dc-offset",
    NoticeKind.WORD_LENGTH: "form.word-length",
}
_BREACHED: Final = {State.FAIL, State.WARN, State.WAIVED}

_KEPT: Final[WeakKeyDictionary[Subject, tuple[Notice, ...]]] = WeakKeyDictionary()
"""What is notable about the sound of the mixes that are being judged; it goes with the subject."""


def notices_of(subject: Subject, findings: Sequence[Finding]) -> tuple[Notice, ...]:
    """Return what is notable and not already in a finding, gravest first.

    Args:
        subject: The mix.
        findings: What the sheet asked for, judged.
    """
    if subject.measurements.rendering is not None:
        # Channels of a render are no channels of the file: only what the file says of itself is notable.
        conformance = () if _asks_for_conformance(findings) else _conformance(subject)
        found = (*_rendering(subject), *_header(subject), *conformance)
        return tuple(one for one in found if not _is_asked(one.kind, findings))
    found = (
        *_of_the_sound(subject),
        *metadata_notices(subject, findings),
        *_header(subject),
        *(() if _asks_for_conformance(findings) else _conformance(subject)),
    )
    return tuple(notice for notice in found if not _is_asked(notice.kind, findings))


def _of_the_sound(subject: Subject) -> tuple[Notice, ...]:
    """Return what is notable about the sound: the same whatever sheet a mix is held against, so looked for once."""
    if subject not in _KEPT:
        _KEPT[subject] = (
            *clipping_notices(subject),
            *_dropouts(subject),
            *_silence(subject),
            *_silent_channels(subject),
            *channel_label_notices(subject),
            *_true_peak(subject),
            *polarity_notices(subject),
            *likeness_notices(subject),
            *_dc_offset(subject),
            *_word_length(subject),
        )
    return _KEPT[subject]


def _is_asked(kind: NoticeKind, findings: Sequence[Finding]) -> bool:
    """True where a finding says it already: one that does not hold, or one that holds for the whole of the file.

    A demand on the word length that holds may be one on the header alone, so it says nothing of padded bits.
    """
    asked = [finding for finding in findings if finding.rule == _ASKED_BY.get(kind)]
    whole = kind is not NoticeKind.WORD_LENGTH
    return any(
        finding.state in _BREACHED or (whole and finding.state is State.PASS and not finding.window)
        for finding in asked
    )


def _dropouts(subject: Subject) -> Iterator[Notice]:
    rate = subject.sample_rate_hz
    gaps = [
        subject.place(start, start + length, (channel.label,), f"{length / rate:.3f} s")
        for channel in subject.measurements.channels
        for start, length in channel.dropouts
    ]
    if not gaps:
        return
    gaps.sort(key=lambda place: (place.sample_in, place.channels))
    yield Notice(
        kind=NoticeKind.DROPOUT,
        measured=counted(len(gaps), "gap", "gaps"),
        noticed_from=message(
            "notice.from-dropout",
            minimum_seconds=MINIMUM_SECONDS,
            maximum_seconds=MAXIMUM_SECONDS,
            above_dbfs=SIGNAL_ABOVE_DBFS,
        ),
        source="lengths as open gap detectors take them by default; the level is this project's choice",
        where=tuple(gaps[:PLACES_LISTED]),
        where_count=len(gaps),
        message=message("notice.dropout", count=len(gaps)),
        advice=message("notice.listen"),
    )


def _silence(subject: Subject) -> Iterator[Notice]:
    if subject.mix_kind not in _WHOLE_MIXES:
        return
    spans = _silent_spans(subject)
    if not spans:
        return
    rate = subject.sample_rate_hz
    spans.sort(key=lambda span: (span[0] - span[1], span[0]))
    longest = (spans[0][1] - spans[0][0]) / ROWS_PER_SECOND
    yield Notice(
        kind=NoticeKind.SILENCE,
        measured=quantity(longest, "s", 1),
        noticed_from=message("notice.from-silence", seconds=SILENCE_SECONDS, below_dbfs=SILENCE_BELOW_DBFS),
        source="UMDP 0.7.2, method audio_silence (SpectraQC)",
        where=tuple(
            subject.place(
                row_start_sample(start, rate),
                row_start_sample(end, rate),
                (),
                f"{(end - start) / ROWS_PER_SECOND:.1f} s",
            )
            for start, end in spans[:PLACES_LISTED]
        ),
        where_count=len(spans),
        message=message("notice.silence", count=len(spans), longest_seconds=longest),
        advice=message("notice.check-silence"),
    )


def _silent_spans(subject: Subject) -> list[tuple[int, int]]:
    """Rows of the silences between sound; from first to last frame of action where these are known.

    A sync pop is not sound of the programme: the silence between it and the programme is a leader.
    """
    levels = subject.measurements.series.level_dbfs
    silent = [level is None or level < SILENCE_BELOW_DBFS for level in levels]
    parts = parts_of(Window.ACTION, subject)
    first, last = 0, len(silent)
    if not isinstance(parts, Missing):
        rows = [index for index, inside in enumerate(parts[0].rows(subject)) if inside]
        first, last = (rows[0], rows[-1] + 1) if rows else (0, 0)
    pop = round(POP_SECONDS * ROWS_PER_SECOND)
    return [
        (start, end)
        for start, end in true_runs(silent)
        if (end - start) / ROWS_PER_SECOND > SILENCE_SECONDS
        and first <= start
        and end <= last
        and silent[first:start].count(False) > pop
        and silent[end:last].count(False) > pop
    ]


def _silent_channels(subject: Subject) -> Iterator[Notice]:
    measured = subject.measurements
    silent = tuple(
        channel.label
        for channel in measured.channels
        if (channel.loudest_row_dbfs is None or channel.loudest_row_dbfs <= ACTIVE_ABOVE_DBFS)
    )
    every = len(silent) == len(measured.channels)
    named = silent if every else tuple(label for label in silent if not label.startswith("LFE"))
    if not named or not (every or subject.mix_kind in _WHOLE_MIXES):
        return
    yield Notice(
        kind=NoticeKind.SILENT_CHANNEL,
        measured=counted(len(named), "channel", "channels"),
        noticed_from=message("notice.from-silent-channel", above_dbfs=ACTIVE_ABOVE_DBFS),
        source="this project's choice: below the room tone of a finished mix",
        message=NO_SOUND if every else message("notice.silent-channel", channels=named),
        advice=message("notice.check-file-and-export") if every else message("notice.check-routing"),
    )


def _true_peak(subject: Subject) -> Iterator[Notice]:
    largest = subject.measurements.max_true_peak_dbtp
    parts = parts_of(Window.FILE, subject)
    if largest is None or largest <= FULL_SCALE_DBTP or isinstance(parts, Missing):
        return
    found = overs(FULL_SCALE_DBTP, parts, subject)
    yield Notice(
        kind=NoticeKind.TRUE_PEAK,
        measured=quantity(largest, "dBTP"),
        noticed_from=message("notice.from-true-peak", above_dbtp=FULL_SCALE_DBTP),
        source="ITU-R BS.1770-5, Annex 2",
        where=tuple(one.place(FULL_SCALE_DBTP, subject) for one in found[:PLACES_LISTED]),
        where_count=len(found),
        message=message("notice.true-peak", largest_dbtp=largest),
        advice=message("notice.limit"),
    )


def _dc_offset(subject: Subject) -> Iterator[Notice]:
    over = [channel for channel in subject.measurements.channels if abs(channel.dc_offset_percent) >= DC_OFFSET_PERCENT]
    # A mean beyond full scale is no offset: it is made by samples that are no sound.
    if not over or any(one.code == BEYOND_SCALE for one in subject.measurements.damage):
        return
    worst = max(over, key=lambda channel: abs(channel.dc_offset_percent))
    others = tuple(channel.label for channel in over if channel is not worst)
    percent = abs(worst.dc_offset_percent)
    yield Notice(
        kind=NoticeKind.DC_OFFSET,
        measured=quantity(percent, "%", 2),
        noticed_from=message("notice.from-dc-offset", percent=DC_OFFSET_PERCENT),
        source="this project's choice",
        message=message("notice.dc-offset-in-several", channel=worst.label, percent=percent, others=others)
        if others
        else message("notice.dc-offset", channel=worst.label, percent=percent),
        advice=message("notice.high-pass"),
    )


def _word_length(subject: Subject) -> Iterator[Notice]:
    measured = subject.measurements
    used = measured.effective_bits
    facts = measured.files[0]
    stated = FLOAT_WORD_BITS if facts.sample_format.is_float else facts.valid_bits
    if used is None or stated - used < UNUSED_BITS:
        return
    yield Notice(
        kind=NoticeKind.WORD_LENGTH,
        measured=quantity(used, "bit", 0),
        noticed_from=message("notice.from-word-length", bits=UNUSED_BITS),
        source="this project's choice",
        message=message("notice.word-length", bits=facts.valid_bits, used_bits=used),
        advice=message("remedy.export-full-word-length"),
    )


def _header(subject: Subject) -> Iterator[Notice]:
    """What is odd about the files but readable, and no fault of a profile; damage says more where there is some."""
    measured = subject.measurements
    notes = (
        *(note for note in measured.notes if not _of_a_render(note)),
        *(note for facts in measured.files for note in facts.notes if not _is_check(note, facts)),
    )
    if measured.damage or not notes:
        return
    yield Notice(
        kind=NoticeKind.HEADER,
        measured=None,
        noticed_from=message("notice.from-header"),
        source="the format of the file",
        message=message("general.sentences", sentences=notes),
        advice=message("notice.export-again"),
    )


def _rendering(subject: Subject) -> Iterator[Notice]:
    """How moving objects were rendered, and what is known of each."""
    notes = tuple(note for note in subject.measurements.notes if _of_a_render(note))
    if notes:
        yield Notice(
            kind=NoticeKind.RENDERING,
            measured=None,
            noticed_from=message("notice.from-rendering"),
            source="this project's choice",
            message=message("general.sentences", sentences=notes),
            advice=message("remedy.deliver-a-render"),
        )


def _of_a_render(note: Message) -> bool:
    return note.code.startswith("rendering.")


def _is_check(note: Message, facts: FileFacts) -> bool:
    """Whether a note is told as a fault of the profile, which speaks of the RIFF family alone."""
    return is_of_the_family(facts) and note.code in WAVE.ids


def _asks_for_conformance(findings: Sequence[Finding]) -> bool:
    return any(finding.rule == "form.conformance" and finding.state in _BREACHED for finding in findings)


def _conformance(subject: Subject) -> Iterator[Notice]:
    """What breaks the standards of the RIFF family: one notice for each check, with the files it is met in."""
    found: dict[str, list[Fault]] = {}
    for facts in subject.measurements.files:
        for fault in conform(WAVE, facts):
            if not fault.is_open:
                found.setdefault(fault.check, []).append(fault)
    for check_id, faults in found.items():
        first, *others = distinct(fault.message for fault in faults)
        more = (message("general.and-more", count=len(others)),) if others else ()
        yield Notice(
            kind=NoticeKind.HEADER,
            measured=None,
            noticed_from=message("notice.from-check", check=check_id),
            source=WAVE.check(check_id).clause.text,
            where=tuple(fault.place for fault in faults[:PLACES_LISTED]),
            where_count=len(faults),
            message=message("general.sentences", sentences=(first, *more)),
            advice=message("notice.export-again"),
        )
