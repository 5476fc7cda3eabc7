"""An M&E against the mix it was made from: lines of the original in it, and sound that it lacks.

Lines are known by the dialogue stem of the original; where there is none, by what remains of its mix without the M&E.
Each is looked for in every lane of the M&E (`line_trace`). What the M&E lacks is told from levels (`me.fill`): under
lines with a dialogue stem only, for without one a sound that is missing there is not told from a line.

One pass over all files, 30 s at a time, says where the original speaks and what each holds in every band; then each
line is read by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.lines.bed_removal import LaneGains, remove_bed
from validator.comparisons.lines.line_trace import trace_line
from validator.comparisons.me.fill import (
    FillPowers,
    beside_lines,
    fill_reading,
    holes_of,
)
from validator.comparisons.me.lanes import (
    PlacedProgramme,
    block_powers,
    named_lanes,
    stretches,
    thinned,
    thinning,
)
from validator.comparisons.me.lines import (
    DIFFERENCE_PEAK,
    SIDE_SECONDS,
    STEM_PEAK,
    ReferenceLine,
    TracedLine,
    in_blocks,
    reference_lines,
    speech_threshold,
    traced,
)
from validator.comparisons.me.lines_together import found_together
from validator.comparisons.me.me_model import (
    LEFT_OVER_DB,
    FillHole,
    LeftOverLines,
    LineInMe,
    LineReference,
    MeCause,
    MeReview,
    MissingLine,
)
from validator.comparisons.me.missing_lines import missing_lines
from validator.comparisons.me.spectral_windows import WINDOWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

    Lanes = NDArray[np.float32]

FITTING_SHARE: Final = 0.8
"""Share of the lines of a dialogue stem, of those that can be told, which must be in the mix. Of right stems all are,
of stems of another language none."""

SAME_LINE_DB: Final = -3.0
SAME_SHARE: Final = 0.8
"""An M&E that holds so many of the lines at their full level is the mix."""

NOTHING_LEFT_DB: Final = -30.0
"""Of the mix itself -156 dB and less remain, of a mix without its right M&E -25 dB and more."""

LEAK_DB: Final = -12.0
"""What remains softer than this below the M&E may have leaked past its removal, and is no line."""

_BLOCKS_PER_SECOND: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MeCase:
    """What is compared, on the clock of the M&E.

    Attributes:
        me, original: The M&E and the mix it was made from.
        dialogue: The dialogue stem of that mix; None where it is not there.
        original_start, dialogue_start: Sample of the M&E at which the first sample of each sounds.
    """

    me: ReadableProgramme
    original: ReadableProgramme
    dialogue: ReadableProgramme | None
    original_start: int
    dialogue_start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The same, in lanes."""

    names: tuple[str, ...]
    me: PlacedProgramme
    original: PlacedProgramme
    dialogue: PlacedProgramme | None

    @property
    def rate(self) -> int:
        return self.me.programme.sample_rate_hz

    @property
    def rate_hz(self) -> float:
        return self.rate / thinning(self.rate)


def me_review(case: MeCase) -> MeReview | None:
    """Look for lines of the original in an M&E, and for sound that it lacks.

    Returns:
        None where the three do not have the same channels at one rate.

    Raises:
        MediaError: A file cannot be read.
    """
    sides = _sides(case)
    if sides is None:
        return None
    refused = False
    powers = FillPowers([], [], [])
    if sides.dialogue is not None:
        lines = _lines_of_stem(sides, powers)
        if _fits(sides, lines):
            return _reviewed(sides, lines, powers, LineReference.DIALOGUE_STEM, refused=False)
        refused = True
        sides = _Sides(names=sides.names, me=sides.me, original=sides.original, dialogue=None)
        powers = FillPowers([], [], [])
    lines, is_mix = _lines_of_difference(sides, powers)
    if is_mix:
        return MeReview(cause=MeCause.ME_IS_MIX, reference=None, reference_refused=refused, lines=0)
    return _reviewed(sides, lines, powers, LineReference.DIFFERENCE, refused=refused)


