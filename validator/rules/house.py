"""What is held against every mix, whatever sheet is asked: does the file hold what it is said to hold?

These are no demands of a client. They are there only where something is wrong, and cite what they hold against each
other instead of a sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.requirement import Level
from specs.timecode import samples_to_timecode
from specs.vocabulary import MixKind
from validator.comparisons.relation_messages import cause_message, offset_message, party_text, repair_of, speed_message
from validator.comparisons.relations import Agreement, Relation
from validator.rules.form import PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE
from validator.rules.outcome import Outcome, figure, not_measured, quantity
from validator.rules.re_render import re_render_outcomes
from validator.rules.stated_length import length_beside_picture
from validator.rules.time import speed_of_lengths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.comparisons.me.me_model import LineInMe
    from validator.results.finding import Quantity
    from validator.rules.subject import Subject

SOUNDS: Final = "content.sounds"
HOLDS_DIALOGUE: Final = "content.dialogue-present"
LEFT_OVER: Final = "content.left-over-lines"
MISSING_LINES: Final = "content.missing-lines"
IN_STEMS: Final = "content.dialogue-in-stems"
WITH_PARTNER: Final = "sync.with-partner"
RE_RENDER: Final = "content.re-render"
ACTION_IN_FILE: Final = "time.action-in-file"
TIME_REFERENCE: Final = "time.reference-agrees"
LENGTH: Final = "time.length-agrees"

TITLES: Final = {
    SOUNDS: "Sound in the mix",
    HOLDS_DIALOGUE: "Dialogue in the mix",
    IN_STEMS: "Dialogue in music or effects",
    LEFT_OVER: "Lines of the original in the dub",
    MISSING_LINES: "Lines that the dub lacks",
    WITH_PARTNER: "Agreement with its partner",
    RE_RENDER: "Re-render and master",
    ACTION_IN_FILE: "Action in the file",
    TIME_REFERENCE: "Time reference and picture",
    LENGTH: "Length and picture",
}
"""What people call these findings."""

STATEMENT: Final = "what is stated about the programme"
"""The source of these findings: the delivery file, or whoever called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseFinding:
    """Something that is wrong with a file beside what is stated about it.

    Attributes:
        rule: Its id.
        level: How binding it is.
        outcome: What is the case.
        asked_by: Demands of a sheet that say the same; where it has one of them, as binding as this, this is left out.
    """

    rule: str
    level: Level
    outcome: Outcome
    asked_by: frozenset[str] = frozenset()


def house_findings(subject: Subject) -> Iterator[HouseFinding]:
    """Yield what is wrong; nothing where all is right or not stated."""
    yield from judge_action_in_file(subject)
    yield from judge_time_reference(subject)
    yield from judge_length(subject)
    yield from judge_sounds(subject)
    yield from judge_dialogue_present(subject)
    yield from judge_left_over_lines(subject)
    yield from judge_missing_lines(subject)
    yield from judge_dialogue_in_stems(subject)
    yield from judge_with_partner(subject)
    yield from judge_re_render(subject)


SILENT_DBFS: Final = -80.0
"""No sample above this is no sound: dither of 16 bits peaks at -90 dBFS, room tone of a finished mix lies above -70.
Project's choice."""

_DIGITAL_SILENCE: Final = message("reading.silent")
_MAY_BE_SILENT: Final = frozenset({MixKind.MUSIC, MixKind.EFFECTS, MixKind.OPTIONAL})
"""A film may have no music; its stem is delivered all the same."""


def judge_sounds(subject: Subject) -> Iterator[HouseFinding]:
    """Say where a mix is silent from its first sample to its last.

    Judges: the sample peak of all channels.
    Why publishers ask: an export with everything muted has the right name, length and form.
    Boundary: no sample above -80 dBFS; stems of music and effects, and optional ones, may be silent.
    Remedy: export the mix again.
    """
    peak = subject.measurements.max_sample_peak_dbfs
    if peak is None:
        silent = subject.measurements.reasons.get("integrated_lkfs") == _DIGITAL_SILENCE
    else:
        silent = peak < SILENT_DBFS
    if not silent or subject.mix_kind in _MAY_BE_SILENT:
        return
    outcome = Outcome(
        held=False,
        required="every file that is handed in as sound holds sound",
        measured=None if peak is None else quantity(peak, "dBFS", 2),
        reason=message("general.no-sound"),
        remedy=message("remedy.no-sound"),
    )
    yield HouseFinding(rule=SOUNDS, level=Level.SHALL, outcome=outcome)


