"""JSON Schemas of the documents that packages carry, generated from the models and kept in `packager/schemas`."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from validator.reporters.schema import DIALECT

if TYPE_CHECKING:
    from pathlib import Path

    from specs.models import FrozenModel

_MODELS: Final = {"manifest": ("packager.manifest", "Manifest"), "verification": ("packager.verify", "Verification")}

SCHEMA_NAMES: Final = tuple(_MODELS)
"""The documents that have a schema."""


class _WithoutTitles(GenerateJsonSchema):
    """Leaves out the titles pydantic makes up from field names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  (pydantic's signature)
        return False


def generated_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document, made from its model.

    Args:
        name: One of `SCHEMA_NAMES`.
    """
    module, model = _MODELS[name]
    # The models check what they write against these schemas, so they import this module.
    made_from: type[FrozenModel] = getattr(import_module(module), model)
    made = made_from.model_json_schema(by_alias=True, mode="serialization", schema_generator=_WithoutTitles)
    for part in (made, *made.get("$defs", {}).values()):
        if "description" in part:
            part["description"] = " ".join(part["description"].split("\n\n")[0].split())
        if "schema" in part.get("properties", {}):
            part["required"] = ["schema", *part["required"]]
    return {"$schema": DIALECT, "$id": f"urn:mixgate:{name}:1", **made}


def schema_text(name: str) -> str:
    """Return the text of a schema file."""
    return json.dumps(generated_schema(name), indent=2, ensure_ascii=False) + "\n"


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
