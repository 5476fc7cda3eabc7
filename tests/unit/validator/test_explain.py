"""Explanations come from the rules' own docstrings."""

from __future__ import annotations

import pytest

from specs.errors import UsageError
from specs.requirements import RULE_IDS
from specs.unasked_rules import HOUSE_RULES, UNASKED_RULES
from validator.explain import HEADINGS, explanation, nearest_rules, rule_ids


def test_every_rule_is_listed_in_the_order_of_the_rule_book() -> None:
    assert rule_ids() == (*RULE_IDS, *HOUSE_RULES, *UNASKED_RULES)


def test_an_explanation_has_a_title_and_the_fixed_parts_on_one_line_each() -> None:
    found = explanation("peak.true-peak")
    assert found.rule == "peak.true-peak"
    assert found.title == "Hold the largest true peak of any channel against its limit"
    assert tuple(found.parts) == HEADINGS
    assert found.parts["Judges"].startswith("the oversampled waveform of every channel")
    assert all("\n" not in text and "  " not in text for text in found.parts.values())


def test_a_colon_within_a_part_does_not_begin_another() -> None:
    found = explanation("signal.mono-compatibility")
    assert "0 LU for two equal channels" in found.parts["Judges"]


def test_a_typo_is_answered_with_the_nearest_rules() -> None:
    with pytest.raises(UsageError, match="There is no such rule") as caught:
        explanation("peak.truepeak")
    assert caught.value.found == "peak.truepeak"
    assert "peak.true-peak" in str(caught.value.expected)


@pytest.mark.parametrize("word", ["§", "", "  ", "xyzzy"])
def test_a_word_like_no_rule_is_not_answered_with_all_of_them(word: str) -> None:
    with pytest.raises(UsageError) as caught:
        explanation(word)
    assert caught.value.expected == "the id of a rule, such as peak.true-peak"
    assert caught.value.next_step == "List the rules, and choose one."


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("loudnes.integrated", "loudness.integrated"),
        ("Peak.True-Peak.", "peak.true-peak"),
        ("loudness", "loudness.integrated"),
        ("loudnes", "loudness.integrated"),
        ("unlisted", "delivery.unlisted-sound"),
        ("line-up", "time.line-up-tone"),
        ("bext", "time.start-timecode"),
    ],
)
def test_a_word_is_answered_with_a_handful_of_rules(word: str, meant: str) -> None:
    near = nearest_rules(word)
    assert meant in near
    assert len(near) <= 5
