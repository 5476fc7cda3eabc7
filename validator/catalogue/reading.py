"""Why there is no reading of loudness, and what one rests on."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "reading.none": "There is no reading: {why:clause}.",
    "reading.no-calibration": "Nobody stated how loud the mix is played.",
    "reading.no-weighting": "The channel layout is not known, so no channel can be weighted.",
    "reading.service-day": "It is the average of a whole service over a day; one file cannot show it.",
    "reading.no-speech": "There is no speech in it.",
    "reading.whole-file-only": "{unit} was measured over the whole file, not over the {part}.",
    "reading.no-dialogue": "Dialogue was not told from the rest of the mix.",
    "reading.no-dialogue-because": "Dialogue was not told from the rest of the mix. {why}",
    "reading.gate": "gate: {gate}",
    "reading.calibration": "calibration: {calibration}",
}
