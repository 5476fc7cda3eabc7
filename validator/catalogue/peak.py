"""True peak and sample peak."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "peak.silence": "There is no peak: the file is digital silence.",
    "peak.true-peak": "The largest true peak is {reading}, {standing}.",
    "peak.true-peak-at-places": (
        "The largest true peak is {reading}, {standing}; above it: {count:plural|place|places} in {channels}."
    ),
    "peak.the-mix": "the mix",
    "peak.true-peaks-known-from": ("Over a part of the file, true peaks are known from {floor_dbtp:.1f} dBTP on only."),
    "peak.true-peak-filter": "Interpolation filter: {filter}.",
    "peak.near-limit": (
        "The reading is within {spread_db} dB of the limit: another meter may read it on the other side."
    ),
    "peak.by-filter": (
        "The 4x table of BS.1770-5 Annex 2 reads at most {standard_dbtp:.2f} dBTP, the 16x filter "
        "{fine_dbtp:.2f} dBTP; the higher reading counts."
    ),
    "peak.depends-on-meter": (
        "The two filters differ by {spread_db:.2f} dB on this sound, and the reading is nearer to the limit than that: "
        "another meter may read it on the other side."
    ),
    "peak.sample-peak": "The largest sample is {reading}, {standing}.",
    "peak.sample-peak-in-channels": "The largest sample is {reading}, {standing}, in {channels}.",
    "peak.no-such-channel": "The mix has no channel {channels:joined| or }.",
    "peak.quasi-peak": "A quasi-peak meter of type {meter} reads at most {reading}, {standing}.",
    "peak.quasi-peak-not-measured": "No quasi-peak meter was read.",
    "peak.place-of-sample-not-known": (
        "The largest sample of the whole file is {largest_dbfs:.2f} dBFS; whether it lies in the part that counts is "
        "not known."
    ),
}
