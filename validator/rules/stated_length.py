"""The length of the picture that is stated, against the sound of the file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.vocabulary import MixKind
from validator.rules.placement import ACTION_AFTER_POP_SECONDS, LONGEST_POP_ROWS, SILENT_BELOW_DBFS, Placed
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from validator.rules.subject import Subject

WITH_ANOTHER_PICTURE: Final = frozenset({MixKind.TRAILER, MixKind.COMMERCIAL, MixKind.OPTIONAL})
"""Kinds whose picture is not that of the programme, where they come in one delivery with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthBesidePicture:
    """How the sound stands to the picture's length.

    Attributes:
        frames: By how many frames the file is too short (negative), or its sound goes on too long (positive).
        end_is_known: True where it is known where the picture ends in the file, so that the sound goes on behind it.
        end_sample: Where that is; None where the file is too short, or nothing says where the picture lies.
    """

    frames: Fraction
    end_is_known: bool = False
    end_sample: int | None = None


def length_beside_picture(subject: Subject) -> LengthBesidePicture | None:
    """Return how a file contradicts the length of the picture that is stated; None where it does not.

    A file may hold a leader before the picture and anything silent around it, so it is not its length that has to be
    the picture's:

    | the file                                                          | it contradicts                         |
    |-------------------------------------------------------------------|----------------------------------------|
    | is shorter than the picture by a frame or more                    | yes: sound is missing                  |
    | holds nothing but action, and is longer                           | yes                                    |
    | it is known where the picture begins; sound goes on behind it     | yes, but for a tail pop                |
    | nobody knows where; from first to last sound is longer            | yes                                    |
    | anything else                                                     | no                                     |

    Where frames of action are stated, they are held against the file instead (`time.action-in-file`).
    """
    facts, rate = subject.programme, subject.picture_rate
    if facts.duration_frames is None or rate is None or _has_another_length(subject):
        return None
    measured = subject.measurements
    frame = Fraction(subject.sample_rate_hz) / rate
    length = facts.duration_frames * frame
    lacking = length - measured.sample_count
    if lacking >= frame:
        return LengthBesidePicture(frames=-lacking / frame)
    if subject.action_is_whole:
        over = measured.sample_count - length
        return LengthBesidePicture(frames=over / frame) if over >= frame else None
    first, last = measured.first_sound_sample, measured.last_sound_sample
    if first is None or last is None:
        return None
    begin = _begin(subject)
    end = (first if begin is None else begin) + length
    over = last + 1 - end
    if over < frame or (begin is not None and _is_tail_pop(subject, end)):
        return None
    return LengthBesidePicture(
        frames=over / frame, end_is_known=begin is not None, end_sample=None if begin is None else round(end)
    )


def _has_another_length(subject: Subject) -> bool:
    """True where the length that is stated is not that of this file: of a reel, of all of them, of a trailer."""
    facts = subject.programme
    return (
        facts.first_frame_of_action is not None
        or facts.last_frame_of_action is not None
        or subject.reel is not None
        or bool(subject.joined)
        or (subject.mix_kind in WITH_ANOTHER_PICTURE and subject.companions is not None)
    )


def _begin(subject: Subject) -> int | None:
    """First sample of the picture in the file; None where neither a timecode nor what is in the file says it."""
    start = subject.programme.start_timecode
    if start is not None:
        sample = subject.programme_sample(start)
        return None if sample is None else max(sample, 0)
    return None if subject.span.placed is Placed.WHOLE else subject.span.start_sample


def _is_tail_pop(subject: Subject, end: Fraction) -> bool:
    """True where all that sounds behind the picture is as short as a pop, and stands as far off as one."""
    rows = subject.measurements.series.level_dbfs
    after = end / subject.sample_rate_hz * ROWS_PER_SECOND
    sounding = [
        row for row, level in enumerate(rows) if row + 1 > after and level is not None and level >= SILENT_BELOW_DBFS
    ]
    if not sounding or sounding[-1] - sounding[0] >= LONGEST_POP_ROWS:
        return False
    return sounding[0] >= after + (ACTION_AFTER_POP_SECONDS - 1) * ROWS_PER_SECOND
