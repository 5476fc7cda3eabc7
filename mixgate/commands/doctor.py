"""`mixgate doctor`: whether this installation is whole."""

from __future__ import annotations

import typer


def doctor() -> None:
    """Say what is installed, which optional parts are there, and whether anything is in the way."""
    from mixgate.doctor import examine
    from mixgate.screens.console import make_console
    from mixgate.screens.installation import show_examination

    results = examine()
    show_examination(results, make_console())
    raise typer.Exit(0 if all(result.healthy for result in results) else 2)
