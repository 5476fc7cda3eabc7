"""A specification sheet: one document of one publisher in one edition, as data."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from specs.models import FrozenModel
from specs.requirements import AnyRequirement
from specs.requirements.loudness import Loudness
from specs.requirements.requirement import Soundfields, source_document
from specs.vocabulary import MixKind, Version

SheetId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.+-]*$")]


class Status(StrEnum):
    """Whether an edition is in force."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


class Nature(StrEnum):
    """What kind of text a sheet transcribes."""

    DELIVERY = "delivery"
    QC_THRESHOLDS = "qc-thresholds"
    REGULATION = "regulation"
    RECOMMENDATION = "recommendation"
    PLAYBACK = "playback"
    COMMUNITY = "community"


class Document(FrozenModel):
    """A text that figures of a sheet come from.

    Attributes:
        title, edition: As the publisher prints them; an edition of None means the text carries none.
        published: Date of the edition; None where it is not known.
        address: Where it can be found; None for texts that are not on line.
        retrieved: The day the figures were taken from it.
        obtained: How: read in the text itself, or quoted by whom.
    """

    title: str
    edition: str | None = None
    published: date | None = None
    address: str | None = None
    retrieved: date
    obtained: str


class Deliverable(FrozenModel):
    """One thing that is delivered, and everything demanded of it.

    Attributes:
        title: Its name in the publisher's words.
        mix_kinds: What a file must be for this deliverable to be the one meant.
        soundfields: Layout names it comes in; None means any.
        versions: Versions of a title it is for; None means any. A mix of another version is passed over, one whose
            version nobody stated is not. An audio description is made of any version, and is never passed over for it.
        levels: `not demanded` where a source says that no level is asked; None everywhere else. A finished mix for
            which no level figure was read is otherwise unverified, however well it does.
        levels_source: Where the source says so: `document place`.
        requirements: The demands, in reading order.
    """

    title: str
    mix_kinds: tuple[MixKind, ...] = Field(default=(MixKind.PRINTMASTER,), min_length=1)
    soundfields: Soundfields | None = None
    versions: tuple[Version, ...] | None = Field(default=None, min_length=1)
    levels: Literal["not demanded"] | None = None
    levels_source: str | None = None
    requirements: tuple[AnyRequirement, ...] = Field(min_length=1)

    def is_for(self, kind: MixKind, version: Version | None) -> bool:
        """Say whether it demands anything of a mix.

        Args:
            kind: What the mix is.
            version: Which version of the title; None where nobody said.
        """
        if kind not in self.mix_kinds:
            return False
        asks_version = self.versions is not None and kind is not MixKind.AUDIO_DESCRIPTION
        return not asks_version or version is None or version in (self.versions or ())

    @model_validator(mode="after")
    def _levels_have_a_source(self) -> Self:
        if (self.levels is None) != (self.levels_source is None):
            message = "levels and levels_source go together: who says that no level is demanded?"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [requirement_key(requirement) for requirement in self.requirements]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            message = f"two requirements have the same key: {', '.join(twice)}; give one of them a key of its own"
            raise ValueError(message)
        return self


def requirement_key(requirement: AnyRequirement) -> str:
    """Return the name of a record within its deliverable."""
    return requirement.key or requirement.rule


class Sheet(FrozenModel):
    """A specification sheet.

    Attributes:
        id: The name used on the command line.
        publisher: Who demands it.
        title: Title of the document.
        edition: Edition of the document.
        status: Whether this edition is in force.
        in_force_from, in_force_before: Dates of production it is for; None where the text names none.
        superseded_by: Sheets of the editions that took its place; empty where there is none, or none is transcribed.
        nature: What kind of text it is.
        territory: Where it applies.
        documents: Every text cited, by document id.
        deliverables: By name.
        note: Anything a reader of the sheet should know.
    """

    id: SheetId
    publisher: str
    title: str
    edition: str
    status: Status
    in_force_from: date | None = None
    in_force_before: date | None = None
    superseded_by: tuple[SheetId, ...] = ()
    nature: Nature = Nature.DELIVERY
    territory: str = "worldwide"
    note: str | None = None
    documents: dict[str, Document] = Field(min_length=1)
    deliverables: dict[str, Deliverable] = Field(min_length=1)

    @model_validator(mode="after")
    def _editions_follow_each_other(self) -> Self:
        if self.superseded_by and self.status is not Status.SUPERSEDED:
            message = "superseded_by goes with the status 'superseded'"
            raise ValueError(message)
        begins, ends = self.in_force_from, self.in_force_before
        if begins is not None and ends is not None and begins >= ends:
            message = "in_force_from is not before in_force_before"
            raise ValueError(message)
        return self

    def is_in_force(self, produced: date) -> bool | None:
        """Say whether this edition is for programmes of a day; None where it names no days."""
        if self.in_force_from is None and self.in_force_before is None:
            return None
        begun = self.in_force_from is None or produced >= self.in_force_from
        return begun and (self.in_force_before is None or produced < self.in_force_before)

    @model_validator(mode="after")
    def _every_source_is_listed(self) -> Self:
        unknown: list[str] = []
        for name, deliverable in self.deliverables.items():
            if deliverable.levels_source and source_document(deliverable.levels_source) not in self.documents:
                where = f"deliverables.{name}.levels_source"
                unknown.append(f"{where} cites the document '{source_document(deliverable.levels_source)}'")
            for requirement in deliverable.requirements:
                for source in cited_sources(requirement):
                    if source_document(source) not in self.documents:
                        where = f"deliverables.{name}.{requirement_key(requirement)}"
                        unknown.append(f"{where} cites the document '{source_document(source)}'")
        if unknown:
            message = f"{'; '.join(unknown)}: not among the sheet's documents ({', '.join(self.documents)})"
            raise ValueError(message)
        return self


def cited_sources(requirement: AnyRequirement) -> tuple[str, ...]:
    """Return every source a requirement cites, its alternatives' own included."""
    own = (requirement.source,)
    if isinstance(requirement, Loudness):
        return own + tuple(branch.source for branch in requirement.alternatives if branch.source is not None)
    return own
