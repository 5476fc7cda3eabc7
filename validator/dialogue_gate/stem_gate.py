"""Speech is where the dialogue stem sounds, once the stem was held against its mix (`stem_fit`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.message import message
from validator.comparisons.reading.channel_sums import mono_lane
from validator.dialogue_gate.alignment import Misfit, NoAlignment, align
from validator.dialogue_gate.background import background_beside_stem
from validator.dialogue_gate.gate import (
    STEM,
    RefusedGuide,
    SpeechGate,
    block_power_in_mix,
    offset_text,
    refused_guide,
    threshold_text,
)
from validator.dialogue_gate.guard_band import guard_band
from validator.dialogue_gate.lane_levels import centre_of, lane_pair, leading_lane, of_same_channels, sides_of
from validator.dialogue_gate.same_places import stem_speaks_where
from validator.dialogue_gate.stem_fit import fit_stem, wrong_stem
from validator.dialogue_gate.voice import voice_rows
from validator.meters.power import programme_row_power, whole_row_count
from validator.progress import unseen
from validator.scan.table import BLOCKS_PER_ROW

if TYPE_CHECKING:
    from validator.dialogue_gate.alignment import Timed
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
    found = align(mix, stem, centre_of if of_same_channels(mix, stem) else mono_lane)
    rows = whole_row_count(mix.table)
    if isinstance(found, NoAlignment):
        if of_same_channels(mix, stem) and not isinstance(align(mix, stem, sides_of), NoAlignment):
            return RefusedGuide(reason=message("dialogue.stem-is-me", guide=STEM))
        if found.misfit in {Misfit.NOT_FOUND, Misfit.PLACES_ONLY} and stem_speaks_where(mix, stem, found.tried_samples):
            return RefusedGuide(reason=message("dialogue.other-language", guide=STEM))
        return refused_guide(STEM, found)
    lines = voice_rows(block_power_in_mix(stem, found.offset_samples, rows))
    pair = lane_pair(mix, stem, found.offset_samples)
    fit = fit_stem(pair, lines.speech, show("mix against dialogue stem", mix.programme.sample_count))
    wrong = wrong_stem(fit)
    if wrong is not None:
        return RefusedGuide(reason=wrong)
    plain = leading_lane(fit.levels.guide, rows * BLOCKS_PER_ROW)
    blocks = leading_lane(fit.levels.guide, rows * BLOCKS_PER_ROW, fit.weights)
    voice = voice_rows(blocks, voiced=fit.voiced)
    rest = background_beside_stem(mix, stem, found.offset_samples, show) if background else None
    return SpeechGate(
        name="dialogue-stem",
        text=f"dialogue stem ({offset_text(found.offset_samples, mix.programme.sample_rate_hz)}): "
        f"{threshold_text(voice)}",
        speech=voice.speech,
        background=rest,
        guard_band=guard_band(
            programme_row_power(mix.table, mix.layout.weights),
            blocks,
            [fit.elsewhere],
            voiced=fit.voiced,
            with_noise=None if fit.weights is None else plain,
        ),
        is_inverted=fit.is_inverted,
    )
