"""An M&E held against its mix: is it all of what lies under the dialogue, and nothing of the dialogue?

Each question is asked of the waveform, and the first "yes" refuses the M&E; its code is the reason:

| question                                                                         | code                           |
|----------------------------------------------------------------------------------|--------------------------------|
| Does next to nothing of the mix remain?                                          | `dialogue.is-the-mix`          |
| Are lines that remain in it too, softer?                                         | `dialogue.me-holds-dialogue`   |
| Is it, in its pauses and its place, more like speech than what remains?          | `dialogue.me-is-dialogue`      |
| Does its level in the mix lie far from 0 dB?                                     | `dialogue.level-far-off`       |
| Does taking it out make lines louder: does it hold lines that the mix has not?   | `dialogue.me-holds-other-lines`|
| Does it lie in other channels?                                                   | `dialogue.other-channels`      |
| Is it missing from the mix in one stretch of 10 s in ten?                        | `dialogue.stretches-only`      |
| Are there stretches like lines in it, at the level of lines?                     | `dialogue.me-holds-lines`      |
| Does it lack sound: in a cue, or all along?                                      | `dialogue.me-lacks-sound`,     |
|                                                                                  | `dialogue.explains-too-little` |
| Does speech never rest?                                                          | `dialogue.absurd-share`        |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.comparisons.lines.bed_removal import STEPS_PER_SECOND, LaneGains, remove_bed
from validator.comparisons.lines.line_trace import trace_line
from validator.comparisons.lines.speech_lanes import block_powers, block_products, paired_stretches
from validator.comparisons.lines.voicing import voiced_rows
from validator.dialogue_gate.gate import ME
from validator.dialogue_gate.lane_levels import (
    SOUNDING,
    LaneLevels,
    in_parts,
    leading_lane,
    row_powers,
    stands_out,
)
from validator.dialogue_gate.lines import lines_of
from validator.dialogue_gate.location_noise import joined_weights, noise_weights
from validator.dialogue_gate.me_lines import lines_left_in
from validator.dialogue_gate.missing_sound import far_from_lines, missing_sound
from validator.dialogue_gate.stem_fit import ABSURD_SHARE, FARTHEST_GAIN_DB, longest_span
from validator.dialogue_gate.voice import VoiceRows, voice_rows
from validator.progress import still
from validator.scan.table import BLOCKS_PER_ROW, ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.message import Message
    from validator.comparisons.lines.bed_removal import Removed
    from validator.comparisons.lines.line_trace import LineTrace
    from validator.comparisons.lines.speech_lanes import LanePair
    from validator.progress import Move

LEAK_DB: Final = (-40.0, -12.0)
LEAK_ABOVE_FLOOR_DB: Final = 8.0
FLOOR_PERCENTILE: Final = 5
"""A block counts where more remains than leaks past the removal: 8 dB above what remains in the best twentieth of the
rows, between -40 and -12 dB of the M&E. With limiters of 6 dB on one side the worst leak was -16 dB."""

PLACE_SECONDS: Final = 10
LEAST_PRESENT: Final = 0.5
"""How much power taking the M&E out takes out of the mix, as a part of its own: 1 where it is in the mix, -1 where
it is not."""

LEAST_FOUND: Final = 0.9
"""Share of the places of 10 s in which it must be there."""

OTHER_LINES_FACTOR: Final = 2.0
OTHER_LINES_SHARE: Final = 0.1
"""What remains cannot be louder than the mix by more than 3 dB, unless the M&E put it there. In one row with speech in
ten it is lines of another language; of right ones 0.00."""

OTHER_LINES_GAIN: Final = 0.2
"""Or a line remains that is in the M&E with the other polarity, above -14 dB of it, which is more than leaks."""

BLEED_PEAK: Final = 8.0
BLEED_LEAST_DB: Final = -40.0
BLEED_SHARE: Final = 0.3
BLEED_LINES: Final = 2
"""Share of the lines that are in the M&E too. Of right ones 0, of limited ones 0.17 at most (15 scenes)."""

NOT_ALL_OF_IT: Final = frozenset(
    {"dialogue.me-holds-lines", "dialogue.me-lacks-sound", "dialogue.explains-too-little", "dialogue.stretches-only"}
)
"""What is said of a stem in place of an M&E where effects sit in the centre. Of three right M&Es without a cue of 15 s
and three stems, whose lines came and went 41 dB less and 40 to 77 dB more than what remains, all were told."""

LEFT_OF_LINES: Final = 0.1
"""So little of the centre remains where the M&E sounds like lines, -10 dB, if it holds those of the mix: -23 to -45 dB;
of the lines of another language more remains than there was."""

UNEXPLAINED_DB: Final = -8.0
"""What remains between lines, in half of the rows: -20 dB at most of right M&Es, limited by 6 dB or more; -7 dB of a
music stem alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeFit:
    """What the comparison of an M&E with its mix established.

    Attributes:
        levels: Of the lanes; the guide is the M&E as it lies in the mix.
        gains: float64 (stretches, lanes): linear gain of the M&E in the mix.
        is_told: bool (stretches, lanes): where it was told.
        traces: What was found of the lines that remain, in the M&E.
        row_count: Whole rows of the mix.
        unlike: float64 (blocks, lanes): mean squares of what remains and is no other level of the M&E. A limiter leaves
            the M&E at another level; sound that the M&E has not is unlike it.
        common_gain: float64 (rows,): gain common to all lanes, beside the gains by stretch.
        bed_voiced, rest_voiced: bool (rows,): where the M&E, and what remains, have a pitch in the centre.
        weights: float64 (blocks,): by how much each block of the centre of what remains counts beside noise of the
            location; None where there is no such noise.
    """

    levels: LaneLevels
    gains: NDArray[np.float64]
    is_told: NDArray[np.bool_]
    traces: tuple[LineTrace, ...]
    row_count: int
    unlike: NDArray[np.float64]
    common_gain: NDArray[np.float64]
    bed_voiced: NDArray[np.bool_]
    rest_voiced: NDArray[np.bool_]
    weights: NDArray[np.float64] | None

    @property
    def gain(self) -> float:
        """Linear gain of the M&E in the mix; 1 where it was told nowhere."""
        return float(np.median(self.gains[self.is_told])) if self.is_told.any() else 1.0

    @property
    def blocks(self) -> NDArray[np.float64]:
        """What remains and is no leak, mean squares of 10 ms: float64 (blocks of the rows,)."""
        return leading_lane(salient_blocks(self.levels, self.unlike), self.row_count * BLOCKS_PER_ROW)

    @property
    def weighted_blocks(self) -> NDArray[np.float64]:
        """The same with noise of the location weighted down."""
        salient = salient_blocks(self.levels, self.unlike)
        return leading_lane(salient, self.row_count * BLOCKS_PER_ROW, self.weights)

    def voice(self) -> VoiceRows:
        """Where speech is: in what remains."""
        return voice_rows(self.weighted_blocks, voiced=self.rest_voiced)


