"""The report: one programme, one deliverable of one sheet, one verdict, every finding."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from specs.message import Message
from specs.models import FrozenModel
from specs.requirements.requirement import Grade
from specs.sheet import Nature, Status
from specs.statements.statement import Easing
from specs.vocabulary import MixKind, Version
from validator.catalogue import say
from validator.containers.imf.outline_model import ImfOutline
from validator.languages import tr
from validator.results.finding import Finding, Notice, State
from validator.results.measurements import Measurements

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA: Final = "mixgate.report/2"


class Verdict(StrEnum):
    """Whether the receiver will take the mix.

    `incomplete`: a binding demand was not measured, or sound was damaged, half read or unlisted.
    `unverified`: nothing that was read in a published text fails, but the mix is outside a figure that is hearsay, or
    nothing that was read says how loud it is to be.
    """

    ACCEPTABLE = "acceptable"
    UNVERIFIED = "unverified"
    INCOMPLETE = "incomplete"
    REJECTED = "rejected"


def worst_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst verdict of several: rejected before incomplete before unverified before acceptable."""
    return max(verdicts, key=list(Verdict).index)


class SubjectKind(StrEnum):
    """What a report is about."""

    MIX = "mix"
    PACKAGE = "package"
    DELIVERY = "delivery"


class Made(FrozenModel):
    """Who made a report, and when.

    Attributes:
        version: Version of mixgate that judged.
        at: The moment; None where nobody stated one, so that the same input gives the same text.
    """

    version: str
    at: AwareDatetime | None = None


class SheetUsed(FrozenModel):
    """The sheet that was held against the mix.

    Attributes:
        digest: SHA-256 of the files it was made of.
        note: What the sheet says of itself.
    """

    id: str
    publisher: str
    title: str
    edition: str
    status: Status
    nature: Nature
    digest: str
    note: str | None = None


class DocumentUsed(FrozenModel):
    """A text the findings cite."""

    title: str
    edition: str | None
    retrieved: date
    obtained: str
    address: str | None = None


class Report(FrozenModel):
    """A mix, a package or a delivery, held against one deliverable of one sheet or against the profile of its form.

    Attributes:
        subject: What it is about.
        name: How people call it.
        path: Its place in the delivery: the path of its file or set, relative to the delivery and with `/`; after a `#`
            the place in a container. It is its identity: two mixes may share a name, never a path.
        language, kind, version: Of a mix: BCP 47 tag, what it is, and which version of the title; None where nobody
            said, and for a package or a delivery.
        made: Who judged, and when.
        sheet: What it was held against; for a package or a delivery the profile of its form.
        deliverable, deliverable_title: Which part of it.
        picture_rate, start_timecode: As stated; None where nobody stated them.
        start_sample: Samples from midnight to the first sample of the mix, where its timecodes begin; None where
            nothing says it.
        verdict: The answer.
        headline: The answer as a sentence.
        easings: What may lower demands, who stated it, and whether it was applied.
        findings: One for every demand of the deliverable, in the sheet's order.
        notices: What is notable about the mix although the sheet does not ask; never part of the verdict.
        documents: The texts cited.
        outline: What an IMF or digital cinema package plays; None for anything else.
        measurements: What was measured; None where nothing was: for a mix that is absent or no sound, and for a package
            or a delivery.
    """

    schema_: Literal["mixgate.report/2"] = Field(default=SCHEMA, alias="schema")
    subject: SubjectKind = SubjectKind.MIX
    name: str
    path: str | None = None
    language: str | None = None
    kind: MixKind | None = None
    version: Version | None = None
    made: Made
    verdict: Verdict
    headline: Message
    sheet: SheetUsed
    deliverable: str
    deliverable_title: str
    picture_rate: str | None = None
    start_timecode: str | None = None
    start_sample: int | None = None
    easings: tuple[Easing, ...] = ()
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...] = ()
    documents: dict[str, DocumentUsed]
    outline: ImfOutline | None = None
    measurements: Measurements | None = None

    @model_validator(mode="after")
    def _only_a_mix_is_measured(self) -> Self:
        if self.subject is not SubjectKind.MIX and self.measurements is not None:
            message = "a report on a package or a delivery has no measurements"
            raise ValueError(message)
        if self.subject is not SubjectKind.PACKAGE and self.outline is not None:
            message = "a report on a mix or a delivery has no outline of a package"
            raise ValueError(message)
        return self

    @property
    def measured(self) -> Measurements:
        """The measurements, for what is only shown of a mix that has any."""
        assert self.measurements is not None, "the caller has looked"
        return self.measurements

    @property
    def damage(self) -> tuple[str, ...]:
        """What makes the sound unfit for any receiver; empty where nothing does."""
        return tuple(map(say, self.measurements.damage)) if self.measurements is not None else ()

    def count(self, state: State) -> int:
        """Return how many findings ended in a state."""
        return sum(finding.state is state for finding in self.findings)

    @property
    def weakest_grade(self) -> Grade:
        """The weakest grade among the findings that count for the verdict; primary where there are none."""
        order = list(Grade)
        return max((finding.grade for finding in self.findings), key=order.index, default=Grade.PRIMARY)


class WhyNot(StrEnum):
    """Why a mix was not held against a sheet.

    `not-asked`: the sheet demands nothing of such a mix; that is nobody's fault. `unreadable`: its files could not be
    read. `error`: something else went wrong, for example no such deliverable. `open`: at a gate, where only the sender
    says what the mix is and no sheet demands anything of that.
    """

    NOT_ASKED = "not-asked"
    UNREADABLE = "unreadable"
    ERROR = "error"
    OPEN = "open"


class NotJudged(FrozenModel):
    """A mix that a run met and did not judge.

    Attributes:
        name: The mix.
        path, language, kind: Of the mix, as in its reports.
        sheet: What it was to be held against; None where it did not come to that.
        publisher: Whose sheet that is.
        why: Why not.
        reason: The same in one sentence.
        where, found, expected, next_step: As an error says them; None where it says nothing.
    """

    name: str
    path: str | None = None
    language: str | None = None
    kind: MixKind | None = None
    sheet: str | None = None
    publisher: str | None = None
    why: WhyNot
    reason: str
    where: str | None = None
    found: str | None = None
    expected: str | None = None
    next_step: str | None = None

    @property
    def word(self) -> str:
        """What people read in place of a verdict."""
        words = {WhyNot.NOT_ASKED: "Skipped", WhyNot.UNREADABLE: "Unreadable", WhyNot.ERROR: "Error"}
        return tr(words.get(self.why, "Open"))

    @property
    def details(self) -> str:
        """The reason, and what an error adds to it, in one paragraph."""
        if self.why is WhyNot.NOT_ASKED:
            return self.reason
        added = (("where", self.where), ("found", self.found), ("expected", self.expected))
        said = [self.reason, *(f"{label.capitalize()}: {text}." for label, text in added if text)]
        return " ".join([*said, self.next_step] if self.next_step else said)
