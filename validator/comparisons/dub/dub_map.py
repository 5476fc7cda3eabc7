"""A dub against its original: where it lies, at which speed, and where it was edited; or that nothing can be told.

A dub and its original share music, effects and ambience, not the lines. So both are listened to in sums of channels
without the centre; onsets propose a speed and follow the offset along the programme; short stretches of the waveform
prove it; the share of a fixed grid of such stretches that agree is the confidence. Each step may end in "cannot tell",
and no later one raises the confidence again.

Usage: `reduce_programme` each side once, then `compare_dub` for each pair. A reduction serves any number of pairs.

Source of the methods: cross-correlation with phase transform (Knapp and Carter 1976), dynamic programming (Viterbi
1967).
Constants were measured on synthetic dubs over real music and effects; see the modules of `dub`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import LONG_SECONDS, MIDDLE_SECONDS, Line, WaveformPair
from validator.comparisons.dub.decision import LEAST_AGREEING, DubDecision, decide, stretches_of
from validator.comparisons.dub.drawing import Drawing, drawn
from validator.comparisons.dub.local_lags import local_path
from validator.comparisons.dub.loops import heard_there, other_periods, runner_up
from validator.comparisons.dub.map_model import DubMap, MapCause, MapEvidence, MapState, Pitch
from validator.comparisons.dub.offset_stretches import DubPiece, chained, found_pieces, without_ghosts
from validator.comparisons.dub.pitch import pitch_mode
from validator.comparisons.dub.proposals import DubProposal, Onsets, on_original_clock, onsets, proposals
from validator.comparisons.dub.ratios import SPEED_RATIOS, SpeedRatio, nearest_ratio, same_family
from validator.comparisons.dub.reduction import Reduction, reduce_programme
from validator.comparisons.dub.small_jumps import moves_by_little
from validator.comparisons.dub.stretch_kept import climbs, kept_pieces, ratio_of_places, ratio_of_stairs
from validator.comparisons.dub.survey import (
    CLEAR_HEIGHT,
    Track,
    anchors_along,
    confirmed_along,
    grid,
    on_one_line,
    on_slope,
    residual_slope,
    track_of,
)
from validator.comparisons.dub.wide_search import heard_again, placed
from validator.comparisons.reading.reading import Lane, feature_lanes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.anchors import Anchor
    from validator.comparisons.reading.reading import ReadableProgramme

__all__ = ["DubMap", "Reduction", "compare_dub", "reduce_programme"]

SHORTEST_SECONDS: Final = LEAST_AGREEING * MIDDLE_SECONDS
"""Six places must agree, and windows that overlap are not six places."""

_LONG_FILM_SECONDS: Final = 40.0
_MOST_LONG: Final = 120
_MOST_MIDDLE: Final = 720
_DENSE_SECONDS: Final = 1.5
_DENSE_AROUND_SECONDS: Final = 15.0
_CANDIDATES: Final = 4
_TRIED: Final = 8
_PLAIN_SHARE: Final = 0.75
"""Where so many of the places lie on one line, no other ratio can: a ratio that is 0.1 % off has none."""

_PLAIN_SHARE_OF_LONG: Final = 0.5
_NO_OTHER_SECONDS: Final = 1000.0
_TRIED_REACH_SECONDS: Final = 0.2
_REACH_SECONDS: Final = 0.06
_TRIED_HEIGHT: Final = 8.0
_HEIGHT_LIMIT: Final = 100.0
_SLOPE_IN_WINDOW_SAMPLES: Final = 0.05
_KEPT_PROMINENCE: Final = 20.0
_OTHER_FAMILIES: Final = 2.0
_ALIKE: Final = 0.9
_REEL_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """What all steps of one comparison share.

    Attributes:
        pair: The waveforms.
        dub, original: The onsets.
        frame_samples: Samples of the original per frame.
    """

    pair: WaveformPair
    dub: Onsets
    original: Onsets
    frame_samples: int

    @property
    def rate(self) -> int:
        return self.pair.rate

    def slope_of(self, ratio: float) -> float:
        """Samples of the original per sample of the dub at a speed."""
        return ratio * self.pair.original.sample_rate_hz / self.pair.dub.sample_rate_hz

    def length(self, slope: float) -> float:
        """Of the dub, in samples of the original's clock."""
        return self.pair.dub.sample_count * slope

    def long_seconds(self, slope: float) -> float:
        """Of the anchors that decide: 2.7 s, in a short film 1.4 s."""
        return LONG_SECONDS if self.length(slope) >= _LONG_FILM_SECONDS * self.rate else MIDDLE_SECONDS


