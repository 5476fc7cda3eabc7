"""Every reading the published test signals ask for, taken from the block table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import bs2217, ebu_tech_3341, ebu_tech_3342
from fixtures.case import Case, Expectation, Reading
from specs.vocabulary import parse_layout
from validator.meters.loudness import (
    MOMENTARY_BLOCKS,
    SHORT_TERM_BLOCKS,
    integrated,
    momentary_power,
    short_term_power,
)
from validator.meters.loudness_range import loudness_range
from validator.meters.power import programme_block_power, programme_row_power, to_lkfs
from validator.meters.true_peak import loudest, peaks_by_filter, true_peaks
from validator.scan.driver import scan_array
from validator.scan.table import BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from validator.scan.table import BlockTable

SUITES = {"3341": ebu_tech_3341.CASES, "3342": ebu_tech_3342.CASES, "BS.2217": bs2217.CASES}
CASES = [pytest.param(case, id=f"{suite}-{case.name}") for suite, cases in SUITES.items() for case in cases]


def _windows(table: BlockTable, weights: tuple[float, ...], expectation: Expectation) -> list[float | None]:
    """The momentary or short-term readings that an expectation counts."""
    power = programme_block_power(table, weights)
    if expectation.reading in {Reading.MAX_MOMENTARY, Reading.EVERY_MOMENTARY}:
        series, blocks = momentary_power(power), MOMENTARY_BLOCKS
    else:
        series, blocks = short_term_power(power), SHORT_TERM_BLOCKS
    ends = (np.arange(series.size) + blocks) / BLOCKS_PER_SECOND
    stop = np.inf if expectation.stop_seconds is None else expectation.stop_seconds
    counted = series[(ends > expectation.start_seconds + 1e-9) & (ends <= stop + 1e-9)]
    assert counted.size, "an expectation must count at least one window"
    return [to_lkfs(float(counted.min())), to_lkfs(float(counted.max()))]


def _readings(table: BlockTable, weights: tuple[float, ...], expectation: Expectation) -> list[float | None]:
    """What must be accepted: one reading, or the softest and the loudest of many."""
    match expectation.reading:
        case Reading.INTEGRATED:
            return [integrated(programme_row_power(table, weights)).lkfs]
        case Reading.LOUDNESS_RANGE:
            return [loudness_range(programme_row_power(table, weights)).lu]
        case Reading.MAX_TRUE_PEAK:
            peak = loudest(true_peaks(table))
            return [None if peak is None else peak.level_db]
        case Reading.EVERY_MOMENTARY | Reading.EVERY_SHORT_TERM:
            return _windows(table, weights, expectation)
        case Reading.MAX_MOMENTARY | Reading.MAX_SHORT_TERM:
            return _windows(table, weights, expectation)[1:]


@pytest.mark.parametrize("case", CASES)
def test_the_published_value_is_read_within_its_tolerance(case: Case) -> None:
    weights = parse_layout(case.layout).weights
    table = scan_array(case.make(), case.sample_rate_hz)
    for expectation in case.expected:
        readings = _readings(table, weights, expectation)
        assert all(expectation.accepts(reading) for reading in readings), (expectation, readings)


@pytest.mark.parametrize("case", [case for case in ebu_tech_3341.CASES if int(case.number) >= 15], ids=lambda c: c.name)
def test_each_filter_alone_reads_the_true_peak_cases(case: Case) -> None:
    table = scan_array(case.make(), case.sample_rate_hz)
    (expectation,) = case.expected
    for peaks in peaks_by_filter(table):
        assert expectation.accepts(peaks.standard_dbtp), peaks
        assert expectation.accepts(peaks.fine_dbtp), peaks


@pytest.mark.parametrize(
    ("suite", "numbers"),
    [
        # EBU Tech 3341:2023 Table 1 without the recordings 7 and 8; Tech 3342:2023 Table 1 without 5 and 6.
        ("3341", {*range(1, 7), *range(9, 24)}),
        ("3342", {1, 2, 3, 4}),
    ],
)
def test_no_synthesisable_case_of_the_documents_is_missing(suite: str, numbers: set[int]) -> None:
    assert {int(case.number) for case in SUITES[suite]} == numbers
    parts = [case.number for case in SUITES[suite] if case.part is not None]
    assert all(parts.count(number) == 20 for number in set(parts))
