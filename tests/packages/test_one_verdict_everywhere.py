"""A mix has one verdict for a sheet: in check, in its package, in verify, in check of the package, in judge."""

from __future__ import annotations

import json
import os
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import mixgate
from fixtures.bundles import CREATED, SHEET, write_noise
from specs.vocabulary import PeakMeter
from validator.results.report import worst_of

if TYPE_CHECKING:
    from collections.abc import Iterable

SETTINGS: Final = mixgate.RunSettings(
    workers=1,
    kernel="numpy",
    day=CREATED.date(),
    fold_downs=frozenset({"LoRo", "LtRt", "mono"}),
    lfe_bands=True,
    quasi_peaks=frozenset(PeakMeter),
)
"""`judge` can only judge what was measured, so everything is."""

ON_ACTION: Final = """
[[deliverables.stereo.requirements]]
rule = "loudness.integrated"
level = "shall"
grade = "primary"
source = "rules 3"
window = "action"
key = "on-action"

[[deliverables.stereo.requirements.alternatives]]
gating = "programme"
algorithm = "ITU-R BS.1770"
target = -20.0
tolerance_above = 20.0
tolerance_below = 20.0
text = "On action"

[[deliverables.stereo.requirements]]
rule = "form.word-length"
level = "shall"
grade = "primary"
source = "rules 4"
allowed_bits = [16]
key = "when-live"
when = { live = true }

[[deliverables.stereo.requirements]]
rule = "form.word-length"
level = "shall"
grade = "primary"
source = "rules 4"
allowed_bits = [16]
key = "when-drama"
when = { genre = "drama" }
"""
"""Demands whose answer depends on what is stated: on the frames of action, on a live programme, on a genre."""

LOUD: Final = 0.5
"""Standard deviation of noise whose peaks the sheet of the house rejects."""


def write_delivery(folder: Path, extra: str = "", *, level: float = 0.05, guide: bool = False) -> Path:
    """A German dub in 5.1 and 2.0, and where asked for its dialogue stem, each in a folder of its language."""
    place = folder / "source"
    (place / "de").mkdir(parents=True)
    write_noise(place / "de" / "surround.wav", "L R C LFE Ls Rs", seconds=1.2)
    write_noise(place / "de" / "stereo.wav", "L R", level=level, seed=2, seconds=1.2)
    text = 'title = "Tunnel"\noriginal_language = "en"\n' + extra
    text += (
        '\n[[files]]\npath = "de/surround.wav"\nlanguage = "de"\n[[files]]\npath = "de/stereo.wav"\nlanguage = "de"\n'
    )
    if guide:
        write_noise(place / "de" / "lines.wav", "L R C LFE Ls Rs", level=0.045, seconds=1.2)
        text += '[[files]]\npath = "de/lines.wav"\nlanguage = "de"\nkind = "dialogue"\n'
    (place / "delivery.toml").write_text(text, encoding="utf-8")
    (folder / "house.toml").write_text(SHEET + ON_ACTION, encoding="utf-8")
    return place


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something that is stated, in the delivery file or by the caller."""

    extra: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    level: float = 0.05
    guide: bool = False


def waiver(file: str | None, **changes: str) -> str:
    lines = {"rule": '"peak.true-peak"', "reason": '"effect"', "by": '"QC"', "on": "2026-01-01"} | changes
    if file is not None:
        lines["file"] = f'"{file}"'
    return "[[waivers]]\n" + "\n".join(f"{key} = {value}" for key, value in lines.items()) + "\n"


FRAMES: Final = """
[programme]
picture_rate = "25"
start_timecode = "01:00:00:00"
first_frame_of_action = "01:00:00:05"
last_frame_of_action = "01:00:00:20"
"""

CASES: Final = {
    "nothing": Case(),
    "action whole": Case(words={"action": "whole", "picture_rate": "24"}),
    "frames of action in the delivery": Case(extra=FRAMES),
    "frames of action by the caller": Case(
        words={"action": "01:00:00:05-01:00:00:20", "picture_rate": 25, "start_timecode": "01:00:00:00"}
    ),
    "picture length": Case(words={"picture_rate": "25", "picture_frames": 30}),
    "waiver by path": Case(extra=waiver("de/stereo.wav"), level=LOUD),
    "waiver by name": Case(extra=waiver("stereo.wav"), level=LOUD),
    "waiver of another file": Case(extra=waiver("fr/stereo.wav"), level=LOUD),
    "waiver of everything": Case(extra=waiver(None), level=LOUD),
    "expired waiver": Case(extra=waiver("stereo.wav", expires="2026-01-30"), level=LOUD),
    "waiver on its last day": Case(extra=waiver("stereo.wav", expires="2026-01-31"), level=LOUD),
    "live": Case(words={"live": True}),
    "not live, in the delivery": Case(extra="[programme]\nlive = false\n"),
    "genre": Case(words={"genre": "drama", "territory": "DE", "long_form": True}),
    "dialogue guide": Case(guide=True),
    "a kind of its own": Case(words={"version": "original"}),
}

SAMPLE: Final = 8
"""Sheets of the shelf for each case; the seed is the case's name, so that the cases together meet most of the shelf."""


