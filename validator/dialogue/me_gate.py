"""Speech is what a mix holds beyond its M&E."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.alignment import NoAlignment, align
from validator.comparisons.coherence import SPEECH_HZ, WINDOWS_PER_ROW, Coherence, Pair, band_plan, coherence
from validator.comparisons.lanes import centre_and_sides, mono_lane
from validator.dialogue.gate import Gate, Refused, block_power_in_mix, offset_text
from validator.dialogue.voice import voice_rows
from validator.meters.power import whole_row_count
from validator.scan.table import BLOCKS_PER_ROW, ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.comparisons.alignment import Timed

SALIENT_DB: Final = -12.0
"""In a half-octave band, what exceeds the M&E's share by more than this counts. Speech further below is masked, and a
limiter on one side alone leaves that much: with 6 dB of mean reduction, 12 dB at most, it left -16 dB in the row of
rank 95 of 100."""

FARTHEST_LU: Final = 20.0
"""Threshold below the loudness of the speech; the windows of the comparison overlap into the rows beside a line."""

STRETCH_WINDOWS: Final = 30 * ROWS_PER_SECOND * WINDOWS_PER_ROW
"""The M&E must be in the mix in every 30 s in which it sounds."""

FOUND_FACTOR: Final = 2.0
"""It is there where its gain in the mix lies within this factor (6 dB) of its gain in the whole programme."""

LEAST_FOUND: Final = 0.9
"""Share of the stretches in which it must be there."""

BEST_PERCENTILE: Final = 5
BEST_REMAINDER_DB: Final = -10.0
"""In the best-explained twentieth of the time, nobody speaks and all of the mix is M&E, down to what a limiter does to
it. Where this much or more remains even then, something other than dialogue is different: -4 dB remained of a mix in
another order of channels, -20 dB at most of one that was limited by 12 dB."""

_SOUNDING: Final = 1e-6
"""Mean square from which the M&E sounds: -60 dBFS in the speech bands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeMatch:
    """An M&E as it lies in a mix.

    Attributes:
        me: The M&E.
        offset_samples: Sample of the mix at which it begins.
        gain: Linear gain of the M&E in the mix, over the whole programme.
        gains: float64 (stretches of 30 s,): the same for each; the overall one where it says nothing.
        apart: The comparison in the speech bands.
    """

    me: Timed
    offset_samples: int
    gain: float
    gains: NDArray[np.float64]
    apart: Coherence


def match_me(mix: Timed, me: Timed) -> MeMatch | Refused:
    """Find an M&E in a mix.

    Args:
        mix: The mix.
        me: Its M&E; another level, limiter or equaliser does not matter, another edit does.

    Raises:
        MediaError: A file cannot be read.
    """
    found = align(mix, me)
    if isinstance(found, NoAlignment):
        return Refused(reason=f"the M&E does not fit the mix: {found.reason}")
    same = set(mix.layout.labels) == set(me.layout.labels)
    lanes = centre_and_sides if same else mono_lane
    apart = coherence(
        Pair(
            mix=mix,
            other=me,
            offset_samples=found.offset_samples,
            mix_lanes=lanes(mix.layout),
            other_lanes=lanes(me.layout),
        ),
        band_plan(mix.programme.sample_rate_hz, SPEECH_HZ, k_weighted=False),
        salient_ratio=10.0 ** (SALIENT_DB / 10.0),
    )
    gains = _gains(apart)
    active = gains > 0.0
    if not active.any():
        return Refused(reason="the M&E is silent")
    gain = float(np.median(gains[active]))
    there = (gains < gain * FOUND_FACTOR) & (gains * FOUND_FACTOR > gain)
    if np.count_nonzero(there) < LEAST_FOUND * np.count_nonzero(active):
        return Refused(
            reason=f"the M&E is in the mix in {np.count_nonzero(there)} of {np.count_nonzero(active)} stretches "
            "of 30 s only"
        )
    remainder_db = _best_remainder_db(apart)
    if remainder_db > BEST_REMAINDER_DB:
        return Refused(
            reason=f"the M&E does not explain the mix even between the lines ({remainder_db:.0f} dB remain): another "
            "version, or other channels"
        )
    return MeMatch(
        me=me, offset_samples=found.offset_samples, gain=gain, gains=np.where(there, gains, gain), apart=apart
    )


def _gains(apart: Coherence) -> NDArray[np.float64]:
    """Linear gain of the M&E in the mix in every stretch of 30 s, float64 (stretches,); 0.0 where it is silent."""
    cross, other = apart.cross.sum(axis=1), apart.other.sum(axis=1)
    starts = np.arange(0, other.size, STRETCH_WINDOWS)
    if starts.size == 0:
        return np.zeros(0)
    products, powers = np.abs(np.add.reduceat(cross, starts)), np.add.reduceat(other, starts)
    sounding = powers > _SOUNDING * np.diff([*starts.tolist(), other.size])
    gains: NDArray[np.float64] = np.where(sounding, products / np.maximum(powers, 1e-30), 0.0)
    return gains


def _best_remainder_db(apart: Coherence) -> float:
    """What remains of the mix where the M&E sounds and explains it best, in dB of the mix."""
    sounding = apart.other.sum(axis=1) > _SOUNDING
    mix, rest = apart.mix.sum(axis=1)[sounding], apart.unexplained.sum(axis=1)[sounding]
    shares = rest / np.maximum(mix, 1e-30)
    return 10.0 * float(np.log10(np.percentile(shares, BEST_PERCENTILE) + 1e-12))


def me_gate(mix: Timed, match: MeMatch) -> Gate:
    """Take the gate from what a mix holds beyond its M&E.

    Args:
        mix: The mix.
        match: Its M&E, as found.
    """
    voice = voice_rows(match.apart.salient.sum(axis=1), per_row=WINDOWS_PER_ROW, farthest_lu=FARTHEST_LU)
    return Gate(
        name="mix-minus-me",
        text=f"mix minus M&E ({offset_text(match.offset_samples, mix.programme.sample_rate_hz)}, "
        f"M&E at {_gain_text(match.gain)}): more than {SALIENT_DB:.0f} dB of a half octave is not M&E, "
        f"down to {FARTHEST_LU:.0f} dB below the speech, gaps under 0.3 s closed, no relative gate",
        speech=voice.speech,
        background=me_in_mix(mix, match),
    )


def _gain_text(gain: float) -> str:
    gain_db = round(20.0 * float(np.log10(gain)), 1) + 0.0  # no minus zero
    return f"{gain_db:+.1f} dB"


def me_in_mix(mix: Timed, match: MeMatch) -> NDArray[np.float64]:
    """Weighted mean square of the M&E at its level in the mix, on the rows of the mix, float64 (rows,)."""
    rows = whole_row_count(mix.table)
    blocks = block_power_in_mix(match.me, match.offset_samples, rows)
    power: NDArray[np.float64] = blocks.reshape(rows, BLOCKS_PER_ROW).mean(axis=1)
    gains = np.repeat(match.gains, STRETCH_WINDOWS // WINDOWS_PER_ROW)[:rows]
    return power * np.square(gains)
