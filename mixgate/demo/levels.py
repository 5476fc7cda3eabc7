"""Sets sounds to a loudness, so that a scene can be composed in the units it will be judged in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mixgate.demo.scene import SAMPLE_RATE_HZ, Sound
from validator.meters.power import to_lkfs
from validator.scan.filters import k_weighting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mixgate.demo.scene import Mono


@lru_cache(maxsize=16)
def _k_response(length: int) -> NDArray[np.float32]:
    """Power gain of the K-weighting at the bins of a real transform of `length`, float32 (length // 2 + 1,)."""
    z = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    response = np.ones_like(z)
    for stage in k_weighting(SAMPLE_RATE_HZ):
        response *= (stage.b0 + z * (stage.b1 + z * stage.b2)) / (1.0 + z * (stage.a1 + z * stage.a2))
    return np.asarray(np.square(np.abs(response)), dtype=np.float32)


def transform_length(sample_count: int) -> int:
    """The next power of two: transforms of other lengths may be slow."""
    return 1 << max(10, (sample_count - 1).bit_length())


def k_energy(samples: Mono) -> float:
    """Sum of the squared K-weighted samples of one channel, float32 (samples,).

    The filter is applied in the frequency domain, so its ringing past the end counts as well: right for a sound that
    ends by itself.
    """
    length = transform_length(len(samples))
    power = np.square(np.abs(np.fft.rfft(samples, length))) * _k_response(length)
    whole = 2 * float(power.sum(dtype=np.float64)) - float(power[0] + power[-1])
    return whole / length


def loudness_lkfs(sound: Sound) -> float | None:
    """Loudness of a sound on a channel of weight 1 while its voice sounds; over its whole length where it has none.

    None for silence. No gate: the phrases are the gate.
    """
    sounding = sum(end - start for start, end in sound.phrases) or len(sound.samples)
    return to_lkfs(k_energy(sound.samples) / sounding) if sounding else None


def at_loudness(sound: Sound, level_lkfs: float) -> Sound:
    """The sound scaled to a loudness as `loudness_lkfs` reads it; silence stays silence."""
    measured = loudness_lkfs(sound)
    return sound if measured is None else sound.scaled(10 ** ((level_lkfs - measured) / 20))


def rounded_peaks(sound: Sound, ceiling: float) -> Sound:
    """The sound with its peaks bent smoothly under a linear ceiling, as a dialogue editor's limiter would.

    Below half of the ceiling nothing changes.
    """
    samples = sound.samples
    knee = ceiling / 2
    over = np.abs(samples) - knee
    bent = np.sign(samples) * (knee + knee * np.tanh(over / knee))
    return Sound(samples=np.where(over > 0, bent, samples).astype(np.float32), phrases=sound.phrases)


def faded(samples: Mono, fade_samples: int) -> Mono:
    """The samples with a raised-cosine fade at both ends, shorter where the sound is too short for it."""
    fade = min(fade_samples, len(samples) // 2)
    if fade == 0:
        return samples
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)
    result = samples.copy()
    result[:fade] *= ramp
    result[len(result) - fade :] *= ramp[::-1]
    return result
