"""Chunks doubled, left out, put between and reordered, in every container: read whole, damaged or refused."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mixgate.cli import run_words
from tests.properties.test_reading_properties import FILES, NOISE, outcome

if TYPE_CHECKING:
    from pathlib import Path

W64_GUID: Final = b"\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"
FLAC_BLOCK_BITS: Final = 24


@dataclass(frozen=True)
class Grammar:
    """How a container strings its chunks together.

    Attributes:
        head: Bytes in front of the first chunk.
        id_bytes, size: Of a chunk's head: the length of its id, and the form of its size.
        own: Bytes of the head that the size counts in.
        align: What chunks are padded to.
        sound: Id of the chunk with the sound.
        other: A whole chunk that a reader may leave aside.
    """

    head: int
    id_bytes: int
    size: str
    own: int
    align: int
    sound: bytes
    other: bytes


GRAMMARS: Final = {
    "RIFF": Grammar(12, 4, "<I", 0, 2, b"data", b"JUNK\x04\0\0\0abcd"),
    "RIFX": Grammar(12, 4, ">I", 0, 2, b"data", b"JUNK\0\0\0\x04abcd"),
    "AIFF": Grammar(12, 4, ">I", 0, 2, b"SSND", b"ANNO\0\0\0\x04abcd"),
    "CAF": Grammar(8, 4, ">q", 0, 1, b"data", b"free\0\0\0\0\0\0\0\x04abcd"),
    "W64": Grammar(40, 16, "<Q", 24, 8, b"data" + W64_GUID, b"junk" + W64_GUID + struct.pack("<Q", 32) + b"abcdefgh"),
}


def chunks_of(raw: bytes, grammar: Grammar) -> tuple[bytes, list[bytes]]:
    """The head of a file, and its chunks with their padding."""
    place, found = grammar.head, []
    head_bytes = grammar.id_bytes + struct.calcsize(grammar.size)
    while place + head_bytes <= len(raw):
        (size,) = struct.unpack_from(grammar.size, raw, place + grammar.id_bytes)
        length = size if grammar.own else head_bytes + size
        end = min(place + -(-length // grammar.align) * grammar.align, len(raw))
        found.append(raw[place:end])
        place = end
    return raw[: grammar.head], found


@pytest.mark.parametrize("container", GRAMMARS)
def test_the_grammar_takes_a_file_apart(container: str) -> None:
    head, chunks = chunks_of(FILES[container], GRAMMARS[container])
    assert head + b"".join(chunks) == FILES[container]
    assert sum(chunk.startswith(GRAMMARS[container].sound) for chunk in chunks) == 1


@pytest.mark.parametrize("container", GRAMMARS)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_chunks_in_any_order_and_number(container: str, data: st.DataObject) -> None:
    grammar = GRAMMARS[container]
    head, chunks = chunks_of(FILES[container], grammar)
    extra = data.draw(st.lists(st.sampled_from([grammar.other, *chunks]), max_size=3))
    order = data.draw(st.permutations([*chunks, *extra]))
    sounds = sum(chunk.startswith(grammar.sound) for chunk in order)
    found = outcome(head + b"".join(order))
    assert found in ({"damaged", "refused"} if sounds > 1 else {"whole", "damaged", "refused"})


@pytest.mark.parametrize("container", GRAMMARS)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_chunk_left_out(container: str, data: st.DataObject) -> None:
    head, chunks = chunks_of(FILES[container], GRAMMARS[container])
    gone = data.draw(st.integers(0, len(chunks) - 1))
    assert outcome(head + b"".join(chunks[:gone] + chunks[gone + 1 :])) != "half"


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_blocks_of_flac_in_any_order_and_number(data: st.DataObject) -> None:
    raw, place, blocks = FILES["FLAC"], 4, []
    while True:
        word = int.from_bytes(raw[place : place + 4], "big")
        end = place + 4 + (word & (1 << FLAC_BLOCK_BITS) - 1)
        blocks.append(raw[place:end])
        place = end
        if word >> 31:
            break
    padding = b"\x01\0\0\x04abcd"
    extra = data.draw(st.lists(st.sampled_from([padding, *blocks]), max_size=3))
    order = data.draw(st.permutations([*blocks, *extra]))
    marked = [bytes([block[0] & 0x7F]) + block[1:] for block in order]
    marked[-1] = bytes([marked[-1][0] | 0x80]) + marked[-1][1:]
    frames = raw[place:] * data.draw(st.integers(1, 2))
    found = outcome(raw[:4] + b"".join(marked) + frames)
    assert found in ({"whole", "damaged", "refused"} if frames == raw[place:] else {"damaged", "refused"})


def _damaged_files() -> dict[str, bytes]:
    """One of each kind of damage, in each container."""
    made = {}
    for container, grammar in GRAMMARS.items():
        head, chunks = chunks_of(FILES[container], grammar)
        sound = next(chunk for chunk in chunks if chunk.startswith(grammar.sound))
        made[f"{container} cut"] = FILES[container][: -len(sound) // 2]
        made[f"{container} doubled"] = head + b"".join([*chunks, sound])
    made |= {f"{container} cut": FILES[container][: len(FILES[container]) // 2] for container in ("AU", "FLAC", "RF64")}
    return made


@pytest.mark.parametrize("name", _damaged_files())
def test_what_is_damaged_is_never_acceptable_and_never_repaired(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mix.wav"
    path.write_bytes(_damaged_files()[name])
    out = tmp_path / "out"
    assert run_words(["check", str(path), "--sheet", "br-354", "-q", "--kernel", "numpy"]) in {1, 4}
    permitted = ["--permit", "transparent,level,processing", "--apply", "--out", str(out)]
    assert run_words(["fix", str(path), "--sheet", "ebu-r128", *permitted]) in {1, 3, 4, 5}
    assert not out.exists() or not list(out.iterdir())


def test_an_au_file_whose_sound_begins_behind_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.au"
    path.write_bytes(b".snd" + struct.pack(">5I", 4_000_000, 0xFFFFFFFF, 3, 48_000, 1) + bytes(60))
    assert run_words(["check", str(path), "--sheet", "br-354", "-q"]) in {1, 4}


def test_the_noise_is_as_long_as_the_tests_take_it_to_be() -> None:
    assert len(NOISE) == 6_000
