"""How functions are compiled, and how they become machine code that runs without their compiler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numba
from llvmlite import binding, ir  # type: ignore[import-untyped, unused-ignore]

if TYPE_CHECKING:
    from collections.abc import Callable

FREE: Final = {"contract", "reassoc", "nnan", "ninf", "nsz", "arcp"}
"""For sums of finite numbers: they may be split among the lanes of a vector."""

FUSED: Final = {"contract", "nnan", "ninf", "nsz", "arcp"}
"""For filters of finite numbers: a product and a sum may be one operation, but the order of sums stays."""

_ENTRY_ARGUMENTS: Final = 3
"""Of the compiled function with one argument: where the result goes, where an exception would go, the argument."""


def compiled(function: Any = None, **options: Any) -> Any:
    """Compile for other compiled functions alone: without a way in from Python, which costs more than most of these.

    Every function is optimised together with all it calls, so each level of calls costs compiling time. What is called
    from one place alone is therefore taken into its caller (`inline="always"`), unless it has freedoms of arithmetic of
    its own, which would be lost there.

    Some editions of numba describe their decorator to type checkers, each in its own way; this one is untyped.
    """
    njit: Any = numba.njit
    jit = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)
    return jit if function is None else jit(function)


def machine_code(function: Callable[..., Any], signature: Any, name: str, machine: Any) -> bytes:
    """Compile a function with all it calls into one object file that needs nothing of Python or numba.

    Args:
        function: What to compile. It must neither raise nor own memory.
        signature: numba's types of its result and arguments.
        name: What the object file shall call it. Its first argument there is the address of the result, its second is
            not used, those of `signature` follow; it returns 0.
        machine: The machine to compile for, of llvmlite.

    Raises:
        NotImplementedError: numba would have the function called with other arguments.
    """
    dispatcher = compiled(function)
    dispatcher.compile(signature)
    only = dispatcher.overloads[dispatcher.signatures[0]]
    module = binding.parse_assembly(dispatcher.inspect_llvm(dispatcher.signatures[0]))
    module.link_in(binding.parse_assembly(str(_nobody_to_call())))
    entry = module.get_function(only.fndesc.llvm_func_name)
    if len(list(entry.arguments)) != _ENTRY_ARGUMENTS:
        # How numba hands arguments over is its own affair, and another way would overwrite memory at the first call.
        raise NotImplementedError(f"this edition of numba calls compiled code in another way: {entry.type}")
    entry.name = name
    code: bytes = machine.emit_object(module)
    return code


def _nobody_to_call() -> Any:
    """The one function of numba's runtime that views of arrays call for, to free memory when they own it. None does."""
    module = ir.Module()
    pointer = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [pointer])
    freeing = ir.Function(module, kind, "NRT_MemInfo_call_dtor")
    ir.IRBuilder(freeing.append_basic_block()).ret_void()
    return module
