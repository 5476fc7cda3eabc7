"""A dialogue stem held against its mix: level by level, line by line.

Each question is asked of the waveform, and the first "yes" refuses the stem; its code is the reason:

| question                                                                    | code                         |
|-----------------------------------------------------------------------------|------------------------------|
| Does next to nothing of the mix remain beside it?                           | `dialogue.is-the-mix`        |
| Is what remains more like speech than the stem, in its pauses and place?    | `dialogue.stem-is-me`        |
| Are fewer than four in five of its lines in the mix?                        | `dialogue.lines-not-in-mix`  |
| Do they lie far from 0 dB in the mix?                                       | `dialogue.level-far-off`     |
| Does somebody speak for seconds where the stem rests?                       | `dialogue.stem-incomplete`   |
| Does it never rest?                                                         | `dialogue.absurd-share`      |

A line is tested where it could be seen: a whisper under an explosion says nothing for or against the stem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.comparisons.lines.line_trace import trace_line
from validator.comparisons.lines.speech_lanes import STRETCH_SECONDS, block_powers, paired_stretches
from validator.comparisons.lines.voicing import voiced_rows
from validator.dialogue_gate.gate import STEM
from validator.dialogue_gate.lane_levels import (
    NO_USUAL,
    SHARE_ABOVE_SIDES,
    SHARE_ABOVE_USUAL,
    LaneLevels,
    as_loud,
    row_powers,
    stands_out,
    usual_centre,
)
from validator.dialogue_gate.lines import SpokenLine, lines_of
from validator.dialogue_gate.location_noise import joined_weights, noise_weights
from validator.dialogue_gate.voice import edges_of
from validator.progress import still
from validator.scan.table import BLOCKS_PER_ROW, ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.message import Message
    from validator.comparisons.lines.line_trace import LineTrace
    from validator.comparisons.lines.speech_lanes import LanePair
    from validator.progress import Move

LEAST_FITTING: Final = 0.8
"""Share of the lines that can be tested which must be in the mix. Of right stems all were, of stems of another language
none (15 scenes of real recordings, limited or not)."""

FIT_FACTOR: Final = 2.0
"""A line fits where its gain is within this factor (6 dB) of that of most lines."""

FIT_SECONDS: Final = 0.002
"""And where it lies within so much of where the stem lies."""

FARTHEST_GAIN_DB: Final = 8.0
"""A stem is printed at its level in the mix, and a limiter takes off some decibels at most. Beyond this it is another
balance, or another sound that resembles it."""

ABSURD_SHARE: Final = 0.95
"""Nobody speaks for more than this of a programme without a pause of 0.3 s: what never rests is no dialogue stem."""

ELSEWHERE_DB: Final = -7.0
"""A voice that the stem has not: in the centre, above this level of the lines of the stem ..."""

ELSEWHERE_SECONDS: Final = 1.0
"""... and standing out of the sides, for longer than this and for a share of the time in which the stem does. What lies
below that share is no reason to refuse a stem, and widens its guard band instead."""

POLARITY_ROWS: Final = 2 * ROWS_PER_SECOND
INVERTED_SHARE: Final = 0.9
"""One line may be turned by a phaser or a room; a channel that is upside down turns all of them. Project's choice."""

_BESIDE_ROWS: Final = 5
"""Rows beside a line that may hold its reverberation."""

_LINE_SIDE_SECONDS: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedLine:
    """A line of the stem and its trace in the mix."""

    line: SpokenLine
    trace: LineTrace


