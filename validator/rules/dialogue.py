"""Demands on dialogue, beyond its loudness. All of them need dialogue told from the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.rules.outcome import Outcome, not_measured, quantity, within

if TYPE_CHECKING:
    from specs.requirements.dialogue import (
        DialogueLoudnessRange,
        DialogueRange,
        DialogueToBackground,
        ProgrammeToDialogue,
    )
    from validator.measurements import DialogueReadings
    from validator.rules.subject import Subject

_REMEDY: Final = "Give the dialogue stem with --dialogue, or the M&E of this mix with --me."
_NOT_TOLD: Final = "Dialogue was not told from the rest of the mix."


def _judge(
    required: str, value: float, low: float | None, high: float | None, dialogue: DialogueReadings, name: str
) -> Outcome:
    """Hold a dialogue reading in LU against limits; an estimate near a limit decides nothing."""
    held, margin = within(value, low, high)
    guard = dialogue.guard_band_lu if dialogue.estimate else 0.0
    return Outcome(
        held=held,
        uncertain=margin is not None and abs(margin) < guard,
        required=required,
        measured=quantity(value, "LU", 1),
        margin=margin,
        margin_unit="LU",
        message=f"The {name} is {value:.1f} LU" + (", within the limits." if held else ", outside the limits."),
        why=(f"Gate: {dialogue.gate_text}",),
        remedy=None if held else "Rebalance the dialogue in the mix.",
    )


def judge_dialogue_loudness_range(requirement: DialogueLoudnessRange, subject: Subject) -> Outcome:
    """Hold the loudness range of the speech against its limits.

    Judges: EBU Tech 3342 over the rows with speech.
    Why publishers ask: whispered lines are lost and shouted ones startle.
    Boundary: exactly at a limit holds.
    Remedy: ride the dialogue.
    """
    limits = [f"at least {requirement.minimum_lu:g} LU"] if requirement.minimum_lu is not None else []
    limits += [f"at most {requirement.maximum_lu:g} LU"] if requirement.maximum_lu is not None else []
    required = "loudness range of dialogue " + " and ".join(limits)
    dialogue = subject.measurements.dialogue
    if dialogue is None:
        return not_measured(required, _NOT_TOLD, _REMEDY)
    if dialogue.loudness_range_lu is None:
        return not_measured(required, "There is too little speech for a loudness range.")
    return _judge(
        required,
        dialogue.loudness_range_lu,
        requirement.minimum_lu,
        requirement.maximum_lu,
        dialogue,
        "loudness range of dialogue",
    )


def judge_dialogue_range(requirement: DialogueRange, subject: Subject) -> Outcome:
    """Hold the short-term loudness of the speech against a window around dialogue loudness.

    Judges: the softest and the loudest three seconds of speech.
    Why publishers ask: as for the loudness range of dialogue.
    Boundary: exactly at a limit holds.
    Remedy: ride the dialogue.
    """
    required = f"speech within -{requirement.below_lu:g}/+{requirement.above_lu:g} LU of dialogue loudness"
    dialogue = subject.measurements.dialogue
    if dialogue is None:
        return not_measured(required, _NOT_TOLD, _REMEDY)
    low, high, middle = (
        dialogue.short_term_minimum_lkfs,
        dialogue.short_term_maximum_lkfs,
        dialogue.integrated_lkfs,
    )
    if low is None or high is None or middle is None:
        return not_measured(required, "There is too little speech in one piece for short-term loudness.")
    distance = max(
        (low - middle, high - middle),
        key=lambda value: max(-value - requirement.below_lu, value - requirement.above_lu),
    )
    return _judge(
        required, distance, -requirement.below_lu, requirement.above_lu, dialogue, "farthest speech from the average"
    )


def judge_dialogue_to_background(requirement: DialogueToBackground, subject: Subject) -> Outcome:
    """Hold dialogue against what lies under it.

    Judges: dialogue loudness minus the loudness of the rest of the mix during speech.
    Why publishers ask: the most frequent complaint of viewers is that they cannot follow the dialogue.
    Boundary: exactly at the limit holds.
    Remedy: raise the dialogue or lower music and effects under it.
    """
    required = f"dialogue at least {requirement.minimum_lu:g} LU above the background"
    dialogue = subject.measurements.dialogue
    if dialogue is None:
        return not_measured(required, _NOT_TOLD, _REMEDY)
    if dialogue.background_lkfs is None or dialogue.integrated_lkfs is None:
        return not_measured(
            required, "The background under the dialogue was not measured.", "Give the M&E of this mix with --me."
        )
    difference = dialogue.integrated_lkfs - dialogue.background_lkfs
    return _judge(required, difference, requirement.minimum_lu, None, dialogue, "distance of dialogue to background")


def judge_programme_to_dialogue(requirement: ProgrammeToDialogue, subject: Subject) -> Outcome:
    """Hold programme loudness against dialogue loudness.

    Judges: programme loudness minus dialogue loudness.
    Why publishers ask: where the programme is much louder than its dialogue, normalising one leaves the other wrong.
    Boundary: exactly at the limit holds.
    Remedy: narrow the distance in the mix.
    """
    required = f"programme at most {requirement.maximum_lu:g} LU above dialogue"
    dialogue = subject.measurements.dialogue
    programme = subject.measurements.integrated_lkfs
    if dialogue is None:
        return not_measured(required, _NOT_TOLD, _REMEDY)
    if dialogue.integrated_lkfs is None or programme is None:
        return not_measured(required, "Programme or dialogue loudness has no value.")
    difference = programme - dialogue.integrated_lkfs
    return _judge(required, difference, None, requirement.maximum_lu, dialogue, "distance of programme to dialogue")
