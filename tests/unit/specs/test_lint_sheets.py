"""What a sheet that loads can still have wrong, and the words for what a sheet asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from fixtures.made_sheets import make_requirement, make_sheet
from specs.demand_wording import condition_text, figures, limits_text
from specs.lint import lint_sheet
from specs.loader import load_sheet, sheet_names
from specs.requirements.loudness import LoudnessAlternative
from specs.requirements.requirement import Condition
from specs.sheet import cited_sources, requirement_key

if TYPE_CHECKING:
    from specs.requirements import AnyRequirement

TARGET = {"gating": "programme", "target": -23.0, "tolerance_above": 1.0, "tolerance_below": 1.0}


def problems(*requirements: AnyRequirement, **changes: Any) -> list[str]:
    return list(lint_sheet(make_sheet(*requirements, **changes).sheet))


def loudness(*alternatives: dict[str, Any]) -> AnyRequirement:
    return make_requirement("loudness.integrated", alternatives=list(alternatives))


def test_a_sheet_without_fault_has_no_problems() -> None:
    peak = make_requirement("peak.true-peak", maximum_dbtp=-2.0, window="action")
    live = TARGET | {"role": "alternative", "when": {"live": True}}
    assert problems(loudness(TARGET, live), peak) == []


def test_a_document_that_nothing_cites_is_a_problem() -> None:
    documents = {
        name: {"title": name, "retrieved": "2026-09-01", "obtained": "read"} for name in ("handbook", "memo", "note")
    }
    cites_both = TARGET | {"source": "memo §1"}
    (found,) = problems(loudness(cites_both), documents=documents)
    assert found == "documents.note: nothing cites it, and no note names it"


def test_stand_ins_without_anything_to_stand_in_for_are_a_problem() -> None:
    found = problems(loudness(TARGET | {"role": "alternative"}, TARGET | {"role": "fallback"}))
    assert found == [
        "deliverables.mix.loudness.integrated: only substitutes (alternative, fallback), and nothing they substitute"
    ]


def test_a_required_alternative_that_can_never_be_reached_is_a_problem() -> None:
    (found,) = problems(loudness(TARGET, TARGET | {"when": {"live": True}}))
    assert "it can never be the branch" in found
    assert problems(loudness(TARGET | {"when": {"live": True}}, TARGET)) == []


def test_a_window_that_changes_nothing_is_a_problem() -> None:
    (found,) = problems(make_requirement("form.sample-rate", allowed_hz=[48000], window="action"))
    assert found == "deliverables.mix.form.sample-rate: it is judged on the whole file; a window changes nothing"


def test_a_container_that_no_file_is_ever_reported_as_is_a_problem() -> None:
    found = problems(make_requirement("form.container", containers=["WAV", "Wave"], codecs=["LPCM", "PCM"]))
    assert [line.rsplit(" ", 1)[1] for line in found] == ["'LPCM'", "'Wave'"]


@pytest.mark.parametrize(
    ("rule", "fields", "is_fault"),
    [
        ("form.container", {"containers": ["MXF"]}, True),
        ("form.container", {"containers": ["MOV", "MPEG-TS"], "codecs": ["PCM"]}, True),
        ("form.container", {"containers": ["MXF", "WAV"]}, False),
        ("form.container", {"codecs": ["PCM"]}, False),
        ("form.container", {"containers": ["MXF"], "scope": "package"}, False),
        ("form.files", {"forms": ["muxed"]}, True),
        ("form.files", {"forms": ["muxed", "mono-set"]}, False),
        ("form.files", {"forms": ["muxed"], "scope": "package"}, False),
        ("peak.true-peak", {"maximum_dbtp": -2.0, "scope": "package"}, True),
        ("form.sample-rate", {"allowed_hz": [48_000], "scope": "package"}, True),
    ],
)
def test_a_demand_on_a_wrapper_is_made_of_the_package_and_one_on_the_sound_is_not(
    rule: str, fields: dict[str, Any], is_fault: bool
) -> None:
    found = problems(make_requirement(rule, **fields))
    assert ([problem for problem in found if "scope" in problem] != []) is is_fault
    assert found == [problem for problem in found if "scope" in problem]


def test_two_demands_of_one_rule_need_a_key() -> None:
    peak = make_requirement("peak.true-peak", maximum_dbtp=-2.0)
    warning = make_requirement("peak.true-peak", maximum_dbtp=-6.0, key="peak.warning")
    with pytest.raises(ValidationError, match=r"same key: peak\.true-peak"):
        make_sheet(peak, peak)
    assert [requirement_key(each) for each in make_sheet(peak, warning).sheet.deliverables["mix"].requirements] == [
        "peak.true-peak",
        "peak.warning",
    ]


def test_the_sources_of_a_demand_are_its_own_and_its_alternatives() -> None:
    assert cited_sources(loudness(TARGET, TARGET | {"source": "memo §1"})) == ("handbook §1", "memo §1")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (TARGET, "programme loudness -23.0 ±1.0 LKFS"),
        (TARGET | {"tolerance_below": 2.0}, "programme loudness -23.0 +1.0/-2.0 LKFS"),
        (TARGET | {"tolerance_below": None}, "programme loudness -23.0 LKFS, at most 1.0 above"),
        (TARGET | {"tolerance_above": None}, "programme loudness -23.0 LKFS, at most 1.0 below"),
        ({"gating": "anchor", "maximum": -20.0}, "loudness of the anchor (dialogue) at most -20.0 LKFS"),
        ({"gating": "programme", "target": -24.0}, "programme loudness -24.0 LKFS, no tolerance stated"),
        ({"gating": "leq-m", "maximum": 85.0}, "Leq(m) at most 85.0 dB Leq(m)"),
        ({"gating": "rms", "minimum": -23.0, "maximum": -18.0}, "RMS level -23.0 to -18.0 dBFS RMS"),
        ({"gating": "programme", "minimum": -31.0}, "programme loudness at least -31.0 LKFS"),
        ({"gating": "stated", "gate_lu": -8.0, "maximum": -24.0}, "loudness with a gate -8 LU at most -24.0 LKFS"),
        ({"gating": "programme", "role": "reported"}, "programme loudness, no figure stated"),
        (TARGET | {"text": "Loudness of the advert"}, "Loudness of the advert -23.0 ±1.0 LKFS"),
    ],
)  # fmt: skip
def test_limits_are_written_as_the_field_writes_them(fields: dict[str, Any], text: str) -> None:
    assert limits_text(LoudnessAlternative(**fields)) == text


@pytest.mark.parametrize(
    ("rule", "fields", "text"),
    [
        ("peak.true-peak", {"maximum_dbtp": -2.0}, "at most -2 dBTP"),
        ("peak.true-peak", {"maximum_dbtp": -1, "meter_tolerance_db": 0.3}, "at most -1 dBTP; meter tolerance 0.3 dB"),
        ("form.sample-rate", {"allowed_hz": [48000, 96000]}, "48000 or 96000 Hz"),
        ("form.frame-rate", {"allowed": ["23.976", "24", "25"]}, "23.976, 24 or 25 fps"),
        ("form.word-length", {"allowed_bits": [24]}, "24 bit"),
        ("form.word-length", {"allowed_bits": [24], "padded_is_accepted": False}, "24 bit; padded is not accepted"),
        ("form.files", {"forms": ["mono-set"]}, "mono-set"),
        ("form.files", {"forms": ["muxed"], "one_soundfield_per_file": True}, "muxed; one soundfield per file"),
        ("loudness.range", {"minimum_lu": 4.0, "maximum_lu": 18.0}, "4 to 18 LU"),
        ("loudness.range", {"minimum_lu": 5.0}, "at least 5 LU"),
        ("dialogue.range", {"below_lu": 7.0, "above_lu": 7.0}, "within 7 LU"),
        ("dialogue.range", {"below_lu": 7.0, "above_lu": 5.0}, "below 7 LU; above 5 LU"),
        ("time.head-silence", {"maximum_seconds": 5.0}, "at most 5 s"),
        ("time.head-silence", {"minimum_seconds": 1.0, "maximum_seconds": 1.0}, "exactly 1 s"),
        ("time.duration-match", {"maximum_difference_frames": 1}, "difference at most 1 frame"),
        ("time.duration-match", {"maximum_difference_frames": 2}, "difference at most 2 frames"),
        ("time.sync-pop", {"presence": "forbidden"}, "forbidden"),
        ("time.sync-pop", {"presence": "required", "at": "tail", "frames": 48}, "required; at tail; frames 48"),
        (
            "time.block",
            {"content": "tone", "start": "09:59:30:00", "end": "09:59:50:00", "level_dbfs": -18.0},
            "tone; start 09:59:30:00; end 09:59:50:00; level -18 dBFS",
        ),
        ("dialogue.range", {"below_lu": 7.0, "above_lu": 7.0, "around_lkfs": -23.0}, "within 7 LU; around -23 LKFS"),
        ("time.whole-frames", {}, ""),
        ("signal.clipping", {}, "at least 3 samples; runs at most 0"),
        ("stems.sum", {"stems": ["music", "effects"]}, "stems music and effects; residual at most -60 dBFS"),
        (
            "fold-down.loudness",
            {"fold_down": "LtRt", "target_lkfs": -24.0, "tolerance_above_lu": 2.0, "tolerance_below_lu": 2.0},
            "fold down LtRt; target -24 LKFS; ±2 LU",
        ),
        ("manual.statement", {"text": "Listen."}, "Listen."),
    ],
)  # fmt: skip
def test_a_demand_is_written_in_words_and_figures(rule: str, fields: dict[str, Any], text: str) -> None:
    assert figures(make_requirement(rule, **fields)) == text


def test_every_alternative_has_a_line_and_what_is_required_needs_no_word_for_it() -> None:
    live = TARGET | {"role": "alternative", "when": {"live": True}, "algorithm": "ITU-R BS.1770-4"}
    assert figures(loudness(TARGET, live)).splitlines() == [
        "programme loudness -23.0 ±1.0 LKFS",
        "alternative: programme loudness -23.0 ±1.0 LKFS, ITU-R BS.1770-4, when live",
    ]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (None, ""),
        (Condition(text="adverts"), "adverts"),
        (Condition(text="adverts", duration_below_seconds=120.0), "adverts (duration below 120 s)"),
        (Condition(live=True, soundfields=("5.1", "7.1")), "5.1 or 7.1, live"),
        (Condition(live=False, dialogue_is_anchor=False), "not live, dialogue is not anchor"),
        (Condition(speech_share_at_least=0.15), "speech at least 15 %"),
        (Condition(speech_share_below=0.15, genre="factual"), "speech below 15 %, genre factual"),
    ],
)
def test_a_condition_is_written_in_its_own_words_and_its_fields(condition: Condition | None, text: str) -> None:
    assert condition_text(condition) == text


def test_a_document_that_was_only_consulted_is_named_in_a_note() -> None:
    documents = {name: {"title": name, "retrieved": "2026-09-01", "obtained": "read"} for name in ("handbook", "memo")}
    assert problems(loudness(TARGET), documents=documents, note="Also consulted: memo.") == []
    assert problems(loudness(TARGET), documents=documents, note="Also consulted: memory.") != []


def test_a_required_alternative_whose_condition_nobody_can_decide_is_a_problem() -> None:
    (found,) = problems(loudness(TARGET | {"when": {"text": "long-form content"}}, TARGET))
    assert "in words only" in found


@pytest.mark.parametrize(
    ("obtained", "grade", "fault"),
    [
        ("read in the text", "primary", False),
        ("read in a copy on docslib.org", "primary", True),
        ("read in a copy on docslib.org", "quoted", False),
        ("quoted by a catalogue", "primary", True),
        ("address alone", "primary", True),
        ("memory", "quoted", True),
        ("memory", "community", True),
        ("memory", "recalled", False),
    ],
)
def test_a_grade_that_promises_more_than_its_document_is_a_problem(obtained: str, grade: str, fault: bool) -> None:
    documents = {"handbook": {"title": "H", "retrieved": "2026-09-01", "obtained": obtained}}
    demand = make_requirement("form.sample-rate", allowed_hz=[48000], grade=grade)
    assert bool(problems(demand, documents=documents)) is fault


def test_the_grade_of_an_alternative_counts_by_its_own_document() -> None:
    documents = {
        name: {"title": name, "retrieved": "2026-09-01", "obtained": how}
        for name, how in (("handbook", "read in the text"), ("talk", "heard at a conference"))
    }
    (found,) = problems(loudness(TARGET, TARGET | {"role": "ceiling", "source": "talk 3"}), documents=documents)
    assert "'talk 3' was not (heard at a conference)" in found


@pytest.mark.parametrize(
    ("territory", "fault"),
    [
        ("worldwide", None),
        ("Germany, Austria", None),
        ("Atlantis", "Atlantis"),
        ("Germany, Atlantis", "Atlantis"),
        ("USA, and wherever it is shown", "and wherever it is shown"),
        ("", ""),
    ],
)
def test_a_territory_that_is_none_is_a_problem(territory: str, fault: str | None) -> None:
    found = problems(loudness(TARGET), territory=territory)
    assert found == (
        []
        if fault is None
        else [f"territory: '{fault}' is not known; name countries or parts of the world, with commas between"]
    )


def test_a_programme_that_starts_within_a_block_is_a_problem() -> None:
    start = make_requirement("time.programme-start", allowed=["09:59:57:00"])
    block = {"content": "silence", "end": "10:00:00:00"}
    (found,) = problems(start, make_requirement("time.block", start="09:59:57:00", **block))
    assert found == "deliverables.mix.time.programme-start: the programme starts within the block 'time.block'"
    later = make_requirement("time.programme-start", allowed=["10:00:00:00"])
    assert problems(later, make_requirement("time.block", start="09:59:57:00", **block)) == []


@pytest.mark.parametrize("name", sheet_names())
def test_a_sheet_of_the_shelf_is_superseded_by_sheets_of_the_shelf(name: str) -> None:
    assert set(load_sheet(name).sheet.superseded_by) <= set(sheet_names()) - {name}


def test_no_demand_is_worded_by_the_value_of_a_key() -> None:
    drift = make_requirement("sync.drift", partner="where-delivered", maximum_milliseconds=20.0)
    assert figures(drift) == "where the mix to hold it against is delivered; at most 20 ms"
    assert figures(make_requirement("sync.drift", maximum_milliseconds=20.0)) == "at most 20 ms"
    for name in sheet_names():
        for deliverable in load_sheet(name).sheet.deliverables.values():
            assert not [one for one in deliverable.requirements if "where-delivered" in figures(one)], name
