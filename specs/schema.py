"""JSON Schemas, generated from the models: of sheets and deliveries here, of other documents for those who write them.

The committed copies of sheets and deliveries are in `schemas/`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from specs.delivery import Delivery
from specs.sheet import Sheet

if TYPE_CHECKING:
    from pydantic import BaseModel

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

SCHEMAS: Final[dict[str, type[BaseModel]]] = {"sheet": Sheet, "delivery": Delivery}


def schema_text(name: str) -> str:
    """Return the JSON Schema of `sheet` or `delivery`.

    A sheet file may also say `extends`; it then needs nothing but an id, and its deliverables may say `removes`. Both
    are resolved at load.
    """
    table = SCHEMAS[name].model_json_schema()
    if name == "sheet":
        _let_sheets_extend_each_other(table)
    return json.dumps({"$schema": DIALECT, "title": f"mixgate {name}"} | table, indent=2) + "\n"


def _let_sheets_extend_each_other(table: dict[str, Any]) -> None:
    table["properties"]["extends"] = {
        "type": "string",
        "description": "Sheet id or path; deliverables are laid over that sheet's, requirement by requirement.",
    }
    whole = table["$defs"]["Deliverable"]
    removes = {
        "type": "array",
        "items": {"type": "string"},
        "description": "Keys of the base's requirements that do not apply here.",
    }
    laid_over = {key: value for key, value in whole.items() if key != "required"}
    table["$defs"]["DeliverableLaidOver"] = laid_over | {"properties": whole["properties"] | {"removes": removes}}
    properties = {"deliverables": table["properties"]["deliverables"], "documents": {"minProperties": 1}}
    alone = {"properties": properties, "required": table.pop("required")}
    over = {"type": "object", "additionalProperties": {"$ref": "#/$defs/DeliverableLaidOver"}}
    table["properties"]["deliverables"] = True
    table["properties"]["documents"].pop("minProperties", None)
    table["if"] = {"required": ["extends"]}
    table["then"] = {"properties": {"deliverables": over}, "required": ["id"]}
    table["else"] = alone


class _WithoutTitles(GenerateJsonSchema):
    """Leaves out the titles pydantic makes up from field names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  the signature is pydantic's
        return False


def document_schema(name: str, model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document that is written, made from its model.

    What has a default in the model may be missing, so that a document from before a field was added stays valid; the
    `schema` key may not.
    """
    made = model.model_json_schema(by_alias=True, mode="serialization", schema_generator=_WithoutTitles)
    for part in (made, *made.get("$defs", {}).values()):
        if "description" in part:
            part["description"] = " ".join(part["description"].split("\n\n")[0].split())
        if "schema" in part.get("properties", {}):
            part["required"] = ["schema", *part["required"]]
    return {"$schema": DIALECT, "$id": f"urn:mixgate:{name}:1", **made}


def document_schema_text(name: str, model: type[BaseModel]) -> str:
    """Return the text of the schema file of a document."""
    return json.dumps(document_schema(name, model), indent=2, ensure_ascii=False) + "\n"
