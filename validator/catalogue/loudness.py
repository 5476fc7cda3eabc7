"""Loudness: the demand with alternatives, and limits on short-term loudness, momentary loudness and range."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "loudness.only-reported": "The publisher states a figure here without asking for it.",
    "loudness.name": "{name}",
    "loudness.named-reading": "{name}: {reading}",
    "loudness.of-part": "{reading} ({part})",
    "loudness.whole-mix": "the whole mix",
    "loudness.no-reading": "{name}: not measured. {why}",
    "loudness.reading": "{name}: {reading}, {standing}.",
    "loudness.recommendation-only": "{name}: {reading}, {standing}, which is a recommendation only.",
    "loudness.outside-recommended": ("{name}: {reading}, {standing}; but outside what is recommended ({recommended})."),
    "loudness.not-known-what-applies": "{name}: {reading}, {standing}; but it is not known what applies.",
    "loudness.rests-on-estimate": (
        "{name}: {reading}, {standing}; but this rests on an estimate, so it decides nothing ({estimate})."
    ),
    "loudness.estimate-too-near": (
        "{name}: {reading}, nearer to the limit than its guard band of {guard:g} {unit}, so it decides nothing."
    ),
    "loudness.target-without-tolerance": (
        "{name}: {reading}, {standing}. The text gives a target without a tolerance."
    ),
    "loudness.above-limit": "{distance} above the limit of {limit:.1f} {unit}",
    "loudness.below-limit": "{distance} below the limit of {limit:.1f} {unit}",
    "loudness.at-target": "at the target of {target:.1f} {unit}",
    "loudness.above-target": "{distance} above the target of {target:.1f} {unit}",
    "loudness.below-target": "{distance} below the target of {target:.1f} {unit}",
    "loudness.decided-by-receiver": "the receiver, who names a target and no tolerance",
    "loudness.story": "{parts:joined|; }",
    "loudness.alternative": "{role}: {limits}",
    "loudness.applies": "applies ({reasons:joined|; })",
    "loudness.does-not-apply": "does not apply ({reasons:joined|; })",
    "loudness.may-apply": "may apply ({reasons:joined|; })",
    "loudness.not-measured": "not measured: {why:clause}",
    "loudness.measured": "measured {reading}",
    "loudness.measured-holds": "measured {reading}, holds",
    "loudness.measured-does-not-hold": "measured {reading}, does not hold",
    "loudness.layout-not-known": "The channel layout is not known, so loudness was not measured.",
    "loudness.short-term": "short-term",
    "loudness.momentary": "momentary",
    "loudness.none-of-kind": "There is no {kind} loudness: the programme is silent or too short.",
    "loudness.maximum": "The largest {kind} loudness is {reading}, {standing}.",
    "loudness.maximum-in-passages": (
        "The largest {kind} loudness is {reading}, {standing}, in {count:plural|passage|passages}."
    ),
    "loudness.spread": (
        "Short-term loudness runs from {lowest_lkfs:.2f} to {highest_lkfs:.2f} LKFS around a programme of "
        "{programme_lkfs:.2f} LKFS"
    ),
    "loudness.window": "{spread}, within the window.",
    "loudness.above-window": (
        "{spread}; {worst_lkfs:.2f} LKFS is {distance} above the window, in {count:plural|passage|passages}."
    ),
    "loudness.below-window": (
        "{spread}; {worst_lkfs:.2f} LKFS is {distance} below the window, in {count:plural|passage|passages}."
    ),
    "loudness.no-range": "There is no loudness range: the programme is silent or shorter than 3 s.",
    "loudness.range": "The loudness range is {reading}, {standing}.",
    "loudness.range-of-short-programme": "The programme is shorter than a minute, where loudness range means little.",
}
