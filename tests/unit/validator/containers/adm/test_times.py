"""Times of axml are read and written exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.containers.adm.times import format_time, is_fraction_of_samples, parse_ticks, parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00:00.00000", Fraction(0)),
        ("01:02:03.00001", Fraction(3723) + Fraction(1, 100_000)),
        ("00:00:01.5", Fraction(3, 2)),
        ("00:00:01.000000001", 1 + Fraction(1, 10**9)),
        ("00:00:01", Fraction(1)),
        ("00:00:01.24000S48000", Fraction(3, 2)),
        ("00:00:00.1S3", Fraction(1, 3)),
        ("123:00:00.00000", Fraction(123 * 3600)),
        (" 00:00:01.00000 ", Fraction(1)),
    ],
)
def test_a_time_is_read_exactly(text: str, seconds: Fraction) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", "1.0", "00:00", "00:60:00.00000", "00:00:60.00000", "00:00:01.48000S48000", "00:00:00.1S0"),
        *("-0:00:01.00000", "aa:bb:cc.00000", "00:00:00.0000٣", "00:00:00,00000", "00:00:00.1S", "0" * 40),
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text) is None


def test_five_decimals_stay_whole_numbers() -> None:
    assert parse_ticks("00:00:01.00001") == 100_001
    assert isinstance(parse_ticks("00:00:01.00001"), int)


def test_fractions_are_told_from_decimals() -> None:
    assert is_fraction_of_samples("00:00:00.1S48000")
    assert not is_fraction_of_samples("00:00:00.10000")


@given(st.integers(0, 10**9), st.sampled_from([44_100, 48_000]))
def test_a_sample_survives_being_written(samples: int, rate: int) -> None:
    seconds = parse_time(format_time(samples, rate))
    assert seconds is not None
    assert round(seconds * rate) == samples


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    seconds = parse_time(text)
    assert seconds is None or seconds >= 0
