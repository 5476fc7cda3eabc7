"""A round in the form that is saved: `mixgate.round/1`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from pydantic import Field

from specs.message import Message
from specs.models import FrozenModel
from specs.vocabulary import MixKind, Version
from validator.comparisons.redelivery.redelivery_model import ChangedRange, Redelivery
from validator.results.finding import Place, Quantity, Severity, State
from validator.results.report import Made, SubjectKind, Verdict

SCHEMA: Final = "mixgate.round/1"


class MixFate(StrEnum):
    """What became of a mix: it is in both rounds, under its name or another; or in one of them only."""

    SAME = "same"
    RENAMED = "renamed"
    GONE = "gone"
    ADDED = "added"


class PairedBy(StrEnum):
    """What says that two mixes of two rounds are one: the strongest evidence first."""

    PATH = "path"
    DIGEST = "digest"
    NAME = "name"
    SLOT = "slot"


class FindingFate(StrEnum):
    """What became of a finding.

    | in the last round        | in this round                          | fate                 |
    |--------------------------|----------------------------------------|----------------------|
    | fails, warns or is open  | holds                                  | repaired             |
    | fails or warns           | fails or warns                         | still there          |
    | open                     | open                                   | still open           |
    | holds, open or not there | fails or warns                         | new                  |
    | holds or not there       | open                                   | still open, `old` None or holding |
    | fails or warns           | open, or nobody looked                 | no longer measured   |
    | anything                 | waived                                 | waived               |
    | waived                   | fails or warns: the waiver does not cover it any more | still there |
    """

    REPAIRED = "repaired"
    STILL_THERE = "still-there"
    NEW = "new"
    NO_LONGER_MEASURED = "no-longer-measured"
    WAIVED = "waived"
    STILL_OPEN = "still-open"


class Trend(StrEnum):
    """Which way something that is still there has gone: by its distance beyond the limit, else by its places."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


class FindingThen(FrozenModel):
    """A finding as one of the rounds has it.

    Attributes:
        fingerprint: Its name in that round, for a waiver.
        state: How it ended.
        measured: The reading; None where nothing was measured.
        margin, margin_unit: Distance to the limit, negative outside; None where there is no number.
        place_count: How many places it has.
        waived_by: Who waived it and why.
    """

    fingerprint: str
    state: State
    measured: Quantity | None
    margin: float | None
    margin_unit: str | None = None
    place_count: int = 0
    waived_by: str | None = None


class RoundFinding(FrozenModel):
    """A demand in both rounds.

    Attributes:
        sheet: Id of the sheet that demands it, or of the profile.
        rule, key: As in reports.
        severity: What the receiver does about it.
        required: The demand in words and figures, of the new round where it has one.
        fate: What became of it.
        trend: Which way it went; None where it is not in both.
        old, new: As each round has it; None where one has no such finding.
        files: Files, assets or languages it is about, where it is about such.
        repaired_places, remaining_places, new_places: Places of the last round that are gone, of this one that were
            there, and of this one that were not. Empty for what is no place in sound.
        places_are_all: False where one of the reports lists only some of its places: the lists are then those that can
            be told.
        note: What else is to be said; None where nothing is.
        remedy: What to do, of the new round; None where nothing is.
    """

    sheet: str
    rule: str
    key: str
    severity: Severity
    required: str
    fate: FindingFate
    trend: Trend | None = None
    old: FindingThen | None = None
    new: FindingThen | None = None
    files: tuple[str, ...] = ()
    repaired_places: tuple[Place, ...] = ()
    remaining_places: tuple[Place, ...] = ()
    new_places: tuple[Place, ...] = ()
    places_are_all: bool = True
    note: Message | None = None
    remedy: Message | None = None


class ContentState(StrEnum):
    """Whether the sound of a mix is that of the last round.

    `IDENTICAL`: its files are the same to the byte, or its samples all are. `CHANGED`: they are not. `CANNOT_TELL`:
    nothing that both rounds have says it.
    """

    IDENTICAL = "identical"
    CHANGED = "changed"
    CANNOT_TELL = "cannot-tell"


