"""References are followed to their end, also where they have none."""

from __future__ import annotations

import pytest

from fixtures import adm
from validator.conformance.adm.reference_checks import _without_ends
from validator.containers.adm.axml import read_axml
from validator.containers.adm.links import object_channels, pack_channels, packs_inside, reached, track_channel


def test_the_channel_of_a_track_is_found_each_way() -> None:
    scene = read_axml((adm.scene().axml or "").encode())
    assert [track_channel(scene, uid) for uid in scene.track_uids] == ["AC_00011001", "AC_00011002", "AC_00031001"]
    beds = read_axml((adm.beds().axml or "").encode())
    assert track_channel(beds, beds.track_uids[3]) == "AC_00010004"


def test_channels_of_packs_are_those_inside_too() -> None:
    scene = read_axml((adm.scene().axml or "").encode())
    assert pack_channels(scene, scene.objects[0].packs) == ["AC_00011001", "AC_00011002"]
    assert [channel.name for channel in object_channels(scene, scene.objects[1])] == ["Voice"]
    beds = read_axml((adm.beds().axml or "").encode())
    assert pack_channels(beds, beds.objects[0].packs) == [f"AC_0001000{place}" for place in range(1, 7)]


def test_everything_is_reached_from_the_programme() -> None:
    scene = read_axml((adm.scene().axml or "").encode())
    assert {element.id.upper() for _, element in scene.elements()} <= reached(scene)


def test_packs_in_a_circle_end() -> None:
    text = (
        "<audioFormatExtended><audioObject><audioPackFormatIDRef>AP_00031001</audioPackFormatIDRef></audioObject>"
        '<audioPackFormat audioPackFormatID="AP_00031001"><audioPackFormatIDRef>AP_00031002</audioPackFormatIDRef>'
        '</audioPackFormat><audioPackFormat audioPackFormatID="AP_00031002"><audioPackFormatIDRef>AP_00031001'
        "</audioPackFormatIDRef></audioPackFormat></audioFormatExtended>"
    )
    document = read_axml(text.encode())
    assert packs_inside(document, document.objects[0].packs) == ["AP_00031001", "AP_00031002"]


@pytest.mark.parametrize(
    ("held", "looped"),
    [
        ({"a": set(), "b": set()}, set()),
        ({"a": {"a"}}, {"a"}),
        ({"a": {"b"}, "b": {"c"}, "c": set()}, set()),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, {"b", "c"}),
        ({"a": {"a", "b"}, "b": {"c"}, "c": set()}, {"a"}),
        ({"a": {"missing"}}, set()),
    ],
)
def test_circles_are_told_from_what_hangs_on_them(held: dict[str, set[str]], looped: set[str]) -> None:
    assert set(_without_ends(_without_ends(held))) == looped
