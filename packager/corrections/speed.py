"""Another speed, so that sound made for one picture rate fits the same picture at another."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, log2
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, Field

from packager.corrections.correction import Correction, CorrectionGrade, Forecast
from packager.corrections.resampling import resampled, scaled_count
from packager.corrections.retiming import retimed
from packager.corrections.stretching import stretched
from specs.message import message
from specs.vocabulary import frame_rate_name, parse_frame_rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial, ReadingName
    from specs.message import Message

_K_SLOPE_DB_PER_OCTAVE: Final = 3.5
"""Steepest slope of the K-weighting above 100 Hz (the filters of BS.1770-5 Annex 1, Tables 1 and 2): what a tone gains
in loudness when its pitch rises. Below 100 Hz it is steeper; a programme of nothing else would leave the tolerance."""

STRETCH_LOSS_DB: Final = 0.6
"""What a time stretch may cost in level: nothing on tones, 0.35 dB on noise, whose phases it cannot keep together."""

Rate = Annotated[str, AfterValidator(lambda text: str(parse_frame_rate(text)))]


FILTERED_DB: Final = 0.2
"""What white noise loses in the transition band of the filter: measured 0.12 dB from 25 to 23.976, of a film 0.01."""


class SpeedChange(Correction):
    """A change of speed by the exact ratio of two picture rates.

    Every picture frame keeps its sound: the length is what the number of frames demands, and the programme starts at
    the timecode it started at, counted at the new rate.

    Attributes:
        from_rate, to_rate: Picture rates: `25`, `24000/1001` ...
        pitch: `follows` resamples, and pitch rises or falls with speed; `kept` stretches time and leaves pitch alone.
        seed: Of the time stretch, which spreads phases at random; the same seed gives the same samples.
        keeps_picture: True where the picture runs at the rate it ran at, and the sound alone at the wrong speed: the
            rates are a ratio only, and the file keeps its picture rate and its stamp.
    """

    changes_sound: ClassVar[bool] = True
    kind: Literal["speed"] = "speed"
    from_rate: Rate
    to_rate: Rate
    pitch: Literal["follows", "kept"] = "follows"
    seed: int = Field(default=0, ge=0)
    keeps_picture: bool = False

    @property
    def stretch(self) -> Fraction:
        """New duration per old one."""
        return Fraction(self.from_rate) / Fraction(self.to_rate)

    @property
    def grade(self) -> CorrectionGrade:
        """How deep it goes."""
        return CorrectionGrade.PROCESSING

    @property
    def description(self) -> Message:
        """What it does."""
        return message(
            "correction.speed-pitch-follows" if self.pitch == "follows" else "correction.speed-pitch-kept",
            from_rate=frame_rate_name(Fraction(self.from_rate)),
            to_rate=frame_rate_name(Fraction(self.to_rate)),
        )

    def after(self, material: Material) -> Material:
        """The length that the same frames have at the new rate, and the start that the same timecode names there."""
        stretch = self.stretch
        if self.keeps_picture:
            return material.changed(sample_count=scaled_count(material.sample_count, stretch))
        return material.changed(
            sample_count=scaled_count(material.sample_count, stretch),
            start_sample=None if material.start_sample is None else _start(self, material),
            picture_rate=Fraction(self.to_rate),
        )

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """Levels stay but for the little that pitch does to the K-weighting."""
        measurements = before.measurements
        became = self.after(before.material)
        follows = self.pitch == "follows"
        moved = _K_SLOPE_DB_PER_OCTAVE * abs(log2(self.stretch)) + FILTERED_DB if follows else STRETCH_LOSS_DB
        tolerances: dict[ReadingName, float | None] = {
            "integrated_lkfs": moved + 0.05,
            "dialogue_lkfs": moved + 0.1,
            "max_momentary_lkfs": moved + 0.3,
            "max_short_term_lkfs": moved + 0.1,
            "loudness_range_lu": 2 * moved + 0.3,
            # As for a change of sample rate; a time stretch takes the waveform apart, so its peaks are anyone's guess.
            "max_true_peak_dbtp": 0.4 if follows else None,
            "max_sample_peak_dbfs": None,
            "rms_dbfs": FILTERED_DB if follows else STRETCH_LOSS_DB,
        }
        return Forecast(measurements=retimed(measurements, became, stretch=self.stretch), tolerances=tolerances)

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Play the stream at the new speed, to its exact new length.

        Raises:
            RefusedError: Pitch is to be kept and the library for it is not installed.
        """
        material, blocks = sound.material, sound.blocks
        became = self.after(material)
        if self.pitch == "follows":
            return resampled(blocks, self.stretch, material.channel_count, became.sample_count)
        return stretched(blocks, material, became.sample_count, self.seed)


def _start(correction: SpeedChange, material: Material) -> int:
    """The sample since midnight at which the timecode of the first sample lies at the new rate.

    01:00:00:00 is frame 90 000 at 25 and frame 86 400 at 23.976 frames per second. What lies beyond the whole second of
    the timecode is stretched with the sound.
    """
    old, new = Fraction(correction.from_rate), Fraction(correction.to_rate)
    hz = material.sample_rate_hz
    start = material.start_sample or 0
    seconds = int(start * old / hz) // ceil(old)
    beyond = start - seconds * ceil(old) * hz / old
    return round(seconds * ceil(new) * hz / new + beyond * correction.stretch)
