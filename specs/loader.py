"""Reads sheets and deliveries from TOML, and says exactly what is wrong with a bad one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tomli
from pydantic import ValidationError

from specs.errors import SheetError
from specs.sheet import Sheet
from specs.toml_files import read_toml
from specs.user_sheets import user_sheet_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

NEAR_SHEETS: Final = 5
"""So many sheets are named to whoever named none: the clients with the most sheets here have ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSheet:
    """A sheet, and what its file was.

    Attributes:
        sheet: The sheet.
        digest: SHA-256 of its file.
        own_file: Where it lies, if it is one of the user's own folder; None for every other.
    """

    sheet: Sheet
    digest: str
    own_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EverySheet:
    """Every sheet that can be asked for by its id.

    Attributes:
        loaded: Those that come with mixgate and the user's own, sorted by id.
        faults: What is wrong with those of the user's own that are refused; one error each.
    """

    loaded: tuple[LoadedSheet, ...]
    faults: tuple[SheetError, ...]


def sheet_names() -> tuple[str, ...]:
    """Return the ids of the sheets that come with mixgate, sorted."""
    return tuple(sorted(_shelf()))


def load_shelf() -> tuple[LoadedSheet, ...]:
    """Load the sheets that come with mixgate, sorted by id."""
    shelf = _shelf()
    return tuple(_read(_SheetFile(name, shelf[name], named_by_id=True)) for name in sorted(shelf))


def shelf_contents() -> Iterator[bytes]:
    """Return the name and the bytes of each sheet that comes with mixgate, sorted by name: what `load_shelf` reads."""
    for name, entry in sorted(_shelf().items()):
        yield name.encode()
        yield entry.read_bytes()


def load_every_sheet(shelf: Iterable[LoadedSheet] | None = None) -> EverySheet:
    """Load the sheets that come with mixgate and the user's own; one that is refused costs none of the others.

    Args:
        shelf: Those that come with mixgate, where they are loaded already; None loads them.
    """
    loaded = list(load_shelf() if shelf is None else shelf)
    faults: list[SheetError] = []
    try:
        own = user_sheet_files()
    except SheetError as error:
        return EverySheet(loaded=tuple(loaded), faults=(error,))
    for name, path in own.items():
        try:
            loaded.append(_read_own(name, path))
        except SheetError as error:
            faults.append(error)
    return EverySheet(loaded=tuple(sorted(loaded, key=lambda one: one.sheet.id)), faults=tuple(faults))


def load_sheet(name: str) -> LoadedSheet:
    """Load a sheet by id, or by path where the name ends in `.toml`.

    An id is looked for among the sheets that come with mixgate, then in the folder of the user's own.

    Raises:
        SheetError: No such sheet, or a sheet that is refused; the message names file and key.
    """
    source = _source(name)
    return _read_own(name, source.path) if isinstance(source.path, Path) and source.is_own else _read(source)


def _read_own(name: str, path: Path) -> LoadedSheet:
    """Read a sheet of the user's own folder.

    Raises:
        SheetError: It is refused, or it takes the id of one that comes with mixgate, which would change what that id
            means to everybody else.
    """
    if name in _shelf():
        raise SheetError(
            "A sheet of your own has the id of one that comes with mixgate.",
            where=str(path),
            found=name,
            next_step="Give the sheet and its file another id.",
            code="sheet.id-taken",
        )
    loaded = _read(_SheetFile(path.name, path, named_by_id=True))
    return replace(loaded, own_file=path)


def check_sheet_text(text: str, where: str) -> Sheet:
    """Return the sheet that a TOML text holds.

    Args:
        text: Of the file.
        where: Where it comes from, for the error.

    Raises:
        SheetError: It is refused.
    """
    table = tomli.loads(text)
    try:
        return Sheet.model_validate(table)
    except ValidationError as error:
        faults = _faults(error, table, text.encode())
        raise SheetError("The sheet is refused.", where=where, found=faults, code="sheet.invalid") from error


@dataclass(frozen=True, slots=True)
class _SheetFile:
    name: str
    path: Path | Traversable
    named_by_id: bool
    is_own: bool = False


def _shelf() -> dict[str, Traversable]:
    folder = files("specs") / "sheets"
    return {entry.name.removesuffix(".toml"): entry for entry in folder.iterdir() if entry.name.endswith(".toml")}


def _source(name: str) -> _SheetFile:
    if name.endswith(".toml"):
        return _SheetFile(name, Path(name), named_by_id=False)
    shelf = _shelf()
    if name in shelf:
        return _SheetFile(f"{name}.toml", shelf[name], named_by_id=True)
    own = user_sheet_files()
    if name in own:
        return _SheetFile(own[name].name, own[name], named_by_id=True, is_own=True)
    from specs.listings.find import find_sheets  # noqa: PLC0415  it reads the whole shelf, which only a wrong name needs

    near = [found.sheet.id for found in find_sheets(name.replace("-", " "))][:NEAR_SHEETS]
    near = near or difflib.get_close_matches(name, shelf, n=3, cutoff=0.6)
    raise SheetError(
        "There is no such sheet.",
        found=name,
        expected=f"one of {', '.join(near)}" if near else "a sheet id, or the path of a .toml file",
        next_step="List the sheets, and choose one.",
        code="sheet.not-found",
    )


def _read(source: _SheetFile) -> LoadedSheet:
    table, content = read_toml(source.path, SheetError)
    try:
        sheet = Sheet.model_validate(table)
    except ValidationError as error:
        raise SheetError(
            "The sheet is refused.",
            where=str(source.path),
            found=_faults(error, table, content),
            next_step="Compare it with the JSON Schema of sheets.",
            code="sheet.invalid",
        ) from error
    if source.named_by_id and sheet.id != source.name.removesuffix(".toml"):
        raise SheetError(
            "A sheet's file has the name of its id.",
            where=str(source.path) if isinstance(source.path, Path) else source.name,
            found=sheet.id,
            expected=source.name.removesuffix(".toml"),
        )
    return LoadedSheet(sheet=sheet, digest=sha256(content).hexdigest())


def _faults(error: ValidationError, table: dict[str, Any], content: bytes) -> str:
    from specs.refusals import refusal_text, sheet_faults, validation_faults  # noqa: PLC0415  as above

    return refusal_text([*sheet_faults(table), *validation_faults(error, Sheet)], table, content)
