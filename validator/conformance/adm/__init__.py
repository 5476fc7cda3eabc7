"""Profiles of ADM files as tables of checks: `judge_adm(file, PROFILES["atmos-1.1"])` gives one fault per place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance.adm.atmos import ATMOS_1_0, ATMOS_1_1
from validator.conformance.adm.bs2076 import BS2076
from validator.conformance.adm.bs2088 import BS2088
from validator.conformance.adm.model import (
    AdmCheck,
    AdmFault,
    AdmProfile,
    Basis,
    CheckLevel,
    Need,
    available,
    judge_adm,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "PROFILES",
    "AdmCheck",
    "AdmFault",
    "AdmProfile",
    "Basis",
    "CheckLevel",
    "Need",
    "available",
    "judge_adm",
]

PROFILES: Final[Mapping[str, AdmProfile]] = {profile.id: profile for profile in (BS2076, BS2088, ATMOS_1_0, ATMOS_1_1)}
"""Every profile by its identifier."""
