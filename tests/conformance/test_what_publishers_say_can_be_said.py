"""What delivery specifications say: eighteen kinds of demand on the sheets that say them, and clauses on real files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import mixgate
from fixtures.clause_mixes import write_passages
from fixtures.clauses import CLAUSES
from specs.loader import load_sheet, sheet_names
from specs.requirements.loudness import Gating, Loudness, LoudnessAlternative, Role
from specs.requirements.requirement import Grade, Level, Window
from specs.sheet import Nature, Sheet
from validator.catalogue import say
from validator.results.finding import Finding, Severity, State

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.clauses import Clause, ClauseMix
    from specs.requirements import AnyRequirement


def _sheet(name: str) -> Sheet:
    return load_sheet(name).sheet


def _demands(name: str, rule: str, deliverable: str | None = None) -> list[Any]:
    """Return the demands of one rule, of one deliverable or of all."""
    return [
        requirement
        for key, chosen in _sheet(name).deliverables.items()
        if deliverable in {None, key}
        for requirement in chosen.requirements
        if requirement.rule == rule
    ]


def _alternatives(name: str) -> list[LoudnessAlternative]:
    return [
        alternative for requirement in _demands(name, "loudness.integrated") for alternative in requirement.alternatives
    ]


def _everything() -> list[tuple[str, AnyRequirement]]:
    return [
        (name, requirement)
        for name in sheet_names()
        for deliverable in _sheet(name).deliverables.values()
        for requirement in deliverable.requirements
    ]


def test_1_loudness_is_a_list_of_conditional_alternatives_with_a_ceiling_beside_them() -> None:
    first = _demands("disney-plus-5.1", "loudness.integrated")[0]
    assert [alternative.role for alternative in first.alternatives] == [Role.REQUIRED, Role.REQUIRED, Role.CEILING]
    assert first.alternatives[2].maximum == -20.0
    assert Role.FALLBACK in {alternative.role for alternative in _alternatives("netflix-qc")}


@pytest.mark.parametrize(
    ("sheet", "gating"),
    [
        ("discovery-4", Gating.UNGATED),
        ("ebu-r128", Gating.PROGRAMME),
        ("netflix-5.1", Gating.DIALOGUE),
        ("it-agcom-219-09", Gating.STATED),
        ("acx-audible", Gating.RMS),
        ("tasa-trailer", Gating.LEQ_M),
        ("fr-csa-2011-29", Gating.SERVICE_DAY),
    ],
)
def test_2_gating_belongs_to_each_alternative(sheet: str, gating: Gating) -> None:
    assert gating in {alternative.gating for alternative in _alternatives(sheet)}


def test_2_the_algorithm_and_its_edition_are_kept() -> None:
    assert any("1770-1" in (alternative.algorithm or "") for alternative in _alternatives("netflix-5.1"))
    (stated,) = {alternative.gate_lu for alternative in _alternatives("it-agcom-219-09") if alternative.gate_lu}
    assert stated == -8.0


def test_3_the_switch_by_speech_share_is_in_the_sheet_and_some_have_none() -> None:
    shares = {
        alternative.when.speech_share_at_least
        for alternative in _alternatives("netflix-5.1")
        if alternative.when is not None
    }
    assert 0.15 in shares
    assert all(
        alternative.when is None or alternative.when.speech_share_at_least is None
        for alternative in _alternatives("amazon-5.1")
    )


def test_4_delivery_limits_and_the_receivers_flags_are_two_sheets() -> None:
    assert _sheet("netflix-qc").nature is Nature.QC_THRESHOLDS
    assert [found.maximum_dbtp for found in _demands("netflix-5.1", "peak.true-peak")] == [-2.0]
    assert {found.maximum_dbtp for found in _demands("netflix-qc", "peak.true-peak")} == {-1.0}


def test_5_every_kind_of_tolerance_can_be_said() -> None:
    asymmetric = {(one.tolerance_above, one.tolerance_below) for one in _alternatives("fr-csa-2011-29")}
    assert (3.0, 2.0) in asymmetric or (2.0, 3.0) in asymmetric
    assert any(one.minimum is not None and one.maximum is not None for one in _alternatives("apple-tv"))
    assert any(one.maximum is not None and one.minimum is None for one in _alternatives("tasa-trailer"))
    assert any(one.target is not None and one.tolerance_above is None for one in _alternatives("fox-program"))
    assert [found.meter_tolerance_db for found in _demands("ebu-r128", "peak.true-peak")] == [0.3]


def test_6_targets_depend_on_layout_version_production_date_and_running_time() -> None:
    assert _alternatives("disney-plus-5.1")[0].target == -27.0
    assert _alternatives("disney-plus-2.0")[0].target == -24.0
    stated = [requirement.when for _, requirement in _everything() if requirement.when is not None]
    stated += [one.when for name in sheet_names() for one in _alternatives(name) if one.when is not None]
    for field in ("live", "long_form", "produced_from", "produced_before", "duration_below_seconds", "territory"):
        assert any(getattr(condition, field) is not None for condition in stated), field


def test_7_short_term_limits_are_absolute_or_a_window_around_the_programme() -> None:
    assert [found.maximum_lkfs for found in _demands("ebu-r128-s1", "loudness.short-term-maximum")] == [-18.0]
    (window,) = {(found.below_lu, found.above_lu) for found in _demands("discovery-4", "loudness.short-term-window")}
    assert window == (4.0, 4.0)


@pytest.mark.parametrize(
    ("sheet", "window"),
    [("disney-plus-5.1", Window.ACTION), ("tasa-trailer", Window.SOUND), ("discovery-4", Window.SEGMENTS)],
)
def test_8_the_measuring_window_belongs_to_the_demand(sheet: str, window: Window) -> None:
    assert window in {found.window for found in _demands(sheet, "loudness.integrated")}


@pytest.mark.parametrize(
    ("sheet", "rule"),
    [
        ("netflix-5.1", "dialogue.loudness-range"),
        ("svt", "dialogue.to-background"),
        ("disney-r128-dub", "dialogue.range"),
        ("ebu-r128-s4", "dialogue.programme-difference"),
    ],
)
def test_9_dialogue_has_measures_of_its_own(sheet: str, rule: str) -> None:
    assert _demands(sheet, rule)


def test_10_peaks_have_recommended_and_rejecting_limits_and_sample_peaks_are_another_rule() -> None:
    limits = {(found.maximum_dbtp, found.level) for found in _demands("dpp-as11", "peak.true-peak")}
    assert (-3.0, Level.SHOULD) in limits
    assert (-1.0, Level.SHALL) in limits
    assert _demands("hulu-2018", "peak.sample-peak")


def test_11_a_fold_down_has_limits_of_its_own() -> None:
    assert _demands("cbs-commercial", "fold-down.loudness")
    assert _demands("cbs-commercial", "fold-down.true-peak")


@pytest.mark.parametrize(
    ("sheet", "rule"),
    [
        ("netflix-5.1", "stems.sum"),
        ("netflix-me", "me.without-dialogue"),
        ("netflix-me", "me.matches-mix"),
        ("netflix-dub", "time.duration-match"),
        ("wbd-component-audio", "delivery.partner"),
    ],
)
def test_12_demands_tie_files_together(sheet: str, rule: str) -> None:
    assert _demands(sheet, rule)


def test_12_an_me_has_no_loudness_target() -> None:
    assert not _demands("netflix-me", "loudness.integrated")


def test_13_rules_on_file_form_contradict_each_other_from_client_to_client() -> None:
    forms = {name: {str(form) for found in _demands(name, "form.files") for form in found.forms} for name in FORMS}
    assert "interleaved" not in forms["amazon-5.1"]
    assert "interleaved" in forms["netflix-dub"]
    assert any(found.one_soundfield_per_file for found in _demands("wbd-component-audio", "form.files"))
    assert {16, 24} <= {bits for found in _demands("netflix-dub", "form.word-length") for bits in found.allowed_bits}


FORMS = ("amazon-5.1", "netflix-dub")


def test_14_heads_tails_and_start_timecodes_are_demands_with_figures() -> None:
    head = _demands("disney-trailer", "time.head-silence")[0]
    assert head.minimum_seconds == 1.0
    assert _demands("wbd-component-audio", "time.head-silence")[0].maximum_seconds == 5.0
    assert _demands("amazon-5.1", "time.sync-pop")[0].presence == "forbidden"
    codes = {
        name: {code for found in _demands(name, "time.start-timecode") for code in found.allowed}
        for name in ("wbd-component-audio", "disney-trailer", "dpp-as11")
    }
    assert "01:00:00:00" in codes["wbd-component-audio"]
    assert "00:00:00:00" in codes["disney-trailer"]
    assert any(code.startswith(("09:", "10:")) for code in codes["dpp-as11"])


def test_15_what_needs_several_samples_or_neighbouring_programmes_is_said_and_judged_by_nobody() -> None:
    for name in ("br-354", "ru-fas-ad"):
        statements = _demands(name, "manual.statement")
        reported = [one for one in _alternatives(name) if one.role is Role.REPORTED]
        assert statements or reported


def test_16_a_role_a_grade_and_a_nature_say_what_a_figure_is_worth() -> None:
    roles = {one.role for name in sheet_names() for one in _alternatives(name)}
    assert roles == set(Role)
    assert {requirement.grade for _, requirement in _everything()} == set(Grade)
    assert {_sheet(name).nature for name in sheet_names()} == set(Nature)


def test_17_errors_of_a_text_are_kept_with_what_contradicts_them() -> None:
    with_conflict = {name for name, requirement in _everything() if requirement.conflict}
    assert len(with_conflict) >= 10
    assert {"abc-commercial", "aswg-r001"} <= with_conflict


def test_18_levels_are_the_publishers_words_and_severities_the_receivers() -> None:
    assert {requirement.level for _, requirement in _everything()} == set(Level)
    assert [severity.value for severity in Severity] == ["blocker", "major", "minor", "fyi"]
    assert all(isinstance(one, Loudness) for one in _demands("netflix-5.1", "loudness.integrated"))


def _with_delivery_file(path: Path, mix: ClauseMix) -> Path:
    """Write the delivery file beside the mix, and return the folder of both."""
    facts = "".join(f'{name} = "{value}"\n' for name, value in mix.programme.items() if name != "produced")
    facts += "".join(f"{name} = {value}\n" for name, value in mix.programme.items() if name == "produced")
    text = f'title = "Film"\n\n[programme]\n{facts}\n[[files]]\npath = "{mix.name}"\n'
    (path.parent / "delivery.toml").write_text(text, encoding="utf-8")
    return path.parent


def _held_against(clause: Clause, mix: ClauseMix, folder: Path) -> Finding:
    """Write the mix, check it as a user would, and return what is said of the clause."""
    path = write_passages(folder / mix.name, mix.passages, **mix.file)
    if mix.programme:
        path = _with_delivery_file(path, mix)
    run = mixgate.check(path, clause.sheet, deliverable=clause.deliverable, **mix.stated)
    (finding,) = [one for report in run.reports for one in report.findings if one.key == clause.key]
    return finding


@pytest.mark.parametrize("clause", CLAUSES, ids=[f"{one.sheet}/{one.key}" for one in CLAUSES])
def test_a_clause_tells_a_mix_that_keeps_it_from_one_that_breaks_it(clause: Clause, tmp_path: Path) -> None:
    for number, mix in enumerate(clause.kept):
        finding = _held_against(clause, mix, tmp_path / f"kept-{number}")
        assert finding.state is State.PASS, (clause.text, say(finding.reason))
    for number, mix in enumerate(clause.broken):
        finding = _held_against(clause, mix, tmp_path / f"broken-{number}")
        assert finding.state is State(clause.breaks), (clause.text, say(finding.reason))
        assert finding.held is False
        assert finding.remedy is not None


def test_clauses_are_of_many_publishers() -> None:
    assert len({(one.sheet, one.key) for one in CLAUSES}) == len(CLAUSES) >= 20
    assert len({_sheet(one.sheet).publisher for one in CLAUSES}) >= 10
