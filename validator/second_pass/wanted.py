"""What a second pass is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from specs.errors import UsageError

if TYPE_CHECKING:
    from specs.vocabulary import PeakMeter

FoldDownName: TypeAlias = Literal["LoRo", "LtRt", "mono"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeqmCalibration:
    """How loud a recording is played.

    Attributes:
        level_db: Sound-pressure level of a screen channel that plays a steady tone at the reference level, in dB.
        reference_dbfs: That level: peak of the tone relative to full scale. -20 dBFS by ISO 21727:2016 clause 3.1.

    Source: ISO 21727:2016 clauses 3.1, 3.4 and 4.2.1.
    """

    level_db: float
    reference_dbfs: float = -20.0

    @property
    def option(self) -> str:
        """The calibration as `parse_leqm_calibration` reads it: `85@-20`."""
        return f"{self.level_db:g}@{self.reference_dbfs:g}"

    @property
    def text(self) -> str:
        """The calibration in words."""
        return (
            f"{self.level_db:g} dB for {self.reference_dbfs:g} dBFS in a screen channel, 3 dB less in a surround "
            "channel, 10 dB more in the LFE"
        )


def parse_leqm_calibration(text: str) -> LeqmCalibration:
    """Read a calibration: `85@-20`, or `85` alone for the reference level of the standard.

    Raises:
        UsageError: It is neither.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:dB\s*)?(?:@\s*(-\d+(?:\.\d+)?)\s*(?:dBFS)?)?\s*", text)
    if match is None:
        raise UsageError(
            "The calibration of Leq(m) is not understood.",
            found=text,
            expected="sound-pressure level @ reference level, for example 85@-20",
        )
    level, reference = match.groups()
    return LeqmCalibration(level_db=float(level), reference_dbfs=-20.0 if reference is None else float(reference))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a second pass is asked for.

    Attributes:
        fold_downs: Fold-downs to render and measure.
        lfe_bands: Whether the spectrum of the LFE is measured.
        leqm: Calibration for Leq(m); None to leave it out.
        quasi_peaks: Quasi-peak programme meters to read.
    """

    fold_downs: frozenset[FoldDownName] = frozenset()
    lfe_bands: bool = False
    leqm: LeqmCalibration | None = None
    quasi_peaks: frozenset[PeakMeter] = frozenset()

    @property
    def nothing(self) -> bool:
        """True where no second pass is needed."""
        return not self.fold_downs and not self.lfe_bands and self.leqm is None and not self.quasi_peaks
