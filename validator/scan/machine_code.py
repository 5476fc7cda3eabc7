"""The compiled loops as machine code: made once for a machine, kept in a file, and loaded without numba.

numba takes 0.4 s to load and several seconds to compile; the machine code it makes takes 0.04 s to load through
llvmlite, the part of numba that reads it. A file is known by the sources, the processor and the edition of llvmlite; it
holds its own digest, and whatever is not whole is made anew.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import os
import sys
import tempfile
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import llvmlite  # type: ignore[import-untyped, unused-ignore]
from llvmlite import binding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER_VARIABLE: Final = "MIXGATE_CACHE_DIR"
"""Environment variable that names the folder for machine code."""

_SOURCES: Final = Path(__file__).parent
_NAME: Final = "mixgate_hear_granule"
_DIGEST_BYTES: Final = 32
_KIND: Final = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.POINTER(ctypes.c_int64), ctypes.c_void_p, ctypes.c_void_p)
"""Status, of address of the result, of nothing, of address of the numbers."""


@cache
def granule_function() -> Callable[[int], int]:
    """The compiled loop over one granule, compiled now if no machine code of it is kept.

    It takes the address of the numbers of `kernel_arguments` and returns how many samples were not finite. While
    it runs, Python's other threads do.
    """
    machine, known_as = _machine()
    code = _kept(known_as)
    if code is None:
        code = _compiled(machine)
        _keep(known_as, code)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return partial(_hear, engine, _KIND(engine.get_function_address(_NAME)))


def _hear(_engine: Any, function: Any, numbers: int) -> int:
    """Call the compiled loop; the engine comes along because the code lives only as long as it does."""
    not_finite = ctypes.c_int64()
    if function(ctypes.byref(not_finite), None, numbers):
        raise RuntimeError("the compiled loop raised, which it has no way to")
    return not_finite.value


def _compiled(machine: Any) -> bytes:
    """What numba makes of the loops; it is loaded for this alone."""
    collecting = gc.isenabled()
    gc.disable()  # a compiler makes millions of objects, and looking through them again and again finds little to free
    try:
        code: bytes = import_module("validator.scan.compiled.entry_point").granule_code(_NAME, machine)
    finally:
        if collecting:
            gc.enable()
    return code


def kept_at() -> Path | None:
    """The file that holds the machine code for this machine; None where none is kept."""
    _, known_as = _machine()
    return next((folder / known_as for folder in _folders() if _whole(folder / known_as) is not None), None)


def edition() -> str:
    """A digest of the sources that may be compiled in."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(_SOURCES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _machine() -> tuple[Any, str]:
    """This machine as llvmlite describes it, and the name of the file for it."""
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    triple, processor = binding.get_process_triple(), binding.get_host_cpu_name()
    features = binding.get_host_cpu_features().flatten()
    known = f"{edition()}\n{llvmlite.__version__}\n{triple}\n{processor}\n{features}"
    machine = binding.Target.from_triple(triple).create_target_machine(
        cpu=processor, features=features, opt=3, jit=True, codemodel="jitdefault"
    )
    return machine, f"granule-{hashlib.blake2b(known.encode(), digest_size=12).hexdigest()}.code"


def _folders() -> Iterator[Path]:
    """Where machine code may lie: where the user says, beside the sources, in the user's cache."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        yield Path(named)
        return
    yield _SOURCES / "compiled" / "__pycache__"
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA")
    else:
        home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    if home and Path(home).is_absolute():
        yield Path(home) / "mixgate"


def _kept(known_as: str) -> bytes | None:
    return next((code for folder in _folders() if (code := _whole(folder / known_as)) is not None), None)


def _whole(path: Path) -> bytes | None:
    """Machine code of a file; None where there is none, or not all of it."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, code = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return code if code and hashlib.blake2b(code, digest_size=_DIGEST_BYTES).digest() == digest else None


def _keep(known_as: str, code: bytes) -> None:
    """Write machine code to the first folder that takes it; where none does, each process compiles for itself."""
    content = hashlib.blake2b(code, digest_size=_DIGEST_BYTES).digest() + code
    for folder in _folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder, prefix="granule-", suffix=".part")
        except OSError:
            continue
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(folder / known_as)
        except OSError:
            Path(name).unlink(missing_ok=True)
            continue
        return
