"""The JSON Schemas of what is written."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import jsonschema
import pytest

from fixtures import reports
from specs.schema import DIALECT
from validator.reporters.as_json import report_to_json, run_to_json
from validator.reporters.schema import (
    SCHEMA_NAMES,
    generated_schema,
    read_schema,
    schema_text,
    schema_validator,
    write_schemas,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_the_committed_schema_is_current(name: str) -> None:
    assert read_schema(name) == generated_schema(name), (
        "validator/schemas is out of date; write it again with validator.reporters.schema.write_schemas"
    )


def test_no_schema_is_left_over() -> None:
    folder = resources.files("validator").joinpath("schemas")
    assert {entry.name for entry in folder.iterdir() if entry.name.endswith(".json")} == {
        f"{name}.json" for name in SCHEMA_NAMES
    }


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_schema_is_a_schema(name: str) -> None:
    schema = read_schema(name)
    assert schema["$schema"] == DIALECT
    jsonschema.Draft202012Validator.check_schema(schema)


def test_schemas_are_written_as_they_are_committed(tmp_path: Path) -> None:
    for path in write_schemas(tmp_path):
        assert path.read_text(encoding="utf-8") == schema_text(path.stem)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"surplus": 1}, "surplus"),
        ({"verdict": "maybe"}, "maybe"),
        ({"schema": "mixgate.report/1"}, "mixgate.report/2"),
        ({"findings": [{"rule": "peak.true-peak"}]}, "required"),
    ],
)
def test_what_is_not_a_report_does_not_satisfy_its_schema(change: dict[str, object], what: str) -> None:
    document = {**json.loads(report_to_json(reports.acceptable())), **change}
    with pytest.raises(jsonschema.ValidationError, match=what):
        schema_validator("report").validate(document)


def test_the_schema_key_may_not_be_missing() -> None:
    document = json.loads(report_to_json(reports.acceptable()))
    del document["schema"]
    with pytest.raises(jsonschema.ValidationError, match="'schema' is a required property"):
        schema_validator("report").validate(document)


def test_a_document_from_before_a_field_was_added_stays_valid() -> None:
    document = json.loads(report_to_json(reports.acceptable()))
    for finding in document["findings"]:
        del finding["limits"], finding["window"]
    schema_validator("report").validate(document)


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_a_document_within_another_is_referred_to_and_not_repeated() -> None:
    beyond = {name: {one for one in references(read_schema(name)) if not one.startswith("#")} for name in SCHEMA_NAMES}
    assert beyond == {
        "comparison": set(),
        "history": set(),
        "measurements": {"urn:mixgate:comparison:1"},
        "report": {"urn:mixgate:measurements:2"},
        "round": set(),
        "run": {"urn:mixgate:report:2"},
    }
    for name in SCHEMA_NAMES:
        local = {one.removeprefix("#/$defs/") for one in references(read_schema(name)) if one.startswith("#")}
        assert local == set(read_schema(name).get("$defs", {})), "every definition is needed, and there"
        assert {"Report", "Measurements"}.isdisjoint(local)


def test_references_resolve_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def unplugged(*_words: object) -> None:
        pytest.fail("a schema is looked for elsewhere")

    monkeypatch.setattr("socket.socket.connect", unplugged)
    run = json.loads(run_to_json([reports.rejected(), reports.acceptable()]))
    schema_validator("run").validate(run)
    for place, value in ((("verdict",), "maybe"), (("measurements", "sample_rate_hz"), "fast")):
        broken = json.loads(json.dumps(run))
        inner = broken["reports"][1]
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = value
        assert list(schema_validator("run").iter_errors(broken)), place