def sheets_for(case: str) -> list[str]:
    names = list(mixgate.sheet_names())
    return names if os.environ.get("MIXGATE_WHOLE_SHELF") else random.Random(case).sample(names, SAMPLE)


DELIVERY: Final = "mixgate-delivery"
"""What stands in the place of a sheet in the report on a delivery; where nothing is wrong there may be none."""

Answer = tuple[mixgate.Verdict, dict[str, mixgate.State]]


def answers(reports: Any) -> dict[tuple[str | None, str], Answer]:
    """Verdict and the state of every finding, by mix and sheet; names of files may differ, and the rule about them."""
    return {
        (report.path, report.sheet.id): (
            report.verdict,
            {
                f.fingerprint: f.state
                for f in report.findings
                if f.rule != "form.file-name"
            },
        )
        for report in reports
        if report.measurements is not None
    }  # fmt: skip


def of_delivery(found: Iterable[tuple[str, mixgate.Verdict | None]]) -> mixgate.Verdict:
    """The verdict on the delivery as a whole; acceptable where nothing is said of it."""
    verdicts = [verdict for sheet, verdict in found if sheet == DELIVERY and verdict is not None]
    return worst_of([mixgate.Verdict.ACCEPTABLE, *verdicts])


def reports_inside(package: Path) -> list[mixgate.Report]:
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    paths = [report["json_path"] for mix in manifest["mixes"] for report in mix["reports"]]
    return [mixgate.Report.model_validate_json((package / path).read_bytes()) for path in paths]


