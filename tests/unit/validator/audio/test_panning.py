"""Gains of the point source, against values worked out by hand."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest

from validator.audio.panning import Panner

HALF: Final = 0.5**0.5


def _gains(layout: str, place: tuple[float, float, float], *, cartesian: bool) -> dict[str, float]:
    panner = Panner(layout)
    (found,) = panner.of_positions(np.array([place], np.float32), np.array([cartesian]))
    return {label: round(float(gain), 3) for label, gain in zip(panner.labels, found, strict=True) if gain > 5e-4}


@pytest.mark.parametrize(
    ("layout", "place", "cartesian", "expected"),
    [
        ("5.1", (0, 1, 0), True, {"C": 1}),
        ("5.1", (-1, 0, 0), True, {"L": HALF, "Ls": HALF}),
        ("5.1", (0.5, 0, 0), True, {"R": 0.5, "C": 0.5, "Ls": 0.271, "Rs": 0.653}),
        ("5.1", (-1, 1, 1), True, {"L": 1}),
        ("5.1", (-7, 9, -3), True, {"L": 1}),
        ("7.1.4", (-1, 0, 0), True, {"Lss": 1}),
        ("7.1.4", (0, 0, 1), True, {"Ltf": 0.5, "Rtf": 0.5, "Ltr": 0.5, "Rtr": 0.5}),
        ("7.1.4", (-1, 1, 0.5), True, {"L": HALF, "Ltf": HALF}),
        ("5.1", (30, 0, 1), False, {"L": 1}),
        ("5.1", (15, 0, 1), False, {"L": HALF, "C": HALF}),
        ("5.1", (180, 0, 1), False, {"Ls": HALF, "Rs": HALF}),
        ("5.1", (-110, 30, 1), False, {"Rs": 1}),
        ("5.1", (-110, -40, 1), False, {"Rs": 1}),
        ("5.1", (0, 90, 1), False, dict.fromkeys(("L", "R", "C", "Ls", "Rs"), round(0.2**0.5, 3))),
        ("7.1.4", (-135, 30, 1), False, {"Rtr": 1}),
        ("7.1.4", (90, 0, 5), False, {"Lss": 1}),
    ],
)
def test_a_source_is_where_it_is_said_to_be(
    layout: str, place: tuple[float, float, float], cartesian: bool, expected: dict[str, float]
) -> None:
    assert _gains(layout, place, cartesian=cartesian) == {name: round(gain, 3) for name, gain in expected.items()}


@pytest.mark.parametrize("layout", ["5.1", "7.1.4"])
def test_the_power_is_the_same_everywhere(layout: str) -> None:
    chance = np.random.default_rng(3)
    cube = chance.uniform(-1, 1, (500, 3)).astype(np.float32)
    angles = (chance.uniform(-1, 1, (500, 3)) * [180, 90, 1]).astype(np.float32)
    for places, cartesian in ((cube, True), (angles, False)):
        gains = Panner(layout).of_positions(places, np.full(500, cartesian))
        assert np.allclose(np.square(gains).sum(axis=1), 1.0)
        assert gains.min() >= 0.0


def test_a_channel_of_a_bed_goes_to_its_own_or_to_where_it_lies() -> None:
    panner = Panner("5.1")
    assert panner.of_label("LFE").tolist() == [0, 0, 0, 1, 0, 0]
    assert panner.of_label("Lrs").round(3).tolist() == [0, 0, 0, 0, 1, 0]
    assert panner.of_label("Rss").round(3).tolist() == [0, 0.707, 0, 0, 0, 0.707]
    assert panner.has_place("T")
    assert not panner.has_place("M1")
