"""What became of the sound of a mix between two deliveries."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "redelivery.identical": "Every sample is the same.",
    "redelivery.dither": "The same sound; the samples differ by dither and rounding only, up to {level_dbfs:.1f} dBFS.",
    "redelivery.gain": "The same sound, all of it {gain_db:+.2f} dB.",
    "redelivery.delay": "The same sound, all of it {samples:+plural|sample|samples} ({milliseconds:+.3f} ms) later.",
    "redelivery.gain-and-delay": (
        "The same sound, {gain_db:+.2f} dB and {samples:+plural|sample|samples} ({milliseconds:+.3f} ms) later."
    ),
    "redelivery.changed": "Other sound in {count:plural|place|places}, {seconds:.3f} s in all; the rest is the same.",
    "redelivery.changed-throughout": "Other sound throughout.",
    "redelivery.other-sample-rate": "It has another sample rate, so no two samples can be held against each other.",
    "redelivery.other-channels": "It has another number of channels.",
    "redelivery.no-samples": "One of the two holds no sound.",
    "redelivery.moved": (
        "The same sound, moved: {count:plural|stretch lies|stretches lie} elsewhere, the first "
        "{samples:+plural|sample|samples} ({milliseconds:+.3f} ms) later."
    ),
    "redelivery.sound-absent": "The sound of {round} is not there: {files}.",
    "redelivery.sound-is-another": "The sound of {round} is not what was judged: its bytes are others.",
    "redelivery.cannot-be-read": "The sound cannot be read: {reason}",
    "redelivery.joined": "Reels that are judged as one are compared one by one.",
}
