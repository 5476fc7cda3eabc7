"""Demands refuse what no mix can meet, and what nobody can mean."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, get_args

import pytest
from pydantic import ValidationError

from fixtures.made_sheets import make_requirement
from fixtures.rule_cases import rule_cases
from specs.requirements import RULE_IDS, AnyRequirement
from specs.requirements.loudness import Gating, Loudness, LoudnessAlternative, Role
from specs.requirements.requirement import (
    Condition,
    Grade,
    Level,
    Requirement,
    Window,
    source_clause,
    source_document,
)
from specs.vocabulary import MixKind, Version

KINDS: Final = get_args(get_args(AnyRequirement)[0])


def test_every_kind_of_demand_has_an_id_of_area_and_name() -> None:
    assert len(set(RULE_IDS)) == len(RULE_IDS) == len(KINDS)
    for rule in RULE_IDS:
        area, _, name = rule.partition(".")
        assert area
        assert name
        assert rule == rule.lower()


def test_every_kind_of_demand_documents_its_fields() -> None:
    for kind in KINDS:
        own = set(kind.model_fields) - set(Requirement.model_fields) - {"rule"}
        documented = "".join(parent.__doc__ or "" for parent in kind.__mro__ if issubclass(parent, Requirement))
        plain = {"allowed_hz", "allowed", "maximum_percent", "maximum_dbfs", "maximum_dbtp", "fold_down"}
        limits = {"maximum_lkfs", "tolerance_lu"}  # told of the short-term maximum, the same of the momentary one
        missing = [name for name in own - plain - limits if name not in documented]
        assert not missing, kind.__name__


def test_every_demand_goes_through_json_unchanged_and_cannot_be_changed() -> None:
    seen, field = set(), "level"
    for case in rule_cases():
        requirement = case.requirement()
        seen.add(requirement.rule)
        assert type(requirement).model_validate_json(requirement.model_dump_json()) == requirement
        with pytest.raises(ValidationError, match="frozen"):
            setattr(requirement, field, Level.INFO)
    assert seen == set(RULE_IDS)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"level": "must"}, "'shall', 'should' or 'info'"),
        ({"grade": "sure"}, "'primary', 'quoted', 'community' or 'recalled'"),
        ({"key": "Peak 1"}, "should match pattern"),
        ({"source": "handbook"}, "a source is a document of this sheet and a clause"),
        ({"source": "handbook  \n§1"}, "a source is a document of this sheet and a clause"),
        ({"window": "reel"}, "'file', 'action', 'sound' or 'segments'"),
        ({"threshold": 3}, "Extra inputs"),
    ],
)
def test_what_all_demands_share_is_checked(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        make_requirement("peak.true-peak", maximum_dbtp=-2.0, **fields)


@pytest.mark.parametrize(
    ("rule", "fields", "said"),
    [
        ("loudness.range", {}, "give a minimum or a maximum"),
        ("loudness.range", {"minimum_lu": 20.0, "maximum_lu": 4.0}, "the minimum is above the maximum"),
        ("loudness.range", {"minimum_lu": -1.0}, "greater than or equal to 0"),
        ("dialogue.loudness-range", {}, "give a minimum or a maximum"),
        ("dialogue.loudness-range", {"minimum_lu": 9.0, "maximum_lu": 4.0}, "the minimum is above the maximum"),
        ("dialogue.range", {"below_lu": 0.0, "above_lu": 7.0}, "greater than 0"),
        ("loudness.short-term-window", {"below_lu": 4.0, "above_lu": 0.0}, "greater than 0"),
        ("loudness.short-term-maximum", {"maximum_lkfs": -18.0, "tolerance_lu": -0.1}, "greater than or equal to 0"),
        ("peak.true-peak", {"maximum_dbtp": -1.0, "meter_tolerance_db": -0.3}, "greater than or equal to 0"),
        ("form.sample-rate", {"allowed_hz": []}, "at least 1 item"),
        ("form.sample-rate", {"allowed_hz": [0]}, "greater than 0"),
        ("form.word-length", {"allowed_bits": [-24]}, "greater than 0"),
        ("form.layout", {"allowed": []}, "at least 1 item"),
        ("form.layout", {"allowed": ["5.2"]}, "no such channel layout"),
        ("form.files", {"forms": []}, "at least 1 item"),
        ("form.files", {"forms": ["split"]}, "'mono-set', 'interleaved' or 'muxed'"),
        ("form.container", {}, "give containers, codecs or needs_bext"),
        ("form.container", {"containers": []}, "at least 1 item"),
        ("form.frame-rate", {"allowed": ["26"]}, "not a picture rate"),
        ("form.file-name", {"pattern": "[a-z", "example": "a"}, "not a regular expression"),
        ("time.start-timecode", {}, "give at least one timecode"),
        ("time.start-timecode", {"allowed": ["1:00"]}, "not a timecode such as"),
        ("time.head-silence", {"minimum_seconds": 2.0, "maximum_seconds": 1.0}, "the maximum is below the minimum"),
        ("time.tail-silence", {"minimum_seconds": -1.0}, "greater than or equal to 0"),
        ("time.duration-match", {}, "in seconds or in frames"),
        (
            "time.duration-match",
            {"maximum_difference_seconds": 1.0, "maximum_difference_frames": 1.0},
            "in seconds or in frames",
        ),
        ("time.sync-pop", {"presence": "maybe"}, "'required', 'optional' or 'forbidden'"),
        ("time.line-up-tone", {"presence": "required", "frequency_hz": 0.0}, "greater than 0"),
        ("signal.clipping", {"minimum_samples": 2}, "greater than or equal to 3"),
        ("signal.dropout", {"minimum_seconds": 0.005}, "greater than or equal to 0.01"),
        ("signal.dropout", {"minimum_seconds": 1.0, "maximum_seconds": 0.5}, "the minimum is above the maximum"),
        ("signal.dropout", {"maximum_seconds": 4.0}, "less than or equal to 3.5"),
        ("signal.active-channels", {"labels": []}, "at least 1 item"),
        ("signal.active-channels", {"labels": ["Lx"]}, "no such channel label"),
        ("signal.polarity", {"minimum_correlation": -2.0}, "greater than or equal to -1"),
        ("fold-down.loudness", {"fold_down": "quad"}, "'LoRo', 'LtRt' or 'mono'"),
        ("stems.sum", {"stems": []}, "at least 1 item"),
        ("stems.sum", {"stems": ["strings"]}, "'printmaster'"),
        ("me.filled", {"fill": "some"}, "'full' or 'partial'"),
        ("delivery.partner", {"soundfields": ["5.2"]}, "no such channel layout"),
        ("manual.statement", {}, "Field required"),
    ],
)
def test_what_no_mix_can_meet_is_refused(rule: str, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        make_requirement(rule, **fields)


def test_labels_of_other_programs_take_the_labels_of_the_field() -> None:
    requirement = make_requirement("signal.active-channels", labels=["centre", "LS"])
    assert requirement.model_dump()["labels"] == ("C", "Ls")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"gating": "programme"}, "give a target, a minimum or a maximum"),
        ({"gating": "programme", "target": -23.0, "maximum": -20.0}, "not both"),
        ({"gating": "programme", "maximum": -20.0, "tolerance_above": 1.0}, "a tolerance needs a target"),
        ({"gating": "programme", "minimum": -20.0, "maximum": -23.0}, "the minimum is above the maximum"),
        ({"gating": "programme", "target": -23.0, "tolerance_above": -1.0}, "greater than or equal to 0"),
        ({"gating": "stated", "target": -23.0}, "gate_lu goes with gating 'stated'"),
        ({"gating": "programme", "target": -23.0, "gate_lu": -8.0}, "gate_lu goes with gating 'stated'"),
        ({"gating": "stated", "target": -23.0, "gate_lu": 8.0}, "less than 0"),
        ({"gating": "speech", "target": -23.0}, "'programme'"),
    ],
)
def test_an_alternative_states_its_limits_in_one_way(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        LoudnessAlternative(**fields)


@pytest.mark.parametrize(
    ("fields", "low", "high"),
    [
        ({"target": -23.0, "tolerance_above": 0.2, "tolerance_below": 0.2}, -23.2, -22.8),
        ({"target": -24.0, "tolerance_above": 3.0, "tolerance_below": 2.0}, -26.0, -21.0),  # CSA 2011-29
        ({"target": -18.0, "tolerance_above": 1.0}, None, -17.0),
        ({"target": -24.0}, None, None),
        ({"maximum": -20.0}, None, -20.0),
        ({"minimum": -31.0}, -31.0, None),
        ({"minimum": -31.0, "maximum": -10.0}, -31.0, -10.0),
        ({"role": Role.REPORTED}, None, None),
    ],
)
def test_limits_follow_from_target_and_tolerance_or_from_a_range(
    fields: dict[str, Any], low: float | None, high: float | None
) -> None:
    alternative = LoudnessAlternative(gating=Gating.PROGRAMME, **fields)
    assert (alternative.lower_limit, alternative.upper_limit) == (low, high)


def test_a_reading_has_the_unit_of_its_gating() -> None:
    assert Gating.RMS.unit == "dBFS RMS"
    assert Gating.LEQ_M.unit == "dB Leq(m)"
    assert {gating.unit for gating in Gating} == {"LKFS", "dBFS RMS", "dB Leq(m)"}


def test_a_loudness_demand_has_at_least_one_alternative() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        make_requirement("loudness.integrated", alternatives=[])
    assert isinstance(
        make_requirement("loudness.integrated", alternatives=[{"gating": "rms", "minimum": -23.0, "maximum": -18.0}]),
        Loudness,
    )


def test_only_what_was_read_or_quoted_can_reject() -> None:
    assert [grade for grade in Grade if grade.can_reject] == [Grade.PRIMARY, Grade.QUOTED]


def test_a_source_is_a_document_and_a_place() -> None:
    assert source_document("mix-spec §2.1, table 3") == "mix-spec"
    assert source_clause("mix-spec §2.1, table 3") == "§2.1, table 3"


@pytest.mark.parametrize(
    "fields",
    [
        {"speech_share_at_least": 1.5},
        {"speech_share_below": -0.1},
        {"soundfields": ["5.2"]},
        {"mix_kinds": ["stem"]},
        {"duration_below_seconds": 0.0},
        {"produced_from": "soon"},
        {"colour": "blue"},
    ],
)
def test_a_condition_that_can_never_be_meant_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Condition(**fields)


def test_a_condition_may_ask_for_much_at_once() -> None:
    condition = Condition(
        text="a dub of an old film",
        soundfields=("5.1",),
        mix_kinds=(MixKind.PRINTMASTER,),
        version=Version.DUB,
        live=False,
        produced_before=date(2012, 1, 1),
        duration_at_least_seconds=3600.0,
        territory="FR",
    )
    assert Condition.model_validate_json(condition.model_dump_json()) == condition


def test_a_demand_is_measured_on_the_whole_file_unless_it_says_otherwise() -> None:
    assert make_requirement("peak.true-peak", maximum_dbtp=-2.0).window is Window.FILE
