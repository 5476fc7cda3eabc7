"""Demands that tie the files of a delivery together, and those that only a person can judge."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "relation.whole-delivery": "It is a demand on a whole delivery; check its delivery file to have it judged.",
    "relation.judged-on-package": (
        "It is a demand on the package that the mix goes into, and is judged on the package, not on the mix."
    ),
    "relation.me-not-compared": "It does not lie at one offset against {partner}, so it was not searched for lines.",
    "relation.me-without-lines": "Of {lines:plural|line|lines} of the original none is in it; {reference}.",
    "relation.me-softer-lines": (
        "Of {lines:plural|line|lines} of the original {count:plural|is|are} in it below the limit, the loudest at "
        "{level_db:.1f} dB; {reference}."
    ),
    "relation.me-holds-lines": (
        "Of {lines:plural|line|lines} of the original {count:plural|is|are} in it, the loudest at {level_db:.1f} dB of "
        "the line itself; {reference}."
    ),
    "relation.me-is-mix": "It is the mix itself, lines and all: {partner}.",
    "relation.me-lines-not-known": "No line of the original was found, in its dialogue stem or beside the M&E.",
    "relation.me-lines-not-told": (
        "{count} of {lines:plural|line|lines} {count:word|is|are} too short or too well covered to be found at "
        "{limit_db:g} dB; none was found."
    ),
    "relation.me-lines-by-stem": "they are known by its dialogue stem",
    "relation.me-lines-by-difference": "they are known by what remains of its mix without the M&E",
    "relation.me-filled": "It has everything that the original has beside its lines.",
    "relation.me-filled-beside-lines": (
        "Beside the lines it has everything that the original has; under them only the dialogue "
        "stem of the original tells."
    ),
    "relation.me-holes": "Sound of the original is missing in {count:plural|place|places}, {seconds:.1f} s in all.",
    "relation.me-level": "Outside lines it lies {level_lu:+.1f} LU from {partner}.",
    "relation.me-level-not-told": "Too little sounds outside lines.",
    "relation.stems-not-all": "The delivery has not all of {stems} in the layout of the mix.",
    "relation.stems-cannot-tell": "Whether the stems add up to the mix cannot be told: {why:clause}.",
    "relation.stems-exact": "The stems are the mix, sample for sample.",
    "relation.stems-leave": "The sum of the stems leaves {residual_dbfs:.1f} dBFS RMS in the worst second.",
    "relation.stems-limited": (
        "The sum of the stems leaves {residual_dbfs:.1f} dBFS RMS in the worst second, and nothing once the limiter of "
        "the mix is taken out, which holds in {share:.0f} % of it."
    ),
    "relation.left-over-lines": "Of {lines:plural|line|lines} of the original {count:plural|sounds|sound} in the dub.",
    "relation.missing-lines": (
        "In place of {count} of {lines:plural|line|lines} of the original nothing is spoken in the dub."
    ),
    "relation.original-under-dub": (
        "The original goes on under the dub, softer: {count} of its {lines:plural|line|lines}. The dub is stated to be "
        "lip-sync."
    ),
    "relation.stem-holds-lines": (
        "{stem} holds {count} of {lines:plural|line|lines} of {dialogue}, the loudest at {level_db:.1f} dB."
    ),
    "relation.is-the-me": "This is the M&E: {dialogue} is not in it, and the other stems explain all of it.",
    "relation.re-render-agrees": (
        "It is what {partner} gives: {loudness:+.1f} LU from our render, no channel further than {level:.1f} dB; "
        "{found} of {all:plural|bed or object|beds and objects} could be looked for, and {found:word|is|are} in it "
        "({places:plural|place|places})."
    ),
    "relation.re-render-not-in-step": "It does not lie at one offset against {partner}. {why}",
    "relation.re-render-inverted": "All of it has the opposite polarity.",
    "relation.re-render-lacks": (
        "{count:plural|bed or object of the programme is|beds or objects of the programme are} not in it: {names}."
    ),
    "relation.re-render-lacks-in-places": (
        "{count:plural|bed or object of the programme is|beds or objects of the programme are} not in it everywhere: "
        "{names}."
    ),
    "relation.re-render-holds-more": (
        "In {count} of {places:plural|second|seconds} it holds sound that is in no bed and no object: another language "
        "or version."
    ),
    "relation.re-render-channels": "{channels}: not what the programme puts there.",
    "relation.re-render-loudness": (
        "It is {difference:+.1f} LU from our render of the programme, whose guard band is {guard:g} LU."
    ),
    "relation.re-render-levels": "Beyond the guard band of our render, {guard:g} dB: {channels}.",
    "relation.partner": "Its partner is {name}.",
    "relation.no-partner": "The delivery has no {wanted}.",
    "relation.partner-not-known": "Whether {names} is its partner is not known: no layout is stated.",
    "relation.person-must-confirm": "A person must confirm this.",
}
