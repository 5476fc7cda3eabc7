from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.meters.true_peak import Peak, loudest, overs, peaks_by_filter, sample_peaks, true_peaks

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.scan.table import BlockTable


def _table(scan: Callable[..., BlockTable], *channels: list[float]) -> BlockTable:
    """True peaks per row, one list per channel; the peak of row r lies at its seventh sample."""
    peaks = np.array(channels).T
    rows = peaks.shape[0]
    places = np.repeat(np.arange(rows)[:, np.newaxis] * 4800 + 7, peaks.shape[1], axis=1).astype(np.int64)
    signal = np.zeros((rows * 4800 - 100, peaks.shape[1]))
    return scan(signal, true_peak=peaks, true_peak_sample=places)


def test_each_channel_tells_its_largest_peak_and_where_it_is(scan: Callable[..., BlockTable]) -> None:
    first, second = true_peaks(_table(scan, [0.1, 0.5, 0.2], [0.0, 0.0, 0.0]))
    assert first.level_db == pytest.approx(-6.0206, abs=1e-4)
    assert first.sample == 4807
    assert (second.level_db, second.sample) == (None, None)


def test_the_loudest_channel_is_the_first_of_equals(scan: Callable[..., BlockTable]) -> None:
    peaks = true_peaks(_table(scan, [0.1], [0.5], [0.5]))
    assert loudest(peaks) == peaks[1]
    assert loudest((Peak(channel=0, level_db=None, sample=None),)) is None


def test_a_full_scale_peak_is_not_taken_for_silence(scan: Callable[..., BlockTable]) -> None:
    table = _table(scan, [0.5, 1.0, 0.5])
    assert true_peaks(table)[0].level_db == 0.0
    assert [over.peak_dbtp for over in overs(table, -1.0)] == [0.0]
    assert overs(table, 0.0) == ()


def test_consecutive_rows_above_the_limit_are_one_over(scan: Callable[..., BlockTable]) -> None:
    table = _table(scan, [0.9, 0.1, 0.9, 0.95, 0.9, 0.1], [0.1, 0.1, 0.1, 0.1, 0.1, 0.99])
    found = overs(table, -2.0)
    assert [(over.channel, over.start_sample, over.end_sample) for over in found] == [
        (0, 0, 4800),
        (0, 9600, 24_000),
        (1, 24_000, 28_700),  # the last row is short
    ]
    assert found[1].peak_dbtp == pytest.approx(20 * np.log10(0.95))
    assert found[1].peak_sample == 3 * 4800 + 7


@pytest.mark.parametrize("limit", [-2.0, -1.0, -6.02])
def test_a_peak_exactly_at_the_limit_is_no_over(scan: Callable[..., BlockTable], limit: float) -> None:
    level = true_peaks(_table(scan, [10 ** (limit / 20)]))[0].level_db
    assert level is not None
    table = _table(scan, [10 ** (limit / 20)])
    assert overs(table, level) == ()
    assert len(overs(table, level - 1e-9)) == 1


def test_the_sample_peak_is_the_larger_of_both_extremes(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((9600, 2))
    signal[5000, 0], signal[5001, 0], signal[100, 1] = 0.25, -0.5, 0.125
    left, right = sample_peaks(scan(signal))
    assert left.level_db == pytest.approx(20 * np.log10(0.5))
    assert left.sample == 4800
    assert right.level_db == pytest.approx(20 * np.log10(0.125))
    assert right.sample == 0


def test_the_peak_between_two_samples_is_seen(scan: Callable[..., BlockTable]) -> None:
    tone = 0.5 * np.sin(np.pi / 2 * np.arange(9600) + np.pi / 4)[:, np.newaxis]
    table = scan(tone * np.hanning(9600)[:, np.newaxis])
    peak, sample_peak = true_peaks(table)[0].level_db, sample_peaks(table)[0].level_db
    assert peak is not None
    assert sample_peak is not None
    assert peak - sample_peak == pytest.approx(3.01, abs=0.1)


def test_each_filter_tells_its_own_peak_and_never_less_than_the_samples(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((4800, 3))
    signal[100, 2] = 0.5
    table = scan(
        signal,
        standard_true_peak=np.array([[0.25, 0.0, 0.1]]),
        fine_true_peak=np.array([[0.5, 0.0, 0.2]]),
    )

    first, silent, sampled = peaks_by_filter(table)

    assert first.standard_dbtp == pytest.approx(-12.0412, abs=1e-4)
    assert first.fine_dbtp == pytest.approx(-6.0206, abs=1e-4)
    assert (silent.standard_dbtp, silent.fine_dbtp) == (None, None)
    assert sampled.standard_dbtp == sampled.fine_dbtp == pytest.approx(-6.0206, abs=1e-4)
