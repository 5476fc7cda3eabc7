"""The text of a sheet's TOML file, from its table."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DELETE = "\x7f"
"""The one character that JSON leaves as it is in a text and TOML does not take."""


def sheet_text(table: Mapping[str, Any]) -> str:
    """Return the TOML of a sheet: head, documents, deliverables, demands.

    Args:
        table: Texts, numbers, dates, lists and tables of them; no None.

    Source: TOML 1.0.0; a JSON string is a basic string of TOML.
    """
    return "\n".join(_table(table, ())).strip() + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield a table: its plain values first, then the tables in it."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict)}
    rows = {key: value for key, value in table.items() if _is_rows(value)}
    for key, value in table.items():
        if key not in inner and key not in rows:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        place = (*path, key)
        if any(not isinstance(each, dict) and not _is_rows(each) for each in value.values()):
            yield ""
            yield f"[{_dotted(place)}]"
        yield from _table(value, place)
    for key, values in rows.items():
        place = (*path, key)
        for row in values:
            yield ""
            yield f"[[{_dotted(place)}]]"
            yield from _table(row, place)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(map(_key, path))


def _key(text: str) -> str:
    bare = text.isascii() and text.replace("-", "").replace("_", "").isalnum()
    return text if bare else _text(text)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007F")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return _text(value) if isinstance(value, str) else repr(value)
