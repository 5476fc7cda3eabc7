"""Linear values and decibels, both ways; silence is None, never minus infinity."""

from __future__ import annotations

import math


def amplitude_to_db(amplitude: float) -> float | None:
    """Level of an amplitude relative to full scale 1.0, in dB (dBFS, or dBTP for a true peak).

    Args:
        amplitude: Absolute value, linear; the sign is ignored.

    Returns:
        20 log10 of the amplitude; None for 0.0.
    """
    return 20.0 * math.log10(abs(amplitude)) if amplitude else None


def db_to_amplitude(level_db: float | None) -> float:
    """Amplitude of a level in dB relative to full scale 1.0; None is silence, 0.0."""
    return 0.0 if level_db is None else 10.0 ** (level_db / 20.0)


def power_to_db(power: float) -> float | None:
    """Level of a mean square relative to that of a full-scale square wave (1.0), in dB; None for 0.0.

    This is the RMS level of mathematics: a full-scale sine reads -3.01 dBFS. Meters after AES17:2020 clause 3.12 show
    the sine as 0 dBFS and read 3.01 dB more.
    """
    return 10.0 * math.log10(power) if power > 0.0 else None


def db_to_power(level_db: float | None) -> float:
    """Mean square of an RMS level in dB; None is silence, 0.0."""
    return 0.0 if level_db is None else 10.0 ** (level_db / 10.0)
