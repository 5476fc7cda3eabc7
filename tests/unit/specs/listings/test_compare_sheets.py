"""What changed from one sheet to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import load_made, make_requirement, make_sheet
from specs.listings.compare import DeliverablePair, Difference, compare_sheets
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
    pairs = compare_sheets(found, found)
    assert [(pair.first, pair.second) for pair in pairs] == [(key, key) for key in found.deliverables]
    assert all((pair.remix, pair.differences) == ((), ()) for pair in pairs)


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
    (pair,) = compare_sheets(sheet(peak()), sheet(peak(**fields)))
    assert pair.differences == (
        Difference(key="peak.true-peak", kind="changed", aspect=aspect, first=first, second=second),
    )


def test_what_only_one_of_them_demands_is_named() -> None:
    rate = make_requirement("form.sample-rate", allowed_hz=[48000])
    (pair,) = compare_sheets(sheet(peak()), sheet(rate))
    assert [(each.kind, each.key, each.first, each.second) for each in pair.differences] == [
        ("only in first", "peak.true-peak", "at most -2 dBTP", None),
        ("only in second", "form.sample-rate", None, "48000 Hz"),
    ]


def test_another_rule_under_the_same_key_is_a_change_of_rule() -> None:
    sample = make_requirement("peak.sample-peak", key="peak", maximum_dbfs=-2.0)
    (pair,) = compare_sheets(sheet(peak(key="peak")), sheet(sample))
    assert pair.differences[0].aspect == "rule"


def test_single_deliverables_are_compared_whatever_their_names() -> None:
    one = sheet(peak()).model_dump()
    renamed = load_made(one | {"deliverables": {"master": one["deliverables"]["mix"]}}).sheet
    assert compare_sheets(sheet(peak()), renamed) == [
        DeliverablePair(first="mix", second="master", title="Printmaster")
    ]


def test_deliverables_that_only_one_of_them_has_are_named() -> None:
    one = sheet(peak()).model_dump()
    mix = one["deliverables"]["mix"]
    several = load_made(one | {"deliverables": {"mix": mix, "stem": mix | {"title": "Stem"}}}).sheet
    assert [(each.first, each.second, each.title) for each in compare_sheets(sheet(peak()), several)] == [
        ("mix", "mix", "Printmaster"),
        (None, "stem", "Stem"),
    ]
    assert [(each.first, each.second) for each in compare_sheets(several, sheet(peak()))] == [
        ("mix", "mix"),
        ("stem", None),
    ]


def _remix(first: str, second: str) -> dict[tuple[str | None, str | None], tuple[str, ...]]:
    pairs = compare_sheets(load_sheet(first).sheet, load_sheet(second).sheet)
    return {(pair.first, pair.second): pair.remix for pair in pairs}


def test_deliverables_are_paired_by_what_they_are_for() -> None:
    assert [*_remix("netflix-5.1", "disney-plus-5.1")] == [("printmaster", "surround"), (None, "adm")]
    assert [*_remix("dpp-as11", "netflix-2.0")] == [("stereo", "printmaster"), ("surround", None)]
    assert [*_remix("spotify", "netflix-5.1")] == [("master", "printmaster")]  # one and one, whatever they are for


def test_a_remix_is_said_in_words() -> None:
    steps = _remix("ebu-r128", "netflix-5.1")["programme", "printmaster"]
    assert steps[:4] == (
        "4 LU quieter (-23 to -27 LKFS), where speech at least 15 %",
        "programme gate to dialogue gate: measure it again, where speech at least 15 %",
        "1 LU quieter (-23 to -24 LKFS), where speech below 15 %",
        "ceiling 1 dB lower (-1 to -2 dBTP)",
    )
    back = _remix("netflix-5.1", "ebu-r128")["printmaster", "programme"]
    assert "4 LU louder (-27 to -23 LKFS), where speech at least 15 %" in back
    assert "ceiling may be 1 dB higher (-2 to -1 dBTP)" in back
    assert not any("loudness range" in step for step in back)  # EBU R 128 limits none


def _loudness(**fields: Any) -> AnyRequirement:
    return make_requirement("loudness.integrated", alternatives=[{"gating": "programme", **fields}])


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        ({"target": -24, "tolerance_above": 2, "tolerance_below": 2},
         {"target": -24, "tolerance_above": 1, "tolerance_below": 1}, ("within ±1 LU instead of ±2",)),
        ({"target": -24, "tolerance_above": 1, "tolerance_below": 1},
         {"target": -24, "tolerance_above": 2, "tolerance_below": 2}, ()),
        ({"maximum": -20}, {"maximum": -16}, ()),
        ({"maximum": -16}, {"maximum": -20}, ("max -20 LKFS instead of max -16 LKFS",)),
        ({"minimum": -28, "maximum": -20}, {"maximum": -20}, ()),
        ({"target": -24}, {"gating": "dialogue", "target": -27},
         ("3 LU quieter (-24 to -27 LKFS)", "programme gate to dialogue gate: measure it again")),
        ({"target": -24}, {"gating": "leq-m", "maximum": 82},
         ("programme gate to Leq(m): measure it again", "max 82 dB instead of -24 LKFS, no tolerance stated")),
    ],
)  # fmt: skip
def test_what_is_asked_less_strictly_changes_nothing(
    before: dict[str, Any], after: dict[str, Any], steps: tuple[str, ...]
) -> None:
    (pair,) = compare_sheets(sheet(_loudness(**before)), sheet(_loudness(**after)))
    assert pair.remix == steps


def test_a_range_that_lies_within_another_needs_no_change() -> None:
    narrow = make_requirement("loudness.range", minimum_lu=4.0, maximum_lu=18.0)
    wide = make_requirement("loudness.range", minimum_lu=None, maximum_lu=20.0)
    (there,) = compare_sheets(sheet(narrow), sheet(wide))
    (back,) = compare_sheets(sheet(wide), sheet(narrow))
    assert there.remix == ()
    assert back.remix == ("loudness range 4 to 18 LU instead of at most 20 LU",)
