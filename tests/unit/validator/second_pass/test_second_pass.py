from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.message import message
from validator.measuring.measure import MeasureOptions, measure
from validator.results.measurements import LOW_BANDS_HZ, Measurements
from validator.second_pass.wanted import LeqmCalibration, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.audio.programme import FileProgramme

    Write = Callable[..., FileProgramme]

EVERYTHING = Wanted(fold_downs=frozenset({"LoRo", "LtRt", "mono"}), lfe_bands=True, leqm=LeqmCalibration(level_db=85.0))


def noise(channels: int = 6) -> NDArray[np.float64]:
    samples: NDArray[np.float64] = 0.05 * np.random.default_rng(1).standard_normal((5 * 48_000, channels))
    return samples


def test_nothing_more_is_measured_than_was_asked(written: Write) -> None:
    plain = measure(written(noise(), "5.1"), MeasureOptions(version="0"))

    assert plain.leq_m_db is None
    assert plain.leq_m_calibration is None
    assert "LtRt" not in plain.fold_downs
    assert not any(channel.low_bands_dbfs for channel in plain.channels)


def test_all_that_was_asked_for_is_there_and_the_rest_is_as_before(written: Write) -> None:
    programme = written(noise(), "5.1")
    plain = measure(programme, MeasureOptions(version="0"))

    found = measure(programme, MeasureOptions(version="0", wanted=EVERYTHING))

    assert found.leq_m_db is not None
    assert found.leq_m_calibration == (
        "85 dB for -20 dBFS in a screen channel, 3 dB less in a surround channel, 10 dB more in the LFE"
    )
    assert len(found.series.m_weighted_db) == len(found.series.power_lkfs)
    assert set(found.fold_downs) == {"LoRo", "LtRt", "mono"}
    assert all(reading.max_true_peak_dbtp is not None for reading in found.fold_downs.values())
    assert found.fold_downs["LoRo"].integrated_lkfs == plain.fold_downs["LoRo"].integrated_lkfs
    assert {channel.label: len(channel.low_bands_dbfs) for channel in found.channels if channel.low_bands_dbfs} == {
        "LFE": len(LOW_BANDS_HZ)
    }
    assert (found.integrated_lkfs, found.series.power_lkfs) == (plain.integrated_lkfs, plain.series.power_lkfs)


def test_measurements_survive_their_file(written: Write) -> None:
    found = measure(written(noise(), "5.1"), MeasureOptions(version="0", wanted=EVERYTHING))

    assert Measurements.model_validate_json(found.model_dump_json(by_alias=True)) == found


def test_without_a_layout_leq_m_has_a_reason_and_the_rest_is_left_out(written: Write) -> None:
    programme = replace(written(noise(), "5.1"), layout=None)

    found = measure(programme, MeasureOptions(version="0", wanted=EVERYTHING))

    assert found.leq_m_db is None
    assert found.reasons["leq_m_db"] == message("reading.layout-not-known")
    assert found.fold_downs == {}


def test_silence_has_a_reason(written: Write) -> None:
    found = measure(written(np.zeros((48_000, 6)), "5.1"), MeasureOptions(version="0", wanted=EVERYTHING))

    assert found.leq_m_db is None
    assert found.reasons["leq_m_db"] == message("reading.silent")


@pytest.mark.parametrize("layout", ["2.0", "1.0"])
def test_a_layout_without_lfe_has_no_bands(layout: str, written: Write) -> None:
    found = measure(
        written(noise(2 if layout == "2.0" else 1), layout), MeasureOptions(version="0", wanted=Wanted(lfe_bands=True))
    )

    assert not any(channel.low_bands_dbfs for channel in found.channels)


def test_each_thing_that_is_read_again_shows_how_far_it_is(written: Write) -> None:
    shown: dict[str, list[int]] = {}

    def show(name: str, _total: int) -> Callable[[int], None]:
        shown[name] = []
        return shown[name].append

    measure(written(noise(), "5.1"), MeasureOptions(version="0", name="mix", wanted=EVERYTHING), show)

    assert list(shown) == ["mix", "LoRo fold-down", "LtRt fold-down", "mono fold-down", "Leq(m)", "spectrum of the LFE"]
    for name, moves in shown.items():
        assert moves, name
        assert moves[-1] >= 5 * 48_000, name
