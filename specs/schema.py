"""JSON Schemas, generated from the models: of sheets and deliveries here, of other documents for those who write them.

The committed copies of sheets and deliveries are in `schemas/`.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from specs.sheet import Sheet
from specs.statements.delivery import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

DOCUMENT_VERSION: Final = 2
"""Of the documents that are written: `mixgate.report/2` and the others."""

FIRST_VERSIONS: Final = frozenset({"comparison"})
"""Documents that are still in their first version."""

NO_PARTS: Final[Mapping[str, str]] = MappingProxyType({})

_LOCAL: Final = "#/$defs/"

SCHEMAS: Final[dict[str, type[BaseModel]]] = {"sheet": Sheet, "delivery": Delivery}


def schema_text(name: str) -> str:
    """Return the JSON Schema of `sheet` or `delivery`."""
    table = SCHEMAS[name].model_json_schema()
    return json.dumps({"$schema": DIALECT, "title": f"mixgate {name}"} | table, indent=2) + "\n"


class _WithoutTitles(GenerateJsonSchema):
    """Leaves out the titles pydantic makes up from field names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  the signature is pydantic's
        return False


def document_id(name: str) -> str:
    """Return the identity of the schema of a document, by which other schemas refer to it."""
    return f"urn:mixgate:{name}:{1 if name in FIRST_VERSIONS else DOCUMENT_VERSION}"


def document_schema(name: str, model: type[BaseModel], parts: Mapping[str, str] = NO_PARTS) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document that is written, made from its model.

    What has a default in the model may be missing, so that a document from before a field was added stays valid; the
    `schema` key may not.

    Args:
        name: Of the document.
        model: Its model.
        parts: Documents within it that have a schema of their own, as model name to document name: the schema refers to
            theirs by its identity instead of repeating it.
    """
    made = model.model_json_schema(by_alias=True, mode="serialization", schema_generator=_WithoutTitles)
    for part in (made, *made.get("$defs", {}).values()):
        if "description" in part:
            part["description"] = " ".join(part["description"].split("\n\n")[0].split())
        if "schema" in part.get("properties", {}):
            part["required"] = ["schema", *part["required"]]
    whole = {"$schema": DIALECT, "$id": document_id(name), **made}
    return _without_parts(whole, {_LOCAL + part: document_id(document) for part, document in parts.items()})


def _without_parts(whole: dict[str, Any], elsewhere: Mapping[str, str]) -> dict[str, Any]:
    """Refer to what stands elsewhere, and drop the definitions that nothing needs any more."""
    definitions: dict[str, Any] = whole.get("$defs", {})
    needed: dict[str, None] = {}
    waiting: list[Any] = [{key: value for key, value in whole.items() if key != "$defs"}]
    while waiting:
        for reference in _references(waiting.pop()):
            name = reference["$ref"].removeprefix(_LOCAL)
            if reference["$ref"] in elsewhere:
                reference["$ref"] = elsewhere[reference["$ref"]]
            elif name in definitions and name not in needed:
                needed[name] = None
                waiting.append(definitions[name])
    kept = {name: definition for name, definition in definitions.items() if name in needed}
    return whole | {"$defs": kept} if "$defs" in whole else whole


def _references(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def document_schema_text(name: str, model: type[BaseModel], parts: Mapping[str, str] = NO_PARTS) -> str:
    """Return the text of the schema file of a document."""
    return json.dumps(document_schema(name, model, parts), indent=2, ensure_ascii=False) + "\n"
