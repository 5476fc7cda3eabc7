"""Changes to valid material: bits, sizes, chunks moved and doubled, words of the format, values of XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from benchmarks.fuzz_targets import FuzzTarget

NUMBERS: Final = (
    0,
    1,
    2,
    7,
    8,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
    2**63,
    2**64 - 1,
)
VALUES: Final = (
    b"",
    b"0",
    b"-1",
    b"1" * 400,
    b"1e999",
    b"NaN",
    b"99:99:99.99999",
    b"00:00:00.00000S0",
    b"1/0",
    b"24000/1001",
    b"\xef\xbf\xbd",
    b"AO_FFFF",
    b"urn:uuid:00000000-0000-0000-0000-000000000000",
    b"2026-02-30T25:00:00Z",
)
LARGEST_INPUT_BYTES: Final = 1 << 18
_MOST_CHANGES: Final = 6
_FORM_BYTES: Final = 12
_TAG: Final = re.compile(rb"<[^<>]{0,400}>")
_QUOTED: Final = re.compile(rb'"[^"<>]{0,200}"|>[^<>]{1,200}<')


def mutated(target: FuzzTarget, corpus: Sequence[bytes], random: Random) -> bytes:
    """Return one entry of a corpus with some changes, at most `LARGEST_INPUT_BYTES` long."""
    data = random.choice(corpus)
    kinds: list[Callable[[bytes, Random], bytes]] = [_bits, _number, _cut, _repeat, _move, _zeros]
    if target.words:
        kinds.append(lambda content, draw: _insert(content, draw.choice(target.words), draw))
    if target.is_text:
        kinds += [_value, _value, _tags, _tags]
    order = target.chunks
    if order is not None:
        kinds += [lambda content, draw: _chunks(content, draw, order)] * 3
    for _ in range(random.randint(1, _MOST_CHANGES)):
        data = random.choice(kinds)(data, random)
    if random.random() < _SPLICED:
        other = random.choice(corpus)
        data = data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]
    return data[:LARGEST_INPUT_BYTES]


_SPLICED: Final = 0.1


def _place(data: bytes, random: Random) -> int:
    """A place, more often near the beginning, where headers are."""
    span = len(data) if random.random() < 0.5 else min(len(data), 256)
    return random.randint(0, max(span - 1, 0))


def _bits(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 8) if changed else 0):
        changed[_place(data, random)] ^= 1 << random.randint(0, 7)
    return bytes(changed)


def _number(data: bytes, random: Random) -> bytes:
    width = random.choice((1, 2, 4, 8))
    value = random.choice((*NUMBERS, len(data), random.getrandbits(8 * width))) % (1 << 8 * width)
    place = _place(data, random)
    order = "little" if random.random() < 0.5 else "big"
    return data[:place] + value.to_bytes(width, order) + data[place + width :]  # type: ignore[arg-type]


def _cut(data: bytes, random: Random) -> bytes:
    start = _place(data, random)
    return data[:start] + (b"" if random.random() < 0.3 else data[start + random.randint(1, 64) :])


def _repeat(data: bytes, random: Random) -> bytes:
    start = _place(data, random)
    piece = data[start : start + random.randint(1, 512)]
    return data[:start] + piece * random.choice((2, 3, 50)) + data[start:]


def _move(data: bytes, random: Random) -> bytes:
    start, length = _place(data, random), random.randint(1, 256)
    rest = data[:start] + data[start + length :]
    return _insert(rest, data[start : start + length], random)


def _zeros(data: bytes, random: Random) -> bytes:
    return _insert(data, bytes(random.randint(1, 64)), random)


def _insert(data: bytes, piece: bytes, random: Random) -> bytes:
    place = _place(data, random)
    return data[:place] + piece + data[place:]


def _value(data: bytes, random: Random) -> bytes:
    """Another value in quotation marks or between two tags."""
    found = list(_QUOTED.finditer(data))
    if not found:
        return data
    where = random.choice(found)
    return data[: where.start() + 1] + random.choice(VALUES) + data[where.end() - 1 :]


def _tags(data: bytes, random: Random) -> bytes:
    """A tag left out, doubled, or in the place of another."""
    found = list(_TAG.finditer(data))
    if not found:
        return data
    one, other = random.choice(found), random.choice(found)
    with_what = random.choice((b"", one.group() * 2, other.group(), other.group() * 500))
    return data[: one.start()] + with_what + data[one.end() :]


def _chunks(data: bytes, random: Random, order: str) -> bytes:
    """Chunks in another order, left out, doubled, or with another size."""
    head, chunks, place = data[:_FORM_BYTES], [], _FORM_BYTES
    while place + 8 <= len(data):
        size = int.from_bytes(data[place + 4 : place + 8], order)  # type: ignore[arg-type]
        end = min(place + 8 + size + size % 2, len(data))
        chunks.append(data[place:end])
        place = end
    if not chunks:
        return data
    match random.randint(0, 3):
        case 0:
            random.shuffle(chunks)
        case 1:
            chunks.insert(random.randint(0, len(chunks)), random.choice(chunks))
        case 2:
            chunks.pop(random.randrange(len(chunks)))
        case _:
            which = random.randrange(len(chunks))
            size = random.choice((*NUMBERS, len(data))) & 0xFFFFFFFF
            chunks[which] = chunks[which][:4] + size.to_bytes(4, order) + chunks[which][8:]  # type: ignore[arg-type]
    return head + b"".join(chunks)
