"""Loudness under any gate, over any part, from the series alone."""

from __future__ import annotations

import math
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.measurements import make_measurements
from specs.message import Message, message
from specs.requirements.loudness import Gating
from validator.catalogue import codes, say
from validator.dialogue_gate.gate import ME, STEM
from validator.dialogue_gate.reasons import joined_reasons
from validator.rules.readings import WHAT_TO_LOOK_AT, Reading, loudness_of, speech_rows
from validator.rules.subject import Subject
from validator.rules.windows import Part

WHOLE = Part(name="", start_sample=0, end_sample=600_000, is_whole=True)

FIGURES: Final[dict[str, int]] = dict.fromkeys(
    ("found", "places", "stretches", "stretch_seconds", "first_samples", "last_samples", "found_hz", "mix_hz"), 1
) | {"remainder_db": -4}
"""Every argument that a reason has, so that each of them has its text."""


def read(gating: Gating, part: Part = WHOLE, gate_lu: float | None = None, **measured: Any) -> Reading:
    return loudness_of(gating, gate_lu, part, Subject(measurements=make_measurements(**measured)))


def seconds(start: float, end: float) -> Part:
    return Part(name="a part", start_sample=round(start * 48_000), end_sample=round(end * 48_000))


def mean(*levels: float) -> float:
    return 10 * math.log10(sum(10 ** (level / 10) for level in levels) / len(levels))


def test_the_whole_file_takes_the_stored_readings() -> None:
    stored: dict[str, Any] = {
        "integrated_lkfs": -23.0,
        "integrated_absolute_lkfs": -23.5,
        "integrated_ungated_lkfs": -24.0,
    }
    assert read(Gating.PROGRAMME, **stored).value == -23.0
    assert read(Gating.ABSOLUTE, **stored).value == -23.5
    assert read(Gating.UNGATED, **stored).value == -24.0


def test_a_part_is_worked_out_again_from_the_series() -> None:
    loud, both = seconds(4.5, 8.5), seconds(0.5, 8.5)
    assert read(Gating.UNGATED, loud).value == pytest.approx(-21.0, abs=1e-4)
    assert read(Gating.UNGATED, both).value == pytest.approx(mean(-27.0, -21.0), abs=1e-4)
    assert read(Gating.PROGRAMME, loud).value == pytest.approx(-21.0, abs=1e-4)


def test_the_silence_at_the_ends_counts_only_without_a_gate() -> None:
    ungated = read(Gating.UNGATED, seconds(0.0, 4.5)).value
    assert ungated == pytest.approx(-27.0 + 10 * math.log10(4.0 / 4.5), abs=1e-3)
    # Of the 40 blocks of 400 ms with sound, 37 are full and three hold 300, 200 and 100 ms of it.
    gated = read(Gating.PROGRAMME, seconds(0.0, 4.5)).value
    assert gated == pytest.approx(-27.0 + 10 * math.log10((37 + 0.75 + 0.5 + 0.25) / 40), abs=1e-4)


def test_a_stated_gate_lies_below_the_ungated_level() -> None:
    # 10 s at -20 and 10 s at -40: ungated -22.97, so the gate is at -30.97. Of the blocks of 400 ms, 97 are at -20,
    # three hold 300, 200 and 100 ms of it, and all others are below the gate.
    scenes = [(10.0, -20.0), (10.0, -40.0)]
    loud, soft = 10**-2.0, 10**-4.0
    partial = [(n * loud + (4 - n) * soft) / 4 for n in (3, 2, 1)]
    expected = 10 * math.log10((97 * loud + sum(partial)) / 100)
    assert read(Gating.STATED, gate_lu=-8.0, scenes=scenes).value == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("level", "counts"), [(-69.5, True), (-69.9, True), (-70.1, False)])
def test_beside_a_stated_gate_nothing_below_minus_70_counts(level: float, counts: bool) -> None:
    found = read(Gating.STATED, gate_lu=-8.0, scenes=[(10.0, level)]).value
    assert found == (pytest.approx(level, abs=1e-3) if counts else None)


def test_dialogue_is_what_the_gate_let_through() -> None:
    found = read(Gating.DIALOGUE, dialogue={"gate_text": "the stem"})
    assert found == Reading(value=-21.0, basis=message("reading.gate", gate="the stem"))
    assert read(Gating.ANCHOR, dialogue={}).value == -21.0
    assert read(Gating.DIALOGUE, dialogue={"integrated_lkfs": -27.0}).value == -27.0


def test_dialogue_of_a_part_is_worked_out_again() -> None:
    dialogue = {"spans": [(5, 25), (45, 65)], "integrated_lkfs": -22.0}
    assert read(Gating.DIALOGUE, seconds(0.0, 4.5), dialogue=dialogue).value == pytest.approx(-27.0, abs=1e-4)
    silent = read(Gating.DIALOGUE, seconds(8.5, 12.0), dialogue=dialogue)
    assert (silent.value, silent.reason) == (None, message("reading.no-speech"))


