"""A package that says something else than judging it again says is rejected, however well its lists were redone."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import mixgate
from fixtures.bundles import CREATED, write_small_delivery
from mixgate.cli import app
from mixgate.exits import Exit
from packager.fixity.writing import MemberWriter
from packager.formats.stems.manifest import Manifest
from packager.formats.stems.sealing import seal
from packager.staging import Stage

ALGORITHMS = ("sha256", "md5")
SETTINGS = mixgate.RunSettings(workers=1, kernel="numpy", day=CREATED.date())
OPTIONS = mixgate.PackageOptions(allow_rejected=True, created=CREATED, host="studio")


@pytest.fixture(scope="module")
def rejected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A package of a mix that its sheet rejects, and the sheet; not written to."""
    place = tmp_path_factory.mktemp("rejected")
    delivery = write_small_delivery(place, level=0.5)
    made = mixgate.package(delivery.folder, delivery.sheet, place / "made", options=OPTIONS, settings=SETTINGS)
    return made.folder, delivery.sheet


def rewritten(package: Path, target: Path, change: Any) -> Path:
    """A copy with another manifest, all of whose lists were made anew, as somebody would who has no key to sign it."""
    document = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    with Stage(target) as stage:
        shutil.copytree(package / "data", stage.place / "data")
        change(stage.place, document)
        for file in document["files"]:
            content = (stage.place / file["path"]).read_bytes()
            file["size_bytes"] = len(content)
            file["digests"] = {name: hashlib.new(name, content).hexdigest() for name in ALGORITHMS}
        seal(MemberWriter(stage, ALGORITHMS), Manifest.model_validate(document), None)
        stage.publish()
    return target


def forgive(_copy: Path, manifest: dict[str, Any]) -> None:
    waiver = {"rule": "peak.true-peak", "reason": "effect", "by": "vendor", "on": "2026-01-01"}
    for mix in manifest["mixes"]:
        mix["statement"]["waivers"] = [{"waiver": waiver, "origin": "operator", "applies": True}]


def claim_acceptable(_copy: Path, manifest: dict[str, Any]) -> None:
    for mix in manifest["mixes"]:
        for report in mix["reports"]:
            report["verdict"] = "acceptable"


def claim_acceptable_in_the_report(copy: Path, manifest: dict[str, Any]) -> None:
    claim_acceptable(copy, manifest)
    for mix in manifest["mixes"]:
        for report in mix["reports"]:
            path = copy / report["json_path"]
            text = path.read_text(encoding="utf-8").replace('"verdict": "rejected"', '"verdict": "acceptable"')
            path.write_text(text.replace('"state": "fail"', '"state": "pass"'), encoding="utf-8")


@pytest.mark.parametrize("change", [forgive, claim_acceptable, claim_acceptable_in_the_report])
@pytest.mark.parametrize("command", ["verify", "check"])
def test_a_contradiction_is_never_acceptable(
    rejected: tuple[Path, Path], tmp_path: Path, change: Any, command: str
) -> None:
    package, sheet = rejected
    copy = rewritten(package, tmp_path / "copy", change)
    found = mixgate.verify(copy, sheet, settings=SETTINGS)
    assert found.intact
    assert [problem.kind.value for problem in found.problems] == ["contradiction"]
    done = CliRunner().invoke(app, [command, str(copy), "--sheet", str(sheet), "--workers", "1"])
    assert done.exit_code == Exit.REJECTED, done.output


def test_what_is_only_made_anew_contradicts_nothing(rejected: tuple[Path, Path], tmp_path: Path) -> None:
    package, sheet = rejected
    copy = rewritten(package, tmp_path / "copy", lambda _copy, _manifest: None)
    assert mixgate.verify(copy, sheet, settings=SETTINGS).problems == ()


def test_at_a_gate_a_package_cannot_forgive_itself(rejected: tuple[Path, Path], tmp_path: Path) -> None:
    package, sheet = rejected
    copy = rewritten(package, tmp_path / "copy", forgive)
    run = mixgate.check(copy, sheet, gate=mixgate.Gate(), settings=SETTINGS)
    (state,) = {
        (finding.state, finding.waiver_requested is not None)
        for report in run.reports
        for finding in report.findings
        if finding.rule == "peak.true-peak" and finding.held is False
    }
    assert state == (mixgate.State.FAIL, True)
    signed = mixgate.Gate(is_signed=lambda _path: True)
    forgiven = mixgate.check(copy, sheet, gate=signed, settings=SETTINGS)
    assert mixgate.State.WAIVED in {f.state for report in forgiven.reports for f in report.findings}


def test_what_the_caller_states_of_a_package_is_no_contradiction(rejected: tuple[Path, Path]) -> None:
    package, sheet = rejected
    run = mixgate.check(package, sheet, version="dub", settings=SETTINGS)
    assert [report.verdict for report in run.reports if report.subject.value == "package"] == [
        mixgate.Verdict.ACCEPTABLE
    ]


def test_a_file_that_changed_is_not_judged_and_rejects_the_package(rejected: tuple[Path, Path], tmp_path: Path) -> None:
    package, sheet = rejected
    copy = Path(shutil.copytree(package, tmp_path / "copy"))
    sound = next(path for path in (copy / "data" / "audio").iterdir() if "_20_" in path.name)
    sound.write_bytes(sound.read_bytes()[:-6] + b"\1\2\3\4\5\6")
    run = mixgate.check(copy, sheet, settings=SETTINGS)
    assert run.exit_code == Exit.REJECTED
    assert run.reports[0].subject.value == "package"
    assert [finding.where[0].file for finding in run.reports[0].findings] == [f"data/audio/{sound.name}"]
    assert [row.name for row in run.not_judged] == [sound.name]
    assert [report.measured.layout for report in run.reports[1:]] == ["5.1"]


def test_litter_leaves_a_package_incomplete_and_its_mixes_as_they_are(tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path)
    made = mixgate.package(delivery.folder, delivery.sheet, tmp_path / "made", options=OPTIONS, settings=SETTINGS)
    (made.folder / "data" / "audio" / ".DS_Store").write_bytes(b"litter")
    run = mixgate.check(made.folder, delivery.sheet, settings=SETTINGS)
    assert [report.verdict.value for report in run.reports] == ["incomplete", "acceptable", "acceptable"]
    shutil.move(made.folder / "data" / "audio" / ".DS_Store", made.folder / ".DS_Store")
    run = mixgate.check(made.folder, delivery.sheet, settings=SETTINGS)
    assert [report.verdict.value for report in run.reports] == ["acceptable"] * 3
