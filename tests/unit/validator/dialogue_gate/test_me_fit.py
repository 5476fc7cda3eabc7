"""An M&E held against its mix: what is said of levels and traces that are known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from validator.comparisons.lines.line_trace import LineTrace
from validator.dialogue_gate.gate import ME
from validator.dialogue_gate.lane_levels import LaneLevels, lane_pair
from validator.dialogue_gate.me_fit import MeFit, fit_me, presence, salient_blocks, wrong_me

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

    Powers = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ON, BED, NOTHING = 1e-3, 1e-5, 1e-12
ROWS = 400


def _rows(*spans: tuple[int, int], count: int = ROWS) -> Flags:
    found = np.zeros(count, np.bool_)
    for first, end in spans:
        found[first:end] = True
    return found


SPEECH = _rows((20, 60), (120, 160), (220, 260), (320, 360))


def _blocks(rows: Powers) -> Powers:
    return np.repeat(rows, 10, axis=0)


def _flat(centre: float, sides: float, count: int = ROWS) -> Powers:
    return np.full((count, 2), (centre, sides))


def _trace(gain: float, significance: float = 20.0) -> LineTrace:
    return LineTrace(
        significance=significance,
        gain=gain,
        lag_seconds=0.0,
        least_gain=0.01,
        scores=np.zeros(1, np.float32),
        score_per_gain=1.0,
    )


def _fit(
    *,
    mix: Powers | None = None,
    bed: Powers | None = None,
    rest: Powers | None = None,
    traces: tuple[LineTrace, ...] = (),
    gains: Powers | None = None,
    told: Flags | None = None,
    common: Powers | None = None,
    speech: Flags = SPEECH,
    lanes: int = 2,
) -> MeFit:
    """80 rows of lines in the centre over a bed at the sides: all of it the M&E, unless a test says otherwise."""
    bed = _flat(BED, 5 * BED, len(speech)) if bed is None else bed
    rest = np.where(speech[:, None], (ON, BED), NOTHING) if rest is None else rest
    mix = rest + bed if mix is None else mix
    given = np.ones((1, lanes)) if gains is None else gains
    return MeFit(
        levels=LaneLevels(mix=_blocks(mix)[:, :lanes], guide=_blocks(bed)[:, :lanes], rest=_blocks(rest)[:, :lanes]),
        gains=given,
        is_told=np.ones(given.shape, np.bool_) if told is None else told,
        traces=traces,
        row_count=len(speech),
        unlike=_blocks(rest)[:, :lanes],
        common_gain=np.ones(len(speech)) if common is None else common,
        bed_voiced=np.zeros(len(speech), np.bool_),
        rest_voiced=speech,
        weights=None,
    )


def _wrong(fit: MeFit) -> tuple[str, dict[str, Any]]:
    found = wrong_me(fit)
    assert found is not None
    figures = dict(found.arguments)
    assert figures.pop("guide") == ME
    return found.code, figures


def test_a_right_me_is_taken_and_lines_are_what_remains() -> None:
    fit = _fit()

    assert wrong_me(fit) is None
    assert np.array_equal(fit.voice().speech, SPEECH)


def test_the_gain_is_that_of_most_stretches_where_it_was_told() -> None:
    gains = np.array([[0.5, 0.6], [0.7, 9.0], [9.0, 9.0]])
    told = np.array([[True, True], [True, False], [False, False]])

    assert _fit(gains=gains, told=told).gain == 0.6
    assert _fit(gains=gains, told=np.zeros((3, 2), np.bool_)).gain == 1.0


def test_noise_of_the_location_weighs_the_centre_down_and_what_is_missing_is_silent() -> None:
    fit = replace(_fit(), weights=np.full(ROWS * 10, 0.25), row_count=ROWS + 1)

    assert fit.blocks.shape == fit.weighted_blocks.shape == ((ROWS + 1) * 10,)
    assert fit.weighted_blocks[200:600] == pytest.approx(0.25 * fit.blocks[200:600])
    assert fit.blocks[200] == pytest.approx(ON)


@pytest.mark.parametrize(
    ("floor_db", "left_db", "counts"),
    [
        (-30.0, -21.5, True),
        (-30.0, -22.5, False),
        (-90.0, -39.5, True),
        (-90.0, -40.5, False),
        (-12.0, -11.5, True),
        (-12.0, -12.5, False),
    ],
)
def test_what_leaks_is_told_from_the_best_twentieth(*, floor_db: float, left_db: float, counts: bool) -> None:
    """8 dB above that, between -40 and -12 dB of the M&E. One row in ten is the best; one holds what is asked for."""
    bed = _flat(BED, BED)
    unlike = bed * 10.0 ** (5.0 / 10.0)
    unlike[::10] = bed[::10] * 10.0 ** (floor_db / 10.0)
    unlike[5] = bed[5] * 10.0 ** (left_db / 10.0)
    levels = LaneLevels(mix=_blocks(bed), guide=_blocks(bed), rest=_blocks(unlike))
    found = salient_blocks(levels, _blocks(unlike))

    assert found.shape == (10 * ROWS, 2)
    assert np.array_equal(found[50:60] > 0.0, np.full((10, 2), counts))
    assert found[60:70] == pytest.approx(_blocks(unlike)[60:70])
    assert not found[:10].any() or floor_db == -12.0


def test_where_the_me_is_silent_all_that_remains_counts() -> None:
    rest = _flat(1e-9, 0.0, 3)
    levels = LaneLevels(mix=_blocks(rest), guide=_blocks(_flat(0.0, 0.0, 3)), rest=_blocks(rest))

    assert np.array_equal(salient_blocks(levels, levels.rest), levels.rest)


def test_what_is_taken_out_of_the_mix_was_in_it() -> None:
    """In parts of 10 rows: all of the M&E, none of it, half of it, and where it is nothing of the mix."""
    bed = _flat(BED, BED, 40)
    mix = bed.copy()
    rest = np.full((40, 2), NOTHING)
    rest[10:20] = mix[10:20] + bed[10:20]
    rest[20:30] = mix[20:30] - 0.5 * bed[20:30]
    mix[30:] = rest[30:] = 60 * BED
    there, known = presence(LaneLevels(mix=_blocks(mix), guide=_blocks(bed), rest=_blocks(rest)), 100)

    assert there.shape == known.shape == (4, 2)
    assert there[:3, 0] == pytest.approx([1.0, -1.0, 0.5], abs=1e-6)
    assert known[:, 1].tolist() == [True, True, True, False], "-18 dB of the mix"


@pytest.mark.parametrize(("bed_level", "is_known"), [(1.1e-7, True), (0.9e-7, False)])
def test_an_me_that_does_not_sound_is_nowhere(*, bed_level: float, is_known: bool) -> None:
    bed = _flat(bed_level, bed_level, 10)
    _, known = presence(LaneLevels(mix=_blocks(bed), guide=_blocks(bed), rest=_blocks(0.0 * bed)), 100)

    assert known.tolist() == [[is_known, is_known]]


def test_the_mix_is_no_me() -> None:
    assert _wrong(_fit(rest=_flat(NOTHING, NOTHING))) == ("dialogue.is-the-mix", {})


@pytest.mark.parametrize(
    ("hits", "lines", "is_right"), [(1, 1, True), (2, 2, False), (2, 6, False), (2, 7, True), (3, 10, False)]
)
def test_lines_that_remain_and_are_in_the_me_too_are_told(*, hits: int, lines: int, is_right: bool) -> None:
    """Two lines, and three in ten. Of a line at 0.5 in the M&E half remains, so it is found at 1."""
    fit = _fit(traces=(*[_trace(1.0)] * hits, *[_trace(1.0, 7.9)] * (lines - hits)))

    if is_right:
        assert wrong_me(fit) is None
    else:
        assert _wrong(fit) == ("dialogue.me-holds-dialogue", {"found": hits, "lines": lines, "level_db": -6.0})


@pytest.mark.parametrize(("gain", "is_right"), [(0.0099, True), (0.0101, False)])
def test_lines_more_than_40_db_down_are_no_bleed(*, gain: float, is_right: bool) -> None:
    assert (wrong_me(_fit(traces=(_trace(gain), _trace(gain)))) is None) is is_right


@pytest.mark.parametrize(
    ("gain", "significance", "is_right"), [(-0.21, 8.1, False), (-0.19, 8.1, True), (-0.21, 7.9, True)]
)
def test_lines_that_the_me_puts_in_upside_down_are_those_of_another(
    *, gain: float, significance: float, is_right: bool
) -> None:
    fit = _fit(traces=(*[_trace(gain, significance)] * 2, *[_trace(0.001)] * 3))

    if is_right:
        assert wrong_me(fit) is None
    else:
        assert _wrong(fit) == ("dialogue.me-holds-other-lines", {"share": 0.4})


@pytest.mark.parametrize(("left", "is_told"), [(0.09, True), (0.11, False)])
def test_lines_that_the_me_takes_out_are_in_it(*, left: float, is_told: bool) -> None:
    """The M&E has the lines 6 dB softer than the mix; what remains of them is no more than a tenth."""
    bed = np.where(SPEECH[:, None], (ON, 5 * BED), (BED, 5 * BED))
    mix = np.where(SPEECH[:, None], (ON, 5 * BED), (BED, 5 * BED))
    rest = np.where(SPEECH[:, None], (left * ON, 5 * BED), (BED / 2, 3 * BED))
    fit = _fit(mix=mix, bed=bed, rest=rest, traces=(_trace(-0.5),) * 3, common=np.where(SPEECH, 2.0, 1.0))

    if is_told:
        assert _wrong(fit) == ("dialogue.me-holds-dialogue", {"found": 3, "lines": 3, "level_db": -6.0})
    else:
        assert _wrong(fit)[0] != "dialogue.me-holds-dialogue"


def test_what_is_more_like_speech_than_what_remains_is_the_dialogue() -> None:
    fit = _fit()
    turned = replace(fit, levels=replace(fit.levels, guide=fit.levels.rest, rest=fit.levels.guide))

    assert _wrong(turned) == ("dialogue.me-is-dialogue", {})


@pytest.mark.parametrize(
    ("gain", "gain_db"), [(2.5, None), (2.53, 8.1), (0.4, None), (0.39, -8.2), (-1.0, None), (0.0, -120.0)]
)
def test_an_me_lies_within_8_db_of_its_level(gain: float, gain_db: float | None) -> None:
    fit = _fit(gains=np.full((1, 2), gain))

    if gain_db is None:
        found = wrong_me(fit)
        assert found is None or found.code != "dialogue.level-far-off"
    else:
        assert _wrong(fit) == ("dialogue.level-far-off", {"gain_db": gain_db})


@pytest.mark.parametrize(("lane", "code"), [(0, "dialogue.other-channels"), (1, "dialogue.other-channels")])
def test_an_me_that_is_in_one_lane_alone_has_other_channels(lane: int, code: str) -> None:
    fit = _fit(bed=_flat(5 * BED, 5 * BED))
    rest = fit.levels.rest.copy()
    rest[:, lane] = fit.levels.mix[:, lane] + fit.levels.guide[:, lane]

    assert _wrong(replace(fit, levels=replace(fit.levels, rest=rest)))[0] == code


@pytest.mark.parametrize(("centre", "is_right"), [(1.9, True), (2.1, False)])
def test_the_gains_of_the_lanes_lie_within_6_db(*, centre: float, is_right: bool) -> None:
    """Of most stretches where any was told."""
    gains = np.array([[centre, 1.0], [centre, 1.0], [1.0, 9.0]])
    told = np.array([[True, True], [True, False], [False, False]])

    assert (wrong_me(_fit(gains=gains, told=told)) is None) is is_right
    if not is_right:
        assert _wrong(_fit(gains=gains, told=told)) == ("dialogue.other-channels", {})


def _in_places(missing: int, silent: int = 0, places: int = 10) -> MeFit:
    """Places of 10 s; in some of them the M&E is not, in others it does not sound."""
    count = 100 * places
    speech = np.zeros(count, np.bool_)
    speech[:40] = True
    bed = _flat(5 * BED, 5 * BED, count)
    bed[count - 100 * silent :] = NOTHING
    fit = _fit(bed=bed, speech=speech)
    rest = fit.levels.rest.copy()
    rest[1000 : 1000 * (1 + missing)] = fit.levels.mix[1000 : 1000 * (1 + missing)] * 2.0
    return replace(fit, levels=replace(fit.levels, rest=rest))


@pytest.mark.parametrize(
    ("missing", "silent", "places", "figures"),
    [
        (1, 0, 10, None),
        (2, 0, 10, {"found": 8, "stretches": 10, "stretch_seconds": 10}),
        (1, 1, 10, {"found": 8, "stretches": 9, "stretch_seconds": 10}),
    ],
)
def test_an_me_is_in_nine_of_ten_places(missing: int, silent: int, places: int, figures: dict[str, int] | None) -> None:
    found = wrong_me(_in_places(missing, silent, places))

    if figures is None:
        assert found is None or found.code != "dialogue.stretches-only"
    else:
        assert _wrong(_in_places(missing, silent, places)) == ("dialogue.stretches-only", figures)


def test_an_me_that_sounds_nowhere_is_too_soft_unless_its_gain_was_told() -> None:
    soft = _flat(1e-8, 1e-8)
    loud_rest = np.where(SPEECH[:, None], (ON, BED), (1e-8, 1e-8))

    assert _wrong(_fit(bed=soft, rest=loud_rest, told=np.zeros((1, 2), np.bool_))) == ("dialogue.too-soft", {})
    assert wrong_me(_fit(bed=soft, rest=loud_rest)) is None


@pytest.mark.parametrize(("louder", "share"), [(17, 0.106), (16, None)])
def test_lines_that_taking_the_me_out_makes_louder_are_those_of_another(louder: int, share: float | None) -> None:
    """160 rows of lines; those of the M&E are 6 dB above them."""
    fit = _fit()
    theirs = np.flatnonzero(SPEECH)[2 : 2 + louder]
    guide, rest = fit.levels.guide.copy(), fit.levels.rest.copy()
    for row in theirs:
        guide[10 * row : 10 * row + 10, 0] = 4 * ON
        rest[10 * row : 10 * row + 10, 0] = 2.1 * fit.levels.mix[10 * row, 0]
    changed = replace(fit, levels=replace(fit.levels, guide=guide, rest=rest))

    if share is None:
        found = wrong_me(changed)
        assert found is None or found.code != "dialogue.me-holds-other-lines"
    else:
        assert _wrong(changed) == ("dialogue.me-holds-other-lines", {"share": share})


def test_a_bed_that_makes_all_of_it_louder_is_not_that_of_the_mix() -> None:
    fit = _fit()
    guide, rest = fit.levels.guide.copy(), 2.1 * fit.levels.mix
    guide[:, 0] = 4 * ON
    changed = replace(fit, levels=replace(fit.levels, rest=rest, guide=guide))

    assert _wrong(changed)[0] == "dialogue.stretches-only"


@pytest.mark.parametrize(("between_db", "is_right"), [(-8.5, True), (-7.5, False)])
def test_of_one_lane_too_much_may_remain_between_lines(*, between_db: float, is_right: bool) -> None:
    rest = np.where(SPEECH[:, None], (ON, 0.0), (BED * 10.0 ** (between_db / 10.0), 0.0))
    mix = np.where(SPEECH[:, None], (ON, 0.0), (BED, 0.0))
    fit = _fit(mix=mix, rest=rest, lanes=1, gains=np.ones((1, 1)))

    if is_right:
        assert wrong_me(fit) is None
    else:
        code, figures = _wrong(fit)
        assert (code, figures) == ("dialogue.explains-too-little", {"remainder_db": pytest.approx(-7.5)})


def test_rows_beside_lines_are_not_between_them() -> None:
    """With one lane 0.2 s beside a line are its own: all that is left between two lines of 0.9 s apart is 0.5 s."""
    speech = np.arange(ROWS) % 13 < 4
    rest = np.where(speech[:, None], (ON, 0.0), (0.3 * BED, 0.0))
    mix = np.where(speech[:, None], (ON, 0.0), (BED, 0.0))
    explained = rest.copy()
    for row in range(ROWS):
        if not speech[max(0, row - 2) : row + 3].any():
            explained[row] = (0.01 * BED, 0.0)

    assert _wrong(_fit(mix=mix, rest=rest, speech=speech, lanes=1, gains=np.ones((1, 1))))[0] == (
        "dialogue.explains-too-little"
    )
    assert wrong_me(_fit(mix=mix, rest=explained, speech=speech, lanes=1, gains=np.ones((1, 1)))) is None


@pytest.mark.parametrize(("quiet", "share"), [(20, None), (16, 0.96)])
def test_speech_rests_for_a_twentieth_of_the_time(quiet: int, share: float | None) -> None:
    speech = np.arange(ROWS) >= quiet
    fit = _fit(speech=speech, bed=_flat(BED / 10, BED), lanes=2)

    if share is None:
        assert wrong_me(fit) is None
    else:
        assert _wrong(fit) == ("dialogue.absurd-share", {"share": share})


RATE, SECONDS = 16_000, 34


def test_an_me_at_another_level_is_taken_out_and_lines_remain(heard: Callable[..., Timed]) -> None:
    """Two stretches, of 30 s and of 4 s. The M&E is 6 dB softer than in the mix."""
    rng = np.random.default_rng(1)
    time = np.arange(SECONDS * RATE) / RATE
    bed = 0.05 * rng.standard_normal((SECONDS * RATE, 6))
    mix = bed.copy()
    spoken = (time % 6.0 >= 2.0) & (time % 6.0 < 4.0)
    mix[:, 2] += 0.2 * rng.standard_normal(len(time)) * spoken
    told: list[int] = []
    rows = SECONDS * 10
    fit = fit_me(lane_pair(heard(mix, "5.1"), heard(0.5 * bed, "5.1"), 0), rows, told.append)

    assert fit.gain == pytest.approx(2.0, rel=0.02)
    assert fit.gains.shape == fit.is_told.shape == (2, 2)
    assert fit.common_gain.shape == fit.bed_voiced.shape == fit.rest_voiced.shape == (rows,)
    assert fit.common_gain == pytest.approx(np.ones(rows), abs=0.1)
    assert fit.levels.mix.shape == fit.unlike.shape == (10 * rows, 2)
    assert wrong_me(fit) is None
    voice = fit.voice().speech
    assert np.mean(voice == spoken.reshape(rows, -1).any(axis=1)) > 0.97
    assert told[-1] >= SECONDS * RATE
    assert len(fit.traces) >= 5
    assert not any(trace.is_there for trace in fit.traces)


def test_each_line_is_looked_for_where_it_is(heard: Callable[..., Timed]) -> None:
    """One of three is in the M&E as well, 10 dB softer; of it 0.68 remains, so it is found at 0.32 / 0.68."""
    rng = np.random.default_rng(1)
    time = np.arange(20 * RATE) / RATE
    bed = 0.02 * rng.standard_normal((len(time), 6))
    voice = 0.2 * rng.standard_normal(len(time))
    mix, me = bed.copy(), bed.copy()
    for start in (2.0, 9.0, 16.0):
        mix[:, 2] += voice * ((time >= start) & (time < start + 2.0))
    me[:, 2] += 0.32 * voice * ((time >= 9.0) & (time < 11.0))
    fit = fit_me(lane_pair(heard(mix, "5.1"), heard(me, "5.1"), 0), 200)

    assert [trace.is_there for trace in fit.traces] == [False, True, False]
    assert fit.traces[1].gain == pytest.approx(0.32 / 0.68, abs=0.1)


def test_what_is_as_loud_as_a_leak_is_one() -> None:
    """-40 dB of an M&E that is too soft to sound."""
    bed = np.full((10, 2), 2.0**-30)
    levels = LaneLevels(mix=bed, guide=bed, rest=bed)

    assert not salient_blocks(levels, bed * 1e-4).any()
    assert salient_blocks(levels, bed * 1.001e-4).all()
