"""Beds in the shape of the Atmos profile have no fault at it but the missing dbmd."""

from __future__ import annotations

import dataclasses

import pytest

from fixtures.adm import described
from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.conformance.adm import PROFILES, judge_adm
from validator.containers.adm.build import SoundForm
from validator.containers.adm.build_profile import PROFILE_BEDS, ProfileBed, build_profile_adm

FORM = SoundForm(sample_rate_hz=48_000, bit_depth=24, sample_count=1001)


@pytest.mark.parametrize(
    "layouts",
    [("5.1", "5.1"), ("5.1", "7.1.2"), ("7.1.2", "5.1", "2.0"), ("2.0",), ("7.1", "7.1", "7.1"), ("7.1.2",) * 12],
)
def test_beds_are_without_fault(layouts: tuple[str, ...]) -> None:
    beds = [ProfileBed(group=f"Group {place}", layout=layout) for place, layout in enumerate(layouts)]
    chunks = build_profile_adm(beds, FORM, language="pt-BR")
    file = described(chunks, FORM.sample_count)
    assert judge_adm(file, PROFILES["bs2076"]) == ()
    assert judge_adm(file, PROFILES["bs2088"]) == ()
    for profile in ("atmos-1.0", "atmos-1.1"):
        assert [fault.check for fault in judge_adm(file, PROFILES[profile])] == ["atmos-dbmd-present"]
    assert file.document is not None
    assert [content.name for content in file.document.contents] == [bed.group for bed in beds]
    assert file.document.programmes[0].language == "pt"


def test_nothing_claims_an_origin() -> None:
    chunks = build_profile_adm([ProfileBed(group="Dialogue", layout="5.1")], FORM)
    assert b"dolby" not in chunks.axml.lower()


def test_beds_have_the_order_of_the_layouts() -> None:
    names = {"Lts": "Ltm", "Rts": "Rtm"}
    for layout, labels in PROFILE_BEDS.items():
        assert tuple(names.get(label, label) for label in labels) == LAYOUTS[layout].labels


@pytest.mark.parametrize(
    ("beds", "form", "language"),
    [
        ([], FORM, None),
        ([ProfileBed(group="A", layout="7.1.4")], FORM, None),
        ([ProfileBed(group="A", layout="5.1"), ProfileBed(group="A", layout="5.1")], FORM, None),
        ([ProfileBed(group=f"A{place}", layout="7.1.2") for place in range(13)], FORM, None),
        ([ProfileBed(group="A", layout="2.0")], dataclasses.replace(FORM, bit_depth=16), None),
        ([ProfileBed(group="A", layout="2.0")], dataclasses.replace(FORM, sample_rate_hz=44_100), None),
        ([ProfileBed(group="A", layout="2.0")], FORM, "gsw"),
        ([ProfileBed(group="A\0", layout="2.0")], FORM, None),
    ],
)
def test_what_cannot_be_built_is_refused(beds: list[ProfileBed], form: SoundForm, language: str | None) -> None:
    with pytest.raises(UsageError):
        build_profile_adm(beds, form, language=language)