@dataclass(frozen=True, slots=True, kw_only=True)
class StemInMix:
    """What the comparison of a stem with its mix established.

    Attributes:
        levels: Of the lanes.
        lines: The lines that were long enough to be looked for.
        speech: bool (rows,): where the stem sounds.
        voiced: bool (rows,): where its centre has a pitch.
        weights: float64 (blocks,): by how much each block of its centre counts beside noise of the location; None where
            there is no such noise.
    """

    levels: LaneLevels
    lines: tuple[TestedLine, ...]
    speech: NDArray[np.bool_]
    voiced: NDArray[np.bool_]
    weights: NDArray[np.float64] | None

    @property
    def gain(self) -> float:
        """Linear gain of most lines in the mix; 0 where none was found."""
        gains = [abs(tested.trace.gain) for tested in self.lines if tested.trace.is_there]
        return float(np.median(gains)) if gains else 0.0

    @property
    def is_inverted(self) -> bool:
        """Whether the lines lie upside down in the mix: two seconds or more of what was found, nine tenths of it."""
        found = [
            (line.line.end_row - line.line.start_row, line.trace.gain) for line in self.lines if line.trace.is_there
        ]
        turned = sum(rows for rows, gain in found if gain < 0.0)
        return turned >= POLARITY_ROWS and turned >= INVERTED_SHARE * sum(rows for rows, _ in found)

    def fits(self, tested: TestedLine) -> bool | None:
        """Whether a line is in the mix; None where it could not be seen there."""
        trace, gain = tested.trace, self.gain
        if trace.is_there and gain / FIT_FACTOR <= abs(trace.gain) <= gain * FIT_FACTOR:
            return abs(trace.lag_seconds) <= FIT_SECONDS
        return None if gain and trace.least_gain > gain / FIT_FACTOR else False

    @property
    def elsewhere(self) -> NDArray[np.bool_]:
        """Rows in which a voice may sound that the stem has not, bool (rows,)."""
        return self.voices_elsewhere(self.usual)

    def voices_elsewhere(self, usual: float) -> NDArray[np.bool_]:
        """The same, of what stands out of the sides so far; see `lane_levels.stands_out`."""
        rest, guide = row_powers(self.levels.rest), row_powers(self.levels.guide)
        count = min(len(rest), len(self.speech))
        speech = self.speech[:count]
        found = np.zeros(len(self.speech), np.bool_)
        if not speech.any() or not self.levels.has_sides:
            return found
        # Not "same": of a mix that is shorter than the window it would be as long as the window.
        near = np.convolve(speech, np.ones(2 * _BESIDE_ROWS + 1))[_BESIDE_ROWS : _BESIDE_ROWS + count] > 0
        found[:count] = ~near & self._like_lines(rest[:count], guide[:count], speech, usual)
        return found

    @property
    def usual(self) -> float:
        """How the centre of what is not the stem usually lies against its sides."""
        rest = row_powers(self.levels.rest)[: len(self.speech)]
        return usual_centre(rest, ~self.speech[: len(rest)])

    def loud_lines(self, usual: float) -> NDArray[np.bool_]:
        """Rows of the stem that are as loud and as central as `voices_elsewhere` asks: bool (rows,)."""
        guide = row_powers(self.levels.guide)[: len(self.speech)]
        speech = self.speech[: len(guide)]
        if not speech.any() or not self.levels.has_sides:
            return np.zeros(len(speech), np.bool_)
        return speech & self._like_lines(guide, guide, speech, usual)

    @staticmethod
    def _like_lines(
        powers: NDArray[np.float64], guide: NDArray[np.float64], speech: NDArray[np.bool_], usual: float
    ) -> NDArray[np.bool_]:
        level = float(guide[:, 0][speech].mean()) * 10.0 ** (ELSEWHERE_DB / 10.0)
        return np.asarray((powers[:, 0] > level) & stands_out(powers, usual), np.bool_)


