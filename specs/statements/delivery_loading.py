"""Reads a delivery file so that what is wrong with one mix, or with one waiver, does not stop the others.

| what is wrong lies in                 | consequence                                                       |
|---------------------------------------|-------------------------------------------------------------------|
| the TOML, the title, `[programme]`    | the file is refused: it would be wrong of every mix               |
| no entry at all, or far too many      | the same                                                          |
| one `[[files]]` entry, whatever it is | that mix is rejected, and the others are judged                   |
| one `[[waivers]]` entry               | the file is invalid, and every mix is judged without that waiver  |
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from specs.errors import DeliveryError
from specs.refusals import refusal_text, validation_faults
from specs.statements.delivery import Delivery
from specs.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from specs.refusals import FileFault
    from specs.toml_lines import KeyPath

_LISTS = ("files", "waivers")
"""Lists whose entries stand for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEntry:
    """An entry of a delivery file that cannot be used.

    Attributes:
        number: Which one of its list, from 1.
        table: What it says; empty where it is no table.
        what: What is wrong with it, with lines and keys.
    """

    number: int
    table: Mapping[str, Any]
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedDelivery:
    """A delivery file, as far as it can be used.

    Attributes:
        delivery: What it says, without what cannot be used; it may list no file then.
        files: Entries of mixes that cannot be used.
        waivers: Entries of waivers that cannot be used.
    """

    delivery: Delivery
    files: tuple[RefusedEntry, ...] = ()
    waivers: tuple[RefusedEntry, ...] = ()


def load_delivery_in_parts(path: Path) -> LoadedDelivery:
    """Load a delivery file; entries that cannot be used are set apart.

    Raises:
        DeliveryError: Missing, not TOML, or wrong in what concerns every mix; the message names file and key.
    """
    table, content = read_toml(path, DeliveryError)
    try:
        return LoadedDelivery(delivery=Delivery.model_validate(table))
    except ValidationError as error:
        faults = validation_faults(error, Delivery)
        by_entry: defaultdict[KeyPath, list[FileFault]] = defaultdict(list)
        for fault in faults:
            by_entry[fault.place[:2] if _is_of_one_entry(fault.place) else ()].append(fault)
        if () in by_entry:
            raise _refused(path, refusal_text(faults, table, content)) from error
    refused = {
        name: [
            RefusedEntry(
                number=int(place[1]) + 1,
                table=entry if isinstance(entry := table[name][place[1]], dict) else {},
                what=refusal_text(found, table, content),
            )
            for place, found in sorted(by_entry.items(), key=lambda each: int(each[0][1]))
            if place[0] == name
        ]
        for name in _LISTS
    }
    left = {
        name: [entry for number, entry in enumerate(table.get(name, ()), 1) if number not in _numbers(refused[name])]
        for name in _LISTS
    }
    delivery = Delivery.model_validate({**table, **left, "files": left["files"] or [{"path": "none"}]})
    if not left["files"]:
        delivery = delivery.model_copy(update={"files": ()})
    return LoadedDelivery(delivery=delivery, files=tuple(refused["files"]), waivers=tuple(refused["waivers"]))


def _is_of_one_entry(place: KeyPath) -> bool:
    return len(place) > 1 and place[0] in _LISTS and isinstance(place[1], int)


def _numbers(refused: list[RefusedEntry]) -> set[int]:
    return {entry.number for entry in refused}


def _refused(path: Path, found: str) -> DeliveryError:
    return DeliveryError(
        "The delivery is refused.",
        where=str(path),
        found=found,
        next_step="Compare it with the JSON Schema of delivery files.",
        code="delivery.invalid",
    )


def refused_waivers(path: Path, waivers: tuple[RefusedEntry, ...]) -> DeliveryError:
    """Return the error of a delivery file with waivers that cannot be used."""
    return _refused(path, "\n    ".join(entry.what for entry in waivers))
