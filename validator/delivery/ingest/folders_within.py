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
BAG_DECLARATION: Final = "bagit.txt"
"""Makes a folder a bag: RFC 8493, clause 2.1.1."""


def linked_folders(folder: Path) -> Iterator[Fault]:
    """Yield the links to folders: what lies behind them is not searched, so nobody judged it."""
    for parent, folders, _ in walked(folder):
        for path in (parent / name for name in folders):
            if path.is_symlink():
                place = path.relative_to(folder).as_posix()
                yield Fault(check="delivery.linked-folder", arguments={"file": place}, place=Place(file=place))


def lists_not_read(folder: Path) -> Iterator[Fault]:
    """Yield delivery files of inner folders and declarations of bags: nobody held what they list against the files.

    | where           | delivery.toml        | bagit.txt                                           |
    |-----------------|----------------------|-----------------------------------------------------|
    | the folder      | read                 | not read: a whole package would not be a delivery   |
    | a folder within | not read             | not read                                            |
    """
    for parent, _, names in walked(folder):
        for name in names:
            if name == BAG_DECLARATION or (name == DELIVERY_FILE and parent != folder):
                place = (parent / name).relative_to(folder).as_posix()
                yield Fault(check="delivery.lists-not-read", arguments={"file": place}, place=Place(file=place))