def left_over_lines(case: MeCase) -> LeftOverLines | None:
    """Look for lines of the original in a dub of it, which stands in the place of the M&E.

    Returns:
        None where the three do not have the same channels at one rate, or the stem is not that of the original.

    Raises:
        MediaError: A file cannot be read.
    """
    sides = _sides(case)
    if sides is None or sides.dialogue is None:
        return None
    lines = _lines_of_stem(sides)
    if not _fits(sides, lines):
        return None
    count, there = _lines_there(sides, lines)
    found = tuple(line for line in there if line.level_db >= LEFT_OVER_DB)
    return LeftOverLines(lines=count, found=found, missing=_missing(sides, lines))


def _missing(sides: _Sides, lines: Sequence[ReferenceLine]) -> tuple[MissingLine, ...]:
    """Lines in whose place the dub is silent."""
    block = sides.rate // _BLOCKS_PER_SECOND

    def pieces(line: ReferenceLine) -> tuple[Lanes, Lanes, Lanes]:
        assert sides.dialogue is not None, "asked for with a stem only"
        dub, original, dialogue = _pieces(sides, line, sides.me, sides.original, sides.dialogue)
        return dub, original, dialogue

    return tuple(
        MissingLine(start_sample=line.start_block * block, end_sample=line.end_block * block)
        for line in missing_lines(lines, pieces, sides.rate_hz)
    )


def lines_in_stem(stem: ReadableProgramme, dialogue: ReadableProgramme) -> tuple[int, tuple[LineInMe, ...]]:
    """Look for the lines of a dialogue stem in a stem of music or effects that begins at the same time.

    Returns:
        How many lines could be looked for, none where both do not have the same channels at one rate; and those found.

    Raises:
        MediaError: A file cannot be read.
    """
    sides = _sides(MeCase(me=stem, original=stem, dialogue=dialogue, original_start=0, dialogue_start=0))
    return (0, ()) if sides is None else _lines_there(sides, _lines_of_stem(sides))


def lines_of_stem(dialogue: ReadableProgramme) -> tuple[tuple[int, int], ...]:
    """First and last sample of every line of a dialogue stem, as the searches here cut them.

    Raises:
        MediaError: The file cannot be read.
    """
    sides = _sides(MeCase(me=dialogue, original=dialogue, dialogue=dialogue, original_start=0, dialogue_start=0))
    if sides is None:
        return ()
    block = sides.rate // _BLOCKS_PER_SECOND
    return tuple((line.start_block * block, line.end_block * block) for line in _lines_of_stem(sides))


def _lines_there(sides: _Sides, lines: Sequence[ReferenceLine]) -> tuple[int, tuple[LineInMe, ...]]:
    """How many lines of the dialogue stem could be looked for, and those that are there."""
    pieces = ((line, *_reference_piece(sides, line)) for line in lines)
    found = [
        one
        for line, searched, wanted in pieces
        if (one := traced(line, searched, wanted, rate_hz=sides.rate_hz, least_peak=STEM_PEAK)) is not None
    ]
    return len(found), tuple(_line(sides, one) for one in found_together(found) if one.lanes)


def _sides(case: MeCase) -> _Sides | None:
    programmes = [one for one in (case.me, case.original, case.dialogue) if one is not None]
    if len({one.sample_rate_hz for one in programmes}) > 1:
        return None
    lanes = named_lanes(programmes[0], *programmes[1:])
    if lanes is None:
        return None
    starts = (0, case.original_start, case.dialogue_start)
    placed = [
        PlacedProgramme(programme=one, gains=own.gains, start_sample=start)
        for one, own, start in zip(programmes, lanes, starts, strict=False)
    ]
    dialogue = placed[2] if case.dialogue is not None else None
    return _Sides(names=lanes[0].names, me=placed[0], original=placed[1], dialogue=dialogue)


