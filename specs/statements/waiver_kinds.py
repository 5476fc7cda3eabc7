"""Why a demand is forgiven; apart from the waiver, so that the command line knows the words without its model."""

from __future__ import annotations

from enum import StrEnum


class WaiverKind(StrEnum):
    """Why something is forgiven."""

    CREATIVE_INTENT = "creative-intent"
    BEST_POSSIBLE = "best-possible"
    SOURCE_FAULT = "source-fault"
    ACCEPTED_RISK = "accepted-risk"
    FALSE_POSITIVE = "false-positive"
