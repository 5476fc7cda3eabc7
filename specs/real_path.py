"""Where a path leads, for paths that others hand in."""

from __future__ import annotations

import os
from pathlib import Path


def real_path(path: Path | str) -> Path:
    """Return the absolute path with its symbolic links followed, as far as they lead anywhere.

    `Path.resolve` raises on a link that leads back to itself (RuntimeError) and on a NUL in the path (ValueError). Both
    come from others; such a path is one that does not exist, not an error of the program.
    """
    try:
        return Path(os.path.realpath(path))
    except ValueError:
        return Path(path)
