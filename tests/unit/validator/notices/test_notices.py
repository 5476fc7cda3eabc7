"""What is noticed without being asked for: the thresholds, the places, and that no verdict hangs on it."""

from __future__ import annotations

from typing import Any, Final

import pytest

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.measurements import make_measurements
from specs.message import message, verbatim
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import MixKind
from validator.catalogue import say
from validator.judging.judge import judge
from validator.results.finding import Notice, NoticeKind, State
from validator.results.report import Report, Verdict
from validator.rules.subject import Subject

RATE_DEMAND: Final = make_requirement("form.sample-rate", allowed_hz=[48_000])


def report(
    *requirements: Any, kind: MixKind = MixKind.PRINTMASTER, programme: dict[str, Any] | None = None, **measured: Any
) -> Report:
    facts = ProgrammeFacts(**(programme or {"picture_rate": "25"}))
    subject = Subject(measurements=make_measurements(**measured), mix_kind=kind, programme=facts)
    return judge(
        make_sheet(*(requirements or (RATE_DEMAND,)), mix_kinds=[kind]), subject, version="0", deliverable="mix"
    )


def kinds(found: Report) -> list[NoticeKind]:
    return [notice.kind for notice in found.notices]


def only(kind: NoticeKind, **measured: Any) -> Notice:
    (notice,) = [notice for notice in report(**measured).notices if notice.kind is kind]
    return notice


def test_a_sound_mix_brings_no_notice() -> None:
    assert report().notices == ()


def _likeness(**changes: Any) -> dict[str, Any]:
    usual = {"difference_db": 1.0, "level_db": 0.0, "apart_share": 0.0, "sounding_seconds": 10.0}
    return {"labels": ("L", "R"), **usual, **changes}


FAULTS: Final[dict[NoticeKind, tuple[dict[str, Any], dict[str, Any]]]] = {
    NoticeKind.CLIPPING: (
        {"channel": {"L": {"clipped_run_count": 1, "clipped_runs": [[48_000, 3]]}}},
        {"channel": {"L": {"clipped_run_count": 0}}},
    ),
    NoticeKind.DROPOUT: ({"channel": {"C": {"dropouts": [[96_000, 4_800]]}}}, {}),
    NoticeKind.SILENCE: (
        {"scenes": [(3.0, -23.0), (2.1, None), (3.0, -23.0)]},
        {"scenes": [(3.0, -23.0), (2.0, None), (3.0, -23.0)]},
    ),
    NoticeKind.SILENT_CHANNEL: (
        {"channel": {"Ls": {"loudest_row_dbfs": -60.0}}},
        {"channel": {"Ls": {"loudest_row_dbfs": -59.9}}},
    ),
    NoticeKind.SAME_SOUND: (
        {"likeness": [_likeness(difference_db=-60.1)]},
        {"likeness": [_likeness(difference_db=-60.0)]},
    ),
    NoticeKind.UNEVEN_PAIR: (
        {"likeness": [_likeness(level_db=5.0, apart_share=0.8)]},
        {"likeness": [_likeness(level_db=4.9, apart_share=0.8)]},
    ),
    NoticeKind.CHANNEL_LABELS: (
        {"channel": {"LFE": {"rms_dbfs": -40.0, "k_weighted_dbfs": -40.0}}},
        {"channel": {"LFE": {"rms_dbfs": -40.0, "k_weighted_dbfs": -40.01}}},
    ),
    NoticeKind.TRUE_PEAK: ({"true_peaks": [["L", 48_000, 0.01]]}, {"true_peaks": [["L", 48_000, 0.0]]}),
    NoticeKind.POLARITY: (
        {"correlation": {"L R": [0.5] * 40 + [-0.51] * 21 + [0.5] * 64}},
        {"correlation": {"L R": [0.5] * 40 + [-0.51] * 20 + [0.5] * 65}},
    ),
    NoticeKind.DC_OFFSET: (
        {"channel": {"R": {"dc_offset_percent": -0.1}}},
        {"channel": {"R": {"dc_offset_percent": -0.0999}}},
    ),
    NoticeKind.WORD_LENGTH: ({"effective_bits": 16}, {"effective_bits": 17}),
    NoticeKind.METADATA: (
        {"integrated_lkfs": -23.0, "file": {"ixml": {"loudness": {"integrated_lkfs": -22.79}}}},
        {"integrated_lkfs": -23.0, "file": {"ixml": {"loudness": {"integrated_lkfs": -22.8}}}},
    ),
    NoticeKind.HEADER: ({"notes": [verbatim("The RIFF size says 4 bytes; the chunks take 44.")]}, {"notes": []}),
    NoticeKind.RENDERING: (
        {
            "notes": [message("rendering.silent-objects", count=2, names=("car", "door"))],
            "rendering": {"renderer": "r", "layout": "5.1", "guard_band_lu": 1.0, "guard_band_db": 4.0},
        },
        {"notes": []},
    ),
}
"""For every kind what is just noticed, and what just is not."""


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_fault_is_noticed_from_its_threshold_on(kind: NoticeKind) -> None:
    noticed, not_noticed = FAULTS[kind]
    assert kinds(report(**noticed)) == [kind]
    assert kinds(report(**not_noticed)) == []


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_notice_says_what_where_from_when_on_and_what_to_do(kind: NoticeKind) -> None:
    notice = only(kind, **FAULTS[kind][0])
    assert all((say(notice.message), say(notice.advice), say(notice.noticed_from), notice.source))
    assert (notice.measured is None) is (kind in {NoticeKind.HEADER, NoticeKind.RENDERING})
    assert notice.where_count >= len(notice.where)
    assert all(place.timecode_in for place in notice.where)