def judge_dialogue_present(subject: Subject) -> Iterator[HouseFinding]:
    """Say where a mix is the M&E under the name of a printmaster.

    Judges: the mix against its dialogue stem and the rest of its stems, or the M&E.
    Why publishers ask: a programme without a word goes on air.
    Boundary: the other stems explain the mix within -40 dB, and the dialogue stem sounds and is not in it.
    Remedy: deliver the printmaster.
    """
    for comparison in subject.measurements.comparisons:
        if comparison.holds_no_dialogue:
            outcome = Outcome(
                held=False,
                required="the mix holds its dialogue",
                reason=message("relation.is-the-me", dialogue=party_text(comparison.partner)),
                remedy=message("remedy.deliver-printmaster"),
            )
            yield HouseFinding(rule=HOLDS_DIALOGUE, level=Level.SHALL, outcome=outcome)


def judge_left_over_lines(subject: Subject) -> Iterator[HouseFinding]:
    """List the lines of the original that sound in a dub.

    Judges: every line of the dialogue stem of the original, looked for in the dub as a waveform.
    Why publishers ask: a line that nobody recorded goes on air in the wrong language.
    Boundary: a line 20 dB below itself counts; under a voice-over the original sounds throughout, and nothing is said
        unless the dub is stated to be lip-sync. Where it is stated to be a voice-over, nothing is said of any line.
    Remedy: listen; record what is missing, keep what is a cry or a song.
    """
    dubbed_as = subject.programme.dubbed_as
    for comparison in subject.measurements.comparisons:
        left = comparison.left_over
        if left is None or not left.found or dubbed_as == "voice-over" or (left.is_under_all and dubbed_as is None):
            continue
        where = tuple(subject.place(line.start_sample, line.end_sample, text=_line_text(line)) for line in left.found)
        code = "relation.original-under-dub" if left.is_under_all else "relation.left-over-lines"
        reason = message(code, count=len(left.found), lines=left.lines)
        outcome = Outcome(
            held=False,
            required="no line of the original in the dub",
            measured=_counted(left.found),
            where=where,
            reason=reason,
            remedy=message("remedy.listen-to-lines"),
        )
        yield HouseFinding(rule=LEFT_OVER, level=Level.SHOULD, outcome=outcome)


def judge_missing_lines(subject: Subject) -> Iterator[HouseFinding]:
    """List the lines of the original in whose place nothing is spoken in a dub.

    Judges: what music and effects of the original do not explain of the dub, under every line of its dialogue stem.
    Why publishers ask: a line that nobody recorded is a mouth that moves without a word.
    Boundary: fewer than a third of a line sound of speech. Where most lines are missing the mix is no dub, and nothing
        is said here, nor where it is stated to be a voice-over.
    Remedy: listen; record what is missing. A line that was moved by its own length, or left out on purpose, may stay.
    """
    for comparison in subject.measurements.comparisons:
        left = comparison.left_over
        if left is None or not left.missing or subject.programme.dubbed_as == "voice-over":
            continue
        outcome = Outcome(
            held=False,
            required="something spoken in the dub where the original speaks",
            measured=_counted(left.missing),
            where=tuple(subject.place(line.start_sample, line.end_sample) for line in left.missing),
            reason=message("relation.missing-lines", count=len(left.missing), lines=left.lines),
            remedy=message("remedy.record-lines"),
        )
        yield HouseFinding(rule=MISSING_LINES, level=Level.SHOULD, outcome=outcome)


def _counted(lines: Sequence[object]) -> Quantity:
    return quantity(float(len(lines)), "line of dialogue" if len(lines) == 1 else "lines of dialogue", 0)


