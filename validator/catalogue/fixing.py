"""Corrections that are carried out: what moves together, what a trial render or the result shows, how it is told."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "fix.not-moved": "{lead} gets {corrections:joined| and |small} and {part} does not: {why}.",
    "fix.part-refused": "{lead} gets {corrections:joined| and |small}, and {part} is refused.",
    "fix.part-of-several": "it belongs to several printmasters, which get different corrections",
    "fix.parts-must-move": (
        "Whatever is a part of this mix, its stems and M&E, must move with it, or it no longer sums to it: correct the "
        "delivery as a whole, or link them."
    ),
    "fix.reels-are-judged-together": (
        "The loudness of reels that make one programme is judged over all of them, and no gain is planned for it."
    ),
    "fix.linked-to": "linked to {lead}: {because}",
    "fix.judged-afterwards": "Moves with {lead}; its own demands are judged afterwards.",
    "fix.chunks-carried-over": ("Carried over as they were, though they may describe the old samples: {chunks}."),
    "fix.damaged": "A damaged file is not corrected: it would come out looking whole.",
    "fix.no-gain-arrives": "No gain brings this mix to its loudness.",
    "fix.arrived-at": "{loudness:.2f} after a gain of {gain_db:+.2f} dB, rendered {turns} times",
    "fix.aimed-at": "{loudness:.2f}",
    "fix.gain-for-a-person": "The gain that this mix needs is for a person to decide.",
    "fix.gain-needed": "{gain_db:+.1f} dB would be needed",
    "fix.most-gain": "at most {most_db:g} dB, up or down",
    "fix.limiter-moves-loudness": (
        "The limiter changes the loudness of this mix, and no gain is permitted to restore it."
    ),
    "fix.gain-not-permitted": "{gain_db:+.2f} dB would be needed; permitted: {permitted}",
    "fix.limiter-too-deep": "The limiter would have to reduce more than it may.",
    "fix.reduction": "{reduction_db:.1f} dB",
    "fix.most-reduction": "at most {most_db:g} dB",
    "fix.would-clip": "This mix would clip if it moved with {lead}.",
    "fix.peak-and-gain": "a sample peak of {peak_dbfs:.2f} dBFS, and {gain_db:+.2f} dB",
    "fix.full-scale": "at most 0 dBFS",
    "fix.not-as-planned": "What was written does not measure as planned, so it was deleted.",
    "fix.differences": "{differences:joined|; }",
    "fix.reads-otherwise": "{reading} {found} instead of {expected} {unit}",
    "fix.value": "{value:.2f}",
    "fix.other-length": "{found:plural|sample|samples} instead of {expected}",
    "fix.other-rate": "{found_hz} Hz instead of {expected_hz}",
    "fix.other-channels": "{found:plural|channel|channels} instead of {expected}",
    "fix.refused": "Refused: {why:joined| }",
    "fix.moves-with": "Moves with {lead}, so that they still sum.",
    "fix.nothing-asked": "The sheet asks nothing of it, and it moves with no other mix.",
    "fix.no-longer-sums": "No longer sums: {why}",
    "fix.nothing-to-do": "Nothing has to be done.",
    "fix.nothing-changes-it": "There is nothing that a correction would change.",
    "fix.nothing-permitted-changes-it": "Nothing that is permitted would change what is open.",
    "fix.left-alone": "Left alone: {demand}: {message:clause}. {reason}",
    "fix.recommended-left-alone": "Recommended, left alone: {demand}: {message:clause}. {reason}",
    "fix.repair": "Repair: {repair:joined|; }",
    "fix.in-the-source": "In the source: {notice}",
    "fix.forecast": "Forecast, {sheet} {deliverable}: {verdict}.",
    "fix.forecast-outside": "Outside: {demands}.",
    "fix.forecast-open": "Open: {demands}.",
    "fix.verdict-of-result": "Verdict: {verdict}.",
    "fix.verdict.acceptable": "acceptable",
    "fix.verdict.unverified": "unverified: nothing that was read fails, and not everything is proven",
    "fix.verdict.incomplete": "incomplete: something stays open",
    "fix.verdict.rejected": "rejected",
}
