"""What one pass established about one programme. Knows no sheet; saves to JSON and comes back unchanged."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import (
    Field,
    SerializationInfo,
    field_serializer,
    field_validator,
    model_validator,
)

from specs.message import Message
from specs.models import FrozenModel
from specs.statements.statement import Statement
from specs.vocabulary import PeakMeter, parse_layout
from validator.comparisons.relations import MixComparison
from validator.containers.facts import FileFacts, LoudnessFields
from validator.dialogue_gate.reasons import reasons_of
from validator.results.found_delivery import FoundDelivery
from validator.results.object_rendering import Rendering

SCHEMA: Final = "mixgate.measurements/2"

LOW_BANDS_HZ: Final = tuple(range(0, 1001, 20))
"""Lower edges of the bands of `ChannelReadings.low_bands_dbfs`; the last band has no upper edge."""

BEYOND_SCALE: Final = "damage.beyond-scale"
BEYOND_SCALE_DBFS: Final = 40.0
"""Samples above it are no sound: words that a machine broke, or whole numbers written as floating point, up to
+90 dBFS in words of 16 bits. Mixes in floating point pass full scale by 20 dB at most. Project's choice."""

LOWEST_TONE_DBFS: Final = -120.0
"""Stands for a tone that no channel carries."""

Level = float | None
"""A level in decibels; None where there is no signal, because the logarithm of nothing is not a number."""


class Tool(FrozenModel):
    """Who measured, and with which parts.

    Attributes:
        kernel: The scan kernel.
        kernel_reason: Why this one, as a code (`validator.scan.kernel.KernelReason`); None where the file does not say.
        true_peak_filter: The interpolation filters of the true-peak meter.
        true_peak_floor_dbtp: From this level on every true peak is exact; below it a row shows its sample peak.
    """

    name: str = "mixgate"
    version: str
    kernel: str
    kernel_reason: str | None = None
    true_peak_filter: str
    true_peak_floor_dbtp: float


class ChannelReadings(FrozenModel):
    """Readings of one channel.

    Attributes:
        label: Channel label; `1`, `2` ... where the layout is not known.
        max_true_peak_dbtp: The largest true peak, by the higher of both filters of the meter.
        max_true_peak_sample: Where it is.
        standard_true_peak_dbtp, fine_true_peak_dbtp: The largest by the 4x table of BS.1770-5 Annex 2 alone, and by the
            16x filter alone; None for silence, and where the file was made by a meter of one filter.
        loudest_row_dbfs: RMS of the loudest 100 ms.
        rms_dbfs: RMS of the whole programme.
        effective_bits: Bits that change; None for silence.
        true_peaks_sample, true_peaks_dbtp: The largest true peak of every 100 ms that reaches the floor.
        clipped_run_count: Runs of three or more full-scale samples.
        clipped_runs: The longest of them, at most 1000: first sample and length, in order of time.
        flat_top_count: Flat tops below full scale that come again (`validator.meters.flat_tops`): what was clipped
            before its level was changed. At most one is counted in each 100 ms.
        flat_tops: The longest of them, at most 1000: first sample and length, in order of time.
        flat_top_dbfs: Their median height; None without any.
        dropouts: Digital silence between sound: first sample and length.
        low_bands_dbfs: RMS in the bands of `LOW_BANDS_HZ`, of an LFE channel only; empty where it was not asked for.
        k_weighted_dbfs: RMS of the whole programme behind the K-weighting of BS.1770-5; None where it was not kept.
        alone_share: Of the time in which anything sounds, the part in which this channel stands 10 dB above every
            other; None for an LFE, where nothing sounds, and where it was not kept.
    """

    label: str
    max_true_peak_dbtp: Level
    max_true_peak_sample: int | None
    standard_true_peak_dbtp: Level = None
    fine_true_peak_dbtp: Level = None
    max_sample_peak_dbfs: Level
    rms_dbfs: Level
    loudest_row_dbfs: Level
    dc_offset_percent: float
    effective_bits: int | None
    true_peaks_sample: tuple[int, ...] = ()
    true_peaks_dbtp: tuple[float, ...] = ()
    clipped_run_count: int = 0
    clipped_runs: tuple[tuple[int, int], ...] = ()
    flat_top_count: int = 0
    flat_tops: tuple[tuple[int, int], ...] = ()
    flat_top_dbfs: Level = None
    dropouts: tuple[tuple[int, int], ...] = ()
    low_bands_dbfs: tuple[Level, ...] = ()
    k_weighted_dbfs: Level = None
    alone_share: Annotated[float, Field(ge=0.0, le=1.0)] | None = None


