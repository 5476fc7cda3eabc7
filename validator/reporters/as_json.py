"""JSON: for programs, and to be judged again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from specs.message import Message
from validator.catalogue import say
from validator.reporters.run import run_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.models import FrozenModel
    from validator.measurements import Measurements
    from validator.report import NotJudged, Report

_INDENT = "  "
_MESSAGE: Final = frozenset(Message.model_fields)


def report_to_json(report: Report) -> str:
    """Return a report as JSON, schema `mixgate.report/2`; it ends with a newline."""
    return _model_to_json(report)


def run_to_json(reports: Sequence[Report], not_judged: Sequence[NotJudged] = ()) -> str:
    """Return several reports as JSON, schema `mixgate.run/2`; it ends with a newline.

    Raises:
        UsageError: There was no mix at all.
    """
    return _model_to_json(run_of(reports, not_judged))


def measurements_to_json(measurements: Measurements) -> str:
    """Return measurements as JSON, schema `mixgate.measurements/2`; it ends with a newline."""
    return _model_to_json(measurements)


def _model_to_json(model: FrozenModel) -> str:
    return _laid_out(to_data(model), "") + "\n"


def to_data(model: FrozenModel) -> Any:
    """Return a model as plain data, every message with its text for those who read the JSON themselves."""
    return _with_texts(model.model_dump(mode="json", by_alias=True))


def _with_texts(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == _MESSAGE:
            return {**value, "text": say(Message.model_validate(value))}
        return {key: _with_texts(item) for key, item in value.items()}
    return [_with_texts(item) for item in value] if isinstance(value, list) else value


def _laid_out(value: Any, indent: str) -> str:
    """Lay out with two blanks a level, keys in the models' order; a list of plain values stays on one line.

    A film's series has 70 000 rows: one line each would make a file that nobody can open.
    """
    inner = indent + _INDENT
    if isinstance(value, dict) and value:
        items = [f"{inner}{_plain(key)}: {_laid_out(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        items = [inner + _laid_out(item, inner) for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    return _plain(value)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
