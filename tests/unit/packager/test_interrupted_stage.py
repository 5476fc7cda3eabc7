"""Whoever stops a run between any two steps of it finds no stage left, and is told what became of the target.

A signal cannot be aimed. So the steps of a small run are counted, and the run is repeated and stopped before the first,
before the second, and so on: every line of staging and of what calls it there.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from packager import disk, staging
from packager.staging import Stage, discard_unfinished, find_stages, publish_together

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

WATCHED = {staging.__file__, disk.__file__, contextlib.__file__, __file__}


def one(folder: Path) -> None:
    with Stage(folder / "out") as stage:
        stage.place.write_bytes(b"whole")
        stage.publish()


def several(folder: Path) -> None:
    with ExitStack() as stack:
        stages = [stack.enter_context(Stage(folder / name)) for name in ("out", "second")]
        for stage in stages:
            stage.place.write_bytes(b"whole")
        publish_together(stages)


class Stopped:
    """Counts the steps of a run, and stops it before one of them.

    Attributes:
        steps: Steps met so far.
        visible: Whether a stage could be seen when the run was stopped.
    """

    def __init__(self, folder: Path, before_step: int | None) -> None:
        self.steps = 0
        self.visible = False
        self._folder = folder
        self._before = before_step

    def trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename not in WATCHED:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            if self.steps == self._before:
                sys.settrace(None)
                self.visible = any(path.name.startswith(".") for path in self._folder.iterdir())
                raise KeyboardInterrupt
            self.steps += 1
        return self.trace


def run_stopped(run: Callable[[Path], None], folder: Path, before_step: int | None) -> tuple[Stopped, list[str]]:
    """Run, stopped before a step or not at all, and return what the operator is told."""
    folder.mkdir()
    stopped = Stopped(folder, before_step)
    notes: list[str] = []
    before = sys.gettrace()
    sys.settrace(stopped.trace)
    try:
        run(folder)
    except KeyboardInterrupt as stop:
        sys.settrace(before)
        cause: BaseException | None = stop
        while cause is not None:
            notes += getattr(cause, "__notes__", [])
            cause = cause.__cause__ or cause.__context__
    finally:
        sys.settrace(before)
    return stopped, [*notes, *discard_unfinished()]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files that the end of a process closes
@pytest.mark.parametrize("run", [one, several])
def test_stopped_before_any_step_it_leaves_no_stage_and_says_so(run: Callable[[Path], None], tmp_path: Path) -> None:
    whole, notes = run_stopped(run, tmp_path / "whole", None)
    assert notes == []
    assert whole.steps > 500
    told_nothing = []
    # A prime stride keeps this quick; over time it meets each kind of step, and the first ones are all tried.
    for step in [*range(200), *range(200, whole.steps, 7)]:
        folder = tmp_path / str(step)
        stopped, notes = run_stopped(run, folder, step)
        assert find_stages(folder) == (), step
        left = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert set(left) <= {"out", "second"}
        assert set(left.values()) <= {b"whole"}
        if stopped.visible and not notes:
            told_nothing.append(step)
        shutil.rmtree(folder)
    assert told_nothing == []


def test_what_ended_by_itself_is_not_told_again(tmp_path: Path) -> None:
    one(tmp_path)
    with pytest.raises(ValueError, match="invalid"), Stage(tmp_path / "other"):
        raise ValueError("invalid")
    assert discard_unfinished() == []
