"""A dialogue stem held against its mix: what is said of levels and lines that are known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from validator.comparisons.lines.line_trace import LineTrace
from validator.dialogue_gate.gate import STEM
from validator.dialogue_gate.lane_levels import LaneLevels, lane_pair
from validator.dialogue_gate.lines import SpokenLine
from validator.dialogue_gate.stem_fit import StemInMix, fit_stem, longest_span, wrong_stem
from validator.dialogue_gate.stem_fit import TestedLine as LineInMix

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

ON, SOFT, NOTHING = 1e-3, 1e-5, 1e-12
ROWS = 100
SPEECH = (np.arange(ROWS) % 50 >= 10) & (np.arange(ROWS) % 50 < 40)


def _line(
    gain: float, start: int = 0, rows: int = 20, *, peak: float = 20.0, lag: float = 0.0, least: float = 0.01
) -> LineInMix:
    trace = LineTrace(
        significance=peak,
        gain=gain,
        lag_seconds=lag,
        least_gain=least,
        scores=np.zeros(1, np.float32),
        score_per_gain=1.0,
    )
    return LineInMix(line=SpokenLine(start, start + rows), trace=trace)


def _blocks(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.repeat(rows, 10, axis=0)


def _fit(
    *lines: LineInMix,
    speech: NDArray[np.bool_] = SPEECH,
    rest: NDArray[np.float64] | None = None,
    lanes: int = 2,
) -> StemInMix:
    """Lines in the centre over a bed that sits at the sides."""
    guide = np.where(speech[:, None], (ON, SOFT), NOTHING)
    bed = np.full((len(speech), 2), (SOFT, 10 * SOFT)) if rest is None else rest
    guides, rests = (_blocks(rows)[:, :lanes] for rows in (guide, bed))
    return StemInMix(
        levels=LaneLevels(mix=guides + rests, guide=guides, rest=rests),
        lines=lines,
        speech=speech,
        voiced=speech,
        weights=None,
    )


def _rows(*spans: tuple[int, int], count: int = ROWS) -> NDArray[np.bool_]:
    found = np.zeros(count, np.bool_)
    for first, end in spans:
        found[first:end] = True
    return found


def test_the_gain_is_that_of_most_lines_that_were_found_whichever_way_up() -> None:
    assert _fit(_line(0.5), _line(-0.7), _line(0.6), _line(9.0, peak=6.9)).gain == 0.6
    assert _fit(_line(9.0, peak=7.0)).gain == 0.0
    assert _fit().gain == 0.0


@pytest.mark.parametrize(
    ("turned", "upright", "is_inverted"), [(20, 0, True), (19, 0, False), (36, 4, True), (35, 4, False)]
)
def test_a_stem_is_upside_down_where_nine_tenths_of_two_seconds_are(
    *, turned: int, upright: int, is_inverted: bool
) -> None:
    fit = _fit(_line(-1.0, 7, turned), _line(1.0, 60, upright), _line(1.0, 10, 90, peak=5.0))

    assert fit.is_inverted is is_inverted


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        (_line(1.0), True),
        (_line(-1.9), True),
        (_line(2.1), False),
        (_line(0.51), True),
        (_line(0.49), False),
        (_line(1.0, lag=0.0019), True),
        (_line(1.0, lag=-0.0021), False),
        (_line(0.1, peak=5.0, least=0.49), False),
        (_line(0.1, peak=5.0, least=0.5), False),
        (_line(0.1, peak=5.0, least=0.51), None),
    ],
)
def test_a_line_fits_within_6_db_and_2_ms_where_it_could_be_seen(line: LineInMix, fits: bool | None) -> None:
    assert _fit(*[_line(1.0)] * 5).fits(line) is fits


def test_where_none_was_found_none_fits() -> None:
    assert _fit().fits(_line(0.1, peak=5.0, least=9.0)) is False


def _with_voice(first: int, end: int, centre: float = ON, sides: float = SOFT) -> NDArray[np.float64]:
    rest = np.full((ROWS, 2), (SOFT, 10 * SOFT))
    rest[first:end] = (centre, sides)
    return rest


@pytest.mark.parametrize(
    ("first", "end", "found"),
    [(45, 55, (45, 55)), (40, 60, (45, 55)), (0, 10, (0, 5)), (90, 100, (95, 100)), (12, 30, (0, 0))],
)
def test_a_voice_beside_the_stem_is_more_than_half_a_second_from_its_lines(
    first: int, end: int, found: tuple[int, int]
) -> None:
    assert np.array_equal(_fit(rest=_with_voice(first, end)).elsewhere, _rows(found))


@pytest.mark.parametrize(
    ("centre_db", "sides_db", "is_voice"), [(-6.9, -20.0, True), (-7.1, -20.0, False), (-3.0, -5.9, False)]
)
def test_a_voice_beside_the_stem_is_as_loud_as_lines_and_stands_out(
    *, centre_db: float, sides_db: float, is_voice: bool
) -> None:
    centre, sides = (ON * 10.0 ** (level / 10.0) for level in (centre_db, sides_db))
    fit = _fit(rest=_with_voice(45, 55, centre, sides))

    assert np.array_equal(fit.voices_elsewhere(1.0), _rows((45, 55) if is_voice else (0, 0)))


def test_what_is_usual_is_told_where_the_stem_rests() -> None:
    rest = np.full((ROWS, 2), (4 * SOFT, 10 * SOFT))
    rest[SPEECH] = (ON, SOFT)

    assert _fit(rest=rest).usual == pytest.approx(0.4)


def test_lines_that_are_loud_and_central_are_counted_the_same_way() -> None:
    fit = _fit()
    soft = fit.levels.guide.copy()
    soft[100:200] *= 0.1
    soft[200:250, 1] = ON
    changed = replace(fit, levels=replace(fit.levels, guide=soft))

    assert np.array_equal(fit.loud_lines(1.0), SPEECH)
    assert np.array_equal(changed.loud_lines(1.0), SPEECH & ~_rows((10, 25)))


@pytest.mark.parametrize("speech", [SPEECH, np.zeros(ROWS, np.bool_)])
def test_with_one_lane_or_without_lines_nobody_speaks_elsewhere(speech: NDArray[np.bool_]) -> None:
    fit = _fit(speech=speech, rest=_with_voice(45, 55), lanes=2 if not speech.any() else 1)

    assert fit.elsewhere.shape == (ROWS,)
    assert not fit.elsewhere.any()
    assert not fit.loud_lines(1.0).any()


def _wrong(fit: StemInMix) -> tuple[str, dict[str, Any]]:
    found = wrong_stem(fit)
    assert found is not None
    figures = dict(found.arguments)
    assert figures.pop("guide") == STEM
    return found.code, figures


RIGHT = [_line(1.0)] * 5


def test_a_right_stem_is_taken() -> None:
    assert wrong_stem(_fit(*RIGHT)) is None


def test_the_mix_is_no_stem() -> None:
    assert _wrong(_fit(*RIGHT, rest=np.full((ROWS, 2), NOTHING))) == ("dialogue.is-the-mix", {})


def test_where_what_remains_is_more_like_speech_the_stem_is_the_me() -> None:
    fit = _fit(*RIGHT)
    turned = replace(fit, levels=replace(fit.levels, guide=fit.levels.rest, rest=fit.levels.guide))
    radio = replace(fit, levels=replace(turned.levels, guide=np.full((1000, 2), (ON, NOTHING))))

    assert _wrong(turned) == ("dialogue.stem-is-me", {})
    assert _wrong(radio) == ("dialogue.stem-is-me", {}), "what remains comes and goes as lines do"


@pytest.mark.parametrize(("there", "away", "is_right"), [(4, 1, True), (3, 1, False), (8, 2, True), (7, 2, False)])
def test_four_of_five_lines_have_to_be_in_the_mix(*, there: int, away: int, is_right: bool) -> None:
    fit = _fit(*[_line(1.0)] * there, *[_line(0.01, peak=3.0)] * away, *[_line(0.1, peak=3.0, least=0.9)] * 9)

    if is_right:
        assert wrong_stem(fit) is None
    else:
        assert _wrong(fit) == ("dialogue.lines-not-in-mix", {"found": there, "lines": there + away})


def test_lines_that_were_too_short_to_look_for_are_believed_and_silence_is_not() -> None:
    silent = np.zeros(ROWS, np.bool_)

    assert wrong_stem(_fit()) is None
    assert _wrong(_fit(speech=silent)) == ("dialogue.too-soft", {})


@pytest.mark.parametrize(
    ("gain", "gain_db"), [(2.5, None), (2.53, 8.1), (0.4, None), (0.39, -8.2), (-1.0, None), (-4.0, 12.0)]
)
def test_lines_lie_within_8_db_of_their_level(gain: float, gain_db: float | None) -> None:
    fit = _fit(*[_line(gain)] * 5)

    if gain_db is None:
        assert wrong_stem(fit) is None
    else:
        assert _wrong(fit) == ("dialogue.level-far-off", {"gain_db": gain_db})


LONG = _rows((0, 60), count=200)


def _beside(rows: int, **levels: float) -> StemInMix:
    rest = np.full((200, 2), (SOFT, 10 * SOFT))
    rest[100 : 100 + rows] = (levels.get("centre", ON), levels.get("sides", SOFT))
    return _fit(*RIGHT, speech=LONG, rest=rest)


@pytest.mark.parametrize(("rows", "is_whole"), [(30, True), (31, False)])
def test_half_as_much_voice_beside_the_stem_is_too_much(*, rows: int, is_whole: bool) -> None:
    """60 rows of lines."""
    fit = _beside(rows)

    if is_whole:
        assert wrong_stem(fit) is None
    else:
        figures = {"seconds": 3.1, "first_second": 10.0, "last_second": 13.1}
        assert _wrong(fit) == ("dialogue.stem-incomplete", figures)


@pytest.mark.parametrize(("rows", "is_whole"), [(42, True), (43, False)])
def test_where_music_at_the_sides_is_louder_seven_tenths_are_too_much(*, rows: int, is_whole: bool) -> None:
    """2 dB above the sides, where the bed lies 10 dB below them."""
    fit = _beside(rows, sides=ON / 1.6)

    assert (wrong_stem(fit) is None) is is_whole


def test_a_radio_beside_the_stem_is_softer_than_lines() -> None:
    assert wrong_stem(_beside(60, centre=ON * 10.0**-0.6)) is None


def test_a_second_of_a_voice_beside_few_lines_is_too_little() -> None:
    """Of 15 rows of lines half is less than a second."""
    speech = _rows((0, 15))

    for rows, is_whole in ((10, True), (11, False)):
        rest = _with_voice(50, 50 + rows)
        assert (wrong_stem(_fit(*RIGHT, speech=speech, rest=rest)) is None) is is_whole


@pytest.mark.parametrize(("quiet", "share"), [(5, None), (4, 0.96), (0, 1.0)])
def test_speech_rests_for_a_twentieth_of_the_time(quiet: int, share: float | None) -> None:
    fit = _fit(*RIGHT, speech=np.arange(ROWS) >= quiet)

    if share is None:
        assert wrong_stem(fit) is None
    else:
        assert _wrong(fit) == ("dialogue.absurd-share", {"share": share})


def test_a_single_row_of_nothing_but_speech_never_rests() -> None:
    assert _wrong(_fit(*RIGHT, speech=np.ones(1, np.bool_))) == ("dialogue.absurd-share", {"share": 1.0})


@pytest.mark.parametrize(
    ("spans", "longest"),
    [
        ([(3, 5), (50, 60), (90, 95)], (5.0, 6.0)),
        ([(0, 10), (29, 31), (80, 100)], (0.0, 3.1)),
        ([(0, 10), (30, 45)], (3.0, 4.5)),
        ([(0, 10), (30, 40)], (0.0, 1.0)),
    ],
)
def test_the_longest_span_runs_over_gaps_of_less_than_two_seconds(
    spans: list[tuple[int, int]], longest: tuple[float, float]
) -> None:
    assert longest_span(_rows(*spans)) == longest


RATE, SECONDS = 16_000, 34


def _spoken(seed: int, *spans: tuple[float, float]) -> NDArray[np.float64]:
    """Noise between some seconds: (samples,)."""
    time = np.arange(SECONDS * RATE) / RATE
    on = np.any([(time >= first) & (time < end) for first, end in spans], axis=0)
    return np.asarray(0.1 * np.random.default_rng(seed).standard_normal(len(time)) * on)


def _compared(
    mix: NDArray[np.float64], stem: NDArray[np.float64], heard: Callable[..., Timed]
) -> tuple[StemInMix, list[int]]:
    told: list[int] = []
    rows = np.square(stem).sum(axis=1).reshape(-1, RATE // 10).mean(axis=1) > 1e-6
    pair = lane_pair(heard(mix, "5.1"), heard(stem, "5.1"), 0)
    return fit_stem(pair, rows, told.append), told


def _channels(**lanes: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.zeros((SECONDS * RATE, 6))
    for name, samples in lanes.items():
        out[:, {"left": 0, "centre": 2, "right": 1}[name]] = samples
    return out


def test_lines_are_found_in_their_places_at_their_levels_in_every_stretch(heard: Callable[..., Timed]) -> None:
    """A stretch is 30 s. One line sits at the left, one is 4.4 dB softer in the mix, one lies upside down."""
    first, second, left, last = (
        _spoken(seed, span) for seed, span in ((1, (2.0, 4.0)), (2, (8.0, 10.0)), (3, (15.0, 17.0)), (4, (31.0, 33.0)))
    )
    bed = 0.02 * np.random.default_rng(9).standard_normal((SECONDS * RATE, 6))
    stem = _channels(centre=first + second + last, left=left)
    mix = _channels(centre=first + 0.6 * second - last, left=left) + bed
    fit, told = _compared(mix, stem, heard)

    assert [(one.line.start_row, one.line.end_row) for one in fit.lines] == [
        (20, 40),
        (80, 100),
        (150, 170),
        (310, 330),
    ]
    assert [one.trace.gain for one in fit.lines] == pytest.approx([1.0, 0.6, 1.0, -1.0], abs=0.05)
    assert all(one.trace.is_there for one in fit.lines)
    assert fit.levels.mix.shape == fit.levels.guide.shape == fit.levels.rest.shape == (SECONDS * 100, 2)
    assert fit.voiced.shape == (SECONDS * 10,)
    assert told[-1] >= SECONDS * RATE
    assert wrong_stem(fit) is None


def test_what_remains_is_the_mix_without_the_stem_at_the_gain_of_each_second(heard: Callable[..., Timed]) -> None:
    lines = _spoken(1, (2.0, 6.0), (20.0, 24.0), (31.0, 33.0))
    bed = 0.01 * np.random.default_rng(9).standard_normal((SECONDS * RATE, 6))
    faded = lines * np.repeat(np.where(np.arange(SECONDS) % 2, 0.4, 1.3), RATE)
    fit, _ = _compared(_channels(centre=faded) + bed, _channels(centre=lines), heard)
    left = fit.levels.rest[:, 0].reshape(-1, 100).mean(axis=1)

    assert 10.0 * np.log10(left[:SECONDS] / np.median(left)) == pytest.approx(np.zeros(SECONDS), abs=0.5)


def test_a_line_at_the_very_start_is_looked_for(heard: Callable[..., Timed]) -> None:
    lines = _spoken(1, (0.0, 2.0), (32.0, 34.0))
    fit, _ = _compared(_channels(centre=lines), _channels(centre=lines), heard)

    assert [(one.line.start_row, one.line.end_row) for one in fit.lines] == [(0, 20), (320, 340)]
    assert [one.trace.gain for one in fit.lines] == pytest.approx([1.0, 1.0], abs=0.01)
    assert _wrong(fit) == ("dialogue.is-the-mix", {})


@pytest.mark.parametrize("late_seconds", [0.04, -0.04])
def test_a_short_line_that_is_late_is_found_whole(heard: Callable[..., Timed], late_seconds: float) -> None:
    """A tenth of its 0.4 s lies outside the rows of the stem: without them the level would be 2.5 dB too low."""
    stem = _channels(centre=_spoken(1, (2.0, 2.4), (20.0, 20.4)))
    bed = 0.1 * np.random.default_rng(9).standard_normal(stem.shape)
    fit, _ = _compared(np.roll(stem, round(late_seconds * RATE), axis=0) + bed, stem, heard)

    assert [one.trace.lag_seconds for one in fit.lines] == pytest.approx([late_seconds] * 2, abs=1e-4)
    assert min(one.trace.gain for one in fit.lines) > 10.0 ** (-1.5 / 20.0)


def test_noise_of_the_location_is_weighed_down_by_what_the_stem_holds(heard: Callable[..., Timed]) -> None:
    """Noise of 120 to 240 Hz all along the stem, 14 dB below lines of 1.5 s in every 3 s, and a loud bed in the mix."""
    time = np.arange(SECONDS * RATE) / RATE
    spectrum = np.fft.rfft(np.random.default_rng(3).standard_normal(len(time)))
    hertz = np.fft.rfftfreq(len(time), 1.0 / RATE)
    noise = np.fft.irfft(np.where((hertz > 120.0) & (hertz < 240.0), spectrum, 0.0), len(time))
    spoken = time % 3.0 > 1.5
    voice = np.fft.rfft(0.05 * np.random.default_rng(1).standard_normal(len(time)))
    lines = np.fft.irfft(np.where((hertz > 300.0) & (hertz < 3000.0), voice, 0.0), len(time)) * spoken
    stem = _channels(centre=lines + noise / noise.std() * lines[spoken].std() * 10.0 ** (-14.0 / 20.0))
    fit, _ = _compared(stem + 0.02 * np.random.default_rng(9).standard_normal(stem.shape), stem, heard)

    assert fit.weights is not None
    assert fit.weights.shape == (SECONDS * 100,)
    of_blocks = spoken.reshape(-1, RATE // 100).all(axis=1)
    apart = ~np.convolve(of_blocks, np.ones(21), "same").astype(bool)
    assert np.median(fit.weights[apart]) < 0.01
    assert np.median(fit.weights[of_blocks]) > 0.5
