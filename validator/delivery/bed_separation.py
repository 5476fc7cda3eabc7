"""Whether the beds of an ADM programme are what they are called: a dialogue bed and an M&E bed hold no part of another.

A receiver asks for separate beds to put another language in the place of one of them. Dialogue in the M&E bed shines
through all of these, and makes the programme too loud in its lines, however well the beds on their own read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.message import Message, message
from validator.dialogue.reasons import reasons_of

if TYPE_CHECKING:
    from validator.delivery.mixes import Mix
    from validator.measurements import Measurements


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
    from validator.delivery.wrong_guides import IS_ANOTHER

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
