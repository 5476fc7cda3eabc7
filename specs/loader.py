"""Reads sheets and deliveries from TOML, resolves `extends`, and says exactly what is wrong with a bad one."""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from specs.errors import SheetError, ToolError
from specs.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

MAXIMUM_FILE_BYTES: Final = 4 * 1024 * 1024
"""A sheet or delivery longer than this is a mistake: the longest published one transcribes to about 60 kB."""

MAXIMUM_EXTENDS: Final = 2
"""Base, publisher, variant: deeper, and it is no longer clear where a figure comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSheet:
    """A sheet, and where it came from.

    Attributes:
        sheet: The resolved sheet.
        digest: SHA-256 of the files it was made of, in order.
        origins: Sheet file that each requirement came from, by `deliverable/key`.
        files: The files read, the sheet's own first.
    """

    sheet: Sheet
    digest: str
    origins: Mapping[str, str]
    files: tuple[str, ...]


def sheet_names() -> tuple[str, ...]:
    """Return the ids of the sheets that come with mixgate, sorted."""
    return tuple(sorted(_shelf()))


def load_sheet(name: str) -> LoadedSheet:
    """Load a sheet by id, or by path where the name ends in `.toml`.

    Raises:
        SheetError: No such sheet, or a sheet that is refused; the message names file and key.
    """
    return _resolve(_source(name))


def validation_problems(error: ValidationError) -> str:
    """Return the problems of a refused file, one per line, each with its key and the value found."""
    from specs.refusals import refusal_text, validation_faults  # noqa: PLC0415  only a refused file needs it

    return refusal_text(validation_faults(error), {}, ())


def read_toml(path: Path | Traversable, error_class: type[ToolError]) -> tuple[dict[str, Any], bytes]:
    """Read a TOML file.

    Returns:
        The table and the bytes it was read from.

    Raises:
        ToolError: Of the class given, when the file is missing, too long, not UTF-8 or not TOML.
    """
    try:
        if not path.is_file():
            raise error_class("There is no such file.", where=str(path), next_step="Check the path.")
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_FILE_BYTES + 1)
    except OSError as error:
        raise error_class("The file could not be read.", where=str(path), found=error.strerror) from error
    if len(content) > MAXIMUM_FILE_BYTES:
        raise error_class("The file is too long.", where=str(path), expected=f"at most {MAXIMUM_FILE_BYTES} bytes")
    try:
        return tomllib.loads(content.decode("utf-8-sig")), content
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, an integer longer than Python reads, too deep
        raise error_class("The file is not valid TOML.", where=str(path), found=str(error)) from error


@dataclass(frozen=True, slots=True)
class _SheetFile:
    name: str
    path: Path | Traversable
    on_shelf: bool


def _shelf() -> dict[str, Traversable]:
    folder = files("specs") / "sheets"
    return {entry.name.removesuffix(".toml"): entry for entry in folder.iterdir() if entry.name.endswith(".toml")}


def _source(name: str, beside: Path | None = None) -> _SheetFile:
    """Find a sheet; a path in `extends` is relative to the sheet that names it."""
    if name.endswith(".toml"):
        path = Path(name)
        place = path if beside is None or path.is_absolute() else beside / path
        return _SheetFile(name, Path(os.path.normpath(place)), on_shelf=False)
    shelf = _shelf()
    if name in shelf:
        return _SheetFile(f"{name}.toml", shelf[name], on_shelf=True)
    near = difflib.get_close_matches(name, shelf, n=3, cutoff=0.4)
    raise SheetError(
        "There is no such sheet.",
        found=name,
        expected=f"one of {', '.join(near)}" if near else "a sheet id, or the path of a .toml file",
        next_step="List the sheets, and choose one.",
        code="sheet.not-found",
    )


def _resolve(source: _SheetFile) -> LoadedSheet:
    table, origins, contents, names = _merged(source, ())
    try:
        sheet = Sheet.model_validate(table)
    except ValidationError as error:
        raise SheetError(
            "The sheet is refused.",
            where=str(source.path),
            found=_faults(error, table, names, contents),
            next_step="Compare it with the JSON Schema of sheets.",
            code="sheet.invalid",
        ) from error
    if source.on_shelf and sheet.id != source.name.removesuffix(".toml"):
        raise SheetError(
            "A sheet's file has the name of its id.",
            where=source.name,
            found=sheet.id,
            expected=source.name.removesuffix(".toml"),
        )
    return LoadedSheet(sheet=sheet, digest=sha256(b"\0".join(contents)).hexdigest(), origins=origins, files=names)


def _faults(error: ValidationError, table: dict[str, Any], names: tuple[str, ...], contents: list[bytes]) -> str:
    from specs.refusals import SourceText, refusal_text, sheet_faults, validation_faults  # noqa: PLC0415  as above

    sources = [SourceText(name=name, content=content) for name, content in zip(names, contents, strict=True)]
    return refusal_text([*sheet_faults(table), *validation_faults(error, Sheet)], table, sources)


def _merged(
    source: _SheetFile, seen: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, str], list[bytes], tuple[str, ...]]:
    if str(source.path) in seen:
        raise SheetError("Sheets extend each other in a circle.", found=" -> ".join((*seen, str(source.path))))
    if len(seen) > MAXIMUM_EXTENDS:
        raise SheetError(
            "Sheets extend each other too deeply.",
            found=" -> ".join((*seen, str(source.path))),
            expected=f"at most {MAXIMUM_EXTENDS} levels",
        )
    table, content = read_toml(source.path, SheetError)
    base_name = table.pop("extends", None)
    where = str(source.path)
    if base_name is None:
        for name, entry in _deliverables(table, where).items():
            _refuse_removes(entry, f"{where}, deliverables.{name}.removes")
        return table, _origins(table, source.name, where), [content], (source.name,)
    if not isinstance(base_name, str):
        raise SheetError("'extends' names one sheet.", where=where, found=repr(base_name))
    beside = source.path.parent if isinstance(source.path, Path) and not source.on_shelf else None
    base, origins, contents, names = _merged(_source(base_name, beside), (*seen, where))
    merged = _merge(base, table, where)
    kept = {key: origin for key, origin in origins.items() if key in _origins(merged, "", where)}
    return merged, kept | _origins(table, source.name, where), [content, *contents], (source.name, *names)


def _merge(base: dict[str, Any], own: dict[str, Any], where: str) -> dict[str, Any]:
    """Lay a sheet over its base: a requirement is replaced whole, by key, so no figure keeps an old source.

    Neither id nor note is inherited: a report must not call a changed sheet by the name of the one it was made from,
    and what a note says of a text need not be true of another. Documents of the base that nothing names any more stay
    behind. What a demand notes comes with the demand.
    """
    deliverables = _deliverables(base, where)
    for name, table in _deliverables(own, where).items():
        place = f"{where}, deliverables.{name}"
        if name not in deliverables:
            _refuse_removes(table, f"{place}.removes")
            deliverables[name] = table
            continue
        below = deliverables[name]
        records = _records(below, place)
        for key in _removed(table, place):
            if key not in records:
                raise SheetError(
                    "'removes' names a requirement that the base does not have.",
                    where=f"{place}.removes",
                    found=str(key),
                    expected=f"one of {', '.join(records)}",
                )
            del records[key]
        records |= _records(table, place)
        deliverables[name] = below | table | {"requirements": list(records.values())}
    inherited = {key: value for key, value in base.items() if key not in {"id", "note"}}
    named = set(_words((deliverables, own.get("note"))))
    below = {name: document for name, document in _table(base, "documents", where).items() if name in named}
    documents = below | _table(own, "documents", where)
    return inherited | own | {"documents": documents, "deliverables": deliverables}


def _words(value: object) -> Iterator[str]:
    """Yield every word of a table or list, at any depth."""
    if isinstance(value, str):
        yield from (word.strip(".,;:()'") for word in value.split())
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _words(item)


def _removed(table: dict[str, Any], place: str) -> list[str]:
    """Take the keys that a deliverable removes from its base out of its table."""
    keys = table.pop("removes", [])
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise SheetError("'removes' is a list of keys.", where=f"{place}.removes", found=repr(keys))
    return keys


def _refuse_removes(entry: dict[str, Any], where: str) -> None:
    if "removes" in entry:
        raise SheetError("'removes' needs a base that has this deliverable.", where=where)


def _table(table: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise SheetError(f"'{key}' is a table.", where=f"{where}, {key}", found=repr(found)[:80])
    return found


def _deliverables(table: dict[str, Any], where: str) -> dict[str, dict[str, Any]]:
    deliverables = _table(table, "deliverables", where)
    return {name: _table(deliverables, name, f"{where}, deliverables") for name in deliverables}


def _records(entry: dict[str, Any], place: str) -> dict[str, dict[str, Any]]:
    """Return the requirements of a deliverable by key."""
    found = entry.get("requirements", [])
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise SheetError("'requirements' is a list of tables.", where=f"{place}.requirements")
    records: dict[str, dict[str, Any]] = {}
    for number, record in enumerate(found, 1):
        key = str(record.get("key") or record.get("rule") or f"number {number}")
        # A second one of the same key is kept beside the first, for the sheet to be refused for it.
        records[f"{key}, number {number}" if key in records else key] = record
    return records


def _origins(table: dict[str, Any], name: str, where: str) -> dict[str, str]:
    return {
        f"{deliverable}/{key}": name
        for deliverable, entry in _deliverables(table, where).items()
        for key in _records(entry, f"{where}, deliverables.{deliverable}")
    }
