"""Correlation band by band: what it tells of polarity, and where it tells nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from fixtures.measurements import make_measurements
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import LAYOUTS, MixKind
from validator.catalogue import say
from validator.measuring.measure import MeasureOptions, measure
from validator.meters.polarity import band_correlation, sides_of
from validator.notices.polarity import polarity_notices
from validator.results.measurements import BandCorrelations
from validator.rules.subject import Subject
from validator.scan.driver import ScanOptions, scan_array
from validator.scan.memory import programme_of_array

if TYPE_CHECKING:
    from validator.scan.table import BlockTable

RATE_HZ = 48_000
SECONDS = 12
Sound = np.ndarray


def noises(channels: int, seconds: float = SECONDS) -> Sound:
    return np.asarray(0.05 * np.random.default_rng(11).standard_normal((round(seconds * RATE_HZ), channels)))


def lows(sound: Sound) -> Sound:
    return np.asarray(sosfiltfilt(butter(4, 160.0, output="sos", fs=RATE_HZ), sound))


def said(sound: Sound, layout: str) -> list[str]:
    programme = programme_of_array(sound.astype(np.float32), RATE_HZ)
    programme.layout = LAYOUTS[layout]
    return said_of(measure(programme, MeasureOptions(version="0")).band_correlations, layout)


def said_of(found: tuple[BandCorrelations, ...], layout: str = "5.1") -> list[str]:
    measured = make_measurements(layout=layout).model_copy(update={"band_correlations": found})
    subject = Subject(measurements=measured, mix_kind=MixKind.PRINTMASTER, programme=ProgrammeFacts(picture_rate="25"))
    return [say(notice.message) for notice in polarity_notices(subject)]


def wide_stereo() -> Sound:
    """Alike above 2 kHz, unrelated below: nearly uncorrelated as a whole."""
    apart, shared = noises(2), noises(1)[:, 0]
    highs = shared - sosfiltfilt(butter(4, 2000.0, output="sos", fs=RATE_HZ), shared)
    below = np.asarray(sosfiltfilt(butter(4, 2000.0, output="sos", fs=RATE_HZ), 4.0 * apart, axis=0))
    return np.asarray(below + highs[:, np.newaxis])


def surround() -> Sound:
    """Six unrelated channels, of which left, right and centre share a third, and so do the surrounds."""
    found = noises(6)
    front, rear = (noises(2).T)[:, :, np.newaxis]
    found[:, [0, 1, 2]] += 0.9 * front
    found[:, [4, 5]] += 0.9 * rear
    return found


def turned(sound: Sound, *channels: int) -> Sound:
    found = sound.copy()
    found[:, channels] *= -1.0
    return found


def test_a_pair_that_is_uncorrelated_as_a_whole_is_told_by_the_band_it_shares() -> None:
    assert said(wide_stereo(), "2.0") == []
    (found,) = said(turned(wide_stereo(), 1), "2.0")
    assert found.startswith("L and R are opposed, most from ")
    assert found.endswith(": L or R is upside down.")


@pytest.mark.parametrize(
    ("channels", "start"),
    [
        ((2,), "C and L, R are opposed"),
        ((5,), "Ls and Rs are opposed"),
        ((4,), "Ls and Rs are opposed"),
        ((0,), "L and R are opposed"),
    ],
)
def test_one_channel_upside_down_is_named(channels: tuple[int, ...], start: str) -> None:
    assert said(surround(), "5.1") == []
    (found,) = said(turned(surround(), *channels), "5.1")
    assert found.startswith(start)


def test_the_centre_tells_which_of_left_and_right_it_is() -> None:
    assert said(turned(surround(), 1), "5.1")[0].endswith(": R is upside down.")


def test_low_bands_alone() -> None:
    shared = noises(1)[:, 0]
    sound = np.stack([shared, shared - 2.0 * lows(shared)], axis=1)
    (found,) = said(sound, "2.0")
    assert found.startswith("L and R are opposed from 40 to 160 Hz")
    assert "not everywhere" in found


@pytest.mark.parametrize(
    "sound",
    [noises(2), np.repeat(noises(1), 2, axis=1), np.zeros((RATE_HZ, 2)), noises(2)[:100], noises(2)[:1000]],
    ids=["wide ambience", "dual mono", "silence", "shorter than a window", "a fiftieth of a second"],
)
def test_what_tells_nothing_or_is_right_is_left_alone(sound: Sound) -> None:
    assert said(sound, "2.0") == []


def test_one_side_far_below_the_other_is_still_told() -> None:
    shared = noises(1)[:, 0]
    assert said(np.stack([4.0 * shared, -0.4 * shared], axis=1), "2.0")


def test_bands_in_which_one_side_hardly_sounds_say_nothing() -> None:
    shared = noises(1)[:, 0]
    table = scan_array(np.stack([shared, 1e-4 * shared], axis=1).astype(np.float32), RATE_HZ)
    assert band_correlation(table, [0], [1]).bands == (None,) * 5


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 48_000, 96_000])
def test_the_diagonal_is_the_mean_square_in_a_band(rate_hz: int) -> None:
    time = np.arange(12 * rate_hz) / rate_hz
    sound = np.stack([0.5 * np.sin(2.0 * np.pi * 1000.0 * time), 0.25 * np.sin(2.0 * np.pi * 1000.0 * time)], axis=1)
    products = scan_array(sound.astype(np.float32), rate_hz).band_products
    assert products.shape == (2, 5, 2, 2)
    assert products[:, 2, 0, 0] == pytest.approx(0.125, rel=1e-3)
    assert products[:, 2, 0, 1] == pytest.approx(0.0625, rel=1e-3)
    assert products[:, 0].max() < 1e-6


def test_any_workers_and_segments_give_the_same() -> None:
    sound = np.tile(noises(3), (3, 1)).astype(np.float32)
    tables = [
        scan_array(sound, RATE_HZ, options=ScanOptions(workers=workers, segment_granules=granules)).band_products
        for workers, granules in ((1, 1), (2, 3))
    ]
    assert np.array_equal(tables[0], tables[1])


@pytest.mark.parametrize(
    ("bands", "is_said"),
    [
        ((-0.31, 0.1, 0.1, None, None), True),
        ((-0.3, 0.1, 0.1, None, None), False),
        ((-0.4, 0.5, 0.1, None, None), False),
        ((-0.51, 0.6, 0.1, None, None), True),
        ((0.6, 0.6, -0.55, None, None), False),
        ((-0.51, 0.29, 0.29, None, None), True),
        ((None,) * 5, False),
    ],
)
def test_thresholds(bands: tuple[float | None, ...], *, is_said: bool) -> None:
    assert bool(said_of((BandCorrelations(first=("Ls",), second=("Rs",), bands=bands),))) is is_said


def table_of(granules: list[list[list[float]]], seconds: float) -> BlockTable:
    """A table of which only the products of bands count: in the first band those given, in the others nothing."""
    products = np.zeros((len(granules), 5, len(granules[0]), len(granules[0])))
    products[:, 0] = granules
    count = round(seconds * RATE_HZ)
    table = scan_array(np.zeros((480, len(granules[0])), dtype=np.float32), RATE_HZ)
    return replace(table, sample_count=count, band_products=products)


def first_band(granules: list[list[list[float]]], seconds: float) -> float | None:
    found = band_correlation(table_of(granules, seconds), [0], [1])
    assert found.bands[1:] == (None,) * 4
    return found.bands[0]


SAME = [[0.04, 0.02], [0.02, 0.01]]
OPPOSED = [[1.0, -0.25], [-0.25, 0.0625]]
HALF = [[0.01, 0.01], [0.01, 0.04]]
QUIET = [[1e-6, 1e-6], [1e-6, 1.0]]


@pytest.mark.parametrize(
    ("granules", "seconds", "expected"),
    [
        ([SAME], 10.0, 1.0),
        ([OPPOSED], 10.0, -1.0),
        ([HALF], 10.0, 0.5),
        ([SAME, OPPOSED], 20.0, 0.0),
        ([SAME, OPPOSED], 15.0, (10.0 - 5.0) / 15.0),
        ([SAME, HALF], 12.5, (10.0 + 0.5 * 2.5) / 12.5),
        ([SAME, QUIET], 15.0, 1.0),
        ([QUIET, SAME], 15.0, None),
        ([QUIET, SAME], 20.0, 1.0),
        ([QUIET], 10.0, None),
        ([SAME], 5.0, 1.0),
    ],
)
def test_each_granule_counts_as_long_as_it_lasts_whatever_its_level(
    granules: list[list[list[float]]], seconds: float, expected: float | None
) -> None:
    """The correlation of a granule is its product over the root of both powers; ten seconds of sound are needed."""
    assert first_band(granules, seconds) == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_a_sum_of_channels_is_held_against_a_channel() -> None:
    """Of L, R and C with C = L + R: the powers 1 and 4 of unrelated sides make 5, and the product is as large."""
    granule = [[1.0, 0.0, 1.0], [0.0, 4.0, 4.0], [1.0, 4.0, 5.0]]
    found = band_correlation(table_of([granule], 10.0), [2], [0, 1])
    assert (found.first, found.second) == ((2,), (0, 1))
    assert found.bands[0] == pytest.approx(1.0, abs=1e-12)
    alone = band_correlation(table_of([granule], 10.0), [0], [2])
    assert alone.bands[0] == pytest.approx(1.0 / np.sqrt(5.0), abs=1e-12)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("1.0", []),
        ("2.0", ["L R"]),
        ("3.0", ["L R", "C L+R", "L C", "R C"]),
        ("5.1", ["L R", "Ls Rs", "C L+R", "L C", "R C", "Ls L", "Rs R"]),
        ("7.1", ["L R", "Lss Rss", "Lrs Rrs", "C L+R", "L C", "R C", "Lss L", "Rss R", "Lrs L", "Rrs R"]),
        ("5.1+2.0", ["L R", "Ls Rs", "L R"]),
    ],
)
def test_what_is_held_against_what(layout: str, expected: list[str]) -> None:
    labels = LAYOUTS[layout].labels
    found = [" ".join("+".join(labels[index] for index in side) for side in pair) for pair in sides_of(LAYOUTS[layout])]
    assert sorted(found) == sorted(expected)
