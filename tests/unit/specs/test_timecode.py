"""Timecode: counting, drop frame, and the way to samples and back."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.errors import UsageError
from specs.timecode import (
    check_timecode,
    format_timecode,
    frames_to_samples,
    parse_timecode,
    samples_to_frames,
    samples_to_timecode,
    timecode_to_samples,
)
from specs.vocabulary import FRAME_RATES

FILM: Final = Fraction(24000, 1001)
NTSC: Final = Fraction(30000, 1001)
FAST: Final = Fraction(60000, 1001)
RATES: Final = st.sampled_from(sorted(FRAME_RATES.values()))
SAMPLE_RATES: Final = st.sampled_from([44_100, 48_000, 88_200, 96_000, 192_000])


@pytest.mark.parametrize(
    ("text", "rate", "frames"),
    [
        ("00:00:00:00", FILM, 0),
        ("01:00:00:00", FILM, 86_400),
        ("01:00:00:00", Fraction(25), 90_000),
        ("23:59:59:24", Fraction(25), 2_159_999),
        ("00:00:59;29", NTSC, 1_799),
        ("00:01:00;02", NTSC, 1_800),  # ST 12-1 clause 5.2.2: numbers 0 and 1 are left out
        ("00:10:00;00", NTSC, 17_982),  # but not every tenth minute
        ("01:00:00;00", NTSC, 107_892),
        ("00:01:00;04", FAST, 3_600),
        ("01:00:00;00", FAST, 215_784),
    ],
)
def test_a_timecode_names_a_frame(text: str, rate: Fraction, frames: int) -> None:
    assert parse_timecode(text, rate) == frames
    assert format_timecode(frames, rate, drop_frame=";" in text) == text


@pytest.mark.parametrize(
    ("text", "rate", "samples"),
    [
        ("01:00:00:00", FILM, 172_972_800),
        ("01:00:00:00", Fraction(24), 172_800_000),
        ("01:00:00:00", NTSC, 172_972_800),
        ("01:00:00;00", NTSC, 172_800_000 - 173),  # 107 892 frames of 1601.6 samples: 172 799 827.2
        ("10:00:00:00", Fraction(25), 1_728_000_000),
        ("00:00:00:01", NTSC, 1_602),  # 1601.6
        ("00:00:00:02", NTSC, 3_203),  # 3203.2
    ],
)
def test_the_samples_of_a_timecode_run_in_frames_not_in_clock_time(text: str, rate: Fraction, samples: int) -> None:
    assert timecode_to_samples(text, rate, 48_000) == samples


@pytest.mark.parametrize(
    ("text", "rate", "what"),
    [
        ("01:00:00", FILM, "not a timecode"),
        ("1:00:00:00", FILM, "not a timecode"),
        ("01:60:00:00", FILM, "not a timecode"),
        ("01:00:00.00", FILM, "not a timecode"),
        ("01:00:00:00\n", FILM, "not a timecode"),
        ("٠١:00:00:00", FILM, "not a timecode"),
        ("01:00:00:24", FILM, "does not exist"),
        ("24:00:00:00", FILM, "does not exist"),
        ("01:00:00;00", FILM, "drop-frame"),
        ("01:00:00;00", Fraction(25), "drop-frame"),
        ("00:01:00;01", NTSC, "leaves out"),
        ("00:59:00;03", FAST, "leaves out"),
    ],
)
def test_a_timecode_that_does_not_exist_is_refused(text: str, rate: Fraction, what: str) -> None:
    with pytest.raises(UsageError, match=what) as caught:
        parse_timecode(text, rate)
    assert caught.value.found == text


def test_the_form_alone_can_be_checked_without_a_rate() -> None:
    assert check_timecode("01:00:00:29") == "01:00:00:29"
    for text in ("01:00:00", "a", "01:00:00:1", "00:00:00-00"):
        with pytest.raises(ValueError, match="not a timecode such as"):
            check_timecode(text)


def test_the_count_goes_round_at_midnight() -> None:
    assert format_timecode(parse_timecode("23:59:59:23", FILM) + 1, FILM) == "00:00:00:00"
    assert format_timecode(parse_timecode("23:59:59;29", NTSC) + 1, NTSC, drop_frame=True) == "00:00:00;00"


def test_drop_frame_is_for_the_rates_that_have_it() -> None:
    assert format_timecode(1_800, Fraction(25), drop_frame=True) == "00:01:12:00"


@given(frame=st.integers(0, 2_589_407), rate=st.sampled_from([NTSC, FAST]))
def test_every_drop_frame_number_comes_back(frame: int, rate: Fraction) -> None:
    assert parse_timecode(format_timecode(frame, rate, drop_frame=True), rate) == frame


@given(data=st.data(), rate=RATES)
def test_every_frame_number_comes_back(data: st.DataObject, rate: Fraction) -> None:
    nominal = -(-rate.numerator // rate.denominator)
    frame = data.draw(st.integers(0, 24 * 3600 * nominal - 1))
    assert parse_timecode(format_timecode(frame, rate), rate) == frame


@given(frame=st.integers(0, 5_000_000), rate=RATES, sample_rate_hz=SAMPLE_RATES)
def test_the_first_sample_of_a_frame_is_in_it_and_the_one_before_is_not(
    frame: int, rate: Fraction, sample_rate_hz: int
) -> None:
    first = frames_to_samples(frame, rate, sample_rate_hz)
    assert abs(first - frame * sample_rate_hz / rate) <= Fraction(1, 2)
    assert samples_to_frames(first, rate, sample_rate_hz) == frame
    assert samples_to_frames(first - 1, rate, sample_rate_hz) == frame - 1


@given(sample=st.integers(0, 10_000_000_000), rate=RATES, sample_rate_hz=SAMPLE_RATES)
def test_a_sample_lies_in_the_frame_it_is_said_to_lie_in(sample: int, rate: Fraction, sample_rate_hz: int) -> None:
    frame = samples_to_frames(sample, rate, sample_rate_hz)
    assert frames_to_samples(frame, rate, sample_rate_hz) <= sample < frames_to_samples(frame + 1, rate, sample_rate_hz)


@given(frame=st.integers(0, 107_891), drop=st.booleans())
def test_a_timecode_comes_back_from_its_first_sample(frame: int, drop: bool) -> None:
    text = format_timecode(frame, NTSC, drop_frame=drop)
    assert samples_to_timecode(timecode_to_samples(text, NTSC, 48_000), NTSC, 48_000, drop_frame=drop) == text
