from __future__ import annotations

import pytest

from fixtures.measurements import make_measurements
from specs.message import message
from specs.requirements.loudness import Gating
from validator.catalogue import say
from validator.rules.readings import loudness_of
from validator.rules.subject import Subject
from validator.rules.windows import Part

CALIBRATION = "85 dB for -20 dBFS in a screen channel"
WHOLE = Part(name="", start_sample=0, end_sample=600_000, is_whole=True)


def _subject(rows: tuple[float | None, ...] = ()) -> Subject:
    made = make_measurements(leq_m_db=81.0, leq_m_calibration=CALIBRATION)
    return Subject(
        measurements=made.model_copy(update={"series": made.series.model_copy(update={"m_weighted_db": rows})})
    )


def test_the_whole_file_has_the_level_that_was_measured() -> None:
    reading = loudness_of(Gating.LEQ_M, None, WHOLE, _subject())

    assert reading.value == 81.0
    assert reading.basis is not None
    assert say(reading.basis) == f"calibration: {CALIBRATION}"


def test_a_part_has_the_energy_average_of_its_rows() -> None:
    count = len(make_measurements().series.power_lkfs)
    levels: list[float | None] = [90.0] * count
    levels[10:14] = [80.0, 80.0, None, None]
    part = Part(name="a part", start_sample=48_000, end_sample=48_000 + 4 * 4_800)

    reading = loudness_of(Gating.LEQ_M, None, part, _subject(tuple(levels)))

    assert reading.value == pytest.approx(80.0 - 3.01, abs=0.01)


def test_without_a_calibration_there_is_no_level_and_the_remedy_says_how() -> None:
    reading = loudness_of(Gating.LEQ_M, None, WHOLE, Subject(measurements=make_measurements()))

    assert reading.value is None
    assert say(reading.why_none) == "Nobody stated how loud the mix is played."
    assert reading.remedy == message("remedy.state-calibration")


def test_a_silent_part_has_no_level() -> None:
    count = len(make_measurements().series.power_lkfs)
    part = Part(name="a part", start_sample=48_000, end_sample=96_000)

    reading = loudness_of(Gating.LEQ_M, None, part, _subject((None,) * count))

    assert reading.value is None
    assert reading.reason == message("reading.none", why=message("reading.silent"))


def test_a_part_that_holds_no_whole_row_has_no_level() -> None:
    count = len(make_measurements().series.power_lkfs)
    part = Part(name="a part", start_sample=48_000, end_sample=48_000 + 4_799)

    reading = loudness_of(Gating.LEQ_M, None, part, _subject((90.0,) * count))

    assert reading.value is None
    assert reading.reason == message("reading.none", why=message("reading.nothing-selected"))


def test_a_part_of_which_no_series_was_saved_was_not_measured() -> None:
    part = Part(name="a part", start_sample=48_000, end_sample=96_000)

    reading = loudness_of(Gating.LEQ_M, None, part, _subject(()))

    assert reading.value is None
    assert reading.reason == message("reading.none", why=message("reading.not-measured"))
