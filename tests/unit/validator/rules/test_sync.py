"""How far a mix runs away from its original, and how near a limit that is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from fixtures.rule_cases import compared_subject
from specs.requirements.sync import SyncDrift, SyncEdits, SyncOffset, SyncSpeed
from specs.vocabulary import MixKind, Version
from validator.comparisons.dub.map_model import EditKind, MapEdit
from validator.comparisons.relations import Uncovered
from validator.rules.subject import Subject
from validator.rules.sync import (
    judge_sync_drift,
    judge_sync_edits,
    judge_sync_offset,
    judge_sync_speed,
    without_partner,
)

if TYPE_CHECKING:
    from validator.comparisons.relations import MixComparison


def running(ratio: Fraction = Fraction(1), ppm: float = 0.0) -> Subject:
    """A dub of 12.5 s at another speed, or that drifts."""
    (segment,) = compared_subject("channels.as-original", "fail").measurements.comparisons[0].segments
    moved = (replace(segment, speed_ratio=ratio, drift_ppm=ppm),)
    return compared_subject("channels.as-original", "fail", segments=moved, channels=None, cause="drift")


@pytest.mark.parametrize(
    ("subject", "away", "held"),
    [
        (running(Fraction(25, 24)), 12_500 / 24, False),
        (running(Fraction(24, 25)), 12_500 / 25, False),
        (running(ppm=100.0), 1.25, True),
        (running(ppm=-100.0), 1.25, True),
        (running(ppm=1000.0), 12.5, False),
    ],
)
def test_a_mix_runs_away_by_its_speed_or_its_drift(subject: Subject, away: float, held: bool) -> None:
    demand = make_requirement("sync.drift", maximum_milliseconds=10.0)
    assert isinstance(demand, SyncDrift)
    outcome = judge_sync_drift(demand, subject)
    assert outcome.measured is not None
    assert outcome.measured.value == pytest.approx(away, abs=1e-4)
    assert outcome.held is held


@pytest.mark.parametrize(
    ("samples", "held", "margin"),
    [(480.0, True, 0.0), (432.0, True, 1.0), (481.0, True, 0.0), (528.0, False, -1.0)],
)
def test_a_jump_that_is_read_to_a_tenth_of_a_millisecond_holds_at_its_limit(
    samples: float, held: bool, margin: float
) -> None:
    demand = make_requirement("sync.edits", maximum_milliseconds=10.0)
    assert isinstance(demand, SyncEdits)
    edit = MapEdit(
        at_sample=96_000, earliest_sample=95_000, latest_sample=97_000, size_samples=samples, kind=EditKind.CUT
    )
    outcome = judge_sync_edits(
        demand, compared_subject("channels.as-original", "fail", edits=(edit,), channels=None, cause="edit")
    )
    assert outcome.held is held
    assert outcome.margin == pytest.approx(margin)


@pytest.mark.parametrize("ratio", [Fraction(24, 25), Fraction(25, 24)])
def test_of_two_partners_the_one_at_another_speed_speaks(ratio: Fraction) -> None:
    other = running(ratio)
    (fast,), (same,) = other.measurements.comparisons, running().measurements.comparisons
    for comparisons in ((fast, same), (same, fast)):
        mix = replace(other, measurements=other.measurements.model_copy(update={"comparisons": comparisons}))
        demand = make_requirement("sync.speed")
        assert isinstance(demand, SyncSpeed)
        outcome = judge_sync_speed(demand, mix)
        assert outcome.held is False
        assert outcome.measured is not None
        assert outcome.measured.text == str(ratio)


def late_by(samples: float) -> MixComparison:
    (found,) = running().measurements.comparisons
    return found.model_copy(update={"segments": (replace(found.segments[0], offset_samples=samples),)})


@pytest.mark.parametrize(
    ("offsets", "worst"),
    [((-432.0, 864.0), 18.0), ((864.0, -432.0), 18.0), ((-960.0, 240.0), -20.0), ((0.0, 48.0), 1.0)],
)
def test_of_two_originals_the_one_farther_outside_speaks(offsets: tuple[float, float], worst: float) -> None:
    demand = make_requirement("sync.offset", maximum_early_milliseconds=5.0, maximum_late_milliseconds=5.0)
    assert isinstance(demand, SyncOffset)
    mix = running()
    both = mix.measurements.model_copy(update={"comparisons": tuple(map(late_by, offsets))})
    outcome = judge_sync_offset(demand, replace(mix, measurements=both))
    assert outcome.measured is not None
    assert outcome.measured.value == pytest.approx(worst)


def test_what_is_missing_at_both_ends_is_added_up() -> None:
    demand = make_requirement("sync.edits", maximum_milliseconds=10.0)
    assert isinstance(demand, SyncEdits)
    lacking = Uncovered(before_seconds=1.0, after_seconds=0.25)
    mix = compared_subject(
        "channels.as-original", "fail", edits=(), channels=None, cause="not-whole", uncovered=lacking
    )
    outcome = judge_sync_edits(demand, mix)
    assert outcome.held is False
    assert outcome.measured is not None
    assert outcome.measured.value == pytest.approx(1250.0)
    assert [place.text for place in outcome.where] == ["1.0 s missing before it"]


@pytest.mark.parametrize(
    ("version", "kind", "held", "code"),
    [
        (Version.ORIGINAL, MixKind.PRINTMASTER, True, "sync.is-the-original"),
        (Version.ORIGINAL, MixKind.DIALOGUE, None, "sync.held-with-printmaster"),
        (Version.ORIGINAL, MixKind.ME, None, "sync.no-original"),
        (Version.DUB, MixKind.PRINTMASTER, None, "sync.no-original"),
        (None, MixKind.PRINTMASTER, None, "sync.original-not-known"),
    ],
)
def test_without_a_partner_the_original_alone_holds(
    version: Version | None, kind: MixKind, held: bool | None, code: str
) -> None:
    demand = make_requirement("sync.drift", maximum_milliseconds=10.0)
    assert isinstance(demand, SyncDrift)
    mix = Subject(measurements=make_measurements(), mix_kind=kind, version=version)
    outcome = without_partner(demand, mix, "in step")
    assert (outcome.held if outcome.applies else None, outcome.reason.code) == (held, code)
