"""Whatever implements `Programme` reads the same samples: in blocks, in segments, whole or in pieces."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from specs.vocabulary import LAYOUTS
from validator.audio.decode import decode_plane, encode_plane
from validator.audio.joined_pieces import Piece, PiecewiseProgramme
from validator.containers.facts import SampleFormat
from validator.scan.driver import ScanOptions, scan
from validator.scan.memory import MemoryProgramme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.audio.programme import Programme

RATE_HZ = 8_000


@st.composite
def memories(draw: st.DrawFn, formats: tuple[SampleFormat, ...] = tuple(SampleFormat)) -> MemoryProgramme:
    """A programme of random bytes; floating point only of finite samples."""
    sample_format = draw(st.sampled_from(formats))
    channels, count = draw(st.integers(1, 3)), draw(st.integers(1, 400))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = channels * count
    data = (
        rng.uniform(-1.2, 1.2, size).astype("<f4" if sample_format is SampleFormat.F32 else "<f8").tobytes()
        if sample_format.is_float
        else rng.bytes(size * sample_format.bytes_per_sample)
    )
    layout = {1: LAYOUTS["1.0"], 2: LAYOUTS["2.0"], 3: LAYOUTS["3.0"]}[channels]
    return MemoryProgramme([(data, sample_format, channels)], sample_rate_hz=RATE_HZ, layout=layout)


def samples_of(programme: Programme, block_samples: int = 61) -> NDArray[np.float64]:
    return np.concatenate(list(programme.blocks(block_samples=block_samples)))


def in_segments(programme: Programme, segment_samples: int, preroll_samples: int) -> NDArray[np.float64]:
    """The samples that count, put together again; the pre-roll must repeat what came before."""
    parts: list[NDArray[np.float64]] = []
    for segment in programme.segments(segment_samples=segment_samples, preroll_samples=preroll_samples):
        decoded = [decode_plane(plane) for plane in segment.planes]
        both = np.stack([decoded[plane][:, channel] for plane, channel in programme.channel_map], axis=1)
        before = both[: segment.preroll_samples]
        if parts:
            assert np.array_equal(before, np.concatenate(parts)[-len(before) :] if len(before) else before)
        assert len(before) == min(preroll_samples, segment.start_sample)
        parts.append(both[segment.preroll_samples :])
        assert len(parts[-1]) == segment.sample_count
        segment.release()
    return np.concatenate(parts)


@given(whole=memories(), data=st.data())
@settings(max_examples=60)
def test_any_cut_into_pieces_reads_as_the_whole(whole: MemoryProgramme, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, whole.sample_count - 1)), max_size=5)) - {whole.sample_count})
    edges = [0, *cuts, whole.sample_count]
    pieces = [
        Piece(programme=whole, start_sample=start, sample_count=end - start) for start, end in itertools.pairwise(edges)
    ]
    made = PiecewiseProgramme(pieces)
    expected = samples_of(whole)
    assert made.sample_count == whole.sample_count
    assert np.array_equal(samples_of(made, data.draw(st.integers(1, 500))), expected)
    start, count = data.draw(st.integers(0, whole.sample_count - 1)), data.draw(st.integers(1, 400))
    stretch = list(made.blocks(block_samples=37, start_sample=start, sample_count=count))
    assert np.array_equal(np.concatenate(stretch), expected[start : start + count])
    segment, preroll = data.draw(st.integers(1, 300)), data.draw(st.integers(0, 300))
    assert np.array_equal(in_segments(made, segment, preroll), expected)
    assert np.array_equal(in_segments(whole, segment, preroll), expected)


@given(whole=memories((SampleFormat.S16, SampleFormat.S24, SampleFormat.F32)), data=st.data())
@settings(max_examples=15)
def test_pieces_are_scanned_as_the_whole(whole: MemoryProgramme, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, whole.sample_count - 1)) if whole.sample_count > 1 else None
    edges = [0, whole.sample_count] if cut is None else [0, cut, whole.sample_count]
    made = PiecewiseProgramme(
        [
            Piece(programme=whole, start_sample=start, sample_count=end - start)
            for start, end in itertools.pairwise(edges)
        ]
    )
    options = ScanOptions(workers=1, kernel="numpy")
    one, two = scan(whole, options=options).table, scan(made, options=options).table
    assert np.array_equal(one.used_bits, two.used_bits)
    assert one.clipped_runs == two.clipped_runs
    assert np.array_equal(one.true_peak_sample, two.true_peak_sample)


@given(whole=memories())
@settings(max_examples=60)
def test_samples_go_into_a_plane_and_come_back(whole: MemoryProgramme) -> None:
    (facts,) = whole.files
    samples = samples_of(whole)
    assert np.array_equal(decode_plane(encode_plane(samples, facts.sample_format)), samples)
