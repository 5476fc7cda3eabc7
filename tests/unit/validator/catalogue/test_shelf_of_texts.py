"""The tables of the catalogue and the codes that the library uses are in step."""

from __future__ import annotations

from collections import Counter
from importlib import import_module

from validator.catalogue import SHELF, codes
from validator.dialogue.gate import ME, STEM
from validator.meters.undefined import Undefined


def test_a_code_has_one_text() -> None:
    found = Counter(code for name in SHELF for code in import_module(f"validator.catalogue.{name}").TEXTS)
    assert [code for code, count in found.items() if count > 1] == []


def test_every_reason_of_the_meters_and_every_guide_has_a_text() -> None:
    used = {*Undefined, STEM.code, ME.code}
    assert used <= set(codes())
