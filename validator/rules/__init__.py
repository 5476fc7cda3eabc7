"""The rule book: one pure function per kind of demand, and the `match` that leaves none out."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from specs.requirements import dialogue as dialogue_demands
from specs.requirements import form as form_demands
from specs.requirements import loudness as loudness_demands
from specs.requirements import peaks as peak_demands
from specs.requirements import relations as relation_demands
from specs.requirements import signal as signal_demands
from specs.requirements import time as time_demands
from validator.rules import (
    conformance,
    dialogue,
    form,
    lfe_band,
    loudness,
    loudness_limits,
    peaks,
    polarity,
    relations,
    signal,
    time,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from specs.requirements import AnyRequirement
    from validator.rules.outcome import Outcome
    from validator.rules.subject import Subject


def judge_requirement(requirement: AnyRequirement, subject: Subject) -> Outcome:  # noqa: C901, PLR0911, PLR0912  one line per kind
    """Hold one demand against one mix.

    Args:
        requirement: The demand.
        subject: The mix, as rules see it.
    """
    match requirement:
        case loudness_demands.Loudness():
            return loudness.judge_loudness(requirement, subject)
        case loudness_demands.ShortTermMaximum():
            return loudness_limits.judge_short_term_maximum(requirement, subject)
        case loudness_demands.MomentaryMaximum():
            return loudness_limits.judge_momentary_maximum(requirement, subject)
        case loudness_demands.ShortTermWindow():
            return loudness_limits.judge_short_term_window(requirement, subject)
        case loudness_demands.LoudnessRange():
            return loudness_limits.judge_loudness_range(requirement, subject)
        case peak_demands.TruePeak():
            return peaks.judge_true_peak(requirement, subject)
        case peak_demands.SamplePeak():
            return peaks.judge_sample_peak(requirement, subject)
        case dialogue_demands.DialogueLoudnessRange():
            return dialogue.judge_dialogue_loudness_range(requirement, subject)
        case dialogue_demands.DialogueRange():
            return dialogue.judge_dialogue_range(requirement, subject)
        case dialogue_demands.DialogueToBackground():
            return dialogue.judge_dialogue_to_background(requirement, subject)
        case dialogue_demands.ProgrammeToDialogue():
            return dialogue.judge_programme_to_dialogue(requirement, subject)
        case form_demands.SampleRate():
            return form.judge_sample_rate(requirement, subject)
        case form_demands.WordLength():
            return form.judge_word_length(requirement, subject)
        case form_demands.ChannelLayout():
            return form.judge_layout(requirement, subject)
        case form_demands.Files():
            return form.judge_files(requirement, subject)
        case form_demands.Container():
            return form.judge_container(requirement, subject)
        case form_demands.Conformance():
            return conformance.judge_conformance(requirement, subject)
        case form_demands.FrameRate():
            return form.judge_frame_rate(requirement, subject)
        case form_demands.FileName():
            return form.judge_file_name(requirement, subject)
        case time_demands.StartTimecode():
            return time.judge_start_timecode(requirement, subject)
        case time_demands.HeadSilence():
            return time.judge_head_silence(requirement, subject)
        case time_demands.TailSilence():
            return time.judge_tail_silence(requirement, subject)
        case time_demands.DurationMatch():
            return time.judge_duration_match(requirement, subject)
        case time_demands.WholeFrames():
            return time.judge_whole_frames(requirement, subject)
        case time_demands.SyncPop():
            return time.judge_sync_pop(requirement, subject)
        case time_demands.LineUpTone():
            return time.judge_line_up_tone(requirement, subject)
        case signal_demands.Clipping():
            return signal.judge_clipping(requirement, subject)
        case signal_demands.Dropout():
            return signal.judge_dropout(requirement, subject)
        case signal_demands.SilentPassage():
            return signal.judge_silent_passage(requirement, subject)
        case signal_demands.ActiveChannels():
            return signal.judge_active_channels(requirement, subject)
        case signal_demands.DcOffset():
            return signal.judge_dc_offset(requirement, subject)
        case signal_demands.Polarity():
            return polarity.judge_polarity(requirement, subject)
        case signal_demands.MonoCompatibility():
            return signal.judge_mono_compatibility(requirement, subject)
        case signal_demands.NoiseFloor():
            return signal.judge_noise_floor(requirement, subject)
        case signal_demands.LfeBand():
            return lfe_band.judge_lfe_band(requirement, subject)
        case signal_demands.FoldDownLoudness():
            return signal.judge_fold_down_loudness(requirement, subject)
        case signal_demands.FoldDownTruePeak():
            return signal.judge_fold_down_true_peak(requirement, subject)
        case relation_demands.StemsSum():
            return relations.judge_stems_sum(requirement, subject)
        case relation_demands.MeWithoutDialogue():
            return relations.judge_me_without_dialogue(requirement, subject)
        case relation_demands.MeMatchesMix():
            return relations.judge_me_matches_mix(requirement, subject)
        case relation_demands.MeFilled():
            return relations.judge_me_filled(requirement, subject)
        case relation_demands.Partner():
            return relations.judge_partner(requirement, subject)
        case relation_demands.StatementToConfirm():
            return relations.judge_statement(requirement, subject)
        case _:
            assert_never(requirement)


def outcomes_of(requirement: AnyRequirement, subject: Subject) -> tuple[Outcome, ...]:
    """Hold one demand against one mix, as `judge_requirement` does, with every outcome of a demand that gives several.

    Returns:
        At least one.
    """
    if isinstance(requirement, form_demands.Conformance):
        return conformance.judge_each(requirement, subject)
    return (judge_requirement(requirement, subject),)


RULES: dict[str, Callable[..., Outcome]] = {
    loudness_demands.Loudness.model_fields["rule"].default: loudness.judge_loudness,
    loudness_demands.ShortTermMaximum.model_fields["rule"].default: loudness_limits.judge_short_term_maximum,
    loudness_demands.MomentaryMaximum.model_fields["rule"].default: loudness_limits.judge_momentary_maximum,
    loudness_demands.ShortTermWindow.model_fields["rule"].default: loudness_limits.judge_short_term_window,
    loudness_demands.LoudnessRange.model_fields["rule"].default: loudness_limits.judge_loudness_range,
    peak_demands.TruePeak.model_fields["rule"].default: peaks.judge_true_peak,
    peak_demands.SamplePeak.model_fields["rule"].default: peaks.judge_sample_peak,
    dialogue_demands.DialogueLoudnessRange.model_fields["rule"].default: dialogue.judge_dialogue_loudness_range,
    dialogue_demands.DialogueRange.model_fields["rule"].default: dialogue.judge_dialogue_range,
    dialogue_demands.DialogueToBackground.model_fields["rule"].default: dialogue.judge_dialogue_to_background,
    dialogue_demands.ProgrammeToDialogue.model_fields["rule"].default: dialogue.judge_programme_to_dialogue,
    form_demands.SampleRate.model_fields["rule"].default: form.judge_sample_rate,
    form_demands.WordLength.model_fields["rule"].default: form.judge_word_length,
    form_demands.ChannelLayout.model_fields["rule"].default: form.judge_layout,
    form_demands.Files.model_fields["rule"].default: form.judge_files,
    form_demands.Container.model_fields["rule"].default: form.judge_container,
    form_demands.Conformance.model_fields["rule"].default: conformance.judge_conformance,
    form_demands.FrameRate.model_fields["rule"].default: form.judge_frame_rate,
    form_demands.FileName.model_fields["rule"].default: form.judge_file_name,
    time_demands.StartTimecode.model_fields["rule"].default: time.judge_start_timecode,
    time_demands.HeadSilence.model_fields["rule"].default: time.judge_head_silence,
    time_demands.TailSilence.model_fields["rule"].default: time.judge_tail_silence,
    time_demands.DurationMatch.model_fields["rule"].default: time.judge_duration_match,
    time_demands.WholeFrames.model_fields["rule"].default: time.judge_whole_frames,
    time_demands.SyncPop.model_fields["rule"].default: time.judge_sync_pop,
    time_demands.LineUpTone.model_fields["rule"].default: time.judge_line_up_tone,
    signal_demands.Clipping.model_fields["rule"].default: signal.judge_clipping,
    signal_demands.Dropout.model_fields["rule"].default: signal.judge_dropout,
    signal_demands.SilentPassage.model_fields["rule"].default: signal.judge_silent_passage,
    signal_demands.ActiveChannels.model_fields["rule"].default: signal.judge_active_channels,
    signal_demands.DcOffset.model_fields["rule"].default: signal.judge_dc_offset,
    signal_demands.Polarity.model_fields["rule"].default: polarity.judge_polarity,
    signal_demands.MonoCompatibility.model_fields["rule"].default: signal.judge_mono_compatibility,
    signal_demands.NoiseFloor.model_fields["rule"].default: signal.judge_noise_floor,
    signal_demands.LfeBand.model_fields["rule"].default: lfe_band.judge_lfe_band,
    signal_demands.FoldDownLoudness.model_fields["rule"].default: signal.judge_fold_down_loudness,
    signal_demands.FoldDownTruePeak.model_fields["rule"].default: signal.judge_fold_down_true_peak,
    relation_demands.StemsSum.model_fields["rule"].default: relations.judge_stems_sum,
    relation_demands.MeWithoutDialogue.model_fields["rule"].default: relations.judge_me_without_dialogue,
    relation_demands.MeMatchesMix.model_fields["rule"].default: relations.judge_me_matches_mix,
    relation_demands.MeFilled.model_fields["rule"].default: relations.judge_me_filled,
    relation_demands.Partner.model_fields["rule"].default: relations.judge_partner,
    relation_demands.StatementToConfirm.model_fields["rule"].default: relations.judge_statement,
}
"""Every rule by its id, for `explain` and the generated reference; a test holds it against the `match` above."""
