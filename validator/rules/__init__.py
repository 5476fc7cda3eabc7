"""The rule book: every kind of demand with the pure function that judges it and the name that people know it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.form import Conformance
from specs.requirements.requirement import Scope
from validator.rules import (
    as_original,
    channels_as_original,
    conformance,
    dialogue,
    file_name,
    form,
    leader,
    lfe_band,
    loudness,
    loudness_limits,
    me,
    metadata,
    peaks,
    polarity,
    relations,
    signal,
    sync,
    sync_pop,
    time,
)
from validator.rules.estimate import as_estimated
from validator.rules.outcome import not_applicable

if TYPE_CHECKING:
    from collections.abc import Callable

    from specs.message import Message
    from specs.requirements import AnyRequirement
    from validator.rules.outcome import Outcome
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of demand is judged, and what people call it.

    Attributes:
        judge: From the demand and the mix to the outcome. Its docstring explains the rule.
        title: Its name in reports and listings.
    """

    judge: Callable[..., Outcome]
    title: str


RULES: Final[dict[str, Rule]] = {
    "loudness.integrated": Rule(loudness.judge_loudness, "Loudness"),
    "loudness.short-term-maximum": Rule(loudness_limits.judge_short_term_maximum, "Maximum short-term loudness"),
    "loudness.momentary-maximum": Rule(loudness_limits.judge_momentary_maximum, "Maximum momentary loudness"),
    "loudness.short-term-window": Rule(loudness_limits.judge_short_term_window, "Short-term loudness window"),
    "loudness.range": Rule(loudness_limits.judge_loudness_range, "Loudness range"),
    "peak.true-peak": Rule(peaks.judge_true_peak, "True peak"),
    "peak.sample-peak": Rule(peaks.judge_sample_peak, "Sample peak"),
    "peak.quasi-peak": Rule(peaks.judge_quasi_peak, "Quasi-peak level"),
    "dialogue.loudness-range": Rule(dialogue.judge_dialogue_loudness_range, "Dialogue loudness range"),
    "dialogue.range": Rule(dialogue.judge_dialogue_range, "Dialogue short-term range"),
    "dialogue.to-background": Rule(dialogue.judge_dialogue_to_background, "Dialogue above background"),
    "dialogue.programme-difference": Rule(dialogue.judge_programme_to_dialogue, "Programme against dialogue loudness"),
    "form.sample-rate": Rule(form.judge_sample_rate, "Sample rate"),
    "form.word-length": Rule(form.judge_word_length, "Word length"),
    "form.layout": Rule(form.judge_layout, "Channel layout"),
    "form.files": Rule(form.judge_files, "Files per mix"),
    "form.container": Rule(form.judge_container, "Container and codec"),
    "form.conformance": Rule(conformance.judge_conformance, "Conformance"),
    "form.frame-rate": Rule(form.judge_frame_rate, "Picture rate"),
    "form.file-name": Rule(file_name.judge_file_name, "File name"),
    "metadata.loudness-agrees": Rule(metadata.judge_loudness_metadata, "Loudness metadata"),
    "time.start-timecode": Rule(time.judge_start_timecode, "Start timecode"),
    "time.programme-start": Rule(leader.judge_programme_start, "Start of the programme"),
    "time.block": Rule(leader.judge_timed_block, "Block at a timecode"),
    "time.head-silence": Rule(time.judge_head_silence, "Silence at the head"),
    "time.tail-silence": Rule(time.judge_tail_silence, "Silence at the tail"),
    "time.duration-match": Rule(time.judge_duration_match, "Duration"),
    "time.whole-frames": Rule(time.judge_whole_frames, "Whole picture frames"),
    "time.sync-pop": Rule(sync_pop.judge_sync_pop, "Sync pop"),
    "time.line-up-tone": Rule(leader.judge_line_up_tone, "Line-up tone"),
    "signal.clipping": Rule(signal.judge_clipping, "Clipping"),
    "signal.dropout": Rule(signal.judge_dropout, "Dropouts"),
    "signal.silent-passage": Rule(signal.judge_silent_passage, "Silent passages"),
    "signal.active-channels": Rule(signal.judge_active_channels, "Active channels"),
    "signal.dc-offset": Rule(signal.judge_dc_offset, "DC offset"),
    "signal.polarity": Rule(polarity.judge_polarity, "Polarity"),
    "signal.mono-compatibility": Rule(signal.judge_mono_compatibility, "Mono compatibility"),
    "signal.noise-floor": Rule(signal.judge_noise_floor, "Noise floor"),
    "signal.lfe-band": Rule(lfe_band.judge_lfe_band, "LFE band"),
    "fold-down.loudness": Rule(signal.judge_fold_down_loudness, "Loudness of the fold-down"),
    "fold-down.true-peak": Rule(signal.judge_fold_down_true_peak, "True peak of the fold-down"),
    "sync.offset": Rule(sync.judge_sync_offset, "Offset against the original"),
    "sync.drift": Rule(sync.judge_sync_drift, "Drift against the original"),
    "sync.speed": Rule(sync.judge_sync_speed, "Speed of the original"),
    "sync.edits": Rule(sync.judge_sync_edits, "Cuts of the original"),
    "channels.as-original": Rule(channels_as_original.judge_channels_as_original, "Channels of the original"),
    "form.as-original": Rule(as_original.judge_as_original, "Form of the original"),
    "fold-down.of-surround": Rule(channels_as_original.judge_fold_down_of_surround, "Fold-down of its surround mix"),
    "stems.sum": Rule(relations.judge_stems_sum, "Stems against the printmaster"),
    "me.without-dialogue": Rule(me.judge_me_without_dialogue, "Dialogue in the M&E"),
    "me.matches-mix": Rule(me.judge_me_matches_mix, "Level of the M&E"),
    "me.filled": Rule(me.judge_me_filled, "Fill of the M&E"),
    "delivery.partner": Rule(relations.judge_partner, "Partner mix"),
    "manual.statement": Rule(relations.judge_statement, "To confirm"),
}
"""Every rule by the id that its demands have; a test holds it against the union of all kinds of demand."""


