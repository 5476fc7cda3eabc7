"""What a comparison of a dub with its original establishes: figures and codes, no sentences.

Signs: a positive offset means that the dub is late, its sound comes after the original's. A positive drift means that
the dub runs faster than the ratio says. Lags inside the comparison have the opposite sign of offsets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Pitch(StrEnum):
    """What happened to pitch when the speed changed."""

    KEPT = "kept"
    FOLLOWS = "follows"


class MapState(StrEnum):
    """Whether a map could be drawn."""

    ALIGNED = "aligned"
    CANNOT_TELL = "cannot-tell"


class MapCause(StrEnum):
    """What the figures say about how a dub came to lie as it does, or why nothing can be told.

    With a map: `CONSTANT_OFFSET` all of it early or late. `LEADER_NOT_IN_STAMP` whole seconds late or early although
    the time stamps agree. `WRONG_SESSION_RATE` 0.1 % off: a session at 24 for 23.976 or the like.
    `FRAME_RATE_CONVERSION` 25 against 24 or 23.976. `WRONG_SAMPLE_RATE` 44.1 kHz played as 48 or the reverse.
    `REPAIRED_WITH_WRONG_RATIO` what is left when a speed was corrected twice or in the wrong direction. `DRIFT` clocks
    that did not agree. `EDIT` something was cut or put in. `RELAID_MUSIC` each cue of the M&E was placed anew.
    `REEL_OUT_OF_PLACE` a long stretch lies elsewhere in the original.

    Without: `OTHER_PROGRAMME`, `SHARES_SOUNDS` another programme with some of the same sounds (a theme, library
    effects), `SAME_MUSIC` the same score under other effects, `REPEATING_SOUND` several offsets explain it alike,
    `SMALL_JUMPS` the offset of a short programme moves by less than a frame, as after a stretch by 0.1 % with the pitch
    kept and after music laid anew, `SPEED_UNCERTAIN` the pitch was kept and nothing tells which of two speeds 0.1 %
    apart it is, `SILENCE` too little sounds on both sides, `TOO_SHORT`.
    """

    CONSTANT_OFFSET = "constant-offset"
    LEADER_NOT_IN_STAMP = "leader-not-in-stamp"
    WRONG_SESSION_RATE = "wrong-session-rate"
    FRAME_RATE_CONVERSION = "frame-rate-conversion"
    WRONG_SAMPLE_RATE = "wrong-sample-rate"
    REPAIRED_WITH_WRONG_RATIO = "repaired-with-wrong-ratio"
    DRIFT = "drift"
    EDIT = "edit"
    RELAID_MUSIC = "relaid-music"
    REEL_OUT_OF_PLACE = "reel-out-of-place"
    OTHER_PROGRAMME = "other-programme"
    SHARES_SOUNDS = "shares-sounds"
    SAME_MUSIC = "same-music"
    REPEATING_SOUND = "repeating-sound"
    SMALL_JUMPS = "small-jumps"
    SPEED_UNCERTAIN = "speed-uncertain"
    SILENCE = "silence"
    TOO_SHORT = "too-short"


class UntoldReason(StrEnum):
    """Why nothing is said about a stretch of the dub."""

    SILENCE = "silence"
    NO_AGREEMENT = "no-agreement"
    BETWEEN_EDITS = "between-edits"
    OUTSIDE_ORIGINAL = "outside-original"


class EditKind(StrEnum):
    """What was done to the dub, as against its original."""

    INSERT = "insert"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSegment:
    """A stretch of the dub in which one line holds.

    The sample d of the dub, at start_sample or after, holds what the original has at sample
    `R * start_sample - offset_samples + R * (1 + drift_ppm / 10**6) * (d - start_sample)`, R being the speed ratio
    times the sample rate of the original over that of the dub.

    Attributes:
        start_sample, end_sample: First and end sample of the dub.
        offset_samples: How much later than in the original its content lies at `start_sample`, the speed ratio taken
            out, in samples of the original.
        offset_uncertainty_samples: Either side of it: the scatter of the places that agree, over the root of their
            number; for a pitch that was kept 5 ms, by which a stretcher wanders.
        drift_ppm: How much faster than the ratio says; None where pitch was kept or too few places agree.
        speed_ratio: Speed of the dub relative to the original; any measured ratio that is no legal one appears as 1
            with a drift.
        pitch: Whether pitch followed the speed; None at unchanged speed and where the sound does not say.
        places: Places that agree on it.
    """

    start_sample: int
    end_sample: int
    offset_samples: float
    offset_uncertainty_samples: float
    drift_ppm: float | None
    speed_ratio: Fraction
    pitch: Pitch | None
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEdit:
    """A place where the offset jumps.

    Attributes:
        at_sample: Of the dub: where what was put in begins, or where the cut is.
        earliest_sample, latest_sample: The edit lies between, for all that can be told.
        size_samples: Samples of the original's clock that were put in, or cut out (positive in both cases).
        kind: Which of both.
    """

    at_sample: int
    earliest_sample: int
    latest_sample: int
    size_samples: float
    kind: EditKind


@dataclass(frozen=True, slots=True, kw_only=True)
class UntoldStretch:
    """A stretch of the dub about which nothing is said: first and end sample, and why."""

    start_sample: int
    end_sample: int
    reason: UntoldReason


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEvidence:
    """What an answer rests on. Its shares do not grow with the length of the programme.

    Attributes:
        places: Places of a fixed grid at which both sides sound.
        agreeing: How many of them lie on the map.
        span_share: Share of the programme from the first to the last of these.
        longest_gap_seconds: The longest stretch without any.
        runner_up_share: Places that agree with the next best offset, as a share of those that agree with the best:
            near 1 for a loop; None where no other offset was worth a look.
        inverted: How many agree with opposite polarity.
    """

    places: int
    agreeing: int
    span_share: float
    longest_gap_seconds: float
    runner_up_share: float | None
    inverted: int

    @property
    def share(self) -> float:
        """Share of the places that agree: the confidence."""
        return self.agreeing / self.places if self.places else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DubMap:
    """A dub against its original.

    Attributes:
        state: Whether there is a map.
        cause: What the figures say about its origin; None for a dub that lies where it should.
        segments: In order of the dub; empty where nothing can be told.
        edits: Between segments.
        untold: Stretches about which nothing is said.
        evidence: What it rests on.
        other_offsets_samples: Where a sound repeats: further offsets that explain the places as well as the first does.
        shared_stretches: Where another programme shares sounds: first and end sample of the dub.
    """

    state: MapState
    cause: MapCause | None
    segments: tuple[MapSegment, ...]
    edits: tuple[MapEdit, ...]
    untold: tuple[UntoldStretch, ...]
    evidence: MapEvidence
    other_offsets_samples: tuple[float, ...] = ()
    shared_stretches: tuple[tuple[int, int], ...] = ()
