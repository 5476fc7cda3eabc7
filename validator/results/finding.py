"""One demand, one finding: what was measured, what was asked, where it fails and what to do.

A notice is no finding: nobody asked, so it neither passes nor fails.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self

from pydantic import SerializerFunctionWrapHandler, model_serializer, model_validator

from specs.message import Message
from specs.models import FrozenModel
from specs.requirements.requirement import Grade, Level, Scope

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema


class State(StrEnum):
    """How a demand ended. Every demand ends in exactly one of these.

    `not-measured` is every demand that is open: mostly there is no reading; where there is one that decides nothing,
    the finding's `decided_by` says who or what does, and people read "undecided".
    """

    PASS = "pass"  # noqa: S105  the field's word, not a secret
    WARN = "warn"
    FAIL = "fail"
    NOT_MEASURED = "not-measured"
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"


class Severity(StrEnum):
    """What the receiver will do about it."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"
    FYI = "fyi"


class Quantity(FrozenModel):
    """A measured value. `text` is how people read it; `value` is None where the thing measured is not a number."""

    value: float | None
    unit: str
    text: str


class Place(FrozenModel):
    """Where something is: samples of a mix, a file, an element of a document, an asset, a stretch of a language.

    | place                          | says                                                     |
    |--------------------------------|----------------------------------------------------------|
    | samples of the mix             | sample_in, sample_out, channels, the timecodes           |
    | a file of the delivery         | file                                                     |
    | an element of an XML document  | file, element (its id), path (XPath), line               |
    | an asset of a package          | asset (its UUID), file                                   |
    | a stretch of one language      | language, with samples                                   |

    Attributes:
        channels: Channel labels; empty means all of them.
        sample_in: First sample, counted from the first sample of the file; None where it is not a place in sound.
        sample_out: The sample after the last; None with `sample_in`.
        timecode_in, timecode_out: On the picture's count; None where the picture rate is not known.
        file: Path of a file, relative to the delivery or the package; None for the mix that is judged.
        element, path, line: Of an element of a document; the line counts from 1.
        asset: Identifier of an asset of a package.
        language: BCP 47 tag, where a place belongs to one language of several.
        text: What is there, for example "-1.2 dBTP".
    """

    channels: tuple[str, ...] = ()
    sample_in: int | None = None
    sample_out: int | None = None
    timecode_in: str | None = None
    timecode_out: str | None = None
    file: str | None = None
    element: str | None = None
    path: str | None = None
    line: int | None = None
    asset: str | None = None
    language: str | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if (self.sample_in is None) != (self.sample_out is None):
            message = "a place in sound has a first sample and the sample after the last"
            raise ValueError(message)
        return self

    @model_serializer(mode="wrap")
    def _only_what_is_known(self, serialise: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Every kind of place leaves most of the fields unset; a report lists hundreds of places."""
        known: dict[str, object] = serialise(self)
        return {name: value for name, value in known.items() if value is not None}

    @property
    def is_in_sound(self) -> bool:
        """True where it is a stretch of samples."""
        return self.sample_in is not None

    @property
    def samples(self) -> tuple[int, int]:
        """First sample and the sample after the last, of a place in sound."""
        assert self.sample_in is not None, "the caller has looked"
        assert self.sample_out is not None, "it has both ends or neither"
        return self.sample_in, self.sample_out


class Limits(FrozenModel):
    """The figures of a demand, of the branch that was judged; for drawing and for machines that read reports.

    Attributes:
        low, high: Smallest and largest accepted reading, tolerances included; None where there is no such limit.
        target: The value aimed at; None where the demand names none.
        unit: The unit of all three, the same as that of the reading.
    """

    low: float | None = None
    high: float | None = None
    target: float | None = None
    unit: str


class Finding(FrozenModel):
    """The outcome of one demand.

    Attributes:
        rule, key: The kind of demand, and the record's name within its deliverable.
        state: How it ended.
        held: Whether the reading is within the limits, whatever level and grade make of it; None where it is open or
            the demand does not apply.
        binding: True where a failure rejects: a `shall`, of a grade that was read. An open demand binds at the grade of
            its record, even where the branch that was looked at last has a weaker one.
        severity: What the receiver will do if it does not hold.
        level, grade: As the sheet states them, of the branch that was judged.
        scope: What the demand is made of: the mix, the package or the delivery.
        source: Document and clause, written out.
        measured: None where nothing was measured.
        required: The demand in words and figures.
        limits: Its figures; None where the demand is not one of figures, or was not judged.
        window: The parts of the programme it was measured on, each with its name as text; empty means the whole file.
        margin: Distance to the limit; positive inside, negative outside; None where there is no number. A measurement
            tolerance is no room: what holds only because of it has a margin of 0.
        where: The places, worst first or in order of time.
        reason: What is the case.
        why: How the decision was reached, step by step.
        decided_by: Who and what decides, where what was measured does not: the state is then `not-measured`, and people
            read "undecided". Empty everywhere else.
        remedy: What to do; None where nothing needs doing.
        note, conflict: As the sheet states them.
        waived_by: Who waived it and why.
        waiver_requested: Who asks that it be waived and why, where nobody granted it.
        waiver_exceeded: Who waived a lesser instance, and by what this one is worse; None where nobody did.
        fingerprint: The same demand on the same file has the same one in every run.
    """

    rule: str
    key: str
    state: State
    held: bool | None = None
    binding: bool = False
    severity: Severity
    level: Level
    grade: Grade
    scope: Scope = Scope.MIX
    source: str
    measured: Quantity | None
    required: str
    limits: Limits | None = None
    window: tuple[Place, ...] = ()
    margin: float | None
    margin_unit: str | None = None
    where: tuple[Place, ...] = ()
    where_count: int = 0
    reason: Message
    why: tuple[Message, ...] = ()
    decided_by: tuple[Message, ...] = ()
    remedy: Message | None = None
    note: str | None = None
    conflict: str | None = None
    waived_by: str | None = None
    waiver_requested: str | None = None
    waiver_exceeded: Message | None = None
    fingerprint: str

    @model_serializer(mode="wrap")
    def _without_what_is_rare(self, serialise: SerializerFunctionWrapHandler) -> dict[str, object]:
        """A waiver that was granted to less is rare, and a report lists hundreds of findings."""
        known: dict[str, object] = serialise(self)
        if known.get("waiver_exceeded") is None:
            known.pop("waiver_exceeded", None)
        return known

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of the fields: what the serialiser leaves out is not required."""
        fields = {key: value for key, value in schema.items() if key != "serialization"}
        return handler(fields)


class NoticeKind(StrEnum):
    """What a notice is about, gravest first."""

    CLIPPING = "clipping"
    DROPOUT = "dropout"
    SILENCE = "silence"
    SILENT_CHANNEL = "silent-channel"
    CHANNEL_LABELS = "channel-labels"
    TRUE_PEAK = "true-peak"
    POLARITY = "polarity"
    SAME_SOUND = "same-sound"
    UNEVEN_PAIR = "uneven-pair"
    DC_OFFSET = "dc-offset"
    WORD_LENGTH = "word-length"
    METADATA = "metadata"
    HEADER = "header"
    RENDERING = "rendering"


class Notice(FrozenModel):
    """Something notable that the sheet does not ask about. It never changes the verdict.

    Attributes:
        kind: What it is about.
        measured: The reading; None where it is a remark on the file itself.
        noticed_from: From which reading on it is noticed.
        source: Where that threshold comes from.
        where: The first places, worst first or in order of time.
        where_count: How many places there are in all.
        message: What is the case.
        advice: What to do.
    """

    kind: NoticeKind
    measured: Quantity | None
    noticed_from: Message
    source: str
    where: tuple[Place, ...] = ()
    where_count: int = 0
    message: Message
    advice: Message
