"""What changed from one sheet to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import load_made, make_requirement, make_sheet
from specs.compare import Difference, compare_sheets
from specs.loader import load_sheet, sheet_names

if TYPE_CHECKING:
    from specs.requirements import AnyRequirement
    from specs.sheet import Sheet


def sheet(*requirements: AnyRequirement) -> Sheet:
    return make_sheet(*requirements).sheet


def peak(**fields: Any) -> AnyRequirement:
    return make_requirement("peak.true-peak", **{"maximum_dbtp": -2.0, **fields})


@pytest.mark.parametrize("name", sheet_names()[::10])
def test_a_sheet_does_not_differ_from_itself(name: str) -> None:
    found = load_sheet(name).sheet
    assert list(compare_sheets(found, found)) == []


@pytest.mark.parametrize(
    ("fields", "aspect", "first", "second"),
    [
        ({"maximum_dbtp": -1.0}, "figures", "at most -2 dBTP", "at most -1 dBTP"),
        ({"level": "should"}, "level", "shall", "should"),
        ({"grade": "recalled"}, "grade", "primary", "recalled"),
        ({"when": {"live": True}}, "condition", "", "live"),
        ({"window": "action"}, "window", "file", "action"),
        ({"source": "handbook §2"}, "source", "handbook §1", "handbook §2"),
    ],
)
def test_what_changed_of_a_demand_is_named(fields: dict[str, Any], aspect: str, first: str, second: str) -> None:
    assert list(compare_sheets(sheet(peak()), sheet(peak(**fields)))) == [
        Difference(deliverable="mix", key="peak.true-peak", kind="changed", aspect=aspect, first=first, second=second)
    ]


def test_what_only_one_of_them_demands_is_named() -> None:
    rate = make_requirement("form.sample-rate", allowed_hz=[48000])
    found = list(compare_sheets(sheet(peak()), sheet(rate)))
    assert [(each.kind, each.key, each.first, each.second) for each in found] == [
        ("only in first", "peak.true-peak", "at most -2 dBTP", None),
        ("only in second", "form.sample-rate", None, "48000 Hz"),
    ]


def test_another_rule_under_the_same_key_is_a_change_of_rule() -> None:
    sample = make_requirement("peak.sample-peak", key="peak", maximum_dbfs=-2.0)
    found = list(compare_sheets(sheet(peak(key="peak")), sheet(sample)))
    assert found[0].aspect == "rule"


def test_single_deliverables_are_compared_whatever_their_names() -> None:
    one = sheet(peak()).model_dump()
    renamed = load_made(one | {"deliverables": {"master": one["deliverables"]["mix"]}}).sheet
    assert list(compare_sheets(sheet(peak()), renamed)) == []


def test_deliverables_that_only_one_of_them_has_are_named() -> None:
    one = sheet(peak()).model_dump()
    mix = one["deliverables"]["mix"]
    several = load_made(one | {"deliverables": {"mix": mix, "stem": mix | {"title": "Stem"}}}).sheet
    assert [(each.kind, each.deliverable, each.second) for each in compare_sheets(sheet(peak()), several)] == [
        ("only in second", "stem", "Stem")
    ]
    assert [(each.kind, each.first) for each in compare_sheets(several, sheet(peak()))] == [("only in first", "Stem")]
