"""A mix of which the delivery file says what cannot be: it stays a mix, so that it has a row, and cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specs.errors import MediaError
from specs.real_path import real_path
from specs.statements.delivery import DeliveredFile
from specs.vocabulary import MixKind
from validator.containers.facts import printable_name
from validator.delivery.ingest.mixes import Mix, place_of
from validator.delivery.ingest.names_on_disk import place_on_disk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from specs.statements.statement import Statement


def faulty_mix(table: Mapping[str, Any], number: int, what: str, stated: Statement, file: Path) -> Mix:
    """Return the mix of an entry that cannot be used, with what of the entry can be.

    Args:
        table: The entry.
        number: Which one it is, from 1.
        what: What is wrong with it.
        stated: What is stated about every mix of the delivery.
        file: The delivery file.
    """
    folder = file.parent
    names = _names(table)
    paths = tuple(place_on_disk(folder, name) for name in names)
    inside = tuple(path for path in paths if real_path(path).is_relative_to(real_path(folder)))
    usable = {name: table[name] for name in ("kind", "language", "version", "name") if _is_usable(name, table)}
    entry = DeliveredFile.model_validate({"path": "none", **usable})
    identity = place_of(inside, folder) if inside else _said(table) or f"{file.name}, entry {number}"
    return Mix(
        statement=stated.model_copy(
            update={
                "path": printable_name(identity),
                "name": printable_name(entry.name or identity) if entry.name or not inside else None,
                "kind": entry.kind if entry.kind is not MixKind.OPTIONAL else MixKind.PRINTMASTER,
                "language": entry.language,
                "version": entry.version,
            }
        ),
        # Sound that it names is listed; where it names none in the folder, it is told of the delivery file itself.
        paths=inside or (file,),
        fault=MediaError("The entry cannot be used.", where=str(file), found=what, code="delivery.entry-invalid"),
    )


def _names(table: Mapping[str, Any]) -> Sequence[str]:
    """The files that an entry names inside the folder."""
    channels = table.get("channels")
    said = [table.get("path"), *(channels.values() if isinstance(channels, dict) else ())]
    return [name for name in said if isinstance(name, str) and _is_usable("path", {"path": name})]


def _said(table: Mapping[str, Any]) -> str | None:
    """What an entry gives as its path, whatever it is; None where it gives none."""
    path = table.get("path")
    return path if isinstance(path, str) and path else None


def _is_usable(name: str, table: Mapping[str, Any]) -> bool:
    """Say whether a value of an entry can be used whatever else is wrong with it."""
    from pydantic import ValidationError

    if name not in table:
        return False
    try:
        DeliveredFile.model_validate({"path": "none", name: table[name]})
    except ValidationError:
        return False
    return True
