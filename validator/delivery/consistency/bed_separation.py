"""Whether the beds of an ADM programme are what they are called: a dialogue bed and an M&E bed hold no part of another.

A receiver asks for separate beds to put another language in the place of one of them. Dialogue in the M&E bed shines
through all of these, and makes the programme too loud in its lines, however well the beds on their own read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.errors import ToolError
from specs.message import Message, message
from specs.statements.statement import Statement
from specs.vocabulary import MixKind
from validator.dialogue_gate.reasons import reasons_of

if TYPE_CHECKING:
    from validator.audio.programme import Programme
    from validator.comparisons.reading.reading import ReadableProgramme
    from validator.comparisons.relations import MixComparison
    from validator.delivery.dialogue_guides import MixFiles
    from validator.delivery.ingest.mixes import Mix
    from validator.results.measurements import Measurements


def beds_not_separate(mix: Mix, measurements: Measurements) -> tuple[Message, ...]:
    """Return what beds hold that is not theirs, of a programme that is the sum of its beds; empty for any other mix.

    What the caller named beside the file is no bed of it, and is not told here.

    Args:
        mix: The mix.
        measurements: Of the mix.
    """
    part = mix.statement.part
    if part is None or part.programme_id is None:
        return ()
    from validator.delivery.consistency.wrong_guides import IS_ANOTHER

    dialogue = measurements.dialogue
    reason = measurements.reasons.get("dialogue")
    reasons = dialogue.refused if dialogue is not None else () if reason is None else reasons_of(reason)
    guides = {"dialogue.stem": mix.stem, "dialogue.me": mix.me}
    told: list[Message] = []
    for why in reasons:
        guide = why.arguments.get("guide")
        bed = guides.get(guide.code) if isinstance(guide, Message) else None
        if bed is not None and bed.part is not None and bed.paths == mix.paths and why.code in IS_ANOTHER:
            told.append(message("adm.beds-not-separate", why=why))
    return tuple(told)


def lines_in_beds(mix: Mix, programme: Programme, version: str) -> MixComparison | None:
    """Look for the lines of the dialogue bed in the other beds, as in stems: what bleeds far below the lines.

    What shines through loudly is told by `beds_not_separate`, from the gate, which hears none of this.

    Args:
        mix: The mix.
        programme: The same, opened.
        version: Of mixgate.

    Returns:
        The lines that were found; None where none was, and for a mix that is no sum of dialogue and other beds.
    """
    dialogue, rest = _bed_beside(mix, mix.stem), _bed_beside(mix, mix.me)
    if dialogue is None or rest is None:
        return None
    from validator.comparisons.compare import compared_mix
    from validator.comparisons.dub.map_model import MapState
    from validator.comparisons.me.me_model import StemBleed
    from validator.comparisons.me.me_review import lines_in_stem
    from validator.comparisons.reading.in_order import SummedProgramme, in_order_of
    from validator.comparisons.relations import MixComparison, Relation

    names = (dialogue[0], rest[0])
    searched: ReadableProgramme = rest[1]
    spoken = in_order_of(dialogue[1], rest[1])
    if searched.channel_count != spoken.channel_count:
        # Beds of unlike layouts, dialogue in 2.0 beside M&E in 5.1: a line is looked for in the sum of all channels.
        searched, spoken = SummedProgramme(programme=searched), SummedProgramme(programme=spoken)
    lines, found = lines_in_stem(searched, spoken)
    if not found:
        return None
    kinds = (MixKind.DIALOGUE, MixKind.ME)
    languages = (mix.statement.language, None)
    partners = tuple(
        compared_mix(bed, Statement(kind=kind, language=language), name)
        for (name, bed), kind, language in zip((dialogue, rest), kinds, languages, strict=True)
    )
    return MixComparison(
        version=version,
        relation=Relation.STEMS,
        subject=compared_mix(programme, mix.statement, mix.name),
        partners=partners,
        state=MapState.ALIGNED,
        cause=None,
        stem_bleed=(StemBleed(stem=names[1], dialogue=names[0], lines=lines, found=found),),
    )


def _bed_beside(mix: Mix, guide: MixFiles | None) -> tuple[str, Programme] | None:
    """Open a guide that is a bed of the file of the mix, with its name; None for any other."""
    part = mix.statement.part
    if part is None or part.programme_id is None or guide is None or guide.part is None or guide.paths != mix.paths:
        return None
    try:
        opened = guide.open()
    except ToolError:
        return None
    return None if opened is None else (guide.part.name, opened)
