"""Every sheet on the shelf: it loads, lints clean, cites what it says, and fits the published schema."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from specs.lint import lint_sheet
from specs.loader import load_sheet, sheet_names
from specs.requirements.loudness import Loudness
from specs.requirements.requirement import Grade, source_clause, source_document
from specs.schema import SCHEMAS, schema_text

ROOT: Final = Path(__file__).resolve().parents[2]
SHELF: Final = ROOT / "specs" / "sheets"
NAMES: Final = sheet_names()


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "specs" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    return loaded


def plain(value: object) -> object:
    """Return a TOML value as JSON has it: a date is a text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def table(name: str) -> dict[str, Any]:
    found = plain(tomllib.loads((SHELF / f"{name}.toml").read_text("utf-8")))
    assert isinstance(found, dict)
    return found


def validator_of(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name))


def test_the_shelf_holds_sheets_and_nothing_else() -> None:
    assert {path.name for path in SHELF.iterdir()} == {f"{name}.toml" for name in NAMES}
    assert len(NAMES) >= 100


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_loads_and_lints_clean(name: str) -> None:
    sheet = load_sheet(name).sheet
    assert sheet.id == name
    assert list(lint_sheet(sheet)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_names_a_document_a_place_in_it_and_how_it_came_to_be_known(name: str) -> None:
    sheet = load_sheet(name).sheet
    for deliverable in sheet.deliverables.values():
        for demand in deliverable.requirements:
            figures = [(demand.source, demand.grade)]
            if isinstance(demand, Loudness):
                figures += [(each.source or demand.source, each.grade or demand.grade) for each in demand.alternatives]
            for source, grade in figures:
                document = sheet.documents[source_document(source)]
                assert len(source_clause(source)) >= 2
                assert document.title
                assert document.obtained
                assert grade in Grade


@pytest.mark.parametrize("name", NAMES)
def test_a_grade_does_not_promise_more_than_its_document_holds(name: str) -> None:
    """Primary is what was read; what stands in a document obtained from memory is recalled."""
    sheet = load_sheet(name).sheet
    for deliverable in sheet.deliverables.values():
        for demand in deliverable.requirements:
            obtained = sheet.documents[source_document(demand.source)].obtained
            if demand.grade is Grade.PRIMARY:
                assert "read" in obtained, f"{demand.source}: {obtained}"
            if obtained == "memory":
                assert demand.grade is Grade.RECALLED, demand.source


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_fits_the_published_schema(name: str) -> None:
    errors = sorted(validator_of("sheet").iter_errors(table(name)), key=str)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_current_and_a_schema(name: str) -> None:
    path = ROOT / "specs" / "schemas" / f"{name}.schema.json"
    assert path.read_text("utf-8") == schema_text(name), "run: python3 dev.py generate"
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_no_schema_is_left_without_its_model() -> None:
    assert {path.name for path in (ROOT / "specs" / "schemas").iterdir()} == {f"{name}.schema.json" for name in SCHEMAS}


@pytest.mark.parametrize(
    "change",
    [
        {"status": "draft"},
        {"publisher": 3},
        {"documents": {}},
        {"documents": {"r128": {"title": "R 128"}}},
        {"unknown": 1},
        {"deliverables": {"programme": {"title": "P", "requirements": [{"rule": "peak.truepeak"}]}}},
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(change: dict[str, Any]) -> None:
    assert not list(validator_of("sheet").iter_errors(table("ebu-r128")))
    assert list(validator_of("sheet").iter_errors(table("ebu-r128") | change))


DELIVERY: Final[dict[str, Any]] = {
    "title": "Harbour Lights",
    "programme": {"picture_rate": "25", "segments": [{"name": "1", "start": "00:00:00:00", "end": "00:10:00:00"}]},
    "files": [{"path": "a.wav", "language": "de"}, {"channels": {"L": "L.wav", "R": "R.wav"}, "kind": "me"}],
    "waivers": [{"rule": "peak.true-peak", "reason": "r", "by": "b", "on": "2026-09-01"}],
}


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"files": []}, False),
        ({"title": None}, False),
        ({"waivers": [{"rule": "x"}]}, False),
        ({"x": 1}, False),
    ],
)
def test_a_delivery_fits_its_schema(change: dict[str, Any], fits: bool) -> None:
    assert (not list(validator_of("delivery").iter_errors(DELIVERY | change))) is fits