def salient_blocks(levels: LaneLevels, unlike: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean squares of 10 ms of what remains and is unlike the M&E, without what leaked: float64 (blocks, lanes)."""
    rest, bed, mix = (row_powers(powers).sum(axis=1) for powers in (unlike, levels.guide, levels.mix))
    sounding = bed > SOUNDING
    leak_db = LEAK_DB[0]
    if sounding.any():
        shares = rest[sounding] / np.maximum(mix[sounding], 1e-20)
        floor_db = 10.0 * float(np.log10(np.percentile(shares, FLOOR_PERCENTILE) + 1e-12))
        leak_db = float(np.clip(floor_db + LEAK_ABOVE_FLOOR_DB, *LEAK_DB))
    over = unlike > levels.guide * 10.0 ** (leak_db / 10.0)
    return np.asarray(np.where(over, unlike, 0.0), np.float64)


def fit_me(pair: LanePair, row_count: int, progress: Move = still) -> MeFit:
    """Compare an M&E with its mix.

    Args:
        pair: The two, as they lie.
        row_count: Whole rows of the mix.
        progress: Called with the samples of the mix that were read.

    Raises:
        MediaError: A file cannot be read.
    """
    rate = pair.rate_hz
    last = LaneGains.unknown(len(pair.mix_gains))
    traces: list[LineTrace] = []
    removals: list[tuple[NDArray[np.float64], NDArray[np.bool_]]] = []
    powers: list[tuple[NDArray[np.float64], ...]] = []
    gains: list[NDArray[np.float64]] = []
    voiced: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]] = []
    weights: list[NDArray[np.float64] | None] = []
    for mix, me in paired_stretches(pair, progress):
        removed = remove_bed(mix, me, rate, last)
        removals.append((removed.lane_gains, removed.is_told))
        of_stretch = tuple(block_powers(lanes, rate) for lanes in (mix, removed.bed, removed.rest))
        levels = LaneLevels(mix=of_stretch[0], guide=of_stretch[1], rest=of_stretch[2])
        like = np.square(block_products(removed.rest, removed.bed, rate)) / np.maximum(levels.guide, 1e-20)
        unlike_here = np.maximum(levels.rest - like, 0.0)
        powers.append((*of_stretch, unlike_here))
        gains.append(_by_rows(removed.common_gain, len(levels.mix)))
        rows = len(levels.mix) // BLOCKS_PER_ROW
        voiced.append((voiced_rows(removed.bed[0], rate, rows), voiced_rows(removed.rest[0], rate, rows)))
        salient = salient_blocks(levels, unlike_here)
        traces += _traces(salient, me, removed, rate)
        weights.append(noise_weights(removed.rest[0], salient[:, 0], rate))
    mixes, beds, rests, unlike = (np.concatenate(column) for column in zip(*powers, strict=True))
    return MeFit(
        levels=LaneLevels(mix=mixes, guide=beds, rest=rests),
        gains=np.array([gains for gains, _ in removals]),
        is_told=np.array([told for _, told in removals]),
        traces=tuple(traces),
        row_count=row_count,
        unlike=unlike,
        common_gain=np.concatenate(gains),
        bed_voiced=np.concatenate([bed for bed, _ in voiced]),
        rest_voiced=np.concatenate([rest for _, rest in voiced]),
        weights=joined_weights(weights, [len(found[0]) for found in powers]),
    )


def _by_rows(common_gain: NDArray[np.float64], blocks: int) -> NDArray[np.float64]:
    """Mean of the windows of each row."""
    rows, windows = blocks // BLOCKS_PER_ROW, STEPS_PER_SECOND // ROWS_PER_SECOND
    return np.asarray(common_gain[: rows * windows].reshape(rows, windows).mean(axis=1), np.float64)


def _traces(remaining: NDArray[np.float64], me: NDArray[np.float32], removed: Removed, rate: float) -> list[LineTrace]:
    """Look in the M&E for each line that remains, in the lane in which it is loudest."""
    blocks = leading_lane(remaining, len(remaining) // BLOCKS_PER_ROW * BLOCKS_PER_ROW)
    found = []
    for line in lines_of(voice_rows(blocks).speech):
        start, end = (round(row * rate / ROWS_PER_SECOND) for row in (line.start_row, line.end_row))
        side = round(rate / 4)
        piece = slice(max(0, start - side), end + side)
        lane = int(np.square(removed.rest[:, piece]).sum(axis=1).argmax())
        trace = trace_line(me[lane, piece], removed.rest[lane, piece], rate)
        found += [] if trace is None else [trace]
    return found


def wrong_me(fit: MeFit) -> Message | None:
    """Return why an M&E is not that of the mix; None where it is. The order is that of the table above."""
    levels = fit.levels
    if levels.is_the_mix:
        return message("dialogue.is-the-mix", guide=ME)
    bleeding = _bleeding(fit)
    if bleeding is not None:
        return bleeding
    if all(levels.guide_is_more_like_speech):
        return message("dialogue.me-is-dialogue", guide=ME)
    gain_db = 20.0 * float(np.log10(max(abs(fit.gain), 1e-6)))
    if abs(gain_db) > FARTHEST_GAIN_DB:
        return message("dialogue.level-far-off", guide=ME, gain_db=round(gain_db, 1))
    voice = voice_rows(fit.blocks).speech  # with the rooms of lines, which nothing of the M&E explains
    wrong = _other_lines(fit) or _wrong_place(fit) or _wrong_lines(fit, voice) or _lacking(fit, voice)
    # Refused as it is: a stem, whose lines sit less in the centre than an effect of the rest, by its right name.
    if wrong is not None and wrong.code in NOT_ALL_OF_IT and levels.guide_is_like_lines:
        return message("dialogue.me-is-dialogue", guide=ME)
    return wrong


def presence(levels: LaneLevels, blocks: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How much of the M&E is in the mix, by parts of so many blocks and lane, and where that is known.

    Taking out what is in a mix makes it softer by as much; taking out what is not makes it louder. Rows count by how
    much of the mix they would be, so that a shout over a quiet bed says little.
    """
    mix, bed, rest = (row_powers(powers) for powers in (levels.mix, levels.guide, levels.rest))
    largest = np.maximum(np.maximum(mix, rest), 1e-20)
    gone, own = (in_parts(values / largest, blocks // BLOCKS_PER_ROW) for values in (mix - rest, bed))
    sounding = in_parts(bed, blocks // BLOCKS_PER_ROW) > SOUNDING
    return gone / np.maximum(own, 1e-12), sounding & (own > LEAST_OWN)


LEAST_OWN: Final = 0.02
"""Mean part of the mix that the M&E must be, -17 dB, for its presence to be known."""


def _wrong_place(fit: MeFit) -> Message | None:
    levels = fit.levels
    whole, known = presence(levels, len(levels.mix) // BLOCKS_PER_ROW * BLOCKS_PER_ROW)
    parts, sounding = presence(levels, PLACE_SECONDS * ROWS_PER_SECOND * BLOCKS_PER_ROW)
    of_lanes = whole[0][known[0]] if len(whole) else np.zeros(0)
    if of_lanes.size and of_lanes.max() >= LEAST_PRESENT > of_lanes.min():
        return message("dialogue.other-channels", guide=ME)
    told = fit.gains[fit.is_told.any(axis=1)]
    if len(told) and fit.is_told.any(axis=0).all() and levels.has_sides:
        lanes = np.median(told, axis=0)
        if lanes.max() > FOUND_FACTOR * lanes.min():
            return message("dialogue.other-channels", guide=ME)
    places = sounding.any(axis=1)
    there = np.where(sounding, parts, np.inf).min(axis=1, initial=np.inf) >= LEAST_PRESENT
    found, count = int(np.count_nonzero(there & places)), int(np.count_nonzero(places))
    if count == 0:
        return None if fit.is_told.any() else message("dialogue.too-soft", guide=ME)
    if found < LEAST_FOUND * count:
        return message("dialogue.stretches-only", guide=ME, found=found, stretches=count, stretch_seconds=PLACE_SECONDS)
    return None


FOUND_FACTOR: Final = 2.0
"""The gains of the M&E in the centre and at the sides lie within this factor (6 dB)."""


def _other_lines(fit: MeFit) -> Message | None:
    """Where the M&E fits between the lines, and taking it out makes lines louder, it holds other lines."""
    if not fit.levels.has_sides:
        return None
    mix, bed, rest = (row_powers(powers) for powers in (fit.levels.mix, fit.levels.guide, fit.levels.rest))
    # Lines of the M&E remain with their sign turned, so all that remains counts, like the M&E or not.
    speech = voice_rows(leading_lane(fit.levels.rest, fit.row_count * BLOCKS_PER_ROW)).speech
    count = min(len(mix), len(speech))
    by_lane = (rest > OTHER_LINES_FACTOR * mix)[:count]
    # Lines sit in the centre, though their room is louder at the sides than a quiet bed. A bed that is not that of the
    # mix makes it louder everywhere, between lines as well.
    central = ~by_lane[:, 1] | stands_out(bed[:count], 1.0)
    louder = by_lane[:, 0] & central & (bed[:count].sum(axis=1) > SOUNDING)
    spoken = speech[:count]
    far = far_from_lines(spoken)
    if not spoken.any() or (np.mean(louder[far]) if far.any() else 0.0) > OTHER_LINES_SHARE:
        return None
    share = float(np.mean(louder[spoken]))
    return (
        message("dialogue.me-holds-other-lines", guide=ME, share=round(share, 3)) if share > OTHER_LINES_SHARE else None
    )


def _bleeding(fit: MeFit) -> Message | None:
    """Lines that remain and are in the M&E as well."""
    least = 10.0 ** (BLEED_LEAST_DB / 20.0)
    hits = [trace.gain for trace in fit.traces if trace.significance > BLEED_PEAK and trace.gain > least]
    if len(hits) >= max(BLEED_LINES, BLEED_SHARE * len(fit.traces)):
        # What remains is the line less what the M&E took out of it: of a line at b in the M&E, b / (1 - b) is found.
        found = float(np.median(hits))
        level_db = round(20.0 * float(np.log10(found / (1.0 + found))), 1)
        return message(
            "dialogue.me-holds-dialogue", guide=ME, found=len(hits), lines=len(fit.traces), level_db=level_db
        )
    return _lines_taken_out(fit)


def _lines_taken_out(fit: MeFit) -> Message | None:
    """Lines that are in the M&E above its own sound, softer than in the mix: taking it out takes them out too.

    A worked example, lines at -6 dB over a quiet bed: only twice the M&E makes the lines go, and then the bed is taken
    out twice. What remains is the bed with its sign turned.
    """
    turned = sum(trace.significance > BLEED_PEAK and abs(trace.gain) > OTHER_LINES_GAIN for trace in fit.traces)
    if turned < max(BLEED_LINES, BLEED_SHARE * len(fit.traces)):
        return None
    spoken = voice_rows(leading_lane(fit.levels.guide, fit.row_count * BLOCKS_PER_ROW)).speech
    mix, rest = (row_powers(powers)[: len(spoken), 0] for powers in (fit.levels.mix, fit.levels.rest))
    spoken = spoken[: len(mix)]
    if not spoken.any() or rest[spoken].sum() > LEFT_OF_LINES * mix[spoken].sum():
        return None
    level_db = round(-20.0 * float(np.log10(np.median(fit.common_gain[: len(spoken)][spoken]))), 1)
    return message("dialogue.me-holds-dialogue", guide=ME, found=turned, lines=len(fit.traces), level_db=level_db)


def _wrong_lines(fit: MeFit, speech: NDArray[np.bool_]) -> Message | None:
    turned = sum(trace.significance > BLEED_PEAK and trace.gain < -OTHER_LINES_GAIN for trace in fit.traces)
    if turned >= max(BLEED_LINES, BLEED_SHARE * len(fit.traces)):
        return message("dialogue.me-holds-other-lines", guide=ME, share=round(turned / len(fit.traces), 3))
    return lines_left_in(fit, speech)


def _lacking(fit: MeFit, speech: NDArray[np.bool_]) -> Message | None:
    mix, bed, rest = (row_powers(powers) for powers in (fit.levels.mix, fit.levels.guide, fit.levels.rest))
    loud = mix.sum(axis=1) > SOUNDING
    count = min(len(mix), len(speech))
    if fit.levels.has_sides:
        unlike = row_powers(fit.unlike)[:count]
        lost = missing_sound(mix[:count], bed[:count], rest[:count], unlike, speech[:count])
        if lost is not None:
            first, last = longest_span(lost)
            return message("dialogue.me-lacks-sound", guide=ME, first_second=first, last_second=last)
    # The room of a line sounds on, and loudest at the sides. With one lane little else tells, so pauses count there.
    far = far_from_lines(speech[:count]) if fit.levels.has_sides else _beside(speech[:count])
    quiet = far & loud[:count]
    shares = rest[:count].sum(axis=1)[quiet] / np.maximum(mix[:count].sum(axis=1)[quiet], 1e-20)
    if shares.size >= ROWS_PER_SECOND:
        remainder_db = 10.0 * float(np.log10(np.median(shares) + 1e-12))
        if remainder_db > UNEXPLAINED_DB:
            return message("dialogue.explains-too-little", guide=ME, remainder_db=remainder_db)
    share = float(speech.mean()) if speech.size else 0.0
    return message("dialogue.absurd-share", guide=ME, share=round(share, 3)) if share > ABSURD_SHARE else None


def _beside(speech: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows more than 0.2 s from speech."""
    return np.asarray(np.convolve(speech, np.ones(5))[2 : 2 + len(speech)] == 0, np.bool_)
