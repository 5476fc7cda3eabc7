"""Texts that belong to no single part of the house."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "general.and-more": "and {count} more",
    "general.figure": "{value:.{decimals}f} {unit}",
    "general.sentences": "{sentences:joined| }",
    "general.no-sound": "There is no sound in the file.",
    "general.layout-not-known": "Nothing says which channel is which.",
    "general.within-limit": "within the limit",
    "general.within-limits": "within the limits",
    "general.above-limit": "{distance} above the limit of {limit:g} {unit}",
    "general.below-limit": "{distance} below the limit of {limit:g} {unit}",
    "general.more-than-limit": "{distance} more than the limit of {limit:g} {unit}",
    "general.less-than-limit": "{distance} less than the limit of {limit:g} {unit}",
    "general.within-tolerance": "{standing}, but within the measurement tolerance of {tolerance:g} {unit}",
}
