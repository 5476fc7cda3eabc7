"""Figures that are allowed and can hardly be meant are named with the reason; what is published is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.made_sheets import make_requirement, make_sheet
from specs.loader import load_sheet, sheet_names
from specs.plausibility import implausible_figures

TARGET = {"gating": "programme", "target": -24.0, "tolerance_above": 2.0, "tolerance_below": 2.0}


def reasons(*demands: tuple[str, dict[str, Any]]) -> list[str]:
    made = [make_requirement(rule, key=f"k{number}", **fields) for number, (rule, fields) in enumerate(demands)]
    return [line.split(": ", 1)[1] for line in implausible_figures(make_sheet(*made).sheet)]


def of_loudness(**fields: Any) -> list[str]:
    return reasons(("loudness.integrated", {"alternatives": [TARGET | fields]}))


@pytest.mark.parametrize("name", sheet_names())
def test_no_sheet_of_the_shelf_says_what_can_hardly_be_meant(name: str) -> None:
    assert list(implausible_figures(load_sheet(name).sheet)) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"target": 24.0}, "outside -40 to -10 LKFS, where published ones lie; is the minus missing?"),
        ({"target": -2.4}, "the target -2.4 LKFS lies outside -40 to -10 LKFS"),
        ({"target": -240.0}, "the target -240 LKFS lies outside"),
        ({"tolerance_above": 20.0}, "a tolerance of 20 LU above the target; published ones are at most 6 LU"),
        ({"tolerance_below": 6.1}, "a tolerance of 6.1 LU below the target"),
        ({"tolerance_above": 0.0, "tolerance_below": 0.0}, "no tolerance at all: no mix reads exactly the target"),
        ({"gating": "rms", "target": 20.0}, "the target 20 dBFS RMS lies outside -40 to -6 dBFS RMS"),
        ({"gating": "leq-m", "target": -27.0}, "the target -27 dB Leq(m) lies outside 60 to 100 dB Leq(m)"),
        ({"when": {"speech_share_at_least": 0.5, "speech_share_below": 0.15}}, "that never holds: speech_share"),
        (
            {"when": {"duration_at_least_seconds": 120.0, "duration_below_seconds": 120.0}},
            "a condition that never holds: duration_at_least_seconds 120.0 is not below 120.0",
        ),
        (
            {"when": {"produced_from": "2026-01-01", "produced_before": "2012-01-01"}},
            "a condition that never holds: produced_from 2026-01-01 is not below 2012-01-01",
        ),
    ],
)  # fmt: skip
def test_a_target_or_tolerance_that_can_hardly_be_meant_is_named(fields: dict[str, Any], said: str) -> None:
    (found,) = of_loudness(**fields)
    assert found.startswith("alternative 1: ")
    assert said in found


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"target": -40.0},
        {"target": -10.0},
        {"tolerance_above": 6.0},
        {"tolerance_above": 0.0},
        {"gating": "anchor"},
    ],
)
def test_figures_that_are_published_are_left_alone(fields: dict[str, Any]) -> None:
    assert of_loudness(**fields) == []


def test_limits_of_a_range_are_looked_at_too() -> None:
    def of_range(minimum: float | None, maximum: float | None) -> list[str]:
        limits = {"gating": "programme", "minimum": minimum, "maximum": maximum}
        return reasons(("loudness.integrated", {"alternatives": [limits]}))

    assert of_range(-31.0, -5.0) == []
    assert "the maximum 18 LKFS" in of_range(None, 18.0)[0]
    assert "the minimum -310 LKFS" in of_range(-310.0, -18.0)[0]
    assert of_range(-24.0, -24.0) == [
        "alternative 1: minimum and maximum are the same, -24 LKFS; no mix reads exactly that"
    ]


@pytest.mark.parametrize(
    ("rule", "fields", "said"),
    [
        ("peak.true-peak", {"maximum_dbtp": 2.0}, "the true-peak ceiling 2 dBTP lies outside -20 to 0 dBTP"),
        ("peak.true-peak", {"maximum_dbtp": 2.0}, "is the minus missing?"),
        ("peak.true-peak", {"maximum_dbtp": -23.0}, "the true-peak ceiling -23 dBTP lies outside -20 to 0 dBTP"),
        ("peak.true-peak", {"maximum_dbtp": -1.0, "meter_tolerance_db": 3.0}, "a meter tolerance of 3 dB"),
        ("peak.sample-peak", {"maximum_dbfs": 0.5}, "the sample-peak ceiling 0.5 dBFS lies outside"),
        ("fold-down.true-peak", {"fold_down": "LoRo", "maximum_dbtp": 1.0}, "the true-peak ceiling 1 dBTP"),
        ("loudness.short-term-maximum", {"maximum_lkfs": 18.0}, "the maximum 18 LKFS lies outside -40 to 0 LKFS"),
        ("loudness.momentary-maximum", {"maximum_lkfs": -15.0, "tolerance_lu": 8.0}, "a tolerance of 8 LU above"),
        ("loudness.range", {"maximum_lu": 200.0}, "the largest loudness range 200 LU lies outside 1 to 40 LU"),
        ("loudness.range", {"minimum_lu": 35.0}, "the smallest loudness range 35 LU"),
        ("loudness.short-term-window", {"below_lu": 0.4, "above_lu": 4.0}, "the distance below 0.4 LU"),
        ("form.sample-rate", {"allowed_hz": [48]}, "48 Hz is in no delivery in use"),
        ("form.word-length", {"allowed_bits": [42, 24]}, "42 bit is in no delivery in use"),
        ("time.head-silence", {"maximum_seconds": 48000.0}, "48000 s of silence; is the figure in frames or samples?"),
        ("time.duration-match", {"maximum_difference_seconds": 1001.0}, "1001 s; is the figure in frames?"),
        ("time.line-up-tone", {"presence": "required", "level_dbfs": 18.0}, "the tone's level 18 dBFS"),
        ("time.line-up-tone", {"presence": "required", "frequency_hz": 1.0}, "the tone's frequency 1 Hz"),
        ("signal.noise-floor", {"maximum_dbfs": 60.0}, "the noise floor 60 dBFS lies outside -120 to -30 dBFS"),
        ("signal.silent-passage", {"maximum_seconds": 2.0, "threshold_dbfs": -6.0}, "the threshold of silence -6 dBFS"),
        (
            "fold-down.loudness",
            {"fold_down": "LtRt", "target_lkfs": 24.0, "tolerance_above_lu": 2.0, "tolerance_below_lu": 2.0},
            "the target 24 LKFS lies outside -40 to -10 LKFS",
        ),
        ("me.without-dialogue", {"when": {"speech_share_at_least": 0.2, "speech_share_below": 0.2}}, "never holds"),
    ],
)  # fmt: skip
def test_other_figures_that_can_hardly_be_meant_are_named(rule: str, fields: dict[str, Any], said: str) -> None:
    (found,) = reasons((rule, fields))
    assert said in found


def test_a_short_term_ceiling_below_the_target_is_named() -> None:
    loudness = ("loudness.integrated", {"alternatives": [TARGET]})
    (found,) = reasons(loudness, ("loudness.short-term-maximum", {"maximum_lkfs": -28.0}))
    assert found == "the maximum -28 LKFS lies below the target -24 LKFS; no mix can meet both"
    assert reasons(loudness, ("loudness.short-term-maximum", {"maximum_lkfs": -18.0})) == []


@pytest.mark.parametrize("said", [{"note": "So printed."}, {"conflict": "Elsewhere -2."}])
def test_a_demand_that_says_why_is_left_alone(said: dict[str, str]) -> None:
    assert reasons(("peak.true-peak", {"maximum_dbtp": 2.0, **said})) == []


def test_a_place_is_named_with_every_reason() -> None:
    sheet = make_sheet(make_requirement("peak.true-peak", maximum_dbtp=2.0)).sheet
    (found,) = implausible_figures(sheet)
    assert found.startswith("deliverables.mix.peak.true-peak: the true-peak ceiling")


def test_a_document_that_was_read_before_it_was_published_is_named() -> None:
    documents = {"handbook": {"title": "H", "retrieved": "2026-09-01", "published": "2027-01-01", "obtained": "read"}}
    sheet = make_sheet(make_requirement("peak.true-peak", maximum_dbtp=-2.0), documents=documents).sheet
    assert list(implausible_figures(sheet)) == [
        "documents.handbook: published 2027-01-01, after it was retrieved (2026-09-01)"
    ]


def test_a_finished_mix_without_a_level_is_named_unless_the_sheet_says_why() -> None:
    form = make_requirement("form.sample-rate", allowed_hz=[48_000])
    none: dict[str, Any] = {"levels": None, "levels_source": None}
    (found,) = implausible_figures(make_sheet(form, **none).sheet)
    assert found.startswith("deliverables.mix: no demand says how loud it is to be")
    assert list(implausible_figures(make_sheet(form).sheet)) == []
    assert list(implausible_figures(make_sheet(form, **none, note="None was found in the text.").sheet)) == []
    assert list(implausible_figures(make_sheet(form, **none, mix_kinds=["me"]).sheet)) == []
    loudness = make_requirement("loudness.integrated", alternatives=[TARGET])
    assert list(implausible_figures(make_sheet(loudness, **none).sheet)) == []


@pytest.mark.parametrize(
    ("beside", "window", "named"),
    [
        (None, "file", True),
        (None, "action", False),
        (("time.programme-start", {"allowed": ["10:00:00:00"]}), "file", False),
        (("time.block", {"content": "tone", "start": "09:59:30:00", "end": "09:59:50:00"}), "file", False),
    ],
)
def test_a_tone_whose_end_nobody_states_before_levels_of_the_whole_file_is_named(
    beside: tuple[str, dict[str, Any]] | None, window: str, named: bool
) -> None:
    demands: list[tuple[str, dict[str, Any]]] = [
        ("time.line-up-tone", {"presence": "required"}),
        ("loudness.integrated", {"alternatives": [TARGET], "window": window}),
    ]
    found = reasons(*demands, *([] if beside is None else [beside]))
    assert [line.startswith("a tone must stand in the file") for line in found] == [True] * named
