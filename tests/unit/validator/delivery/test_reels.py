"""Reels: one programme for loudness, each its own for everything else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from fixtures.made_sheets import make_requirement, make_sheet
from specs.statements.statement import Statement
from validator.audio.programme import open_programme
from validator.catalogue import say
from validator.delivery.checked import checked
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import stated_by
from validator.delivery.judged import Judging, MixResult, subject_of
from validator.delivery.measured import measured_mixes
from validator.delivery.reels import joined
from validator.delivery.saved import judged_again
from validator.measuring.measure import MeasureOptions, measure
from validator.progress import unseen
from validator.reporters.as_json import run_to_json
from validator.reporters.clock import clock_of, place_text
from validator.results.finding import Finding, State
from validator.results.measurements import DialogueReadings, Measurements, measurements_to_json
from validator.results.report import Report, SubjectKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RATE: Final = 48_000
DAY: Final = date(2026, 11, 29)
OPTIONS: Final = MeasureOptions(version="1", kernel="numpy", workers=1)
LEADER_SECONDS: Final = 8
SHEET: Final = make_sheet(
    make_requirement(
        "loudness.integrated",
        alternatives=[{"gating": "programme", "target": -23.0, "tolerance_above": 1.0, "tolerance_below": 1.0}],
    ),
    make_requirement("loudness.short-term-maximum", maximum_lkfs=-18.0),
    make_requirement("peak.true-peak", maximum_dbtp=-3.0),
    make_requirement("form.sample-rate", allowed_hz=[48000]),
)

Sound = NDArray[np.float64]


def action(seconds: float, level: float, seed: int, channels: int = 2) -> Sound:
    """Noise whose level sways, so that there is a loudness range."""
    time = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(seed).uniform(-1.0, 1.0, (time.size, channels))
    return noise * (level * (1.0 + 0.5 * np.sin(time * 1.3)))[:, np.newaxis]


def reel(sound: Sound) -> Sound:
    """The same behind a leader of 8 s with its pop at 6 s."""
    leader = np.zeros((LEADER_SECONDS * RATE, sound.shape[1]))
    frame = np.arange(RATE // 24)
    leader[6 * RATE : 6 * RATE + frame.size] = 0.1 * np.sin(2 * np.pi * 1000 * frame / RATE)[:, np.newaxis]
    return np.concatenate([leader, sound])


def write(path: Path, sound: Sound, rate: int = RATE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, sound, rate, "PCM_24")
    return path


ACTIONS: Final = (action(7.0, 0.05, 1), action(6.4, 0.3, 2), action(5.0, 0.02, 3))
"""Far apart in level, so that no reel is as loud as the programme."""


def entry(path: str, number: int | None, **more: str) -> str:
    fields = [f"path = '{path}'", *([] if number is None else [f"reel = {number}"])]
    return "\n".join(["[[files]]", *fields, *(f"{name} = '{value}'" for name, value in more.items())])


def delivery(folder: Path, *entries: str, programme: str = "", waivers: str = "") -> Path:
    head = ["title = 'Night tram'", "original_language = 'en'", "[programme]", programme]
    (folder / "delivery.toml").write_text("\n".join([*head, *entries, waivers, ""]), encoding="utf-8")
    return folder


def run(folder: Path) -> dict[str, MixResult]:
    judging = Judging(sheets=[SHEET], version="1", day=DAY)
    results = list(checked(mixes_of([folder], stated_by()), judging, OPTIONS))
    found = {result.path or result.name: result for result in results}
    assert len(found) == len(results), "each has a place of its own"
    return found


def only(result: MixResult) -> Report:
    (report,) = result.reports
    return report


def states(report: Report) -> dict[str, State]:
    return {finding.rule: finding.state for finding in report.findings}


def finding(report: Report, rule: str) -> Finding:
    return next(one for one in report.findings if one.rule == rule)


def three(folder: Path, *, names: tuple[str, str, str] = ("r1.wav", "r2.wav", "r3.wav"), programme: str = "") -> Path:
    for name, sound in zip(names, ACTIONS, strict=True):
        write(folder / name, reel(sound))
    return delivery(folder, *(entry(name, n) for n, name in enumerate(names, start=1)), programme=programme)


TOGETHER: Final = "printmaster 2.0 reels 1 to 3"


def measured(path: Path, sound: Sound) -> Measurements:
    return measure(open_programme([write(path, sound)]), OPTIONS)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Measurements:
    """The actions as one file, in the order of the reels."""
    return measured(tmp_path_factory.mktemp("whole") / "whole.wav", np.concatenate(ACTIONS))


@pytest.mark.parametrize("programme", ["", "preset = 'reel'"], ids=["a pop that is found", "a preset"])
def test_reels_together_are_as_loud_as_their_actions_in_one_file(
    tmp_path: Path, whole: Measurements, programme: str
) -> None:
    found = only(run(three(tmp_path, programme=programme))[TOGETHER]).measurements
    assert found is not None
    for name in (
        "integrated_lkfs",
        "integrated_absolute_lkfs",
        "integrated_ungated_lkfs",
        "max_momentary_lkfs",
        "max_short_term_lkfs",
        "max_true_peak_dbtp",
    ):
        assert getattr(found, name) == pytest.approx(getattr(whole, name), abs=0.05), name
    assert found.loudness_range_lu == pytest.approx(whole.loudness_range_lu, abs=0.2)
    assert found.sample_count == pytest.approx(whole.sample_count, abs=3 * RATE // 10)
    assert whole.integrated_lkfs is not None
    for sound in ACTIONS:
        alone = measured(tmp_path / "alone.wav", sound).integrated_lkfs
        assert alone is not None
        assert abs(alone - whole.integrated_lkfs) > 1.0, "or a reel alone would pass for the programme"


def test_an_action_that_ends_within_a_row_of_100_ms_loses_no_more_than_that_row(tmp_path: Path) -> None:
    actions = [action(20.37, 0.05, 1, 1), action(21.03, 0.1, 2, 1), action(20.0, 0.04, 3, 1)]
    reels = [measured(tmp_path / f"{n}.wav", reel(sound)) for n, sound in enumerate(actions)]
    found = joined(reels, [subject_of(one, Statement()).span for one in reels])
    alone = measured(tmp_path / "whole.wav", np.concatenate(actions))
    assert len(found.series.power_lkfs) == 203 + 210 + 200
    assert found.sample_count == alone.sample_count
    for name in ("integrated_lkfs", "integrated_absolute_lkfs", "integrated_ungated_lkfs"):
        assert getattr(found, name) == pytest.approx(getattr(alone, name), abs=0.05), name


def test_windows_across_two_reels_hold_both_and_no_leader(tmp_path: Path, whole: Measurements) -> None:
    reels = [measured(tmp_path / f"{n}.wav", reel(sound)) for n, sound in enumerate(ACTIONS)]
    found = joined(reels, [subject_of(one, Statement(reel=1)).span for one in reels])
    border = round(ACTIONS[0].shape[0] / RATE * 10)
    for row in range(border, border + 29):
        mine, theirs = found.series.short_term_lkfs[row], whole.series.short_term_lkfs[row]
        assert mine is not None
        assert theirs is not None
        # A maximum on the 100 ms grid is at most that on the 10 ms grid, and a row of the action is left out.
        assert theirs - 1.5 <= mine <= theirs + 0.05, row
    assert found.series.short_term_lkfs[:29] == (None,) * 29


def test_order_is_by_number_and_not_by_name(tmp_path: Path) -> None:
    named = three(tmp_path, names=("z.wav", "a.wav", "m.wav"))
    statement = only(run(named)[TOGETHER]).measurements
    assert statement is not None
    assert statement.statement is not None
    assert [(one.number, one.path) for one in statement.statement.joined] == [(1, "z.wav"), (2, "a.wav"), (3, "m.wav")]
    levels = statement.series.power_lkfs
    loud = [row for row, level in enumerate(levels) if level is not None and level > -20.0]
    assert 65 <= min(loud) <= 75, "the loud action is that of the second reel"


def test_a_reel_is_judged_on_all_but_its_loudness_and_the_whole_on_nothing_else(tmp_path: Path) -> None:
    results = run(three(tmp_path))
    together = states(only(results[TOGETHER]))
    for name in ("r1.wav", "r2.wav", "r3.wav"):
        report = only(results[name])
        own = states(report)
        assert own["loudness.integrated"] is own["loudness.short-term-maximum"] is State.NOT_APPLICABLE
        assert own["form.sample-rate"] is State.PASS
        assert own["peak.true-peak"] in {State.PASS, State.FAIL}
        assert report.verdict in {Verdict.ACCEPTABLE, Verdict.REJECTED}
        reason = finding(report, "loudness.integrated").reason
        assert reason.code == "delivery.judged-over-all-reels"
        assert TOGETHER in say(reason)
    assert together["loudness.integrated"] in {State.PASS, State.FAIL}
    assert together["form.sample-rate"] is State.NOT_APPLICABLE
    assert finding(only(results[TOGETHER]), "form.sample-rate").reason.code == "delivery.judged-on-each-reel"
    assert only(results[TOGETHER]).subject is SubjectKind.MIX
    assert list(results).index(TOGETHER) == list(results).index("r3.wav") + 1, "as soon as all of them are measured"


def test_a_peak_in_a_leader_is_none_of_the_programme(tmp_path: Path) -> None:
    loud = reel(ACTIONS[2])
    loud[3 * RATE : 3 * RATE + 20] = 0.98
    reels = [measured(tmp_path / f"{n}.wav", sound) for n, sound in enumerate((reel(ACTIONS[0]), loud))]
    spans = [subject_of(one, Statement()).span for one in reels]
    spans[1] = subject_of(measured(tmp_path / "quiet.wav", reel(ACTIONS[2])), Statement()).span
    found = joined(reels, spans)
    assert reels[1].max_true_peak_dbtp is not None
    assert reels[1].max_true_peak_dbtp > -1.0
    assert found.max_true_peak_dbtp is not None
    assert found.max_true_peak_dbtp < -15.0
    assert found.sample_count == sum(span.end_sample - span.start_sample for span in spans)


def test_places_are_told_within_the_reel(tmp_path: Path) -> None:
    report = only(run(three(tmp_path))[TOGETHER])
    loudest = finding(report, "loudness.short-term-maximum")
    assert loudest.state is State.FAIL
    said = [place_text(place, clock_of(report)) for place in loudest.where]
    assert all("reel 1 +" in one or "reel 2 +" in one for one in said), said
    (first,) = (one.start_sample for one in report.measurements.statement.joined[:1])  # type: ignore[union-attr]
    assert first == 0
    clock = clock_of(report)
    assert clock.within_reel(0) == "reel 1 +0:00:08.000"
    assert clock.within_reel(7 * RATE + RATE // 2) in {"reel 2 +0:00:08.500", "reel 2 +0:00:08.600"}


def test_saved_readings_are_judged_again_as_they_were(tmp_path: Path) -> None:
    results = run(three(tmp_path))
    judging = Judging(sheets=[SHEET], version="1", day=DAY)
    for place in ("r1.wav", TOGETHER):
        then = only(results[place])
        assert then.measurements is not None
        saved = Measurements.model_validate_json(then.measurements.model_dump_json(by_alias=True))
        result, *_ = judged_again([saved], judging, stated_by())  # a reel on its own also leaves its programme open
        again = only(result)
        assert (again.verdict, again.findings) == (then.verdict, then.findings)


def test_mixes_without_reels_and_languages_beside_them_are_untouched(tmp_path: Path) -> None:
    for seed, name in enumerate(("en1", "en2", "de1", "de2", "trailer")):
        write(tmp_path / f"{name}.wav", reel(action(4.0, 0.05, seed)))
    folder = delivery(
        tmp_path,
        *(entry(f"{language}{n}.wav", n, language=language) for language in ("en", "de") for n in (1, 2)),
        entry("trailer.wav", None, language="en"),
    )
    results = run(folder)
    assert {"printmaster en original 2.0 reels 1 to 2", "printmaster de dub 2.0 reels 1 to 2"} <= set(results)
    assert states(only(results["trailer.wav"]))["loudness.integrated"] in {State.PASS, State.FAIL}
    assert {one.rule for one in only(results["."]).findings} == {"delivery.whole"}


def test_a_missing_reel_is_told_and_leaves_the_delivery_open(tmp_path: Path) -> None:
    for n in (1, 2, 4):
        write(tmp_path / f"r{n}.wav", reel(action(3.0, 0.05, n)))
    results = run(delivery(tmp_path, *(entry(f"r{n}.wav", n) for n in (1, 2, 4))))
    told = finding(only(results["."]), "delivery.reels-missing")
    assert say(told.reason) == "The printmaster 2.0 lacks reel 3; there are reels up to 4."
    assert only(results["."]).verdict is Verdict.INCOMPLETE
    assert not any("reels 1 to" in path for path in results)
    assert states(only(results["r1.wav"]))["loudness.integrated"] is not State.NOT_APPLICABLE


def test_a_language_that_ends_a_reel_early_lacks_it_and_one_reel_alone_lacks_none(tmp_path: Path) -> None:
    for name in ("en1", "en2", "en3", "de1", "de2"):
        write(tmp_path / f"{name}.wav", reel(action(3.0, 0.05, ord(name[0]) + ord(name[2]))))
    entries = [entry(f"{n}.wav", int(n[2]), language=n[:2]) for n in ("en1", "en2", "en3", "de1", "de2")]
    told = finding(only(run(delivery(tmp_path, *entries))["."]), "delivery.reels-missing")
    assert say(told.reason) == "The de printmaster dub 2.0 lacks reel 3; there are reels up to 3."
    alone = tmp_path / "repair"
    write(alone / "r2.wav", reel(action(3.0, 0.05, 9)))
    assert {one.rule for one in only(run(delivery(alone, entry("r2.wav", 2)))["."]).findings} == {"delivery.whole"}


@pytest.mark.parametrize(
    ("channels", "rate", "said"),
    [(1, RATE, "reel 2 is 1.0 at 48000 Hz"), (2, 44_100, "reel 2 is 2.0 at 44100 Hz")],
    ids=["layout", "sample rate"],
)
def test_reels_of_different_form_are_told_and_not_joined(tmp_path: Path, channels: int, rate: int, said: str) -> None:
    write(tmp_path / "r1.wav", reel(action(3.0, 0.05, 1)))
    write(tmp_path / "r2.wav", reel(action(3.0, 0.05, 2, channels)), rate)
    results = run(delivery(tmp_path, entry("r1.wav", 1), entry("r2.wav", 2)))
    assert said in say(finding(only(results["."]), "delivery.reels-differ").reason)
    assert "delivery.reels-missing" not in states(only(results["."]))
    assert set(results) == {"r1.wav", "r2.wav", "."}
    assert states(only(results["r1.wav"]))["loudness.integrated"] is not State.NOT_APPLICABLE


def test_two_layouts_of_one_programme_are_two_programmes(tmp_path: Path) -> None:
    for n in (1, 2):
        write(tmp_path / f"stereo{n}.wav", reel(action(3.0, 0.05, n)))
        write(tmp_path / f"mono{n}.wav", reel(action(3.0, 0.05, n + 5, 1)))
    results = run(delivery(tmp_path, *(entry(f"{form}{n}.wav", n) for form in ("stereo", "mono") for n in (1, 2))))
    assert {"printmaster 2.0 reels 1 to 2", "printmaster 1.0 reels 1 to 2"} <= set(results)
    assert {one.rule for one in only(results["."]).findings} == {"delivery.whole"}


def test_a_number_that_is_there_twice_is_told(tmp_path: Path) -> None:
    for n, name in enumerate(("a", "b", "c")):
        write(tmp_path / f"{name}.wav", reel(action(3.0, 0.05, n)))
    results = run(delivery(tmp_path, entry("a.wav", 1), entry("b.wav", 2), entry("c.wav", 2)))
    told = finding(only(results["."]), "delivery.reel-twice")
    assert say(told.reason) == "c.wav and b.wav are both reel 2 of the printmaster 2.0."
    assert set(results) == {"a.wav", "b.wav", "c.wav", "."}


def test_a_reel_that_cannot_be_opened_leaves_the_others_on_their_own_and_is_not_missing(tmp_path: Path) -> None:
    write(tmp_path / "r1.wav", reel(action(3.0, 0.05, 1)))
    (tmp_path / "r2.wav").write_bytes(b"dear mixer")
    results = run(delivery(tmp_path, entry("r1.wav", 1), entry("r2.wav", 2)))
    assert only(results["r2.wav"]).verdict is Verdict.REJECTED
    assert states(only(results["r1.wav"]))["loudness.integrated"] is not State.NOT_APPLICABLE
    assert "delivery.reels-missing" not in states(only(results["."]))


def test_a_waiver_of_one_reel_does_not_forgive_the_programme(tmp_path: Path) -> None:
    three(tmp_path)
    waiver = "[[waivers]]\nrule = 'loudness.short-term-maximum'\nfile = '{}'\nreason = 'r'\nby = 'b'\non = 2026-01-01"
    entries = [entry(f"r{n}.wav", n) for n in (1, 2, 3)]
    one = run(delivery(tmp_path, *entries, waivers=waiver.format("r1.wav")))
    assert states(only(one[TOGETHER]))["loudness.short-term-maximum"] is State.FAIL
    assert "delivery.waiver-without-effect" in states(only(one["."]))
    all_of_them = run(delivery(tmp_path, *entries, waivers=waiver.format(TOGETHER)))
    assert states(only(all_of_them[TOGETHER]))["loudness.short-term-maximum"] is State.WAIVED
    assert "delivery.waiver-without-effect" not in states(only(all_of_them["."]))


def spoken(one: Measurements, level: float, gate: str = "dialogue-stem") -> Measurements:
    """The same with speech in every row from 1 s after the leader on."""
    rows = len(one.series.power_lkfs)
    found = DialogueReadings.model_validate(
        {
            "gate": gate,
            "gate_text": gate,
            "estimate": False,
            "guard_band_lu": 0.0,
            "integrated_lkfs": level,
            "speech_share": 0.5,
            "gated_block_count": 1,
            "background_lkfs": level - 10.0,
            "spans": [(90, rows)],
        }
    )
    return one.model_copy(update={"dialogue": found})


def test_dialogue_is_measured_over_the_speech_of_all_reels(tmp_path: Path, whole: Measurements) -> None:
    reels = [measured(tmp_path / f"{n}.wav", reel(sound)) for n, sound in enumerate(ACTIONS)]
    spans = [subject_of(one, Statement()).span for one in reels]
    found = joined([spoken(one, -30.0) for one in reels], spans).dialogue
    assert found is not None
    speech = measured(tmp_path / "speech.wav", np.concatenate([sound[RATE:] for sound in ACTIONS]))
    assert found.integrated_lkfs == pytest.approx(speech.integrated_ungated_lkfs, abs=0.05)
    assert found.background_lkfs == pytest.approx(-40.0, abs=1e-6)
    assert len(found.spans) == 3
    mixed = joined([spoken(reels[0], -30.0), spoken(reels[1], -30.0, "speech-detector"), reels[2]], spans)
    assert mixed.dialogue is None
    assert mixed.reasons["dialogue"].code == "delivery.reel-without-dialogue"
    gates = joined([spoken(reels[0], -30.0), spoken(reels[1], -30.0, "speech-detector")], spans[:2])
    assert gates.reasons["dialogue"].code == "delivery.gates-differ"
    assert whole.dialogue is None


def test_reels_of_other_channels_cannot_be_joined(tmp_path: Path) -> None:
    one, other = (measured(tmp_path / f"{n}.wav", action(1.0, 0.1, n, n)) for n in (1, 2))
    with pytest.raises(ValueError, match="the same channels"):
        joined([one, other], [subject_of(each, Statement()).span for each in (one, other)])


def measured_to_files(folder: Path, target: Path) -> list[Path]:
    target.mkdir()
    files = []
    for number, one in enumerate(measured_mixes(mixes_of([folder], stated_by()), OPTIONS, unseen)):
        assert one.measurements is not None
        files.append(target / f"{number}.json")
        files[-1].write_text(measurements_to_json(one.measurements), encoding="utf-8")
    return files


def verdicts(results: Iterable[MixResult]) -> list[tuple[str, str, dict[str, State]]]:
    return [(r.path or r.name, only(r).verdict, states(only(r))) for r in results]


def test_reels_that_are_measured_first_and_judged_later_are_one_programme(tmp_path: Path) -> None:
    folder = three(tmp_path / "in")
    then = verdicts(run(folder).values())
    judging = Judging(sheets=[SHEET], version="1", day=DAY)
    later = verdicts(judged_again(measured_to_files(folder, tmp_path / "saved"), judging, stated_by()))
    assert TOGETHER in [place for place, _, _ in later]
    assert sorted(later, key=str) == sorted(then, key=str)


def test_a_reel_that_is_judged_later_without_the_others_is_open(tmp_path: Path) -> None:
    files = measured_to_files(three(tmp_path / "in"), tmp_path / "saved")
    judging = Judging(sheets=[SHEET], version="1", day=DAY)
    results = list(judged_again(files[:1] + files[2:], judging, stated_by()))
    (whole,) = [only(result) for result in results if result.path == TOGETHER]
    assert whole.verdict is Verdict.INCOMPLETE
    assert "reel 2" in say(whole.findings[0].reason)


def test_a_run_of_reels_that_is_judged_again_says_the_same_once(tmp_path: Path) -> None:
    reports = [only(result) for result in run(three(tmp_path / "in")).values()]
    page = tmp_path / "run.json"
    page.write_text(run_to_json(reports), encoding="utf-8")
    again = list(judged_again([page], Judging(sheets=[SHEET], version="1", day=DAY), stated_by()))
    assert [result.path for result in again].count(TOGETHER) == 1
