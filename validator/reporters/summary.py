"""What was judged, in a few words: the file, its form, and its main readings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.vocabulary import frame_rate_name
from validator.catalogue import say
from validator.languages import tr
from validator.languages.figures import decimal
from validator.reporters.clock import Clock, clock_of
from validator.reporters.report_wording import measured_text, one_line, rule_title

if TYPE_CHECKING:
    from validator.results.finding import Finding
    from validator.results.measurements import Measurements
    from validator.results.report import Report

_SAME_READING: Final = 0.0051
"""A finding's reading is rounded to two decimals; nearer than this it is the stored reading itself."""


def file_form(measured: Measurements) -> str:
    """Return container, codec, word length, rate and channels: `WAV, PCM, 24 bit, 48000 Hz, 5.1 (L R C LFE Ls Rs)`."""
    facts = measured.files[0]
    many = f"{len(measured.files)} {tr('mono files,')} " if measured.form == "mono-set" else ""
    labels = " ".join(measured.channel_labels)
    channels = f"{len(measured.channel_labels)} {tr('channels, layout not known')}"
    if measured.layout is not None:
        channels = measured.layout if measured.layout == labels else f"{measured.layout} ({labels})"
    bits = f"{facts.valid_bits} bit{' float' if facts.sample_format.is_float else ''}"
    coding = f"{many}{one_line(facts.container)}, {one_line(facts.codec)}, {bits}"
    return f"{coding}, {measured.sample_rate_hz} Hz, {channels}"


def file_time(report: Report) -> str:
    """Return length and start of a mix that was measured: `0:42:10.500, starts 01:00:00:00 at 23.976 fps`.

    Where nothing says when it starts, that is said instead: its timecodes count from its first sample.
    """
    clock = clock_of(report)
    length = clock.elapsed(report.measured.sample_count)
    start = clock.timecode(0)
    if start is None or report.picture_rate is None:
        return f"{length}, {tr('picture rate not known')}"
    if report.start_sample is None:
        return f"{length}, {rate_text(report.picture_rate)}, {tr('start not known')}"
    return f"{length}, {tr('starts')} {start} {tr('at')} {rate_text(report.picture_rate)}"


def rate_text(picture_rate: str) -> str:
    """Return the everyday name of a picture rate: `23.976 fps`."""
    return f"{frame_rate_name(Fraction(picture_rate))} fps"


def grouped(number: int) -> str:
    """Return a whole number in groups of three, parted by no-break spaces (ISO 80000-1:2022)."""
    return f"{number:,}".replace(",", "\u00a0")


@dataclass(frozen=True, slots=True, kw_only=True)
class MainReading:
    """One line of the table of readings.

    Attributes:
        name: What was read.
        text: The reading; a reason where there is none.
        place: Sample of it; None where it belongs to the whole programme.
        finding: The demand on it; None where the sheet makes none.
    """

    name: str
    text: str
    place: int | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """A stored reading and the rules that may judge it."""

    name: str
    field: str
    value: float | None
    unit: str
    rules: tuple[str, ...] = ()
    place: int | None = None
    decimals: int = 2


def main_readings(report: Report) -> tuple[MainReading, ...]:
    """Return the main readings, each with the demand on it; a reading with two demands has two lines.

    Empty where nothing was measured.
    """
    if report.measurements is None:
        return ()
    lines: list[MainReading] = []
    left = list(report.findings)
    for stored in _stored(report.measured):
        text = _text(stored, report.measured)
        own: list[Finding | None] = [finding for finding in left if _judges(finding, stored)]
        left = [finding for finding in left if finding not in own]
        lines += [
            MainReading(name=stored.name, text=text, place=stored.place, finding=found) for found in own or [None]
        ]
    return (*_others(left), *lines)


