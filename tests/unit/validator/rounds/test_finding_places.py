"""Which places are those of the last round: overlap, tolerance to the sample, channels, merging and splitting."""

from __future__ import annotations

import pytest

from validator.results.finding import Place
from validator.rounds.finding_places import RoundTimeline, places_between, tolerance_ms

LINE = RoundTimeline(old_rate_hz=48_000, new_rate_hz=48_000)
REACH = 4800
"""100 ms, the tolerance of peaks, in samples."""


def place(start: int, end: int, *channels: str) -> Place:
    return Place(sample_in=start, sample_out=end, channels=channels)


def told(
    old: list[Place], new: list[Place], line: RoundTimeline = LINE, rule: str = "peak.true-peak"
) -> tuple[int, ...]:
    found = places_between(rule, old, new, line)
    return len(found.repaired), len(found.remaining), len(found.added)


def test_a_place_ten_samples_off_is_the_same() -> None:
    assert told([place(1000, 2000, "L")], [place(1010, 2010, "L")]) == (0, 1, 0)


@pytest.mark.parametrize(("gap", "expected"), [(REACH, (0, 1, 0)), (REACH + 1, (1, 0, 1))])
def test_the_tolerance_holds_to_the_sample(gap: int, expected: tuple[int, ...]) -> None:
    assert told([place(1000, 2000, "L")], [place(2000 + gap, 9000, "L")]) == expected


def test_exchanged_channels_are_one_repaired_and_one_new() -> None:
    assert told([place(1000, 2000, "Ls")], [place(1000, 2000, "Rs")]) == (1, 0, 1)


def test_a_place_on_all_channels_is_that_on_one() -> None:
    assert told([place(1000, 2000)], [place(1000, 2000, "Rs")]) == (0, 1, 0)


def test_two_places_joined_by_one_longer_are_both_still_there() -> None:
    assert told([place(1000, 2000, "L"), place(3000, 4000, "L")], [place(1000, 4000, "L")]) == (0, 1, 0)


def test_one_place_that_became_two_is_no_new_one() -> None:
    assert told([place(1000, 90_000, "L")], [place(1000, 2000, "L"), place(80_000, 90_000, "L")]) == (0, 2, 0)


def test_a_head_that_was_trimmed_moves_the_places() -> None:
    trimmed = RoundTimeline(old_rate_hz=48_000, new_rate_hz=48_000, delay_samples=-144_000)
    old, new = [place(200_000, 201_000, "L")], [place(56_000, 57_000, "L")]
    assert told(old, new) == (1, 0, 1)
    assert told(old, new, trimmed) == (0, 1, 0)


def test_another_sample_rate_scales_the_places() -> None:
    scaled = RoundTimeline(old_rate_hz=44_100, new_rate_hz=48_000)
    assert told([place(441_000, 445_410, "L")], [place(480_000, 484_800, "L")], scaled) == (0, 1, 0)


def test_places_that_are_files_are_no_places_in_sound() -> None:
    assert told([Place(file="a.wav")], [Place(file="b.wav")]) == (0, 0, 0)


def test_every_kind_has_its_tolerance() -> None:
    assert tolerance_ms("signal.silent-passage") == 1000
    assert tolerance_ms("peak.true-peak") == 100
    assert tolerance_ms("peaked.other") == 100
    assert tolerance_ms("sync.offset") == 42
