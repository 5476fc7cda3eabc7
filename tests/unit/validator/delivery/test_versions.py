"""Sheets for dubs and for originals: a mix of another version is passed over, one that nobody stated is judged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.measurements import make_measurements
from specs.errors import UsageError
from specs.loader import load_sheet
from specs.statements.statement import Statement
from specs.vocabulary import MixKind, Version
from validator.delivery.judged import Judging, MixResult, subject_of
from validator.judging.judge import choose_deliverable
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from specs.loader import LoadedSheet

PEAK = make_requirement("peak.true-peak", maximum_dbtp=-2.0)


def judged(
    loaded: LoadedSheet,
    version: Version | None,
    kind: MixKind = MixKind.PRINTMASTER,
    deliverable: str | None = None,
    *,
    many: bool = False,
) -> MixResult:
    judging = Judging(sheets=[loaded], version="0", day=date(2026, 9, 1), deliverable=deliverable, many=many)
    return judging.judged(make_measurements(), Statement(version=version, kind=kind))


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("versions", "stated", "is_judged"),
    [
        (None, Version.ORIGINAL, True),
        (None, None, True),
        (["dub"], Version.DUB, True),
        (["dub"], None, True),
        (["dub"], Version.ORIGINAL, False),
        (["original"], Version.DUB, False),
        (["original", "dub"], Version.DUB, True),
    ],
)
def test_a_mix_of_another_version_is_passed_over(
    versions: list[str] | None, stated: Version | None, is_judged: bool, many: bool
) -> None:
    result = judged(make_sheet(PEAK, versions=versions), stated, many=many)
    assert bool(result.reports) is is_judged
    assert not result.errors
    if not is_judged:
        (row,) = result.not_judged
        assert row.why is WhyNot.NOT_ASKED
        assert row.reason == f"The sheet north-light has no deliverable for the version {stated}."
        assert row.expected == " or ".join(versions or ())


def test_an_audio_description_is_made_of_any_version() -> None:
    loaded = make_sheet(PEAK, versions=["dub"], mix_kinds=["printmaster", "audio-description"])
    assert judged(loaded, Version.ORIGINAL, MixKind.AUDIO_DESCRIPTION).reports
    assert not judged(loaded, Version.ORIGINAL).reports


def test_a_deliverable_that_was_named_is_the_one_meant_whatever_the_version() -> None:
    loaded = make_sheet(PEAK, versions=["dub"])
    assert judged(loaded, Version.ORIGINAL, deliverable="mix").reports


def test_who_asks_for_the_deliverable_of_another_version_is_told_which_there_are() -> None:
    subject = subject_of(make_measurements(), Statement(version=Version.ORIGINAL))
    with pytest.raises(UsageError) as raised:
        choose_deliverable(make_sheet(PEAK, versions=["dub"]).sheet, subject)
    assert (raised.value.code, raised.value.expected) == ("deliverable.none-of-this-version", "dub")


@pytest.mark.parametrize("name", ["netflix-dub", "disney-r128-dub", "yandex-plus-studio-dub"])
def test_an_original_is_no_dub_for_the_sheets_of_dubs(name: str) -> None:
    loaded = load_sheet(name)
    assert judged(loaded, Version.DUB).reports
    assert judged(loaded, None).reports
    assert not judged(loaded, Version.ORIGINAL).reports


def test_a_deliverable_is_for_a_version_at_least() -> None:
    with pytest.raises(ValidationError):
        make_sheet(PEAK, versions=[])