@pytest.mark.parametrize("kind", NoticeKind)
def test_no_verdict_and_no_finding_hangs_on_a_notice(kind: NoticeKind) -> None:
    noticed, not_noticed = (report(**measured) for measured in FAULTS[kind])
    assert noticed.verdict is not_noticed.verdict is Verdict.ACCEPTABLE
    assert [finding.state for finding in noticed.findings] == [finding.state for finding in not_noticed.findings]


ASKED: Final[dict[NoticeKind, Any]] = {
    NoticeKind.CLIPPING: make_requirement("signal.clipping", maximum_runs=5),
    NoticeKind.DROPOUT: make_requirement("signal.dropout"),
    NoticeKind.SILENCE: make_requirement("signal.silent-passage", maximum_seconds=9.0),
    NoticeKind.SILENT_CHANNEL: make_requirement("signal.active-channels", threshold_dbfs=-90.0),
    NoticeKind.TRUE_PEAK: make_requirement("peak.true-peak", maximum_dbtp=3.0),
    NoticeKind.POLARITY: make_requirement("signal.polarity", minimum_correlation=-1.0, longer_than_seconds=9.0),
    NoticeKind.DC_OFFSET: make_requirement("signal.dc-offset", maximum_percent=1.0),
    NoticeKind.WORD_LENGTH: make_requirement("form.word-length", allowed_bits=[24], padded_is_accepted=False),
}


@pytest.mark.parametrize("kind", ASKED)
def test_what_the_sheet_asks_for_is_a_finding_and_no_notice(kind: NoticeKind) -> None:
    found = report(ASKED[kind], **FAULTS[kind][0])
    assert kinds(found) == []
    assert len(found.findings) == 1


def test_a_demand_on_the_header_alone_does_not_hide_padded_bits() -> None:
    assert kinds(report(make_requirement("form.word-length", allowed_bits=[24]), effective_bits=16)) == [
        NoticeKind.WORD_LENGTH
    ]


def test_a_demand_on_a_part_that_holds_does_not_hide_what_lies_outside_it() -> None:
    action = {
        "picture_rate": "25",
        "start_timecode": "10:00:00:00",
        "first_frame_of_action": "10:00:02:00",
        "last_frame_of_action": "10:00:09:24",
    }
    demand = make_requirement("peak.true-peak", maximum_dbtp=-2.0, window="action")
    found = report(demand, programme=action, true_peaks=[["L", 24_000, 0.5]])
    assert found.verdict is Verdict.ACCEPTABLE
    assert kinds(found) == [NoticeKind.TRUE_PEAK]


