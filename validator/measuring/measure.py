"""Measures one programme: one pass over its samples, then every meter on the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.containers.facts import printable_name
from validator.dialogue_gate.sources import DialogueScans, DialogueSources, NoDialogue
from validator.measuring.channel_readings import channel_readings, saved_level, saved_levels
from validator.meters import correlation, likeness, loudness, polarity, power, rms, true_peak, word_length
from validator.meters.activity import sound_bounds
from validator.meters.decibels import amplitude_to_db
from validator.meters.fold_down import fold_down, pairs_needed
from validator.meters.loudness_range import loudness_range
from validator.meters.sides import sides_row_power
from validator.meters.tones import tones
from validator.meters.undefined import Undefined
from validator.progress import unseen
from validator.results.measurements import (
    BEYOND_SCALE,
    BEYOND_SCALE_DBFS,
    BandCorrelations,
    ChannelLikeness,
    DialogueReadings,
    FoldDownReadings,
    Measurements,
    PairReadings,
    Series,
    ToneReading,
    Tool,
)
from validator.scan.driver import ScanOptions, scanned
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from specs.message import Message
    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.containers.facts import FileFacts
    from validator.progress import Show
    from validator.scan.driver import Take
    from validator.scan.kernel import KernelName, KernelReason
    from validator.scan.table import BlockTable
    from validator.second_pass.wanted import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureOptions:
    """How to measure.

    Attributes:
        version: Version of the tool, for the file.
        name: How reports call the mix; None means the name of its file or set.
        digests: Algorithms of the digests made in the same read.
        workers: Threads; None means one per core.
        kernel: `auto`, `numba` or `numpy`.
        speech_detector: Whether dialogue may be told from the rest by a detector where no stem and no M&E tells it.
        wanted: Readings that need the file to be read once more; None for none.
        background: Whether the background under the dialogue is read even where only a stem tells the dialogue, which
            takes a further read of both. With an M&E it is always read.
    """

    version: str
    name: str | None = None
    digests: tuple[str, ...] = ()
    workers: int | None = None
    kernel: KernelName = "auto"
    speech_detector: bool = False
    wanted: Wanted | None = None
    background: bool = False

    def named(self, name: str | None) -> MeasureOptions:
        """Return the same options for a mix of another name."""
        return replace(self, name=name)


def measure(
    programme: Programme,
    options: MeasureOptions,
    show: Show = unseen,
    *,
    stem: Programme | None = None,
    me: Programme | None = None,
    take: Take = scanned,
) -> Measurements:
    """Measure a programme.

    Args:
        programme: The mix.
        options: How.
        show: Begins a progress line for the name of the mix and a number of samples, one for each pass over it.
        stem: Its dialogue stem, to tell dialogue from the rest.
        me: Its M&E, for the same.
        take: Gives the table of a programme; a run with many mixes keeps those that several of them need.

    Raises:
        MediaError: A file changed or ended while it was read.
    """
    scanning = ScanOptions(
        workers=options.workers,
        kernel=options.kernel,
        digests=options.digests,
        pairs=pairs_of(programme.layout),
    )
    name = options.name or name_of(programme.paths)
    result = take(programme, scanning, lambda: show(name, programme.sample_count))
    digests = {printable_name(path.name): dict(found) for path, found in result.digests.items()}
    sources = DialogueSources(stem=stem, me=me, detector=options.speech_detector)
    scans = DialogueScans(options=scanning, show=show, take=take, background=options.background)
    dialogue = None if sources.nothing else _find_dialogue(programme, result.table, sources, scans)
    found = measurements_of(
        result.table, programme, options, digests, dialogue, kernel_reason=result.kernel_choice.reason
    )
    return (
        found
        if options.wanted is None or options.wanted.nothing
        else _with_second_pass(found, programme, options.wanted, scanning, show)
    )


def _with_second_pass(
    found: Measurements, programme: Programme, wanted: Wanted, scanning: ScanOptions, show: Show
) -> Measurements:
    from validator.second_pass.run import add_to, second_pass  # noqa: PLC0415  as below

    return add_to(found, second_pass(programme, wanted, scanning, show))


def _find_dialogue(
    programme: Programme, table: BlockTable, sources: DialogueSources, scans: DialogueScans
) -> DialogueReadings | NoDialogue:
    from validator.dialogue_gate.find import find_dialogue  # noqa: PLC0415  scipy, which a plain measurement does without

    return find_dialogue(programme, table, sources, scans)


def name_of(paths: Sequence[Path]) -> str:
    """Return how reports call a mix: the name of its file, or what the names of a set of mono files share."""
    if len(paths) == 1:
        return printable_name(paths[0].name)
    columns = zip(*(path.stem for path in paths), strict=False)
    shared = "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))
    return printable_name(shared.rstrip("._- ") or paths[0].parent.name)


def pairs_of(layout: Layout | None) -> tuple[tuple[int, int], ...]:
    """Return the channel pairs whose products a scan sums, so that every reading can be taken from its table."""
    if layout is None:
        return ()
    return tuple(sorted({*pairs_needed(layout), *correlation.mirror_pairs(layout)}))


def measurements_of(
    table: BlockTable,
    programme: Programme,
    options: MeasureOptions,
    digests: dict[str, dict[str, str]],
    dialogue: DialogueReadings | NoDialogue | None = None,
    *,
    kernel_reason: KernelReason | None = None,
) -> Measurements:
    """Take every reading off a table, and put those of the dialogue beside them; None where nobody looked for it.

    Of the kernel the table knows its name; why it was taken, who scanned says, or None.
    """
    layout = programme.layout
    labels = layout.labels if layout is not None else tuple(str(n + 1) for n in range(table.channel_count))
    reasons: dict[str, Message] = {}
    if isinstance(dialogue, NoDialogue):
        reasons["dialogue"] = dialogue.reason
    bounds = sound_bounds(table).programme
    floor = rms.noise_floor(rms.row_power(table), table.sample_rate_hz)
    words = word_length.word_length(table.used_bits, programme.files[0].valid_bits)
    peak = true_peak.loudest(true_peak.true_peaks(table))
    sample_peak = true_peak.loudest(true_peak.sample_peaks(table))
    bext = programme.files[0].bext
    return Measurements.model_validate(
        {
            "schema": "mixgate.measurements/2",
            "tool": Tool(
                version=options.version,
                kernel=table.kernel,
                kernel_reason=kernel_reason,
                true_peak_filter=table.true_peak_filter,
                true_peak_floor_dbtp=round(amplitude_to_db(table.true_peak_floor) or 0.0, 2),
            ),
            "name": options.name or name_of(programme.paths),
            "files": programme.files,
            "form": "mono-set" if len(programme.files) > 1 else "interleaved",
            "digests": digests,
            "layout": None if layout is None else layout.name,
            "layout_from": programme.layout_from,
            "channel_labels": labels,
            "sample_rate_hz": table.sample_rate_hz,
            "sample_count": table.sample_count,
            **_loudness(table, layout, reasons),
            "max_true_peak_dbtp": None if peak is None else saved_level(peak.level_db),
            "max_sample_peak_dbfs": None if sample_peak is None else saved_level(sample_peak.level_db),
            "rms_dbfs": saved_level(rms.file_rms(table)),
            "noise_floor_dbfs": saved_level(floor.rms_dbfs),
            "first_sound_sample": None if bounds is None else bounds.start_sample,
            "last_sound_sample": None if bounds is None else bounds.end_sample - 1,
            "effective_bits": words.effective_bits,
            "not_finite_count": table.not_finite_count,
            "channels": channel_readings(table, labels, words.channels),
            "pairs": _pair_readings(table, layout),
            "likeness": _likeness(table, labels),
            "band_correlations": _band_correlations(table, layout),
            "fold_downs": _fold_downs(table, layout),
            "dialogue": dialogue if isinstance(dialogue, DialogueReadings) else None,
            "tones": _tones(table, labels),
            "stated": None if bext is None else bext.loudness,
            "reasons": reasons,
            "notes": programme.notes,
            "damage": tuple(_damage(table, programme.files, None if sample_peak is None else sample_peak.level_db)),
            "series": _series(table, layout),
        }
    )


def _damage(table: BlockTable, files: Sequence[FileFacts], sample_peak_dbfs: float | None) -> Iterator[Message]:
    if table.not_finite_count:
        yield message("damage.not-finite-samples", count=table.not_finite_count)
    if sample_peak_dbfs is not None and sample_peak_dbfs > BEYOND_SCALE_DBFS:
        yield message(BEYOND_SCALE, peak_dbfs=saved_level(sample_peak_dbfs))
    for facts in files:
        yield from facts.damage


def _because(undefined: Undefined | None) -> Message:
    return (undefined or Undefined.NOT_MEASURED).reason


_LOUDNESS_KEYS: Final = (
    "integrated_lkfs",
    "integrated_absolute_lkfs",
    "integrated_ungated_lkfs",
    "max_momentary_lkfs",
    "max_momentary_sample",
    "max_short_term_lkfs",
    "max_short_term_sample",
    "loudness_range_lu",
)


def _loudness(table: BlockTable, layout: Layout | None, reasons: dict[str, Message]) -> dict[str, object]:
    if layout is None:
        reasons.update(dict.fromkeys(_LOUDNESS_KEYS, Undefined.LAYOUT_NOT_KNOWN.reason))
        return dict.fromkeys(_LOUDNESS_KEYS)
    rows = power.programme_row_power(table, layout.weights)
    blocks = power.programme_block_power(table, layout.weights)
    found: dict[str, object] = {}
    for key, gating in (
        ("integrated_lkfs", loudness.PROGRAMME_GATING),
        ("integrated_absolute_lkfs", loudness.ABSOLUTE_GATING),
        ("integrated_ungated_lkfs", loudness.UNGATED),
    ):
        reading = loudness.integrated(rows, gating)
        found[key] = saved_level(reading.lkfs)
        if reading.lkfs is None:
            reasons[key] = _because(reading.undefined)
    for name, series, length in (
        ("max_momentary", loudness.momentary_power(blocks), loudness.MOMENTARY_BLOCKS),
        ("max_short_term", loudness.short_term_power(blocks), loudness.SHORT_TERM_BLOCKS),
    ):
        largest = loudness.maximum(series, length, table.sample_rate_hz)
        found[f"{name}_lkfs"], found[f"{name}_sample"] = saved_level(largest.lkfs), largest.start_sample
        if largest.lkfs is None:
            reasons[f"{name}_lkfs"] = _because(largest.undefined)
    spread = loudness_range(rows)
    found["loudness_range_lu"] = saved_level(spread.lu)
    if spread.lu is None:
        reasons["loudness_range_lu"] = _because(spread.undefined)
    return found


def _pair_readings(table: BlockTable, layout: Layout | None) -> tuple[PairReadings, ...]:
    if layout is None:
        return ()
    found = []
    for pair in correlation.mirror_pairs(layout):
        reading = correlation.pair_correlation(table, pair)
        rows = zip(reading.rows.tolist(), reading.defined.tolist(), strict=True)
        found.append(
            PairReadings(
                labels=(layout.labels[pair[0]], layout.labels[pair[1]]),
                correlation=None if reading.overall is None else round(reading.overall, 4),
                rows=tuple(round(value, 3) if defined else None for value, defined in rows),
            )
        )
    return tuple(found)


def _likeness(table: BlockTable, labels: Sequence[str]) -> tuple[ChannelLikeness, ...]:
    found = (likeness.likeness(table, pair) for pair in table.pairs)
    return tuple(
        ChannelLikeness(
            labels=(labels[one.pair[0]], labels[one.pair[1]]),
            difference_db=None if one.difference_db is None else round(one.difference_db, 2),
            level_db=None if one.level_db is None else round(one.level_db, 2),
            apart_share=round(one.apart_share, 4),
            sounding_seconds=one.sounding_rows / ROWS_PER_SECOND,
        )
        for one in found
    )


def _tones(table: BlockTable, labels: Sequence[str]) -> tuple[ToneReading, ...]:
    return tuple(
        ToneReading(
            start_sample=max(tone.start_sample, 0),
            length_samples=max(min(tone.length_samples, table.sample_count - max(tone.start_sample, 0)), 1),
            levels_dbfs={
                label: level for label, level in zip(labels, tone.levels_dbfs, strict=True) if level is not None
            },
            frequency_hz=tone.frequency_hz,
        )
        for tone in tones(table)
    )


def _band_correlations(table: BlockTable, layout: Layout | None) -> tuple[BandCorrelations, ...]:
    if layout is None:
        return ()
    found = [polarity.band_correlation(table, first, second) for first, second in polarity.sides_of(layout)]
    return tuple(
        BandCorrelations(
            first=tuple(layout.labels[channel] for channel in one.first),
            second=tuple(layout.labels[channel] for channel in one.second),
            bands=tuple(None if band is None else round(band, 4) for band in one.bands),
        )
        for one in found
    )


def _fold_downs(table: BlockTable, layout: Layout | None) -> dict[str, FoldDownReadings]:
    reading = None if layout is None else fold_down(table, layout)
    if reading is None:
        return {}
    return {
        "LoRo": FoldDownReadings(integrated_lkfs=saved_level(reading.stereo.lkfs)),
        "mono": FoldDownReadings(integrated_lkfs=saved_level(reading.mono.lkfs)),
    }


def _series(table: BlockTable, layout: Layout | None) -> Series:
    row_peak = true_peak.peak_magnitude(table).max(axis=1, initial=0.0)
    row_level = rms.row_power(table).max(axis=1, initial=0.0)
    if layout is None:
        silent: tuple[float | None, ...] = (None,) * power.whole_row_count(table)
        loud, momentary, short = silent, silent, silent
        beside = None
    else:
        blocks = power.programme_block_power(table, layout.weights)
        loud = _lkfs(power.programme_row_power(table, layout.weights))
        momentary = _lkfs(loudness.row_maxima(loudness.momentary_power(blocks), loudness.MOMENTARY_BLOCKS))
        short = _lkfs(loudness.row_maxima(loudness.short_term_power(blocks), loudness.SHORT_TERM_BLOCKS))
        beside = sides_row_power(table, layout)
    return Series(
        power_lkfs=loud,
        momentary_lkfs=momentary,
        short_term_lkfs=short,
        true_peak_dbtp=saved_levels(np.square(row_peak)),
        level_dbfs=saved_levels(row_level),
        sides_lkfs=() if beside is None else _lkfs(beside),
    )


def _lkfs(mean_square: NDArray[np.float64]) -> tuple[float | None, ...]:
    return saved_levels(mean_square, power.LOUDNESS_OFFSET_LU)
