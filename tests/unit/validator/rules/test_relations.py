"""Which comparison of stems a demand on their sum is about."""

from __future__ import annotations

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.rule_cases import compared_subject
from specs.requirements.relations import StemsSum
from specs.vocabulary import MixKind
from validator.comparisons.relations import Relation
from validator.rules.relations import judge_stems_sum

STEMS = (MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS)


def summed() -> StemsSum:
    demand = make_requirement("stems.sum", stems=STEMS)
    assert isinstance(demand, StemsSum)
    return demand


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (STEMS, "relation.stems-leave"),
        (STEMS[::-1], "relation.stems-leave"),
        (STEMS[:2], "relation.stems-not-all"),
        ((*STEMS, MixKind.NARRATION), "relation.stems-not-all"),
        ((MixKind.DIALOGUE, MixKind.ME), "relation.stems-not-all"),
    ],
)
def test_the_stems_that_a_sheet_names_are_summed_and_no_others(kinds: tuple[MixKind, ...], code: str) -> None:
    (partner, *_) = compared_subject("stems.sum", "pass").measurements.comparisons[0].partners
    partners = tuple(partner.model_copy(update={"kind": kind}) for kind in kinds)
    assert judge_stems_sum(summed(), compared_subject("stems.sum", "pass", partners=partners)).reason.code == code


def test_another_relation_is_no_sum() -> None:
    other = compared_subject("stems.sum", "pass", relation=Relation.DUB)
    assert judge_stems_sum(summed(), other).reason.code == "relation.stems-not-all"