def compare_dub(dub: Reduction, original: Reduction, *, stamp_offset_samples: int | None = None) -> DubMap:
    """Find where a dub lies against its original.

    Args:
        dub: Its reduction; the programme is read again in stretches.
        original: The reduction of the original. Where its lanes are others than the dub's, as those of a 5.1 and a 2.0
            are, both programmes are read once more: `reduce_programme` with `reading.feature_lanes` of both saves that.
        stamp_offset_samples: How much later than the original's the dub's first sample is stamped (bext, iXML), in
            samples of the original; None where either has no stamp. It names a cause and changes no figure.

    Raises:
        MediaError: A file cannot be read.
    """
    if is_too_short(dub.programme) or is_too_short(original.programme):
        return untold_map(MapCause.TOO_SHORT)
    dub, original = _with_the_same_lanes(dub, original)
    if dub.is_silent or original.is_silent:
        return untold_map(MapCause.SILENCE)
    case = _Case(
        pair=WaveformPair(dub.programme, original.programme),
        dub=onsets(dub),
        original=onsets(original),
        frame_samples=original.frame_samples,
    )
    plain = _plain_proposal(case)
    proposed = [plain] if plain is not None else proposals(case.dub, case.original)
    if not proposed:
        return untold_map(MapCause.OTHER_PROGRAMME)
    best, share = _best_proposal(case, proposed) if plain is None else (plain, 1.0)
    # A stretch by 0.1 % leaves seconds as they are and cuts a few milliseconds out between them, so some places lie on
    # a line at unchanged speed. Unless most of them do, what the onsets say is tried for a kept pitch first.
    for proposal in (best,) if share >= _PLAIN_SHARE else (_by_onsets(proposed), best):
        if proposal.ratio.is_unity:
            continue
        track = _track(case, proposal)
        reading = pitch_mode(case.pair, Line(slope=track.slope, lag=0.0), _pitch_places(case, track))
        sure = not share and _stands_out(proposal, proposed)
        if (reading.pitch is Pitch.KEPT or sure) and proposal.ratio.sample_rate == 0:
            return _kept_map(case, proposal, track, stamp_offset_samples)
        if proposal is best:
            return _waveform_map(case, best, track, reading.pitch, stamp_offset_samples)
    return _waveform_map(case, best, _track(case, best), None, stamp_offset_samples)


def _with_the_same_lanes(dub: Reduction, original: Reduction) -> tuple[Reduction, Reduction]:
    """Both as they are, or reduced again to lanes that both programmes have and that sound in both."""
    if dub.lanes == original.lanes:
        return dub, original
    only_mono = (Lane.MONO,) in {dub.lanes, original.lanes}
    lanes = (Lane.MONO,) if only_mono else feature_lanes(dub.programme, original.programme)
    first, second = (
        side if side.lanes == lanes else reduce_programme(side.programme, lanes) for side in (dub, original)
    )
    return first, second


def is_too_short(programme: ReadableProgramme) -> bool:
    """Whether a programme is too short to be drawn on any map."""
    return programme.sample_count < SHORTEST_SECONDS * programme.sample_rate_hz


def untold_map(cause: MapCause) -> DubMap:
    """The answer where nothing can be told."""
    evidence = MapEvidence(
        places=0, agreeing=0, span_share=0.0, longest_gap_seconds=0.0, runner_up_share=None, inverted=0
    )
    return DubMap(state=MapState.CANNOT_TELL, cause=cause, segments=(), edits=(), untold=(), evidence=evidence)


def _plain_proposal(case: _Case) -> DubProposal | None:
    """The proposal at unchanged speed, the usual one, where most places lie on one line; no other need be looked at."""
    for proposal in proposals(case.dub, case.original, SPEED_RATIOS[:1]):
        agreeing, places = _borne_out(case, proposal)
        if len(agreeing) >= _plain_share(case) * places:
            return proposal
    return None


