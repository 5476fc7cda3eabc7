"""A file that is written to while it is read makes its mix damaged, whoever needs it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile

import mixgate
from specs.message import message
from validator.catalogue import say
from validator.delivery.ingest.file_states import FileStates
from validator.results.report import Verdict
from validator.scan.driver import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE = 48_000
SETTINGS = mixgate.RunSettings(workers=1, kernel="numpy")


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    path = tmp_path / "mix.wav"
    noise = np.random.default_rng(1).standard_normal((RATE, 2)) * 0.05
    soundfile.write(path, noise, RATE, subtype="PCM_24")
    return path


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(bytes(600))


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def replace(path: Path) -> None:
    copy = path.with_name("other.bin")
    copy.write_bytes(path.read_bytes())
    stat = path.stat()
    os.utime(copy, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    copy.replace(path)


CHANGES = [
    (append, "damage.size-changed-while-read"),
    (touch, "damage.written-while-read"),
    (replace, "damage.written-while-read"),
]


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_what_is_written_to_during_the_scan_is_never_acceptable(
    mix: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], code: str
) -> None:
    def scan_and_change(*args: Any, **words: Any) -> Any:
        found = scan(*args, **words)
        change(mix)
        return found

    monkeypatch.setattr("validator.delivery.measured.scan", scan_and_change)
    result = mixgate.check(mix, "ebu-r128", settings=SETTINGS)
    (report,) = result.reports
    assert report.measurements is not None
    assert [one.code for one in report.measurements.damage] == [code]
    assert result.verdict in {Verdict.INCOMPLETE, Verdict.REJECTED}
    assert "mix.wav" in say(report.measurements.damage[0])


def test_a_file_that_stays_as_it_is_is_not_damaged(mix: Path) -> None:
    (found,) = mixgate.measure(mix, settings=SETTINGS)
    assert found.damage == ()


def test_a_change_between_two_mixes_that_need_the_file_is_told(mix: Path) -> None:
    states = FileStates()
    states.note([mix])
    append(mix)
    states.note([mix])
    assert [one.code for one in states.changes([mix, mix])] == ["damage.size-changed-while-read"]
    mix.unlink()
    assert states.changes([mix]) == (message("damage.gone-while-read", file="mix.wav"),)
    assert states.changes([mix.with_name("never there.wav")]) == ()
