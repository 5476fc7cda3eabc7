"""What is built reads back as it was planned, and is without fault at the profiles."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.adm import described
from specs.errors import UsageError
from validator.conformance.adm import PROFILES, judge_adm
from validator.containers.adm.build import (
    AdmChunks,
    BedContent,
    BedPlan,
    ProgrammePlan,
    SoundForm,
    StatedLoudness,
    build_adm,
)
from validator.containers.adm.definitions import BED_LAYOUTS

if TYPE_CHECKING:
    from validator.containers.adm.file import AdmFile

FORM = SoundForm(sample_rate_hz=48_000, bit_depth=24, sample_count=4801)


def file_of(chunks: AdmChunks, form: SoundForm = FORM) -> AdmFile:
    return described(chunks, form.sample_count, form.sample_rate_hz)


def bed(name: str, layout: str = "5.1", kind: BedContent = BedContent.DIALOGUE, **more: str | None) -> BedPlan:
    return BedPlan(name=name, layout=layout, kind=kind, language=more.get("language"))


@pytest.mark.parametrize("edition", [0, 1, 2, 3])
@pytest.mark.parametrize("layout", sorted(BED_LAYOUTS))
def test_every_layout_is_without_fault(layout: str, edition: int) -> None:
    programme = ProgrammePlan(name="NT", beds=("Mix",), language="de")
    chunks = build_adm([bed("Mix", layout)], [programme], FORM, edition=edition)
    file = file_of(chunks)
    for profile in ("bs2076", "bs2088"):
        assert judge_adm(file, PROFILES[profile]) == ()
    assert file.document is not None
    assert file.document.edition == max(edition, 1)
    assert chunks.channel_count == len(BED_LAYOUTS[layout].channels)


def test_several_beds_and_languages_are_as_planned() -> None:
    beds = [
        bed("DX de", language="de-DE"),
        bed("DX fr", language="fr"),
        bed("MX", "7.1.2", BedContent.MUSIC),
        bed("FX & more", "7.1.4", BedContent.EFFECTS),
    ]
    loud = StatedLoudness(integrated_lkfs=-27.0, max_true_peak_dbtp=-2.04)
    programmes = [
        ProgrammePlan(name="Deutsch", beds=("DX de", "MX", "FX & more"), language="de", loudness=loud),
        ProgrammePlan(name="Français", beds=("DX fr", "MX", "FX & more"), language="fr"),
    ]
    file = file_of(build_adm(beds, programmes, FORM, edition=2))
    assert judge_adm(file, PROFILES["bs2076"]) == ()
    document = file.document
    assert document is not None
    assert [programme.language for programme in document.programmes] == ["de", "fr"]
    assert [[reference.id for reference in programme.contents] for programme in document.programmes] == [
        ["ACO_1001", "ACO_1003", "ACO_1004"],
        ["ACO_1002", "ACO_1003", "ACO_1004"],
    ]
    values = document.programmes[0].loudness[0].values
    assert {name: value.value for name, value in values.items()} == {"integratedLoudness": -27.0, "maxTruePeak": -2.04}
    assert [content.language for content in document.contents] == ["de", "fr", None, None]
    assert document.contents[2].dialogue[0].kinds == {"nonDialogueContentKind": "1"}
    assert file.chna is not None
    assert [row.track_index for row in file.chna.rows] == list(range(1, 6 + 6 + 10 + 12 + 1))
    assert file.chna.rows[6 + 6 + 4].track_ref == "AC_0001000a_00"


def test_the_same_plan_gives_the_same_bytes() -> None:
    plan = ([bed("A")], [ProgrammePlan(name="P", beds=("A",))], FORM)
    assert build_adm(*plan) == build_adm(*plan)


@pytest.mark.parametrize(
    ("beds", "programmes"),
    [
        ([], [ProgrammePlan(name="P", beds=("A",))]),
        ([bed("A")], []),
        ([bed("A")], [ProgrammePlan(name="P", beds=())]),
        ([bed("A")], [ProgrammePlan(name="P", beds=("B",))]),
        ([bed("A"), bed("A")], [ProgrammePlan(name="P", beds=("A",))]),
        ([bed("A", "9.1.6")], [ProgrammePlan(name="P", beds=("A",))]),
        ([bed("A\0")], [ProgrammePlan(name="P", beds=("A\0",))]),
    ],
)
def test_what_cannot_be_built_is_refused(beds: list[BedPlan], programmes: list[ProgrammePlan]) -> None:
    with pytest.raises(UsageError):
        build_adm(beds, programmes, FORM)
    with pytest.raises(UsageError):
        build_adm([bed("A")], [ProgrammePlan(name="P", beds=("A",))], FORM, edition=4)


@given(
    st.lists(st.sampled_from(sorted(BED_LAYOUTS)), min_size=1, max_size=5),
    st.integers(1, 5_000),
    st.sampled_from([44_100, 48_000]),
    st.sampled_from(list(BedContent)),
    st.integers(0, 3),
)
def test_any_beds_are_without_fault(
    layouts: list[str], samples: int, rate: int, kind: BedContent, edition: int
) -> None:
    beds = [bed(f"Bed {place}", layout, kind) for place, layout in enumerate(layouts)]
    programme = ProgrammePlan(name="P", beds=tuple(each.name for each in beds))
    form = dataclasses.replace(FORM, sample_rate_hz=rate, sample_count=samples)
    file = file_of(build_adm(beds, [programme], form, edition=edition), form)
    assert judge_adm(file, PROFILES["bs2076"]) == ()
    assert judge_adm(file, PROFILES["bs2088"]) == ()
