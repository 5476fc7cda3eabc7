"""JSON: for programs, and to be judged again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from specs.message import Message
from validator.catalogue import say
from validator.languages import ENGLISH, speaking
from validator.reporters.run import SCHEMA as RUN_SCHEMA
from validator.reporters.spool import RunFormat, run_to_text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.models import FrozenModel
    from validator.reporters.run import Run, RunSummary
    from validator.reporters.spool import Position
    from validator.results.report import Made, NotJudged, Report

_INDENT = "  "
_MESSAGE: Final = frozenset(Message.model_fields)


def report_to_json(report: Report) -> str:
    """Return a report as JSON, schema `mixgate.report/2`; it ends with a newline."""
    return model_to_json(report)


def run_to_json(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as JSON, schema `mixgate.run/2`, whether there are several or one; it ends with a newline.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def run_document_to_json(run: Run) -> str:
    """Return a run that was loaded or made as a whole as JSON; it ends with a newline."""
    return model_to_json(run)


def _section(report: Report, position: Position) -> str:
    del position
    return "\n" + _INDENT * 2 + _laid_out(to_data(report), _INDENT * 2)


def _frame(summary: RunSummary) -> tuple[str, str]:
    """Return the document around the reports: the verdict before them, what was not judged and the totals after."""
    head = [
        f'{_INDENT}"schema": {_plain(RUN_SCHEMA)},',
        f'{_INDENT}"verdict": {_plain(summary.verdict.value)},',
        f'{_INDENT}"made": {_laid_out(to_data(summary.made), _INDENT)},',
        f'{_INDENT}"reports": [',
    ]
    left_out = [to_data(one) for one in summary.not_judged]
    foot = [
        f'{_INDENT}"not_judged": {_laid_out(left_out, _INDENT)},',
        f'{_INDENT}"totals": {_laid_out(to_data(summary.totals), _INDENT)}',
        "}",
    ]
    end_of_list = f"\n{_INDENT}],\n" if summary.rows else "],\n"
    return "{\n" + "\n".join(head), end_of_list + "\n".join(foot) + "\n"


RUN: Final = RunFormat(section=_section, frame=_frame, between=",", deliveries_first=False, speaks=False)
"""A run in this format."""


def model_to_json(model: FrozenModel) -> str:
    """Return a document as JSON, every message with its text; it ends with a newline."""
    return _laid_out(to_data(model), "") + "\n"


def to_data(model: FrozenModel) -> Any:
    """Return a model as plain data, every message with its text, in English, for those who read the JSON themselves."""
    with speaking(ENGLISH):
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
