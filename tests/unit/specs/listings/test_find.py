"""How people call their client, and the sheet they mean. The list was written before the search was."""

from __future__ import annotations

from typing import Final

import pytest

from specs.errors import SheetError
from specs.listings.find import client_groups, find_sheets
from specs.loader import load_sheet, sheet_names

SAID: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("netflix dub", frozenset({"netflix-dub"})),
    ("netflix 5.1", frozenset({"netflix-5.1"})),
    ("Netflix stereo", frozenset({"netflix-2.0"})),
    ("netflix m&e", frozenset({"netflix-me"})),
    ("max", frozenset({"wbd-component-audio", "wbd-outbound", "hbo-max-2021"})),
    ("HBO", frozenset({"wbd-component-audio", "wbd-outbound", "hbo-max-2021"})),
    ("warner", frozenset({"wbd-component-audio", "wbd-outbound"})),
    ("discovery plus", frozenset({"wbd-component-audio", "wbd-outbound", "discovery-4"})),
    ("itv", frozenset({"dpp-as11"})),
    ("channel 4", frozenset({"dpp-as11"})),
    ("bbc", frozenset({"dpp-as11", "bbc-radio"})),
    ("bbc radio", frozenset({"bbc-radio"})),
    ("sky uk", frozenset({"dpp-as11"})),
    ("sky germany", frozenset({"sky-de-online-ads"})),
    ("zdf", frozenset({"ard-zdf-orf-tprf"})),
    ("Das Erste", frozenset({"ard-zdf-orf-tprf"})),
    ("orf", frozenset({"ard-zdf-orf-tprf"})),
    ("rtl", frozenset({"rtl-de", "rtl-de-commercial"})),
    ("disney+", frozenset({"disney-plus-5.1", "disney-plus-2.0"})),
    ("disney dub", frozenset({"disney-r128-dub"})),
    ("hulu original", frozenset({"disney-a85"})),
    ("prime video", frozenset({"prime-video-licensed", "amazon-5.1", "amazon-2.0"})),
    ("amazon originals 5.1", frozenset({"amazon-5.1"})),
    ("itunes", frozenset({"apple-tv"})),
    ("apple tv plus", frozenset({"apple-tv"})),
    ("paramount+", frozenset({"paramount-pluto"})),
    ("pluto tv", frozenset({"paramount-pluto"})),
    ("ebu r128", frozenset({"ebu-r128"})),
    ("r 128", frozenset({"ebu-r128"})),
    ("a/85", frozenset({"atsc-a85"})),
    ("canal plus", frozenset({"fr-canal-plus"})),
    ("arte", frozenset({"arte-geie"})),
    ("mediaset", frozenset({"it-publitalia"})),
    ("rai", frozenset({"it-rai-spot-2021"})),
    ("globo", frozenset({"br-354"})),
    ("fuji tv", frozenset({"jp-t032", "jp-arib-tr-b32"})),
    ("NHK", frozenset({"jp-arib-tr-b32"})),
    ("korea broadcast", frozenset({"kr-tta"})),
    ("cinema trailer", frozenset({"tasa-trailer"})),
    ("cinema advert", frozenset({"sawa", "brightfish-be", "iso-21727"})),
    ("podcast apple", frozenset({"apple-podcasts"})),
    ("audiobook", frozenset({"acx-audible"})),
    ("australia tv", frozenset({"op-59"})),
    ("swedish television", frozenset({"svt"})),
)


@pytest.mark.parametrize(("words", "meant"), SAID)
def test_a_client_as_people_say_it_is_found_first_or_second(words: str, meant: frozenset[str]) -> None:
    first_two = [found.sheet.id for found in find_sheets(words)][:2]
    assert meant & set(first_two), first_two


def test_the_list_is_of_forty_names_or_more() -> None:
    assert len(SAID) >= 40


@pytest.mark.parametrize("words", ["xyzzy", "qwertz uiop", ""])
def test_what_nobody_has_is_not_found(words: str) -> None:
    assert find_sheets(words) == ()


def test_every_sheet_is_found_by_its_id_and_by_its_publisher() -> None:
    for name in sheet_names():
        assert find_sheets(name)[0].sheet.id == name
        publisher = load_sheet(name).sheet.publisher
        assert any(found.sheet.publisher == publisher for found in find_sheets(publisher))


@pytest.mark.parametrize(
    ("typed", "near"), [("netflix", "netflix-5.1"), ("itv", "dpp-as11"), ("zdf", "ard-zdf-orf-tprf")]
)
def test_no_such_sheet_names_those_that_a_search_finds(typed: str, near: str) -> None:
    with pytest.raises(SheetError) as caught:
        load_sheet(typed)
    assert near in (caught.value.expected or "")


def test_groups_name_sheets_that_exist_and_say_why() -> None:
    known = set(sheet_names())
    for group in client_groups():
        assert set(group.sheets) <= known
        assert group.aliases
        assert group.why
