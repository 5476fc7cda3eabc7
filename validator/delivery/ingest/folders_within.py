"""Places within a delivery that have a word of their own: other deliveries, bags, and links that are not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance import Fault
from validator.delivery.ingest.hidden_places import walked
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DELIVERY_FILE: Final = "delivery.toml"
_WITH_AN_ENDING: Final = "delivery.toml.txt"
"""What an editor that hides endings makes of a delivery file."""

BAG_DECLARATION: Final = "bagit.txt"
"""Makes a folder a bag: RFC 8493, clause 2.1.1."""

_DECLARATIONS: Final = frozenset({BAG_DECLARATION, "assetmap.xml", "assetmap"})
"""Make a folder a package, in small letters: also the asset map of an IMF package or a DCP (SMPTE ST 429-9)."""


def delivery_file_in(folder: Path) -> Path | None:
    """Return the delivery file of a folder, in capitals too, as other systems make no difference; None for none."""
    try:
        found = [path for path in folder.iterdir() if path.name.casefold() == DELIVERY_FILE and path.is_file()]
    except OSError:
        return None  # what is no folder, or cannot be searched, is told when it is read
    return min(found, key=lambda path: (path.name != DELIVERY_FILE, path.name), default=None)


def linked_folders(folder: Path) -> Iterator[Fault]:
    """Yield the links to folders: what lies behind them is not searched, so nobody judged it."""
    for parent, folders, _ in walked(folder):
        for path in (parent / name for name in folders):
            if path.is_symlink():
                place = path.relative_to(folder).as_posix()
                yield Fault(check="delivery.linked-folder", arguments={"file": place}, place=Place(file=place))


def lists_not_read(folder: Path) -> Iterator[Fault]:
    """Yield delivery files of inner folders and declarations of packages: nobody held what they list against the files.

    | where           | delivery.toml                     | bagit.txt, ASSETMAP.xml                           |
    |-----------------|-----------------------------------|---------------------------------------------------|
    | the folder      | read; not a second one in         | not read: a whole package would not be a delivery |
    |                 | capitals, nor `delivery.toml.txt` |                                                   |
    | a folder within | not read                          | not read                                          |
    """
    read = delivery_file_in(folder)
    for parent, _, names in walked(folder):
        for name in names:
            is_delivery_file = name.casefold() in {DELIVERY_FILE, _WITH_AN_ENDING} and parent / name != read
            if name.casefold() in _DECLARATIONS or is_delivery_file:
                place = (parent / name).relative_to(folder).as_posix()
                yield Fault(check="delivery.lists-not-read", arguments={"file": place}, place=Place(file=place))
