"""What was judged, in a few words."""

from __future__ import annotations

from fixtures import reports
from fixtures.invented_programme import facts, measurements
from fixtures.reports import finding, quantity
from validator.containers.facts import SampleFormat
from validator.reporters.summary import MainReading, file_form, file_time, grouped, main_readings


def _by_name(readings: tuple[MainReading, ...]) -> dict[str, MainReading]:
    return {reading.name: reading for reading in readings}


def test_a_reading_stands_beside_the_demand_on_it() -> None:
    readings = _by_name(main_readings(reports.rejected()))
    dialogue = next(reading for name, reading in readings.items() if name.startswith("Dialogue ("))
    assert dialogue.finding is not None
    assert dialogue.finding.rule == "loudness.integrated"  # dialogue-gated, so not beside the integrated reading
    assert readings["Integrated"].finding is None
    peak = readings["Maximum true peak"]
    assert peak.finding is not None
    assert (peak.text, peak.place) == ("-0.83 dBTP", 311 * 4800 + 1234)


def test_two_demands_on_one_reading_have_a_line_each() -> None:
    report = reports.rejected()
    first = next(one for one in report.findings if one.rule == "peak.true-peak")
    second = first.model_copy(update={"key": "qc"})
    both = report.model_copy(update={"findings": (*report.findings, second)})
    lines = [reading for reading in main_readings(both) if reading.name == "Maximum true peak"]
    assert [line.finding.key for line in lines if line.finding] == ["peak.true-peak", "qc"]


def test_a_demand_on_a_part_has_a_line_of_its_own_reading() -> None:
    report = reports.rejected()
    part = finding("peak.true-peak", key="act", measured=quantity(-4.2, "dBTP"))
    lines = main_readings(report.model_copy(update={"findings": (part,)}))
    assert (lines[0].name, lines[0].text, lines[0].finding) == ("True peak", "-4.20 dBTP", part)


def test_what_has_no_level_says_why() -> None:
    readings = _by_name(main_readings(reports.incomplete()))
    assert readings["Integrated"].text == "the file is digital silence"
    assert readings["Maximum true peak"].text == "no signal"


def test_the_form_of_a_file_is_one_line() -> None:
    assert file_form(measurements()) == "WAV, PCM, 24 bit, 48000 Hz, 5.1 (L R C LFE Ls Rs)"
    floating = facts(sample_format=SampleFormat.F32, valid_bits=32)
    unknown = measurements(files=(floating,), layout=None, form="mono-set", channel_labels=("1", "2"))
    assert file_form(unknown) == ("1 mono files, WAV, PCM, 32 bit float, 48000 Hz, 2 channels, layout not known")


def test_length_and_start_say_so_where_the_picture_rate_is_not_known() -> None:
    assert file_time(reports.rejected()) == "0:01:00.000, starts 01:00:00:00 at 23.976 fps"
    assert file_time(reports.incomplete()) == "0:01:00.000, picture rate not known"
    unstamped = reports.rejected().model_copy(update={"start_sample": None})
    assert file_time(unstamped) == "0:01:00.000, 23.976 fps, start not known"


def test_long_numbers_come_in_groups_of_three() -> None:
    assert grouped(2_880_000) == "2\u00a0880\u00a0000"
