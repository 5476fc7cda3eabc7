"""What a benchmark says of a program is the program's own."""

from __future__ import annotations

import sys

import pytest

from benchmarks.timing import run_once

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="os.wait4 is of POSIX")

MEGABYTE = 2**20


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", code)


def test_the_peak_is_that_of_the_child_and_not_of_a_large_parent() -> None:
    material = bytearray(300 * MEGABYTE)
    material[::4096] = b"\1" * len(material[::4096])
    assert run_once(python("pass")).peak_bytes < 100 * MEGABYTE
    assert len(material) == 300 * MEGABYTE


def test_a_large_child_is_seen() -> None:
    peak = run_once(python(f"print(len(bytes({200 * MEGABYTE}).replace(b'1', b'2').upper()))")).peak_bytes
    assert 200 * MEGABYTE < peak < 900 * MEGABYTE


def test_time_and_output_are_those_of_the_child() -> None:
    run = run_once(python("import time, sys; time.sleep(0.3); print('out'); print('err', file=sys.stderr)"))
    assert 0.3 <= run.wall_seconds < 30
    assert run.cpu_seconds < run.wall_seconds
    assert sorted(run.output.split()) == ["err", "out"]


@pytest.mark.parametrize("command", [python("import sys; sys.exit('no use')"), ("no-such-program-anywhere",)])
def test_a_program_that_fails_is_told_with_what_it_said(command: tuple[str, ...]) -> None:
    with pytest.raises(RuntimeError, match=r"no use|no-such-program"):
        run_once(command)
