"""Demands that tie the files of a delivery together, and those that only a person can judge."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "relation.whole-delivery": "It is a demand on a whole delivery; check its delivery file to have it judged.",
    "relation.judged-on-package": (
        "It is a demand on the package that the mix goes into, and is judged on the package, not on the mix."
    ),
    "relation.not-compared": "This version does not compare files with each other, so a person must.",
    "relation.stems-not-all": "The delivery has not all of {stems} in the layout of the mix.",
    "relation.stems-cannot-tell": "Whether the stems add up to the mix cannot be told: {why:clause}.",
    "relation.stems-exact": "The stems are the mix, sample for sample.",
    "relation.stems-leave": "The sum of the stems leaves {residual_dbfs:.1f} dBFS RMS in the worst second.",
    "relation.stems-limited": (
        "The sum of the stems leaves {residual_dbfs:.1f} dBFS RMS in the worst second, and nothing once the limiter of "
        "the mix is taken out, which holds in {share:.0f} % of it."
    ),
    "relation.is-the-me": "This is the M&E: {dialogue} is not in it, and the other stems explain all of it.",
    "relation.partner": "Its partner is {name}.",
    "relation.no-partner": "The delivery has no {wanted}.",
    "relation.partner-not-known": "Whether {names} is its partner is not known: no layout is stated.",
    "relation.person-must-confirm": "A person must confirm this.",
}
