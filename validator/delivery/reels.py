"""Reels that are one programme: their readings worked out again over all of them, from the series of each.

```
reel 1   |leader........pop..|action 1..........|tail|         rows that lie wholly inside the action are kept
reel 2   |leader........pop..|action 2...............|
joined   |action 1..........|action 2...............|          the rows of reel 2 follow those of reel 1
```

No sound is read again. A row of 100 ms that the action begins or ends in is left out, as in any measuring window.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from specs.message import distinct, message
from specs.statements.statement import JoinedReel
from validator.dialogue_gate.gate import SpeechGate
from validator.dialogue_gate.guard_band import GuardBand
from validator.dialogue_gate.readings import dialogue_readings
from validator.meters import loudness as meter
from validator.meters.activity import ACTIVE_ABOVE_DBFS
from validator.meters.decibels import db_to_power, power_to_db
from validator.meters.loudness_range import loudness_range
from validator.meters.power import from_lkfs, powers_of, rows_within, sliding_mean, to_lkfs
from validator.meters.undefined import Undefined
from validator.results.measurements import ChannelReadings, Measurements, Series
from validator.scan.table import BLOCKS_PER_ROW, row_start_sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from specs.message import Message
    from validator.results.measurements import DialogueReadings
    from validator.rules.placement import ProgrammeSpan

MOMENTARY_ROWS: Final = meter.MOMENTARY_BLOCKS // BLOCKS_PER_ROW
SHORT_TERM_ROWS: Final = meter.SHORT_TERM_BLOCKS // BLOCKS_PER_ROW

_GATINGS: Final = {
    "integrated_lkfs": meter.PROGRAMME_GATING,
    "integrated_absolute_lkfs": meter.ABSOLUTE_GATING,
    "integrated_ungated_lkfs": meter.UNGATED,
}

_ON_EACH_REEL: Final = ("noise_floor_dbfs",)
"""Readings that no sum over reels gives, and that no demand on the whole programme asks for."""


@dataclass(frozen=True)
class _PlacedReel:
    """One reel in the programme.

    Attributes:
        measured: Its readings.
        span: Where its action lies in its file.
        rows_before: Rows of the reels before it.
    """

    measured: Measurements
    span: ProgrammeSpan
    rows_before: int

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """The rows of its series that are kept, in order."""
        count = len(self.measured.series.power_lkfs)
        rate = self.measured.sample_rate_hz
        inside = rows_within(self.span.start_sample, self.span.end_sample, sample_rate_hz=rate, row_count=count)
        return np.flatnonzero(inside)

    @property
    def start_sample(self) -> int:
        """Where it begins in the programme."""
        return row_start_sample(self.rows_before, self.measured.sample_rate_hz)

    @property
    def file_sample(self) -> int:
        """Where its first row that is kept begins in its file."""
        if self.rows.size == 0:
            return self.span.start_sample
        return row_start_sample(int(self.rows[0]), self.measured.sample_rate_hz)

    def kept(self, series: Sequence[float | None]) -> list[float | None]:
        """The values of a series in the rows that are kept; None beyond its end."""
        return [series[row] if row < len(series) else None for row in self.rows.tolist()]

    def holds(self, sample: int) -> bool:
        """Say whether a sample of its file lies in the action."""
        return self.span.start_sample <= sample < self.span.end_sample

    def moved(self, sample: int) -> int:
        """Return where a sample of its file lies in the programme; one before its first whole row lies at its start."""
        return self.start_sample + max(sample - self.file_sample, 0)

    def spans(self, runs: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Return the runs that begin in the action, as first sample in the programme and length."""
        return tuple((self.moved(start), length) for start, length in runs if self.holds(start))


def _placed(measurements: Sequence[Measurements], spans: Sequence[ProgrammeSpan]) -> tuple[_PlacedReel, ...]:
    reels: list[_PlacedReel] = []
    rows = 0
    for measured, span in zip(measurements, spans, strict=True):
        reel = _PlacedReel(measured=measured, span=span, rows_before=rows)
        reels.append(reel)
        rows += reel.rows.size
    return tuple(reels)


def reels_of(
    measurements: Sequence[Measurements], spans: Sequence[ProgrammeSpan], paths: Sequence[str | None]
) -> tuple[JoinedReel, ...]:
    """Return where each reel lies in the programme that `joined` measures.

    Args:
        measurements: Of the reels, in order.
        spans: Where the action lies in each.
        paths: Their places in the delivery.
    """
    return tuple(
        JoinedReel(number=number, path=path, start_sample=reel.start_sample, file_sample=reel.file_sample)
        for number, (reel, path) in enumerate(zip(_placed(measurements, spans), paths, strict=True), start=1)
    )


