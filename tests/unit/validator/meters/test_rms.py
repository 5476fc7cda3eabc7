from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.meters.rms import channel_k_weighted, channel_rms, file_rms, noise_floor, row_power
from validator.meters.undefined import Undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.scan.table import BlockTable


def test_a_full_scale_sine_reads_minus_3_01(scan: Callable[..., BlockTable]) -> None:
    tone = np.sin(2 * np.pi * 1000 / 48_000 * np.arange(48_000))
    table = scan(np.stack([tone, 0 * tone], axis=1))
    left, right = channel_rms(table)
    assert left == pytest.approx(-3.0103, abs=1e-4)
    assert right is None
    assert file_rms(table) == pytest.approx(-6.0206, abs=1e-4)


def test_the_short_last_row_is_averaged_over_what_is_there(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.full((4800 + 100, 1), 0.5))
    assert row_power(table).tolist() == [[0.25], [0.25]]
    assert file_rms(table) == pytest.approx(-6.0206, abs=1e-4)


def test_the_noise_floor_is_the_quietest_half_second() -> None:
    power = np.full((100, 2), 1e-4)
    power[40:45] = 1e-7
    power[60:64] = 1e-9  # only 400 ms
    floor = noise_floor(power, 48_000)
    assert floor.rms_dbfs == pytest.approx(-70.0)
    assert floor.start_sample == 40 * 4800
    assert floor.undefined is None


def test_digital_silence_has_no_noise_floor_and_says_where_it_is() -> None:
    power = np.full((100, 1), 1e-4)
    power[20:25] = 0.0
    floor = noise_floor(power, 48_000)
    assert floor.rms_dbfs is None
    assert floor.undefined is Undefined.SILENT
    assert floor.start_sample == 20 * 4800


def test_less_than_half_a_second_has_no_noise_floor() -> None:
    assert noise_floor(np.full((4, 1), 1e-4), 48_000).undefined is Undefined.TOO_SHORT


def test_an_empty_file_has_no_level(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.zeros((4800, 2)), sample_count=0)
    assert channel_rms(table) == (None, None)
    assert file_rms(table) is None


def test_the_k_weighted_level_is_that_of_the_recommendation(scan: Callable[..., BlockTable]) -> None:
    """ITU-R BS.1770-5 Annex 1: K-weighting raises 997 Hz by 0.691 dB, so a full-scale sine reads -3.01 + 0.69."""
    tone = np.sin(2 * np.pi * 997 / 48_000 * np.arange(96_000))
    left, right, half = channel_k_weighted(scan(np.stack([tone, 0 * tone, 0.5 * tone], axis=1)))
    assert left == pytest.approx(-3.0103 + 0.691, abs=0.01)
    assert right is None
    assert half == pytest.approx(-3.0103 + 0.691 - 6.0206, abs=0.01)


def test_an_empty_file_has_no_k_weighted_level(scan: Callable[..., BlockTable]) -> None:
    assert channel_k_weighted(scan(np.zeros((4800, 3)), sample_count=0)) == (None, None, None)
