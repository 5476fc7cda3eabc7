"""The one door out: samples become words, with dither where a word length is reduced, and words become a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from specs.vocabulary import speaker
from validator.audio.facts import SampleFormat
from validator.containers.wave.bext import build_bext
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.ixml import build_ixml
from validator.containers.wave.riff import Chunk
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    from validator.audio.facts import BextFacts, IxmlFacts

_SAMPLE_FORMATS: Final = {16: SampleFormat.S16, 24: SampleFormat.S24, 32: SampleFormat.S32}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveForm:
    """What a file is to be.

    Attributes:
        sample_rate_hz: Samples per second.
        labels: Channel labels in file order; they give the channel mask where one can say them.
        word_length_bits: 16, 24 or 32, integers.
        bext: Broadcast extension; None for none.
        ixml: iXML; None for none.
    """

    sample_rate_hz: int
    labels: tuple[str, ...]
    word_length_bits: int = 24
    bext: BextFacts | None = None
    ixml: IxmlFacts | None = None


class WaveRender:
    """One file that takes samples block by block. A context manager: the file appears on leaving it, or not at all.

    Args:
        path: The file; its folder exists.
        form: What it is to be.
        dither_seed: Seed of the dither; None for samples that already are words of the length, or 32 bits.
    """

    def __init__(self, path: Path, form: WaveForm, *, dither_seed: int | None) -> None:
        wave = wave_format(
            _SAMPLE_FORMATS[form.word_length_bits],
            channel_count=len(form.labels),
            sample_rate_hz=form.sample_rate_hz,
            channel_mask=channel_mask(form.labels),
        )
        chunks = [] if form.bext is None else [Chunk(id="bext", payload=build_bext(form.bext))]
        if form.ixml is not None:
            chunks.append(Chunk(id="iXML", payload=build_ixml(form.ixml)))
        self._writer = WaveWriter(path, wave, before=chunks)
        self._word_length_bits = form.word_length_bits
        self._rng = None if dither_seed is None else np.random.default_rng(dither_seed)

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.__exit__(kind, error, trace)

    @property
    def sample_count(self) -> int:
        """Samples per channel taken so far."""
        return self._writer.sample_count

    def write(self, block: NDArray[np.floating]) -> None:
        """Append samples, (samples, channels), full scale 1.0.

        Raises:
            RefusedError: A sample is beyond full scale, or the disk is full; nothing is clipped silently.
        """
        ready = block if self._rng is None else dithered(block, self._word_length_bits, self._rng)
        self._writer.write(ready.astype(np.float64, copy=False))


def write_wave(path: Path, blocks: Iterable[NDArray[np.floating]], form: WaveForm, *, dither_seed: int | None) -> int:
    """Write a file from blocks of samples, holding one at a time.

    Args:
        path: The file; its folder exists.
        blocks: (samples, channels) each, full scale 1.0.
        form: What it is to be.
        dither_seed: As for `WaveRender`.

    Returns:
        Samples per channel written.

    Raises:
        RefusedError: As for `WaveRender.write`; no file remains.
    """
    with WaveRender(path, form, dither_seed=dither_seed) as render:
        for block in blocks:
            render.write(block)
        return render.sample_count


def channel_mask(labels: tuple[str, ...]) -> int | None:
    """The channel mask that says these labels in this order; None where none can, and for a single channel.

    Source: Microsoft, "Multiple channel audio data and WAVE files", dwChannelMask: channels lie in order of the bits.
    """
    bits = [speaker(label).wave_bit for label in labels]
    known = [bit for bit in bits if bit is not None]
    if len(bits) == 1 or len(known) < len(bits) or known != sorted(set(known)):
        return None
    return sum(1 << bit for bit in known)


def rounded_to(block: NDArray[np.float32], word_length_bits: int) -> NDArray[np.float32]:
    """Round samples to the nearest words of a length.

    Words of up to 24 bits are exact in float32, so sums of such blocks are exact as long as they stay below full scale.

    Args:
        block: float32, any shape, full scale 1.0.
        word_length_bits: Up to 24.
    """
    steps = np.float32(2.0 ** (word_length_bits - 1))
    words: NDArray[np.float32] = np.rint(block * steps)
    words /= steps
    return words


def dithered(block: NDArray[np.floating], word_length_bits: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Reduce samples to a word length with triangular dither of +-1 step, independent for every sample.

    Digital silence stays silence: a sample that is exactly 0 is not dithered, so that empty channels stay empty. The
    random numbers run sample by sample, so the result does not depend on how a programme is cut into blocks as long as
    one generator serves it from start to end.

    Args:
        block: (samples, channels), full scale 1.0.
        word_length_bits: Up to 24.
        rng: Where the dither comes from.

    Source: Lipshitz, Wannamaker and Vanderkooy, "Quantization and Dither: A Theoretical Survey", Journal of the Audio
    Engineering Society 40(5), 1992: triangular dither two steps wide makes error mean and power independent of the
    signal.
    """
    # One 32-bit number per sample gives two uniform ones of 16 bits; their difference is triangular.
    drawn = rng.integers(0, 1 << 32, block.shape, dtype=np.uint32)
    noise = ((drawn >> 16).view(np.int32) - (drawn & 0xFFFF).view(np.int32)).astype(np.float32)
    noise *= np.float32(2.0 ** (1 - word_length_bits) / (1 << 16))
    noise[block == 0.0] = 0.0
    noise += block
    return rounded_to(noise, word_length_bits)
