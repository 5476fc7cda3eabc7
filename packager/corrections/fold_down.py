"""Fold-downs: fewer channels out of many, by any table of shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from packager.corrections.correction import READING_UNITS, Correction, CorrectionGrade, Forecast
from packager.corrections.levels import unforeseen
from packager.corrections.quadrature import with_quadrature
from specs.counting import count_of
from specs.errors import UsageError
from specs.message import message
from specs.vocabulary import layout_of
from validator.meters.decibels import db_to_amplitude
from validator.meters.fold_down import fold_down_matrix
from validator.results.measurements import ChannelReadings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial, ReadingName
    from specs.message import Message
    from validator.results.measurements import Measurements

Shares = dict[str, tuple[float, ...]]

HALF_POWER: Final = 0.7071


class FoldDownChange(Correction):
    """A fold-down.

    Attributes:
        to: Labels of the new channels.
        shares: For each old channel its linear share in every new one. Channels that are not named are left out.
        shifted_shares: The same for its image shifted back by 90 degrees.
        attenuation_db: Taken off everything, so that channels that add up stay below full scale.
    """

    changes_sound: ClassVar[bool] = True
    kind: Literal["fold-down"] = "fold-down"
    to: tuple[str, ...] = Field(min_length=1)
    shares: Shares
    shifted_shares: Shares = Field(default_factory=dict)
    attenuation_db: float = Field(default=0.0, ge=0.0, le=40.0)

    @model_validator(mode="after")
    def _one_share_for_each_channel(self) -> Self:
        for label, row in (*self.shares.items(), *self.shifted_shares.items()):
            if len(row) != len(self.to):
                channels = count_of(len(self.to), "channel", "channels")
                message = f"{label} has {count_of(len(row), 'share', 'shares')} for {channels}"
                raise ValueError(message)
        return self

    @property
    def grade(self) -> CorrectionGrade:
        """How deep it goes."""
        return CorrectionGrade.PROCESSING

    @property
    def description(self) -> Message:
        """What it does."""
        return message("correction.fold-down", labels=self.to)

    def after(self, material: Material) -> Material:
        """The new labels.

        Raises:
            UsageError: A channel with a share is not there.
        """
        for label in (*self.shares, *self.shifted_shares):
            if label not in material.labels:
                raise UsageError(
                    "A channel that is to be folded is missing.", found=label, expected=" ".join(material.labels)
                )
        form = "interleaved" if len(self.to) == 1 else material.form
        return material.changed(labels=self.to, form=form)

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """What the scan worked out for Lo/Ro is foreseen; anything else depends on how channels add up, and is not."""
        measurements = before.measurements
        folded = unforeseen(measurements, message("forecast.fold-down"))
        known = measurements.fold_downs.get("LoRo")
        standard = known is not None and self == _standard(measurements.channel_labels)
        loudness = known.integrated_lkfs if known is not None and standard else None
        silent = ChannelReadings(
            label="",
            max_true_peak_dbtp=None,
            max_true_peak_sample=None,
            max_sample_peak_dbfs=None,
            rms_dbfs=None,
            loudest_row_dbfs=None,
            dc_offset_percent=0.0,
            effective_bits=None,
        )
        tolerances: dict[ReadingName, float | None] = dict.fromkeys(READING_UNITS)
        if standard:
            tolerances["integrated_lkfs"] = 0.02
        return Forecast(
            measurements=folded.model_copy(
                update={
                    "integrated_lkfs": loudness,
                    "max_true_peak_dbtp": None,
                    "max_sample_peak_dbfs": None,
                    "rms_dbfs": None,
                    "channel_labels": self.to,
                    "layout": layout_of(self.to).name,
                    "channels": tuple(
                        silent.model_copy(update={"label": label, **self._clipping(measurements, place)})
                        for place, label in enumerate(self.to)
                    ),
                    "pairs": (),
                    "band_correlations": (),
                    "fold_downs": {},
                    "tones": None,
                }
            ),
            tolerances=tolerances,
        )

    def _clipping(self, measurements: Measurements, place: int) -> dict[str, object]:
        """The clipped runs and flat tops of every channel that has a share in a new one: they are heard in it."""
        shares = (self.shares, self.shifted_shares)
        parts = [
            channel
            for channel in measurements.channels
            if any(channel.label in table and table[channel.label][place] != 0.0 for table in shares)
        ]
        return {
            "clipped_run_count": sum(part.clipped_run_count for part in parts),
            "clipped_runs": tuple(sorted(run for part in parts for run in part.clipped_runs)),
            "flat_top_count": sum(part.flat_top_count for part in parts),
            "flat_tops": tuple(sorted(top for part in parts for top in part.flat_tops)),
        }

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Fold the stream."""
        material, blocks = sound.material, sound.blocks
        straight = _matrix(self.shares, self, material)
        if not self.shifted_shares:
            for block in blocks:
                yield block @ straight
            return
        shifted = _matrix(self.shifted_shares, self, material)
        pairs = with_quadrature(
            blocks,
            sample_rate_hz=material.sample_rate_hz,
            channel_count=material.channel_count,
            sample_count=material.sample_count,
        )
        for block, quadrature in pairs:
            yield block @ straight + quadrature @ shifted


def lo_ro(labels: tuple[str, ...], *, attenuation_db: float = 0.0) -> FoldDownChange:
    """The stereo fold-down Lo/Ro.

    Raises:
        UsageError: The Recommendation has no figures for these channels.

    Source: ITU-R BS.775-4 Annex 4 Table 2: C and surrounds at 0.7071, LFE left out.
    """
    matrix = fold_down_matrix(layout_of(labels))
    if matrix is None:
        raise UsageError(
            "There is no standard fold-down of these channels.",
            found=" ".join(labels),
            next_step="Give the shares of every channel.",
        )
    both = zip(labels, matrix.left, matrix.right, strict=True)
    return FoldDownChange(
        to=("L", "R"),
        shares={label: (left, right) for label, left, right in both if left or right},
        attenuation_db=attenuation_db,
    )


def _standard(labels: tuple[str, ...]) -> FoldDownChange | None:
    try:
        return lo_ro(labels)
    except UsageError:
        return None


def _matrix(shares: Mapping[str, tuple[float, ...]], correction: FoldDownChange, material: Material) -> Block:
    nothing = (0.0,) * len(correction.to)
    table = np.array([shares.get(label, nothing) for label in material.labels], dtype=np.float64)
    return table * db_to_amplitude(-correction.attenuation_db)
