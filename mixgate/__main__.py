"""Runs the command line, as `mixgate` and as `python -m mixgate`."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final

from mixgate.own_packages import foreign_package

OBJECTS_BEFORE_A_COLLECTION: Final = 200_000
"""New objects, less those that are gone, after which the garbage collector looks for cycles. At Python's own 700 it
looks through what a start has loaded again and again, and takes a sixth of a short run; at 50,000 twice, for 50 ms.
Peak memory is the same (measured: ten minutes of 5.1, and saved measurements against all sheets)."""


def main() -> None:
    """Run the command line as a process does; exit code 2 where it would run with packages of another program."""
    gc.set_threshold(OBJECTS_BEFORE_A_COLLECTION)
    # Plug-ins of other programs have no say in what is read here, and looking for them takes 25 ms of a start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Small products of matrices are all there is, and threads that wait for the next one take a tenth of a short run.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    problem = foreign_package()
    if problem is not None:
        sys.stderr.write(f"error: {problem}\n  next step: Install mixgate into an environment of its own (pipx, uv).\n")
        sys.exit(2)
    from mixgate.cli import run

    try:
        run()
    finally:
        gc.freeze()  # at its end Python would look for cycles once more, though all of the process is about to go


if __name__ == "__main__":
    main()