def _best_proposal(case: _Case, proposed: Sequence[DubProposal]) -> tuple[DubProposal, float]:
    """The proposal that the waveform bears out best, and the share of places that do; 0 where none is borne out.

    Ratios 0.1 % apart are all proposed by the same onsets; on the waveform only one of them makes peaks that lie on a
    line. Where none does, the one that takes the fewest mistakes among those that the onsets hold alike.
    """
    best, most, share = proposed[0], 0.0, 0.0
    for proposal in _tried(proposed):
        agreeing, places = _borne_out(case, proposal)
        heard = sum(min(anchor.height, _HEIGHT_LIMIT) for anchor in agreeing)
        if heard > most:
            best, most, share = proposal, heard, len(agreeing) / places
        if len(agreeing) >= _plain_share(case) * places:
            break
    return (best, share) if most > 0.0 else (_by_onsets(proposed), 0.0)


def _plain_share(case: _Case) -> float:
    """The share of places on one line from which on no other ratio is looked at.

    A dub that is 0.1 % off leaves what is looked at, 0.2 s either side, within 400 s: in a long film less than half of
    the places can lie on a line that is not the true one, and an edit in its middle need not make it doubtful.
    """
    return _PLAIN_SHARE if case.length(case.slope_of(1.0)) < _NO_OTHER_SECONDS * case.rate else _PLAIN_SHARE_OF_LONG


def _borne_out(case: _Case, proposal: DubProposal) -> tuple[list[Anchor], int]:
    """The anchors that agree with a proposal, and how many places were looked at."""
    slope = case.slope_of(float(proposal.ratio.value))
    lag = proposal.lag_seconds * case.rate
    places = grid(case.length(slope), window=LONG_SECONDS * case.rate, spacing=case.length(slope) / _TRIED)
    track = Track(slope=slope, step_samples=case.length(slope) + 1.0, lags=np.array([lag]))
    return on_one_line(_tried_anchors(case, slope, track, places), rate=case.rate), len(places)


def _tried_anchors(case: _Case, slope: float, track: Track, places: Sequence[float]) -> list[Anchor]:
    """Every other place first; where none of these is clear, a proposal is wrong, and the rest is not read."""
    found: list[Anchor] = []
    for some in (places[::2], places[1::2]):
        found += anchors_along(case.pair, slope, track, some, seconds=LONG_SECONDS, reach_seconds=_TRIED_REACH_SECONDS)
        if not any(anchor.height >= CLEAR_HEIGHT for anchor in found):
            break
    return sorted(found, key=lambda anchor: anchor.at)


def _by_onsets(proposed: Sequence[DubProposal]) -> DubProposal:
    """Of the proposals that the onsets hold alike, the one that takes the fewest mistakes and no wrong sample rate."""
    alike = [proposal for proposal in proposed if proposal.prominence >= _ALIKE * proposed[0].prominence]
    unstretched = [proposal for proposal in alike if proposal.ratio.sample_rate == 0] or alike
    return min(unstretched, key=lambda proposal: proposal.ratio.steps)


def _tried(proposed: Sequence[DubProposal]) -> list[DubProposal]:
    """The first few, and unchanged speed in any case: it is the usual one."""
    first = list(proposed[:_CANDIDATES])
    first += [proposal for proposal in proposed[_CANDIDATES:] if proposal.ratio.is_unity]
    return first


def _stands_out(best: DubProposal, proposed: Sequence[DubProposal]) -> bool:
    """Whether the onsets are sure of a family of ratios."""
    others = [
        proposal.prominence
        for proposal in proposed
        if not same_family(float(proposal.ratio.value), float(best.ratio.value))
    ]
    return best.prominence >= max(_KEPT_PROMINENCE, _OTHER_FAMILIES * max(others, default=0.0))


def _track(case: _Case, proposal: DubProposal) -> Track:
    """How the onsets say that the offset moves, at the ratio of a proposal."""
    ratio, frame = float(proposal.ratio.value), case.original.frame_seconds
    whole = on_original_clock(case.dub, ratio, frame, 0.0, case.dub.seconds)
    path = local_path(whole, case.original.values, lag_frames=round(proposal.lag_seconds / frame), frame_seconds=frame)
    if (path < -(1 << 29)).all():
        path = np.full(len(path), round(proposal.lag_seconds / frame), np.int64)
    return track_of(path, slope=case.slope_of(ratio), frame_samples=case.frame_samples)


def _pitch_places(case: _Case, track: Track) -> list[tuple[float, float]]:
    """Where both hypotheses about pitch are compared."""
    length = case.length(track.slope)
    window = MIDDLE_SECONDS * case.rate
    places = grid(length, window=window, spacing=max(window, length / 24))
    lags = [(at, track.lag_at(track.slope, at)) for at in places]
    return [(at, lag) for at, lag in lags if lag is not None]


