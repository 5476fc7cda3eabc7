"""What is installed, and what the demo made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mixgate.screens.console import plain_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from mixgate.demo import DemoDelivery
    from mixgate.doctor import Examined


def show_examination(results: Sequence[Examined], console: Console) -> None:
    """Show what was found of the installation."""
    table = plain_table("Part", "State", "Found")
    for result in results:
        table.add_row(result.name, "ok" if result.healthy else "FAULT", result.text)
    console.print(table)


def show_demo_size(folder: Path, needed_bytes: int, free_bytes: int, console: Console) -> None:
    """Say how much the demo writes, before it does."""
    megabytes, free_megabytes = (round(count / 1e6) for count in (needed_bytes, free_bytes))
    console.print(f"Writing {megabytes} MB of sound to {folder}, where {free_megabytes} MB are free.", soft_wrap=True)


DEMO_SHEET: Final = "netflix-dub"
"""The sheet the demo is made for: what FAULTS.md calls clean is acceptable to it, and the faulty dubs are not."""


def show_demo(made: DemoDelivery, console: Console) -> None:
    """Show what was synthesised and what to try."""
    console.print(f"Synthesised a delivery in {made.folder}.")
    console.print(f"Planted faults are listed in {made.folder / 'FAULTS.md'}.")
    console.print()
    console.print(
        "Try (what FAULTS.md calls clean is acceptable; a fault that the sheet does not ask about is noticed):"
    )
    console.print(f"  mixgate check {made.folder} --sheet {DEMO_SHEET} -q", soft_wrap=True)
    console.print("  mixgate sheets list")
