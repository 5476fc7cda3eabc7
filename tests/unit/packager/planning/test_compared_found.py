"""What a comparison with the original asks for, and what of it cannot be done."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import make_foreseen, said
from fixtures.rule_cases import compared_subject
from packager.corrections.channel_order import ChannelOrder
from packager.corrections.cut_out import CutOut
from packager.corrections.gain import Gain
from packager.corrections.polarity import PolarityChange
from packager.corrections.relabel import Relabel
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.trim_pad import TrimPad
from packager.planning.compared import compared_found
from packager.planning.order import Found, PlanOptions
from validator.catalogue import say
from validator.comparisons.channels.identity_model import (
    ChannelIdentity,
    IdentifiedChannel,
    IdentityCause,
    IdentityState,
)
from validator.comparisons.dub.map_model import EditKind, MapEdit, MapState
from validator.comparisons.relations import Uncovered

if TYPE_CHECKING:
    from packager.corrections import AnyCorrection
    from validator.comparisons.relations import MixComparison

HZ = 48_000
LENGTH = 600_000
HALF = 24_000
"""Silence at either end of the invented mix."""

HOUR = 3600 * HZ


def comparison(offset: float = 0.0, **changes: Any) -> MixComparison:
    """A dub that lies so many samples late beside its original, and is otherwise like it."""
    (found,) = compared_subject("channels.as-original", "fail").measurements.comparisons
    segment = replace(found.segments[0], offset_samples=offset, **changes.pop("segment", {}))
    partner = found.partner.model_copy(update=changes.pop("partner", {}))
    values = {"cause": "constant-offset", "channels": None, "segments": (segment,), "partners": (partner,), **changes}
    return found.model_copy(update=values)


def found(compared: MixComparison | None, *, ends_are_whole: bool = False, **changes: Any) -> Found:
    now = make_foreseen(start_sample=changes.pop("start_sample", None), **changes)
    return compared_found(PlanOptions(compared=compared, ends_are_whole=ends_are_whole), now)


def corrections(answer: Found) -> list[object]:
    return [wish.correction for wish in answer.wishes]


@pytest.mark.parametrize(
    ("correction", "holds"),
    [
        (SpeedChange(from_rate="25", to_rate="24"), False),
        (CutOut(stretches=((96_000, 4800),)), False),
        (Gain(gain_db=-3.0), True),
        (SampleRateConversion(to_hz=96_000), True),
    ],
    ids=["speed", "cut-out", "gain", "sample-rate"],
)
def test_a_comparison_does_not_outlive_what_moves_the_sound(correction: AnyCorrection, holds: bool) -> None:
    """Else a speed that is put right would be forecast to be wrong."""
    now = make_foreseen()
    measured = now.measurements.model_copy(update={"comparisons": (comparison(),)})
    now = replace(now, subject=replace(now.subject, measurements=measured))
    assert bool(now.with_step(correction).measurements.comparisons) == holds


def test_without_a_comparison_nothing_is_asked_for() -> None:
    assert found(None) == Found()


@pytest.mark.parametrize(
    ("changes", "note", "blocked"),
    [
        ({"cause": None}, "It agrees with Harbour_Lights_en_51.wav: nothing is to be moved.", None),
        ({"state": MapState.CANNOT_TELL, "cause": None}, None, "Against Harbour_Lights_en_51.wav nothing can be told."),
        (
            {"state": MapState.CANNOT_TELL, "cause": "other-programme"},
            None,
            "Against Harbour_Lights_en_51.wav nothing can be told. ",
        ),
        ({"cause": "edit"}, None, "Against Harbour_Lights_en_51.wav: "),
        ({"cause": "relaid-music"}, None, "Against Harbour_Lights_en_51.wav: "),
    ],
)
def test_what_cannot_be_told_or_done_is_said(changes: dict[str, Any], note: str | None, blocked: str | None) -> None:
    answer = found(comparison(**changes))
    assert answer.wishes == ()
    assert said(answer.notes) == (() if note is None else (note,))
    assert len(answer.blocked) == (blocked is not None)
    assert blocked is None or say(answer.blocked[0]).startswith(blocked)
    assert not any(text.endswith(" ") or "None" in text for text in said(answer.blocked))


def test_a_comparison_of_another_mix_is_refused() -> None:
    (blocked,) = found(comparison(), sample_count=LENGTH + 1).blocked
    assert say(blocked) == "The comparison with Harbour_Lights_en_51.wav is one of another mix: compare this one."


@pytest.mark.parametrize(
    ("offset", "partner", "shift"),
    [
        # Late by 0.4 s, and as long as the original: the head is cut, and the tail made up for.
        (19_200.0, LENGTH, TrimPad(head_samples=-19_200, tail_samples=19_200)),
        (19_200.0, LENGTH + 1, TrimPad(head_samples=-19_200, tail_samples=19_200)),
        (19_200.0, LENGTH + 2, TrimPad(head_samples=-19_200)),
        (19_200.0, LENGTH - 2, TrimPad(head_samples=-19_200)),
        (-19_200.0, LENGTH, TrimPad(head_samples=19_200, tail_samples=-19_200)),
        (-19_200.0, LENGTH - 5, TrimPad(head_samples=19_200)),
        (0.6, LENGTH, TrimPad(head_samples=-1, tail_samples=1)),
        (-0.6, LENGTH, TrimPad(head_samples=1, tail_samples=-1)),
        (0.4, LENGTH, None),
    ],
)
def test_a_mix_that_is_late_or_early_is_moved(offset: float, partner: int, shift: TrimPad | None) -> None:
    answer = found(comparison(offset, partner={"sample_count": partner}))
    assert corrections(answer) == ([] if shift is None else [shift])
    assert (answer.blocked, answer.notes) == ((), ())
    assert {say(wish.because) for wish in answer.wishes} <= {"the comparison"}


def test_an_offset_is_counted_in_samples_of_the_partner() -> None:
    at_96 = comparison(9600.0, partner={"sample_rate_hz": 96_000, "sample_count": 2 * LENGTH})
    assert corrections(found(at_96)) == [TrimPad(head_samples=-4800, tail_samples=4800)]


def test_the_stamp_is_kept_where_there_is_one() -> None:
    answer = found(comparison(4800.0), start_sample=HOUR)
    assert corrections(answer) == [
        TrimPad(head_samples=-4800, tail_samples=4800),
        StartTimecodeChange(start_sample=HOUR),
    ]


def test_stamps_that_differ_count_in_the_offset() -> None:
    answer = found(comparison(4800.0, stamp_offset_samples=4800))
    assert corrections(answer) == [TrimPad(head_samples=-9600, tail_samples=9600)]


SOUNDING: dict[str, Any] = {"scenes": ((12.5, -23.0),)}


def test_sound_is_neither_cut_nor_made_up_for() -> None:
    (blocked,) = found(comparison(4800.0), **SOUNDING).blocked
    assert say(blocked).startswith(
        "It must be moved 4800 samples earlier. There is sound above -70 dBFS in the 0.100 s"
    )
    (blocked,) = found(comparison(-4800.0), **SOUNDING).blocked
    assert say(blocked).startswith("It must be moved 4800 samples later. It begins in the midst of sound")
    sure = found(comparison(-4800.0), ends_are_whole=True, **SOUNDING)
    assert corrections(sure) == [TrimPad(head_samples=4800)]
    assert said(sure.notes) == ("It ends 4800 samples after the original, and sounds there: that is not cut off.",)


def test_an_end_that_was_cut_off_is_said_and_not_made_up_for() -> None:
    open_tail: dict[str, Any] = {"scenes": ((0.5, None), (12.0, -23.0))}
    answer = found(comparison(4800.0), **open_tail)
    assert corrections(answer) == [TrimPad(head_samples=-4800)]
    assert said(answer.notes) == (
        (
            "The last 4800 samples of the original are not in it: it sounds to its end, so they were cut off. "
            "They are not made up for; print the end again."
        ),
    )
    sure = found(comparison(4800.0), ends_are_whole=True, **open_tail)
    assert corrections(sure) == [TrimPad(head_samples=-4800, tail_samples=4800)]
    assert said(sure.notes) == ()


def test_a_head_that_was_cut_off_is_for_a_person() -> None:
    (blocked,) = found(comparison(-4800.0, uncovered=Uncovered(before_seconds=1.0, after_seconds=0.0))).blocked
    assert say(blocked).startswith("Against Harbour_Lights_en_51.wav: ")


@pytest.mark.parametrize(("ppm", "runs"), [(7.9, False), (8.1, True), (-7.9, False), (-8.1, True), (None, False)])
def test_what_runs_away_is_not_put_right_by_a_shift(ppm: float | None, runs: bool) -> None:
    """4.8 samples over 600 000 are 8 ppm."""
    answer = found(comparison(4800.0, segment={"drift_ppm": ppm}))
    assert bool(answer.blocked) is runs
    if runs:
        assert said(answer.blocked) == (
            f"Against Harbour_Lights_en_51.wav it runs away by {ppm:+.2f} ppm: print it again at the right rate.",
        )


def identity(carries: list[int | None], cause: IdentityCause, **changes: Any) -> ChannelIdentity:
    channels = tuple(
        IdentifiedChannel(channel=place, carries=one, by_elimination=False, margin=0.5, likeness=0.9, polarity=None)
        for place, one in enumerate(carries)
    )
    return ChannelIdentity(state=IdentityState.TOLD, cause=cause, channels=channels, **changes)


def test_channels_are_named_for_what_they_are_and_put_in_order() -> None:
    exchanged = identity([0, 1, 2, 3, 5, 4], IdentityCause.CHANNELS_EXCHANGED, exchanged=((4, 5),))
    answer = found(comparison(cause="channels-exchanged", channels=exchanged))
    usual = ("L", "R", "C", "LFE", "Ls", "Rs")
    assert corrections(answer) == [
        Relabel(labels=("L", "R", "C", "LFE", "Rs", "Ls")),
        ChannelOrder(labels=usual),
    ]


def test_polarity_is_turned_where_it_is_inverted() -> None:
    inverted = identity([0, 1, 2, 3, 4, 5], IdentityCause.POLARITY, inverted=(2, 4))
    answer = found(comparison(cause="polarity", channels=inverted))
    assert corrections(answer) == [PolarityChange(labels=("C", "Ls"))]


def test_a_mix_with_turned_polarity_that_is_late_too_gets_both() -> None:
    inverted = identity([0, 1, 2, 3, 4, 5], IdentityCause.POLARITY, inverted=(0,))
    answer = found(comparison(4800.0, cause="polarity", channels=inverted))
    assert corrections(answer) == [
        PolarityChange(labels=("L",)),
        TrimPad(head_samples=-4800, tail_samples=4800),
    ]


def test_a_speed_one_legal_change_away_is_changed_back() -> None:
    answer = found(
        comparison(cause="frame-rate-conversion", segment={"speed_ratio": Fraction(25, 24)}, picture_rate="24")
    )
    assert isinstance(answer.wishes[0].correction, SpeedChange)
    assert (answer.wishes[0].correction.from_rate, answer.wishes[0].correction.to_rate) == ("25", "24")
    assert answer.wishes[0].correction.pitch == "follows"


@pytest.mark.parametrize(
    ("speed", "picture", "rates", "keeps_picture"),
    [
        (Fraction(1001, 960), "24000/1001", ("25", "24000/1001"), False),
        (Fraction(1000, 1001), "24000/1001", ("24000/1001", "24"), True),
        (Fraction(1000, 1001), "24", ("24000/1001", "24"), False),
        (Fraction(24, 25), "24", ("24", "25"), True),
        (Fraction(1000, 1001), None, ("24000/1001", "24"), False),
    ],
)
def test_the_picture_keeps_its_rate_where_the_sound_alone_ran_at_the_wrong_speed(
    speed: Fraction, picture: str | None, rates: tuple[str, str], keeps_picture: bool
) -> None:
    compared = comparison(cause="frame-rate-conversion", segment={"speed_ratio": speed}, picture_rate=picture)
    programme = {} if picture is None else {"picture_rate": picture, "start_timecode": "01:00:00:00"}
    now = make_foreseen(programme, start_sample=172_972_800)
    change = compared_found(PlanOptions(compared=compared), now).wishes[0].correction
    assert isinstance(change, SpeedChange)
    assert (change.from_rate, change.to_rate, change.keeps_picture) == (*rates, keeps_picture)
    then = now.with_step(change)
    assert then.material.sample_count == round(now.material.sample_count * speed)
    if keeps_picture:
        assert then.subject.programme == now.subject.programme
        assert (then.material.start_sample, then.material.picture_rate) == (172_972_800, now.material.picture_rate)


def test_sound_that_was_put_in_is_cut_out() -> None:
    put_in = MapEdit(
        at_sample=96_000, earliest_sample=95_000, latest_sample=97_000, size_samples=4800.3, kind=EditKind.INSERT
    )
    first = replace(comparison().segments[0], end_sample=96_000)
    second = replace(first, start_sample=100_800, end_sample=LENGTH, offset_samples=4800.3)
    answer = found(comparison(cause="edit", edits=(put_in,), segments=(first, second)))
    assert corrections(answer) == [CutOut(stretches=((96_000, 4800),))]


@pytest.mark.parametrize("drifts", [(0.0, 20.0), (20.0, 0.0), (-20.0, 3.0)])
def test_a_drift_in_any_stretch_is_not_put_right_by_a_shift(drifts: tuple[float, float]) -> None:
    put_in = MapEdit(
        at_sample=96_000, earliest_sample=95_000, latest_sample=97_000, size_samples=4800.0, kind=EditKind.INSERT
    )
    (first,) = comparison().segments
    segments = (
        replace(first, end_sample=96_000, drift_ppm=drifts[0]),
        replace(first, start_sample=100_800, end_sample=LENGTH, offset_samples=4800.0, drift_ppm=drifts[1]),
    )
    (blocked,) = found(comparison(cause="edit", edits=(put_in,), segments=segments)).blocked
    assert f"it runs away by {max(drifts, key=abs):+.2f} ppm" in say(blocked)
