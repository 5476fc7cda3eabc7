"""What the headers of a folder's files say about the picture: its rate, its start and its length."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specs.errors import UsageError
from specs.message import message
from specs.timecode import frames_to_samples, samples_to_frames, samples_to_timecode, timecode_to_samples
from specs.vocabulary import frame_rate_name, parse_frame_rate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from specs.message import Message
    from validator.containers.facts import FileFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundHeader:
    """A file and what its header says."""

    path: Path
    facts: FileFacts

    @property
    def picture_rate(self) -> Fraction | None:
        """The rate in iXML; None where there is none, or none that is in use."""
        ixml = self.facts.ixml
        try:
            return None if ixml is None or ixml.timecode_rate is None else parse_frame_rate(ixml.timecode_rate)
        except UsageError:
            return None

    @property
    def drop_frame(self) -> bool:
        """True where iXML says that the count drops frames."""
        return self.facts.ixml is not None and self.facts.ixml.timecode_flag == "DF"

    @property
    def start_sample(self) -> int | None:
        """The stamp, in samples since midnight; None where there is none. Zero is what writers leave where none is."""
        stamp = self.facts.bext.time_reference_samples if self.facts.bext is not None else None
        if not stamp and self.facts.ixml is not None:
            stamp = self.facts.ixml.time_reference_samples
        return stamp or None


def programme_of(
    headers: Sequence[SoundHeader], *, in_reels: bool, in_episodes: bool = False
) -> tuple[dict[str, Any], list[tuple[str, bool, Message]]]:
    """Return what the headers say about the picture.

    Args:
        headers: Of every file that can be opened.
        in_reels: True where names speak of reels: then no file is as long as the picture.
        in_episodes: True where there are several: then each has a start and a length of its own.

    Returns:
        Fields of `ProgrammeFacts`; and for each of them, stated or not, whether it is a guess, and from what.
    """
    rates = {rate for header in headers if (rate := header.picture_rate) is not None}
    if not rates:
        return {}, [("picture_rate", True, message("proposal.rate-not-said"))]
    if len(rates) > 1:
        names = tuple(sorted(frame_rate_name(rate) for rate in rates))
        return {}, [("picture_rate", True, message("proposal.rates-differ", rates=names))]
    (rate,) = rates
    stated: dict[str, Any] = {"picture_rate": str(rate)}
    sources = [("picture_rate", False, message("proposal.from-header", source="iXML"))]
    if in_reels or in_episodes:
        why = message("proposal.in-reels" if in_reels else "proposal.in-episodes")
        return stated, [*sources, ("duration_frames", True, why)]
    for key, (value, guess, why) in (
        ("start_timecode", _start(headers, rate)),
        ("duration_frames", _length(headers, rate)),
    ):
        if value is not None:
            stated[key] = value
        sources.append((key, guess, why))
    return stated, sources


def _start(headers: Sequence[SoundHeader], rate: Fraction) -> tuple[str | None, bool, Message]:
    """The stamp of most files, at a full hour, is taken for the picture's first frame; any other may be a leader's.

    Long-play programmes begin at a full hour of timecode; a leader stands before it.
    """
    stamps = Counter(_stamp(header.start_sample, header, rate) for header in headers if header.start_sample is not None)
    if not stamps:
        return None, True, message("proposal.start-not-said")
    (stamp, is_exact), count = stamps.most_common(1)[0]
    if count * 2 <= stamps.total():
        return None, True, message("proposal.starts-differ", stamps=tuple(sorted({text for text, _ in stamps})))
    if not is_exact or stamp[2:].strip(":;0"):
        return None, True, message("proposal.start-not-at-the-hour", stamp=stamp)
    return stamp, True, message("proposal.start-of-stamp", count=count, total=len(headers))


def _stamp(sample: int, header: SoundHeader, rate: Fraction) -> tuple[str, bool]:
    """A stamp as timecode, and whether it is the first sample of that frame."""
    sample_rate_hz = header.facts.sample_rate_hz
    text = samples_to_timecode(sample, rate, sample_rate_hz, drop_frame=header.drop_frame)
    return text, timecode_to_samples(text, rate, sample_rate_hz) == sample


def _length(headers: Sequence[SoundHeader], rate: Fraction) -> tuple[int | None, bool, Message]:
    """The length of most files, where it is one of whole frames."""
    lengths: Counter[int | None] = Counter()
    for header in headers:
        facts = header.facts
        frames = samples_to_frames(facts.sample_count, rate, facts.sample_rate_hz)
        whole = frames_to_samples(frames, rate, facts.sample_rate_hz) == facts.sample_count
        lengths[frames if whole else None] += 1
    length, count = lengths.most_common(1)[0]
    if not length or count * 2 <= len(headers):
        return None, True, message("proposal.lengths-differ")
    return length, True, message("proposal.length-of-files", count=count, total=len(headers))