def fit_stem(pair: LanePair, speech: NDArray[np.bool_], progress: Move = still) -> StemInMix:
    """Compare a stem with its mix.

    Args:
        pair: The two, as they lie.
        speech: bool (rows of the mix,): where the stem sounds.
        progress: Called with the samples of the mix that were read.

    Raises:
        MediaError: A file cannot be read.
    """
    rate = pair.rate_hz
    rows = STRETCH_SECONDS * ROWS_PER_SECOND
    lines: list[TestedLine] = []
    powers: list[tuple[NDArray[np.float64], ...]] = []
    voiced: list[NDArray[np.bool_]] = []
    weights: list[NDArray[np.float64] | None] = []
    for number, (mix, stem) in enumerate(paired_stretches(pair, progress)):
        powers.append(tuple(block_powers(lanes, rate) for lanes in (mix, stem, _rest(mix, stem, rate))))
        voiced.append(voiced_rows(stem[0], rate, len(powers[-1][0]) // BLOCKS_PER_ROW))
        weights.append(noise_weights(stem[0], powers[-1][1][:, 0], rate))
        for line in lines_of(speech[number * rows : (number + 1) * rows]):
            tested = _tested(mix, stem, line, rate)
            if tested is not None:
                placed = SpokenLine(number * rows + line.start_row, number * rows + line.end_row)
                lines.append(TestedLine(line=placed, trace=tested))
    mixes, guides, rests = (np.concatenate(column) for column in zip(*powers, strict=True))
    levels = LaneLevels(mix=mixes, guide=guides, rest=rests)
    return StemInMix(
        levels=levels,
        lines=tuple(lines),
        speech=speech,
        voiced=np.concatenate(voiced),
        weights=joined_weights(weights, [len(found[0]) for found in powers]),
    )


def _tested(mix: NDArray[np.float32], stem: NDArray[np.float32], line: SpokenLine, rate: float) -> LineTrace | None:
    """Look for a line in the lane in which it is loudest."""
    side = round(_LINE_SIDE_SECONDS * rate)
    start = max(0, round(line.start_row * rate / ROWS_PER_SECOND) - side)
    piece = slice(start, round(line.end_row * rate / ROWS_PER_SECOND) + side)
    lane = int(np.square(stem[:, piece]).sum(axis=1).argmax())
    return trace_line(mix[lane, piece], stem[lane, piece], rate)


def _rest(mix: NDArray[np.float32], stem: NDArray[np.float32], rate: float) -> NDArray[np.float32]:
    """What remains of the mix once the stem is taken out at the gain, second by second, that leaves least."""
    second = int(rate)
    starts = np.arange(0, mix.shape[1], second)
    cross = np.add.reduceat((mix * stem).sum(axis=0, dtype=np.float64), starts)
    own = np.add.reduceat(np.square(stem).sum(axis=0, dtype=np.float64), starts)
    gains = np.repeat((cross / np.maximum(own, 1e-20)).astype(np.float32), second)[: mix.shape[1]]
    return mix - gains * stem


def wrong_stem(fit: StemInMix) -> Message | None:
    """Return why a stem is not that of the mix; None where it is. The order is that of the table above."""
    if fit.levels.is_the_mix:
        return message("dialogue.is-the-mix", guide=STEM)
    if not any(fit.levels.guide_is_more_like_speech) or fit.levels.rest_is_like_lines:
        return message("dialogue.stem-is-me", guide=STEM)
    return _wrong_lines(fit) or _not_whole(fit)


def _wrong_lines(fit: StemInMix) -> Message | None:
    votes = [fits for fits in map(fit.fits, fit.lines) if fits is not None]
    found = sum(votes)
    if votes and found < LEAST_FITTING * len(votes):
        return message("dialogue.lines-not-in-mix", guide=STEM, found=found, lines=len(votes))
    if not fit.gain:
        return None if fit.speech.any() and not fit.lines else message("dialogue.too-soft", guide=STEM)
    gain_db = 20.0 * float(np.log10(fit.gain))
    if abs(gain_db) > FARTHEST_GAIN_DB:
        return message("dialogue.level-far-off", guide=STEM, gain_db=round(gain_db, 1))
    return None


def _not_whole(fit: StemInMix) -> Message | None:
    for usual, share in ((NO_USUAL, SHARE_ABOVE_SIDES), (fit.usual, SHARE_ABOVE_USUAL)):
        elsewhere, lines = fit.voices_elsewhere(usual), fit.loud_lines(usual)
        count = int(np.count_nonzero(elsewhere))
        is_many = count > max(share * np.count_nonzero(lines), ELSEWHERE_SECONDS * ROWS_PER_SECOND)
        if is_many and as_loud(row_powers(fit.levels.rest), elsewhere, row_powers(fit.levels.guide), lines):
            first, last = longest_span(elsewhere)
            seconds = round(count / ROWS_PER_SECOND, 1)
            return message(
                "dialogue.stem-incomplete", guide=STEM, seconds=seconds, first_second=first, last_second=last
            )
    spoken = int(np.count_nonzero(fit.speech))
    share = spoken / max(1, len(fit.speech))
    if share > ABSURD_SHARE:
        return message("dialogue.absurd-share", guide=STEM, share=round(share, 3))
    return None


def longest_span(rows: NDArray[np.bool_], gap_rows: int = 2 * ROWS_PER_SECOND) -> tuple[float, float]:
    """First and last second of the longest stretch of rows, gaps under 2 s closed; for a reader to look at."""
    starts, ends = (edges.tolist() for edges in edges_of(rows))
    spans: list[list[int]] = []
    for start, end in zip(starts, ends, strict=True):
        if spans and start - spans[-1][1] < gap_rows:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    first, last = max(spans, key=lambda span: span[1] - span[0])
    return first / ROWS_PER_SECOND, last / ROWS_PER_SECOND
