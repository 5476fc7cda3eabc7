"""Demands on peaks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from specs.requirements.requirement import Labels, Requirement
from specs.vocabulary import PeakMeter


class TruePeak(Requirement):
    """Largest true peak of any channel, or of some channels.

    Attributes:
        maximum_dbtp: The limit.
        labels: Channels it is for; None for all of them. A mix that has none of them is not concerned.
        meter_tolerance_db: Measurement tolerance the publisher grants on top (EBU R 128 0.3, ATSC A/85 0.5).

    Source: ITU-R BS.1770-5 Annex 2.
    """

    rule: Literal["peak.true-peak"] = "peak.true-peak"
    maximum_dbtp: float
    labels: Labels | None = Field(default=None, min_length=1)
    meter_tolerance_db: float = Field(default=0.0, ge=0)


class QuasiPeak(Requirement):
    """Largest reading of a quasi-peak programme meter, of any channel.

    Attributes:
        maximum_dbfs: The limit, where a steady tone at full scale reads 0.
        meter: Which meter.

    Source: IEC 60268-10.
    """

    rule: Literal["peak.quasi-peak"] = "peak.quasi-peak"
    maximum_dbfs: float
    meter: PeakMeter


class SamplePeak(Requirement):
    """Largest sample of any channel."""

    rule: Literal["peak.sample-peak"] = "peak.sample-peak"
    maximum_dbfs: float
