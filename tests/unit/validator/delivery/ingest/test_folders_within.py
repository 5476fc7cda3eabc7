"""A delivery file is found however its name is spelled; one that is not read is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from validator.delivery.ingest.folders_within import delivery_file_in, lists_not_read
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import Stated

if TYPE_CHECKING:
    from pathlib import Path

TOML = 'title = "Film"\noriginal_language = "en"\n[[files]]\npath = "a.wav"\nlanguage = "fr"\n'


@pytest.mark.parametrize(
    ("names", "read", "told"),
    [
        (["delivery.toml"], "delivery.toml", []),
        (["DELIVERY.TOML"], "DELIVERY.TOML", []),
        (["Delivery.toml", "delivery.toml"], "delivery.toml", ["Delivery.toml"]),
        (["delivery.toml.txt"], None, ["delivery.toml.txt"]),
        (["delivery.toml", "delivery.toml.sig", "notes.toml"], "delivery.toml", []),
        (["delivery.toml", "IMP/ASSETMAP.xml"], "delivery.toml", ["IMP/ASSETMAP.xml"]),
        (["delivery.toml", "DCP/ASSETMAP"], "delivery.toml", ["DCP/ASSETMAP"]),
        (["delivery.toml", "de/Delivery.toml"], "delivery.toml", ["de/Delivery.toml"]),
    ],
)
def test_a_delivery_file_is_found_however_it_is_spelled(
    tmp_path: Path, names: list[str], read: str | None, told: list[str]
) -> None:
    soundfile.write(tmp_path / "a.wav", np.full((4800, 2), 0.1), 48_000)
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TOML, encoding="utf-8")
    found = delivery_file_in(tmp_path)
    assert (None if found is None else found.name) == read
    assert [mix.statement.language for mix in mixes_of([tmp_path], Stated()).mixes] == ["fr" if read else None]
    assert [fault.place.file for fault in lists_not_read(tmp_path)] == told