def judge_dialogue_in_stems(subject: Subject) -> Iterator[HouseFinding]:
    """Say where lines of dialogue are in the stems of music or effects.

    Judges: every line of the dialogue stems of the mix and of the original, looked for in these stems as a waveform.
    Why publishers ask: whoever makes a dub from the stems has the line in it.
    Boundary: a line counts at whatever level it is found; what may be in an M&E is a demand of the sheet.
    Remedy: take the lines out of the stem.
    """
    for comparison in subject.measurements.comparisons:
        for bleed in comparison.stem_bleed:
            reason = message(
                "relation.stem-holds-lines",
                stem=bleed.stem,
                count=len(bleed.found),
                lines=bleed.lines,
                dialogue=bleed.dialogue,
                level_db=bleed.loudest_db,
            )
            outcome = Outcome(
                held=False,
                required="no dialogue in the stems of music and effects",
                measured=quantity(bleed.loudest_db, "dB", 1),
                where=tuple(
                    subject.place(line.start_sample, line.end_sample, text=_line_text(line)) for line in bleed.found
                ),
                reason=reason,
                remedy=message("remedy.mute-lines-in-stem"),
                part=f"{bleed.stem}: {bleed.dialogue}",
            )
            yield HouseFinding(rule=IN_STEMS, level=Level.SHOULD, outcome=outcome)


def _line_text(line: LineInMe) -> str:
    return f"{line.level_db:.1f} dB in {', '.join(line.channels)}"


def judge_with_partner(subject: Subject) -> Iterator[HouseFinding]:
    """Say where a mix differs from its original or its surround mix, whatever the sheet asks.

    Judges: offset, drift, speed, edits and channels against the original; a 2.0 against its surround mix.
    Why publishers ask: it is what dubs are sent back for after they were delivered.
    Boundary: an offset below half a millisecond, and a channel that cannot be told, are none.
    Remedy: as the cause says.
    """
    for comparison in subject.measurements.comparisons:
        told_elsewhere = comparison.relation in {Relation.STEMS, Relation.RE_RENDER}
        if told_elsewhere or comparison.agreement is not Agreement.DIFFERS:
            continue
        late, speed = comparison.latest_samples or 0.0, speed_message(comparison)
        where = speed if speed is not None else offset_message(comparison, late)
        repair = repair_of(comparison)
        outcome = Outcome(
            held=False,
            required=f"in agreement with {party_text(comparison.partner)}",
            measured=quantity(late / comparison.partner.sample_rate_hz * 1000.0, "ms", 2),
            reason=message(
                "sync.differs",
                where=where,
                partner=party_text(comparison.partner),
                cause=cause_message(comparison) or where,
            ),
            remedy=None if repair is None else repair.text,
            part=comparison.relation.value,
        )
        yield HouseFinding(rule=WITH_PARTNER, level=Level.SHOULD, outcome=outcome, asked_by=_ASKED_BY)


def judge_re_render(subject: Subject) -> Iterator[HouseFinding]:
    """Say how a re-render to 5.1 or 7.1.4 stands to the ADM programme it is delivered with.

    Judges: its place in time, its level in every channel, and every bed and object, against our render.
    Why publishers ask: who cannot play the master hears the re-render; both must be the same mix.
    Boundary: loudness and levels within the guard band of the renderer; a part 12 dB below itself is missing.
    Remedy: render the programme again, from the master that is delivered.
    """
    for level, outcome in re_render_outcomes(subject):
        yield HouseFinding(rule=RE_RENDER, level=level, outcome=outcome)


_ASKED_BY: Final = frozenset(
    {"sync.offset", "sync.drift", "sync.speed", "sync.edits", "channels.as-original", "fold-down.of-surround"}
)


def judge_action_in_file(subject: Subject) -> Iterator[HouseFinding]:
    """Say whether the file holds the programme from the first to the last frame of action.

    Judges: the frames of action that are stated against the first and the last sample of the file.
    Why publishers ask: sound that is missing at either end is missing in the programme.
    Boundary: less than a frame at the end holds; exports round the length to samples.
    Remedy: print the whole programme again.
    """
    (first, last), rate = subject.claimed_action, subject.picture_rate
    if rate is None:
        return
    count, frame = subject.measurements.sample_count, float(subject.sample_rate_hz / rate)
    start = None if first is None else subject.programme_sample(first)
    end = None if last is None else subject.programme_sample(last, frames_later=1)
    missing = [
        ("time.begins-after-action", first, 0 if start is None else -start),
        ("time.ends-before-action", last, 0 if end is None else end - count),
    ]
    for code, timecode, samples in missing:
        if timecode is None or samples < frame:
            continue
        frames = samples / frame
        yield HouseFinding(
            rule=ACTION_IN_FILE,
            level=Level.SHALL,
            outcome=Outcome(
                held=False,
                required="the file holds the programme from the first to the last frame of action",
                measured=quantity(frames, "frames missing", 2),
                reason=message(code, frames=round(frames, 2), timecode=timecode),
                remedy=message("remedy.print-whole-programme"),
                part=code,
            ),
        )


