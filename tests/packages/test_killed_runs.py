"""A run that is killed, or stopped with Ctrl-C, leaves the whole bundle or none."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery
from packager.formats.stems.verify import check_integrity
from packager.staging import find_stages, remove_stage

ROOT = Path(__file__).resolve().parents[2]

DRIVER = """
import json, os, signal, sys
from pathlib import Path
from fixtures.bundles import SmallDelivery

source, sheet, parent, name = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
points = json.loads(sys.argv[5])
delivery = SmallDelivery(folder=source, sheet=sheet)
WATCHED = {"open", "os.mkdir", "os.rename", "os.rmdir", "os.remove", "os.utime", "shutil.rmtree"}

def run(target, point):
    seen = 0
    def hook(event, words):
        # Whatever touches the file system beside the target or in it counts.
        nonlocal seen
        if event in WATCHED and str(parent) in str(words[0]):
            seen += 1
            if seen == point:
                os.kill(os.getpid(), getattr(signal, name))
    sys.addaudithook(hook)
    try:
        delivery.bundle(target)
    except KeyboardInterrupt:
        os._exit(130)
    os._exit(0)

delivery.bundle(parent / "warm")
for point in points:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        run(parent / f"at-{point}", point)
    _, status = os.waitpid(child, 0)
    print(point, "finished" if status == 0 else "stopped", flush=True)
"""


def drive(delivery: SmallDelivery, parent: Path, name: str, points: range) -> dict[int, str]:
    words = [str(delivery.folder), str(delivery.sheet), str(parent), name, json.dumps(list(points))]
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return {int(line.split()[0]): line.split()[1] for line in done.stdout.splitlines()}


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_killed_at_any_moment_a_run_leaves_the_whole_bundle_or_none(delivery: SmallDelivery, tmp_path: Path) -> None:
    states = drive(delivery, tmp_path, "SIGKILL", range(1, 131, 6))
    assert "stopped" in states.values()
    assert "finished" in states.values()  # the last points lie behind the end, so all of the run was tried
    whole = 0
    for point, state in states.items():
        target = tmp_path / f"at-{point}"
        if target.exists():
            whole += 1
            assert check_integrity(target, workers=1).problems == []
        else:
            assert state == "stopped"
    assert 0 < whole < len(states)
    left = find_stages(tmp_path)
    assert {stage.target_name for stage in left} >= {f"at-{point}" for point in states} - {
        path.name for path in tmp_path.iterdir()
    } - {"at-1"}
    assert not any(stage.in_use for stage in left)
    for stage in left:
        remove_stage(stage)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_stopped_with_ctrl_c_a_run_leaves_the_whole_bundle_or_nothing_at_all(
    delivery: SmallDelivery, tmp_path: Path
) -> None:
    states = drive(delivery, tmp_path, "SIGINT", range(2, 62, 6))
    assert set(states.values()) == {"stopped"}
    for path in tmp_path.iterdir():
        assert not path.name.startswith(".")
        assert check_integrity(path, workers=1).problems == []


def sound_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_the_command_killed_at_random_leaves_the_whole_bundle_or_a_stage_that_is_named(
    delivery: SmallDelivery, tmp_path: Path
) -> None:
    """Every case has its own right answer: finished, killed before the name appeared, killed after it."""
    before = sound_of(delivery.folder)
    words = [sys.executable, "-m", "mixgate", "package", "stems", str(delivery.folder), "--kernel", "numpy"]

    def start(target: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*words, "--sheet", str(delivery.sheet), "--out", str(target)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    started = time.monotonic()
    assert start(tmp_path / "whole").wait(120) == 0
    whole_seconds = time.monotonic() - started
    moments = random.Random(7)
    for index in range(2):
        target = tmp_path / f"run-{index}"
        process = start(target)
        try:
            process.wait(whole_seconds * moments.uniform(0.1, 1.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        stages = [stage for stage in find_stages(tmp_path) if stage.target_name == target.name]
        assert process.returncode in {0, -signal.SIGKILL}
        if process.returncode == 0:
            assert stages == []
            assert target.exists()
        if target.exists():
            assert check_integrity(target, workers=1).problems == []
        assert not any(stage.in_use for stage in stages)
        for stage in stages:
            remove_stage(stage)
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert sound_of(delivery.folder) == before
