"""Demands on dialogue, beyond its loudness. All of them need dialogue told from the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.results.finding import Limits
from validator.rules.outcome import Outcome, figure, not_measured, quantity, standing, within
from validator.rules.readings import dialogue_remedy, no_dialogue
from validator.rules.windows import Missing, parts_of

if TYPE_CHECKING:
    from specs.message import Message
    from specs.requirements.dialogue import (
        DialogueLoudnessRange,
        DialogueRange,
        DialogueToBackground,
        ProgrammeToDialogue,
    )
    from specs.requirements.requirement import Requirement
    from validator.results.measurements import DialogueReadings
    from validator.rules.subject import Subject

_RIDE: Final = message("remedy.ride-dialogue")


def _told(requirement: Requirement, subject: Subject, required: str) -> DialogueReadings | Outcome:
    """Return the readings of the dialogue, or why there are none for the part asked for."""
    dialogue = subject.measurements.dialogue
    if dialogue is None:
        return not_measured(required, no_dialogue(subject), dialogue_remedy(subject))
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    if not any(part.is_whole or part.whole_will_do for part in parts):
        return not_measured(required, message("dialogue.whole-file-only", part=parts[0].name))
    return dialogue


def _judge(
    required: str, value: float, limits: Limits, dialogue: DialogueReadings, name: Message, remedy: Message
) -> Outcome:
    """Hold a dialogue reading against limits; one nearer to a limit than its guard band decides nothing."""
    unit = limits.unit
    held, margin = within(value, limits.low, limits.high)
    guard = dialogue.guard_band_lu
    uncertain = margin is not None and abs(margin) < guard
    reading = figure(value, unit, margin, 1)
    return Outcome(
        held=held,
        uncertain=uncertain,
        required=required,
        measured=quantity(value, unit, 1, margin),
        limits=limits,
        margin=margin,
        margin_unit="LU",
        reason=message("dialogue.estimate-too-near", name=name, reading=reading, guard_lu=guard)
        if uncertain
        else message(
            "dialogue.reading", name=name, reading=reading, standing=standing(value, limits.low, limits.high, unit, 1)
        ),
        why=(message("dialogue.gate", gate=dialogue.gate_text),),
        remedy=message("remedy.measure-dialogue") if uncertain else None if held else remedy,
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
    dialogue = _told(requirement, subject, required)
    if isinstance(dialogue, Outcome):
        return dialogue
    if dialogue.loudness_range_lu is None:
        return not_measured(required, message("dialogue.too-little-for-range"))
    return _judge(
        required,
        dialogue.loudness_range_lu,
        Limits(low=requirement.minimum_lu, high=requirement.maximum_lu, unit="LU"),
        dialogue,
        message("dialogue.name-loudness-range"),
        _RIDE,
    )


def judge_dialogue_range(requirement: DialogueRange, subject: Subject) -> Outcome:
    """Hold the short-term loudness of the speech against a window around dialogue loudness, or around a stated one.

    Judges: the softest and the loudest three seconds of speech.
    Why publishers ask: as for the loudness range of dialogue.
    Boundary: exactly at a limit holds.
    Remedy: ride the dialogue.
    """
    centre = "dialogue loudness" if requirement.around_lkfs is None else f"{requirement.around_lkfs:g} LKFS"
    required = f"speech within -{requirement.below_lu:g}/+{requirement.above_lu:g} LU of {centre}"
    dialogue = _told(requirement, subject, required)
    if isinstance(dialogue, Outcome):
        return dialogue
    low, high, middle = (
        dialogue.short_term_minimum_lkfs,
        dialogue.short_term_maximum_lkfs,
        dialogue.integrated_lkfs,
    )
    if low is None or high is None or middle is None:
        return not_measured(required, message("dialogue.too-little-for-short-term"))
    if requirement.around_lkfs is not None:
        return _judge_around(requirement, requirement.around_lkfs, (low, high), dialogue, required)
    distance = max(
        (low - middle, high - middle),
        key=lambda value: max(-value - requirement.below_lu, value - requirement.above_lu),
    )
    limits = Limits(low=-requirement.below_lu, high=requirement.above_lu, unit="LU")
    return _judge(required, distance, limits, dialogue, message("dialogue.name-range"), _RIDE)


def _judge_around(
    requirement: DialogueRange,
    centre: float,
    extremes: tuple[float, float],
    dialogue: DialogueReadings,
    required: str,
) -> Outcome:
    """Hold the softest and the loudest speech against fixed limits, in LKFS; the one that lies farther out speaks."""
    limits = Limits(
        low=round(centre - requirement.below_lu, 6),
        high=round(centre + requirement.above_lu, 6),
        target=centre,
        unit="LKFS",
    )
    worst = min(extremes, key=lambda value: within(value, limits.low, limits.high)[1] or 0.0)
    return _judge(required, worst, limits, dialogue, message("dialogue.name-short-term"), _RIDE)


def judge_dialogue_to_background(requirement: DialogueToBackground, subject: Subject) -> Outcome:
    """Hold dialogue against what lies under it.

    Judges: dialogue loudness minus the loudness of the rest of the mix during speech.
    Why publishers ask: the most frequent complaint of viewers is that they cannot follow the dialogue.
    Boundary: exactly at the limit holds.
    Remedy: raise the dialogue or lower music and effects under it.
    """
    required = f"dialogue at least {requirement.minimum_lu:g} LU above the background"
    dialogue = _told(requirement, subject, required)
    if isinstance(dialogue, Outcome):
        return dialogue
    if dialogue.background_lkfs is None or dialogue.integrated_lkfs is None:
        return not_measured(required, message("dialogue.background-not-measured"), message("remedy.give-me"))
    difference = dialogue.integrated_lkfs - dialogue.background_lkfs
    limits = Limits(low=requirement.minimum_lu, unit="LU")
    name, remedy = message("dialogue.name-to-background"), message("remedy.raise-over-background")
    return _judge(required, difference, limits, dialogue, name, remedy)


def judge_programme_to_dialogue(requirement: ProgrammeToDialogue, subject: Subject) -> Outcome:
    """Hold programme loudness against dialogue loudness.

    Judges: programme loudness minus dialogue loudness.
    Why publishers ask: where the programme is much louder than its dialogue, normalising one leaves the other wrong.
    Boundary: exactly at the limit holds.
    Remedy: narrow the distance in the mix.
    """
    required = f"programme at most {requirement.maximum_lu:g} LU above dialogue"
    dialogue = _told(requirement, subject, required)
    if isinstance(dialogue, Outcome):
        return dialogue
    programme = subject.measurements.integrated_lkfs
    if dialogue.integrated_lkfs is None or programme is None:
        return not_measured(required, message("dialogue.no-difference"))
    difference = programme - dialogue.integrated_lkfs
    limits = Limits(high=requirement.maximum_lu, unit="LU")
    name, remedy = message("dialogue.name-programme-difference"), message("remedy.raise-against-programme")
    return _judge(required, difference, limits, dialogue, name, remedy)
