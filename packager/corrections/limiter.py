"""A true-peak limiter: as much as needed, where needed, and never more than the ceiling asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import numpy as np
from pydantic import Field, model_validator

from packager.corrections.blocks import recut
from packager.corrections.correction import READING_UNITS, Correction, CorrectionGrade, Forecast
from packager.corrections.levels import gated, unforeseen
from packager.corrections.limiting import HOP_SAMPLES, LimiterSetup, limited
from specs.counting import count_of
from specs.errors import UsageError
from specs.message import message
from specs.vocabulary import speaker
from validator.meters.decibels import db_to_amplitude
from validator.meters.loudness import MOMENTARY_BLOCKS, SHORT_TERM_BLOCKS
from validator.scan.table import BLOCKS_PER_ROW, ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

    from numpy.typing import NDArray

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial, ReadingName
    from specs.message import Message
    from validator.results.measurements import ChannelReadings, Measurements, Series

_HOLD_SECONDS: Final = 0.001
"""At least as long as the gain is held around a peak: 24 samples from 24 kHz up."""

_MOMENTARY_ROWS: Final = MOMENTARY_BLOCKS // BLOCKS_PER_ROW + 1
_SHORT_TERM_ROWS: Final = SHORT_TERM_BLOCKS // BLOCKS_PER_ROW + 1
"""Rows that a window touches which ends within a row."""


class Limiter(Correction):
    """A look-ahead true-peak limiter with one gain per group of channels.

    It measures with both true-peak filters of the meter (4x and 16x), begins to fall `look_ahead_seconds` before a peak
    along a raised cosine, holds for the reach of the filters, and recovers exponentially: the reduction in dB falls to
    1/e in `release_seconds`, to a tenth in 2.3 times that.

    Attributes:
        ceiling_dbtp: What the output stays under.
        look_ahead_seconds: Length of the fall.
        release_seconds: Time constant of the recovery.
        groups: Channel labels that share a gain; None links all channels, so that the image does not move. Channels in
            no group have a gain of their own.
        keyed_by: Name of the mix that is measured in place of this one, so that stems follow the gain of their
            printmaster and still add up to it; None for the mix itself.

    Source: ITU-R BS.1770-5 Annex 2 (what a true peak is); the times are this project's own choice.
    """

    changes_sound: ClassVar[bool] = True
    kind: Literal["limiter"] = "limiter"
    ceiling_dbtp: float = Field(ge=-30.0, le=0.0)
    look_ahead_seconds: float = Field(default=0.005, ge=0.001, le=0.05)
    release_seconds: float = Field(default=0.15, ge=0.01, le=2.0)
    groups: tuple[tuple[str, ...], ...] | None = None
    keyed_by: str | None = None

    @model_validator(mode="after")
    def _no_channel_twice(self) -> Self:
        named = [label for group in self.groups or () for label in group]
        if len(named) != len(set(named)):
            message = "a channel belongs to one group only"
            raise ValueError(message)
        return self

    @property
    def grade(self) -> CorrectionGrade:
        """How deep it goes."""
        return CorrectionGrade.PROCESSING

    @property
    def description(self) -> Message:
        """What it does."""
        return message(
            "correction.limiter" if self.groups is None else "correction.limiter-in-groups",
            ceiling_dbtp=self.ceiling_dbtp,
        )

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """Peaks come down to the ceiling; loudness falls by less than the peaks did, and only around them.

        How much of a 100 ms row a reduction covers cannot be read from the row, so the forecast takes one peak to a
        row, and the tolerance reaches from none of it to all of it.
        """
        measurements = before.measurements
        if self.keyed_by is not None:
            return Forecast(
                measurements=unforeseen(measurements, message("forecast.linked-limiter")),
                tolerances=dict.fromkeys(READING_UNITS),
            )
        likely, deep = _reductions(self, measurements)
        if not deep.any():
            return Forecast(measurements=measurements)
        low = _reduced(measurements, deep)
        middle = _reduced(measurements, likely)
        ceiling = self.ceiling_dbtp
        before_peak = measurements.max_sample_peak_dbfs
        sample_peak = before_peak
        tolerances: dict[ReadingName, float | None] = {"max_true_peak_dbtp": 0.1}
        if before_peak is not None:
            highest, lowest = min(before_peak, ceiling), before_peak - float(deep.max())
            sample_peak = (highest + min(lowest, highest)) / 2.0
            tolerances["max_sample_peak_dbfs"] = highest - sample_peak + 0.1
        update: dict[str, Any] = {
            "max_true_peak_dbtp": None
            if measurements.max_true_peak_dbtp is None
            else min(measurements.max_true_peak_dbtp, ceiling),
            "max_sample_peak_dbfs": sample_peak,
            "channels": tuple(_channel(channel, ceiling) for channel in measurements.channels),
        }
        names: tuple[ReadingName, ...] = (
            "integrated_lkfs",
            "max_momentary_lkfs",
            "max_short_term_lkfs",
            "loudness_range_lu",
        )
        for name in names:
            tolerances[name] = _reach(getattr(measurements, name), getattr(low, name), getattr(middle, name))
        tolerances["dialogue_lkfs"] = tolerances["rms_dbfs"] = float(deep.max())
        return Forecast(measurements=middle.model_copy(update=update), tolerances=tolerances)

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Limit the stream, in place and sample by sample.

        Raises:
            UsageError: It follows another mix, which `keyed_effect` is for.
        """
        material, blocks = sound.material, sound.blocks
        if self.keyed_by is not None:
            raise UsageError("This limiter follows another mix, which is missing.", expected=self.keyed_by)
        setup = limiter_setup(self, material.labels, material.sample_rate_hz)
        return limited(blocks, setup, material.channel_count, material.sample_count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overs:
    """What a limiter would have to take off.

    Attributes:
        count: Peaks above the ceiling; peaks of one channel within 100 ms are one.
        deepest_db: How far the highest lies above it; 0.0 where none does.
        complete: False where peaks below the floor of the measurement may be above the ceiling too.
    """

    count: int
    deepest_db: float
    complete: bool


def overs(measurements: Measurements, ceiling_dbtp: float) -> Overs:
    """Count the true peaks above a ceiling; of those below the floor of the table the highest alone is known."""
    count = sum(level > ceiling_dbtp for channel in measurements.channels for level in channel.true_peaks_dbtp)
    highest = measurements.max_true_peak_dbtp
    deepest_db = 0.0 if highest is None else max(0.0, highest - ceiling_dbtp)
    return Overs(
        count=max(count, 1) if deepest_db > 0.0 else count,
        deepest_db=deepest_db,
        complete=measurements.tool.true_peak_floor_dbtp <= ceiling_dbtp,
    )


def keyed_effect(
    correction: Limiter, material: Material, blocks: Iterable[Block], key: tuple[Material, Iterable[Block]]
) -> Iterator[Block]:
    """Apply to a stream the gain that another one needs.

    Args:
        correction: The limiter.
        material: What the stream is.
        blocks: The stream.
        key: What is listened to, as it is before its own limiter, and what that is.

    Raises:
        UsageError: The two differ in length, or a channel has no counterpart.
    """
    lead, key_blocks = key
    if lead.sample_count != material.sample_count:
        raise UsageError(
            "A mix and the one its limiter follows differ in length.",
            found=count_of(material.sample_count, "sample", "samples"),
            expected=count_of(lead.sample_count, "sample", "samples"),
        )
    own = limiter_setup(correction, lead.labels, lead.sample_rate_hz)
    setup = replace(own, also=_followers(own, lead, material))
    pairs = zip(recut(key_blocks, HOP_SAMPLES), recut(blocks, HOP_SAMPLES), strict=True)
    joined = (np.concatenate([leading, following], axis=1) for leading, following in pairs)
    channels = lead.channel_count + material.channel_count
    for block in limited(joined, setup, channels, material.sample_count):
        yield block[:, lead.channel_count :]


def _followers(setup: LimiterSetup, lead: Material, material: Material) -> tuple[tuple[int, ...], ...]:
    """For each group of the followed mix, the channels that follow it: those of its labels; all, where it is alone."""
    first = lead.channel_count
    if len(setup.groups) == 1:
        return (tuple(range(first, first + material.channel_count)),)
    missing = [label for label in material.labels if label not in lead.labels]
    if missing:
        raise UsageError(
            "A channel has no counterpart in the mix its limiter follows.",
            found=missing[0],
            expected=" ".join(lead.labels),
        )
    return tuple(
        tuple(first + place for place, label in enumerate(material.labels) if lead.labels.index(label) in group)
        for group in setup.groups
    )


def limiter_setup(correction: Limiter, labels: Sequence[str], sample_rate_hz: int) -> LimiterSetup:
    """The limiter for channels in file order.

    Raises:
        UsageError: A group names a channel the programme does not have.
    """
    return LimiterSetup(
        ceiling=db_to_amplitude(correction.ceiling_dbtp),
        look_ahead_samples=max(1, round(correction.look_ahead_seconds * sample_rate_hz)),
        release_samples=correction.release_seconds * sample_rate_hz,
        groups=_groups(correction.groups, labels),
    )


def _groups(groups: tuple[tuple[str, ...], ...] | None, labels: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    if groups is None:
        return (tuple(range(len(labels))),)
    wanted = [tuple(label if label in labels else speaker(label).label for label in group) for group in groups]
    for label in (label for group in wanted for label in group):
        if label not in labels:
            raise UsageError(
                "The limiter is to link a channel that is not there.", found=label, expected=" ".join(labels)
            )
    linked = [tuple(labels.index(label) for label in group) for group in wanted if group]
    alone = set(range(len(labels))) - {index for group in linked for index in group}
    return (*linked, *((index,) for index in sorted(alone)))


def _reach(high: float | None, low: float | None, middle: float | None) -> float:
    values = [value for value in (high, low, middle) if value is not None]
    return max(values) - min(values) if values else 0.0


def _reductions(correction: Limiter, measurements: Measurements) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Likely and greatest reduction of each row as a whole, dB, (rows,).

    Likely: one peak somewhere in the row, and its recovery. Greatest: peaks from the first sample of the row to the
    last.
    """
    peaks = np.array([-np.inf if level is None else level for level in measurements.series.true_peak_dbtp])
    ceiling, floor = correction.ceiling_dbtp, measurements.tool.true_peak_floor_dbtp
    # Below the floor a row is known by its samples only; what lies between them may reach up to it.
    highest = np.where(np.isfinite(peaks) & (floor > ceiling), np.maximum(peaks, floor), peaks)
    rows = 1.0 / (ROWS_PER_SECOND * correction.release_seconds)
    lasting = (1.0 - np.exp(-rows)) / rows
    ahead = min(1.0, (correction.look_ahead_seconds + _HOLD_SECONDS) * ROWS_PER_SECOND)
    own = (1.0 - lasting) / rows
    likely = _over_rows(np.maximum(peaks - ceiling, 0.0), (own, lasting * lasting, lasting, 0.0), rows)
    deep = _over_rows(np.maximum(highest - ceiling, 0.0), (1.0, 1.0, lasting, ahead), rows)
    return likely, deep


def _over_rows(
    over: NDArray[np.float64], weights: tuple[float, float, float, float], decay: float
) -> NDArray[np.float64]:
    """Reduction of each row from what exceeds the ceiling in it, before it and just after it.

    Args:
        over: How far the highest peak of each row exceeds the ceiling, dB.
        weights: Share of it that counts in its own row, that is left at the start of the next, how much of what is left
            counts over a row, and the share of a row that the fall towards the next one takes.
        decay: What is left decays by exp(-decay) from row to row.
    """
    own, begun, lasting, ahead = weights
    found = np.zeros(len(over))
    left = 0.0
    for row, value in enumerate(over.tolist()):
        coming = over[row + 1] if row + 1 < len(over) else 0.0
        found[row] = max(own * value, lasting * left) + ahead * coming
        left = max(begun * value, left * float(np.exp(-decay)))
    return found


def _reduced(measurements: Measurements, reduction_db: NDArray[np.float64]) -> Measurements:
    """Measurements with every row of the series reduced."""
    series = measurements.series
    changed: Series = series.model_copy(
        update={
            "power_lkfs": _less(series.power_lkfs, reduction_db),
            "momentary_lkfs": _less(series.momentary_lkfs, _in_windows(reduction_db, _MOMENTARY_ROWS)),
            "short_term_lkfs": _less(series.short_term_lkfs, _in_windows(reduction_db, _SHORT_TERM_ROWS)),
            "true_peak_dbtp": _less(series.true_peak_dbtp, reduction_db),
            "quasi_peaks_dbfs": {},
        }
    )
    return measurements.model_copy(
        update={
            "series": changed,
            **gated(changed, measurements),
            "max_momentary_lkfs": _largest(changed.momentary_lkfs),
            "max_short_term_lkfs": _largest(changed.short_term_lkfs),
        }
    )


def _in_windows(reduction_db: NDArray[np.float64], rows: int) -> NDArray[np.float64]:
    """The largest reduction within the window that ends in each row, (rows,)."""
    if not len(reduction_db):
        return reduction_db
    before = np.concatenate([np.zeros(rows - 1), reduction_db])
    largest: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(before, rows).max(axis=1)
    return largest


def _less(levels: Sequence[float | None], reduction_db: NDArray[np.float64]) -> tuple[float | None, ...]:
    return tuple(
        None if level is None else round(level - less, 4)
        for level, less in zip(levels, reduction_db.tolist(), strict=False)
    )


def _largest(levels: Sequence[float | None]) -> float | None:
    return max((level for level in levels if level is not None), default=None)


def _channel(channel: ChannelReadings, ceiling_dbtp: float) -> ChannelReadings:
    largest = (channel.max_true_peak_dbtp, channel.standard_true_peak_dbtp, channel.fine_true_peak_dbtp)
    held = [None if level is None else min(level, ceiling_dbtp) for level in largest]
    return channel.model_copy(
        update={
            "max_true_peak_dbtp": held[0],
            "standard_true_peak_dbtp": held[1],
            "fine_true_peak_dbtp": held[2],
            "true_peaks_dbtp": tuple(min(level, ceiling_dbtp) for level in channel.true_peaks_dbtp),
        }
    )