def _lines_of_stem(sides: _Sides, powers: FillPowers | None = None) -> tuple[ReferenceLine, ...]:
    """Lines of the dialogue stem; the powers of all three are taken beside it where they are wanted."""
    assert sides.dialogue is not None, "asked for with a stem only"
    loudest = []
    for start, count in stretches(sides.me.programme.sample_count, sides.rate):
        dialogue = thinned(sides.dialogue, start, count)
        loudest.append(block_powers(dialogue, sides.rate_hz).max(axis=1))
        if powers is not None:
            original, me = thinned(sides.original, start, count), thinned(sides.me, start, count)
            powers.push(original, dialogue, me, sides.rate_hz)
    whole = np.concatenate(loudest) if loudest else np.zeros(0)
    threshold = speech_threshold(whole)
    return () if threshold is None else reference_lines(whole > threshold)


def _lines_of_difference(sides: _Sides, powers: FillPowers) -> tuple[tuple[ReferenceLine, ...], bool]:
    """Lines in what remains of the mix without the M&E, and whether next to nothing remains of it; takes the powers."""
    last = LaneGains.unknown(len(sides.names))
    rests: list[NDArray[np.float64]] = []
    beds: list[NDArray[np.float64]] = []
    mixes: list[NDArray[np.float64]] = []
    for start, count in stretches(sides.me.programme.sample_count, sides.rate):
        mix, me = thinned(sides.original, start, count), thinned(sides.me, start, count)
        powers.push(mix, None, me, sides.rate_hz)
        removed = remove_bed(mix, me, sides.rate_hz, last)
        for kept, lanes in ((rests, removed.rest), (beds, removed.bed), (mixes, mix)):
            kept.append(block_powers(lanes, sides.rate_hz))
    rest, bed, mix_power = (np.concatenate(one) for one in (rests, beds, mixes))
    if rest.sum() < mix_power.sum() * 10.0 ** (NOTHING_LEFT_DB / 10.0):
        return (), bool(mix_power.sum() > 0.0)
    # Lines sit in the first lane: the centre, or the middle of two channels.
    salient = np.where(rest[:, 0] > bed[:, 0] * 10.0 ** (LEAK_DB / 10.0), rest[:, 0], 0.0)
    central = salient > rest[:, 1:].max(axis=1, initial=0.0)
    salient = np.where(central, salient, 0.0)
    threshold = speech_threshold(salient)
    return (() if threshold is None else reference_lines(salient > threshold)), False


def _pieces(sides: _Sides, line: ReferenceLine, *placed: PlacedProgramme) -> tuple[Lanes, ...]:
    block = sides.rate // _BLOCKS_PER_SECOND
    factor = thinning(sides.rate)
    side = round(SIDE_SECONDS * sides.rate / factor) * factor
    start = line.start_block * block - side
    return tuple(thinned(one, start, (line.end_block - line.start_block) * block + 2 * side) for one in placed)