def _kept_map(case: _Case, best: DubProposal, track: Track, stamp_offset_samples: int | None) -> DubMap:
    """The map of a dub whose speed was changed and whose pitch was not: good to a few milliseconds."""
    ratio = ratio_of_places(case.pair, track, case.length(track.slope), best.ratio)
    if ratio is None:
        return untold_map(MapCause.SPEED_UNCERTAIN)
    if ratio is not best.ratio:
        best = replace(best, ratio=ratio)
        track = _track(case, best)
    tested, pieces = kept_pieces(case.pair, track, case.length(track.slope))
    decision = decide(tested, pieces, rate=case.rate, length=case.length(track.slope))
    drawing = Drawing(
        pair=case.pair,
        slope=track.slope,
        ratio=best.ratio,
        pitch=Pitch.KEPT,
        pieces=tuple(pieces),
        reel_left_over=False,
    )
    if decision.cause is not None:
        return _refused(case, decision, track.slope)
    return drawn(drawing, decision, stamp_offset_samples=stamp_offset_samples)


def _waveform_map(
    case: _Case, best: DubProposal, track: Track, pitch: Pitch | None, stamp_offset_samples: int | None
) -> DubMap:
    """The map of a dub whose waveform is that of its original."""
    tested, slope = _long_anchors(case, track)
    anchors = _anchors_of_pieces(case, track, slope, tested)
    periods = other_periods(case.pair, slope, found_pieces(anchors, rate=case.rate))
    if periods:
        anchors = heard_there(case.pair, slope, anchors, periods, seconds=MIDDLE_SECONDS)
        tested = heard_there(case.pair, slope, tested, periods, seconds=case.long_seconds(slope))
    pieces, left_over = _pieces(anchors, rate=case.rate)
    decision = decide(tested, pieces, rate=case.rate, length=case.length(slope))
    if decision.cause is not None:
        return _refused(case, decision, slope)
    other = runner_up(case.pair, case.dub, case.original, slope=slope, decision=decision)
    evidence = replace(decision.evidence, runner_up_share=other.share)
    if other.lags:
        offsets = tuple(-lag for lag in other.lags)
        return replace(untold_map(MapCause.REPEATING_SOUND), evidence=evidence, other_offsets_samples=offsets)
    elsewhere = placed(case.pair, slope, anchors, pieces)
    if elsewhere:
        anchors = heard_again(case.pair, slope, anchors, elsewhere, seconds=MIDDLE_SECONDS)
        tested = heard_again(case.pair, slope, tested, elsewhere, seconds=case.long_seconds(slope))
        pieces, left_over = _pieces(anchors, rate=case.rate)
        decision = decide(tested, pieces, rate=case.rate, length=case.length(slope))
    ratio = _legal(slope / case.slope_of(1.0), best.ratio)
    if ratio.is_unity and moves_by_little([*tested, *anchors], pieces, length=case.length(slope), rate=case.rate):
        return replace(untold_map(MapCause.SMALL_JUMPS), evidence=evidence)
    if ratio.is_unity and climbs(pieces, rate=case.rate):
        climbed = ratio_of_stairs(pieces)
        if climbed is None:
            return replace(untold_map(MapCause.SMALL_JUMPS), evidence=evidence)
        if not climbed.is_unity:
            stretched = replace(best, ratio=climbed)
            return _kept_map(case, stretched, _track(case, stretched), stamp_offset_samples)
    drawing = Drawing(
        pair=case.pair,
        slope=slope,
        ratio=ratio,
        pitch=None if ratio.is_unity else pitch,
        pieces=tuple(pieces),
        reel_left_over=any(piece.last - piece.first >= _REEL_SECONDS * case.rate for piece in left_over),
    )
    # What was found elsewhere draws the map further; what it rests on is what was there before.
    return drawn(drawing, replace(decision, evidence=evidence), stamp_offset_samples=stamp_offset_samples)


def _legal(measured: float, proposed: SpeedRatio) -> SpeedRatio:
    """The legal ratio of a measured one; the proposed one where it is near none, which leaves a drift."""
    found = nearest_ratio(measured)
    return proposed if found is None else found[0]


