"""Conditions: one part that does not hold decides, one that is not known leaves the whole open."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from fixtures.measurements import make_measurements
from specs.requirements.requirement import Condition
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import MixKind, Version
from validator.catalogue import say
from validator.rules.conditions import ALWAYS, Answer, are_opposites, decided_by, evaluate, reasons_of
from validator.rules.subject import Subject

DAY: Final = date(2012, 1, 1)


def mix(programme: dict[str, Any] | None = None, **measured: Any) -> Subject:
    return Subject(measurements=make_measurements(**measured), programme=ProgrammeFacts(**(programme or {})))


def answer(condition: dict[str, Any], programme: dict[str, Any] | None = None, **measured: Any) -> Answer:
    return evaluate(Condition(**condition), mix(programme, **measured))


def reason(found: Answer) -> str:
    return "; ".join(say(one) for one in found.reasons)


def test_no_condition_and_an_empty_one_always_hold() -> None:
    assert evaluate(None, mix()) is ALWAYS
    assert answer({}) is ALWAYS


@pytest.mark.parametrize(
    ("share", "at_least", "below"),
    [(0.1499, False, True), (0.15, True, False), (0.42, True, False), (0.0, False, True)],
)
def test_the_share_of_speech_switches_exactly_at_the_limit(share: float, at_least: bool, below: bool) -> None:
    dialogue = {"speech_share": share}
    assert answer({"speech_share_at_least": 0.15}, dialogue=dialogue).holds is at_least
    assert answer({"speech_share_below": 0.15}, dialogue=dialogue).holds is below


def test_a_share_of_speech_that_was_not_measured_is_not_known() -> None:
    found = answer({"speech_share_at_least": 0.15})
    assert found.holds is None
    assert reason(found) == "speech in at least 15% of the programme: the share of speech was not measured"


@pytest.mark.parametrize(("share", "known"), [(0.12, False), (0.18, False), (0.09, True), (0.21, True)])
def test_an_estimated_share_near_the_limit_is_not_known(share: float, known: bool) -> None:
    estimate = {"speech_share": share, "estimate": True, "guard_band_share": 0.05, "gate_text": "of a speech detector"}
    found = answer({"speech_share_at_least": 0.15}, dialogue=estimate)
    assert (found.holds is not None) is known
    assert ("too near to tell" in reason(found)) is not known


@pytest.mark.parametrize(
    ("condition", "programme", "holds", "said"),
    [
        ({"live": True}, {}, None, "a live programme: not stated"),
        ({"live": True}, {"live": True}, True, "a live programme: so stated"),
        ({"live": True}, {"live": False}, False, "a live programme: stated otherwise"),
        ({"live": False}, {"live": False}, True, "not a live programme: so stated"),
        ({"long_form": False}, {"long_form": True}, False, "a short-form item: stated otherwise"),
        ({"dialogue_is_anchor": True}, {}, None, "dialogue as the anchor element: not stated"),
        ({"genre": "Drama"}, {"genre": "drama"}, True, "genre Drama: it is drama"),
        ({"territory": "FR"}, {"territory": "de"}, False, "territory FR: it is de"),
        ({"workflow": "album"}, {}, None, "workflow album: not stated"),
        ({"produced_from": DAY}, {"produced": DAY}, True, "produced from 2012-01-01: it is of 2012-01-01"),
        ({"produced_before": DAY}, {"produced": DAY}, False, "produced before 2012-01-01: it is of 2012-01-01"),
        ({"produced_before": DAY}, {}, None, "produced before 2012-01-01: not stated"),
    ],
)
def test_what_the_delivery_states_decides(
    condition: dict[str, Any], programme: dict[str, Any], holds: bool | None, said: str
) -> None:
    found = answer(condition, programme)
    assert (found.holds, reason(found)) == (holds, said)


def test_the_layout_counts_whatever_its_order_in_the_file() -> None:
    assert answer({"soundfields": ["5.1"]}, layout="5.1-film").holds is True
    assert answer({"soundfields": ["5.1-film"]}, layout="5.1").holds is True
    assert reason(answer({"soundfields": ["2.0", "7.1"]})) == "layout 2.0 or 7.1: it is 5.1"
    assert answer({"soundfields": ["2.0"]}).holds is False
    assert answer({"soundfields": ["2.0"]}, layout=None).holds is None


def test_kind_version_and_length_count() -> None:
    dub = Subject(measurements=make_measurements(), mix_kind=MixKind.ME, version=Version.DUB)
    assert evaluate(Condition(mix_kinds=(MixKind.ME,), version=Version.DUB), dub).holds is True
    assert reason(evaluate(Condition(mix_kinds=(MixKind.TRAILER,)), dub)) == "kind of mix trailer: it is me"
    assert evaluate(Condition(version=Version.ORIGINAL), dub).holds is False
    assert evaluate(Condition(version=Version.ORIGINAL), mix()).holds is None
    # The invented mix lasts 12.5 s.
    assert answer({"duration_at_least_seconds": 12.5}).holds is True
    assert answer({"duration_below_seconds": 12.5}).holds is False
    assert answer({"duration_below_seconds": 12.51}).holds is True


def test_one_part_that_does_not_hold_outweighs_one_that_is_not_known() -> None:
    both = {"live": True, "soundfields": ["2.0"]}
    assert answer(both).holds is False
    assert reason(answer(both)) == "layout 2.0: it is 5.1"
    assert answer({"live": True, "soundfields": ["5.1"]}).holds is None
    assert reason(answer({"live": True, "soundfields": ["5.1"]})) == "a live programme: not stated"
    assert reason(answer({"live": True, "soundfields": ["5.1"]}, {"live": True})) == (
        "layout 5.1: it is 5.1; a live programme: so stated"
    )


def test_a_condition_in_words_only_is_for_a_person() -> None:
    found = answer({"text": "an act of God"})
    assert (found.holds, reason(found)) == (None, "'an act of God': for a person to decide")
    assert [say(one) for one in decided_by([found])] == ["a person: 'an act of God'"]


def test_a_condition_and_its_opposite_are_one_question() -> None:
    shares = [answer({"speech_share_at_least": 0.15}), answer({"speech_share_below": 0.15})]
    lives = [answer({"live": True}), answer({"live": False})]
    assert [say(one) for one in decided_by([*shares, *lives])] == [
        "a statement that is missing: a live programme, or not",
        "a measurement that is missing: speech in at least 15% of the programme: the share of speech was not measured",
    ]


def test_what_several_parts_have_in_common_is_said_once() -> None:
    shares = [answer({"speech_share_at_least": 0.15}), answer({"speech_share_below": 0.15})]
    (said,) = reasons_of(shares)
    assert say(said) == (
        "speech in at least 15% of the programme, speech in less than 15% of the programme: the share of speech was "
        "not measured"
    )


def test_what_is_known_is_decided_by_nobody() -> None:
    assert decided_by([answer({"live": True}, {"live": True}), ALWAYS]) == ()


def test_words_beside_fields_explain_and_do_not_decide() -> None:
    assert answer({"text": "live or nearly so", "live": True}, {"live": True}).holds is True


@pytest.mark.parametrize(
    ("one", "other", "opposite"),
    [
        ({"live": True}, {"live": False}, True),
        ({"live": True}, {"live": True}, False),
        ({"long_form": True}, {"live": False}, False),
        ({"speech_share_at_least": 0.15}, {"speech_share_below": 0.15}, True),
        ({"speech_share_below": 0.15}, {"speech_share_at_least": 0.15}, True),
        ({"speech_share_at_least": 0.15}, {"speech_share_below": 0.2}, False),
        ({"produced_from": DAY}, {"produced_before": DAY}, True),
        ({"duration_below_seconds": 120.0}, {"duration_at_least_seconds": 120.0, "text": "long"}, True),
        ({"live": True, "genre": "news"}, {"live": False}, False),
        ({"genre": "news"}, {"genre": "drama"}, False),
        ({"text": "a"}, {"text": "b"}, False),
        ({}, {}, False),
    ],
)
def test_opposites_divide_all_mixes_between_them(one: dict[str, Any], other: dict[str, Any], opposite: bool) -> None:
    assert are_opposites(Condition(**one), Condition(**other)) is opposite
    assert are_opposites(None, Condition(**other)) is False
    assert are_opposites(Condition(**one), None) is False


@pytest.mark.parametrize(
    ("peak", "loud", "at_least", "below", "said"),
    [
        (-1.0, -16.0, True, False, "15"),
        (-1.0, -15.9, False, True, "14.9"),
        (-1.0, -24.0, True, False, "23"),
        (-6.0, -16.0, False, True, "10"),
    ],
)
def test_peak_to_loudness_switches_exactly_at_the_limit(
    peak: float, loud: float, at_least: bool, below: bool, said: str
) -> None:
    changes = {"max_true_peak_dbtp": peak, "integrated_lkfs": loud}
    subject = Subject(measurements=make_measurements().model_copy(update=changes), programme=ProgrammeFacts())
    high = evaluate(Condition(peak_to_loudness_at_least_lu=15.0), subject)
    low = evaluate(Condition(peak_to_loudness_below_lu=15.0), subject)

    assert (high.holds, low.holds) == (at_least, below)
    assert said in reason(high)
    assert "not measured" not in reason(high)


def test_peak_to_loudness_of_silence_is_not_known() -> None:
    changes = {"max_true_peak_dbtp": None, "integrated_lkfs": None}
    subject = Subject(measurements=make_measurements().model_copy(update=changes), programme=ProgrammeFacts())
    found = evaluate(Condition(peak_to_loudness_at_least_lu=15.0), subject)

    assert found.holds is None
    assert "not measured" in reason(found)


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("dialogue", [None, {"integrated_lkfs": None}, {}])
def test_dialogue_is_measured_where_it_has_a_loudness(wanted: bool, dialogue: dict[str, Any] | None) -> None:
    found = answer({"dialogue_is_measured": wanted}, dialogue=dialogue)

    is_measured = dialogue == {}
    assert found.holds is (is_measured is wanted)
    assert reason(found).endswith(": it was" if is_measured else ": it was not")


def test_a_condition_on_the_way_of_working_has_an_opposite_of_its_own_words_only() -> None:
    one, other = Condition(produced_from=DAY, text="new"), Condition(produced_before=DAY, text="old")

    assert are_opposites(one, other)
    assert not are_opposites(Condition(produced_from=DAY, version=Version.DUB), other)
