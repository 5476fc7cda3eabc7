"""Joins two renderings of the same sound, which have the same spectrum and other phases, without a beat between them.

A plain crossfade beats: of two tones in opposite phase nothing is left in the middle. So the two are brought together
frequency by frequency. Where B = A e^(jD), the phase of what is heard goes from 0 to D while the fade goes from 0 to 1:

    fade w     0          1/4                1/2                3/4           1
    from A     A          A e^(jD/4)         A e^(jD/2)         ...
    from B                ...                B e^(-jD/2)        B e^(-jD/4)   B

Both terms have one phase at every moment, so a steady tone keeps its level; in half a second its frequency moves by at
most 1 Hz. One D serves all channels, so that the image does not move. Where in the overlap this is done is chosen by
where the two differ least, which in speech is a pause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from packager.corrections.blocks import Block

FADE_SECONDS: Final = 0.5
"""Project's choice: half a turn of phase in it moves a frequency by 1 Hz."""

FRAME_SECONDS: Final = 0.085
"""Length of a spectrum: tones 24 Hz apart (two bins) have phases of their own. Project's choice."""

_OVERLAPS: Final = 4
"""Frames that hold a sample: squared Hann windows a quarter apart add up to 1.5 everywhere."""


def frame_samples(sample_rate_hz: int) -> int:
    """Samples of a spectrum: a multiple of the hops in it."""
    return _OVERLAPS * max(1, round(FRAME_SECONDS * sample_rate_hz / _OVERLAPS))


def joint_place(first: Block, second: Block, fade_samples: int) -> int:
    """Return where in an overlap two renderings differ least over the length of a fade: its first sample.

    Args:
        first: One rendering of the overlap, (samples, channels).
        second: The other.
        fade_samples: Length of the fade, at most that of the overlap.
    """
    total = np.concatenate([[0.0], np.cumsum(((first - second) ** 2).sum(axis=1))])
    return int((total[fade_samples:] - total[:-fade_samples]).argmin())


def morphed(leaving: Block, joining: Block, frame: int) -> Block:
    """Go from one rendering to another, frequency by frequency.

    Args:
        leaving: The one that is heard before, with a frame more at either end, (fade + 2 frames, channels).
        joining: The same stretch of the one that is heard afterwards.
        frame: Length of a spectrum in samples.

    Returns:
        float64 (fade, channels): at the start what was heard before, at the end what is heard afterwards.
    """
    hop = frame // _OVERLAPS
    fade = len(leaving) - 2 * frame
    starts = range(0, len(leaving) - frame + 1, hop)
    window = np.hanning(frame + 1)[:-1, np.newaxis]
    share = np.clip((np.array(starts) + frame / 2 - frame) / fade, 0.0, 1.0)
    spectra = [(_spectrum(leaving, start, window), _spectrum(joining, start, window)) for start in starts]
    # How far the second is turned against the first; a turn that grows over the fade goes on beyond half a circle.
    turns = np.unwrap([np.angle((b * a.conj()).sum(axis=1)) for a, b in spectra], axis=0)
    summed = np.zeros_like(leaving)
    for start, (a, b), w, turn in zip(starts, spectra, share, turns, strict=True):
        both = (1.0 - w) * a * _turned(w * turn) + w * b * _turned((w - 1.0) * turn)
        summed[start : start + frame] += np.fft.irfft(both, frame, axis=0) * window
    result: Block = summed[frame : frame + fade] / (_OVERLAPS * 3.0 / 8.0)
    return result


def _spectrum(samples: Block, start: int, window: NDArray[np.float64]) -> NDArray[np.complex128]:
    return np.fft.rfft(samples[start : start + len(window)] * window, axis=0)


def _turned(angles: NDArray[np.float64]) -> NDArray[np.complex128]:
    turned: NDArray[np.complex128] = np.exp(1j * angles)[:, np.newaxis]
    return turned
