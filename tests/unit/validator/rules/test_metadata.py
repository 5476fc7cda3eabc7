"""Loudness that headers state of one file, and of a set of mono files."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import bext_at, make_measurements
from specs.requirements.metadata import HeaderLoudness
from validator.containers.facts import IxmlFacts, LoudnessFields
from validator.rules.metadata import judge_loudness_metadata, stated_readings
from validator.rules.subject import Subject


def of_files(*headers: dict[str, float | None], also_in: str | None = None) -> list[tuple[str, str, float]]:
    """Which file, header and value are stated of the programme where each file states fields in its bext.

    Args:
        headers: Of each file; empty for none. One file alone is an interleaved one.
        also_in: `iXML` states the fields of the first file again, in every file.
    """
    layout = {1: "2.0", 2: "2.0"}[len(headers)]
    form = "interleaved" if len(headers) == 1 else "mono-set"
    measured = make_measurements(layout=layout, form=form, integrated_lkfs=-23.0)
    files = []
    for facts, fields in zip(measured.files, headers, strict=True):
        changes: dict[str, Any] = {"bext": bext_at(0).model_copy(update={"loudness": LoudnessFields(**fields)})}
        if also_in is not None:
            changes["ixml"] = IxmlFacts.model_validate({"loudness": headers[0]})
        files.append(facts.model_copy(update=changes))
    subject = Subject(measurements=measured.model_copy(update={"files": tuple(files)}))
    return [(entry.file, entry.header, entry.stated) for entry in stated_readings(subject)]


FIRST = "Harbour_Lights_51_L.wav"
FIELDS: dict[str, float | None] = {"integrated_lkfs": -23.0, "loudness_range_lu": 8.0}


@pytest.mark.parametrize(
    ("headers", "stated"),
    [
        ((FIELDS,), [-23.0, 8.0]),
        ((FIELDS, FIELDS), [-23.0, 8.0]),
        # Each file states its own channel.
        ((FIELDS, {**FIELDS, "integrated_lkfs": -24.0}), []),
        ((FIELDS, {**FIELDS, "integrated_lkfs": -22.0}), []),
        ((FIELDS, {}), []),
        (({}, FIELDS), []),
        (({"integrated_lkfs": 0.0, "loudness_range_lu": 0.0},), []),
    ],
)
def test_what_all_files_state_alike_is_of_the_programme(
    headers: tuple[dict[str, float | None], ...], stated: list[float]
) -> None:
    found = of_files(*headers)
    assert [value for *_, value in found] == stated
    assert {header for _, header, _ in found} <= {"bext"}
    assert len({name for name, *_ in found}) <= 1
    if len(headers) == 2 and stated:
        assert {name for name, *_ in found} == {FIRST}


def test_a_header_that_is_alike_counts_beside_one_that_is_not() -> None:
    found = of_files(FIELDS, {**FIELDS, "integrated_lkfs": -24.0}, also_in="iXML")
    assert [(header, value) for _, header, value in found] == [("iXML", -23.0), ("iXML", 8.0)]


@pytest.mark.parametrize(
    ("field", "stated", "contradicts"),
    [
        ("integrated_lkfs", -23.2, False),
        ("integrated_lkfs", -23.21, True),
        ("max_momentary_lkfs", -20.2, False),
        ("max_momentary_lkfs", -20.21, True),
        ("max_short_term_lkfs", -19.8, False),
        ("max_short_term_lkfs", -19.79, True),
        ("max_true_peak_dbtp", -3.6, False),
        ("max_true_peak_dbtp", -3.61, True),
        ("loudness_range_lu", 10.0, False),
        ("loudness_range_lu", 10.01, True),
    ],
)
def test_two_meters_may_differ_by_so_much(field: str, stated: float, contradicts: bool) -> None:
    """By 0.2 LU, 0.6 dB or 2 LU, and by half a step of 0.01 more, as a field is rounded."""
    measured = make_measurements(
        layout="2.0",
        integrated_lkfs=-23.0,
        max_momentary_lkfs=-20.0,
        max_short_term_lkfs=-20.0,
        max_true_peak_dbtp=-3.0,
        loudness_range_lu=8.0,
    )
    facts = measured.files[0]
    bext = bext_at(0).model_copy(update={"loudness": LoudnessFields(**{field: stated})})
    mix = Subject(measurements=measured.model_copy(update={"files": (facts.model_copy(update={"bext": bext}),)}))
    (entry,) = stated_readings(mix)
    assert entry.contradicts is contradicts


@pytest.mark.parametrize(("stated", "apart"), [(-23.0, 0.0), (-23.1, 0.1), (-22.5, 0.5)])
def test_the_reading_is_how_far_the_header_is_off(stated: float, apart: float) -> None:
    measured = make_measurements(layout="2.0", integrated_lkfs=-23.0)
    bext = bext_at(0).model_copy(update={"loudness": LoudnessFields(integrated_lkfs=stated)})
    facts = measured.files[0].model_copy(update={"bext": bext})
    demand = make_requirement("metadata.loudness-agrees")
    assert isinstance(demand, HeaderLoudness)
    outcome = judge_loudness_metadata(demand, Subject(measurements=measured.model_copy(update={"files": (facts,)})))
    assert outcome.measured is not None
    assert outcome.measured.value == pytest.approx(apart, abs=1e-5)
