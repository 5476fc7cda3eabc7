from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validator.meters.clipping import ChannelClipping, clipped_places, clipping
from validator.scan.table import SampleRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.scan.table import BlockTable


def _runs(*runs: tuple[int, int, int]) -> tuple[SampleRun, ...]:
    return tuple(
        SampleRun(channel=channel, start_sample=start, length_samples=length) for channel, start, length in runs
    )


def test_clipped_runs_are_summed_up_per_channel(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((4800, 2))
    signal[100:103, 1] = 1.0
    signal[200:210, 1] = -1.0
    signal[300:302, 1] = 1.0  # two samples are a peak
    assert clipping(scan(signal)) == (
        ChannelClipping(channel=0, run_count=0, sample_count=0, longest_samples=0),
        ChannelClipping(channel=1, run_count=2, sample_count=13, longest_samples=10),
    )


def test_neighbouring_runs_are_one_place_to_listen_to() -> None:
    runs = _runs((0, 1000, 5), (0, 1100, 9), (0, 5000, 3), (0, 50_000, 4), (1, 50_004, 3))
    found = [
        (p.channel, p.start_sample, p.end_sample, p.run_count, p.longest_samples) for p in clipped_places(runs, 48_000)
    ]
    assert found == [(0, 1000, 5003, 3, 9), (0, 50_000, 50_004, 1, 4), (1, 50_004, 50_007, 1, 3)]


def test_runs_exactly_at_the_reach_are_still_gathered() -> None:
    runs = _runs((0, 0, 10), (0, 4810, 10))
    assert len(clipped_places(runs, 48_000)) == 1
    assert len(clipped_places(_runs((0, 0, 10), (0, 4811, 10)), 48_000)) == 2


def test_without_runs_there_are_no_places() -> None:
    assert clipped_places((), 48_000) == ()
