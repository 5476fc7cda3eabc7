"""What demands on start, length, silence and pop ask for, and what of it nobody may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import make_foreseen, make_order, said
from fixtures.made_sheets import make_requirement
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.sync_pop import SyncPopInsertion
from packager.corrections.trim_pad import TrimPad
from packager.planning.because import demanded
from packager.planning.time import picture_samples, speed_found, time_found
from validator.catalogue import say
from validator.results.measurements import ToneReading

if TYPE_CHECKING:
    from packager.planning.order import Found
    from specs.requirements import AnyRequirement

HZ = 48_000
HOUR = 3600 * HZ
FRAME = 1920
LENGTH = 600_000
"""Of the invented mix: 12.5 s, of which half a second at either end is silent."""

HALF = 24_000
EXACT = make_requirement("time.duration-match", maximum_difference_seconds=0)


def found(
    *requirements: AnyRequirement, order: dict[str, Any] | None = None, programme: dict[str, Any], **changes: Any
) -> Found:
    return time_found(make_order(*requirements, **(order or {})), make_foreseen(programme, **changes))


def corrections(answer: Found) -> list[object]:
    return [wish.correction for wish in answer.wishes]


def picture(frames: int | None = None, rate: str | None = "25", start: str | None = None) -> dict[str, Any]:
    return {"picture_rate": rate, "duration_frames": frames, "start_timecode": start}


@pytest.mark.parametrize(
    ("rate", "frames", "samples"),
    [("25", 300, 576_000), ("24000/1001", 1, 2002), ("30000/1001", 2, 3203), ("25", None, None), (None, 300, None)],
)
def test_a_picture_lasts_its_frames_to_the_nearest_sample(rate: str | None, frames: int | None, samples: int) -> None:
    assert picture_samples(make_foreseen(picture(frames, rate))) == samples


@pytest.mark.parametrize(
    ("samples", "rate", "source"),
    [
        (LENGTH, "24", "25"),
        (LENGTH, "24000/1001", "25"),
        (600_600, "25", None),
        (LENGTH - 20, "24", "25"),
        (LENGTH + 100, "24", None),
        (LENGTH - 100, "24", None),
    ],
)
def test_a_length_that_is_the_same_frames_at_another_rate_asks_for_a_speed(
    samples: int, rate: str, source: str | None
) -> None:
    """LENGTH at 25 has 312.5 frames; 1 in 20 000 of the length is 30 samples."""
    now = make_foreseen(picture(625, rate), scenes=((0.5, None), (24.0, -23.0), (0.5, None)), sample_count=samples * 2)
    answer = speed_found(make_order(EXACT, pitch="kept"), now)
    if source is None:
        assert corrections(answer) == []
        return
    assert corrections(answer) == [SpeedChange(from_rate=source, to_rate=rate, pitch="kept")]
    (blocked,) = said(speed_found(make_order(EXACT, permitted=[]), now).blocked)
    name = "23.976" if "/" in rate else rate
    assert blocked.startswith(f"The length is that of the same frames at {source}, and the picture runs at {name}: ")


def test_a_right_length_and_other_demands_ask_for_no_speed() -> None:
    now = make_foreseen(picture(300, "24"))
    assert corrections(speed_found(make_order(EXACT), now)) == []
    wide = make_requirement("time.duration-match", maximum_difference_seconds=100)
    fast = make_foreseen(picture(625, "24"), scenes=((0.5, None), (24.0, -23.0), (0.5, None)))
    assert corrections(speed_found(make_order(wide), fast)) == []
    assert corrections(speed_found(make_order(make_requirement("time.whole-frames")), fast)) == []


START = make_requirement("time.start-timecode", allowed=["01:00:00:00"])


@pytest.mark.parametrize(
    ("stamp", "frames", "wanted", "note"),
    [
        # A head of silence before the hour, and the picture's length without it.
        (HOUR - HALF, 300, [TrimPad(head_samples=-HALF)], None),
        # The head is missing.
        (HOUR + HALF, 325, [TrimPad(head_samples=HALF)], None),
        # The length is the picture's: only the stamp is wrong.
        (HOUR - HALF, 312, [StartTimecodeChange(start_sample=HOUR, timecode="01:00:00:00")], "check it"),
        (HOUR - 5, 313, [StartTimecodeChange(start_sample=HOUR, timecode="01:00:00:00")], "check it"),
        (HOUR + FRAME, None, [StartTimecodeChange(start_sample=HOUR, timecode="01:00:00:00")], "check it"),
        (None, 300, [StartTimecodeChange(start_sample=HOUR, timecode="01:00:00:00")], "check it"),
        (HOUR, 300, [], None),
    ],
)
def test_a_start_is_stamped_or_the_head_put_right(
    stamp: int | None, frames: int | None, wanted: list[object], note: str | None
) -> None:
    answer = found(START, programme=picture(frames), start_sample=stamp)
    assert corrections(answer) == wanted
    assert len(answer.notes) == (note is not None)
    assert note is None or note in say(answer.notes[0])


def test_a_stamp_says_where_the_length_is_the_pictures_already() -> None:
    programme = picture(250)
    answer = found(START, programme=programme, start_sample=HOUR + 3 * FRAME, sample_count=250 * FRAME)
    assert said(answer.notes) == ("The start is set to 01:00:00:00: the length is the picture's already.",)
    answer = found(START, programme=programme, start_sample=HOUR + 3 * FRAME, sample_count=250 * FRAME + 1)
    assert answer.wishes[0].correction == TrimPad(head_samples=3 * FRAME) or "check it" in say(answer.notes[0])


def test_a_head_as_long_as_the_file_is_not_cut() -> None:
    """The stamp lies 12.5 s early and the picture lasts 1 s: nothing would remain."""
    answer = found(START, programme=picture(25), start_sample=HOUR - LENGTH)
    assert corrections(answer) == [StartTimecodeChange(start_sample=HOUR, timecode="01:00:00:00")]
    one_remains = found(START, programme=picture(25), start_sample=HOUR - LENGTH + 1)
    assert one_remains.wishes == ()
    assert "There is sound above" in say(one_remains.blocked[0])


def test_the_stated_start_is_taken_where_it_is_one_of_several() -> None:
    several = make_requirement("time.start-timecode", allowed=["00:00:00:00", "10:00:00:00"])
    for stated, first in (("10:00:00:00", 10 * HOUR), ("02:00:00:00", 0), (None, 0)):
        (wish,) = found(several, programme=picture(None, start=stated), start_sample=HOUR).wishes
        assert isinstance(wish.correction, StartTimecodeChange)
        assert wish.correction.start_sample == first


def test_a_start_with_the_picture_is_the_pictures() -> None:
    with_picture = make_requirement("time.start-timecode", synchronous_with_picture=True)
    (wish,) = found(with_picture, programme=picture(None, start="02:00:00:00"), start_sample=HOUR).wishes
    assert wish.correction == StartTimecodeChange(start_sample=2 * HOUR, timecode="02:00:00:00")
    assert found(with_picture, programme=picture(None), start_sample=HOUR).wishes == ()
    only_allowed = make_requirement("time.start-timecode", allowed=["01:00:00:00"])
    assert found(only_allowed, programme=picture(None, start="02:00:00:00"), start_sample=HOUR).wishes == ()


def test_timecodes_that_the_picture_rate_does_not_have_are_passed_over() -> None:
    """A sheet for all picture rates names both counts; at 25 there is no drop frame."""
    both = make_requirement("time.start-timecode", allowed=["00:59:57;00", "00:59:57:00"])
    (wish,) = found(both, programme=picture(None), start_sample=HOUR).wishes
    assert wish.correction == StartTimecodeChange(start_sample=HOUR - 3 * HZ, timecode="00:59:57:00")
    (wish,) = found(both, programme=picture(None, "30000/1001"), start_sample=HOUR).wishes
    assert isinstance(wish.correction, StartTimecodeChange)
    assert wish.correction.timecode == "00:59:57;00"


def test_without_a_picture_rate_no_time_is_changed() -> None:
    demands = (START, EXACT, make_requirement("time.whole-frames"))
    assert found(*demands, programme=picture(300, None), start_sample=0) == found(programme=picture())


@pytest.mark.parametrize(
    ("frames", "tail"),
    [(300, -HALF), (301, -HALF + FRAME), (313, 960), (320, 320 * FRAME - LENGTH)],
)
def test_a_length_is_put_right_at_the_tail(frames: int, tail: int) -> None:
    assert corrections(found(EXACT, programme=picture(frames))) == [TrimPad(tail_samples=tail)]


def test_a_difference_of_ten_seconds_is_mended_and_more_is_another_cut() -> None:
    scenes = ((0.5, None), (20.0, -23.0), (10.5, None))
    answer = found(EXACT, programme=picture(525), scenes=scenes)
    assert corrections(answer) == [TrimPad(tail_samples=-10 * HZ)]
    answer = found(EXACT, programme=picture(524), scenes=scenes)
    assert answer.wishes == ()
    assert said(answer.blocked) == (
        "The programme has 1488000 samples and must have 1006080: a difference of 10.0 s is another cut.",
    )
    longer = found(EXACT, programme=picture(1025 + 1), scenes=scenes)
    assert say(longer.blocked[0]).endswith("a difference of 10.0 s is another cut.")


@pytest.mark.parametrize(
    ("samples", "rate", "tail"),
    [
        (LENGTH, "25", 960),
        (LENGTH + 1, "25", 959),
        (LENGTH + 959, "25", 1),
        (313 * FRAME, "25", None),
        (313 * FRAME + 1, "25", None),
        (313 * FRAME + 2, "25", 1918),
        (LENGTH, "24000/1001", 600),
    ],
)
def test_a_frame_that_has_begun_is_completed(samples: int, rate: str, tail: int | None) -> None:
    """At 23.976 a frame has 2002 samples: 300 of them are 600 600."""
    answer = found(make_requirement("time.whole-frames"), programme=picture(None, rate), sample_count=samples)
    if samples == 313 * FRAME + 1:
        tail = FRAME - 1
    assert corrections(answer) == ([] if tail is None else [TrimPad(tail_samples=tail)])


def test_the_length_of_the_picture_leads_whole_frames() -> None:
    demands = (make_requirement("time.whole-frames"), EXACT)
    (wish,) = found(*demands, programme=picture(300)).wishes
    assert (wish.correction, wish.because) == (TrimPad(tail_samples=-HALF), demanded("time.duration-match"))
    (wish,) = found(demands[0], programme=picture(300)).wishes
    assert (wish.correction, wish.because) == (TrimPad(tail_samples=960), demanded("time.whole-frames"))


@pytest.mark.parametrize(
    ("end", "fields", "samples"),
    [
        ("head", {"minimum_seconds": 1}, HALF),
        ("head", {"minimum_seconds": 1, "maximum_seconds": 2}, HALF),
        ("head", {"maximum_seconds": 0.25}, -12_000),
        ("head", {"minimum_seconds": 0.1, "maximum_seconds": 0.25}, -12_000),
        ("head", {"minimum_seconds": 0.500_03}, 2),
        ("head", {"maximum_seconds": 0.499_97}, -2),
        ("head", {"minimum_seconds": 0.25, "maximum_seconds": 1}, 0),
        ("tail", {"minimum_seconds": 1}, HALF),
        ("tail", {"maximum_seconds": 0}, -HALF),
        ("tail", {"maximum_seconds": 0.25}, -12_000),
    ],
)
def test_silence_is_brought_to_the_nearer_of_its_limits(end: str, fields: dict[str, float], samples: int) -> None:
    answer = found(make_requirement(f"time.{end}-silence", **fields), programme=picture())
    wanted = TrimPad(head_samples=samples) if end == "head" else TrimPad(tail_samples=samples)
    assert corrections(answer) == ([wanted] if samples else [])


def test_a_refusal_says_how_much_silence_there_is_and_must_be() -> None:
    refused: dict[str, Any] = {"permitted": []}
    for end, place in (("head", "before the first"), ("tail", "after the last")):
        demand = make_requirement(f"time.{end}-silence", minimum_seconds=1)
        (blocked,) = said(found(demand, programme=picture(), order=refused).blocked)
        assert blocked.startswith(f"There are 0.500 s of silence {place} sound and must be 1.000 s: ")


def test_ends_are_left_where_start_or_length_are_put_right() -> None:
    silent = make_requirement("time.tail-silence", minimum_seconds=1)
    assert corrections(found(silent, EXACT, programme=picture(300))) == [TrimPad(tail_samples=-HALF)]
    stamped = found(silent, START, programme=picture(None), start_sample=0)
    assert [wish.correction.kind for wish in stamped.wishes] == ["start-timecode"]
    both = found(silent, make_requirement("time.head-silence", minimum_seconds=1), programme=picture())
    assert corrections(both) == [TrimPad(head_samples=HALF), TrimPad(tail_samples=HALF)]


def test_silence_without_any_sound_is_left() -> None:
    demand = make_requirement("time.head-silence", minimum_seconds=20)
    assert found(demand, programme=picture(), scenes=((10.0, None),)) == found(programme=picture())


ACTION: dict[str, Any] = {"picture_rate": "25", "start_timecode": "01:00:00:00", "first_frame_of_action": "01:00:00:00"}
LED: dict[str, Any] = {"scenes": ((10.0, None), (5.0, -23.0)), "start_sample": HOUR - 10 * HZ, "tones": ()}
"""A leader of 10 s without its pop, and then the action."""

POP = 8 * HZ


def pop(**fields: Any) -> AnyRequirement:
    return make_requirement("time.sync-pop", **{"presence": "required", **fields})


def tone(start: int, length: int = FRAME) -> ToneReading:
    return ToneReading(start_sample=start, length_samples=length, levels_dbfs={"C": -20.0}, frequency_hz=1000.0)


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({}, {}),
        ({"frames": 25}, {"start_sample": 9 * HZ}),
        ({"length_frames": 0.5}, {"length_samples": 960}),
        ({"length_frames": 2}, {"length_samples": 3840}),
        ({"frequency_hz": 440.0, "level_dbfs": -18.0}, {"frequency_hz": 440.0, "level_dbfs": -18.0}),
        ({"level_dbfs": 0.0}, {"level_dbfs": 0.0}),
        ({"labels": ["C"]}, {"labels": ("C",)}),
    ],
)
def test_a_pop_is_put_two_seconds_before_the_action(fields: dict[str, Any], changes: dict[str, Any]) -> None:
    wanted = {
        "start_sample": POP,
        "length_samples": FRAME,
        "frequency_hz": 1000.0,
        "level_dbfs": -20.0,
        "labels": None,
        **changes,
    }
    assert corrections(found(pop(**fields), programme=ACTION, **LED)) == [SyncPopInsertion(action="add", **wanted)]


def test_a_pop_is_counted_in_frames() -> None:
    """48 frames at 23.976 are 2.002 s."""
    programme = {**ACTION, "picture_rate": "24000/1001"}
    led = {**LED, "start_sample": 3600 * 24 * 2002 - 10 * HZ}
    (wish,) = found(pop(), programme=programme, **led).wishes
    assert isinstance(wish.correction, SyncPopInsertion)
    assert (wish.correction.start_sample, wish.correction.length_samples) == (10 * HZ - 48 * 2002, 2002)


def test_a_pop_that_must_not_be_there_is_taken_out_with_a_frame_about_it() -> None:
    present: dict[str, Any] = {
        **LED,
        "tones": (tone(POP),),
        "scenes": ((8.0, None), (0.1, -30.0), (1.9, None), (5.0, -23.0)),
    }
    answer = found(pop(presence="forbidden"), programme=ACTION, **present)
    (wish,) = answer.wishes
    assert isinstance(wish.correction, SyncPopInsertion)
    assert wish.correction.action == "remove"
    assert (wish.correction.start_sample, wish.correction.length_samples) == (POP - FRAME, 3 * FRAME)
    (blocked,) = said(found(pop(presence="forbidden"), programme=ACTION, order={"permitted": []}, **present).blocked)
    assert blocked.startswith("The sync pop at 00:59:58:00 is forbidden: ")


def test_a_pop_at_the_very_start_is_taken_out_from_there() -> None:
    present: dict[str, Any] = {
        "start_sample": HOUR - 2 * HZ,
        "tones": (tone(0),),
        "scenes": ((0.1, -30.0), (1.9, None), (5.0, -23.0)),
    }
    (wish,) = found(pop(presence="forbidden"), programme=ACTION, **present).wishes
    assert isinstance(wish.correction, SyncPopInsertion)
    assert (wish.correction.start_sample, wish.correction.length_samples) == (0, 3 * FRAME)


@pytest.mark.parametrize(("lead", "fits"), [(2 * HZ, True), (2 * HZ - 1, False), (HZ, False), (0, False)])
def test_a_pop_needs_its_leader(lead: int, fits: bool) -> None:
    led = {**LED, "start_sample": HOUR - lead, "scenes": ((lead / HZ, None), (5.0, -23.0))}
    answer = found(pop(), programme=ACTION, **led)
    assert bool(answer.wishes) is fits
    if not fits:
        assert said(answer.blocked) == (
            f"A sync pop needs 2 s before the first frame of action; there are {lead / HZ:.1f}.",
        )


@pytest.mark.parametrize(
    ("other", "blocked"),
    [
        (tone(POP - 10 * FRAME), True),
        (tone(POP + FRAME + 1), True),
        (tone(POP - 10 * FRAME, HZ), False),
        (tone(POP - 10 * FRAME, HZ - 1), True),
        (tone(10 * HZ), False),
        (tone(10 * HZ - FRAME), True),
        (tone(10 * HZ - FRAME + 1), False),
    ],
)
def test_a_second_pop_is_no_help(other: ToneReading, blocked: bool) -> None:
    """A tone of a second is of the line-up, and one that ends in the action is of the programme."""
    answer = found(pop(frames=25 if not blocked else None), programme=ACTION, **{**LED, "tones": (other,)})
    assert bool(answer.blocked) is blocked
    if blocked:
        assert answer.wishes == ()
        assert "at another place" in say(answer.blocked[0])


def test_a_pop_without_its_action_or_at_the_tail_is_left() -> None:
    nothing = found(programme=picture())
    assert found(pop(), programme={**ACTION, "first_frame_of_action": None}, **LED) == nothing
    assert found(pop(at="tail"), programme={**ACTION, "last_frame_of_action": "01:00:04:24"}, **LED) == nothing


def test_a_pop_is_put_where_the_action_lies_after_the_head_is_put_right() -> None:
    """The head is cut by half a second first: the pop then lies 7.5 s into the file."""
    led = {**LED, "start_sample": HOUR - 10 * HZ - HALF, "scenes": ((10.5, None), (5.0, -23.0))}
    start = make_requirement("time.start-timecode", allowed=["00:59:50:00"])
    programme = {**ACTION, "duration_frames": 375}
    cut, added = found(pop(), start, programme=programme, **led).wishes
    assert cut.correction == TrimPad(head_samples=-HALF)
    assert isinstance(added.correction, SyncPopInsertion)
    assert added.correction.start_sample == POP
