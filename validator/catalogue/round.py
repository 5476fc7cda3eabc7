"""What is said of two rounds of a delivery."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "round.another-version": "The last round was judged by mixgate {old}, this one by {new}.",
    "round.cannot-be-paired": "It may be {mixes:joined| or }; nothing says which, so it was paired with none.",
    "round.content-digest-identical": "The files are the same, byte for byte.",
    "round.content-digest-changed": "The files are not the same; where they differ cannot be told without the sound.",
    "round.content-no-digest": "Whether the sound changed cannot be told: the two rounds have no digest in common.",
    "round.does-not-apply-now": "It does not apply in this round: {reason:clause}.",
    "round.layout-differs": "The layout was {old} and is {new}.",
    "round.measured-now": "It was open in the last round, and holds.",
    "round.new-in-same-content": (
        "The sound is the same as in the last round: this comes of another sheet, statement or version of mixgate, not "
        "of the mix."
    ),
    "round.no-partner-now": "In this round it was not held against a mix that tells it.",
    "round.not-judged-now": "The mix was not judged in this round.",
    "round.not-measured-now": "It was not measured in this round: {reason:clause}.",
    "round.not-stated-now": "In this round nobody states what it is held against.",
    "round.open-now": "It is open in this round, and was not in the last.",
    "round.other-sheet": "In this round the mix was not held against {sheet}.",
    "round.renamed": "It was called {old}; told by {evidence}.",
    "round.evidence-digest": "its bytes, which are the same",
    "round.evidence-name": "its name, version and date aside",
    "round.evidence-slot": "its language, kind and layout, of which there is one",
    "round.same-handed-in": "Both rounds are the same reports.",
    "round.sheet-asks-no-more": "The sheet {sheet} has no such demand any more.",
    "round.sheet-changed": "The sheet {sheet} changed between the rounds ({old} and {new}): its demands may differ.",
    "round.was-open": "It was open in the last round.",
    "round.waiver-lapsed": "It was waived in the last round, and is not in this one.",
    "round.could-not-be-read": "It could not be judged: {reason}",
}
