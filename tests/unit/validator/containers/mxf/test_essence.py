"""Where the sound lies."""

from __future__ import annotations

import io

import pytest

from specs.errors import MediaError
from validator.containers.mxf.essence import EssenceReader, RunBuilder
from validator.containers.mxf.facts import EssenceElement, EssenceRun
from validator.containers.mxf.klv import Triplet


def _builder(sizes: list[int], gap: int = 0, header: int = 20) -> RunBuilder:
    builder, position = RunBuilder(), 100
    for size in sizes:
        triplet = Triplet(key=bytes(16), offset_bytes=position, header_bytes=header, value_bytes=size)
        builder.add(triplet, size)
        position = triplet.end_bytes + gap
    return builder


def _file(runs: tuple[EssenceRun, ...], sizes: list[int], gap: int) -> tuple[bytes, bytes]:
    """A file with these triplets at byte 100, and the sound alone."""
    assert len(runs) == 1
    sound = bytes(number % 251 for number in range(sum(sizes)))
    file, position = bytearray(100), 0
    for size in sizes:
        file += b"\xff" * 20 + sound[position : position + size] + b"\xfe" * gap
        position += size
    return bytes(file), sound


@pytest.mark.parametrize(
    ("sizes", "period"),
    [
        pytest.param([7], 1, id="a clip"),
        pytest.param([6] * 30, 1, id="frames of one size"),
        pytest.param([6] * 29 + [2], 1, id="a short last frame"),
        pytest.param([6] * 29 + [9], 1, id="a long last frame"),
        pytest.param([8, 7, 8, 7, 8] * 5, 5, id="a cadence"),
        pytest.param([8, 7, 8, 7, 8] * 5 + [8, 7], 5, id="a cadence broken off"),
        pytest.param([8, 7, 8, 7, 8] * 5 + [3], 5, id="a cadence with a short last frame"),
        pytest.param([1, 2, 3], 3, id="three frames of three sizes"),
        pytest.param([0, 4, 0, 4, 0, 4], 2, id="empty frames"),
    ],
)
@pytest.mark.parametrize("gap", [0, 25])
def test_the_sound_is_read_as_one_piece(sizes: list[int], period: int, gap: int) -> None:
    runs = _builder(sizes, gap).runs()
    assert runs is not None
    file, sound = _file(runs, sizes, gap)
    reader = EssenceReader(io.BytesIO(file), runs)
    assert len(runs[0].elements) <= max(period, 2)
    assert reader.sound_bytes == len(sound)
    for first in range(len(sound)):
        for count in (1, 3, 11, len(sound) - first):
            wanted = min(count, len(sound) - first)
            target = bytearray(wanted)
            reader.read_into(first, memoryview(target))
            assert bytes(target) == sound[first : first + wanted]


def test_frames_that_follow_no_rule_are_none() -> None:
    assert _builder(list(range(1, 30))).runs() is None


def test_a_partition_begins_a_new_run() -> None:
    builder = _builder([6, 6])
    builder.interrupt()
    builder.add(Triplet(key=bytes(16), offset_bytes=500, header_bytes=20, value_bytes=6), 6)
    runs = builder.runs()
    assert runs is not None
    assert [(run.offset_bytes, run.element_count, run.sound_bytes) for run in runs] == [(100, 2, 12), (500, 1, 6)]
    assert list(EssenceReader(io.BytesIO(), runs).ranges(4, 99)) == [(124, 2), (146, 6), (520, 6)]


def test_reading_beyond_the_sound_is_told() -> None:
    run = EssenceRun(
        offset_bytes=0,
        elements=(EssenceElement(header_bytes=4, sound_bytes=8),),
        element_count=1,
        last_sound_bytes=8,
    )
    with pytest.raises(MediaError, match="ends before"):
        EssenceReader(io.BytesIO(bytes(12)), (run,)).read_into(4, memoryview(bytearray(5)))
    with pytest.raises(MediaError, match="changed"):
        EssenceReader(io.BytesIO(bytes(10)), (run,)).read_into(0, memoryview(bytearray(8)))
