"""Files with one fault each: every one is found, named and placed, and the published table says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.adm_faults import DOCUMENT, row_start
from fixtures.adm_mutants import JUDGED_BY, MUTANTS, ORIGINALS
from validator.catalogue import say
from validator.conformance.adm import PROFILES, judge_adm
from validator.conformance.adm.fault_messages import fault_message

if TYPE_CHECKING:
    from fixtures.adm import AdmMaterial
    from fixtures.adm_mutants import Mutant


def found(material: AdmMaterial, profile: str) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for fault in judge_adm(material.read(), PROFILES[profile]):
        result.setdefault(fault.check, []).append(fault.element_id or "")
    return result


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_original_gives_no_finding(name: str) -> None:
    for profile in JUDGED_BY[name]:
        assert found(ORIGINALS[name](), profile) == {}, profile


@pytest.mark.parametrize("case", MUTANTS, ids=lambda case: case.name)
def test_a_mutant_is_found_where_it_is_a_fault(case: Mutant) -> None:
    material = case.change(ORIGINALS[case.original]())
    named: set[str] = set()
    for profile in JUDGED_BY[case.original]:
        faults = found(material, profile)
        checks = {check.id: check for check in PROFILES[profile].checks}
        for fault in judge_adm(material.read(), PROFILES[profile]):
            assert say(fault_message(checks[fault.check], fault))
        assert set(faults) == case.expected.get(profile, set()), profile
        named.update(element for elements in faults.values() for element in elements)
    assert case.element is None or case.element in named


def test_the_table_is_what_it_says() -> None:
    assert len(MUTANTS) >= 60
    assert len({case.name for case in MUTANTS}) == len(MUTANTS)
    reported = [case for case in MUTANTS if case.source != "list"]
    assert 3 * len(reported) >= len(MUTANTS)


def test_the_published_table_has_every_mutant_with_its_checks() -> None:
    lines = Path(DOCUMENT).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| fault")]
    assert len(rows) == len(MUTANTS), "run: python3 -m benchmarks.adm_faults"
    for line, case in zip(rows, MUTANTS, strict=True):
        assert line.startswith(row_start(case)), "run: python3 -m benchmarks.adm_faults"
