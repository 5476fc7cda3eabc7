"""What was established about a mix and those it belongs to, in the form that is saved: `mixgate.comparison/1`.

A dub and its original, a 2.0 and its 5.1, a printmaster and its stems. Figures and codes, no sentences and no sheet: it
is judged again without sound, and measurements carry it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from specs.message import Message
from specs.models import FrozenModel
from specs.vocabulary import MixKind, Version
from validator.comparisons.channels.identity_model import ChannelIdentity
from validator.comparisons.dub.map_model import (
    MapEdit,
    MapEvidence,
    MapSegment,
    MapState,
    Pitch,
    UntoldStretch,
)
from validator.comparisons.fold_down.fold_down_model import FoldDownMatch
from validator.comparisons.me.me_model import LeftOverLines, MeReview, StemBleed
from validator.comparisons.re_render.re_render_model import ReRenderMatch
from validator.comparisons.stems.sum_model import StemsSumResult, SumCause, SumState

if TYPE_CHECKING:
    from fractions import Fraction

SCHEMA: Final = "mixgate.comparison/1"

EXPLAINED_DB: Final = -40.0
"""Stems explain a second of a mix where they leave no more of it than that. Measured on the M&E of short films
delivered as their printmaster: -90 dB and below are left, under a limiter -45; with any dialogue in it -6 dB."""

EXPLAINED_SHARE: Final = 0.9
"""Share of its seconds that stems must explain before a mix is what they add up to: a tenth may hold what none of them
has, such as a card at the end. Project's choice."""


NOT_WHOLE: Final = "not-whole"
"""Cause of a mix that lies where it should, and lacks what its partner has before its start or after its end."""


class Relation(StrEnum):
    """What two mixes are to each other.

    `dub`: a mix and the original's mix, with which it shares music, effects and ambience. `fold-down`: a mix of two
    channels and the surround mix it is made of. `stems`: a mix and the parts that add up to it. `re-render`: a mix in
    channels and the programme of beds and objects that it was rendered from.
    """

    DUB = "dub"
    FOLD_DOWN = "fold-down"
    STEMS = "stems"
    RE_RENDER = "re-render"


