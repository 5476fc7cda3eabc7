from __future__ import annotations

import pytest

from specs.loader import load_sheet
from specs.vocabulary import MixKind
from validator.delivery.needs import with_needs
from validator.measuring.measure import MeasureOptions
from validator.second_pass.wanted import LeqmCalibration, Wanted

PLAIN = MeasureOptions(version="0")


def test_a_sheet_that_asks_for_nothing_special_costs_no_second_pass() -> None:
    assert with_needs(PLAIN, MixKind.PRINTMASTER, [load_sheet("netflix-5.1")]) is PLAIN


def test_a_sheet_with_limits_on_the_lt_rt_has_it_rendered() -> None:
    found = with_needs(PLAIN, MixKind.COMMERCIAL, [load_sheet("cbs-commercial")])

    assert found.wanted == Wanted(fold_downs=frozenset({"LtRt"}))


def test_a_sheet_that_says_what_the_lfe_may_carry_has_it_measured() -> None:
    sheet = load_sheet("apple-music-immersive")
    kind = next(iter(next(iter(sheet.sheet.deliverables.values())).mix_kinds))

    found = with_needs(PLAIN, kind, [sheet])

    assert found.wanted is not None
    assert found.wanted.lfe_bands


def test_demands_on_other_kinds_of_mix_are_passed_over() -> None:
    assert with_needs(PLAIN, MixKind.ME, [load_sheet("cbs-commercial")]) is PLAIN


@pytest.mark.parametrize("sheet", ["netflix-5.1", "cbs-commercial"])
def test_what_the_operator_wants_is_kept(sheet: str) -> None:
    calibration = LeqmCalibration(level_db=85.0)
    asked = MeasureOptions(version="0", wanted=Wanted(leqm=calibration))

    found = with_needs(asked, MixKind.COMMERCIAL, [load_sheet(sheet)])

    assert found.wanted is not None
    assert found.wanted.leqm == calibration
