"""What every gate answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

from specs.message import message
from validator.dialogue_gate.alignment import Misfit
from validator.meters.power import programme_power
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.message import Message
    from validator.dialogue_gate.alignment import NoAlignment, Timed
    from validator.dialogue_gate.guard_band import GuardBand
    from validator.dialogue_gate.voice import VoiceRows

GateName: TypeAlias = Literal["dialogue-stem", "mix-minus-me", "speech-detector"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechGate:
    """Where in a mix there is speech.

    Attributes:
        name: The kind of gate.
        text: The same in words, with its parameters.
        speech: bool (rows,): whole 100 ms rows of the mix.
        background: float64 (rows,): weighted mean square of what is in the mix beside the speech; None where it is
            not known.
        guard_band: How far the readings over these rows may be off.
        is_guess: Whether the gate guesses what is speech, as a detector does.
        is_inverted: Whether the lines of the stem lie upside down in the mix.
    """

    name: GateName
    text: str
    speech: NDArray[np.bool_]
    guard_band: GuardBand
    background: NDArray[np.float64] | None = None
    is_guess: bool = False
    is_inverted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedGuide:
    """Why a gate cannot be taken from a file."""

    reason: Message


STEM: Final = message("dialogue.stem")
ME: Final = message("dialogue.me")
"""What a guide is called in a reason: the argument `guide`."""

_CODES: Final = {
    Misfit.OTHER_SAMPLE_RATE: "dialogue.other-sample-rate",
    Misfit.SILENT: "dialogue.silent",
    Misfit.NOT_FOUND: "dialogue.not-heard-in-mix",
    Misfit.PLACES_ONLY: "dialogue.places-only",
    Misfit.DRIFTS: "dialogue.drifts",
}


def refused_guide(guide: Message, found: NoAlignment) -> RefusedGuide:
    """Return why a stem or an M&E that lies nowhere in the mix is no guide.

    Args:
        guide: `STEM` or `ME`.
        found: What the comparison with the mix established.
    """
    return RefusedGuide(reason=message(_CODES[found.misfit], guide=guide, **found.figures))


def block_power_in_mix(other: Timed, offset_samples: int, row_count: int) -> NDArray[np.float64]:
    """Channel-weighted mean square of another programme on the 10 ms blocks of the mix, float64 (row_count * 10,).

    Where the offset is not a whole number of blocks, the nearest is taken. Blocks that the other programme does not
    reach are silent.
    """
    rate = other.programme.sample_rate_hz
    energy = programme_power(other.table.k_energy, other.layout.weights)
    shift = round(offset_samples * BLOCKS_PER_SECOND / rate)
    blocks = np.zeros(row_count * BLOCKS_PER_ROW)
    first, end = max(0, shift), min(blocks.size, shift + energy.size)
    if end > first:
        blocks[first:end] = energy[first - shift : end - shift]
    return blocks * (BLOCKS_PER_SECOND / rate)


def offset_text(offset_samples: int, rate: int) -> str:
    """Say where another programme lies in the mix."""
    if offset_samples == 0:
        return "no offset"
    noun = "sample" if abs(offset_samples) == 1 else "samples"
    return f"offset {offset_samples:+d} {noun}, {offset_samples / rate:+.3f} s"


def threshold_text(voice: VoiceRows) -> str:
    """Say from which level a voice was taken for speech."""
    if voice.threshold_db is None:
        return "silent, no relative gate"
    lowest, highest = (f"{-level:.0f}" for level in voice.threshold_db)
    reach = lowest if lowest == highest else f"{highest} to {lowest}"
    return f"above {reach} dB below its loud tenth, gaps under 0.3 s closed, no relative gate"
