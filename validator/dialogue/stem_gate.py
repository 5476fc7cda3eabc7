"""Speech is where the dialogue stem sounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.comparisons.alignment import NoAlignment, align
from validator.dialogue.background import background_beside_stem
from validator.dialogue.gate import STEM, RefusedGuide, SpeechGate, block_power_in_mix, offset_text, refused_guide
from validator.dialogue.voice import voice_rows
from validator.meters.power import whole_row_count
from validator.progress import unseen
from validator.scan.table import BLOCKS_PER_ROW

if TYPE_CHECKING:
    from validator.comparisons.alignment import Timed
    from validator.progress import Show


def stem_gate(mix: Timed, stem: Timed, *, background: bool, show: Show = unseen) -> SpeechGate | RefusedGuide:
    """Take the gate from a dialogue stem.

    Args:
        mix: The mix.
        stem: Its dialogue stem; other channels and another level do not matter, another take does.
        background: Whether to take from the mix what the stem does not explain, a further read of both.
        show: Begins a progress line.

    Raises:
        MediaError: A file cannot be read.
    """
    found = align(mix, stem)
    if isinstance(found, NoAlignment):
        return refused_guide(STEM, found)
    blocks = block_power_in_mix(stem, found.offset_samples, whole_row_count(mix.table))
    voice = voice_rows(blocks, per_row=BLOCKS_PER_ROW)
    threshold = "nothing" if voice.threshold_lkfs is None else f"{voice.threshold_lkfs:.1f} LKFS"
    rest = background_beside_stem(mix, stem, found.offset_samples, show) if background else None
    return SpeechGate(
        name="dialogue-stem",
        text=f"dialogue stem ({offset_text(found.offset_samples, mix.programme.sample_rate_hz)}): above {threshold}, "
        "gaps under 0.3 s closed, no relative gate",
        speech=voice.speech,
        background=rest,
    )
