"""`mixgate demo`: synthesise a small delivery to try things on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; it must be empty or not exist.")],
    seconds: Annotated[float, typer.Option("--seconds", min=10.0, max=7200.0, help="Length of the programme.")] = 60.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same delivery.")] = 1,
) -> None:
    """Synthesise a delivery: an original, its stems and M&E, dubs with and without faults, a delivery file."""
    from mixgate.demo import build_demo
    from mixgate.screens.console import make_console
    from mixgate.screens.installation import show_demo, show_demo_size
    from mixgate.screens.progress import progress_on_terminal

    messages = make_console(stderr=True)
    with progress_on_terminal() as show:
        moved = show("synthesising", 100)
        made = build_demo(
            folder,
            seconds=seconds,
            seed=seed,
            progress=lambda _name, done: moved(round(100 * done)),
            announce=lambda needed, free: show_demo_size(folder, needed, free, messages),
        )
    show_demo(made, make_console())


def warmup() -> None:
    """Compile the scan kernel now, so that the first check does not have to: for container images.

    Exit code: 0 where every later run finds it compiled, 2 where it cannot be compiled or kept.
    """
    from mixgate.screens.console import make_console
    from mixgate.screens.kernel_wording import warm_kernel

    make_console().print(f"The fast scan kernel (numba) is ready, and kept in {warm_kernel()}", soft_wrap=True)
