"""Where the programme lies in its file: what belongs to it, and what is leader, tone or padding.

The first of these that is known decides:

| what is known                                  | the programme                                         | said as |
|------------------------------------------------|-------------------------------------------------------|---------|
| the file holds nothing but action              | the whole file                                        |         |
| first or last frame of action                  | between them                                          | stated  |
| a preset, long-play or reel                    | from the start timecode, or 8 s after it, to the end  | stated  |
| the sheet's blocks or programme start, by the  | from the programme start, or the longest stretch      | stated  |
| file's stamp                                   | without a block, to the next block or the end         |         |
| start and length of the picture, in the file   | the picture's length                                  | stated  |
| then, in what is left: a leader with its pop   | from 2 s after the pop                                | found   |
| then, where the sheet asks for it: a tone      | after the tone and the silence behind it              | found   |
| nothing of all this                            | the whole file                                        |         |

What is found is an assumption, and every finding that rests on it says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from specs.timecode import frames_to_samples, nominal_frames, parse_timecode, samples_to_timecode
from validator.scan.table import ROWS_PER_SECOND, row_start_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.requirements.time import TimedBlock
    from validator.results.measurements import ToneReading
    from validator.rules.subject import Subject

LEADER_SECONDS: Final = 8
"""From the start of a universal leader to the first frame of action. Source: SMPTE ST 55, 8 s countdown leader."""

ACTION_AFTER_POP_SECONDS: Final = 2
"""From the sync pop, the "2" of a countdown leader, to the first frame of action. Source: as above."""

SILENT_BELOW_DBFS: Final = -60.0
"""Rows of 100 ms whose loudest channel is softer are silence; as for the first sound of a mix (`meters.activity`)."""

POP_ABOVE_DBFS: Final = -45.0
"""Project's choice: one frame of a sine at -20 dBFS gives a row of 100 ms -27 to -33 dBFS RMS."""

POP_READ_WITHIN_SECONDS: Final = 0.002
"""How near a pop is read to its place (measured: pops of one frame at 1 kHz, within 0.2 ms; at 60 Hz 5 ms)."""

LONGEST_POP_ROWS: Final = 2
"""One frame at 23.976 fps is 42 ms, and so lies in one row of 100 ms or in two."""

SILENCE_BEFORE_POP_ROWS: Final = 8
"""0.8 s: in a countdown with a beep each second only the last one, the pop, has the silence behind it as well."""

SILENCE_AFTER_POP_ROWS: Final = 17
"""1.7 s of the 2 s between pop and action; the rest is the length of the pop and the borders of rows."""

LEADER_WITHIN_ROWS: Final = 90 * ROWS_PER_SECOND
"""A pop is looked for in the first and last minute and a half: DPP files begin 30 s, US files 90 s before the hour."""

TONE_STEADY_WITHIN_DB: Final = 0.1
"""As for a line-up tone that a sheet asks for (`rules.leader`)."""

LINE_UP_HZ: Final = (350.0, 1100.0)
"""Line-up tones are of 1 kHz (EBU R 49, ITU-R BS.645), 997 or 1020 Hz, some of 400 or 440 Hz; the bounds are this
project's choice. A steady sound outside them is a drone or a hum that opens the programme."""

TONE_ROWS: Final = 5 * ROWS_PER_SECOND
"""As for a line-up tone that a sheet asks for: five seconds."""


