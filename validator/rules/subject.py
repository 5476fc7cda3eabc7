"""What a rule is given to judge: the measurements of one mix, its role, and what is known of the picture."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.errors import UsageError
from specs.message import message
from specs.statements.programme import ProgrammeFacts
from specs.timecode import frames_to_samples, parse_timecode, samples_to_timecode, timecode_to_samples
from specs.vocabulary import LAYOUTS, MixKind, Version, parse_layout
from validator.results.finding import Place
from validator.rules.placement import programme_span

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from specs.message import Message
    from specs.requirements.time import TimedBlock
    from specs.statements.statement import Companion, Easing, FilePart, JoinedReel
    from specs.vocabulary import Layout
    from validator.results.measurements import Measurements
    from validator.rules.peaks import OverPassage
    from validator.rules.placement import ProgrammeSpan
    from validator.rules.windows import Part


_WITH_HEIGHTS: Final = frozenset(layout.soundfield for layout in LAYOUTS.values() if layout.name.count(".") > 1)

PROGRAMME_FAMILIES: Final = frozenset({"loudness", "dialogue"})
"""Families of demands that speak of the whole programme, however many reels it comes in."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """One mix, as a rule sees it: itself alone is equal to it, so that what is found of it may be kept beside it.

    Attributes:
        measurements: What one pass established.
        path: Its place in the delivery, which is its identity; None where nobody placed it.
        mix_kind: What the mix is in the delivery.
        version: Original or dub; None where nobody said.
        language: BCP 47 tag; None where nobody said.
        programme: What is known about the programme; every field may be None.
        companions: The other mixes of the delivery; None where a single mix is judged on its own, so that demands on
            a whole delivery do not apply.
        easings: What may lower demands, and who stated it.
        reel: Number of the reel; None where the mix is no reel.
        episode: Which episode or title it belongs to; None where nothing says so.
        judged_with: Place of the report on all reels together, which judges the loudness; None for any other mix.
        joined: Where the reels lie, of all reels together; empty for any other mix.
        part: Which part of its file the mix is; None for all of it.
        head_tone_is_asked: True where the deliverable it is held against has a line-up tone in the file.
        blocks: What the deliverable has in the file beside its programme.
        programme_starts: Timecodes at which the deliverable has the programme begin.
    """

    measurements: Measurements
    path: str | None = None
    mix_kind: MixKind = MixKind.PRINTMASTER
    version: Version | None = None
    language: str | None = None
    programme: ProgrammeFacts = field(default_factory=ProgrammeFacts)
    companions: tuple[Companion, ...] | None = None
    easings: tuple[Easing, ...] = ()
    reel: int | None = None
    episode: str | None = None
    judged_with: str | None = None
    joined: tuple[JoinedReel, ...] = ()
    part: FilePart | None = None
    head_tone_is_asked: bool = False
    blocks: tuple[TimedBlock, ...] = ()
    programme_starts: tuple[str, ...] = ()

    def judged_elsewhere(self, rule: str) -> Message | None:
        """Return why a demand is judged in another report of the run; None where it is judged here.

        | demand                   | a reel of a programme | all reels together |
        |--------------------------|-----------------------|--------------------|
        | loudness.*, dialogue.*   | elsewhere             | here               |
        | peak.*                   | here                  | here               |
        | anything else            | here                  | elsewhere          |
        """
        family = rule.partition(".")[0]
        if self.judged_with is not None and family in PROGRAMME_FAMILIES:
            return message("delivery.judged-over-all-reels", report=self.judged_with)
        if self.joined and family not in {*PROGRAMME_FAMILIES, "peak"}:
            return message("delivery.judged-on-each-reel", count=len(self.joined))
        return None

    @property
    def action_is_whole(self) -> bool:
        """True where the file runs from the first to the last frame of action, whatever its timecodes."""
        return bool(self.programme.action_is_whole)

    @property
    def claimed_action(self) -> tuple[str | None, str | None]:
        """First and last frame of action as anybody states them, granted or not; None where that is the whole file.

        A gate takes no window from a sender, but what he says the file holds has to be in it.

        | stated by the sender         | at a gate, the window | has to be in the file |
        |------------------------------|-----------------------|-----------------------|
        | 01:00:00:00 to 01:30:00:00   | the whole file        | both                  |
        | the whole file is the action | the whole file        | nothing more          |
        """
        claimed = {one.what: one.value for one in self.easings if not one.applies}
        if self.action_is_whole or "action_is_whole" in claimed:
            return None, None
        facts = self.programme
        return (
            facts.first_frame_of_action or self._at_this_rate(claimed.get("first_frame_of_action")),
            facts.last_frame_of_action or self._at_this_rate(claimed.get("last_frame_of_action")),
        )

    def _at_this_rate(self, timecode: str | None) -> str | None:
        """A timecode that the picture rate has; None for one of another rate, as where a receiver knows another."""
        with suppress(UsageError):
            if timecode is not None and self.picture_rate is not None:
                parse_timecode(timecode, self.picture_rate)
                return timecode
        return None

    @cached_property
    def layout(self) -> Layout | None:
        """The channel layout; None where it is not known."""
        name = self.measurements.layout
        return None if name is None else parse_layout(name)

    @cached_property
    def file_layout(self) -> Layout | None:
        """The layout of the file that holds the mix beside others, `5.1+2.0`; None for any other mix."""
        return None if self.part is None or self.part.whole is None else parse_layout(self.part.whole)

    @property
    def soundfields(self) -> frozenset[str]:
        """Names of its soundfield, whatever the order, and of its file's; empty where the layout is not known.

        A programme with moving objects is any mix with heights: what a publisher takes it as.
        """
        if self.measurements.rendering is not None:
            return _WITH_HEIGHTS
        return frozenset(each.soundfield for each in (self.layout, self.file_layout) if each is not None)

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second."""
        return self.measurements.sample_rate_hz

    def placed(
        self, head_tone_is_asked: bool, blocks: tuple[TimedBlock, ...], programme_starts: tuple[str, ...]
    ) -> Subject:
        """The mix with what a deliverable says of the places in its file: the same object for the same places."""
        places = (head_tone_is_asked, blocks, programme_starts)
        if places not in self._placed:
            self._placed[places] = replace(
                self, head_tone_is_asked=head_tone_is_asked, blocks=blocks, programme_starts=programme_starts
            )
        return self._placed[places]

    @cached_property
    def _placed(self) -> dict[object, Subject]:
        return {}

    @cached_property
    def true_peaks(self) -> tuple[tuple[str, NDArray[np.int64], NDArray[np.float64]], ...]:
        """The high true peaks of each channel: its label, their samples, their levels in dBTP."""
        return tuple(
            (
                channel.label,
                np.array(channel.true_peaks_sample, dtype=np.int64),
                np.array(channel.true_peaks_dbtp, dtype=np.float64),
            )
            for channel in self.measurements.channels
        )

    @cached_property
    def overs_by_limit(self) -> dict[tuple[float, tuple[Part, ...]], tuple[OverPassage, ...]]:
        """Passages of true peak above a limit, by limit and parts: most sheets ask for one of a few limits."""
        return {}

    @cached_property
    def picture_rate(self) -> Fraction | None:
        """The picture rate the delivery states; None where it states none. A header's claim is judged, not believed."""
        return self.programme.frame_rate

    @cached_property
    def start_sample(self) -> int | None:
        """First sample since midnight as the first file states it; None where it states none, and for joined reels."""
        return None if self.joined else self.measurements.files[0].start_sample

    @cached_property
    def drop_frame(self) -> bool:
        """True where the delivery counts in drop-frame timecode."""
        return ";" in (self.programme.start_timecode or "")

    @cached_property
    def stated_start_sample(self) -> int | None:
        """Sample since midnight of the picture's first frame, as stated; None where it or the picture rate is not."""
        if self.programme.start_timecode is None or self.picture_rate is None:
            return None
        return timecode_to_samples(self.programme.start_timecode, self.picture_rate, self.sample_rate_hz)

    @cached_property
    def programme_start_samples(self) -> tuple[int, ...]:
        """Samples of the file at which the deliverable has the programme begin; they may lie outside the file."""
        if self.known_start_sample is None:
            return ()
        found = (self.counted_sample(timecode) for timecode in self.programme_starts)
        return tuple(sample for sample in found if sample is not None)

    def counted_sample(self, timecode: str) -> int | None:
        """Sample of the file that a timecode of a sheet names, as `programme_sample`.

        A sheet for all picture rates writes colons; a delivery that counts in drop frame means its own count by them.
        Where nobody states how it counts, the count by which the timecode lies in the file is its own. None also where
        the picture rate has no such timecode.
        """
        dropping = f"{timecode[:8]};{timecode[9:]}"
        written = (dropping, timecode) if self.drop_frame else (timecode, dropping)
        samples = []
        for text in written:
            try:
                samples.append(self.programme_sample(text))
            except UsageError:
                continue  # only 29.97 and 59.94 have the other count
        known = [sample for sample in samples if sample is not None]
        inside = [sample for sample in known if 0 <= sample <= self.measurements.sample_count]
        return next(iter((*inside, *known)), None)

    @cached_property
    def is_placed_by_stamp(self) -> bool:
        """Whether the file's own time reference places it beside the picture, and not what is stated.

        | time reference of the file               | start timecode of the picture | placed by |
        |------------------------------------------|-------------------------------|-----------|
        | none                                     | any                           | statement |
        | 0, as programs write that know none      | not 00:00:00:00               | statement |
        | any other, and the picture lies in there | stated                        | stamp     |
        | any other, and it does not               | stated                        | statement |
        | any                                      | not stated                    | stamp     |
        """
        stamp, stated = self.start_sample, self.stated_start_sample
        if stamp is None:
            return False
        if stated is None:
            return True
        if stamp == 0 and stated != 0:
            return False
        frames, rate = self.programme.duration_frames, self.picture_rate
        length = 1 if frames is None or rate is None else round(frames * self.sample_rate_hz / rate)
        return stamp < stated + max(length, 1) and stated < stamp + max(self.measurements.sample_count, 1)

    @cached_property
    def known_start_sample(self) -> int | None:
        """Sample since midnight of the file's first sample; None where neither a header nor a statement says it."""
        return self.start_sample if self.is_placed_by_stamp else self.stated_start_sample

    @cached_property
    def file_start_sample(self) -> int:
        """Sample since midnight of the file's first sample; 0 where nothing says it."""
        return self.known_start_sample or 0

    @cached_property
    def span(self) -> ProgrammeSpan:
        """Where the programme lies in the file."""
        return programme_span(self)

    def timecode(self, sample: int) -> str | None:
        """Timecode of a sample of the file; None where the picture rate is not known."""
        if self.picture_rate is None:
            return None
        place = self.file_start_sample + max(sample, 0)
        return samples_to_timecode(place, self.picture_rate, self.sample_rate_hz, drop_frame=self.drop_frame)

    def place(self, start: int, end: int, channels: tuple[str, ...] = (), text: str | None = None) -> Place:
        """Return a place with its timecodes."""
        return Place(
            channels=channels,
            sample_in=start,
            sample_out=end,
            timecode_in=self.timecode(start),
            timecode_out=self.timecode(end),
            text=text,
        )

    def programme_sample(self, timecode: str, *, frames_later: int = 0) -> int | None:
        """Sample of the file that a timecode of the picture names, counted from its first; it may lie outside the file.

        None where the picture rate is not known.

        Args:
            timecode: On the picture's count.
            frames_later: Frames after it: 1 gives the sample after the last of that frame.
        """
        if self.picture_rate is None:
            return None
        frame = parse_timecode(timecode, self.picture_rate) + frames_later
        return frames_to_samples(frame, self.picture_rate, self.sample_rate_hz) - self.file_start_sample
