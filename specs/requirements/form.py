"""Demands on the form of a file: rate, word length, layout, container, name."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from specs.models import FrozenModel
from specs.requirements.requirement import Requirement, Soundfields
from specs.vocabulary import MixKind, Version, parse_frame_rate, parse_layout


def _check_frame_rates(rates: tuple[str, ...]) -> tuple[str, ...]:
    for rate in rates:
        parse_frame_rate(rate)
    return rates


def _check_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        message = f"not a regular expression: {error}"
        raise ValueError(message) from error
    return text


CheckId = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)+$")]
"""Id of a check of a conformance profile."""


class SampleRate(Requirement):
    """Sample rates that are accepted."""

    rule: Literal["form.sample-rate"] = "form.sample-rate"
    allowed_hz: tuple[PositiveInt, ...] = Field(min_length=1)


class WordLength(Requirement):
    """Word lengths that are accepted, as the header states them.

    Attributes:
        allowed_bits: Bits per sample.
        padded_is_accepted: False where a shorter word in a longer container (16 bits in 24) counts as a fault.
    """

    rule: Literal["form.word-length"] = "form.word-length"
    allowed_bits: tuple[PositiveInt, ...] = Field(min_length=1)
    padded_is_accepted: bool = True


class ChannelLayout(Requirement):
    """Channel layouts, order included, that are accepted.

    Attributes:
        allowed: Layout names; `5.1` is L R C LFE Ls Rs, `5.1-film` is L C R Ls Rs LFE.
    """

    rule: Literal["form.layout"] = "form.layout"
    allowed: Soundfields = Field(min_length=1)


class FileForm(StrEnum):
    """How the channels of a mix are spread over files.

    `mono-set`: one file per channel. `interleaved`: all channels in one file. `muxed`: audio inside a picture file.
    """

    MONO_SET = "mono-set"
    INTERLEAVED = "interleaved"
    MUXED = "muxed"


class Files(Requirement):
    """How channels are spread over files.

    Attributes:
        forms: Accepted forms.
        one_soundfield_per_file: True where a file may hold one soundfield group only (no 5.1 and 2.0 in one file).
    """

    rule: Literal["form.files"] = "form.files"
    forms: tuple[FileForm, ...] = Field(min_length=1)
    one_soundfield_per_file: bool = False


class Container(Requirement):
    """Containers and codecs that are accepted.

    Attributes:
        containers: WAV, RF64, BW64, MXF, MOV ...; None where any will do.
        codecs: PCM, IEEE float ...; None where any will do.
        needs_bext: True where a Broadcast Audio Extension chunk must be there.
    """

    rule: Literal["form.container"] = "form.container"
    containers: tuple[str, ...] | None = Field(default=None, min_length=1)
    codecs: tuple[str, ...] | None = Field(default=None, min_length=1)
    needs_bext: bool = False

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.containers is None and self.codecs is None and not self.needs_bext:
            message = "give containers, codecs or needs_bext"
            raise ValueError(message)
        return self


class Conformance(Requirement):
    """A profile of a container's standard that a file keeps; one finding for each fault.

    Attributes:
        profile: Id of the profile, as `validator.conformance` names it: `wave`.
        clauses: Ids of the checks that are asked for (`wave.bext-version`); None means every check of the profile.
        clauses_excepted: Ids of the checks that are not asked for.
    """

    rule: Literal["form.conformance"] = "form.conformance"
    profile: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    clauses: tuple[CheckId, ...] | None = Field(default=None, min_length=1)
    clauses_excepted: tuple[CheckId, ...] = ()


class FrameRate(Requirement):
    """Picture rates that are accepted."""

    rule: Literal["form.frame-rate"] = "form.frame-rate"
    allowed: Annotated[tuple[str, ...], AfterValidator(_check_frame_rates)] = Field(min_length=1)


class NameFields(FrozenModel):
    """What words of a file name say of the mix: each is a named group of the pattern, `(?P<layout>20|51)`.

    A group that is not in a name says nothing. Words are compared whatever their case.

    Attributes:
        language: True where the word is a code of the mix's language: ISO 639-1, 639-2 or a language tag.
        layout: Word to layout name: `{ 20 = "2.0", 51 = "5.1" }`.
        kind: Word to kind of mix.
        version: Word to version of the title.
        picture_rate: Word to picture rate.
        sample_rate_hz: Word to sample rate.
        word_length_bits: Word to word length.
        seconds: True where the word is the running time of the programme in whole seconds.
    """

    language: bool = False
    layout: dict[str, Annotated[str, AfterValidator(lambda name: parse_layout(name).name)]] | None = None
    kind: dict[str, MixKind] | None = None
    version: dict[str, Version] | None = None
    picture_rate: dict[str, Annotated[str, AfterValidator(lambda text: str(parse_frame_rate(text)))]] | None = None
    sample_rate_hz: dict[str, PositiveInt] | None = None
    word_length_bits: dict[str, PositiveInt] | None = None
    seconds: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups that say something."""
        return tuple(name for name in type(self).model_fields if getattr(self, name))


class FileName(Requirement):
    """The pattern a file name follows, and what its words say of the mix.

    Attributes:
        pattern: Regular expression for the whole name, ending included.
        example: A name that fits, for the report.
        fields: Words of the name that have to agree with the mix; None where only the pattern counts.
    """

    rule: Literal["form.file-name"] = "form.file-name"
    pattern: Annotated[str, AfterValidator(_check_pattern)]
    example: str
    fields: NameFields | None = None

    @model_validator(mode="after")
    def _fields_are_groups(self) -> Self:
        missing = sorted(set(self.fields.groups if self.fields else ()) - set(re.compile(self.pattern).groupindex))
        if missing:
            message = f"the pattern has no group (?P<{missing[0]}>...) for the field '{missing[0]}'"
            raise ValueError(message)
        if self.fields is not None and not self.fields.groups:
            message = "fields say nothing; leave them out"
            raise ValueError(message)
        return self
