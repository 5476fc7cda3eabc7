"""The compiled loop is made once, kept whole, known by all it was made from, and loaded without its compiler."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.scan import code_cache, kernel, machine_code
from validator.scan.driver import scan_array, warmup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RAMP = (
    "import numpy as np, sys; from validator.scan.driver import scan_array; "
    "table = scan_array(np.linspace(-0.5, 0.5, 4800)[:, None], 48_000); "
    "print(table.kernel, table.energy.sum().hex(), 'numba' in sys.modules)"
)


def _in_a_new_process(folder: Path) -> str:
    environment = {**os.environ, code_cache.FOLDER_VARIABLE: str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", _RAMP], check=True, capture_output=True, text=True, env=environment, timeout=300
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with machine code that another process keeps there."""
    place = tmp_path_factory.mktemp("code")
    assert _in_a_new_process(place).endswith("True"), "the first process compiles"
    return place


def test_the_next_process_loads_the_code_without_numba_and_finds_the_same(folder: Path) -> None:
    here = scan_array(np.linspace(-0.5, 0.5, 4800)[:, None], 48_000)
    assert _in_a_new_process(folder) == f"numba {here.energy.sum().hex()} False"


def test_nothing_but_the_code_is_left_in_the_folder(folder: Path) -> None:
    (kept,) = folder.iterdir()
    assert kept.suffix == ".code"


def test_where_the_code_is_kept_can_be_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(folder))
    assert machine_code.kept_at() == next(folder.iterdir())
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(folder / "elsewhere"))
    assert machine_code.kept_at() is None


@pytest.mark.parametrize("damage", [b"", b"short", b"all of it is wrong " * 4000])
def test_code_that_is_not_whole_is_not_run(
    damage: bytes, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = next(folder.iterdir())
    (tmp_path / kept.name).write_bytes(damage or kept.read_bytes()[:-1])
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path))
    assert machine_code.kept_at() is None


def _forget() -> None:
    for remembered in (
        machine_code.granule_function,
        machine_code.lanes_function,
        kernel._prepared,
        kernel._prepared_lanes,
    ):
        remembered.cache_clear()


@pytest.fixture
def unprepared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No code has been loaded in this process, before and after."""
    for remembered in (
        machine_code.granule_function,
        kernel._prepared,
        machine_code.lanes_function,
        kernel._prepared_lanes,
    ):
        remembered.cache_clear()
    yield
    monkeypatch.undo()
    for remembered in (
        machine_code.granule_function,
        kernel._prepared,
        machine_code.lanes_function,
        kernel._prepared_lanes,
    ):
        remembered.cache_clear()


@pytest.mark.usefixtures("unprepared")
def test_code_that_cannot_be_kept_does_not_stop_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = tmp_path / "file"
    taken.write_text("no folder")
    code = _code_of_another_folder()
    monkeypatch.setattr(machine_code, "_compiled", lambda *_: code)
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(taken))
    assert warmup("numba").kernel == "numba"
    assert machine_code.kept_at() is None
    assert machine_code.compiles_each_time()


@pytest.mark.usefixtures("unprepared")
def test_kept_code_that_is_whole_and_cannot_be_loaded_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = _code_of_another_folder()
    monkeypatch.setattr(machine_code, "_compiled", lambda *_: good)
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path))
    _, known_as = machine_code._machine()
    assert code_cache.keep(known_as, b"of some other machine") is not None
    assert warmup().reason == "fastest"
    assert list(code_cache.kept(known_as)) == [good]


def _code_of_another_folder() -> bytes:
    warmup("numba")
    place = machine_code.kept_at()
    assert place is not None
    for remembered in (
        machine_code.granule_function,
        kernel._prepared,
        machine_code.lanes_function,
        kernel._prepared_lanes,
    ):
        remembered.cache_clear()
    return place.read_bytes()[code_cache._DIGEST_BYTES :]


def test_code_goes_out_of_date_with_any_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_SOURCES", tmp_path)
    (tmp_path / "compiled").mkdir()
    source = tmp_path / "compiled" / "loops.py"
    source.write_text("a = 1\n")
    before = machine_code.edition()
    assert machine_code.edition() == before
    source.write_text("a = 2\n")
    assert machine_code.edition() != before
