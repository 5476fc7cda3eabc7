"""What is wrong with the samples of a file, and why a reading cannot be forecast.

The texts of `forecast.` complete a sentence such as "There is no reading: not foreseen: ..."; those of `damage.` are
sentences.
"""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "damage.cut-short": "{file} is cut short: its header promises more sound than is there.",
    "damage.not-finite-samples": "{count} samples are NaN or infinite; they were read as silence.",
    "forecast.fold-down": "not foreseen: it depends on how the channels add up",
    "forecast.linked-limiter": "not foreseen: the limiter follows another mix",
    "forecast.other-weights": "not foreseen: the channels have other weights",
}
