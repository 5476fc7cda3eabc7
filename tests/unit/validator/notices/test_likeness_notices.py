"""Channels beside each other: what is noticed, just not noticed, and not meant to be noticed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.measurements import make_measurements
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import MixKind, parse_layout
from validator.catalogue import say
from validator.containers.facts import SampleFormat
from validator.judging.judge import judge
from validator.measuring.measure import MeasureOptions, measure
from validator.results.finding import NoticeKind
from validator.rules.subject import Subject
from validator.scan.memory import MemoryProgramme


def said(kind: MixKind = MixKind.PRINTMASTER, **measured: Any) -> dict[NoticeKind, str]:
    subject = Subject(
        measurements=make_measurements(**measured), mix_kind=kind, programme=ProgrammeFacts(picture_rate="25")
    )
    demand = make_requirement("form.sample-rate", allowed_hz=[48_000])
    report = judge(make_sheet(demand, mix_kinds=[kind]), subject, version="0", deliverable="mix")
    return {notice.kind: say(notice.message) for notice in report.notices}


def pair(one: str, other: str, **changes: Any) -> dict[str, Any]:
    return {
        "labels": (one, other), "difference_db": 1.0, "level_db": 0.0, "apart_share": 0.0, "sounding_seconds": 60.0,
        **changes,
    }  # fmt: skip


def test_surrounds_that_are_one_are_noticed_and_just_not() -> None:
    assert said(likeness=[pair("Ls", "Rs", difference_db=-60.1)])[NoticeKind.SAME_SOUND] == (
        "Ls, Rs carry the same sound."
    )
    assert said(likeness=[pair("Ls", "Rs", difference_db=-60.0)]) == {}


def test_groups_are_told_together() -> None:
    alike = [
        pair("L", "R", difference_db=-90.0),
        pair("R", "C", difference_db=-90.0),
        pair("Ls", "Rs", difference_db=-80.0),
    ]
    assert said(likeness=alike)[NoticeKind.SAME_SOUND] == "L, R, C carry the same sound. Ls, Rs carry the same sound."


def test_every_channel_the_same_is_said_as_such() -> None:
    labels = ("L", "R", "C", "Ls", "Rs")
    alike = [pair(one, other, difference_db=-120.0) for one, other in pairwise(labels)]
    assert said(likeness=alike)[NoticeKind.SAME_SOUND].startswith("All channels carry the same sound")


def test_dual_mono_by_name_stems_and_spoken_word_are_meant_to_be_so() -> None:
    assert said(layout="M1 M2", likeness=[pair("M1", "M2", difference_db=-120.0)]) == {}
    for kind in (MixKind.DIALOGUE, MixKind.SPOKEN_WORD):
        assert said(kind=kind, likeness=[pair("L", "R", difference_db=-120.0)]) == {}


@pytest.mark.parametrize(
    ("level_db", "text"), [(6.0, "L is louder than R by 6.0 dB"), (-6.0, "R is louder than L by 6.0 dB")]
)
def test_a_side_far_below_its_twin_is_noticed(level_db: float, text: str) -> None:
    found = said(likeness=[pair("L", "R", level_db=level_db, apart_share=0.95)])
    assert found[NoticeKind.UNEVEN_PAIR].startswith(text)


@pytest.mark.parametrize(
    "changes", [{"level_db": 4.9}, {"apart_share": 0.79}, {"sounding_seconds": 9.9}, {"labels": ("L", "C")}]
)
def test_a_pair_just_not_uneven_is_not(changes: dict[str, Any]) -> None:
    uneven = {"level_db": 6.0, "apart_share": 0.9, **changes}
    assert said(likeness=[pair(*uneven.pop("labels", ("L", "R")), **uneven)]) == {}


def test_six_identical_channels_are_measured_as_such_and_their_clean_twin_is_not() -> None:
    rng = np.random.default_rng(4)
    sound = 0.05 * rng.standard_normal((48_000 * 2, 6))
    for samples, same in ((np.repeat(sound[:, :1], 6, axis=1), 10), (sound, 0)):
        programme = MemoryProgramme(
            [(samples.astype("<f4").tobytes(), SampleFormat.F32, 6)], sample_rate_hz=48_000, layout=parse_layout("5.1")
        )
        measured = measure(programme, MeasureOptions(version="0", kernel="numpy"))
        assert sum((one.difference_db or 0.0) < -60.0 for one in measured.likeness) == same
