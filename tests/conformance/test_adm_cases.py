"""Cases of ADM files that came up elsewhere, each beside its clean twin.

One bed that reads as its WAV file, and beds that are separate, are in `tests/packages/test_adm_package.py` and
`tests/unit/validator/delivery/ingest/test_adm_parts.py`.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fixtures.adm import beds, master
from fixtures.adm_mutants import MUTANTS
from validator.catalogue import say
from validator.conformance.adm import PROFILES, judge_adm
from validator.containers.adm.file import read_adm_path
from validator.delivery.conformity import conformance_report
from validator.delivery.ingest.file_parts import parts_of_file
from validator.results.finding import State

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.adm import AdmMaterial


def _said(path: Path, profile: str) -> list[str]:
    report = conformance_report(path, (profile,), version="1")
    return [say(finding.reason) for finding in report.findings if finding.state is not State.PASS]


def _written(path: Path, material: AdmMaterial) -> Path:
    path.write_bytes(material.to_bytes())
    return path


def test_the_sample_rate_of_axml_and_file_differ_is_said_with_both(tmp_path: Path) -> None:
    """Ear Production Suite, issue 51."""
    clean = beds()
    assert clean.axml is not None
    faulty = replace(clean, axml=clean.axml.replace('sampleRate="48000"', 'sampleRate="44100"'))
    said = _said(_written(tmp_path / "faulty.wav", faulty), "bs2076")
    assert said
    assert all("44100" in one and "48000" in one for one in said if "sample rate" in one)
    assert any("sample rate" in one for one in said)
    assert _said(_written(tmp_path / "clean.wav", clean), "bs2076") == []


def test_a_bed_behind_the_objects_is_named(tmp_path: Path) -> None:
    """Cavern, issues 28 and 64."""
    case = next(one for one in MUTANTS if one.name == "bed behind the objects")
    faulty = case.change(master()).read()
    (fault,) = judge_adm(faulty, PROFILES["atmos-1.1"])
    assert (fault.check, fault.element_id) == ("atmos-bed-first", "AO_1030")
    assert list(judge_adm(master().read(), PROFILES["atmos-1.1"])) == []


@pytest.mark.parametrize("version", ["ITU-R_BS.2076-2", "ITU-R_BS.2076-3"])
def test_the_newest_edition_is_read(version: str) -> None:
    clean = beds()
    assert clean.axml is not None
    document = replace(clean, axml=clean.axml.replace("ITU-R_BS.2076-2", version)).read().document
    assert document is not None
    assert document.edition == int(version[-1])
    assert len(document.objects) == 2


def test_a_file_that_lost_axml_to_another_program_says_so(tmp_path: Path) -> None:
    clean = _written(tmp_path / "clean.wav", beds())
    said = _said(_written(tmp_path / "chna.wav", replace(beds(), axml=None)), "bs2076")
    assert any("axml" in one for one in said)
    assert _said(clean, "bs2076") == []
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    rewritten = tmp_path / "rewritten.wav"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(clean), "-c", "copy", str(rewritten)], check=True)
    assert not read_adm_path(rewritten).has_adm
    assert parts_of_file(rewritten) == ()
    assert len(parts_of_file(clean)) == 3