def test_places_are_the_worst_and_all_are_counted() -> None:
    runs = [[48_000 * index, 3 + index] for index in range(1, 9)]
    notice = only(NoticeKind.CLIPPING, channel={"R": {"clipped_run_count": 2_000, "clipped_runs": runs}})
    assert [place.text for place in notice.where] == [f"{length} samples" for length in (11, 10, 9, 8, 7)]
    assert notice.where_count == 2_000
    assert say(notice.message) == "2000 runs of full-scale samples, the longest of 11 samples."


def test_a_sync_pop_before_a_silence_is_no_programme() -> None:
    leader = [(0.1, -20.0), (2.5, None), (8.0, -23.0)]
    assert kinds(report(scenes=leader)) == []
    tail = [(8.0, -23.0), (2.5, None), (0.1, -20.0)]
    assert kinds(report(scenes=tail)) == []


def test_a_silence_outside_action_is_none_of_the_programme() -> None:
    scenes = [(1.0, -20.0), (3.0, None), (8.5, -23.0)]
    assert kinds(report(scenes=scenes)) == [NoticeKind.SILENCE]
    action = {
        "picture_rate": "25",
        "start_timecode": "10:00:00:00",
        "first_frame_of_action": "10:00:04:00",
        "last_frame_of_action": "10:00:11:24",
    }
    assert kinds(report(programme=action, scenes=scenes)) == []


@pytest.mark.parametrize("kind", [NoticeKind.SILENCE, NoticeKind.SILENT_CHANNEL])
def test_a_stem_may_be_silent_where_its_part_is(kind: NoticeKind) -> None:
    assert kinds(report(kind=MixKind.DIALOGUE, **FAULTS[kind][0])) == []


def test_the_lfe_may_be_silent_and_a_file_without_any_sound_may_not() -> None:
    quiet = {"loudest_row_dbfs": None}
    assert kinds(report(channel={"LFE": quiet})) == []
    labels = ("L", "R", "C", "LFE", "Ls", "Rs")
    found = report(kind=MixKind.DIALOGUE, channel=dict.fromkeys(labels, quiet))
    assert [say(notice.message) for notice in found.notices] == ["There is no sound in the file."]


def test_a_float_file_of_24_bits_uses_all_it_can_hold() -> None:
    float_file = {"sample_format": "f32le", "word_length_bits": 32, "valid_bits": 32}
    assert kinds(report(file=float_file, effective_bits=24)) == []
    assert kinds(report(file=float_file, effective_bits=16)) == [NoticeKind.WORD_LENGTH]


def test_damage_speaks_for_the_header() -> None:
    found = report(
        notes=[verbatim("The data chunk says 9 bytes but the file ends after 5.")],
        damage=[message("containers.cut-short", file="mix.wav")],
    )
    assert kinds(found) == []


def test_flat_tops_below_full_scale_are_clipping_too() -> None:
    flat = {"flat_top_count": 4, "flat_tops": [[48_000, 12], [96_000, 30]], "flat_top_dbfs": -3.1}
    found = only(NoticeKind.CLIPPING, channel={"R": flat})
    assert say(found.message) == (
        "4 flat tops below full scale in R, at -3.10 dBFS, the longest of 30 samples: the sound was clipped before its "
        "level was changed."
    )
    assert [place.samples for place in found.where] == [(96_000, 96_030), (48_000, 48_012)]
    both = only(NoticeKind.CLIPPING, channel={"R": flat, "L": {"clipped_run_count": 1, "clipped_runs": [[10, 3]]}})
    assert both.where_count == 5
    assert say(both.message).startswith("1 run of full-scale samples, the longest of 3 samples. 4 flat tops")


def test_a_demand_for_no_clipping_counts_flat_tops() -> None:
    flat = {"flat_top_count": 4, "flat_tops": [[48_000, 12], [96_000, 30]], "flat_top_dbfs": -3.1}
    judged = report(make_requirement("signal.clipping", maximum_runs=0), channel={"R": flat})
    (finding,) = judged.findings
    assert finding.state is State.FAIL
    assert finding.where_count == 4
    assert NoticeKind.CLIPPING not in kinds(judged)
