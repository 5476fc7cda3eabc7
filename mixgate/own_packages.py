"""Whether the packages that are imported are mixgate's own: their names are general words, which others have too."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

PACKAGES: Final = ("specs", "validator", "packager", "mixgate")


def foreign_package() -> str | None:
    """Return what is wrong where another distribution stands before one of the packages; None where none does.

    Nothing is imported for it, so that it can be asked before anything of them is.
    """
    home = Path(__file__).resolve().parent.parent
    for name in PACKAGES:
        found = find_spec(name)
        place = None if found is None or found.origin is None else Path(found.origin).resolve().parent
        if place != home / name:
            return f"The package '{name}' that Python finds is not mixgate's" + (f": {place}" if place else "") + "."
    return None
