"""What places a file beside its picture, and what its samples are called there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from fixtures.made_orders import make_subject
from specs.statements.statement import FilePart, JoinedReel
from specs.timecode import timecode_to_samples
from validator.results.object_rendering import Rendering

HZ = 48_000
HOUR = 3600 * HZ
LENGTH = 600_000


def picture(**facts: Any) -> dict[str, Any]:
    return {"picture_rate": "25", "start_timecode": "01:00:00:00", "duration_frames": 300, **facts}


@pytest.mark.parametrize(
    ("stamp", "facts", "by_stamp"),
    [
        (None, {}, False),
        (HOUR, {}, True),
        (HOUR, {"start_timecode": None}, True),
        (0, {}, False),
        (0, {"start_timecode": "00:00:00:00"}, True),
        # Within the 576 000 samples of the picture, or reaching into it.
        (HOUR + 575_999, {}, True),
        (HOUR + 576_000, {}, False),
        (HOUR - LENGTH + 1, {}, True),
        (HOUR - LENGTH, {}, False),
        # Of a picture whose length nobody stated its first sample is known.
        (HOUR, {"duration_frames": None}, True),
        (HOUR + 1, {"duration_frames": None}, False),
        (HOUR - 1, {"duration_frames": None}, True),
    ],
)
def test_a_stamp_places_a_file_where_the_picture_lies(stamp: int | None, facts: dict[str, Any], by_stamp: bool) -> None:
    mix = make_subject(picture(**facts), start_sample=stamp)
    assert mix.is_placed_by_stamp is by_stamp
    stated = None if facts.get("start_timecode", "01") is None else mix.stated_start_sample
    assert mix.known_start_sample == (stamp if by_stamp else stated)
    assert mix.file_start_sample == ((stamp if by_stamp else stated) or 0)


@pytest.mark.parametrize(
    ("rule", "of_a_reel", "of_all"),
    [
        ("loudness.integrated", "delivery.judged-over-all-reels", None),
        ("dialogue.range", "delivery.judged-over-all-reels", None),
        ("peak.true-peak", None, None),
        ("form.layout", None, "delivery.judged-on-each-reel"),
        ("time.start-timecode", None, "delivery.judged-on-each-reel"),
    ],
)
def test_reels_are_judged_together_in_loudness_and_each_in_the_rest(
    rule: str, of_a_reel: str | None, of_all: str | None
) -> None:
    reel = replace(make_subject(), judged_with="all-reels")
    together = replace(make_subject(), joined=(JoinedReel(number=1, start_sample=0, file_sample=0),))
    for mix, code in ((reel, of_a_reel), (together, of_all), (make_subject(), None)):
        found = mix.judged_elsewhere(rule)
        assert (None if found is None else found.code) == code
    assert together.start_sample is None


@pytest.mark.parametrize(
    ("timecode", "rate", "start", "sample"),
    [
        ("01:00:01:00", "25", "01:00:00:00", HZ),
        ("00:59:59:00", "25", "01:00:00:00", -HZ),
        # A delivery that counts in drop frame means its own count by colons.
        ("01:00:10:00", "30000/1001", "01:00:00;00", 480_480),
        ("01:00:10;00", "30000/1001", "01:00:00:00", None),
        ("01:00:10:00", "30000/1001", "01:00:00:00", 480_480),
    ],
)
def test_a_timecode_of_a_sheet_names_a_sample_of_the_file(
    timecode: str, rate: str, start: str, sample: int | None
) -> None:
    mix = make_subject({"picture_rate": rate, "start_timecode": start}, start_sample=None)
    found = mix.counted_sample(timecode)
    assert found == sample if sample is not None else found is not None
    assert make_subject({"start_timecode": start}, start_sample=None).counted_sample(timecode) is None


@pytest.mark.parametrize(("begins", "sample"), [("01:00:00;00", 480_480), ("01:00:00:00", 480_480)])
def test_where_nobody_says_how_a_delivery_counts_the_count_that_lies_in_the_file_is_its_own(
    begins: str, sample: int
) -> None:
    """01:00:10 is 10 s into a file that begins at the hour of either count, and 13.6 s or 6.4 s by the other one."""
    rate = Fraction(30_000, 1001)
    mix = make_subject({"picture_rate": str(rate)}, start_sample=timecode_to_samples(begins, rate, HZ))
    assert mix.counted_sample("01:00:10:00") == pytest.approx(sample, abs=1)


def test_a_place_has_the_timecodes_of_its_samples() -> None:
    mix = make_subject({"picture_rate": "25", "start_timecode": "01:00:00:00"}, start_sample=None)
    place = mix.place(HZ, 2 * HZ, ("L",), "text")
    assert (place.timecode_in, place.timecode_out) == ("01:00:01:00", "01:00:02:00")
    assert (place.sample_in, place.sample_out, place.channels, place.text) == (HZ, 2 * HZ, ("L",), "text")
    assert mix.timecode(-5) == "01:00:00:00"
    assert make_subject({}).timecode(0) is None
    assert mix.programme_sample("01:00:00:00", frames_later=1) == 1920
    assert make_subject({}).programme_sample("01:00:00:00") is None


@pytest.mark.parametrize(
    ("layout", "whole", "soundfields"),
    [
        ("2.0", None, {"2.0"}),
        ("2.0", "5.1+2.0", {"2.0", "5.1+2.0"}),
        ("5.1-film", None, {"5.1"}),
        (None, "5.1+2.0", {"5.1+2.0"}),
        (None, None, set()),
    ],
)
def test_a_part_of_a_file_has_the_soundfield_of_its_file_too(
    layout: str | None, whole: str | None, soundfields: set[str]
) -> None:
    part = FilePart(name="2.0", channels=(7, 8), layout=layout, whole=whole)
    assert replace(make_subject(layout=layout), part=part).soundfields == soundfields
    assert make_subject(layout="2.0").soundfields == {"2.0"}


def test_a_programme_with_moving_objects_is_any_mix_with_heights() -> None:
    moving = Rendering(renderer="ours", layout="7.1.4", guard_band_lu=0.5, guard_band_db=1.0)
    found = make_subject(rendering=moving, layout="7.1.4").soundfields
    assert {"5.1.2", "7.1.4", "9.1.6"} <= found
    assert found.isdisjoint({"1.0", "2.0", "LtRt", "5.1", "7.1"})


def test_a_mix_is_of_its_own_soundfield_and_of_that_of_its_file() -> None:
    part = FilePart(name="2.0", layout="2.0", channels=(7, 8), whole="5.1+2.0")
    alone, shared = make_subject(layout="2.0"), replace(make_subject(layout="2.0"), part=part)
    assert alone.file_layout is None
    assert alone.soundfields == {"2.0"}
    assert shared.file_layout is not None
    assert shared.soundfields == {"2.0", shared.file_layout.soundfield}
    assert make_subject(layout=None).soundfields == frozenset()
