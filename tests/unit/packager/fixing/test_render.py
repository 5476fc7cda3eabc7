from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.wave_files import write_wave
from packager.corrections.dither import dithered, rounded_to
from packager.fixing.render import WaveForm, channel_mask
from specs.errors import RefusedError
from specs.vocabulary import LAYOUTS
from validator.containers.facts import BextFacts, IxmlFacts, IxmlTrack
from validator.containers.wave.header import WaveHeader, read_wave_header


def form(labels: str = "L R C LFE Ls Rs", bits: int = 24) -> WaveForm:
    return WaveForm(sample_rate_hz=48_000, labels=tuple(labels.split()), word_length_bits=bits)


def header(path: Path) -> WaveHeader:
    with path.open("rb") as file:
        return read_wave_header(file, path.stat().st_size, name=path.name, where=str(path))


def words(samples: np.ndarray, bits: int) -> np.ndarray:
    steps = samples.astype(np.float64) * 2 ** (bits - 1)
    assert np.array_equal(steps, np.rint(steps))
    return np.asarray(steps, dtype=np.int64)


@pytest.mark.parametrize("bits", [16, 24])
def test_what_is_written_is_read_back_to_the_last_bit(tmp_path: Path, bits: int) -> None:
    samples = rounded_to(np.random.default_rng(1).uniform(-1, 0.99, (1000, 6)).astype(np.float32), bits)
    written = write_wave(tmp_path / "a.wav", [samples[:300], samples[300:]], form(bits=bits), dither_seed=None)
    assert written == 1000
    read, rate = soundfile.read(tmp_path / "a.wav", dtype="float64")
    assert rate == 48_000
    assert np.array_equal(read, samples.astype(np.float64))
    assert header(tmp_path / "a.wav").facts.word_length_bits == bits


def test_a_file_says_its_channels_its_start_and_its_tracks(tmp_path: Path) -> None:
    bext = BextFacts(
        version=2,
        description="a mix",
        originator="a test",
        originator_reference="",
        origination_date="2026-01-01",
        origination_time="00:00:00",
        time_reference_samples=172_972_800,
    )
    tracks = (IxmlTrack(channel_index=1, interleave_index=1, name="L", function="L"),)
    described = WaveForm(sample_rate_hz=48_000, labels=("L",), bext=bext, ixml=IxmlFacts(tracks=tracks))
    write_wave(tmp_path / "l.wav", [np.zeros((10, 1), dtype=np.float32)], described, dither_seed=None)
    facts = header(tmp_path / "l.wav").facts
    assert facts.bext is not None
    assert facts.bext.time_reference_samples == 172_972_800
    assert facts.channel_labels == ("L",)
    assert facts.channel_mask is None


@pytest.mark.parametrize(
    ("layout", "mask"),
    [("5.1", 0x60F), ("2.0", 0x3), ("7.1-wave", 0x63F), ("1.0", None), ("5.1-film", None), ("LtRt", None)],
)
def test_a_mask_is_given_where_it_says_the_order_and_nowhere_else(layout: str, mask: int | None) -> None:
    assert channel_mask(LAYOUTS[layout].labels) == mask


def test_dither_is_triangular_two_steps_wide_and_hides_the_signal() -> None:
    level = np.full((200_000, 1), 0.3 / 2**15, dtype=np.float32)
    error = words(dithered(level, 16, np.random.default_rng(1)), 16) - 0.3
    assert np.unique(error).size <= 3
    # Mean and power of the error do not depend on the signal: 0 and 1/4 of a squared step.
    assert error.mean() == pytest.approx(0.0, abs=0.005)
    assert error.var() == pytest.approx(0.25, abs=0.01)


def test_digital_silence_is_not_dithered() -> None:
    block = np.zeros((1000, 2), dtype=np.float32)
    block[:, 0] = 0.1
    result = dithered(block, 16, np.random.default_rng(1))
    assert not result[:, 1].any()
    assert np.unique(result[:, 0]).size > 1


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(0, 500), max_size=5))
def test_where_a_programme_is_cut_changes_no_dither(cuts: list[int]) -> None:
    signal = np.random.default_rng(2).uniform(-0.5, 0.5, (500, 3)).astype(np.float32)
    whole = dithered(signal, 16, np.random.default_rng(9))
    rng = np.random.default_rng(9)
    pieces = [dithered(signal[a:b], 16, rng) for a, b in pairwise([0, *sorted(cuts), 500])]
    assert np.array_equal(np.concatenate(pieces), whole)


def test_a_render_dithers_with_its_seed(tmp_path: Path) -> None:
    signal = np.full((500, 2), 0.1, dtype=np.float32)
    for name, seed in (("a", 1), ("b", 1), ("c", 2), ("d", None)):
        write_wave(tmp_path / f"{name}.wav", [signal], form("L R", bits=16), dither_seed=seed)
    a, b, c, d = ((tmp_path / f"{name}.wav").read_bytes() for name in "abcd")
    assert a == b
    assert a != c
    assert a != d


def test_sums_of_words_are_exact() -> None:
    rng = np.random.default_rng(3)
    stems = [rounded_to(rng.uniform(-0.3, 0.3, (10_000, 2)).astype(np.float32), 24) for _ in range(3)]
    total = stems[0] + stems[1] + stems[2]
    assert np.array_equal(words(total, 24), sum(words(stem, 24) for stem in stems))


@pytest.mark.parametrize("seed", [None, 1])
def test_nothing_is_clipped_silently_and_no_file_remains(tmp_path: Path, seed: int | None) -> None:
    too_loud = np.full((10, 2), 1.2, dtype=np.float32)
    with pytest.raises(RefusedError, match="does not fit"):
        write_wave(tmp_path / "x.wav", [np.zeros_like(too_loud), too_loud], form("L R"), dither_seed=seed)
    assert list(tmp_path.iterdir()) == []
