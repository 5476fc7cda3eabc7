from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.meters.dc_offset import dc_offsets

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.scan.table import BlockTable


def test_the_mean_of_each_channel_is_told_in_all_three_ways(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((48_000 + 777, 2))
    signal[:, 0] = -0.001
    with_offset, without = dc_offsets(scan(signal))
    assert with_offset.mean == pytest.approx(-0.001)
    assert with_offset.percent == pytest.approx(-0.1)
    assert with_offset.level_dbfs == pytest.approx(-60.0)
    assert (without.mean, without.percent, without.level_dbfs) == (0.0, 0.0, None)


def test_a_loud_tone_has_no_offset(scan: Callable[..., BlockTable]) -> None:
    tone = np.sin(2 * np.pi * 1000 / 48_000 * np.arange(48_000))[:, np.newaxis]
    (offset,) = dc_offsets(scan(tone))
    assert offset.mean == pytest.approx(0.0, abs=1e-12)


def test_an_empty_file_has_no_mean(scan: Callable[..., BlockTable]) -> None:
    (offset,) = dc_offsets(scan(np.zeros((4800, 1)), sample_count=0))
    assert offset.mean is None
    assert offset.level_dbfs is None
