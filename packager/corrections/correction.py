"""What every correction has in common: its grade, the material it changes and its forecast.

A module of this shelf holds one kind of correction: its parameters, its grade, its description, and what becomes of the
material (`after`), of the readings (`predict`) and of the stream of blocks (`effect`). An effect that looks ahead holds
its output back and hands out what is missing at the end, so that sample n of its output belongs to the place of sample
n of the material it promises.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from specs.models import FrozenModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from packager.corrections.blocks import Block
    from specs.message import Message
    from validator.containers.facts import SampleFormat
    from validator.results.measurements import Measurements


class CorrectionGrade(StrEnum):
    """How deep a correction goes; only the grades a user permits are used.

    `transparent`: headers, order, padding; every sound sample stays as it is. `level`: one gain for everything.
    `processing`: limiting, resampling, speed, fold-down, dither.
    """

    TRANSPARENT = "transparent"
    LEVEL = "level"
    PROCESSING = "processing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything about a programme that is not its sound, at one point of a plan.

    Attributes:
        sample_rate_hz: Samples per second.
        labels: Channel labels in order; `1`, `2` ... where nothing says what the channels are.
        sample_count: Samples per channel.
        sample_format: How samples lie in the file.
        valid_bits: Bits that carry signal.
        container: WAV, RF64 or BW64.
        form: One interleaved file or a set of mono files.
        has_bext: True where there is a Broadcast Audio Extension chunk.
        start_sample: First sample since midnight; None where no header says it.
        picture_rate: Picture rate of the delivery; None where it is not known.
    """

    sample_rate_hz: int
    labels: tuple[str, ...]
    sample_count: int
    sample_format: SampleFormat
    valid_bits: int
    container: str
    form: Literal["interleaved", "mono-set"]
    has_bext: bool
    start_sample: int | None
    picture_rate: Fraction | None

    def changed(self, **changes: Any) -> Material:
        """Return the same material but for the changes."""
        return replace(self, **changes)

    @property
    def channel_count(self) -> int:
        """Channels."""
        return len(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredMaterial:
    """A programme at one point of a plan: its readings and what it is."""

    measurements: Measurements
    material: Material


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStream:
    """A stream at one point of a plan.

    Attributes:
        material: What the stream is.
        blocks: float64 (samples, channels).
    """

    material: Material
    blocks: Iterable[Block]


ReadingName = Literal[
    "integrated_lkfs",
    "dialogue_lkfs",
    "max_momentary_lkfs",
    "max_short_term_lkfs",
    "loudness_range_lu",
    "max_true_peak_dbtp",
    "max_sample_peak_dbfs",
    "rms_dbfs",
]

READING_UNITS: Final[dict[ReadingName, str]] = {
    "integrated_lkfs": "LKFS",
    "dialogue_lkfs": "LKFS",
    "max_momentary_lkfs": "LKFS",
    "max_short_term_lkfs": "LKFS",
    "loudness_range_lu": "LU",
    "max_true_peak_dbtp": "dBTP",
    "max_sample_peak_dbfs": "dBFS",
    "rms_dbfs": "dBFS",
}
"""The readings a plan forecasts, and their units."""

READING_TITLES: Final[dict[ReadingName, str]] = {
    "integrated_lkfs": "Programme loudness",
    "dialogue_lkfs": "Dialogue loudness",
    "max_momentary_lkfs": "Maximum momentary loudness",
    "max_short_term_lkfs": "Maximum short-term loudness",
    "loudness_range_lu": "Loudness range",
    "max_true_peak_dbtp": "True peak",
    "max_sample_peak_dbfs": "Sample peak",
    "rms_dbfs": "RMS level",
}
"""What people call them."""


def reading(measurements: Measurements, name: ReadingName) -> float | None:
    """Return one reading; None where there is no signal, or no dialogue."""
    if name == "dialogue_lkfs":
        return None if measurements.dialogue is None else measurements.dialogue.integrated_lkfs
    value: float | None = getattr(measurements, name)
    return value


METER_TOLERANCE: Final = 0.02
"""How far two passes of this package's own meters over the same sound may differ, in LU or dB: readings are saved to
0.0001 dB, and the last rounding to words moves a peak near full scale by less than 0.001 dB at 16 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a correction will do to the readings.

    Attributes:
        measurements: As they will be.
        tolerances: By reading: how far the written file may lie from the forecast because of this correction, in LU or
            dB, beyond `METER_TOLERANCE`. None: the reading cannot be foreseen.
    """

    measurements: Measurements
    tolerances: Mapping[ReadingName, float | None] = field(default_factory=dict)


class Correction(FrozenModel):
    """One correction. Every kind has a `kind` of its own, by which a plan is read back from JSON, and a `description`.

    Attributes:
        changes_sound: True where the samples that remain are no longer words of the source, so that they need rounding
            at the end.
    """

    changes_sound: ClassVar[bool] = False

    @property
    def grade(self) -> CorrectionGrade:
        """How deep it goes."""
        return CorrectionGrade.TRANSPARENT

    @property
    def description(self) -> Message:
        """What it does; every kind has its own, which a test over all kinds makes sure of."""
        raise NotImplementedError

    def after(self, material: Material) -> Material:
        """Return what becomes of the material.

        Raises:
            UsageError: The correction does not fit it.
        """
        return material

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """Return what becomes of the readings; `corrections.predict` lets the facts beside them follow the material."""
        return Forecast(measurements=before.measurements)

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Return the corrected stream.

        Raises:
            UsageError: The correction does not fit the material.
        """
        return iter(sound.blocks)
