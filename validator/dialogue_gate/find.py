"""The gates in their order, and the reasons where none could be taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specs.message import message
from validator.catalogue import say
from validator.dialogue_gate.alignment import Timed
from validator.dialogue_gate.detector_gate import detector_gate
from validator.dialogue_gate.gate import ME, STEM, RefusedGuide, SpeechGate
from validator.dialogue_gate.me_gate import MeMatch, match_me, me_gate, me_in_mix
from validator.dialogue_gate.readings import dialogue_readings
from validator.dialogue_gate.reasons import joined_reasons
from validator.dialogue_gate.sources import DialogueScans, NoDialogue
from validator.dialogue_gate.stem_gate import stem_gate
from validator.meters.power import programme_row_power, whole_row_count

if TYPE_CHECKING:
    from specs.message import Message
    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.dialogue_gate.sources import DialogueSources
    from validator.results.measurements import DialogueReadings
    from validator.scan.table import BlockTable


def _timed(programme: Programme, mix: Timed, guide: Message, scans: DialogueScans) -> Timed | RefusedGuide:
    """Take the table of a stem or an M&E."""
    if programme.sample_rate_hz != mix.programme.sample_rate_hz:
        found_hz, mix_hz = programme.sample_rate_hz, mix.programme.sample_rate_hz
        return RefusedGuide(reason=message("dialogue.other-sample-rate", guide=guide, found_hz=found_hz, mix_hz=mix_hz))
    layout = _layout(programme, mix)
    if layout is None:
        return RefusedGuide(reason=message("dialogue.layout-not-known", guide=guide))
    options = replace(scans.options, digests=(), pairs=(), true_peaks=False)
    found = scans.take(programme, options, lambda: scans.show(say(guide), programme.sample_count))
    return Timed(programme=programme, layout=layout, table=found.table)


def find_dialogue(
    programme: Programme,
    table: BlockTable,
    sources: DialogueSources,
    scans: DialogueScans | None = None,
) -> DialogueReadings | NoDialogue:
    """Tell the dialogue of a mix from the rest, by the best source that fits, and read it.

    Args:
        programme: The mix.
        table: What the scan of the mix established.
        sources: In the order in which they are trusted: stem, M&E, detector.
        scans: How stem and M&E are scanned; None takes the defaults.

    Returns:
        The readings, which also say why a better source was not used.

    Raises:
        MediaError: A file cannot be read.
    """
    if programme.layout is None:
        return NoDialogue(reason=message("dialogue.layout-not-known", guide=message("dialogue.mix")))
    mix = Timed(programme=programme, layout=programme.layout, table=table)
    refused: list[Message] = []
    gate = _gate(mix, sources, scans or DialogueScans(), refused)
    if gate is None:
        return NoDialogue(reason=joined_reasons(refused))
    return dialogue_readings(programme_row_power(table, mix.layout.weights), gate, refused=tuple(refused))


def _gate(mix: Timed, sources: DialogueSources, scans: DialogueScans, refused: list[Message]) -> SpeechGate | None:
    match = _matched_me(mix, sources.me, scans, refused)
    if sources.stem is not None:
        stem = _timed(sources.stem, mix, STEM, scans)
        found = (
            stem
            if isinstance(stem, RefusedGuide)
            else stem_gate(mix, stem, background=scans.background and match is None, show=scans.show)
        )
        if isinstance(found, SpeechGate):
            return found if match is None else replace(found, background=me_in_mix(mix, match))
        refused.append(found.reason)
    if match is not None:
        return me_gate(mix, match)
    if sources.detector:
        guess = detector_gate(mix.programme, mix.layout, whole_row_count(mix.table), scans.show)
        if isinstance(guess, SpeechGate):
            return guess
        refused.append(guess.reason)
    return None


def _matched_me(mix: Timed, me: Programme | None, scans: DialogueScans, refused: list[Message]) -> MeMatch | None:
    if me is None:
        return None
    timed = _timed(me, mix, ME, scans)
    found = timed if isinstance(timed, RefusedGuide) else match_me(mix, timed, scans.show)
    if isinstance(found, RefusedGuide):
        refused.append(found.reason)
        return None
    return found


def _layout(programme: Programme, mix: Timed) -> Layout | None:
    """Its own layout; that of the mix where it has none and as many channels."""
    if programme.layout is None and programme.channel_count == len(mix.layout.channels):
        return mix.layout
    return programme.layout
