"""How a profile is judged: what is skipped, what is told, and that the tables are whole."""

from __future__ import annotations

import dataclasses

import pytest

from fixtures import adm
from validator.conformance.adm import PROFILES, Basis, CheckLevel, Need, available, judge_adm


def test_identifiers_of_checks_are_unique_within_a_profile() -> None:
    for profile in PROFILES.values():
        identifiers = [check.id for check in profile.checks]
        assert len(set(identifiers)) == len(identifiers)


@pytest.mark.parametrize("name", list(PROFILES))
def test_every_check_says_what_it_stands_on(name: str) -> None:
    for check in PROFILES[name].checks:
        assert check.clause, check.id
        assert check.title.endswith("."), check.id
        assert check.run.__doc__, check.id


@pytest.mark.parametrize("name", list(PROFILES))
def test_a_clause_that_was_not_read_warns(name: str) -> None:
    for check in PROFILES[name].checks:
        if check.basis is Basis.READER:
            assert check.level is CheckLevel.WARNING, check.id


def test_what_is_missing_is_the_fault_of_one_check() -> None:
    file = dataclasses.replace(adm.scene(), axml="<a").read()
    assert Need.DOCUMENT not in available(file)
    faults = judge_adm(file, PROFILES["bs2076"])
    assert [fault.check for fault in faults] == ["axml-readable"]
    assert faults[0].level is CheckLevel.ERROR
    assert faults[0].line == 1


def test_a_file_without_adm_says_so() -> None:
    file = dataclasses.replace(adm.scene(), axml=None, rows=None).read()
    faults = judge_adm(file, PROFILES["bs2076"])
    assert [dict(fault.arguments) for fault in faults] == [{"missing": "axml chna", "reason": "no-adm"}]


def test_many_faults_are_counted_and_not_all_told() -> None:
    objects = "".join(f'<audioObject audioObjectID="AO_{place:04x}"/>' for place in range(0x1001, 0x1001 + 500))
    document = f"<audioFormatExtended>{objects}</audioFormatExtended>"
    file = dataclasses.replace(adm.scene(), axml=document).read()
    faults = [fault for fault in judge_adm(file, PROFILES["bs2076"]) if fault.check == "name-present"]
    assert len(faults) == 201
    assert faults[-1].arguments == {"further": 300}


def test_a_fault_leads_to_its_place() -> None:
    text = (adm.scene().axml or "").replace('"azimuth">40.0', '"azimuth">270.0')
    (fault,) = judge_adm(dataclasses.replace(adm.scene(), axml=text).read(), PROFILES["bs2076"])
    assert (fault.check, fault.element_id, fault.block_id) == ("value-range", "AC_00031001", "AB_00031001_00000003")
    assert fault.line is not None
    assert "AB_00031001_00000003" in text.splitlines()[fault.line - 1]
    assert fault.path is not None
    assert fault.path.endswith("/audioChannelFormat[3]/audioBlockFormat[3]")
    assert fault.arguments == {"name": "position:azimuth", "found": 270.0, "highest": 180}


def test_a_fault_of_chna_names_its_row() -> None:
    rows = adm.scene().rows or ()
    file = dataclasses.replace(adm.scene(), rows=(*rows[:2], (7, *rows[2][1:]))).read()
    faults = {fault.check: fault for fault in judge_adm(file, PROFILES["bs2076"])}
    assert faults["chna-track-range"].path == "chna/row[3]"
    assert faults["channel-described"].arguments == {"channels": 3, "missing": "3", "count": 1}
