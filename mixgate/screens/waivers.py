"""What the terminal shows of a waiver that was granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from mixgate.screens.console import Words
from mixgate.signed import ENDING
from validator.judging.waivers import waiver_text
from validator.reporters.report_wording import rule_title

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from specs.statements.waiver import Waiver


def show_waiver(waiver: Waiver, file: Path, console: Console) -> None:
    """Show what was forgiven, on which terms, and what to type to have it count.

    Args:
        waiver: As it was written.
        file: Where.
        console: Where to.
    """
    name = waiver.about if waiver.rule is None else f"{rule_title(waiver.rule)} [{waiver.rule}]"
    place = f" of {waiver.file}" if waiver.file is not None else ""
    console.print(Words(f"Waived: {name}{place}, {waiver.fingerprint}.", hanging=2))
    console.print(Words(f"  {waiver_text(waiver)}", hanging=4))
    console.print(Text(f"Written to {file}. To have it count: --waivers {file}"), soft_wrap=True)


def show_signature(file: Path, signature: Path | None, console: Console) -> None:
    """Say where the signature of a file of waivers lies; or that one beside it no longer holds.

    Args:
        file: The file.
        signature: The signature that was made; None where none was.
        console: Where to.
    """
    if signature is not None:
        console.print(Text(f"Signed: {signature}. To demand it: --waivers-key KEY"), soft_wrap=True)
    elif file.with_name(file.name + ENDING).exists():
        console.print(Words("The signature beside it no longer holds: sign the file again with --sign.", hanging=2))
