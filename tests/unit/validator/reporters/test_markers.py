"""Markers for editing programs: written, read back by a reader of somebody else, and at the same place."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import mido
import opentimelineio
import pycmx
import pytest
import rpp
from lxml import etree

from fixtures import reports
from mixgate.commands.markers import FORMAT_NAMES
from specs.errors import UsageError
from specs.timecode import format_timecode, frames_to_samples
from validator.reporters.clock import Clock
from validator.reporters.markers import MARKER_FORMATS
from validator.reporters.markers.collect import MarkerChoice, markers_of, parse_marker_rate
from validator.reporters.markers.marker_format import MarkerUnit
from validator.reporters.markers.marker_list import Marker, MarkerList, MarkerRank, frames_of
from validator.reporters.markers.marker_names import NAME_CHARACTERS, marker_name
from validator.reporters.markers.midi import ticks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

RATES: Final = ("23.976", "24", "25", "29.97", "29.97df", "30", "50", "59.94df")
SAMPLE_RATES: Final = (44100, 47952, 48000, 48048, 96000)
HOUR: Final = 3600


def listed(places: Sequence[tuple[int, int]], rate: str | None = "23.976", hz: int = 48000) -> MarkerList:
    """Markers at places of a file that begins at hour one."""
    picture, drop = (None, False) if rate is None else parse_marker_rate(rate)
    start = 0
    if picture is not None:
        nominal = -(-picture.numerator // picture.denominator)
        frame = HOUR * nominal - (nominal // 15 * 54 if drop else 0)
        start = frames_to_samples(frame, picture, hz)
    return MarkerList(
        title="film_fr-FR_51",
        file="fr-FR/film_fr-FR_51.wav",
        clock=Clock(sample_rate_hz=hz, start_sample=start, picture_rate=picture, drop_frame=drop),
        start_is_known=True,
        sample_count=3 * HOUR * hz,
        markers=tuple(
            Marker(
                name=f"DROPOUT Ls {number}",
                comment=f"samples {first}-{end}; Ls is silent; 50 ms",
                rank=MarkerRank.FAIL,
                rule="signal.dropout",
                sample_in=first,
                sample_out=end,
                channels=("Ls",),
                sheet="netflix-5.1",
                fingerprint="8f31c2aa",
            )
            for number, (first, end) in enumerate(places, start=1)
        ),
    )


def places(hz: int) -> list[tuple[int, int]]:
    """The first sample, some on either side of a frame edge, 9:59 and 10:00, two hours five, and the end."""
    found = [0, 1, 7_203_017, 599 * hz, 600 * hz - 1, 600 * hz, 600 * hz + 1, 2 * HOUR * hz + 300 * hz]
    return [(first, first + 2400) for first in found] + [(3 * HOUR * hz - 1, 3 * HOUR * hz)]


@pytest.mark.parametrize("hz", SAMPLE_RATES)
def test_midi_is_exact_to_the_sample_and_every_delta_is_legal(hz: int) -> None:
    made = listed(places(hz), hz=hz)
    file = mido.MidiFile(file=io.BytesIO(MARKER_FORMATS["midi"].write(made)))
    (track,) = file.tracks
    tempo = next(event.tempo for event in track if event.type == "set_tempo")
    assert Fraction(file.ticks_per_beat * 1_000_000, tempo) == hz
    assert max(event.time for event in track) < 1 << 28
    tick = 0
    starts: list[int] = []
    ends: list[int] = []
    for event in track:
        tick += event.time
        if event.type == "marker":
            (ends if event.text.startswith("END ") else starts).append(tick)
    assert starts == [first for first, _ in places(hz)]
    assert sorted(ends) == sorted(end for first, end in places(hz) if end > first + 1)


def test_midi_says_where_the_file_begins() -> None:
    file = mido.MidiFile(file=io.BytesIO(MARKER_FORMATS["protools"].write(listed([(5, 6)], "29.97df"))))
    offset = next(event for event in file.tracks[0] if event.type == "smpte_offset")
    assert (offset.hours, offset.minutes, offset.seconds, offset.frames) == (1, 0, 0, 0)
    assert offset.frame_rate == 29.97
    file = mido.MidiFile(file=io.BytesIO(MARKER_FORMATS["protools"].write(listed([(5, 6)], None))))
    assert not [event for event in file.tracks[0] if event.type == "smpte_offset"]


def test_a_sample_rate_without_whole_ticks_is_refused() -> None:
    assert ticks_of(11025) == (11025, 1_000_000)
    with pytest.raises(UsageError, match="MIDI cannot count"):
        ticks_of(1_000_001)


@pytest.mark.parametrize("hz", SAMPLE_RATES)
def test_a_reaper_project_is_exact_to_the_sample(hz: int) -> None:
    made = listed(places(hz), hz=hz)
    project = rpp.loads(MARKER_FORMATS["reaper"].write(made).decode())
    rows = [child for child in project if isinstance(child, list) and child[0] == "MARKER"]
    by_number: dict[str, list[int]] = {}
    for row in rows:
        by_number.setdefault(row[1], []).append(round(Fraction(row[2]) * hz))
    wanted = [[first, end] if end > first + 1 else [first] for first, end in places(hz)]
    assert list(by_number.values()) == wanted
    offset = next(child for child in project if isinstance(child, list) and child[0] == "PROJOFFS")
    assert abs(Fraction(offset[1]) * hz - made.clock.start_sample) < Fraction(1, 1000)


def test_reapers_list_keeps_every_sample_of_two_hours_at_48_khz() -> None:
    rows = list(csv.DictReader(io.StringIO(MARKER_FORMATS["reaper-csv"].write(listed(places(48000))).decode())))
    assert [round(Fraction(row["Start"]) * 48000) for row in rows] == [first for first, _ in places(48000)]
    assert [row["#"] for row in rows] == [*(f"R{number}" for number in range(1, 9)), "M1"]
    assert rows[0]["End"] == "0.050000"
    assert rows[-1]["End"] == ""


@pytest.mark.parametrize("hz", SAMPLE_RATES)
def test_a_track_archive_is_exact_to_the_sample(hz: int) -> None:
    root: Any = etree.fromstring(MARKER_FORMATS["nuendo"].write(listed(places(hz), hz=hz)))
    assert root.tag == "tracklist2"
    assert root.xpath("//member[@name='Domain']/int/@value") == ["1"]  # linear time
    found = []
    for event in root.xpath("//obj[@class='MMarkerEvent' or @class='MRangeMarkerEvent']"):
        values = {value.get("name"): float(value.get("value")) for value in event.xpath("float")}
        first = round(values["Start"] * hz)
        found.append((first, first + round(values["Length"] * hz)))
    assert found == [(first, end if end > first + 1 else first) for first, end in places(hz)]
    assert len(set(root.xpath("//obj/@ID"))) == len(root.xpath("//obj"))


@pytest.mark.parametrize("hz", SAMPLE_RATES)
def test_opentimelineio_reads_the_same_samples(hz: int) -> None:
    made = listed(places(hz), hz=hz)
    timeline = opentimelineio.adapters.read_from_string(MARKER_FORMATS["otio"].write(made).decode(), "otio_json")
    found = [
        (marker.marked_range.start_time.value, marker.marked_range.duration.value, marker.marked_range.start_time.rate)
        for marker in timeline.tracks.markers
    ]
    assert found == [(first, end - first if end > first + 1 else 0, hz) for first, end in places(hz)]
    assert timeline.global_start_time.value == 86400
    assert timeline.tracks.markers[0].metadata["mixgate"]["fingerprint"] == "8f31c2aa"
    assert timeline.duration().value == made.sample_count


def test_rx_counts_samples_and_keeps_ranges() -> None:
    lines = MARKER_FORMATS["rx"].write(listed([(7_203_017, 7_205_417), (9, 10)])).decode().splitlines()
    assert lines == [
        *("Marker file version: 1", "Time format: Samples"),
        *("DROPOUT Ls 1\t7203017\t7205417", "DROPOUT Ls 2\t9"),
    ]


def frame_rule(made: MarkerList) -> list[tuple[int, int]]:
    """First frame and the frame after the last by the rule that is stated, worked out by looking for the frame."""
    clock = made.clock
    assert clock.picture_rate is not None

    def frame(sample: int) -> int:
        place = clock.start_sample + sample
        guess = int(Fraction(place) * clock.picture_rate / clock.sample_rate_hz) if clock.picture_rate else 0
        begun = [
            number
            for number in range(guess - 2, guess + 3)
            if frames_to_samples(number, clock.picture_rate or Fraction(1), clock.sample_rate_hz) <= place
        ]
        return max(begun)

    return [(frame(one.sample_in), frame(one.sample_out - 1) + 1) for one in made.markers]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hz", SAMPLE_RATES)
def test_frames_are_rounded_outwards_at_every_rate(rate: str, hz: int) -> None:
    made = listed(places(hz), rate, hz)
    assert [frames_of(made, marker) for marker in made.markers] == frame_rule(made)


def test_the_example_of_the_rule_has_three_frames() -> None:
    made = listed([(7_203_017, 7_205_417)])
    assert frames_of(made, made.markers[0]) == (86400 + 3597, 86400 + 3600)
    assert made.timecode_of(86400 + 3597) == "01:02:29:21"


def distinct_frames(made: MarkerList) -> list[tuple[int, int]]:
    """First frame and end of every marker that remains when those of one frame are joined."""
    ends: dict[int, int] = {}
    for first, end in frame_rule(made):
        ends[first] = max(end, ends.get(first, 0))
    return sorted(ends.items())


@pytest.mark.parametrize("rate", RATES)
def test_resolves_list_is_read_by_a_reader_of_edit_lists(rate: str) -> None:
    made = listed(places(48000), rate)
    text = MARKER_FORMATS["resolve"].write(made).decode()
    parsed = pycmx.parse_cmx3600(io.StringIO(text))
    drop = rate.endswith("df")
    assert f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}" in text
    assert made.clock.picture_rate is not None
    wanted = distinct_frames(made)
    starts = [format_timecode(first, made.clock.picture_rate, drop_frame=drop) for first, _ in wanted]
    assert [event.edits[0].record_in for event in parsed.events] == starts
    notes = re.findall(r"^(.+) \|C:ResolveColor\w+ \|M:([^|]+) \|D:(\d+)$", text, re.MULTILINE)
    assert [int(length) for _, _, length in notes] == [end - first for first, end in wanted]
    assert (";" in starts[0]) == drop


@pytest.mark.parametrize("rate", RATES)
def test_premiere_counts_frames_from_the_start_of_the_sequence(rate: str) -> None:
    made = listed(places(48000), rate)
    root = etree.fromstring(MARKER_FORMATS["premiere"].write(made))
    found = [(int(one.findtext("in", "")), int(one.findtext("out", ""))) for one in root.iterfind("sequence/marker")]
    start = int(root.findtext("sequence/timecode/frame", ""))
    assert [(first + start, end + start) for first, end in found] == distinct_frames(made)
    assert root.findtext("sequence/timecode/displayformat") == ("DF" if rate.endswith("df") else "NDF")
    assert root.findtext("sequence/rate/ntsc") == (
        "TRUE" if rate in {"23.976", "29.97", "29.97df", "59.94df"} else "FALSE"
    )


@pytest.mark.parametrize("rate", RATES)
def test_final_cut_has_rational_seconds_that_are_whole_frames(rate: str) -> None:
    made = listed(places(48000), rate)
    root = etree.fromstring(MARKER_FORMATS["final-cut"].write(made))
    picture = made.picture_rate
    found: list[tuple[int, int]] = []
    for one in root.iterfind(".//gap/marker"):
        first = Fraction(one.get("start", "").rstrip("s")) * picture
        length = Fraction(one.get("duration", "").rstrip("s")) * picture
        assert first.denominator == length.denominator == 1
        found.append((int(first), int(first + length)))
    assert found == distinct_frames(made)


def test_media_composer_has_six_fields_a_line() -> None:
    made = listed([(7_203_017, 7_205_417)], "29.97df")
    (line,) = MARKER_FORMATS["media-composer"].write(made).decode().splitlines()
    user, timecode, track, colour, comment, length = line.split("\t")
    assert (user, track, colour) == ("mixgate", "A1", "red")
    assert timecode == made.timecode_of(frames_of(made, made.markers[0])[0])
    assert ";" in timecode
    assert length == "2"
    assert "samples 7203017" in comment


def test_pro_tools_text_has_samples_and_timecode() -> None:
    made = listed([(7_203_017, 7_205_417)])
    lines = MARKER_FORMATS["protools-text"].write(made).decode().splitlines()
    number, place, samples, unit, name = (cell.strip() for cell in lines[-1].split("\t")[:5])
    assert (number, place, samples, unit, name) == ("1", "01:02:29:21", "7203017", "Samples", "DROPOUT Ls 1")
    assert "TIMECODE FORMAT:\t23.976 Frame" in lines


def test_the_table_has_both_ends_in_samples_and_timecode() -> None:
    (row,) = csv.DictReader(io.StringIO(MARKER_FORMATS["csv"].write(listed([(7_203_017, 7_205_417)])).decode()))
    assert (row["start_sample"], row["end_sample"]) == ("7203017", "7205417")
    assert (row["start_timecode"], row["end_timecode"]) == ("01:02:29:21", "01:02:30:00")
    assert row["fingerprint"] == "8f31c2aa"


@pytest.mark.parametrize("name", [name for name, form in MARKER_FORMATS.items() if form.unit is MarkerUnit.FRAMES])
def test_a_format_that_counts_frames_needs_the_picture_rate_and_one_day(name: str) -> None:
    with pytest.raises(UsageError, match="picture rate"):
        MARKER_FORMATS[name].write(listed([(5, 6)], None))
    if name in {"resolve", "media-composer"}:
        with pytest.raises(UsageError, match="past midnight"):
            MARKER_FORMATS[name].write(listed([(24 * HOUR * 48000, 24 * HOUR * 48000 + 1)]))


@pytest.mark.parametrize("name", MARKER_FORMATS)
def test_every_format_writes_no_marker_and_the_same_bytes_twice(name: str) -> None:
    assert MARKER_FORMATS[name].write(listed([])) or name == "media-composer"
    made = listed(places(48000))
    assert MARKER_FORMATS[name].write(made) == MARKER_FORMATS[name].write(made)


def test_the_command_line_knows_every_format() -> None:
    assert set(FORMAT_NAMES) == set(MARKER_FORMATS)


def test_places_that_need_work_are_marked_once_over_all_sheets() -> None:
    report = reports.rejected()
    once = markers_of([report], MarkerChoice())
    twice = markers_of([report, report], MarkerChoice())
    assert once.markers == twice.markers
    overs = [place for finding in report.findings if finding.rule == "peak.true-peak" for place in finding.where]
    marked = [(one.sample_in, one.sample_out) for one in once.markers if one.rule == "peak.true-peak"]
    assert sorted(marked) == sorted(place.samples for place in overs)
    assert all(report.picture_rate and one.name.isascii() and len(one.name) <= NAME_CHARACTERS for one in once.markers)


def test_notices_are_marked_unless_nobody_wants_them() -> None:
    report = reports.noticed()
    ranks = {one.rank for one in markers_of([report], MarkerChoice()).markers}
    assert ranks == {MarkerRank.NOTICE}
    assert markers_of([report], MarkerChoice(with_notices=False)).markers == ()


def test_hostile_names_stay_on_one_line_of_their_field() -> None:
    made = markers_of([reports.hostile()], MarkerChoice())
    for name, form in MARKER_FORMATS.items():
        if form.is_text and name not in {"premiere", "final-cut", "nuendo", "cubase", "otio", "csv"}:
            content = form.write(made).decode("ascii")
            assert "\x1b" not in content
            if name == "resolve":
                assert all(line.count("|") in {0, 3} for line in content.splitlines())


def test_several_mixes_need_a_name() -> None:
    first = reports.placed()
    second = first.model_copy(update={"name": "Other", "path": "fr-FR/Other.wav"})
    with pytest.raises(UsageError, match="belongs to one mix"):
        markers_of([first, second], MarkerChoice())
    assert markers_of([first, second], MarkerChoice(mix="Other")).file == "fr-FR/Other.wav"
    assert markers_of([first, second], MarkerChoice(mix="Other.wav")).file == "fr-FR/Other.wav"
    assert markers_of([first, second], MarkerChoice(mix="fr-FR/Other")).file == "fr-FR/Other.wav"
    with pytest.raises(UsageError, match="no such mix"):
        markers_of([first, second], MarkerChoice(mix="nobody"))


def test_a_rate_and_a_start_may_be_stated() -> None:
    made = markers_of([reports.rejected()], MarkerChoice(picture_rate="29.97 DF", start_timecode="10:00:00;00"))
    assert made.clock.drop_frame
    assert made.timecode_of(made.start_frame) == "10:00:00;00"
    with pytest.raises(UsageError, match=r"29\.97 and 59\.94"):
        parse_marker_rate("23.976df")
    assert parse_marker_rate("59.94 NDF") == (Fraction(60000, 1001), False)


def test_a_name_keeps_what_and_where_when_it_is_cut() -> None:
    place = reports.place(3, 1, "L", "R", "C", text="a very long remark that does not fit")
    name = marker_name("TRUE PEAK", place, 48000)
    assert name.startswith("TRUE PEAK L R C")
    assert len(name) <= NAME_CHARACTERS
    assert marker_name("DROPOUT", reports.place(3, 1, "Ls"), 48000) == "DROPOUT Ls 100ms"
