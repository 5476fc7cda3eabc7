"""Whoever stops a run is told what was removed, what stands, and that it can be run again."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery, write_noise, write_small_delivery
from mixgate import cli
from mixgate.exits import Exit, guarded, interruption
from packager.staging import LeftBehind, find_stages

ROOT = Path(__file__).resolve().parents[3]


def stopped() -> int:
    raise KeyboardInterrupt


def stopped_with_a_note() -> int:
    first = KeyboardInterrupt()
    first.add_note("Removed, unfinished: out")
    try:
        raise first
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt from error


def test_a_run_that_made_nothing_says_so_and_can_be_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(stopped) == Exit.INTERRUPTED
    said = capsys.readouterr().err
    assert "Nothing half-made was left behind" in said
    assert "can be made again" in said


def test_what_the_makers_noted_is_handed_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(stopped_with_a_note) == Exit.INTERRUPTED
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == ["Stopped.", "Removed, unfinished: out"]
    assert "half-made" not in " ".join(said)


def test_a_stage_that_was_left_behind_is_named_with_the_command_that_deletes_it() -> None:
    stop = KeyboardInterrupt()
    stop.add_note(LeftBehind("Left behind: /films/.out.mixgate-stage-0; it can be deleted.", Path("/films")))
    assert "it can be deleted (mixgate package clean /films --remove).\n" in interruption(stop)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> SmallDelivery:
    made = write_small_delivery(tmp_path_factory.mktemp("delivery"))
    write_noise(made.folder / "surround.wav", "L R C LFE Ls Rs", seconds=20.0)
    return made


def started(words: list[str], number: signal.Signals, disposition: signal.Handlers) -> subprocess.Popen[str]:
    """Start a run that treats a signal in one way from the start, however the tests themselves were started."""
    before = signal.signal(number, disposition)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "mixgate", *words],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(number, before)


def wait_for_a_stage(folder: Path) -> None:
    until = time.monotonic() + 30
    while not find_stages(folder) and time.monotonic() < until:
        time.sleep(0.005)


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_a_run_under_nohup_outlives_its_terminal(delivery: SmallDelivery, tmp_path: Path) -> None:
    words = ["package", "stems", str(delivery.folder), "--sheet", str(delivery.sheet), "--kernel", "numpy"]
    process = started([*words, "--out", str(tmp_path / "out")], signal.SIGHUP, signal.SIG_IGN)
    wait_for_a_stage(tmp_path)
    process.send_signal(signal.SIGHUP)
    _, said = process.communicate(timeout=60)
    assert "Stopped" not in said
    assert (tmp_path / "out").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_stopped_tidies_up_and_tells(
    delivery: SmallDelivery, tmp_path: Path, number: signal.Signals
) -> None:
    words = ["package", "stems", str(delivery.folder), "--sheet", str(delivery.sheet), "--workers", "1"]
    process = started([*words, "--kernel", "numpy", "--out", str(tmp_path / "out")], number, signal.SIG_DFL)
    wait_for_a_stage(tmp_path)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    # Python itself ends by the signal where it was stopped while it made a class; a shell reads 130 either way.
    assert process.returncode in {Exit.INTERRUPTED, -signal.SIGINT}, said
    assert f"Removed, unfinished: {tmp_path / 'out'}" in said
    assert "can be made again" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("moment", ["packager.formats.stems.bundle.seal", "mixgate.screens.package_tables.show_bundle"])
def test_a_bundle_is_removed_before_its_name_and_stands_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], moment: str
) -> None:
    small = write_small_delivery(tmp_path / "small")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(moment, stop)
    words = ["package", "stems", str(small.folder), "--sheet", str(small.sheet), "--kernel", "numpy"]
    assert cli.run_words([*words, "--out", str(tmp_path / "out")]) == Exit.INTERRUPTED
    said = capsys.readouterr().err
    stands = (tmp_path / "out").is_dir()
    assert stands is moment.endswith("show_bundle")
    assert (f"Removed, unfinished: {tmp_path / 'out'}" in said) is not stands
    assert ("a file that has its name is whole" in said) is stands
