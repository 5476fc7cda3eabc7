"""From pieces to a map: segments with their lines, edits with their places, stretches about which nothing is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import LONG_SECONDS, MIDDLE_SECONDS
from validator.comparisons.dub.causes import cause_of
from validator.comparisons.dub.edit_places import EditPlace, edit_place
from validator.comparisons.dub.map_model import (
    DubMap,
    EditKind,
    MapEdit,
    MapSegment,
    MapState,
    Pitch,
    UntoldReason,
    UntoldStretch,
)
from validator.comparisons.dub.offset_stretches import jumps
from validator.comparisons.dub.stretch_kept import UNCERTAINTY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.anchors import Anchor, WaveformPair
    from validator.comparisons.dub.decision import DubDecision
    from validator.comparisons.dub.offset_stretches import DubPiece
    from validator.comparisons.dub.ratios import SpeedRatio

_OWN_SLOPE_ANCHORS: Final = 5
_OWN_SLOPE_SECONDS: Final = 60.0
_OPEN_END_SECONDS: Final = 10.0
"""The first and last segment reach to the ends of the dub unless nothing agrees for longer than that."""

_UNTOLD_RUN: Final = 3
_WIDE_SECONDS: Final = 3.0
"""Where an edit can be placed no better than that, a further one may hide."""

_NEAR_ANCHORS: Final = 5
_OUTSIDE_SECONDS: Final = 0.5
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a map is drawn from.

    Attributes:
        pair: The waveforms.
        slope: Of the dub, as measured: samples of the original per sample of the dub.
        ratio: The legal ratio it is taken for.
        pitch: Whether pitch followed; None at unchanged speed and where the sound does not say.
        pieces: Stretches of one offset, in order.
        reel_left_over: Whether a long stretch did not fit in order.
    """

    pair: WaveformPair
    slope: float
    ratio: SpeedRatio
    pitch: Pitch | None
    pieces: tuple[DubPiece, ...]
    reel_left_over: bool

    @property
    def rate(self) -> int:
        """Samples per second of the original."""
        return self.pair.rate

    @property
    def nominal(self) -> float:
        """The slope that the legal ratio has."""
        return float(self.ratio.value) * self.pair.original.sample_rate_hz / self.pair.dub.sample_rate_hz


def drawn(drawing: Drawing, decision: DubDecision, *, stamp_offset_samples: int | None) -> DubMap:
    """Draw the map of pieces that stand."""
    places = [_place(drawing, before, after) for before, after in jumps(drawing.pieces)]
    edits = tuple(
        _edit(drawing, place, before, after)
        for place, (before, after) in zip(places, jumps(drawing.pieces), strict=True)
    )
    segments = tuple(_segments(drawing, edits))
    return DubMap(
        state=MapState.ALIGNED,
        cause=cause_of(
            segments,
            drawing.ratio,
            rate=drawing.rate,
            stamp_offset_samples=stamp_offset_samples,
            reel_left_over=drawing.reel_left_over,
        ),
        segments=segments,
        edits=edits,
        untold=tuple(_untold(drawing, decision, segments, edits)),
        evidence=decision.evidence,
    )


def _place(drawing: Drawing, before: DubPiece, after: DubPiece) -> EditPlace:
    """Where the earlier piece ends; no better than between the anchors where pitch was kept."""
    if drawing.pitch is Pitch.KEPT:
        return EditPlace(at=(before.last + after.first) / 2, earliest=before.last, latest=after.first)
    # An anchor hears half a window either side of its middle: the edit may lie behind the middle of the last one before
    # it, and what was put in may end behind the middle of the first one after it.
    half = MIDDLE_SECONDS / 2 * drawing.rate
    first, last = max(before.first, before.last - half), min(after.last, after.first + half)
    return edit_place(drawing.pair, drawing.slope, first=first, last=last, lags=_lags_at(before, after))


def _lags_at(before: DubPiece, after: DubPiece) -> tuple[float, float]:
    """The lags before and after an edit; medians, for the nearest anchor hears the edit and may be a sample off."""
    return float(np.median(before.lags[-_NEAR_ANCHORS:])), float(np.median(after.lags[:_NEAR_ANCHORS]))


def _edit(drawing: Drawing, place: EditPlace, before: DubPiece, after: DubPiece) -> MapEdit:
    lags = _lags_at(before, after)
    size = lags[0] - lags[1]
    return MapEdit(
        at_sample=round(place.at / drawing.slope),
        earliest_sample=round(place.earliest / drawing.slope),
        latest_sample=round(place.latest / drawing.slope),
        size_samples=round(abs(size), _DIGITS),
        kind=EditKind.INSERT if size > 0 else EditKind.CUT,
    )


