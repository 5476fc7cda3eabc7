"""What is said of a re-render beside its programme, and how binding it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.rule_cases import compared_subject
from specs.message import message
from specs.requirements.requirement import Level
from validator.comparisons.dub.map_model import MapState
from validator.comparisons.re_render.re_render_model import ReRenderChannel, ReRenderMatch, ReRenderPart
from validator.comparisons.relations import Relation
from validator.rules.re_render import names_of, re_render_outcomes

if TYPE_CHECKING:
    from validator.rules.outcome import Outcome

HZ = 48_000


def part(name: str, label: str | None = None, *, places: int = 10, missing: int = 0, **changes: Any) -> ReRenderPart:
    values = {"level_db": 0.0, "missing_at": tuple(HZ * place for place in range(missing)), **changes}
    return ReRenderPart(id=f"AO_{name}", name=name, label=label, places=places, missing=missing, **values)


def channel(label: str, level_db: float | None = 0.0, likeness: float | None = 1.0) -> ReRenderChannel:
    return ReRenderChannel(label=label, level_db=level_db, likeness=likeness)


LIKE = ReRenderMatch(
    renderer="ours",
    layout="5.1",
    guard_band_lu=0.5,
    guard_band_db=1.0,
    places=10,
    inverted=False,
    loudness_lu=0.1,
    channels=(channel("L", 0.3), channel("R", -0.6), channel("LFE", None, None)),
    parts=(part("Car"), part("Bed", "L"), part("Bed", "R"), part("Rain", places=0)),
    unexplained_db=-40.0,
)


def told(match: ReRenderMatch | None, offset: float = 0.0, **changes: Any) -> list[tuple[Level, Outcome]]:
    subject = compared_subject("channels.as-original", "fail")
    (segment,) = subject.measurements.comparisons[0].segments
    values = {
        "relation": Relation.RE_RENDER,
        "re_render": match,
        "cause": "constant-offset" if offset else None,
        "segments": (replace(segment, offset_samples=offset),),
        **changes,
    }
    return list(re_render_outcomes(compared_subject("channels.as-original", "fail", **values)))


def said(match: ReRenderMatch | None, **changes: Any) -> list[tuple[str, str, bool | None, str]]:
    return [(level.value, outcome.part, outcome.held, outcome.reason.code) for level, outcome in told(match, **changes)]


def test_what_agrees_is_told_with_its_figures() -> None:
    ((level, outcome),) = told(LIKE)
    assert (level, outcome.held) == (Level.INFO, True)
    assert outcome.measured is not None
    assert outcome.measured.value == pytest.approx(0.1)
    figures = {name: outcome.reason.arguments[name] for name in ("loudness", "level", "found", "all", "places")}
    assert figures == {"loudness": 0.1, "level": 0.6, "found": 2, "all": 3, "places": 10}
    ((_, silent),) = told(replace(LIKE, loudness_lu=None, channels=()))
    assert silent.measured is None
    assert (silent.reason.arguments["loudness"], silent.reason.arguments["level"]) == (0.0, 0.0)


def test_another_relation_says_nothing_here() -> None:
    assert told(LIKE, relation=Relation.DUB) == []


@pytest.mark.parametrize(
    ("state", "level", "held", "code", "name"),
    [
        (MapState.CANNOT_TELL, "shall", None, "sync.cannot-tell", ""),
        (MapState.ALIGNED, "should", False, "relation.re-render-not-in-step", "time"),
    ],
)
def test_without_one_offset_nothing_is_compared(
    state: MapState, level: str, held: bool | None, code: str, name: str
) -> None:
    assert said(None, state=state, cause="edit") == [(level, name, held, code)]
    for cause, why in (("edit", "comparison.cause.edit"), (None, "comparison.cause.silence")):
        ((_, outcome),) = told(None, state=state, cause=cause)
        assert outcome.reason.arguments["why"] == message(why)


@pytest.mark.parametrize(("offset", "late"), [(24.0, None), (24.5, 0.51), (-24.5, -0.51), (480.0, 10.0), (0.0, None)])
def test_a_place_in_time_is_told_from_half_a_millisecond_on(offset: float, late: float | None) -> None:
    outcomes = [outcome for level, outcome in told(LIKE, offset) if level is Level.SHOULD]
    assert [outcome.part for outcome in outcomes] == ([] if late is None else ["time"])
    if late is not None:
        assert outcomes[0].measured is not None
        assert outcomes[0].measured.text == f"{late:.2f} ms"
        assert outcomes[0].remedy is not None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"inverted": True}, [("should", "polarity", False, "relation.re-render-inverted")]),
        ({"loudness_lu": 0.51}, [("should", "loudness", False, "relation.re-render-loudness")]),
        ({"loudness_lu": -0.51}, [("should", "loudness", False, "relation.re-render-loudness")]),
        ({"channels": (channel("L", 1.1),)}, [("should", "levels", False, "relation.re-render-levels")]),
        ({"channels": (channel("L", 0.0, 0.4),)}, [("should", "channels", False, "relation.re-render-channels")]),
        (
            {"parts": (part("Car", missing=10), part("Rain"))},
            [("shall", "absent", False, "relation.re-render-lacks")],
        ),
        (
            {"parts": (part("Car", missing=3), part("Rain"))},
            [("should", "absent-in-places", False, "relation.re-render-lacks-in-places")],
        ),
        ({"other_sound": 1, "places": 11}, [("should", "other-sound", False, "relation.re-render-holds-more")]),
        ({"other_sound": 1}, [("shall", "other-sound", False, "relation.re-render-holds-more")]),
    ],
)
def test_what_differs_is_told(changes: dict[str, Any], expected: list[tuple[str, str, bool | None, str]]) -> None:
    assert said(replace(LIKE, **changes)) == expected


def test_a_difference_of_loudness_is_told_to_a_tenth() -> None:
    ((_, outcome),) = told(replace(LIKE, loudness_lu=1.23))
    assert outcome.measured is not None
    assert outcome.measured.text == "1.2 LU"
    assert outcome.limits is not None
    assert (outcome.limits.low, outcome.limits.high) == (-0.5, 0.5)


def test_levels_are_no_further_fault_where_a_part_is_absent() -> None:
    off = replace(LIKE, loudness_lu=3.0, channels=(channel("L", 3.0, 0.1),))
    assert [one[1] for one in said(off)] == ["channels", "loudness", "levels"]
    for changes in ({"parts": (part("Car", missing=10),)}, {"other_sound": 5}):
        assert len(said(replace(off, **changes))) == 1
    in_places = replace(off, parts=(part("Car", missing=3),))
    assert [one[1] for one in said(in_places)] == ["absent-in-places", "channels", "loudness", "levels"]


def test_the_places_of_what_is_absent_are_shown_once_each_and_within_the_file() -> None:
    beyond = part("Car", missing=10, missing_at=(HZ, 0, 599_000, 600_000, -5))
    also = part("Rain", missing=10, missing_at=(HZ, 2 * HZ))
    ((_, outcome),) = told(replace(LIKE, parts=(beyond, also)))
    assert [(place.sample_in, place.sample_out) for place in outcome.where] == [
        (0, HZ),
        (HZ, 2 * HZ),
        (2 * HZ, 3 * HZ),
        (599_000, 600_000),
    ]
    assert outcome.where_count == 6
    assert outcome.measured is not None
    assert outcome.measured.value == 2.0


def test_many_parts_are_counted_and_the_first_dozen_named() -> None:
    for count, shown in ((12, 12), (13, 13)):
        parts = tuple(part(f"Object {number:02}", missing=10) for number in range(count))
        ((_, outcome),) = told(replace(LIKE, parts=parts))
        names = outcome.reason.arguments["names"]
        assert isinstance(names, tuple)
        assert len(names) == shown
        assert (names[-1] == "...") is (count > 12)
        assert outcome.reason.arguments["count"] == count


def test_a_whole_bed_is_called_by_its_name_and_its_channels_with_their_labels() -> None:
    left, right, silent = part("Bed", "L"), part("Bed", "R"), part("Bed", "LFE", places=0)
    everything = [left, right, silent, part("Car")]
    assert names_of([left], everything) == ["Bed (L)"]
    assert names_of([left, right], everything) == ["Bed"]
    assert names_of([part("Car")], everything) == ["Car"]
    assert names_of([left, part("Car")], everything) == ["Bed (L)", "Car"]


def test_the_first_dozen_places_are_shown() -> None:
    """Of a file of 12.5 s."""
    everywhere = part("Car", missing=10, missing_at=tuple(range(0, 600_000 - HZ, HZ // 2)))
    ((_, outcome),) = told(replace(LIKE, parts=(everywhere,)))
    assert [place.sample_in for place in outcome.where] == [place * HZ // 2 for place in range(12)]
    assert outcome.where_count == 23
