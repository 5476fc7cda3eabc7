import copy
import json
from importlib import resources

import jsonschema
import pytest

from fixtures.bundles import CREATED
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.stems.manifest import Manifest, manifest_to_json, parse_manifest
from packager.formats.stems.verify import Verification, verification_to_json
from packager.schema import SCHEMA_NAMES, read_schema, schema_text

MANIFEST = {
    "schema": "mixgate.manifest/2",
    "format": "stems",
    "id": "urn:uuid:00000000-0000-0000-0000-000000000000",
    "created": CREATED,
    "host": "studio",
    "tool": {"version": "1"},
    "title": "Film",
    "whole_delivery": False,
    "mixes": [{"name": "a.wav", "statement": {}, "files": [{"path": "data/a.wav", "source_name": "x"}]}],
    "files": [{"path": "data/a.wav", "role": "audio", "size_bytes": 1, "digests": {"sha256": "0" * 64}}],
}


def changed(**changes: object) -> dict[str, object]:
    document: dict[str, object] = json.loads(manifest_to_json(Manifest.model_validate(MANIFEST)))
    return document | changes


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_the_schema_that_ships_is_the_one_of_the_models(name: str) -> None:
    kept = resources.files("packager").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    assert kept == schema_text(name), "write them anew with packager.schema.write_schemas"
    jsonschema.Draft202012Validator.check_schema(read_schema(name))


def test_a_manifest_comes_back_unchanged() -> None:
    manifest = Manifest.model_validate(MANIFEST)
    content = manifest_to_json(manifest)
    found, read = parse_manifest(content)
    assert found == manifest
    assert read.problems == []
    assert manifest_to_json(found) == content


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema": "mixgate.manifest/1"}, "schema"),
        ({"unknown": 1}, "Additional properties"),
        ({"title": None}, "title"),
        ({"leqm_calibration": "loud"}, "calibration"),
        ({"files": []}, "files"),
        ({"created": "yesterday"}, "created"),
        ({"created": "2026-01-31T12:00:00"}, "created"),
        ({"files": MANIFEST["files"] * 2}, "listed twice"),  # type: ignore[operator]
        ({"mixes": [{**MANIFEST["mixes"][0], "plan": "data/none.json"}]}, "not listed"),  # type: ignore[index]
        ({"files": [{**MANIFEST["files"][0], "digests": {"md5": "0" * 32}}]}, "sha256"),  # type: ignore[index]
        ({"files": [{**MANIFEST["files"][0], "digests": {"sha256": "0"}}]}, "sha256"),  # type: ignore[index]
        ({"files": [{**MANIFEST["files"][0], "path": "bagit.txt"}]}, "data/a.wav"),  # type: ignore[index]
        ({"files": [{**MANIFEST["files"][0], "size_bytes": -1}]}, "size_bytes"),  # type: ignore[index]
    ],
)
def test_a_manifest_that_is_off_is_refused_and_the_place_named(changes: dict[str, object], said: str) -> None:
    found, read = parse_manifest(json.dumps(changed(**copy.deepcopy(changes)), default=str).encode())
    assert found is None
    assert any(said in problem.message + (problem.found or "") for problem in read.problems)
    assert {problem.kind for problem in read.problems} == {ProblemKind.UNREADABLE}


def test_a_verification_follows_its_schema() -> None:
    problem = Problem(kind=ProblemKind.MISSING, path="a", message="a is missing.")
    found = Verification.model_validate(
        {
            "schema": "mixgate.verification/2",
            "version": "1",
            "package": "out",
            "id": None,
            "title": None,
            "created": None,
            "intact": False,
            "complete": True,
            "signature": "none",
            "verdict": None,
            "file_count": 0,
            "size_bytes": 0,
            "problems": (problem,),
            "mixes": (),
        }
    )
    assert json.loads(verification_to_json(found))["problems"][0]["kind"] == "missing"
