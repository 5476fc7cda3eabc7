"""Finds runs of blocks that are written alike, so that a master of a hundred thousand blocks is read in half a second.

A master repeats a block with other figures:

    <audioBlockFormat audioBlockFormatID="AB_00031001_00000002" rtime="00:00:01.00000" duration="00:00:00.50000">
        <position coordinate="X">-0.5</position> ...

The XML parser reads the first block of a kind. Its bytes, with its figures as groups and all else as it stands, are
then a pattern, and what matches it behind that block is as well formed: the parser need not see it. A block that is
written in any other way, even by one blank, goes to the parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.containers.adm.times import parse_clock_ticks

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

BLOCK_LIMIT_BYTES: Final = 1 << 14
"""Longer blocks go to the parser: one of an object has some 500 bytes."""

BLOCK_END: Final = b"audioBlockFormat>"
"""How the end tag of a block ends, with a prefix or without."""

_IDENTIFIER: Final = "([0-9A-Za-z_]+)"
_TIME: Final = "([0-9:.S]+)"
_NUMBER: Final = "([-+0-9.eE]+)"
_TIMED: Final = {"audioBlockFormatID": _IDENTIFIER, "rtime": _TIME, "duration": _TIME}

_OPEN: Final = re.compile(r'(\s*)<(?:[A-Za-z_][\w.-]*:)?audioBlockFormat((?:\s+[\w:.-]+="[^"<>&]*")*)>', re.ASCII)
_ATTRIBUTE: Final = re.compile(r'(\s+)([\w:.-]+)="([^"<>&]*)"', re.ASCII)
_TOKEN: Final = re.compile(r"<[^<>]*>|[^<>]+")
_START: Final = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_]\w*)(?:\s[^<>]*[^/])?>", re.ASCII)
_UNUSUAL: Final = ("&", "<!", "<?")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPattern:
    """Blocks that differ in their figures only.

    Attributes:
        pattern: Matches one of them with the blanks before it.
        fields: What the first groups are: audioBlockFormatID, rtime, duration, in the order of the attributes.
        number_count: How many groups follow: the numbers, in the order of their elements.
        lines: Line ends in a block and in the blanks before it.
        lines_before: Those of the blanks.
    """

    pattern: re.Pattern[str]
    fields: tuple[str, ...]
    number_count: int
    lines: int
    lines_before: int


def pattern_of(block: str, numbers: Collection[str]) -> BlockPattern | None:
    """Return what blocks that are written as this one have in common; None where it has more than figures to change.

    Args:
        block: A block that the parser has read, with the blanks before it; a character is a byte.
        numbers: Names of the elements whose text is a number.
    """
    if len(block) > BLOCK_LIMIT_BYTES or any(word in block for word in _UNUSUAL):
        return None
    head = _OPEN.match(block)
    if head is None:
        return None
    found = [re.escape(block[: head.start(2)])]
    fields: list[str] = []
    for attribute in _ATTRIBUTE.finditer(head[2]):
        blanks, name, value = attribute.groups()
        figure = _TIMED.get(name)
        if figure is not None and re.fullmatch(figure, value):
            fields.append(name)
        else:
            figure = re.escape(value)
        found.append(f'{re.escape(blanks + name)}="{figure}"')
    found.append(">")
    inside = _inside(block[head.end() :], numbers)
    if inside is None:
        return None
    text, number_count = inside
    return BlockPattern(
        pattern=_compiled("".join(found) + text),
        fields=tuple(fields),
        number_count=number_count,
        lines=block.count("\n"),
        lines_before=head[1].count("\n"),
    )


def _inside(children: str, numbers: Collection[str]) -> tuple[str, int] | None:
    """What stands between the tags of a block, as a pattern, and how many numbers it has."""
    found: list[str] = []
    count = 0
    is_number = False
    for token in _TOKEN.findall(children):
        if token.startswith("<"):
            start = _START.fullmatch(token)
            is_number = start is not None and start[1] in numbers
        elif is_number:
            if not re.fullmatch(_NUMBER, token):
                return None
            found.append(_NUMBER)
            count += 1
            continue
        found.append(re.escape(token))
    return "".join(found), count


@lru_cache(maxsize=256)
def _compiled(text: str) -> re.Pattern[str]:
    """Channels of a document are written alike, so that one pattern serves all of them."""
    return re.compile(text)


def run_of(found: BlockPattern, text: str, position: int) -> tuple[list[tuple[str, ...]], int]:
    """Return the groups of the blocks that follow each other from a position on, and where the last of them ends."""
    rows: list[tuple[str, ...]] = []
    scanner = found.pattern.scanner(text, position)  # type: ignore[attr-defined] # CPython has it; typeshed has not
    match = scanner.match()
    while match is not None:
        rows.append(match.groups())
        position = match.end()
        match = scanner.match()
    return rows, position


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRun:
    """Blocks that follow each other, read at once. n blocks.

    Attributes:
        identifiers: As written.
        starts, durations: int64 (n,), in ticks of `validator.containers.adm.times`.
        numbers: float64 (n,) for each number of a block.
        texts: The same as written.
    """

    identifiers: tuple[str, ...]
    starts: NDArray[np.int64]
    durations: NDArray[np.int64]
    numbers: tuple[NDArray[np.float64], ...]
    texts: tuple[tuple[str, ...], ...]


def read_run(found: BlockPattern, rows: Sequence[tuple[str, ...]]) -> BlockRun | None:
    """Return what the groups of a run say; None where a number is none, or a time is not as `hh:mm:ss.zzzzz`.

    Such blocks are read one by one, so that each is told of at its place.

    Args:
        found: A pattern that has all three fields.
        rows: The groups of each block.
    """
    columns = list(zip(*rows, strict=True))
    timed = dict(zip(found.fields, columns, strict=False))
    starts, durations = parse_clock_ticks(timed["rtime"]), parse_clock_ticks(timed["duration"])
    if starts is None or durations is None:
        return None
    texts = tuple(columns[len(found.fields) :])
    try:
        numbers = tuple(np.fromiter(map(float, column), np.float64, len(rows)) for column in texts)
    except ValueError:
        return None
    if not all(np.isfinite(column).all() for column in numbers):
        return None
    return BlockRun(
        identifiers=timed["audioBlockFormatID"],
        starts=starts,
        durations=durations,
        numbers=numbers,
        texts=texts,
    )
