"""What holds of every sheet on the shelf, held against every sort of mix."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.measurements import make_measurements
from specs.loader import load_sheet, sheet_names
from specs.requirements.relations import StatementToConfirm
from specs.requirements.requirement import Grade, Level
from specs.sheet import Sheet, requirement_key
from specs.statements.programme import ProgrammeFacts
from specs.statements.statement import Companion, GivenWaiver, Origin
from specs.statements.waiver import Waiver
from specs.vocabulary import LAYOUTS, MixKind, Version
from validator.catalogue import say
from validator.judging.judge import judge
from validator.judging.waivers import Waivers
from validator.results.finding import Finding, State
from validator.results.report import Report, Verdict
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES: Final = sheet_names()
STATED: Final = ProgrammeFacts(
    picture_rate="24000/1001",
    duration_frames=299,
    start_timecode="01:00:00:00",
    first_frame_of_action="01:00:00:00",
    last_frame_of_action="01:00:12:10",
    live=False,
    long_form=True,
    dialogue_is_anchor=True,
    produced=date(2026, 5, 1),
    genre="drama",
    territory="FR",
    workflow="linear",
)
LOUD: Final = {
    "integrated_lkfs": -8.0,
    "true_peaks": [("C", 96_000, 1.2), ("L", 120_000, -0.1)],
    "channel": {"C": {"max_sample_peak_dbfs": 0.0, "clipped_runs": ((96_000, 12),), "dropouts": ((200_000, 960),)}},
}
MIXES: Final[dict[str, Subject]] = {
    "as it should be": Subject(measurements=make_measurements(dialogue={}), programme=STATED),
    "nothing stated": Subject(measurements=make_measurements()),
    "far too loud": Subject(measurements=make_measurements(**LOUD, dialogue={}), programme=STATED),
    "far too soft": Subject(measurements=make_measurements(integrated_lkfs=-48.0, dialogue={}), programme=STATED),
    "silent": Subject(measurements=make_measurements(scenes=[(12.5, None)]), programme=STATED),
    "very short": Subject(measurements=make_measurements(scenes=[(0.2, -23.0)])),
    "without a layout": Subject(measurements=make_measurements(layout=None, start_sample=None), programme=STATED),
    "mono, 16 bits, 44.1 kHz": Subject(
        measurements=make_measurements(
            layout="1.0", sample_rate_hz=44_100, file={"valid_bits": 16, "codec": "FLAC", "container": "FLAC"}
        )
    ),
    "a set for a delivery": Subject(
        measurements=make_measurements(form="mono-set", layout="7.1", dialogue={}),
        version=Version.DUB,
        language="de",
        programme=STATED,
        companions=(
            Companion(name="stereo.wav", mix_kind=MixKind.PRINTMASTER, soundfield="2.0", language="de"),
            Companion(name="me.wav", mix_kind=MixKind.ME, soundfield=None, language=None),
        ),
    ),
    "by estimate": Subject(
        measurements=make_measurements(
            dialogue={"estimate": True, "guard_band_lu": 1.0, "guard_band_share": 0.05, "speech_share": 0.17}
        ),
        programme=STATED,
    ),
}


def reports(name: str) -> Iterator[tuple[Report, Subject]]:
    loaded = load_sheet(name)
    for deliverable in loaded.sheet.deliverables:
        for subject in MIXES.values():
            yield judge(loaded, subject, version="0", deliverable=deliverable), subject


def holds_what_it_says(finding: Finding) -> None:
    if finding.state is State.PASS:
        assert finding.margin is None or finding.margin >= -1e-6
    if finding.state is State.FAIL:
        assert finding.margin is None or finding.margin < 0
        assert finding.remedy
    if finding.state in {State.NOT_APPLICABLE, State.NOT_MEASURED}:
        assert say(finding.reason)
    if finding.state is State.PASS and finding.limits is not None and finding.measured is not None:
        value = finding.measured.value
        assert value is not None
        assert finding.limits.low is None or value >= finding.limits.low - 2e-6
        assert finding.limits.high is None or value <= finding.limits.high + 2e-6
    assert finding.where_count >= len(finding.where)


def reads_well(finding: Finding) -> None:
    words = [
        say(step) for step in finding.why if step.code != "form.file-name-pattern"
    ]  # a regular expression reads as it may
    required = "" if finding.rule == "manual.statement" else finding.required  # a statement is the sheet's own text
    remedy = "." if finding.remedy is None else say(finding.remedy)
    for text in (say(finding.reason), required, remedy, *words):
        assert not re.search(r"\bNone\b|\bnan\b|\binf\b|  |\{|\(\)|\.\.|\s[,.;]|,,|;;", text), text
    assert say(finding.reason).endswith((".", ":")), say(finding.reason)
    assert say(finding.reason)[:1] == say(finding.reason)[:1].upper(), say(finding.reason)
    assert remedy.endswith("."), remedy


@pytest.mark.parametrize("name", NAMES)
def test_every_demand_has_exactly_one_finding_that_says_what_it_means(name: str) -> None:
    loaded = load_sheet(name)
    for report, _ in reports(name):
        demands = loaded.sheet.deliverables[report.deliverable].requirements
        assert [finding.key for finding in report.findings] == [requirement_key(demand) for demand in demands]
        assert len({finding.fingerprint for finding in report.findings}) == len(demands)
        for finding in report.findings:
            holds_what_it_says(finding)
            reads_well(finding)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_from_memory_or_hearsay_never_rejects(name: str) -> None:
    for report, _ in reports(name):
        for finding in report.findings:
            if finding.state is State.FAIL:
                assert finding.grade in {Grade.PRIMARY, Grade.QUOTED}
                assert finding.level is Level.SHALL


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_follows_from_the_findings(name: str) -> None:
    sheet = load_sheet(name).sheet
    for report, _ in reports(name):
        demands = sheet.deliverables[report.deliverable].requirements
        states = [finding.state for finding in report.findings]
        open_and_binding = [
            finding.state is State.NOT_MEASURED
            and finding.level is Level.SHALL
            and finding.grade.can_reject
            and not isinstance(demand, StatementToConfirm)
            for finding, demand in zip(report.findings, demands, strict=True)
        ]
        if State.FAIL in states:
            assert report.verdict is Verdict.REJECTED
        elif any(open_and_binding):
            assert report.verdict is Verdict.INCOMPLETE
        else:
            assert report.verdict is not Verdict.REJECTED


@pytest.mark.parametrize("name", NAMES)
def test_judging_is_the_same_every_time_and_a_report_goes_through_json_unchanged(name: str) -> None:
    for report, subject in reports(name):
        again = judge(load_sheet(name), subject, version="0", deliverable=report.deliverable)
        assert again == report
        assert Report.model_validate_json(report.model_dump_json(by_alias=True)) == report


@pytest.mark.parametrize("name", NAMES)
def test_waiving_every_demand_leaves_nothing_that_rejects(name: str) -> None:
    loaded = load_sheet(name)
    rules = {demand.rule for entry in loaded.sheet.deliverables.values() for demand in entry.requirements}
    day = date(2026, 9, 1)
    given = [Waiver(rule=rule, reason="r", by="b", on=day) for rule in sorted(rules)]
    waivers = Waivers(waivers=[GivenWaiver(waiver=one, origin=Origin.OPERATOR) for one in given], today=day)
    for deliverable in loaded.sheet.deliverables:
        report = judge(loaded, MIXES["far too loud"], version="0", deliverable=deliverable, waivers=waivers)
        assert report.verdict is not Verdict.REJECTED
        assert all(finding.waived_by for finding in report.findings if finding.state is State.WAIVED)


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_comes_back_from_its_own_data(name: str) -> None:
    sheet = load_sheet(name).sheet
    assert Sheet.model_validate(sheet.model_dump()) == sheet
    assert Sheet.model_validate_json(sheet.model_dump_json()) == sheet


@given(
    name=st.sampled_from(NAMES),
    kind=st.sampled_from(MixKind),
    layout=st.sampled_from([*LAYOUTS, None]),
    level=st.floats(-60.0, 0.0),
    rate=st.sampled_from([None, "24000/1001", "25", "30000/1001", "60"]),
    facts=st.fixed_dictionaries(
        {key: st.sampled_from([None, True, False]) for key in ("live", "long_form", "dialogue_is_anchor")}
    ),
)
@settings(max_examples=150)
def test_no_mix_is_too_odd_to_be_judged(
    name: str, kind: MixKind, layout: str | None, level: float, rate: str | None, facts: dict[str, bool | None]
) -> None:
    loaded = load_sheet(name)
    subject = Subject(
        measurements=make_measurements(layout=layout, integrated_lkfs=level),
        mix_kind=kind,
        programme=ProgrammeFacts.model_validate({"picture_rate": rate, **facts}),
    )
    kin = [key for key, entry in loaded.sheet.deliverables.items() if kind in entry.mix_kinds]
    deliverable = next(iter(kin or loaded.sheet.deliverables))
    report = judge(loaded, subject, version="0", deliverable=deliverable)
    assert len(report.findings) == len(loaded.sheet.deliverables[deliverable].requirements)
    for finding in report.findings:
        holds_what_it_says(finding)
        reads_well(finding)
