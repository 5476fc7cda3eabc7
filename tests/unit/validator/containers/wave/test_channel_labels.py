"""Labels from masks, iXML and chna."""

from __future__ import annotations

import pytest

from specs.vocabulary import LAYOUTS, layout_of
from validator.catalogue import say
from validator.containers.facts import ChnaTrack, IxmlFacts, IxmlTrack
from validator.containers.wave.channel_labels import (
    contradictions,
    is_mid_side,
    labels_of_chna,
    labels_of_ixml,
    labels_of_mask,
    settle_surrounds,
)


@pytest.mark.parametrize(
    ("mask", "layout"),
    [
        (0x4, "1.0"),
        (0x3, "2.0"),
        (0x7, "3.0"),
        (0x33, "4.0"),
        (0x37, "5.0"),
        (0x3F, "5.1"),
        (0x60F, "5.1"),
        (0x63F, "7.1-wave"),
        (0x2D03F, "5.1.4"),
        (0x2D63F, "7.1.4-wave"),
    ],
)
def test_a_mask_names_a_layout(mask: int, layout: str) -> None:
    assert labels_of_mask(mask, mask.bit_count()) == LAYOUTS[layout].labels


@pytest.mark.parametrize(("mask", "channels"), [(0x3F, 5), (0x3F, 8), (0x60000000, 2), (0x80000003, 3)])
def test_a_mask_that_does_not_name_every_channel_gives_nothing(mask: int, channels: int) -> None:
    assert labels_of_mask(mask, channels) is None


def ixml(functions: list[str], *, names: list[str] | None = None) -> IxmlFacts:
    return IxmlFacts(
        tracks=tuple(
            IxmlTrack(interleave_index=index + 1, function=function, name=names[index] if names else None)
            for index, function in enumerate(functions)
        )
    )


def test_track_functions_name_channels_with_or_without_their_layout() -> None:
    assert labels_of_ixml(ixml(["L-5.1", "C-5.1", "R-5.1", "Ls-5.1", "Rs-5.1", "LFE-5.1"]), 6) == (
        LAYOUTS["5.1-film"].labels
    )
    assert labels_of_ixml(ixml(["Left", "Right"]), 2) == ("L", "R")


def test_track_names_stand_in_where_functions_say_nothing() -> None:
    assert labels_of_ixml(ixml(["", ""], names=["Lt", "Rt"]), 2) == ("Lt", "Rt")


def test_tracks_are_taken_in_interleave_order() -> None:
    tracks = tuple(IxmlTrack(interleave_index=index, name=name) for index, name in ((2, "R"), (1, "L")))
    assert labels_of_ixml(IxmlFacts(tracks=tracks), 2) == ("L", "R")


@pytest.mark.parametrize(
    ("functions", "channels"), [(["L", "R"], 3), (["L", "L"], 2), (["L", "boom"], 2), ([], 0), (["L", "R", "C"], 2)]
)
def test_tracks_that_do_not_name_every_channel_give_nothing(functions: list[str], channels: int) -> None:
    assert labels_of_ixml(ixml(functions), channels or 1) is None


def test_a_workstation_that_names_rears_plainly_is_understood_by_its_sides() -> None:
    functions = ["L", "R", "C", "LFE", "Ls", "Rs", "Sl", "Sr", "Tl", "Tr", "Trl", "Trr"]
    labels = labels_of_ixml(ixml(functions), 12)
    assert labels == LAYOUTS["7.1.4-wave"].labels


@pytest.mark.parametrize(
    ("given", "settled"),
    [
        ("L R Ls Rs Lrs Rrs", "L R Lss Rss Lrs Rrs"),
        ("L R Ls Rs Lss Rss", "L R Lrs Rrs Lss Rss"),
        ("L R Lss Rss", "L R Ls Rs"),
        ("L R Lrs Rrs", "L R Ls Rs"),
        ("L R Lss Rss Lrs Rrs", "L R Lss Rss Lrs Rrs"),
        ("L R Ls Rs", "L R Ls Rs"),
        ("L R", "L R"),
    ],
)
def test_surrounds_are_settled_by_their_company(given: str, settled: str) -> None:
    assert settle_surrounds(given.split()) == tuple(settled.split())


def chna(*rows: tuple[int, str, str]) -> list[ChnaTrack]:
    return [
        ChnaTrack(track_index=index, uid=f"ATU_{number:08x}", track_ref=ref, pack_ref=pack)
        for number, (index, ref, pack) in enumerate(rows, 1)
    ]


def test_common_definitions_name_channels_whatever_the_kind_of_reference() -> None:
    refs = ["AT_00010001_01", "AC_00010002_00", "at_00010003_01", "AT_00010004_01", "AT_0001000A_01", "AT_0001000b_01"]
    rows = [(index, ref, "AP_0001000f") for index, ref in enumerate(refs, 1)]
    assert labels_of_chna(chna(*rows), 6) == ("L", "R", "C", "LFE", "Lss", "Rss")


def test_the_mono_pack_is_mono() -> None:
    assert labels_of_chna(chna((1, "AT_00010003_01", "AP_00010001")), 1) == ("M",)


@pytest.mark.parametrize(
    "rows",
    [
        [(1, "AT_00031001_01", "AP_00031001"), (2, "AT_00010002_01", "AP_00010002")],
        [(1, "AT_00010001_01", "AP_00010002")],
        [(1, "AT_00010001_01", "a"), (1, "AT_00010002_01", "a"), (2, "AT_00010002_01", "a")],
        [(1, "AT_00011001_01", "AP_00011001"), (2, "AT_00011002_01", "AP_00011001")],
        [],
    ],
    ids=["object", "missing", "two meanings", "custom bed", "none"],
)
def test_tracks_beyond_common_definitions_give_nothing(rows: list[tuple[int, str, str]]) -> None:
    assert labels_of_chna(chna(*rows), 2) is None


def test_claims_that_differ_are_told_and_those_that_agree_are_not() -> None:
    smpte, film = layout_of(("L", "R", "C")).labels, ("L", "C", "R")
    assert contradictions({"channel mask": smpte, "iXML": smpte}) == ()
    (note,) = contradictions({"channel mask": smpte, "iXML": film})
    assert say(note) == "The channel mask says the channels are L R C, but the iXML says L C R."
    assert contradictions({}) == ()


@pytest.mark.parametrize(
    ("functions", "names", "expected"),
    [
        (["M-MID_SIDE", "S-MID_SIDE"], None, True),
        (["MID", "SIDE"], None, True),
        (["MID", "SIDE", "C"], None, True),
        (["", ""], ["M", "S"], True),
        (["", "", ""], ["Mid", "Side", "Boom"], True),
        (["L", "R"], ["M", "S"], False),
        (["L", "C", "R", "S"], None, False),
        (["M"], None, False),
        (["", ""], None, False),
    ],
)
def test_mid_and_side_are_no_loudspeakers(functions: list[str], names: list[str] | None, *, expected: bool) -> None:
    assert is_mid_side(ixml(functions, names=names)) is expected
