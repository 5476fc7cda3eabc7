"""One frozen model per kind of demand, and the closed union of them all."""

from __future__ import annotations

from typing import Annotated, Final, get_args

from pydantic import Field

from specs.requirements.dialogue import DialogueLoudnessRange, DialogueRange, DialogueToBackground, ProgrammeToDialogue
from specs.requirements.form import (
    ChannelLayout,
    Conformance,
    Container,
    FileName,
    Files,
    FrameRate,
    SampleRate,
    WordLength,
)
from specs.requirements.loudness import (
    Loudness,
    LoudnessRange,
    MomentaryMaximum,
    ShortTermMaximum,
    ShortTermWindow,
)
from specs.requirements.metadata import HeaderLoudness
from specs.requirements.peaks import QuasiPeak, SamplePeak, TruePeak
from specs.requirements.relations import (
    MeFilled,
    MeMatchesMix,
    MeWithoutDialogue,
    Partner,
    StatementToConfirm,
    StemsSum,
)
from specs.requirements.signal import (
    ActiveChannels,
    Clipping,
    DcOffset,
    Dropout,
    FoldDownLoudness,
    FoldDownTruePeak,
    LfeBand,
    MonoCompatibility,
    NoiseFloor,
    Polarity,
    SilentPassage,
)
from specs.requirements.sync import (
    AsOriginal,
    ChannelsAsOriginal,
    FoldDownOfSurround,
    SyncDrift,
    SyncEdits,
    SyncOffset,
    SyncSpeed,
)
from specs.requirements.time import (
    DurationMatch,
    HeadSilence,
    LineUpTone,
    ProgrammeStart,
    StartTimecode,
    SyncPop,
    TailSilence,
    TimedBlock,
    WholeFrames,
)

AnyRequirement = Annotated[
    Loudness
    | ShortTermMaximum
    | MomentaryMaximum
    | ShortTermWindow
    | LoudnessRange
    | TruePeak
    | SamplePeak
    | QuasiPeak
    | DialogueLoudnessRange
    | DialogueRange
    | DialogueToBackground
    | ProgrammeToDialogue
    | SampleRate
    | WordLength
    | ChannelLayout
    | Files
    | Container
    | Conformance
    | FrameRate
    | FileName
    | HeaderLoudness
    | StartTimecode
    | ProgrammeStart
    | TimedBlock
    | HeadSilence
    | TailSilence
    | DurationMatch
    | WholeFrames
    | SyncPop
    | LineUpTone
    | Clipping
    | Dropout
    | SilentPassage
    | ActiveChannels
    | DcOffset
    | Polarity
    | MonoCompatibility
    | NoiseFloor
    | LfeBand
    | FoldDownLoudness
    | FoldDownTruePeak
    | SyncOffset
    | SyncDrift
    | SyncSpeed
    | SyncEdits
    | ChannelsAsOriginal
    | AsOriginal
    | FoldDownOfSurround
    | StemsSum
    | MeWithoutDialogue
    | MeMatchesMix
    | MeFilled
    | Partner
    | StatementToConfirm,
    Field(discriminator="rule"),
]
"""Every kind of demand. A new one without a rule is a type error in `validator.rules`."""

RULE_IDS: Final[tuple[str, ...]] = tuple(
    kind.model_fields["rule"].default for kind in get_args(get_args(AnyRequirement)[0])
)
"""The id of every kind of demand, in the order of the union."""
