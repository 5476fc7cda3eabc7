"""Stretches cut out of a programme, and what remains joined."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from packager.corrections.correction import READING_UNITS, Correction, CorrectionGrade, Forecast
from packager.corrections.levels import unforeseen
from packager.corrections.retiming import retimed
from specs.counting import count_of
from specs.errors import UsageError
from specs.message import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial
    from specs.message import Message

FADE_SECONDS: Final = 0.005
"""Over which one end goes over into the other: the place of an edit is known to a few milliseconds. Project's
choice."""


class CutOut(Correction):
    """Stretches of sound taken out; what follows moves up, and each joint is a short fade.

    Attributes:
        stretches: First sample and length of each, in order.
    """

    changes_sound: ClassVar[bool] = True
    kind: Literal["cut-out"] = "cut-out"
    stretches: tuple[tuple[int, int], ...] = Field(min_length=1)

    @property
    def grade(self) -> CorrectionGrade:
        """How deep it goes."""
        return CorrectionGrade.PROCESSING

    @property
    def description(self) -> Message:
        """What it does."""
        stretches = tuple(
            message("correction.cut-out-stretch", samples=length, start_sample=start)
            for start, length in self.stretches
        )
        return message("correction.cut-out", stretches=stretches)

    def after(self, material: Material) -> Material:
        """The new length.

        Raises:
            UsageError: The stretches do not lie in the programme, apart from each other.
        """
        fade = fade_samples(material)
        ends = [(0, 0), *self.stretches, (material.sample_count, 0)]
        for (start, length), (following, _) in pairwise(ends):
            if start + length + fade > following or length < 0:
                raise UsageError(
                    "What is to be cut out does not lie in the programme, or too near another cut.",
                    found="; ".join(
                        f"{count_of(length, 'sample', 'samples')} from sample {start} on"
                        for start, length in self.stretches
                    ),
                    expected=f"stretches within {material.sample_count} samples, {fade} samples apart",
                )
        cut = sum(length for _, length in self.stretches)
        return material.changed(sample_count=material.sample_count - cut)

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """What is cut out no longer counts; by how much that moves a reading has to be measured."""
        moved = retimed(before.measurements, self.after(before.material), stretch=Fraction(1))
        # Nor is it known how what was cut lies against what the mix was held against.
        nothing = {"max_true_peak_dbtp": None, "max_sample_peak_dbfs": None, "rms_dbfs": None, "comparisons": ()}
        return Forecast(
            measurements=unforeseen(moved.model_copy(update=nothing), message("forecast.sound-cut-out")),
            tolerances=dict.fromkeys(READING_UNITS),
        )

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Join what lies before a stretch with what lies behind it."""
        fade = fade_samples(sound.material)
        ramp = ((np.arange(fade) + 0.5) / fade)[:, None]
        reader = _BlockReader(sound.blocks)
        at = 0
        for start, length in self.stretches:
            yield from reader.next(start - fade // 2 - at)
            leaving = np.concatenate(list(reader.next(fade)))
            for _ in reader.next(length - fade):
                pass
            # Where less is cut out than the fade is long, both ends share samples.
            joining = leaving[length:] if length < fade else leaving[:0]
            joining = np.concatenate([joining, *reader.next(fade - len(joining))])
            yield leaving * (1.0 - ramp) + joining * ramp
            at = start - fade // 2 + fade + length
        yield from reader.rest()


def fade_samples(material: Material) -> int:
    """Length of the fade at a joint."""
    return 2 * round(FADE_SECONDS * material.sample_rate_hz / 2)


class _BlockReader:
    """Hands a stream of blocks out in lengths of its own."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = iter(blocks)
        self._held: Block | None = None

    def next(self, count: int) -> Iterator[Block]:
        """The next samples, in as many pieces as they come."""
        while count > 0:
            block = self._held if self._held is not None else next(self._blocks, None)
            if block is None:
                return
            self._held = block[count:] if len(block) > count else None
            yield block[:count]
            count -= min(count, len(block))

    def rest(self) -> Iterator[Block]:
        """All that is left."""
        if self._held is not None:
            yield self._held
        self._held = None
        yield from self._blocks
