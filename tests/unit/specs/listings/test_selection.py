"""Sheets chosen by publisher, territory, kind, layout and words, and sorted by region and kind of work."""

from __future__ import annotations

import pytest

from specs.errors import UsageError
from specs.listings.regions import TERRITORIES, Region, regions_of, territories_in
from specs.listings.selection import SheetFilter, Work, grouped_sheets, select_sheets, work_of
from specs.loader import load_sheet, sheet_names

SHEETS = [load_sheet(name).sheet for name in sheet_names()]


def _ids(wanted: SheetFilter) -> set[str]:
    return {sheet.id for sheet in select_sheets(SHEETS, wanted)}


@pytest.mark.parametrize(
    ("wanted", "within", "outside"),
    [
        (SheetFilter(publisher="netflix"), {"netflix-5.1", "netflix-me"}, {"disney-plus-5.1", "hbo-max-2021"}),
        (SheetFilter(publisher="ITV"), {"dpp-as11"}, {"be-ip-tv"}),
        (SheetFilter(publisher="max"), {"wbd-component-audio"}, {"fr-m6"}),
        (SheetFilter(territory="UK"), {"dpp-as11", "bbc-radio"}, {"ebu-r128", "op-59"}),
        (SheetFilter(territory="united states"), {"disney-a85", "atsc-a85"}, {"cbc-program"}),
        (SheetFilter(territory="Europe"), {"ebu-r128", "nrk"}, {"op-59", "netflix-5.1"}),
        (SheetFilter(territory="latin-america"), {"br-354"}, {"es-cnmc-2025"}),
        (SheetFilter(kind="me"), {"netflix-me", "disney-trailer"}, {"netflix-5.1"}),
        (SheetFilter(kind="dub"), {"netflix-dub"}, {"netflix-5.1"}),
        (SheetFilter(kind="advert", territory="Italy"), {"it-publitalia"}, {"ebu-r128-s1"}),
        (SheetFilter(layout="7.1.4"), {"netflix-atmos"}, {"netflix-5.1", "ebu-r128"}),
        (SheetFilter(layout="stereo"), {"netflix-2.0"}, {"netflix-5.1"}),
        (SheetFilter(kind="commercial", layout="5.1"), {"abc-commercial"}, {"netflix-5.1", "be-dpg-tv"}),
        (SheetFilter(words="netflix dub"), {"netflix-dub"}, {"netflix-5.1"}),
        (SheetFilter(words="xyzzy"), set(), {"netflix-5.1"}),
    ],
)
def test_all_that_is_asked_must_hold(wanted: SheetFilter, within: set[str], outside: set[str]) -> None:
    found = _ids(wanted)
    assert within <= found
    assert not outside & found


def test_a_kind_and_a_layout_must_be_those_of_one_deliverable() -> None:
    assert "disney-trailer" in _ids(SheetFilter(kind="trailer", layout="5.1+2.0"))
    assert "disney-trailer" not in _ids(SheetFilter(kind="me", layout="5.1+2.0"))


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        (SheetFilter(territory="Germny"), "Germany"),
        (SheetFilter(territory="Atlantis"), "a country, or worldwide"),
        (SheetFilter(kind="comercial"), "commercial"),
        (SheetFilter(layout="5.11"), "5.1"),
    ],
)
def test_what_does_not_exist_is_a_usage_error_with_what_is_near(wanted: SheetFilter, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        select_sheets(SHEETS, wanted)
    assert near in str(caught.value)


def test_every_sheet_stands_in_exactly_one_group() -> None:
    listed = [sheet.id for _, works in grouped_sheets(SHEETS) for _, members in works for sheet in members]
    assert sorted(listed) == sorted(sheet.id for sheet in SHEETS)


def test_the_kind_of_work_is_that_of_the_first_deliverable() -> None:
    assert work_of(load_sheet("netflix-me").sheet) is Work.STEMS
    assert work_of(load_sheet("spotify").sheet) is Work.AUDIO_ONLY
    assert work_of(load_sheet("disney-trailer").sheet) is Work.SHORT_FORM


@pytest.mark.parametrize(
    ("territory", "regions"),
    [
        ("Germany, Austria", (Region.EUROPE,)),
        ("USA, and wherever MPA members release", (Region.NORTH_AMERICA,)),
        ("Australia, New Zealand", (Region.ASIA_PACIFIC,)),
        ("France, Canada", (Region.EUROPE, Region.NORTH_AMERICA)),
        ("affiliates", (Region.WORLDWIDE,)),
        ("Nigeria", (Region.MIDDLE_EAST_AFRICA,)),
        ("a place nobody knows", (Region.WORLDWIDE,)),
    ],
)
def test_a_territory_lies_in_the_regions_of_what_it_names(territory: str, regions: tuple[Region, ...]) -> None:
    assert regions_of(territory) == regions


def test_one_territory_has_one_name_to_be_compared_by() -> None:
    assert territories_in("USA") == territories_in("United States") == ("united states",)
    assert territories_in("South Africa") == ("south africa",)
    assert territories_in("Papua New Guinea") == ("papua new guinea",)
    assert all(territories_in(name) for name in TERRITORIES)
