"""Whether saved measurements can be what a pass over a programme gives: lengths that follow from it, possible figures.

Types are checked by the model. A file that somebody hands in may still name a programme of a million hours, series that
end before it, or a level that no sample format can hold; every meter and rule below relies on it that they do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from specs.counting import count_of
from validator.results.measurements import LOW_BANDS_HZ

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.results.measurements import ChannelReadings, Measurements

MAXIMUM_SAMPLE_RATE_HZ: Final = 1_536_000
"""Twice the highest rate that converters for sound offer (768 kHz)."""

LOWEST_LEVEL_DB: Final = -7000.0
HIGHEST_LEVEL_DB: Final = 3000.0
"""The mean square of 64-bit floating-point samples is between 5e-324 and 1e308: -3233 to 3080 dB. Fold-downs and
windows add gains to that, and a power must still be worked out from a level without overflow."""

ROWS_PER_SECOND: Final = 10
"""A series has a value for every 100 ms."""

MAXIMUM_INTEGER: Final = 2**63 - 1
"""A 64-bit count of samples, as the largest headers have it."""

MAXIMUM_FAULTS: Final = 10
"""How many faults are worth reading before the file is measured again."""

_LEVEL_ENDINGS: Final = ("_lkfs", "_dbtp", "_dbfs", "_db", "_lu")
_PLACE_ENDINGS: Final = ("_sample",)
_FROM_MIDNIGHT: Final = frozenset({"container_start_sample", "start_sample", "file_sample"})
"""Places that count from midnight or in another file, and not from the first sample of the programme."""


def reading_faults(found: Measurements) -> tuple[str, ...]:
    """Return what measurements say that no pass over a programme gives, each with its key; empty where all can be.

        {"sample_count": 10**18, "series": {"power_lkfs": [-23.0]}}
            series.power_lkfs: 1 values; expected 208333333333333, as sample_count and sample_rate_hz say

    Args:
        found: Read from a file, its types checked.
    """
    faults = [*_numbers(found, ""), *_rate(found)]
    if not faults:  # lengths mean something only where the figures they follow from do
        faults = [*_form(found), *_series(found), *_channels(found), *_pairs(found), *_dialogue(found), *_tones(found)]
    return tuple(faults[:MAXIMUM_FAULTS])


def _rate(found: Measurements) -> Iterator[str]:
    if found.sample_rate_hz > MAXIMUM_SAMPLE_RATE_HZ:
        yield f"sample_rate_hz: {found.sample_rate_hz}; expected at most {MAXIMUM_SAMPLE_RATE_HZ}"


def _numbers(model: BaseModel, place: str) -> Iterator[str]:
    """Yield every figure out of reach. Goes through values by their keys: `_lkfs` is a level, `_sample` a place."""
    for key, value in model:
        yield from _number(value, f"{place}{key}", key)


def _number(value: Any, place: str, key: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from _numbers(value, f"{place}.")
    elif isinstance(value, tuple):
        for index, item in enumerate(_extremes(value)):
            yield from _number(item, f"{place}.{index}" if isinstance(item, (BaseModel, tuple)) else place, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _number(item, f"{place}.{name[:40]}", key)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAXIMUM_INTEGER:
        yield f"{place}: an integer of {len(str(abs(value)))} digits; expected at most {MAXIMUM_INTEGER}"
    elif isinstance(value, float) and key.endswith(_LEVEL_ENDINGS) and not _is_level(value):
        yield f"{place}: {value:g}; expected a level from {LOWEST_LEVEL_DB:g} to {HIGHEST_LEVEL_DB:g}"


def _extremes(values: tuple[Any, ...]) -> Sequence[Any]:
    """Return what has to be looked at: of a series of figures, which may have millions, the least and the largest."""
    figures = [value for value in values if value is not None]
    if figures and set(map(type, figures)) <= {int, float}:
        return (min(figures), max(figures))
    return values


def _is_level(value: float) -> bool:
    return LOWEST_LEVEL_DB <= value <= HIGHEST_LEVEL_DB


def _form(found: Measurements) -> Iterator[str]:
    labels = tuple(channel.label for channel in found.channels)
    if labels != found.channel_labels:
        yield f"channels: {_named(labels)}; expected {_named(found.channel_labels)}, as channel_labels say"
    for key, value in found:
        if key.endswith(_PLACE_ENDINGS) and value is not None and not 0 <= value < max(found.sample_count, 1):
            yield f"{key}: {value}; expected a sample of the programme, which has {found.sample_count}"
    for index, facts in enumerate(found.files):
        if facts.sample_count < 0 or facts.channel_count < 1 or facts.size_bytes < 0 or facts.sample_rate_hz < 1:
            yield f"files.{index}: a count below what a file can have"
    if found.not_finite_count < 0:
        yield f"not_finite_count: {found.not_finite_count}; expected no negative count"
    whole = len(found.files) == 1 and not _is_joined(found)
    if whole and found.files[0].sample_rate_hz == found.sample_rate_hz:
        longest = found.files[0].sample_count
        if found.sample_count > longest:
            yield f"sample_count: {found.sample_count}; expected at most the {longest} of its file"


def _is_joined(found: Measurements) -> bool:
    return found.statement is not None and bool(found.statement.joined)


def _row_counts(found: Measurements) -> tuple[int, int]:
    """Return how many rows of 100 ms are full, and how many there are with a last one that is not."""
    tenths = found.sample_count * ROWS_PER_SECOND
    return tenths // found.sample_rate_hz, -(-tenths // found.sample_rate_hz)


def _series(found: Measurements) -> Iterator[str]:
    """Hold the series against the length of the programme.

    | series                   | rows of 100 ms                                                       |
    |--------------------------|----------------------------------------------------------------------|
    | power                    | those that are full                                                  |
    | true peak, level         | those that are full, and the last one that is not                    |
    | sides                    | those that are full, or none                                         |
    | momentary, short-term    | as many as the last whole block of 10 ms is in; none below one window |
    | m-weighted               | either; none where it was not measured                               |

    Reels that were joined lose up to a row each where a leader was cut.
    """
    full, every = _row_counts(found)
    allowed = {
        "power_lkfs": {full},
        "sides_lkfs": {0, full},
        "true_peak_dbtp": {every},
        "level_dbfs": {every},
        "momentary_lkfs": {0, full, every},
        "short_term_lkfs": {0, full, every},
        "m_weighted_db": {0, full, every},
    }
    for meter, levels in found.series.quasi_peaks_dbfs.items():
        if abs(len(levels) - every) > 1 and not _is_joined(found):
            values = count_of(len(levels), "value", "values")
            yield f"series.quasi_peaks_dbfs.{meter}: {values}; expected {every}, as sample_count says"
    lost = 0 if found.statement is None else 2 * len(found.statement.joined)
    for key, lengths in allowed.items():
        length = len(getattr(found.series, key))
        if length in lengths or (lost and min(abs(length - one) for one in lengths) <= lost):
            continue
        values = count_of(length, "value", "values")
        yield f"series.{key}: {values}; expected {max(lengths)}, as sample_count and sample_rate_hz say"


def _channels(found: Measurements) -> Iterator[str]:
    for index, channel in enumerate(found.channels):
        place = f"channels.{index}"
        places, levels = len(channel.true_peaks_sample), len(channel.true_peaks_dbtp)
        if places != levels:
            levels_said = count_of(levels, "level", "levels")
            yield f"{place}.true_peaks_dbtp: {levels_said}; expected one for each place ({places})"
        if len(channel.low_bands_dbfs) not in {0, len(LOW_BANDS_HZ)}:
            values = count_of(len(channel.low_bands_dbfs), "value", "values")
            yield f"{place}.low_bands_dbfs: {values}; expected {len(LOW_BANDS_HZ)} or none"
        for name, count, runs in (
            ("clipped_run_count", channel.clipped_run_count, channel.clipped_runs),
            ("flat_top_count", channel.flat_top_count, channel.flat_tops),
        ):
            if count < len(runs):
                yield f"{place}.{name}: {count}; expected the {len(runs)} listed, or more"
        if not _lie_within(channel, found.sample_count):
            length = count_of(found.sample_count, "sample", "samples")
            yield f"{place}: a place beyond the end of the programme, which has {length}"


def _lie_within(channel: ChannelReadings, sample_count: int) -> bool:
    stretches = (*channel.clipped_runs, *channel.flat_tops, *channel.dropouts)
    places = [*channel.true_peaks_sample, *(start for start, _ in stretches)]
    places += [] if channel.max_true_peak_sample is None else [channel.max_true_peak_sample]
    ends = [start + length for start, length in stretches]
    lengths = [length for _, length in stretches]
    return all(0 <= place < max(sample_count, 1) for place in places) and _in_order(lengths, ends, sample_count)


def _in_order(lengths: Sequence[int], ends: Sequence[int], sample_count: int) -> bool:
    return all(length > 0 for length in lengths) and all(end <= sample_count for end in ends)


def _tones(found: Measurements) -> Iterator[str]:
    for index, tone in enumerate(found.tones or ()):
        if tone.end_sample > found.sample_count:
            length = count_of(found.sample_count, "sample", "samples")
            yield f"tones.{index}: a place beyond the end of the programme, which has {length}"
        if not set(tone.levels_dbfs) <= set(found.channel_labels):
            yield f"tones.{index}.levels_dbfs: {_named(tuple(tone.levels_dbfs))}; expected labels of its channels"


def _pairs(found: Measurements) -> Iterator[str]:
    full, every = _row_counts(found)
    for index, pair in enumerate(found.pairs):
        if not set(pair.labels) <= set(found.channel_labels):
            yield f"pairs.{index}.labels: {_named(pair.labels)}; expected two of {_named(found.channel_labels)}"
        if not _is_joined(found) and len(pair.rows) not in {0, full, every}:
            values = count_of(len(pair.rows), "value", "values")
            yield f"pairs.{index}.rows: {values}; expected {every}, as sample_count says"
        if any(value is not None and abs(value) > 1 for value in (pair.correlation, *_extremes(pair.rows))):
            yield f"pairs.{index}: a correlation beyond -1 to 1"


def _dialogue(found: Measurements) -> Iterator[str]:
    if found.dialogue is None:
        return
    _, every = _row_counts(found)
    for start, end in found.dialogue.spans:
        if not 0 <= start < end <= every:
            yield f"dialogue.spans: rows {start} to {end}; expected rows of the programme, which has {every}"
            return


def _named(labels: Sequence[str]) -> str:
    return " ".join(label[:20] for label in labels[:32])
