"""Every rule, case by case: the demand, the mix, and the finding as a report shows it."""

from __future__ import annotations

import inspect
import json
from typing import Final, get_args

import pytest

from fixtures.golden import assert_golden
from fixtures.rule_cases import FOLDER, RuleCase, rule_cases
from specs.requirements import RULE_IDS, AnyRequirement
from validator.catalogue import say
from validator.explain import HEADINGS, explanation
from validator.reporters.as_json import to_data
from validator.rules import RULES, judge_requirement

CASES: Final = rule_cases()
ASKED_FOR: Final = ("pass", "at-limit", "fail", "not-measured")

_A_SET: Final = "what is accepted is a set of values, and a set has no edge"
_A_HEADER: Final = "every file that opens has one"
_A_COUNT: Final = "it is counted in every file that opens"

IMPOSSIBLE: Final[dict[str, dict[str, str]]] = {
    "form.sample-rate": {"at-limit": _A_SET, "not-measured": _A_HEADER},
    "form.word-length": {"at-limit": _A_SET, "not-measured": _A_HEADER},
    "form.layout": {"at-limit": _A_SET},
    "form.files": {"at-limit": _A_SET, "not-measured": _A_HEADER},
    "form.container": {"at-limit": _A_SET, "not-measured": _A_HEADER},
    "form.conformance": {"at-limit": "a clause is kept or not"},
    "form.frame-rate": {"at-limit": _A_SET},
    "form.file-name": {"at-limit": _A_SET},
    "time.start-timecode": {"at-limit": _A_SET},
    "time.sync-pop": {"at-limit": "each figure has its own: at-limit-half-a-frame"},
    "signal.clipping": {"not-measured": _A_COUNT},
    "signal.dropout": {"not-measured": _A_COUNT},
    "signal.dc-offset": {"not-measured": _A_COUNT},
    "signal.noise-floor": {"not-measured": "without a noise floor the pauses are digital silence, which holds"},
    "sync.speed": {"at-limit": "another speed is one of some ratios"},
    "channels.as-original": {"at-limit": "a channel is in its place or not"},
    "fold-down.of-surround": {"at-limit": "it is made of it or not"},
    "me.filled": {"at-limit": "what counts as missing is told by the comparison, not by the sheet"},
    "delivery.partner": {"at-limit": "a partner is there or not"},
    "manual.statement": dict.fromkeys(("pass", "at-limit", "fail"), "no meter can judge it; a person confirms it"),
}
"""States that a rule cannot end in, and why."""


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule}/{case.name}" for case in CASES])
def test_a_mix_held_against_a_demand_gives_the_committed_finding(case: RuleCase) -> None:
    finding = case.finding()
    assert finding.state is case.state, say(finding.reason)
    if case.name == "at-limit" and finding.margin is not None:
        assert finding.margin == 0.0
    if case.name.startswith("fail"):
        assert finding.remedy, "a failure says what to do"
        assert finding.margin is None or finding.margin < 0
    text = json.dumps(to_data(finding), ensure_ascii=False, indent=2)
    assert_golden(case.golden, text + "\n")


@pytest.mark.parametrize("rule", RULE_IDS)
def test_every_rule_has_a_case_for_every_state_it_can_end_in(rule: str) -> None:
    there = {case.name for case in CASES if case.rule == rule}
    impossible = IMPOSSIBLE.get(rule, {})
    missing = [name for name in ASKED_FOR if name not in there and name not in impossible]
    assert not missing
    assert not there & set(impossible), "a case for a state that is called impossible"
    assert all(impossible.values()), "a state is impossible for a reason"


def test_no_expected_finding_is_left_without_its_case() -> None:
    findings = {path.relative_to(FOLDER).with_suffix("") for path in FOLDER.glob("*/*.json")}
    assert findings == {case.path.relative_to(FOLDER).with_suffix("") for case in CASES}


def test_no_folder_belongs_to_a_rule_that_does_not_exist() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(RULE_IDS)


KINDS: Final = get_args(get_args(AnyRequirement)[0])


def test_the_rule_book_has_every_kind_of_demand_and_no_other() -> None:
    assert tuple(RULES) == tuple(kind.model_fields["rule"].default for kind in KINDS) == RULE_IDS
    assert len({rule.judge for rule in RULES.values()}) == len(RULES), "two kinds of demand share a function"
    assert len({rule.title for rule in RULES.values()}) == len(RULES), "two kinds of demand share a title"


@pytest.mark.parametrize("kind", KINDS)
def test_the_function_in_the_rule_book_is_for_that_kind_of_demand(kind: type) -> None:
    rule = RULES[kind.model_fields["rule"].default]  # type: ignore[attr-defined]
    assert inspect.signature(rule.judge).parameters["requirement"].annotation == kind.__name__


@pytest.mark.parametrize("rule", RULE_IDS)
def test_a_demand_is_judged_by_the_function_in_the_rule_book(rule: str) -> None:
    case = next(case for case in CASES if case.rule == rule)
    requirement, subject = case.requirement(), case.subject()
    assert judge_requirement(requirement, subject) == RULES[rule].judge(requirement, subject)


@pytest.mark.parametrize("rule", RULE_IDS)
def test_every_rule_explains_itself_in_the_fixed_parts(rule: str) -> None:
    found = explanation(rule)
    assert tuple(found.parts) == HEADINGS
    assert all(text.endswith(".") and len(text) > 4 for text in found.parts.values())
    assert found.title
