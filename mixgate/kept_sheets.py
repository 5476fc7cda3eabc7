"""The sheets that come with mixgate, kept as they were read: to read all of them is a sixth of a start.

They are kept where machine code is (`validator.scan.code_cache`), in one file that is written anew when it no longer
fits. It fits when it was made from the same sheets by the same sources with the same pydantic and Python. What is kept
are pickles, which can run code when they are loaded, as machine code can: they are taken from the same folders and no
others, and a sheet that somebody hands in is never among them.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pydantic

import specs
from mixgate import __version__
from specs.loader import LoadedSheet, load_sheet, load_shelf, sheet_names, shelf_contents
from validator.scan import code_cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FILE_NAME: Final = "sheets.kept"
_DIGEST_BYTES: Final = 32


def shelf() -> tuple[LoadedSheet, ...]:
    """Return the sheets that come with mixgate, sorted by id, from what was kept if it fits."""
    edition = _edition()
    kept = _kept(edition)
    if sorted(kept) == sorted(sheet_names()):
        with suppress(*_NOT_LOADED):
            return tuple(_loaded(kept[name]) for name in sorted(kept))
    sheets = load_shelf()
    _keep(edition, {loaded.sheet.id: pickle.dumps(loaded) for loaded in sheets})
    return sheets


def named(names: Iterable[str]) -> list[LoadedSheet]:
    """Return sheets as `load_sheet` does, those that come with mixgate from what was kept if it fits.

    Raises:
        SheetError: A sheet that does not exist or is refused.
    """
    edition = _edition()
    kept = _kept(edition)
    sheets, new = [], {}
    for name in names:
        found = None
        with suppress(*_NOT_LOADED):
            found = _loaded(kept[name])
        if found is None:
            found = load_sheet(name)
            if name in sheet_names():
                new[name] = pickle.dumps(found)
        sheets.append(found)
    if new:
        _keep(edition, {**kept, **new})
    return sheets


_NOT_LOADED: Final = (KeyError, pickle.UnpicklingError, AttributeError, ImportError, EOFError)
"""It is not among what was kept, or it cannot be loaded: then it is read anew."""


def _loaded(pickled: bytes) -> LoadedSheet:
    found: LoadedSheet = pickle.loads(pickled)  # noqa: S301  see the top of this module
    return found


def _kept(edition: bytes) -> dict[str, bytes]:
    """Return pickles of sheets by id; empty where none are kept that fit."""
    for content in code_cache.kept(_FILE_NAME):
        if content.startswith(edition):
            with suppress(*_NOT_LOADED):
                kept: dict[str, Any] = pickle.loads(content[_DIGEST_BYTES:])  # noqa: S301  see the top of this module
                return kept
    return {}


def _keep(edition: bytes, sheets: Mapping[str, bytes]) -> None:
    code_cache.keep(_FILE_NAME, edition + pickle.dumps(sheets))


def _edition() -> bytes:
    """A digest of all that decides what the sheets are once they are read."""
    digest = hashlib.blake2b(repr((__version__, sys.version, pydantic.VERSION)).encode(), digest_size=_DIGEST_BYTES)
    for source in sorted(Path(specs.__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    for content in shelf_contents():
        digest.update(content)
    return digest.digest()
