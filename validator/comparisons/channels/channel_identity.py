"""Which channel of the original each channel of a dub carries, and with which polarity.

Music, effects and ambience are the same in both, so a channel is coherent with the one that it is a copy of, in some
band at some time, whatever the lines do. Coherence is measured in windows of 0.17 s and nine bands; the likeliest
assignment of all channels together is found; a channel is told only if any other place for it fits clearly worse. Two
surrounds with the same sound cannot be told apart, and then nothing is said. Of two channels the sum and the difference
are compared (`mid_side`): left and right hold the same centre, and are too alike to be told apart by themselves.

Source: assignment by linear_sum_assignment of scipy (Crouse, IEEE Trans. AES 52 (2016) 1679-1696). Measured on 56 dubs:
all 44 permutations that the sound tells were solved, with margins of 0.20 to 0.88; margins were 0.00 where nobody can
know; none was claimed wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import fft
from scipy.optimize import linear_sum_assignment

from specs.vocabulary import LAYOUTS
from validator.comparisons.channels.channel_lags import ChannelLags
from validator.comparisons.channels.identity_model import (
    ChannelIdentity,
    ChannelPolarity,
    IdentifiedChannel,
    IdentityCause,
    IdentityState,
)
from validator.comparisons.channels.mid_side import STEREO_CHANNELS, MidSideProgramme, of_mid_and_side
from validator.comparisons.reading.aligned_reading import aligned_stretches
from validator.comparisons.reading.channel_sums import CENTRE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.comparisons.channels.identity_model import LateChannel
    from validator.comparisons.dub.map_model import DubMap
    from validator.comparisons.reading.reading import ReadableProgramme

WINDOW_SECONDS: Final = 8192 / 48000
HOP_SECONDS: Final = 0.25
BAND_BINS: Final = (4, 8, 14, 24, 48, 96, 200, 400, 800, 1600)
"""Edges of nine bands from 23 Hz to 9.4 kHz."""

LEAST_MARGIN: Final = 0.10
LEAST_LIKENESS: Final = 0.10
COHERENT: Final = 0.7
LEAST_SIGN: Final = 0.5
LEAST_CELLS: Final = 10
LEAST_WINDOWS: Final = 12

_SOUNDING_RMS: Final = 10.0 ** (-50.0 / 20.0)
"""A channel of the original sounds in a window of -50 dBFS RMS or more, well above the room tone of a finished mix."""

_SILENT_SHARE: Final = 10.0 ** (-60.0 / 20.0)
"""A channel of the dub is silent where it lies 60 dB below the original's. Both are this project's choice: what another
level, equaliser or limiter does to a bed is far less, dither and digital silence are far below."""

_STRETCHES: Final = 18
_WINDOWS_PER_STRETCH: Final = 20
_FLOOR: Final = 1e-9
_HALF_POWER: Final = np.float32(0.5**0.5)
_WITHOUT_MOVES: Final = (None, IdentityCause.TOO_LITTLE_SOUND, IdentityCause.CHANNEL_SILENT, IdentityCause.POLARITY)
_HOME: Final = 0.02
"""What a channel gains by staying in its place, so that ties are no finding."""


def channel_identity(
    dub: ReadableProgramme, original: ReadableProgramme, dub_map: DubMap, *, is_me: bool = False
) -> ChannelIdentity:
    """Tell which channel of the original each channel of a dub carries.

    Args:
        dub: What is read, in stretches of 5 s, 90 s in all.
        original: Against what.
        dub_map: Where the dub lies: coherence needs samples that sound at the same time.
        is_me: Whether it is an M&E: in the original a channel may hold lines and their room alone.

    Raises:
        MediaError: A file cannot be read.
    """
    if dub.channel_count != original.channel_count:
        return _untold(IdentityCause.CHANNEL_COUNTS_DIFFER)
    is_stereo = dub.channel_count == STEREO_CHANNELS
    sides = [MidSideProgramme(programme=side) if is_stereo else side for side in (dub, original)]
    lags = ChannelLags(dub.channel_count, original.sample_rate_hz)
    windows = list(_windows(sides[0], sides[1], dub_map, lags))
    if not windows:
        return _untold(IdentityCause.NOT_ALIGNED)
    if len(windows) < LEAST_WINDOWS:
        return _untold(IdentityCause.TOO_LITTLE_SOUND)
    channels = _identified(np.stack([one.coherence for one in windows]))
    levels = np.stack([one.sides_rms if is_stereo else one.rms for one in windows])
    silent = _silent(levels, _centre(original.layout) if is_me else ())
    if is_me and (is_stereo or original.layout is None):
        silent = ()  # left and right hold the lines too
    named = _named(of_mid_and_side(channels) if is_stereo else channels, original.layout, silent)
    return _with_late(named, lags.late())


def _with_late(found: ChannelIdentity, late: tuple[LateChannel, ...]) -> ChannelIdentity:
    """Say which channels are early or late, unless they have other places; it tells what nothing else does."""
    late = tuple(one for one in late if one.channel not in found.silent)
    if not late or found.cause not in _WITHOUT_MOVES:
        return found
    cause = IdentityCause.CHANNEL_SILENT if found.silent else IdentityCause.CHANNEL_LATE
    return replace(found, state=IdentityState.TOLD, cause=cause, late=late)


def _centre(layout: Layout | None) -> tuple[int, ...]:
    labels = () if layout is None else layout.labels
    return tuple(channel for channel, label in enumerate(labels) if label in CENTRE_LABELS)


def _untold(cause: IdentityCause) -> ChannelIdentity:
    return ChannelIdentity(state=IdentityState.CANNOT_TELL, cause=cause)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Window:
    """One window of both sides.

    Attributes:
        coherence: Of every two channels, complex64 (bands, dub, original).
        rms: Of every channel, float64 (2, channels): dub, original.
        sides_rms: The same of left and right, where the channels are sum and difference.
    """

    coherence: NDArray[np.complex64]
    rms: NDArray[np.float64]
    sides_rms: NDArray[np.float64]


def _silent(rms: NDArray[np.float64], centre: tuple[int, ...]) -> tuple[int, ...]:
    """The channels that are silent in the dub in every window in which they sound in the original.

    Args:
        rms: float64 (windows, 2, channels): dub, original.
        centre: For an M&E, the channels with the lines: they may be silent, and others sound by themselves only where
            they are louder.
    """
    sounds = rms[:, 1] >= _SOUNDING_RMS
    for channel in centre:
        sounds &= rms[:, 1] > rms[:, 1, channel : channel + 1]
    silent = (rms[:, 0] < _SILENT_SHARE * rms[:, 1]) | ~sounds
    told = (sounds.sum(axis=0) >= LEAST_WINDOWS) & silent.all(axis=0)
    return tuple(np.flatnonzero(told).tolist())


def _windows(
    dub: ReadableProgramme, original: ReadableProgramme, dub_map: DubMap, lags: ChannelLags
) -> Iterator[_Window]:
    """Every window of the stretches in which both sides sound at once, which the lags hear, too: left and right of two.

    None without aligned stretches.
    """
    rate = original.sample_rate_hz
    size = round(WINDOW_SECONDS * rate)
    hop = round(HOP_SECONDS * rate)
    count = size + (_WINDOWS_PER_STRETCH - 1) * hop
    if dub_map.segments:
        longest = max(segment.end_sample - segment.start_sample for segment in dub_map.segments)
        count = min(count, max(size, longest * rate // dub.sample_rate_hz // 4))
    edges = [round(edge * size * 48000 / (8192 * rate)) for edge in BAND_BINS]
    turn = 2.0 * np.pi * np.arange(size) / size
    window = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)
    for pieces in aligned_stretches(dub, original, dub_map.segments, count=_STRETCHES, sample_count=count):
        lags.add(*(_left_and_right(np.stack(pieces)) if isinstance(dub, MidSideProgramme) else pieces))
        for start in range(0, count - size + 1, hop):
            sound = np.stack([piece[:, start : start + size] for piece in pieces])
            spectra = fft.rfft(sound * window, axis=2)
            yield _Window(
                coherence=_cell(spectra[0], spectra[1], edges),
                rms=_rms(sound),
                sides_rms=_rms(_left_and_right(sound)),
            )


def _left_and_right(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Left and right of what is a sum and a difference: float32 (sides, 2, samples)."""
    first, last = sound[:, 0], sound[:, -1]
    return np.asarray(_HALF_POWER * np.stack([first + last, first - last], axis=1))