def _segments(drawing: Drawing, edits: Sequence[MapEdit]) -> list[MapSegment]:
    """One segment per piece. What was put in belongs to none."""
    segments = []
    for number, piece in enumerate(drawing.pieces):
        start, end = _ends(drawing, piece)
        if number:
            before = edits[number - 1]
            put_in = before.size_samples / drawing.slope if before.kind is EditKind.INSERT else 0.0
            start = before.at_sample + round(put_in)
        if number < len(edits):
            end = edits[number].at_sample
        segments.append(_segment(drawing, piece, start, max(start, end)))
    return segments


def _ends(drawing: Drawing, piece: DubPiece) -> tuple[int, int]:
    """Where a piece begins and ends if no edit bounds it: at the ends of what dub and original share."""
    half = LONG_SECONDS / 2 * drawing.rate
    open_end = _OPEN_END_SECONDS * drawing.rate
    first = max(0.0, -piece.lags[0])
    if piece.first - half - first > open_end:
        first = piece.first - half
    length = drawing.pair.dub.sample_count * drawing.slope
    last = min(length, drawing.pair.original.sample_count - piece.lags[-1])
    if last - piece.last - half > open_end:
        last = piece.last + half
    count = drawing.pair.dub.sample_count
    return min(count, max(0, round(first / drawing.slope))), min(count, max(0, round(last / drawing.slope)))


def _segment(drawing: Drawing, piece: DubPiece, start: int, end: int) -> MapSegment:
    """The line of a piece: its own slope where it is long enough to have one, else that of all."""
    at, lags = np.array([anchor.at for anchor in piece.anchors]), np.array(piece.lags)
    kept = np.abs(lags - np.median(lags)) <= max(24.0, 5.0 * float(np.median(np.abs(lags - np.median(lags)))))
    at, lags = at[kept], lags[kept]
    own = 0.0
    long = len(at) >= _OWN_SLOPE_ANCHORS and at[-1] - at[0] >= _OWN_SLOPE_SECONDS * drawing.rate
    if long and drawing.pitch is not Pitch.KEPT:
        own = float(np.polyfit(at - at.mean(), lags, 1)[0])
    rest = lags - own * (at - at.mean())
    level = float(np.median(rest))
    scatter = 1.4826 * float(np.median(np.abs(rest - level))) / float(np.sqrt(len(rest)))
    place = start * drawing.slope
    original = place + level + own * (place - float(at.mean()))
    slope = drawing.slope * (1.0 + own)
    is_kept = drawing.pitch is Pitch.KEPT
    return MapSegment(
        start_sample=start,
        end_sample=end,
        offset_samples=round(drawing.nominal * start - original, _DIGITS) + 0.0,
        offset_uncertainty_samples=round(UNCERTAINTY_SECONDS * drawing.rate if is_kept else scatter, _DIGITS),
        drift_ppm=None if is_kept else round((slope / drawing.nominal - 1.0) * 1e6, _DIGITS) + 0.0,
        speed_ratio=drawing.ratio.value,
        pitch=drawing.pitch,
        places=len(piece.anchors),
    )


def _untold(
    drawing: Drawing, decision: DubDecision, segments: Sequence[MapSegment], edits: Sequence[MapEdit]
) -> list[UntoldStretch]:
    """Where places of the grid do not agree for long, where an edit is placed badly, and what the original lacks."""
    found = [
        UntoldStretch(
            start_sample=edit.earliest_sample, end_sample=edit.latest_sample, reason=UntoldReason.BETWEEN_EDITS
        )
        for edit in edits
        if edit.latest_sample - edit.earliest_sample > _WIDE_SECONDS * drawing.pair.dub.sample_rate_hz
    ]
    agreeing = {anchor.at for anchor in decision.agreeing}
    run: list[Anchor] = []
    for anchor in (*decision.tested, None):
        if anchor is not None and anchor.at not in agreeing:
            run.append(anchor)
            continue
        if len(run) >= _UNTOLD_RUN:
            found.append(_run_of(drawing, run))
        run = []
    count, least = drawing.pair.dub.sample_count, _OUTSIDE_SECONDS * drawing.pair.dub.sample_rate_hz
    first, last = _ends(drawing, drawing.pieces[0])[0], _ends(drawing, drawing.pieces[-1])[1]
    for start, end in ((0, first), (last, count)):
        if end - start > least and not any(stretch.start_sample <= start < stretch.end_sample for stretch in found):
            found.append(UntoldStretch(start_sample=start, end_sample=end, reason=UntoldReason.OUTSIDE_ORIGINAL))
    assert segments, "a map that stands has a segment"
    return sorted(found, key=lambda stretch: stretch.start_sample)


def _run_of(drawing: Drawing, run: Sequence[Anchor]) -> UntoldStretch:
    silent = sum(not anchor.sounding for anchor in run) * 2 > len(run)
    half = MIDDLE_SECONDS / 2 * drawing.rate
    count = drawing.pair.dub.sample_count
    return UntoldStretch(
        start_sample=max(0, round((run[0].at - half) / drawing.slope)),
        end_sample=min(count, round((run[-1].at + half) / drawing.slope)),
        reason=UntoldReason.SILENCE if silent else UntoldReason.NO_AGREEMENT,
    )
