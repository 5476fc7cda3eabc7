"""Programmes are read as sums of channels, whatever stands between them and their samples."""

from __future__ import annotations

import numpy as np
import pytest

from fixtures.films import HeldProgramme
from specs.vocabulary import LAYOUTS
from validator.comparisons.dub.anchors import Anchor, WaveformPair
from validator.comparisons.dub.survey import confirmed_along
from validator.comparisons.reading.in_order import OrderedProgramme, SummedProgramme
from validator.comparisons.reading.reading import summed, summed_blocks
from validator.comparisons.reading.watched import WatchedProgramme

RATE = 48_000


def noise(seconds: float, channels: int, seed: int = 1) -> np.ndarray:
    return 0.1 * np.random.default_rng(seed).standard_normal((round(seconds * RATE), channels)).astype(np.float32)


def held(samples: np.ndarray, layout: str) -> HeldProgramme:
    return HeldProgramme(samples=samples, layout=LAYOUTS[layout])


def test_every_programme_gives_the_sums_of_its_blocks() -> None:
    programme = held(noise(0.5, 6), "5.1")
    ordered = OrderedProgramme(programme=programme, layout=LAYOUTS["5.1"], order=(1, 0, 2, 3, 5, 4), inverted=(0, 4))
    for one in (programme, ordered, SummedProgramme(programme=ordered), WatchedProgramme(programme=ordered)):
        gains = np.random.default_rng(2).uniform(-1.0, 1.0, (2, one.channel_count))
        sums = np.concatenate(list(summed_blocks(one, gains, block_samples=5000, start_sample=70)), axis=1)
        blocks = np.concatenate(list(one.blocks(start_sample=70)))
        assert sums == pytest.approx(summed(blocks, gains), abs=1e-6)


def test_a_whole_read_of_sums_is_counted_and_shown() -> None:
    seen: list[int] = []
    watched = WatchedProgramme(programme=held(noise(0.1, 2), "2.0"), progress=seen.append)
    list(watched.sums(np.ones((1, 2)), block_samples=4000))
    list(watched.sums(np.ones((1, 2)), start_sample=100))
    assert seen == [4000, 4800]
    assert watched.whole_reads == 1


def known(at_seconds: float, lag: float) -> Anchor:
    return Anchor(at=at_seconds * RATE, lag=lag, height=50.0, inverted=False, sounding=True)


def test_a_lag_is_confirmed_between_places_that_agree_and_nowhere_else() -> None:
    sound = noise(30.0, 1)
    dub = sound.copy()
    dub[10 * RATE : 12 * RATE] = noise(2.0, 1, seed=3)
    dub[16 * RATE : 18 * RATE] = sound[16 * RATE + 300 : 18 * RATE + 300]
    pair = WaveformPair(held(dub, "1.0"), held(sound, "1.0"))
    places = [second * RATE for second in (1.0, 5.0, 11.0, 17.0, 22.0, 25.0, 29.0)]
    neighbours = [known(2.0, 0.0), known(20.0, 0.0), known(24.0, 900.0), known(26.0, 900.0)]

    found = confirmed_along(pair, 1.0, neighbours, places, reach_seconds=0.06)

    # Not before the first; not where other sound lies, nor 300 samples off; not between two that differ; not where both
    # neighbours are wrong; not behind the last.
    assert [anchor.at / RATE for anchor in found] == [5.0]
    assert found[0].lag == pytest.approx(0.0, abs=0.05)
