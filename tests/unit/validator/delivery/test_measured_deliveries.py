"""A delivery that is measured first and judged later gets the verdict of one that is checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
import soundfile

from fixtures.imf import sound_file
from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.mxf import track_file
from mixgate.cli import run_words
from specs.statements.statement import Statement
from validator.delivery.checked import checked
from validator.delivery.consistency.found_deliveries import left_open
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import stated_by
from validator.delivery.judged import Judging
from validator.delivery.measured import measured_mixes
from validator.delivery.saved import judged_again
from validator.measuring.measure import MeasureOptions
from validator.progress import unseen
from validator.results.measurements import Measurements, measurements_to_json
from validator.results.report import Report, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE: Final = 48_000
OPTIONS: Final = MeasureOptions(version="1", kernel="numpy", workers=1)


def judging() -> Judging:
    demand: dict[str, Any] = {"rule": "peak.true-peak", "maximum_dbtp": -6.0}
    return Judging(sheets=[make_sheet(make_requirement(**demand))], version="1", day=date(2026, 11, 29))


def sound(path: Path, *, seed: int, seconds: float = 0.5) -> None:
    noise = np.random.default_rng(seed).uniform(-0.1, 0.1, (round(seconds * RATE), 2))
    soundfile.write(path, noise, RATE, "PCM_24")


def whole(folder: Path) -> None:
    for seed, language in enumerate(("de", "fr", "es", "it")):
        sound(folder / f"film_{language}_20.wav", seed=seed)


def with_a_lossy_file(folder: Path) -> None:
    whole(folder)
    (folder / "film_pl_20.mp3").write_bytes(b"\xff\xfb\x90\x00" + bytes(4000))


def with_one_language_twice(folder: Path) -> None:
    whole(folder)
    (folder / "film_fr_20.wav").write_bytes((folder / "film_de_20.wav").read_bytes())


def with_one_that_is_longer(folder: Path) -> None:
    whole(folder)
    sound(folder / "film_it_20.wav", seed=9, seconds=0.8)


def with_unlisted_sound(folder: Path) -> None:
    whole(folder)
    names = [f"film_{language}_20.wav" for language in ("de", "fr", "es")]
    entries = "\n".join(f"[[files]]\npath = '{name}'\nkind = 'printmaster'" for name in names)
    (folder / "delivery.toml").write_text(f"title = 'Night tram'\n{entries}\n", encoding="utf-8")


def told(reports: list[Report]) -> tuple[str, str, list[tuple[str, str]]]:
    (found,) = [report for report in reports if report.subject is SubjectKind.DELIVERY]
    return found.name, found.verdict.value, [(finding.rule, finding.fingerprint) for finding in found.findings]


@pytest.mark.parametrize(
    "make", [whole, with_a_lossy_file, with_one_language_twice, with_one_that_is_longer, with_unlisted_sound]
)
def test_measured_then_judged_says_what_check_says(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder, saved = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    saved.mkdir()
    make(folder)
    inputs = mixes_of([folder], stated_by())
    then = [report for result in checked(inputs, judging(), OPTIONS) for report in result.reports]
    files = []
    for place, one in enumerate(measured_mixes(mixes_of([folder], stated_by()), OPTIONS, unseen)):
        assert one.measurements is not None
        files.append(saved / f"{place}.json")
        files[-1].write_text(measurements_to_json(one.measurements), encoding="utf-8")
    again = [report for result in judged_again(files, judging(), stated_by()) for report in result.reports]
    assert told(again) == told(then)


def test_one_mix_of_an_open_delivery_leaves_it_open(tmp_path: Path) -> None:
    with_a_lossy_file(tmp_path)
    measured = [one.measurements for one in measured_mixes(mixes_of([tmp_path], stated_by()), OPTIONS, unseen)]
    first = measured[0]
    assert first is not None
    reports = [report for result in judged_again([first], judging(), stated_by()) for report in result.reports]
    assert told(reports)[1] == "incomplete"
    assert [
        fault.code for fault in left_open((one for one in measured if one is not None), date(2026, 11, 29), "1")
    ] == ["delivery.unlisted-sound"]


PEAK_ONLY: Final = """id = "house"
publisher = "A house"
title = "House"
edition = "1"
status = "current"
[documents.d]
title = "House"
retrieved = 2026-01-01
obtained = "own"
[deliverables.mix]
title = "Mix"
mix_kinds = ["printmaster"]
levels = "not demanded"
levels_source = "d 1"
[[deliverables.mix.requirements]]
rule = "peak.true-peak"
level = "shall"
grade = "primary"
source = "d 1"
maximum_dbtp = -6.0
"""

WAIVED: Final = "[[waivers]]\nrule = '{}'\nreason = 'it does not come'\nby = 'A. Mixer'\non = 2026-11-01\n"


@pytest.mark.parametrize(
    ("listed", "rule", "code", "waived"),
    [
        (("film_xx_20.wav",), "delivery.file-absent", 1, 0),
        (("empty.wav",), "delivery.no-sound", 1, 4),
        (("film_fr_20.wav", "film_es_20.wav", "film_it_20.wav"), "delivery.unlisted-sound", 4, 0),
    ],
)
def test_check_measure_and_judge_say_one_thing_of_what_was_waived(
    tmp_path: Path, listed: tuple[str, ...], rule: str, code: int, waived: int
) -> None:
    folder, sheet = tmp_path / "in", tmp_path / "house.toml"
    sheet.write_text(PEAK_ONLY, encoding="utf-8")
    folder.mkdir()
    whole(folder)
    everything = [f"film_{language}_20.wav" for language in ("de", "fr", "es", "it")]
    names = [*everything, *listed] if len(listed) == 1 else everything[:1]
    if listed == ("empty.wav",):
        (folder / "empty.wav").write_bytes(b"")
    entries = "\n".join(f"[[files]]\npath = '{name}'" for name in names)
    for number, (waivers, wanted) in enumerate((("", code), (WAIVED.format(rule), waived))):
        (folder / "delivery.toml").write_text(f"title = 'Night tram'\n{entries}\n{waivers}", encoding="utf-8")
        saved = tmp_path / f"saved{number}"
        saved.mkdir()
        assert run_words(["check", str(folder), "--sheet", str(sheet), "-q", "--kernel", "numpy"]) == wanted
        assert run_words(["measure", str(folder), "--json", str(saved), "--kernel", "numpy"]) == wanted
        report = tmp_path / f"judged{number}.json"
        assert run_words(["judge", str(saved), "--sheet", str(sheet), "-q", "--json", str(report)]) == wanted
        assert "waiver-without-effect" not in report.read_text(encoding="utf-8")


def test_a_mix_on_its_own_has_no_delivery(tmp_path: Path) -> None:
    whole(tmp_path)
    (one,) = measured_mixes(mixes_of([tmp_path / "film_de_20.wav"], stated_by()), OPTIONS, unseen)
    assert one.measurements is not None
    assert one.measurements.delivery is None
    (result,) = judged_again([one.measurements], judging(), stated_by())
    assert [report.subject for report in result.reports] == [SubjectKind.MIX]


@pytest.mark.parametrize("changed", ["code", "arguments"])
def test_a_message_that_nobody_can_say_is_told_as_a_fault_of_the_file(tmp_path: Path, changed: str) -> None:
    with_a_lossy_file(tmp_path)
    one = next(iter(measured_mixes(mixes_of([tmp_path], stated_by()), OPTIONS, unseen)))
    assert one.measurements is not None
    text = measurements_to_json(one.measurements)
    assert Measurements.model_validate_json(text).statement != Statement()
    before, after = {
        "code": ('"code":"delivery.unlisted-sound"', '"code":"delivery.no-such-text"'),
        "arguments": ('"arguments":{"file":"film_pl_20.mp3"}', '"arguments":{}'),
    }[changed]
    assert before in text
    path = tmp_path / "saved.json"
    path.write_text(text.replace(before, after), encoding="utf-8")
    (result,) = judged_again([path], judging(), stated_by())
    assert result.reports == ()
    assert "delivery.faults.0.fault" in str(result.errors[0].found)


@pytest.mark.parametrize(
    ("listed", "verdict"), [("fr-FR", "acceptable"), ("fr", "acceptable"), ("de-DE", "incomplete")]
)
def test_a_mix_listed_in_another_language_than_its_header_says(tmp_path: Path, listed: str, verdict: str) -> None:
    (tmp_path / "film.mxf").write_bytes(sound_file(track_file("5.1", RATE, language="fr-FR")))
    entry = f"[[files]]\npath = 'film.mxf'\nkind = 'printmaster'\nlanguage = '{listed}'\n"
    (tmp_path / "delivery.toml").write_text(f"title = 'Night tram'\n{entry}", encoding="utf-8")
    results = checked(mixes_of([tmp_path], stated_by()), judging(), OPTIONS)
    _, found, findings = told([report for result in results for report in result.reports])
    assert found == verdict
    assert ("delivery.language-of-header" in [rule for rule, _ in findings]) is (verdict == "incomplete")


def test_a_saved_fault_that_is_no_check_of_a_folder_is_not_passed_over(tmp_path: Path) -> None:
    with_a_lossy_file(tmp_path)
    one = next(iter(measured_mixes(mixes_of([tmp_path], stated_by()), OPTIONS, unseen)))
    assert one.measurements is not None
    path = tmp_path / "saved.json"
    text = measurements_to_json(one.measurements).replace('"delivery.unlisted-sound"', '"delivery.acceptable"')
    path.write_text(text, encoding="utf-8")
    (result,) = judged_again([path], judging(), stated_by())
    assert result.reports == ()
    assert result.errors[0].found == "delivery.acceptable"
