"""Published loudness demands, each case worked out by hand from the publisher's figures.

Every row gives the readings of a mix and what must come of it; the figures in the margin column are the distance to the
nearer limit, computed on paper from target and tolerance.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from fixtures.measurements import make_measurements
from specs.loader import load_sheet
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import MixKind
from validator.catalogue import say
from validator.judging.judge import judge
from validator.results.finding import Finding, Severity, State
from validator.results.report import Report, Verdict
from validator.rules.subject import Subject

PASS, WARN, FAIL, OPEN = State.PASS, State.WARN, State.FAIL, State.NOT_MEASURED


def report(
    sheet: str,
    deliverable: str,
    *,
    kind: MixKind = MixKind.PRINTMASTER,
    programme: dict[str, Any] | None = None,
    **measured: Any,
) -> Report:
    subject = Subject(
        measurements=make_measurements(**measured), mix_kind=kind, programme=ProgrammeFacts(**(programme or {}))
    )
    return judge(load_sheet(sheet), subject, version="0", deliverable=deliverable)


def loudness(sheet: str, deliverable: str, *, key: str = "loudness.integrated", **given: Any) -> Finding:
    found = report(sheet, deliverable, **given)
    return next(finding for finding in found.findings if finding.key == key)


def expect(finding: Finding, state: State, margin: float | None) -> None:
    assert finding.state is state, say(finding.reason)
    assert finding.margin == margin if margin is None else finding.margin == pytest.approx(margin, abs=1e-6)


def spoken(lkfs: float, share: float = 0.42, **more: Any) -> dict[str, Any]:
    return {"integrated_lkfs": lkfs, "speech_share": share, **more}


NETFLIX: Final = [
    # Dialogue -27 ±2 where at least 15 % is speech: the programme's own loudness does not matter.
    (spoken(-27.0), -15.0, PASS, 2.0),
    (spoken(-25.0), -15.0, PASS, 0.0),
    (spoken(-29.0), -24.0, PASS, 0.0),
    (spoken(-24.9), -24.0, FAIL, -0.1),
    (spoken(-29.3), -24.0, FAIL, -0.3),
    (spoken(-24.9, 0.15), -24.0, FAIL, -0.1),
    # Below 15 %: programme -24 ±2, and dialogue does not matter.
    (spoken(-40.0, 0.149), -24.0, PASS, 2.0),
    (spoken(-27.0, 0.149), -22.0, PASS, 0.0),
    (spoken(-27.0, 0.149), -26.0, PASS, 0.0),
    (spoken(-27.0, 0.149), -21.9, FAIL, -0.1),
    # Dialogue was not told from the rest: neither branch can be chosen.
    (None, -24.0, OPEN, None),
]


@pytest.mark.parametrize(("dialogue", "programme", "state", "margin"), NETFLIX)
def test_netflix_near_field_five_one(
    dialogue: dict[str, Any] | None, programme: float, state: State, margin: float | None
) -> None:
    found = loudness("netflix-5.1", "printmaster", dialogue=dialogue, integrated_lkfs=programme)
    expect(found, state, margin)
    assert found.severity is Severity.BLOCKER


def test_netflix_by_an_estimate_of_speech() -> None:
    estimate = {"estimate": True, "guard_band_lu": 1.0, "guard_band_share": 0.05, "gate_text": "a speech detector"}
    near_the_switch = spoken(-27.0, 0.17, **estimate)
    # 17 % by estimate may be less than 15 %: whichever branch it is, both hold here.
    expect(loudness("netflix-5.1", "printmaster", dialogue=near_the_switch, integrated_lkfs=-24.0), PASS, 2.0)
    # Here the programme branch would fail: what is likely is said, and decides nothing.
    likely = report("netflix-5.1", "printmaster", dialogue=near_the_switch, integrated_lkfs=-20.0)
    expect(likely.findings[0], WARN, 2.0)
    assert likely.findings[0].severity is Severity.BLOCKER
    assert likely.verdict is not Verdict.ACCEPTABLE
    # Both would fail: -24 is 1 above -25, within the guard band; -20 is 2 above -22.
    outside = spoken(-23.0, 0.17, **estimate)
    expect(loudness("netflix-5.1", "printmaster", dialogue=outside, integrated_lkfs=-20.0), FAIL, -2.0)
    # Clearly dialogue, 0.4 inside the limit of -25, and the detector's guard band is 1 LU: nothing is decided.
    inside = report("netflix-5.1", "printmaster", dialogue=spoken(-25.4, 0.6, **estimate))
    finding = inside.findings[0]
    expect(finding, WARN, 0.4)
    assert inside.verdict is not Verdict.ACCEPTABLE


QC: Final = [
    # Flagged only when both fail: dialogue -27 ±3, else programme -24 ±3.
    (spoken(-24.0), -10.0, PASS, 0.0),
    (spoken(-30.0), -10.0, PASS, 0.0),
    (spoken(-23.0), -23.5, PASS, 2.5),
    (spoken(-23.0), -21.0, PASS, 0.0),
    (spoken(-23.0), -20.9, FAIL, -1.0),
    (spoken(-31.5), -27.1, FAIL, -1.5),
    (None, -24.0, PASS, 3.0),
    (None, -20.0, OPEN, None),
]


@pytest.mark.parametrize(("dialogue", "programme", "state", "margin"), QC)
def test_netflix_thresholds_for_qc_partners(
    dialogue: dict[str, Any] | None, programme: float, state: State, margin: float | None
) -> None:
    found = loudness("netflix-qc", "printmaster", dialogue=dialogue, integrated_lkfs=programme)
    expect(found, state, margin)
    assert len(found.why) == 2, "both readings are shown"


ACTION: Final = {
    "picture_rate": "24",
    "start_timecode": "01:00:00:00",
    "first_frame_of_action": "01:00:00:00",
    "last_frame_of_action": "01:00:12:11",  # the whole of the 12.5 s
}
DISNEY: Final = [
    # Dialogue -27 ±0.4 from 15 % of speech on, programme -24 ±0.4 below, and never a programme above -20.
    (spoken(-27.0), -22.0, PASS, 0.4),
    (spoken(-26.6), -20.0, PASS, 0.0),
    (spoken(-27.4), -20.0, PASS, 0.0),
    (spoken(-26.5), -22.0, FAIL, -0.1),
    (spoken(-27.0), -19.9, FAIL, -0.1),
    (spoken(-26.5), -19.0, FAIL, -0.1),
    (spoken(-27.0, 0.1), -24.4, PASS, 0.0),
    (spoken(-27.0, 0.1), -24.5, FAIL, -0.1),
    # Dialogue not told: the ceiling alone is enough to fail.
    (None, -24.0, OPEN, None),
    (None, -19.0, FAIL, -1.0),
]


@pytest.mark.parametrize(("dialogue", "programme", "state", "margin"), DISNEY)
def test_disney_five_one_with_its_ceiling(
    dialogue: dict[str, Any] | None, programme: float, state: State, margin: float | None
) -> None:
    given: dict[str, Any] = {"dialogue": dialogue, "integrated_lkfs": programme}
    expect(loudness("disney-plus-5.1", "surround", programme=ACTION, **given), state, margin)
    expect(loudness("disney-plus-5.1", "surround", **given), OPEN, None)


def test_disney_names_the_ceiling_where_only_the_ceiling_fails() -> None:
    found = loudness("disney-plus-5.1", "surround", programme=ACTION, dialogue=spoken(-27.0), integrated_lkfs=-19.9)
    assert found.required == "Maximum program at most -20.0 LKFS"
    assert say(found.reason) == ("Maximum program: -19.90 LKFS, 0.10 LU above the limit of -20.0 LKFS.")
    assert found.remedy is not None
    assert say(found.remedy).startswith("Lower the whole mix by 0.10 dB to reach -20.0 LKFS")


@pytest.mark.parametrize(
    ("dialogue", "programme", "state", "margin"),
    [
        # Either dialogue -24 ±2 or programme -24 ±2.
        (spoken(-22.5), -19.0, PASS, 0.5),
        (spoken(-27.0), -25.0, PASS, 1.0),
        (spoken(-27.0), -26.0, PASS, 0.0),
        (spoken(-26.1), -26.1, FAIL, -0.1),
        (None, -22.0, PASS, 0.0),
        (None, -21.5, OPEN, None),
    ],
)
def test_warner_takes_either_of_two_measurements(
    dialogue: dict[str, Any] | None, programme: float, state: State, margin: float | None
) -> None:
    expect(loudness("wbd-component-audio", "surround", dialogue=dialogue, integrated_lkfs=programme), state, margin)


@pytest.mark.parametrize(
    ("programme", "live", "state", "margin"),
    [
        (-23.0, None, PASS, 0.2),
        (-23.2, False, PASS, 0.0),
        (-22.8, None, PASS, 0.0),
        (-23.21, False, FAIL, -0.01),
        (-23.21, True, PASS, 0.79),
        (-22.0, True, PASS, 0.0),
        (-21.99, True, FAIL, -0.81),
        # Outside ±0.2, inside ±1.0, and nobody said whether it is live: open. Outside both: no matter.
        (-23.21, None, OPEN, -0.01),
        (-24.01, None, FAIL, -0.81),
    ],
)
def test_r128_and_its_tolerance_for_live_programmes(
    programme: float, live: bool | None, state: State, margin: float
) -> None:
    expect(loudness("ebu-r128", "programme", integrated_lkfs=programme, programme={"live": live}), state, margin)


A85: Final[list[tuple[dict[str, Any], dict[str, Any] | None, float, State, float | None]]] = [
    # Long-form content is measured on its dialogue, short-form as a whole; -24 ±2 either way, and only a should.
    ({"long_form": True, "dialogue_is_anchor": True}, spoken(-26.0), -19.0, PASS, 0.0),
    ({"long_form": True, "dialogue_is_anchor": True}, spoken(-26.4), -24.0, WARN, -0.4),
    ({"long_form": True, "dialogue_is_anchor": False}, spoken(-30.0), -22.0, PASS, 0.0),
    ({"long_form": True, "dialogue_is_anchor": False}, None, -21.5, WARN, -0.5),
    ({"long_form": False}, spoken(-30.0), -26.0, PASS, 0.0),
    ({"long_form": False}, None, -26.1, WARN, -0.1),
    ({"long_form": True, "dialogue_is_anchor": True}, None, -24.0, OPEN, None),
    # Not stated: only what every branch agrees on counts.
    ({}, spoken(-24.0), -24.0, PASS, 2.0),
    ({}, spoken(-24.0), -20.0, OPEN, -2.0),
    ({}, spoken(-20.0), -20.0, WARN, -2.0),
]


@pytest.mark.parametrize(("facts", "dialogue", "programme", "state", "margin"), A85)
def test_a85_long_and_short_form(
    facts: dict[str, Any], dialogue: dict[str, Any] | None, programme: float, state: State, margin: float | None
) -> None:
    found = loudness("atsc-a85", "programme", dialogue=dialogue, integrated_lkfs=programme, programme=facts)
    expect(found, state, margin)
    assert found.severity is Severity.MINOR


@pytest.mark.parametrize(("programme", "state", "margin"), [(-22.0, PASS, 0.0), (-21.99, FAIL, -0.01)])
def test_a85_adverts_are_measured_whole_and_bindingly(programme: float, state: State, margin: float) -> None:
    expect(loudness("atsc-a85", "commercial", kind=MixKind.COMMERCIAL, integrated_lkfs=programme), state, margin)


APPLE: Final = [
    # Dialogue -31 to -10; where dialogue is not the anchor, programme -31 to -5; dialogue -30 to -18 is recommended.
    (True, spoken(-20.0), -3.0, PASS, 10.0),
    (True, spoken(-31.0), -20.0, WARN, 0.0),
    (True, spoken(-15.0), -20.0, WARN, 5.0),
    (True, spoken(-9.5), -20.0, FAIL, -0.5),
    (False, spoken(-9.5), -5.0, WARN, 0.0),
    (False, spoken(-9.5), -4.8, FAIL, -0.2),
    (None, spoken(-9.5), -20.0, OPEN, -0.5),
    (None, spoken(-9.5), -4.8, FAIL, -0.5),
]


@pytest.mark.parametrize(("anchor", "dialogue", "programme", "state", "margin"), APPLE)
def test_apple_gives_a_range_and_not_a_target(
    anchor: bool | None, dialogue: dict[str, Any], programme: float, state: State, margin: float
) -> None:
    found = loudness(
        "apple-tv",
        "adm",
        layout="7.1.4",
        dialogue=dialogue,
        integrated_lkfs=programme,
        programme={"dialogue_is_anchor": anchor},
    )
    expect(found, state, margin)
    if state is WARN:
        assert found.severity is Severity.MINOR
        assert "recommended" in say(found.reason)


SEGMENTS: Final = {
    "picture_rate": "25",
    "start_timecode": "10:00:00:00",
    "segments": [
        {"name": "1", "start": "10:00:00:00", "end": "10:00:04:00"},
        {"name": "2", "start": "10:00:04:00", "end": "10:00:08:00"},
    ],
}


@pytest.mark.parametrize(
    ("second", "state", "margin", "part"),
    [
        # Ungated, -24 ±1, the whole and each segment. The mean of -24 and -25 is -24.47: the second segment is nearest.
        (-25.0, PASS, 0.0, "segment 2"),
        (-25.2, FAIL, -0.2, "segment 2"),
        # -24 and -22.9: the whole is at -23.41, the second segment 0.1 over.
        (-22.9, FAIL, -0.1, "segment 2"),
        # -24 and -24: all alike; the first of them is named.
        (-24.0, PASS, 1.0, ""),
    ],
)
def test_discovery_measures_each_segment(second: float, state: State, margin: float, part: str) -> None:
    found = loudness("discovery-4", "full-mix", scenes=[(4.0, -24.0), (4.0, second)], programme=SEGMENTS)
    assert found.state is state, say(found.reason)
    assert found.margin == pytest.approx(margin, abs=2e-4)
    assert say(found.reason).count(f"({part})") == int(bool(part))
    assert [place.text for place in found.window] == ["segment 1", "segment 2"]
    if state is FAIL:
        assert found.remedy is not None
        assert part in say(found.remedy)


def test_discovery_holds_short_term_loudness_to_a_window_around_the_programme() -> None:
    given: dict[str, Any] = {"key": "loudness.short-term-window", "programme": SEGMENTS}
    # The whole: 10 lg((10^-2.4 + 10^-2.0) / 2) = -21.555; -24 is 2.4 below it, -20 is 1.6 above.
    inside = loudness("discovery-4", "full-mix", scenes=[(4.0, -24.0), (4.0, -20.0)], **given)
    assert inside.state is PASS
    assert inside.margin == pytest.approx(4.0 - 2.445, abs=1e-3)
    # 10 lg((10^-3.0 + 10^-2.0) / 2) = -22.596: -30 is 7.4 below, 3.4 too much.
    outside = loudness("discovery-4", "full-mix", scenes=[(4.0, -30.0), (4.0, -20.0)], **given)
    assert outside.state is FAIL
    assert outside.margin == pytest.approx(4.0 - 7.404, abs=1e-3)


@pytest.mark.parametrize(
    ("produced", "programme", "state", "margin"),
    [
        # -23 +3/-2 before 2012, -23 ±1 from 2012 on.
        (date(2011, 12, 31), -20.0, PASS, 0.0),
        (date(2011, 12, 31), -25.1, FAIL, -0.1),
        (date(2012, 1, 1), -20.0, FAIL, -2.0),
        (date(2012, 1, 1), -24.0, PASS, 0.0),
        # Not stated: the two conditions divide all programmes between them.
        (None, -23.5, PASS, 0.5),
        (None, -20.0, OPEN, -2.0),
        (None, -19.9, FAIL, -2.1),
    ],
)
def test_the_french_rule_changed_with_the_year_of_production(
    produced: date | None, programme: float, state: State, margin: float
) -> None:
    found = loudness("fr-csa-2011-29", "programme", integrated_lkfs=programme, programme={"produced": produced})
    expect(found, state, margin)


def test_a_target_without_a_tolerance_is_for_a_person() -> None:
    found = loudness("fox-program", "surround", integrated_lkfs=-24.0)
    expect(found, OPEN, None)
    assert "at the target of -24.0 LKFS" in say(found.reason)
    assert [say(decider) for decider in found.decided_by] == ["the receiver, who names a target and no tolerance"]


@pytest.mark.parametrize(("rms", "state", "margin"), [(-18.0, PASS, 0.0), (-23.4, FAIL, -0.4)])
def test_audiobooks_are_held_to_plain_rms(rms: float, state: State, margin: float) -> None:
    sheet = load_sheet("acx-audible").sheet
    name, deliverable = next(iter(sheet.deliverables.items()))
    found = loudness(
        "acx-audible", name, kind=deliverable.mix_kinds[0], layout="1.0", integrated_lkfs=-20.0, rms_dbfs=rms
    )
    expect(found, state, margin)
    assert found.margin_unit == "dB"


def test_cinema_advertising_waits_for_a_meter() -> None:
    found = next(f for f in report("tasa-trailer", next(iter(load_sheet("tasa-trailer").sheet.deliverables))).findings)
    expect(found, OPEN, None)
    assert "Leq(m)" in say(found.reason)
