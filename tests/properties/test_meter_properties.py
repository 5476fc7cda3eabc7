"""What holds for every series and every signal."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from specs.vocabulary import LAYOUTS, layout_of
from validator.meters.dc_offset import dc_offsets
from validator.meters.decibels import amplitude_to_db
from validator.meters.fold_down import fold_down
from validator.meters.loudness import (
    ABSOLUTE_GATING,
    EIGHT_LU_GATING,
    GATING_ROWS,
    MOMENTARY_BLOCKS,
    PROGRAMME_GATING,
    SHORT_TERM_BLOCKS,
    UNGATED,
    GateThresholds,
    integrated,
    maximum,
    momentary_power,
    row_maxima,
    short_term_power,
)
from validator.meters.loudness_range import loudness_range
from validator.meters.power import (
    from_lkfs,
    levels_of,
    powers_of,
    programme_block_power,
    programme_row_power,
    sliding_mean,
    sliding_sum,
    to_lkfs,
)
from validator.meters.rms import file_rms, noise_floor, row_power
from validator.meters.spans import Grid, row_runs
from validator.meters.true_peak import overs_in, sample_peaks, true_peaks
from validator.scan.driver import ScanOptions, scan_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

GATINGS = st.sampled_from([PROGRAMME_GATING, ABSOLUTE_GATING, EIGHT_LU_GATING, UNGATED])


def _levels(least: float, largest: float, *, rows: int = 120) -> st.SearchStrategy[NDArray[np.float64]]:
    """Power series whose rows lie between two loudness levels."""
    return arrays(np.float64, st.integers(40, rows), elements=st.floats(least, largest)).map(
        lambda levels: 10.0 ** ((levels + 0.691) / 10.0)
    )


def _with_silence() -> st.SearchStrategy[NDArray[np.float64]]:
    """Power series in which silence and anything from -120 to 0 LKFS may follow each other."""
    row = st.one_of(st.just(0.0), st.floats(-120.0, 0.0).map(from_lkfs))
    return st.lists(row, max_size=120).map(lambda values: np.array(values, dtype=np.float64))


@given(power=_levels(-55.0, -12.0), gain=st.floats(-12.0, 12.0), gating=GATINGS)
def test_a_gain_moves_every_loudness_by_itself(power: NDArray[np.float64], gain: float, gating: GateThresholds) -> None:
    factor = 10.0 ** (gain / 10.0)
    before, after = integrated(power, gating), integrated(power * factor, gating)
    assert before.lkfs is not None
    assert after.lkfs == pytest.approx(before.lkfs + gain, abs=1e-6) or _at_a_gate(power, gating)


def _at_a_gate(power: NDArray[np.float64], gating: GateThresholds) -> bool:
    """True where a block lies so close to the relative gate that rounding decides about it."""
    reading = integrated(power, gating)
    if reading.threshold_lkfs is None:
        return False
    blocks = sliding_mean(power, GATING_ROWS)
    return bool((np.abs(blocks / from_lkfs(reading.threshold_lkfs) - 1.0) < 1e-9).any())


@given(power=_levels(-45.0, -12.0), gain=st.floats(-4.0, 12.0))
def test_a_gain_leaves_the_loudness_range_alone(power: NDArray[np.float64], gain: float) -> None:
    before, after = loudness_range(power), loudness_range(power * 10.0 ** (gain / 10.0))
    assert before.lu is not None
    assert after.lu is not None
    if before.gated_window_count == after.gated_window_count:
        assert after.lu == pytest.approx(before.lu, abs=1e-6)
    else:
        assert abs(before.gated_window_count - after.gated_window_count) <= 2  # a window exactly at the gate


@given(power=_with_silence(), gating=GATINGS)
def test_a_reading_is_a_number_or_none_with_a_reason(power: NDArray[np.float64], gating: GateThresholds) -> None:
    reading = integrated(power, gating)
    assert (reading.lkfs is None) == (reading.undefined is not None)
    assert reading.lkfs is None or np.isfinite(reading.lkfs)
    assert 0 <= reading.gated_block_count <= reading.block_count
    spread = loudness_range(power)
    assert (spread.lu is None) == (spread.undefined is not None)
    assert spread.lu is None or spread.lu >= 0.0


@given(power=_with_silence())
def test_a_higher_gate_never_reads_softer(power: NDArray[np.float64]) -> None:
    absolute, relative = integrated(power, ABSOLUTE_GATING).lkfs, integrated(power, PROGRAMME_GATING).lkfs
    if absolute is not None:
        assert relative is not None
        assert relative >= absolute - 1e-9


@given(power=_levels(-80.0, 0.0), gating=GATINGS)
def test_no_reading_is_louder_than_the_loudest_block(power: NDArray[np.float64], gating: GateThresholds) -> None:
    reading = integrated(power, gating)
    loudest = to_lkfs(float(power.max() if gating.is_open else sliding_mean(power, GATING_ROWS).max()))
    assert loudest is not None
    assert reading.lkfs is None or reading.lkfs <= loudest + 1e-9


@given(power=_with_silence(), data=st.data(), gating=GATINGS)
def test_a_window_reads_like_the_part_cut_out(
    power: NDArray[np.float64], data: st.DataObject, gating: GateThresholds
) -> None:
    start = data.draw(st.integers(0, power.size))
    end = data.draw(st.integers(start, power.size))
    window = np.zeros(power.size, dtype=np.bool_)
    window[start:end] = True
    cut_out, selected = integrated(power[start:end], gating), integrated(power, gating, window)
    assert cut_out.lkfs == selected.lkfs
    assert loudness_range(power[start:end]).lu == loudness_range(power, window).lu


@given(power=_with_silence(), gating=GATINGS)
def test_readings_survive_a_series_saved_as_levels(power: NDArray[np.float64], gating: GateThresholds) -> None:
    again = powers_of(levels_of(power))
    assert again == pytest.approx(power, rel=1e-12)
    assert integrated(again, UNGATED).lkfs == pytest.approx(integrated(power, UNGATED).lkfs, abs=1e-9)


@given(values=_with_silence(), window=st.integers(1, 130))
def test_sliding_sums_are_never_negative_and_silence_stays_silent(values: NDArray[np.float64], window: int) -> None:
    sums = sliding_sum(values, window)
    assert sums.size == max(0, values.size - window + 1)
    for start, total in enumerate(sums.tolist()):
        inside = values[start : start + window]
        assert total == pytest.approx(float(inside.sum()), rel=1e-12)
        assert (total == 0.0) == (not inside.any())


@given(
    blocks=arrays(np.float64, st.integers(0, 700), elements=st.floats(0.0, 1.0)),
    window=st.sampled_from([MOMENTARY_BLOCKS, SHORT_TERM_BLOCKS]),
)
def test_the_timeline_and_the_maximum_agree(blocks: NDArray[np.float64], window: int) -> None:
    series = momentary_power(blocks) if window == MOMENTARY_BLOCKS else short_term_power(blocks)
    timeline = row_maxima(series, window)
    found = maximum(series, window, 48_000)
    assert to_lkfs(float(timeline.max(initial=0.0))) == found.lkfs
    if found.lkfs is not None:
        assert found.end_sample is not None
        assert timeline[(found.end_sample - 1) // 4800] == timeline.max()


@given(holds=arrays(np.bool_, st.integers(0, 60)), minimum=st.integers(1, 5), bridge=st.integers(0, 4))
def test_runs_cover_what_holds_and_nothing_twice(holds: NDArray[np.bool_], minimum: int, bridge: int) -> None:
    covered = np.zeros(holds.size, dtype=np.bool_)
    for start, end in row_runs(holds):
        assert not covered[max(start - 1, 0) : end + 1].any()
        covered[start:end] = True
    assert (covered == holds).all()
    runs = row_runs(holds, minimum_rows=minimum, bridge_rows=bridge)
    assert all(end - start >= minimum and holds[start] and holds[end - 1] for start, end in runs)
    assert all(later[0] - earlier[1] > bridge for earlier, later in pairwise(runs))


@given(peak=st.floats(1e-6, 4.0), gap=st.floats(1e-6, 20.0))
def test_an_over_begins_exactly_above_the_limit(peak: float, gap: float) -> None:
    peaks, places = np.array([[peak]]), np.zeros((1, 1), dtype=np.int64)
    grid = Grid(sample_rate_hz=48_000, sample_count=4800)
    level = amplitude_to_db(peak)
    assert level is not None
    assert overs_in(peaks, places, grid, level) == ()
    assert overs_in(peaks, places, grid, level + gap) == ()
    assert [over.peak_dbtp for over in overs_in(peaks, places, grid, level - gap)] == [level]


def _readings(signal: NDArray[np.float64]) -> dict[str, float | None]:
    """Every level of a stereo signal that must follow a gain."""
    table = scan_array(signal, 48_000, options=ScanOptions(pairs=((0, 1),)))
    weights = LAYOUTS["2.0"].weights
    rows, blocks = programme_row_power(table, weights), programme_block_power(table, weights)
    folded = fold_down(table, LAYOUTS["2.0"])
    assert folded is not None
    return {
        "integrated": integrated(rows).lkfs,
        "ungated": integrated(rows, UNGATED).lkfs,
        "momentary": maximum(momentary_power(blocks), MOMENTARY_BLOCKS, 48_000).lkfs,
        "short-term": maximum(short_term_power(blocks), SHORT_TERM_BLOCKS, 48_000).lkfs,
        "true peak": true_peaks(table)[0].level_db,
        "sample peak": sample_peaks(table)[1].level_db,
        "RMS": file_rms(table),
        "noise floor": noise_floor(row_power(table), 48_000).rms_dbfs,
        "DC": dc_offsets(table)[0].level_dbfs,
        "mono": folded.mono.lkfs,
    }


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), gain=st.floats(-20.0, 12.0))
def test_a_gain_moves_every_reading_of_a_signal_by_itself(seed: int, gain: float) -> None:
    rng = np.random.default_rng(seed)
    envelope = np.repeat(rng.uniform(0.05, 0.2, 8), 24_000)[:, np.newaxis]
    signal = envelope * rng.standard_normal((8 * 24_000, 2)) + 0.003
    before, after = _readings(signal), _readings(signal * 10.0 ** (gain / 20.0))
    for name, level in before.items():
        assert level is not None
        assert after[name] == pytest.approx(level + gain, abs=1e-6), name


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.permutations(range(6)))
def test_the_order_of_the_channels_changes_nothing_as_long_as_their_labels_follow(seed: int, order: list[int]) -> None:
    layout = LAYOUTS["5.1"]
    rng = np.random.default_rng(seed)
    signal = rng.standard_normal((48_000, 6)) * rng.uniform(0.01, 0.2, 6)
    reordered = layout_of(tuple(layout.labels[channel] for channel in order))
    before = integrated(programme_row_power(scan_array(signal, 48_000), layout.weights))
    after = integrated(programme_row_power(scan_array(signal[:, order], 48_000), reordered.weights))
    assert after.lkfs == pytest.approx(before.lkfs, abs=1e-9)
