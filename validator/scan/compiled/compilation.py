"""How functions are compiled, and how long compiled code may be kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

FREE: Final = {"contract", "reassoc", "nnan", "ninf", "nsz", "arcp"}
"""For sums of finite numbers: they may be split among the lanes of a vector."""

FUSED: Final = {"contract", "nnan", "ninf", "nsz", "arcp"}
"""For filters of finite numbers: a product and a sum may be one operation, but the order of sums stays."""

_SOURCES: Final = Path(__file__).parents[1]


def compiled(function: Any = None, **options: Any) -> Any:
    """Compile for other compiled functions alone: without a way in from Python, which costs more than most of these.

    Some editions of numba describe their decorator to type checkers, each in its own way; this one is untyped.
    """
    njit: Any = numba.njit
    jit = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)
    return jit if function is None else jit(function)


def kept(make: Callable[[str], Any]) -> Any:
    """Compile with a way in from Python, without the interpreter's lock, and keep the code for the next process.

    numba knows kept code by the one source file of the function, and by what the function encloses. `make` is given the
    edition of all our sources to enclose, so that code goes out of date with any of them. Where there is nowhere to
    keep it (no folder that can be written), each process compiles for itself.
    """
    njit: Any = numba.njit
    function = make(edition())
    try:
        return njit(nogil=True, cache=True)(function)
    except (RuntimeError, OSError):
        return njit(nogil=True)(function)


def edition() -> str:
    """A digest of the sources that may be compiled in."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(_SOURCES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
