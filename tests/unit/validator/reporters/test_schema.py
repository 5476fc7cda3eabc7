"""The JSON Schemas of what is written."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import jsonschema
import pytest

from fixtures import reports
from specs.schema import DIALECT
from validator.reporters.as_json import report_to_json
from validator.reporters.schema import SCHEMA_NAMES, generated_schema, read_schema, schema_text, write_schemas

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
        jsonschema.Draft202012Validator(read_schema("report")).validate(document)


def test_the_schema_key_may_not_be_missing() -> None:
    document = json.loads(report_to_json(reports.acceptable()))
    del document["schema"]
    with pytest.raises(jsonschema.ValidationError, match="'schema' is a required property"):
        jsonschema.Draft202012Validator(read_schema("report")).validate(document)


def test_a_document_from_before_a_field_was_added_stays_valid() -> None:
    document = json.loads(report_to_json(reports.acceptable()))
    for finding in document["findings"]:
        del finding["limits"], finding["window"]
    jsonschema.Draft202012Validator(read_schema("report")).validate(document)
