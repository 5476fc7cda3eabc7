"""The colours of pages: text is told from its ground by 4.5:1, curves and edges of controls by 3:1, in every scheme.

Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11, and its definition of relative luminance.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from validator import reporters

STYLE: Final = (Path(reporters.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
BLOCKS: Final = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", block)) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
]
LIGHT, DARK, PRINT = BLOCKS[0], BLOCKS[0] | BLOCKS[1], BLOCKS[0] | BLOCKS[2]

TEXT: Final = [
    *((ink, ground) for ink in ("ink", "quiet", "link") for ground in ("paper", "panel")),
    *((state, ground) for state in ("fail", "warn", "open", "waived", "pass") for ground in ("paper", f"{state}-tint")),
    *(("band-edge", "paper"), ("paper", "ink")),
]
GRAPHICS: Final = [
    *(("curve", "paper"), ("curve-light", "paper"), ("peak", "paper"), ("speech", "panel"), ("edge", "paper")),
    *(
        ("edge", "panel"),
        ("curve", "band"),
        ("fail", "panel"),
        ("warn", "panel"),
        ("open", "panel"),
        ("band-edge", "band"),
    ),
]


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("scheme", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_text_is_readable(scheme: dict[str, str]) -> None:
    weak = {pair: _contrast(*(scheme[name] for name in pair)) for pair in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_curves_and_edges_are_seen(scheme: dict[str, str]) -> None:
    weak = {pair: _contrast(*(scheme[name] for name in pair)) for pair in GRAPHICS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3.0} == {}
