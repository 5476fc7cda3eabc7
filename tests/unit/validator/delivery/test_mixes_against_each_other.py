"""`check` of a delivery holds its mixes against each other: each fault is a finding, and each clean twin has none."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

import mixgate
from fixtures import film_delivery as film
from fixtures import short_film as films
from fixtures.film_delivery import DIALOGUE, DUB, EFFECTS, ME, MUSIC, ORIGINAL, ORIGINAL_DIALOGUE, STEREO
from fixtures.film_faults import delayed, sped
from fixtures.films import folded
from mixgate.api.settings import RunSettings

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

HOUR = 172_800_000
WITH_STEMS = (ORIGINAL, DUB, STEREO, DIALOGUE, MUSIC, EFFECTS, ME)
SETTINGS = RunSettings(workers=1)


def checked(
    folder: Path,
    changes: dict[str, NDArray[np.float32]],
    names: tuple[str, ...] = (ORIGINAL, DUB),
    *,
    sheet: str = "localisation",
) -> mixgate.RunResult:
    film.write_delivery(folder, {name: changes.get(name) for name in names})
    return mixgate.check(folder, sheet, settings=SETTINGS)


def failed(run: mixgate.RunResult) -> set[tuple[str, str]]:
    return {
        (report.name, finding.rule)
        for report in run.reports
        for finding in report.findings
        if finding.state is mixgate.State.FAIL
    }


def finding(run: mixgate.RunResult, name: str, rule: str) -> mixgate.Finding:
    report = next(report for report in run.reports if report.name == name)
    return next(one for one in report.findings if one.key == rule)


def dub() -> NDArray[np.float32]:
    return film.parts()[DUB]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> mixgate.RunResult:
    """The clean twin of every fault: the whole delivery as it should be, checked once."""
    return checked(tmp_path_factory.mktemp("clean") / "film", {}, WITH_STEMS)


def test_a_clean_delivery_is_acceptable(clean: mixgate.RunResult) -> None:
    run = clean
    assert failed(run) == set()
    assert run.verdict is mixgate.Verdict.ACCEPTABLE
    assert [report.name for report in run.reports] == [ORIGINAL, DUB, STEREO, ME, "Film"]
    assert finding(run, DUB, "stems.sum").state is mixgate.State.PASS
    assert finding(run, STEREO, "fold-down.of-surround").state is mixgate.State.PASS
    assert finding(run, ME, "me.without-dialogue").state is mixgate.State.PASS
    assert all(one.rule != "content.dialogue-present" for report in run.reports for one in report.findings)


def test_a_stereo_mix_three_frames_late_is_a_finding_with_value_limit_cause_and_repair(tmp_path: Path) -> None:
    run = checked(tmp_path / "late", {STEREO: delayed(film.parts()[STEREO], 6006)}, (ORIGINAL, DUB, STEREO))
    assert failed(run) == {(STEREO, "sync.offset")}
    found = finding(run, STEREO, "sync.offset")
    assert found.measured is not None
    assert found.measured.value == pytest.approx(125.125, abs=0.1)
    assert found.margin == pytest.approx(60 - 125.125, abs=0.1)
    assert "3 frames 0 subframes at 23.976 fps" in mixgate.say(found.reason)
    assert any("one offset" in mixgate.say(why) for why in found.why)
    assert found.remedy is not None
    assert mixgate.say(found.remedy) == "Move it 6006 samples earlier."


def test_any_sheet_says_that_a_mix_is_late_and_none_rejects_it_for_what_it_does_not_ask(tmp_path: Path) -> None:
    run = checked(tmp_path / "late", {DUB: delayed(dub(), 6006)}, sheet="ebu-r128")
    found = finding(run, DUB, "sync.with-partner")
    assert found.state is mixgate.State.WARN
    assert "late by 6006" in mixgate.say(found.reason)


def test_a_leader_that_is_not_in_the_stamp_is_named_and_one_that_is_there_is_none(tmp_path: Path) -> None:
    folder = film.write_delivery(tmp_path / "leader", dict.fromkeys((ORIGINAL, DUB)), start=HOUR)
    late = np.concatenate([np.zeros((96_000, 6), np.float32), dub()])
    film.write_sound(folder / DUB, late, start=HOUR)
    found = finding(mixgate.check(folder, "localisation", settings=SETTINGS), DUB, "sync.offset")
    assert found.state is mixgate.State.FAIL
    assert any("a leader was added" in mixgate.say(why) for why in found.why)
    film.write_sound(folder / DUB, late, start=HOUR - 96_000)
    assert failed(mixgate.check(folder, "localisation", settings=SETTINGS)) == set()


def test_a_drift_is_measured_over_the_programme(tmp_path: Path) -> None:
    run = checked(tmp_path / "drift", {DUB: sped(dub(), Fraction(801, 800))})
    assert (DUB, "sync.drift") in failed(run)


def test_the_dialogue_stem_of_another_language_is_named(tmp_path: Path) -> None:
    french = films.film().dialogue("fr")
    run = checked(tmp_path / "stem", {DIALOGUE: french}, (ORIGINAL, DUB, DIALOGUE, MUSIC, EFFECTS))
    assert failed(run) == {(DUB, "stems.sum")}
    assert mixgate.say(finding(run, DUB, "stems.sum").reason).startswith(f"{DIALOGUE}: A stem sounds")


def test_the_me_under_the_name_of_the_printmaster_is_rejected_by_any_sheet(tmp_path: Path) -> None:
    me = film.parts()[ME]
    # Not the same file: one with another level would pass for another sound.
    printmaster = (np.round(me * 0.9995 * 2.0**23) / 2.0**23).astype(np.float32)
    run = checked(tmp_path / "me", {DUB: printmaster}, (ORIGINAL, DUB, DIALOGUE, ME), sheet="ebu-r128")
    found = finding(run, DUB, "content.dialogue-present")
    assert found.state is mixgate.State.FAIL
    assert mixgate.say(found.reason).startswith("This is the M&E")


@pytest.mark.parametrize("names", [(ORIGINAL, ME), (ORIGINAL, ME, ORIGINAL_DIALOGUE)], ids=["mix", "mix and stem"])
def test_lines_of_the_original_in_the_me_are_listed_with_level_and_place(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    parts = film.parts()
    leaking = parts[ME] + np.float32(10 ** (-30 / 20)) * parts[ORIGINAL_DIALOGUE]
    run = checked(tmp_path / "bleed", {ME: leaking}, names)
    found = finding(run, ME, "me.without-dialogue")
    assert found.state is mixgate.State.FAIL
    assert found.measured is not None
    assert found.measured.value == pytest.approx(-30.0, abs=1.5)
    assert len(found.where) > 2
    assert all("dB in C" in (place.text or "") for place in found.where)
    assert failed(run) == {(ME, "me.without-dialogue")}


def test_the_stereo_mix_of_another_language_is_no_fold_down_of_this_one(tmp_path: Path) -> None:
    run = checked(tmp_path / "stereo", {STEREO: folded(films.original())}, (ORIGINAL, DUB, STEREO))
    assert failed(run) == {(STEREO, "fold-down.of-surround")}


def test_a_dub_without_its_original_is_not_measured(tmp_path: Path) -> None:
    run = checked(tmp_path / "alone", {}, (DUB, STEREO))
    found = finding(run, DUB, "sync.offset")
    assert found.state is mixgate.State.NOT_MEASURED
    assert "no mix of the original" in mixgate.say(found.reason)


def test_a_dub_is_held_against_the_me_where_the_original_is_not_delivered(tmp_path: Path) -> None:
    run = checked(tmp_path / "me", {DUB: delayed(dub(), 6006)}, (DUB, ME))
    found = finding(run, DUB, "sync.offset")
    assert found.state is mixgate.State.FAIL
    assert ME in mixgate.say(found.reason)


def test_what_is_saved_is_judged_again_without_sound(tmp_path: Path) -> None:
    run = checked(tmp_path / "late", {DUB: delayed(dub(), 6006)})
    saved = tmp_path / "run.json"
    saved.write_text(run.document.model_dump_json(by_alias=True), encoding="utf-8")
    (tmp_path / "late" / DUB).unlink()
    again = mixgate.judge(saved, "localisation")
    assert failed(again) == failed(run) == {(DUB, "sync.offset")}
