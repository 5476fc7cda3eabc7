"""Sheets to and from UMDP 0.11.0: what is said, and what is listed as lost."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from fixtures.made_sheets import make_requirement, make_sheet
from specs.errors import SheetError
from specs.interchange.lost import WhyLost
from specs.interchange.sheet_text import sheet_text
from specs.interchange.umdp_reading import umdp_to_sheet
from specs.interchange.umdp_writing import deliverable_to_umdp
from specs.loader import check_sheet_text, load_sheet, sheet_names

DAY = date(2026, 11, 29)
SVT: dict[str, Any] = {
    "id": "svt_hd",
    "name": "SVT (Sweden) — Programme Delivery",
    "delivery_paradigm": "file",
    "content_type": "program",
    "governance": {"spec_version": "5.1", "source": "Technical specification", "jurisdiction": ["SE"]},
    "assets": {
        "audio": {
            "codec": {"allowed": ["pcm_s24le"], "disallowed": ["aac"]},
            "sample_rate": [48000],
            "bit_depth": {"allowed": [24], "uniform_required": True},
            "track_count": {"min": 4},
            "layout": {"channel_map_required": True, "allowed_layouts": ["L-R", "L-R-C-LFE-LS-RS"]},
            "loudness": {
                "standards": [{"name": "EBU R128", "target": -23.0, "tolerance": 0.5}],
                "true_peak_max": -1.0,
            },
            "sync": {"must_match_video_duration": True, "max_drift_ms": 40},
        }
    },
    "structure": {"type": "timeline", "timeline": {"timecode_start": "10:00:00:00"}},
    "constraints": {"timing": {"duration": {"must_match": ["video", "audio"], "tolerance_ms": 40}}},
}
"""A document with the fields and figures that published ones have."""


def _read(document: object) -> dict[str, dict[str, Any]]:
    table = umdp_to_sheet(document, DAY).table
    sheet = check_sheet_text(sheet_text(table), "test")
    return {one.rule: one.model_dump(mode="json") for one in sheet.deliverables["mix"].requirements}


def test_a_document_is_read_as_the_demands_it_holds() -> None:
    demands = _read(SVT)
    assert demands["loudness.integrated"]["alternatives"][0]["target"] == -23.0
    assert demands["loudness.integrated"]["alternatives"][0]["tolerance_below"] == 0.5
    assert demands["peak.true-peak"]["maximum_dbtp"] == -1.0
    assert demands["form.layout"]["allowed"] == ["2.0", "5.1"]
    assert demands["form.word-length"]["allowed_bits"] == [24]
    assert demands["sync.drift"]["maximum_milliseconds"] == 40.0
    assert demands["time.duration-match"]["maximum_difference_seconds"] == 0.04
    assert {one["grade"] for one in demands.values()} == {"quoted"}
    assert "time.start-timecode" not in demands  # of the file, or of the programme?


def test_what_no_demand_says_is_listed() -> None:
    lost = {one.what: one for one in umdp_to_sheet(SVT, DAY).lost}
    assert lost["structure.timeline.timecode_start"].why is WhyLost.AMBIGUOUS
    assert lost["assets.audio.track_count"].why is WhyLost.NO_DEMAND
    assert "gate" in lost["assets.audio.loudness.standards"].text


def _changed(path: str, value: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(SVT))
    *holders, key = path.split(".")
    inner = document
    for name in holders:
        inner = inner[name]
    inner[key] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("assets.audio.loudness", [], "loudness.integrated"),
        ("assets.audio.loudness.standards", "R128", "loudness.integrated"),
        ("assets.audio.loudness.standards", [{"name": "EBU R128 short-term", "target": -18.0}], "loudness.integrated"),
        ("assets.audio.loudness.standards", [{"name": "dialogue-gated", "target": -27.0}], "loudness.integrated"),
        ("assets.audio.loudness.true_peak_max", None, "peak.true-peak"),
        ("assets.audio.loudness.true_peak_max", True, "peak.true-peak"),
        ("assets.audio.loudness.true_peak_max", 1e999, "peak.true-peak"),
        ("assets.audio.sample_rate", 48000, "form.sample-rate"),
        ("assets.audio.sample_rate", ["48000", -1, True], "form.sample-rate"),
        ("assets.audio.layout.allowed_layouts", ["ask us"], "form.layout"),
        ("assets.audio.sync.max_drift_ms", -3, "sync.drift"),
    ],
)
def test_what_is_not_said_soundly_is_left_out_and_no_more(path: str, value: object, rule: str) -> None:
    found = _read(_changed(path, value))
    assert rule not in found
    assert "form.container" in found


@pytest.mark.parametrize("document", [None, [], "x", {}, {"id": 1, "name": "x"}, {"id": "x", "name": "x"}])
def test_what_is_no_document_or_demands_nothing_is_refused(document: object) -> None:
    with pytest.raises(SheetError):
        umdp_to_sheet(document, DAY)


def test_hostile_texts_stay_texts() -> None:
    document = _changed("name", 'a"b\\\n[x]\x7f\x00\u2028é')
    document["governance"]["spec_version"] = '"""'
    sheet = check_sheet_text(sheet_text(umdp_to_sheet(document, DAY).table), "test")
    assert sheet.edition == '"""'
    assert sheet.deliverables["mix"].title.startswith('a"b\\ [x]')


