"""Forecasts of readings: measurements as they will be after a change of level, of time or of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from packager.corrections.correction import Material
from validator.containers.facts import BextFacts
from validator.meters import loudness as meter
from validator.meters.loudness_range import loudness_range
from validator.meters.power import powers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from specs.message import Message
    from validator.containers.facts import FileFacts
    from validator.results.measurements import ChannelReadings, DialogueReadings, FoldDownReadings, Measurements, Series

_DECIMALS: Final = 6

WRITTEN_CONTAINERS: Final = frozenset({"WAV", "RF64", "BW64"})
"""Containers that are written as they were read."""


def moved(level: float | None, by_db: float) -> float | None:
    """A level moved by a gain; silence stays silence."""
    return None if level is None else round(level + by_db, _DECIMALS)


def shifted(measurements: Measurements, by_db: float) -> Measurements:
    """Measurements after a gain of every channel.

    Integrated readings are gated again from the series: a gain moves quiet blocks across the absolute gate.
    """
    if by_db == 0.0:
        return measurements
    series = measurements.series.model_copy(
        update={
            name: tuple(moved(level, by_db) for level in getattr(measurements.series, name))
            for name in (
                "power_lkfs",
                "sides_lkfs",
                "momentary_lkfs",
                "short_term_lkfs",
                "true_peak_dbtp",
                "level_dbfs",
            )
        }
        | {
            "quasi_peaks_dbfs": {
                meter: tuple(moved(level, by_db) for level in levels)
                for meter, levels in measurements.series.quasi_peaks_dbfs.items()
            }
        }
    )
    levels = (
        "integrated_lkfs",
        "integrated_absolute_lkfs",
        "integrated_ungated_lkfs",
        "max_momentary_lkfs",
        "max_short_term_lkfs",
        "max_true_peak_dbtp",
        "max_sample_peak_dbfs",
        "rms_dbfs",
        "noise_floor_dbfs",
        "leq_m_db",
    )
    return measurements.model_copy(
        update={
            **{name: moved(getattr(measurements, name), by_db) for name in levels},
            **gated(series, measurements),
            "series": series,
            "channels": tuple(_channel(channel, by_db) for channel in measurements.channels),
            "fold_downs": {name: _fold_down(fold, by_db) for name, fold in measurements.fold_downs.items()},
            "dialogue": None if measurements.dialogue is None else _dialogue(measurements.dialogue, by_db),
            "tones": None
            if measurements.tones is None
            else tuple(
                tone.model_copy(
                    update={"levels_dbfs": {label: level + by_db for label, level in tone.levels_dbfs.items()}}
                )
                for tone in measurements.tones
            ),
            "effective_bits": None,
            "tool": measurements.tool.model_copy(
                update={"true_peak_floor_dbtp": round(measurements.tool.true_peak_floor_dbtp + by_db, 2)}
            ),
        }
    )


def gated(series: Series, measurements: Measurements) -> dict[str, Any]:
    """Integrated readings and loudness range, worked out again from a changed series."""
    if measurements.layout is None:
        return {}
    rows = powers_of(series.power_lkfs)
    if not rows.any():
        # Unforeseen, or silent.
        return {}
    found: dict[str, Any] = {
        name: _rounded(meter.integrated(rows, gating).lkfs)
        for name, gating in (
            ("integrated_lkfs", meter.PROGRAMME_GATING),
            ("integrated_absolute_lkfs", meter.ABSOLUTE_GATING),
            ("integrated_ungated_lkfs", meter.UNGATED),
        )
    }
    found["loudness_range_lu"] = _rounded(loudness_range(rows).lu)
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _channel(channel: ChannelReadings, by_db: float) -> ChannelReadings:
    return channel.model_copy(
        update={
            "max_true_peak_dbtp": moved(channel.max_true_peak_dbtp, by_db),
            "standard_true_peak_dbtp": moved(channel.standard_true_peak_dbtp, by_db),
            "fine_true_peak_dbtp": moved(channel.fine_true_peak_dbtp, by_db),
            "max_sample_peak_dbfs": moved(channel.max_sample_peak_dbfs, by_db),
            "rms_dbfs": moved(channel.rms_dbfs, by_db),
            "loudest_row_dbfs": moved(channel.loudest_row_dbfs, by_db),
            "dc_offset_percent": round(channel.dc_offset_percent * 10.0 ** (by_db / 20.0), _DECIMALS),
            "true_peaks_dbtp": tuple(round(level + by_db, 4) for level in channel.true_peaks_dbtp),
            "flat_top_dbfs": moved(channel.flat_top_dbfs, by_db),
            "effective_bits": None,
            # Runs that were at full scale stay flat at any level: no gain takes clipping away.
        }
    )


def _fold_down(reading: FoldDownReadings, by_db: float) -> FoldDownReadings:
    return reading.model_copy(
        update={
            "integrated_lkfs": moved(reading.integrated_lkfs, by_db),
            "max_true_peak_dbtp": moved(reading.max_true_peak_dbtp, by_db),
        }
    )


def _dialogue(dialogue: DialogueReadings, by_db: float) -> DialogueReadings:
    names = ("integrated_lkfs", "short_term_minimum_lkfs", "short_term_maximum_lkfs", "background_lkfs")
    return dialogue.model_copy(update={name: moved(getattr(dialogue, name), by_db) for name in names})


def dialogue_carried(dialogue: DialogueReadings | None, onto: Measurements) -> Measurements:
    """Measurements with the dialogue readings of the same programme before a change.

    The stem or M&E is not read again, but where speech is has not changed: its loudness is
    read again from the series, over the same rows; what else was read of it moves by as much.

    Args:
        dialogue: Readings with the spans as they lie in `onto`; None for none.
        onto: Measured after the change.
    """
    if dialogue is None or onto.layout is None:
        return onto.model_copy(update={"dialogue": None})
    rows = powers_of(onto.series.power_lkfs)
    speech = np.zeros(len(rows), dtype=np.bool_)
    for start, end in dialogue.spans:
        speech[start:end] = True
    level = _rounded(meter.dialogue_loudness(rows, speech).lkfs)
    if level is None or dialogue.integrated_lkfs is None:
        return onto.model_copy(update={"dialogue": dialogue.model_copy(update={"integrated_lkfs": level})})
    change = level - dialogue.integrated_lkfs
    return onto.model_copy(
        update={"dialogue": _dialogue(dialogue, change).model_copy(update={"integrated_lkfs": level})}
    )


def clipping_carried(before: Measurements, onto: Measurements) -> Measurements:
    """Measurements with the clipped runs and flat tops that a programme had before a change: flat they stay.

    Args:
        before: The forecast, with its runs at the places where they lie afterwards.
        onto: Measured after the change.
    """
    if len(before.channels) != len(onto.channels):
        return onto
    channels = tuple(
        own.model_copy(update=_still_clipped(old, own)) for old, own in zip(before.channels, onto.channels, strict=True)
    )
    return onto.model_copy(update={"channels": channels})


def _still_clipped(before: ChannelReadings, after: ChannelReadings) -> dict[str, object]:
    """What a channel had and no longer shows. Full-scale runs that were lowered show as flat tops; they stay runs."""
    kept: dict[str, object] = {}
    if before.clipped_run_count > after.clipped_run_count:
        kept |= {"clipped_run_count": before.clipped_run_count, "clipped_runs": before.clipped_runs}
        kept |= {"flat_top_count": before.flat_top_count, "flat_tops": before.flat_tops}
        kept |= {"flat_top_dbfs": before.flat_top_dbfs}
    elif before.flat_top_count > after.flat_top_count:
        kept |= {"flat_top_count": before.flat_top_count, "flat_tops": before.flat_tops}
        kept |= {"flat_top_dbfs": before.flat_top_dbfs}
    return kept


def with_material(measurements: Measurements, material: Material) -> Measurements:
    """Measurements whose facts say what the material will be."""
    labels = material.labels
    split = material.form == "mono-set" and len(labels) > 1
    first = measurements.files[0]
    facts = first.model_copy(
        update={
            "sample_rate_hz": material.sample_rate_hz,
            "sample_count": material.sample_count,
            "sample_format": material.sample_format,
            "word_length_bits": material.sample_format.bytes_per_sample * 8,
            "valid_bits": material.valid_bits,
            "codec": "IEEE float" if material.sample_format.is_float else "PCM",
            "container": material.container,
            "channel_count": 1 if split else len(labels),
            "bext": _bext_after(measurements, material),
            "ixml": None
            if first.ixml is None
            else first.ixml.model_copy(update={"time_reference_samples": material.start_sample}),
        }
    )
    return measurements.model_copy(
        update={
            "files": (facts,) * (len(labels) if split else 1),
            "form": "mono-set" if split else "interleaved",
            "sample_rate_hz": material.sample_rate_hz,
            "sample_count": material.sample_count,
        }
    )


def _bext_after(measurements: Measurements, material: Material) -> BextFacts | None:
    """The Broadcast Audio Extension facts with the start the material will have; None where there is no chunk."""
    old = measurements.files[0].bext
    if not material.has_bext:
        return None
    if old is None:
        old = BextFacts(
            version=2,
            description="",
            originator="",
            originator_reference="",
            origination_date="",
            origination_time="",
            time_reference_samples=0,
        )
    return old.model_copy(update={"time_reference_samples": material.start_sample or 0})


def material_of(measurements: Measurements, picture_rate: Fraction | None = None) -> Material:
    """What a measured programme is."""
    return material_of_files(
        measurements.files, measurements.channel_labels, measurements.sample_count, picture_rate=picture_rate
    )


def material_of_files(
    files: Sequence[FileFacts], labels: tuple[str, ...], sample_count: int, *, picture_rate: Fraction | None
) -> Material:
    """What a programme in these files is. Anything but the RIFF family is written as WAV."""
    facts = files[0]
    return Material(
        sample_rate_hz=facts.sample_rate_hz,
        labels=labels,
        sample_count=sample_count,
        sample_format=facts.sample_format,
        valid_bits=facts.valid_bits,
        container=facts.container if facts.container in WRITTEN_CONTAINERS else "WAV",
        form="mono-set" if len(files) > 1 else "interleaved",
        has_bext=facts.bext is not None,
        start_sample=facts.start_sample,
        picture_rate=picture_rate,
    )


def unforeseen(measurements: Measurements, reason: Message) -> Measurements:
    """Measurements whose loudness cannot be known before it is measured again.

    Args:
        measurements: Before.
        reason: Why; it becomes the reason of every reading that is None.
    """
    names = (
        "integrated_lkfs",
        "integrated_absolute_lkfs",
        "integrated_ungated_lkfs",
        "max_momentary_lkfs",
        "max_short_term_lkfs",
        "loudness_range_lu",
    )
    nothing = (None,) * len(measurements.series.power_lkfs)
    series = measurements.series.model_copy(
        update={"power_lkfs": nothing, "momentary_lkfs": nothing, "short_term_lkfs": nothing}
    )
    return measurements.model_copy(
        update={
            **dict.fromkeys(names),
            "dialogue": None
            if measurements.dialogue is None
            else measurements.dialogue.model_copy(update={"integrated_lkfs": None}),
            "fold_downs": {},
            "series": series,
            "reasons": {**measurements.reasons, **dict.fromkeys(names, reason)},
        }
    )
