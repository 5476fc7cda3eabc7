"""Noise of a stated spectrum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mixgate.demo.levels import transform_length
from mixgate.demo.scene import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mixgate.demo.scene import Mono


def noise(
    sample_count: int, rng: np.random.Generator, spectrum: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> Mono:
    """Gaussian noise of RMS level 1.

    Args:
        sample_count: Its length.
        rng: Where it comes from.
        spectrum: Magnitude at frequencies in Hz, any scale; the first frequency is 0.

    Returns:
        float32 (samples,).
    """
    length = transform_length(sample_count)
    hertz = np.linspace(0.0, SAMPLE_RATE_HZ / 2, length // 2 + 1, dtype=np.float64)
    drawn = rng.standard_normal((2, len(hertz)), dtype=np.float32)
    shape = spectrum(hertz).astype(np.float32)
    shape[0] = 0.0
    spectrum_drawn = shape * (drawn[0] + np.complex64(1j) * drawn[1])
    samples = np.asarray(np.fft.irfft(spectrum_drawn, length)[:sample_count], dtype=np.float32)
    samples /= np.sqrt(np.mean(np.square(samples)))
    return samples


def pink(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spectrum of equal energy per octave above 20 Hz, and next to nothing below."""
    return _no_rumble(hertz) / np.sqrt(np.maximum(hertz, 1.0))


def low_passed(corner_hz: float, order: int = 2) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Spectrum that is flat to a corner and falls 6 dB per octave and order above it; nothing below 20 Hz."""

    def spectrum(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
        return _no_rumble(hertz) / np.sqrt(1 + (hertz / corner_hz) ** (2 * order))

    return spectrum


def high_passed(corner_hz: float, order: int = 2) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Spectrum that rises 6 dB per octave and order to a corner and is flat above it."""

    def spectrum(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
        return 1 / np.sqrt(1 + (corner_hz / np.maximum(hertz, 1e-3)) ** (2 * order))

    return spectrum


def _no_rumble(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + (20.0 / np.maximum(hertz, 1e-3)) ** 4)
