"""What holds of every judgement: it flips exactly at the limit, misses no demand, and is the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.measurements import make_measurements
from specs.requirements import RULE_IDS
from specs.statements.programme import ProgrammeFacts
from specs.timecode import frames_to_samples
from specs.vocabulary import FRAME_RATES
from validator.catalogue import say
from validator.judging.judge import judge
from validator.results.finding import State
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.results.finding import Finding

RATE: Final = 48_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric:
    """A rule that holds a number against a limit.

    Attributes:
        rule: Its id.
        demand: Fields of the demand for a limit.
        mix: Changes of the measurements for a reading; the key `programme` is for the delivery.
        limits: Limits to try.
        distances: How far beyond the limit a reading may lie; the smallest is the least that must count.
        upwards: True where readings above the limit fail.
        shows_margin: False for rules without a margin.
    """

    rule: str
    demand: Callable[[float], dict[str, Any]]
    mix: Callable[[float], dict[str, Any]]
    limits: st.SearchStrategy[float]
    distances: st.SearchStrategy[float]
    upwards: bool = True
    shows_margin: bool = True


def tenths(low: float, high: float) -> st.SearchStrategy[float]:
    """Limits as publishers write them."""
    return st.integers(round(low * 10), round(high * 10)).map(lambda tenth: tenth / 10)


LEVELS: Final = tenths(-40, 0)
WIDTHS: Final = tenths(1, 25)
TINY: Final = st.floats(1e-5, 20.0)
COUNTS: Final = st.integers(0, 12).map(float)
WHOLE: Final = st.integers(1, 12).map(float)

DIALOGUE: Final = {"integrated_lkfs": -24.0}
SILENCE_AT_HEAD: Final = {"scenes": [(2.0, -24.0)], "sample_count": 2_000_000, "last_sound_sample": 1_999_999}


def _alternative(**fields: float) -> dict[str, Any]:
    return {"alternatives": [{"gating": "programme", **fields}]}


def _short_term(value: float) -> dict[str, Any]:
    series = make_measurements().series.model_dump()
    steady = {"short_term_lkfs": (None, -24.0, value, -24.0)}
    return {"series": series | steady, "integrated_lkfs": -24.0, "max_short_term_lkfs": max(value, -24.0)}


def _out_of_phase(seconds: float) -> dict[str, Any]:
    return {"correlation": {"L R": [0.5, *[-0.9] * round(seconds * 10), 0.5]}}


def _tone(level: float) -> dict[str, Any]:
    return {"scenes": [(6.0, level - 3.01), (2.0, None), (4.0, -23.0), (4.0, -28.0)]}


NUMERIC: Final = (
    Numeric(
        rule="peak.quasi-peak",
        demand=lambda limit: {"maximum_dbfs": limit, "meter": "IIa"},
        mix=lambda value: {"quasi_peaks": {"IIa": [value - 6.0, value, value - 3.0]}},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="loudness.integrated",
        demand=lambda limit: _alternative(maximum=limit),
        mix=lambda value: {"integrated_lkfs": value},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="loudness.integrated",
        demand=lambda limit: _alternative(minimum=limit),
        mix=lambda value: {"integrated_lkfs": value},
        limits=LEVELS,
        distances=TINY,
        upwards=False,
    ),
    Numeric(
        rule="loudness.integrated",
        demand=lambda limit: _alternative(target=limit - 2.0, tolerance_above=2.0, tolerance_below=90.0),
        mix=lambda value: {"integrated_lkfs": value},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="loudness.short-term-maximum",
        demand=lambda limit: {"maximum_lkfs": limit - 0.2, "tolerance_lu": 0.2},
        mix=lambda value: {"max_short_term_lkfs": value},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="loudness.momentary-maximum",
        demand=lambda limit: {"maximum_lkfs": limit},
        mix=lambda value: {"max_momentary_lkfs": value},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="loudness.short-term-window",
        demand=lambda limit: {"above_lu": limit, "below_lu": 30.0},
        mix=lambda value: _short_term(-24.0 + value),
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="loudness.short-term-window",
        demand=lambda limit: {"above_lu": 30.0, "below_lu": limit},
        mix=lambda value: _short_term(-24.0 - value),
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="loudness.range",
        demand=lambda limit: {"maximum_lu": limit},
        mix=lambda value: {"loudness_range_lu": value},
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="loudness.range",
        demand=lambda limit: {"minimum_lu": limit},
        mix=lambda value: {"loudness_range_lu": value},
        limits=WIDTHS,
        distances=TINY,
        upwards=False,
    ),
    Numeric(
        rule="peak.true-peak",
        demand=lambda limit: {"maximum_dbtp": limit - 0.3, "meter_tolerance_db": 0.3},
        mix=lambda value: {"true_peaks": [("C", 96_000, value)], "max_true_peak_dbtp": value},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="peak.sample-peak",
        demand=lambda limit: {"maximum_dbfs": limit},
        mix=lambda value: {
            "channel": {label: {"max_sample_peak_dbfs": value} for label in ("L", "R", "C", "LFE", "Ls", "Rs")}
        },
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="dialogue.loudness-range",
        demand=lambda limit: {"maximum_lu": limit},
        mix=lambda value: {"dialogue": {"loudness_range_lu": value}},
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="dialogue.loudness-range",
        demand=lambda limit: {"minimum_lu": limit},
        mix=lambda value: {"dialogue": {"loudness_range_lu": value}},
        limits=WIDTHS,
        distances=TINY,
        upwards=False,
    ),
    Numeric(
        rule="dialogue.range",
        demand=lambda limit: {"above_lu": limit, "below_lu": 90.0},
        mix=lambda value: {
            "dialogue": DIALOGUE | {"short_term_minimum_lkfs": -24.0, "short_term_maximum_lkfs": -24.0 + value}
        },
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="dialogue.range",
        demand=lambda limit: {"above_lu": 90.0, "below_lu": limit},
        mix=lambda value: {
            "dialogue": DIALOGUE | {"short_term_minimum_lkfs": -24.0 - value, "short_term_maximum_lkfs": -24.0}
        },
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="dialogue.to-background",
        demand=lambda limit: {"minimum_lu": limit},
        mix=lambda value: {"dialogue": DIALOGUE | {"background_lkfs": -24.0 - value}},
        limits=WIDTHS,
        distances=TINY,
        upwards=False,
    ),
    Numeric(
        rule="dialogue.programme-difference",
        demand=lambda limit: {"maximum_lu": limit},
        mix=lambda value: {"dialogue": DIALOGUE, "integrated_lkfs": -24.0 + value},
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="time.head-silence",
        demand=lambda limit: {"maximum_seconds": limit / 10},
        mix=lambda value: SILENCE_AT_HEAD | {"first_sound_sample": round(value / 10 * RATE)},
        limits=COUNTS,
        distances=st.integers(1, 90_000).map(lambda samples: samples / RATE * 10),
    ),
    Numeric(
        rule="time.tail-silence",
        demand=lambda limit: {"minimum_seconds": limit / 10},
        mix=lambda value: {"last_sound_sample": 600_000 - 1 - round(value / 10 * RATE)},
        limits=WHOLE,
        distances=st.integers(1, 4_800).map(lambda samples: samples / RATE * 10),
        upwards=False,
    ),
    Numeric(
        rule="time.duration-match",
        demand=lambda limit: {"maximum_difference_frames": limit},
        mix=lambda value: {
            "sample_count": round((250 + value) * 1920),
            "programme": {"picture_rate": "25", "duration_frames": 250},
        },
        limits=COUNTS,
        distances=st.integers(1, 40_000).map(lambda samples: samples / 1920),
    ),
    Numeric(
        rule="time.duration-match",
        demand=lambda limit: {"maximum_difference_seconds": limit / 10},
        mix=lambda value: {
            "sample_count": 480_000 - round(value / 10 * RATE),
            "programme": {"picture_rate": "25", "duration_frames": 250},
        },
        limits=COUNTS,
        distances=st.integers(1, 40_000).map(lambda samples: samples / RATE * 10),
    ),
    Numeric(
        rule="signal.clipping",
        demand=lambda limit: {"maximum_runs": int(limit)},
        mix=lambda value: {"channel": {"L": {"clipped_runs": [(960 * n, 4) for n in range(round(value))]}}},
        limits=COUNTS,
        distances=WHOLE,
    ),
    Numeric(
        rule="signal.clipping",
        demand=lambda limit: {"minimum_samples": int(limit) + 2, "maximum_runs": 0},
        mix=lambda value: {"channel": {"L": {"clipped_runs": [(960, round(value) + 1)]}}},
        limits=st.integers(2, 12).map(float),
        distances=WHOLE,
        shows_margin=False,
    ),
    Numeric(
        rule="signal.dropout",
        demand=lambda limit: {"maximum_count": int(limit)},
        mix=lambda value: {"channel": {"L": {"dropouts": [(9600 * n, 960) for n in range(round(value))]}}},
        limits=COUNTS,
        distances=WHOLE,
    ),
    Numeric(
        rule="signal.silent-passage",
        demand=lambda limit: {"maximum_seconds": limit / 10},
        mix=lambda value: {"scenes": [(2.0, -24.0), (value / 10, None), (2.0, -24.0)]},
        limits=WHOLE,
        distances=WHOLE,
    ),
    Numeric(
        rule="signal.active-channels",
        demand=lambda limit: {"labels": ["C"], "threshold_dbfs": limit},
        mix=lambda value: {"channel": {"C": {"loudest_row_dbfs": value}}},
        limits=LEVELS,
        distances=TINY,
        upwards=False,
        shows_margin=False,
    ),
    Numeric(
        rule="signal.dc-offset",
        demand=lambda limit: {"maximum_percent": limit},
        mix=lambda value: {"channel": {"R": {"dc_offset_percent": -value}}},
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="signal.polarity",
        demand=lambda limit: {"longer_than_seconds": limit / 10},
        mix=lambda value: _out_of_phase(value / 10),
        limits=WHOLE,
        distances=WHOLE,
        shows_margin=False,
    ),
    Numeric(
        rule="signal.mono-compatibility",
        demand=lambda limit: {"maximum_loss_lu": limit},
        mix=lambda value: {
            "fold_downs": {"LoRo": {"integrated_lkfs": -24.0}, "mono": {"integrated_lkfs": -24.0 - value}}
        },
        limits=WIDTHS,
        distances=TINY,
    ),
    Numeric(
        rule="signal.noise-floor",
        demand=lambda limit: {"maximum_dbfs": limit},
        mix=lambda value: {"noise_floor_dbfs": value},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="fold-down.loudness",
        demand=lambda limit: {
            "fold_down": "LoRo",
            "target_lkfs": limit - 2.0,
            "tolerance_above_lu": 2.0,
            "tolerance_below_lu": 90.0,
        },
        mix=lambda value: {"fold_downs": {"LoRo": {"integrated_lkfs": value}}},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="fold-down.loudness",
        demand=lambda limit: {
            "fold_down": "mono",
            "target_lkfs": limit + 2.0,
            "tolerance_above_lu": 90.0,
            "tolerance_below_lu": 2.0,
        },
        mix=lambda value: {"fold_downs": {"mono": {"integrated_lkfs": value}}},
        limits=LEVELS,
        distances=TINY,
        upwards=False,
    ),
    Numeric(
        rule="fold-down.true-peak",
        demand=lambda limit: {"fold_down": "LoRo", "maximum_dbtp": limit},
        mix=lambda value: {"fold_downs": {"LoRo": {"max_true_peak_dbtp": value}}},
        limits=LEVELS,
        distances=TINY,
    ),
    Numeric(
        rule="time.line-up-tone",
        demand=lambda limit: {"presence": "required", "level_dbfs": limit - 0.5},
        mix=_tone,
        limits=tenths(-30, -10),
        distances=st.floats(0.001, 5.0),
        shows_margin=False,
    ),
)

NOT_NUMERIC: Final = {
    "form.sample-rate": "a set of values",
    "form.word-length": "a set of values",
    "form.layout": "a set of values",
    "form.files": "a set of values",
    "form.container": "a set of values",
    "form.conformance": "kept or not",
    "form.frame-rate": "a set of values",
    "form.file-name": "a pattern",
    "metadata.loudness-agrees": "the limit is what meters may differ by, not the sheet's",
    "time.start-timecode": "one sample; see below",
    "time.whole-frames": "one sample; see below",
    "time.sync-pop": "there or not",
    "time.programme-start": "there or not",
    "time.block": "a place in frames; the boundary stands among the cases of the rule",
    "form.as-original": "its reading is a comparison; the boundary stands among the cases of the rule",
    "signal.lfe-band": "the reading is not taken",
    "stems.sum": "its reading is a comparison; the boundary stands in the tests of the rule",
    "sync.offset": "its reading is a comparison, as above",
    "sync.drift": "its reading is a comparison, as above",
    "sync.speed": "one of the legal ratios",
    "sync.edits": "there or not",
    "channels.as-original": "an order, not a figure",
    "fold-down.of-surround": "its reading is a comparison, as above",
    "me.without-dialogue": "its reading is a comparison, as above",
    "me.matches-mix": "its reading is a comparison, as above",
    "me.filled": "there or not",
    "delivery.partner": "there or not",
    "manual.statement": "for a person",
}


def found(numeric: Numeric, limit: float, value: float) -> Finding:
    changes = numeric.mix(value)
    programme = ProgrammeFacts(**changes.pop("programme", {}))
    subject = Subject(measurements=make_measurements(**changes), programme=programme)
    sheet = make_sheet(make_requirement(numeric.rule, **numeric.demand(limit)))
    (finding,) = judge(sheet, subject, version="0").findings
    return finding


def test_every_rule_is_numeric_or_said_not_to_be() -> None:
    assert {numeric.rule for numeric in NUMERIC} | set(NOT_NUMERIC) == set(RULE_IDS)
    assert not {numeric.rule for numeric in NUMERIC} & set(NOT_NUMERIC)


@pytest.mark.parametrize("index", range(len(NUMERIC)), ids=[f"{n.rule}-{i}" for i, n in enumerate(NUMERIC)])
@given(data=st.data())
@settings(max_examples=15)
def test_a_verdict_flips_exactly_at_the_limit(index: int, data: st.DataObject) -> None:
    numeric = NUMERIC[index]
    limit, distance = data.draw(numeric.limits), data.draw(numeric.distances)
    beyond = limit + distance if numeric.upwards else limit - distance
    at, outside = found(numeric, limit, limit), found(numeric, limit, beyond)
    assert at.state is State.PASS, say(at.reason)
    assert outside.state is State.FAIL, say(outside.reason)
    if numeric.shows_margin:
        assert at.margin == pytest.approx(0.0, abs=1e-6)
        assert outside.margin is not None
        assert outside.margin < 0


@given(rate=st.sampled_from(sorted(FRAME_RATES.values())), frames=st.integers(10, 2000), off=st.integers(-5, 5))
@settings(max_examples=60)
def test_a_mix_is_of_whole_frames_or_it_is_off_by_samples(rate: Any, frames: int, off: int) -> None:
    count = frames_to_samples(frames, rate, RATE) + off
    measured = make_measurements(scenes=[(1.0, -24.0)], sample_count=count)
    subject = Subject(measurements=measured, programme=ProgrammeFacts(picture_rate=str(rate)))
    (finding,) = judge(make_sheet(make_requirement("time.whole-frames")), subject, version="0").findings
    exact = (frames * RATE / rate).denominator == 1
    assert finding.state is (
        State.PASS if off == 0 or (abs(off) == 1 and not exact and _rounds(count, rate)) else State.FAIL
    )


def _rounds(count: int, rate: Any) -> bool:
    """Whether a length is less than one sample off a whole number of frames."""
    frames = count * rate / RATE
    return any(abs(count - whole * RATE / rate) < 1 for whole in (int(frames), int(frames) + 1))


@given(off=st.integers(-2_000, 2_000))
def test_a_start_is_right_to_the_sample(off: int) -> None:
    measured = make_measurements(start_sample=172_972_800 + off)
    subject = Subject(measurements=measured, programme=ProgrammeFacts(picture_rate="24000/1001"))
    demand = make_requirement("time.start-timecode", allowed=["01:00:00:00"])
    (finding,) = judge(make_sheet(demand), subject, version="0").findings
    assert finding.state is (State.PASS if off == 0 else State.FAIL)
