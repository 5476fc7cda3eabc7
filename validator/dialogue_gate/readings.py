"""From rows with speech to the readings of dialogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validator.catalogue import say
from validator.dialogue_gate.voice import edges_of
from validator.meters.loudness import GATING_ROWS, dialogue_loudness, short_term_row_power, speech_share
from validator.meters.loudness_range import loudness_range
from validator.meters.power import to_lkfs
from validator.results.measurements import DialogueReadings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.message import Message
    from validator.dialogue_gate.gate import SpeechGate


def dialogue_readings(
    row_power: NDArray[np.float64], gate: SpeechGate, *, refused: tuple[Message, ...] = ()
) -> DialogueReadings:
    """Measure the loudness of a mix during speech.

    Args:
        row_power: float64 (rows,): mean square of the full mix per whole 100 ms row, all channels, weighted.
        gate: The rows that count.
        refused: Why better gates were not used.

    Source: ITU-R BS.1770-1 (2007) Annex 1, over the intervals with speech: no relative gate.
    """
    speech = gate.speech
    windows = short_term_row_power(row_power, speech)
    spread = loudness_range(row_power, speech).lu
    background = None
    if gate.background is not None and speech.any():
        background = to_lkfs(float(gate.background[speech].mean()))
    starts, ends = edges_of(speech)
    share = speech_share(speech) or 0.0
    return DialogueReadings(
        gate=gate.name,
        gate_text=_with_the_refused(f"{gate.text}; good to {gate.guard_band.loudness_lu:g} LU", refused),
        refused=refused,
        estimate=gate.is_guess,
        stem_is_inverted=gate.is_inverted,
        guard_band_lu=gate.guard_band.loudness_lu,
        guard_band_share=round(gate.guard_band.share_width(share), 6),
        speech_share_low=gate.guard_band.share_low,
        speech_share_high=gate.guard_band.share_high,
        integrated_lkfs=_rounded(dialogue_loudness(row_power, speech).lkfs),
        speech_share=round(share, 6),
        gated_block_count=int(np.maximum(ends - starts - GATING_ROWS + 1, 0).sum()),
        loudness_range_lu=_rounded(spread),
        short_term_minimum_lkfs=_rounded(to_lkfs(float(windows.min()))) if windows.size else None,
        short_term_maximum_lkfs=_rounded(to_lkfs(float(windows.max()))) if windows.size else None,
        background_lkfs=_rounded(background),
        spans=tuple(zip(starts.tolist(), ends.tolist(), strict=True)),
    )


def _with_the_refused(text: str, refused: tuple[Message, ...]) -> str:
    """The gate in words, and after it in brackets why better gates were not used."""
    if not refused:
        return text
    reasons = [say(reason).removesuffix(".") for reason in refused]
    return f"{text} ({'; '.join(reason[0].lower() + reason[1:] for reason in reasons)})"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
