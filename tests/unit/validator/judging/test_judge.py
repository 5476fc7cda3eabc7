"""From demands to findings to one verdict: states, severities, waivers, and which deliverable a mix is meant to be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fixtures.made_sheets import load_made, make_requirement, make_sheet
from fixtures.measurements import make_measurements
from specs.errors import UsageError
from specs.message import message, verbatim
from specs.requirements.requirement import Grade, Level
from specs.statements.programme import ProgrammeFacts
from specs.statements.statement import GivenWaiver, Origin
from specs.statements.waiver import Waiver
from specs.vocabulary import MixKind
from validator.catalogue import say
from validator.judging.judge import choose_deliverable, judge
from validator.judging.waivers import Waivers
from validator.reporters.report_wording import undecided_text
from validator.results.finding import Finding, Severity, State
from validator.results.measurements import BEYOND_SCALE
from validator.results.report import Report, Verdict
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from specs.requirements import AnyRequirement

TODAY: Final = date(2026, 9, 15)
LOUD: Final[dict[str, Any]] = {"true_peaks": [["C", 96_000, -0.5]]}


def mix(kind: MixKind = MixKind.PRINTMASTER, programme: dict[str, Any] | None = None, **measured: Any) -> Subject:
    return Subject(
        measurements=make_measurements(**measured), mix_kind=kind, programme=ProgrammeFacts(**(programme or {}))
    )


def peak(**fields: Any) -> AnyRequirement:
    return make_requirement("peak.true-peak", **{"maximum_dbtp": -2.0, **fields})


def open_demand(**fields: Any) -> AnyRequirement:
    """A demand that cannot be measured: nobody told the picture rate."""
    return make_requirement("form.frame-rate", **{"allowed": ["25"], **fields})


STATEMENT: Final = make_requirement("manual.statement", text="Listen to it.")


def report(*requirements: AnyRequirement, waivers: tuple[Waiver, ...] = (), **measured: Any) -> Report:
    given = [GivenWaiver(waiver=waiver, origin=Origin.OPERATOR) for waiver in waivers]
    return judge(
        make_sheet(*requirements), mix(**measured), version="1.2.3", waivers=Waivers(waivers=given, today=TODAY)
    )


def only(*requirements: AnyRequirement, **measured: Any) -> Finding:
    (finding,) = report(*requirements, **measured).findings
    return finding


def said_of(*requirements: AnyRequirement, **measured: Any) -> str:
    return say(only(*requirements, **measured).reason)


@pytest.mark.parametrize(
    ("level", "grade", "state", "severity", "verdict"),
    [
        ("shall", "primary", State.FAIL, Severity.BLOCKER, Verdict.REJECTED),
        ("shall", "quoted", State.FAIL, Severity.BLOCKER, Verdict.REJECTED),
        ("shall", "community", State.WARN, Severity.MAJOR, Verdict.UNVERIFIED),
        ("shall", "recalled", State.WARN, Severity.MAJOR, Verdict.UNVERIFIED),
        ("should", "primary", State.WARN, Severity.MINOR, Verdict.ACCEPTABLE),
        ("should", "recalled", State.WARN, Severity.MINOR, Verdict.ACCEPTABLE),
        ("info", "primary", State.WARN, Severity.FYI, Verdict.ACCEPTABLE),
    ],
)
def test_level_and_grade_decide_what_a_breach_does(
    level: str, grade: str, state: State, severity: Severity, verdict: Verdict
) -> None:
    found = report(peak(level=level, grade=grade), **LOUD)
    (finding,) = found.findings
    assert (finding.state, finding.severity, found.verdict) == (state, severity, verdict)
    assert (finding.level, finding.grade) == (level, grade)


@pytest.mark.parametrize(
    ("grade", "said"), [("community", "without a document behind it"), ("recalled", "from memory and was not verified")]
)
def test_a_figure_that_cannot_reject_says_why(grade: str, said: str) -> None:
    assert said_of(peak(grade=grade), **LOUD).endswith(f"{said}, so it cannot reject.")
    assert "cannot reject" not in said_of(peak(grade=grade))
    assert "cannot reject" not in said_of(peak(grade=grade, level="should"), **LOUD)


def test_a_weak_branch_of_a_strong_record_cannot_reject() -> None:
    weak = {"gating": "programme", "maximum": -30.0, "grade": "recalled", "source": "handbook §9"}
    finding = only(make_requirement("loudness.integrated", alternatives=[weak]))
    assert (finding.state, finding.grade, finding.source) == (State.WARN, Grade.RECALLED, "Sound handbook, 3, §9")


@pytest.mark.parametrize(
    ("requirements", "measured", "verdict"),
    [
        ((peak(),), {}, Verdict.ACCEPTABLE),
        ((peak(),), LOUD, Verdict.REJECTED),
        ((peak(), open_demand()), {}, Verdict.INCOMPLETE),
        ((peak(), open_demand()), LOUD, Verdict.REJECTED),
        ((peak(), open_demand(level="should")), {}, Verdict.ACCEPTABLE),
        ((peak(), open_demand(grade="recalled")), {}, Verdict.ACCEPTABLE),
        ((peak(), STATEMENT), {}, Verdict.ACCEPTABLE),
        # Nothing at all was judged: a pass that nobody earned is no pass.
        ((STATEMENT,), {}, Verdict.INCOMPLETE),
        ((open_demand(level="should"),), {}, Verdict.INCOMPLETE),
        ((peak(when={"live": True}),), {}, Verdict.ACCEPTABLE),
        ((peak(when={"live": True}),), LOUD, Verdict.INCOMPLETE),
    ],
)
def test_a_failure_rejects_and_an_open_binding_demand_leaves_the_verdict_open(
    requirements: tuple[AnyRequirement, ...], measured: dict[str, Any], verdict: Verdict
) -> None:
    assert report(*requirements, **measured).verdict is verdict


BARE_TARGET: Final = {"gating": "programme", "target": -23.0}
IF_LIVE: Final = {"gating": "programme", "target": -23.0, "tolerance_above": 1.0, "tolerance_below": 1.0}


@pytest.mark.parametrize(
    ("requirement", "measured", "decided_by"),
    [
        (
            make_requirement("loudness.integrated", alternatives=[BARE_TARGET]),
            {},
            "the receiver, who names a target and no tolerance",
        ),
        (
            make_requirement(
                "loudness.integrated",
                alternatives=[
                    {**IF_LIVE, "when": {"live": True}},
                    {**IF_LIVE, "tolerance_above": 0.2, "tolerance_below": 0.2},
                ],
            ),
            {"integrated_lkfs": -22.5},
            "a statement that is missing: a live programme, or not",
        ),
        (peak(when={"live": True}), LOUD, "a statement that is missing: a live programme, or not"),
        (peak(when={"text": "a feature film"}), LOUD, "a person: 'a feature film'"),
        (
            make_requirement(
                "loudness.integrated", alternatives=[IF_LIVE, {**IF_LIVE, "gating": "dialogue", "role": "alternative"}]
            ),
            {"integrated_lkfs": -20.0},
            "a measurement that is missing: Dialogue-gated loudness",
        ),
    ],
)
def test_a_reading_that_decides_nothing_says_who_or_what_does(
    requirement: AnyRequirement, measured: dict[str, Any], decided_by: str
) -> None:
    finding = only(requirement, **measured)
    assert finding.state is State.NOT_MEASURED
    assert finding.measured is not None
    assert [say(decider) for decider in finding.decided_by] == [decided_by]


def test_an_undecided_demand_says_once_what_would_decide_it() -> None:
    """The sheet for dubs has a branch for much speech and one for little; nobody measured how much there is."""
    limits = {"target": -27.0, "tolerance_above": 2.0, "tolerance_below": 2.0}
    alternatives = [
        {**limits, "gating": "dialogue", "when": {"speech_share_at_least": 0.15}},
        {**limits, "gating": "programme", "when": {"speech_share_below": 0.15}},
    ]
    finding = only(make_requirement("loudness.integrated", alternatives=alternatives), integrated_lkfs=-20.0)
    assert undecided_text(finding) == (
        "Programme loudness: -20.00 LKFS, 5.00 LU above the limit of -25.0 LKFS; but it is not known what applies. "
        "Decided by a measurement that is missing: speech in at least 15% of the programme: the share of speech was "
        "not measured; Dialogue-gated loudness."
    )


def test_what_is_not_measured_decided_or_waived_is_not_called_undecided() -> None:
    assert only(open_demand()).decided_by == ()
    assert only(peak(), **LOUD).decided_by == ()
    waiver = Waiver(rule="peak.true-peak", reason="agreed", by="QC", on=TODAY)
    (waived,) = report(peak(when={"live": True}), waivers=(waiver,), **LOUD).findings
    assert (waived.state, waived.decided_by) == (State.WAIVED, ())


def test_a_statement_never_decides_whatever_its_level() -> None:
    finding = only(STATEMENT)
    assert (finding.state, finding.severity) == (State.NOT_MEASURED, Severity.FYI)


def test_an_estimate_near_a_limit_warns_and_leaves_the_verdict_open() -> None:
    demand = make_requirement("dialogue.loudness-range", maximum_lu=10.0)
    dialogue = {"loudness_range_lu": 9.6, "estimate": True, "guard_band_lu": 1.0}
    found = report(demand, dialogue=dialogue)
    assert (found.findings[0].state, found.verdict) == (State.WARN, Verdict.INCOMPLETE)
    should = report(demand.model_copy(update={"level": Level.SHOULD}), dialogue=dialogue)
    assert should.verdict is Verdict.ACCEPTABLE


def test_an_estimate_keeps_its_weight_beside_a_recommendation() -> None:
    alternatives = [
        {"gating": "dialogue", "target": -27.0, "tolerance_above": 2.0, "tolerance_below": 2.0},
        {"gating": "programme", "maximum": -30.0, "role": "recommended"},
    ]
    dialogue = {"integrated_lkfs": -25.4, "estimate": True, "guard_band_lu": 1.0}
    found = report(make_requirement("loudness.integrated", alternatives=alternatives), dialogue=dialogue)
    assert (found.findings[0].state, found.findings[0].severity) == (State.WARN, Severity.BLOCKER)
    assert found.verdict is Verdict.INCOMPLETE


def test_a_recommendation_that_is_not_followed_is_a_minor_warning() -> None:
    alternatives = [
        {"gating": "programme", "target": -23.0, "tolerance_above": 3.0, "tolerance_below": 3.0},
        {"gating": "programme", "maximum": -30.0, "role": "recommended"},
    ]
    found = report(make_requirement("loudness.integrated", alternatives=alternatives))
    assert (found.findings[0].state, found.findings[0].severity) == (State.WARN, Severity.MINOR)
    assert found.verdict is Verdict.ACCEPTABLE


def test_a_demand_that_does_not_concern_the_mix_carries_no_reading() -> None:
    finding = only(peak(when={"soundfields": ["2.0"]}), **LOUD)
    assert finding.state is State.NOT_APPLICABLE
    assert say(finding.reason) == "It does not concern this mix (layout 2.0: it is 5.1)."
    assert (finding.measured, finding.margin, finding.where, finding.remedy) == (None, None, (), None)
    assert finding.required == "true peak at most -2.0 dBTP"


def test_a_breach_that_may_not_concern_the_mix_is_open() -> None:
    finding = only(peak(when={"live": True}), **LOUD)
    assert finding.state is State.NOT_MEASURED
    assert say(finding.reason).endswith("Whether it applies is not known.")
    assert [say(decider) for decider in finding.decided_by] == ["a statement that is missing: a live programme, or not"]
    assert only(peak(when={"live": True})).state is State.PASS, "held whether it applies or not"


def test_every_demand_has_one_finding_in_the_order_of_the_sheet() -> None:
    found = report(STATEMENT, peak(key="second"), open_demand(), peak(key="first", maximum_dbtp=-6.0))
    assert [finding.key for finding in found.findings] == ["manual.statement", "second", "form.frame-rate", "first"]


def test_a_report_names_the_sheet_its_texts_and_the_mix() -> None:
    found = report(peak())
    assert (found.made.version, found.sheet.id, found.sheet.digest) == ("1.2.3", "north-light", "0" * 64)
    assert (found.deliverable, found.deliverable_title) == ("mix", "Printmaster")
    assert found.findings[0].source == "Sound handbook, 3, §1"
    assert list(found.documents) == ["handbook"]
    assert found.measured.name == "Harbour_Lights_51.wav"
    assert (found.picture_rate, found.start_timecode) == (None, None)
    assert found.count(State.PASS) == 1


def test_only_the_texts_that_are_cited_are_named() -> None:
    document = {"title": "Memo", "retrieved": "2026-09-01", "obtained": "read"}
    handbook = {"title": "Handbook", "retrieved": "2026-09-01", "obtained": "read"}
    sheet = make_sheet(peak(), documents={"handbook": handbook, "memo": document}, note="See memo.")
    found = judge(sheet, mix(), version="0")
    assert list(found.documents) == ["handbook"]
    assert found.findings[0].source == "Handbook, §1", "a text without an edition is cited without one"


@pytest.mark.parametrize(
    ("requirements", "measured", "headline"),
    [
        ((peak(), open_demand()), LOUD, "This mix does not meet North Light, Printmaster: 1 of 2 demands fails."),
        ((peak(), peak(key="b")), LOUD, "This mix does not meet North Light, Printmaster: 2 of 2 demands fail."),
        ((peak(),), {}, "This mix meets North Light, Printmaster, as far as it can be measured."),
    ],
)
def test_the_headline_says_the_verdict(
    requirements: tuple[AnyRequirement, ...], measured: dict[str, Any], headline: str
) -> None:
    assert say(report(*requirements, **measured).headline) == headline


def test_the_headline_of_an_open_verdict_says_so() -> None:
    assert "cannot be said" in say(report(open_demand()).headline)


def test_a_damaged_file_is_never_accepted() -> None:
    damaged = report(peak(), damage=(verbatim("The data chunk is cut short."),))
    assert damaged.verdict is Verdict.INCOMPLETE
    assert say(damaged.headline).endswith("The file is damaged: The data chunk is cut short.")
    assert report(peak(), damage=(verbatim("The data chunk is cut short."),), **LOUD).verdict is Verdict.REJECTED


@pytest.mark.parametrize("level", [40.1, 90.0, 600.0])
def test_samples_that_are_no_sound_are_not_to_be_limited(level: float) -> None:
    beyond = (message(BEYOND_SCALE, peak_dbfs=level),)
    found = report(peak(), damage=beyond, **LOUD)
    assert [say(one.remedy) for one in found.findings if one.remedy is not None] == [
        "Export it again: these samples are no sound, and no gain and no limiter puts them right."
    ]
    assert report(peak(), damage=beyond).findings[0].remedy is None, "what holds needs nothing"
    other = report(peak(), damage=(message("damage.not-finite-samples", count=1),), **LOUD).findings[0].remedy
    assert other is not None
    assert other.code == "remedy.limit-true-peak"


# Waivers


def waiver(**fields: Any) -> Waiver:
    return Waiver.model_validate(
        {"rule": "peak.true-peak", "reason": "agreed", "by": "A. Mixer", "on": date(2026, 9, 1), **fields}
    )


@pytest.mark.parametrize(
    ("fields", "covers"),
    [
        ({}, True),
        ({"key": "peak.true-peak"}, True),
        ({"key": "another"}, False),
        ({"rule": "peak.sample-peak"}, False),
        ({"file": "Harbour_Lights_51.wav"}, True),
        ({"file": "other.wav"}, False),
        ({"sheet": "north-light"}, True),
        ({"sheet": "south-light"}, False),
        ({"expires": TODAY}, True),
        ({"expires": date(2026, 9, 14)}, False),
        ({"expires": date(2026, 9, 16)}, True),
    ],
)
def test_a_waiver_covers_what_it_names_until_it_expires(fields: dict[str, Any], covers: bool) -> None:
    found = report(peak(), waivers=(waiver(**fields),), **LOUD)
    (finding,) = found.findings
    assert finding.state is (State.WAIVED if covers else State.FAIL)
    assert found.verdict is (Verdict.ACCEPTABLE if covers else Verdict.REJECTED)
    assert (finding.waived_by or "").startswith("A. Mixer, 2026-09-01: agreed") is covers


def test_a_waived_demand_stays_visible() -> None:
    found = report(peak(), waivers=(waiver(),), **LOUD)
    (finding,) = found.findings
    assert finding.severity is Severity.BLOCKER
    assert finding.margin == -1.5
    assert finding.where
    assert say(found.headline).endswith("as far as it can be measured, 1 demand waived.")


def test_an_open_demand_and_a_warning_may_be_waived_and_a_pass_need_not_be() -> None:
    forgiven = report(peak(), open_demand(), waivers=(waiver(rule="form.frame-rate"), waiver()))
    assert [finding.state for finding in forgiven.findings] == [State.PASS, State.WAIVED]
    assert forgiven.verdict is Verdict.ACCEPTABLE
    assert report(peak(level="should"), waivers=(waiver(),), **LOUD).findings[0].state is State.WAIVED


def test_the_first_waiver_that_covers_a_finding_is_named() -> None:
    late = waiver(by="B. Other", on=date(2026, 9, 2))
    found = report(peak(), waivers=(waiver(expires=date(2026, 9, 2)), late), **LOUD)
    assert found.findings[0].waived_by == "B. Other, 2026-09-02: agreed"


# Which deliverable


def two_deliverables() -> dict[str, Any]:
    loaded = make_sheet(peak(), make_requirement("form.layout", allowed=["5.1", "2.0"])).sheet.model_dump()
    mix_table = loaded["deliverables"]["mix"]
    return loaded | {
        "deliverables": {
            "surround": mix_table | {"soundfields": ["5.1"]},
            "stereo": mix_table | {"soundfields": ["2.0", "LtRt"]},
            "stem": mix_table | {"mix_kinds": ["dialogue", "music"], "soundfields": None},
        }
    }


@pytest.mark.parametrize(
    ("kind", "layout", "name"),
    [
        (MixKind.PRINTMASTER, "5.1", "surround"),
        (MixKind.PRINTMASTER, "5.1-film", "surround"),
        (MixKind.PRINTMASTER, "LtRt", "stereo"),
        (MixKind.PRINTMASTER, "7.1", "surround"),  # none of its layout: the first of its kind, and the layout a finding
        (MixKind.PRINTMASTER, None, "surround"),
        (MixKind.MUSIC, "7.1.4", "stem"),
    ],
)
def test_kind_and_layout_choose_the_deliverable(kind: MixKind, layout: str | None, name: str) -> None:
    sheet = load_made(two_deliverables()).sheet
    assert choose_deliverable(sheet, mix(kind, layout=layout)) == name


def test_a_deliverable_may_be_named() -> None:
    sheet = load_made(two_deliverables()).sheet
    assert choose_deliverable(sheet, mix(layout="5.1"), "stereo") == "stereo"
    with pytest.raises(UsageError, match="no such deliverable") as caught:
        choose_deliverable(sheet, mix(), "mono")
    assert caught.value.expected == "one of surround, stereo, stem"


def test_a_mix_of_a_kind_that_the_sheet_does_not_know_is_refused() -> None:
    sheet = load_made(two_deliverables()).sheet
    with pytest.raises(UsageError, match="no deliverable of the kind trailer") as caught:
        choose_deliverable(sheet, mix(MixKind.TRAILER))
    assert caught.value.expected == "dialogue or music or printmaster"


def test_a_layout_must_match_where_that_is_asked_for() -> None:
    sheet = load_made(two_deliverables()).sheet
    with pytest.raises(UsageError, match="no deliverable of this layout"):
        choose_deliverable(sheet, mix(layout="7.1"), soundfield_must_match=True)


# Fingerprints


def test_a_fingerprint_is_of_the_demand_and_the_file_and_not_of_the_reading() -> None:
    quiet, loud = only(peak()), only(peak(), **LOUD)
    assert quiet.fingerprint == loud.fingerprint
    assert only(peak(key="other")).fingerprint != quiet.fingerprint
    assert only(peak(), name="other.wav").fingerprint != quiet.fingerprint


@given(
    names=st.lists(
        st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["x.wav", "y.wav"])), min_size=2, max_size=2, unique=True
    )
)
def test_different_demands_or_files_have_different_fingerprints(names: list[tuple[str, str]]) -> None:
    one, other = (only(peak(key=key), name=name).fingerprint for key, name in names)
    assert one != other


def loud(**fields: Any) -> AnyRequirement:
    alternatives = [{"gating": "programme", "target": -23.0, "tolerance_above": 1.0, "tolerance_below": 1.0}]
    return make_requirement("loudness.integrated", alternatives=alternatives, **fields)


def _levels(alternatives: list[dict[str, Any]], **fields: Any) -> AnyRequirement:
    return make_requirement("loudness.integrated", alternatives=alternatives, **fields)


@pytest.mark.parametrize(
    ("demand", "sheet", "verdict"),
    [
        (loud(), {}, Verdict.ACCEPTABLE),
        (loud(level="should", grade="quoted"), {}, Verdict.ACCEPTABLE),
        (loud(level="info"), {}, Verdict.UNVERIFIED),
        (loud(grade="community"), {}, Verdict.UNVERIFIED),
        (loud(grade="recalled"), {"levels": "not demanded", "levels_source": "handbook §1"}, Verdict.ACCEPTABLE),
        (loud(when={"live": True}), {}, Verdict.UNVERIFIED),
        (loud(grade="community"), {"mix_kinds": ["me"]}, Verdict.ACCEPTABLE),
        (peak(), {}, Verdict.UNVERIFIED),
    ],
)
def test_a_finished_mix_is_acceptable_only_where_somebody_read_how_loud_it_is_to_be(
    demand: AnyRequirement, sheet: dict[str, Any], verdict: Verdict
) -> None:
    loaded = make_sheet(peak(key="second"), demand, **{"levels": None, "levels_source": None, **sheet})
    kind = MixKind(sheet.get("mix_kinds", ["printmaster"])[0])
    subject = mix(kind=kind, programme={"live": False}, integrated_lkfs=-23.0)
    assert judge(loaded, subject, version="1").verdict is verdict


MINIMUM: Final[list[dict[str, Any]]] = [{"gating": "programme", "minimum": -24.0}]
ONE_TARGET: Final[list[dict[str, Any]]] = [{"gating": "programme", "target": -23.0}]
ADVISED: Final[list[dict[str, Any]]] = [
    {"gating": "programme", "target": -23.0, "tolerance_above": 1.0, "role": "recommended"}
]


@pytest.mark.parametrize(
    ("demands", "lkfs", "verdict", "headline"),
    [
        ([loud(level="should")], -23.0, Verdict.ACCEPTABLE, "verdict.acceptable"),
        ([loud(level="should")], -21.9, Verdict.UNVERIFIED, "verdict.outside-recommended-level"),
        ([loud(level="should")], -12.0, Verdict.UNVERIFIED, "verdict.outside-recommended-level"),
        ([loud(level="should"), loud(level="shall", key="second")], -12.0, Verdict.REJECTED, "verdict.rejected-by-one"),
        ([_levels(ADVISED)], -12.0, Verdict.UNVERIFIED, "verdict.outside-recommended-level"),
        ([_levels(ADVISED)], -21.5, Verdict.UNVERIFIED, "verdict.outside-recommended-level"),
        ([_levels(ADVISED)], -22.5, Verdict.ACCEPTABLE, "verdict.acceptable"),
        ([_levels(ONE_TARGET, level="should")], -12.0, Verdict.UNVERIFIED, "verdict.level-undecided"),
        ([_levels(ONE_TARGET, level="shall")], -12.0, Verdict.INCOMPLETE, "verdict.incomplete"),
        ([_levels(MINIMUM)], -12.0, Verdict.UNVERIFIED, "verdict.no-level-known"),
        (
            [make_requirement("loudness.short-term-window", below_lu=20.0, above_lu=20.0)],
            *(-12.0, Verdict.UNVERIFIED, "verdict.no-level-known"),
        ),
    ],
)
def test_a_mix_that_is_within_no_level_that_was_read_is_not_acceptable(
    demands: list[AnyRequirement], lkfs: float, verdict: Verdict, headline: str
) -> None:
    loaded = make_sheet(peak(key="peak"), *demands, levels=None, levels_source=None)
    found = judge(loaded, mix(integrated_lkfs=lkfs), version="1")
    assert (found.verdict, found.headline.code) == (verdict, headline)


def test_a_level_that_was_waived_is_held() -> None:
    given = GivenWaiver(
        waiver=Waiver(rule="loudness.integrated", reason="theatrical", by="client", on=TODAY), origin=Origin.OPERATOR
    )
    loaded = make_sheet(loud(level="should"), levels=None, levels_source=None)
    waivers = Waivers(waivers=(given,), today=TODAY)
    assert judge(loaded, mix(integrated_lkfs=-12.0), version="1", waivers=waivers).verdict is Verdict.ACCEPTABLE


def test_who_says_that_no_level_is_demanded_must_be_among_the_documents() -> None:
    with pytest.raises(ValidationError, match="go together"):
        make_sheet(peak(), levels_source=None)
    with pytest.raises(ValidationError, match="cites the document 'hearsay'"):
        make_sheet(peak(), levels_source="hearsay §1")


def test_the_grade_shown_is_that_of_the_branch_that_was_judged_also_where_it_is_open() -> None:
    alternatives = [
        {"gating": "dialogue", "target": -27.0, "tolerance_above": 2.0, "tolerance_below": 2.0, "grade": "recalled"}
    ]
    found = report(make_requirement("loudness.integrated", alternatives=alternatives), dialogue=None)
    (finding,) = found.findings
    assert (finding.state, finding.grade, finding.binding) == (State.NOT_MEASURED, Grade.RECALLED, True)
    assert found.verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize(
    ("edition", "produced", "said"),
    [
        ({}, None, ""),
        ({"status": "superseded"}, None, "This edition is superseded."),
        (
            {"status": "superseded", "superseded_by": ["north-light-4", "north-light-5"]},
            None,
            "This edition is superseded by north-light-4 and north-light-5.",
        ),
        ({"status": "superseded", "in_force_before": "2024-01-01"}, "2023-12-31", ""),
        ({"status": "superseded", "in_force_before": "2024-01-01"}, None, "This edition is superseded."),
        (
            {"status": "superseded", "in_force_before": "2024-01-01", "superseded_by": ["north-light-4"]},
            "2024-01-01",
            "this edition is for programmes produced before 2024-01-01. See north-light-4.",
        ),
        ({"in_force_from": "2024-01-01"}, "2024-01-01", ""),
        (
            {"in_force_from": "2024-01-01"},
            "2023-12-31",
            "The programme is of 2023-12-31; this edition is for programmes produced from 2024-01-01.",
        ),
    ],
)
def test_the_headline_says_where_the_edition_is_not_the_one_of_the_programme(
    edition: dict[str, Any], produced: str | None, said: str
) -> None:
    subject = mix(programme={} if produced is None else {"produced": produced})
    sheet = make_sheet(peak(), **{"status": "current", **edition})
    headline = say(judge(sheet, subject, version="0").headline)
    assert headline.endswith(said or "as far as it can be measured.")


# What this house finds, beside what the sheet asks


TOO_SHORT: Final = {"picture_rate": "24", "duration_frames": 400, "live": False}
NO_RATE: Final = {"duration_frames": 400}


@pytest.mark.parametrize(
    ("programme", "demand", "is_told"),
    [
        (TOO_SHORT, None, True),
        (TOO_SHORT, {}, False),
        (TOO_SHORT, {"level": "should"}, True),
        (TOO_SHORT, {"grade": "recalled"}, True),
        (TOO_SHORT, {"when": {"live": True}}, True),
        (TOO_SHORT, {"when": {"live": False}}, False),
        (NO_RATE, None, True),
        (NO_RATE, {}, False),
        (NO_RATE, {"level": "should"}, False),
    ],
)
def test_what_the_sheet_asks_as_bindingly_is_not_found_twice(
    programme: dict[str, Any], demand: dict[str, Any] | None, *, is_told: bool
) -> None:
    """A mix that is shorter than its picture is rejected by the house; one whose picture rate nobody told is open."""
    asked = [] if demand is None else [make_requirement("time.duration-match", maximum_difference_frames=0.5, **demand)]
    found = judge(make_sheet(peak(), *asked), mix(programme=programme), version="1").findings

    assert ([one.rule for one in found].count("time.length-agrees") == 1) is is_told
    assert len(found) == 1 + len(asked) + is_told


@pytest.mark.parametrize(
    ("presence", "lkfs"), [("required", -24.82), ("optional", -24.82), ("forbidden", -22.5), (None, -22.5)]
)
def test_a_tone_that_may_stand_at_the_head_is_no_part_of_the_programme(presence: str | None, lkfs: float) -> None:
    asked = [] if presence is None else [make_requirement("time.line-up-tone", presence=presence)]
    subject = mix(scenes=[[10.0, -21.0], [5.0, None], [5.0, -23.0], [5.0, -28.0]])
    found = judge(make_sheet(loud(key="level"), *asked), subject, version="1")
    (level,) = (one for one in found.findings if one.key == "level")

    assert level.measured is not None
    assert level.measured.value == pytest.approx(lkfs, abs=0.15)