def joined(measurements: Sequence[Measurements], spans: Sequence[ProgrammeSpan]) -> Measurements:
    """Return the readings of a programme that comes in reels.

    Loudness, loudness range and dialogue are worked out again from the rows of the action of every reel, one after the
    other. A window that lies in one reel keeps its maximum on the 10 ms grid; one across two reels is read on the
    100 ms grid. A true peak is the largest within the spans; a channel of which no peak there reached the floor of
    the exact ones, and whose largest lies outside, has None. Sample peaks, DC offset and RMS level are those of
    whole files, leader and tail included, for nothing that was saved tells them of a part.

    Args:
        measurements: Of the reels, in order; of one sample rate, and of the same channels in any order.
        spans: Where the action lies in each.

    Raises:
        ValueError: There are no reels, or they have different sample rates or channels.
    """
    if not measurements or len({(one.sample_rate_hz, frozenset(one.channel_labels)) for one in measurements}) != 1:
        raise ValueError("reels that are joined have one sample rate and the same channels")
    reels = _placed(measurements, spans)
    first = measurements[0]
    series = _series(reels)
    reasons: dict[str, Message] = {name: message("delivery.reading-of-each-reel") for name in _ON_EACH_REEL}
    bits = [one.effective_bits for one in measurements if one.effective_bits is not None]
    changes: dict[str, Any] = {
        "files": tuple(facts for one in measurements for facts in one.files),
        "digests": {},
        "sample_count": sum(span.end_sample - span.start_sample for span in spans),
        **_loudness(series, first.sample_rate_hz, reasons),
        "max_true_peak_dbtp": max((peak for reel in reels for peak in _true_peaks(reel)), default=None),
        "max_sample_peak_dbfs": _largest(one.max_sample_peak_dbfs for one in measurements),
        "rms_dbfs": _mean_level([(one.sample_count, one.rms_dbfs) for one in measurements]),
        **dict.fromkeys(_ON_EACH_REEL),
        **_leq_m(measurements, series, reasons),
        **_sound(series, first.sample_rate_hz),
        "effective_bits": max(bits, default=None),
        "not_finite_count": sum(one.not_finite_count for one in measurements),
        "channels": tuple(_channel(label, reels) for label in first.channel_labels),
        "pairs": (),
        "likeness": (),
        "band_correlations": (),
        "fold_downs": {},
        "dialogue": _dialogue(reels, series, reasons),
        "tones": None,
        "stated": None,
        "statement": None,
        "notes": distinct(note for one in measurements for note in one.notes),
        "damage": distinct(damage for one in measurements for damage in one.damage),
        "reasons": reasons,
        "series": series,
    }
    return first.model_copy(update=changes)


def _largest(levels: Iterator[float | None]) -> float | None:
    return max((level for level in levels if level is not None), default=None)


def _rounded(level: float | None) -> float | None:
    return None if level is None else round(level, 6)


def _mean_level(parts: Sequence[tuple[int, float | None]]) -> float | None:
    """RMS level over parts of which each has a length and a level."""
    total = sum(count for count, _ in parts)
    return _rounded(power_to_db(sum(count * db_to_power(level) for count, level in parts) / total)) if total else None


def _series(reels: Sequence[_PlacedReel]) -> Series:
    power = [level for reel in reels for level in reel.kept(reel.measured.series.power_lkfs)]
    beside = all(reel.measured.series.sides_lkfs for reel in reels)
    weighted = all(reel.measured.series.m_weighted_db for reel in reels)
    return Series(
        power_lkfs=tuple(power),
        momentary_lkfs=_windows(reels, power, "momentary_lkfs", MOMENTARY_ROWS),
        short_term_lkfs=_windows(reels, power, "short_term_lkfs", SHORT_TERM_ROWS),
        true_peak_dbtp=tuple(level for reel in reels for level in reel.kept(reel.measured.series.true_peak_dbtp)),
        level_dbfs=tuple(level for reel in reels for level in reel.kept(reel.measured.series.level_dbfs)),
        sides_lkfs=tuple(level for reel in reels for level in reel.kept(reel.measured.series.sides_lkfs))
        if beside
        else (),
        m_weighted_db=tuple(level for reel in reels for level in reel.kept(reel.measured.series.m_weighted_db))
        if weighted
        else (),
        quasi_peaks_dbfs={
            meter: tuple(level for reel in reels for level in reel.kept(reel.measured.series.quasi_peaks_dbfs[meter]))
            for meter in reels[0].measured.series.quasi_peaks_dbfs
            if all(meter in reel.measured.series.quasi_peaks_dbfs for reel in reels)
        },
    )


