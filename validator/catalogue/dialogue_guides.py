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
    "dialogue.places-only": "The {guide} does not fit the mix: it was found in the mix at {found} of "
    "{places} places only.",
    "dialogue.drifts": "The {guide} does not fit the mix: it drifts against the mix, from {first_samples} to "
    "{last_samples} samples over the programme.",
    "dialogue.too-soft": "The {guide} is too soft in the mix to be told from the rest.",
    "dialogue.stretches-only": "The {guide} is in the mix in {found} of {stretches} stretches of "
    "{stretch_seconds} s only.",
    "dialogue.other-channels": "The {guide} lies on other channels than in the mix, or at another balance.",
    "dialogue.explains-too-little": "The {guide} does not explain the mix even between the lines ({remainder_db:.0f} "
    "dB remain): another version, or other channels.",
    "dialogue.detector-not-installed": "The speech detector is not installed (pip install '{extra}').",
    "dialogue.detector-not-loaded": "The speech detector cannot be loaded ({error}).",
}
