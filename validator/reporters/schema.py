"""JSON Schemas of everything that is written, generated from the models and kept in `validator/schemas`."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from validator.measurements import Measurements
from validator.report import Report
from validator.reporters.run import Run

if TYPE_CHECKING:
    from pathlib import Path

    from specs.models import FrozenModel

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_MODELS: Final[dict[str, type[FrozenModel]]] = {"report": Report, "run": Run, "measurements": Measurements}

SCHEMA_NAMES: Final = tuple(_MODELS)
"""The documents that have a schema."""


class _WithoutTitles(GenerateJsonSchema):
    """Leaves out the titles pydantic makes up from field names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  the signature is pydantic's
        return False


def generated_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document, made from its model.

    What has a default in the model may be missing, so that a document from before a field was added stays valid; the
    `schema` key may not.

    Args:
        name: One of `SCHEMA_NAMES`.
    """
    made = _MODELS[name].model_json_schema(by_alias=True, mode="serialization", schema_generator=_WithoutTitles)
    for model in (made, *made.get("$defs", {}).values()):
        if "description" in model:
            model["description"] = " ".join(model["description"].split("\n\n")[0].split())
        if "schema" in model.get("properties", {}):
            model["required"] = ["schema", *model["required"]]
    return {"$schema": DIALECT, "$id": f"urn:mixgate:{name}:1", **made}


def schema_text(name: str) -> str:
    """Return the text of a schema file."""
    return json.dumps(generated_schema(name), indent=2, ensure_ascii=False) + "\n"


def read_schema(name: str) -> dict[str, Any]:
    """Return the schema that ships with this version.

    Args:
        name: One of `SCHEMA_NAMES`.
    """
    text = resources.files("validator").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
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