def _windows(
    reels: Sequence[_PlacedReel], power: Sequence[float | None], name: str, window_rows: int
) -> tuple[float | None, ...]:
    """Return the loudness of sliding windows, by the row they end in.

    With windows of 4 rows, and reel 2 after the rows 0 to 9 of reel 1:

        row of the programme      0 1 2   3      4 to 9    10 to 13              14 ...
        window on 10 ms grid      -  -  -  -      of reel 1  would hold a leader   of reel 2
        what is kept              -  -  -  rows   reel 1     rows of both reels    reel 2

    The windows that end in a row begin up to one row and a window before it ends: the saved maximum of row r is of the
    action alone from the row on that has `window_rows` rows of the action before it.
    """
    means = sliding_mean(powers_of(power), window_rows)
    found: list[float | None] = [None] * min(window_rows - 1, len(power))
    found += [None if (level := to_lkfs(mean)) is None else round(level, 4) for mean in means.tolist()]
    for reel in reels:
        own = reel.kept(getattr(reel.measured.series, name))
        found[reel.rows_before + window_rows : reel.rows_before + len(own)] = own[window_rows:]
    return tuple(found)


def _loudness(series: Series, rate: int, reasons: dict[str, Message]) -> dict[str, object]:
    power = powers_of(series.power_lkfs)
    found: dict[str, object] = {}
    for name, gating in _GATINGS.items():
        reading = meter.integrated(power, gating)
        found[name] = _rounded(reading.lkfs)
        if reading.lkfs is None:
            reasons[name] = (reading.undefined or Undefined.NOT_MEASURED).reason
    for name, values, rows in (
        ("max_momentary", series.momentary_lkfs, MOMENTARY_ROWS),
        ("max_short_term", series.short_term_lkfs, SHORT_TERM_ROWS),
    ):
        largest = _largest(iter(values))
        found[f"{name}_lkfs"] = largest
        found[f"{name}_sample"] = None
        if largest is None:
            reasons[f"{name}_lkfs"] = (Undefined.TOO_SHORT if len(values) < rows else Undefined.SILENT).reason
        else:
            found[f"{name}_sample"] = row_start_sample(max(values.index(largest) + 1 - rows, 0), rate)
    spread = loudness_range(power)
    found["loudness_range_lu"] = _rounded(spread.lu)
    if spread.lu is None:
        reasons["loudness_range_lu"] = (spread.undefined or Undefined.NOT_MEASURED).reason
    return found


def _leq_m(measurements: Sequence[Measurements], series: Series, reasons: dict[str, Message]) -> dict[str, object]:
    calibrations = {one.leq_m_calibration for one in measurements}
    if len(calibrations) > 1 or not series.m_weighted_db:
        if len(calibrations) > 1:
            reasons["leq_m_db"] = message("delivery.calibrations-differ")
        return {"leq_m_db": None, "leq_m_calibration": None}
    powers = [db_to_power(level) for level in series.m_weighted_db]
    level = power_to_db(sum(powers) / len(powers))
    return {"leq_m_db": _rounded(level), "leq_m_calibration": calibrations.pop()}


def _sound(series: Series, rate: int) -> dict[str, int | None]:
    """First and last sound, to the row: where in a row it begins is known of the file's own first and last alone."""
    sounds = [row for row, level in enumerate(series.level_dbfs) if level is not None and level > ACTIVE_ABOVE_DBFS]
    if not sounds:
        return {"first_sound_sample": None, "last_sound_sample": None}
    return {
        "first_sound_sample": row_start_sample(sounds[0], rate),
        "last_sound_sample": row_start_sample(sounds[-1] + 1, rate) - 1,
    }


def _true_peaks(reel: _PlacedReel) -> Iterator[float]:
    """Yield the true peaks of a reel's action; below the floor of the exact ones, the sample peaks of its rows."""
    yield from (level for level in reel.kept(reel.measured.series.true_peak_dbtp) if level is not None)
    for channel in reel.measured.channels:
        yield from (level for _, level in _peaks(channel, reel))


def _peaks(channel: ChannelReadings, reel: _PlacedReel) -> Iterator[tuple[int, float]]:
    """Yield the exact true peaks of a channel in the action, as sample of the programme and level."""
    pairs = list(zip(channel.true_peaks_sample, channel.true_peaks_dbtp, strict=True))
    largest, sample = channel.max_true_peak_dbtp, channel.max_true_peak_sample
    if largest is not None and sample is not None and sample not in channel.true_peaks_sample:
        pairs.append((sample, largest))
    yield from ((reel.moved(sample), level) for sample, level in sorted(pairs) if reel.holds(sample))


