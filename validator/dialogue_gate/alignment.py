"""Where in a mix another programme lies.

The usual answer is: where the mix begins. That is tried first, on the waveform, at several places of the programme.
Only if it does not hold, the K-weighted energies of the two tables, 10 ms apart, are slid along each other for another
answer, which must then hold on the waveform as well.

A worked example, at 48 kHz: a stem of 90 minutes was exported with one second of silence more at its head than the mix.

1. Offset 0 is tried. Nine places, in each ninth of the stem the 3 s that are most of the mix, are compared with the
   mix, each within 0.05 s of where it would be. Nothing is found there: at all nine places no correlation is 8 times
   the RMS of the others. Less than half of the places: the offset is not 0.
2. The levels of both, every 10 ms, are slid along each other. They move together best at -100 blocks, that is -1 s.
3. The nine places are compared again around -48 000 samples, and each gives a lag:

       place        1       2       3       4       5       6       7       8       9
       lag     -48 000 -48 000 -48 001 -48 000    none -48 000 -48 000 -48 000 -46 796

   Eight places were found, their median is -48 000, and seven lie within 2 samples of it: at least half of nine, so the
   offset is -48 000 samples. At place 5 an effect covers the voice; place 9 is a chance hit. Neither decides.

What the same table means otherwise (`Misfit`):

| lags found             | within 2 samples of the median | answer                                        |
|------------------------|--------------------------------|-----------------------------------------------|
| at least half of them  | at least half of all places    | the median                                    |
| at least half of them  | fewer                          | DRIFTS: another speed or clock                |
| fewer, but two         |                                | PLACES_ONLY: another cut, or parts of it      |
| none or one            |                                | NOT_FOUND                                     |

After a misfit the next offset is tried; if none is accepted, the misfit lowest in the order NOT_FOUND, PLACES_ONLY,
DRIFTS is the answer, because it took the most agreement to get there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import fft

from validator.comparisons.reading.channel_sums import mono_lane, read_stretch
from validator.meters.power import programme_power
from validator.scan.table import BLOCKS_PER_SECOND, block_start_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.scan.table import BlockTable

    Lane = Callable[[Layout], NDArray[np.float64]]


class Misfit(StrEnum):
    """Why another programme lies nowhere in a mix, and the figures that `NoAlignment.figures` holds for each."""

    OTHER_SAMPLE_RATE = "other-sample-rate"
    """`found_hz`, `mix_hz`."""

    SILENT = "silent"
    """No figures."""

    NOT_FOUND = "not-found"
    """No figures: at no offset are two places found."""

    PLACES_ONLY = "places-only"
    """`found` of `places`: how many places of the other programme were found in the mix."""

    DRIFTS = "drifts"
    """`first_samples`, `last_samples`: offset at the first and at the last place that was found."""


PLACES: Final = 9
"""Places where the waveforms are compared, spread over the programme."""

STRETCH_SECONDS: Final = 3.0
"""Compared at each place: long enough to find a voice 20 dB under music."""

REACH_SECONDS: Final = 0.05
"""Offset around the expected one that is looked at: more than the 10 ms grid of the envelopes leaves open."""

LEAST_PEAK: Final = 8.0
"""A place agrees where the largest correlation is this many times the RMS of all others. Of Gaussian noise the largest
of 4800 values (0.05 s either side at 48 kHz) exceeds 4.9 once in two hundred tries."""

AGREEMENT_SAMPLES: Final = 2
"""Places agree where their offsets differ by no more."""

LEAST_SHARE: Final = 0.5
"""Share of the places that must agree."""

LEAST_PLACES: Final = 2
"""Places that must be found before a programme is said to be in the mix in part: one may be found by chance."""

_MOST_AGREEMENT: Final = (Misfit.NOT_FOUND, Misfit.PLACES_ONLY, Misfit.DRIFTS)

_AT_REST: Final = 1e-4
_ENVELOPE_FLOOR: Final = 1e-7
_ENVELOPE_SECONDS: Final = 3
_CANDIDATES: Final = 3
_BAND_HZ: Final = (100.0, 8000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A programme with the layout it is read in and what the scan made of it."""

    programme: Programme
    layout: Layout
    table: BlockTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Where another programme lies in a mix.

    Attributes:
        offset_samples: Sample of the mix at which the other begins; negative where it begins earlier.
        places: Places compared.
        agreeing: How many of them say so.
    """

    offset_samples: int
    places: int
    agreeing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAlignment:
    """Why another programme lies nowhere in a mix.

    Attributes:
        misfit: The reason.
        figures: What it rests on, by the names that `Misfit` states.
        tried_samples: Offsets that were tried, at which both at least rise and fall together; not part of what it is.
    """

    misfit: Misfit
    figures: Mapping[str, int] = field(default_factory=dict)
    tried_samples: tuple[int, ...] = field(default=(), compare=False)


def align(mix: Timed, other: Timed, lane: Lane = mono_lane) -> Alignment | NoAlignment:
    """Find where another programme lies in a mix, to the sample.

    The answer is constant: a programme that runs faster or slower than the mix lies nowhere in it.

    Args:
        mix: What contains the other.
        other: A stem or an M&E of it.
        lane: The sum of channels in which they are compared, float64 (1, channels), given a layout. Where nothing is
            found in it, the mono of both is tried as well.

    Raises:
        MediaError: A file cannot be read.
    """
    if mix.programme.sample_rate_hz != other.programme.sample_rate_hz:
        return NoAlignment(
            misfit=Misfit.OTHER_SAMPLE_RATE,
            figures={"found_hz": other.programme.sample_rate_hz, "mix_hz": mix.programme.sample_rate_hz},
        )
    activity = _block_energy(other)
    if not activity.any():
        return NoAlignment(misfit=Misfit.SILENT)
    found = _aligned(mix, other, activity, lane)
    return found if isinstance(found, Alignment) or lane is mono_lane else _aligned(mix, other, activity, mono_lane)


def _aligned(mix: Timed, other: Timed, activity: NDArray[np.float64], lane: Lane) -> Alignment | NoAlignment:
    best = NoAlignment(misfit=Misfit.NOT_FOUND)
    tried: list[int] = []
    for blocks in (0, *_envelope_offsets(_block_energy(mix), activity)):
        if any(abs(blocks - done) < REACH_SECONDS * BLOCKS_PER_SECOND / 2 for done in tried):
            continue
        tried.append(blocks)
        found = _agreement(mix, other, activity, blocks, lane)
        if isinstance(found, Alignment):
            return found
        best = max(best, found, key=_agreement_shown)
    rate = mix.programme.sample_rate_hz
    return replace(best, tried_samples=tuple(block_start_sample(blocks, rate) for blocks in tried))


def _agreement_shown(refused: NoAlignment) -> tuple[int, int]:
    """How much of the other was in the mix after all, to say the most telling of several misfits."""
    return _MOST_AGREEMENT.index(refused.misfit), refused.figures.get("found", 0)


def _block_energy(timed: Timed) -> NDArray[np.float64]:
    """K-weighted energy per 10 ms over all channels."""
    return programme_power(timed.table.k_energy, timed.layout.weights)


def _envelope_offsets(mix: NDArray[np.float64], other: NDArray[np.float64]) -> list[int]:
    """The offsets in blocks at which the levels of two programmes rise and fall together most, best first."""
    size = fft.next_fast_len(len(mix) + len(other), real=True)
    spectrum = fft.rfft(_movement(mix), size) * np.conj(fft.rfft(_movement(other), size))
    correlation = fft.irfft(spectrum, size)
    offsets: list[int] = []
    for place in np.argsort(-correlation, kind="stable")[: 200 * _CANDIDATES].tolist():
        offset = place if place < len(mix) else place - size
        if all(abs(offset - other_offset) > 2 for other_offset in offsets):
            offsets.append(offset)
        if len(offsets) == _CANDIDATES:
            break
    return offsets


def _movement(energy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Level in dB about its mean over some seconds, (blocks,)."""
    level = 10.0 * np.log10(energy + _ENVELOPE_FLOOR * float(energy.max(initial=0.0)) + 1e-30)
    width = min(_ENVELOPE_SECONDS * BLOCKS_PER_SECOND, len(level))
    sums = np.cumsum(np.concatenate([[0.0], np.pad(level, (width // 2, width - 1 - width // 2), mode="edge")]))
    movement: NDArray[np.float64] = level - (sums[width:] - sums[:-width]) / width
    return movement


def _agreement(
    mix: Timed, other: Timed, activity: NDArray[np.float64], blocks: int, lane: Lane
) -> Alignment | NoAlignment:
    """Compare the waveforms at several places around an expected offset in blocks."""
    rate = mix.programme.sample_rate_hz
    places = _places(activity, _block_energy(mix), blocks)
    expected = block_start_sample(blocks, rate)
    found = [_lag(mix, other, block_start_sample(block, rate), expected, lane) for block in places]
    lags = np.array([lag for lag in found if lag is not None])
    if lags.size < max(1, LEAST_SHARE * len(places)):
        if lags.size < LEAST_PLACES:
            return NoAlignment(misfit=Misfit.NOT_FOUND)
        return NoAlignment(misfit=Misfit.PLACES_ONLY, figures={"found": int(lags.size), "places": len(places)})
    middle = round(float(np.median(lags)))
    agreeing = int(np.count_nonzero(np.abs(lags - middle) <= AGREEMENT_SAMPLES))
    if agreeing < LEAST_SHARE * len(places):
        return NoAlignment(misfit=Misfit.DRIFTS, figures={"first_samples": int(lags[0]), "last_samples": int(lags[-1])})
    return Alignment(offset_samples=middle, places=len(places), agreeing=agreeing)


def _places(activity: NDArray[np.float64], mix: NDArray[np.float64], offset_blocks: int) -> list[int]:
    """First blocks, in the other programme, of the stretches to compare: one in each ninth that the mix covers too.

    It is the one in which the energies of both are nearest: there the mix holds least of anything else. Under lines a
    quiet bed is buried, however loud it is. A ninth in which the other all but rests says nothing, and is left out.
    """
    length = min(round(STRETCH_SECONDS * BLOCKS_PER_SECOND), len(activity))
    first = max(0, -offset_blocks)
    end = min(len(activity), len(mix) - offset_blocks)
    own, whole = (np.cumsum(np.concatenate([[0.0], energy])) for energy in (activity, mix))
    parts = [part for part in np.array_split(np.arange(first, max(first, end - length + 1)), PLACES) if part.size]
    energies = [own[part + length] - own[part] for part in parts]
    least = _AT_REST * max((float(energy.max()) for energy in energies), default=0.0)
    found = []
    for part, energy in zip(parts, energies, strict=True):
        around = whole[part + offset_blocks + length] - whole[part + offset_blocks]
        nearness = np.minimum(energy, around) / np.maximum(np.maximum(energy, around), 1e-30)
        nearness[energy <= least] = 0.0
        if nearness.any():
            found.append(int(part[nearness.argmax()]))
    return found


def _lag(mix: Timed, other: Timed, start: int, expected: int, lane: Lane) -> int | None:
    """Offset at which one stretch of the other is found in the mix; None where it is not.

    The cross-spectrum is whitened, so that a soft voice counts as much as a loud bass (generalised cross-correlation
    with phase transform: Knapp and Carter, IEEE Trans. ASSP 24 (1976) 320-327).
    """
    rate = mix.programme.sample_rate_hz
    reach = round(REACH_SECONDS * rate)
    count = round(STRETCH_SECONDS * rate)
    wanted = read_stretch(other.programme, lane(other.layout), start_sample=start, count=count)[0]
    around = read_stretch(
        mix.programme, lane(mix.layout), start_sample=start + expected - reach, count=count + 2 * reach
    )[0]
    size = fft.next_fast_len(len(around) + count, real=True)
    cross = fft.rfft(around.astype(np.float64), size) * np.conj(fft.rfft(wanted.astype(np.float64), size))
    hertz = np.arange(len(cross)) * (rate / size)
    cross[(hertz < _BAND_HZ[0]) | (hertz > _BAND_HZ[1])] = 0.0
    magnitude = np.abs(cross)
    if not magnitude.any():
        return None
    correlation = np.abs(fft.irfft(cross / np.maximum(magnitude, 1e-12 * magnitude.max()), size)[: 2 * reach + 1])
    peak = int(correlation.argmax())
    others = np.delete(correlation, slice(max(0, peak - 50), peak + 51))
    if correlation[peak] < LEAST_PEAK * float(np.sqrt(np.mean(np.square(others)))):
        return None
    return expected + peak - reach