class Agreement(StrEnum):
    """What a comparison comes to: nothing is wrong, something is, or nothing can be said."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT_TELL = "cannot-tell"


class Uncovered(FrozenModel):
    """Sound of a partner that lies outside of a mix.

    Attributes:
        before_seconds: Seconds of it that sound before the mix begins.
        after_seconds: Seconds of it that sound after the mix has ended.
    """

    before_seconds: float = Field(ge=0.0)
    after_seconds: float = Field(ge=0.0)


class ComparedMix(FrozenModel):
    """One side of a comparison.

    Attributes:
        name: How reports call it.
        path: Its place in the delivery; None where it has none.
        kind, version, language: As stated, or as its name says; None where nothing says so.
        layout: Layout name; None where nothing says what the channels are.
        channel_labels: In the order of the file; `1`, `2` ... where the layout is not known.
        start_sample: First sample since midnight, as the file states it; None where it does not.
        damage: Why its sound cannot be relied on: cut off, not finite; empty where nothing is known to be wrong.
    """

    name: str
    path: str | None = None
    kind: MixKind | None = None
    version: Version | None = None
    language: str | None = None
    layout: str | None = None
    channel_labels: tuple[str, ...]
    sample_rate_hz: int = Field(gt=0)
    sample_count: int = Field(ge=0)
    start_sample: int | None = None
    damage: tuple[Message, ...] = ()


class MixComparison(FrozenModel):
    """A mix held against its partners.

    Attributes:
        version: Of mixgate.
        relation: What was compared.
        subject: The mix that is judged: the dub, the 2.0, the printmaster.
        partners: What it was held against: the original (and its dialogue stem, where it is searched for lines), the
            5.1, the stems in their order.
        picture_rate: Pictures per second, such as `24000/1001`; None where nobody stated it.
        state: Whether anything can be told.
        cause: What is wrong, the gravest first, as a code of `MapCause`, `IdentityCause`, `SumCause`, `FoldDownKind`,
            `MeCause` or `ReRenderCause`, or `NOT_WHOLE`; or why nothing can be told; None where nothing is wrong.
        segments: Where the subject lies against its first partner; empty where nothing is told, and for stems.
        edits, untold, evidence, other_offsets_samples, shared_stretches: As in `DubMap`; None or empty for stems.
        stamp_offset_samples: How much later than the partner's the subject's first sample is stamped, in samples of the
            partner; None where one of them has no stamp.
        channels: The channels of the subject against those of its original; None where they were not compared.
        fold_down: What the 2.0 is made of; None for anything else.
        stems: How the stems stand to the printmaster; None for anything else.
        re_render: How a re-render stands to the render of its programme; None for anything else, and where it does not
            lie at one offset.
        me: What an M&E holds of the lines of its original and lacks of its sound; None for anything else, and where it
            does not lie at one offset.
        stem_bleed: Lines in stems of music and effects; empty where there are none, and for anything but stems.
        left_over: Lines of the original that sound in a dub; None for anything else, without the dialogue stem of the
            original, and where it does not lie at one offset.
        uncovered: Sound of the partner that the mix does not reach; None where there is none, or no map.
    """

    schema_: Literal["mixgate.comparison/1"] = Field(default=SCHEMA, alias="schema")
    version: str
    relation: Relation
    subject: ComparedMix
    partners: tuple[ComparedMix, ...] = Field(min_length=1)
    picture_rate: str | None = None
    state: MapState
    cause: str | None
    segments: tuple[MapSegment, ...] = ()
    edits: tuple[MapEdit, ...] = ()
    untold: tuple[UntoldStretch, ...] = ()
    evidence: MapEvidence | None = None
    other_offsets_samples: tuple[float, ...] = ()
    shared_stretches: tuple[tuple[int, int], ...] = ()
    stamp_offset_samples: int | None = None
    channels: ChannelIdentity | None = None
    fold_down: FoldDownMatch | None = None
    stems: StemsSumResult | None = None
    re_render: ReRenderMatch | None = None
    me: MeReview | None = None
    left_over: LeftOverLines | None = None
    stem_bleed: tuple[StemBleed, ...] = ()
    uncovered: Uncovered | None = None

    @property
    def partner(self) -> ComparedMix:
        """The first partner, on whose clock offsets count."""
        return self.partners[0]

    @property
    def agreement(self) -> Agreement:
        """Whether something is wrong: 0, 1 or 4 as an exit code. Damaged sound never agrees."""
        if self.state is MapState.CANNOT_TELL:
            return Agreement.CANNOT_TELL
        if self.cause is not None:
            return Agreement.DIFFERS
        return Agreement.CANNOT_TELL if self.is_damaged else Agreement.AGREES

    @property
    def is_damaged(self) -> bool:
        """Whether the sound of a side cannot be relied on."""
        return any(one.damage for one in (self.subject, *self.partners))

    @property
    def speed_ratio(self) -> Fraction | None:
        """Speed of the subject relative to its partner; None where nothing is told of it."""
        return self.segments[0].speed_ratio if self.segments else None

    @property
    def pitch(self) -> Pitch | None:
        """What happened to pitch; None at unchanged speed, and where the sound does not say."""
        return self.segments[0].pitch if self.segments else None

    def late_samples(self, segment: MapSegment) -> float:
        """How late the sound of a segment is, in samples of the partner; negative where it is early.

        Between the time stamps of both where both are stamped, else between the first samples of both files.
        """
        return segment.offset_samples + (self.stamp_offset_samples or 0)

    def late_at_end_samples(self, segment: MapSegment) -> float:
        """How late the sound is at the end of a segment: a mix that runs fast by its drift is ever earlier."""
        rates = self.partner.sample_rate_hz / self.subject.sample_rate_hz
        length = float(segment.speed_ratio) * rates * (segment.end_sample - segment.start_sample)
        return self.late_samples(segment) - (segment.drift_ppm or 0.0) * 1e-6 * length

    @property
    def latest_samples(self) -> float | None:
        """The largest of all offsets, early or late, with its sign; None where nothing is told."""
        ends = [(self.late_samples(segment), self.late_at_end_samples(segment)) for segment in self.segments]
        return max((late for pair in ends for late in pair), key=abs, default=None)

    @property
    def drift_ppm(self) -> float | None:
        """The largest drift with its sign; None where nothing is told of it."""
        drifts = [segment.drift_ppm for segment in self.segments if segment.drift_ppm is not None]
        return max(drifts, key=abs, default=None)

    @property
    def holds_no_dialogue(self) -> bool:
        """True for a mix in which its dialogue stem is absent and which its other stems explain: it is the M&E."""
        if self.stems is None or self.stems.state is not SumState.DIFFERS or self.stems.remainder_seconds:
            return False
        absent = [
            partner.kind
            for partner, reading in zip(self.partners, self.stems.stems, strict=False)
            if SumCause.STEM_ABSENT in reading.faults
        ]
        told = [value for value in self.stems.corrected_null_db if value is not None]
        nulls = sum(value <= EXPLAINED_DB for value in told)
        return absent == [MixKind.DIALOGUE] and nulls >= EXPLAINED_SHARE * len(told) > 0