def _channel(label: str, reels: Sequence[_PlacedReel]) -> ChannelReadings:
    own = [(reel, next(one for one in reel.measured.channels if one.label == label)) for reel in reels]
    floors = [reel.measured.tool.true_peak_floor_dbtp for reel in reels]
    peaks = [peak for reel, channel in own for peak in _peaks(channel, reel)]
    largest = max(peaks, key=lambda peak: peak[1], default=None)
    high = [peak for peak in peaks if peak[1] >= max(floors)]
    counts = [reel.measured.sample_count for reel in reels]
    bits = [channel.effective_bits for _, channel in own if channel.effective_bits is not None]
    offset = sum(count * channel.dc_offset_percent for count, (_, channel) in zip(counts, own, strict=True))
    return ChannelReadings(
        label=label,
        max_true_peak_dbtp=None if largest is None else largest[1],
        max_true_peak_sample=None if largest is None else largest[0],
        standard_true_peak_dbtp=_largest(channel.standard_true_peak_dbtp for _, channel in own),
        fine_true_peak_dbtp=_largest(channel.fine_true_peak_dbtp for _, channel in own),
        max_sample_peak_dbfs=_largest(channel.max_sample_peak_dbfs for _, channel in own),
        rms_dbfs=_mean_level([(count, one.rms_dbfs) for count, (_, one) in zip(counts, own, strict=True)]),
        loudest_row_dbfs=_largest(channel.loudest_row_dbfs for _, channel in own),
        dc_offset_percent=round(offset / max(sum(counts), 1), 6),
        effective_bits=max(bits, default=None),
        true_peaks_sample=tuple(sample for sample, _ in high),
        true_peaks_dbtp=tuple(level for _, level in high),
        clipped_run_count=sum(_count(reel, one.clipped_run_count, one.clipped_runs) for reel, one in own),
        clipped_runs=tuple(run for reel, channel in own for run in reel.spans(channel.clipped_runs)),
        flat_top_count=sum(_count(reel, one.flat_top_count, one.flat_tops) for reel, one in own),
        flat_tops=tuple(top for reel, channel in own for top in reel.spans(channel.flat_tops)),
        flat_top_dbfs=_largest(channel.flat_top_dbfs for _, channel in own),
        dropouts=tuple(gap for reel, channel in own for gap in reel.spans(channel.dropouts)),
    )


def _count(reel: _PlacedReel, count: int, listed: tuple[tuple[int, int], ...]) -> int:
    """Runs in the action; where only the longest of a file were kept, those of the file."""
    return len(reel.spans(listed)) if count == len(listed) else count


def _dialogue(reels: Sequence[_PlacedReel], series: Series, reasons: dict[str, Message]) -> DialogueReadings | None:
    """Return the dialogue of the programme; None where a reel has none, or its dialogue was found in another way."""
    own = [reel.measured.dialogue for reel in reels]
    if not any(own) and not any("dialogue" in reel.measured.reasons for reel in reels):
        return None
    for number, reel in enumerate(reels, start=1):
        if reel.measured.dialogue is None:
            why = reel.measured.reasons.get("dialogue", Undefined.NOT_MEASURED.reason)
            reasons["dialogue"] = message("delivery.reel-without-dialogue", number=number, why=why)
            return None
    found = [one for one in own if one is not None]
    gates = tuple(dict.fromkeys(one.gate for one in found))
    if len(gates) > 1:
        reasons["dialogue"] = message("delivery.gates-differ", gates=gates)
        return None
    weights = [reel.rows.size for reel in reels]
    gate = SpeechGate(
        name=found[0].gate,
        text="; ".join(dict.fromkeys(one.gate_text for one in found)),
        speech=np.concatenate([_speech(reel, one) for reel, one in zip(reels, found, strict=True)]),
        background=_background(reels, found),
        guard_band=GuardBand(
            loudness_lu=max(one.guard_band_lu for one in found),
            share_low=float(np.average([one.share_limits[0] for one in found], weights=weights)),
            share_high=float(np.average([one.share_limits[1] for one in found], weights=weights)),
        ),
        is_guess=any(one.estimate for one in found),
    )
    readings = dialogue_readings(powers_of(series.power_lkfs), gate)
    return readings.model_copy(update={"refused": distinct(why for one in found for why in one.refused)})


def _speech(reel: _PlacedReel, dialogue: DialogueReadings) -> NDArray[np.bool_]:
    """Rows of the action with speech."""
    speech = np.zeros(len(reel.measured.series.power_lkfs), dtype=np.bool_)
    for start, end in dialogue.spans:
        speech[start:end] = True
    return speech[reel.rows]


def _background(reels: Sequence[_PlacedReel], found: Sequence[DialogueReadings]) -> NDArray[np.float64] | None:
    """Power of what lies under the speech: the mean of each reel in all its rows, so that speech weighs the reels.

    None where a reel that speaks has none.
    """
    if any(one.background_lkfs is None and one.spans for one in found):
        return None
    return np.concatenate(
        [np.full(reel.rows.size, from_lkfs(one.background_lkfs)) for reel, one in zip(reels, found, strict=True)]
    )
