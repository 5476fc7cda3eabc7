"""Numbers as samples: full scale 1.0 to the bytes of a WAVE file, refusing what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from specs.errors import RefusedError
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.containers.wave.fmt import WaveFormat


def encode(samples: NDArray[np.float64], wave: WaveFormat) -> bytes:
    """Write samples in the format of a file.

    Integers are rounded to the nearest step of the valid bits, halves to even; dither, where wanted, is already in the
    samples. The largest value an integer holds is one step below 1.0.

    Args:
        samples: float64 (samples, channels), full scale 1.0.
        wave: The format.

    Raises:
        RefusedError: A sample is NaN or infinite, or beyond what the integers hold.
    """
    if wave.sample_format.is_float:
        return _encode_float(samples, wave.sample_format)
    steps = 2.0 ** (wave.valid_bits - 1)
    rounded = np.rint(samples * steps)
    # Comparing this way round also catches NaN.
    fits = (rounded >= -steps) & (rounded <= steps - 1)
    if not fits.all():
        raise _does_not_fit(samples, fits, f"{-1.0:g} to {1 - 1 / steps:.9g} for {wave.valid_bits} bits")
    # Valid bits lie at the top of their container (Microsoft, WAVEFORMATEXTENSIBLE, wValidBitsPerSample).
    words = rounded.astype("<i4") << np.int32(wave.word_length_bits - wave.valid_bits)
    match wave.sample_format:
        case SampleFormat.U8:
            return (words + 128).astype("u1").tobytes()
        case SampleFormat.S16:
            return words.astype("<i2").tobytes()
        case SampleFormat.S24:
            low_bytes = np.ascontiguousarray(words).view("u1").reshape(*words.shape, 4)
            return low_bytes[..., :3].tobytes()
        case SampleFormat.S32:
            return words.tobytes()
        case SampleFormat.F32 | SampleFormat.F64:
            raise AssertionError("floating point was written above")


def _encode_float(samples: NDArray[np.float64], sample_format: SampleFormat) -> bytes:
    single = sample_format is SampleFormat.F32
    with np.errstate(over="ignore"):
        words = samples.astype("<f4" if single else "<f8")
    fits = np.isfinite(words)
    if not fits.all():
        raise _does_not_fit(samples, fits, "finite values")
    return words.tobytes()


def _does_not_fit(samples: NDArray[np.float64], fits: NDArray[np.bool_], expected: str) -> RefusedError:
    sample, channel = (int(index) for index in np.argwhere(~fits)[0])
    return RefusedError(
        "A sample does not fit into the word length of the file.",
        where=f"sample {sample} of this block, channel {channel + 1}",
        found=f"{samples[sample, channel]:.9g}, and {int((~fits).sum()) - 1} more",
        expected=expected,
        next_step="Lower the gain or limit before writing; nothing is clipped silently.",
    )