def judge_time_reference(subject: Subject) -> Iterator[HouseFinding]:
    """Say where the time reference of the file is another than the start of the picture.

    Judges: the time reference of bext (of iXML where there is no bext) against the start timecode that is stated.
    Why publishers ask: whoever lays the sound by the one has it elsewhere than who lays it by the other.
    Boundary: less than a frame holds; a time reference of 0, which programs write that know none, says nothing.
    Remedy: stamp the file where its first sample belongs, or correct what is stated.
    """
    stamp, stated, rate = subject.start_sample, subject.stated_start_sample, subject.picture_rate
    if not stamp or stated is None or rate is None or abs(stamp - stated) < subject.sample_rate_hz / rate:
        return
    seconds = (stamp - stated) / subject.sample_rate_hz
    by = "time.placed-by-reference" if subject.is_placed_by_stamp else "time.placed-by-statement"
    shown = samples_to_timecode(stamp, rate, subject.sample_rate_hz, drop_frame=subject.drop_frame)
    yield HouseFinding(
        rule=TIME_REFERENCE,
        level=Level.SHOULD,
        outcome=Outcome(
            held=False,
            required=f"a time reference at the start of the picture, {subject.programme.start_timecode}",
            measured=quantity(seconds, "s", 3),
            reason=message(
                "time.reference-differs",
                reference=shown,
                picture=subject.programme.start_timecode,
                seconds=round(abs(seconds), 3),
                direction=message("time.direction-after" if seconds > 0 else "time.direction-before"),
                placed=message(by),
            ),
            remedy=message("remedy.agree-on-start"),
        ),
    )


def judge_length(subject: Subject) -> Iterator[HouseFinding]:
    """Say where the sound contradicts the length of the picture that is stated.

    Judges: the length of the file, and its sound from the first to the last, against the number of picture frames.
    Why publishers ask: a mix of another length than its picture was made for another cut, or the picture is another.
    Boundary: less than a frame holds. A file that is shorter is rejected. One whose sound is longer, or goes on behind
        the end of the picture, is open: what is stated may be wrong. A leader, silence and a tail pop are no fault.
    Remedy: print the mix again at the length of its picture, or correct what is stated.
    """
    if subject.programme.duration_frames is not None and subject.picture_rate is None and not subject.joined:
        outcome = not_measured("the picture's length", PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE)
        yield HouseFinding(
            rule=LENGTH, level=Level.SHOULD, outcome=outcome, asked_by=frozenset({"time.duration-match"})
        )
        return
    found = length_beside_picture(subject)
    if found is None:
        return
    frames, count = float(found.frames), subject.programme.duration_frames
    difference = figure(abs(frames), "frames", None, 2)
    required = f"the picture's length, {count} frames"
    measured = quantity(frames, "frames", 2)
    if frames < 0:
        outcome = Outcome(
            held=False,
            required=required,
            measured=measured,
            reason=message("time.shorter-than-picture", difference=difference),
            why=speed_of_lengths(subject),
            remedy=message("remedy.agree-on-length"),
        )
    else:
        end, count = found.end_sample, subject.measurements.sample_count
        outcome = Outcome(
            held=None,
            required=required,
            measured=measured,
            where=() if end is None else (subject.place(end, count),),
            reason=message(
                "time.sounds-after-picture" if found.end_is_known else "time.sounds-longer-than-picture",
                difference=difference,
            ),
            decided_by=(message("time.decided-by-picture"),),
            remedy=message("remedy.agree-on-length"),
        )
    yield HouseFinding(rule=LENGTH, level=Level.SHALL, outcome=outcome, asked_by=frozenset({"time.duration-match"}))
