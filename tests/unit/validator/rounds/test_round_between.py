"""Two rounds held against each other: the fate of findings, the pairing of mixes, what is said of their sound."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fixtures import reports as made
from fixtures.invented_programme import measurements
from specs.statements.statement import Statement
from specs.vocabulary import MixKind
from validator.reporters.schema import schema_validator
from validator.results.finding import State
from validator.results.report import Made, NotJudged, Report, Verdict, WhyNot
from validator.results.round import ContentState, FindingFate, MixFate, PairedBy, Round, RoundFinding, RoundMix, Trend
from validator.rounds.as_documents import round_to_json, round_to_markdown
from validator.rounds.between import JudgedRound, round_between
from validator.rules.house import ACTION_IN_FILE, WITH_PARTNER

if TYPE_CHECKING:
    from validator.results.finding import Finding

MADE = Made(version="0.1.0")
LOUD = made.loudness_finding(-24.0)
LOUDER = made.loudness_finding(-22.5)
FINE = made.loudness_finding(-27.0)


def mix(
    *findings: Finding,
    path: str = "fr-FR/film_51.wav",
    language: str | None = "fr-FR",
    digest: str | None = None,
    **changes: Any,
) -> Report:
    """A report on a mix with these findings, all of which were looked for."""
    files = {path.rpartition("/")[2]: {"xxh3": digest}} if digest else {}
    stated = Statement(path=path, language=language)
    measured = measurements(digests=files, statement=stated)
    verdict = Verdict.REJECTED if any(one.state is State.FAIL for one in findings) else Verdict.ACCEPTABLE
    if verdict is Verdict.ACCEPTABLE and any(one.state is State.NOT_MEASURED and one.binding for one in findings):
        verdict = Verdict.INCOMPLETE
    report = made.report(verdict, "Invented.", findings, measured)
    layout = changes.pop("layout", measured.layout)
    changes["measurements"] = measured.model_copy(update={"layout": layout})
    values = {"path": path, "language": language, "kind": MixKind.PRINTMASTER, **changes}
    return report.model_copy(update=values)


def judged(*reports: Report, name: str = "round", not_judged: tuple[NotJudged, ...] = ()) -> JudgedRound:
    return JudgedRound(name=name, reports=reports, not_judged=not_judged, made=MADE)


def between(old: Report | JudgedRound, new: Report | JudgedRound) -> Round:
    sides = [one if isinstance(one, JudgedRound) else judged(one) for one in (old, new)]
    found = round_between(sides[0], sides[1], MADE)
    document = json.loads(round_to_json(found))
    assert list(schema_validator("round").iter_errors(document)) == []
    assert Round.model_validate(document) == found
    assert round_to_markdown(found).startswith("**")
    return found


def the_mix(found: Round) -> RoundMix:
    (one,) = found.mixes
    return one


def the_finding(old: Finding | None, new: Finding | None) -> RoundFinding:
    (one,) = the_mix(between(mix(*filter(None, [old])), mix(*filter(None, [new])))).findings
    return one


@pytest.mark.parametrize(
    ("old", "new", "fate", "trend"),
    [
        (LOUD, FINE, FindingFate.REPAIRED, None),
        (LOUD, LOUDER, FindingFate.STILL_THERE, Trend.WORSE),
        (LOUDER, LOUD, FindingFate.STILL_THERE, Trend.BETTER),
        (LOUD, LOUD, FindingFate.STILL_THERE, Trend.SAME),
        (LOUD, made.loudness_finding(-23.91), FindingFate.STILL_THERE, Trend.SAME),
        (LOUD, made.loudness_finding(-23.90), FindingFate.STILL_THERE, Trend.WORSE),
        (FINE, LOUD, FindingFate.NEW, None),
    ],
)
def test_a_reading_is_better_or_worse_by_its_distance_beyond_the_limit(
    old: Finding, new: Finding, fate: FindingFate, trend: Trend | None
) -> None:
    found = the_finding(old, new)
    assert (found.fate, found.trend) == (fate, trend)
    assert found.old is not None
    assert found.new is not None
    assert found.old.measured == old.measured
    assert found.new.measured == new.measured


def test_farther_below_the_target_is_worse_although_it_is_softer() -> None:
    assert the_finding(made.loudness_finding(-29.5), made.loudness_finding(-31.0)).trend is Trend.WORSE


def state(rule: str, state_: State, **changes: Any) -> Finding:
    return made.finding(rule, state_, binding=True, **changes)


@pytest.mark.parametrize(
    ("old", "new", "fate"),
    [
        (State.FAIL, State.NOT_MEASURED, FindingFate.NO_LONGER_MEASURED),
        (State.FAIL, State.NOT_APPLICABLE, FindingFate.NO_LONGER_MEASURED),
        (State.FAIL, State.WAIVED, FindingFate.WAIVED),
        (State.WAIVED, State.WAIVED, FindingFate.WAIVED),
        (State.WAIVED, State.FAIL, FindingFate.STILL_THERE),
        (State.WAIVED, State.PASS, FindingFate.REPAIRED),
        (State.NOT_MEASURED, State.NOT_MEASURED, FindingFate.STILL_OPEN),
        (State.NOT_MEASURED, State.PASS, FindingFate.REPAIRED),
        (State.NOT_MEASURED, State.FAIL, FindingFate.NEW),
        (State.PASS, State.NOT_MEASURED, FindingFate.STILL_OPEN),
        (State.NOT_APPLICABLE, State.WARN, FindingFate.NEW),
        (State.WARN, State.FAIL, FindingFate.STILL_THERE),
    ],
)
def test_every_way_from_state_to_state_has_its_fate(old: State, new: State, fate: FindingFate) -> None:
    assert the_finding(state("peak.true-peak", old), state("peak.true-peak", new)).fate is fate


def test_what_holds_in_both_rounds_and_what_a_person_confirms_is_left_out() -> None:
    statement = made.finding("manual.statement", State.NOT_MEASURED)
    found = the_mix(between(mix(FINE, statement), mix(FINE, statement)))
    assert found.findings == ()
    assert found.to_confirm == 1


def test_what_no_sheet_asks_was_repaired_only_where_it_was_looked_for() -> None:
    action = state(ACTION_IN_FILE, State.FAIL)
    assert the_finding(action, None).fate is FindingFate.NO_LONGER_MEASURED  # nobody states the action in this round
    partner = state(WITH_PARTNER, State.WARN)
    assert the_finding(partner, None).fate is FindingFate.NO_LONGER_MEASURED  # nothing to hold it against


def test_a_demand_that_the_sheet_has_no_more_was_not_repaired() -> None:
    found = the_finding(LOUD, None)
    assert found.fate is FindingFate.NO_LONGER_MEASURED
    assert found.note is not None
    assert found.note.code == "round.sheet-asks-no-more"


def test_a_waiver_that_does_not_hold_any_more_is_said() -> None:
    found = the_finding(state("peak.true-peak", State.WAIVED), state("peak.true-peak", State.FAIL))
    assert found.note is not None
    assert found.note.code == "round.waiver-lapsed"


def test_fewer_places_of_one_peak_are_better_and_are_listed() -> None:
    old, new = made.true_peak_finding({311: -0.8, 347: -0.8}), made.true_peak_finding({347: -0.8})
    found = the_finding(old, new)
    assert (found.fate, found.trend) == (FindingFate.STILL_THERE, Trend.BETTER)
    assert (len(found.repaired_places), len(found.remaining_places), len(found.new_places)) == (2, 2, 0)


def test_a_renamed_mix_is_the_same_by_its_name_without_version() -> None:
    found = the_mix(between(mix(LOUD, path="film_fr_51_v1.wav"), mix(FINE, path="film_fr_51_v2.wav")))
    assert (found.fate, found.paired_by) == (MixFate.RENAMED, PairedBy.NAME)
    assert found.old_path == "film_fr_51_v1.wav"
    assert [one.fate for one in found.findings] == [FindingFate.REPAIRED]
    assert [note.code for note in found.notes] == ["round.renamed"]


def test_a_renamed_mix_is_the_same_by_what_it_is_for() -> None:
    found = the_mix(between(mix(LOUD, path="a.wav"), mix(LOUD, path="ß 納品.wav")))
    assert (found.fate, found.paired_by) == (MixFate.RENAMED, PairedBy.SLOT)


def test_another_layout_or_language_is_another_mix() -> None:
    other_layout = between(mix(LOUD, path="a.wav"), mix(LOUD, path="b.wav", layout="2.0"))
    assert {one.fate for one in other_layout.mixes} == {MixFate.GONE, MixFate.ADDED}
    other_language = between(mix(LOUD, path="a.wav"), mix(LOUD, path="b.wav", language="de-DE"))
    assert {one.fate for one in other_language.mixes} == {MixFate.GONE, MixFate.ADDED}


def test_two_that_fit_as_well_are_paired_with_neither_and_named() -> None:
    new = judged(mix(LOUD, path="b.wav"), mix(LOUD, path="c.wav"))
    found = between(judged(mix(LOUD, path="a.wav")), new)
    gone = next(one for one in found.mixes if one.fate is MixFate.GONE)
    (note,) = gone.notes
    assert note.code == "round.cannot-be-paired"
    assert note.arguments["mixes"] == ("b.wav", "c.wav")


def test_the_same_bytes_tell_which_of_two_was_renamed() -> None:
    old = judged(mix(LOUD, path="a.wav", digest="aa"), mix(LOUD, path="b.wav", digest="bb"))
    new = judged(mix(LOUD, path="x.wav", digest="bb"), mix(LOUD, path="y.wav", digest="aa"))
    found = {one.path: one for one in between(old, new).mixes}
    assert found["x.wav"].old_path == "b.wav"
    assert found["y.wav"].paired_by is PairedBy.DIGEST
    assert found["y.wav"].old_path == "a.wav"


def test_mixes_that_came_and_went_keep_their_findings_apart() -> None:
    found = between(judged(mix(LOUD, path="a.wav")), judged(mix(LOUD, path="b.wav", language="de-DE")))
    by_fate = {one.fate: one for one in found.mixes}
    assert [one.fate for one in by_fate[MixFate.GONE].findings] == [FindingFate.NO_LONGER_MEASURED]
    assert [one.fate for one in by_fate[MixFate.ADDED].findings] == [FindingFate.NEW]
    assert (found.totals.mixes_gone, found.totals.mixes_added, found.totals.repaired) == (1, 1, 0)


def test_a_mix_that_could_not_be_read_repairs_nothing() -> None:
    lost = NotJudged(name="film_51.wav", path="fr-FR/film_51.wav", why=WhyNot.UNREADABLE, reason="It is cut short.")
    found = between(judged(mix(LOUD)), judged(not_judged=(lost,)))
    assert found.verdict is Verdict.INCOMPLETE
    assert [one.fate for one in the_mix(found).findings] == [FindingFate.NO_LONGER_MEASURED]
    assert [note.code for note in the_mix(found).notes] == ["round.could-not-be-read"]


@pytest.mark.parametrize(
    ("old", "new", "state_", "unreported"),
    [
        ("aa", "aa", ContentState.IDENTICAL, False),
        ("aa", "bb", ContentState.CHANGED, True),
        (None, "bb", ContentState.CANNOT_TELL, None),
    ],
)
def test_digests_tell_whether_a_mix_that_was_accepted_changed(
    old: str | None, new: str, state_: ContentState, unreported: bool | None
) -> None:
    found = the_mix(between(mix(FINE, digest=old), mix(FINE, digest=new))).content
    assert found is not None
    assert (found.state, found.unreported) == (state_, unreported)


def test_where_something_was_reported_digests_do_not_say_whether_more_changed() -> None:
    found = the_mix(between(mix(LOUD, digest="aa"), mix(FINE, digest="bb"))).content
    assert found is not None
    assert (found.state, found.unreported) == (ContentState.CHANGED, None)


def test_what_is_new_in_the_same_sound_does_not_come_of_the_mix() -> None:
    (found,) = the_mix(between(mix(FINE, digest="aa"), mix(LOUD, digest="aa"))).findings
    assert found.note is not None
    assert found.note.code == "round.new-in-same-content"


def test_another_edition_of_the_sheet_and_of_mixgate_is_said() -> None:
    new = mix(LOUD)
    new = new.model_copy(update={"sheet": new.sheet.model_copy(update={"digest": "0" * 64, "edition": "2.2"})})
    other = JudgedRound(name="new", reports=(new,), made=Made(version="0.2.0"))
    found = between(judged(mix(LOUD)), other)
    assert [note.code for note in found.notes] == ["round.another-version", "round.sheet-changed"]


def test_the_verdict_is_that_of_the_new_round_whatever_was_repaired() -> None:
    assert between(mix(LOUD), mix(FINE)).verdict is Verdict.ACCEPTABLE
    assert between(mix(FINE), mix(LOUD)).verdict is Verdict.REJECTED
    assert [note.code for note in between(mix(LOUD), mix(LOUD)).notes] == ["round.same-handed-in"]
