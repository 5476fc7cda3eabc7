"""Why the dialogue of a mix could not be told from the rest by its dialogue stem, its M&E or a speech detector.

The argument `guide` is one of the messages `dialogue.stem`, `dialogue.me` and `dialogue.mix`.
"""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "dialogue.stem": "dialogue stem",
    "dialogue.me": "M&E",
    "dialogue.mix": "mix",
    "dialogue.several-reasons": "{reasons:joined| }",
    "dialogue.no-guide": "No dialogue stem, no M&E and no speech detector was given.",
    "dialogue.layout-not-known": "The channel layout of the {guide} is not known.",
    "dialogue.other-sample-rate": "The {guide} has {found_hz} Hz, the mix {mix_hz} Hz.",
    "dialogue.silent": "The {guide} does not fit the mix: it is silent.",
    "dialogue.not-heard-in-mix": "The {guide} does not fit the mix: it was not found in the mix at any offset.",
    "dialogue.places-only": (
        "The {guide} does not fit the mix: it was found in the mix at {found} of {places:plural|place|places} only."
    ),
    "dialogue.drifts": (
        "The {guide} does not fit the mix: it drifts against the mix, from {first_samples} to "
        "{last_samples:plural|sample|samples} over the programme."
    ),
    "dialogue.too-soft": "The {guide} is too soft in the mix to be told from the rest.",
    "dialogue.stretches-only": (
        "The {guide} is in the mix in {found} of {stretches:plural|stretch|stretches} of {stretch_seconds} s only."
    ),
    "dialogue.other-channels": "The {guide} lies on other channels than in the mix, or at another balance.",
    "dialogue.explains-too-little": "The {guide} does not explain the mix even between the lines ({remainder_db:.0f} "
    "dB remain): another version, or other channels.",
    "dialogue.is-the-mix": "The {guide} is the mix itself, or nobody speaks in the mix: next to nothing of the mix "
    "remains beside it.",
    "dialogue.level-far-off": "The {guide} lies at {gain_db:+.1f} dB in the mix, far from 0 dB: another balance, or "
    "another sound.",
    "dialogue.absurd-share": "By the {guide} somebody speaks for {share:.0%} of the programme, without pauses: it is "
    "not what it is called.",
    "dialogue.other-layout": "The {guide} is {layout}, the mix {mix_layout}: in fewer channels it cannot say what lies "
    "under the dialogue.",
    "dialogue.stem-is-me": "What was given as the {guide} is the M&E, or part of it: what remains of the mix is more "
    "like speech.",
    "dialogue.other-language": "The {guide} is the dialogue of another language: it sounds where the mix speaks, but "
    "its lines are not in the mix.",
    "dialogue.lines-not-in-mix": (
        "Of {lines:plural|line|lines} of the {guide} {found:plural|is|are} in the mix: it is of another version or "
        "language."
    ),
    "dialogue.stem-incomplete": "The {guide} is not whole: for {seconds:.1f} s somebody speaks in the mix where it "
    "rests, most of all from {first_second:.1f} s to {last_second:.1f} s.",
    "dialogue.me-is-dialogue": "What was given as the {guide} is the dialogue stem: it is more like speech than what "
    "remains of the mix.",
    "dialogue.me-holds-dialogue": "The {guide} holds the dialogue: {found} of {lines} lines are in it, at "
    "{level_db:.1f} dB.",
    "dialogue.me-holds-other-lines": "The {guide} holds lines that the mix has not, of another language or version: "
    "taking it out adds to {share:.0%} of the speech.",
    "dialogue.me-other-language": "The {guide} is the mix of another language, or holds its lines: it sounds where the "
    "mix speaks, but the mix does not hold it.",
    "dialogue.me-holds-lines": "The {guide} holds lines, or a song or a voice as loud in the centre, which sounds like "
    "them: for {seconds:.1f} s, most of all from {first_second:.1f} s to {last_second:.1f} s.",
    "dialogue.me-lacks-sound": "The {guide} lacks sound of the mix from {first_second:.1f} s to {last_second:.1f} s.",
    "dialogue.detector-not-installed": "The speech detector is not installed (pip install '{extra}').",
    "dialogue.detector-not-loaded": "The speech detector cannot be loaded ({error}).",
}