def test_a_reading_of_dialogue_has_the_guard_band_of_its_gate_and_no_other_has_one() -> None:
    assert read(Gating.DIALOGUE, dialogue={"guard_band_lu": 0.4}).guard_band_lu == 0.4
    assert read(Gating.DIALOGUE, dialogue={"guard_band_lu": 1.0, "estimate": True}).guard_band_lu == 1.0
    assert read(Gating.PROGRAMME, dialogue={"guard_band_lu": 1.0}).guard_band_lu == 0.0


def test_rms_is_of_the_whole_file_only() -> None:
    assert read(Gating.RMS, rms_dbfs=-20.5).value == -20.5
    part = read(Gating.RMS, seconds(1.0, 2.0), rms_dbfs=-20.5)
    assert part.value is None
    assert say(part.why_none) == "dBFS RMS was measured over the whole file, not over the a part."


@pytest.mark.parametrize(
    ("gating", "measured", "reason"),
    [
        (
            Gating.PROGRAMME,
            {"scenes": [(5.0, None)], "reasons": {"integrated_lkfs": message("reading.silent")}},
            "digital silence",
        ),
        (Gating.PROGRAMME, {"layout": None}, "layout is not known"),
        (Gating.DIALOGUE, {"layout": None}, "layout is not known"),
        (Gating.DIALOGUE, {}, "Dialogue was not told"),
        (Gating.RMS, {"scenes": [(5.0, None)]}, "digital silence"),
        (Gating.LEQ_M, {}, "how loud the mix is played"),
        (Gating.SERVICE_DAY, {}, "one file cannot show it"),
    ],
)
def test_a_reading_that_is_not_there_says_why(gating: Gating, measured: dict[str, Any], reason: str) -> None:
    found = read(gating, **measured)
    assert found.value is None
    assert reason in say(found.why_none)


@pytest.mark.parametrize("code", WHAT_TO_LOOK_AT)
def test_a_stem_that_was_of_no_use_brings_what_to_look_at_and_not_the_advice_to_give_one(code: str) -> None:
    found = read(Gating.DIALOGUE, reasons={"dialogue": message(code, guide=STEM, **FIGURES)})
    assert found.remedy == WHAT_TO_LOOK_AT[code]
    assert read(Gating.DIALOGUE).remedy == message("remedy.give-dialogue-guide")


@pytest.mark.parametrize(
    ("guide", "advice"),
    [
        (STEM, "remedy.state-stem-layout"),
        (ME, "remedy.state-me-layout"),
        (message("dialogue.mix"), "remedy.state-layout"),
    ],
)
def test_whose_layout_is_not_known_decides_the_advice(guide: Message, advice: str) -> None:
    found = read(Gating.DIALOGUE, reasons={"dialogue": message("dialogue.layout-not-known", guide=guide)})
    assert found.remedy == Message(code=advice)


def test_two_sources_that_were_of_no_use_bring_the_advice_for_both_once() -> None:
    silent, drifting = (
        message("dialogue.silent", guide=STEM),
        message("dialogue.drifts", guide=ME, first_samples=0, last_samples=90),
    )
    found = read(Gating.DIALOGUE, reasons={"dialogue": joined_reasons([silent, drifting, drifting])})
    assert found.remedy == message(
        "general.sentences", sentences=(WHAT_TO_LOOK_AT["dialogue.silent"], WHAT_TO_LOOK_AT["dialogue.drifts"])
    )


def test_every_reason_that_has_advice_is_one_that_has_a_text() -> None:
    assert set(WHAT_TO_LOOK_AT) <= set(codes())


def test_what_the_reasons_of_the_file_say_of_dialogue_is_passed_on() -> None:
    found = read(Gating.DIALOGUE, reasons={"dialogue": message("dialogue.silent", guide=STEM)})
    assert say(found.why_none) == (
        "Dialogue was not told from the rest of the mix. The dialogue stem does not fit the mix: it is silent."
    )


def test_too_short_a_part_has_no_gated_loudness() -> None:
    found = read(Gating.PROGRAMME, seconds(5.0, 5.3))
    assert say(found.why_none) == "There is no reading: shorter than one measuring window."
    assert read(Gating.PROGRAMME, seconds(5.0, 5.05)).value is None


def test_rows_of_speech_are_those_of_the_spans() -> None:
    subject = Subject(measurements=make_measurements(dialogue={"spans": [(1, 3), (5, 6)]}))
    assert speech_rows(subject).nonzero()[0].tolist() == [1, 2, 5]
    assert not speech_rows(Subject(measurements=make_measurements())).any()


@given(shift=st.floats(-20.0, 6.0), start=st.integers(5, 60), length=st.integers(30, 60))
def test_raising_the_mix_raises_every_reading_as_much(shift: float, start: int, length: int) -> None:
    part = seconds(start / 10, (start + length) / 10)
    scenes = ((0.5, None), (4.0, -27.0), (4.0, -21.0), (3.5, -25.0), (0.5, None))
    raised = [(duration, None if level is None else level + shift) for duration, level in scenes]
    for gating in (Gating.PROGRAMME, Gating.UNGATED, Gating.ABSOLUTE):
        before, after = read(gating, part).value, read(gating, part, scenes=raised).value
        assert before is not None
        assert after == pytest.approx(before + shift, abs=2e-4)
