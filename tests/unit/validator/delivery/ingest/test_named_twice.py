"""What is named twice is there once; two names of one file are two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a German and a French mix."""
    place = tmp_path / "dv"
    place.mkdir()
    for language, level in (("de", 0.1), ("fr", 0.2)):
        soundfile.write(place / f"film_{language}_20.wav", np.full((4800, 2), level), 48_000)
    return place


@pytest.mark.parametrize(
    ("named", "mixes", "deliveries"),
    [
        (["dv", "dv"], 2, 1),
        (["dv", "dv/../dv"], 2, 1),
        (["dv", "dv/film_de_20.wav"], 2, 1),
        (["dv/film_de_20.wav", "dv"], 2, 1),
        (["dv/film_de_20.wav", "dv/film_de_20.wav"], 1, 0),
        (["dv/film_de_20.wav", "dv/film_fr_20.wav"], 2, 0),
    ],
)
def test_what_is_named_twice_is_there_once(folder: Path, named: Sequence[str], mixes: int, deliveries: int) -> None:
    found = mixes_of([folder.parent / name for name in named], Stated())
    assert (len(found.mixes), len(found.deliveries), found.refused) == (mixes, deliveries, [])


def test_two_names_of_one_file_are_two(folder: Path) -> None:
    other = folder / "film_at_20.wav"
    other.symlink_to(folder / "film_de_20.wav")
    assert len(mixes_of([folder / "film_de_20.wav", other], Stated()).mixes) == 2


def test_what_is_not_there_is_told_once(tmp_path: Path) -> None:
    found = mixes_of([tmp_path / "no.wav", tmp_path / "no.wav"], Stated())
    assert [one.name for one in found.refused] == ["no.wav"]
