"""Lines of the original in a dub: what is said of them by how the dub is made."""

from __future__ import annotations

import pytest

from fixtures.measurements import make_measurements
from specs.requirements.requirement import Level
from specs.statements.programme import ProgrammeFacts
from validator.comparisons.dub.map_model import MapState
from validator.comparisons.me.me_model import LeftOverLines, LineInMe, MissingLine
from validator.comparisons.relations import ComparedMix, MixComparison, Relation
from validator.rules.house import judge_left_over_lines, judge_missing_lines
from validator.rules.subject import Subject


def compared(left_over: LeftOverLines) -> MixComparison:
    dub, original = (
        ComparedMix(
            name=name,
            path=None,
            kind=None,
            version=None,
            language=None,
            layout="5.1",
            channel_labels=("L", "R", "C", "LFE", "Ls", "Rs"),
            sample_rate_hz=48_000,
            sample_count=4_800_000,
            start_sample=None,
        )
        for name in ("dub.wav", "original.wav")
    )
    return MixComparison(
        version="0",
        relation=Relation.DUB,
        subject=dub,
        partners=(original,),
        state=MapState.ALIGNED,
        cause=None,
        left_over=left_over,
    )


def left(count: int, level_db: float) -> LeftOverLines:
    """So many of ten lines, at one level."""
    return LeftOverLines(
        lines=10,
        found=tuple(
            LineInMe(
                start_sample=96_000 * number,
                end_sample=96_000 * number + 48_000,
                channels=("C",),
                level_db=level_db,
                significance=40.0,
            )
            for number in range(count)
        ),
    )


@pytest.mark.parametrize(
    ("count", "level_db", "stated", "said"),
    [
        (0, 0.0, None, None),
        (0, 0.0, "lip-sync", None),
        (1, 0.0, None, "relation.left-over-lines"),
        (1, 0.0, "lip-sync", "relation.left-over-lines"),
        (1, 0.0, "voice-over", None),
        (9, -12.0, None, None),
        (9, -12.0, "lip-sync", "relation.original-under-dub"),
        (9, -12.0, "voice-over", None),
        (9, 0.0, None, "relation.left-over-lines"),
    ],
)
def test_what_is_said_follows_what_is_stated(count: int, level_db: float, stated: str | None, said: str | None) -> None:
    subject = Subject(
        measurements=make_measurements(comparisons=(compared(left(count, level_db)),)),
        programme=ProgrammeFacts.model_validate({} if stated is None else {"dubbed_as": stated}),
    )
    found = list(judge_left_over_lines(subject))
    assert [one.outcome.reason.code for one in found] == ([said] if said else [])
    assert all(len(one.outcome.where) == count for one in found)
    assert [(one.level, one.outcome.held) for one in found] == ([(Level.SHOULD, False)] if said else [])


def test_no_other_word_is_taken() -> None:
    with pytest.raises(ValueError, match="dubbed_as"):
        ProgrammeFacts.model_validate({"dubbed_as": "subtitled"})


@pytest.mark.parametrize(
    ("count", "stated", "said"), [(0, None, False), (2, None, True), (2, "lip-sync", True), (2, "voice-over", False)]
)
def test_lines_that_a_dub_lacks_are_listed_unless_it_is_a_voice_over(
    count: int, stated: str | None, *, said: bool
) -> None:
    missing = tuple(MissingLine(start_sample=48_000 * one, end_sample=48_000 * one + 24_000) for one in range(count))
    subject = Subject(
        measurements=make_measurements(comparisons=(compared(LeftOverLines(lines=10, missing=missing)),)),
        programme=ProgrammeFacts.model_validate({} if stated is None else {"dubbed_as": stated}),
    )
    found = list(judge_missing_lines(subject))
    assert [one.outcome.reason.code for one in found] == (["relation.missing-lines"] if said else [])
    assert [len(one.outcome.where) for one in found] == ([count] if said else [])
    assert [(one.level, one.outcome.held) for one in found] == ([(Level.SHOULD, False)] if said else [])
    assert not list(judge_left_over_lines(subject))
