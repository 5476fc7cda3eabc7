from __future__ import annotations

import numpy as np
import pytest

from validator.meters.loudness import (
    ABSOLUTE_GATING,
    EIGHT_LU_GATING,
    MOMENTARY_BLOCKS,
    PROGRAMME_GATING,
    SHORT_TERM_BLOCKS,
    UNGATED,
    GateReference,
    GateThresholds,
    dialogue_loudness,
    integrated,
    maximum,
    momentary_power,
    row_maxima,
    short_term_power,
    short_term_row_power,
    speech_share,
)
from validator.meters.power import from_lkfs, to_lkfs
from validator.meters.undefined import Undefined


def rows(*steps: tuple[float, float | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Power of 100 ms rows: seconds and loudness of each step."""
    return np.concatenate([np.full(round(10 * seconds), from_lkfs(level)) for seconds, level in steps])


def _step_by_step(power: list[float], gating: GateThresholds) -> float | None:
    """BS.1770-5 Annex 1 eq. 3 to 7 in plain loops."""
    blocks = [sum(power[start : start + 4]) / 4 for start in range(len(power) - 3)]
    levels = [-0.691 + 10 * np.log10(block) if block > 0 else -np.inf for block in blocks]
    absolute = -np.inf if gating.absolute_lkfs is None else gating.absolute_lkfs
    kept = [block for block, level in zip(blocks, levels, strict=True) if level > absolute]
    if not kept:
        return None
    threshold = absolute
    if gating.relative_lu is not None:
        reference = power if gating.relative_to is GateReference.UNGATED else kept
        threshold = max(absolute, -0.691 + 10 * np.log10(sum(reference) / len(reference)) + gating.relative_lu)
    kept = [block for block, level in zip(blocks, levels, strict=True) if level > threshold]
    return float(-0.691 + 10 * np.log10(sum(kept) / len(kept))) if kept else None


@pytest.mark.parametrize(
    "gating", [PROGRAMME_GATING, ABSOLUTE_GATING, EIGHT_LU_GATING, GateThresholds(relative_lu=-20.0)]
)
@pytest.mark.parametrize("seed", range(5))
def test_integrated_loudness_follows_the_equations_step_by_step(gating: GateThresholds, seed: int) -> None:
    levels = np.random.default_rng(seed).uniform(-90.0, -10.0, 300)
    power = np.repeat(10 ** ((levels + 0.691) / 10), np.random.default_rng(seed + 100).integers(1, 8, 300))
    assert integrated(power, gating).lkfs == pytest.approx(_step_by_step(power.tolist(), gating), abs=1e-9)


def test_a_steady_programme_reads_its_own_level() -> None:
    reading = integrated(rows((20, -23.0)))
    assert reading.lkfs == pytest.approx(-23.0, abs=1e-9)
    assert reading.threshold_lkfs == pytest.approx(-33.0, abs=1e-9)
    assert (reading.block_count, reading.gated_block_count) == (197, 197)
    assert reading.undefined is None


def test_the_absolute_gate_lets_nothing_below_minus_70_into_the_mean() -> None:
    power = rows((10, -72.0), (60, -23.0))
    absolute, ungated = integrated(power, ABSOLUTE_GATING), integrated(power, UNGATED)
    assert absolute.lkfs == pytest.approx(-23.0, abs=0.02)
    assert ungated.lkfs == pytest.approx(-23.0 - 10 * np.log10(7 / 6), abs=1e-3)
    assert absolute.gated_block_count == 600  # the three blocks across the step count as well


def test_a_level_exactly_at_the_gate_does_not_pass_it() -> None:
    assert integrated(np.full(50, from_lkfs(-70.0))).undefined is Undefined.BELOW_GATE
    assert integrated(np.full(50, from_lkfs(-69.99))).lkfs == pytest.approx(-69.99, abs=1e-9)


def test_eight_lu_below_the_ungated_level_shuts_out_what_ten_lu_let_in() -> None:
    power = rows((60, -20.0), (60, -31.5))
    assert integrated(power, PROGRAMME_GATING).lkfs == pytest.approx(-22.71, abs=0.01)
    assert integrated(power, EIGHT_LU_GATING).lkfs == pytest.approx(-20.0, abs=0.02)


def test_the_eight_lu_gate_starts_from_the_level_with_everything_in_it() -> None:
    # Ungated -29.86, so the gate lies at -37.86 and lets -35 in. Taken from what is above the absolute gate alone it
    # would lie at -30.87 and shut it out.
    power = rows((60, -20.0), (60, -35.0), (480, None))
    assert integrated(power, EIGHT_LU_GATING).threshold_lkfs == pytest.approx(-37.86, abs=0.01)
    assert integrated(power, EIGHT_LU_GATING).lkfs == pytest.approx(-22.87, abs=0.02)


def test_without_a_gate_silence_counts() -> None:
    assert integrated(rows((10, -20.0), (10, None)), UNGATED).lkfs == pytest.approx(-23.01, abs=0.01)


@pytest.mark.parametrize("gating", [PROGRAMME_GATING, ABSOLUTE_GATING, EIGHT_LU_GATING, UNGATED])
def test_the_loudness_of_silence_is_none_and_says_so(gating: GateThresholds) -> None:
    reading = integrated(np.zeros(100), gating)
    assert reading.lkfs is None
    assert reading.undefined is Undefined.SILENT
    assert reading.gated_block_count == 0


@pytest.mark.parametrize("gating", [PROGRAMME_GATING, ABSOLUTE_GATING, EIGHT_LU_GATING])
def test_less_than_one_gating_block_is_too_short(gating: GateThresholds) -> None:
    assert integrated(rows((0.3, -23.0)), gating).undefined is Undefined.TOO_SHORT
    assert integrated(rows((0.4, -23.0)), gating).lkfs == pytest.approx(-23.0)


def test_an_ungated_reading_needs_no_gating_block() -> None:
    assert integrated(rows((0.1, -23.0)), UNGATED).lkfs == pytest.approx(-23.0)
    assert integrated(np.zeros(0), UNGATED).undefined is Undefined.TOO_SHORT


def test_a_relative_gate_above_everything_leaves_nothing() -> None:
    reading = integrated(rows((10, -23.0)), GateThresholds(absolute_lkfs=-70.0, relative_lu=3.0))
    assert reading.lkfs is None
    assert reading.undefined is Undefined.BELOW_GATE
    assert reading.threshold_lkfs == pytest.approx(-20.0)


def test_a_window_of_time_reads_like_the_cut_out_part() -> None:
    power = np.random.default_rng(3).random(400) * 1e-2
    window = np.zeros(400, dtype=np.bool_)
    window[37:205] = True
    assert integrated(power, PROGRAMME_GATING, window) == integrated(power[37:205])


def test_nothing_selected_is_said_to_be_nothing_selected() -> None:
    assert integrated(rows((5, -20.0)), UNGATED, np.zeros(50, np.bool_)).undefined is Undefined.NOTHING_SELECTED


def test_a_selection_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        integrated(np.ones(50), UNGATED, np.ones(49, np.bool_))


def test_dialogue_loudness_is_the_mean_over_speech_whatever_lies_between() -> None:
    power = rows((10, -27.0), (50, -12.0), (10, -29.0), (30, None))
    speech = np.zeros(1000, dtype=np.bool_)
    speech[:100] = speech[600:700] = True
    reading = dialogue_loudness(power, speech)
    expected = to_lkfs((from_lkfs(-27.0) + from_lkfs(-29.0)) / 2)
    assert reading.lkfs == pytest.approx(expected, abs=1e-9)
    assert reading.threshold_lkfs is None
    assert reading.block_count == 200
    assert speech_share(speech) == 0.2


def test_quiet_speech_counts_unless_a_further_gate_is_asked_for() -> None:
    power = rows((10, -20.0), (10, -40.0))
    speech = np.ones(200, dtype=np.bool_)
    assert dialogue_loudness(power, speech).lkfs == pytest.approx(-22.97, abs=0.01)
    assert dialogue_loudness(power, speech, PROGRAMME_GATING).lkfs == pytest.approx(-20.0, abs=0.1)


def test_without_speech_there_is_no_dialogue_loudness() -> None:
    reading = dialogue_loudness(rows((10, -20.0)), np.zeros(100, np.bool_))
    assert reading.lkfs is None
    assert reading.undefined is Undefined.NOTHING_SELECTED
    assert speech_share(np.zeros(0, np.bool_)) is None


def test_short_words_are_not_lost_between_the_gating_blocks() -> None:
    speech = np.tile([True, True, False], 100)
    power = np.where(speech, from_lkfs(-24.0), from_lkfs(-50.0))
    assert dialogue_loudness(power, speech, PROGRAMME_GATING).lkfs == pytest.approx(-24.0)


def test_the_loudest_window_is_found_to_the_block() -> None:
    power = np.zeros(2000)
    power[537:577] = from_lkfs(-20.0)
    found = maximum(momentary_power(power), MOMENTARY_BLOCKS, 48_000)
    assert found.lkfs == pytest.approx(-20.0)
    assert (found.start_sample, found.end_sample) == (537 * 480, 577 * 480)


def test_a_programme_shorter_than_the_window_has_no_short_term_loudness() -> None:
    power = np.full(299, 0.1)
    assert maximum(short_term_power(power), SHORT_TERM_BLOCKS, 48_000).undefined is Undefined.TOO_SHORT
    assert row_maxima(short_term_power(power), SHORT_TERM_BLOCKS).size == 0


def test_silence_has_no_loudest_window() -> None:
    found = maximum(momentary_power(np.zeros(500)), MOMENTARY_BLOCKS, 48_000)
    assert found.lkfs is None
    assert found.undefined is Undefined.SILENT
    assert found.start_sample is None


@pytest.mark.parametrize("window", [MOMENTARY_BLOCKS, SHORT_TERM_BLOCKS])
def test_the_timeline_holds_the_largest_window_that_ends_in_each_row(window: int) -> None:
    blocks = np.random.default_rng(4).random(1007)
    series = momentary_power(blocks) if window == MOMENTARY_BLOCKS else short_term_power(blocks)
    timeline = row_maxima(series, window)
    assert timeline.size == 101
    for row, value in enumerate(timeline.tolist()):
        ends = range(row * 10, min(row * 10 + 10, 1007))
        inside = [blocks[end - window + 1 : end + 1].mean() for end in ends if end >= window - 1]
        assert value == pytest.approx(max(inside, default=0.0), rel=1e-12)


def test_no_maximum_is_lost_between_the_windows_and_the_timeline() -> None:
    series = short_term_power(np.random.default_rng(5).random(3005))
    assert row_maxima(series, SHORT_TERM_BLOCKS).max() == series.max()


def test_short_term_windows_over_speech_are_joined() -> None:
    power = rows((2, -20.0), (5, None), (2, -20.0))
    speech = power > 0
    windows = short_term_row_power(power, speech)
    assert windows.size == 11
    assert [to_lkfs(value) for value in windows.tolist()] == pytest.approx([-20.0] * 11)


def test_a_short_term_window_is_three_seconds_of_blocks() -> None:
    power = np.concatenate([np.zeros(50), np.full(300, 0.25), np.zeros(50)])

    found = short_term_power(power)

    assert found.size == 101
    assert np.flatnonzero(found >= 0.25 * (1.0 - 1e-9)).tolist() == [50]
