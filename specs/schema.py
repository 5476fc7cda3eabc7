"""JSON Schemas of sheets and deliveries, generated from the models. The committed copies are in `schemas/`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from specs.delivery import Delivery
from specs.sheet import Sheet

if TYPE_CHECKING:
    from pydantic import BaseModel

SCHEMAS: Final[dict[str, type[BaseModel]]] = {"sheet": Sheet, "delivery": Delivery}


def schema_text(name: str) -> str:
    """Return the JSON Schema of `sheet` or `delivery`.

    A sheet file may also say `extends`, and a deliverable of such a file `removes`; both are resolved at load.
    """
    table = SCHEMAS[name].model_json_schema()
    if name == "sheet":
        table["properties"]["extends"] = {
            "type": "string",
            "description": "Sheet id or path; deliverables are laid over that sheet's, requirement by requirement.",
        }
        table["$defs"]["Deliverable"]["properties"]["removes"] = {
            "type": "array",
            "items": {"type": "string"},
            "description": "Keys of the base's requirements that do not apply; only in a sheet that extends another.",
        }
    return (
        json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"mixgate {name}"} | table, indent=2
        )
        + "\n"
    )
