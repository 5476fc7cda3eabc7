"""The sheets that come with mixgate, kept as they were read: to read all of them is a sixth of a start.

They are kept where machine code is (`validator.scan.code_cache`), in one file that is written anew when it no longer
fits. It fits when it was made from the same sheets by the same sources with the same pydantic and Python. What is kept
is a pickle, which can run code when it is loaded, as machine code can: it is taken from the same folders and no others,
and a sheet that somebody hands in is never in it.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import pydantic

import specs
from mixgate import __version__
from specs.loader import LoadedSheet, load_shelf, shelf_contents
from validator.scan import code_cache

_FILE_NAME: Final = "sheets.kept"
_DIGEST_BYTES: Final = 32


def shelf() -> tuple[LoadedSheet, ...]:
    """Return the sheets that come with mixgate, sorted by id, from what was kept if it fits."""
    edition = _edition()
    for content in code_cache.kept(_FILE_NAME):
        if content.startswith(edition):
            with suppress(pickle.UnpicklingError, AttributeError, ImportError, EOFError):  # then they are read anew
                kept: tuple[LoadedSheet, ...] = pickle.loads(content[_DIGEST_BYTES:])  # noqa: S301  see above
                return kept
    sheets = load_shelf()
    code_cache.keep(_FILE_NAME, edition + pickle.dumps(sheets))
    return sheets


def _edition() -> bytes:
    """A digest of all that decides what the sheets are once they are read."""
    digest = hashlib.blake2b(repr((__version__, sys.version, pydantic.VERSION)).encode(), digest_size=_DIGEST_BYTES)
    for source in sorted(Path(specs.__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    for content in shelf_contents():
        digest.update(content)
    return digest.digest()
