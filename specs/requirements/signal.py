"""Demands on the signal itself: clipping, silence, phase, offset, noise."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from specs.requirements.requirement import Labels, Requirement, check_range


class Clipping(Requirement):
    """Runs of consecutive full-scale samples, and flat tops at any other level.

    Attributes:
        minimum_samples: From how many consecutive samples a run counts, at least 3.
        maximum_runs: How many runs are accepted.
    """

    rule: Literal["signal.clipping"] = "signal.clipping"
    minimum_samples: int = Field(default=3, ge=3)
    maximum_runs: int = Field(default=0, ge=0)


class Dropout(Requirement):
    """Digital silence in the middle of a channel's sound.

    Attributes:
        minimum_seconds: From which length a gap counts; shorter ones than 10 ms are not looked for.
        maximum_seconds: Up to which length it counts; longer ones are pauses, and none over 3.5 s is looked for.
        maximum_count: How many are accepted.
    """

    rule: Literal["signal.dropout"] = "signal.dropout"
    minimum_seconds: float = Field(default=0.01, ge=0.01)
    maximum_seconds: float = Field(default=2.0, le=3.5)
    maximum_count: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _lengths_in_order(self) -> Self:
        check_range(self.minimum_seconds, self.maximum_seconds)
        return self


class SilentPassage(Requirement):
    """Silence of all channels within the programme.

    Attributes:
        threshold_dbfs: RMS level below which every channel counts as silent.
        maximum_seconds: Longest accepted silence between first and last sound.
    """

    rule: Literal["signal.silent-passage"] = "signal.silent-passage"
    threshold_dbfs: float = -70.0
    maximum_seconds: float = Field(gt=0)


class ActiveChannels(Requirement):
    """Channels that must carry sound.

    Attributes:
        labels: Channel labels; None means every channel but LFE.
        threshold_dbfs: RMS level that must be reached somewhere.
    """

    rule: Literal["signal.active-channels"] = "signal.active-channels"
    labels: Labels | None = Field(default=None, min_length=1)
    threshold_dbfs: float = -70.0


class DcOffset(Requirement):
    """Mean of each channel, as a share of full scale."""

    rule: Literal["signal.dc-offset"] = "signal.dc-offset"
    maximum_percent: float = Field(gt=0)


class Polarity(Requirement):
    """Left-right pairs must not be out of phase for long.

    Attributes:
        minimum_correlation: Below this a passage counts, -1 to 1.
        longer_than_seconds: From which length.
    """

    rule: Literal["signal.polarity"] = "signal.polarity"
    minimum_correlation: float = Field(default=-0.5, ge=-1, le=1)
    longer_than_seconds: float = Field(default=2.0, gt=0)


class MonoCompatibility(Requirement):
    """Loudness that is lost when the mix is folded to mono.

    Attributes:
        maximum_loss_lu: Largest accepted loss against the stereo (or Lo/Ro) version.
    """

    rule: Literal["signal.mono-compatibility"] = "signal.mono-compatibility"
    maximum_loss_lu: float = Field(gt=0)


class NoiseFloor(Requirement):
    """RMS level of the quietest passage."""

    rule: Literal["signal.noise-floor"] = "signal.noise-floor"
    maximum_dbfs: float


class LfeBand(Requirement):
    """The LFE channel must carry low frequencies only.

    Attributes:
        above_hz: Content above this frequency counts.
        maximum_dbfs: Largest accepted RMS level of it.
    """

    rule: Literal["signal.lfe-band"] = "signal.lfe-band"
    above_hz: float = Field(gt=0)
    maximum_dbfs: float


class FoldDownLoudness(Requirement):
    """Loudness of a fold-down, held against limits of its own.

    Attributes:
        fold_down: `LoRo`, `LtRt` or `mono`.
        target_lkfs: Target.
        tolerance_above_lu, tolerance_below_lu: Allowed distances.
    """

    rule: Literal["fold-down.loudness"] = "fold-down.loudness"
    fold_down: Literal["LoRo", "LtRt", "mono"]
    target_lkfs: float
    tolerance_above_lu: float = Field(ge=0)
    tolerance_below_lu: float = Field(ge=0)


class FoldDownTruePeak(Requirement):
    """True peak of a fold-down, held against a limit of its own."""

    rule: Literal["fold-down.true-peak"] = "fold-down.true-peak"
    fold_down: Literal["LoRo", "LtRt", "mono"]
    maximum_dbtp: float
