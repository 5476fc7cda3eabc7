"""The screen of `mixgate init`: what was assumed, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from mixgate.screens.console import Words
from specs.counting import count_of
from validator.catalogue import say
from validator.containers.facts import printable_name

if TYPE_CHECKING:
    from rich.console import Console

    from specs.statements.delivery import DeliveredFile
    from validator.delivery.ingest.proposal import Proposal


def show_proposal(proposal: Proposal, target: str | None, console: Console) -> None:
    """Show what a proposal says of each file, and what it rests on.

    Args:
        proposal: The proposal.
        target: Where it was written; None for standard output.
        console: Where to show it.
    """
    delivery = proposal.delivery
    facts = Table(box=None, pad_edge=False, show_header=False)
    for key, value in (
        ("title", delivery.title),
        ("original_language", delivery.original_language),
        *((f"programme.{key}", getattr(delivery.programme, key)) for key in _PROGRAMME),
    ):
        reasons = [say(entry.reason) for entry in proposal.of(key)]
        if value is not None or reasons:
            label = key.removeprefix("programme.").replace("_", " ")
            facts.add_row(label, Text("not stated" if value is None else str(value)), Text("; ".join(reasons)))
    console.print(facts)
    console.print()
    console.print(_files(proposal))
    console.print()
    for place in proposal.unreadable:
        console.print(Words(f"{printable_name(str(place.path))}: {say(place.reason)}", hanging=2))
    where = "" if target is None else f" in {printable_name(target)}"
    count = len(delivery.files)
    noun = "mix" if count == 1 else "mixes"
    console.print(Words(f"{count} {noun}{where}. Read it before you use it: every guess is marked '# assumed'."))


_PROGRAMME: Final = ("picture_rate", "start_timecode", "duration_frames")

_PLAIN: Final = frozenset({"proposal.from-file-name", "proposal.from-folder-name", "proposal.channels-from-names"})
"""Reasons that the name in the row shows by itself."""


def _files(proposal: Proposal) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("File", "Kind", "Language", "Layout", "Also assumed"):
        table.add_column(column, overflow="fold")
    for place, file in enumerate(proposal.delivery.files):
        key = f"files.{place}"
        assumed = [
            f"{entry.key.removeprefix(key).lstrip('.')}: {say(entry.reason)}".removeprefix(": ")
            for entry in proposal.fields
            if entry.assumed
            and entry.reason.code not in _PLAIN
            and (entry.key == key or entry.key.startswith(f"{key}."))
        ]
        cells = (_name(file), file.kind.value, file.language or "-", file.layout or "-", "\n".join(assumed))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _name(file: DeliveredFile) -> str:
    if file.path is not None:
        return file.path
    paths = list((file.channels or {}).values())
    return f"{paths[0]}, {count_of(len(paths), 'file', 'files')}"
