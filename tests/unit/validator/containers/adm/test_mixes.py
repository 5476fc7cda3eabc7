"""Beds and moving objects, with the channels of the file that carry them."""

from __future__ import annotations

import dataclasses

import pytest

from fixtures import adm
from specs.vocabulary import LAYOUTS, layout_of
from validator.containers.adm.axml import read_axml
from validator.containers.adm.build import BedContent, BedPlan, ProgrammePlan, SoundForm, build_adm
from validator.containers.adm.definitions import BED_LAYOUTS
from validator.containers.adm.mixes import AdmPart, PartKind, parts_of
from validator.containers.wave.chna import read_chna_table


def parts(material: adm.AdmMaterial) -> tuple[AdmPart, ...]:
    file = material.read()
    assert file.document is not None
    assert file.chna is not None
    return parts_of(file.document, file.chna)


def test_beds_by_common_definitions_are_mixes() -> None:
    dialogue, rest = parts(adm.beds())
    assert (dialogue.kind, dialogue.name, dialogue.language, dialogue.dialogue) == (PartKind.BED, "Dialogue", "de", "1")
    assert dialogue.channels == (0, 1, 2, 3, 4, 5)
    assert dialogue.labels == LAYOUTS["5.1"].labels
    assert (rest.name, rest.language, rest.dialogue) == ("M&E", None, "0")
    assert rest.channels == (6, 7, 8, 9, 10, 11)


def test_parts_of_a_master_are_told_apart() -> None:
    found = parts(adm.master())
    assert [part.kind for part in found] == [PartKind.BED, PartKind.BED, PartKind.MOVING, PartKind.MOVING]
    assert found[0].labels == LAYOUTS["7.1.2"].labels
    assert found[1].labels == LAYOUTS["5.1"].labels
    assert found[1].channels == tuple(range(10, 16))
    assert found[2].channels == (16,)
    assert found[2].labels == (None,)
    assert found[2].contents == (("ACO_1001", "Dialog"),)


def test_tracks_in_another_order_keep_their_labels() -> None:
    rows = adm.beds().rows or ()
    swapped = tuple((13 - index, *rest) for index, *rest in rows)
    dialogue, _ = parts(dataclasses.replace(adm.beds(), rows=swapped))  # type: ignore[arg-type]
    assert dialogue.channels == (11, 10, 9, 8, 7, 6)
    assert dialogue.labels == LAYOUTS["5.1"].labels


def test_a_track_that_chna_does_not_have_is_none() -> None:
    material = adm.scene()
    found = parts(dataclasses.replace(material, rows=(material.rows or ())[:2]))
    assert [part.channels for part in found] == [(0, 1), (None,)]


@pytest.mark.parametrize("layout", sorted(BED_LAYOUTS))
def test_a_built_bed_has_the_labels_of_its_layout(layout: str) -> None:
    bed = BedPlan(name="Mix", layout=layout, kind=BedContent.MIXED)
    form = SoundForm(sample_rate_hz=48_000, bit_depth=24, sample_count=10)
    chunks = build_adm([bed], [ProgrammePlan(name="P", beds=("Mix",))], form)
    (part,) = parts_of(read_axml(chunks.axml), read_chna_table(chunks.chna))
    labels = tuple(label or "" for label in part.labels)
    assert layout_of(labels).name == layout
