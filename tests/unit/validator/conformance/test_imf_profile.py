"""IMF packages with one fault each: every fault is found and named, and a package without any has none."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from benchmarks.imf_faults import DOCUMENT, row_start
from fixtures.imf import PICTURE_ID, whole_package, without_picture
from fixtures.imf_mutants import MUTANTS, SOURCES
from specs.requirements.requirement import Level
from validator.catalogue import codes, say
from validator.conformance import conform
from validator.conformance.imf import IMF
from validator.conformance.imf.compositions import expected_of_ancestor
from validator.containers.imf.package import read_imf_package
from validator.containers.imf.timeline import next_lengths
from validator.delivery.imf_report import imf_report
from validator.results.report import Verdict

if TYPE_CHECKING:
    from pathlib import Path


def _found(folder: Path, ancestors: tuple[Path, ...] = ()) -> dict[str, Level]:
    others = tuple(read_imf_package(one, with_digests=False) for one in ancestors)
    faults = conform(IMF, read_imf_package(folder, ancestors=others))
    assert all(say(fault.message) for fault in faults)
    return {fault.check: IMF.check(fault.check).level for fault in faults}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_single_fault_is_found_and_named(tmp_path: Path, name: str) -> None:
    mutant = MUTANTS[name]
    folder = mutant.write(whole_package(), tmp_path / "package")
    ancestors: tuple[Path, ...] = ()
    if mutant.beside_original or mutant.check == "imf.track-file-not-found":
        ancestors = (whole_package().write(tmp_path / "original"),)
    found = _found(folder, ancestors)
    assert mutant.check in found
    if IMF.check(mutant.check).level is Level.SHALL:
        others = tuple(read_imf_package(one, with_digests=False) for one in ancestors)
        verdict = imf_report(read_imf_package(folder, ancestors=others), version="0").verdict
        assert verdict in {Verdict.REJECTED, Verdict.INCOMPLETE}


def test_the_mutants_are_many_of_many_kinds_and_a_third_was_not_thought_of_with_the_checks() -> None:
    assert len(MUTANTS) >= 110
    assert set(SOURCES) <= set(MUTANTS)
    assert 3 * len(SOURCES) >= len(MUTANTS)
    never_made = set(IMF.ids) - {one.check for one in MUTANTS.values()}
    assert never_made == {"imf.more-faults"}


def test_a_package_without_fault_has_none(tmp_path: Path) -> None:
    folder = whole_package().write(tmp_path / "package")
    assert _found(folder) == {}
    assert imf_report(read_imf_package(folder), version="0").verdict is Verdict.ACCEPTABLE


def test_a_supplemental_package_expects_the_picture_of_its_ancestor(tmp_path: Path) -> None:
    whole = whole_package().write(tmp_path / "whole")
    partial = without_picture(whole_package()).write(tmp_path / "partial")
    alone = imf_report(read_imf_package(partial), version="0")
    assert alone.verdict is Verdict.INCOMPLETE
    assert [one.key for one in alone.findings] == ["imf.ancestor-assets"]
    assert str(PICTURE_ID) in say(alone.findings[0].reason)
    original = read_imf_package(whole, with_digests=False)
    beside = read_imf_package(partial, ancestors=(original,))
    assert expected_of_ancestor(beside) == ()
    assert imf_report(beside, version="0").verdict is Verdict.ACCEPTABLE


def test_frames_that_are_no_whole_number_of_samples_are_refused_with_the_next_lengths(tmp_path: Path) -> None:
    """5378 frames of 29.97 are 8 613 404.8 samples; 5375 and 5380 are whole. Here 48, with 45 and 50."""

    assert next_lengths(5378, Fraction(30000, 1001), Fraction(48_000)) == (5375, 5380)
    folder = whole_package(rate="30000/1001").write(tmp_path / "package")
    faults = {one.check: one for one in conform(IMF, read_imf_package(folder))}
    said = faults["imf.frames-not-whole-samples"].message
    assert say(said) == (
        "Segment 1 lasts 48 frames, which are 76876.8 samples; 45 or 50 frames would be a whole number."
    )
    assert "imf.durations-differ" in faults
    whole = whole_package(frames=50, rate="30000/1001").write(tmp_path / "fifty")
    assert _found(whole) == {}


@pytest.mark.parametrize("rate", ["24000/1001", "24/1", "25/1", "30/1", "50/1", "60000/1001"])
def test_packages_of_every_picture_rate_have_no_fault(tmp_path: Path, rate: str) -> None:
    assert _found(whole_package(frames=50, rate=rate).write(tmp_path / "package")) == {}


def test_every_check_has_a_text() -> None:
    assert set(IMF.ids) <= set(codes())
    assert all(one.startswith("imf.") for one in IMF.ids)


def test_the_published_table_has_every_mutant_with_its_check() -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| fault")]
    assert len(rows) == len(MUTANTS), "run: python3 -m benchmarks.imf_faults"
    for line, (name, case) in zip(rows, MUTANTS.items(), strict=True):
        assert line.startswith(row_start(name, case)), "run: python3 -m benchmarks.imf_faults"
