"""What a comparison of a mix with its last delivery establishes: figures and codes, no sentences."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from specs.models import FrozenModel


class RedeliveryState(StrEnum):
    """What became of the sound between two deliveries of one mix.

    `IDENTICAL`: every sample is the same. `DITHER`: nothing differs by more than two dithered exports of one sound do.
    `GAIN`, `DELAY`, `GAIN_AND_DELAY`: the same sound, all of it louder or softer, later or earlier. `CHANGED`: other
    sound in the ranges that are listed. `CHANGED_THROUGHOUT`: so much differs that ranges say nothing. `CANNOT_TELL`:
    the two have no samples in common to hold against each other.
    """

    IDENTICAL = "identical"
    DITHER = "dither"
    GAIN = "gain"
    DELAY = "delay"
    GAIN_AND_DELAY = "gain-and-delay"
    CHANGED = "changed"
    CHANGED_THROUGHOUT = "changed-throughout"
    CANNOT_TELL = "cannot-tell"


class RedeliveryDoubt(StrEnum):
    """Why two deliveries cannot be held against each other sample by sample."""

    OTHER_SAMPLE_RATE = "other-sample-rate"
    OTHER_CHANNELS = "other-channels"
    NO_SAMPLES = "no-samples"


class ChangedRange(FrozenModel):
    """A stretch of the new mix that holds other sound than the last one.

    Attributes:
        start_sample, end_sample: First sample, and the sample after the last, of the new mix.
        channels: Numbers of the channels that differ there, from 1.
        difference_dbfs: Largest difference of two samples there, re full scale.
    """

    start_sample: int = Field(ge=0)
    end_sample: int = Field(ge=0)
    channels: tuple[int, ...]
    difference_dbfs: float


class MovedStretch(FrozenModel):
    """A stretch of the new mix that holds the sound of the last one, from another place.

    Attributes:
        start_sample, end_sample: First sample, and the sample after the last, of the new mix.
        delay_samples: By how many samples the sound comes later than it did; negative where it comes earlier.
    """

    start_sample: int = Field(ge=0)
    end_sample: int = Field(ge=0)
    delay_samples: int


class Redelivery(FrozenModel):
    """A mix held against its last delivery.

    Attributes:
        state: What became of it.
        doubt: Why nothing can be told; None where something is.
        sample_rate_hz: Samples per second of both; None where they differ.
        old_sample_count, new_sample_count: Samples per channel.
        gain_db: By how much the new one is louder; 0 where it is not.
        delay_samples: By how many samples its sound comes later; 0 where it does not.
        dither_below_dbfs: Differences up to this level are taken for dither and rounding; None where none was drawn.
        moved: Where its sound lies now, where something was put in or cut; empty where all of it lies at one delay.
        ranges: Where it differs, in order of time, gain and delay aside; the first of them where there are very many.
        range_count: How many there are in all.
        changed_samples: Samples within all of them.
    """

    state: RedeliveryState
    doubt: RedeliveryDoubt | None = None
    sample_rate_hz: int | None = None
    old_sample_count: int = Field(ge=0)
    new_sample_count: int = Field(ge=0)
    gain_db: float = 0.0
    delay_samples: int = 0
    dither_below_dbfs: float | None = None
    moved: tuple[MovedStretch, ...] = ()
    ranges: tuple[ChangedRange, ...] = ()
    range_count: int = Field(default=0, ge=0)
    changed_samples: int = Field(default=0, ge=0)
