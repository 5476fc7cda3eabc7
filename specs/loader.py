"""Reads sheets and deliveries from TOML, resolves `extends`, and says exactly what is wrong with a bad one."""

from __future__ import annotations

import difflib
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
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

MAXIMUM_FILE_BYTES: Final = 4 * 1024 * 1024
"""A sheet or delivery longer than this is a mistake: the longest published one transcribes to about 60 kB."""

MAXIMUM_EXTENDS: Final = 2
"""Base, publisher, variant: deeper and nobody can say where a figure comes from."""


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
    """Return the problems of a refused file, one per line, each with its key and what stood there."""
    lines = []
    for problem in error.errors(include_url=False):
        place = ".".join(str(part) for part in problem["loc"]) or "(whole file)"
        message = problem["msg"].removeprefix("Value error, ")
        shown = repr(problem["input"])
        simple = isinstance(problem["input"], str | int | float | bool)
        lines.append(f"{place}: {message}" + (f" (found {shown[:80]})" if simple else ""))
    return "\n    ".join(lines)


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
        return tomllib.loads(content.decode("utf-8")), content
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise error_class("The file is not valid TOML.", where=str(path), found=str(error)) from error


@dataclass(frozen=True, slots=True)
class _SheetFile:
    name: str
    path: Path | Traversable


def _shelf() -> dict[str, Traversable]:
    folder = files("specs") / "sheets"
    return {entry.name.removesuffix(".toml"): entry for entry in folder.iterdir() if entry.name.endswith(".toml")}


def _source(name: str, beside: Path | None = None) -> _SheetFile:
    """Find a sheet; a path in `extends` is relative to the sheet that names it."""
    if name.endswith(".toml"):
        path = Path(name)
        return _SheetFile(name, path if beside is None or path.is_absolute() else beside / path)
    shelf = _shelf()
    if name in shelf:
        return _SheetFile(f"{name}.toml", shelf[name])
    near = difflib.get_close_matches(name, shelf, n=3, cutoff=0.4)
    raise SheetError(
        "There is no such sheet.",
        found=name,
        expected=f"one of {', '.join(near)}" if near else "a sheet id, or the path of a .toml file",
        next_step="'mixgate sheets list' shows every sheet.",
    )


def _resolve(source: _SheetFile) -> LoadedSheet:
    table, origins, contents, names = _merged(source, ())
    try:
        sheet = Sheet.model_validate(table)
    except ValidationError as error:
        raise SheetError(
            "The sheet is refused.",
            where=str(source.path),
            found=validation_problems(error),
            next_step="'mixgate sheets schema' prints what a sheet may say.",
        ) from error
    if not isinstance(source.path, Path) and sheet.id != source.name.removesuffix(".toml"):
        raise SheetError(
            "A sheet's file has the name of its id.",
            where=source.name,
            found=sheet.id,
            expected=source.name.removesuffix(".toml"),
        )
    return LoadedSheet(sheet=sheet, digest=sha256(b"\0".join(contents)).hexdigest(), origins=origins, files=names)


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
    if base_name is None:
        plain = {
            name: {key: value for key, value in deliverable.items() if key != "removes"}
            for name, deliverable in _deliverables(table).items()
        }
        return _with_deliverables(table, plain), _origins(table, source.name), [content], (source.name,)
    if not isinstance(base_name, str):
        raise SheetError("'extends' names one sheet.", where=str(source.path), found=repr(base_name))
    beside = source.path.parent if isinstance(source.path, Path) else None
    base, origins, contents, names = _merged(_source(base_name, beside), (*seen, str(source.path)))
    merged = _merge(base, table, str(source.path))
    kept = {key: origin for key, origin in origins.items() if key in _origins(merged, "")}
    return merged, kept | _origins(table, source.name), [content, *contents], (source.name, *names)


def _merge(base: dict[str, Any], own: dict[str, Any], where: str) -> dict[str, Any]:
    """Lay a sheet over its base: a requirement is replaced whole, by key, so no figure keeps an old source."""
    deliverables = dict(_deliverables(base))
    for name, table in _deliverables(own).items():
        removes = table.pop("removes", []) if isinstance(table, dict) else []
        below = deliverables.get(name)
        if not isinstance(below, dict):
            deliverables[name] = table
            continue
        records = {_key(record): record for record in below.get("requirements", [])}
        for key in removes:
            if key not in records:
                raise SheetError(
                    "'removes' names a requirement that the base does not have.",
                    where=f"{where}, deliverables.{name}.removes",
                    found=str(key),
                    expected=f"one of {', '.join(records)}",
                )
            del records[key]
        records |= {_key(record): record for record in table.get("requirements", [])}
        deliverables[name] = below | table | {"requirements": list(records.values())}
    documents = base.get("documents", {}) | own.get("documents", {})
    return _with_deliverables(base | own | {"documents": documents}, deliverables)


def _deliverables(table: dict[str, Any]) -> dict[str, Any]:
    found = table.get("deliverables")
    if not isinstance(found, dict):
        return {}
    return {name: entry if isinstance(entry, dict) else {} for name, entry in found.items()}


def _with_deliverables(table: dict[str, Any], deliverables: dict[str, Any]) -> dict[str, Any]:
    return table | ({"deliverables": deliverables} if deliverables else {})


def _key(record: object) -> str:
    return str(record.get("key") or record.get("rule")) if isinstance(record, dict) else ""


def _origins(table: dict[str, Any], name: str) -> dict[str, str]:
    return {
        f"{deliverable}/{_key(record)}": name
        for deliverable, entry in _deliverables(table).items()
        for record in (entry.get("requirements", []) if isinstance(entry.get("requirements", []), list) else [])
    }
