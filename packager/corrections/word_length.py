"""Another word length, with dither where words become shorter."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from pydantic import Field

from packager.corrections.correction import Correction, CorrectionGrade, Forecast
from packager.corrections.dither import triangular
from specs.message import message
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial
    from specs.message import Message

_FORMATS: Final = {16: SampleFormat.S16, 20: SampleFormat.S24, 24: SampleFormat.S24, 32: SampleFormat.S32}
_SPARE_STEPS: Final = 3
"""Steps by which dither and rounding may lift a sample over full scale; they are taken back. More is refused."""


class WordLengthChange(Correction):
    """A word length for the file.

    Attributes:
        to_bits: 16, 20, 24 or 32, integers; 20 lie in the upper bits of 24.
        dither_seed: Seed of the triangular dither; None writes the nearest words. Needed only where words become
            shorter: more bits than the file holds, after a gain or any processing, or in the source itself.

    Source: Lipshitz, Wannamaker and Vanderkooy, "Quantization and Dither: A Theoretical Survey", Journal of the Audio
    Engineering Society 40(5), 1992: triangular dither two steps wide makes error mean and power independent of the
    signal.
    """

    kind: Literal["word-length"] = "word-length"
    to_bits: Literal[16, 20, 24, 32]
    dither_seed: int | None = Field(default=None, ge=0)

    @property
    def grade(self) -> CorrectionGrade:
        """Dither is processing; the same words in a longer container are not."""
        return CorrectionGrade.TRANSPARENT if self.dither_seed is None else CorrectionGrade.PROCESSING

    @property
    def description(self) -> Message:
        """What it does."""
        return message(
            "correction.word-length" if self.dither_seed is None else "correction.word-length-dithered",
            bits=self.to_bits,
        )

    def after(self, material: Material) -> Material:
        """The new sample format."""
        return material.changed(sample_format=_FORMATS[self.to_bits], valid_bits=self.to_bits)

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """Levels stay; dither puts a floor under what is not digital silence.

        Triangular dither of +-1 step has a power of step²/6, rounding adds step²/12: together step²/4.
        """
        measurements = before.measurements
        update: dict[str, object] = {}
        floor = measurements.noise_floor_dbfs
        if self.dither_seed is not None and floor is not None:
            noise = 20.0 * log10(2.0 ** (1 - self.to_bits) / 2.0)
            update["noise_floor_dbfs"] = round(10.0 * log10(10.0 ** (floor / 10.0) + 10.0 ** (noise / 10.0)), 6)
        bits = measurements.effective_bits
        update["effective_bits"] = None if bits is None else min(bits, self.to_bits)
        return Forecast(measurements=measurements.model_copy(update=update))

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Round every sample to a word, after dither where a seed is given.

        Digital silence stays silence: a sample of exactly 0 is not dithered. The random numbers run sample by sample,
        so the result does not depend on how the stream is cut into blocks.
        """
        steps = 2.0 ** (self.to_bits - 1)
        rng = None if self.dither_seed is None else np.random.default_rng(self.dither_seed)
        for block in sound.blocks:
            words = block * steps
            if rng is not None:
                words += triangular(block, rng)
            yield held_at_full_scale(np.rint(words), steps) / steps


def held_at_full_scale(words: Block, steps: float) -> Block:
    """Take back the steps by which rounding may exceed full scale; what exceeds it by more is left to be refused."""
    near = words <= steps - 1 + _SPARE_STEPS
    words = np.where(near & (words > steps - 1), steps - 1, words)
    return np.where((words < -steps) & (words >= -steps - _SPARE_STEPS), -steps, words)
