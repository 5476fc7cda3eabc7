"""JSON Schemas of everything that is written, generated from the models and kept in `validator/schemas`."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from specs.schema import document_id, document_schema, document_schema_text
from validator.comparisons.relations import MixComparison
from validator.reporters.run import Run
from validator.results.history import HistoryEntry
from validator.results.measurements import Measurements
from validator.results.report import Report
from validator.results.round import Round

if TYPE_CHECKING:
    from pathlib import Path

    from specs.models import FrozenModel

_MODELS: Final[dict[str, type[FrozenModel]]] = {
    "report": Report,
    "run": Run,
    "measurements": Measurements,
    "comparison": MixComparison,
    "round": Round,
    "history": HistoryEntry,
}

_PARTS: Final = {
    "measurements": {"MixComparison": "comparison"},
    "report": {"Measurements": "measurements"},
    "run": {"Report": "report"},
}
"""Documents within documents, by the name of the model there: a schema refers to theirs and does not repeat it."""

SCHEMA_NAMES: Final = tuple(_MODELS)
"""The documents that have a schema."""


def generated_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document, made from its model.

    Args:
        name: One of `SCHEMA_NAMES`.
    """
    return document_schema(name, _MODELS[name], _PARTS.get(name, {}))


def schema_text(name: str) -> str:
    """Return the text of a schema file."""
    return document_schema_text(name, _MODELS[name], _PARTS.get(name, {}))


def read_schema(name: str) -> dict[str, Any]:
    """Return the schema that ships with this version.

    Args:
        name: One of `SCHEMA_NAMES`.
    """
    text = resources.files("validator").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def schema_validator(name: str) -> Draft202012Validator:
    """Return what holds a document against the schema that ships with this version, and those it refers to.

    Nothing is fetched: every schema that another refers to ships beside it.

    Args:
        name: One of `SCHEMA_NAMES`.
    """
    resources_by_id = ((document_id(one), Resource.from_contents(read_schema(one))) for one in SCHEMA_NAMES)
    return Draft202012Validator(read_schema(name), registry=Registry().with_resources(resources_by_id))


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write every schema into a folder and return the files."""
    written = []
    for name in SCHEMA_NAMES:
        path = folder / f"{name}.json"
        path.write_text(schema_text(name), encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)
