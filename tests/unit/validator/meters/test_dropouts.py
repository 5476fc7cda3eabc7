from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.meters.dropouts import DropoutCriteria, dropouts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable


def _tone(samples: int = 96_000, peak: float = 0.2) -> NDArray[np.float64]:
    tone: NDArray[np.float64] = peak * np.cos(2 * np.pi * 997 / 48_000 * np.arange(samples) + 0.1)
    return tone[:, np.newaxis]


def test_a_gap_in_a_tone_is_a_dropout_with_its_place_and_length(scan: Callable[..., BlockTable]) -> None:
    signal = _tone()
    signal[30_000:32_400] = 0.0
    (found,) = dropouts(scan(signal))
    assert (found.channel, found.start_sample, found.length_samples) == (0, 30_000, 2_400)
    assert found.before_dbfs == pytest.approx(20 * np.log10(0.2) - 3.01, abs=0.3)
    assert found.after_dbfs == pytest.approx(20 * np.log10(0.2) - 3.01, abs=0.3)


def test_each_channel_is_looked_at_alone(scan: Callable[..., BlockTable]) -> None:
    signal = np.repeat(_tone(), 2, axis=1)
    signal[50_000:51_000, 1] = 0.0
    assert [found.channel for found in dropouts(scan(signal))] == [1]


def test_a_long_gap_across_many_rows_is_seen_from_both_its_ends(scan: Callable[..., BlockTable]) -> None:
    signal = _tone()
    signal[24_000:72_000] = 0.0  # begins and ends exactly on rows
    (found,) = dropouts(scan(signal))
    assert found.length_samples == 48_000


@pytest.mark.parametrize("silence", [slice(0, 20_000), slice(60_000, 96_000)])
def test_silence_at_the_start_or_the_end_is_no_dropout(scan: Callable[..., BlockTable], silence: slice) -> None:
    signal = _tone()
    signal[silence] = 0.0
    assert dropouts(scan(signal)) == ()


def test_a_pause_between_quiet_ends_is_no_dropout(scan: Callable[..., BlockTable]) -> None:
    signal = _tone()
    signal[20_000:30_000] *= 10 ** (-50 / 20)
    signal[30_000:40_000] = 0.0
    assert dropouts(scan(signal)) == ()
    assert len(dropouts(scan(signal), DropoutCriteria(signal_above_dbfs=-80.0))) == 1


def test_the_length_decides_what_is_a_dropout(scan: Callable[..., BlockTable]) -> None:
    signal = _tone()
    signal[30_000:30_479] = 0.0  # one sample short of 10 ms
    table = scan(signal)
    assert dropouts(table) == ()
    assert len(dropouts(table, DropoutCriteria(minimum_seconds=0.005))) == 1
    assert dropouts(table, DropoutCriteria(minimum_seconds=0.001, maximum_seconds=0.005)) == ()


def test_a_channel_that_is_silent_throughout_has_no_dropout(scan: Callable[..., BlockTable]) -> None:
    assert dropouts(scan(np.zeros((48_000, 1)))) == ()


@pytest.mark.parametrize(("peak_dbfs", "count"), [(-36.5, 1), (-37.5, 0)])
def test_the_signal_on_either_side_is_above_40_dbfs_rms(
    scan: Callable[..., BlockTable], peak_dbfs: float, count: int
) -> None:
    signal = _tone(peak=10 ** (peak_dbfs / 20))  # its RMS level is 3.01 dB lower
    signal[28_800:33_600] = 0.0
    assert len(dropouts(scan(signal))) == count


@pytest.mark.parametrize(("length", "count"), [(480, 1), (168_000, 1), (168_001, 0)])
def test_10_ms_and_3_5_s_are_dropouts_themselves(scan: Callable[..., BlockTable], length: int, count: int) -> None:
    signal = _tone(240_000)
    signal[30_000 : 30_000 + length] = 0.0
    assert len(dropouts(scan(signal))) == count