def _rms(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(np.mean(np.square(sound, dtype=np.float64), axis=2)))


def _cell(dub: NDArray[np.complex64], original: NDArray[np.complex64], edges: Sequence[int]) -> NDArray[np.complex64]:
    """Coherence by band in one window, complex64 (bands, dub, original); 0 where a channel is silent in the band."""
    cross = np.stack([dub[:, low:high] @ original[:, low:high].conj().T for low, high in pairwise(edges)])
    powers = [np.add.reduceat(np.square(np.abs(side)), edges, axis=1)[:, :-1].T for side in (dub, original)]
    norm = np.sqrt(powers[0][:, :, None] * powers[1][:, None, :])
    sounding = (powers[0] > _FLOOR * powers[0].max())[:, :, None] & (powers[1] > _FLOOR * powers[1].max())[:, None, :]
    found: NDArray[np.complex64] = np.where(sounding & (norm > 0.0), cross / np.maximum(norm, 1e-30), 0.0).astype(
        np.complex64
    )
    return found


def _identified(coherence: NDArray[np.complex64]) -> tuple[IdentifiedChannel, ...]:
    size = np.abs(coherence)
    third = max(1, len(size) // 3)
    largest = np.sort(size, axis=0)[-third:]
    likeness = largest.mean(axis=(0, 1)).astype(np.float64)
    count = len(likeness)
    _, places = linear_sum_assignment(likeness + _HOME * np.eye(count), maximize=True)
    carries = [int(place) for place in places]
    total = float(likeness[np.arange(count), carries].sum())
    margins = [_margin(likeness, total, channel, place) for channel, place in enumerate(carries)]
    own = [float(likeness[channel, place]) for channel, place in enumerate(carries)]
    told = [margin >= LEAST_MARGIN for margin in margins]
    silent = [value < LEAST_LIKENESS for value in own]
    others = [
        all(told[other] and not silent[other] for other in range(count) if other != channel) for channel in range(count)
    ]
    return tuple(
        IdentifiedChannel(
            channel=channel,
            carries=carries[channel] if told[channel] and (not silent[channel] or others[channel]) else None,
            by_elimination=told[channel] and silent[channel] and others[channel],
            margin=round(margins[channel], 4),
            likeness=round(own[channel], 4),
            polarity=None if silent[channel] else _polarity(coherence[:, :, channel, carries[channel]]),
        )
        for channel in range(count)
    )


def _margin(likeness: NDArray[np.float64], total: float, channel: int, place: int) -> float:
    """How much worse the best assignment is in which a channel may not be where it was put."""
    barred = likeness.copy()
    barred[channel, place] = -float(len(likeness))
    rows, places = linear_sum_assignment(barred, maximize=True)
    return max(0.0, total - float(barred[rows, places].sum()))


def _polarity(coherence: NDArray[np.complex64]) -> ChannelPolarity | None:
    """The sign of the coherent cells, complex64 (windows, bands); None where too few are coherent or they disagree."""
    clear = coherence[np.abs(coherence) > COHERENT]
    if clear.size < LEAST_CELLS:
        return None
    sign = float(clear.real.sum() / np.abs(clear).sum())
    if abs(sign) < LEAST_SIGN:
        return None
    return ChannelPolarity.SAME if sign > 0.0 else ChannelPolarity.INVERTED


def _named(channels: tuple[IdentifiedChannel, ...], layout: Layout | None, silent: tuple[int, ...]) -> ChannelIdentity:
    """Say what kind of permutation it is; a silent channel carries nothing, though but one place is left for it."""
    channels = tuple(
        replace(item, carries=None, by_elimination=False, polarity=None) if item.channel in silent else item
        for item in channels
    )
    moved = {
        item.channel: item.carries for item in channels if item.carries is not None and item.carries != item.channel
    }
    exchanged = tuple(
        (channel, place) for channel, place in sorted(moved.items()) if channel < place and moved.get(place) == channel
    )
    inverted = tuple(item.channel for item in channels if item.polarity is ChannelPolarity.INVERTED)
    order = _order(channels, layout) if moved else None
    cause = None
    if moved:
        all_pairs = 2 * len(exchanged) == len(moved)
        cause = IdentityCause.CHANNELS_EXCHANGED if all_pairs else IdentityCause.PERMUTED
        if order is not None and not (all_pairs and len(exchanged) == 1):
            cause = IdentityCause.OTHER_ORDER
    elif silent:
        cause = IdentityCause.CHANNEL_SILENT
    elif inverted:
        cause = IdentityCause.POLARITY
    is_told = bool(silent) or any(item.carries is not None for item in channels)
    return ChannelIdentity(
        state=IdentityState.TOLD if is_told else IdentityState.CANNOT_TELL,
        cause=cause if is_told else IdentityCause.TOO_LITTLE_SOUND,
        channels=channels,
        silent=silent,
        exchanged=exchanged,
        inverted=inverted,
        order=order,
    )


def _order(channels: tuple[IdentifiedChannel, ...], layout: Layout | None) -> str | None:
    """The named layout whose order the channels have; a channel that is not told is taken to be what is left."""
    if layout is None:
        return None
    taken = [item.carries for item in channels]
    left = [place for place in range(len(channels)) if place not in taken]
    if len(left) > 1:
        return None
    labels = tuple(layout.labels[place if place is not None else left[0]] for place in taken)
    return next((name for name, known in LAYOUTS.items() if known.labels == labels and name != layout.name), None)