class PairReadings(FrozenModel):
    """How two channels relate.

    Attributes:
        correlation: Of the K-weighted signals over the whole programme, -1 to 1; None where one of them is silent.
        rows: The same for each 100 ms; None where one of them is silent.
    """

    labels: tuple[str, str]
    correlation: float | None
    rows: tuple[float | None, ...]


class ChannelLikeness(FrozenModel):
    """Whether two channels carry the same sound, and how far apart their levels are (`validator.meters.likeness`).

    Attributes:
        difference_db: Power of their difference, K-weighted, relative to their mean power: -120 where they are the
            same, +3 where they are unrelated; None where one of them is silent.
        level_db: Median level of the first above the second, over the 100 ms in which both sound; None without any.
        apart_share: Share of these 100 ms in which the louder one is so by 3 dB or more, 0 to 1.
        sounding_seconds: How long both sound.
    """

    labels: tuple[str, str]
    difference_db: Level
    level_db: float | None
    apart_share: float = Field(ge=0, le=1)
    sounding_seconds: float = Field(ge=0)


class BandCorrelations(FrozenModel):
    """How two channels, or a channel and a sum of channels, move together (`validator.meters.polarity`).

    Attributes:
        first, second: Labels of the channels on either side.
        bands: Correlation in each of `validator.scan.grid.BANDS_HZ`, -1 to 1; None where one side hardly
            sounds there.
    """

    first: tuple[str, ...] = Field(min_length=1)
    second: tuple[str, ...] = Field(min_length=1)
    bands: tuple[Annotated[float, Field(ge=-1, le=1)] | None, ...]


class DialogueReadings(FrozenModel):
    """Loudness of the speech alone.

    Attributes:
        gate: How speech was told from the rest: `dialogue-stem`, `mix-minus-me` or `speech-detector`.
        gate_text: The same in words, with its parameters and the reasons of `refused`.
        refused: Why better gates, for which a guide was given, were not used.
        estimate: True where the gate guesses what is speech.
        stem_is_inverted: True where the lines of the stem lie upside down in the mix.
        guard_band_lu: How far loudness may be off; nearer to a limit than this, it decides nothing.
        guard_band_share: The same for the share of speech, where it is as far either way.
        speech_share_low, speech_share_high: Between these the share of speech lies; where a limit lies between them,
            it decides nothing. None for `guard_band_share` either way.
        integrated_lkfs: Dialogue-gated loudness, no relative gate; None where there is no speech.
        speech_share: Share of the programme that is speech, 0 to 1.
        gated_block_count: 400 ms blocks, one every 100 ms, that hold nothing but speech.
        loudness_range_lu: EBU Tech 3342 over the speech.
        short_term_minimum_lkfs, short_term_maximum_lkfs: Extremes of short-term loudness of the speech joined.
        background_lkfs: Loudness of what lies under the speech; None where it cannot be told apart.
        spans: Rows of 100 ms with speech: first row, and the row after the last.
    """

    gate: Literal["dialogue-stem", "mix-minus-me", "speech-detector"]
    gate_text: str
    refused: tuple[Message, ...] = ()
    estimate: bool
    stem_is_inverted: bool = False
    guard_band_lu: float = Field(ge=0)
    guard_band_share: float = Field(default=0.0, ge=0, le=1)
    speech_share_low: float | None = Field(default=None, ge=0, le=1)
    speech_share_high: float | None = Field(default=None, ge=0, le=1)
    integrated_lkfs: Level
    speech_share: float = Field(ge=0, le=1)
    gated_block_count: int
    loudness_range_lu: float | None = None
    short_term_minimum_lkfs: Level = None
    short_term_maximum_lkfs: Level = None
    background_lkfs: Level = None
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def share_limits(self) -> tuple[float, float]:
        """Between these the share of speech lies."""
        low, high = self.speech_share_low, self.speech_share_high
        return (
            self.speech_share - self.guard_band_share if low is None else low,
            self.speech_share + self.guard_band_share if high is None else high,
        )


