"""What is foreseen of peaks when sound is cut off."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pytest

from fixtures.made_orders import make_foreseen
from packager.corrections.trim_pad import TrimPad

ROW: Final = 4800
COUNT: Final = 100


def peaks(*places: tuple[int, float]) -> tuple[float | None, ...]:
    """True peaks of ten seconds: -20 dBTP throughout, unless said otherwise."""
    found = np.full(COUNT, -20.0)
    for row, level in places:
        found[row] = level
    return tuple(found.tolist())


@pytest.mark.parametrize(
    ("head", "tail", "loud", "foreseen"),
    [
        (6006, 0, (), True),
        (0, 6006, (), True),
        (-6006, 0, (), True),
        (-6006, 0, ((1, -6.5),), False),
        (-6006, 0, ((2, -6.5),), False),
        (-6006, 0, ((3, -6.5),), True),
        (-ROW, 0, ((1, -6.5),), False),
        (-ROW, 0, ((2, -6.5),), True),
        (0, -6006, ((98, -6.5),), False),
        (0, -6006, ((96, -6.5),), True),
        (-6006, -6006, ((50, -6.1), (99, -7.2)), True),
        (-6006, -6006, ((50, -6.1), (99, -6.9)), False),
    ],
)
def test_peaks_stay_where_what_is_cut_off_is_softer(
    head: int, tail: int, loud: tuple[tuple[int, float], ...], foreseen: bool
) -> None:
    usual = make_foreseen(sample_count=COUNT * ROW)
    series = usual.measurements.series.model_copy(update={"true_peak_dbtp": peaks(*loud)})
    levels = {"series": series, "max_true_peak_dbtp": -6.0, "max_sample_peak_dbfs": -6.0}
    measured = usual.measurements.model_copy(update=levels)
    start = replace(usual, subject=replace(usual.subject, measurements=measured))
    tolerances = start.with_step(TrimPad(head_samples=head, tail_samples=tail)).tolerances
    expected = 0.0 if foreseen else None
    assert (tolerances["max_true_peak_dbtp"], tolerances["max_sample_peak_dbfs"]) == (expected, expected)
