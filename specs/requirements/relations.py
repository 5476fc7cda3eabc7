"""Demands that tie files of one delivery together, and those only a person can judge."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from specs.requirements.requirement import Requirement, Soundfields
from specs.requirements.sync import AgainstOriginal
from specs.vocabulary import MixKind


class StemsSum(Requirement):
    """Stems added together must be the printmaster.

    Attributes:
        stems: Which stems are added.
        maximum_residual_dbfs: Largest accepted RMS of the difference in any second.
        partner: As for what is held against an original: whether it applies where the stems are not delivered.
    """

    rule: Literal["stems.sum"] = "stems.sum"
    stems: tuple[MixKind, ...] = Field(min_length=1)
    maximum_residual_dbfs: float = -60.0
    partner: Literal["required", "where-delivered"] = "required"


class MeWithoutDialogue(AgainstOriginal):
    """No discernible dialogue of the original language in the M&E.

    Attributes:
        maximum_line_db: Largest accepted level of a line in the M&E against the same line in the original. Project's
            choice where a sheet says nothing: what can be told of nearly every line that lies above the M&E.
    """

    rule: Literal["me.without-dialogue"] = "me.without-dialogue"
    maximum_line_db: float = Field(default=-40.0, ge=-60.0, le=0.0)


class MeMatchesMix(AgainstOriginal):
    """The M&E must match the mix it was made from in level, outside dialogue.

    Attributes:
        tolerance_lu: Largest accepted difference.
    """

    rule: Literal["me.matches-mix"] = "me.matches-mix"
    tolerance_lu: float = Field(ge=0)


class MeFilled(AgainstOriginal):
    """The M&E must have no holes where the original had production sound.

    Attributes:
        fill: `full` or `partial`.
    """

    rule: Literal["me.filled"] = "me.filled"
    fill: Literal["full", "partial"]


class Partner(Requirement):
    """A mix must come with a partner (a 5.1 with a 2.0).

    Attributes:
        mix_kind: What the partner is.
        soundfields: Layouts of which at least one must be in the delivery, in the same language.
    """

    rule: Literal["delivery.partner"] = "delivery.partner"
    mix_kind: MixKind = MixKind.PRINTMASTER
    soundfields: Soundfields | None = None


class StatementToConfirm(Requirement):
    """A demand in words that no meter can judge; it is put before the person who signs.

    Attributes:
        text: The demand, in our own words.
    """

    rule: Literal["manual.statement"] = "manual.statement"
    text: str
