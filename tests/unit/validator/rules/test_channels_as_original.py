"""Channels beside those of the original, and what a 2.0 is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.rule_cases import compared_subject
from specs.requirements.sync import ChannelsAsOriginal, FoldDownOfSurround
from validator.comparisons.channels.identity_model import (
    ChannelIdentity,
    ChannelPolarity,
    IdentifiedChannel,
    IdentityCause,
    IdentityState,
    LateChannel,
)
from validator.comparisons.fold_down.fold_down_model import FoldDownKind, FoldDownMatch
from validator.rules.channels_as_original import judge_channels_as_original, judge_fold_down_of_surround

if TYPE_CHECKING:
    from validator.rules.outcome import Outcome

ORDER: list[int | None] = [0, 1, 2, 3, 4, 5]


def identity(
    carries: list[int | None], cause: IdentityCause | None, state: IdentityState = IdentityState.TOLD, **changes: Any
) -> ChannelIdentity:
    channels = tuple(
        IdentifiedChannel(
            channel=place,
            carries=found,
            by_elimination=False,
            margin=0.5,
            likeness=0.9,
            polarity=ChannelPolarity.SAME,
        )
        for place, found in enumerate(carries)
    )
    return ChannelIdentity(state=state, cause=cause, channels=channels, **changes)


def judged(channels: ChannelIdentity | None) -> Outcome:
    demand = make_requirement("channels.as-original")
    assert isinstance(demand, ChannelsAsOriginal)
    cause = None if channels is None or channels.cause is None else channels.cause.value
    return judge_channels_as_original(
        demand, compared_subject("channels.as-original", "fail", channels=channels, cause=cause)
    )


@pytest.mark.parametrize(
    ("channels", "held", "code"),
    [
        (identity(ORDER, None), True, "channels.in-place"),
        (identity([0, 1, None, 3, 4, 5], None), True, "channels.in-place"),
        (identity([None] * 6, None, IdentityState.CANNOT_TELL), True, "channels.all-alike"),
        (identity([], IdentityCause.TOO_LITTLE_SOUND, IdentityState.CANNOT_TELL), None, "channels.not-told"),
        (identity([], IdentityCause.CHANNEL_COUNTS_DIFFER, IdentityState.CANNOT_TELL), True, "channels.other-count"),
        (None, True, "channels.other-count"),
        (
            identity([0, 1, 2, 3, 5, 4], IdentityCause.CHANNELS_EXCHANGED, exchanged=((4, 5),)),
            False,
            "channels.exchanged",
        ),
        (identity([0, 2, 1, 4, 5, 3], IdentityCause.OTHER_ORDER, order="5.1-film"), False, "channels.other-order"),
        (identity([0, 2, 1, 4, 5, 3], IdentityCause.PERMUTED), False, "channels.permuted"),
        (identity([0, 2, 1, 4, 5, 3], IdentityCause.OTHER_ORDER), False, "channels.permuted"),
        (identity(ORDER, IdentityCause.POLARITY, inverted=(2,)), False, "channels.inverted"),
        (identity([0, 1, None, 3, 4, 5], IdentityCause.CHANNEL_SILENT, silent=(2,)), False, "channels.silent"),
        (
            identity(ORDER, IdentityCause.CHANNEL_LATE, late=(LateChannel(channel=4, late_seconds=-0.02),)),
            False,
            "channels.late",
        ),
    ],
)
def test_what_is_wrong_with_the_channels_is_named(
    channels: ChannelIdentity | None, held: bool | None, code: str
) -> None:
    outcome = judged(channels)
    assert (outcome.held, outcome.reason.code) == (held, code)
    assert (outcome.remedy is not None) is (held is False or code == "channels.not-told")


def test_of_two_originals_the_first_is_the_one_it_is_held_against() -> None:
    demand = make_requirement("channels.as-original")
    assert isinstance(demand, ChannelsAsOriginal)
    subject = compared_subject("channels.as-original", "fail")
    (wrong,) = subject.measurements.comparisons
    right = wrong.model_copy(update={"channels": identity(ORDER, None), "cause": None})
    for comparisons, held in (((wrong, right), False), ((right, wrong), True)):
        measured = subject.measurements.model_copy(update={"comparisons": comparisons})
        outcome = judge_channels_as_original(demand, replace(subject, measurements=measured))
        assert outcome.held is held
        assert bool(outcome.why) is not held, "the cause is that of the same comparison"


def test_every_wrong_channel_is_listed_once_in_the_order_of_the_file() -> None:
    channels = identity(
        [0, 1, None, 3, 5, 4], IdentityCause.CHANNELS_EXCHANGED, exchanged=((4, 5),), silent=(2,), inverted=(4, 0)
    )
    outcome = judged(channels)
    assert outcome.measured is not None
    assert (outcome.measured.value, outcome.measured.text) == (4.0, "L, C, Ls, Rs")


def test_how_many_channels_are_in_their_place_is_told() -> None:
    outcome = judged(identity([0, 1, None, 3, None, 5], None))
    assert outcome.reason.arguments == {"told": 4, "count": 6}


LIKE = FoldDownMatch(kind=FoldDownKind.LO_RO, offset_samples=0.0, null_db=-80.0, worst_null_db=-70.0)


def folded(match: FoldDownMatch | None, cause: str | None = None, **fields: Any) -> Outcome:
    demand = make_requirement("fold-down.of-surround", **fields)
    assert isinstance(demand, FoldDownOfSurround)
    return judge_fold_down_of_surround(
        demand, compared_subject("fold-down.of-surround", "fail-lfe", fold_down=match, cause=cause)
    )


@pytest.mark.parametrize(
    ("changes", "held", "code"),
    [
        ({}, True, "fold-down.made-of"),
        ({"kind": FoldDownKind.LT_RT}, True, "fold-down.made-of"),
        ({"kind": FoldDownKind.NO_SURROUND_SOUND}, True, "fold-down.made-of"),
        ({"kind": FoldDownKind.CANNOT_TELL}, None, "fold-down.not-told"),
        (
            {"kind": FoldDownKind.OTHER_VERSION, "null_db": -5.0, "worst_null_db": -1.0},
            False,
            "fold-down.other-version",
        ),
        ({"kind": FoldDownKind.NOT_A_FOLD_DOWN, "null_db": None}, False, "fold-down.nowhere-alike"),
        ({"sides_exchanged": True}, False, "fold-down.sides-exchanged"),
        ({"left_inverted": (0,)}, False, "fold-down.inverted"),
        ({"right_inverted": (1,)}, False, "fold-down.inverted"),
        # In Lt/Rt one surround is inverted as it should be.
        ({"kind": FoldDownKind.LT_RT, "left_inverted": (4,)}, True, "fold-down.made-of"),
        ({"kind": FoldDownKind.NO_SURROUND_SOUND, "left_inverted": (0,)}, False, "fold-down.inverted"),
        ({"lfe_db": -3.0, "lfe_told": True}, False, "fold-down.has-lfe"),
        ({"left_db": (-90.0, None, -93.0), "right_db": (None, -90.0, -93.0)}, False, "fold-down.wrong-level"),
        ({"left_db": (12.0, None, 9.0), "right_db": (None, 12.0, 9.0)}, False, "fold-down.wrong-level"),
        ({"left_db": (-7.7, None, -10.7), "right_db": (None, -7.7, -10.7)}, True, "fold-down.made-of"),
    ],
)
def test_what_a_stereo_mix_is_made_of_is_told(changes: dict[str, Any], held: bool | None, code: str) -> None:
    outcome = folded(replace(LIKE, **changes), takes_lfe=False)
    assert (outcome.held, outcome.reason.code) == (held, code)
    assert outcome.required.endswith(", without its LFE")
    if held is False and code in {"fold-down.has-lfe", "fold-down.other-version", "fold-down.nowhere-alike"}:
        assert outcome.remedy is not None
        assert outcome.remedy.code == "comparison.repair.other-version"


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"sides_exchanged": True}, "comparison.repair.later"),
        ({"kind": FoldDownKind.OTHER_VERSION, "null_db": -5.0}, "comparison.repair.other-version"),
        ({"lfe_db": -3.0, "lfe_told": True}, "comparison.repair.other-version"),
    ],
)
def test_what_repairs_its_place_repairs_no_other_version(changes: dict[str, Any], remedy: str) -> None:
    """The 2.0 lies at another offset as well, which a shift would mend."""
    outcome = folded(replace(LIKE, **changes), cause="constant-offset", takes_lfe=False)
    assert outcome.remedy is not None
    assert outcome.remedy.code == remedy


def test_without_a_match_nothing_is_told() -> None:
    assert folded(None).held is None


def test_an_lfe_that_is_meant_to_be_there_is_no_fault() -> None:
    with_lfe = replace(LIKE, lfe_db=-3.0, lfe_told=True)
    outcome = folded(with_lfe, takes_lfe=True)
    assert outcome.held is True
    assert "LFE" not in outcome.required


@pytest.mark.parametrize(
    ("layout", "fields", "code", "remedy"),
    [
        ("2.0", {}, "fold-down.no-surround", "remedy.deliver-surround"),
        ("2.0", {"partner": "where-delivered"}, "fold-down.no-surround", None),
        ("5.1", {}, "fold-down.no-stereo", None),
    ],
)
def test_a_stereo_mix_without_its_surround_mix(
    layout: str, fields: dict[str, Any], code: str, remedy: str | None
) -> None:
    demand = make_requirement("fold-down.of-surround", **fields)
    assert isinstance(demand, FoldDownOfSurround)
    subject = compared_subject("fold-down.of-surround", "fail-lfe")
    labels = ("L", "R") if layout == "2.0" else subject.measurements.channel_labels
    measurements = subject.measurements.model_copy(update={"comparisons": (), "channel_labels": labels})
    outcome = judge_fold_down_of_surround(demand, replace(subject, measurements=measurements))
    assert outcome.applies is (remedy is not None)
    assert outcome.reason.code == code
    assert (None if outcome.remedy is None else outcome.remedy.code) == remedy
    alone = judge_fold_down_of_surround(demand, replace(subject, measurements=measurements, companions=None))
    assert alone.reason.code not in {"fold-down.no-surround", "fold-down.no-stereo"}
