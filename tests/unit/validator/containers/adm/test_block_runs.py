"""Blocks that are taken as runs give the document that the parser gives for each of them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from validator.containers.adm import axml
from validator.containers.adm.axml import read_axml
from validator.containers.adm.block_runs import run_of
from validator.containers.adm.movements import Movements

if TYPE_CHECKING:
    from validator.containers.adm.document import AdmDocument

RATE: Final = 48_000
AC: Final = "AC_00031001"


def _block(index: int, number: random.Random, more: str = "") -> str:
    start = (index - 1) * 10_000
    seconds, ticks = divmod(start, 100_000)
    x, y = number.uniform(-1, 1), number.uniform(-1, 1)
    return (
        f'\n  <audioBlockFormat audioBlockFormatID="AB_00031001_{index:08x}"'
        f' rtime="00:{seconds // 60:02d}:{seconds % 60:02d}.{ticks:05d}"'
        ' duration="00:00:00.10000">\n    <cartesian>1</cartesian>\n'
        f'    <position coordinate="X">{x:.4f}</position>\n    <position coordinate="Y">{y:.4f}</position>\n'
        f'    <position coordinate="Z">0</position>\n    <gain>{number.random():.3f}</gain>{more}\n'
        f'    <jumpPosition interpolationLength="{0 if index == 1 else 0.005208}">1</jumpPosition>\n'
        "  </audioBlockFormat>"
    )


def _document(blocks: list[str]) -> bytes:
    return (
        "<ituADM>\n<audioFormatExtended>\n"
        f'<audioChannelFormat audioChannelFormatID="{AC}" typeLabel="0003" typeDefinition="Objects">'
        + "".join(blocks)
        + "\n</audioChannelFormat>\n<audioObject audioObjectID='AO_1001'/>\n</audioFormatExtended></ituADM>"
    ).encode()


def _blocks(count: int = 60) -> list[str]:
    number = random.Random(7)
    return [_block(index, number) for index in range(1, count + 1)]


def _changed(change: str) -> list[str]:
    """Sixty blocks with something in the middle of them that no pattern may hide."""
    blocks, number = _blocks(), random.Random(8)
    middle = blocks[30]
    size = "<width>{0}</width><height>{0}</height><depth>{1}</depth>"
    changes = {
        "nothing": blocks,
        "gap": [*blocks[:30], *blocks[31:]],
        "identifier": [*blocks[:30], middle.replace("_0000001f", "_0000002f"), *blocks[31:]],
        "no number": [*blocks[:30], middle.replace("<gain>", "<gain>x"), *blocks[31:]],
        "infinite": [*blocks[:30], middle.replace("<gain>0.", "<gain>1e999"), *blocks[31:]],
        "two points": [*blocks[:30], middle.replace("<gain>0.", "<gain>0..1"), *blocks[31:]],
        "fraction of samples": [*blocks[:30], middle.replace("03.00000", "03.00000S48000"), *blocks[31:]],
        "no time": [*blocks[:30], middle.replace("00:00:03", "00:75:03"), *blocks[31:]],
        "another word": [*blocks[:30], middle.replace(">1</cartesian>", ">0</cartesian>"), *blocks[31:]],
        "comment": [*blocks[:30], "<!-- </audioBlockFormat> -->", *blocks[30:]],
        "comment inside": [*blocks[:30], middle.replace("<gain>", "<!-- audioBlockFormat> --><gain>"), *blocks[31:]],
        "section of characters": [*blocks[:30], "<![CDATA[</audioBlockFormat>]]>", *blocks[30:]],
        "entity": [*blocks[:30], middle.replace("<gain>", "<gain>&#48;"), *blocks[31:]],
        "tag of another name": [*blocks[:30], middle.replace("</gain>", "</gains>"), *blocks[31:]],
        "end missing": [*blocks[:30], middle.replace("</audioBlockFormat>", ""), *blocks[31:]],
        "half a block": [*blocks[:30], middle[:200]],
        "blanks": [*blocks[:30], middle.replace("<gain>", "\n\n <gain>"), *blocks[31:]],
        "one size": [_block(index, number, size.format(0.5, 0.5)) for index in range(1, 61)],
        "two sizes": [_block(index, number, size.format(0.5, 0.5 if index < 30 else 0.7)) for index in range(1, 61)],
        "turns": [_block(index, number, "<diffuse>1</diffuse>" if index % 3 else "") for index in range(1, 61)],
    }
    return changes[change]


CHANGES: Final = (
    *("nothing", "gap", "identifier", "no number", "infinite", "two points", "fraction of samples", "no time"),
    *("another word", "comment", "comment inside", "section of characters", "entity", "tag of another name"),
    *("end missing", "half a block", "blanks", "one size", "two sizes", "turns"),
)


def _read(content: bytes) -> tuple[AdmDocument, Movements]:
    movements = Movements(RATE)
    return read_axml(content, movements=movements), movements


@pytest.mark.parametrize("piece_bytes", [1 << 18, 997])
@pytest.mark.parametrize("change", CHANGES)
def test_a_run_is_what_its_blocks_are(change: str, piece_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = _document(_changed(change))
    monkeypatch.setattr(axml, "PIECE_BYTES", piece_bytes)
    document, movements = _read(content)
    monkeypatch.setattr(axml, "PATTERN_LIMIT", 0)
    expected, one_by_one = _read(content)
    assert document == expected
    found, wanted = movements.of(AC), one_by_one.of(AC)
    assert found is not None
    assert wanted is not None
    for name in ("starts", "lengths", "positions", "cartesian", "gains", "ramps"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name)), name
    assert found.unheard == wanted.unheard


def test_the_parser_sees_few_of_the_blocks_of_a_master(monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[int] = []
    parse = axml._Reader._feed_parser

    def count(reader: axml._Reader, piece: bytes) -> None:
        fed.append(len(piece))
        parse(reader, piece)

    monkeypatch.setattr(axml._Reader, "_feed_parser", count)
    content = _document(_blocks(2000))
    assert read_axml(content).channels[0].blocks.count == 2000
    assert sum(fed) < len(content) / 50


def test_a_channel_that_gives_no_run_is_not_tried_again_for_each_block(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def count(*words: object) -> object:
        tried.append(1)
        return run_of(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(axml, "run_of", count)
    blocks = [block.replace("AB_00031001", "AB_00031002") for block in _blocks(500)]
    assert read_axml(_document(blocks)).channels[0].blocks.invalid_counts == {"audioBlockFormatID": 500}
    assert len(tried) < 10
