"""Demands that tie the files of a delivery together, and those that only a person can judge."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "relation.whole-delivery": "It is a demand on a whole delivery; check its delivery file to have it judged.",
    "relation.judged-on-package": (
        "It is a demand on the package that the mix goes into, and is judged on the package, not on the mix."
    ),
    "relation.not-compared": "This version does not compare files with each other, so a person must.",
    "relation.partner": "Its partner is {name}.",
    "relation.no-partner": "The delivery has no {wanted}.",
    "relation.partner-not-known": "Whether {names} is its partner is not known: no layout is stated.",
    "relation.person-must-confirm": "A person must confirm this.",
}