@pytest.mark.parametrize("name", CASES)
def test_one_verdict_in_check_package_verify_and_judge(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    folder = write_delivery(tmp_path, case.extra, level=case.level, guide=case.guide)
    sheets = [*sheets_for(name), str(tmp_path / "house.toml")]
    asked = mixgate.PackageOptions(template="{name}", allow_rejected=True, created=CREATED, host="studio")
    first = mixgate.check(folder, sheets, settings=SETTINGS, **case.words).reports
    checked = answers(first)
    made = mixgate.package(folder, sheets, tmp_path / "made", options=asked, settings=SETTINGS, **case.words)
    elsewhere = Path(shutil.move(made.folder, tmp_path / "elsewhere"))
    shutil.rmtree(folder)

    assert ("de/stereo.wav", "house") in checked
    assert answers(reports_inside(elsewhere)) == checked
    later = mixgate.RunSettings(workers=1, kernel="numpy")
    found = mixgate.verify(elsewhere, sheets, settings=later)
    assert found.problems == ()
    mixes = [mix for mix in found.mixes if mix.sheet != DELIVERY]
    assert [(mix.stated, mix.reason) for mix in mixes if mix.verdict is not mix.stated] == []
    assert {mix.sheet for mix in mixes} == {sheet for _, sheet in checked}
    again = mixgate.check(elsewhere, sheets, settings=SETTINGS)
    assert answers(again.reports) == checked
    whole = of_delivery((report.sheet.id, report.verdict) for report in first)
    assert of_delivery((mix.sheet, mix.verdict) for mix in found.mixes) is whole
    assert of_delivery((report.sheet.id, report.verdict) for report in again.reports) is whole
    assert again.reports[0].verdict is mixgate.Verdict.ACCEPTABLE, "the package itself"


@pytest.mark.parametrize("name", CASES)
def test_measurements_are_judged_as_the_mix_was(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    folder = write_delivery(tmp_path, case.extra, level=case.level, guide=case.guide)
    sheets = [*sheets_for(name), str(tmp_path / "house.toml")]
    checked = answers(mixgate.check(folder, sheets, settings=SETTINGS, **case.words).reports)
    saved = []
    for number, measured in enumerate(mixgate.measure_each(folder, settings=SETTINGS, **case.words)):
        saved.append(tmp_path / f"{number}.json")
        saved[-1].write_text(mixgate.measurements_to_json(measured), encoding="utf-8")
    shutil.rmtree(folder)
    assert answers(mixgate.judge(saved, sheets, settings=SETTINGS).reports) == checked


EXPECTED: Final = {
    "waiver by path": mixgate.State.WAIVED,
    "waiver by name": mixgate.State.WAIVED,
    "waiver of everything": mixgate.State.WAIVED,
    "waiver on its last day": mixgate.State.WAIVED,
    "waiver of another file": mixgate.State.FAIL,
    "expired waiver": mixgate.State.FAIL,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_waiver_is_honoured_under_the_name_the_mix_had_before(name: str, tmp_path: Path) -> None:
    """The package gives every file another name; what was forgiven under the old one stays forgiven."""
    folder = write_delivery(tmp_path, CASES[name].extra, level=LOUD)
    house = tmp_path / "house.toml"
    asked = mixgate.PackageOptions(allow_rejected=True, created=CREATED, host="studio")
    made = mixgate.package(folder, house, tmp_path / "made", options=asked, settings=SETTINGS)
    for run in (reports_inside(made.folder), mixgate.check(made.folder, house, settings=SETTINGS).reports):
        (state,) = {
            finding.state
            for report in run
            for finding in report.findings
            if report.path == "de/stereo.wav" and finding.rule == "peak.true-peak"
        }
        assert state is EXPECTED[name]
    assert mixgate.verify(made.folder, house).problems == ()


def test_action_that_is_whole_stays_whole_in_a_package(tmp_path: Path) -> None:
    """The faulty package was incomplete minutes after it was made: what bounds the action was not in its manifest."""
    folder = write_delivery(tmp_path)
    house = tmp_path / "house.toml"
    known: dict[str, Any] = {"live": False, "genre": "news"}
    stated = known | {"action": "whole", "picture_rate": "24"}
    made = mixgate.package(folder, house, tmp_path / "made", settings=SETTINGS, **stated)
    assert set(made.verdicts) == {mixgate.Verdict.ACCEPTABLE}
    assert mixgate.verify(made.folder, house).verdict is mixgate.Verdict.ACCEPTABLE
    # A neighbour: without the statement the same delivery is open, and is so in its package too.
    unsaid = mixgate.package(folder, house, tmp_path / "unsaid", settings=SETTINGS, **known)
    found = mixgate.verify(unsaid.folder, house)
    assert set(unsaid.verdicts) == {mixgate.Verdict.ACCEPTABLE, mixgate.Verdict.INCOMPLETE}
    assert found.verdict is mixgate.Verdict.INCOMPLETE
    assert found.problems == ()


def test_a_condition_that_was_stated_stays_stated_in_a_package(tmp_path: Path) -> None:
    folder = write_delivery(tmp_path)
    house = tmp_path / "house.toml"
    asked = mixgate.PackageOptions(allow_rejected=True, created=CREATED, host="studio")
    for word, value in (("live", True), ("genre", "drama")):
        stated: dict[str, Any] = {word: value, "action": "whole", "picture_rate": "24"}
        made = mixgate.package(folder, house, tmp_path / word, options=asked, settings=SETTINGS, **stated)
        assert mixgate.Verdict.REJECTED in made.verdicts
        found = mixgate.verify(made.folder, house)
        assert (found.verdict, found.problems) == (mixgate.Verdict.REJECTED, ())


def test_a_stem_and_a_picture_length_outlast_measuring(tmp_path: Path) -> None:
    """Judged from measurements, stems were printmasters, and picture length and waivers were gone."""
    extra = '[programme]\npicture_rate = "25"\nduration_frames = 30\n' + waiver("stereo.wav")
    folder = write_delivery(tmp_path, extra, level=LOUD, guide=True)
    measured = mixgate.measure(folder, settings=SETTINGS)
    run = mixgate.judge(measured, [str(tmp_path / "house.toml"), "ebu-r128"], settings=SETTINGS)
    assert run.exit_code == mixgate.check(folder, [str(tmp_path / "house.toml"), "ebu-r128"]).exit_code
    assert [(str(result.kind), result.path) for result in run] == [
        ("printmaster", "de/surround.wav"),
        ("printmaster", "de/stereo.wav"),
        ("dialogue", "de/lines.wav"),
        ("None", "."),  # the delivery
    ]
    assert all(readings.statement is not None for readings in measured)
    assert {readings.statement.programme.duration_frames for readings in measured if readings.statement} == {30}
    waived = [f for report in run.reports for f in report.findings if f.state is mixgate.State.WAIVED]
    assert {finding.rule for finding in waived} == {"peak.true-peak"}
    # A neighbour: what is stated by the caller is saved too, and overruled by what is stated later.
    (one,) = mixgate.measure(folder / "de" / "stereo.wav", territory="DE", version="dub", settings=SETTINGS)
    assert one.statement is not None
    assert (one.statement.programme.territory, one.statement.version) == ("DE", mixgate.Version.DUB)
    (said,) = mixgate.judge(one, "ebu-r128", version="original").reports
    assert said.version is mixgate.Version.ORIGINAL


@pytest.mark.parametrize("named", [None, "adm"])
def test_a_deliverable_that_was_named_is_the_one_that_is_judged_again(named: str | None, tmp_path: Path) -> None:
    """A 5.1 is not the Atmos master of the sheet, which rejects it; named as that, it is judged by its demands."""
    folder = write_delivery(tmp_path)
    asked = mixgate.PackageOptions(
        deliverable=named, template="{name}", allow_rejected=True, created=CREATED, host="studio"
    )
    checked = answers(mixgate.check(folder, "amazon-atmos-me", deliverable=named, settings=SETTINGS).reports)
    made = mixgate.package(folder, "amazon-atmos-me", tmp_path / "made", options=asked, settings=SETTINGS)
    assert answers(reports_inside(made.folder)) == checked
    assert mixgate.verify(made.folder).problems == ()
    assert answers(mixgate.check(made.folder, "amazon-atmos-me", settings=SETTINGS).reports) == checked
