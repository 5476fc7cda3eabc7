"""Run the same tests over and over on a module that changes, without starting Python anew each time.

python -m benchmarks.warm_tests SOCKET MODULE PYTEST_ARGUMENT...    waits for calls until it is ended
python -m benchmarks.warm_tests SOCKET                              one call: ends as the tests do

The first form imports what the tests import, but for the module, the tests and all that import the module, directly or
by way of others. For each call it makes a copy of itself, which imports the rest and runs the tests. Starting Python
and importing everything took longer than most tests.
"""

from __future__ import annotations

import ast
import gc
import importlib
import os
import select
import signal
import socket
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LOOK_EVERY_SECONDS: Final = 0.01
_TESTS: Final = ("tests", "conftest")
_ASK_WHAT_IS_IMPORTED: Final = """
import sys, pytest
code = pytest.main(["--collect-only", "-q", *sys.argv[1:]])
sys.stderr.write("\\n".join(sys.modules))
raise SystemExit(code)
"""


def _imported(name: str, source: str) -> Iterator[str]:
    """Name every module that a module of the tree may import; names of functions among them do no harm."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = name.split(".")[: -node.level] if node.level else []
            origin = ".".join([*parts, *([node.module] if node.module else [])])
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def dependents(module: str, sources: dict[str, str]) -> set[str]:
    """Return a module and all that import it, directly or by way of others.

    Args:
        module: Its dotted name.
        sources: Of every module of the tree, by dotted name.
    """
    imports = {name: set(_imported(name, source)) for name, source in sources.items()}
    found = {module}
    while more := {name for name, asked in imports.items() if name not in found and asked & found}:
        found |= more
    return found


def _sources(names: Iterable[str]) -> dict[str, str]:
    """Read those of some modules that are of the tree."""
    sources = {}
    for name in names:
        place = Path(*name.split("."))
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file():
                sources[name] = path.read_text(encoding="utf-8")
    return sources


def _import_the_rest(module: Path, words: Sequence[str]) -> None:
    """Import what the tests import and what does not depend on the module."""
    told = subprocess.run(
        [sys.executable, "-c", _ASK_WHAT_IS_IMPORTED, *words], check=True, text=True, capture_output=True
    )
    names = [name for name in told.stderr.splitlines() if name.split(".")[0] not in {*_TESTS, "__main__"}]
    left = dependents(".".join(module.with_suffix("").parts), _sources(names))
    for name in names:
        if name in left:
            continue
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001  a copy that needs it will say so
            continue
    for name in left:
        sys.modules.pop(name, None)  # A package imports what is in it.
    gc.freeze()


def _run(module: Path, words: Sequence[str]) -> int:
    """Run the tests in this process, silently."""
    import pytest  # noqa: PLC0415  a call asks only

    sys.dont_write_bytecode = True  # Two changes within a second may have the same size, and so the same compiled file.
    Path(cache_from_source(str(module))).unlink(missing_ok=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return int(pytest.main(["-W", "ignore::pytest.PytestAssertRewriteWarning", *words]))


def _answer(call: socket.socket, module: Path, words: Sequence[str]) -> None:
    """Run the tests in a copy of this process, and end the copy where the caller does not wait for it any longer."""
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 70
        try:
            code = _run(module, words)
        finally:
            os._exit(code)
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            call.sendall(bytes([1 if status else 0]))
            return
        if select.select([call], [], [], _LOOK_EVERY_SECONDS)[0]:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return


def serve(door: Path, module: Path, words: Sequence[str]) -> None:
    """Answer calls, one at a time, until the process is ended."""
    _import_the_rest(module, words)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{door}.new")
        listening.listen()
        Path(f"{door}.new").rename(door)
        while True:
            call, _ = listening.accept()
            with call:
                _answer(call, module, words)


def ask(door: str) -> int:
    """Have the tests run once.

    Returns:
        0 where they pass, 1 where they do not.
    """
    with socket.socket(socket.AF_UNIX) as call:
        call.connect(door)
        told = call.recv(1)
    return told[0] if told else 1


def main() -> None:
    """Serve, or ask once."""
    door, *rest = sys.argv[1:]
    if not rest:
        raise SystemExit(ask(door))
    serve(Path(door), Path(rest[0]), rest[1:])


if __name__ == "__main__":
    main()
