"""Where a finding points: the right samples, in the right order, counted in full and listed in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.statements.programme import ProgrammeFacts
from specs.statements.statement import Companion
from specs.vocabulary import MixKind
from validator.catalogue import say
from validator.rules import judge_requirement
from validator.rules.polarity import correlation_text
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from validator.rules.outcome import Outcome

PICTURE = {"picture_rate": "24000/1001", "start_timecode": "01:00:00:00"}


def judged(rule: str, fields: dict[str, Any], programme: dict[str, Any] | None = None, **measured: Any) -> Outcome:
    subject = Subject(measurements=make_measurements(**measured), programme=ProgrammeFacts(**(programme or PICTURE)))
    return judge_requirement(make_requirement(rule, **fields), subject)


def test_overs_are_listed_worst_first_with_channel_and_timecode() -> None:
    peaks = [["L", 240_240, -1.5], ["C", 288_288, -0.2], ["R", 240_240, -1.5]]
    found = judged("peak.true-peak", {"maximum_dbtp": -2.0}, true_peaks=peaks)
    assert [(place.channels, place.sample_in, place.text) for place in found.where] == [
        (("C",), 288_288, "-0.20 dBTP"),
        (("L",), 240_240, "-1.50 dBTP"),
        (("R",), 240_240, "-1.50 dBTP"),
    ]
    # 240 240 samples are 5.005 s, which is 120 frames of 2002 samples.
    assert found.where[1].timecode_in == "01:00:05:00"
    assert found.where[1].sample_out == 240_240 + 4_800


def test_an_over_across_the_border_of_two_rows_is_one_place() -> None:
    peaks = [["L", 239_990, -1.5], ["L", 240_010, -1.2], ["R", 240_010, -1.4], ["L", 288_000, -1.9]]
    found = judged("peak.true-peak", {"maximum_dbtp": -2.0}, true_peaks=peaks)
    assert [(place.channels, place.sample_in, place.sample_out, place.text) for place in found.where] == [
        (("L",), 239_990, 244_810, "-1.20 dBTP"),
        (("R",), 240_010, 244_810, "-1.40 dBTP"),
        (("L",), 288_000, 292_800, "-1.90 dBTP"),
    ]
    assert (found.where_count, "3 places in L, R" in say(found.reason)) == (3, True)


def test_a_peak_exactly_at_the_limit_is_no_over() -> None:
    found = judged("peak.true-peak", {"maximum_dbtp": -2.0}, true_peaks=[["L", 240_240, -2.0], ["R", 240_240, -1.9]])
    assert [place.channels for place in found.where] == [("R",)]


def test_twenty_places_are_listed_and_all_are_counted() -> None:
    peaks = [["L", 24_000 + 9_600 * row, -1.0] for row in range(50)]
    found = judged("peak.true-peak", {"maximum_dbtp": -2.0}, true_peaks=peaks)
    assert (len(found.where), found.where_count) == (20, 50)
    assert "50 places in L" in say(found.reason)
    runs = {"L": {"clipped_runs": [[24_000 + 4_800 * row, 3 + row] for row in range(30)]}}
    clipped = judged("signal.clipping", {}, channel=runs)
    assert (len(clipped.where), clipped.where_count) == (20, 30)
    assert clipped.where[0].text == "32 samples", "the longest first"


def test_no_place_is_listed_where_the_demand_holds() -> None:
    runs = {"L": {"clipped_runs": [[240_000, 5]]}}
    found = judged("signal.clipping", {"maximum_runs": 1}, channel=runs)
    assert (found.where, found.where_count) == ((), 0)


def test_an_over_outside_the_part_that_counts_is_not_listed() -> None:
    action = PICTURE | {"first_frame_of_action": "01:00:02:00", "last_frame_of_action": "01:00:08:00"}
    peaks = [["L", 48_048, -0.5], ["L", 240_240, -1.0], ["R", 576_000, -0.1]]
    found = judged("peak.true-peak", {"maximum_dbtp": -2.0, "window": "action"}, action, true_peaks=peaks)
    assert [place.sample_in for place in found.where] == [240_240]
    assert found.measured is not None
    assert found.measured.value == -1.0
    assert [place.text for place in found.window] == ["first to last frame of action"]


def test_below_the_floor_a_part_has_no_exact_true_peak() -> None:
    action = PICTURE | {"first_frame_of_action": "01:00:02:00", "last_frame_of_action": "01:00:08:00"}
    fields = {"maximum_dbtp": -10.0, "window": "action"}
    loud = {"L": {"max_true_peak_dbtp": -6.0}}
    series_peak = judged("peak.true-peak", fields, action, channel=loud)
    assert series_peak.held is False, "the series shows sample peaks of -9"
    held = judged("peak.true-peak", {"maximum_dbtp": -8.5, "window": "action"}, action, channel=loud)
    assert (held.held, say(held.reason)) == (
        None, "Over a part of the file, true peaks are known from -8.0 dBTP on only.",
    )  # fmt: skip


def test_windows_that_follow_one_another_are_one_passage_with_its_extreme() -> None:
    scenes = [(5.0, -30.0), (4.0, -20.0), (8.0, -30.0), (4.0, -18.0), (5.0, -30.0)]
    found = judged("loudness.short-term-maximum", {"maximum_lkfs": -21.0}, scenes=scenes)
    assert [place.text for place in found.where] == ["-20.00 LKFS", "-18.00 LKFS"]
    assert found.where_count == 2
    first, last = found.where[0].samples
    # 3 s windows exceed -21 from the row that has enough of the loud scene on: the place begins with their start.
    assert 2.0 * 48_000 < first < 5.0 * 48_000
    assert 9.0 * 48_000 < last < 12.0 * 48_000


def test_a_passage_names_its_worst_reading_and_not_its_least_bad_one() -> None:
    """Three readings over the limit: the one farthest over it speaks, whatever their mean is."""
    scenes = [(3.0, -20.5), (3.0, -20.4), (6.0, -18.0)]
    found = judged("loudness.short-term-maximum", {"maximum_lkfs": -21.0}, scenes=scenes)
    assert [place.text for place in found.where] == ["-18.00 LKFS"]


@pytest.mark.parametrize("rule", ["loudness.momentary-maximum", "loudness.short-term-maximum"])
def test_only_windows_that_lie_wholly_in_the_part_count(rule: str) -> None:
    """The first 4 s are loud; action begins after 5 s, and a 3 s window must not reach back into them."""
    action = PICTURE | {"first_frame_of_action": "01:00:05:00", "last_frame_of_action": "01:00:12:00"}
    scenes = [(4.0, -15.0), (10.0, -25.0)]
    whole = judged(rule, {"maximum_lkfs": -20.0}, PICTURE, scenes=scenes)
    assert whole.held is False
    part = judged(rule, {"maximum_lkfs": -20.0, "window": "action"}, action, scenes=scenes)
    assert part.held is True
    assert part.measured is not None
    assert part.measured.value == pytest.approx(-25.0, abs=1e-3)
    assert [place.text for place in part.window] == ["first to last frame of action"]


def test_loudness_range_of_a_part_is_worked_out_again() -> None:
    action = PICTURE | {"first_frame_of_action": "01:00:05:00", "last_frame_of_action": "01:00:12:00"}
    scenes = [(4.0, -15.0), (10.0, -25.0)]
    part = judged("loudness.range", {"maximum_lu": 1.0, "window": "action"}, action, scenes=scenes)
    assert (part.held, part.measured is not None and part.measured.text) == (True, "0.0 LU")
    assert judged("loudness.range", {"maximum_lu": 1.0}, PICTURE, scenes=scenes).held is False


def test_the_momentary_maximum_is_read_unrounded() -> None:
    found = judged("loudness.momentary-maximum", {"maximum_lkfs": -18.0}, max_momentary_lkfs=-17.999996)
    assert found.held is False
    assert say(found.reason).startswith("The largest momentary loudness is -17.999996 LKFS, 0.000004 LU above")


def test_out_of_phase_passages_are_those_longer_than_accepted() -> None:
    rows = [0.5] * 10 + [-0.9] * 30 + [0.5] * 10 + [-0.7] * 20 + [None] * 5 + [-0.7] * 21 + [0.5] * 20
    found = judged(
        "signal.polarity", {"minimum_correlation": -0.5, "longer_than_seconds": 2.0}, correlation={"L R": rows}
    )
    assert [(place.sample_in, place.text) for place in found.where] == [
        (48_000, "correlation -0.90"),
        (360_000, "correlation -0.70"),
    ]
    assert all(place.channels == ("L", "R") for place in found.where)


def test_a_correlation_is_read_of_the_worst_passage_and_said_in_words() -> None:
    fields = {"minimum_correlation": -0.5, "longer_than_seconds": 2.0}
    bad = judged("signal.polarity", fields, correlation={"L R": [0.9] * 90 + [-0.7] * 35})
    assert bad.measured is not None
    assert (bad.measured.value, bad.measured.text) == (-0.7, "-0.70, out of phase")
    assert "disappear in mono" in say(bad.reason)
    good = judged("signal.polarity", fields, correlation={"L R": [0.9] * 125})
    assert good.measured is not None
    assert good.measured.text.endswith(", in phase")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.00, in phase"),
        (0.5, "0.50, in phase"),
        (0.0, "0.00, wide, still in phase"),
        (-0.5, "-0.50, partly out of phase"),
        (-0.51, "-0.51, out of phase"),
        (-1.0, "-1.00, out of phase"),
    ],
)
def test_a_correlation_says_what_it_means(value: float, text: str) -> None:
    assert correlation_text(value) == text


@pytest.mark.parametrize(
    ("level", "held", "margin", "said"),
    [
        (-1.5, True, 0.5, "-1.50 dBTP, within the limit."),
        (-1.0, True, 0.0, "within the limit."),
        (-0.8, True, 0.0, "0.20 dB above the limit of -1 dBTP, but within the measurement tolerance of 0.3 dB."),
        (-0.5, False, -0.5, "0.50 dB above the limit of -1 dBTP; above it: 1 place in L."),
    ],
)
def test_a_measurement_tolerance_is_no_room(level: float, held: bool, margin: float, said: str) -> None:
    fields = {"maximum_dbtp": -1.0, "meter_tolerance_db": 0.3}
    found = judged("peak.true-peak", fields, true_peaks=[["L", 240_240, level]])
    assert (found.held, found.margin_shown) == (held, margin)
    assert say(found.reason).endswith(said)


def test_silence_at_the_ends_is_no_passage() -> None:
    scenes = [(3.0, None), (2.0, -23.0), (1.5, None), (2.0, -23.0), (9.0, None)]
    found = judged("signal.silent-passage", {"maximum_seconds": 1.0}, scenes=scenes)
    assert [(place.sample_in, place.text) for place in found.where] == [(240_000, "1.5 s")]


def test_timecodes_follow_the_stated_start_then_the_file_then_nothing() -> None:
    peaks = [["L", 48_000, -1.0]]
    fields = {"maximum_dbtp": -2.0}
    at = {"picture_rate": "25"}
    assert (
        judged("peak.true-peak", fields, at, true_peaks=peaks, start_sample=48_000).where[0].timecode_in
        == "00:00:02:00"
    )
    assert (
        judged("peak.true-peak", fields, at, true_peaks=peaks, start_sample=None).where[0].timecode_in == "00:00:01:00"
    )
    assert judged("peak.true-peak", fields, {"live": True}, true_peaks=peaks).where[0].timecode_in is None
    drop = {"picture_rate": "29.97", "start_timecode": "01:00:00;00"}
    assert judged("peak.true-peak", fields, drop, true_peaks=peaks).where[0].timecode_in == "01:00:00;29"


def test_the_files_of_a_set_must_start_together() -> None:
    fields = {"allowed": ["01:00:00:00"]}
    assert judged("time.start-timecode", fields, form="mono-set").held is True
    together = make_measurements(form="mono-set")
    bext = together.files[1].bext
    assert bext is not None
    late = together.files[1].model_copy(update={"bext": bext.model_copy(update={"time_reference_samples": 0})})
    files = (together.files[0], late, *together.files[2:])
    found = judged("time.start-timecode", fields, form="mono-set", files=files)
    assert found.held is False
    assert say(found.reason) == "The files of the mix carry different time references."
    assert say(found.why[1]) == "Harbour_Lights_51_R.wav: 0 samples"


def test_one_short_word_among_the_files_of_a_set_is_found() -> None:
    files = make_measurements(form="mono-set").files
    short = files[4].model_copy(update={"valid_bits": 16})
    found = judged("form.word-length", {"allowed_bits": [24]}, form="mono-set", files=(*files[:4], short, files[5]))
    assert found.held is False
    assert say(found.reason) == "The word length is 16 bit integer in Harbour_Lights_51_Ls.wav; asked for is 24 bit."


def test_the_time_reference_of_ixml_counts_where_there_is_no_bext() -> None:
    ixml = {"time_reference_samples": 172_972_800}
    found = judged("time.start-timecode", {"allowed": ["01:00:00:00"]}, start_sample=None, file={"ixml": ixml})
    assert found.held is True


@pytest.mark.parametrize(("seconds", "held"), [(4.9, False), (5.0, True)])
def test_a_line_up_tone_lasts_five_seconds_whatever_comes_before(seconds: float, held: bool) -> None:
    scenes = [(1.0, -10.0), (seconds, -21.01), (2.0, None), (3.0, -23.0), (3.0, -28.0)]
    assert judged("time.line-up-tone", {"presence": "required", "level_dbfs": -18.0}, scenes=scenes).held is held


def test_a_partner_is_of_the_kind_layout_and_language_asked_for() -> None:
    requirement = make_requirement("delivery.partner", soundfields=["2.0"], mix_kind="printmaster")

    def with_companions(*companions: Companion) -> bool | None:
        subject = Subject(measurements=make_measurements(), language="de", companions=companions)
        return judge_requirement(requirement, subject).held

    def other(kind: MixKind = MixKind.PRINTMASTER, soundfield: str | None = "2.0", language: str = "de") -> Companion:
        return Companion(name="other.wav", mix_kind=kind, soundfield=soundfield, language=language)

    assert with_companions(other()) is True
    assert with_companions() is False
    assert with_companions(other(kind=MixKind.ME)) is False
    assert with_companions(other(language="fr")) is False
    assert with_companions(other(soundfield="7.1")) is False
    assert with_companions(other(soundfield=None)) is None
    assert with_companions(other(soundfield=None), other()) is True
