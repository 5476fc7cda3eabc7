"""Whatever happens to a file: it is read, or refused with a reason; it neither crashes nor hangs nor fills memory."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.mxf import build_mxf, clip_recipe, frame_recipe
from specs.errors import MediaError
from validator.containers.mxf.essence import EssenceReader
from validator.containers.mxf.klv import build_fill, build_length
from validator.containers.mxf.reader import read_mxf

if TYPE_CHECKING:
    from validator.containers.mxf.facts import MxfFacts

CLIP: Final = build_mxf(clip_recipe("5.1", 20))
FRAMES: Final = build_mxf(frame_recipe("2.0", frame_samples=(20, 19, 20, 19, 20), frames=12))
KINDS: Final = {"clip": CLIP, "frames": FRAMES}

EXAMPLES: Final = 150
SECONDS: Final = 20.0
"""Far beyond what the slowest hostile file below takes; a hang has no bound."""


def _read(data: bytes) -> MxfFacts | None:
    """Facts that hold together, or None where the file was refused."""
    try:
        facts = read_mxf(io.BytesIO(data), len(data), where="x.mxf").facts
    except MediaError:
        return None
    assert 0 < facts.sample_count * facts.frame_bytes <= len(data)
    reader = EssenceReader(io.BytesIO(data), facts.essence)
    sound = bytearray(facts.sample_count * facts.frame_bytes)
    reader.read_into(0, memoryview(sound))
    assert len(facts.channels) in (0, facts.channel_count)
    assert facts.model_validate_json(facts.model_dump_json()) == facts
    return facts


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_anywhere(kind: str) -> None:
    data = KINDS[kind]
    for end in range(0, len(data), 37 if kind == "clip" else 11):
        facts = _read(data[:end])
        assert facts is None or facts.faults


@settings(max_examples=EXAMPLES)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    changes=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_bytes_changed_anywhere(kind: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(KINDS[kind])
    for place, value in changes:
        data[place % len(data)] = value
    _read(bytes(data))


@settings(max_examples=EXAMPLES)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    place=st.integers(0, 1 << 20),
    taken=st.integers(0, 200),
    put=st.binary(max_size=60),
)
def test_a_stretch_taken_out_or_put_in(kind: str, place: int, taken: int, put: bytes) -> None:
    data = KINDS[kind]
    at = place % len(data)
    _read(data[:at] + put + data[at + taken :])


@settings(max_examples=EXAMPLES)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    place=st.integers(0, 1 << 20),
    number=st.sampled_from([0, 1, 0x7F, 0xFF, 1 << 15, (1 << 16) - 1, 1 << 31, (1 << 32) - 1, (1 << 56) - 1]),
)
def test_numbers_at_their_ends(kind: str, place: int, number: int) -> None:
    data = bytearray(KINDS[kind])
    width = 8 if number >= 1 << 32 else 4 if number >= 1 << 16 else 2
    at = place % (len(data) - width)
    data[at : at + width] = number.to_bytes(width, "big")
    _read(bytes(data))


@settings(max_examples=EXAMPLES)
@given(tail=st.binary(max_size=300))
def test_anything_behind_a_header_partition(tail: bytes) -> None:
    _read(CLIP[:124] + tail)


SET: Final = bytes.fromhex("060e2b34025301010d0101010101")
EMPTY_SET: Final = SET + b"\x2f\x00\x00"
PRIMER: Final = bytes.fromhex("060e2b34020501010d01020101050100")
ELEMENT: Final = bytes.fromhex("060e2b34010201010d01030116010101")


def _hostile(what: str, count: int) -> bytes:
    """A header partition, and thousands of one thing behind it."""
    tags = b"".join(struct.pack(">H", tag) + bytes(16) for tag in range(count))
    parts = {
        "sets": (EMPTY_SET, count),
        "full sets": (SET + b"\x2f\x00" + build_length(1 << 20) + bytes(1 << 20), count // 2000),
        "primers": (PRIMER + build_length(8 + len(tags)) + struct.pack(">II", count, 18) + tags, 10),
        "frames": (ELEMENT + b"\x02ab", count),
        "frames between fill": (ELEMENT + b"\x02ab" + build_fill(20), count),
        "tracks": (b"".join(ELEMENT[:14] + struct.pack(">H", one) + b"\x00" for one in range(count)), 1),
        "partitions": (CLIP[:124], count),
        "a set beyond the file": (SET + b"\x2f\x00\x87" + bytes(6) + b"\xff" + bytes(200), 1),
        "2^64 bytes of sound": (ELEMENT + b"\x88" + b"\xff" * 8 + bytes(200), 1),
    }
    part, times = parts[what]
    return CLIP[:124] + part * times


HOSTILE: Final = (
    *("sets", "full sets", "primers", "frames", "frames between fill", "tracks", "partitions"),
    *("a set beyond the file", "2^64 bytes of sound"),
)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_ends_soon(what: str) -> None:
    data = _hostile(what, 55_000)
    begun = time.monotonic()
    _read(data)
    assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_takes_little_memory(what: str) -> None:
    data = _hostile(what, 8_000)
    tracemalloc.start()
    try:
        _read(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 << 20
