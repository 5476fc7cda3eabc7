"""Waivers of what no sheet asks: faults of a delivery, of its files, and what is held against every mix."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import soundfile

from fixtures.made_sheets import make_requirement, make_sheet
from specs.errors import DeliveryError
from specs.statements.delivery import KnownWaiver
from specs.statements.receiver import load_receiver_file
from specs.unasked_rules import FOR_WAIVERS, HOUSE_RULES, NEVER_WAIVED, UNASKED_RULES
from validator.delivery import unfit
from validator.delivery.checked import checked
from validator.delivery.consistency.completeness import DELIVERY
from validator.delivery.forgiven import unforgiven
from validator.delivery.gate import Gate, receivers_waivers
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import Stated, stated_by
from validator.delivery.judged import Judging, MixResult
from validator.delivery.saved import judged_again
from validator.delivery.waivers_told import with_waivers_told
from validator.explain import explanation, rule_ids
from validator.measuring.measure import MeasureOptions
from validator.reporters.as_json import report_to_json
from validator.results.finding import Finding, State
from validator.results.report import Report, SubjectKind, Verdict
from validator.rules.house import TITLES

if TYPE_CHECKING:
    from pathlib import Path

    from specs.statements.waiver import Waiver

DAY: Final = date(2026, 11, 29)
SHEET: Final = make_sheet(make_requirement(rule="peak.true-peak", maximum_dbtp=-6.0))


def sound(path: Path, seed: int = 1, peak: float = 0.1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).uniform(-peak, peak, (12_000, 2))
    soundfile.write(path, noise, 48_000, "PCM_24")
    return path


def delivery(folder: Path, *names: str, waivers: str = "") -> Path:
    files = "\n".join(f"[[files]]\npath = '{name}'\nlanguage = '{name[:2]}'" for name in names)
    (folder / "delivery.toml").write_text(f"title = 'Night tram'\n{files}\n{waivers}\n", "utf-8")
    return folder


def waiver(rule: str, **terms: object) -> Waiver:
    return KnownWaiver.model_validate({"rule": rule, "reason": "known", "by": "receiver", "on": DAY, **terms})


def judged(*inputs: Path, gate: Gate | None = None) -> dict[str, MixResult]:
    judging = Judging(sheets=[SHEET], version="1", day=DAY, granted=receivers_waivers(gate))
    options = MeasureOptions(version="1", kernel="numpy", workers=1)
    found = checked(mixes_of(list(inputs), stated_by(), gate), judging, options)
    return {one.path or one.name: one for one in with_waivers_told(found, judging)}


def only(result: MixResult) -> Report:
    (report,) = result.reports
    return report


def of_rule(report: Report, rule: str) -> Finding:
    (found,) = [one for one in report.findings if one.rule == rule]
    return found


def receiver(*waivers: Waiver, trusts: bool = True) -> Gate:
    return Gate(trusts_sender=trusts, waivers=waivers)


def two_languages(folder: Path, **terms: str) -> Path:
    sound(folder / "fr.wav")
    (folder / "de.wav").write_bytes((folder / "fr.wav").read_bytes())
    return delivery(folder, "fr.wav", "de.wav", **terms)


def test_what_rejects_a_delivery_can_be_forgiven_by_its_receiver(tmp_path: Path) -> None:
    folder = two_languages(tmp_path)
    assert only(judged(folder)["."]).verdict is Verdict.REJECTED
    whole = only(judged(folder, gate=receiver(waiver("delivery.two-languages")))["."])
    assert whole.verdict is Verdict.ACCEPTABLE
    assert of_rule(whole, "delivery.two-languages").state is State.WAIVED
    assert whole.headline.code == "delivery.waived"
    assert not any(one.rule == "delivery.waiver-without-effect" for one in whole.findings)


def test_at_a_gate_the_senders_waiver_of_his_delivery_is_shown_and_changes_nothing(tmp_path: Path) -> None:
    asked = "[[waivers]]\nrule = 'delivery.two-languages'\nreason = 'alike'\nby = 'vendor'\non = 2026-01-01"
    folder = two_languages(tmp_path, waivers=asked)
    assert only(judged(folder)["."]).verdict is Verdict.ACCEPTABLE
    at_gate = only(judged(folder, gate=Gate())["."])
    assert at_gate.verdict is Verdict.REJECTED
    found = of_rule(at_gate, "delivery.two-languages")
    assert (found.state, found.waived_by) == (State.FAIL, None)
    assert "vendor" in (found.waiver_requested or "")
    signed = only(judged(folder, gate=Gate(is_signed=lambda _path: True))["."])
    assert signed.verdict is Verdict.ACCEPTABLE


def test_a_saved_report_in_which_the_sender_forgave_himself_is_undone_at_a_gate(tmp_path: Path) -> None:
    asked = "[[waivers]]\nrule = 'delivery.two-languages'\nreason = 'alike'\nby = 'vendor'\non = 2026-01-01"
    report = only(judged(two_languages(tmp_path, waivers=asked))["."])
    saved = tmp_path / "report.json"
    saved.write_text(report_to_json(report), "utf-8")
    judging = Judging(sheets=[SHEET], version="1", day=DAY)
    assert only(next(judged_again([saved], judging, Stated()))).verdict is Verdict.ACCEPTABLE
    again = only(next(judged_again([saved], judging, Stated(), Gate())))
    assert again.verdict is Verdict.REJECTED
    assert unforgiven(again) == again


@pytest.mark.parametrize("terms", [{"file": "extra.wav"}, {"file": None}])
def test_unlisted_sound_can_be_forgiven_file_by_file(tmp_path: Path, terms: dict[str, str | None]) -> None:
    sound(tmp_path / "fr.wav")
    sound(tmp_path / "extra.wav", 2)
    sound(tmp_path / "more.wav", 3)
    folder = delivery(tmp_path, "fr.wav")
    whole = only(judged(folder, gate=receiver(waiver("delivery.unlisted-sound", **terms)))["."])
    states = [one.state for one in whole.findings if one.rule == "delivery.unlisted-sound"]
    expected = {State.WAIVED, State.NOT_MEASURED} if terms["file"] else {State.WAIVED}
    assert set(states) == expected
    assert whole.verdict is (Verdict.INCOMPLETE if terms["file"] else Verdict.ACCEPTABLE)


def test_that_a_file_is_absent_can_be_forgiven_and_that_it_was_not_measured_cannot(tmp_path: Path) -> None:
    sound(tmp_path / "fr.wav")
    (tmp_path / "it.wav").write_text("no sound", "utf-8")
    folder = delivery(tmp_path, "fr.wav", "de.wav", "it.wav")
    before = judged(folder)
    assert only(before["de.wav"]).verdict is only(before["it.wav"]).verdict is Verdict.REJECTED
    gate = receiver(waiver("delivery.file-absent"), waiver("delivery.no-sound"))
    after = judged(folder, gate=gate)
    assert only(after["de.wav"]).verdict is Verdict.ACCEPTABLE
    assert only(after["it.wav"]).verdict is Verdict.INCOMPLETE
    assert only(after["it.wav"]).findings[0].state is State.WAIVED


def test_a_delivery_keeps_its_fingerprints_when_its_folder_is_renamed(tmp_path: Path) -> None:
    first, second = tmp_path / "round1", tmp_path / "round2"
    for folder in (first, second):
        folder.mkdir()
        two_languages(folder)
    reports = [only(judged(folder)["."]) for folder in (first, second)]
    assert reports[0].findings[0].fingerprint == reports[1].findings[0].fingerprint


def test_without_a_delivery_the_run_tells_of_waivers_that_forgive_nothing(tmp_path: Path) -> None:
    loud = sound(tmp_path / "mix.wav", peak=0.9)
    gate = receiver(waiver("peak.true-peak"), waiver("loudness.range"))
    expired = receiver(waiver("peak.true-peak", on=date(2026, 1, 1), expires=date(2026, 2, 1)))
    told = only(judged(loud, gate=gate)["."])
    assert told.subject is SubjectKind.DELIVERY
    assert [one.rule for one in told.findings] == ["delivery.waiver-without-effect"]
    assert told.verdict is Verdict.ACCEPTABLE
    assert [one.rule for one in only(judged(loud, gate=expired)["."]).findings] == ["delivery.waiver-expired"]
    assert "." not in judged(loud, gate=receiver(waiver("peak.true-peak")))
    assert "." not in judged(loud)


def test_a_waiver_names_every_rule_but_those_that_are_facts(tmp_path: Path) -> None:
    for rule in FOR_WAIVERS:
        assert waiver(rule).rule == rule
    for rule in NEVER_WAIVED:
        path = tmp_path / "waivers.toml"
        path.write_text(f"[[waivers]]\nrule = '{rule}'\nreason = 'r'\nby = 'b'\non = 2026-01-01\n", "utf-8")
        with pytest.raises(DeliveryError) as refused:
            load_receiver_file(path)
        assert "cannot be waived" in str(refused.value)


def test_everything_that_nobody_asks_is_in_the_table_and_explained() -> None:
    of_files = {unfit.ABSENT, unfit.NO_SOUND, unfit.NOT_READ, unfit.NOT_OPENED, unfit.CHANNELS, unfit.SET}
    others = {"delivery.entry-valid", "delivery.file-valid", "delivery.reel-not-measured", "delivery.whole"}
    packages = {"package.fixity", "package.imf"}
    assert set(UNASKED_RULES) == {*DELIVERY.ids, *of_files, *others, *packages}
    assert set(HOUSE_RULES) == set(TITLES)
    for rule in (*UNASKED_RULES, *HOUSE_RULES):
        assert rule in rule_ids()
        assert all(explanation(rule).parts.values())
