"""The compiled loops as machine code: made once for a machine, kept in a file, and loaded without numba.

numba takes 0.4 s to load and several seconds to compile; the machine code it makes takes 0.04 s to load through
llvmlite, the part of numba that reads it. A file is known by the sources, the processor and the edition of llvmlite; it
holds its own digest, and whatever is not whole, or is whole and cannot be loaded, is made anew (`code_cache`).

numba and llvmlite change with every edition, and some of what is used here is not promised by them. So this is their
door: whatever they raise leaves it as a `KernelError` with a reason.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import llvmlite  # type: ignore[import-untyped, unused-ignore]
from llvmlite import binding

from validator.scan import code_cache
from validator.scan.kernel import KernelError, foreign_errors

if TYPE_CHECKING:
    from collections.abc import Callable

_SOURCES: Final = Path(__file__).parent
_KIND: Final = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.POINTER(ctypes.c_int64), ctypes.c_void_p, ctypes.c_void_p)
"""Status, of address of the result, of nothing, of address of the numbers."""


class Unit(NamedTuple):
    """Loops that are compiled, kept and loaded together.

    kept_as: How the name of its file begins.
    symbol: What its object file calls it.
    module, maker: Where it is compiled, and the function there that takes the symbol and the machine.
    """

    kept_as: str
    symbol: str
    module: str
    maker: str


GRANULE: Final = Unit("granule", "mixgate_hear_granule", "validator.scan.compiled.entry_point", "granule_code")
"""The loop over one granule: a scan."""

LANES: Final = Unit("lanes", "mixgate_lanes_of_piece", "validator.scan.compiled.lanes", "lanes_code")
"""The loop over a piece of lanes, in a file of its own: a scan alone does not load it."""


@cache
def granule_function() -> Callable[[int], int]:
    """The compiled loop over one granule, compiled now if no machine code of it is kept.

    It takes the address of the numbers of `kernel_arguments` and returns how many samples were not finite. While
    it runs, Python's other threads do.

    Raises:
        KernelError: It cannot be compiled or loaded here.
    """
    return _function(GRANULE)


@cache
def lanes_function() -> Callable[[int], int]:
    """The compiled loop over a piece of lanes, compiled now if no machine code of it is kept.

    It takes the address of the numbers of `lane_arguments` and returns how many samples of the lanes it made.

    Raises:
        KernelError: It cannot be compiled or loaded here.
    """
    return _function(LANES)


def _function(unit: Unit) -> Callable[[int], int]:
    with foreign_errors("loading-failed"):
        machine, known_as = _machine(unit)
        _linker(machine)  # where there is none, nothing need be compiled
    for code in code_cache.kept(known_as):
        with suppress(KernelError):  # what is whole and cannot be loaded is made anew
            return _loaded(code, machine, unit)
    with foreign_errors("compiling-failed"):
        made = _compiled(machine, unit)
    function = _loaded(made, machine, unit)
    code_cache.keep(known_as, made)
    return function


def _loaded(code: bytes, machine: Any, unit: Unit) -> Callable[[int], int]:
    """The compiled loop of an object file, linked into this process.

    LLVM's older loader (MCJIT) ends the process where something is missing; this one (ORC's LLJIT) says so.

    Raises:
        KernelError: It cannot be loaded.
    """
    with foreign_errors("loading-failed"):
        linker, library = _linker(machine)
        library.add_object_img(code).add_current_process().export_symbol(unit.symbol)
        linked = library.link(linker, unit.symbol)
        return partial(_called, (linker, linked), _KIND(linked[unit.symbol]))


def _linker(machine: Any) -> tuple[Any, Any]:
    """What links object files into this process, and a list of files to link, still empty."""
    return binding.create_lljit_compiler(machine), binding.JITLibraryBuilder()


def _called(_library: Any, function: Any, numbers: int) -> int:
    """Call the compiled loop; the library comes along because the code lives only as long as it does."""
    result = ctypes.c_int64()
    if function(ctypes.byref(result), None, numbers):
        raise RuntimeError("the compiled loop raised, which it has no way to")
    return result.value


def _compiled(machine: Any, unit: Unit) -> bytes:
    """What numba makes of the loops; it is loaded for this alone."""
    collecting = gc.isenabled()
    gc.disable()  # a compiler makes millions of objects, and looking through them again and again finds little to free
    try:
        code: bytes = getattr(import_module(unit.module), unit.maker)(unit.symbol, machine)
    finally:
        if collecting:
            gc.enable()
    return code


def kept_at(unit: Unit = GRANULE) -> Path | None:
    """The file that holds the machine code for this machine; None where none is kept.

    Raises:
        KernelError: llvmlite cannot describe this machine.
    """
    with foreign_errors("loading-failed"):
        _, known_as = _machine(unit)
    return code_cache.kept_at(known_as)


def compiles_each_time(unit: Unit = GRANULE) -> bool:
    """Whether every process has to compile: nothing is kept, and no folder takes what would be made.

    Raises:
        KernelError: llvmlite cannot describe this machine.
    """
    return kept_at(unit) is None and code_cache.writable_folder() is None


def edition() -> str:
    """A digest of the sources that may be compiled in."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(_SOURCES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _machine(unit: Unit = GRANULE) -> tuple[Any, str]:
    """This machine as llvmlite describes it, and the name of the file that holds loops for it."""
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    triple, processor = binding.get_process_triple(), binding.get_host_cpu_name()
    features = binding.get_host_cpu_features().flatten()
    known = f"{edition()}\n{llvmlite.__version__}\n{triple}\n{processor}\n{features}"
    machine = binding.Target.from_triple(triple).create_target_machine(
        cpu=processor, features=features, opt=3, jit=True, codemodel="jitdefault"
    )
    return machine, f"{unit.kept_as}-{hashlib.blake2b(known.encode(), digest_size=12).hexdigest()}.code"
