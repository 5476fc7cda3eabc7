"""One file held against the profiles of its standards: `verify FILE`, and what `check` tells of its ADM."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import mixgate
from fixtures.adm import beds, master, scene
from mixgate.cli import run_words
from specs.errors import UsageError
from validator.catalogue import say
from validator.delivery.conformity import PROFILE_IDS, conformance_report, faults_of_adm
from validator.results.finding import State
from validator.results.report import SubjectKind, Verdict

if TYPE_CHECKING:
    from fixtures.adm import AdmMaterial
    from validator.results.report import Report

SAMPLES: Final = os.environ.get("MIXGATE_SAMPLES")


def written(folder: Path, material: AdmMaterial, name: str = "film.wav") -> Path:
    path = folder / name
    path.write_bytes(material.to_bytes())
    return path


def changed(material: AdmMaterial, old: str, new: str, count: int = -1) -> AdmMaterial:
    assert material.axml is not None
    assert old in material.axml
    return replace(material, axml=material.axml.replace(old, new, count))


def report_of(folder: Path, material: AdmMaterial, *profiles: str) -> Report:
    return conformance_report(written(folder, material), profiles, version="1")


@pytest.mark.parametrize("material", [scene(), beds(), master()])
def test_clean_originals_keep_what_they_claim(tmp_path: Path, material: AdmMaterial) -> None:
    report = report_of(tmp_path, material)
    assert report.verdict is Verdict.ACCEPTABLE
    assert {finding.state for finding in report.findings} == {State.PASS}
    assert faults_of_adm(tmp_path / "film.wav", version="1") is None


def test_a_sample_rate_that_differs_is_told_with_both_figures(tmp_path: Path) -> None:
    report = report_of(tmp_path, changed(beds(), 'sampleRate="48000"', 'sampleRate="44100"', 1))
    assert report.verdict is Verdict.REJECTED
    (failed,) = [finding for finding in report.findings if finding.state is State.FAIL]
    said = say(failed.reason)
    assert "sample rate of axml and file differ" in said
    assert "44100" in said
    assert "48000" in said
    assert failed.key == "bs2076.sample-rate-agrees"
    assert failed.where[0].element == "ATU_00000001"
    assert failed.where[0].line is not None
    assert "5.9.1" in failed.source


def test_a_bed_behind_the_objects_is_told_by_name_at_the_profile_that_asks_for_it(tmp_path: Path) -> None:
    material = master()
    assert material.rows is not None
    rows = list(material.rows)
    moved = [(row[0] % len(rows) + 1, *row[1:]) for row in rows]  # the last object goes to the first track
    report = report_of(tmp_path, replace(material, rows=tuple(moved)))
    behind = [finding for finding in report.findings if finding.key == "atmos-1.1.atmos-bed-first"]
    assert behind
    assert all(finding.state is State.WARN for finding in behind)
    assert "does not lead" in say(behind[0].reason)
    assert (behind[0].where[0].element or "").startswith("AO_")
    base = report_of(tmp_path, replace(material, rows=tuple(moved)), "bs2076")
    assert not any("bed-first" in finding.key for finding in base.findings)


def test_an_object_without_tracks_is_told_with_the_channels_that_nothing_carries(tmp_path: Path) -> None:
    material = beds()
    assert material.axml is not None
    without = re.sub(r"<audioTrackUIDRef>ATU_0000000[1-6]</audioTrackUIDRef>", "", material.axml)
    report = report_of(tmp_path, replace(material, axml=without))
    said = [say(finding.reason) for finding in report.findings]
    assert any("missing AC_" in text for text in said)


@pytest.mark.parametrize(("stated", "told"), [("25", False), ("24", True), (None, False)])
def test_a_picture_rate_that_is_not_that_of_dbmd_is_a_remark(tmp_path: Path, stated: str | None, told: bool) -> None:
    path = written(tmp_path, master())
    report = faults_of_adm(path, version="1", picture_rate=stated)
    assert (report is not None) is told
    if report is not None:
        (finding,) = [one for one in report.findings if one.state is State.WARN]
        assert report.verdict is Verdict.ACCEPTABLE
        assert say(finding.reason) == "The picture rate is 24; dbmd says 25."


def test_edition_3_is_read(tmp_path: Path) -> None:
    report = report_of(tmp_path, changed(beds(), "ITU-R_BS.2076-2", "ITU-R_BS.2076-3"))
    assert report.verdict is Verdict.ACCEPTABLE


@pytest.mark.parametrize("lost", ["axml", "chna"])
def test_a_file_that_lost_a_chunk_to_another_program_says_so(tmp_path: Path, lost: str) -> None:
    material = replace(beds(), axml=None) if lost == "axml" else replace(beds(), rows=None)
    report = report_of(tmp_path, material)
    assert report.verdict is Verdict.REJECTED
    said = [say(finding.reason) for finding in report.findings if finding.state is State.FAIL]
    assert any(f"no {lost} chunk" in text and "another program rewrote the file" in text for text in said)


def test_a_profile_that_is_named_is_the_only_one(tmp_path: Path) -> None:
    report = report_of(tmp_path, beds(), "atmos-1.1")
    assert {finding.key.partition(".atmos")[0].removesuffix(".1").split(".")[0] for finding in report.findings} == {
        "atmos-1"
    }
    assert all(finding.state in (State.PASS, State.WARN) for finding in report.findings)


def test_axml_that_cannot_be_read_leaves_what_it_hides_open_or_failed(tmp_path: Path) -> None:
    broken = changed(beds(), "</audioFormatExtended>", "")
    assert report_of(tmp_path, broken).verdict is Verdict.REJECTED
    assert report_of(tmp_path, broken, "atmos-1.1").verdict is Verdict.INCOMPLETE


def test_the_command_writes_a_run_and_ends_with_its_verdict(tmp_path: Path) -> None:
    good, bad = written(tmp_path, beds()), changed(beds(), 'sampleRate="48000"', 'sampleRate="44100"')
    target = tmp_path / "report.json"
    assert run_words(["verify", str(good), "--json", str(target)]) == 0
    assert run_words(["verify", str(written(tmp_path, bad, "bad.wav")), "--json", str(target)]) == 1
    run = json.loads(target.read_text(encoding="utf-8"))
    assert (run["schema"], run["verdict"]) == ("mixgate.run/2", "rejected")
    assert [report["subject"] for report in run["reports"]] == ["package"]
    assert sum(finding["state"] == "fail" for finding in run["reports"][0]["findings"]) == 12


def test_unknown_profiles_and_folders_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        report_of(tmp_path, beds(), "atmos-9")
    assert all(name in (caught.value.expected or "") for name in PROFILE_IDS)
    assert run_words(["verify", str(tmp_path), "--profile", "wave"]) == 2


def test_a_digest_list_beside_the_file_is_verified_too(tmp_path: Path) -> None:
    path = written(tmp_path, beds())
    (tmp_path / "film.wav.md5").write_text(f"{'0' * 32}  film.wav\n", encoding="utf-8")
    found = mixgate.verify(path)
    assert not found.intact
    assert [report.sheet.id for report in found.run.reports][-1] == "conformance"  # type: ignore[attr-defined]
    assert run_words(["verify", str(path)]) == 1


def test_check_tells_faults_of_the_adm_before_the_mixes(tmp_path: Path) -> None:
    bad = written(tmp_path, changed(beds(), 'sampleRate="48000"', 'sampleRate="44100"'))
    results = mixgate.check(bad, "ebu-r128").results
    assert results[0].reports[0].subject is SubjectKind.PACKAGE
    assert results[0].reports[0].verdict is Verdict.REJECTED
    assert len(results) == 4  # the file, its two beds, and their sum
    clean = mixgate.check(written(tmp_path, beds(), "clean.wav"), "ebu-r128")
    assert SubjectKind.PACKAGE not in {report.subject for report in clean.reports}
    assert len(clean) == 3


@pytest.mark.material
@pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files")
@pytest.mark.parametrize(
    ("name", "verdict", "profile"),
    [
        ("adm/dolby/sample_adm_file_0.wav", Verdict.ACCEPTABLE, "atmos-1.1"),
        ("adm/dolby/sample_adm_file_1.wav", Verdict.ACCEPTABLE, "atmos-1.1"),
        ("adm/bmx/test/wave_adm/adm_1.wav", Verdict.ACCEPTABLE, "bs2076"),
        ("adm/ear/ear/fileio/bw64/test/test_wav_files/24bit_missing_padding.wav", Verdict.REJECTED, "wave"),
        ("adm/ear/ear/fileio/bw64/test/test_wav_files/rect_24bit_nods64.wav", Verdict.REJECTED, "wave"),
        ("adm/libbw64/tests/test_data/noise_24bit_uneven_data_chunk_size.wav", Verdict.REJECTED, "bs2076"),
    ],
)
def test_files_of_others_get_the_answer_that_their_nature_demands(name: str, verdict: Verdict, profile: str) -> None:
    report = conformance_report(Path(str(SAMPLES)) / name, version="1")
    assert report.verdict is verdict
    assert report.sheet.edition.split()[-1] == profile
