"""A slice of the fuzzing in every run of the tests, and the harness itself: it finds what it is there to find."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks import fuzzing
from benchmarks.fuzz_mutations import LARGEST_INPUT_BYTES, mutated
from benchmarks.fuzz_targets import FuzzTarget, targets
from benchmarks.fuzzing import attempt, campaign, slice_of
from specs.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

TARGETS = {target.name: target for target in targets()}
RUNS = 60


@pytest.mark.parametrize("name", TARGETS)
def test_the_valid_material_is_read(name: str, tmp_path: Path) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].read(seed, tmp_path)


@pytest.mark.parametrize("name", TARGETS)
def test_no_change_makes_a_reader_stumble(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    for number in range(RUNS):
        data = mutated(target, target.seeds, Random(f"0 {name} {number}"))
        assert len(data) <= LARGEST_INPUT_BYTES
        wrong = attempt(target, data, tmp_path)
        assert wrong is None, f"{wrong}: {data[:2000]!r}"


def _refuses(data: bytes, _: Path) -> None:
    raise MediaError("Not this.", found=str(len(data)))


def _stumbles(data: bytes, _: Path) -> None:
    if data != b"seed":
        raise KeyError("x")


def _sleeps(data: bytes, _: Path) -> None:
    del data
    time.sleep(5)


@pytest.mark.parametrize(
    ("read", "wrong"),
    [(_refuses, None), (_stumbles, "KeyError: 'x' at test_fuzzing.py:"), (_sleeps, "more than 0.1 s")],
)
def test_what_is_a_finding(read: object, wrong: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "LONGEST_SECONDS", 0.1)
    target = FuzzTarget(name="made", read=read, seeds=(b"seed",))  # type: ignore[arg-type]
    found = attempt(target, b"other", tmp_path)
    assert (found is None) if wrong is None else (found or "").startswith(wrong)


def test_findings_are_kept_as_files(tmp_path: Path) -> None:
    slice_of(FuzzTarget(name="made", read=_stumbles, seeds=(b"seed",)), tmp_path, seed=1, first=0, runs=5)
    (text,) = (tmp_path / "findings").glob("*.txt")
    assert text.read_text(encoding="utf-8").startswith("KeyError")
    with pytest.raises(KeyError):
        _stumbles(text.with_suffix(".bin").read_bytes(), tmp_path)


def test_inputs_that_reach_further_are_kept_and_used_again(tmp_path: Path) -> None:
    chna = TARGETS["chna"]
    kept = slice_of(chna, tmp_path, seed=1, first=0, runs=200)
    assert kept == len(list((tmp_path / "corpus" / "chna").iterdir())) > 0
    assert slice_of(chna, tmp_path, seed=1, first=0, runs=0) == 0


def test_the_same_run_gives_the_same_input() -> None:
    target = TARGETS["ixml"]
    first, again = (mutated(target, target.seeds, Random("1 ixml 7")) for _ in range(2))
    assert first == again


def test_a_campaign_goes_on_where_it_stopped(tmp_path: Path) -> None:
    for runs in (5, 10):
        done = campaign(tmp_path, ["fmt"], seed=1, seconds=0.01, runs=5)
        assert done == {"fmt": runs}
    assert not list((tmp_path / "findings").iterdir())
