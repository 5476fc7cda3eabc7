"""Everything that was asked of a second pass, one thing after the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from validator.comparisons.reading.channel_sums import LFE_LABELS
from validator.meters.decibels import power_to_db
from validator.meters.undefined import Undefined
from validator.progress import unseen
from validator.results.measurements import FoldDownReadings
from validator.scan.driver import ScanOptions
from validator.second_pass.fold_downs import RenderedFoldDown, rendered_fold_down
from validator.second_pass.lfe_bands import low_bands
from validator.second_pass.m_weighting import LeqM, leq_m
from validator.second_pass.quasi_peak import quasi_peaks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from specs.message import Message
    from specs.vocabulary import PeakMeter
    from validator.audio.programme import Programme
    from validator.progress import Show
    from validator.results.measurements import Measurements
    from validator.second_pass.wanted import FoldDownName, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPass:
    """What was established.

    Attributes:
        fold_downs: By name.
        low_bands: By label of an LFE channel: mean squares in the bands of `lfe_bands`.
        quasi_peaks: By the type of the meter: the largest reading of any channel in every 100 ms.
        leq_m: Leq(m).
        leq_m_calibration: At which calibration.
        reasons: Why something that was asked for is not there, by the name of the reading.
    """

    fold_downs: Mapping[FoldDownName, RenderedFoldDown] = field(default_factory=dict)
    low_bands: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    quasi_peaks: Mapping[PeakMeter, NDArray[np.float64]] = field(default_factory=dict)
    leq_m: LeqM | None = None
    leq_m_calibration: str | None = None
    reasons: Mapping[str, Message] = field(default_factory=dict)


def second_pass(
    programme: Programme, wanted: Wanted, scanning: ScanOptions | None = None, show: Show = unseen
) -> SecondPass:
    """Read a programme again, once for each thing that is wanted.

    Args:
        programme: The mix.
        wanted: What.
        scanning: How fold-downs are scanned; None takes the defaults.
        show: Begins a progress line.

    Raises:
        MediaError: The file cannot be read.
    """
    layout = programme.layout
    calibration = None if wanted.leqm is None else wanted.leqm.text
    count = programme.sample_count
    read = {
        meter: quasi_peaks(programme, meter, show(f"quasi-peak meter, type {meter}", count))
        for meter in sorted(wanted.quasi_peaks)
    }
    if layout is None:
        reasons = {} if calibration is None else {"leq_m_db": Undefined.LAYOUT_NOT_KNOWN.reason}
        return SecondPass(quasi_peaks=read, leq_m_calibration=calibration, reasons=reasons)
    options = replace(scanning or ScanOptions(), digests=(), pairs=())
    rendered = {
        name: rendered_fold_down(programme, layout, name, options, show(f"{name} fold-down", count))
        for name in sorted(wanted.fold_downs)
    }
    lfe = tuple(label for label in layout.labels if label in LFE_LABELS) if wanted.lfe_bands else ()
    loud = None if wanted.leqm is None else leq_m(programme, layout, wanted.leqm, show("Leq(m)", count))
    lows = low_bands(programme, layout, lfe, show("spectrum of the LFE", count)) if lfe else ()
    return SecondPass(
        fold_downs={name: found for name, found in rendered.items() if found is not None},
        low_bands=dict(zip(lfe, lows, strict=True)),
        quasi_peaks=read,
        leq_m=loud,
        leq_m_calibration=calibration,
        reasons={"leq_m_db": Undefined.SILENT.reason} if loud is not None and loud.level_db is None else {},
    )


def add_to(measurements: Measurements, found: SecondPass) -> Measurements:
    """Put the readings of a second pass beside those of the first."""
    fold_downs = dict(measurements.fold_downs)
    for name, rendered in found.fold_downs.items():
        known = fold_downs.get(name)
        level = rendered.integrated_lkfs if known is None else known.integrated_lkfs
        fold_downs[name] = FoldDownReadings(
            integrated_lkfs=_rounded(level), max_true_peak_dbtp=_rounded(rendered.max_true_peak_dbtp)
        )
    return measurements.model_copy(
        update={
            "fold_downs": fold_downs,
            "channels": tuple(
                channel.model_copy(update={"low_bands_dbfs": _levels(found.low_bands[channel.label])})
                if channel.label in found.low_bands
                else channel
                for channel in measurements.channels
            ),
            "leq_m_db": None if found.leq_m is None else _rounded(found.leq_m.level_db),
            "series": measurements.series.model_copy(
                update={
                    **({} if found.leq_m is None else {"m_weighted_db": _levels(found.leq_m.rows)}),
                    "quasi_peaks_dbfs": {
                        meter: _levels(np.square(rows)) for meter, rows in sorted(found.quasi_peaks.items())
                    },
                }
            ),
            "leq_m_calibration": found.leq_m_calibration,
            "reasons": {**measurements.reasons, **found.reasons},
        }
    )


def _rounded(level: float | None, decimals: int = 6) -> float | None:
    return None if level is None else round(level, decimals)


def _levels(power: NDArray[np.float64]) -> tuple[float | None, ...]:
    return tuple(_rounded(power_to_db(value), 4) for value in power.tolist())
