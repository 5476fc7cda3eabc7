"""What is established about stems against their printmaster: figures and codes, no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SumState(StrEnum):
    """How the sum stands to the printmaster."""

    EXACT = "exact"
    NULLS = "nulls"
    DIFFERS = "differs"
    CANNOT_TELL = "cannot-tell"


class SumCause(StrEnum):
    """Why it differs or nothing can be told.

    `STEM_ABSENT` a stem that sounds and is not in the printmaster: another language, another version. `STEM_GAIN`,
    `STEM_DELAY`, `STEM_POLARITY`, `STEM_RANGE` (a gain in a stretch only). In all these the stem is named in `stems`.
    `CONTENT_MISSING` the printmaster has sound that is in no stem. `LIMITED_ONLY` the sum nulls once a limiter on the
    printmaster is divided out. `UNEXPLAINED` none of these. `SILENCE`, `CHANNEL_COUNTS_DIFFER`, `RATES_DIFFER`.
    """

    STEM_ABSENT = "stem-absent"
    STEM_GAIN = "stem-gain"
    STEM_DELAY = "stem-delay"
    STEM_POLARITY = "stem-polarity"
    STEM_RANGE = "stem-range"
    CONTENT_MISSING = "content-missing"
    LIMITED_ONLY = "limited-only"
    UNEXPLAINED = "unexplained"
    SILENCE = "silence"
    CHANNEL_COUNTS_DIFFER = "channel-counts-differ"
    RATES_DIFFER = "rates-differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class GainRange:
    """A stretch in which the printmaster has a stem at another level: samples, and dB against the rest."""

    start_sample: int
    end_sample: int
    gain_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StemReading:
    """One stem in the printmaster.

    Attributes:
        name: As the caller named it.
        gain_db: Level in the printmaster against the stem as delivered; None where it never sounds clearly.
        delay_samples: How much later than in the printmaster the stem lies; None where it is not found.
        inverted: Channels in which its polarity is the other one.
        ranges: Where its level differs.
        faults: What is wrong with it, the gravest first.
    """

    name: str
    gain_db: float | None
    delay_samples: float | None
    inverted: tuple[int, ...]
    ranges: tuple[GainRange, ...]
    faults: tuple[SumCause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StemsSumResult:
    """Stems against their printmaster.

    Attributes:
        state: How they stand.
        cause: The gravest fault; None where the sum gives the printmaster.
        stems: In the order given; empty where the sum as delivered nulls.
        null_db: Per second, what the sum as delivered leaves; None where the printmaster is silent.
        corrected_null_db: Per second, what is left once gains, delays, polarities and a limiter are taken out; None
            where silent; empty where that was not needed.
        residual_dbfs: RMS of what the sum as delivered leaves, all channels together, in the loudest second; None for
            digital silence and where nothing was compared.
        limited_share: Share of the programme in which a limiter held; None where that was not looked for.
        remainder_seconds: Seconds in which sound is left that is in no stem.
    """

    state: SumState
    cause: SumCause | None
    stems: tuple[StemReading, ...] = ()
    null_db: tuple[float | None, ...] = ()
    corrected_null_db: tuple[float | None, ...] = ()
    residual_dbfs: float | None = None
    limited_share: float | None = None
    remainder_seconds: tuple[int, ...] = ()
