"""A demand that somebody has decided to forgive."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from specs.models import FrozenModel


class Waiver(FrozenModel):
    """A demand that somebody has decided to forgive, visibly.

    Attributes:
        rule: The rule it is about.
        key: The requirement's key; None means every requirement of the rule.
        file: Path or name of the file it is about, as the delivery lists it; a name that several files have forgives
            none of them. None means every file.
        sheet: Sheet id; None means every sheet.
        reason, by, on: Why, who, when.
        expires: The last day it holds; None means it does not end.
    """

    rule: str
    key: str | None = None
    file: str | None = None
    sheet: str | None = None
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    on: date
    expires: date | None = None

    @model_validator(mode="after")
    def _could_ever_hold(self) -> Self:
        if self.expires is not None and self.expires < self.on:
            message = f"it expires ({self.expires}) before it was given ({self.on})"
            raise ValueError(message)
        return self
