from __future__ import annotations

import numpy as np
import pytest

from specs.vocabulary import LAYOUTS
from validator.meters.activity import sound_bounds
from validator.meters.correlation import pair_correlation
from validator.meters.dc_offset import dc_offsets
from validator.meters.dropouts import dropouts
from validator.meters.fold_down import fold_down
from validator.meters.loudness import MOMENTARY_BLOCKS, integrated, maximum, momentary_power
from validator.meters.loudness_range import loudness_range
from validator.meters.power import programme_block_power, programme_row_power
from validator.meters.rms import channel_rms, file_rms, noise_floor, row_power
from validator.meters.true_peak import loudest, overs, sample_peaks, true_peaks
from validator.meters.word_length import word_length
from validator.scan.driver import ScanOptions, scan_array


@pytest.mark.parametrize("sample_count", [0, 1, 479, 4799, 4801])
def test_every_meter_has_an_answer_for_almost_nothing(sample_count: int) -> None:
    table = scan_array(np.zeros((sample_count, 2)), 48_000, options=ScanOptions(pairs=((0, 1),)))
    weights = LAYOUTS["2.0"].weights
    assert integrated(programme_row_power(table, weights)).lkfs is None
    assert maximum(momentary_power(programme_block_power(table, weights)), MOMENTARY_BLOCKS, 48_000).lkfs is None
    assert loudness_range(programme_row_power(table, weights)).lu is None
    assert loudest(true_peaks(table)) is None
    assert loudest(sample_peaks(table)) is None
    assert overs(table, -90.0) == ()
    assert channel_rms(table) == (None, None)
    assert file_rms(table) is None
    assert noise_floor(row_power(table), 48_000).rms_dbfs is None
    assert sound_bounds(table).programme is None
    assert dropouts(table) == ()
    assert [offset.level_dbfs for offset in dc_offsets(table)] == [None, None]
    assert word_length(table.used_bits, 24).effective_bits is None
    assert pair_correlation(table, (0, 1)).overall is None
    folded = fold_down(table, LAYOUTS["2.0"])
    assert folded is not None
    assert folded.mono.lkfs is None
