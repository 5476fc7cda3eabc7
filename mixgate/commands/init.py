"""`mixgate init`: propose a delivery file from the names and headers of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that holds the files of a delivery.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it there instead ('-' for standard output)."),
    ] = None,
) -> None:
    """Propose a delivery.toml for a folder, from names and headers; every guess in it is marked.

    Nothing is ever overwritten. Exit code: 0 written, 5 there is such a file already, 3 the folder holds no sound.
    """
    from mixgate.outputs.output import write_text
    from mixgate.outputs.overwriting import STANDARD_OUTPUT
    from mixgate.screens.console import make_console
    from mixgate.screens.proposals import show_proposal
    from specs.errors import RefusedError
    from validator.delivery.ingest.proposal import propose
    from validator.delivery.ingest.proposal_toml import to_toml

    target = str(folder / "delivery.toml") if output is None else output
    to_screen = target == STANDARD_OUTPUT
    if not to_screen and Path(target).exists():
        raise RefusedError(
            "The file is there already, and nothing is overwritten.",
            where=target,
            next_step="Move it away, or name another file with --output.",
        )
    proposal = propose(folder)
    write_text(target, to_toml(proposal))
    show_proposal(proposal, None if to_screen else target, make_console(stderr=to_screen))
