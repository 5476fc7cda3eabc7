"""What a correction does, in words: the steps of a plan."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "correction.polarity": "Turn the polarity of {labels:joined| }",
    "correction.relabel": "Read the channels as {labels:joined| }",
    "correction.channel-order": "Put the channels into the order {labels:joined| }",
    "correction.fold-down": "Fold down to {labels:joined| }",
    "correction.speed-pitch-follows": (
        "Change the speed from {from_rate} to {to_rate} frames per second, pitch follows"
    ),
    "correction.speed-pitch-kept": "Change the speed from {from_rate} to {to_rate} frames per second, pitch kept",
    "correction.sample-rate": "Convert to {to_hz} Hz",
    "correction.cut-out": "{stretches:joined|; }",
    "correction.cut-out-stretch": "Cut {samples:plural|sample|samples} out from sample {start_sample} on",
    "correction.trim-pad": "{changes:joined|; }",
    "correction.add-at-head": "Add {samples:plural|sample|samples} at the head",
    "correction.add-at-tail": "Add {samples:plural|sample|samples} at the tail",
    "correction.cut-at-head": "Cut {samples:plural|sample|samples} at the head",
    "correction.cut-at-tail": "Cut {samples:plural|sample|samples} at the tail",
    "correction.start": "Set the start to {timecode}",
    "correction.start-sample": "Set the start to sample {start_sample}",
    "correction.gain": "Gain {gain_db:+.2f} dB",
    "correction.limiter": "True-peak limiter at {ceiling_dbtp:.2f} dBTP, all channels linked",
    "correction.limiter-in-groups": "True-peak limiter at {ceiling_dbtp:.2f} dBTP, linked in groups",
    "correction.insert-pop": "Insert the sync pop",
    "correction.remove-pop": "Remove the sync pop",
    "correction.word-length": "Write {bits}-bit words",
    "correction.word-length-dithered": "Write {bits}-bit words with triangular dither",
    "correction.write": "Write {wanted}",
    "correction.one-file": "one interleaved file",
    "correction.mono-set": "one mono file per channel",
    "correction.with-bext": "with a bext chunk",
}