def _refused(case: _Case, decision: DubDecision, slope: float) -> DubMap:
    """What is left where no map stands: the cause, the evidence, and which stretches are shared."""
    answer = replace(untold_map(decision.cause or MapCause.OTHER_PROGRAMME), evidence=decision.evidence)
    if decision.cause not in {MapCause.SHARES_SOUNDS, MapCause.SAME_MUSIC}:
        return answer
    spacing = decision.tested[1].at - decision.tested[0].at if len(decision.tested) > 1 else 0.0
    found = stretches_of(decision.agreeing, spacing=spacing, window=LONG_SECONDS * case.rate)
    shared = tuple((max(0, round(start / slope)), round(end / slope)) for start, end in found)
    return replace(answer, shared_stretches=shared)


def _long_anchors(case: _Case, track: Track) -> tuple[list[Anchor], float]:
    """The anchors of the grid that decides, and the slope that they show."""
    length = case.length(track.slope)
    seconds = case.long_seconds(track.slope)
    window = seconds * case.rate
    places = grid(length, window=window, spacing=max(window, length / _MOST_LONG))
    anchors = anchors_along(case.pair, track.slope, track, places, seconds=seconds, reach_seconds=_REACH_SECONDS)
    steeper = residual_slope(anchors, rate=case.rate)
    slope = track.slope * (1.0 + steeper)
    if abs(steeper) * window <= _SLOPE_IN_WINDOW_SAMPLES:
        return on_slope(anchors, track.slope, slope), slope
    places = [at * (1.0 + steeper) for at in places]
    anchors = anchors_along(case.pair, slope, track, places, seconds=seconds, reach_seconds=_REACH_SECONDS)
    finer = residual_slope(anchors, rate=case.rate)
    return on_slope(anchors, slope, slope * (1.0 + finer)), slope * (1.0 + finer)


def _anchors_of_pieces(case: _Case, track: Track, slope: float, tested: Sequence[Anchor]) -> list[Anchor]:
    """Anchors of 1.4 s, in a long film every 10 s; every 1.5 s near jumps and where neighbours disagree.

    In a long film 0.3 s will do where they confirm what the longer ones before and after say.
    """
    length, window = case.length(slope), MIDDLE_SECONDS * case.rate
    dense = _DENSE_SECONDS * case.rate
    spacing = max(dense, length / _MOST_MIDDLE)
    around = _DENSE_AROUND_SECONDS * case.rate
    places = grid(length, window=window, spacing=spacing)
    if spacing <= dense:
        return _middle_anchors(case, track, slope, places)
    short = confirmed_along(case.pair, slope, tested, places, reach_seconds=_REACH_SECONDS)
    confirmed = {anchor.at for anchor in short}
    rest = [at for at in places if at not in confirmed]
    anchors = sorted([*short, *_middle_anchors(case, track, slope, rest)], key=lambda anchor: anchor.at)
    doubtful = track.jumps(slope) + _disagreements(anchors, rate=case.rate)
    fine = grid(length, window=window, spacing=dense)
    known = set(places)
    more = [at for at in fine if at not in known and any(abs(at - doubt) <= around for doubt in doubtful)]
    return sorted([*anchors, *_middle_anchors(case, track, slope, more)], key=lambda anchor: anchor.at)


def _pieces(anchors: Sequence[Anchor], *, rate: int) -> tuple[list[DubPiece], list[DubPiece]]:
    """The stretches of one offset, and those that do not fit in order."""
    window = MIDDLE_SECONDS * rate
    kept, left_over = chained(found_pieces(anchors, rate=rate), window=window, rate=rate)
    return without_ghosts(kept, window=window, rate=rate), left_over


def _middle_anchors(case: _Case, track: Track, slope: float, places: Sequence[float]) -> list[Anchor]:
    return anchors_along(case.pair, slope, track, places, seconds=MIDDLE_SECONDS, reach_seconds=_REACH_SECONDS)


def _disagreements(anchors: Sequence[Anchor], *, rate: int) -> list[float]:
    """Middles between neighbouring clear anchors whose lags differ."""
    clear = [anchor for anchor in anchors if anchor.lag is not None and anchor.height >= _TRIED_HEIGHT]
    return [
        (a.at + b.at) / 2
        for a, b in pairwise(clear)
        if a.lag is not None and b.lag is not None and abs(a.lag - b.lag) > 0.0005 * rate
    ]


assert SPEED_RATIOS[0].is_unity, "unchanged speed is tried first"
