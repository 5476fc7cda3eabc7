"""Every kind of correction has what the shelf asks of it."""

from __future__ import annotations

from typing import get_args

import pytest

from packager.corrections import ORDER, AnyCorrection
from packager.corrections.correction import READING_TITLES, READING_UNITS, Correction

KINDS: tuple[type[Correction], ...] = get_args(get_args(AnyCorrection)[0])


def test_the_table_holds_every_kind_and_each_has_its_place() -> None:
    assert set(KINDS) == set(Correction.__subclasses__())
    assert sorted(kind.model_fields["kind"].default for kind in KINDS) == sorted(ORDER)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_describes_itself(kind: type[Correction]) -> None:
    assert kind.description is not Correction.description


def test_every_reading_has_a_title_for_people() -> None:
    assert READING_TITLES.keys() == READING_UNITS.keys()
    assert not any("_" in title for title in READING_TITLES.values())
