"""Speech is where the dialogue stem sounds, once the stem was held against its mix (`stem_fit`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.comparisons.alignment import Misfit, NoAlignment, align
from validator.comparisons.channel_sums import CENTRE_LABELS, mono_lane
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
from validator.dialogue_gate.stem_fit import fit_stem, wrong_stem
from validator.dialogue_gate.voice import voice_rows
from validator.meters.power import programme_power, programme_row_power, whole_row_count
from validator.progress import unseen
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.comparisons.alignment import Timed
    from validator.progress import Show

SAME_BEGINNINGS: Final = 4.0
SAME_PLACES: Final = 2.0
"""So many standard deviations more than at other places its lines could be put to: where lines begin, 6 and more of
stems of another language and 0.1 at most of others; by level alone -0.1 to 1.9, and -1.3 to 1.4. Only the words of the
refusal hang on it."""

_BEGINNING_ROWS: Final = 5
_PLACES_TRIED: Final = 200
_LEAST_SHIFT_ROWS: Final = 20


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
        if found.misfit in {Misfit.NOT_FOUND, Misfit.PLACES_ONLY} and _speaks_where(mix, stem):
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


def _speaks_where(mix: Timed, stem: Timed) -> bool:
    """Whether a stem whose lines are not in the mix sounds where the mix speaks, line for line.

    A dub line begins where the original one does, whatever its length. So the places where lines begin are held against
    those where sound begins in the centre of the mix; and, where music hides those, the level of the mix is held
    against the lines.
    """
    rows = whole_row_count(mix.table)
    speech = voice_rows(block_power_in_mix(stem, 0, rows)).speech
    if rows < 4 * _LEAST_SHIFT_ROWS or not 0.0 < speech.mean() < 1.0:
        return False
    centre = _centre_blocks(mix)
    level = 10.0 * np.log10(centre.reshape(rows, BLOCKS_PER_ROW).mean(axis=1) + 1e-9)
    begins = _places_apart(_beginnings(voice_rows(centre).speech), _beginnings(speech))
    return begins > SAME_BEGINNINGS or _places_apart(level, speech.astype(np.float64)) > SAME_PLACES


def _centre_blocks(mix: Timed) -> NDArray[np.float64]:
    """Mean square of the centre by 10 ms, where lines are; of all channels where there is none: (rows * 10,)."""
    weights = tuple(float(label in CENTRE_LABELS) for label in mix.layout.labels)
    energy = programme_power(mix.table.k_energy, weights if any(weights) else mix.layout.weights)
    count = whole_row_count(mix.table) * BLOCKS_PER_ROW
    return np.asarray(energy[:count] * (BLOCKS_PER_SECOND / mix.programme.sample_rate_hz), np.float64)


def _beginnings(speech: NDArray[np.bool_]) -> NDArray[np.float64]:
    """1 in the rows within 0.2 s of the first of a line, else 0."""
    rises = np.diff(speech.astype(np.float64), prepend=0.0) > 0.0
    return np.asarray(np.convolve(rises, np.ones(_BEGINNING_ROWS), "same") > 0.0, np.float64)


def _places_apart(mix: NDArray[np.float64], stem: NDArray[np.float64]) -> float:
    """By how many standard deviations two series agree more here than with the second put to other places."""
    mix, stem = mix - mix.mean(), stem - stem.mean()
    shifts = np.linspace(_LEAST_SHIFT_ROWS, len(stem) - _LEAST_SHIFT_ROWS, _PLACES_TRIED).astype(np.int64)
    others = np.array([float(mix @ np.roll(stem, shift)) for shift in np.unique(shifts)])
    return (float(mix @ stem) - float(others.mean())) / max(float(others.std()), 1e-12)
