from __future__ import annotations

import numpy as np
import pytest

from specs.message import message
from validator.catalogue import say
from validator.dialogue_gate.gate import SpeechGate
from validator.dialogue_gate.guard_band import GuardBand
from validator.dialogue_gate.readings import dialogue_readings
from validator.meters.power import from_lkfs

BAND = GuardBand(loudness_lu=0.3, share_low=0.9, share_high=1.0)


def _gate(speech: list[bool], **changes: object) -> SpeechGate:
    fields: dict[str, object] = {
        "name": "dialogue-stem",
        "text": "a gate",
        "speech": np.array(speech, np.bool_),
        "guard_band": BAND,
    }
    return SpeechGate(**(fields | changes))  # type: ignore[arg-type]


def _power(*levels: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([from_lkfs(level) for level in levels])


def test_the_full_mix_counts_where_there_is_speech_and_nothing_else_and_no_level_is_gated_out() -> None:
    found = dialogue_readings(_power(-20.0, -27.0, -27.0, -90.0), _gate([False, True, True, True]))

    mean = (2 * from_lkfs(-27.0) + from_lkfs(-90.0)) / 3
    assert from_lkfs(found.integrated_lkfs) == pytest.approx(mean)
    assert found.speech_share == 0.75
    assert found.spans == ((1, 4),)


def test_blocks_of_400_ms_count_only_where_they_hold_nothing_but_speech() -> None:
    speech = [True] * 6 + [False] + [True] * 3 + [False] + [True] * 4

    assert dialogue_readings(_power(*[-27.0] * 15), _gate(speech)).gated_block_count == 4


def test_without_speech_there_is_a_share_of_zero_and_no_loudness() -> None:
    found = dialogue_readings(_power(-20.0, -20.0), _gate([False, False], background=np.ones(2)))

    assert (found.integrated_lkfs, found.speech_share, found.background_lkfs) == (None, 0.0, None)
    assert found.spans == ()


def test_a_programme_without_a_whole_row_has_no_speech() -> None:
    assert dialogue_readings(_power(), _gate([])).speech_share == 0.0


def test_the_background_is_read_under_the_speech_only() -> None:
    found = dialogue_readings(_power(*[-27.0] * 3), _gate([True, True, False], background=_power(-40.0, -40.0, -10.0)))

    assert found.background_lkfs == pytest.approx(-40.0)


def test_the_spread_of_the_speech_is_read_over_the_lines_joined() -> None:
    levels = [-30.0] * 100 + [-10.0] * 50 + [-22.0] * 100
    found = dialogue_readings(_power(*levels), _gate([level != -10.0 for level in levels]))

    assert found.short_term_minimum_lkfs == pytest.approx(-30.0)
    assert found.short_term_maximum_lkfs == pytest.approx(-22.0)
    assert found.loudness_range_lu == pytest.approx(8.0)


def test_every_gate_has_a_guard_band_and_says_it() -> None:
    measured = dialogue_readings(_power(-27.0), _gate([True]))

    assert (measured.estimate, measured.guard_band_lu) == (False, 0.3)
    assert measured.gate_text == "a gate; good to 0.3 LU"
    assert measured.share_limits == (0.9, 1.0)


def test_only_a_detector_guesses() -> None:
    assert dialogue_readings(_power(-27.0), _gate([True], is_guess=True)).estimate


def test_the_gate_says_why_better_ones_were_not_used() -> None:
    refused = (message("reading.silent"), message("dialogue.is-the-mix", guide=message("dialogue.stem")))
    found = dialogue_readings(_power(-27.0), _gate([True]), refused=refused)

    reasons = [say(reason).removesuffix(".") for reason in refused]
    lowered = "; ".join(reason[:1].lower() + reason[1:] for reason in reasons)
    assert found.gate_text == f"a gate; good to 0.3 LU ({lowered})"
    assert found.gate_text.endswith(")")
    assert "; digital silence" not in found.gate_text
    assert "(digital silence; " in found.gate_text
    assert found.refused == refused


@pytest.mark.parametrize(("rows", "blocks"), [(3, 0), (4, 1), (5, 2), (6, 3), (9, 6)])
def test_a_line_holds_a_block_at_every_row_at_which_400_ms_of_it_are_left(rows: int, blocks: int) -> None:
    found = dialogue_readings(_power(*[-27.0] * (rows + 2)), _gate([False, *[True] * rows, False]))

    assert found.gated_block_count == blocks
