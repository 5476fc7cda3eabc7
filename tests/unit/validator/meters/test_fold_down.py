from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.meters.fold_down import (
    fold_down,
    fold_down_matrix,
    mono_row_power,
    pairs_needed,
    stereo_row_power,
)
from validator.meters.loudness import integrated
from validator.meters.power import programme_row_power
from validator.meters.undefined import Undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable


def _mix(layout: str, seconds: float = 2.0) -> NDArray[np.float64]:
    """Noise, a part of it common to all channels, at a level of its own in each."""
    rng = np.random.default_rng(11)
    samples, channels = int(seconds * 48_000), len(LAYOUTS[layout].labels)
    common = rng.standard_normal((samples, 1))
    return 0.05 * (rng.standard_normal((samples, channels)) + common * rng.uniform(-1.0, 1.0, channels))


@pytest.mark.parametrize("layout", ["2.0", "3.0", "5.0", "5.1", "5.1-film", "7.1", "7.1-wave", "LCRS"])
def test_the_figures_are_those_of_the_fold_down_really_made(scan: Callable[..., BlockTable], layout: str) -> None:
    chosen = LAYOUTS[layout]
    matrix = fold_down_matrix(chosen)
    assert matrix is not None
    signal = _mix(layout)
    table = scan(signal, pairs=pairs_needed(chosen))
    stereo = scan(signal @ np.array([matrix.left, matrix.right]).T)
    mono = scan(signal @ np.array([matrix.mono]).T)
    assert stereo_row_power(table, matrix) == pytest.approx(programme_row_power(stereo, (1.0, 1.0)), rel=1e-9)
    assert mono_row_power(table, matrix) == pytest.approx(programme_row_power(mono, (1.0,)), rel=1e-9)


def test_the_shares_of_5_1_are_those_of_the_recommendation() -> None:
    matrix = fold_down_matrix(LAYOUTS["5.1-film"])  # L C R Ls Rs LFE
    assert matrix is not None
    assert matrix.left == (1.0, 0.7071, 0.0, 0.7071, 0.0, 0.0)
    assert matrix.right == (0.0, 0.7071, 1.0, 0.0, 0.7071, 0.0)
    assert matrix.mono == pytest.approx((0.7071, 1.0, 0.7071, 0.5, 0.5, 0.0), abs=1e-4)


def test_every_two_channels_that_meet_are_needed() -> None:
    assert pairs_needed(LAYOUTS["2.0"]) == ((0, 1),)
    assert len(pairs_needed(LAYOUTS["5.1"])) == 10
    assert all(3 not in pair for pair in pairs_needed(LAYOUTS["5.1"]))
    assert len(pairs_needed(LAYOUTS["7.1"])) == 21
    assert pairs_needed(LAYOUTS["1.0"]) == ()


@pytest.mark.parametrize("layout", ["1.0", "dual-mono", "7.1.4", "5.1.2", "9.1.6", "7.1SDS", "5.1+2.0"])
def test_layouts_the_recommendation_does_not_cover_have_no_fold_down(
    scan: Callable[..., BlockTable], layout: str
) -> None:
    chosen = LAYOUTS[layout]
    assert fold_down_matrix(chosen) is None
    assert fold_down(scan(np.zeros((4800, len(chosen.labels)))), chosen) is None


@pytest.mark.parametrize(("right", "loss"), [("same", 0.0), ("unrelated", 3.01)])
def test_the_loss_in_mono_tells_how_the_sides_are_related(
    scan: Callable[..., BlockTable], right: str, loss: float
) -> None:
    rng = np.random.default_rng(5)
    left = 0.1 * rng.standard_normal(96_000)
    other = left if right == "same" else 0.1 * rng.standard_normal(96_000)
    reading = fold_down(scan(np.stack([left, other], axis=1), pairs=((0, 1),)), LAYOUTS["2.0"])
    assert reading is not None
    assert reading.mono_loss_lu == pytest.approx(loss, abs=0.05)
    assert reading.stereo_minus_mix_lu == pytest.approx(0.0, abs=1e-9)


def test_sides_that_cancel_leave_silence_and_not_rounding(scan: Callable[..., BlockTable]) -> None:
    left = 0.1 * np.random.default_rng(5).standard_normal(48_000)
    reading = fold_down(scan(np.stack([left, -left], axis=1), pairs=((0, 1),)), LAYOUTS["2.0"])
    assert reading is not None
    assert reading.mono.lkfs is None
    assert reading.mono.undefined is Undefined.SILENT
    assert reading.mono_loss_lu is None
    assert reading.stereo.lkfs is not None


def test_surrounds_fold_down_softer_than_they_weigh_in_the_mix(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((96_000, 6))
    signal[:, 4] = 0.1 * np.random.default_rng(5).standard_normal(96_000)
    table = scan(signal, pairs=pairs_needed(LAYOUTS["5.1"]))
    reading = fold_down(table, LAYOUTS["5.1"])
    assert reading is not None
    # weight 1.41 in the mix, power 0.5 in Lo
    assert reading.stereo_minus_mix_lu == pytest.approx(10 * np.log10(0.5 / 1.41), abs=1e-3)
    assert reading.mix.lkfs == integrated(programme_row_power(table, LAYOUTS["5.1"].weights)).lkfs


def test_a_table_without_the_products_is_refused_in_words(scan: Callable[..., BlockTable]) -> None:
    with pytest.raises(UsageError, match="does not hold the product"):
        fold_down(scan(_mix("5.1", 0.5), pairs=((0, 1),)), LAYOUTS["5.1"])


def test_the_shares_of_7_1_are_those_of_the_surrounds_of_their_side() -> None:
    matrix = fold_down_matrix(LAYOUTS["7.1-wave"])
    assert matrix is not None
    shares = dict(zip(LAYOUTS["7.1-wave"].labels, zip(matrix.left, matrix.right, strict=True), strict=True))
    assert shares == {
        "L": (1.0, 0.0), "R": (0.0, 1.0), "C": (0.7071, 0.7071), "LFE": (0.0, 0.0),
        "Lss": (0.7071, 0.0), "Rss": (0.0, 0.7071), "Lrs": (0.7071, 0.0), "Rrs": (0.0, 0.7071),
    }  # fmt: skip


def test_the_single_surround_of_lcrs_is_shared_by_both_sides() -> None:
    """ITU-R BS.775-4 Annex 4 Table 2, 3/1 to 2/0: S with 0.5 to either side."""
    matrix = fold_down_matrix(LAYOUTS["LCRS"])
    assert matrix is not None
    assert matrix.left == (1.0, 0.7071, 0.0, 0.5)
    assert matrix.right == (0.0, 0.7071, 1.0, 0.5)


def test_the_two_channels_of_a_matrix_mix_fold_down_as_left_and_right() -> None:
    matrix = fold_down_matrix(LAYOUTS["LtRt"])
    assert matrix is not None
    assert (matrix.left, matrix.right) == ((1.0, 0.0), (0.0, 1.0))