class Placed(StrEnum):
    """What told where the programme lies."""

    WHOLE = "whole"
    ACTION = "action"
    PRESET = "preset"
    SHEET = "sheet"
    PICTURE = "picture"
    POP = "pop"
    TONE = "tone"

    @property
    def is_found(self) -> bool:
        """True where it was found in the sound and nobody stated it."""
        return self in {Placed.POP, Placed.TONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSpan:
    """Where the programme lies.

    Attributes:
        start_sample, end_sample: First sample, and the sample after the last; within the file.
        placed: What told it; the last that did.
        pop_sample: Where a sync pop was found; None where none was.
    """

    start_sample: int
    end_sample: int
    placed: Placed
    pop_sample: int | None = None


def programme_span(subject: Subject) -> ProgrammeSpan:
    """Return where the programme lies in the file."""
    count = subject.measurements.sample_count
    if subject.action_is_whole:
        return ProgrammeSpan(start_sample=0, end_sample=count, placed=Placed.WHOLE)
    stated = _stated(subject) or _sheet(subject)
    if stated is not None:
        return stated
    span = _picture(subject) or ProgrammeSpan(start_sample=0, end_sample=count, placed=Placed.WHOLE)
    levels = subject.measurements.series.level_dbfs
    rate = subject.sample_rate_hz
    pop = find_pop(levels, span.start_sample * ROWS_PER_SECOND // rate)
    if pop is not None:
        found = tone_at(subject, pop)
        at = row_start_sample(pop, rate) if found is None else found.start_sample
        start = at + ACTION_AFTER_POP_SECONDS * rate if found is None else _on_row(at + samples_from_pop(subject), rate)
        if start < span.end_sample:
            # Between the pops there is a sample at least, wherever they stand.
            end = max(_before_tail_pop(levels, span.end_sample, rate), start + 1)
            return ProgrammeSpan(start_sample=start, end_sample=end, placed=Placed.POP, pop_sample=at)
    if subject.head_tone_is_asked:
        row = after_tone(levels)
        if row is not None and not _opens_with_a_drone(subject, row):
            start = row * rate // ROWS_PER_SECOND
            return ProgrammeSpan(start_sample=start, end_sample=span.end_sample, placed=Placed.TONE)
    return span


def _stated(subject: Subject) -> ProgrammeSpan | None:
    """What frames of action or a preset say, cut to the file; None where they say nothing, or lie outside it."""
    facts, count = subject.programme, subject.measurements.sample_count
    first, last = facts.first_frame_of_action, facts.last_frame_of_action
    start = None if first is None else subject.programme_sample(first)
    end = None if last is None else subject.programme_sample(last, frames_later=1)
    placed = Placed.ACTION
    if start is None and facts.preset is not None:
        start, placed = _preset(subject), Placed.PRESET
    if start is None and end is None:
        return None
    inside = max(start or 0, 0), min(count if end is None else end, count)
    if inside[0] >= inside[1]:
        return None
    return ProgrammeSpan(start_sample=inside[0], end_sample=inside[1], placed=placed)


def _preset(subject: Subject) -> int | None:
    """First sample of the action by a preset: at the start timecode, else at the hour that lies in the file's head."""
    facts, rate = subject.programme, subject.sample_rate_hz
    leader = LEADER_SECONDS if facts.preset == "reel" else 0
    origin = None if facts.start_timecode is None else subject.programme_sample(facts.start_timecode)
    if origin is None:
        origin = _hour(subject)
    return origin + leader * rate


def _hour(subject: Subject) -> int:
    """First sample at a full hour within the file's first minute; the file's first where there is none."""
    if subject.picture_rate is None or subject.start_sample is None:
        return 0
    begun = samples_to_timecode(subject.file_start_sample, subject.picture_rate, subject.sample_rate_hz)
    hour = int(begun[:2])
    for candidate in (hour, hour + 1):
        timecode = f"{candidate % 24:02}:00:00:00"
        parse_timecode(timecode, subject.picture_rate)
        sample = subject.programme_sample(timecode)
        if sample is not None and 0 <= sample < 60 * subject.sample_rate_hz:
            return sample
    return 0


def _on_row(sample: int, rate: int) -> int:
    """Return the first sample of a row of 100 ms that lies as near as a pop is read to; else the sample itself.

    A pop that is read 3 samples late must not cost the action its first row.
    """
    nearest = row_start_sample(round(sample * ROWS_PER_SECOND / rate), rate)
    return nearest if abs(nearest - sample) <= POP_READ_WITHIN_SECONDS * rate else sample


def samples_from_pop(subject: Subject, frames: int | None = None) -> int:
    """Return how far a sync pop stands before the first frame of action.

    Two seconds of the frame count are 48 frames at 23.976 and so 2.002 s of time; where the picture rate is not known
    they are two seconds.

    Args:
        subject: The mix.
        frames: How many picture frames, where a sheet says so; None for two seconds of the count.
    """
    rate = subject.picture_rate
    if rate is None:
        return ACTION_AFTER_POP_SECONDS * subject.sample_rate_hz
    count = nominal_frames(ACTION_AFTER_POP_SECONDS, rate) if frames is None else frames
    return frames_to_samples(count, rate, subject.sample_rate_hz)


def tone_at(subject: Subject, row: int) -> ToneReading | None:
    """Return the tone that begins about a row of 100 ms; None without one, or where nobody looked for tones."""
    place, reach = row_start_sample(row, subject.sample_rate_hz), subject.sample_rate_hz // ROWS_PER_SECOND
    tones = subject.measurements.tones or ()
    return next((tone for tone in tones if place - reach < tone.start_sample < place + reach), None)


def block_bounds(subject: Subject, blocks: Sequence[TimedBlock]) -> tuple[tuple[int, int], ...]:
    """Return what blocks of a sheet take of the file, in order: first sample, and the sample after the last."""
    if subject.picture_rate is None or subject.known_start_sample is None:
        return ()
    count = subject.measurements.sample_count
    found = []
    for block in blocks:
        first, after = subject.counted_sample(block.start), subject.counted_sample(block.end)
        if first is not None and after is not None and max(first, 0) < min(after, count):
            found.append((max(first, 0), min(after, count)))
    return tuple(sorted(found))


def _sheet(subject: Subject) -> ProgrammeSpan | None:
    """What the sheet's own timecodes leave of the file for the programme; None where none of them lies in it.

    09:59:30:00        09:59:50  09:59:57  10:00:00:00
    |tone              |clock    |silence  |programme                       |   the longest stretch without a block,
                                                                                or the one that holds the start
    """
    count = subject.measurements.sample_count
    blocks = block_bounds(subject, subject.blocks)
    begins = next((place for place in subject.programme_start_samples if 0 < place < count), None)
    if not blocks and begins is None:
        return None
    free, place = [], 0
    for first, after in (*blocks, (count, count)):
        if first > place:
            free.append((place, first))
        place = max(place, after)
    holding = [one for one in free if begins is not None and one[0] <= begins < one[1]]
    if begins is not None and holding:
        return ProgrammeSpan(start_sample=begins, end_sample=holding[0][1], placed=Placed.SHEET)
    if not free:
        return None
    start, end = max(free, key=lambda one: one[1] - one[0])
    return ProgrammeSpan(start_sample=start, end_sample=end, placed=Placed.SHEET)


def _picture(subject: Subject) -> ProgrammeSpan | None:
    """The picture's length, where start and length are stated and the file, by its own stamp, reaches beyond it."""
    facts, rate = subject.programme, subject.picture_rate
    if facts.start_timecode is None or facts.duration_frames is None or rate is None or not subject.is_placed_by_stamp:
        return None
    count = subject.measurements.sample_count
    start = subject.programme_sample(facts.start_timecode)
    if start is None:
        return None
    end = start + round(facts.duration_frames * subject.sample_rate_hz / rate)
    inside = max(start, 0), min(end, count)
    if inside[0] >= inside[1] or inside == (0, count):
        return None
    return ProgrammeSpan(start_sample=inside[0], end_sample=inside[1], placed=Placed.PICTURE)


def find_pop(levels: Sequence[float | None], first_row: int = 0) -> int | None:
    """Return the row in which the sync pop of a leader begins; None where there is none.

    A pop is one frame of tone in silence: silent for 0.8 s before it and for 1.7 s after it, and then there is sound.

    Args:
        levels: RMS of the loudest channel for each 100 ms, dBFS; None for digital silence.
        first_row: Where the search begins.
    """
    silent = [
        level is None or level < SILENT_BELOW_DBFS for level in levels[first_row : first_row + LEADER_WITHIN_ROWS]
    ]
    row = SILENCE_BEFORE_POP_ROWS
    while row < len(silent) - SILENCE_AFTER_POP_ROWS:
        if silent[row]:
            row += 1
            continue
        end = next((index for index in range(row, len(silent)) if silent[index]), len(silent))
        alone = all(silent[row - SILENCE_BEFORE_POP_ROWS : row])
        after = silent[end : end + SILENCE_AFTER_POP_ROWS]
        peak = max(level for level in levels[first_row + row : first_row + end] if level is not None)
        is_pop = alone and end - row <= LONGEST_POP_ROWS and peak > POP_ABOVE_DBFS
        if is_pop and len(after) == SILENCE_AFTER_POP_ROWS and all(after) and _sounds(levels, first_row + end):
            return first_row + row
        row = end
    return None


def _sounds(levels: Sequence[float | None], row: int) -> bool:
    return any(level is not None and level >= SILENT_BELOW_DBFS for level in levels[row:])


def _before_tail_pop(levels: Sequence[float | None], end_sample: int, rate: int) -> int:
    """Return where the action ends: 2 s before a tail pop, where there is one like the one at the head."""
    last = min(end_sample * ROWS_PER_SECOND // rate, len(levels))
    backwards = list(reversed(levels[max(last - LEADER_WITHIN_ROWS, 0) : last]))
    pop = find_pop([*[None] * SILENCE_BEFORE_POP_ROWS, *backwards])
    if pop is None:
        return end_sample
    # The row in which it ends, counted from the head; the padding made room for a pop at the very end.
    row = last - (pop - SILENCE_BEFORE_POP_ROWS)
    return row * rate // ROWS_PER_SECOND - ACTION_AFTER_POP_SECONDS * rate


def after_tone(levels: Sequence[float | None]) -> int | None:
    """Return the row in which sound begins again after a line-up tone at the head; None where there is no tone.

    Args:
        levels: As for `find_pop`.
    """
    head = list(levels[:LEADER_WITHIN_ROWS])
    start = next((row for row, level in enumerate(head) if level is not None and level >= SILENT_BELOW_DBFS), None)
    if start is None:
        return None
    tone = head[start + 1] if start + 1 < len(head) else None  # the first row may hold the tone in part only
    end = start + 1
    while end < len(levels) and tone is not None and _alike(levels[end], tone):
        end += 1
    if end - start < TONE_ROWS:
        return None
    after = [row for row in range(end, len(levels)) if (levels[row] or -200.0) >= SILENT_BELOW_DBFS]
    # The tone's own last row is sound as well, where it ends within it.
    return next((row for row in after if row > end or not _alike(levels[end - 1], levels[row] or 0.0)), None)


def is_of_line_up(tone: ToneReading) -> bool:
    """Say whether a tone has the frequency of a line-up tone; one whose frequency was not told may."""
    return tone.frequency_hz is None or LINE_UP_HZ[0] <= tone.frequency_hz <= LINE_UP_HZ[1]


def _opens_with_a_drone(subject: Subject, row: int) -> bool:
    """True where the steady sound before a row is of a frequency that no line-up tone has: it is of the programme."""
    before = row_start_sample(row, subject.sample_rate_hz)
    steady = [
        tone
        for tone in subject.measurements.tones or ()
        if tone.start_sample < before and tone.length_samples * ROWS_PER_SECOND >= TONE_ROWS * subject.sample_rate_hz
    ]
    return bool(steady) and not any(is_of_line_up(tone) for tone in steady)


def _alike(level: float | None, tone: float) -> bool:
    return level is not None and abs(level - tone) < TONE_STEADY_WITHIN_DB