def _fits(sides: _Sides, lines: Sequence[ReferenceLine]) -> bool:
    """Whether a dialogue stem is that of the mix: its lines are in it. One without lines is right."""
    assert sides.dialogue is not None, "asked for with a stem only"
    votes = []
    for line in lines[:: max(1, len(lines) // 60)]:
        mix, stem = _pieces(sides, line, sides.original, sides.dialogue)
        lane = int(np.square(stem, dtype=np.float64).sum(axis=1).argmax())
        trace = trace_line(mix[lane], stem[lane], sides.rate_hz)
        if trace is not None and (trace.is_there or trace.least_gain < 0.5):
            votes.append(trace.is_there and abs(trace.gain) > 0.2)
    return not votes or sum(votes) >= FITTING_SHARE * len(votes)


def _reference_piece(sides: _Sides, line: ReferenceLine) -> tuple[Lanes, Lanes]:
    """M&E and reference around a line."""
    if sides.dialogue is not None:
        me, stem = _pieces(sides, line, sides.me, sides.dialogue)
        return me, stem
    me, mix = _pieces(sides, line, sides.me, sides.original)
    removed = remove_bed(mix, me, sides.rate_hz, LaneGains.unknown(len(sides.names)))
    return me, removed.rest


def _reviewed(
    sides: _Sides, lines: tuple[ReferenceLine, ...], powers: FillPowers, reference: LineReference, *, refused: bool
) -> MeReview:
    by_difference = reference is LineReference.DIFFERENCE
    least = DIFFERENCE_PEAK if by_difference else STEM_PEAK
    found = []
    for line in lines:
        me, wanted = _reference_piece(sides, line)
        one = traced(line, me, wanted, rate_hz=sides.rate_hz, least_peak=least)
        if one is not None:
            found.append(_as_of_difference(one) if by_difference else one)
    if not by_difference:
        # What remains of a mix holds some of the M&E, at every line alike.
        found = found_together(found)
    hits = [one for one in found if one.lanes]
    told = sides.dialogue is not None
    in_lines = _windows_in_lines(sides, lines)
    reading = fill_reading(powers, in_lines)
    missing_db = reading.missing_db if told else beside_lines(reading.missing_db, in_lines)
    holes = tuple(_holes(sides, missing_db, in_lines))
    same = [one for one in hits if one.level_db is not None and one.level_db > SAME_LINE_DB]
    cause = None
    if found and len(same) >= SAME_SHARE * len(found):
        cause = MeCause.ME_IS_MIX
    elif hits:
        cause = MeCause.DIALOGUE_IN_ME
    elif holes:
        cause = MeCause.FILL_MISSING
    return MeReview(
        cause=cause,
        reference=reference if lines else None,
        reference_refused=refused,
        lines=len(found),
        limits_db=tuple(round(one.limit_db, 1) for one in found),
        found=tuple(_line(sides, one) for one in hits),
        holes=holes,
        fill_told=told,
        outside_difference_db=None if reading.outside_db is None else round(reading.outside_db, 2) + 0.0,
    )


def _as_of_difference(one: TracedLine) -> TracedLine:
    """What remains is the line less what the M&E took out of it: of a line at b in the M&E, b / (1 - b) is found."""
    if one.level_db is None:
        return one
    gain = 10.0 ** (one.level_db / 20.0)
    level_db = 20.0 * float(np.log10(gain / (1.0 + gain)))
    return TracedLine(
        line=one.line, lanes=one.lanes, level_db=level_db, significance=one.significance, limit_db=one.limit_db
    )


def _line(sides: _Sides, one: TracedLine) -> LineInMe:
    block = sides.rate // _BLOCKS_PER_SECOND
    assert one.level_db is not None, "only lines that were found come here"
    return LineInMe(
        start_sample=one.line.start_block * block,
        end_sample=one.line.end_block * block,
        channels=tuple(sides.names[lane] for lane in one.lanes),
        level_db=round(one.level_db, 1),
        significance=round(one.significance, 1),
    )


def _windows_in_lines(sides: _Sides, lines: Sequence[ReferenceLine]) -> NDArray[np.bool_]:
    per_window = _BLOCKS_PER_SECOND // WINDOWS_PER_SECOND
    windows = -(-sides.me.programme.sample_count * WINDOWS_PER_SECOND // sides.rate)
    blocks = in_blocks(lines, (windows + 2) * per_window)
    return np.asarray(blocks[: windows * per_window].reshape(windows, per_window).any(axis=1), np.bool_)


def _holes(sides: _Sides, missing_db: NDArray[np.float64], in_lines: NDArray[np.bool_]) -> Iterator[FillHole]:
    step = sides.rate // WINDOWS_PER_SECOND
    end_sample = sides.me.programme.sample_count
    for start, end, lanes, level_db in holes_of(missing_db):
        yield FillHole(
            start_sample=start * step,
            end_sample=min(end_sample, end * step),
            channels=tuple(sides.names[lane] for lane in lanes),
            missing_db=round(level_db, 1),
            under_line=bool(in_lines[start:end].any()),
        )