def _others(left: list[Finding]) -> list[MainReading]:
    """Return the demands on loudness and peaks whose reading is none of those stored, as of a part of the programme."""
    return [
        MainReading(
            name=rule_title(finding.rule),
            text=measured_text(finding),
            finding=finding,
        )
        for finding in left
        if finding.rule.split(".", maxsplit=1)[0] in {"loudness", "peak"}
    ]


def _judges(finding: Finding, stored: _Stored) -> bool:
    if finding.rule not in stored.rules or finding.measured is None:
        return False
    value = finding.measured.value
    same_unit = finding.measured.unit == stored.unit
    return same_unit and value is not None and stored.value is not None and abs(value - stored.value) < _SAME_READING


def _text(stored: _Stored, measured: Measurements) -> str:
    if stored.value is None:
        reason = measured.reasons.get(stored.field)
        return tr("no signal") if reason is None else one_line(say(reason))
    figure = f"{round(stored.value, stored.decimals) + 0.0:.{stored.decimals}f}"
    return f"{decimal(figure)} {stored.unit}"


def _stored(measured: Measurements) -> tuple[_Stored, ...]:
    integrated = _Stored(
        name=tr("Integrated"),
        field="integrated_lkfs",
        value=measured.integrated_lkfs,
        unit="LKFS",
        rules=("loudness.integrated",),
    )
    return (integrated, *_dialogue(measured), *_loudness_extremes(measured), *_peaks(measured))


def _loudness_extremes(measured: Measurements) -> tuple[_Stored, ...]:
    return (
        _Stored(
            name=tr("Maximum short-term"),
            field="max_short_term_lkfs",
            value=measured.max_short_term_lkfs,
            unit="LKFS",
            rules=("loudness.short-term-maximum",),
            place=measured.max_short_term_sample,
        ),
        _Stored(
            name=tr("Maximum momentary"),
            field="max_momentary_lkfs",
            value=measured.max_momentary_lkfs,
            unit="LKFS",
            rules=("loudness.momentary-maximum",),
            place=measured.max_momentary_sample,
        ),
        _Stored(
            name=tr("Loudness range"),
            field="loudness_range_lu",
            value=measured.loudness_range_lu,
            unit="LU",
            rules=("loudness.range",),
            decimals=1,
        ),
    )


def _peaks(measured: Measurements) -> tuple[_Stored, ...]:
    loudest = max(
        (channel for channel in measured.channels if channel.max_true_peak_dbtp is not None),
        key=lambda channel: channel.max_true_peak_dbtp or 0.0,
        default=None,
    )
    return (
        _Stored(
            name=tr("Maximum true peak"),
            field="max_true_peak_dbtp",
            value=measured.max_true_peak_dbtp,
            unit="dBTP",
            rules=("peak.true-peak",),
            place=loudest.max_true_peak_sample if loudest else None,
        ),
        _Stored(
            name=tr("Maximum sample peak"),
            field="max_sample_peak_dbfs",
            value=measured.max_sample_peak_dbfs,
            unit="dBFS",
            rules=("peak.sample-peak",),
        ),
    )


def _dialogue(measured: Measurements) -> tuple[_Stored, ...]:
    dialogue = measured.dialogue
    if dialogue is None:
        return ()
    estimate = f", {tr('estimate')}" if dialogue.estimate else ""
    return (
        _Stored(
            name=f"{tr('Dialogue')}{estimate} ({dialogue.speech_share:.0%} {tr('of the programme')})",
            field="dialogue.integrated_lkfs",
            value=dialogue.integrated_lkfs,
            unit="LKFS",
            rules=("loudness.integrated",),
        ),
        _Stored(
            name=tr("Dialogue loudness range"),
            field="dialogue.loudness_range_lu",
            value=dialogue.loudness_range_lu,
            unit="LU",
            rules=("dialogue.loudness-range",),
            decimals=1,
        ),
    )


def place_of(reading: MainReading, clock: Clock) -> str:
    """Return where a reading was reached; empty where it belongs to the whole programme."""
    return "" if reading.place is None else clock.shown(reading.place)
