"""What is wrong with a refused file, in the operator's words: all of it at once, each fault with its line and place."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from specs.errors import ToolError
from specs.toml_lines import key_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from specs.toml_lines import KeyPath

_WORDS: Final[dict[str, str]] = {
    "missing": "is missing",
    "union_tag_not_found": "'rule' is missing",
    "string_type": "expected a text in quotation marks",
    "string_too_short": "must not be empty",
    "bool_type": "expected true or false, without quotation marks",
    "bool_parsing": "expected true or false, without quotation marks",
    "finite_number": "expected a number that is not infinite",
    "dict_type": "expected a table",
    "model_type": "expected a table",
    "model_attributes_type": "expected a table",
    "tuple_type": "expected a list in [ ]",
    "list_type": "expected a list in [ ]",
}
_FAMILIES: Final[dict[str, str]] = {
    "int": "expected a whole number, without quotation marks",
    "float": "expected a number, without quotation marks",
    "date": "expected a date such as 2026-03-01, without quotation marks",
}
_BOUNDS: Final[dict[str, tuple[str, str]]] = {
    "greater_than": ("gt", "must be above"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be below"),
    "less_than_equal": ("le", "must be at most"),
}
_KEYS_LISTED: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFault:
    """One thing that is wrong with a file.

    Attributes:
        place: Where, as keys and places in lists; empty for the whole file.
        what: What is wrong there.
        of_the_whole: True for what a check of the whole table found, which a fault named within it says better.
    """

    place: KeyPath
    what: str
    of_the_whole: bool = False


def validation_faults(error: ValidationError, model: type[BaseModel] | None = None) -> list[FileFault]:
    """Return every fault that pydantic found.

    Args:
        error: What it raised.
        model: What was being read, for the keys that are known at each place; None means any key of any model.
    """
    problems = error.errors(include_url=False)
    places = [_place(problem["loc"]) for problem in problems]
    return [
        FileFault(place=place, what=_what(problem, model), of_the_whole=problem["type"] == "value_error")
        for problem, place in zip(problems, places, strict=True)
        if not (problem["type"] == "too_short" and any(_is_within(other, place) for other in places))
    ]


def validation_problems(error: ValidationError) -> str:
    """Return the problems of a refused file, one per line, each with its key and the value found."""
    return refusal_text(validation_faults(error), {})


def sheet_faults(table: Mapping[str, Any]) -> Iterator[FileFault]:
    """Yield the faults of a sheet that lie between its parts: documents that are not listed, keys that come twice.

    The models say the same, but only where every part is sound on its own.
    """
    documents = _table(table.get("documents"))
    for name, deliverable in _table(table.get("deliverables")).items():
        records = _list(_table(deliverable).get("requirements"))
        keys = Counter(str(record_key(record)) for record in records)
        for index, record in enumerate(records):
            place: KeyPath = ("deliverables", name, "requirements", index)
            key = str(record_key(record))
            if record_key(record) and keys[key] > 1:
                yield FileFault(
                    place=place, what=f"two requirements have the same key: {key}; give one of them its own"
                )
            yield from _unlisted(_table(record), place, documents)


def _unlisted(record: Mapping[str, Any], place: KeyPath, documents: Mapping[str, Any]) -> Iterator[FileFault]:
    sources = [((*place, "source"), record.get("source"))]
    for index, branch in enumerate(_list(record.get("alternatives"))):
        sources.append(((*place, "alternatives", index, "source"), _table(branch).get("source")))
    for where, source in sources:
        document, blank, _ = source.partition(" ") if isinstance(source, str) else ("", "", "")
        if blank and document == document.lower() and document not in documents:
            listed = ", ".join(documents) or "none"
            what = f"cites the document '{document}', which is not among the sheet's documents ({listed})"
            yield FileFault(place=where, what=what + _near(document, documents))


def record_key(record: object) -> str | None:
    """Return the name of a requirement within its deliverable, as far as its table says it."""
    table = _table(record)
    return table.get("key") or table.get("rule")


def refusal_text(faults: Iterable[FileFault], table: Mapping[str, Any], content: bytes = b"") -> str:
    """Return the faults of a file, one per line, in the order of its lines.

    Args:
        faults: What is wrong.
        table: The table that was refused.
        content: The TOML file it was read from; nothing where it was none, and no lines are named.
    """
    found = list(faults)
    named = [fault.place for fault in found if not fault.of_the_whole]
    telling = [
        fault for fault in found if not (fault.of_the_whole and any(_is_within(place, fault.place) for place in named))
    ]
    by_place = key_lines(content.decode("utf-8-sig"))
    lines = []
    for fault in telling:
        line = _line(fault.place, by_place)
        prefix = f"line {line}: " if line else ""
        lines.append((line, f"{prefix}{_place_text(fault.place, table)}: {fault.what}"))
    return "\n    ".join(text for _, text in sorted(lines, key=lambda each: each[0]))


def _line(place: KeyPath, by_place: Mapping[KeyPath, int]) -> int:
    """Return the line of the innermost part of a place that is in the file; 0 where none is."""
    found = (by_place.get(place[:length]) for length in range(len(place), 0, -1))
    return next((line for line in found if line is not None), 0)


def _records(table: Mapping[str, Any], deliverable: str) -> list[Any]:
    return _list(_table(_table(table.get("deliverables")).get(deliverable)).get("requirements"))


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_within(place: KeyPath, outer: KeyPath) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _place(location: tuple[str | int, ...]) -> KeyPath:
    """Return a place without the rule that pydantic puts behind the number of a requirement."""
    return tuple(
        part
        for index, part in enumerate(location)
        if not (index > 1 and location[index - 2] == "requirements" and isinstance(location[index - 1], int))
        or isinstance(part, int)
    )


def _place_text(place: KeyPath, table: Mapping[str, Any]) -> str:
    text = ""
    for index, part in enumerate(place):
        before = place[index - 1] if index else None
        separator = ", " if isinstance(before, int) else "."
        if not isinstance(part, int):
            text += "" if _is_counted(place, index) else f"{separator}{part}"
        elif before == "requirements":
            records = _records(table, str(place[1]))
            key = record_key(records[part]) if part < len(records) else None
            text += f", demand {part + 1}" + (f" ({key})" if key else "")
        else:
            outer = place[index - 2] if index > 1 else ""
            name = (
                ", alternative"
                if before == "alternatives"
                else f"{', ' if isinstance(outer, int) else '.'}{before}, number"
            )
            text += f"{name} {part + 1}"
    return text.lstrip(".,").strip() or "(whole file)"


def _is_counted(place: KeyPath, index: int) -> bool:
    """True for the name of a list that is said together with the number that follows it."""
    return index + 1 < len(place) and isinstance(place[index + 1], int)


def _what(problem: ErrorDetails, model: type[BaseModel] | None) -> str:
    simple = isinstance(problem["input"], str | int | float | bool)
    found = f" (found {repr(problem['input'])[:80]})" if simple and problem["type"] != "missing" else ""
    return _words(problem, model) + found


def _words(problem: ErrorDetails, model: type[BaseModel] | None) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    cause = context.get("error")
    name = str(problem["loc"][-1]) if problem["loc"] else ""
    if isinstance(cause, ToolError):
        what = cause.what.rstrip(".")
        return f"{what[:1].lower()}{what[1:]}; expected {cause.expected}" if cause.expected else what
    match kind:
        case "extra_forbidden":
            words = _unknown_key(name, problem["loc"][:-1], model)
        case "enum" | "literal_error":
            words = _one_of(str(context.get("expected", "")), problem["input"])
        case "union_tag_invalid":
            tags = [tag.strip(" '") for tag in str(context.get("expected_tags", "")).split(",")]
            words = f"there is no rule '{context.get('tag')}'" + _near(str(context.get("tag")), tags)
        case "string_pattern_mismatch":
            words = "expected small letters, digits, dots and hyphens, a letter or digit first"
        case "too_short" | "too_long":
            bound = f"least {context.get('min_length')}" if kind == "too_short" else f"most {context.get('max_length')}"
            words = f"expected at {bound} of them"
        case _ if kind in _BOUNDS:
            words = _bound(name, kind, context)
        case _:
            known = _WORDS.get(kind) or _FAMILIES.get(kind.split("_", maxsplit=1)[0])
            words = known or problem["msg"].removeprefix("Value error, ")
    return words


def _bound(name: str, kind: str, context: Mapping[str, Any]) -> str:
    limit, words = _BOUNDS[kind]
    text = f"{words} {context[limit]:g}"
    if name.startswith("tolerance") and context[limit] == 0:
        return f"{text}: a tolerance is a distance and has no sign"
    return f"{text}: a share, 0.15 for 15 %" if name.startswith("speech_share") else text


def _one_of(expected: str, given: object) -> str:
    names = [name.strip(" '") for name in expected.replace(" or ", ", ").split(",")]
    return f"expected one of {', '.join(names)}" + _near(str(given), names)


def _unknown_key(name: str, location: tuple[str | int, ...], model: type[BaseModel] | None) -> str:
    here = None if model is None else _model_at(model, location)
    if here is None:
        return "there is no such key" + _near(name, _keys_of_all(BaseModel))
    known = sorted(here.model_fields)
    near = _near(name, known)
    listed = f"; known here: {', '.join(known)}" if len(known) <= _KEYS_LISTED and not near else ""
    return f"there is no such key{near}{listed}"


def _near(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=2, cutoff=0.6) or [each for each in names if name and name in each]
    return f"; did you mean {' or '.join(near[:2])}?" if near else ""


def _keys_of_all(model: type[BaseModel]) -> set[str]:
    keys = {key for kind in model.__subclasses__() for key in _keys_of_all(kind)}
    return keys | set(model.model_fields)


def _model_at(model: type[BaseModel], location: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Return the model that a table at a place is read by; None where that is not known."""
    kind: Any = model
    for part in location:
        kind = _step(kind, part)
    found = [each for each in _members(kind) if isinstance(each, type) and issubclass(each, BaseModel)]
    return found[0] if len(found) == 1 else None


def _step(kind: Any, part: str | int) -> Any:
    """Return what a part of a place is read by: an entry of a list or table, a field, or one of several models."""
    members = _members(kind)
    for each in members:
        if isinstance(each, type) and issubclass(each, BaseModel):
            rule = each.model_fields.get("rule")
            if len(members) > 1 and rule is not None and rule.default == part:
                return each
            if part in each.model_fields:
                return each.model_fields[str(part)].annotation
        elif get_origin(each) is tuple and isinstance(part, int):
            return get_args(each)[0]
        elif get_origin(each) is dict:
            return get_args(each)[1]
    return None


def _members(kind: Any) -> list[Any]:
    """Return the kinds that a union names, without None; any other kind alone."""
    if get_origin(kind) is Annotated:
        return _members(get_args(kind)[0])
    if get_origin(kind) is Union or type(kind).__name__ == "UnionType":
        return [member for each in get_args(kind) for member in _members(each) if each is not type(None)]
    return [kind]
