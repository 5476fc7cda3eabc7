"""A demand that somebody has decided to forgive."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from specs.models import FrozenModel
from specs.statements.waiver_kinds import WaiverKind
from specs.vocabulary import parse_language_tag

LEAST_FINGERPRINT: Final = 6
"""So many signs of a fingerprint tell findings of one delivery apart: of 2000 mixes with 20 findings each, two share
them once in 400 pairs by chance, and the rule stands beside them."""

_BOUND: Final = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(\S.*?)?\s*")


def _is_bound(text: str) -> str:
    if _BOUND.fullmatch(text.replace("\u2212", "-")) is None:
        message = "expected a figure with its unit, such as '-1.5 dBTP'"
        raise ValueError(message)
    return text


def parse_bound(text: str) -> tuple[float, str]:
    """Return figure and unit of a bound: `-1.5 dBTP`; the unit is empty where none is given.

    Raises:
        ValueError: It is none.
    """
    match = _BOUND.fullmatch(text.replace("\u2212", "-"))
    if match is None:
        raise ValueError(text)
    return float(match[1]), match[2] or ""


class WaivedPlace(FrozenModel):
    """A stretch in which something is forgiven.

    Attributes:
        first: Timecode of the first picture, on the picture's count, or the number of a sample of the file.
        last: The last picture, included, or the sample after the last.
        channels: Channel labels; empty means all of them.
    """

    first: str | int
    last: str | int
    channels: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if isinstance(self.first, str) is not isinstance(self.last, str):
            message = "give two timecodes, or two samples"
            raise ValueError(message)
        if isinstance(self.first, int) and isinstance(self.last, int) and not 0 <= self.first <= self.last:
            message = "a place ends after it begins"
            raise ValueError(message)
        return self


class Waiver(FrozenModel):
    """A demand that somebody has decided to forgive, visibly.

    What is worse than what was forgiven is not forgiven: a reading beyond `up_to`, more places than `most_places`, a
    place outside of `places`.

    Attributes:
        rule: The rule it is about; None only where a fingerprint is given.
        fingerprint: Name of the finding, as a report has it, or its beginning; None means every finding of the rule.
        key: The requirement's key; None means every requirement of the rule.
        file: Path or name of the file it is about, as the delivery lists it; a name that several files have forgives
            none of them. None means every file.
        sheet: Sheet id; None means every sheet.
        language: BCP 47 tag of the mixes it is about, or the beginning of one (`es` is `es-419` as well); None means
            every language.
        up_to: Reading that is still forgiven, with its unit, `-1.5 dBTP`; None sets no bound.
        most_places: As many places of one finding are forgiven; None sets no bound.
        places: Where it is forgiven; empty means everywhere.
        kind: Why, in a word.
        reason, by, on: Why, who, when.
        expires: The last day it holds; None means it does not end.
    """

    rule: str | None = None
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]+$", min_length=LEAST_FINGERPRINT)] | None = None
    key: str | None = None
    file: str | None = None
    sheet: str | None = None
    language: Annotated[str, AfterValidator(parse_language_tag)] | None = None
    up_to: Annotated[str, AfterValidator(_is_bound)] | None = None
    most_places: int | None = Field(default=None, ge=0)
    places: tuple[WaivedPlace, ...] = ()
    kind: WaiverKind | None = None
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    on: date
    expires: date | None = None

    @model_validator(mode="after")
    def _could_ever_hold(self) -> Self:
        if self.rule is None and self.fingerprint is None:
            message = "give the rule it is about, or the fingerprint of a finding"
            raise ValueError(message)
        if self.expires is not None and self.expires < self.on:
            message = f"it expires ({self.expires}) before it was given ({self.on})"
            raise ValueError(message)
        return self

    @property
    def about(self) -> str:
        """What it is about, for people: the rule, else the fingerprint."""
        return self.rule or f"finding {self.fingerprint}"
