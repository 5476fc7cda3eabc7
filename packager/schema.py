"""JSON Schemas of the documents that packages carry, generated from the models and kept in `packager/schemas`."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any, Final

from specs.schema import document_schema, document_schema_text

if TYPE_CHECKING:
    from pathlib import Path

    from specs.models import FrozenModel

_MODELS: Final = {
    "manifest": ("packager.formats.stems.manifest", "Manifest"),
    "verification": ("packager.formats.stems.verify", "Verification"),
}

SCHEMA_NAMES: Final = tuple(_MODELS)
"""The documents that have a schema."""


def _model(name: str) -> type[FrozenModel]:
    """The models check what they write against these schemas, so they import this module, and not the other way."""
    module, model = _MODELS[name]
    found: type[FrozenModel] = getattr(import_module(module), model)
    return found


def generated_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document, made from its model.

    Args:
        name: One of `SCHEMA_NAMES`.
    """
    return document_schema(name, _model(name))


def schema_text(name: str) -> str:
    """Return the text of a schema file."""
    return document_schema_text(name, _model(name))


@cache
def read_schema(name: str) -> dict[str, Any]:
    """Return the schema that ships with this version.

    Args:
        name: One of `SCHEMA_NAMES`.
    """
    text = resources.files("packager").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write every schema into a folder and return the files."""
    written = []
    for name in SCHEMA_NAMES:
        path = folder / f"{name}.json"
        path.write_text(schema_text(name), encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)
