"""Why a reading has no value, and what is wrong with the samples of a file.

The texts of `reading.` and `forecast.` complete a sentence such as "There is no reading: digital silence."; those of
`damage.` are sentences.
"""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "damage.size-changed-while-read": (
        "{file} changed while it was read: it had {before_bytes:plural|byte|bytes}, and now has {after_bytes}; check "
        "it again when it is complete."
    ),
    "damage.written-while-read": "{file} was written to while it was read; check it again when it is complete.",
    "damage.gone-while-read": "{file} was removed or replaced while it was read.",
    "damage.beyond-scale": (
        "Samples reach {peak_dbfs:+.0f} dBFS, as no sound does: they are broken, or of another scale than 1.0 for full "
        "scale."
    ),
    "damage.not-finite-samples": (
        "{count:plural|sample is NaN or infinite; it was|samples are NaN or infinite; they were} read as silence."
    ),
    "forecast.fold-down": "not foreseen: it depends on how the channels add up",
    "forecast.linked-limiter": "not foreseen: the limiter follows another mix",
    "forecast.sound-cut-out": "not foreseen: sound is cut out",
    "forecast.other-weights": "not foreseen: the channels have other weights",
    "reading.below-gate": "nothing is louder than the gate",
    "reading.layout-not-known": "the channel layout is not known",
    "reading.not-measured": "it was not measured",
    "reading.nothing-selected": "nothing was selected to be measured",
    "reading.silent": "digital silence",
    "reading.too-short": "shorter than one measuring window",
}