class UnreportedRange(FrozenModel):
    """A stretch that was changed though nothing in the last round asked for it.

    Attributes:
        changed: The stretch.
        place: The same, with timecodes and channels.
    """

    changed: ChangedRange
    place: Place


class ContentChange(FrozenModel):
    """What became of the sound of a mix.

    Attributes:
        state: Whether it is the same.
        told_by: The digests, or the sound itself; None where neither tells.
        redelivery: The comparison of the sound; None where there was none.
        said: The same in words.
        unreported: True where it was changed though nothing in the last round asked for it; False where all that
            changed was asked for; None where that cannot be told.
        unreported_ranges: Where, as far as the sound says.
    """

    state: ContentState
    told_by: Literal["digest", "sound"] | None = None
    redelivery: Redelivery | None = None
    said: Message
    unreported: bool | None = None
    unreported_ranges: tuple[UnreportedRange, ...] = ()


class RoundMix(FrozenModel):
    """A mix, or a delivery or a package as a whole, in both rounds.

    Attributes:
        subject: What it is.
        name, path: Of the new round, of the last one where it is gone.
        old_path: What it was called, where that was something else.
        language, kind, version, layout: As in reports.
        fate: What became of it.
        paired_by: What says that both are one; None where it is in one round only.
        old_verdict, new_verdict: The worst over its sheets; None where it was not judged, or is not there.
        content: What became of its sound; None where it is in one round only, and for no mix.
        findings: What became of its findings: what is to be done first.
        to_confirm: How many statements wait for a person.
        notes: What else is to be said of it.
    """

    subject: SubjectKind = SubjectKind.MIX
    name: str
    path: str | None = None
    old_path: str | None = None
    language: str | None = None
    kind: MixKind | None = None
    version: Version | None = None
    layout: str | None = None
    fate: MixFate
    paired_by: PairedBy | None = None
    old_verdict: Verdict | None = None
    new_verdict: Verdict | None = None
    content: ContentChange | None = None
    findings: tuple[RoundFinding, ...] = ()
    to_confirm: int = Field(default=0, ge=0)
    notes: tuple[Message, ...] = ()


class RoundOf(FrozenModel):
    """One of the two rounds.

    Attributes:
        name: What was handed in: a file or a folder, by its name.
        made: Who judged it, and when.
        verdict: Its verdict.
        sheets: The sheets it was held against, by id.
    """

    name: str
    made: Made
    verdict: Verdict
    sheets: tuple[str, ...]


class RoundTotals(FrozenModel):
    """A round in numbers: findings by what became of them, and mixes.

    Attributes:
        better, worse: Of those that are still there.
        changed_unreported: Mixes that were changed though nothing asked for it, in part or as a whole.
        content_unknown: Mixes of both rounds of which nothing says whether their sound is the same.
    """

    repaired: int = Field(default=0, ge=0)
    still_there: int = Field(default=0, ge=0)
    better: int = Field(default=0, ge=0)
    worse: int = Field(default=0, ge=0)
    new: int = Field(default=0, ge=0)
    no_longer_measured: int = Field(default=0, ge=0)
    waived: int = Field(default=0, ge=0)
    still_open: int = Field(default=0, ge=0)
    changed_unreported: int = Field(default=0, ge=0)
    content_unknown: int = Field(default=0, ge=0)
    mixes_same: int = Field(default=0, ge=0)
    mixes_renamed: int = Field(default=0, ge=0)
    mixes_gone: int = Field(default=0, ge=0)
    mixes_added: int = Field(default=0, ge=0)


class Round(FrozenModel):
    """A delivery held against the one before.

    Attributes:
        made: Who compared, and when.
        verdict: That of the new round: what was repaired does not excuse what is left.
        old, new: The two.
        totals: In numbers.
        mixes: By language, then by place; what is about the delivery as a whole first.
        notes: What is to be said of the two as a whole, such as another edition of a sheet.
    """

    schema_: Literal["mixgate.round/1"] = Field(default=SCHEMA, alias="schema")
    made: Made
    verdict: Verdict
    old: RoundOf
    new: RoundOf
    totals: RoundTotals
    mixes: tuple[RoundMix, ...]
    notes: tuple[Message, ...] = ()
