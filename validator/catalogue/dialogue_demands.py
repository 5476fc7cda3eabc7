"""Demands on dialogue, beyond its loudness."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "dialogue.reading": "The {name} is {reading}, {standing}.",
    "dialogue.estimate-too-near": (
        "The {name} is {reading}, nearer to the limit than its guard band of {guard_lu:g} LU, so it decides nothing."
    ),
    "dialogue.name-loudness-range": "loudness range of dialogue",
    "dialogue.name-range": "distance of the farthest speech from dialogue loudness",
    "dialogue.name-short-term": "short-term loudness of the farthest speech",
    "dialogue.name-to-background": "distance of dialogue to background",
    "dialogue.name-programme-difference": "distance of programme to dialogue",
    "dialogue.gate": "Gate: {gate}",
    "dialogue.whole-file-only": "It was measured over the whole file, not from {part}.",
    "dialogue.too-little-for-range": "There is too little speech for a loudness range.",
    "dialogue.too-little-for-short-term": "There is too little speech in one piece for short-term loudness.",
    "dialogue.background-not-measured": "The background under the dialogue was not measured.",
    "dialogue.no-difference": "Programme or dialogue loudness has no value.",
}
