"""Positions for people: timecode where the picture rate is known, programme time, and samples."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

from specs.timecode import format_timecode, samples_to_timecode, timecode_to_samples
from validator.catalogue import say
from validator.languages import tr
from validator.languages.figures import reworded

if TYPE_CHECKING:
    from specs.statements.statement import JoinedReel
    from validator.results.finding import Notice, Place
    from validator.results.measurements import Measurements
    from validator.results.report import Report

_STEPS_SECONDS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
_DROPPED: Final = {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}
"""Frame numbers left out each minute but the tenth (SMPTE ST 12-1:2014 clause 5.2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The programme's time.

    Attributes:
        sample_rate_hz: Samples per second.
        start_sample: Samples from midnight to the first sample of the programme, on the picture's count.
        picture_rate: None where it is not known; then there is no timecode.
        drop_frame: True where the count leaves out frame numbers.
        reel: Number of the reel; None where the programme is whole.
        joined: Where the reels lie, where all of them are measured as one programme.
        reel_start_sample: Samples from midnight to the first frame of the reel's picture, where the count within the
            reel begins; None where it begins with the file.
    """

    sample_rate_hz: int
    start_sample: int = 0
    picture_rate: Fraction | None = None
    drop_frame: bool = False
    reel: int | None = None
    reel_start_sample: int | None = None
    joined: tuple[JoinedReel, ...] = ()

    def timecode(self, sample: int) -> str | None:
        """Return the timecode of a sample of the programme; None where the picture rate is not known."""
        if self.picture_rate is None:
            return None
        place = self.start_sample + max(sample, 0)
        return samples_to_timecode(place, self.picture_rate, self.sample_rate_hz, drop_frame=self.drop_frame)

    def elapsed(self, sample: int) -> str:
        """Return the time since the first sample, `0:42:10.500`."""
        milliseconds = round(Fraction(max(sample, 0) * 1000, self.sample_rate_hz))
        seconds, milliseconds = divmod(milliseconds, 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}.{milliseconds:03}"

    def shown(self, sample: int) -> str:
        """Return the timecode; the time since the first sample where there is none."""
        return self.timecode(sample) or self.elapsed(sample)

    def within_reel(self, sample: int) -> str:
        """Return the place within the reel, `reel 2 +0:03:21.200`; empty where the programme is whole.

        It counts from the first frame of the reel's picture, as an editor does who has only that reel open; in reels
        that are measured as one programme, from the first sample of the reel's file.
        """
        if self.joined:
            reel = max((one for one in self.joined if one.start_sample <= sample), key=lambda one: one.start_sample)
            return f"{tr('reel')} {reel.number} +{self.elapsed(sample - reel.start_sample + reel.file_sample)}"
        if self.reel is None:
            return ""
        lead = 0 if self.reel_start_sample is None else self.start_sample - self.reel_start_sample
        place = sample + lead
        return f"{tr('reel')} {self.reel} {'-' if place < 0 else '+'}{self.elapsed(abs(place))}"

    def beside(self, sample: int) -> str:
        """Return what stands beside a timecode: the time from the file's start, and the place within the reel."""
        parts = [] if self.picture_rate is None else [self.elapsed(sample)]
        reel = self.within_reel(sample)
        return ", ".join([*parts, *([reel] if reel else [])])

    def ticks(self, sample_count: int, at_most: int) -> tuple[tuple[int, str], ...]:
        """Return round times for an axis: sample of the programme and label.

        Args:
            sample_count: Length of the programme.
            at_most: How many ticks fit.
        """
        duration = sample_count / self.sample_rate_hz
        step = next((step for step in _STEPS_SECONDS if duration / step <= at_most), _STEPS_SECONDS[-1])
        start_seconds = self.start_sample // self.sample_rate_hz if self.picture_rate else 0
        second = start_seconds // step * step
        found = []
        while (tick := self._tick(second))[0] <= sample_count:
            if tick[0] >= 0:
                found.append(tick)
            second += step
        return tuple(found)

    def _tick(self, second: int) -> tuple[int, str]:
        """Return sample and label of a round second: of the count where there is one, else of the programme."""
        rate = self.picture_rate
        if rate is None:
            sample = second * self.sample_rate_hz
            return sample, self.elapsed(sample).split(".")[0]
        frame = second * -(-rate.numerator // rate.denominator)
        dropped = _DROPPED.get(rate, 0) if self.drop_frame else 0
        if dropped:
            minutes = second // 60
            frame -= dropped * (minutes - minutes // 10)
            if second % 60 == 0 and minutes % 10:
                frame += dropped  # its first numbers do not exist: the minute begins at ;02 or ;04
        sample = ceil(frame * self.sample_rate_hz / rate) - self.start_sample
        return sample, format_timecode(frame, rate, drop_frame=self.drop_frame)


RATE_WITHOUT_SOUND_HZ: Final = 48_000
"""The count of a report without sound, whose places are files: nothing reads it."""


def clock_of(report: Report) -> Clock:
    """Return the clock of a report; it begins where the judge placed the mix, else at zero."""
    measured = report.measurements
    statement = None if measured is None else measured.statement
    return Clock(
        sample_rate_hz=RATE_WITHOUT_SOUND_HZ if measured is None else measured.sample_rate_hz,
        reel=None if statement is None else statement.reel,
        joined=() if statement is None else statement.joined,
        reel_start_sample=None if measured is None else _reel_start(report, measured),
        start_sample=report.start_sample or 0,
        picture_rate=None if report.picture_rate is None else Fraction(report.picture_rate),
        drop_frame=";" in (report.start_timecode or ""),
    )


def _reel_start(report: Report, measured: Measurements) -> int | None:
    """Return where the reel's picture begins; None where the delivery does not list its reels with their timecodes."""
    statement = measured.statement
    if statement is None or statement.reel is None or report.picture_rate is None:
        return None
    segments = statement.programme.segments
    if not 1 <= statement.reel <= len(segments):
        return None
    start = segments[statement.reel - 1].start
    return timecode_to_samples(start, Fraction(report.picture_rate), measured.sample_rate_hz)


def place_start(place: Place, clock: Clock) -> str:
    """Return where a place begins: timecode or time in sound; else the file, the line and the element."""
    if place.sample_in is not None:
        return place.timecode_in or clock.shown(place.sample_in)
    line = "" if place.line is None else f"{tr('line')} {place.line}"
    return " ".join(part for part in (place.file, line, place.element or place.path, place.asset) if part)


def place_end(place: Place, clock: Clock) -> str:
    """Return where a place in sound ends; empty for any other place."""
    return "" if place.sample_out is None else place.timecode_out or clock.shown(place.sample_out)


def place_text(place: Place, clock: Clock) -> str:
    """Return a place in one line, samples left out.

    Channels, timecode, in brackets the time from the file's start and the place within the reel, and what is there:
    `L C 01:00:31:01–01:00:31:04 (0:00:31.100) -0.83 dBTP`.
    """
    start, end = place_start(place, clock), place_end(place, clock)
    when = start if end in {start, ""} else f"{start}–{end}"
    words = [
        place.language or "",
        " ".join(place.channels),
        when,
        beside_text(place, clock),
        reworded(place.text or ""),
    ]
    return " ".join(word for word in words if word)


def beside_text(place: Place, clock: Clock) -> str:
    """Return the time from the file's start and the place within the reel, in brackets; empty for other places."""
    beside = "" if place.sample_in is None else clock.beside(place.sample_in)
    return f"({beside})" if beside else ""


def notice_text(notice: Notice, clock: Clock) -> str:
    """Return a notice in words: what is the case, the first place, how many more there are, and what to do."""
    parts: list[str] = []
    for place in notice.where[:1]:
        bare = place_text(place.model_copy(update={"text": None}), clock)
        parts += [bare, *([reworded(place.text)] if place.text else [])]
    more = max(notice.where_count, len(notice.where)) - 1
    parts += [f"+{more} {tr('more')}"] if parts and more else []
    where = f" ({', '.join(parts)})" if parts else ""
    message = say(notice.message)
    stop = "。" if message.endswith("。") else "."
    return f"{message.removesuffix(stop)}{where}{stop} {say(notice.advice)}"


def samples_text(place: Place) -> str:
    """Return the samples of a place: `12000–12480`, the end not included; empty where it is no place in sound."""
    if place.sample_in is None or place.sample_out is None:
        return ""
    if place.sample_out <= place.sample_in + 1:
        return str(place.sample_in)
    return f"{place.sample_in}–{place.sample_out}"
