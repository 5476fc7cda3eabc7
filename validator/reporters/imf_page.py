"""An IMF or digital cinema package as a page: each composition's timeline drawn, and its stretches as a table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.containers.imf.outline_model import ImfOutline, OutlineComposition, OutlineStretch, OutlineTrack

WIDTH: Final = 1000
"""Units of the drawing; the page scales it."""

LABEL_WIDTH: Final = 230
ROW_HEIGHT: Final = 34
AXIS_HEIGHT: Final = 26
COMPOSITIONS: Final = 40
"""Compositions of a package that are drawn: one for each language of a large delivery."""

STEPS: Final = 4
"""Parts of the axis between its labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStretch:
    """A stretch on the timeline.

    Attributes:
        x, width: In units of the drawing.
        kind: `picture`, `sound`, `other`, or `elsewhere` for a file that is in no package that was given.
        plays: The file, or the id of one that is elsewhere; empty for markers.
        segment: From 1.
        begins: On the timeline.
        lasts: In seconds, all repeats together; behind it how often it plays, where that is more than once.
        markers: Labels and offsets.
    """

    x: float
    width: float
    kind: str
    plays: str
    segment: int
    begins: str
    lasts: str
    markers: str

    @property
    def said(self) -> str:
        """What it is, for whoever points at it."""
        return "; ".join(one for one in (self.plays, self.markers, f"{self.begins}, {self.lasts}") if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTrack:
    """A virtual track.

    Attributes:
        y: Top of its row.
        name, detail: What it is called, and its soundfield and languages.
        stretches: In the order of playing.
    """

    y: int
    name: str
    detail: str
    stretches: tuple[DrawnStretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnComposition:
    """A composition as it is drawn.

    Attributes:
        title: Its title.
        facts: What it is, in short.
        height: Of the drawing.
        tracks: One row each.
        ticks: Where the axis has a label, and which.
        segments: Where segments begin, but the first.
    """

    title: str
    facts: str
    height: int
    tracks: tuple[DrawnTrack, ...]
    ticks: tuple[tuple[float, str], ...]
    segments: tuple[float, ...]


def imf_outline_to_html(outline: ImfOutline) -> str:
    """Return the page of a package; it refers to nothing outside itself."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  start-up of runs that write no page

    from validator.reporters.static_text import StaticText  # noqa: PLC0415  as above

    environment = Environment(
        loader=PackageLoader("validator.reporters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=[StaticText],
    )
    page = environment.get_template("imf.html.j2")
    drawn = drawn_compositions(outline)
    return page.render(outline=outline, compositions=drawn, width=WIDTH, label_width=LABEL_WIDTH, row=ROW_HEIGHT)


def drawn_compositions(outline: ImfOutline | None) -> tuple[DrawnComposition, ...]:
    """Return the drawings of a package; none for anything else."""
    return () if outline is None else tuple(map(drawn_composition, outline.compositions[:COMPOSITIONS]))


def drawn_composition(composition: OutlineComposition) -> DrawnComposition:
    """Return the drawing of a composition; one of unknown length has rows and no stretches."""
    seconds = composition.seconds or 0.0
    facts = [
        composition.kind or "",
        f"{composition.edit_rate} fps" if composition.edit_rate else "",
        f"{seconds:.3f} s" if seconds else "length unknown",
        f"from {composition.start_timecode}" if composition.start_timecode else "",
        " ".join(composition.languages),
        composition.file,
    ]
    starts = sorted(
        {
            (one.segment, one.timeline_seconds)
            for track in composition.tracks
            for one in track.stretches
            if one.segment > 1 and one.timeline_seconds is not None
        }
    )
    first = dict(reversed(starts))
    return DrawnComposition(
        title=composition.title or composition.file,
        facts=" · ".join(one for one in facts if one),
        height=AXIS_HEIGHT + ROW_HEIGHT * len(composition.tracks) + 4,
        tracks=tuple(_track(track, number, seconds) for number, track in enumerate(composition.tracks)),
        ticks=tuple((_x(seconds * at / STEPS, seconds), _clock(seconds * at / STEPS)) for at in range(STEPS + 1)),
        segments=tuple(_x(start, seconds) for start in first.values()) if seconds else (),
    )


def _track(track: OutlineTrack, number: int, seconds: float) -> DrawnTrack:
    name = track.kind.removesuffix("Sequence") or "track"
    return DrawnTrack(
        y=AXIS_HEIGHT + number * ROW_HEIGHT,
        name=name,
        detail=" ".join((*track.soundfields, *track.languages)),
        stretches=tuple(_stretches(track, seconds)) if seconds else (),
    )


def _stretches(track: OutlineTrack, seconds: float) -> Iterator[DrawnStretch]:
    for one in track.stretches:
        lasts = _lasts(one)
        if one.timeline_seconds is None or lasts is None:
            continue
        x = _x(one.timeline_seconds, seconds)
        end = _x(min(one.timeline_seconds + lasts, seconds), seconds)
        times = f" × {one.repeat_count}" if one.repeat_count != 1 else ""
        yield DrawnStretch(
            x=x,
            width=max(end - x, 1.0),
            kind=_kind(track, one),
            plays=one.file or one.track_file_id or "",
            segment=one.segment,
            begins=_clock(one.timeline_seconds),
            lasts=f"{lasts:.3f} s{times}",
            markers=", ".join(one.markers),
        )


def _lasts(stretch: OutlineStretch) -> float | None:
    if stretch.unit_count is None or stretch.edit_rate is None:
        return None
    return float(stretch.unit_count / Fraction(stretch.edit_rate))


def _kind(track: OutlineTrack, stretch: OutlineStretch) -> str:
    if stretch.track_file_id is not None and stretch.file is None:
        return "elsewhere"
    return {"MainImageSequence": "picture", "MainAudioSequence": "sound"}.get(track.kind, "other")


def _x(seconds: float, whole: float) -> float:
    """Where a moment is on the drawing."""
    return round(LABEL_WIDTH + (WIDTH - LABEL_WIDTH) * (seconds / whole if whole else 0.0), 2)


def _clock(seconds: float) -> str:
    """A moment as people read it, with tenths in the first minute."""
    whole = int(seconds)
    tenths = f".{int(seconds * 10) % 10}" if whole < 60 else ""
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}{tenths}"