class ToneReading(FrozenModel):
    """A tone: steady for seconds, or a short sound alone in silence (`validator.meters.tones`).

    Attributes:
        start_sample: Where it begins.
        length_samples: How long it is.
        levels_dbfs: Label to level, of the channels that carry it, where a full-scale sine is at 0 dBFS (AES17).
        frequency_hz: None where it was not told.
    """

    start_sample: int = Field(ge=0)
    length_samples: int = Field(gt=0)
    levels_dbfs: dict[str, float]
    frequency_hz: float | None = None

    @property
    def end_sample(self) -> int:
        """The sample after its last."""
        return self.start_sample + self.length_samples

    @property
    def level_dbfs(self) -> float:
        """Level in the loudest channel."""
        return max(self.levels_dbfs.values(), default=LOWEST_TONE_DBFS)


class FoldDownReadings(FrozenModel):
    """Readings of a fold-down. None where it was not measured."""

    integrated_lkfs: Level = None
    max_true_peak_dbtp: Level = None


class Series(FrozenModel):
    """Levels every 100 ms. Position r begins at sample r * sample_rate / 10. None where there is no signal.

    Attributes:
        power_lkfs: Loudness of the 100 ms alone, all channels weighted and added: what every gate and window can be
            worked out from again.
        momentary_lkfs, short_term_lkfs: Largest value of the windows that end within the 100 ms.
        true_peak_dbtp: Largest of any channel.
        level_dbfs: RMS of the loudest channel.
        quasi_peaks_dbfs: Largest reading of any channel on a quasi-peak meter, by its type; of those asked for.
        sides_lkfs: Loudness of the 100 ms beside the lines, of all channels but centre and LFE, or of the difference of
            two channels; empty where there is no such thing, and in files of earlier versions.
        m_weighted_db: Leq(m) of the 100 ms alone, at the calibration of `leq_m_calibration`; empty without one.
    """

    power_lkfs: tuple[Level, ...]
    momentary_lkfs: tuple[Level, ...]
    short_term_lkfs: tuple[Level, ...]
    true_peak_dbtp: tuple[Level, ...]
    level_dbfs: tuple[Level, ...]
    sides_lkfs: tuple[Level, ...] = ()
    m_weighted_db: tuple[Level, ...] = ()
    quasi_peaks_dbfs: dict[PeakMeter, tuple[Level, ...]] = Field(default_factory=dict)


class RefusedDialogue(FrozenModel):
    """What stands in JSON in the place of dialogue that was looked for and could not be told from the rest.

    Attributes:
        refused: Why not, one reason for each guide that was given.
    """

    refused: tuple[Message, ...] = Field(min_length=1)


