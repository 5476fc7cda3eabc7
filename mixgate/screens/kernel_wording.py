"""Which scan kernel ran, and why, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from validator.results.measurements import Tool

_FELL_BACK: Final = {
    "short-programme": (
        "the fast one would have to be compiled, which takes longer than the whole file, "
        "and there is no folder to keep it in for the next run"
    ),
    "not-installed": "numba or llvmlite, which make the fast one, are not installed",
    "compiling-failed": "numba cannot compile the fast one on this machine",
    "loading-failed": "the fast one cannot be loaded on this machine",
}
"""By `validator.scan.kernel.KernelReason`; the other reasons are no news."""


def why_slower(reason: str | None) -> str | None:
    """Why the slower kernel ran, as the end of a sentence; None where nothing stood in the way of the fast one."""
    return None if reason is None else _FELL_BACK.get(reason)


def warm_kernel() -> Path:
    """Compile the fast kernel, and the loops of the dialogue gate, where they are not kept yet.

    Returns:
        The file that holds the machine code of the kernel.

    Raises:
        UsageError: It cannot be compiled or loaded here, or no folder takes it, so that each run would compile anew.
    """
    from validator.scan.code_cache import FOLDER_VARIABLE, cache_folders
    from validator.scan.driver import warmup
    from validator.scan.kernel import lanes_loop

    warmup("numba")
    lanes_loop()
    from validator.scan.machine_code import kept_at  # it imports llvmlite, which is known to work only now

    place = kept_at()
    if place is None:
        raise UsageError(
            "The fast scan kernel (numba) works, but no folder takes it, so that each run compiles it anew.",
            found=f"not writable: {', '.join(str(folder) for folder in cache_folders())}",
            next_step=f"Let the environment variable {FOLDER_VARIABLE} name a folder that can be written.",
        )
    return place


def show_kernel_remarks(tools: Iterable[Tool]) -> None:
    """Say on standard error why mixes were measured with the slower kernel, where they were."""
    remarks = kernel_remarks(tools)
    if remarks:
        from mixgate.screens.console import make_console

        console = make_console(stderr=True)
        for remark in remarks:
            console.print(remark, soft_wrap=True)


def kernel_remarks(tools: Iterable[Tool]) -> list[str]:
    """One sentence for each reason why mixes were measured with the slower kernel; the readings are the same."""
    reasons = dict.fromkeys(why_slower(tool.kernel_reason) for tool in tools)
    return [
        f"Measured with the slower scan kernel (numpy), which reads the same: {why}. 'mixgate doctor' says more."
        for why in reasons
        if why is not None
    ]
