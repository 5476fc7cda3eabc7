"""Demands on peaks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from specs.requirements.requirement import Requirement


class TruePeak(Requirement):
    """Largest true peak of any channel.

    Attributes:
        maximum_dbtp: The limit.
        meter_tolerance_db: Measurement tolerance the publisher grants on top (EBU R 128 0.3, ATSC A/85 0.5).

    Source: ITU-R BS.1770-5 Annex 2.
    """

    rule: Literal["peak.true-peak"] = "peak.true-peak"
    maximum_dbtp: float
    meter_tolerance_db: float = Field(default=0.0, ge=0)


class SamplePeak(Requirement):
    """Largest sample of any channel."""

    rule: Literal["peak.sample-peak"] = "peak.sample-peak"
    maximum_dbfs: float
