"""A mix against its last delivery: exact ranges, and what is only gain, delay or dither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from validator.comparisons.redelivery.redelivery import compare_redelivery
from validator.comparisons.redelivery.redelivery_model import Redelivery, RedeliveryDoubt, RedeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RATE: Final = 48_000
SECONDS: Final = 12


@dataclass(frozen=True)
class Sound:
    """Samples as a programme."""

    samples: NDArray[np.float64]
    sample_rate_hz: int = RATE
    layout: Any = None

    @property
    def sample_count(self) -> int:
        return len(self.samples)

    @property
    def channel_count(self) -> int:
        return int(self.samples.shape[1])

    def blocks(
        self, *, block_samples: int = 4096, start_sample: int = 0, sample_count: int | None = None
    ) -> Iterator[NDArray[np.float64]]:
        end = len(self.samples) if sample_count is None else start_sample + sample_count
        for start in range(start_sample, min(end, len(self.samples)), block_samples):
            yield self.samples[start : min(start + block_samples, end)]


def quantised(samples: NDArray[np.float64], bits: int = 24, dither_seed: int | None = None) -> NDArray[np.float64]:
    steps = samples * 2.0 ** (bits - 1)
    if dither_seed is not None:
        rng = np.random.default_rng(dither_seed)
        steps = steps + rng.uniform(-0.5, 0.5, samples.shape) + rng.uniform(-0.5, 0.5, samples.shape)
    return np.round(steps) / 2.0 ** (bits - 1)


def programme(seed: int = 1, channels: int = 2) -> NDArray[np.float64]:
    """Noise that comes and goes, with a second of silence in it."""
    rng = np.random.default_rng(seed)
    count = SECONDS * RATE
    envelope = 0.05 + 0.2 * np.abs(np.sin(np.arange(count) / RATE * 0.7))
    sound = rng.standard_normal((count, channels)) * envelope[:, None] * 0.3
    sound[3 * RATE : 4 * RATE] = 0.0
    return np.clip(sound, -0.99, 0.99)


RAW: Final = programme()
MIX: Final = quantised(RAW)


def told(old: NDArray[np.float64], new: NDArray[np.float64], **changes: Any) -> Redelivery:
    return compare_redelivery(Sound(old), Sound(new), **changes)


def test_the_same_samples_are_identical() -> None:
    found = told(MIX, MIX.copy())
    assert (found.state, found.changed_samples) == (RedeliveryState.IDENTICAL, 0)


@pytest.mark.parametrize("bits", [16, 24])
def test_two_dithered_exports_differ_by_dither(bits: int) -> None:
    found = told(quantised(RAW, bits, 1), quantised(RAW, bits, 2), bits=bits)
    assert (found.state, found.ranges) == (RedeliveryState.DITHER, ())


def test_a_step_more_than_dither_is_a_change_and_the_sample_is_named() -> None:
    for steps, state in ((3, RedeliveryState.DITHER), (4, RedeliveryState.CHANGED)):
        new = MIX.copy()
        new[200_000, 1] += steps * 2.0**-23
        found = told(MIX, new)
        assert found.state is state
    (one,) = found.ranges
    assert (one.start_sample, one.end_sample, one.channels) == (200_000, 200_001, (2,))
    assert one.difference_dbfs == pytest.approx(20 * np.log10(4 * 2.0**-23), abs=0.01)


def test_a_second_that_was_replaced_is_the_one_range_to_the_sample() -> None:
    new = MIX.copy()
    new[5 * RATE : 6 * RATE] = quantised(programme(2))[5 * RATE : 6 * RATE]
    found = told(MIX, new)
    assert found.state is RedeliveryState.CHANGED
    (one,) = found.ranges
    assert (one.start_sample, one.end_sample, one.channels) == (5 * RATE, 6 * RATE, (1, 2))
    assert (found.gain_db, found.delay_samples) == (0.0, 0)


def test_ranges_that_are_near_are_one_and_others_are_two() -> None:
    for gap, count in ((960, 1), (962, 2)):
        new = MIX.copy()
        new[[100_000, 100_000 + gap], 0] += 0.1
        assert told(MIX, new).range_count == count


@pytest.mark.parametrize("gain_db", [-2.5, 0.01, 3.0])
def test_a_gain_is_named(gain_db: float) -> None:
    found = told(MIX, quantised(MIX * 10 ** (gain_db / 20)))
    assert found.state is RedeliveryState.GAIN
    assert found.gain_db == pytest.approx(gain_db, abs=0.0005)


@pytest.mark.parametrize("delay", [1, -1, 6006, -2002, 480_000 // 2])
def test_a_delay_is_named_to_the_sample(delay: int) -> None:
    silence = np.zeros((abs(delay), 2))
    new = np.concatenate([silence, MIX])[: len(MIX)] if delay > 0 else np.concatenate([MIX[-delay:], silence])
    found = told(MIX, new)
    assert (found.state, found.delay_samples) == (RedeliveryState.DELAY, delay)


def test_gain_and_delay_are_told_together() -> None:
    new = quantised(np.concatenate([np.zeros((777, 2)), MIX * 0.5]))
    found = told(MIX, new)
    assert (found.state, found.delay_samples) == (RedeliveryState.GAIN_AND_DELAY, 777)
    assert found.gain_db == pytest.approx(20 * np.log10(0.5), abs=0.0005)


def test_a_change_within_a_gain_is_still_found() -> None:
    new = quantised(MIX * 0.7)
    new[7 * RATE : 7 * RATE + 4800, 0] = 0.0
    found = told(MIX, new)
    assert found.state is RedeliveryState.CHANGED
    assert found.gain_db == pytest.approx(20 * np.log10(0.7), abs=0.0005)
    (one,) = found.ranges
    assert (one.start_sample, one.channels) == (7 * RATE, (1,))
    assert one.end_sample - one.start_sample == pytest.approx(4800, abs=5)


def test_twelve_frames_that_were_put_in_move_the_rest() -> None:
    at, put_in = 6 * RATE + 123, 24_024
    extra = quantised(programme(9))[:put_in]
    found = told(MIX, np.concatenate([MIX[:at], extra, MIX[at:]]))
    assert found.state is RedeliveryState.CHANGED
    assert [(one.start_sample, one.delay_samples) for one in found.moved] == [(0, 0), (at + put_in, put_in)]
    (one,) = found.ranges
    assert (one.start_sample, one.end_sample) == (at, at + put_in)


def test_a_cut_moves_the_rest_the_other_way() -> None:
    found = told(MIX, np.concatenate([MIX[: 6 * RATE], MIX[8 * RATE :]]))
    assert [one.delay_samples for one in found.moved] == [0, -2 * RATE]
    assert found.moved[1].start_sample == pytest.approx(6 * RATE, abs=1)


def test_another_programme_is_changed_throughout() -> None:
    found = told(MIX, quantised(programme(5)))
    assert (found.state, found.ranges, found.delay_samples) == (RedeliveryState.CHANGED_THROUGHOUT, (), 0)


def test_another_length_is_a_change_at_the_end() -> None:
    longer = told(MIX, np.concatenate([MIX, np.zeros((4800, 2))]))
    assert [(one.start_sample, one.end_sample) for one in longer.ranges] == [(len(MIX), len(MIX) + 4800)]
    shorter = told(MIX, MIX[:-4800])
    assert (shorter.state, shorter.range_count) == (RedeliveryState.CHANGED, 1)


def test_inverted_polarity_is_no_gain() -> None:
    assert told(MIX, -MIX).state is RedeliveryState.CHANGED_THROUGHOUT


def test_silence_against_silence_and_against_sound() -> None:
    silence = np.zeros_like(MIX)
    assert told(silence, silence).state is RedeliveryState.IDENTICAL
    assert told(silence, MIX).state in {RedeliveryState.CHANGED, RedeliveryState.CHANGED_THROUGHOUT}
    assert told(MIX, silence).state in {RedeliveryState.CHANGED, RedeliveryState.CHANGED_THROUGHOUT}


@pytest.mark.parametrize(
    ("new", "doubt"),
    [
        (Sound(MIX, 44_100), RedeliveryDoubt.OTHER_SAMPLE_RATE),
        (Sound(MIX[:, :1]), RedeliveryDoubt.OTHER_CHANNELS),
        (Sound(MIX[:0]), RedeliveryDoubt.NO_SAMPLES),
    ],
)
def test_what_has_no_samples_in_common_cannot_be_told(new: Sound, doubt: RedeliveryDoubt) -> None:
    found = compare_redelivery(Sound(MIX), new)
    assert (found.state, found.doubt) == (RedeliveryState.CANNOT_TELL, doubt)


def test_progress_moves_on_and_ends() -> None:
    seen: list[int] = []
    told(MIX, MIX.copy(), advance=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(MIX)
