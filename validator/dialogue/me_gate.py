"""Speech is what a mix holds beyond its M&E.

The M&E is checked in this order. The first "no" ends the check, and its code is the reason:

| question                                                                | no                             |
|-------------------------------------------------------------------------|--------------------------------|
| Is it in the mix at one offset, at its speed (`comparisons.alignment`)? | the code of the `Misfit`       |
| Is there a stretch of 30 s in which its gain in the mix means anything? | `dialogue.too-soft`            |
| Is it there at about the same gain in nine of ten of these stretches?   | `dialogue.stretches-only`      |
| Is it there at about the same gain in the centre and at the sides?      | `dialogue.other-channels`      |
| Does it explain the mix where it explains it best (between the lines)?  | `dialogue.explains-too-little` |

Then a worked example of one window of 85 ms. M&E and mix are compared in ten half-octave bands; in each, a part of the
power of the mix is the M&E at some gain (explained), the rest is not (remaining):

    band        explained  remaining  remaining / explained   salient (more than -12 dB)
    250 Hz         0.0 dB   -18.0 dB        -18 dB             no: what a limiter leaves of the M&E itself
    500 Hz        -3.0 dB   -20.0 dB        -17 dB             no
    1 kHz         -6.0 dB    -4.0 dB         +2 dB             yes
    2 kHz        -10.0 dB   -14.0 dB         -4 dB             yes

The sum over the salient bands, here 0.40 + 0.04 = 0.44 of the reference power, is the voice in that window. The series
of these sums goes to `voice.voice_rows` as if it were a dialogue stem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.comparisons.alignment import NoAlignment, align
from validator.comparisons.channel_sums import centre_and_sides, mono_lane
from validator.comparisons.coherence import SPEECH_HZ, WINDOWS_PER_ROW, BandPlan, Coherence, Pair, band_plan, coherence
from validator.dialogue import voice
from validator.dialogue.gate import ME, RefusedGuide, SpeechGate, block_power_in_mix, offset_text, refused_guide
from validator.meters.power import whole_row_count
from validator.progress import unseen
from validator.scan.table import BLOCKS_PER_ROW, ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.comparisons.alignment import Timed
    from validator.progress import Show

SALIENT_DB: Final = -12.0
"""In a half-octave band, what exceeds the M&E's share by more than this counts. Speech further below is masked, and a
limiter on one side alone leaves that much: with 6 dB of mean reduction, 12 dB at most, it left -16 dB in the window
of rank 95 of 100."""

FARTHEST_LU: Final = 20.0
"""Largest distance of the threshold below the loudness of the speech: nearer than for a stem, because the windows of
the comparison reach into the rows beside a line."""

GAP_SECONDS: Final = voice.GAP_SECONDS - 0.05
"""Those windows widen a line by about 25 ms at each end, and so make a pause that much shorter."""

STRETCH_SECONDS: Final = 30
"""The M&E must be in the mix in every 30 s in which it sounds."""

STRETCH_WINDOWS: Final = STRETCH_SECONDS * ROWS_PER_SECOND * WINDOWS_PER_ROW

FOUND_FACTOR: Final = 2.0
"""It is there where its gain in the mix lies within this factor (6 dB) of its gain in the whole programme; and so must
its gain in the centre and at the sides."""

LARGEST_CHANCE: Final = 0.2
"""A gain says something where speech that drowns the M&E moves it by no more than this share of it."""

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


def match_me(mix: Timed, me: Timed, show: Show = unseen) -> MeMatch | RefusedGuide:
    """Find an M&E in a mix.

    Args:
        mix: The mix.
        me: Its M&E; another level, limiter or equaliser does not matter, another edit does.
        show: Begins a progress line.

    Raises:
        MediaError: A file cannot be read.
    """
    found = align(mix, me)
    if isinstance(found, NoAlignment):
        return refused_guide(ME, found)
    same = set(mix.layout.labels) == set(me.layout.labels)
    lanes = centre_and_sides if same else mono_lane
    plan = band_plan(mix.programme.sample_rate_hz, SPEECH_HZ, k_weighted=False)
    apart = coherence(
        Pair(
            mix=mix,
            other=me,
            offset_samples=found.offset_samples,
            mix_lanes=lanes(mix.layout),
            other_lanes=lanes(me.layout),
        ),
        plan,
        salient_ratio=10.0 ** (SALIENT_DB / 10.0),
        progress=show("mix against M&E", mix.programme.sample_count),
    )
    gain, gains, sounding = _gains(apart, plan)
    if not sounding.any():
        return RefusedGuide(reason=message("dialogue.too-soft", guide=ME))
    there = _alike(gains, gain)
    if np.count_nonzero(there[sounding]) < LEAST_FOUND * np.count_nonzero(sounding):
        return RefusedGuide(
            reason=message(
                "dialogue.stretches-only",
                guide=ME,
                found=int(np.count_nonzero(there[sounding])),
                stretches=int(np.count_nonzero(sounding)),
                stretch_seconds=STRETCH_SECONDS,
            )
        )
    if not _lanes_alike(apart, plan, gain):
        return RefusedGuide(reason=message("dialogue.other-channels", guide=ME))
    remainder_db = _best_remainder_db(apart)
    if remainder_db > BEST_REMAINDER_DB:
        return RefusedGuide(
            reason=message("dialogue.explains-too-little", guide=ME, remainder_db=round(remainder_db, 1))
        )
    gains = np.where(there & sounding, gains, gain)
    return MeMatch(me=me, offset_samples=found.offset_samples, gain=gain, gains=gains, apart=apart)


def _alike(gains: NDArray[np.float64], gain: float) -> NDArray[np.bool_]:
    return (gains <= gain * FOUND_FACTOR) & (gains * FOUND_FACTOR >= gain)


def _gains(apart: Coherence, plan: BandPlan) -> tuple[float, NDArray[np.float64], NDArray[np.bool_]]:
    """Linear gain of the M&E in the mix: overall, in every 30 s, and in which of these it says something."""
    starts = np.arange(0, len(apart.cross), STRETCH_WINDOWS)
    if starts.size == 0:
        return 0.0, np.zeros(0), np.zeros(0, np.bool_)
    windows = np.diff([*starts.tolist(), len(apart.cross)])
    cross, other, mix = (
        np.add.reduceat(values.sum(axis=1), starts) for values in (apart.cross, apart.other, apart.mix)
    )
    gains: NDArray[np.float64] = np.abs(cross) / np.maximum(other, 1e-30)
    sounding = other > _SOUNDING * windows
    if not sounding.any():
        return 0.0, gains, sounding
    gain = float(np.median(gains[sounding]))
    sounding &= _chance(mix, other, windows, plan) <= LARGEST_CHANCE * gain
    return gain, gains, sounding


def _chance(
    mix: NDArray[np.float64], other: NDArray[np.float64], windows: NDArray[np.int_], plan: BandPlan
) -> NDArray[np.float64]:
    """Gain that two programmes with nothing in common seem to have, by chance.

    The standard deviation of a regression over as many independent values as the windows hold: two bins in three, three
    windows in four.
    """
    values = windows * (plan.edges[-1] - plan.edges[0]) / 2.0
    chance: NDArray[np.float64] = np.sqrt(mix / np.maximum(other * values, 1e-30))
    return chance


def _lanes_alike(apart: Coherence, plan: BandPlan, gain: float) -> bool:
    """Whether the M&E has about the same gain in every lane in which that is known."""
    cross, other, mix = (values.sum(axis=0) for values in (apart.cross, apart.other, apart.mix))
    windows = np.full(cross.shape, len(apart.cross))
    gains = np.abs(cross) / np.maximum(other, 1e-30)
    known = (other > _SOUNDING * windows) & (_chance(mix, other, windows, plan) <= LARGEST_CHANCE * gain)
    return bool(_alike(gains[known], gain).all())


def _best_remainder_db(apart: Coherence) -> float:
    """What remains of the mix where the M&E sounds and explains it best, in dB of the mix."""
    sounding = apart.other.sum(axis=1) > _SOUNDING
    mix, rest = apart.mix.sum(axis=1)[sounding], apart.unexplained.sum(axis=1)[sounding]
    shares = rest / np.maximum(mix, 1e-30)
    return 10.0 * float(np.log10(np.percentile(shares, BEST_PERCENTILE) + 1e-12))


def me_gate(mix: Timed, match: MeMatch) -> SpeechGate:
    """Take the gate from what a mix holds beyond its M&E.

    Args:
        mix: The mix.
        match: Its M&E, as found.
    """
    found = voice.voice_rows(
        match.apart.salient.sum(axis=1), per_row=WINDOWS_PER_ROW, farthest_lu=FARTHEST_LU, gap_seconds=GAP_SECONDS
    )
    return SpeechGate(
        name="mix-minus-me",
        text=f"mix minus M&E ({offset_text(match.offset_samples, mix.programme.sample_rate_hz)}, "
        f"M&E at {_gain_text(match.gain)}): more than {SALIENT_DB:.0f} dB of a half octave is not M&E, "
        f"down to {FARTHEST_LU:.0f} dB below the speech, gaps under 0.3 s closed, no relative gate",
        speech=found.speech,
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