@pytest.mark.parametrize("name", sheet_names()[::5])
def test_what_is_written_is_read_again_as_the_same_figures(name: str) -> None:
    sheet = load_sheet(name).sheet
    for key, deliverable in sheet.deliverables.items():
        written = deliverable_to_umdp(sheet, key)
        document = json.loads(json.dumps(written.document, allow_nan=False))
        audio = document.get("assets", {}).get("audio", {})
        if not audio.keys() & {"loudness", "sample_rate"}:
            continue
        again = _read(document)
        peaks = [one.maximum_dbtp for one in deliverable.requirements if one.rule == "peak.true-peak"]
        if "peak.true-peak" in again:
            assert again["peak.true-peak"]["maximum_dbtp"] in peaks
        if "form.sample-rate" in again:
            (rates,) = [one.allowed_hz for one in deliverable.requirements if one.rule == "form.sample-rate"]
            assert again["form.sample-rate"]["allowed_hz"] == list(rates)


def _loudness(**fields: Any) -> dict[str, Any]:
    requirement = make_requirement("loudness.integrated", alternatives=[{"gating": "programme", **fields}])
    written = deliverable_to_umdp(make_sheet(requirement).sheet, "mix")
    audio = written.document.get("assets", {}).get("audio", {})
    why = [one.why for one in written.lost if one.what == "loudness.integrated"]
    return {"standards": audio.get("loudness", {}).get("standards"), "why": why}


@pytest.mark.parametrize(
    ("fields", "standard", "why"),
    [
        ({"target": -23, "tolerance_above": 0.5, "tolerance_below": 0.5}, (-23.0, 0.5), None),
        ({"target": -23}, (-23.0, None), None),
        ({"minimum": -26, "maximum": -23}, (-24.5, 1.5), None),
        ({"target": -24, "tolerance_above": 1, "tolerance_below": 2}, None, WhyLost.LIMITS),
        ({"target": -24, "tolerance_above": 2}, None, WhyLost.LIMITS),
        ({"maximum": -16}, None, WhyLost.LIMITS),
        ({"gating": "dialogue", "target": -27}, None, WhyLost.GATING),
        ({"target": -24, "when": {"live": True}}, None, WhyLost.CONDITION),
        ({"target": -24, "grade": "community"}, None, WhyLost.NOT_READ_BY_ANYBODY),
    ],
)
def test_no_loudness_is_stated_more_strictly_or_of_another_reading(
    fields: dict[str, Any], standard: tuple[float, float | None] | None, why: WhyLost | None
) -> None:
    found = _loudness(**fields)
    assert found["why"] == ([] if why is None else [why])
    if standard is None:
        assert found["standards"] is None
    else:
        (one,) = found["standards"]
        assert (one["target"], one["tolerance"]) == standard


def test_a_recommendation_binds_nobody() -> None:
    written = deliverable_to_umdp(
        make_sheet(make_requirement("peak.true-peak", maximum_dbtp=-3.0, level="should")).sheet, "mix"
    )
    assert "assets" not in written.document
    assert [one.why for one in written.lost if one.what == "peak.true-peak"] == [WhyLost.NOT_BINDING]