JUDGED_ON_PACKAGE: Final = message("relation.judged-on-package")


def _judged_elsewhere(requirement: AnyRequirement, subject: Subject) -> Message | None:
    """Return where a demand is judged that a mix can neither meet nor fail; None where it is judged on the mix.

    | the demand is made of | the mix                    | judged on    |
    |-----------------------|----------------------------|--------------|
    | the mix               | any                        | the mix      |
    | the package           | any                        | the package  |
    | the delivery          | on its own                 | the delivery |
    | the delivery          | with the mixes beside it   | the mix      |
    """
    if requirement.scope is Scope.PACKAGE:
        return JUDGED_ON_PACKAGE
    if requirement.scope is Scope.DELIVERY and subject.companions is None:
        return relations.WHOLE_DELIVERY
    return None


def judge_requirement(requirement: AnyRequirement, subject: Subject) -> Outcome:
    """Hold one demand against one mix; one that is made of the package or the delivery does not apply to it.

    Args:
        requirement: The demand.
        subject: The mix, as rules see it.
    """
    outcome = RULES[requirement.rule].judge(requirement, subject)
    elsewhere = _judged_elsewhere(requirement, subject)
    return outcome if elsewhere is None else not_applicable(outcome.required, elsewhere)


def outcomes_of(requirement: AnyRequirement, subject: Subject) -> tuple[Outcome, ...]:
    """Hold one demand against one mix, as `judge_requirement` does, with every outcome of a demand that gives several.

    Returns:
        At least one.
    """
    if isinstance(requirement, Conformance) and _judged_elsewhere(requirement, subject) is None:
        return conformance.judge_each(requirement, subject)
    return (as_estimated(requirement.rule, judge_requirement(requirement, subject), subject),)