class Measurements(FrozenModel):
    """Everything one pass established about one programme.

    Attributes:
        name: How reports call it.
        files: What the headers say, one per file.
        form: `interleaved` or `mono-set`.
        digests: Algorithm to hexadecimal digest, per file name.
        layout: Layout name; None where nothing says what the channels are. Then loudness was not measured.
        layout_from: Where the layout was found.
        integrated_lkfs: BS.1770-5 with both gates.
        integrated_absolute_lkfs: Absolute gate only. integrated_ungated_lkfs: No gate.
        max_momentary_sample, max_short_term_sample: First sample of the loudest window.
        first_sound_sample, last_sound_sample: None where there is no sound.
        band_correlations: Left-right pairs, and the centre and the surrounds against the front; empty in files that do
            not say it.
        likeness: Every two channels that meet in a fold-down or mirror each other; empty in files that do not say it.
        not_finite_count: NaN and infinite samples met; they were read as silence.
        tones: Line-up tones, sync pops and beeps, in order of time; None where nobody looked for them.
        leq_m_db: ISO 21727; None where no calibration was stated.
        leq_m_calibration: The calibration in words.
        statement: What was stated about the mix when it was measured, so that it is judged later as it was then; None
            where nothing was.
        delivery: The delivery that the mix lay in; None where it was measured alone, or where a report tells of it.
        rendering: How its moving objects were rendered; None for any mix that is sound as it is.
        comparisons: What was established about it and the mixes it belongs to; empty for a mix on its own.
        reasons: Why a reading is None, by its name.
        notes: What is odd about the programme as a whole; what is odd about a file is in its facts.
        damage: What makes a file unfit for any receiver (samples that are no numbers, data cut short): readings are
            kept, but no verdict can accept it.
    """

    schema_: Literal["mixgate.measurements/2"] = Field(default=SCHEMA, alias="schema")
    tool: Tool
    name: str
    files: tuple[FileFacts, ...] = Field(min_length=1)
    form: Literal["interleaved", "mono-set"]
    digests: dict[str, dict[str, str]] = Field(default_factory=dict)
    layout: str | None
    layout_from: str | None
    channel_labels: tuple[str, ...] = Field(min_length=1)
    sample_rate_hz: int = Field(gt=0)
    sample_count: int = Field(ge=0)
    integrated_lkfs: Level
    integrated_absolute_lkfs: Level
    integrated_ungated_lkfs: Level
    max_momentary_lkfs: Level
    max_momentary_sample: int | None
    max_short_term_lkfs: Level
    max_short_term_sample: int | None
    loudness_range_lu: float | None
    max_true_peak_dbtp: Level
    max_sample_peak_dbfs: Level
    rms_dbfs: Level
    noise_floor_dbfs: Level
    leq_m_db: Level = None
    leq_m_calibration: str | None = None
    first_sound_sample: int | None
    last_sound_sample: int | None
    effective_bits: int | None
    not_finite_count: int
    channels: tuple[ChannelReadings, ...] = Field(min_length=1)
    pairs: tuple[PairReadings, ...]
    likeness: tuple[ChannelLikeness, ...] = ()
    band_correlations: tuple[BandCorrelations, ...] = ()
    fold_downs: dict[Literal["LoRo", "LtRt", "mono"], FoldDownReadings] = Field(default_factory=dict)
    dialogue: DialogueReadings | None = None
    tones: tuple[ToneReading, ...] | None = Field(default=None, max_length=500)
    stated: LoudnessFields | None = None
    statement: Statement | None = None
    delivery: FoundDelivery | None = None
    rendering: Rendering | None = None
    comparisons: tuple[MixComparison, ...] = ()
    reasons: dict[str, Message] = Field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    damage: tuple[Message, ...] = ()
    series: Series

    @field_validator("dialogue", mode="before")
    @classmethod
    def _refused_is_none(cls, value: object) -> object:
        """The reasons stand under `reasons` too."""
        return None if isinstance(value, dict) and set(value) == {"refused"} else value

    @field_serializer("dialogue")
    def _or_refused(
        self, value: DialogueReadings | None, info: SerializationInfo
    ) -> DialogueReadings | RefusedDialogue | None:
        """Whoever reads the JSON for its dialogue finds there why there is none."""
        reason = self.reasons.get("dialogue")
        if value is not None or reason is None or info.mode != "json":
            return value
        return RefusedDialogue(refused=reasons_of(reason) or (reason,))

    @model_validator(mode="after")
    def _labels_are_those_of_the_layout(self) -> Self:
        if self.layout is not None and parse_layout(self.layout).labels != self.channel_labels:
            message = f"channel_labels are not those of the layout {self.layout}"
            raise ValueError(message)
        return self

    @property
    def true_peaks_by_filter_dbtp(self) -> tuple[float, float] | None:
        """Largest true peak of any channel by the standard's table and by the finer filter; None where not known."""
        standard = [one.standard_true_peak_dbtp for one in self.channels if one.standard_true_peak_dbtp is not None]
        fine = [one.fine_true_peak_dbtp for one in self.channels if one.fine_true_peak_dbtp is not None]
        return (max(standard), max(fine)) if standard and fine else None

    @property
    def duration_seconds(self) -> float:
        """Length in seconds, for people."""
        return self.sample_count / self.sample_rate_hz


def measurements_to_json(measurements: Measurements) -> str:
    """Return the text of a measurement file, schema `mixgate.measurements/2`."""
    return measurements.model_dump_json(by_alias=True)
