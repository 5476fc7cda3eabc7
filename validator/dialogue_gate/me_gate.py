"""Speech is what a mix holds beyond its M&E, once the M&E was held against the mix (`me_fit`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.comparisons.lines.speech_lanes import STRETCH_SECONDS
from validator.comparisons.reading.channel_sums import mono_lane
from validator.dialogue_gate.alignment import Misfit, NoAlignment, align
from validator.dialogue_gate.gate import (
    ME,
    RefusedGuide,
    SpeechGate,
    block_power_in_mix,
    offset_text,
    refused_guide,
    threshold_text,
)
from validator.dialogue_gate.guard_band import guard_band
from validator.dialogue_gate.lane_levels import ABOVE_SIDES, SOUNDING, lane_pair, of_same_channels, row_powers, sides_of
from validator.dialogue_gate.me_fit import fit_me, wrong_me
from validator.dialogue_gate.me_lines import lines_of_its_own
from validator.dialogue_gate.same_places import me_speaks_where
from validator.meters.power import programme_row_power, whole_row_count
from validator.progress import unseen
from validator.scan.table import BLOCKS_PER_ROW, ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed
    from validator.dialogue_gate.me_fit import MeFit
    from validator.progress import Show

LITTLE_SPEECH: Final = 0.2
"""Where the M&E leaves less speech than this, the lines may be in it: then every row of it that sounds in the centre is
doubtful, whatever its level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeMatch:
    """An M&E as it lies in a mix.

    Attributes:
        me: The M&E.
        offset_samples: Sample of the mix at which it begins.
        fit: What the comparison established.
    """

    me: Timed
    offset_samples: int
    fit: MeFit


def match_me(mix: Timed, me: Timed, show: Show = unseen) -> MeMatch | RefusedGuide:
    """Find an M&E in a mix, and hold it against the mix.

    Args:
        mix: The mix.
        me: Its M&E; a limiter on either side does not matter, another edit does.
        show: Begins a progress line.

    Raises:
        MediaError: A file cannot be read.
    """
    if len(me.layout.channels) < len(mix.layout.channels):
        return RefusedGuide(
            reason=message("dialogue.other-layout", guide=ME, layout=me.layout.name, mix_layout=mix.layout.name)
        )
    found = align(mix, me, sides_of if of_same_channels(mix, me) else mono_lane)
    if isinstance(found, NoAlignment):
        is_told = of_same_channels(mix, me) and found.misfit in {Misfit.NOT_FOUND, Misfit.PLACES_ONLY}
        if is_told and me_speaks_where(mix, me, found.tried_samples):
            return RefusedGuide(reason=message("dialogue.me-other-language", guide=ME))
        return refused_guide(ME, found)
    pair = lane_pair(mix, me, found.offset_samples)
    rows = whole_row_count(mix.table)
    fit = fit_me(pair, rows, show("mix against M&E", mix.programme.sample_count))
    wrong = wrong_me(fit)
    if wrong is not None:
        return RefusedGuide(reason=wrong)
    return MeMatch(me=me, offset_samples=found.offset_samples, fit=fit)


def me_gate(mix: Timed, match: MeMatch) -> SpeechGate:
    """Take the gate from what a mix holds beyond its M&E.

    Args:
        mix: The mix.
        match: Its M&E, as found.
    """
    voice = match.fit.voice()
    return SpeechGate(
        name="mix-minus-me",
        text=f"mix minus M&E ({offset_text(match.offset_samples, mix.programme.sample_rate_hz)}, "
        f"M&E at {_gain_text(match.fit.gain)}): what remains, {threshold_text(voice)}",
        speech=voice.speech,
        background=me_in_mix(mix, match),
        guard_band=guard_band(
            programme_row_power(mix.table, mix.layout.weights),
            match.fit.weighted_blocks,
            _doubtful(match.fit, voice.speech),
            voiced=match.fit.rest_voiced,
            with_noise=None if match.fit.weights is None else match.fit.blocks,
        ),
    )


def _doubtful(fit: MeFit, speech: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Rows that may be speech although the M&E explains them: it may hold lines, and its word alone decides nothing."""
    if speech.mean() >= LITTLE_SPEECH:
        return [lines_of_its_own(fit, speech)]
    bed = row_powers(fit.levels.guide)[: len(speech)]
    found = np.zeros(len(speech), np.bool_)
    centre = bed[:, 0]
    sides = bed[:, 1] if fit.levels.has_sides else np.zeros(len(bed))
    found[: len(bed)] = (centre > SOUNDING) & (centre > ABOVE_SIDES * sides)
    return [found | speech]


def _gain_text(gain: float) -> str:
    gain_db = round(20.0 * float(np.log10(max(gain, 1e-6))), 1) + 0.0  # no minus zero
    return f"{gain_db:+.1f} dB"


def me_in_mix(mix: Timed, match: MeMatch) -> NDArray[np.float64]:
    """Weighted mean square of the M&E at its level in the mix, on the rows of the mix, float64 (rows,)."""
    rows = whole_row_count(mix.table)
    blocks = block_power_in_mix(match.me, match.offset_samples, rows)
    power: NDArray[np.float64] = blocks.reshape(rows, BLOCKS_PER_ROW).mean(axis=1)
    stretches = match.fit.gains.mean(axis=1)
    gains = np.repeat(stretches, STRETCH_SECONDS * ROWS_PER_SECOND)[:rows]
    return np.asarray(power * np.square(gains), np.float64)
