"""The compiled kernel where it works, the plain one where it does not, and the reason each time."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from specs.errors import ToolError
from validator.scan import code_cache, kernel, machine_code
from validator.scan.driver import ScanOptions, scan
from validator.scan.kernel import COMPILING_PAYS_FROM_CHANNEL_SAMPLES, KernelError, choose_kernel, lanes_loop
from validator.scan.memory import programme_of_array

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.machinery import ModuleSpec
    from pathlib import Path

RATE = 8000


@pytest.fixture(autouse=True)
def unprepared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No kernel has been prepared in this process, before and after."""
    remembered = (machine_code.granule_function, kernel._prepared, machine_code.lanes_function, kernel._prepared_lanes)
    for function in remembered:
        function.cache_clear()
    yield
    monkeypatch.undo()
    for function in remembered:
        function.cache_clear()


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder takes machine code."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path / "file"))


@pytest.fixture
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder takes machine code, and has none yet."""
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path))


def without(missing: str) -> Callable[[str], ModuleSpec | None]:
    return lambda name: None if name == missing else find_spec(name)


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def scanned(name: kernel.KernelName = "auto") -> tuple[str, str, str | None]:
    """Kernel of the table, and the reason and detail of the choice."""
    result = scan(programme_of_array(np.full((100, 2), 0.5), RATE), options=ScanOptions(kernel=name))
    assert result.table.kernel == result.kernel_choice.kernel
    assert result.table.maximum.max() == 0.5
    return result.table.kernel, result.kernel_choice.reason, result.kernel_choice.detail


def assert_refused_by_name(reason: str, found: str | None) -> None:
    with pytest.raises(KernelError, match="asked for") as refused:
        choose_kernel("numba")
    assert isinstance(refused.value, ToolError)
    assert (refused.value.reason, refused.value.found) == (reason, found)


def test_the_compiled_kernel_is_taken_where_it_works() -> None:
    assert scanned() == ("numba", "fastest", None)
    assert scanned("numba") == ("numba", "requested", None)
    assert scanned("numpy") == ("numpy", "requested", None)
    assert not choose_kernel("auto").fell_back
    assert not choose_kernel("numpy").fell_back


@pytest.mark.parametrize("missing", ["numba", "llvmlite"])
def test_without_its_parts_the_plain_kernel_is_taken(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "find_spec", without(missing))
    assert scanned() == ("numpy", "not-installed", None)
    assert choose_kernel("auto").fell_back
    assert_refused_by_name("not-installed", None)


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (AttributeError("'Dispatcher' object has no attribute 'inspect_llvm'"), None),
        (ImportError("cannot import name 'intrinsic' from 'numba.extending'"), None),
        (RuntimeError("several lines\nof a compiler"), "RuntimeError: several lines"),
        (AssertionError(), "AssertionError"),
    ],
)
def test_a_compiler_that_fails_is_told_and_not_tried_again(
    error: Exception, detail: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def compile_in_vain(*_: object) -> bytes:
        tried.append(1)
        raise error

    monkeypatch.setattr(machine_code, "_compiled", compile_in_vain)
    said = detail or f"{type(error).__name__}: {error}"
    assert scanned() == ("numpy", "compiling-failed", said)
    assert scanned() == ("numpy", "compiling-failed", said)
    assert_refused_by_name("compiling-failed", said)
    assert len(tried) == 1


@pytest.mark.usefixtures("nothing_kept")
def test_a_fault_deep_inside_the_compiler_is_translated_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from validator.scan.compiled import compilation, entry_point

    assert callable(entry_point.granule_code)  # all loops are there before the compiler breaks

    monkeypatch.setattr(compilation, "compiled", lambda _function: object())
    choice = choose_kernel("auto")
    assert (choice.kernel, choice.reason) == ("numpy", "compiling-failed")
    assert choice.detail == "AttributeError: 'object' object has no attribute 'compile'"


@pytest.mark.parametrize("missing", ["create_lljit_compiler", "JITLibraryBuilder"])
def test_an_llvmlite_without_its_loader_falls_back(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_compiled", raising(AssertionError("compiles in vain")))
    assert choose_kernel("auto").kernel == "numba"
    machine_code.granule_function.cache_clear()
    kernel._prepared.cache_clear()
    monkeypatch.delattr(f"llvmlite.binding.{missing}")
    choice = choose_kernel("auto")
    assert (choice.kernel, choice.reason) == ("numpy", "loading-failed")
    assert missing in str(choice.detail)


def test_an_llvmlite_that_cannot_be_imported_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "import_module", _broken_import)
    assert scanned() == ("numpy", "loading-failed", "OSError: libllvmlite.so: cannot open shared object file")
    assert_refused_by_name("loading-failed", "OSError: libllvmlite.so: cannot open shared object file")


def _broken_import(name: str) -> Any:
    from importlib import import_module

    if name.endswith("machine_code"):
        raise OSError("libllvmlite.so: cannot open shared object file")
    return import_module(name)


@pytest.mark.usefixtures("nothing_kept")
def test_code_that_llvm_refuses_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_compiled", lambda *_: b"no object file")
    kernel_name, reason, detail = scanned()
    assert (kernel_name, reason) == ("numpy", "loading-failed")
    assert detail is not None
    assert detail.startswith("RuntimeError: ")


def test_an_interruption_of_the_compiler_is_not_mistaken_for_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr(machine_code, "_compiled", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        choose_kernel("auto")


@pytest.mark.usefixtures("nowhere")
def test_a_short_programme_does_not_wait_for_a_compiler_whose_work_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_compiled", raising(AssertionError("it compiles")))
    assert scanned() == ("numpy", "short-programme", None)
    assert choose_kernel("auto", channel_samples=COMPILING_PAYS_FROM_CHANNEL_SAMPLES - 1).reason == "short-programme"
    assert choose_kernel("auto", channel_samples=COMPILING_PAYS_FROM_CHANNEL_SAMPLES).reason == "compiling-failed"
    assert choose_kernel("auto").reason == "compiling-failed"
    with pytest.raises(KernelError):
        choose_kernel("numba", channel_samples=1)


@pytest.mark.usefixtures("nothing_kept")
def test_a_short_programme_waits_where_the_work_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_compiled", raising(AssertionError("it compiles")))
    assert choose_kernel("auto", channel_samples=1).reason == "compiling-failed"


def test_lanes_have_no_compiled_loop_where_the_compiler_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "find_spec", without("llvmlite"))
    assert lanes_loop() is None


@pytest.mark.usefixtures("nowhere")
def test_no_process_compiles_the_loop_over_lanes_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_compiled", raising(AssertionError("compiled in vain")))
    assert lanes_loop() is None


@pytest.mark.usefixtures("nothing_kept")
def test_a_loop_over_lanes_that_cannot_be_compiled_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[object] = []

    def fail(*_: object) -> bytes:
        tries.append(None)
        raise TypeError("no attribute 'inspect_llvm'")

    monkeypatch.setattr(machine_code, "_compiled", fail)
    assert lanes_loop() is None
    assert lanes_loop() is None
    assert len(tries) == 1


@pytest.mark.usefixtures("nothing_kept")
def test_the_loop_over_lanes_is_kept_in_a_file_of_its_own(tmp_path: Path) -> None:
    assert lanes_loop() is not None
    assert machine_code.kept_at(machine_code.LANES) == next(tmp_path.iterdir())
    assert machine_code.kept_at() is None
